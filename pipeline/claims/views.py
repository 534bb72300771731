"""Judgements of others without "que": "Elle trouvait le casting interminable", "On m'a traitée de folle"."""

from __future__ import annotations

from pipeline.claims.cues import Hit
from pipeline.claims.reading import Reading
from pipeline.claims.sources import is_before_verb
from pipeline.claims.words import PUNCTUATION, Words
from pipeline.lexicons import words as word_list

_BEFORE_ATTRIBUTE = frozenset({"judge", "find", "call"})
_TO_ATTRIBUTE = 8  # words of what is judged, before the judgement
_NOMINAL = frozenset({"NOUN", "PROPN", "PRON"})


def view_of(words: Words, reading: Reading, hit: Hit) -> int | None:
    """Return the first word of what somebody thinks of something, None where nothing is judged.

    Args:
        words: The turn.
        reading: The reading of the clause.
        hit: An entry of claim_reported_view. Its value is "judge" (before an adjective), "find" (the same, of a verb that
            also means to come upon something), "call" (only with a pronoun), or the preposition before the judgement.
    """
    verb, last = hit.first, reading.clause.last
    if words.shapes[verb].infinitive or words.pos[verb] in {"DET", "ADP"}:
        return None
    begin = verb
    while begin > reading.clause.first and is_before_verb(words, begin - 1):
        begin -= 1
    before = words.lower[begin:verb]
    perfect = bool(word_list("perfect_auxiliaries_third") & set(before))
    if words.shapes[verb].participle and not perfect:
        return None  # "un livre jugé trop long"
    if set(before) & word_list("passive_participles"):
        return None
    clitic = bool(set(before) & word_list("claim_judged_clitics"))
    if hit.value in _BEFORE_ATTRIBUTE:
        if clitic:
            at = _after_degree(words, verb + 1)
            # The small model takes "l'a jugé cavalier" for a noun.
            noun = hit.value == "judge" and at == last and words.pos[at] == "NOUN"
            return verb + 1 if noun or _is_attribute(words, at, last) else None
        if hit.value == "call":
            return None
        return _judged_noun(words, verb, last, sure=hit.value == "judge" or not perfect)
    return _after_preposition(words, hit, last, clitic=clitic)


def _judged_noun(words: Words, verb: int, last: int, *, sure: bool) -> int | None:
    """Return where a noun phrase begins that an attribute follows: "trouvait [le casting interminable]".

    "a trouvé la porte ouverte" may tell what was found, so that there a degree must be given ("trop lourde").
    """
    first = verb + 1
    if first >= last or words.lower[first] not in word_list("claim_definite_determiners"):
        return None
    for at in range(first + 2, min(last, first + _TO_ATTRIBUTE) + 1):
        if words.shapes[at].finite or words.lower[at] in PUNCTUATION:
            return None
        degree = words.lower[at - 1] in word_list("claim_judged_degrees")
        noun = sure and at == last and words.pos[at - 1] in _NOMINAL
        if (degree or noun) and _is_attribute(words, at, last):
            return first
    return None


def _after_degree(words: Words, at: int) -> int:
    while at < len(words) and words.lower[at] in word_list("claim_judged_degrees"):
        at += 1
    return at


def _is_attribute(words: Words, at: int, last: int) -> bool:
    """Say whether an adjective stands at a word and belongs to no noun after it."""
    if at > last or not (words.pos[at] == "ADJ" or words.shapes[at].participle):
        return False
    return at == last or words.pos[at + 1] not in {"NOUN", "PROPN"}


def _after_preposition(words: Words, hit: Hit, last: int, *, clitic: bool) -> int | None:
    """Return what follows the preposition of "nous a traités de menteurs" or "considèrent la lettre comme un jeu"."""
    verb = hit.first
    prepositions = {hit.value, "d'"} if hit.value == "de" else {hit.value}
    for at in range(verb + 1, min(last - 1, verb + _TO_ATTRIBUTE) + 1):
        if words.shapes[at].finite or words.lower[at] in PUNCTUATION:
            return None
        if words.lower[at] not in prepositions:
            continue
        if at == verb + 1 and not clitic:
            return None  # "L'article traite de la pêche"
        named = words.pos[at + 1] in {"NOUN", "ADJ", "PROPN", "DET", "VERB"}
        return at + 1 if named else None
    return None
