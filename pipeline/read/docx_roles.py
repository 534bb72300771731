"""What the styles of an exported interview say: the role of each paragraph, who speaks, who takes part.

`pipeline.export.docx` writes these styles. A document corrected in Word is read as it stands there: a paragraph
set in "Heading 2" is a question, one in a style of no role goes on with what stands before.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING, cast, get_args

from pipeline.lexicons import table
from pipeline.read.assembly import Run, clean
from pipeline.read.word_styles import Styles
from pipeline.schema import Participant, SpeakerRole, Told, TurnRole

if TYPE_CHECKING:
    from docx.opc.coreprops import CoreProperties

_ROLES = frozenset(get_args(TurnRole))
_PARTIES = frozenset(get_args(SpeakerRole))
_NO_DAY = 1980  # the year that an export without a day of publication carries


@dataclass(frozen=True, slots=True)
class Printed:
    """Where and when an interview was printed, as the properties of its export tell."""

    date: str | None = None
    publication: str | None = None
    url: str | None = None


def may_tell(styles: Styles) -> bool:
    """Return whether the styles of an exported interview are among a document's."""
    return any(table("word_roles").get(name) == "answer" for name in styles.all_names)


def said_by(styles: Styles, style: str | None) -> str:
    """Return the role or the part of a person that a style stands for, "" for none."""
    return next(
        (table("word_roles")[n] for n in styles.names(style) if n in table("word_roles")), ""
    )


def told(role: str, runs: Sequence[Run]) -> Told | None:
    """Return what a paragraph's style and its first words say of it; None where they say nothing.

    Args:
        role: As `said_by` gives it.
        runs: The paragraph's words.
    """
    if role in _PARTIES:
        return Told("boilerplate")
    if role not in _ROLES:
        return None
    label = "".join(run.text for run in takewhile(lambda run: run.part == "name", runs))
    return Told(cast(TurnRole, role), clean(label))


def participant(role: str, runs: Iterable[Run]) -> Participant | None:
    """Return whom a paragraph presents; None where it presents nobody."""
    parts: dict[str, str] = {}
    for run in runs:
        parts[run.part] = parts.get(run.part, "") + run.text
    name, label, function, organisation = (
        " ".join(clean(parts.get(part, "")).split())
        for part in ("name", "label", "function", "organisation")
    )
    if role not in _PARTIES or not (name or label):
        return None
    return Participant(
        id="",
        name=name or None,
        role=cast(SpeakerRole, role),
        function=function or None,
        organisation=organisation or None,
        labels=(label or name,),
    )


def printed_of(properties: CoreProperties) -> Printed:
    """Return where and when an exported interview was printed."""
    created = properties.created
    return Printed(
        date=created.date().isoformat() if created and created.year != _NO_DAY else None,
        publication=clean(properties.subject or "").strip() or None,
        url=clean(properties.comments or "").strip() or None,
    )
