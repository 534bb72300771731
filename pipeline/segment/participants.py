"""Who asks and who answers: names, functions and organisations from labels, chapeau, byline and credits."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pipeline.lexicons import words
from pipeline.schema import Participant, Source, SpeakerRole
from pipeline.segment.assemble import Group, collapse
from pipeline.segment.labels import Label, fold, generic_role, is_joint, label_key, same_speaker
from pipeline.segment.names import PERSON, person_names
from pipeline.segment.presentation import asked_by, presented
from pipeline.segment.units import Cut, Unit


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


def find_participants(
    source: Source, units: Sequence[Unit], cut: Cut, groups: Sequence[Group]
) -> People:
    """Return everybody who speaks, with what the text tells of them."""
    first_question = next((g.first for g in groups if g.role == "question"), len(units))
    title = source.title or _words(source, units, (g for g in groups if g.role == "heading" and g.last < min(3, first_question)))
    lead = source.lead or _words(source, units, (g for g in groups if g.role == "intro" and g.last < first_question))
    context = _context(source, units, groups, title)
    numbers: dict[int, SpeakerRole] = {}
    for group in groups:
        if group.speaker is not None and group.role in {"question", "backchannel", "answer"}:
            role: SpeakerRole = "interviewee" if group.role == "answer" else "interviewer"
            numbers.setdefault(group.speaker, role)
    labelled = _labelled(numbers, cut, context)
    people, by_number, warnings = _with_unlabelled(labelled, context, source, groups)
    return People(tuple(people), title, lead, warnings, by_number)


def _words(source: Source, units: Sequence[Unit], groups: Iterable[Group]) -> str | None:
    group = next(iter(groups), None)
    if group is None:
        return None
    return collapse(source.text[units[group.first].start : units[group.last].end])


@dataclass(frozen=True, slots=True)
class Context:
    """The stretches of text in which people are introduced."""

    head: str  # title, chapeau and what else stands before the first question
    first: str  # the first question
    credits: str  # boilerplate and closing notes
    whole: str


def _context(
    source: Source, units: Sequence[Unit], groups: Sequence[Group], title: str | None
) -> Context:
    def form(group: Group) -> str:
        return " ".join(units[i].form for i in range(group.first, group.last + 1))

    asked = [i for i, g in enumerate(groups) if g.role == "question"]
    before, after = (asked[0], asked[0]) if asked else (len(groups), len(groups))
    head = ". ".join(
        [part for part in (title, source.lead) if part]
        + [form(g) for g in groups[:before] if g.role in {"heading", "intro", "boilerplate"}]
    )
    credits = " \n ".join(
        form(g) for g in groups if g.role == "boilerplate" or (g.role == "intro" and g.first > 0)
    )
    first = form(groups[after]) if asked else ""
    return Context(head.replace("’", "'"), first, credits, source.text.replace("’", "'"))


def _labelled(
    numbers: dict[int, SpeakerRole], cut: Cut, context: Context
) -> list[tuple[int, Participant, str]]:
    """Return (speaker number, participant without id, label as printed) for every labelled speaker."""
    found = []
    for number, role in numbers.items():
        own = [label for label in cut.labels if cut.speakers[label.key] == number]
        printed = tuple(dict.fromkeys(_clean(label) for label in own))
        name = _name_of(own, context)
        found.append((number, Participant("", name, role, labels=printed), printed[0]))
    return found


def _clean(label: Label) -> str:
    return collapse(label.name).rstrip(" :-–—")


def _name_of(own: Sequence[Label], context: Context) -> str | None:
    forms = sorted({_clean(label) for label in own if generic_role(label.key) is None}, key=len, reverse=True)
    for label in own:
        legend = re.search(rf"\b{re.escape(_clean(label))} ?[:=] ?({PERSON.pattern})", context.head)
        if legend:
            return legend[1]
    if not forms:
        return None
    best = re.split(r",\s|\s\(", forms[0])[0]
    known = person_names(context.whole)
    full = [name for name in known if same_speaker(best, name) or fold(best) == fold(name)]
    whole = [name for name in full if len(name.split()) > 1]
    if len(set(map(fold, whole))) == 1 or (whole and fold(best) == fold(whole[0])):
        return _as_written(next((n for n in whole if not n.isupper()), whole[0]), context.whole)
    if label_key(best).isupper() and re.search(r"\.|^[A-Z]{2,4}$", best):
        return None  # initials of somebody the text does not name
    return _as_written(best, context.whole)


def _as_written(name: str, text: str) -> str:
    """Return the form of `name` that is not all capitals, if the text has one."""
    if not name.isupper() or len(name.replace(".", "").replace(" ", "")) <= 3:
        return name
    for match in re.finditer(re.escape(name), text, re.I):
        if not match.group().isupper() and match.group()[0].isupper():
            return match.group()
    return name if len(name.split()) == 1 else " ".join(part.title() for part in name.split())


def _with_unlabelled(
    labelled: Sequence[tuple[int, Participant, str]],
    context: Context,
    source: Source,
    groups: Sequence[Group],
) -> tuple[list[Participant], dict[int, str | None], tuple[str, ...]]:
    joint = {number for number, _, printed in labelled if is_joint(printed)}
    single = [(n, p) for n, p, _ in labelled if n not in joint]
    interviewer = asked_by(context.head, context.credits) or source.publication or source.author
    taken = {fold(p.name) for _, p in single if p.name}
    named = [p.name for _, p in single if p.name and p.role == "interviewee"]
    shown = presented(
        context.head, context.first, context.whole, besides={fold(interviewer)} if interviewer else set(), known=named
    )
    asked = any(g.role in {"question", "backchannel"} and g.speaker is None for g in groups)
    answered = any(g.role == "answer" and g.speaker is None for g in groups)
    people: list[Participant] = []
    if not any(p.role == "interviewer" for _, p in single):
        if asked or any(g.role == "question" for g in groups):
            people.append(Participant("", interviewer, "interviewer"))
    numbers: list[int | None] = [None] * len(people)
    for number, person in single:
        if person.role == "interviewer" and person.name is None:
            person = replace(person, name=interviewer)
        people.append(person)
        numbers.append(number)
    if answered and not any(p.role == "interviewee" for _, p in single):
        people.append(Participant("", None, "interviewee"))
        numbers.append(None)
    order = sorted(range(len(people)), key=lambda i: people[i].role != "interviewer")
    finished: list[Participant] = []
    by_number: dict[int, str | None] = dict.fromkeys(joint, None)
    unnamed = [s for s in shown if fold(s.name) not in taken]
    for position, i in enumerate(order, 1):
        person = replace(people[i], id=f"p{position}")
        if person.role == "interviewee":
            match = next((s for s in shown if person.name and fold(s.name) == fold(person.name)), None)
            if person.name is None and unnamed:
                match = unnamed.pop(0)
            if match is not None:
                person = replace(
                    person, name=match.name, function=match.function, organisation=match.organisation
                )
        finished.append(person)
        number = numbers[i]
        if number is not None:
            by_number[number] = person.id
    warnings = tuple(f"label of several speakers: {printed}" for n, _, printed in labelled if n in joint)
    return finished, by_number, warnings


def count_names(names: Iterable[str]) -> Counter[str]:
    """Return how often each name stands, folded."""
    return Counter(fold(name) for name in names)


def is_function(word: str) -> bool:
    """Return whether a word begins a job title."""
    return word.lower() in words("functions")
