"""Print how far the two annotations in corpus/first and corpus/second agree, by split.

    python scripts/agreement.py

A Markdown table: Krippendorff's alpha or F1 with its 95 % bootstrap interval over interviews, and
in brackets how many units were compared (alpha) or how many things each annotation marks (F1).
A second table: how far each two of the passes in corpus/keys agree on which claims are key.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from pipeline.errors import InputError, PipelineError
from pipeline.evaluate.agreement import Agreement, Comparison, agreement, compare
from pipeline.evaluate.key_passes import pairwise, read_pass
from pipeline.importers.corpus import pass_golds

ROOT = Path(__file__).resolve().parent.parent


def comparisons_of(corpus: Path) -> dict[str, list[Comparison]]:
    """Return the comparisons of the interviews annotated twice, by split, and of all together.

    Raises:
        InputError: A second annotation has no first one.
    """
    firsts = {gold.id: gold for gold in pass_golds(corpus, "first")}
    found: dict[str, list[Comparison]] = {"test": [], "dev": [], "train": []}
    for second in pass_golds(corpus, "second"):
        first = firsts.get(second.id)
        if first is None or first.split is None:
            raise InputError(f"second/{second.id}.txt: has no counterpart in first/")
        found[first.split].append(compare(first, second))
    found["all"] = [comparison for comparisons in found.values() for comparison in comparisons]
    return {split: comparisons for split, comparisons in found.items() if comparisons}


def cell(figure: Agreement | None) -> str:
    """Return one figure as it stands in the table.

    >>> cell(Agreement("claim", "F1", 0.8, 0.75, 0.851, 40, 44))
    '0.80 [0.75, 0.85] (40 / 44)'
    """
    if figure is None:
        return "not annotated"
    counts = str(figure.first) if figure.measure == "alpha" else f"{figure.first} / {figure.second}"
    if figure.value is None:
        return f"not defined ({counts})"
    return f"{figure.value:.2f} [{figure.low:.2f}, {figure.high:.2f}] ({counts})"


def table(found: dict[str, list[Comparison]]) -> list[str]:
    """Return the lines of the table."""
    columns = {
        split: {figure.name: figure for figure in agreement(comparisons)}
        for split, comparisons in found.items()
    }
    heads = [f"{split}, {len(comparisons)}" for split, comparisons in found.items()]
    measures = {name: f.measure for figures in columns.values() for name, f in figures.items()}
    return [
        f"| | measure | {' | '.join(heads)} |",
        "|---" * (len(heads) + 2) + "|",
        *(
            f"| {name} | {measure} | "
            + " | ".join(cell(figures.get(name)) for figures in columns.values())
            + " |"
            for name, measure in measures.items()
        ),
    ]


def key_table(corpus: Path) -> list[str]:
    """Return the lines of the table on the passes in ``keys``."""
    passes = {path.stem: read_pass(path) for path in sorted((corpus / "keys").glob("*.tsv"))}
    splits = ("test", "dev")
    found = {
        split: pairwise(
            {
                name: {place: claims for place, claims in own.items() if place[0].startswith(split)}
                for name, own in passes.items()
            }
        )
        for split in splits
    }
    return [
        f"| key claims, of | measure | {' | '.join(splits)} |",
        "|---" * (len(splits) + 2) + "|",
        *(
            f"| {rows[0].name} | F1 | {' | '.join(map(cell, rows))} |"
            for rows in zip(*found.values(), strict=True)
        ),
    ]


def main() -> int:
    """Return the exit code: 1 when nothing can be compared."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--corpus", type=Path, default=ROOT / "corpus", help="corpus folder")
    options = parser.parse_args()
    try:
        first = table(comparisons_of(options.corpus))
        print("\n".join([*first, "", *key_table(options.corpus)]))
    except PipelineError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
