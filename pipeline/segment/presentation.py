"""Who is interviewed: the names that are introduced, and what the text tells of each.

The likeliest place is read first: title and chapeau, then the first question, the first answer and
the credits, then what later questions and answers say in so many words ("vous avez fondé X").
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from pipeline.lexicons import entries, words
from pipeline.segment.employers import employers_told
from pipeline.segment.evidence import Scene, Told, Zone, functions_told
from pipeline.segment.functions import function_at
from pipeline.segment.labels import fold
from pipeline.segment.names import PERSON, Gender, fuller, gender_of, has_first_name, person_names
from pipeline.segment.passages import Passage, Phrase, word_class

_PRESENTS = re.compile(
    r"(?:rencontre avec|entretien avec|interview d[e']|interview avec|interview :|entretien :|portrait d[e']|portrait :|questions à|"
    r"rencontre :|avec|rencontré|interrogé|interviewé|invitée? :?|micro de|parole à|la parole à|minutes avec|échangé avec|reçoit|"
    r"accueille|accueillons|ce mois-ci :|dans la tête de)\s*$",
    re.I,
)
_FOLLOWS = re.compile(r"\s?(?:[-–—(,:]|est\b|a\b|dirige|répond|nous)")
_NOT_A_PERSON = re.compile(
    r"(?:\b(?:de|du|des|à|au|aux|chez|l'agence|d'|l'|le|la|les|en|par|sur|pour|agence|groupe|cabinet|association)\s?|[«\"] ?)$",
    re.I,
)
_NAME_OR_FIRST = rf"(?:{PERSON.pattern}|(?<!\w)[A-ZÀ-Ý][\w-]{{2,30}})"
_GREETED = re.compile(
    rf"\b(?:[Bb]onjour|[Bb]onsoir|[Ss]alut|[Hh]ello|[Cc]oucou|[Yy]o|[Hh]ey|[Mm]erci|[Aa]lors|[Cc]her|[Cc]hère),? (?P<who>{_NAME_OR_FIRST})"
)
_VOCATIVE = re.compile(
    rf"^(?P<who>{_NAME_OR_FIRST}),? (?:bonjour|bonsoir|vous|tu|t'|votre|ton|ta|merci|comment|quel|pouvez|peux|il y a|on se)"
)
_ALONE = re.compile(r"(?:^|[:,–] |avec |à |de )(?P<who>[A-ZÀ-Ý][\w-]{2,30})(?=,| alias| \(| :|$)")
_NAMED = re.compile(
    rf"\b(?:[Jj]e m'appelle|[Jj]e suis|[Mm]oi,? c'est|[Mm]on nom est) (?P<who>{PERSON.pattern})"
)
_INTRODUCED = re.compile(
    rf"(?:^|[\n.] ?)\W{{0,3}}(?P<who>{PERSON.pattern}) (?:est|dirige|a fondé|a créé|travaille)\b"
)
_ADDRESS = re.compile(
    r"\b(?:[Vv]ous|[Tt]u|[Tt]e|[Jj]e|[Jj]') ?(?:suis|es|êtes|voilà|ai|as|avez|dirigez|diriges|dirige|présidez|préside|codirigez|travaille)\b"
    r"|\b(?:[Vv]otre|[Tt]on) (?:poste|rôle|métier|fonction)\b"
    r"|\b(?:[Ll]a|[Ll]e) (?:responsable|directeur|directrice|chargée?|cheffe?|attachée?)\b"
)
_LATE = 3.5  # how much less a later turn weighs
_WINDOW = 240  # characters after an address in which a title or employer may follow


@dataclass(frozen=True, slots=True)
class Presented:
    """A person who is introduced, with what is said of them."""

    name: str
    function: str | None
    organisation: str | None


@dataclass(frozen=True)
class Context:
    """The stretches of text in which people are introduced, in the analysis form."""

    title: str
    head: str  # chapeau and what else stands before the first question
    questions: tuple[str, ...]
    answers: tuple[str, ...]
    credits: str  # boilerplate and closing notes
    whole: str
    lines: str  # the whole with its line ends

    @property
    def top(self) -> str:
        """Title and head as one text, a line end between them."""
        return "\n".join(part for part in (self.title, self.head) if part)

    @property
    def first(self) -> str:
        return self.questions[0] if self.questions else ""

    @cached_property
    def people(self) -> list[str]:
        """Every name in the text that begins with a known first name."""
        return person_names(self.whole)


def presented(context: Context, *, besides: Iterable[str], known: Sequence[str]) -> list[Presented]:
    """Return the people who are introduced, the likeliest interviewee first.

    Args:
        context: Where people are introduced.
        besides: Names that are the interviewer's.
        known: Names that labels give; they are described, and none beside them is sought.
    """
    names = list(known)
    if not names:
        excluded = {fold(name) for name in besides}
        names = [n for n in _names(context) if fold(n) not in excluded]
    reader = Reader(context, besides=tuple(besides))
    return [reader.describe(name, names if known else names[:1]) for name in names]


def _names(context: Context) -> list[str]:
    """Candidates in order of likelihood: introduced, addressed, self-presented, described at the end."""
    names = _candidates(context)
    if names:
        ranked = _ranked(names, context)
        return [fuller(ranked[0], context.people), *ranked[1:]]
    places = ((_VOCATIVE, context.first), (_GREETED, context.first), (_GREETED, context.head))
    called = [m["who"] for p, text in places if (m := p.search(text))]
    called += [m["who"] for m in _ALONE.finditer(context.title)]
    called = [n for n in called if has_first_name(n)]
    first = "\n".join(context.answers[:2])
    own = [m["who"] for m in (*_NAMED.finditer(first), *_INTRODUCED.finditer(context.credits))]
    own = [n for n in own if has_first_name(n)]
    full = [n for n in own if not called or fold(n.split()[0]) == fold(called[0].split()[0])]
    return full or [fuller(n, context.people) for n in called] or own or person_names(context.first)


def _candidates(context: Context) -> list[str]:
    top = context.top
    found = person_names(top)
    for match in PERSON.finditer(top):
        name = match.group()
        introduced = _PRESENTS.search(top[max(0, match.start() - 40) : match.start()])
        described = re.match(r"(?:,| est| [-–—]|\s?\()", top[match.end() :]) and _function_follows(
            top[match.end() :]
        )
        before = Passage(top[max(0, match.start() - 40) : match.start()], "")
        titled = any(
            (f := function_at(before, i)) and f.last == len(before.tokens)
            for i in range(len(before.tokens))
        )
        if (introduced or described or titled) and not any(
            fold(known) in fold(name) for known in found
        ):
            found.append(name)
    return found or _unknown_names(context)


def _unknown_names(context: Context) -> list[str]:
    """Names without a known first name: they must come back in the text or be addressed."""
    top = context.top
    found = []
    for match in PERSON.finditer(top):
        name = match.group()
        common = any(
            part.isupper()
            or part.lower() in words("functions") | words("intro_words") | words("function_words")
            for part in name.split()
        )
        before = top[max(0, match.start() - 20) : match.start()]
        following = re.match(r" ([\w]+'?)", top[match.end() :])
        acts = bool(following) and following[1] in _verbs_of_people()
        stands = context.whole.count(name) >= 2 or acts
        if not common and not _NOT_A_PERSON.search(before) and stands:
            found.append(name)
    return found


@cache
def _verbs_of_people() -> frozenset[str]:
    present = {form for form, kind, *_ in entries("leading_verbs") if kind != "participle"}
    return frozenset(present | {"s'"} | word_class("works") | word_class("finite"))


def _function_follows(text: str) -> bool:
    following = re.findall(r"[\w-]+", text[:60].lower())[:5]
    return any(word in words("functions") for word in following)


def _ranked(names: Sequence[str], context: Context) -> list[str]:
    top, first = context.top, context.first
    counts = Counter(fold(name) for name in names)
    written = {fold(name): name for name in reversed(names) if not name.isupper()}
    for name in names:
        written.setdefault(fold(name), name)
    scores: dict[str, float] = {}
    for key in list(written)[:20]:
        name = written[key]
        score = min(counts[key], 3) * 0.5 + 0.5 * has_first_name(name)
        for match in list(re.finditer(re.escape(name), top))[:10]:
            after = top[match.end() : match.end() + 80]
            score += 1.5 * bool(_PRESENTS.search(top[max(0, match.start() - 40) : match.start()]))
            score += 1.0 * _function_follows(after)
            score += 0.5 * bool(_FOLLOWS.match(after))
            score += 0.3 * (match.start() < 120)
        scores[key] = score + 0.7 * (name in first)
    order = list(scores)
    return [written[key] for key in sorted(order, key=lambda k: (-scores[k], order.index(k)))]


class Reader:
    """Reads a context's passages for one person after another."""

    def __init__(self, context: Context, *, besides: Sequence[str]) -> None:
        self.context = context
        self.besides = {fold(name) for name in besides}
        self._passages: dict[str, Passage] = {}

    def describe(self, name: str, names: Sequence[str]) -> Presented:
        """Return what the text tells of `name`, one of the interviewed `names`."""
        found = [
            t._replace(organisation=None) if self._is_somebody(t.organisation, name) else t
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

    def _is_somebody(self, organisation: str | None, name: str) -> bool:
        """What looked like an employer is the interviewer, or (part of) the person's own name."""
        words_of = fold(organisation or "")
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
