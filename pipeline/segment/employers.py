"""What a passage tells of a person's organisation: who works where."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.lexicons import words
from pipeline.segment.evidence import Scene, Told
from pipeline.segment.functions import extend
from pipeline.segment.leading import leads_told
from pipeline.segment.organisations import acceptable, organisation_at
from pipeline.segment.passages import Passage, Phrase, longest_entry, word_class

_AFTER_NAME = frozenset("–—-(@|,")
_BOUNDS = frozenset(",).|–:\n")
_SPOKEN = frozenset({"question", "answer"})


def employers_told(scene: Scene, *, late: bool = False) -> Iterator[Told]:
    """Yield the organisations in `scene` that are the person's, in text order.

    Args:
        scene: The passage and the person.
        late: Whether it is a later turn, where only "vous avez fondé X" and the like count.
    """
    yield from leads_told(scene)
    if late:
        return
    p = scene.passage
    for m in scene.mentions:
        if found := _beside_name(p, m):
            yield Told(None, found.text, 7)
    yield from _namesakes(scene)
    for i in range(len(p.tokens)):
        start, weight = _announced(scene, i)
        if not start or weight <= 0 or _past(p, i):
            continue
        found = organisation_at(p, start, sure=p.at(i).low == "chez") or _of_field(p, i, start)
        if found is not None:
            yield Told(None, found.text, weight)
    yield from _posts(scene)


def _of_field(p: Passage, i: int, start: int) -> Phrase | None:
    """``à la tête de la communication de X``: what is led is a field of the organisation's."""
    noun = start + (p.at(start).low in word_class("article"))
    if p.at(i).low not in {"tête", "charge"} or p.at(noun).low not in words("led_domains"):
        return None
    return extend(p, noun + 1)[1]


def _beside_name(p: Passage, m: Phrase) -> Phrase | None:
    """ "X – Y", "X (Y)", "X, de l'agence Y", "X chez Y"."""
    j = m.last
    if p.at(j).text in _AFTER_NAME:
        comma = p.at(j).text == ","
        j += 1
        found = organisation_at(p, j) if p.at(j).is_capital or _firm_at(p, j) else None
        after = p.at(found.last).text if found else ""
        if found and after in _BOUNDS and (not comma or (" " in found.text and after != ",")):
            return found
    if p.at(j).low in word_class("of"):
        noun = j + 1 + (p.at(j + 1).low in word_class("article"))
        return (
            organisation_at(p, j + 1) if longest_entry("organisation_generics", p, noun) else None
        )
    return organisation_at(p, j + 1) if p.at(j).low == "chez" else None


def _namesakes(scene: Scene) -> Iterator[Told]:
    """The firm that bears the person's name: "Astier & Morvan" of Rodolphe Astier."""
    p = scene.passage
    last = scene.name.split()[-1]
    within = {k for m in (*scene.mentions, *scene.others) for k in range(m.first, m.last)}
    for i, token in enumerate(p.tokens):
        if " " not in scene.name or token.text != last or i in within:
            continue
        before = p.at(i - 1)
        if before.low in words("entity_titles") | {"."}:
            continue
        first = i - 1 if before.is_capital and i - 1 not in within else i
        found = organisation_at(p, first)
        if found and " " in found.text and found.last > i and acceptable(found.text):
            yield Told(None, found.text, 5)


def _posts(scene: Scene) -> Iterator[Told]:
    """``à la direction de la communication du groupe X``: a post without its job title."""
    p = scene.passage
    for i, token in enumerate(p.tokens):
        if token.low == "direction" and p.at(i - 1).low == "la" and p.at(i - 2).low == "à":
            _, organisation = extend(p, i + 1)
            if organisation is not None and (weight := _own(scene, i)):
                yield Told(None, organisation.text, weight)


def _announced(scene: Scene, i: int) -> tuple[int, float]:
    """Return the token after words that announce an employer at token `i`, and the weight."""
    p = scene.passage
    low, before = p.at(i).low, p.at(i - 1).low
    if low == "chez":
        return i + 1, _own(scene, i) if scene.zone not in _SPOKEN or _works_before(p, i) else 0
    if low == "sein" and before == "au":
        return i + 2, _own(scene, i)
    if (low == "nom" and before == "le") or (low == "tête" and before == "la"):
        leads = p.at(i - 2).low in {"sous", "à", "pris", "prend"}
        return (i + 2 - (p.at(i + 1).low == "du"), _own(scene, i)) if leads else (0, 0)
    if low == "charge" and before == "en" and p.at(i + 1).low in word_class("of"):
        return i + 2 - (p.at(i + 1).low in {"du", "des"}), _own(scene, i)
    if low == "appelle" and before == "s'" and _firm_at(p, i - 2):
        return i + 1, _own(scene, i)
    if low in word_class("to") and p.opens_sentence(i):
        return i + 1, _fronted(scene, i)
    if low in word_class("to") and before in word_class("post"):
        return i + 1, _own(scene, i)
    if low in {"à", "pour"} and any(
        t.low in word_class("works") for t in p.tokens[max(0, i - 5) : i]
    ):
        return i + 1, _own(scene, i) if p.at(i + 1).low in word_class("article") else 0
    stated = scene.zone in {"title", "head"}
    if (
        low == "pour"
        and stated
        and p.at(i + 2).is_capital
        and p.at(i + 2).low in words("organisation_heads")
    ):
        return i + 1, min(3, _own(scene, i))
    if low in word_class("member") and p.at(i + 1).low in word_class("of"):
        return i + 2, 3 if scene.sole and scene.zone not in _SPOKEN else 0
    if low in word_class("determiner") | {"du"} and _firm_at(p, i + 1):
        return i, _firm_weight(scene, i)
    return _apposed(scene, i)


def _fronted(scene: Scene, i: int) -> float:
    """``À la Verrerie du Spinois, X pilote la communication``: the sentence opens with where X works."""
    p = scene.passage
    found = organisation_at(p, i + 1) if scene.zone == "head" else None
    if found is None or " " not in found.text or p.at(found.last).text != ",":
        return 0
    if p.at(found.first).low in word_class("event"):
        return 0
    verb = next((m.last for m in scene.mentions if p.same_sentence(m.last, i)), None)
    leads = verb is not None and p.at(verb).low in words("leading_verbs") | word_class("works")
    return 3 if leads else 0


def _firm_at(p: Passage, i: int) -> bool:
    length = longest_entry("organisation_generics", p, i) if p.at(i).is_plain else 0
    return bool(length) and p.phrase(i, i + length).text in words("firm_nouns")


def _firm_weight(scene: Scene, i: int) -> float:
    """The weight of "l'agence X": in an answer only "mon agence, X" is the person's own."""
    low = scene.passage.at(i).low
    if scene.zone == "answer" and low not in word_class("first person"):
        return 4 if scene.passage.at(i - 1).low == "à" and _works_before(scene.passage, i) else 0
    if scene.zone in {"head", "credits"} and scene.sole and scene.passage.opens_sentence(i):
        return max(_own(scene, i), 2 if scene.zone == "credits" else 3)
    return _own(scene, i)


def _works_before(p: Passage, i: int) -> bool:
    near = p.tokens[max(0, i - 7) : i]
    return any(
        t.low in word_class("works") | word_class("post") | word_class("copula") for t in near
    )


def _apposed(scene: Scene, i: int) -> tuple[int, float]:
    """``Radio Soule, association loi 1901``: a name that an apposition calls a firm."""
    p = scene.passage
    if scene.zone in _SPOKEN or not scene.sole or not p.at(i).is_capital:
        return 0, 0
    if p.at(i - 1).is_capital or p.at(i - 1).low in {"à", "en"}:
        return 0, 0
    found = organisation_at(p, i)
    if found is None or p.at(found.last).text != ",":
        return 0, 0
    noun = found.last + 1 + (p.at(found.last + 1).low in word_class("determiner"))
    return (i, 3) if _firm_at(p, noun) else (0, 0)


def _past(p: Passage, i: int) -> bool:
    """An earlier employer, or another's: a word of the past or of a wish stands before it."""
    for k in range(i - 1, max(-1, i - 9), -1):
        token = p.tokens[k]
        if token.text in ".!?…\n;:":
            return False
        if token.low in word_class("year"):
            age = p.at(k - 1).text.isdigit() and p.at(k + 1).text == ","
            since = any(p.at(k - n).low == "depuis" for n in (1, 2, 3)) or p.at(k + 1).low in {
                "qu'",
                "que",
            }
            if age or since:
                continue
        if token.low in words("past_cues") | word_class("not theirs"):
            return True
    return False


def _own(scene: Scene, i: int) -> float:
    """Return the weight of an employer that the sentence names beside the person."""
    p = scene.passage
    lows = p.vocabulary[p.sentences[i]]
    if scene.zone == "question":
        return 4 if lows & word_class("second person") else 0
    if scene.zone == "answer":
        return 4 if lows & word_class("first person") else 0
    if any(p.same_sentence(m.first, i) for m in scene.mentions):
        return 5
    if not scene.sole:
        return 0
    if scene.zone == "title" or lows & word_class("own"):
        return 4
    return 3 if p.opens_sentence(i) and scene.zone == "head" else 0
