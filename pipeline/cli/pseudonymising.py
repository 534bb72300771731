"""``entretiens pseudonymise``, and what other commands need for ``--pseudonymise``."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from pipeline.cli.console import OK, Commands, complain

if TYPE_CHECKING:
    from pipeline.pseudonyms import Leak, Pseudonymised
    from pipeline.schema import Record

T = TypeVar("T")
_PRINTED = 5


def add_pseudonymise(commands: Commands) -> argparse.ArgumentParser:
    """Add the command ``pseudonymise``."""
    command = commands.add_parser(
        "pseudonymise", help="write records that name nobody, and keep the key apart"
    )
    command.set_defaults(command=_pseudonymise)
    command.add_argument(
        "records", type=Path, metavar="RECORDS", help="records.jsonl or its folder"
    )
    command.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="output folder, to be shared"
    )
    command.add_argument(
        "--key",
        type=Path,
        required=True,
        metavar="KEY.csv",
        help="key table, made or extended; outside DIR, never to be shared",
    )
    command.add_argument(
        "--organisations", action="store_true", help="replace names of organisations and media too"
    )
    command.add_argument("--force", action="store_true", help="replace files in DIR that differ")
    return command


def add_pseudonym_options(parser: argparse.ArgumentParser) -> None:
    """Add ``--pseudonymise`` and ``--pseudonymise-organisations``."""
    parser.add_argument(
        "--pseudonymise",
        type=Path,
        metavar="KEY.csv",
        help="replace names of persons; the key table is made or extended, outside the output",
    )
    parser.add_argument(
        "--pseudonymise-organisations",
        action="store_true",
        help="with --pseudonymise: replace names of organisations and media too",
    )


@dataclass(slots=True)
class LeakCheck:
    """Searches files before they are shared, and remembers what is doubtful in them."""

    records: Pseudonymised
    doubtful: list[Leak] = field(default_factory=list)

    def __call__(self, folder: Path) -> None:
        """Search all files of a folder, and keep the key table if they may be shared.

        Raises:
            InputError: An original name is in one of them, or the key table cannot be written.
        """
        self.doubtful = self.records.check(folder)
        self.records.keep_key()

    def tell(self) -> None:
        """Print what was emptied, and what may be a name and may be a word or a place."""
        from pipeline.text import counted

        if emptied := self.records.emptied:
            passages = counted(emptied, "passage")
            print(f"{passages} outside the interviews (credits, menus) emptied: […]")
        for leak in self.doubtful[:_PRINTED]:
            complain(f"{leak}; a word or a place may stand there: look at it", kind="warning")
        more = len(self.doubtful) - _PRINTED
        if more > 0:
            complain(f"{more} more such places", kind="warning")


def under_pseudonyms(
    records: Iterable[Record], *, key: Path, organisations: bool, out: Path
) -> tuple[Pseudonymised, LeakCheck]:
    """Return records under pseudonyms and the check for the files made of them.

    Args:
        records: Can be gone through several times.
        key: The key table.
        organisations: Whether organisations are replaced.
        out: The folder or file to be shared.
    """
    from pipeline.pseudonyms import pseudonymised

    made = pseudonymised(records, key=key, organisations=organisations, out=out)
    return made, LeakCheck(made)


@dataclass(frozen=True, slots=True)
class Anew(Generic[T]):
    """An iterable that calls a function each time it is gone through."""

    make: Callable[[], Iterable[T]]

    def __iter__(self) -> Iterator[T]:
        return iter(self.make())


def _pseudonymise(options: argparse.Namespace) -> int:
    from pipeline.cli.publishing import publish
    from pipeline.records import iter_records
    from pipeline.text import counted

    records, check = under_pseudonyms(
        Anew(partial(iter_records, options.records)),
        key=options.key,
        organisations=options.organisations,
        out=options.out,
    )
    written = publish(
        options.out,
        records,
        source=options.records,
        manifest={"made_by": "pseudonymise"},
        force=options.force,
        check=check,
    )
    check.tell()
    made = counted(written, "record")
    print(f"{made} in {options.out}; the key is {options.key}: keep it apart")
    return OK
