"""``entretiens apply-review``: a reviewer's decisions into records and gold."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.cli.console import OK, SOME_FAILED, Commands, complain
from pipeline.cli.reporting import beside
from pipeline.errors import InputError

if TYPE_CHECKING:
    from pipeline.export import ExportFile
    from pipeline.review import Correction
    from pipeline.schema import Record


def add_apply_review(commands: Commands) -> argparse.ArgumentParser:
    """Add the command ``apply-review``."""
    review = commands.add_parser(
        "apply-review", help="put a reviewer's corrections into records, and make gold of them"
    )
    review.set_defaults(command=_apply_review)
    review.add_argument("records", type=Path, metavar="RECORDS", help="records.jsonl or its folder")
    review.add_argument(
        "corrections",
        type=Path,
        metavar="CORRECTIONS",
        help="corrections.jsonl, as the report's review saves it",
    )
    review.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="DIR",
        help="output folder: the files of a run with all records, and gold/ with those corrected",
    )
    review.add_argument("--force", action="store_true", help="replace files in DIR that differ")
    review.add_argument(
        "--no-report", action="store_true", help="write no report.html, the page to read and review"
    )
    return review


@dataclass(slots=True)
class _Told:
    """What is known once all records were gone through."""

    gold: dict[str, str] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    applied: Counter[str] = field(default_factory=Counter)


def _apply_review(options: argparse.Namespace) -> int:
    from pipeline.cli.publishing import publish
    from pipeline.records import iter_records
    from pipeline.review import corrections_of, read_corrections
    from pipeline.text import counted

    corrections, errors = read_corrections(options.corrections)
    if not corrections and not errors:
        raise InputError(f"{options.corrections}: holds no correction")
    known = [(record.id, record.source.sha256) for record in iter_records(options.records)]
    by_record, lost = corrections_of(corrections, known)
    told = _Told(refused=[*errors, *lost])
    written = publish(
        options.out,
        _reviewed(options.records, by_record, told),
        source=options.records,
        manifest={"made_by": "apply-review"},
        force=options.force,
        report=not options.no_report,
        more=_gold_files(told),
    )
    for message in told.refused:
        complain(message)
    for path in _of_earlier_reviews(options.out, told):
        complain(f"{path}: no decision is about it now; an evaluation counts it", kind="warning")
    layers = ", ".join(f"{number} on {layer}" for layer, number in told.applied.items() if number)
    print(
        f"{counted(told.applied.total(), 'decision')} applied{f' ({layers})' if layers else ''}, "
        f"{len(told.refused)} refused; {counted(written, 'record')} in {options.out}, "
        f"{len(told.gold)} of them as gold in {options.out / 'gold'}"
    )
    if not options.no_report:
        print(f"To read, search and review them, open {beside(options.out)} in a browser")
    return SOME_FAILED if told.refused else OK


def _reviewed(path: Path, by_record: dict[str, list[Correction]], told: _Told) -> Iterator[Record]:
    from pipeline.gold import gold_json
    from pipeline.records import iter_records
    from pipeline.review import apply_corrections

    for record in iter_records(path):
        decisions = by_record.get(record.id)
        if not decisions:
            yield record
            continue
        reviewed = apply_corrections(record, decisions)
        told.refused += reviewed.refused
        told.applied.update(reviewed.applied)
        if reviewed.gold is not None:
            told.gold[record.id] = gold_json(reviewed.gold)
        yield reviewed.record


def _of_earlier_reviews(out: Path, told: _Told) -> list[Path]:
    """Return gold that was there before and that this review did not make."""
    made = {out / "gold" / f"{id}.json" for id in told.gold}
    return sorted({*(out / "gold").rglob("*.json")} - made)


def _gold_files(told: _Told) -> Iterator[ExportFile]:
    # Gone through after the records, when it is known what has been corrected.
    from pipeline.export import ExportFile

    for id, content in told.gold.items():
        yield ExportFile.of_text(f"gold/{id}.json", content)
