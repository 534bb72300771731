"""The variables of a REFI-QDA project: of texts and of persons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pipeline.export.names import Names
from pipeline.export.qda_ids import guid
from pipeline.export.xml import Element, element
from pipeline.schema import Participant, Record

_OF_TEXTS = ("Titre", "Publication", "Date", "Adresse", "Fichier")
_OF_PERSONS = ("Fonction", "Organisation")


class Variables:
    """Variables by name; a project knows each name once.

    Those of texts and of persons are apart, since QualCoder knows a variable of either, not of
    both. The researcher's own are of texts.
    """

    def __init__(self) -> None:
        self._own: set[str] = set()

    def learn(self, record: Record) -> None:
        """Take note of the researcher's own variables in a record."""
        self._own |= set(record.metadata)

    def listed(self) -> Element:
        """Return the ``Variables``, all of them texts: a date may be a year alone."""
        names = Names(joint=" ")
        made = element("Variables", {})
        wanted = [("text", n) for n in _OF_TEXTS] + [("person", n) for n in _OF_PERSONS]
        for kind, name in [*wanted, *(("own", name) for name in sorted(self._own))]:
            attributes = {
                "guid": guid("variable", kind, name),
                "name": names.new(name),
                "typeOfVariable": "Text",
            }
            made.append(element("Variable", attributes))
        return made


def text_values(record: Record) -> Iterator[Element]:
    """Yield the values of an interview; what it does not tell is left out."""
    source = record.source
    found = (record.title, source.publication, source.date, source.url, source.file)
    yield from _values("text", dict(zip(_OF_TEXTS, found, strict=True)))
    yield from _values("own", dict(sorted(record.metadata.items())))


def person_values(person: Participant) -> Iterator[Element]:
    """Yield the values of a person."""
    found = (person.function, person.organisation)
    yield from _values("person", dict(zip(_OF_PERSONS, found, strict=True)))


def _values(kind: str, values: Mapping[str, str | None]) -> Iterator[Element]:
    for name, value in values.items():
        if value:
            made = element("VariableValue", {})
            made.append(element("VariableRef", {"targetGUID": guid("variable", kind, name)}))
            made.append(element("TextValue", {}, value))
            yield made
