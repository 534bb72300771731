"""The interviews that are timed: those of the corpus, or an archive of any size made from them."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import cycle
from pathlib import Path
from typing import NamedTuple

from pipeline.batch.inputs import find_inputs
from pipeline.batch.jobs import Job
from pipeline.lexicons import words
from pipeline.read import SUFFIXES, read_source
from pipeline.settings import Settings

COPIES = 0.01  # of an archive: true copies under another name, which the run must find
_WORD = re.compile(r"[^\W\d_]{4,}")
_KEPT = ("function_words", "interrogatives", "generic_labels")  # what shows a layout or a question


class Load(NamedTuple):
    """The interviews to time."""

    jobs: list[Job]
    texts: list[str]

    @property
    def words(self) -> int:
        return sum(len(text.split()) for text in self.texts)


def find_jobs(*folders: Path) -> list[Job]:
    """Return the interviews below folders, ordered by id."""
    return list(find_inputs(folders, out=folders[0] / "none", suffixes=tuple(SUFFIXES)).jobs)


def taken(jobs: Sequence[Job], words: int) -> Load:
    """Return the first interviews, round and round, until they have at least so many words."""
    settings = Settings()
    load = Load([], [])
    total = 0
    for job in cycle(jobs):
        text = read_source(job.path, id=job.id, file=job.file, settings=settings).text
        load.jobs.append(job)
        load.texts.append(text)
        total += len(text.split())
        if total >= words:
            break
    return load


def write_archive(corpus: Path, folder: Path, size: int) -> int:
    """Write `size` interviews, no two alike but for the copies planted; return how many those are.

    The plain texts of train and dev come round and round, in an order that has nothing to do with when they
    were written, so that small archives hold what large ones do. Each round all words but function words and
    question words give way to others of the corpus, of the same length and case and as frequent, one for
    one in each interview, so that labels and names stay what they are and no run of words is shared
    that is not common French.
    """
    paths = sorted(
        path for split in ("train", "dev") for path in (corpus / "raw" / split).glob("*.txt")
    )
    random.Random(0).shuffle(paths)
    texts = [path.read_text(encoding="utf-8", errors="replace") for path in paths]
    pool: dict[tuple[int, bool], list[str]] = defaultdict(list)
    for text in texts:
        for word in _WORD.findall(text):
            pool[_shape(word)].append(word)
    kept = frozenset(word for lexicon in _KEPT for word in _entries(lexicon))
    copies = int(size * COPIES)
    folder.mkdir(parents=True)
    for number in range(size - copies):
        new = _reworded(texts[number % len(texts)], pool, kept, random.Random(number))
        (folder / f"i{number:06}.txt").write_text(new, encoding="utf-8")
    for number in range(copies):
        original = (folder / f"i{number:06}.txt").read_bytes()
        (folder / f"z{number:06}-copy.txt").write_bytes(original)
    return copies


def _entries(lexicon: str) -> frozenset[str]:
    return frozenset(part for entry in words(lexicon) for part in entry.split())


def _shape(word: str) -> tuple[int, bool]:
    return len(word), word[0].isupper()


def _reworded(
    text: str, pool: dict[tuple[int, bool], list[str]], kept: frozenset[str], random: random.Random
) -> str:
    """Return `text` with other words, each always the same one."""
    other: dict[str, str] = {}

    def exchanged(match: re.Match[str]) -> str:
        word = match.group()
        if word.lower() in kept:
            return word
        if word not in other:
            other[word] = random.choice(pool[_shape(word)])
        return other[word]

    return _WORD.sub(exchanged, text)
