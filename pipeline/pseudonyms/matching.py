"""Text -> the edits that put pseudonyms in the place of names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from pipeline.pseudonyms.addresses import SHORTEST_PART, glued_names, handles_of, named_part
from pipeline.pseudonyms.context import Context, is_inside
from pipeline.pseudonyms.edits import Edit
from pipeline.pseudonyms.key import Key
from pipeline.pseudonyms.phrases import Phrases
from pipeline.pseudonyms.survey import Survey
from pipeline.pseudonyms.words import (
    APOSTROPHES,
    HYPHENS,
    SAINTS,
    Word,
    begins_with_vowel,
    is_capitalised,
    is_first_name,
    is_in_address,
    joined,
    name_words,
    paired,
    pairs,
    shaped,
    words_in,
)
from pipeline.text import fold

_ELIDED = frozenset({"d", "l", "qu", "j", "n", "s", "m", "t", "c", "jusqu", "lorsqu", "puisqu"})
_FULL = frozenset({"de", "que", "jusque"})
# After these a capital says nothing: a sentence or a line begins.
_OPENERS = frozenset('.!?…:;«»"“”\n\r•–—*#|>')


@dataclass(frozen=True)
class Matcher:
    """Finds what the key names.

    A word of a name is replaced in persons' mentions, beside another word of the same name, and
    wherever it stands as a name by itself. It stays inside names of places ("rue Pierre-Curie"),
    after "Saint", and where it is a French word.
    """

    key: Key
    survey: Survey
    organisations: bool = False

    @cached_property
    def neighbours(self) -> frozenset[tuple[str, ...]]:
        """Return the pairs of words that make a name wherever they stand together."""
        return frozenset(pair for row in self.key.names for pair in pairs(row.original))

    @cached_property
    def glued(self) -> dict[str, str]:
        """Return names written as one word, as in addresses and hashtags."""
        return glued_names(self.key)

    @cached_property
    def handles(self) -> dict[str, str]:
        """Return names with one initial as they stand in addresses: "cginisty", "ginistyc"."""
        return handles_of(self.key)

    @cached_property
    def telling(self) -> dict[str, str]:
        """Return the words of names that are names also as a part of an address."""
        return {
            folded: new
            for folded, new in self.key.words.items()
            if len(folded) >= SHORTEST_PART
            and not self.survey.is_common(folded)
            and not self.survey.is_place(folded)
        }

    @cached_property
    def phrases(self) -> Phrases:
        """Return what is replaced as one."""
        return Phrases(self.key, self.survey, organisations=self.organisations)

    def edits(self, text: str, context: Context) -> list[Edit]:
        """Return the edits of a text, in order and apart from one another."""
        words = words_in(text)
        found = _Found(self, text, words, context)
        return sorted(found.edits())


class _Found:
    """The search through one text."""

    def __init__(self, matcher: Matcher, text: str, words: list[Word], context: Context) -> None:
        self.matcher, self.text, self.words, self.context = matcher, text, words, context
        self.new: dict[int, str] = {}  # number of a word -> what replaces it

    def edits(self) -> Iterator[Edit]:
        phrases = list(self.matcher.phrases.found(self.text, self.words, self.context))
        taken = {number for first, last, _ in phrases for number in range(first, last + 1)}
        beside = self._paired()
        for number, word in enumerate(self.words):
            if number not in taken and (new := self._replacement(number, word, beside)):
                self.new[number] = new
        self._initials(taken)
        spans = []
        for first, last, new in phrases:
            edit = Edit(self.words[first].start, self.words[last].end, new)
            spans.append((edit.start, edit.end))
            yield edit
            yield from self._elision(first, new, taken)
        labels = [each for each in self._labels() if not is_inside(spans, each.start, each.end)]
        spans = [(label.start, label.end) for label in labels]
        for number, new in self.new.items():
            word = self.words[number]
            if not is_inside(spans, word.start, word.end):
                yield Edit(word.start, word.end, new)
                yield from self._elision(number, new, taken)
        yield from labels

    # --- words of names ---

    def _paired(self) -> set[int]:
        """Return the words that stand beside another word of the same name."""
        found: set[int] = set()
        neighbours = self.matcher.neighbours
        for number, word in enumerate(self.words):
            if word.folded not in self.matcher.key.words:
                continue
            other = paired(self.text, self.words, number, neighbours)
            if other != number:
                found |= {number, other}
        return found

    def _replacement(self, number: int, word: Word, beside: set[int]) -> str | None:
        new = self.matcher.key.words.get(word.folded)
        if new is not None:
            wanted = number in beside or self.context.names_person(word)
            return shaped(new, word.text) if wanted or self._stands_alone(number, word) else None
        if word.folded in self.matcher.handles and is_in_address(self.text, word):
            return shaped(self.matcher.handles[word.folded].title(), word.text)
        new = self.matcher.glued.get(word.folded)
        if new is None:
            return self._within(word)
        inner = any(char.isupper() for char in word.text[1:])
        return new if inner and not word.text.isupper() else shaped(new.title(), word.text)

    def _within(self, word: Word) -> str | None:
        """Return an address or a hashtag that a name is a part of: "#MerciKermadec"."""
        part = named_part(self.text, word, self.matcher.telling)
        if part is None:
            return None
        start, end = part
        old = word.text[start:end]
        return word.text[:start] + shaped(self.matcher.telling[fold(old)], old) + word.text[end:]

    def _stands_alone(self, number: int, word: Word) -> bool:
        """Return whether a word is a name although nothing around it says so."""
        survey, folded = self.matcher.survey, word.folded
        label = self.context.label(word)
        if label == "ORG" and self._is_partner(number):
            return True
        if self._after_saint(number):
            return False
        first, common = survey.is_first_name(folded), survey.is_common(folded)
        if folded in self.matcher.key.by_hand and label != "LOC" and is_capitalised(word.text):
            return not common or self._capital_inside_a_sentence(word)
        if len(folded) < 3 or survey.is_place(folded):
            return False
        if first and self._in_compound(number):
            return False
        if label == "LOC":
            return False
        # What a text has as the name of a firm keeps its first name ("Fondation Marie Curie"); a medium
        # or an employer that no text names so loses it, or the leak check would take it for a leak.
        if label is not None and folded in survey.kept:
            return not first and not common
        if common:
            return folded in self.context.own and self._capital_inside_a_sentence(word)
        return True

    def _after_saint(self, number: int) -> bool:
        before = self.words[number - 1] if number else None
        word = self.words[number]
        return bool(before and before.folded in SAINTS and joined(self.text, before, word))

    def _is_partner(self, number: int) -> bool:
        """Return whether a firm is named after two people of the interview: "Roc & Morvan"."""
        for other in (number - 2, number - 1, number + 1, number + 2):
            if not 0 <= other < len(self.words):
                continue
            first, last = sorted((self.words[number], self.words[other]), key=lambda w: w.start)
            if self.text[first.end : last.start].strip() not in ("&", "et"):
                continue
            if {first.folded, last.folded} <= self.context.own:
                return is_capitalised(first.text) and is_capitalised(last.text)
        return False

    def _in_compound(self, number: int) -> bool:
        """Return whether a word is hyphened to one that is no name: "Pierre-Curie"."""
        for other in (number - 1, number + 1):
            if 0 <= other < len(self.words):
                left, right = sorted((self.words[number], self.words[other]), key=lambda w: w.start)
                between = self.text[left.end : right.start]
                if between in HYPHENS and between:
                    return self.words[other].folded not in self.matcher.key.words
        return False

    def _capital_inside_a_sentence(self, word: Word) -> bool:
        before = self.text[: word.start].rstrip(" \u00a0\u202f\t'’(")[-1:]
        return is_capitalised(word.text) and bool(before) and before not in _OPENERS

    # --- initials and labels ---

    def _initials(self, taken: set[int]) -> None:
        """Replace initials beside replaced words: "A. Kermadec", "Anne K.", "J.-P. Coudray"."""
        for step in (1, -1):
            numbers = range(len(self.words))
            for number in numbers if step < 0 else reversed(numbers):
                other = number + step
                if number in self.new or number in taken or other not in self.new:
                    continue
                word = self.words[number]
                dotted = self.text[word.end : word.end + 1] == "."
                # "M. Kermadec" is a gentleman, whatever his first name is.
                if len(word.folded) != 1 or word.folded == "m" or not word.text.isupper():
                    continue
                if not dotted:
                    continue
                left, right = sorted((word, self.words[other]), key=lambda each: each.start)
                if joined(self.text, left, right):
                    self.new[number] = self._initial(word.folded, self.words[other].folded)

    def _initial(self, letter: str, beside: str) -> str:
        """Return the first letter of the pseudonym that the initial most likely stands for."""
        words = self.matcher.key.words
        for row in self.matcher.key.names:
            parts = [word.folded for word in name_words(row.original)]
            if beside in parts:
                for part in parts:
                    if part != beside and part.startswith(letter):
                        return words[part][0].upper()
        for part in sorted(self.context.own):
            if part.startswith(letter) and part in words:
                return words[part][0].upper()
        return "X"

    def _labels(self) -> Iterator[Edit]:
        for label, new in self.context.labels.items():
            at = self.text.find(label)
            while at >= 0:
                end = at + len(label)
                apart = not (self.text[at - 1 : at].isalnum() or self.text[end : end + 1].isalnum())
                spoken = any(a <= at and end <= b for a, b in self.context.spoken)
                if apart and ("." in label or not spoken):
                    yield Edit(at, end, new)
                at = self.text.find(label, end)

    # --- elision ---

    def _elision(self, number: int, new: str, taken: set[int]) -> Iterator[Edit]:
        """Mend "d'" before a consonant and "de" before a vowel, where a pseudonym needs it."""
        word = self.words[number]
        before = self.words[number - 1] if number else None
        if before is None or number - 1 in self.new or number - 1 in taken:
            return
        between = self.text[before.end : word.start]
        vowel = begins_with_vowel(new, first_name=is_first_name(word.folded))
        if between and between in APOSTROPHES and before.folded in _ELIDED and not vowel:
            yield Edit(before.end, word.start, "e ")
        was = begins_with_vowel(word.text, first_name=is_first_name(word.folded))
        if between == " " and before.folded in _FULL and vowel and not was:
            yield Edit(before.end - 1, word.start, "’")
