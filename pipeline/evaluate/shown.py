"""Evaluation -> the tables of its report, as text cells: how they are drawn is decided elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.evaluate.comparison import MIN_DIFFERING, Comparison, Difference
from pipeline.evaluate.evaluation import LAYERS, Evaluation
from pipeline.evaluate.figures import LOWER_IS_BETTER, Figure, Measure
from pipeline.evaluate.floors import FloorCheck, Held
from pipeline.evaluate.groups import Group

# What a group is judged by; the JSON has every figure of every group.
_HEADLINES = {
    "turns": ("question F1", "exact pair F1", "role accuracy", "speaker accuracy"),
    "entities": ("strict F1", "span only F1", "grouping", "kind accuracy"),
    "claims": ("overlap 0.5 F1", "key F1", "type accuracy", "attribution accuracy"),
    "summary": ("ROUGE-1", "ROUGE-2", "ROUGE-L"),
}
# An interval resampled from a handful of interviews is narrower than the truth, from one it has no
# width at all: not shown.
_MIN_FOR_INTERVAL = 6


@dataclass(frozen=True, slots=True)
class Shown:
    """One table: a first column of names, then columns of figures; notes stand below it."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()


def shown(evaluation: Evaluation) -> Iterator[Shown]:
    """Yield the tables of an evaluation in the order of the report."""
    for section in LAYERS:
        figures = [f for f in evaluation.figures if f.section == section and f.under]
        if figures:
            yield _figures(section, evaluation, figures)
    for by in dict.fromkeys(group.by for group in evaluation.groups):
        groups = [group for group in evaluation.groups if group.by == by]
        for section in LAYERS:
            if evaluation.layers[section]:
                yield _groups(section, evaluation, groups)
    if evaluation.comparison is not None:
        yield from _comparison(evaluation.comparison, evaluation.layers)
    if evaluation.floors is not None:
        yield _floors(evaluation.floors, evaluation)


def number(value: float | None) -> str:
    """Return a rate with three decimals, ``-`` for None."""
    return "-" if value is None else f"{value:.3f}"


# --- figures -------------------------------------------------------------------------------


def _figures(section: str, evaluation: Evaluation, figures: Iterable[Figure]) -> Shown:
    """One row a name: F1 with precision and recall beside it, or a rate."""
    rows: dict[str, dict[Measure, Figure]] = {}
    for figure in figures:
        rows.setdefault(figure.name, {})[figure.measure] = figure
    interviews = evaluation.layers[section]
    return Shown(
        f"{section} ({interviews} of {len(evaluation.interviews)} interviews)",
        ("figure", "value", "95 % interval", "precision", "recall", "counts"),
        tuple(_cells(name, row, interviews) for name, row in rows.items()),
        tuple(_too_few(interviews)),
    )


def _cells(name: str, row: dict[Measure, Figure], interviews: int) -> tuple[str, ...]:
    if "rate" in row:
        rate = row["rate"]
        counts = f"{rate.over:g} / {rate.under:g}"
        return name, number(rate.value), _interval(rate, interviews), "", "", counts
    precision, recall, f1 = row.get("precision"), row.get("recall"), row.get("F1")
    # With nothing in gold, or nothing predicted, one of the three has no denominator.
    return (
        f"{name} F1",
        number(f1.value if f1 else None),
        _interval(f1, interviews) if f1 else "-",
        number(precision.value if precision else None),
        number(recall.value if recall else None),
        f"{f1.over / 2 if f1 else 0:g} found, {recall.under if recall else 0:g} gold, "
        f"{precision.under if precision else 0:g} predicted",
    )


def _interval(figure: Figure, interviews: int) -> str:
    if interviews < _MIN_FOR_INTERVAL:
        return "-"
    return f"{number(figure.low)} to {number(figure.high)}"


def _too_few(interviews: int) -> Iterator[str]:
    if interviews < _MIN_FOR_INTERVAL:
        yield f"an interval needs more interviews: at least {_MIN_FOR_INTERVAL}, here {interviews}"


# --- groups --------------------------------------------------------------------------------


def _groups(section: str, evaluation: Evaluation, groups: Sequence[Group]) -> Shown:
    by = groups[0].by
    scored = [group for group in groups if group.layers[section]]
    rows = [_group_cells(g.name, g.layers[section], section, g.figures) for g in scored]
    rows.append(_group_cells("all", evaluation.layers[section], section, evaluation.figures))
    notes = []
    if any(group.layers[section] < _MIN_FOR_INTERVAL for group in scored):
        notes.append(f"no interval where n, the interviews, is below {_MIN_FOR_INTERVAL}")
    if by == "tag":
        notes.append("an interview counts in each of its tags")
    return Shown(f"{section} by {by}", (by, "n", *_HEADLINES[section]), tuple(rows), tuple(notes))


def _group_cells(
    name: str, interviews: int, section: str, figures: Iterable[Figure]
) -> tuple[str, ...]:
    by_label = {figure.label: figure for figure in figures if figure.section == section}
    wanted = [by_label[label] for label in _HEADLINES[section]]
    return (name, str(interviews), *(_short(figure, interviews) for figure in wanted))


def _short(figure: Figure, interviews: int) -> str:
    if figure.value is None or interviews < _MIN_FOR_INTERVAL:
        return number(figure.value)
    return f"{number(figure.value)} ({number(figure.low)}-{number(figure.high)})"


# --- comparison ----------------------------------------------------------------------------

_COMPARED = (
    "figure",
    "records",
    "against",
    "difference",
    "95 % interval",
    "flipped",
    "better : worse",
    "verdict",
)


def _comparison(comparison: Comparison, layers: Mapping[str, int]) -> Iterator[Shown]:
    for section in LAYERS:
        changed: list[Difference] = []
        same: list[str] = []
        one_sided: list[str] = []
        for each in comparison.differences:
            if each.section != section or each.measure not in ("F1", "rate"):
                continue
            if each.difference is not None:
                if each.difference or each.improved or each.worsened:
                    changed.append(each)
                else:
                    same.append(each.label)
            elif each.records is not None or each.against is not None:
                one_sided.append(each.label)
        notes = {
            "the same in every interview": same,
            "without a value in one of the two": one_sided,
        }
        if changed or same or one_sided:
            yield Shown(
                f"{section}: {comparison.records} against {comparison.against}",
                _COMPARED,
                tuple(_difference_cells(each, layers[section]) for each in changed),
                (
                    *(f"{note}: {'; '.join(names)}" for note, names in notes.items() if names),
                    *(_too_few(layers[section]) if changed else ()),
                ),
            )


def _difference_cells(each: Difference, interviews: int) -> tuple[str, ...]:
    flipped = "<0.001" if each.flipped == 0 else number(each.flipped)
    interval = f"{_signed(each.low)} to {_signed(each.high)}"
    enough = interviews >= _MIN_FOR_INTERVAL
    return (
        each.label,
        number(each.records),
        number(each.against),
        _signed(each.difference),
        *((interval, flipped) if enough else ("-", "-")),
        f"{each.improved} : {each.worsened}",
        _verdict(each),
    )


def _verdict(each: Difference) -> str:
    if each.better is not None:
        return f"{each.better} better"
    return "too few differ" if each.decided else "undecided"


def _signed(value: float | None) -> str:
    return "-" if value is None else f"{value:+.3f}"


def comparison_notes(comparison: Comparison) -> Iterator[str]:
    """Yield what a reader must know of a comparison."""
    for id in comparison.unpredicted:
        yield f"no record for {id} in {comparison.against}: everything in it counts as missed"
    if comparison.offset_violations:
        yield f"offset violations in {comparison.against}: {comparison.offset_violations}"
    yield (
        "flipped: share of resampled sets of interviews in which the difference is 0 or has the "
        "other sign; better : worse: interviews that gain and lose"
    )
    yield (
        "a verdict needs an interval without 0 and at least "
        f"{MIN_DIFFERING} interviews that differ; of figures without any real difference about one "
        "in twenty still gets one, with a dozen interviews about one in twelve"
    )


# --- floors --------------------------------------------------------------------------------


def _floors(check: FloorCheck, evaluation: Evaluation) -> Shown:
    fallen = check.fallen
    within = [held for held in check.figures if held.holds and round(held.short or 0, 3)]
    notes = [f"{len(check.figures)} floors, {len(fallen)} fallen below by more than the noise"]
    if within:
        named = "; ".join(f"{held.section}: {held.label} ({number(held.short)})" for held in within)
        notes.append(f"short of the floor within the noise: {named}")
    if check.gold_sha256 not in (None, evaluation.gold_sha256):
        notes.append(
            f"the floors were measured on other gold (sha256 {check.gold_sha256}): a fall may come "
            "from the data; measure them anew"
        )
    return Shown(
        f"below the floors of {check.file}",
        ("figure", "value", "floor", "short by", "noise"),
        tuple(_floor_cells(held) for held in fallen),
        tuple(notes),
    )


def _floor_cells(held: Held) -> tuple[str, ...]:
    kind = "ceiling " if held.name in LOWER_IS_BETTER else ""
    source = "half the interval" if held.noise_from == "interval" else "margin"
    return (
        f"{held.section}: {held.label}",
        "nothing to count" if held.value is None else number(held.value),
        f"{kind}{number(held.floor)}",
        number(held.short),
        "-" if held.noise is None else f"{number(held.noise)} ({source})",
    )
