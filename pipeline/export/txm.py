"""Records -> the folder that TXM imports as "XML-XTZ + CSV" or "XML/w + CSV".

One XML file an interview and ``metadata.csv``, whose first column is the file's name without
suffix (https://txm.gitpages.huma-num.fr/textometrie/). TXM makes a structure of each element and a
property of each attribute; names hold neither accents nor signs. Each word of the interview stands
once: what the tools of textometry count.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import TypeAlias

from lxml import etree

from pipeline.export.names import Names, ascii_form
from pipeline.export.speaking import Speech, speeches
from pipeline.export.tokens import mentions_in_order, outermost
from pipeline.export.writing import ExportFile
from pipeline.export.xml import Element, Stretch, element, fill
from pipeline.schema import Record
from pipeline.tables import joined

_COLUMNS = (
    "id",
    "entretien",
    "titre",
    "publication",
    "date",
    "annee",
    "auteur",
    "intervieweurs",
    "interviewes",
    "organisations",
)
_Row: TypeAlias = tuple[list[str], Mapping[str, str]]  # cells of our columns, and own variables


def export_files(records: Iterable[Record], *, answers_only: bool = False) -> Iterator[ExportFile]:
    """Yield ``NAME.xml`` of each interview, and ``metadata.csv``.

    Args:
        records: The interviews.
        answers_only: Only what interviewees answer, neither questions nor headings.
    """
    names = Names(joint="_", taken=["metadata"])
    rows: list[_Row] = []
    for record in records:
        name = names.new(ascii_form(record.id, joint="_") or "entretien")
        rows.append(([name, *_described(record)], record.metadata))
        made = _text(record, name, answers_only)
        content = etree.tostring(made, encoding="utf-8", xml_declaration=True)
        yield ExportFile(f"{name}.xml", (content, b"\n"))
    yield ExportFile.of_text("metadata.csv", _table(rows))


def _variable(name: str) -> str:
    """Return the name of a property: TXM's query language takes a letter, then letters and digits."""
    word = ascii_form(name, joint="").lower()
    return word if word[:1].isalpha() else f"v{word}"


def _cell(value: str | None) -> str:
    """Return a value as one line: TXM's reader ends a row at each line end."""
    return " ".join((value or "").split())


def _described(record: Record) -> list[str]:
    source = record.source
    asking = [p for p in record.participants if p.role == "interviewer"]
    answering = [p for p in record.participants if p.role == "interviewee"]
    values = (
        record.id,
        record.title,
        source.publication,
        source.date,
        source.date[:4] if source.date else None,
        source.author,
        joined(person.name for person in asking),
        joined(person.name for person in answering),
        joined(person.organisation for person in answering),
    )
    return [_cell(value) for value in values]


def _table(rows: Sequence[_Row]) -> str:
    """Return a table as TXM reads it: commas, double quotes, no byte order mark."""
    own = sorted({name for _, metadata in rows for name in metadata})
    columns = Names(joint="", taken=_COLUMNS)
    stream = io.StringIO()
    writer = csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow([*_COLUMNS, *(columns.new(_variable(name)) for name in own)])
    for described, metadata in rows:
        writer.writerow([*described, *(_cell(metadata.get(name)) for name in own)])
    return stream.getvalue()


def _text(record: Record, name: str, answers_only: bool) -> Element:
    made = element("text", {"id": name})
    said = speeches(record, answers_only=answers_only)
    stretches = [*_mentions(record), *_claims(record)]
    for exchange, group in groupby(said, key=lambda speech: speech.exchange):
        parent = made
        made.text = made.text or "\n"
        if exchange:
            parent = element("exchange", {"id": exchange}, "\n")
            parent.tail = "\n"
            made.append(parent)
        for speech in group:
            parent.append(_spoken(record, speech, stretches))
    return made


def _spoken(record: Record, speech: Speech, stretches: Iterable[Stretch]) -> Element:
    turn = speech.turn
    attributes = {"id": turn.id, "role": turn.role}
    if speech.person:
        attributes |= {
            "who": speech.person.id,
            "name": speech.name or "inconnu",
            "party": speech.person.role,
        }
    made = element("head" if turn.role == "heading" else "sp", attributes)
    inside = [s for s in stretches if turn.start <= s.start and s.end <= turn.end]
    fill(made, record.text, (turn.start, turn.end), inside, {})
    made.tail = "\n"
    return made


def _mentions(record: Record) -> Iterator[Stretch]:
    # The query language knows no structure inside one of the same name.
    for entity, mention in outermost(mentions_in_order(record)):
        attributes = {
            "ref": entity.id,
            "label": entity.label,
            "kind": entity.kind or "none",
            "form": entity.name,
        }
        yield Stretch(mention.start, mention.end, "ne", attributes, firm=1)


def _claims(record: Record) -> Iterator[Stretch]:
    end = 0
    for claim in sorted(record.claims, key=lambda claim: (claim.start, -claim.end)):
        if claim.start < end:
            continue
        end = claim.end
        attributes = {
            "ref": claim.id,
            "type": claim.type,
            "modality": claim.modality,
            "attribution": claim.attribution.kind,
            "negated": _yes(claim.negated),
            "hedged": _yes(claim.hedged),
            "key": _yes(claim.key),
        }
        yield Stretch(claim.start, claim.end, "claim", attributes)


def _yes(value: bool) -> str:
    return "yes" if value else "no"
