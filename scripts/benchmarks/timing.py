"""Times of several works in one process, by turns, and the peak memory of fresh processes."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any, NamedTuple

Work = Callable[[], object]


class Times(NamedTuple):
    """Medians over the repetitions, in seconds; ``cpu`` leaves out what other processes took."""

    wall: float
    cpu: float


def once(work: Work) -> Times:
    """Return how long a work takes."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return Times(time.perf_counter() - wall, time.process_time() - cpu)


def by_turns(works: Mapping[str, Work], repetitions: int) -> dict[str, Times]:
    """Return the medians of all works, after one round of each that only warms up.

    They take turns because a machine's speed changes: each round meets the same machine.
    """
    found: dict[str, list[Times]] = {name: [] for name in works}
    for _ in range(repetitions + 1):
        for name, work in works.items():
            found[name].append(once(work))
    return {
        name: Times(*(statistics.median(column) for column in zip(*times[1:], strict=True)))
        for name, times in found.items()
    }


def laps() -> Iterator[float]:
    """Yield the processor seconds since the last look."""
    before = time.process_time()
    while True:
        now = time.process_time()
        yield now - before
        before = now


def in_a_fresh_process(function: Callable[..., Any], *arguments: Any) -> Any:
    """Return what a function returns in a process of its own, whose memory is its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(function, *arguments).result()
