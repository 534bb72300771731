"""Records -> IRaMuTeQ: one text file of turns under lines of starred variables.

The grammar is that of IRaMuTeQ's manual (http://www.iramuteq.org/documentation): a text begins with
a line ``**** *variable_value …``; in the body an asterisk would begin a variable, and a word between
underscores is one. A variable's name ends at the first underscore.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipeline.export.names import Names, ascii_form
from pipeline.export.speaking import Speech, metadata_columns, speeches
from pipeline.export.spreadsheet import BYTE_ORDER_MARK, row
from pipeline.export.writing import ExportFile
from pipeline.lexicons import table
from pipeline.schema import Record
from pipeline.text import analysis_form

_OWN = ("itw", "role", "locuteur", "fonction", "organisation", "media", "annee")
_NONE = "na"
_MARKS = str.maketrans("*_", "  ")


def export_files(records: Iterable[Record], *, answers_only: bool = False) -> Iterator[ExportFile]:
    """Yield ``corpus.txt`` and ``variables.csv``, which leads from its codes back to the values.

    Args:
        records: Gone through twice. The table of variables is complete when the corpus has been
            taken.
        answers_only: Only what interviewees answer.
    """
    codes = _Codes(metadata_columns(records))
    yield ExportFile("corpus.txt", _corpus(records, codes, answers_only))
    yield ExportFile("variables.csv", _variables(codes))


class _Codes:
    """Codes of variables and of their values: ASCII, each value its own."""

    def __init__(self, metadata: Iterable[str]) -> None:
        names = Names(joint="", taken=_OWN)
        self.names = {name: name for name in _OWN}
        # A metadata column may be called as one of ours: it is kept apart by its key.
        self.names |= {f"metadata {name}": names.new(_word(name) or "var") for name in metadata}
        self._given: dict[str, Names] = {
            name: Names(joint="_", taken=[_NONE]) for name in self.names
        }
        self._interviews = 0
        self.codes: dict[tuple[str, str], str] = {}

    def star(self, name: str, value: str | None) -> str:
        """Return ``*variable_value``."""
        variable = self.names[name]
        return f"*{variable}_{self._code(name, value) if value else _NONE}"

    def _code(self, name: str, value: str) -> str:
        if (name, value) not in self.codes:
            wanted = ascii_form(value, joint="_").lower() or "v"
            if name == "itw":
                self._interviews += 1
                wanted = f"{self._interviews:03d}"
            self.codes[name, value] = self._given[name].new(wanted)
        return self.codes[name, value]


def _word(name: str) -> str:
    return ascii_form(name, joint="").lower()


def _corpus(records: Iterable[Record], codes: _Codes, answers_only: bool) -> Iterator[bytes]:
    for record in records:
        described = _described(record)
        for speech in speeches(record, answers_only=answers_only, spoken_only=True):
            words = " ".join(analysis_form(speech.turn.text).translate(_MARKS).split())
            if not words:
                continue
            values = described | _speaking(speech)
            stars = " ".join(codes.star(name, values.get(name)) for name in codes.names)
            yield f"**** {stars}\n{words}\n\n".encode()


def _described(record: Record) -> dict[str, str | None]:
    date = record.source.date
    own = {"itw": record.id, "media": record.source.publication, "annee": date and date[:4]}
    return own | {f"metadata {name}": value for name, value in record.metadata.items()}


def _speaking(speech: Speech) -> dict[str, str | None]:
    person = speech.person
    role = person.role if person else None
    if role is None and speech.turn.role != "backchannel":
        role = "interviewee" if speech.turn.role == "answer" else "interviewer"
    return {
        "role": table("value_names")[role] if role else None,
        "locuteur": speech.name,
        "fonction": person.function if person else None,
        "organisation": person.organisation if person else None,
    }


def _variables(codes: _Codes) -> Iterator[bytes]:
    """Yield the table of codes; they are known once the corpus has been written."""
    yield BYTE_ORDER_MARK
    yield row(("variable", "code", "colonne", "valeur"))
    for (name, value), code in codes.codes.items():
        variable = codes.names[name]
        yield row((variable, f"{variable}_{code}", name.removeprefix("metadata "), value))
