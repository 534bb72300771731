"""Claims as numbers -> pairs of different interviews that share telling words.

Time grows with the claims, not with their square: a claim meets only claims with which it shares two of
its rarest words, and of those at most `WINDOW`. Memory is a few hundred bytes a claim.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.links.content import Word

WORDS = 10  # of a claim that are compared, rarest first
RAREST = 6  # of those, whose pairs say which claims meet
WINDOW = 40  # claims that a claim meets for one pair of words
_PART = 2_000_000  # pairs of words sorted at a time
_CHUNK = 50_000  # pairs of claims compared at a time
_NONE = -1

Integers = NDArray[np.int64]
Floats = NDArray[np.float32]


@dataclass(slots=True)
class Matrix:
    """The words of claims: row after row, `WORDS` a claim."""

    _known: dict[str, int] = field(default_factory=dict)
    _keys: array[int] = field(default_factory=lambda: array("i"))
    _weights: array[float] = field(default_factory=lambda: array("f"))
    _names: array[int] = field(default_factory=lambda: array("b"))
    _interviews: array[int] = field(default_factory=lambda: array("i"))

    def __len__(self) -> int:
        return len(self._interviews)

    def add(self, words: Iterable[Word], interview: int) -> None:
        """Add the words of one claim."""
        ranked = sorted(words, key=lambda word: (-word.weight, word.key))[:WORDS]
        # Names last: pairs are made of the first, and a name alone brings no two claims together.
        ranked.sort(key=lambda word: word.name)
        gap = WORDS - len(ranked)
        self._keys.extend(self._known.setdefault(w.key, len(self._known)) for w in ranked)
        self._keys.extend([_NONE] * gap)
        self._weights.extend([word.weight for word in ranked] + [0.0] * gap)
        self._names.extend([int(word.name) for word in ranked] + [1] * gap)
        self._interviews.append(interview)

    def pairs(self, *, shared: float, cosine: float) -> Iterator[tuple[Integers, Integers, Floats]]:
        """Yield pairs of claims, first and second numbers and cosines of words; some come twice.

        Args:
            shared: Sum of the squared weights that two words or more, none a name, must reach.
            cosine: Of the weights of all words.
        """
        rows: dict[str, NDArray[Any]] = {
            "keys": np.array(self._keys, np.int32).reshape(-1, WORDS),
            "weights": np.array(self._weights, np.float32).reshape(-1, WORDS),
            "names": np.array(self._names, np.bool_).reshape(-1, WORDS),
        }
        norms = np.sqrt((rows["weights"] ** 2).sum(axis=1))
        interviews = np.array(self._interviews, np.int32)
        for first, second in _met(rows["keys"], rows["names"]):
            apart = interviews[first] != interviews[second]
            for at in range(0, int(apart.sum()), _CHUNK):
                a, b = (side[apart][at : at + _CHUNK] for side in (first, second))
                common, told = _common(rows, a, b)
                cosines = common / np.maximum(norms[a] * norms[b], 1e-9)
                kept = (told >= shared) & (cosines >= cosine)
                yield a[kept], b[kept], np.asarray(cosines[kept], np.float32)


def _common(
    rows: dict[str, NDArray[Any]], a: Integers, b: Integers
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return the products of weights of the words that claims share: of all, and of two or more no names."""
    same = (rows["keys"][a][:, :, None] == rows["keys"][b][:, None, :]) & (
        rows["keys"][a][:, :, None] != _NONE
    )
    products = same * rows["weights"][a][:, :, None] * rows["weights"][b][:, None, :]
    plain = same & ~rows["names"][a][:, :, None] & ~rows["names"][b][:, None, :]
    told = (products * plain).sum(axis=(1, 2))
    return products.sum(axis=(1, 2)), np.where(plain.sum(axis=(1, 2)) >= 2, told, 0.0)


def _met(keys: NDArray[Any], names: NDArray[Any]) -> Iterator[tuple[Integers, Integers]]:
    """Yield pairs of claims that share a pair of words, in parts that fit into memory."""
    slots = list(combinations(range(RAREST), 2))
    parts = max(1, -(-len(keys) * len(slots) // _PART))
    for part in range(parts):
        codes, claims = _codes(keys, names, slots, part, parts)
        order = np.lexsort((claims, codes))
        codes, claims = codes[order], claims[order]
        for distance in range(1, WINDOW + 1):
            met = np.flatnonzero(codes[:-distance] == codes[distance:])
            if not len(met):
                break
            yield claims[met], claims[met + distance]


def _codes(
    keys: NDArray[Any], names: NDArray[Any], slots: list[tuple[int, int]], part: int, parts: int
) -> tuple[Integers, Integers]:
    """Return one number for each pair of words of each claim, and the claim's; only those of one part."""
    codes, claims = [], []
    for one, other in slots:
        usable = np.flatnonzero((keys[:, other] != _NONE) & ~names[:, other] & ~names[:, one])
        low = np.minimum(keys[usable, one], keys[usable, other]).astype(np.int64)
        high = np.maximum(keys[usable, one], keys[usable, other]).astype(np.int64)
        mine = (low * 31 + high) % parts == part
        codes.append((low[mine] << 32) | high[mine])
        claims.append(usable[mine])
    return np.concatenate(codes), np.concatenate(claims)
