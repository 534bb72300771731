"""Where the name of an organisation begins and ends in a chapeau, a question or a credit.

Doubt gives nothing: a town, a person or half a name is worse than no name.
"""

from __future__ import annotations

from functools import cache

from pipeline.lexicons import table, words
from pipeline.segment.labels import fold
from pipeline.segment.names import has_first_name
from pipeline.segment.passages import Passage, Phrase, longest_entry

_DETERMINERS = frozenset("le la l' les un une son sa notre mon ma leur votre ton ta cette ce cet".split())
_NAMES_NOW = frozenset("un une son sa mon ma notre leur votre ton ta".split())  # "son agence, La Gouttière"
_OF = frozenset("de d' du des".split())
_LINKS = frozenset("de d' du des la le les l' of the et & pour en aux".split())
_PLACE_LINKS = frozenset("de d' du des à au aux en la le les l'".split())
_ENDS = frozenset(',.;:!?…)"\n|–—-/')
_MOST = 10


def organisation_at(passage: Passage, at: int, *, place: bool = False) -> Phrase | None:
    """Return the organisation that is named at token `at`, a determiner and a common noun aside.

    Args:
        passage: The passage.
        at: The first token after the word that announces it ("chez", "de", "dirige").
        place: Whether the link may as well lead to a place ("à X"): then only known names pass.
    """
    tokens = passage.tokens
    i = at
    while passage.at(i).low in _DETERMINERS and not _opens_name(passage, i):
        i += 1
    if passage.at(i).text == '"':
        return _quoted(passage, i)
    length = longest_entry("organisation_generics", passage, i)
    if length:
        use = table("organisation_generics")[passage.text[tokens[i].start : tokens[i + length - 1].end].lower()]
        if use == "keep":
            return _kept(passage, i, i + length)
        if tokens[i].is_plain:
            return _after_generic(passage, i + length, loose=passage.at(at).low in _NAMES_NOW)
    found = _name(passage, i)
    if found is not None and place and fold(found.text) not in _known():
        return None
    return found


def _opens_name(passage: Passage, i: int) -> bool:
    """A capital article that belongs to a name: "La Gouttière", "L'Oréal"."""
    return passage.at(i).is_capital and passage.at(i + 1).is_capital


def _quoted(passage: Passage, i: int) -> Phrase | None:
    for j in range(i + 2, min(i + 8, len(passage.tokens))):
        if passage.tokens[j].text == '"':
            found = passage.phrase(i + 1, j)
            return found if passage.at(i + 1).is_capital and _acceptable(found.text) else None
    return None


def _after_generic(passage: Passage, j: int, *, loose: bool) -> Phrase | None:
    """The name after "l'agence", "le cabinet bruxellois", "son agence,"."""
    first = j
    ends = words("function_ends")
    while j < min(first + 7, len(passage.tokens)):
        token = passage.tokens[j]
        if token.text == '"':
            return _quoted(passage, j)
        if token.is_capital:
            towns = j > first and passage.at(j - 1).low in _PLACE_LINKS
            return None if towns else _name(passage, j)
        if token.text in ",(:":
            found = _name(passage, j + 1) if loose else None
            return found if found and passage.at(found.last).text in ",.)\n" else None
        if not token.is_plain or token.low in ends or token.low in _DETERMINERS - {"l'", "la", "le"}:
            return None
        j += 1
    return None


def _kept(passage: Passage, first: int, j: int) -> Phrase | None:
    """The name that a common noun belongs to: "musée de la Dentelle", "université Rennes 2"."""
    ends = words("function_ends")
    for k in range(j, min(j + 6, len(passage.tokens))):
        token = passage.tokens[k]
        if token.is_capital:
            last = _name_end(passage, k)
            return passage.phrase(first, last)
        if not token.is_plain or token.low in ends or (token.low in _PLACE_LINKS and token.low in {"à", "en"}):
            break
    if passage.tokens[first].is_capital:
        return _name(passage, first)
    return None


def _name(passage: Passage, i: int) -> Phrase | None:
    if not passage.at(i).is_capital:
        return None
    found = passage.phrase(i, _name_end(passage, i))
    return found if _acceptable(found.text) else None


def _name_end(passage: Passage, i: int) -> int:
    """Return the token after the last of the name that begins at `i`."""
    j = i + 1
    if passage.at(i).text.endswith("'"):
        j += 1
    institution = passage.at(i).low in words("organisation_heads")
    while j < min(i + _MOST, len(passage.tokens)):
        token = passage.tokens[j]
        spaced = token.start - passage.tokens[j - 1].end
        if token.is_capital and not (token.low in words("function_ends") and spaced > 1):
            j += 1
        elif token.text.isdigit() and len(token.text) <= 3:
            j += 1
        elif token.text == "&" and passage.at(j + 1).is_word:
            j += 2
        elif tail := _tail(passage, j, institution):
            j = tail
        else:
            tail = _recurring(passage, i, j)
            if not tail:
                break
            j = tail
    return j


def _tail(passage: Passage, j: int, institution: bool) -> int:
    """Return the token after what carries a name on at `j`, else 0."""
    if passage.at(j).low in _LINKS:
        k = j + 1
        while passage.at(k).low in _DETERMINERS and k < j + 2 and not passage.at(k).is_capital:
            k += 1
        after = passage.at(k)
        joins = passage.at(j).low in {"et", "pour", "en", "aux"}
        if after.is_capital and not joins:
            return k + 1
        if joins and after.is_capital and passage.at(j).low == "et":
            return 0 if has_first_name(after.text) else k + 1
        if institution:
            return _complement(passage, j)
        return 0
    if passage.at(j).is_plain:
        if length := longest_entry("organisation_tails", passage, j, 2):
            return j + length
        if institution:
            return _complement(passage, j)
    return 0


def _complement(passage: Passage, j: int) -> int:
    """Lower-case words that belong to an institution's name: "des transports du" before "Hainaut"."""
    ends = words("function_ends")
    k = j
    while k < min(j + 7, len(passage.tokens)):
        token = passage.tokens[k]
        if token.is_capital:
            return k
        if not token.is_plain or token.low in ends or token.low in {"à", "en", "au"}:
            break
        k += 1
    of_kind = passage.at(j).low in _OF or passage.at(k).text in _ENDS
    return k if k > j and of_kind and passage.at(k - 1).low not in _LINKS | _DETERMINERS else 0


def _recurring(passage: Passage, i: int, j: int) -> int:
    """Return how far a lower-case continuation goes that stands again in the text, else 0.

    "Fil à Plomb" and "Tisane électrique" are told from "Vélanor à Rouen" by their recurring.
    """
    if not passage.at(j).is_plain or not passage.whole:
        return 0
    base = passage.phrase(i, j).text
    for k in (j + 2, j + 1, j + 3):
        if k > len(passage.tokens) or not passage.at(k - 1).is_word or passage.at(k - 1).low in _LINKS:
            continue
        longer = passage.phrase(i, k)
        whole = passage.whole.count(longer.text)
        grown = passage.tokens[k - 1].is_capital or k == j + 1
        plain = any(t.low in words("function_ends") for t in passage.tokens[j:k])
        if grown and not plain and whole >= 2 and whole * 2 >= passage.whole.count(base):
            return k
    return 0


@cache
def _known() -> frozenset[str]:
    lists = ("known_companies", "known_institutions", "known_media", "known_platforms")
    return frozenset(fold(name) for entry in lists for name in words(entry))


@cache
def _places() -> frozenset[str]:
    return frozenset(fold(name) for name in words("known_places"))


def is_place(name: str) -> bool:
    """Return whether `name` is a known town, region or country and no known organisation."""
    return fold(name) in _places() and fold(name) not in _known()


def _acceptable(name: str) -> bool:
    parts = name.split()
    if len(name) < 2 or is_place(name):
        return False
    if fold(name) in _known():
        return True
    if len(parts) == 1:
        return not (
            name.lower() in words("function_words")
            or name.lower() in words("months")
            or name.lower() in words("functions")
            or name.lower() in words("function_domains")
            or has_first_name(name)
        )
    named = words("organisation_tails") | words("organisation_heads") | words("function_domains")
    person = has_first_name(name) and len(parts) <= 3 and "&" not in parts and "et" not in parts
    return not person or parts[-1].lower() in named
