"""Markdown tables of figures with their intervals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield the lines of one table and an empty one."""
    for cells in (header, ["---"] * len(header), *rows):
        yield f"| {' | '.join(cells)} |"
    yield ""


def with_interval(value: float | None, low: float | None, high: float | None) -> str:
    """Return a figure with the bounds of its interval, or a dash where there is nothing to count.

    >>> with_interval(0.75, 0.7, 0.815), with_interval(None, None, None)
    ('0.750 (0.70 to 0.81)', '-')
    """
    if value is None or low is None or high is None:
        return "-"
    return f"{value:.3f} ({low:.2f} to {high:.2f})"
