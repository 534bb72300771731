"""What all commands share: exit codes, and printing."""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from pipeline.cli.arguments import CommandParser

if TYPE_CHECKING:
    from rich.console import Console

OK, NOTHING_DONE, USAGE, SOME_FAILED, INVALID, BELOW_FLOOR, DIFFERENT = range(7)
INTERRUPTED = 130
Commands: TypeAlias = "argparse._SubParsersAction[CommandParser]"


def complain(message: str, *, kind: str = "error") -> None:
    """Print an error or a warning to standard error."""
    from pipeline.text import visible

    print(f"{kind}: {visible(message)}", file=sys.stderr)


def log_handler() -> logging.Handler:
    """Return what prints the program's warnings to standard error, names of files made harmless."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Visible("%(levelname)s: %(message)s"))
    return handler


class _Visible(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        from pipeline.text import visible

        return visible(super().format(record))


@contextmanager
def printed() -> Iterator[Console]:
    """Give a console that fits standard output, which gets all of it in one piece at the end."""
    from rich.console import Console

    # Written by us, since rich ends the program with code 1 when the reader has gone.
    console = Console()
    with console.capture() as captured:
        yield console
    sys.stdout.write(captured.get())


def add_records(parser: argparse.ArgumentParser, name: str, *, default: Path) -> None:
    """Add the argument that names the records."""
    parser.add_argument(
        name,
        type=Path,
        default=default,
        metavar="PATH",
        help=f"records.jsonl or its folder (default: {default})",
    )
