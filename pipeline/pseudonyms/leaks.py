"""Written files -> places where an original name still stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.pseudonyms.addresses import named_part
from pipeline.pseudonyms.contents import Passage, passages
from pipeline.pseudonyms.key import Row
from pipeline.pseudonyms.matching import Matcher
from pipeline.pseudonyms.phrases import is_as_listed, is_whole
from pipeline.pseudonyms.survey import Survey
from pipeline.pseudonyms.words import (
    Word,
    is_capitalised,
    is_in_address,
    is_name_like,
    paired,
    words_in,
)
from pipeline.text import fold

_SHORTEST = 3
# Identifiers and digests: "59c3dede-0388-…" names no Dédé.
_HEX = re.compile(r"(?<!\w)(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32,})(?!\w)")
# Names of passages are often their first words, cut: "anne" may be the rest of "années".
_CUT = 20


@dataclass(frozen=True, slots=True)
class Leak:
    """An original form in a file.

    Args:
        file: Below the folder.
        place: The first place in it.
        masked: The form, told by its first letter and its length, since messages are shared too.
        times: How often it stands in the file.
        certain: False for words that may stand there for something else: a French word, a place.
    """

    file: str
    place: str
    masked: str
    times: int
    certain: bool

    def __str__(self) -> str:
        times = f", {self.times} times" if self.times > 1 else ""
        return f"{self.file}, {self.place}: {self.masked}{times}"


@dataclass(frozen=True, slots=True)
class _Phrase:
    """What the key replaces as one."""

    form: tuple[str, ...]
    row: Row
    certain: bool

    def stands(self, text: str, here: list[Word]) -> bool:
        """Return whether words are this phrase, written as one."""
        if tuple(word.folded for word in here) != self.form or not is_whole(self.row, text, here):
            return False
        return (
            is_as_listed(self.row, text, here) if self.row.label == "OTHER" else is_name_like(here)
        )


def _is_certain(form: tuple[str, ...], row: Row, survey: Survey, new: set[str]) -> bool:
    """Return whether a phrase is a leak wherever it stands; what is `new` may be a pseudonym."""
    if all(map(survey.is_common, form)):
        return False
    if len(form) > 1:
        return True
    if form[0] in new:
        return False
    # A place that was listed by hand is replaced everywhere.
    return row.label == "OTHER" or not (survey.is_place(form[0]) or form[0] in survey.kept)


@dataclass(frozen=True, slots=True)
class Searcher:
    """Every original form of a key table, in folded words.

    Args:
        words: Single words; the value says whether such a word alone is certainly a leak.
        neighbours: Pairs of words that are a leak side by side, whatever they mean alone.
        starts: The first words of these pairs.
        glued: Names written as one word.
        handles: The same with one initial, which mean something in addresses only.
        telling: Single words that are a leak also as a part of an address or a hashtag.
        phrases: Names of organisations and the like by their first word.
        labels: Printed initials, as written.
    """

    words: dict[str, bool]
    neighbours: frozenset[tuple[str, ...]]
    starts: frozenset[str]
    glued: frozenset[str]
    handles: frozenset[str]
    telling: frozenset[str]
    phrases: dict[str, list[_Phrase]]
    labels: frozenset[str]

    @classmethod
    def of(cls, matcher: Matcher) -> Searcher:
        """Return the searcher for all originals that a matcher replaces."""
        key, survey = matcher.key, matcher.survey
        # A pseudonym of an earlier run may be a name of today: then it proves nothing.
        new = {word.folded for row in key.rows for word in words_in(row.pseudonym)}
        words = {}
        for folded in key.words:
            doubtful = survey.is_common(folded) or survey.is_place(folded) or folded in new
            doubtful = doubtful or folded in survey.kept
            if len(folded) >= _SHORTEST:
                words[folded] = not doubtful
        phrases: dict[str, list[_Phrase]] = {}
        for form, row in (pair for forms in matcher.phrases.forms.values() for pair in forms):
            if any(len(folded) >= _SHORTEST for folded in form):
                certain = _is_certain(form, row, survey, new)
                phrases.setdefault(form[0], []).append(_Phrase(form, row, certain))
        labels = {row.original for row in key.rows if row.label == "LABEL"}
        labels.update(label for own in survey.labels.values() for label in own)
        return cls(
            words,
            matcher.neighbours,
            frozenset(pair[0] for pair in matcher.neighbours),
            frozenset(matcher.glued),
            frozenset(matcher.handles),
            frozenset(matcher.telling),
            phrases,
            frozenset(labels),
        )

    def found(self, passage: Passage) -> Iterator[tuple[str, bool]]:
        """Yield each original form in a passage, and whether it is certainly one."""
        text = _HEX.sub(lambda match: " " * len(match.group()), passage.text)
        words = words_in(text)
        for number, word in enumerate(words):
            if passage.is_code and not word.text[0].isupper():
                continue
            pair = word.folded in self.starts
            other = paired(text, words, number, self.neighbours) if pair else number
            if other != number:
                yield " ".join(each.folded for each in words[number : other + 1]), True
            certain = self.words.get(word.folded)
            if certain and word.text.islower() and word.end == len(text) > _CUT:
                certain = False
            # A French word in small letters is that word.
            if certain or (certain is not None and is_capitalised(word.text)):
                yield word.folded, certain
            elif word.folded in self.glued or (
                word.folded in self.handles and is_in_address(passage.text, word)
            ):
                yield word.folded, True
            elif not passage.is_code and (part := named_part(text, word, self.telling)):
                yield fold(word.text[slice(*part)]), True
            for phrase in self.phrases.get(word.folded, ()):
                here = words[number : number + len(phrase.form)]
                if phrase.stands(passage.text, here):
                    yield " ".join(phrase.form), phrase.certain
        for label in self.labels:
            if "." in label and not passage.is_code and label in passage.text:
                yield label, False


def leaks_in(folder: Path, searcher: Searcher) -> list[Leak]:
    """Return the leaks in all files below a folder, one for each file and form, certain ones first.

    Raises:
        InputError: A file cannot be searched.
    """
    found: list[Leak] = []
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        name = path.relative_to(folder).as_posix()
        first: dict[tuple[str, bool], tuple[str, int]] = {}
        for passage in passages(path, name):
            for form, certain in searcher.found(passage):
                place, times = first.get((form, certain), (passage.place, 0))
                first[form, certain] = (place, times + 1)
        for (form, certain), (place, times) in first.items():
            found.append(Leak(name, place, masked(form), times, certain))
    return sorted(found, key=lambda leak: not leak.certain)


def masked(form: str) -> str:
    """Return a form as a message may show it.

    >>> masked("kermadec")
    'K… (8 letters)'
    """
    return f"{form[0].upper()}… ({len(form)} letters)"
