"""What the encoder says -> named spans of a turn, and scores of any span."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, cast, get_args

import numpy as np
from numpy.typing import NDArray

from pipeline.encoder.decode import Floats, span_probabilities, spans, viterbi
from pipeline.encoder.scores import log_softmax
from pipeline.encoder.words import first_pieces, words
from pipeline.schema import Encoded, EntityKind, EntityLabel, MiscKind, OrgKind

# No name ends with these; "!", "?" and a final apostrophe may be its own: "Et si ça marchait ?".
_NEVER_LAST = frozenset(",;:.…-–—/")
_PAIRS = {'"': '"', "(": ")", "[": "]"}
_KINDS = {"ORG": frozenset(get_args(OrgKind)), "MISC": frozenset(get_args(MiscKind))}
_MARKS = frozenset([*_PAIRS, *_PAIRS.values()])


class NamedSpan(NamedTuple):
    """A named entity in characters of the turn; `confidence` is the model's own probability."""

    start: int
    end: int
    label: EntityLabel
    confidence: float
    kinds: tuple[tuple[EntityKind, float], ...] = ()  # probabilities, among the label's own kinds


def named_spans(text: str, encoded: Encoded) -> list[NamedSpan]:
    """Return the entities of one turn, in text order, without overlaps.

    Whole words with the most probable legal labels. Punctuation at the edges is cut off, and of a
    pair of quotation marks or brackets a span holds both or none.

    Args:
        text: The turn's analysis form, as it was encoded.
        encoded: What the encoder says of it.
    """
    found = words(text)
    scores = word_scores(text, found, encoded)
    chosen = spans(viterbi(scores, encoded.entity_labels), encoded.entity_labels)
    sure = span_probabilities(scores, encoded.entity_labels, chosen)
    texts = [text[start:end] for start, end in found]
    result: list[NamedSpan] = []
    for (begin, stop, label), probability in zip(chosen, sure, strict=True):
        first, last = _cleaned(texts, begin, stop)
        if first == last or (result and found[first][0] < result[-1].end):
            continue
        edges = found[first][0], found[last - 1][1]
        name = cast(EntityLabel, label)
        result.append(NamedSpan(*edges, name, probability, kind_chances(encoded, edges, name)))
    return result


def kind_chances(
    encoded: Encoded, edges: tuple[int, int], label: EntityLabel
) -> tuple[tuple[EntityKind, float], ...]:
    """Return the probability of each kind that a label has, in the order of the columns.

    Args:
        encoded: What the encoder says of the turn.
        edges: The name, in characters of the turn.
        label: Its label; persons and places have no kinds.
    """
    allowed = _KINDS.get(label, frozenset())
    columns = [n for n, kind in enumerate(encoded.kind_labels) if kind in allowed]
    if encoded.kinds is None or not columns:
        return ()
    logits = span_means(encoded, encoded.kinds[:, columns], [edges])
    chances = np.exp(log_softmax(logits))[0]
    return tuple(
        (cast(EntityKind, encoded.kind_labels[n]), float(chance))
        for n, chance in zip(columns, chances, strict=True)
    )


def name_chances(text: str, encoded: Encoded) -> list[tuple[int, int, float]]:
    """Return the words of a turn, each with the probability that it is part of a name.

    Args:
        text: The turn's analysis form, as it was encoded.
        encoded: What the encoder says of it.
    """
    found = words(text)
    outside = word_scores(text, found, encoded)[:, encoded.entity_labels.index("O")]
    return [
        (start, end, 1.0 - min(float(np.exp(score)), 1.0))
        for (start, end), score in zip(found, outside, strict=True)
    ]


def word_scores(text: str, found: Sequence[tuple[int, int]], encoded: Encoded) -> Floats:
    """Return ``(n_words, n_labels)`` log probabilities: those of each word's first piece.

    A word without a piece, such as a character that the tokenizer drops, begins nothing and else
    leaves all to its neighbours.
    """
    pieces = np.array(first_pieces(text, found, encoded.offsets.tolist()), dtype=np.intp)
    silent = [-np.inf if label.startswith("B-") else 0.0 for label in encoded.entity_labels]
    scores = np.tile(np.array(silent, np.float32), (len(found), 1))
    scores[pieces >= 0] = encoded.entities[pieces[pieces >= 0]]
    return scores


def span_means(
    encoded: Encoded, rows: NDArray[np.float32], found: Sequence[tuple[int, int]]
) -> NDArray[np.float32]:
    """Return the mean row over the pieces of each span, ``(n_spans, columns)``; zeros for none.

    Args:
        encoded: What the encoder says of the turn.
        rows: One of its arrays: ``embedding`` for sentence vectors (then divide by the norm),
            ``claims`` for logits.
        found: Spans in characters of the turn.
    """
    means = np.zeros((len(found), rows.shape[1]), np.float32)
    starts, ends = encoded.offsets[:, 0], encoded.offsets[:, 1]
    for number, (start, end) in enumerate(found):
        inside = (starts < end) & (start < ends)
        if inside.any():
            means[number] = rows[inside].mean(axis=0)
    return means


# --- punctuation -----------------------------------------------------------------------------


def _cleaned(texts: Sequence[str], first: int, last: int) -> tuple[int, int]:
    """Return the span in words without what cannot be a name's edge; empty if nothing is left."""
    before = None
    while before != (first, last):
        before = (first, last)
        while first < last and _no_edge(texts[last - 1]) and not _initial(texts[first:last]):
            last -= 1
        while first < last and not _has_letter(texts[first]) and texts[first] not in _PAIRS:
            first += 1
        first, last = _whole_pairs(texts, first, last)
    return (first, last) if any(map(_has_letter, texts[first:last])) else (first, first)


def _initial(texts: Sequence[str]) -> bool:
    """Say whether a name ends with an initial and its stop: "Bakary K."."""
    return len(texts) > 2 and texts[-1] == "." and len(texts[-2]) == 1 and texts[-2].isupper()


def _has_letter(word: str) -> bool:
    return any(character.isalnum() for character in word)


def _no_edge(word: str) -> bool:
    elided = len(word) > 1 and word[-1] in "'’"
    return word in _NEVER_LAST or elided


def _whole_pairs(texts: Sequence[str], first: int, last: int) -> tuple[int, int]:
    """Return the span with both marks of each pair, or cut where one of them has no other."""
    place = _lonely(texts[first:last])
    if place is None:
        around = last - first > 1 and _PAIRS.get(texts[first]) == texts[last - 1]
        inner = texts[first + 1 : last - 1]
        # The marks around a name are not its own.
        return (first + 1, last - 1) if around and _lonely(inner) is None else (first, last)
    mark = first + place
    if mark == first:
        return first + 1, last
    for wider in ((first, last + 1), (max(first - 1, 0), last)):
        if mark != last - 1 and _lonely(texts[slice(*wider)]) is None:
            return wider
    longer_left = mark - first >= last - mark - 1
    return (first, mark) if longer_left else (mark + 1, last)


def _lonely(texts: Sequence[str]) -> int | None:
    """Return the place of the first mark without its other, or None."""
    open_at: list[int] = []
    for place, word in enumerate(texts):
        if word not in _MARKS:
            continue
        if open_at and _PAIRS[texts[open_at[-1]]] == word:
            open_at.pop()
        elif word in _PAIRS:
            open_at.append(place)
        else:
            return place
    return open_at[0] if open_at else None
