"""Evaluation -> what is printed, as plain text or as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, TextIO

from rich import box
from rich.console import Console
from rich.table import Table

from pipeline.evaluate.counting import Miss
from pipeline.evaluate.evaluation import Evaluation
from pipeline.evaluate.shown import Shown, comparison_notes, shown
from pipeline.text import counted, visible

Style = Literal["plain", "markdown"]

_PLAIN_WIDTH = 160
_MARKDOWN_MARKS = re.compile(r"([\\`*_\[\]<>#|~])")


def print_evaluation(
    evaluation: Evaluation, stream: TextIO, *, errors: bool = False, style: Style = "plain"
) -> None:
    """Print the figures as tables, and every miss if `errors`.

    Args:
        evaluation: What to print.
        stream: Where to; off a terminal the tables are plain ASCII.
        errors: Whether to list every miss with its sentence.
        style: ``markdown`` prints GitHub-flavoured tables and headings.
    """
    markdown = style == "markdown"
    terminal = stream.isatty() and not markdown
    console = Console(
        file=stream,
        force_terminal=terminal,
        highlight=False,
        markup=False,
        emoji=False,
        width=None if terminal else _PLAIN_WIDTH,
        soft_wrap=not terminal,
    )
    for line in _head(evaluation):
        console.print(f"- {_escaped(line)}" if markdown else visible(line))
    for table in shown(evaluation):
        console.print()
        if markdown:
            _print_markdown(table, console)
        else:
            _print_plain(table, console, terminal=terminal)
    console.print()
    for line in _foot(evaluation):
        console.print(f"- {_escaped(line.strip())}" if markdown else visible(line))
    if errors:
        for miss in evaluation.misses:
            _print_miss(miss, console, markdown=markdown)


def _head(evaluation: Evaluation) -> Iterator[str]:
    split = f" of the split {evaluation.split}" if evaluation.split else ""
    yield f"{counted(len(evaluation.interviews), 'interview')}{split}"
    yield f"gold sha256 {evaluation.gold_sha256}"
    for id in evaluation.unpredicted:
        yield f"no record for {id}: everything in it counts as missed"


def _foot(evaluation: Evaluation) -> Iterator[str]:
    if evaluation.comparison is not None:
        yield from comparison_notes(evaluation.comparison)
    if evaluation.layers["claims"]:
        yield f"most key claims of one answer: {evaluation.most_keys_per_answer}"
    wrong = evaluation.offset_violations
    yield f"offset violations: {len(wrong)} of {evaluation.spans_checked} spans"
    for message in wrong:
        yield f"  {message}"


# --- plain ---------------------------------------------------------------------------------


def _print_plain(table: Shown, console: Console, *, terminal: bool) -> None:
    if table.rows:
        drawn = Table(
            title=visible(table.title),
            title_justify="left",
            box=box.SIMPLE_HEAD if terminal else box.ASCII2,
        )
        drawn.add_column(table.header[0], overflow="fold")
        for header in table.header[1:]:
            drawn.add_column(header, justify="right")
        for row in table.rows:
            drawn.add_row(*map(visible, row))
        console.print(drawn)
    else:
        console.print(visible(f"{table.title}: none"))
    for note in table.notes:
        console.print(visible(note))


# --- Markdown ------------------------------------------------------------------------------


def _print_markdown(table: Shown, console: Console) -> None:
    console.print(f"### {_escaped(table.title)}")
    console.print()
    if table.rows:
        console.print(_markdown_row(table.header))
        console.print(_markdown_row((":--", *("--:" for _ in table.header[1:])), escape=False))
        for row in table.rows:
            console.print(_markdown_row(row))
    else:
        console.print("None.")
    for note in table.notes:
        console.print()
        console.print(_escaped(note))


def _markdown_row(cells: tuple[str, ...], *, escape: bool = True) -> str:
    return f"| {' | '.join(_escaped(cell) if escape else cell for cell in cells)} |"


def _escaped(text: str) -> str:
    return _MARKDOWN_MARKS.sub(r"\\\1", visible(text))


# --- misses --------------------------------------------------------------------------------


def _print_miss(miss: Miss, console: Console, *, markdown: bool) -> None:
    if not markdown:
        console.print()
    head = f"{miss.id}: {miss.kind}"
    console.print(f"- {_escaped(head)}" if markdown else visible(head))
    for name, value in (
        ("sentence", miss.sentence),
        ("gold", miss.gold),
        ("predicted", miss.predicted),
    ):
        if value:
            plain = visible(f"  {name:<9} {value}")
            console.print(f"  - {name}: {_escaped(value)}" if markdown else plain)
