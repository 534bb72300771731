"""The best legal sequence of entity labels, and how sure a span is; training uses the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]

# Instead of minus infinity for a label's own score, so that a legal sequence is always the better.
_NEVER = -1e6


def transitions(labels: Sequence[str]) -> Floats:
    """Return ``(n, n)`` float64: 0 where label ``j`` may follow label ``i``, else minus infinity.

    ``I-X`` stands only after ``B-X`` or ``I-X``; anywhere if there is no ``B-X`` among the labels.
    """
    allowed = np.zeros((len(labels), len(labels)))
    for j, label in enumerate(labels):
        if not _may_begin(label, labels):
            allowed[:, j] = [0.0 if before[2:] == label[2:] else -np.inf for before in labels]
    return allowed


def _may_begin(label: str, labels: Sequence[str]) -> bool:
    return not label.startswith("I-") or f"B-{label[2:]}" not in labels


def beginnings(labels: Sequence[str]) -> Floats:
    """Return ``(n,)`` float64: 0 where a label may come first, else minus infinity."""
    return np.array([0.0 if _may_begin(label, labels) else -np.inf for label in labels])


def viterbi(log_probabilities: Floats, labels: Sequence[str]) -> list[int]:
    """Return the most probable legal sequence as one label number a word.

    Of two equally probable sequences the one with the lower label number is taken, from the end.

    Args:
        log_probabilities: ``(n_words, n_labels)``; need not sum to one.
        labels: ``"O"``, ``"B-X"``, ``"I-X"`` in the order of the columns.

    >>> import numpy as np
    >>> labels = ["O", "B-PER", "I-PER", "B-ORG", "I-ORG"]
    >>> viterbi(np.log([[0.1, 0.5, 0.1, 0.2, 0.1], [0.2, 0.1, 0.3, 0.0001, 0.3999]]), labels)
    [1, 2]
    """
    scores = np.maximum(np.asarray(log_probabilities, dtype=np.float64), _NEVER)
    if not len(scores):
        return []
    allowed = transitions(labels)
    best = scores[0] + beginnings(labels)
    back = np.zeros(scores.shape, dtype=np.intp)
    for word in range(1, len(scores)):
        reached = best[:, None] + allowed
        back[word] = reached.argmax(axis=0)
        best = reached.max(axis=0) + scores[word]
    path = [int(best.argmax())]
    for word in range(len(scores) - 1, 0, -1):
        path.append(int(back[word, path[-1]]))
    return path[::-1]


def spans(path: Sequence[int], labels: Sequence[str]) -> list[tuple[int, int, str]]:
    """Return the entities of a label sequence as ``(first word, word after the last, label)``.

    >>> spans([1, 2, 0, 1, 1], ["O", "B-PER", "I-PER"])
    [(0, 2, 'PER'), (3, 4, 'PER'), (4, 5, 'PER')]
    >>> spans([1, 1, 2, 0, 1], ["O", "I-PER", "I-ORG"])
    [(0, 2, 'PER'), (2, 3, 'ORG'), (4, 5, 'PER')]
    """
    found: list[tuple[int, int, str]] = []
    for word, number in enumerate(path):
        position, _, label = labels[number].partition("-")
        if position == "I" and found and found[-1][1:] == (word, label):
            found[-1] = (found[-1][0], word + 1, label)
        elif label:
            found.append((word, word + 1, label))
    return found


def span_probabilities(
    log_probabilities: Floats, labels: Sequence[str], found: Sequence[tuple[int, int, str]]
) -> list[float]:
    """Return how probable each span is, with its exact limits and label, among legal sequences.

    The share of the sequences that hold the span in the weight of all, by the forward-backward
    algorithm: what the model would be right about if its probabilities were.

    Args:
        log_probabilities: ``(n_words, n_labels)``.
        labels: In the order of the columns.
        found: Spans in words, as `spans` gives them.
    """
    scores = np.maximum(np.asarray(log_probabilities, dtype=np.float64), _NEVER)
    if not found:
        return []
    forward, backward = _forward_backward(scores, labels)
    total = np.logaddexp.reduce(forward[-1])
    result: list[float] = []
    for start, end, label in found:
        weight = _entering(forward, scores, labels, start, label)
        if end > start + 1:
            weight += scores[start + 1 : end, labels.index(f"I-{label}")].sum()
        if end < len(scores):
            after = scores[end] + backward[end] + beginnings(labels)
            # What follows must not continue the span.
            apart = [number for number, name in enumerate(labels) if name != f"I-{label}"]
            weight += np.logaddexp.reduce(after[apart])
        result.append(float(np.exp(min(weight - total, 0.0))))
    return result


def _entering(
    forward: Floats, scores: Floats, labels: Sequence[str], start: int, label: str
) -> float:
    """Return the log weight of all that leads to a span that begins at word `start`."""
    if f"B-{label}" in labels:
        return float(forward[start, labels.index(f"B-{label}")])
    inside = labels.index(f"I-{label}")
    if start == 0:
        return float(scores[0, inside])
    apart = [number for number in range(len(labels)) if number != inside]
    return float(np.logaddexp.reduce(forward[start - 1, apart]) + scores[start, inside])


def _forward_backward(scores: Floats, labels: Sequence[str]) -> tuple[Floats, Floats]:
    """Return log weights ``(n_words, n_labels)`` of what leads to, and follows, each label."""
    allowed = transitions(labels)
    forward = np.empty_like(scores)
    backward = np.zeros_like(scores)
    forward[0] = scores[0] + beginnings(labels)
    for word in range(1, len(scores)):
        forward[word] = np.logaddexp.reduce(forward[word - 1][:, None] + allowed, axis=0)
        forward[word] += scores[word]
    for word in range(len(scores) - 2, -1, -1):
        following = scores[word + 1] + backward[word + 1]
        backward[word] = np.logaddexp.reduce(allowed + following, axis=1)
    return forward, backward
