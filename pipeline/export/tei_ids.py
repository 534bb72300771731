"""The names that one TEI file gives to its elements."""

from __future__ import annotations

from pipeline.export.names import Names, ascii_form

TEI = "http://www.tei-c.org/ns/1.0"
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def tei(tag: str) -> str:
    """Return the qualified name of a TEI element."""
    return f"{{{TEI}}}{tag}"


class Ids:
    """Values of ``xml:id`` in one interview: unique in the whole corpus, since files are included in one.

    >>> ids = Ids("zebulon")
    >>> ids.of("turns", "t1"), ids.of("turns", "t1"), ids.to("turns", "t1")
    ('zebulon.t1', 'zebulon.t1', '#zebulon.t1')

    Args:
        root: The id of the interview itself: an XML name, unique in the corpus.
    """

    def __init__(self, root: str) -> None:
        self.root = root
        self._names = Names(joint="-", taken=[f"{root}.body"])
        self._given: dict[tuple[str, str], str] = {}

    def of(self, kind: str, id: str) -> str:
        """Return the XML id of a part of the record."""
        if (kind, id) not in self._given:
            wanted = f"{self.root}.{ascii_form(id, joint='-') or kind}"
            self._given[kind, id] = self._names.new(wanted)
        return self._given[kind, id]

    def to(self, kind: str, id: str) -> str:
        """Return a reference to a part of the record."""
        return f"#{self.of(kind, id)}"

    def part(self, whole: str, number: int) -> str:
        """Return the XML id of one of the elements that a span was cut into."""
        return (
            whole if number == 1 else self.of("part", f"{whole.removeprefix(self.root)}.{number}")
        )

    @property
    def body(self) -> str:
        """The XML id of the body, whose characters the record's offsets count."""
        return f"{self.root}.body"


def root_id(id: str) -> str:
    """Return a record's id as an XML name; not unique yet.

    >>> root_id("dossier/2021 été")
    'i-dossier-2021-ete'
    """
    return f"i-{ascii_form(id, joint='-') or 'entretien'}"
