"""Turns -> tokens and sentences, for formats that label tokens instead of characters.

A token is one of spaCy's blank French tokenizer, read in the analysis form. Where a mention or a
claim begins or ends inside a token, the token is cut there: no span is ever widened, lost or moved.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

from pipeline.lexicons import words
from pipeline.schema import Entity, GoldTurn, Mention, Record, Turn
from pipeline.text import analysis_form, sentence_spans

if TYPE_CHECKING:
    from spacy.language import Language

Place: TypeAlias = tuple[int, int]  # characters of the interview's text

_WORD = re.compile(r"\S+")
# A single line end may be a hard-wrapped line.
_PARAGRAPH_END = re.compile(r"\n\s*\n")


@dataclass(frozen=True, slots=True)
class TokenizedTurn:
    """One turn in sentences of tokens, and how many tokens were cut at the edge of a span."""

    turn: Turn | GoldTurn
    sentences: tuple[tuple[Place, ...], ...]
    cut: int

    @property
    def tokens(self) -> list[Place]:
        """The tokens of all sentences."""
        return [token for sentence in self.sentences for token in sentence]


def labelled_turns(record: Record) -> list[Turn]:
    """Return the turns in which entities were looked for: boilerplate only if it has some."""
    named = {mention.turn for entity in record.entities for mention in entity.mentions}
    return [turn for turn in record.turns if turn.role != "boilerplate" or turn.id in named]


def mentions_in_order(record: Record) -> list[tuple[Entity, Mention]]:
    """Return all mentions in text order, the longer first where two begin together."""
    found = [(entity, mention) for entity in record.entities for mention in entity.mentions]
    return sorted(found, key=lambda pair: (pair[1].start, -pair[1].end))


def mentions_by_turn(record: Record) -> dict[str, list[tuple[Entity, Mention]]]:
    """Return the mentions of each turn, in the order of `mentions_in_order`."""
    found: dict[str, list[tuple[Entity, Mention]]] = {}
    for entity, mention in mentions_in_order(record):
        found.setdefault(mention.turn, []).append((entity, mention))
    return found


def outermost(mentions: Iterable[tuple[Entity, Mention]]) -> list[tuple[Entity, Mention]]:
    """Return the mentions that a column of labels can hold: no two of them overlap.

    Args:
        mentions: In the order of `mentions_in_order`; the first of two that overlap stays.
    """
    kept: list[tuple[Entity, Mention]] = []
    for entity, mention in mentions:
        if not kept or mention.start >= kept[-1][1].end:
            kept.append((entity, mention))
    return kept


def tokenize(
    turn: Turn | GoldTurn, *, whole: Iterable[Place] = (), edges: Iterable[Place] = ()
) -> TokenizedTurn:
    """Return the tokens of a turn; white space belongs to none.

    Args:
        turn: The turn.
        whole: Spans that no sentence ends in, such as mentions; tokens end at their edges as well.
        edges: Further spans at whose edges tokens end, such as claims.

    >>> text = "D’après M. Roux, l’été sera « vert ». Oui !"
    >>> found = tokenize(Turn("t1", "answer", None, 0, len(text), text, "label", 1.0))
    >>> [[text[a:b] for a, b in sentence] for sentence in found.sentences]
    [['D’', 'après', 'M.', 'Roux', ',', 'l’', 'été', 'sera', '«', 'vert', '»', '.'], ['Oui', '!']]
    """
    whole = list(whole)
    cuts = {at for span in (*whole, *edges) for at in span}
    tokens: list[Place] = []
    cut = 0
    for start, end in _words(turn):
        inside = sorted(at for at in range(start + 1, end) if at in cuts)
        cut += bool(inside)
        limits = [start, *inside, end]
        tokens += pairwise(limits)
    return TokenizedTurn(turn, tuple(_in_sentences(turn, tokens, whole)), cut)


def _words(turn: Turn | GoldTurn) -> Iterator[Place]:
    for token in _french().make_doc(analysis_form(turn.text)):
        # The tokenizer keeps spare spaces as tokens, and the rarer ones inside tokens.
        for piece in _WORD.finditer(turn.text, token.idx, token.idx + len(token)):
            yield turn.start + piece.start(), turn.start + piece.end()


@cache
def _french() -> Language:
    import spacy

    return spacy.blank("fr")


def _in_sentences(
    turn: Turn | GoldTurn, tokens: Sequence[Place], whole: Sequence[Place]
) -> Iterator[tuple[Place, ...]]:
    breaks = [match.end() for match in _PARAGRAPH_END.finditer(turn.text)]
    spans = sentence_spans(turn.text, abbreviations=words("abbreviations"), breaks=breaks)
    begins = {turn.start + start for start, _ in spans}
    begins -= {at for at in begins for start, end in whole if start < at < end}
    sentence: list[Place] = []
    for token in tokens:
        if token[0] in begins and sentence:
            yield tuple(sentence)
            sentence = []
        sentence.append(token)
    if sentence:
        yield tuple(sentence)


def without_gaps(
    text: str, tokens: Iterable[Place], *, start: int, end: int
) -> Iterator[tuple[Place, bool]]:
    """Yield tokens that make a whole text, each with whether a space belongs to it.

    One plain space after a token is spaCy's own; everything else between tokens, such as line
    ends, makes a token of its own.

    Args:
        text: The interview's.
        tokens: Those found, in text order.
        start: Where the first token begins.
        end: Where the last one ends.
    """
    at = start
    last: Place | None = None
    for token in (*tokens, (end, end)):
        spaced = last is not None and at < token[0] and text[at] == " "
        if last is not None:
            yield last, spaced
        if at + spaced < token[0]:
            yield (at + spaced, token[0]), False
        last, at = token, token[1]


def iob_labels(tokens: Iterable[Place], mentions: Iterable[tuple[Entity, Mention]]) -> list[str]:
    """Return ``B-PER``, ``I-PER``, ``O``… of each token (IOB2).

    Args:
        tokens: Of one sentence or turn.
        mentions: Without overlap, as from `outermost`.
    """
    mentions = list(mentions)
    labels = []
    for start, end in tokens:
        label = "O"
        for entity, mention in mentions:
            if mention.start <= start and end <= mention.end:
                label = f"{'B' if mention.start == start else 'I'}-{entity.label}"
        labels.append(label)
    return labels
