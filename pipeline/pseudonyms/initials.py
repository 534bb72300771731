"""Printed labels that are initials -> the initials of pseudonyms."""

from __future__ import annotations

from pipeline.pseudonyms.matching import Matcher
from pipeline.pseudonyms.words import words_in
from pipeline.text import fold


def labels_of(id: str, matcher: Matcher) -> dict[str, str]:
    """Return new initials for the printed labels of an interview that are initials."""
    found = {}
    for label, name in matcher.survey.labels.get(id, {}).items():
        letters = iter(_new_initials(label, name, matcher))
        found[label] = "".join(next(letters) if char.isalpha() else char for char in label)
    return found


def _new_initials(label: str, name: str | None, matcher: Matcher) -> str:
    old = [char for char in label if char.isalpha()]
    words = matcher.key.words
    pseudonyms = [
        (word.text[0], words.get(word.folded, word.text)[0]) for word in words_in(name or "")
    ]
    if [fold(first) for first, _ in pseudonyms] == [fold(char) for char in old]:
        return "".join(new.upper() for _, new in pseudonyms)
    # Nobody knows whose they are: letters that only the secret's owner can tell.
    digest = matcher.key.digest(label)
    return "".join("ABCDEFGHIJKLMNOPRSTUV"[byte % 21] for byte in digest[: len(old)])
