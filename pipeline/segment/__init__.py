"""Source -> Interview: turns, exchanges and participants, in one method for every layout."""

from __future__ import annotations

from pipeline.schema import Interview, Source
from pipeline.segment.assemble import group_units, make_exchanges, make_turns
from pipeline.segment.decode import decode
from pipeline.segment.genre import MANY, SOME, impression
from pipeline.segment.inline import split_inline
from pipeline.segment.labels import generic_role, label_key
from pipeline.segment.named import doubt, refusal, unlike
from pipeline.segment.participants import find_participants
from pipeline.segment.told import told_interview
from pipeline.segment.units import cut_units
from pipeline.segment.wording import only_asks
from pipeline.settings import Settings
from pipeline.text import analysis_form

_DOUBTFUL = 0.6


def segment(source: Source, settings: Settings) -> Interview:
    """Return the interview that a source holds.

    Where the document tells roles itself they hold, unless the user names the interviewer's label.

    Raises:
        InputError: There is no question or no answer in it (the message lists its labels), or it reads
        like something else: a press release, an opinion piece, minutes.
    """
    if not settings.interviewer and (told := told_interview(source)):
        return told
    forced = {label_key(name) for name in settings.interviewer}
    cut = cut_units(source, settings.interviewer)
    units = split_inline(cut.units)
    if not units:
        raise refusal("no question", source, settings, cut, units)
    roles = {
        n: role
        for key, n in cut.speakers.items()
        if (role := generic_role(key)) not in {None, "any"}
    }
    roles |= {n: "interviewer" for key, n in cut.speakers.items() if key in forced}
    decoded = decode(units, {n: role for n, role in roles.items() if role})
    groups = group_units(source.text, units, decoded)
    people = find_participants(source, units, cut, groups)
    turns = make_turns(source.text, units, decoded, groups, people.speaker_of)
    exchanges = make_exchanges(turns)
    answers = [analysis_form(turn.text) for turn in turns if turn.role == "answer"]
    if not exchanges:
        raise refusal("no question", source, settings, cut, units)
    if not any(x.answers for x in exchanges) or all(only_asks(answer) for answer in answers):
        raise refusal("questions but no answer", source, settings, cut, units)
    like = impression(source, turns, exchanges)
    asserted = settings.accept_all or not forced.isdisjoint(cut.speakers)
    if len(like.signs) >= MANY and not asserted:
        raise unlike(source, like)
    doubtful = [
        t.id for t in turns if t.role in {"question", "answer"} and t.confidence < _DOUBTFUL
    ]
    warnings = (
        *people.warnings,
        *doubt(settings, cut, units),
        *([f"perhaps no interview: {like}"] if len(like.signs) >= SOME else []),
        *([f"doubtful turns: {', '.join(doubtful)}"] if doubtful else []),
    )
    return Interview(
        source=source,
        title=people.title,
        lead=people.lead,
        participants=people.participants,
        turns=turns,
        exchanges=exchanges,
        warnings=warnings,
    )
