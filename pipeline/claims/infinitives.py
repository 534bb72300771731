"""Object pronouns before an infinitive, which look like articles: "il faut les associer", "sans le dire"."""

from __future__ import annotations

from functools import lru_cache

from pipeline.claims.words import Words
from pipeline.lexicons import table
from pipeline.lexicons import words as word_list

_PRONOUNS = frozenset({"le", "la", "les", "l'", "leur"})


def is_object_of_infinitive(words: Words, at: int) -> bool:
    """Say whether the word at `at` is an infinitive's object, whatever part of speech the model gives.

    After "les" an infinitive cannot be taken for a noun, which would show the plural, and hardly after "la"; the
    other pronouns must stand behind a word that governs the infinitive.
    """
    lower = words.lower
    if lower[at] not in _PRONOUNS:
        return False
    verb = at + 1
    while verb < len(words) and lower[verb] in word_list("before_bare_infinitive"):
        verb += 1
    if verb == len(words) or words.is_capital(verb):
        return False
    if words.shapes[verb].infinitive:
        return True
    if not may_be_infinitive(lower[verb], plural=lower[at] == "les"):
        return False
    before = at - 1
    while before > 0 and lower[before] in word_list("before_bare_infinitive"):
        before -= 1
    governed = before >= 0 and lower[before] in word_list("claim_before_object_pronouns")
    return governed or lower[at] in {"les", "la"}


@lru_cache(maxsize=4096)
def may_be_infinitive(word: str, *, plural: bool = False) -> bool:
    """Say whether a lower-case word has the form of an infinitive and not that of a noun in the singular.

    Args:
        word: The word.
        plural: A noun in its place would stand in the plural, so that it cannot be taken for one.

    >>> [may_be_infinitive(word) for word in ("relire", "publier", "papier", "associer", "hiver")]
    [True, True, False, True, False]
    """
    forms = table("claim_infinitive_forms")
    if plural:
        return any(word.endswith(end) for end in forms if end[0] != "=")
    if f"={word}" in forms:
        return False
    ending = max((end for end in forms if word.endswith(end)), key=len, default="")
    return forms.get(ending) == "verb"
