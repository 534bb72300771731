"""Names that go on in lower case: "Fil à Plomb", "Tisane électrique", "Vent de travers".

French gives the first word alone a capital, so that only the surroundings tell where such a name ends:
it stands again in the text, or a mark and what describes a firm follow.
"""

from __future__ import annotations

from pipeline.lexicons import words
from pipeline.segment.known import is_place
from pipeline.segment.passages import Passage, longest_entry, word_class

_MARKS = frozenset(",.:;)?!")
_MOST = 5  # words in lower case
_JOINING = frozenset({"et", "ou", "&", "puis"})


def phrase_end(passage: Passage, first: int, j: int, *, announced: bool = False) -> int:
    """Return the token after a name that begins at `first` and goes on in lower case at `j`, else 0.

    Args:
        passage: The passage.
        first: The name's first token.
        j: The token after those that belong to the name in any case.
        announced: Whether the noun of a firm stands before it ("le bureau Générique de fin").
    """
    return (
        _common_word(passage, first, j)
        or _recurring(passage, first, j)
        or _set_off(passage, first, j, announced=announced)
    )


def is_phrase(passage: Passage, first: int, last: int) -> bool:
    """Return whether several words that begin with a capital inside a sentence are a name: "Sans Objet"."""
    return last > first + 1 and not passage.opens_sentence(first)


def _common_word(passage: Passage, i: int, j: int) -> int:
    """``Fil à Plomb``: a common noun is no firm in a town, so that "à" belongs to the name."""
    joins = passage.at(j).low == "à" and passage.at(j + 1).is_capital and j == i + 1
    common = passage.at(i).low in words("entity_common_words")
    return j + 2 if joins and common and not is_place(passage.at(j + 1).text) else 0


def _recurring(passage: Passage, i: int, j: int) -> int:
    """Return how far a lower-case continuation goes that stands again in the text, else 0.

    "Fil à Plomb" and "Tisane électrique" are told from "Vélanor à Rouen" by their recurring.
    """
    leads_out = passage.at(j).low in words("function_ends") and not _is_common(passage, j - 1)
    if not passage.at(j).is_plain or leads_out:
        return 0
    base = passage.whole.count(passage.phrase(i, j).text)
    for k in (j + 2, j + 1, j + 3):
        last = passage.at(k - 1)
        if not last.is_word or last.low in word_class("name link") | words("function_ends"):
            continue
        if last.is_capital or k == j + 1 or leads_out:
            longer = passage.whole.count(passage.phrase(i, k).text)
            if longer >= 2 and longer * 2 >= base:
                return k
    return 0


def _set_off(passage: Passage, first: int, j: int, *, announced: bool) -> int:
    """``Vent de travers, un studio``: the name goes on up to a mark.

    What begins with a coined word ("Cabestan") goes on only where the words after the mark describe a firm.
    """
    if passage.opens_sentence(first):
        return 0
    barred = words("function_ends") | word_class("finite") | words("entity_speech_verbs") | _JOINING
    if j == first + 1 and passage.at(first).low in word_class("article"):
        barred = frozenset()  # "l'agence Le griot a une facture": "griot" is no name without it
    k = j
    while k < j + _MOST and passage.at(k).is_plain and passage.at(k).low not in barred:
        k += 1
    if k == j:
        return 0
    k = _without_place(passage, k)
    last = passage.at(k - 1)
    ends = passage.at(k).text in _MARKS or passage.at(k).low in {"en", "à"}
    if k == j or not ends or last.low in word_class("name link") | word_class("determiner"):
        return 0
    opens = j == first + 1 or passage.at(j - 2).low in word_class("article")
    whole = announced or (opens and _is_common(passage, j - 1)) or _describes(passage, k)
    return k if whole and last.low not in word_class("adverb") else 0


def _without_place(passage: Passage, k: int) -> int:
    """Return the end without "en" of a year and "à" of a town; with the name that "à" leads to."""
    after, link = passage.at(k), passage.at(k - 1).low
    if after.is_capital and link in word_class("name link") - {"en", "au", "aux"}:
        return k + 1  # "Forces motrices du Haut-Lac"
    if link == "en" and after.text.isdigit():
        return k - 1
    if link == "à" and after.is_capital:
        return k - 1 if is_place(after.text) or "-" in after.text else k + 1
    return k


def _is_common(passage: Passage, at: int) -> bool:
    """Return whether a token is an everyday word, so that its capital is a name's."""
    low = passage.at(at).low
    common = words("entity_common_words")
    return low in common or low.removesuffix("s") in common or low in words("function_words")


def _describes(passage: Passage, k: int) -> bool:
    """``, un studio``, ``, six salariés``, ``, à Angoulême``: what follows a mark tells of a firm."""
    if passage.at(k).text != ",":
        return False
    following = passage.at(k + 1).low
    noun = k + 1 + (following in word_class("determiner"))
    counted = following in words("numerals") or following.isdigit()
    seated = following == "à" and passage.at(k + 2).is_capital
    return counted or seated or longest_entry("organisation_generics", passage, noun) > 0
