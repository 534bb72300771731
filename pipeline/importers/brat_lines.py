"""A standoff file of brat, line by line: spans with their attributes and notes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import get_args

from pipeline.gold.notes import Note, read_note
from pipeline.importers.marked_header import Problems
from pipeline.schema import ClaimType, EntityKind, EntityLabel, Modality, TurnRole

_ROLES, _LABELS, _TYPES = get_args(TurnRole), get_args(EntityLabel), get_args(ClaimType)
_VALUES = {"Kind": get_args(EntityKind), "Modality": get_args(Modality)}
FLAGS = ("Key", "Negated", "Hedged", "Reported")
_ATTRIBUTES = {
    "turn": ("Speaker",),
    "mention": ("Kind",),
    "claim": (*FLAGS, "Modality"),
    "evidence": (),
}
_FIELDS = {"turn": (), "mention": ("name",), "claim": ("source", "cue"), "evidence": ()}
LETTERS = {"turn": "t", "mention": "e", "claim": "c", "evidence": "s"}
NO_NOTE = Note(None, {}, None)
_SPAN = re.compile(r"(?P<type>\S+) (?P<spans>\d+ \d+(?:;\d+ \d+)*)")


@dataclass(slots=True)
class Drawn:
    """One text-bound annotation with what hangs on it; ``spans`` in text order."""

    id: str  # T1
    line: int
    type: str
    spans: list[tuple[int, int]]
    words: str  # as the file repeats them
    attributes: dict[str, str] = field(default_factory=dict)
    note: Note = NO_NOTE

    @property
    def where(self) -> str:
        return f"line {self.line} ({self.id})"

    @property
    def layer(self) -> str:
        for layer, types in (("turn", _ROLES), ("mention", _LABELS), ("claim", _TYPES)):
            if self.type in types:
                return layer
        return "evidence"


def read_lines(content: str, problems: Problems) -> list[Drawn]:
    """Return the spans of a standoff file in its order.

    Args:
        content: The ``.ann`` file.
        problems: Receives every line that is not understood; the result is only good if it stays
            without errors.
    """
    found: dict[str, Drawn] = {}
    rest: list[tuple[int, str, str]] = []
    for number, line in enumerate(content.replace("\r\n", "\n").split("\n"), 1):
        if not line.strip():
            continue
        id, tab, data = line.partition("\t")
        if id.startswith("T") and tab:
            _add_span(found, number, id, data, problems)
        elif id[:1] in ("A", "M", "#") and tab:
            rest.append((number, id, data))
        else:
            problems.error(
                number,
                f"{line[:60]!r} is no span, attribute or note; a gold file holds no relations, "
                "events or normalisations: delete it in brat",
            )
    # Attributes and notes may stand before their span.
    for number, id, data in rest:
        _add_to_span(found, number, id, data, problems)
    return list(found.values())


def _add_span(found: dict[str, Drawn], number: int, id: str, data: str, problems: Problems) -> None:
    place, _, words = data.partition("\t")
    match = _SPAN.fullmatch(place.strip())
    if match is None:
        problems.error(
            number,
            f"{id}: {place[:60]!r} is no span; one is written TYPE START END, then the words",
        )
        return
    if id in found:
        problems.error(number, f"{id} stands on line {found[id].line} already")
        return
    if match["type"] not in (*_ROLES, *_LABELS, *_TYPES, "evidence"):
        allowed = ", ".join((*_ROLES, *_LABELS, *_TYPES, "evidence"))
        problems.error(number, f"{id}: unknown type {match['type']!r}; types are {allowed}")
        return
    spans = []
    for pair in match["spans"].split(";"):
        start, end = map(int, pair.split())
        spans.append((start, end))
    found[id] = Drawn(id, number, match["type"], sorted(spans), words)


def _add_to_span(
    found: dict[str, Drawn], number: int, id: str, data: str, problems: Problems
) -> None:
    place, _, words = data.partition("\t")
    given = place.split()
    name, target, value = [*given, ""][:3] if len(given) in (2, 3) else ("", place, "")
    if target not in found:
        problems.error(
            number, f"{id} hangs on {target!r}, which is no span of this file; delete the line"
        )
        return
    part = found[target]
    if not id.startswith("#"):
        _add_attribute(part, number, name, value, problems)
        return
    if part.note is not NO_NOTE:
        problems.error(number, f"{target} has two notes; keep one")
        return
    try:
        part.note = _checked_note(part, read_note(words))
    except ValueError as error:
        problems.error(number, f"{target}: {error}")
    comment = part.note.words
    if comment is not None and not (part.layer == "mention" and part.note.id is None):
        problems.warn(number, f"{target}: the comment {comment!r} is not kept in the gold")


def _add_attribute(part: Drawn, number: int, name: str, value: str, problems: Problems) -> None:
    allowed = _ATTRIBUTES[part.layer]
    if name not in allowed:
        problems.error(
            number,
            f"{part.id} ({part.type}): unknown attribute {name!r}; "
            f"here are allowed {', '.join(allowed) or 'none'}",
        )
    elif name in _VALUES and value not in _VALUES[name]:
        problems.error(
            number,
            f"{part.id}: {name} {value!r}; allowed are {', '.join(_VALUES[name])}",
        )
    elif name in part.attributes:
        problems.error(number, f"{part.id}: {name} is given twice; keep one")
    else:
        part.attributes[name] = value


def _checked_note(part: Drawn, note: Note) -> Note:
    letter, allowed = LETTERS[part.layer], _FIELDS[part.layer]
    if note.id is not None and (
        not note.id.startswith(letter) or ("." in note.id and letter != "s")
    ):
        raise ValueError(
            f"its note names {note.id!r}; ids of a {part.layer} are {letter}1, {letter}2…"
        )
    for key in note.fields:
        if key not in allowed:
            shown = ", ".join(allowed) or "none"
            raise ValueError(f"its note has the unknown field {key!r}; here are allowed {shown}")
    return note
