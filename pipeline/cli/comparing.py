"""``entretiens diff``: what a new version of the records says otherwise."""

from __future__ import annotations

import argparse
import dataclasses
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.cli.console import DIFFERENT, OK, Commands, printed

if TYPE_CHECKING:
    from rich.console import Console

    from pipeline.compare import Change, Difference

_SHOWN = 60  # characters of a value


def add_diff(commands: Commands) -> argparse.ArgumentParser:
    """Add the command ``diff``."""
    diff = commands.add_parser(
        "diff", help="show what changed between two versions of records, interview by interview"
    )
    diff.set_defaults(command=_diff)
    diff.add_argument("old", type=Path, metavar="OLD", help="records.jsonl or its folder")
    diff.add_argument("new", type=Path, metavar="NEW", help="records.jsonl or its folder")
    diff.add_argument("--json", action="store_true", help="print all changes as one JSON object")
    diff.add_argument(
        "--limit",
        type=int,
        default=20,
        metavar="N",
        help="changes shown one by one (default: 20; 0: none); --json prints all",
    )
    return diff


def _diff(options: argparse.Namespace) -> int:
    differences = list(_differences(options.old, options.new))
    changed = [found for found in differences if found.status != "same"]
    if options.json:
        print(_as_json(differences))
    else:
        with printed() as console:
            _show(console, differences, options.limit)
    return DIFFERENT if changed else OK


def _differences(old: Path, new: Path) -> Iterator[Difference]:
    from pipeline.compare import compare
    from pipeline.records import iter_records

    before = {record.id: record for record in iter_records(old)}
    after = {record.id: record for record in iter_records(new)}
    for id in sorted({*before, *after}):
        yield compare(before.get(id), after.get(id))


def _as_json(differences: list[Difference]) -> str:
    values = {
        "interviews": [
            {
                "id": found.id,
                "status": found.status,
                "counts": found.counts,
                "changes": [dataclasses.asdict(change) for change in found.changes],
            }
            for found in differences
        ],
        "statuses": Counter(found.status for found in differences),
        "counts": _total(differences),
    }
    return json.dumps(values, ensure_ascii=False, indent=1)


def _total(differences: list[Difference]) -> Counter[str]:
    total: Counter[str] = Counter()
    for found in differences:
        total.update(found.counts)
    return total


def _show(console: Console, differences: list[Difference], limit: int) -> None:
    from rich.table import Table

    from pipeline.compare import LAYERS
    from pipeline.text import counted, visible

    table = Table(title="changes by interview")
    table.add_column("interview", overflow="fold")
    table.add_column("state")
    for layer in LAYERS:
        table.add_column(layer, justify="right")
    for found in differences:
        if found.status != "same":
            numbers = [str(found.counts[layer] or "·") for layer in LAYERS]
            table.add_row(visible(found.id), found.status, *numbers)
    total = _total(differences)
    table.add_section()
    table.add_row("all", "", *(str(total[layer] or "·") for layer in LAYERS))
    if table.row_count > 1:
        console.print(table)
    left = limit
    for found in differences:
        for change in found.changes[: max(0, left)]:
            console.print(visible(f"{found.id}: {_line(change)}"), markup=False, highlight=False)
        left -= len(found.changes)
    if left < 0 < limit:
        console.print(f"{-left} more changes: --limit {total.total()} or --json shows them")
    states = Counter(found.status for found in differences)
    told = ", ".join(f"{number} {status}" for status, number in sorted(states.items()))
    console.print(f"{counted(len(differences), 'interview')}: {told or 'none on either side'}")


def _line(change: Change) -> str:
    where = f" at {change.start}" if change.start is not None else ""
    words = f" “{_cut(change.words)}”" if change.words else ""
    if change.what in ("added", "removed"):
        value = change.after if change.what == "added" else change.before
        return f"{change.layer}: {change.what} {value}{words}{where}"
    before, after = (_cut(value) if value else "none" for value in (change.before, change.after))
    if change.what in ("boundaries", "interview"):
        words = ""
    return f"{change.layer}: {change.what}{words}{where}: {before} -> {after}"


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else f"{line[: _SHOWN - 1]}…"
