"""Print every annotated interview in every layout row and count the exchanges that segmentation gets right.

    python scripts/evaluate_layouts.py corpus/marked/dev-*.txt [--layout NAME] [--errors]

An exchange is right when its question and all its answers are equal to the annotated ones, white space
collapsed. A row that cannot print an interview (names it does not know, several interviewees without labels)
leaves it out; the table says how many it printed.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import InputError
from pipeline.export.layout_printing import render
from pipeline.export.layouts import LAYOUTS, Layout, fits, layout_named
from pipeline.importers.marked import MarkedInterview, parse_marked, read_marked, source_of
from pipeline.schema import ExchangeTurns, Gold, GoldTurn, Interview, Turn
from pipeline.segment import segment
from pipeline.settings import Settings

Exchange = tuple[str, tuple[str, ...]]


@dataclass(slots=True)
class Row:
    """Counts of one layout row."""

    interviews: int = 0
    exchanges: int = 0
    exact: int = 0
    questions: int = 0  # found
    predicted: int = 0

    def add(self, other: Row) -> None:
        """Add the counts of another row."""
        self.interviews += other.interviews
        self.exchanges += other.exchanges
        self.exact += other.exact
        self.questions += other.questions
        self.predicted += other.predicted

    def line(self, name: str) -> str:
        """Return the row as a line of a Markdown table."""
        f1 = 2 * self.questions / max(1, self.exchanges + self.predicted)
        pairs = self.exact / max(1, self.exchanges)
        return f"| {name} | {self.interviews} | {self.exchanges} | {f1:.3f} | {pairs:.3f} |"


def interview_of(marked: MarkedInterview) -> Interview | None:
    """Return the segmented interview, or None where the pipeline finds none."""
    try:
        return segment(source_of(marked), Settings())
    except InputError:
        return None


def exchanges_of(
    turns: Iterable[Turn | GoldTurn], exchanges: Sequence[ExchangeTurns]
) -> list[Exchange]:
    """Return question and answers of every exchange, white space collapsed."""
    words = {turn.id: " ".join(turn.text.split()) for turn in turns}
    return [
        (" ".join(words[t] for t in x.question), tuple(words[t] for t in x.answers))
        for x in exchanges
        if x.question
    ]


def score(marked: MarkedInterview, row: Row, *, errors: bool) -> None:
    """Add the counts of one interview to a row; print what was missed if asked to."""
    gold = exchanges_of(marked.gold.turns or (), marked.gold.exchanges or ())
    interview = interview_of(marked)
    found = exchanges_of(interview.turns, interview.exchanges) if interview else []
    row.interviews += 1
    row.exchanges += len(gold)
    row.predicted += len(found)
    row.exact += (Counter(gold) & Counter(found)).total()
    row.questions += (Counter(q for q, _ in gold) & Counter(q for q, _ in found)).total()
    if errors:
        for question, answers in gold:
            if (question, answers) not in found:
                near = next((a for q, a in found if q == question), None)
                print(f"{marked.gold.id} [{marked.gold.layout}] {question[:110]!r}")
                print(f"    answers {[a[:60] + '…' + a[-40:] for a in answers]}")
                print(f"    found   {[a[:60] + '…' + a[-40:] for a in near] if near else near}")


def rows_of(golds: Sequence[Gold], layouts: Sequence[Layout], *, errors: bool) -> dict[str, Row]:
    """Return the counts of every layout row over all interviews it can print."""
    rows = {layout.name: Row() for layout in layouts}
    for layout in layouts:
        for gold in golds:
            if fits(gold, layout):
                marked = parse_marked(render(gold, layout), name=f"{gold.id}.txt")
                score(marked, rows[layout.name], errors=errors)
    return rows


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("files", nargs="+", type=Path, help="marked files")
    parser.add_argument("--layout", action="append", help="only this row; may be repeated")
    parser.add_argument("--errors", action="store_true", help="list what was missed")
    options = parser.parse_args()
    golds = [read_marked(path).gold for path in options.files]
    layouts = [layout_named(name) for name in options.layout or ()] or LAYOUTS
    rows = rows_of(golds, layouts, errors=options.errors)
    print("| layout | interviews | exchanges | question F1 | exact pairs |\n|---|---|---|---|---|")
    total = Row()
    for name, row in rows.items():
        print(row.line(name))
        total.add(row)
    print(total.line("all"))


if __name__ == "__main__":
    main()
