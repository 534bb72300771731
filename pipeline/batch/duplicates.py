"""Copies among the interviews of a run: the same words again, shortened, reset or on another site.

A text is compared by what is said in it, its questions and answers, so that another chapeau, layout or
page around it makes no difference. Candidates are found by sketches: of the hashes of all runs of five
words, those divisible by `_SAMPLED` (modulo sketches, Broder 1997, "On the resemblance and
containment of documents"), which keeps the share of a shortened copy, as a fixed number of minima
would not. Each candidate is then compared word by word, so that a figure in a warning is exact.

Only sketches are held in memory: an interview of 1,000 words takes 0.5 kB; they are sorted piece by piece.
"""

from __future__ import annotations

import json
import re
import unicodedata
import zlib
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Share of the shorter text's words that makes a copy. On the train split, copies in other layouts share
# 0.99 and more, those shortened or reworded (a tenth of the words, or all questions) 0.67 and more, and of
# 61,075 pairs of different interviews none more than 0.07.
COPIED = 0.5

_RUN = 5  # words
_SAMPLED = 8
_PIECES = 16  # in which hashes are sorted
_LIKELY = 0.15  # share of the smaller sketch that makes a candidate
_COMPARED = 3  # candidates of one interview
_WORD = re.compile(r"[^\W_]+")
_FACTOR = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class _Sketches:
    """The sampled hashes of all texts, one after another, and a digest of each text."""

    hashes: NDArray[np.uint32]
    sizes: NDArray[np.int64]  # hashes of each text
    digests: NDArray[np.int64]  # one a text


def find_duplicates(parts: Sequence[Path]) -> dict[str, str]:
    """Return a warning for each record whose text an earlier record holds.

    The result depends on the records and their order only: not on which of them were made anew.

    Args:
        parts: Files of one record each, ordered by id.

    Returns:
        A part's name to ``duplicate_of: ID (same text)`` or ``duplicate_of: ID (87 % of the words shared)``,
        the share being that of the shorter text.
    """
    if len(parts) < 2:
        return {}
    return dict(_copies(parts, _candidates(_sketched(parts))))


def shared(first: Sequence[str], second: Sequence[str]) -> float:
    """Return the share of the shorter text's words that stand in runs of five which both texts have.

    >>> shared("on ne ment jamais à un journaliste".split(), "non on ne ment jamais à un client".split())
    0.8571428571428571
    """
    shorter, longer = sorted((first, second), key=len)
    known = set(_runs(longer))
    covered = np.zeros(len(shorter), dtype=bool)
    for start, run in enumerate(_runs(shorter)):
        if run in known:
            covered[start : start + _RUN] = True
    return float(covered.mean()) if len(shorter) else 0.0


def spoken_words(record: dict[str, Any]) -> list[str]:
    """Return the words of a record's questions and answers, in lower case without accents."""
    said = [t["text"] for t in record["turns"] if t["role"] in {"question", "answer"}]
    # Questions may be set in capitals without accents.
    plain = unicodedata.normalize("NFKD", "\n".join(said).casefold())
    return _WORD.findall("".join(c for c in plain if not unicodedata.combining(c)))


def _runs(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    return zip(*(words[n:] for n in range(_RUN)), strict=False)


def _copies(parts: Sequence[Path], candidates: dict[int, list[int]]) -> Iterator[tuple[str, str]]:
    for later, earlier in sorted(candidates.items()):
        words = _read(parts[later])[1]
        found: list[tuple[float, int, str]] = []
        for number in earlier[:_COMPARED]:
            id, others = _read(parts[number])
            if words == others:
                found.append((2.0, -number, f"duplicate_of: {id} (same text)"))
            elif (share := shared(words, others)) >= COPIED:
                told = f"{share * 100:.0f} % of the words shared"
                found.append((share, -number, f"duplicate_of: {id} ({told})"))
        if found:
            yield parts[later].name, max(found)[2]


def _read(part: Path) -> tuple[str, list[str]]:
    try:
        record = json.loads(part.read_bytes())
        return record["id"], spoken_words(record)
    except (OSError, ValueError, LookupError, TypeError):
        return "", []  # damaged meanwhile: writing the outputs says so


def _sketched(parts: Sequence[Path]) -> _Sketches:
    # One growing array: ten thousand small ones would leave the process's memory in pieces.
    hashes = array("I")
    sizes: list[int] = []
    digests: list[int] = []
    for part in parts:
        words = _read(part)[1]
        sketch = _sketch(words)
        hashes.frombytes(sketch.tobytes())
        sizes.append(len(sketch))
        digests.append(zlib.crc32(" ".join(words).encode()) if words else -1 - len(digests))
    return _Sketches(
        np.frombuffer(hashes, dtype=np.uint32),
        np.array(sizes, dtype=np.int64),
        np.array(digests, dtype=np.int64),
    )


def _sketch(words: Sequence[str]) -> NDArray[np.uint32]:
    """Return those hashes of the runs of five words that are divisible by `_SAMPLED`, each once.

    Of each the upper half is kept: two runs in 4 thousand million have it in common by chance, and what
    is found by it is compared word by word.
    """
    if len(words) < _RUN:
        return np.zeros(0, dtype=np.uint32)
    known = {word: zlib.crc32(word.encode()) for word in set(words)}
    hashes = np.array([known[word] for word in words], dtype=np.uint64)
    runs = np.zeros(len(words) - _RUN + 1, dtype=np.uint64)
    for n in range(_RUN):
        runs = (runs + hashes[n : n + len(runs)]) * _FACTOR  # wraps around, as meant
    runs ^= runs >> np.uint64(29)  # the low bits depend on the low bits only, unless mixed
    chosen = runs[runs % np.uint64(_SAMPLED) == 0]
    return np.unique((chosen >> np.uint64(32)).astype(np.uint32))


def _candidates(sketches: _Sketches) -> dict[int, list[int]]:
    """Return for each text the earlier ones that it may copy, the likeliest first.

    A hash leads to the first text that has it only: a text that is copied a thousand times gives a
    thousand pairs and not half a million.
    """
    first, later, counts = _shared(sketches)
    smaller = np.minimum(sketches.sizes[first], sketches.sizes[later])
    likely = counts >= np.maximum(1, _LIKELY * smaller)
    found = {
        (int(b), int(a)): int(count)
        for a, b, count in zip(first[likely], later[likely], counts[likely], strict=True)
    }
    # The same text may be too short for a sketch.
    same, again, _ = _pairs(sketches.digests, np.arange(len(sketches.digests), dtype=np.int32))
    found |= {(int(b), int(a)): len(sketches.hashes) for a, b in zip(same, again, strict=True)}
    ranked: dict[int, list[int]] = {}
    for (text, earlier), _count in sorted(found.items(), key=lambda pair: (-pair[1], pair[0])):
        ranked.setdefault(text, []).append(earlier)
    return ranked


def _shared(
    sketches: _Sketches,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return ``(first, later, count)`` as `_pairs` does, of the hashes piece by piece: sorting takes room."""
    ends = np.cumsum(sketches.sizes)
    found = []
    for piece in range(_PIECES):
        chosen = np.flatnonzero(sketches.hashes % np.uint32(_PIECES) == piece)
        owners = np.searchsorted(ends, chosen, side="right").astype(np.int32)
        found.append(_pairs(sketches.hashes[chosen], owners))
    first, later, counts = (np.concatenate(column) for column in zip(*found, strict=True))
    many = len(sketches.sizes)
    keys, places = np.unique(first * many + later, return_inverse=True)
    return keys // many, keys % many, np.bincount(places, counts).astype(np.int64)


def _pairs(
    values: NDArray[Any], owners: NDArray[np.int32]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return ``(first, later, count)``: how many values `later` shares that `first` had before it.

    Args:
        values: Values that several owners may have.
        owners: The owner of each value, ascending.
    """
    order = np.argsort(values, kind="stable")
    values, owners = values[order], owners[order]
    opens = np.ones(len(values), dtype=bool)
    opens[1:] = values[1:] != values[:-1]
    first = owners[np.flatnonzero(opens)][np.cumsum(opens) - 1]
    many = int(owners.max(initial=0)) + 1
    others = first != owners
    pairs = first[others].astype(np.int64) * many + owners[others]
    keys, counts = np.unique(pairs, return_counts=True)
    return keys // many, keys % many, counts
