"""Source -> Interview where the document itself tells who speaks in which role: nothing is guessed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.schema import (
    Block,
    Interview,
    Participant,
    Source,
    SpeakerRole,
    Told,
    Turn,
    TurnCue,
    TurnRole,
)
from pipeline.segment.assemble import collapse, make_exchanges
from pipeline.text import cut, trim

_PARTY: dict[TurnRole, SpeakerRole] = {
    "question": "interviewer",
    "backchannel": "interviewer",
    "answer": "interviewee",
}
_ALONE = frozenset({"question", "heading"})  # two in a row stay two turns
_CLOSED = frozenset({"heading", "boilerplate"})  # nothing goes on with them
_SEPARATORS = " \u00a0\u202f:"


@dataclass(frozen=True, slots=True)
class _Stretch:
    """What one person says, or nobody, over one or several blocks."""

    role: TurnRole
    name: str  # of the label, "" where none is printed
    start: int
    end: int


def told_interview(source: Source) -> Interview | None:
    """Return the interview as the source's blocks tell it; None where they tell of no question or no answer.

    Blocks of which nothing is told go on with what stands before them.
    """
    stretches = _stretches(source)
    if not {"question", "answer"} <= {stretch.role for stretch in stretches}:
        return None
    people = _people(source.participants, stretches)
    turns = tuple(
        Turn(
            id=f"t{number}",
            role=stretch.role,
            speaker=_speaker(stretch, people),
            start=stretch.start,
            end=stretch.end,
            text=cut(source.text, stretch.start, stretch.end),
            cue=_cue(stretch),
            confidence=1.0,
        )
        for number, stretch in enumerate(stretches, 1)
    )
    return Interview(
        source=source,
        title=source.title or _first(turns, "heading"),
        lead=source.lead or _first(turns, "intro"),
        participants=people,
        turns=turns,
        exchanges=make_exchanges(turns),
    )


def _stretches(source: Source) -> list[_Stretch]:
    found: list[_Stretch] = []
    role: TurnRole = "intro"
    name, begins = "", True
    for block in source.blocks:
        told = block.told or Told("intro" if role in _CLOSED else role)
        alone = block.told is not None and role in _ALONE
        if alone or told.label or told.role != role:
            role, name, begins = told.role, collapse(told.label).rstrip(_SEPARATORS), True
        start, end = trim(source.text, _behind(told.label, source.text, block), block.end)
        if start == end:  # a label on a line of its own: the words follow
            continue
        if begins:
            found.append(_Stretch(role, name, start, end))
        else:
            found[-1] = replace(found[-1], end=end)
        begins = False
    return found


def _behind(label: str, text: str, block: Block) -> int:
    """Return where the words of a block begin; who edits a label may leave its colon outside."""
    start = block.start + len(label.strip())
    while label and start < block.end and text[start] in _SEPARATORS:
        start += 1
    return start


def _people(given: Sequence[Participant], stretches: Sequence[_Stretch]) -> tuple[Participant, ...]:
    """Return those whom the document presents, then others who are labelled, and who has no name at all."""
    people = list(given)
    for stretch in stretches:
        role = _PARTY.get(stretch.role)
        if role and stretch.name and not any(_called(p, stretch.name) for p in people):
            people.append(Participant("", stretch.name, role, labels=(stretch.name,)))
    parties: tuple[SpeakerRole, ...] = ("interviewer", "interviewee")
    for party in parties:
        if not any(person.role == party for person in people):
            people.append(Participant("", None, party))
    people.sort(key=lambda person: person.role != "interviewer")
    return tuple(replace(person, id=f"p{number}") for number, person in enumerate(people, 1))


def _called(person: Participant, name: str) -> bool:
    return name == person.name or name in person.labels


def _speaker(stretch: _Stretch, people: Sequence[Participant]) -> str | None:
    """Return who is named, or the only one who asks or answers; None where several may."""
    if stretch.name:
        return next((person.id for person in people if _called(person, stretch.name)), None)
    ids = [person.id for person in people if person.role == _PARTY.get(stretch.role)]
    return ids[0] if len(ids) == 1 else None


def _cue(stretch: _Stretch) -> TurnCue:
    if stretch.name:
        return "label"
    return "heading" if stretch.role in _ALONE else "position"


def _first(turns: Sequence[Turn], role: TurnRole) -> str | None:
    asked = next(number for number, turn in enumerate(turns) if turn.role == "question")
    return next((collapse(turn.text) for turn in turns[:asked] if turn.role == role), None)
