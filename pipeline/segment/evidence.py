"""What a passage tells of a person's function, each finding with a weight.

Nothing is decided here: `pipeline.segment.presentation` takes the weightiest. Weights are ranks, not
probabilities: apposition to the name first, then address, then a definite description.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from pipeline.lexicons import table, words
from pipeline.segment.functions import Function, function_at
from pipeline.segment.names import Gender, has_first_name
from pipeline.segment.organisations import organisation_at
from pipeline.segment.passages import Passage, Phrase, word_class

Zone = Literal["title", "head", "credits", "question", "answer"]

_SET_OFF = frozenset(",(–—-|:/")
_SPOKEN = frozenset({"question", "answer"})


class Told(NamedTuple):
    """A function, an organisation or both, as the text has them."""

    function: str | None
    organisation: str | None
    weight: float


@dataclass(frozen=True, slots=True)
class Scene:
    """A passage as it is read for one person."""

    passage: Passage
    zone: Zone
    name: str
    mentions: tuple[Phrase, ...]
    others: tuple[Phrase, ...]  # mentions of other people
    sole: bool  # nobody else is interviewed
    gender: Gender | None
    title: Passage | None = None  # where "sa présidente" may have its antecedent


def functions_told(scene: Scene) -> Iterator[Told]:
    """Yield the job titles in `scene` that are its person's, in text order."""
    p = scene.passage
    i = 0
    while i < len(p.tokens):
        function = function_at(p, i)
        if function is None:
            i += 1
            continue
        weight = _relation(scene, function)
        if weight and not (function.plural and not _agrees(scene, function)):
            organisation = function.organisation or _antecedent(scene, function)
            yield Told(function.text, organisation.text if organisation else None, weight)
        i = max(i + 1, function.phrase.last)


def _relation(scene: Scene, function: Function) -> float:
    """Return how surely a job title is the person's, 0 where it is another's or a former one."""
    p = scene.passage
    b = function.phrase.first - 1
    while b >= 0 and p.tokens[b].low in word_class("title opener"):
        b -= 1
    before = p.at(b)
    if before.low in words("past_cues") | word_class("not theirs"):
        return 0
    if weight := _held(scene, b):
        return weight
    writes = function.head in word_class("writer") and p.at(function.phrase.last).low in word_class(
        "of"
    )
    if weight := _beside_mention(scene, function, b):
        return weight - 5 * writes  # of a book; one is author beside a post
    if before.low in word_class("copula") and has_subject(scene, b):
        return 7 - 3 * writes
    if before.low == "comme" and (verb := _works_at(p, b)):
        verb -= p.at(verb - 1).low in word_class("auxiliary")
        if has_subject(scene, verb):
            return 7
    if scene.zone in _SPOKEN or not scene.sole or function.plural or not _agrees(scene, function):
        return 0
    return _described(scene, function, b)


def _held(scene: Scene, b: int) -> float:
    """``X est depuis 2009 porte-parole``, ``est devenue directrice``, ``occupe le poste de directrice``."""
    p = scene.passage
    if p.at(b).low in word_class("of") and p.at(b - 1).low in word_class("held"):
        verb = b - 2 - (p.at(b - 2).low in word_class("determiner"))
        return 7 if p.at(verb).low in word_class("holds") and has_subject(scene, verb) else 0
    k = b
    if p.at(k).low in word_class("becoming"):
        opens = p.opens_sentence(k) or p.at(k - 1).text == ","
        if opens and any(p.same_sentence(m.first, k) for m in scene.mentions):
            return 7.5  # "Nommée directrice en 2019, X"
        if has_subject(scene, k):
            return 7  # "X devient directrice"
        k -= 1
        if p.at(k).low == "été":
            k -= 1
    else:
        k = _before_time(p, k)
    auxiliary = p.at(k).low in word_class("copula") | word_class("auxiliary")
    return 7 if k < b and auxiliary and has_subject(scene, k) else 0


def _before_time(p: Passage, b: int) -> int:
    """Return where the words stand before "depuis 2009", "depuis trois ans," that end at token `b`."""
    k = b - (p.at(b).text == ",")
    for back in range(1, 5):
        since = p.at(k - back).low
        if since == "depuis":
            timed = p.at(k).text.isdigit() or p.at(k).low in word_class("year")
            return k - back - 1 if timed else b
    return b


def _works_at(p: Passage, b: int) -> int:
    """Return where the verb stands in "travaille aujourd'hui comme", "a rejoint X comme", else 0."""
    near = range(b - 1, max(0, b - 6), -1)
    verbs = word_class("works") | word_class("joined")
    return next((k for k in near if p.tokens[k].low in verbs), 0)


def _beside_mention(scene: Scene, function: Function, b: int) -> float:
    """The title stands in apposition to the name, before or after it."""
    p = scene.passage
    if p.at(b).text in _SET_OFF or p.at(b).low == "est":
        k = b - 1
        if p.at(k).low == "ans" and p.at(k - 1).text.isdigit():
            k -= 3
        if any(m.last - 1 == k for m in scene.mentions):
            return 10
        if any(_inserted(p, m.last, b) for m in scene.mentions):
            return 8
    if function.plural:
        return 8 if p.at(b).text == "," and _in_pair(scene, b) else 0
    after = function.last + (p.at(function.last).text == ",")
    if any(m.first == after for m in scene.mentions):
        return 9
    leads = p.opens_sentence(b + 1) or p.opens_sentence(function.phrase.first)
    if leads and any(_leads_to(p, function, m) for m in scene.mentions):
        return 9.5  # "Maître de conférences à X et conseiller de Y, Z": the first counts
    return 0


def _leads_to(p: Passage, function: Function, mention: Phrase) -> bool:
    """The sentence opens with the title, and the name follows after a comma, before any verb."""
    start, end = function.last, mention.first
    if end <= start or not p.same_sentence(function.phrase.first, end):
        return False
    return p.at(end - 1).text == "," and not any(
        t.low in word_class("finite") for t in p.tokens[start:end]
    )


def _in_pair(scene: Scene, end: int) -> bool:
    """``X et Y, cofondatrices de Z``: the person is one of the two before token `end`."""
    p = scene.passage
    pair = sorted(m for m in (*scene.mentions, *scene.others) if m.last <= end)[-2:]
    joined = len(pair) == 2 and pair[1].last == end and pair[0].last + 1 == pair[1].first
    return joined and p.at(pair[0].last).low == "et" and any(m in scene.mentions for m in pair)


def _inserted(p: Passage, start: int, end: int) -> bool:
    """``, trois ans de maison`` between a name and its title."""
    between = p.tokens[start:end]
    past = words("past_cues") - word_class("year")
    return (
        2 <= len(between) <= 8
        and between[0].text == ","
        and all(t.is_plain or t.text.isdigit() or t.text == "," for t in between)
        and not any(t.low in word_class("finite") | past for t in between)
    )


def _described(scene: Scene, function: Function, b: int) -> float:
    """A description without the name: "Rencontre avec la fondatrice de X", "Coach en X, elle…"."""
    p = scene.passage
    first = function.phrase.first
    named = any(m.first in {function.last, function.last + 1} for m in scene.others)
    if named or (function.phrase.text.isupper() and len(function.phrase.text) > 5):
        return 0
    determiner = p.at(b + 1).low if b + 1 < first else ""
    leads = p.opens_sentence(b + 1)
    if leads and not determiner and _pronoun_follows(p, function.last):
        return 7.5
    asked = p.at(b).low == "avec" or (p.at(b).low == "à" and p.at(b - 1).low == "questions")
    if determiner in {"le", "la", "l'"} and (leads or asked):
        return 6
    if determiner in {"le", "la", "l'"} and p.at(b).text == ",":
        return 5
    met = p.at(b).low == "avec" and p.at(b - 1).low in word_class("meeting")
    if determiner in {"un", "une"} and met:
        return 4
    if scene.zone != "title":
        return 0
    indefinite = determiner in {"un", "une"} and p.at(b).low in {"avec", "d'", "de"}
    colon = ":" in {p.at(b).text, p.at(function.last).text} and leads
    return 3 if indefinite or (colon and not determiner and " " in function.phrase.text) else 0


def _pronoun_follows(p: Passage, at: int) -> bool:
    """``, patron malgré lui, il anime``: a pronoun opens the main clause of the sentence."""
    for k in range(at, min(at + 12, len(p.tokens))):
        if p.tokens[k].low in word_class("pronoun"):
            return p.at(k - 1).text == ","
        if p.tokens[k].low in word_class("finite") or p.tokens[k].text in ".:!?\n":
            return False
    return False


def _agrees(scene: Scene, function: Function) -> bool:
    printed = table("functions")[function.head]
    return printed == "-" or scene.gender is None or printed == scene.gender


def _antecedent(scene: Scene, function: Function) -> Phrase | None:
    """What "sa" stands for in "Sa présidente, X": the organisation that the text opens with."""
    p = scene.passage
    if p.at(function.phrase.first - 1).low not in word_class("possessive"):
        return None
    return first_organisation(p, function.phrase.first - 1) or (
        first_organisation(scene.title, len(scene.title.tokens)) if scene.title else None
    )


def first_organisation(p: Passage, end: int) -> Phrase | None:
    """Return the first organisation before token `end`: several words, with a common noun, or acting."""
    for i in range(end):
        before = p.at(i - 1).low
        names = p.at(i - 1).is_capital and before not in word_class("place link")
        inside = p.at(i).is_capital and names
        if inside or p.at(i).low in word_class("place link") or before in {"à", "en", "de", "d'"}:
            continue
        if before in words("past_cues"):  # "dans l'ancienne Manufacture d'armes"
            continue
        found = organisation_at(p, i)
        if found is None or found.last > end:
            continue
        if " " in found.text or found.first > i or _is_subject(p, i, found):
            return found
    return None


def _is_subject(p: Passage, i: int, found: Phrase) -> bool:
    """``Lucioles conseille des PME``: one word that opens a sentence, acts, and comes back in the text."""
    acts = p.at(found.last).is_plain and p.at(found.last).low not in words("function_words")
    opens = p.opens_sentence(i) or p.at(i - 1).text == ","
    named = opens and acts and not has_first_name(found.text)
    return named and p.whole.count(found.text) >= 2


def _apposition(p: Passage, start: int, end: int) -> bool:
    """``X, ancien directeur de Y, est``: what stands between two commas."""
    return (
        p.at(start).text == ","
        and 2 < end - start < 20
        and not any(t.low in word_class("finite") or t.text in ".;:\n" for t in p.tokens[start:end])
    )


def has_subject(scene: Scene, verb: int) -> bool:
    """Return whether the person is the subject of the verb at `verb`: by name, or by pronoun."""
    p = scene.passage
    k = verb - 1
    while k >= 0 and p.tokens[k].low in word_class("adverb") | {"l'", "en", "s'"}:
        k -= 1
    if any(m.last - 1 == k for m in scene.mentions):
        return True
    if p.at(k).text == "," and p.at(k - 1).low == "ans":  # "X, 31 ans, représente"
        return any(m.last == k - 3 for m in scene.mentions)
    if p.at(k).text == "," and any(_apposition(p, m.last, k) for m in scene.mentions):
        return True
    low = p.at(k).low
    if low == "qui":
        return any(0 <= k - m.last <= 1 for m in scene.mentions)
    if low in {"et", "puis"}:
        return any(m.first < k and p.same_sentence(m.first, verb) for m in scene.mentions)
    if scene.zone in _SPOKEN:
        return low in word_class("second person" if scene.zone == "question" else "first person")
    return scene.sole and low in word_class("pronoun")
