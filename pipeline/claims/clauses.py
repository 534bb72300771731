"""An answer's words -> the clauses that may each be one claim.

A sentence is one clause unless it holds two main clauses that each have a subject and a finite verb. The
coordinations that people split were read off annotated interviews: always at ";", at "mais", "or" and
"car", at "et" and at a bare comma where the next clause begins with its own subject, between the halves of a
contrast too ("n'est pas X, c'est Y"); never at a colon, whose second part explains the first. What the speaker
adds to somebody else's words is a clause of its own ("…, ce qui n'était pas exact").
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from pipeline.claims.grammar import grammar, subordinates
from pipeline.claims.incises import incise_at, interrupts
from pipeline.claims.words import PUNCTUATION, Words, phrase_length
from pipeline.lexicons import words as word_list

_MIN_LEFT = 3  # words of the halves of a split; shorter ones are tags ("on les croit")
_MIN_RIGHT = 4
_MIN_COMMENT = 3  # "c'est faux"
_UNMARKED = frozenset({"et"})  # of the conjunctions, what may join main clauses without a comma
_LOOK_AHEAD = 7  # words in which a main clause shows its finite verb


@dataclass(frozen=True, slots=True)
class Clause:
    """Words ``[first, last]`` of a turn that may be a claim, with the sentence they stand in."""

    first: int
    last: int
    sentence: int  # number of the sentence in the turn
    question: bool  # the sentence ends in a question mark
    head: bool  # the clause begins the sentence


def clauses_of(
    words: Words, sentences: list[tuple[int, int]], *, reports: frozenset[int] = frozenset()
) -> list[Clause]:
    """Return the clauses of one turn, in text order, without punctuation at their edges.

    Args:
        words: The words of the turn.
        sentences: Spans of characters of the turn.
        reports: Words that may say whose content follows, or stands before.
    """
    found: list[Clause] = []
    at = 0
    total = len(words)
    for number, (_, end) in enumerate(sentences):
        first = at
        while at < total and words.starts[at] < end:
            at += 1
        if at == first:
            continue
        question = "?" in words.lower[max(first, at - 3) : at]
        bounds = [first, *_splits(words, first, at, reports), at]
        pieces = [_stripped(words, a, b) for a, b in pairwise(bounds)]
        kept = [piece for piece in pieces if piece is not None]
        found.extend(
            Clause(a, b, number, question, index == 0) for index, (a, b) in enumerate(kept)
        )
    return found


def _stripped(words: Words, first: int, end: int) -> tuple[int, int] | None:
    last = end - 1
    lower = words.lower
    quotes = lower[first:end].count('"')
    while last >= first and lower[last] in PUNCTUATION:
        # A closing quotation mark or bracket whose opening one is inside belongs to the claim.
        if (lower[last] == '"' and quotes % 2 == 0) or (
            lower[last] == ")" and "(" in lower[first:last]
        ):
            break
        quotes -= lower[last] == '"'
        last -= 1
    while first <= last and lower[first] in PUNCTUATION:
        if lower[first] == '"' and '"' in lower[first + 1 : last + 1]:
            break
        first += 1
    return (first, last) if first <= last else None


@dataclass(slots=True)
class _Progress:
    """How far the words since the last split have come; filled by `_splits` only, one word at a time.

    They are complete when a main verb has been said and no subordinate clause still waits for its verb: "Un journaliste
    qui dit non" has only the verb of its relative clause.
    """

    waiting: int = 0
    said: bool = False

    @property
    def complete(self) -> bool:
        return self.said and not self.waiting

    def add(self, words: Words, at: int) -> None:
        if subordinates(words.lower, at):
            self.waiting += 1
        elif words.shapes[at].finite:
            if self.waiting:
                self.waiting -= 1
            else:
                self.said = True


def _splits(words: Words, first: int, end: int, reports: frozenset[int]) -> list[int]:
    """Return the words at which a new main clause begins."""
    lower = words.lower
    splits: list[int] = []
    start = first
    progress = _Progress()
    quoted = False
    report = first - 1  # the last word that may report
    for at in range(first, end - 1):
        word = lower[at]
        if word == '"':
            quoted = not quoted
        if at in reports:
            report = at
        told = report >= start
        complete = progress.complete
        progress.add(words, at)
        if quoted:
            continue
        if word in ",;" and _splits_at(words, start, at, end, told=told, complete=complete):
            start, progress = at + 1, _Progress()
        elif (
            word in _UNMARKED
            and not told
            and complete
            and _goes_on_with_subject(words, start, at, end)
        ):
            start, progress = at, _Progress()
            progress.add(words, at)
        else:
            continue
        splits.append(start)
    return splits


def _splits_at(words: Words, start: int, at: int, end: int, *, told: bool, complete: bool) -> bool:
    """Say whether a mark separates two main clauses.

    Args:
        words: The words of the turn.
        start: The first word of what is cut off.
        at: The mark.
        end: The end of the sentence.
        told: Somebody may be reported in what is cut off.
        complete: What is cut off has its main verb.
    """
    right = end - at - 1
    if at - start < _MIN_LEFT or right < _MIN_COMMENT or (right < _MIN_RIGHT and not told):
        return False
    mark = words.lower[at]
    link = words.lower[at + 1]
    adversative = link in grammar().clause_splitters
    interrupted = mark == "," and interrupts(words, start, at, end)
    if (
        (told or interrupted)
        and comment_length(words, at + 1)
        and _has_main_verb(words, at + 1, end)
    ):
        return True
    if told and _is_own_word(words, at + 1):
        return _has_main_verb(words, at + 1, end)
    if interrupted and not adversative:
        return False  # "X, m'a dit un élu, Y": both halves are what is said
    if not complete:
        return False
    if mark == ";" or adversative:
        return _has_main_verb(words, at + 1, end)
    if _opens_subordinate(words, start):
        return False
    if incise_at(words, at + 1, end, begin=start) is not None:
        return False  # "…, m'a dit un jour mon imprimeur" stays with what it reports
    if link in grammar().clause_additions:
        return _begins_main(words, at + 2, end, loose=True)
    return _begins_main(words, at + 1, end, loose=False)


def _is_own_word(words: Words, link: int) -> bool:
    """Say whether the speaker goes on in his own name after a report: ", et je crois que…"."""
    lower = words.lower
    joined = lower[link] in grammar().clause_additions or lower[link] in grammar().clause_splitters
    return joined and lower[link + 1] in grammar().speaker_subjects


def _goes_on_with_subject(words: Words, start: int, at: int, end: int) -> bool:
    """Say whether "et" without a comma joins a main clause that has its own pronoun for a subject."""
    lower = words.lower
    return (
        lower[at - 1] not in PUNCTUATION
        and at - start >= _MIN_LEFT
        and end - at - 1 >= _MIN_RIGHT
        and lower[at + 1] in grammar().subject_pronouns
        and not _opens_subordinate(words, start)
        and _begins_main(words, at + 1, end, loose=True)
    )


def comment_length(words: Words, at: int) -> int:
    """Return how many words open a speaker's comment on a report ("ce qui"), 0 where none does."""
    return phrase_length(words.lower, at, "clause_comments")


def _has_main_verb(words: Words, start: int, end: int) -> bool:
    return any(words.shapes[i].finite for i in range(start, end))


def _opens_subordinate(words: Words, start: int) -> bool:
    """Say whether the left side is still a subordinate clause ("Si on se tait, …")."""
    lower = words.lower
    return subordinates(lower, start) or (
        lower[start] in grammar().clause_links and subordinates(lower, start + 1)
    )


def _begins_main(words: Words, start: int, end: int, *, loose: bool) -> bool:
    """Say whether a subject and, soon after it, a finite verb open the words from `start`.

    Args:
        words: The words of the turn.
        start: The first word after the mark and the conjunction.
        end: The end of the sentence.
        loose: Adverbials may stand before the subject.
    """
    lower, pos, shapes = words.lower, words.pos, words.shapes
    if phrase_length(lower, start, "clause_tags"):
        return False  # "c'est vrai" only comments on the clause before
    pronouns, clitics = grammar().subject_pronouns, word_list("bare_clitics")
    seen_subject = False
    for at in range(start, min(end, start + _LOOK_AHEAD + (3 if loose else 0))):
        word = lower[at]
        if subordinates(lower, at) and not (loose and at == start):
            return False
        if word in ";:" or (word == "," and not loose and at - start > 2):
            return False
        if shapes[at].finite:
            return seen_subject
        if word in pronouns or (
            pos[at] in {"NOUN", "PROPN", "PRON"} and word not in ",;:" and word not in clitics
        ):
            seen_subject = True
        elif (
            not loose and not seen_subject and at == start and pos[at] not in {"DET", "NUM", "ADJ"}
        ):
            return False
    return False
