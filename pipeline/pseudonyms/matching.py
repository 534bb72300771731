"""Text -> the edits that put pseudonyms in the place of names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from pipeline.pseudonyms.edits import Edit
from pipeline.pseudonyms.key import Key
from pipeline.pseudonyms.survey import Survey
from pipeline.pseudonyms.words import (
    APOSTROPHES,
    HYPHENS,
    Word,
    begins_with_vowel,
    is_capitalised,
    is_first_name,
    is_in_address,
    is_name_like,
    is_particle,
    joined,
    name_words,
    one_phrase,
    paired,
    pairs,
    shaped,
    shaped_phrase,
    words_in,
)

_SAINTS = frozenset({"saint", "sainte", "saints", "saintes", "st", "ste"})
_ELIDED = frozenset({"d", "l", "qu", "j", "n", "s", "m", "t", "c", "jusqu", "lorsqu", "puisqu"})
_FULL = frozenset({"de", "que", "jusque"})
_SHORTEST_GLUED = 6
# After these a capital says nothing: a sentence or a line begins.
_OPENERS = frozenset('.!?…:;«»"“”\n\r•–—*#|>')


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of a stretch of text.

    Args:
        persons: Spans that name persons: every known word in them is replaced.
        others: Spans of other names with their labels.
        own: Folded words of the persons in the interview.
        firms: Folded forms of organisations that need no more proof: where no mention tells.
        labels: Printed labels, by what replaces them.
        spoken: Spans of turns; labels without full stops are replaced outside them only.
    """

    persons: Sequence[tuple[int, int]] = ()
    others: Sequence[tuple[int, int, str]] = ()
    own: frozenset[str] = frozenset()
    firms: frozenset[str] = frozenset()
    labels: Mapping[str, str] = field(default_factory=dict)
    spoken: Sequence[tuple[int, int]] = ()


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
        found: dict[str, str] = {}
        for row in self.key.names:
            old, new = words_in(row.original), words_in(row.pseudonym)
            if len(old) != len(new):
                continue
            both = list(zip(old, new, strict=True))
            core = [pair for pair in both if not is_particle(pair[0].folded)]
            runs = (
                [both, core, core[::-1], core[:-1]] if len(core) > 2 else [both, core, core[::-1]]
            )
            for run in runs:
                if len(run) > 1:
                    found["".join(a.folded for a, _ in run)] = "".join(b.text for _, b in run)
        # Shorter ones are anything: "dede".
        return {
            form: new
            for form, new in found.items()
            if len(form) >= _SHORTEST_GLUED and form not in self.key.words
        }

    @cached_property
    def handles(self) -> dict[str, str]:
        """Return names with one initial as they stand in addresses: "cginisty", "ginistyc"."""
        found: dict[str, str] = {}
        for row in self.key.names:
            core = name_words(row.original)
            first, last = core[0].folded, core[-1].folded
            new_first, new_last = self.key.words[first], self.key.words[last]
            if len(last) > 3:
                found[first[0] + last] = f"{new_first[0]}{new_last}".lower()
                found[last + first[0]] = f"{new_last}{new_first[0]}".lower()
        return {form: new for form, new in found.items() if form not in self.key.words}

    @cached_property
    def phrases(self) -> dict[str, list[tuple[tuple[str, ...], str]]]:
        """Return what is replaced as one, by its first word, longest first."""
        found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for form, pseudonym in self.key.phrases(organisations=self.organisations).items():
            folded = tuple(word.folded for word in words_in(form))
            if folded:
                found.setdefault(folded[0], []).append((folded, pseudonym))
        for forms in found.values():
            forms.sort(key=lambda each: -len(each[0]))
        return found

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
        phrases = list(self._phrases())
        taken = {number for first, last, _ in phrases for number in range(first, last + 1)}
        beside = self._paired()
        for number, word in enumerate(self.words):
            if number not in taken and (new := self._replacement(number, word, beside)):
                self.new[number] = new
        self._initials(taken)
        labels = list(self._labels())
        for first, last, new in phrases:
            yield Edit(self.words[first].start, self.words[last].end, new)
            yield from self._elision(first, new)
        for number, new in self.new.items():
            word = self.words[number]
            if not any(label.start < word.end and word.start < label.end for label in labels):
                yield Edit(word.start, word.end, new)
                yield from self._elision(number, new)
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
            wanted = number in beside or _inside(self.context.persons, word)
            return shaped(new, word.text) if wanted or self._stands_alone(number, word) else None
        if word.folded in self.matcher.handles and is_in_address(self.text, word):
            return shaped(self.matcher.handles[word.folded].title(), word.text)
        new = self.matcher.glued.get(word.folded)
        if new is None:
            return None
        inner = any(char.isupper() for char in word.text[1:])
        return new if inner and not word.text.isupper() else shaped(new.title(), word.text)

    def _stands_alone(self, number: int, word: Word) -> bool:
        """Return whether a word is a name although nothing around it says so."""
        survey, folded = self.matcher.survey, word.folded
        if len(folded) < 3 or self._after_saint(number) or survey.is_place(folded):
            return False
        first, common = survey.is_first_name(folded), survey.is_common(folded)
        if first and self._in_compound(number):
            return False
        label = _label(self.context.others, word)
        if label is not None:
            return label != "LOC" and not first and not common
        if common:
            return folded in self.context.own and self._capital_inside_a_sentence(word)
        return True

    def _after_saint(self, number: int) -> bool:
        before = self.words[number - 1] if number else None
        word = self.words[number]
        return bool(before and before.folded in _SAINTS and joined(self.text, before, word))

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

    # --- organisations and other phrases ---

    def _phrases(self) -> Iterator[tuple[int, int, str]]:
        number = 0
        while number < len(self.words):
            found = self._phrase_at(number)
            if found is None:
                number += 1
                continue
            last, new = found
            yield (
                number,
                last,
                shaped_phrase(new, self.text[self.words[number].start : self.words[last].end]),
            )
            number = last + 1

    def _phrase_at(self, number: int) -> tuple[int, str] | None:
        for form, new in self.matcher.phrases.get(self.words[number].folded, ()):
            last = number + len(form) - 1
            found = self.words[number : last + 1]
            if tuple(word.folded for word in found) != form or not one_phrase(self.text, found):
                continue
            turns = self.context.spoken
            if any(found[0].start < a < found[-1].end for turn in turns for a in turn):
                continue  # across two turns
            if self._is_organisation(found):
                return last, new
        return None

    def _is_organisation(self, found: list[Word]) -> bool:
        if any(_label(self.context.others, word) == "ORG" for word in found):
            return True
        if not is_name_like(found):
            return False
        survey = self.matcher.survey
        if len(found) > 1 or found[0].folded in self.context.firms:
            return True
        return not (survey.is_common(found[0].folded) or survey.is_place(found[0].folded))

    # --- elision ---

    def _elision(self, number: int, new: str) -> Iterator[Edit]:
        """Mend "d'" before a consonant and "de" before a vowel, where a pseudonym needs it."""
        word = self.words[number]
        before = self.words[number - 1] if number else None
        if before is None or number - 1 in self.new:
            return
        between = self.text[before.end : word.start]
        vowel = begins_with_vowel(new, first_name=is_first_name(word.folded))
        if between and between in APOSTROPHES and before.folded in _ELIDED and not vowel:
            yield Edit(before.end, word.start, "e ")
        was = begins_with_vowel(word.text, first_name=is_first_name(word.folded))
        if between == " " and before.folded in _FULL and vowel and not was:
            yield Edit(before.end - 1, word.start, "’")


def _inside(spans: Iterable[tuple[int, int]], word: Word) -> bool:
    return any(start < word.end and word.start < end for start, end in spans)


def _label(spans: Iterable[tuple[int, int, str]], word: Word) -> str | None:
    return next((label for a, b, label in spans if a < word.end and word.start < b), None)
