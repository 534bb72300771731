"""Where the name of an organisation begins and ends in a chapeau, a question or a credit.

Doubt gives nothing: a town, a person or half a name is worse than no name.
"""

from __future__ import annotations

import re

from pipeline.lexicons import table, words
from pipeline.segment.known import is_place, known_organisations
from pipeline.segment.labels import fold
from pipeline.segment.names import has_first_name
from pipeline.segment.passages import Passage, Phrase, longest_entry, word_class
from pipeline.segment.phrase_names import is_phrase, phrase_end

_ENDS = frozenset(',.;:!?…)"\n|–—-/')
_MOST = 10
# "Saint-Éloi", "Montclair-sur-Vègre": towns are told by their form too.
_TOWN = re.compile(r"(?:Sainte?-\w.*|.+-(?:sur|sous|lès|lez|en)-.+)")


def organisation_at(
    passage: Passage, at: int, *, place: bool = False, sure: bool = False
) -> Phrase | None:
    """Return the organisation that is named at token `at`, a determiner and a common noun aside.

    Args:
        passage: The passage.
        at: The first token after the word that announces it ("chez", "de", "dirige").
        place: Whether the link may as well lead to a place ("à X"): then only known names pass.
        sure: Whether it leads to nothing else ("chez X"): then a name like a person's passes too.
    """
    tokens = passage.tokens
    i = at
    while passage.at(i).low in word_class("determiner") and not _opens_name(passage, i):
        i += 1
    if passage.at(i).text == '"':
        return _quoted(passage, i)
    if length := longest_entry("organisation_generics", passage, i):
        noun = passage.text[tokens[i].start : tokens[i + length - 1].end].lower()
        if table("organisation_generics")[noun] == "keep":
            return _kept(passage, i, i + length)
        if tokens[i].is_plain:
            loose = passage.at(at).low in word_class("introducing")
            return _after_generic(passage, i + length, loose=loose)
    found = _name(passage, i, sure=sure)
    if found is not None and place and fold(found.text) not in known_organisations():
        return None
    return found


def _opens_name(passage: Passage, i: int) -> bool:
    """A capital article that belongs to a name: "La Gouttière", "L'Oréal", "chez Le griot bavard"."""
    inside = i > 0 and not passage.opens_sentence(i)
    return passage.at(i).is_capital and (passage.at(i + 1).is_capital or inside)


def _quoted(passage: Passage, i: int) -> Phrase | None:
    for j in range(i + 2, min(i + 8, len(passage.tokens))):
        if passage.tokens[j].text == '"':
            found = passage.phrase(i + 1, j)
            return found if passage.at(i + 1).is_capital and acceptable(found.text) else None
    return None


def _after_generic(passage: Passage, j: int, *, loose: bool) -> Phrase | None:
    """The name after "l'agence", "le cabinet bruxellois", "son agence,"."""
    first = j
    barred = word_class("determiner") - {"l'", "la", "le"}
    for j in range(first, min(first + 7, len(passage.tokens))):
        token = passage.tokens[j]
        if token.text == '"':
            return _quoted(passage, j)
        if token.is_capital:
            towns = j > first and passage.at(j - 1).low in word_class("place link")
            return None if towns else _name(passage, j, announced=True)
        if token.text in ",(:":
            found = _name(passage, j + 1) if loose else None
            return found if found and passage.at(found.last).text in ",.)\n" else None
        if not token.is_plain or token.low in words("function_ends") or token.low in barred:
            return None
    return None


def _kept(passage: Passage, first: int, j: int) -> Phrase | None:
    """The name that a common noun belongs to: "musée de la Dentelle", "université Rennes 2"."""
    for k in range(j, min(j + 6, len(passage.tokens))):
        token = passage.tokens[k]
        if token.is_capital:
            return passage.phrase(first, _name_end(passage, k))
        ends = words("function_ends") - word_class("street")
        if not token.is_plain or token.low in ends or token.low in {"à", "en"}:
            break
    return _name(passage, first) if passage.tokens[first].is_capital else None


def _name(
    passage: Passage, i: int, *, sure: bool = False, announced: bool = False
) -> Phrase | None:
    if not passage.at(i).is_capital:
        return None
    found = passage.phrase(i, _name_end(passage, i, announced=announced))
    named = acceptable(found.text) or (sure and " " in found.text)
    named = named or (is_phrase(passage, i, found.last) and not has_first_name(found.text))
    whole = named and not _is_town(passage, found) and not _is_half(passage, found)
    return found if whole else None


def _is_half(passage: Passage, found: Phrase) -> bool:
    """One word before "à" and an unknown name: "Fil" of "Fil à Plomb", or a firm in a small town?"""
    after = passage.at(found.last + 1)
    leads = passage.at(found.last).low == "à" and after.is_capital
    return leads and " " not in found.text and not is_place(after.text)


def _is_town(passage: Passage, found: Phrase) -> bool:
    """A single word that the text treats as a place: "à X", "X (Vosges)", "X, 18 000 habitants"."""
    if " " in found.text or fold(found.text) in known_organisations():
        return False
    if _TOWN.fullmatch(found.text):
        return True
    following = passage.tokens[found.last : found.last + 5]
    if any(t.low in word_class("inhabitants") for t in following):
        return True
    return any(f" à {found.text}{mark}" in passage.whole for mark in " .,;:)?")


def _name_end(passage: Passage, i: int, *, announced: bool = False) -> int:
    """Return the token after the last of the name that begins at `i`."""
    j = i + 1
    while passage.at(j - 1).low in word_class("article") and passage.at(j).is_capital:
        j += 1
    institution = passage.at(j - 1).low in words("organisation_heads")
    while j < min(i + _MOST, len(passage.tokens)):
        token = passage.tokens[j]
        if token.is_capital or (token.text.isdigit() and len(token.text) <= 3):
            j += 1
        elif token.text == "&" and passage.at(j + 1).is_word:
            j += 2
        elif tail := _tail(passage, j, institution=institution) or phrase_end(
            passage, i, j, announced=announced
        ):
            j = tail
        else:
            break
    return min(j, len(passage.tokens))


def _tail(passage: Passage, j: int, *, institution: bool) -> int:
    """Return the token after what carries a name on at `j`, else 0."""
    token = passage.at(j)
    if token.low in word_class("name link"):
        k = j + 1
        while k < j + 3 and passage.at(k).is_plain and passage.at(k).low in word_class("article"):
            k += 1
        after = passage.at(k)
        if after.is_capital and token.low not in {"et", "pour", "en", "aux"}:
            return k + 1
        if after.is_capital and token.low == "en" and not is_place(after.text):
            return k + 1
        if after.is_capital and token.low == "et":
            return 0 if has_first_name(after.text) else k + 1
        return _complement(passage, j) if institution else 0
    if not token.is_plain:
        return 0
    if length := longest_entry("organisation_tails", passage, j, 2):
        return j + length
    return _complement(passage, j) if institution else 0


def _complement(passage: Passage, j: int) -> int:
    """Lower-case words that belong to an institution's name: "des transports du" before "Hainaut"."""
    k = j
    while k < min(j + 7, len(passage.tokens)):
        token = passage.tokens[k]
        if token.is_capital:
            return k
        out = token.low in words("function_ends") or token.low in {"à", "en", "au"}
        if not token.is_plain or out:
            break
        k += 1
    adjective = passage.at(k).text in _ENDS and k <= j + 2
    begins = passage.at(j).low in word_class("of") or adjective
    ends = passage.at(k - 1).low not in word_class("name link") | word_class("determiner")
    return k if k > j and begins and ends else 0


def acceptable(name: str) -> bool:
    """Return whether the words can be an organisation's name: no place, no person, no common word."""
    parts = name.split()
    if len(name) < 2 or is_place(name):
        return False
    if fold(name) in known_organisations():
        return True
    opens = parts[0].lower()
    common = opens in words("function_words") and opens not in word_class("article")
    if common and not (parts[0].isupper() and len(parts[0]) > 1):
        return False
    if len(parts) == 1:
        lists = ("function_words", "months", "functions", "function_domains", "organisation_heads")
        return not has_first_name(name) and not any(name.lower() in words(c) for c in lists)
    named = words("organisation_tails") | words("organisation_heads") | words("function_domains")
    person = has_first_name(name) and len(parts) <= 3 and "&" not in parts and "et" not in parts
    return not person or parts[-1].lower() in named
