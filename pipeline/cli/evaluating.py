"""``entretiens evaluate``: records against annotated interviews."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from pipeline.cli.console import BELOW_FLOOR, INVALID, OK, Commands, add_records


def add_evaluate(commands: Commands) -> argparse.ArgumentParser:
    """Add the command ``evaluate``."""
    evaluate = commands.add_parser("evaluate", help="score records against annotated interviews")
    evaluate.set_defaults(command=_evaluate)
    evaluate.add_argument("--gold", type=Path, required=True, help="gold file or folder of them")
    add_records(evaluate, "--records", default=Path("out"))
    evaluate.add_argument("--split", help="only gold of this split: train, dev or test")
    evaluate.add_argument("--errors", action="store_true", help="list every miss with its sentence")
    evaluate.add_argument("--out", type=Path, metavar="FILE", help="also write JSON to this file")
    evaluate.add_argument(
        "--against",
        type=Path,
        metavar="PATH",
        help="other records of the same interviews: differences with a paired bootstrap",
    )
    evaluate.add_argument(
        "--by",
        action="append",
        default=[],
        choices=("layout", "tag", "format"),
        help="also the figures of each layout, tag or file format; may be repeated",
    )
    evaluate.add_argument(
        "--floors",
        type=Path,
        metavar="FILE",
        help="TOML file of floors: exit code 5 if a figure falls below its own by more than the "
        "stated margin, or half of its interval",
    )
    printed = evaluate.add_mutually_exclusive_group()
    printed.add_argument(
        "--table", choices=("plain", "markdown"), default="plain", help="form of printed tables"
    )
    printed.add_argument("--json", action="store_true", help="print JSON instead of tables")
    return evaluate


def _evaluate(options: argparse.Namespace) -> int:
    from pipeline.evaluate import (
        evaluation_json,
        print_evaluation,
        run_evaluation,
        write_evaluation,
    )

    found = run_evaluation(
        gold=options.gold,
        records=options.records,
        split=options.split,
        against=options.against,
        by=options.by,
        floors=options.floors,
    )
    if options.out is not None:
        write_evaluation(found, options.out, errors=options.errors)
    if options.json:
        sys.stdout.write(evaluation_json(found, errors=options.errors))
    else:
        print_evaluation(found, sys.stdout, errors=options.errors, style=options.table)
    if found.offset_violations:
        return INVALID
    return BELOW_FLOOR if found.floors and found.floors.fallen else OK
