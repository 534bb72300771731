"""Text -> the organisations and other names of several words that are replaced as one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from pipeline.pseudonyms.context import Context
from pipeline.pseudonyms.key import Key, Row
from pipeline.pseudonyms.survey import Survey
from pipeline.pseudonyms.words import (
    Word,
    is_capitalised,
    is_in_address,
    is_name_like,
    one_phrase,
    shaped_phrase,
    words_in,
)
from pipeline.text import fold


@dataclass(frozen=True)
class Phrases:
    """Finds organisations, if they are to be replaced, and what the key table lists by hand.

    A row that a researcher added (OTHER) is her word: it holds for places and French words too,
    and a row in small letters for every spelling.
    """

    key: Key
    survey: Survey
    organisations: bool = False

    @cached_property
    def rows(self) -> dict[str, Row]:
        """Return the rows of the key table that are meant, by their folded form."""
        return self.key.phrases(organisations=self.organisations)

    @cached_property
    def forms(self) -> dict[str, list[tuple[tuple[str, ...], Row]]]:
        """Return folded words with their rows, by the first of them, longest first."""
        found: dict[str, list[tuple[tuple[str, ...], Row]]] = {}
        for row in self.rows.values():
            folded = tuple(word.folded for word in words_in(row.original))
            if folded:
                found.setdefault(folded[0], []).append((folded, row))
        for forms in found.values():
            forms.sort(key=lambda each: -len(each[0]))
        return found

    def found(
        self, text: str, words: list[Word], context: Context
    ) -> Iterator[tuple[int, int, str]]:
        """Yield the numbers of the first and last word of each phrase, and what replaces it."""
        number = 0
        while number < len(words):
            match = self._at(number, text, words, context)
            if match is None:
                number += 1
                continue
            last, new = match
            like = text[words[number].start : words[last].end]
            if like.islower() and is_in_address(text, words[number]):
                new = new.lower()
            yield number, last, shaped_phrase(new, like)
            number = last + 1

    def _at(
        self, number: int, text: str, words: list[Word], context: Context
    ) -> tuple[int, str] | None:
        for form, row in self.forms.get(words[number].folded, ()):
            last = number + len(form) - 1
            found = words[number : last + 1]
            if tuple(word.folded for word in found) != form or not is_whole(row, text, found):
                continue
            if any(found[0].start < a < found[-1].end for turn in context.spoken for a in turn):
                continue  # across two turns
            if self._is_meant(row, text, found, context):
                return last, row.pseudonym
        return None

    def _is_meant(self, row: Row, text: str, found: list[Word], context: Context) -> bool:
        if row.label == "OTHER":
            return is_as_listed(row, text, found)
        if any(context.label(word) == "ORG" for word in found):
            return True
        if not is_name_like(found):
            return False
        if len(found) > 1 or found[0].folded in context.firms:
            return True
        return not (self.survey.is_common(found[0].folded) or self.survey.is_place(found[0].folded))


def is_whole(row: Row, text: str, found: list[Word]) -> bool:
    """Return whether words stand together as one phrase, or with the row's own stops: "Dr. Roc"."""
    return one_phrase(text, found) or (
        fold(text[found[0].start : found[-1].end]) in fold(row.original)
    )


def is_as_listed(row: Row, text: str, found: list[Word]) -> bool:
    """Return whether words are what a row added by hand means, as far as capitals tell.

    A row with a capital ("Orange", "La Poste") leaves the words in small letters alone, except in
    addresses and hashtags; one without ("la radio locale") means them however they are written.
    """
    if not any(is_capitalised(word.text) for word in words_in(row.original)):
        return True
    return any(is_capitalised(word.text) or is_in_address(text, word) for word in found)
