"""Styles of exported Word documents, and how people are named in them.

`pipeline.read.docx_roles` reads the roles and speakers back from these styles.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipeline.lexicons import table
from pipeline.schema import Participant, SpeakerRole, TurnRole

if TYPE_CHECKING:
    from docx.document import Document

_NAMELESS = "Anonyme"
_LOOKS = {"backchannel": "italic", "name": "bold"}
_PARTS = ("name", "label", "function", "organisation")
_PARAGRAPHS = ("answer", "backchannel", "intro", "heading", "interviewer", "interviewee")


def style_of(meaning: str) -> str:
    """Return the name of the style for a role or a part of a person.

    >>> style_of("answer"), style_of("name")
    ('Entretien réponse', 'Locuteur')
    """
    # Word's own headings stand before the styles of ours in the list.
    name = [style for style, said in table("word_roles").items() if said == meaning][-1]
    return name[:1].upper() + name[1:]


def add_styles(document: Document, *, roles: bool) -> None:
    """Add the styles to a document; without `roles` only that of a speaker's name."""
    from docx.enum.style import WD_STYLE_TYPE

    for part in _PARTS if roles else ("name",):
        made = document.styles.add_style(style_of(part), WD_STYLE_TYPE.CHARACTER)
        made.font.bold = _LOOKS.get(part) == "bold" or None
    for role in _PARAGRAPHS if roles else ():
        made = document.styles.add_style(style_of(role), WD_STYLE_TYPE.PARAGRAPH)
        made.base_style = document.styles["Subtitle" if role == "heading" else "Normal"]
        made.font.italic = _LOOKS.get(role) == "italic" or None


class Cast:
    """Who takes part, and how each is named."""

    def __init__(self, people: Sequence[Participant]) -> None:
        self._people = people

    def presented(self, role: SpeakerRole) -> list[tuple[Participant, str]]:
        """Return those of one role who can be told by a name, with that name."""
        of_role = [person for person in self._people if person.role == role]
        named = [(person, self._name(person, len(of_role) > 1)) for person in of_role]
        return [(person, name) for person, name in named if name]

    def label(self, role: TurnRole, person: Participant | None) -> str | None:
        """Return what stands before a turn: who answers; who asks, where several may or another does."""
        if person is None or role not in ("question", "answer", "backchannel"):
            return None
        alike = sum(other.role == person.role for other in self._people)
        if role == "answer":
            return person.name or (self._name(person, several=True) if alike > 1 else None)
        if person.role == "interviewer" and alike == 1:
            return None
        return self._name(person, several=True)

    @staticmethod
    def _name(person: Participant, several: bool) -> str | None:
        return person.name or next(iter(person.labels), None) or (_NAMELESS if several else None)
