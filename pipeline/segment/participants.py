"""Who asks and who answers: names, functions and organisations from labels, chapeau, byline and credits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pipeline.schema import Participant, Source, SpeakerRole
from pipeline.segment.asked import Asker, asked_by
from pipeline.segment.assemble import Group, collapse
from pipeline.segment.introduced import Context
from pipeline.segment.label_names import name_of, printed_form
from pipeline.segment.labels import fold, is_joint
from pipeline.segment.presentation import Presented, presented
from pipeline.segment.units import Cut, Unit
from pipeline.text import analysis_form


@dataclass(frozen=True, slots=True)
class People:
    """The participants of one interview, and which of them speaks in a run of units."""

    participants: tuple[Participant, ...]
    title: str | None
    lead: str | None
    warnings: tuple[str, ...]
    by_number: dict[int, str | None]

    def speaker_of(self, group: Group) -> str | None:
        """Return the participant's id of a run of units, or None where nobody or several speak."""
        if group.speaker is not None and group.role != "heading":
            return self.by_number.get(group.speaker)
        role: SpeakerRole
        if group.role in {"question", "backchannel"}:
            role = "interviewer"
        elif group.role == "answer":
            role = "interviewee"
        else:
            return None
        ids = [p.id for p in self.participants if p.role == role]
        return ids[0] if len(ids) == 1 or (ids and role == "interviewer") else None


@dataclass(frozen=True, slots=True)
class Voice:
    """One speaker before the participants are numbered."""

    number: int | None  # of the printed label, None for an unlabelled speaker
    person: Participant
    joint: bool = (
        False  # several people under one label: no participant, their turns have no speaker
    )


def find_participants(
    source: Source, units: Sequence[Unit], cut: Cut, groups: Sequence[Group]
) -> People:
    """Return everybody who speaks, with what the text tells of them."""
    first = next((g.first for g in groups if g.role == "question"), len(units))
    headings = (g for g in groups if g.role == "heading" and g.last < min(3, first))
    intros = (g for g in groups if g.role == "intro" and g.last < first)
    title = source.title or _words(source, units, headings)
    lead = source.lead or _words(source, units, intros)
    context = _context(source, units, groups, title)
    labelled = _labelled(_roles(groups), cut, context)
    asker = asked_by(context.top, context.credits, source.author)
    answering = {fold(v.person.name or "") for v in labelled if v.person.role == "interviewee"}
    if asker is not None and fold(asker.name) in answering:
        asker = None
    if asker is None and source.publication:
        asker = Asker(source.publication, publishes=True)
    shown = _shown(context, labelled, asker)
    taken = {fold(v.person.name) for v in labelled if v.person.name}
    free = [s for s in shown if fold(s.name) not in taken]
    voices = [_told(v, shown, free, asker) for v in _with_unlabelled(labelled, groups)]
    return _numbered(voices, [v for v in labelled if v.joint], source, title, lead)


def _words(source: Source, units: Sequence[Unit], groups: Iterable[Group]) -> str | None:
    group = next(iter(groups), None)
    if group is None:
        return None
    return collapse(source.text[units[group.first].start : units[group.last].end])


def _context(
    source: Source, units: Sequence[Unit], groups: Sequence[Group], title: str | None
) -> Context:
    def form(group: Group) -> str:
        return "\n".join(units[i].form for i in range(group.first, group.last + 1))

    asked = next((i for i, g in enumerate(groups) if g.role == "question"), len(groups))
    heading = analysis_form(title or "")
    before = [form(g) for g in groups[:asked] if g.role in {"heading", "intro", "boilerplate"}]
    parts = [analysis_form(source.lead or ""), *before]
    return Context(
        title=heading,
        head="\n".join(dict.fromkeys(part for part in parts if part and part != heading)),
        questions=tuple(form(g) for g in groups if g.role == "question"),
        answers=tuple(form(g) for g in groups if g.role == "answer"),
        credits="\n".join(
            form(g)
            for g in groups
            if g.role == "boilerplate" or (g.role == "intro" and g.first > 0)
        ),
        whole=analysis_form(source.text),
        lines="\n".join(analysis_form(line) for line in source.text.split("\n")),
    )


# --- labelled speakers -------------------------------------------------------------------


def _roles(groups: Sequence[Group]) -> dict[int, SpeakerRole]:
    numbers: dict[int, SpeakerRole] = {}
    for group in groups:
        if group.speaker is not None and group.role in {"question", "backchannel", "answer"}:
            numbers.setdefault(
                group.speaker, "interviewee" if group.role == "answer" else "interviewer"
            )
    return numbers


def _labelled(numbers: dict[int, SpeakerRole], cut: Cut, context: Context) -> list[Voice]:
    found = []
    for number, role in numbers.items():
        own = [label for label in cut.labels if cut.speakers[label.key] == number]
        printed = tuple(dict.fromkeys(printed_form(label) for label in own))
        joint = is_joint(printed[0])
        name = None if joint else name_of(own, context)
        found.append(Voice(number, Participant("", name, role, labels=printed), joint))
    return found


# --- everybody ---------------------------------------------------------------------------


def _with_unlabelled(labelled: Sequence[Voice], groups: Sequence[Group]) -> list[Voice]:
    """Return the voices with those that no label names, interviewers first."""
    single = [v for v in labelled if not v.joint]
    voices = list(single)
    if not any(v.person.role == "interviewer" for v in single) and any(
        g.role == "question" or (g.role == "backchannel" and g.speaker is None) for g in groups
    ):
        voices.append(Voice(None, Participant("", None, "interviewer")))
    answered = any(g.role == "answer" and g.speaker is None for g in groups)
    if answered and not any(v.person.role == "interviewee" for v in single):
        voices.append(Voice(None, Participant("", None, "interviewee")))
    return sorted(voices, key=lambda v: v.person.role != "interviewer")


def _shown(context: Context, labelled: Sequence[Voice], asker: Asker | None) -> list[Presented]:
    single = [v.person for v in labelled if not v.joint and v.person.name]
    known = [p.name for p in single if p.name and p.role == "interviewee"]
    besides = [p.name for p in single if p.name and p.role == "interviewer"]
    if asker:
        besides += [
            asker.name,
            *([asker.organisation] if asker.organisation else []),
            *asker.others,
        ]
    publisher = asker.name if asker and asker.publishes else None
    return presented(context, besides=besides, known=known, publisher=publisher)


def _told(
    voice: Voice, shown: Sequence[Presented], free: list[Presented], asker: Asker | None
) -> Voice:
    """Return the voice with what is said of the person; a nameless interviewee takes the first of `free`."""
    person = voice.person
    if person.role == "interviewer":
        name = person.name or (asker.name if asker else None)
        own = asker is not None and name is not None and fold(name) == fold(asker.name)
        return replace(
            voice,
            person=replace(
                person, name=name, organisation=asker.organisation if asker and own else None
            ),
        )
    if person.name is None:
        match = free.pop(0) if free else None
    else:
        match = next((s for s in shown if fold(s.name) == fold(person.name or "")), None)
    if match is None:
        return voice
    return replace(
        voice,
        person=replace(
            person, name=match.name, function=match.function, organisation=match.organisation
        ),
    )


def _numbered(
    voices: Sequence[Voice],
    joint: Sequence[Voice],
    source: Source,
    title: str | None,
    lead: str | None,
) -> People:
    form = analysis_form(source.text)
    people: list[Participant] = []
    by_number: dict[int, str | None] = {v.number: None for v in joint if v.number is not None}
    for position, voice in enumerate(voices, 1):
        person = voice.person
        people.append(
            replace(
                person,
                id=f"p{position}",
                name=_printed(person.name, source.text, form),
                function=_printed(person.function, source.text, form),
                organisation=_printed(person.organisation, source.text, form),
            )
        )
        if voice.number is not None:
            by_number[voice.number] = people[-1].id
    warnings = tuple(f"label of several speakers: {v.person.labels[0]}" for v in joint)
    return People(tuple(people), title, lead, warnings, by_number)


def _printed(value: str | None, text: str, form: str) -> str | None:
    """Return `value`, read in the analysis form, with the characters of the text.

    Its first letter or word may not stand there ("directrice de X" for "Directrice de X", "Le
    Carnet" for "du Carnet"): then the rest is looked up.
    """
    if value is None:
        return None
    for skipped in (0, 1, value.find(" ") + 1):
        at = form.find(value[skipped:])
        if at >= 0 and skipped < len(value):
            return value[:skipped] + collapse(text[at : at + len(value) - skipped])
    return value
