"""Score the answer status of annotated exchanges, beside always saying that they are answered.

    python scripts/evaluate_answer_status.py corpus/answer_status/dev.tsv --gold corpus/gold/dev

Markdown tables: rates with 95 % bootstrap intervals over interviews, then annotated against assessed. No model is
loaded: the status is decided by the words alone, of the annotated turns.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from pipeline.errors import PipelineError
from pipeline.evaluate.answer_status import (
    STATUSES,
    Judged,
    confusion_of,
    judged,
    macro_f1,
    read_statuses,
    status_counts,
    status_ratios,
)
from pipeline.evaluate.figures import figures
from pipeline.evaluate.markdown import table, with_interval
from pipeline.gold import read_golds


def lines(found: Sequence[Judged]) -> Iterator[str]:
    """Yield the report, line by line."""
    counts = status_counts(found)
    yield f"{len(counts)} interviews, {len(found)} annotated exchanges"
    yield ""
    shown = [*figures(counts, wanted=status_ratios())]
    shown[5:5] = [macro_f1(counts), macro_f1(counts, floor=True)]
    yield from table(
        ["figure", "value", "of"],
        [[f.label, with_interval(f.value, f.low, f.high), f"{f.under:.0f}"] for f in shown],
    )
    confusion = confusion_of(found)
    columns = (*STATUSES, None)
    yield from table(
        ["annotated \\ assessed", *(column or "null" for column in columns)],
        [[row, *(str(confusion[row, column]) for column in columns)] for row in STATUSES],
    )


def main() -> int:
    """Return the exit code: 1 when something cannot be read."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("annotated", type=Path, help="table of annotated exchanges")
    parser.add_argument("--gold", type=Path, required=True, help="folder of the gold files")
    parser.add_argument("--list", action="store_true", help="also list what was assessed otherwise")
    options = parser.parse_args()
    try:
        golds = {gold.id: gold for gold in read_golds(options.gold)}
        found = judged(read_statuses(options.annotated), golds)
    except PipelineError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    print("\n".join(lines(found)))
    for item in found if options.list else ():
        own, said = item.annotated, item.assessment
        if own.status != said.status:
            cues = " | ".join(f"{cue.kind}: {cue.text}" for cue in said.evidence)
            print(f"{own.interview} {own.exchange}: {own.status} -> {said.status} ({cues})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
