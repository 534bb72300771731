"""States of units -> turns and exchanges."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from pipeline.schema import ExchangeTurns, Turn, TurnCue, TurnRole
from pipeline.segment import reactions, wording
from pipeline.segment.decode import Decoded
from pipeline.segment.units import Unit
from pipeline.text import cut

# Bracketed, or with seconds: "18h30" may open a sentence.
_TIME_CODE = re.compile(r"[\[(]\d{1,2}:\d{2}[^\])]*[\])]|\d{1,2}:\d{2}:\d{2}")

_ROLE: dict[str, TurnRole] = {
    "Q": "question",
    "A": "answer",
    "I": "intro",
    "H": "heading",
    "P": "pull_quote",
    "B": "boilerplate",
}
_MARK_CUE: dict[str, TurnCue] = {
    "bold": "bold",
    "italic": "italic",
    "heading": "heading",
    "dash": "dash",
    "bullet": "bullet",
    "number": "number",
    "item": "bullet",
    "capitals": "capitals",
    "quoted": "quotation_marks",
    "blockquote": "quotation_marks",
}


@dataclass(frozen=True, slots=True)
class Group:
    """Consecutive units that make one turn."""

    role: TurnRole
    speaker: int | None  # number of the printed speaker
    first: int  # indices of units, inclusive
    last: int


def group_units(text: str, units: Sequence[Unit], decoded: Decoded) -> list[Group]:
    """Return the turns as runs of units, in text order.

    A time code between two paragraphs of one speaker cuts the turn: a turn holds words only.
    """
    groups: list[Group] = []
    for i, state in enumerate(decoded.states):
        role = _ROLE[state.upper()]
        last = groups[-1] if groups else None
        goes_on = state in "qa" or (state == "I" and units[i].speaker is None)
        goes_on = goes_on and not (i and _TIME_CODE.search(text, units[i - 1].end, units[i].start))
        if last is not None and last.role == role and goes_on and last.last == i - 1:
            groups[-1] = replace(last, last=i)
            continue
        speaker = units[i].speaker
        if speaker is None and state == "a":
            speaker = next((g.speaker for g in reversed(groups) if g.role == "answer"), None)
        groups.append(Group(role, speaker, i, i))
    closed = _closed(groups, units)
    return [_listening(g, units, closed[i - 1] if i else None) for i, g in enumerate(closed)]


def _closed(groups: list[Group], units: Sequence[Unit]) -> list[Group]:
    """What takes leave at the end is editorial: thanks, answered or not, and a labelled last word that asks nothing."""
    spoken = [g for g in groups if g.role in {"question", "answer"}]
    if len(spoken) < 3:
        return groups
    thanks, thanked = spoken[-2:]
    if thanked.role == "question" and units[thanked.first].speaker is not None:
        form = _form(thanked, units)
        leaving = [] if "?" in form or reactions.prompts(form) else [thanked]
    elif thanks.role == "question" and thanked.role == "answer":
        both = all(reactions.only_greets(_form(g, units)) for g in (thanks, thanked))
        leaving = [thanks, thanked] if both else []
    else:
        return groups
    return [replace(g, role="intro") if g in leaving else g for g in groups]


def _form(group: Group, units: Sequence[Unit]) -> str:
    return " ".join(units[i].form for i in range(group.first, group.last + 1))


def _listening(group: Group, units: Sequence[Unit], before: Group | None) -> Group:
    """A question that asks nothing is a backchannel: "D'accord.", or a labelled short reaction."""
    if group.role != "question" or group.first != group.last:
        return group
    unit = units[group.first]
    answer = units[before.last].form if before is not None and before.role == "answer" else ""
    answered = group.last + 1 < len(units) and units[group.last + 1].speaker is not None
    if (
        wording.is_backchannel(unit.form)
        or (unit.speaker is not None and reactions.only_reacts(unit.form, answer))
        or (answered and reactions.echoes(unit.form, answer))
    ):
        return replace(group, role="backchannel")
    return group


def make_turns(
    text: str,
    units: Sequence[Unit],
    decoded: Decoded,
    groups: Sequence[Group],
    speaker_of: Callable[[Group], str | None],
) -> tuple[Turn, ...]:
    """Return the turns with their words, cue and confidence.

    Args:
        text: The source's text.
        units: Its units.
        decoded: Their states.
        groups: The runs of units that make a turn each.
        speaker_of: Gives the participant's id of a run, or None.
    """
    turns = []
    for number, group in enumerate(groups, 1):
        start, end = units[group.first].start, units[group.last].end
        sure = float(np.mean(decoded.confidence[group.first : group.last + 1]))
        turns.append(
            Turn(
                id=f"t{number}",
                role=group.role,
                speaker=speaker_of(group),
                start=start,
                end=end,
                text=cut(text, start, end),
                cue=_cue(group, units[group.first], decoded.evidence[group.first]),
                confidence=round(min(sure, 1.0), 3),
            )
        )
    return tuple(turns)


def _cue(group: Group, unit: Unit, evidence: dict[str, float]) -> TurnCue:
    """Return what weighed most in the decision."""
    if unit.speaker is not None:
        return "label"
    if group.role == "pull_quote":
        return "repetition" if unit.repeats else "quotation_marks"
    marks = {
        m: odds
        for m, odds in evidence.items()
        if m.rstrip("0123456789") in _MARK_CUE and odds > 0.7
    }
    if marks:
        return _MARK_CUE[max(marks, key=lambda m: marks[m]).rstrip("0123456789")]
    if group.role == "question":
        rate = wording.rates(unit.form)
        if rate["ends?"] or rate["inner?"] or rate["first?"]:
            return "interrogative"
        if rate["prompt"]:
            return "imperative"
        if rate["theme"] or rate["noverb"]:
            return "theme"
    if group.role == "boilerplate" and wording.opens_with(unit.form, "boilerplate"):
        return "pattern"
    return "position"


def make_exchanges(turns: Sequence[Turn]) -> tuple[ExchangeTurns, ...]:
    """Return the exchanges: a question with every answer until the next question."""
    found: list[ExchangeTurns] = []
    for turn in turns:
        if turn.role == "question":
            found.append(ExchangeTurns(f"x{len(found) + 1}", (turn.id,), ()))
        elif turn.role == "answer" and found:
            found[-1] = replace(found[-1], answers=(*found[-1].answers, turn.id))
    return tuple(found)


def collapse(text: str) -> str:
    """Return `text` with every run of white space as one space."""
    return re.sub(r"\s+", " ", text).strip()
