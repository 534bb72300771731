"""Who is interviewed: the names that are introduced, and what the text tells of each.

The likeliest place is read first: title and chapeau, then the first question, the first answer and
the credits, then what later questions and answers say in so many words ("vous avez fondé X").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.segment.employers import employers_told
from pipeline.segment.evidence import Scene, Told, Zone, functions_told
from pipeline.segment.introduced import Context, introduced_names
from pipeline.segment.labels import fold
from pipeline.segment.names import Gender, gender_of, person_names
from pipeline.segment.passages import Passage, Phrase, word_class

_ADDRESS = re.compile(
    r"\b(?:[Vv]ous|[Tt]u|[Tt]e|[Jj]e|[Jj]') ?(?:suis|es|êtes|voilà|ai|as|avez|dirigez|diriges|dirige|présidez|préside|codirigez|travaille)\b"
    r"|\b(?:[Vv]otre|[Tt]on) (?:poste|rôle|métier|fonction)\b"
    r"|\b(?:[Ll]a|[Ll]e) (?:responsable|directeur|directrice|chargée?|cheffe?|attachée?)\b"
)
_LATE = 3.5  # how much less a later turn weighs
_LED = 5.5  # the weight from which a verb of leading or joining tells an employer
_WINDOW = 240  # characters after an address in which a title or employer may follow


@dataclass(frozen=True, slots=True)
class Presented:
    """A person who is introduced, with what is said of them."""

    name: str
    function: str | None
    organisation: str | None


def presented(
    context: Context, *, besides: Iterable[str], known: Sequence[str], publisher: str | None = None
) -> list[Presented]:
    """Return the people who are introduced, the likeliest interviewee first.

    Args:
        context: Where people are introduced.
        besides: Names that are the interviewer's.
        known: Names that labels give; they are described, and none beside them is sought.
        publisher: The one of `besides` that only publishes the interview: its own staff may answer.
    """
    names = list(known)
    if not names:
        excluded = {fold(name) for name in besides}
        names = [n for n in introduced_names(context) if fold(n) not in excluded]
    reader = Reader(context, besides=tuple(besides), publisher=publisher)
    return [reader.describe(name, names if known else names[:1]) for name in names]


class Reader:
    """Reads a context's passages for one person after another."""

    def __init__(
        self, context: Context, *, besides: Sequence[str], publisher: str | None = None
    ) -> None:
        self.context = context
        self.publisher = fold(publisher or "")
        self.besides = {fold(name) for name in besides}
        self._passages: dict[str, Passage] = {}

    def describe(self, name: str, names: Sequence[str]) -> Presented:
        """Return what the text tells of `name`, one of the interviewed `names`."""
        found = [
            t._replace(organisation=None) if self._is_somebody(t, name) else t
            for t in self._told(name, names)
        ]
        best = max((t for t in found if t.function), key=lambda t: t.weight, default=None)
        employer = best if best and best.organisation else None
        employer = employer or max(
            (t for t in found if t.organisation), key=lambda t: t.weight, default=None
        )
        organisation = (
            self._with_article(employer.organisation)
            if employer and employer.organisation
            else None
        )
        return Presented(name, best.function if best else None, organisation)

    def _is_somebody(self, told: Told, name: str) -> bool:
        """What looked like an employer is the interviewer, or (part of) the person's own name.

        The publisher is an employer where a title or a verb leads to it: agencies interview their own.
        """
        words_of = fold(told.organisation or "")
        if words_of == self.publisher and (told.function or told.weight >= _LED):
            return False
        return words_of in self.besides or bool(words_of and words_of in fold(name))

    def _told(self, name: str, names: Sequence[str]) -> Iterator[Told]:
        context, sole = self.context, len(names) <= 1
        gender = gender_of(name) or (_pronoun(context.top) if sole else None)
        for text, zone, less in self._zones(sole=sole):
            if not text:
                continue
            scene = self._scene(text, zone, name, names, gender)
            found = (*functions_told(scene), *employers_told(scene, late=less >= _LATE))
            yield from (item._replace(weight=item.weight - less) for item in found)

    def _zones(self, *, sole: bool) -> Iterator[tuple[str, Zone, float]]:
        """Yield each stretch to read, its kind, and how much less it weighs."""
        context = self.context
        yield context.title, "title", 0.0
        yield context.head, "head", 0.0
        yield context.credits, "credits", 0.5
        if not sole:
            return  # "vous" may be anybody
        turns: tuple[tuple[Zone, tuple[str, ...]], ...] = (
            ("question", context.questions),
            ("answer", context.answers),
        )
        for zone, texts in turns:
            for text in texts[:1]:
                yield text, zone, 0.2
            for text in texts[1:]:
                yield from ((part, zone, _LATE) for part in _addresses(text))

    def _scene(
        self, text: str, zone: Zone, name: str, names: Sequence[str], gender: Gender | None
    ) -> Scene:
        passage = self._passages.get(text)
        if passage is None:
            passage = self._passages[text] = Passage(text, self.context.whole)
        people = {n for n in (*names, *person_names(passage.text)) if fold(n) != fold(name)}
        others = tuple(sorted(m for n in people for m in passage.mentions(n)))
        title = Passage(self.context.title, self.context.whole) if zone == "head" else None
        mentions = _mentions(passage, name)
        return Scene(passage, zone, name, mentions, others, len(names) <= 1, gender, title)

    def _with_article(self, name: str) -> str:
        """Return "Les Quatre Vents" for what stood after "aux", and no article that only opens a sentence.

        The article belongs to the name where it has its capital inside a sentence.
        """
        whole = self.context.lines
        bare = re.sub(r"^(?:Les|Le|La) (?=[A-ZÀ-Þ])", "", name)
        for article in ("Les ", "Le ", "La "):
            if re.search(rf"[\w,;:] {article}{re.escape(bare)}", whole):
                return article + bare
        if bare != name and re.search(rf"(?<!Les )(?<!Le )(?<!La )\b{re.escape(bare)}", whole):
            return bare
        medium = bare.split()[0].lower() in word_class("medium head")
        for contracted, article in (("du", "Le "), ("au", "Le "), ("des", "Les "), ("aux", "Les ")):
            if medium and bare == name and f" {contracted} {bare}" in whole:
                return article + bare  # "du Courrier" is what French makes of "de Le Courrier"
        return name


def _mentions(passage: Passage, name: str) -> tuple[Phrase, ...]:
    """Where a person is named: in full, else by the first name."""
    found = tuple(passage.mentions(name))
    taken = {m.first for m in found}
    first = name.split()[0]
    alone = (
        tuple(
            m
            for m in passage.mentions(first)
            if m.first not in taken and not passage.at(m.last).is_capital
        )
        if " " in name
        else ()
    )
    return tuple(sorted((*found, *alone)))


def _addresses(text: str) -> Iterator[str]:
    """Yield the stretches of a later turn that begin with an address: "vous avez fondé…"."""
    last = -1
    for match in _ADDRESS.finditer(text):
        if match.start() >= last:
            last = match.start() + _WINDOW
            yield text[match.start() : last]


def _pronoun(text: str) -> Gender | None:
    """The gender of the pronouns in a chapeau that speak of one person."""
    she = len(re.findall(r"\b[Ee]lle\b", text))
    he = len(re.findall(r"\b[Ii]l (?!y |faut|s'agit|est (?:vrai|temps|possible))", text))
    if she and not he:
        return "f"
    return "m" if he and not she else None
