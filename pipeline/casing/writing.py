"""How an interview writes its words, and where a word begins a sentence."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from pipeline.lexicons import words

WORD = re.compile(r"[^\W\d_]+")
_BEGINS = re.compile(r"(?:^|[.!?…:\n]|[-–—•]\s|^\s*\w{1,2}[.)]\s) [\s\"'(]* \Z", re.VERBOSE)
_GOES_ON = re.compile(r"(?::|\b(?:mm?|dr|pr|cf|st)\.)\s*\Z", re.I)
_GAP = re.compile(r"[ '-]{1,2}")
_BEFORE = 8  # characters before a word that say whether it begins a sentence
_OFTEN = 2  # times that a common word has a capital in the interview, to have it everywhere

Key = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Writing:
    """How an interview writes its words where not every word would have a capital; words are compared by a key."""

    alone: Mapping[str, Counter[str]]
    after: Mapping[tuple[str, str], Counter[str]]  # the word before, the word
    before: Mapping[tuple[str, str], Counter[str]]  # the word, the word behind it with a meaning

    @classmethod
    def of(cls, texts: Iterable[str], names: Iterable[str], key: Key) -> Writing:
        alone: dict[str, Counter[str]] = defaultdict(Counter)
        after: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        before: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        given = [*((name, True) for name in names), *((text, False) for text in texts)]
        for text, is_name in given:
            for last, match, following in neighbours(text):
                word = match.group()
                if not is_name and not word.islower() and begins(text, match.start()):
                    continue
                own = key(word)
                alone[own][word] += 1
                if last:
                    after[key(last.group()), own][word] += 1
                if following and following.group().lower() not in words("function_words"):
                    before[own, key(following.group())][word] += 1
        return cls(alone, after, before)

    def form(self, last: str, word: str, following: str, *, small: str | None) -> str | None:
        """Return how a word is written, None if nothing says it.

        Args:
            last: Key of the word before, or nothing.
            word: Key of the word.
            following: Key of the word behind it, or nothing.
            small: The word in small letters, if it is one that has no capital as a rule: it takes more
                than one to give it one ("une piscine" beside "La Piscine").
        """
        beside = self.after.get((last, word), Counter()) + self.before.get(
            (word, following), Counter()
        )
        if beside:
            return beside.most_common(1)[0][0]
        found = self.alone.get(word)
        if not found:
            return small
        form, count = found.most_common(1)[0]
        return form if small is None or form.islower() or count >= _OFTEN else small


def neighbours(
    text: str,
) -> Iterator[tuple[re.Match[str] | None, re.Match[str], re.Match[str] | None]]:
    """Yield each word with those that stand right before it and behind it, if any do."""
    matches = [None, *WORD.finditer(text), None]
    for last, match, following in zip(matches, matches[1:], matches[2:], strict=False):
        if match is not None:
            close = (
                last and _GAP.fullmatch(text, last.end(), match.start()) and last,
                following and _GAP.fullmatch(text, match.end(), following.start()) and following,
            )
            yield close[0] or None, match, close[1] or None


def begins(text: str, at: int) -> bool:
    """Say whether any word would have a capital at a place."""
    return not at or _BEGINS.search(text, max(0, at - _BEFORE), at) is not None


def opens(text: str, at: int) -> bool:
    """Say whether any word would have a capital at a place as a rule: not behind a colon or "M.", in French."""
    return begins(text, at) and not _GOES_ON.search(text, max(0, at - _BEFORE), at)
