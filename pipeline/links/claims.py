"""Claims of all interviews -> pairs of different interviews that say the same or oppose each other.

A pair must share two telling words that are no names, and be alike enough; then it is ``opposed`` where a
word of both is turned by one (denied, or in its opposite), else ``same``. Only claims that stand alone
are compared. The thresholds were chosen by reading pairs of the corpus's dev and train splits.
"""

from __future__ import annotations

import json
import tempfile
from array import array
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import IO, Self

from pipeline.links.candidates import Matrix
from pipeline.links.content import GENERAL, content_of, stands_alone, turned_by
from pipeline.links.nearness import Nearness
from pipeline.schema import Record
from pipeline.summarize.wording import fold
from pipeline.tables import Row, joined

LINKS_A_CLAIM = 5
_CANDIDATES_A_CLAIM = 10
_COPY = "duplicate_of: "
_BYTES = 50_000_000  # of statements that wait in memory, not on the disk


@dataclass(frozen=True, slots=True)
class Threshold:
    """What a pair needs to be linked."""

    shared: float  # squared weights of the words that both have
    cosine: float  # of words, before anything dear is computed
    similarity: float


# By whether the encoder was on, then whether both claims are general (`content.GENERAL`).
THRESHOLDS = {
    ("encoder", True): Threshold(shared=0.5, cosine=0.35, similarity=0.45),
    ("encoder", False): Threshold(shared=1.2, cosine=0.5, similarity=0.75),
    ("words", True): Threshold(shared=0.5, cosine=0.55, similarity=0.55),
    ("words", False): Threshold(shared=1.2, cosine=0.83, similarity=0.83),
}


@dataclass(frozen=True, slots=True)
class Link:
    """Two claims by their numbers, and what they have to do with each other."""

    first: int
    second: int
    similarity: float
    turned: tuple[str, ...]  # keys of words whose sense one turns; () where they say the same


@dataclass(frozen=True, slots=True)
class _Told:
    interview: str
    claim: str
    speaker: str | None
    statement: str


@dataclass(slots=True)
class ClaimLinks:
    """Takes in records one by one, inside a ``with``: statements wait in a temporary file.

    Claims of an interview that is a copy of another are left out: each would be linked with its own copy.
    """

    compared: int = 0
    copies: int = 0
    _matrix: Matrix = field(default_factory=Matrix)
    _general: array[int] = field(default_factory=lambda: array("b"))
    _places: array[int] = field(default_factory=lambda: array("q"))
    _kept: IO[bytes] = field(init=False)
    _closing: ExitStack = field(default_factory=ExitStack)
    _interviews: int = 0

    def __enter__(self) -> Self:
        self._kept = self._closing.enter_context(tempfile.SpooledTemporaryFile(_BYTES))
        return self

    def __exit__(self, *error: object) -> None:
        self._closing.close()

    def add(self, record: Record) -> None:
        """Take in the claims of one interview."""
        if any(warning.startswith(_COPY) for warning in record.provenance.warnings):
            self.copies += 1
            return
        names = {person.id: person.name for person in record.participants}
        for claim in record.claims:
            words = content_of(claim.statement)
            if sum(not word.name for word in words.values()) < 2 or not stands_alone(claim):
                continue
            self._matrix.add(words.values(), self._interviews)
            self._general.append(claim.type in GENERAL)
            self._places.append(self._kept.tell())
            speaker = names.get(claim.speaker) if claim.speaker else None
            told = [record.id, claim.id, speaker, claim.statement]
            self._kept.write(json.dumps(told).encode() + b"\n")
            self.compared += 1
        self._interviews += 1

    def links(self, nearness: Nearness | None) -> list[Link]:
        """Return the pairs in the order of their claims, at most `LINKS_A_CLAIM` for a claim.

        Args:
            nearness: Of the encoder; None: words alone decide.
        """
        found = []
        for (first, second), cosine in self._candidates(nearness).items():
            link = self._judged(first, second, cosine, nearness)
            if link is not None:
                found.append(link)
        return _strongest(found)

    def rows(self, links: list[Link], *, method: str) -> Iterator[Row]:
        """Yield the rows of ``claim_links``."""
        for link in links:
            first, second = self._told(link.first), self._told(link.second)
            words = content_of(first.statement)
            others = content_of(second.statement)
            row: Row = {
                "relation": "opposed" if link.turned else "same",
                "similarity": link.similarity,
                "method": method,
                "shared": joined(word.written for key, word in words.items() if key in others),
                "opposed_by": joined(words[key].written for key in link.turned),
            }
            for side, told in (("a", first), ("b", second)):
                row |= {
                    f"interview_{side}": told.interview,
                    f"claim_{side}": told.claim,
                    f"speaker_{side}": told.speaker,
                    f"statement_{side}": told.statement,
                }
            yield row

    def _candidates(self, nearness: Nearness | None) -> dict[tuple[int, int], float]:
        """Return pairs with their cosines of words, of each claim the best."""
        method = "words" if nearness is None else "encoder"
        low, high = THRESHOLDS[method, True], THRESHOLDS[method, False]
        found: dict[tuple[int, int], float] = {}
        for firsts, seconds, cosines in self._matrix.pairs(shared=low.shared, cosine=low.cosine):
            for first, second, cosine in zip(
                firsts.tolist(), seconds.tolist(), cosines.tolist(), strict=True
            ):
                if self._both_general(first, second) or cosine >= high.cosine:
                    found[first, second] = cosine
        return _best(found, _CANDIDATES_A_CLAIM)

    def _judged(
        self, first: int, second: int, cosine: float, nearness: Nearness | None
    ) -> Link | None:
        one, other = self._told(first), self._told(second)
        if one.speaker and other.speaker and fold(one.speaker) == fold(other.speaker):
            return None
        method = "words" if nearness is None else "encoder"
        needed = THRESHOLDS[method, self._both_general(first, second)]
        if _shared(one.statement, other.statement) < needed.shared:
            return None
        similarity = cosine
        if nearness is not None:
            near = nearness.between((first, one.statement), (second, other.statement))
            similarity = (cosine + near) / 2
        turned = turned_by(one.statement, other.statement)
        if similarity < needed.similarity or turned is None:
            return None
        return Link(first, second, round(similarity, 3), tuple(turned))

    def _both_general(self, first: int, second: int) -> bool:
        return bool(self._general[first] and self._general[second])

    def _told(self, number: int) -> _Told:
        self._kept.seek(self._places[number])
        return _Told(*json.loads(self._kept.readline()))


def _shared(first: str, second: str) -> float:
    """Return the squared weights of the words that two statements share, names left out."""
    one, other = content_of(first), content_of(second)
    return sum(
        one[key].weight * other[key].weight
        for key in one.keys() & other.keys()
        if not (one[key].name or other[key].name)
    )


def _best(found: dict[tuple[int, int], float], most: int) -> dict[tuple[int, int], float]:
    """Return the pairs of highest value, at most so many for each number, in the order of the pairs."""
    seen: Counter[int] = Counter()
    kept = {}
    for pair, value in sorted(found.items(), key=lambda item: (-item[1], item[0])):
        if all(seen[number] < most for number in pair):
            seen.update(pair)
            kept[pair] = value
    return dict(sorted(kept.items()))


def _strongest(links: list[Link]) -> list[Link]:
    by_pair = {(link.first, link.second): link for link in links}
    values = {pair: link.similarity for pair, link in by_pair.items()}
    return [by_pair[pair] for pair in _best(values, LINKS_A_CLAIM)]
