"""What a replacement looks like in its place: elision, contraction of prepositions, capitals."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.claims.words import Words
from pipeline.lexicons import table

_VOWELS = frozenset("aeiouyàâäéèêëîïôöùûœæ")


@dataclass(frozen=True, slots=True)
class Change:
    """Characters ``[start, end)`` of a turn and what a statement has instead."""

    start: int
    end: int
    replacement: str


def fitted(words: Words, first: int, last: int, replacement: str) -> Change | None:
    """Return the change of words ``[first, last]`` into `replacement`, with the word before it as French wants it.

    "qu'" before a consonant becomes "que", "de le" becomes "du"; None before an "h", which may be mute or not.
    """
    start, end = words.starts[first], words.ends[last]
    if words.is_capital(first):
        replacement = replacement[0].upper() + replacement[1:]
    if first == 0:
        return Change(start, end, replacement)
    before = words.lower[first - 1]
    at = words.starts[first - 1]
    printed = words.text[at : words.ends[first - 1]]
    full, contracted = table("statement_elisions"), table("statement_contractions")
    article, _, rest = replacement.partition(" ")
    if before in full:
        if replacement[0].lower() == "h":
            return None
        if before == "s'" or replacement[0].lower() not in _VOWELS:
            return Change(at, end, f"{_like(printed, full[before])} {replacement}")
        return Change(start, end, replacement)
    if f"{before} {article}" in contracted and rest:
        return Change(at, end, f"{_like(printed, contracted[f'{before} {article}'])} {rest}")
    if before in full.values() and before != "si" and replacement[0].lower() in _VOWELS | {"h"}:
        if replacement[0].lower() == "h":
            return None
        return Change(at, end, f"{printed[:-1]}'{replacement}")
    return Change(start, end, replacement)


def elided(word: str) -> bool:
    """Say whether "je" loses its vowel before a word; an "h" is left as it is."""
    return word[0].lower() in _VOWELS - {"y"}


def in_sentence(words: Words, first: int, last: int, text: str, *, name: bool) -> str:
    """Return the words of a phrase as they stand inside a sentence, lines joined.

    Args:
        words: The turn of the phrase.
        first: Its first word.
        last: Its last word.
        text: The turn as it is printed.
        name: Whether the first word is a name, which keeps its capital.
    """
    found = " ".join(text[words.starts[first] : words.ends[last]].split())
    opens = first == 0 or words.lower[first - 1] in '.!?…:"–—'
    return found if name or not opens else found[0].lower() + found[1:]


def definite(article: str, rest: str) -> str | None:
    """Return a noun with the definite article of an indefinite one; None before an "h".

    >>> definite("une", "affiche verte"), definite("un", "clip")
    ("l'affiche verte", 'le clip')
    """
    if rest[0].lower() == "h":
        return None
    if rest[0].lower() in _VOWELS:
        return f"l'{rest}"
    return f"{'la' if article == 'une' else 'le'} {rest}"


def _like(printed: str, form: str) -> str:
    return form[0].upper() + form[1:] if printed[0].isupper() else form
