"""``entretiens link``: what several interviews say, as two tables beside the records."""

from __future__ import annotations

import argparse
from pathlib import Path

from pipeline.cli.console import OK, Commands


def add_link(commands: Commands) -> argparse.ArgumentParser:
    """Add the command ``link``."""
    link = commands.add_parser(
        "link",
        help="write which claims of several interviews agree or oppose, and all their entities",
    )
    link.set_defaults(command=_link)
    link.add_argument("records", type=Path, metavar="RECORDS", help="records.jsonl or its folder")
    link.add_argument("--out", type=Path, metavar="DIR", help="default: beside records.jsonl")
    link.add_argument(
        "--words-only",
        action="store_true",
        help="compare claims by their words alone, also where the encoder made the records",
    )
    return link


def _link(options: argparse.Namespace) -> int:
    from pipeline.links import write_links
    from pipeline.records import iter_records
    from pipeline.text import counted

    records: Path = options.records
    out: Path = options.out or (records if records.is_dir() else records.parent)
    made = write_links(iter_records(records), out, words_only=options.words_only)
    print(
        f"{counted(made.interviews, 'interview')}, {made.compared} claims compared by {made.method}"
    )
    if made.copies:
        print(f"{counted(made.copies, 'interview')} left out of the claims as copies of others")
    print(f"corpus_entities: {counted(made.entities, 'row')} in {out}")
    print(f"claim_links: {made.same} same, {made.opposed} opposed in {out}")
    return OK
