"""The question turns of one exchange -> what they ask for, as far as an answer is held against it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from pipeline.claims.cues import CueBook
from pipeline.claims.grammar import grammar
from pipeline.claims.salience import content_stems
from pipeline.claims.words import Words, bare_words
from pipeline.text import sentence_spans


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words ``[first, last]`` of a turn, both included; `end` is the character after the last one."""

    words: Words
    first: int
    last: int
    question: bool

    @property
    def lower(self) -> list[str]:
        """The lower-case words."""
        return self.words.lower[self.first : self.last + 1]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the questions of one exchange ask for."""

    kinds: frozenset[str]  # "number", "time", "reason", "person", "place", "other"
    polar: bool  # a question that yes or no answers, or one of two things it names
    open: bool  # no question mark: a theme, a statement, a request
    stems: frozenset[str]  # content words, cut to the length that is compared


def sentences_of(text: str) -> list[Sentence]:
    """Return the sentences of one turn that have a word, in text order.

    >>> [s.question for s in sentences_of("Pourquoi pas ? Je vends des phares.")]
    [True, False]
    """
    words = bare_words(text)
    found: list[Sentence] = []
    at = 0
    for _, end in sentence_spans(text, abbreviations=grammar().abbreviations):
        first = at
        while at < len(words) and words.starts[at] < end:
            at += 1
        if any(word[0].isalnum() for word in words.lower[first:at]):
            found.append(Sentence(words, first, at - 1, "?" in words.lower[first:at]))
    return found


def asked_of(questions: Sequence[str]) -> Asked:
    """Return what the question turns of one exchange ask for.

    >>> asked = asked_of(["Le carnet se vend bien. Combien d'exemplaires, et pourquoi ?"])
    >>> sorted(asked.kinds), asked.polar, asked.open
    (['number', 'reason'], False, False)
    """
    kinds: set[str] = set()
    polar = False
    stems: set[str] = set()
    proper = 0
    for sentence in (s for question in questions for s in sentences_of(question)):
        stems |= content_stems(sentence.lower)
        if sentence.question:
            found = _kinds(sentence)
            proper += 1
            kinds |= found
            polar = polar or not found
    return Asked(frozenset(kinds), polar, proper == 0, frozenset(stems))


def _kinds(sentence: Sentence) -> frozenset[str]:
    """Return what the question words of one sentence ask for, none for a question of yes or no."""
    return frozenset(
        hit.value
        for hit in _book().find(sentence.words)
        if sentence.first <= hit.first <= sentence.last and _asks(sentence, hit.first, hit.last)
    )


def _asks(sentence: Sentence, first: int, last: int) -> bool:
    """Say whether a word that may also open a subordinate clause ("qui", "que", "où") asks."""
    lower = sentence.words.lower
    if lower[first] not in grammar().subordinators | grammar().relatives:
        return True
    # "Et où", "De qui", "…, qui décide ?", "C'est qui ?": at the head of a clause or at the very end.
    head = first == sentence.first or not lower[first - 1][0].isalnum() or last == sentence.last - 1
    return head or first == sentence.first + 1


@cache
def _book() -> CueBook:
    return CueBook(("asked",))
