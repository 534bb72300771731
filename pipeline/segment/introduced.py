"""Who is introduced in a title, a chapeau, a first question: candidates for the interviewee's name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from pipeline.lexicons import entries, words
from pipeline.segment.functions import function_at
from pipeline.segment.labels import fold
from pipeline.segment.names import PERSON, fuller, has_first_name, is_body, person_names
from pipeline.segment.passages import Passage, word_class

_NAME_OR_FIRST = rf"(?:{PERSON.pattern}|(?<!\w)[A-ZÀ-Ý][\w-]{{2,30}})"
_FOLLOWS = re.compile(r"\s?(?:[-–—(,:]|est\b|a\b|dirige|répond|nous)")
_APPOSED = re.compile(r",| est| [-–—]|\s?\(")
_NAMED = re.compile(
    rf"\b(?:[Jj]e m'appelle|[Jj]e suis|[Mm]oi,? c'est|[Mm]on nom est) (?P<who>{PERSON.pattern})"
)
_INTRODUCED = re.compile(
    rf"(?:^|[\n.] ?)\W{{0,3}}(?P<who>{PERSON.pattern}) (?:est|dirige|a fondé|a créé|travaille)\b"
)
# A first name alone in a title: "Paroles d'ancien : Naïm, promo 2016", "6 questions à Yanis, …".
_ALONE = re.compile(r"(?:^|[:,–] |avec |à |de )(?P<who>[A-ZÀ-Ý][\w-]{2,30})(?=,| alias| \(| :|$)")
_BEFORE = 40  # characters before a name in which it is introduced


@cache
def _presents() -> re.Pattern[str]:
    phrases = "|".join(sorted(map(re.escape, words("presenting_phrases")), key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{phrases})\s*$", re.I)


@cache
def _greeted() -> re.Pattern[str]:
    return re.compile(
        rf"\b(?i:{'|'.join(sorted(word_class('greeting')))}),? (?P<who>{_NAME_OR_FIRST})"
    )


@cache
def _vocative() -> re.Pattern[str]:
    return re.compile(
        rf"^(?P<who>{_NAME_OR_FIRST}),? (?:{'|'.join(sorted(word_class('addressing')))})"
    )


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


def introduced_names(context: Context) -> list[str]:
    """Candidates in order of likelihood: introduced, addressed, self-presented, described at the end."""
    names = _candidates(context)
    if names:
        ranked = _ranked(names, context)
        return [fuller(ranked[0], context.people), *ranked[1:]]
    places = ((_vocative(), context.first), (_greeted(), context.first), (_greeted(), context.head))
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
        if _is_headline(name) or is_body(name) or any(fold(known) in fold(name) for known in found):
            continue
        before = top[max(0, match.start() - _BEFORE) : match.start()]
        after = top[match.end() : match.end() + 60]
        described = _APPOSED.match(after) and _function_follows(after)
        somebody = (described or _title_before(before)) and not _is_elsewhere(top, match.start())
        if _presents().search(before) or somebody:
            found.append(name)
    return found or _unknown_names(context)


def _is_elsewhere(top: str, start: int) -> bool:
    """Whether a word that leads to a place, a firm or a thing stands right before a name: "chez", "à", "par"."""
    tokens = Passage(top[max(0, start - 20) : start], "").tokens
    return bool(tokens) and tokens[-1].low in _barred()


@cache
def _barred() -> frozenset[str]:
    return word_class("place link") | words("firm_nouns") | {'"', "par", "sur", "pour", "chez"}


def _is_headline(name: str) -> bool:
    """Whether it is part of a sentence printed in capitals."""
    ordinary = words("function_words") - frozenset(("de", "du", "des", "d'", "le", "la"))
    return name.isupper() and any(part.lower() in ordinary for part in name.split())


def _title_before(text: str) -> bool:
    """``son directeur`` or ``son directeur,`` right before the name."""
    before = Passage(text.rstrip(", "), "")
    found = (function_at(before, i) for i in range(len(before.tokens)))
    return any(f is not None and f.last == len(before.tokens) for f in found)


def _unknown_names(context: Context) -> list[str]:
    """Names without a known first name: they must come back in the text, or act in the chapeau."""
    top = context.top
    common = words("functions") | words("intro_words") | words("function_words")
    found = []
    for match in list(PERSON.finditer(top))[:40]:
        name = match.group()
        if any(part.isupper() or part.lower() in common for part in name.split()):
            continue
        if is_body(name) or _is_elsewhere(top, match.start()):
            continue
        if _acts(top[match.end() : match.end() + 24]) or context.whole.count(name) >= 2:
            found.append(name)
    return found


def _acts(after: str) -> bool:
    """Return whether a verb of the person follows: after a bare name hardly anything else does.

    >>> _acts(" défend vingt-trois domaines"), _acts(" en assure la presse"), _acts(" et son équipe")
    (True, True, False)
    """
    following = re.match(r" ([a-zà-ÿœ]{1,20}'?)(?![\w-])", after)
    if following is None:
        return False
    word = following[1]
    return word in _verbs_of_people() or word not in words("function_words")


def _presented_at(top: str, start: int) -> bool:
    """A phrase presents the name; "avec" alone does not where somebody stands before it."""
    phrase = _presents().search(top[max(0, start - _BEFORE) : start])
    if phrase is None or phrase.group().strip().lower() != "avec":
        return phrase is not None
    sentence = re.split(r"[.!?\n]", top[max(0, start - 200) : start])[-1]
    return not person_names(sentence)


@cache
def _verbs_of_people() -> frozenset[str]:
    present = {form for form, kind, *_ in entries("leading_verbs") if kind != "participle"}
    return frozenset(
        present | word_class("works") | word_class("finite") | word_class("before verb")
    )


def _function_follows(text: str) -> bool:
    following = re.findall(r"[\w-]+", text[:60].lower())[:5]
    if any(word in words("functions") for word in following):
        return True
    after = Passage(text[:60].lstrip(", "), "")  # in two words: "head of communication"
    return bool(after.tokens) and function_at(after, 0) is not None


def _ranked(names: Sequence[str], context: Context) -> list[str]:
    top, first = context.top, context.first
    counts = Counter(fold(name) for name in names)
    written = {fold(name): name for name in reversed(names) if not name.isupper()}
    for name in names:
        written.setdefault(fold(name), name)
    scores: dict[str, float] = {}
    for key in list(dict.fromkeys(map(fold, names)))[:20]:
        name = written[key]
        score = min(counts[key], 3) * 0.5 + 1.5 * has_first_name(name)
        for match in list(re.finditer(re.escape(name), top))[:10]:
            after = top[match.end() : match.end() + 80]
            score += 1.5 * _presented_at(top, match.start())
            score += 1.0 * _function_follows(after)
            score += 0.5 * bool(_FOLLOWS.match(after))
            score += 0.3 * (match.start() < 120)
        scores[key] = score + 0.7 * (name in first)
    order = list(scores)
    return [written[key] for key in sorted(order, key=lambda k: (-scores[k], order.index(k)))]
