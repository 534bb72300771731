"""A bar with counts and the time left, on a terminal only."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING, NoReturn, Self

from pipeline.batch.jobs import Outcome
from pipeline.batch.runs import Plan

if TYPE_CHECKING:
    from tqdm import tqdm


class Progress:
    """Shows on stderr how far a run is; log lines stand above the bar.

    Its methods are the hooks of `pipeline.batch.run_batch`.
    """

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._bar: tqdm[NoReturn] | None = None
        self._failed = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._stack.close()

    def begin(self, plan: Plan) -> None:
        """Start the bar, at what is reused already."""
        if plan.todo:
            self.start(len(plan.todo) + len(plan.reused), done=len(plan.reused))

    def start(self, total: int, *, done: int = 0) -> None:
        """Start the bar for `total` interviews."""
        from tqdm import tqdm
        from tqdm.contrib.logging import logging_redirect_tqdm

        if sys.stderr.isatty():
            bar = tqdm(total=total, initial=done, unit="interview")
            self._bar = self._stack.enter_context(bar)
            self._stack.enter_context(logging_redirect_tqdm())

    def advance(self, outcome: Outcome) -> None:
        """Move the bar by one file."""
        self.move(1, int(outcome.error is not None))

    def move(self, interviews: int, failed: int) -> None:
        """Move the bar by several interviews, of which so many failed."""
        self._failed += failed
        if self._bar is not None:
            self._bar.set_postfix(failed=self._failed, refresh=False)
            self._bar.update(interviews)
