"""Build what stands beside corpus/marked (raw, gold, the dataset's files), or check it (--check)."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from pipeline.errors import PipelineError
from pipeline.gold import read_golds
from pipeline.importers.corpus import CorpusReport, build_corpus, write_splits
from pipeline.importers.splits import digest_of
from pipeline.schema import Gold

ROOT = Path(__file__).resolve().parent.parent


def count_table(corpus: Path) -> list[str]:
    """Return the data sheet's tables: all interviews by split, those in full, then the digests."""
    golds = {split: list(read_golds(corpus / "gold" / split)) for split in ("train", "dev", "test")}
    lines = [
        "| split | interviews | words | exchanges | with entities | mentions | with claims | claims |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for split, found in golds.items():
        named = [gold for gold in found if gold.entities is not None]
        claimed = [gold for gold in found if gold.claims is not None]
        counts = (*_size(found), len(named), _mentions(found), len(claimed), _claims(found))
        lines.append(_row(split, counts))
    lines += [
        "",
        "| annotated in full | interviews | words | exchanges | mentions | claims |",
        "|---|---|---|---|---|---|",
    ]
    for split, found in golds.items():
        full = [g for g in found if None not in (g.entities, g.claims, g.summary)]
        lines.append(_row(split, (*_size(full), _mentions(full), _claims(full))))
    return [*lines, "", *(f"{split} gold sha256 {digest_of(golds[split])}" for split in golds)]


def _size(golds: Sequence[Gold]) -> tuple[int, int, int]:
    return (
        len(golds),
        sum(len(gold.text.split()) for gold in golds),
        sum(len(gold.exchanges or ()) for gold in golds),
    )


def _mentions(golds: Sequence[Gold]) -> int:
    return sum(len(entity.mentions) for gold in golds for entity in gold.entities or ())


def _claims(golds: Sequence[Gold]) -> int:
    return sum(len(gold.claims or ()) for gold in golds)


def _row(split: str, counts: Sequence[int]) -> str:
    return f"| {split} | " + " | ".join(f"{count:,}" for count in counts) + " |"


def report_of(options: argparse.Namespace) -> CorpusReport:
    """Return what building, checking or writing the split file found."""
    if options.splits:
        return write_splits(options.corpus)
    return build_corpus(options.corpus, files=options.files, check=options.check)


def main() -> int:
    """Return the exit code: 1 when a marked file is wrong or a built file is outdated."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, help="marked files (default: all)")
    parser.add_argument("--corpus", type=Path, default=ROOT / "corpus", help="corpus folder")
    parser.add_argument("--quiet", action="store_true", help="do not print warnings")
    instead = parser.add_mutually_exclusive_group()
    instead.add_argument("--check", action="store_true", help="write nothing, report what is wrong")
    instead.add_argument(
        "--splits",
        action="store_true",
        help="write splits.json: new interviews, today's digests; none may change its split",
    )
    instead.add_argument("--counts", action="store_true", help="print the data sheet's tables")
    options = parser.parse_args()
    if options.files and (options.splits or options.counts):
        parser.error("--splits and --counts are about all marked files; leave the names out")
    try:
        if options.counts:
            print("\n".join(count_table(options.corpus)))
            return 0
        report = report_of(options)
    except PipelineError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    for warning in () if options.quiet else report.warnings:
        print(f"warning: {warning}", file=sys.stderr)
    for line in report.errors:
        print(f"error: {line}", file=sys.stderr)
    print(
        f"{report.read} marked files read, {len(report.written)} files changed, "
        f"{len(report.errors)} errors"
    )
    return 1 if report.errors else 0


if __name__ == "__main__":
    sys.exit(main())
