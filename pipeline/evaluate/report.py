"""Evaluation -> what is printed."""

from __future__ import annotations

from typing import TextIO

from rich import box
from rich.console import Console
from rich.table import Table

from pipeline.evaluate.counting import Miss
from pipeline.evaluate.evaluation import Evaluation
from pipeline.evaluate.figures import Figure, Measure

_PLAIN_WIDTH = 120


def print_evaluation(evaluation: Evaluation, stream: TextIO, *, errors: bool = False) -> None:
    """Print the figures as tables, plain off a terminal, and every miss if `errors`."""
    terminal = stream.isatty()
    console = Console(
        file=stream,
        force_terminal=terminal,
        highlight=False,
        markup=False,
        width=None if terminal else _PLAIN_WIDTH,
        soft_wrap=not terminal,
    )
    _print_head(evaluation, console)
    for section in dict.fromkeys(figure.section for figure in evaluation.figures):
        shown = [f for f in evaluation.figures if f.section == section and f.under]
        if shown:
            console.print()
            console.print(_table(section, evaluation, shown, terminal=terminal))
    if evaluation.layers["claims"]:
        console.print(f"most key claims of one answer: {evaluation.most_keys_per_answer}")
    _print_offsets(evaluation, console)
    if errors:
        for miss in evaluation.misses:
            _print_miss(miss, console)


def _print_head(evaluation: Evaluation, console: Console) -> None:
    split = f" of the split {evaluation.split}" if evaluation.split else ""
    console.print(f"{len(evaluation.interviews)} interviews{split}")
    console.print(f"gold sha256 {evaluation.gold_sha256}")
    for id in evaluation.unpredicted:
        console.print(f"no record for {id}: everything in it counts as missed")


def _table(section: str, evaluation: Evaluation, shown: list[Figure], *, terminal: bool) -> Table:
    """One row a name: F1 with precision and recall beside it, or a rate."""
    scored = f"{evaluation.layers[section]} of {len(evaluation.interviews)} interviews"
    table = Table(
        title=f"{section} ({scored})",
        title_justify="left",
        box=box.SIMPLE_HEAD if terminal else box.ASCII2,
    )
    table.add_column("figure")
    for header in ("value", "95 % interval", "precision", "recall", "counts"):
        table.add_column(header, justify="right")
    rows: dict[str, dict[Measure, Figure]] = {}
    for figure in shown:
        rows.setdefault(figure.name, {})[figure.measure] = figure
    for name, row in rows.items():
        table.add_row(*_cells(name, row))
    return table


def _cells(name: str, row: dict[Measure, Figure]) -> tuple[str, ...]:
    if "rate" in row:
        rate = row["rate"]
        return name, _number(rate.value), _interval(rate), "", "", f"{rate.over:g} / {rate.under:g}"
    precision, recall, f1 = row.get("precision"), row.get("recall"), row.get("F1")
    # With nothing in gold, or nothing predicted, one of the three has no denominator.
    return (
        f"{name} F1",
        _number(f1.value if f1 else None),
        _interval(f1) if f1 else "-",
        _number(precision.value if precision else None),
        _number(recall.value if recall else None),
        f"{f1.over / 2 if f1 else 0:g} found, {recall.under if recall else 0:g} gold, "
        f"{precision.under if precision else 0:g} predicted",
    )


def _interval(figure: Figure) -> str:
    return f"{_number(figure.low)} to {_number(figure.high)}"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _print_offsets(evaluation: Evaluation, console: Console) -> None:
    wrong = evaluation.offset_violations
    console.print(f"offset violations: {len(wrong)} of {evaluation.spans_checked} spans")
    for message in wrong:
        console.print(f"  {message}")


def _print_miss(miss: Miss, console: Console) -> None:
    console.print()
    console.print(f"{miss.id}: {miss.kind}")
    for name, value in (
        ("sentence", miss.sentence),
        ("gold", miss.gold),
        ("predicted", miss.predicted),
    ):
        if value:
            console.print(f"  {name:<9} {value}")
