"""What a clause says of its subject: whether it joins an attribute to it, and which kind of subject it is.

Judgements are mostly made with être ("c'est", "la note est"), facts mostly with other verbs: measured on the project's
corpus, "c'est" stands in 17 of 100 judgements and in 4 of 100 facts.
"""

from __future__ import annotations

from pipeline.claims.reading import Reading
from pipeline.claims.words import Words
from pipeline.lexicons import table
from pipeline.lexicons import words as word_list

_REACH = 3  # words between être and a participle that makes it an auxiliary


def attribute_features(words: Words, reading: Reading) -> dict[str, float]:
    """Return the features of the clause's attribute: mild judgement, copula, its tense, what stands around it."""
    found: dict[str, float] = {}
    if reading.first("evaluation", "mild") is not None:
        found["judging_mild"] = 1.0
    copulas = table("claim_copulas")
    for at in reading.main:
        name = copulas.get(words.lower[at])
        if name is None or _is_auxiliary(words, at, reading.clause.last):
            continue
        found[name] = 1.0
        before = range(max(reading.clause.first, at - 2), at)
        if any(words.lower[step] in word_list("claim_demonstratives") for step in before):
            found["demonstrative_copula"] = 1.0
        if at < reading.clause.last and words.pos[at + 1] in {"DET", "NUM"}:
            found["nominal_attribute"] = 1.0
    return found


def _is_auxiliary(words: Words, at: int, last: int) -> bool:
    for step in range(at + 1, min(last, at + _REACH) + 1):
        if words.shapes[step].participle:
            return True
        if words.pos[step] not in {"ADV", "PRON"}:
            return False
    return False
