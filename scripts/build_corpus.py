"""Build corpus/raw and corpus/gold from corpus/marked, or check them (--check)."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from pipeline.errors import PipelineError
from pipeline.gold import read_golds
from pipeline.importers.corpus import build_corpus

ROOT = Path(__file__).resolve().parent.parent


def count_rows(corpus: Path) -> list[str]:
    """Return the rows of the data sheet's table, one a split, counted in the built gold files."""
    rows = []
    for split in ("train", "dev", "test"):
        golds = list(read_golds(corpus / "gold" / split))
        named = [gold.entities for gold in golds if gold.entities is not None]
        claimed = [gold.claims for gold in golds if gold.claims is not None]
        counts = (
            len(golds),
            sum(len(gold.text.split()) for gold in golds),
            sum(len(gold.exchanges or ()) for gold in golds),
            len(named),
            sum(len(entity.mentions) for entities in named for entity in entities),
            len(claimed),
            sum(map(len, claimed)),
        )
        rows.append(f"| {split} | " + " | ".join(f"{count:,}" for count in counts) + " |")
    return rows


def main() -> int:
    """Return the exit code: 1 when a marked file is wrong or a built file is outdated."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, help="marked files (default: all)")
    parser.add_argument("--check", action="store_true", help="write nothing, report what is wrong")
    parser.add_argument("--corpus", type=Path, default=ROOT / "corpus", help="corpus folder")
    parser.add_argument("--quiet", action="store_true", help="do not print warnings")
    parser.add_argument("--counts", action="store_true", help="print the data sheet's table")
    options = parser.parse_args()
    if options.counts:
        print("\n".join(count_rows(options.corpus)))
        return 0
    try:
        report = build_corpus(options.corpus, files=options.files, check=options.check)
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
