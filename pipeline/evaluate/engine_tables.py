"""What the compared engines read and found -> Markdown tables."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import get_args

from pipeline.evaluate.comparison import Difference, differences
from pipeline.evaluate.evaluation import Evaluation, digest, evaluate
from pipeline.evaluate.markdown import table, with_interval
from pipeline.evaluate.rewriting import VARIANTS, rewritten_gold
from pipeline.evaluate.trial import Annotated, Outcome
from pipeline.evaluate.unseen import (
    Keep,
    SeenNames,
    entities_of_gold,
    entities_of_record,
    without_places,
)
from pipeline.schema import EntityLabel, Gold, ModelVersion, Record

ALONE, WITH_RULES = "alone", "with the rules"

_LABELS: tuple[str, ...] = get_args(EntityLabel)
_GENERAL = ("PER", "ORG", "LOC")  # what WiNER-fr and our guidelines both mean
_KIND = "kind accuracy"
_OTHERWISE = "names that its guide and ours label differently"
_BY_ITS_GUIDE = "by the head that learnt its guide"
_UNSEEN = "names that no word list of ours and no training text holds"


@dataclass(frozen=True, slots=True)
class Data:
    """What the engines read; ``seen`` is there if figures on other names are asked for.

    ``general`` are the documents of WiNER-fr, each one turn; ``apart`` says, by id, where in them names stand
    that its guide and ours label differently.
    """

    split: str
    interviews: tuple[Annotated, ...]
    general: tuple[Gold, ...] = ()
    seen: SeenNames | None = None
    apart: Mapping[str, Sequence[tuple[int, int]]] = field(default_factory=dict)

    @property
    def golds(self) -> list[Gold]:
        """The annotated interviews."""
        return [each.gold for each in self.interviews]


@dataclass(frozen=True, slots=True)
class Row:
    """One engine, ``alone`` or ``with the rules``: its outcome, or why there is none."""

    engine: str
    how: str
    outcome: Outcome | str
    encoder: bool = False


def tables(
    rows: Sequence[Row], data: Data, *, robust: bool, further: Iterable[str] = ()
) -> Iterator[str]:
    """Yield the lines of the whole report: totals, never words of a text.

    Args:
        rows: What the engines did.
        data: What they read.
        robust: Whether the rewritten interviews have a table.
        further: Lines of other tables, put before the versions.
    """
    yield from _printed(rows, data)
    seen = data.seen

    def unseen(_: str, name: str) -> bool:
        return seen is not None and name not in seen

    def general(label: str, _: str) -> bool:
        return label in _GENERAL

    def general_unseen(label: str, name: str) -> bool:
        return general(label, name) and unseen(label, name)

    interviews = _Part(data.golds, "interviews", lambda outcome: outcome.printed, _LABELS)
    texts = _Part(data.general, "documents", lambda outcome: outcome.general, _GENERAL)
    by_its_guide = dataclasses.replace(texts, records=lambda outcome: outcome.by_its_guide)
    agreed = dataclasses.replace(texts, records=lambda outcome: _agreed(outcome.general, data))
    if seen is not None:
        yield from _part(f"The same, {_UNSEEN}", rows, interviews, unseen)
    if robust:
        yield from _robust(rows, data)
    if data.general:
        title = f"WiNER-fr {data.split}, three labels"
        yield from _part(title, rows, texts, general)
        yield from _part(f"{title}, without {_OTHERWISE}", rows, agreed, general)
        if any(isinstance(row.outcome, Outcome) and row.outcome.by_its_guide for row in rows):
            yield from _part(f"{title}, {_BY_ITS_GUIDE}", rows, by_its_guide, general)
        if seen is not None:
            yield from _part(f"WiNER-fr {data.split}, {_UNSEEN}", rows, texts, general_unseen)
    yield from further
    yield from _versions(rows)


def _agreed(records: Sequence[Record], data: Data) -> list[Record]:
    """Return the records without mentions where the two guides label differently."""
    return [without_places(record, data.apart.get(record.id, ())) for record in records]


# --- figures -----------------------------------------------------------------------------------


def _everything(_: str, __: str) -> bool:
    return True


def _scored(golds: Sequence[Gold], records: Sequence[Record], keep: Keep) -> Evaluation:
    """Return the figures over the mentions to keep, of gold and of records alike."""
    return evaluate(
        [entities_of_gold(gold, keep) for gold in golds],
        [entities_of_record(record, keep) for record in records],
    )


def _wanted(labels: Sequence[str]) -> list[str]:
    return ["strict F1", *(f"{label} F1" for label in labels), "span only F1"]


def _cells(evaluation: Evaluation, wanted: Sequence[str]) -> list[str]:
    found = {f.label: f for f in evaluation.figures if f.section == "entities"}
    chosen = [found[label] for label in wanted]
    return [with_interval(figure.value, figure.low, figure.high) for figure in chosen]


def _counted(golds: Sequence[Gold], keep: Keep) -> str:
    """Return how many mentions there are, by label."""
    found: Counter[str] = Counter(
        entity.label
        for gold in golds
        for entity in gold.entities or ()
        for mention in entity.mentions
        if keep(entity.label, mention.text)
    )
    by_label = ", ".join(f"{label} {found[label]}" for label in _LABELS if found[label])
    return f"{found.total()} mentions ({by_label})"


# --- tables ------------------------------------------------------------------------------------


def _printed(rows: Sequence[Row], data: Data) -> Iterator[str]:
    """Yield the figures on the interviews as printed, with speed and size."""
    golds = data.golds
    yield from (f"### Interviews of the split {data.split}", "")
    yield f"{len(golds)} interviews, {_counted(golds, _everything)}; gold sha256 {digest(golds)}"
    yield ""
    wanted = [*_wanted(_LABELS), _KIND]
    header = ["engine", "", *wanted, "words/s", "peak MB", "model MB"]
    found = []
    for row in rows:
        cells = [row.engine, row.how]
        if isinstance(row.outcome, str):
            cells += [row.outcome, *[""] * (len(header) - 3)]
        else:
            outcome = row.outcome
            figures = _cells(_scored(golds, outcome.printed, _everything), wanted)
            if row.how == ALONE:  # an engine knows no kinds
                figures[-1] = "-"
            speed = f"{outcome.words / outcome.seconds:,.0f}"
            cells += [*figures, speed, _rounded(outcome.peak), _rounded(outcome.size)]
        found.append(cells)
    yield from table(header, found)


def _rounded(value: float | None) -> str:
    return "unknown" if value is None else f"{value:.0f}"


@dataclass(frozen=True, slots=True)
class _Part:
    """Texts, what they are called, which records are about them, and their labels."""

    golds: Sequence[Gold]
    called: str
    records: Callable[[Outcome], Sequence[Record]]
    labels: Sequence[str]


def _part(title: str, rows: Sequence[Row], part: _Part, keep: Keep) -> Iterator[str]:
    """Yield the figures of every engine that read these texts, on the mentions to keep."""
    yield from (f"### {title}", "")
    yield from (f"{len(part.golds)} {part.called}, {_counted(part.golds, keep)}", "")
    wanted = _wanted(part.labels)
    found = [
        [row.engine, row.how, *_cells(_scored(part.golds, records, keep), wanted)]
        for row in rows
        if isinstance(row.outcome, Outcome) and (records := part.records(row.outcome))
    ]
    yield from table(["engine", "", *wanted], found)


def _robust(rows: Sequence[Row], data: Data) -> Iterator[str]:
    """Yield strict F1 on the interviews as printed and rewritten, with the differences."""
    yield from ("### The same interviews rewritten: strict F1", "")
    found = []
    for row in rows:
        if isinstance(row.outcome, str):
            continue
        printed = _scored(data.golds, row.outcome.printed, _everything)
        cells = [row.engine, row.how, f"{printed.value('entities', 'strict', 'F1') or 0:.3f}"]
        for variant in VARIANTS:
            golds = [rewritten_gold(gold, variant) for gold in data.golds]
            other = _scored(golds, row.outcome.variants[variant], _everything)
            cells.append(_difference(_strict_difference(other, printed)))
        found.append(cells)
    yield from table(["engine", "", "as printed", *VARIANTS.values()], found)
    yield "In brackets: less the interviews as printed, with the paired 95 % interval."
    yield ""


def _strict_difference(rewritten: Evaluation, printed: Evaluation) -> Difference:
    ids = printed.interviews
    counts = [[found.counts[id] for id in ids] for found in (rewritten, printed)]
    return next(
        each
        for each in differences(*counts)
        if (each.section, each.name, each.measure) == ("entities", "strict", "F1")
    )


def _difference(each: Difference) -> str:
    if each.records is None or each.difference is None or each.low is None or each.high is None:
        return "-"
    bounds = f"{each.low:+.3f} to {each.high:+.3f}"
    return f"{each.records:.3f} ({each.difference:+.3f}, {bounds})"


def _versions(rows: Sequence[Row]) -> Iterator[str]:
    found: dict[str, ModelVersion] = {}
    for row in rows:
        if isinstance(row.outcome, Outcome):
            found |= row.outcome.versions
    for name, version in found.items():
        sha256 = f", sha256 {version.sha256}" if version.sha256 else ""
        yield f"- {name} {version.version}{sha256}"
