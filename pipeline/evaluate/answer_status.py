"""Annotated and assessed answer statuses -> counts an interview -> rates with intervals.

Annotations are a table with the columns interview, exchange, status and evidence; `corpus/GUIDE.md` says what they
are. The exchanges are those of the gold, so that what is measured is the assessment, not how turns were found.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias, get_args

import numpy as np

from pipeline.claims.answering import Assessment, assess
from pipeline.errors import InputError
from pipeline.evaluate.figures import RESAMPLES, SEED, Figure, Ratio, draws, prf, sums
from pipeline.evaluate.sheets import read_sheet
from pipeline.schema import AnswerStatus, Gold, Turn

Confusion: TypeAlias = Counter[tuple[AnswerStatus, AnswerStatus | None]]

COLUMNS = ("interview", "exchange", "status", "evidence")
STATUSES: tuple[AnswerStatus, ...] = get_args(AnswerStatus)
MAJORITY: AnswerStatus = "answers"


@dataclass(frozen=True, slots=True)
class Annotated:
    """One exchange as a person judged it; `evidence` is copied from one of its answers."""

    interview: str
    exchange: str
    status: AnswerStatus
    evidence: str


@dataclass(frozen=True, slots=True)
class Judged:
    """An annotated exchange with the program's assessment and the characters of the annotator's evidence."""

    annotated: Annotated
    assessment: Assessment
    start: int
    end: int


def read_statuses(path: Path) -> tuple[Annotated, ...]:
    """Return the annotated exchanges in the order of the table.

    Raises:
        InputError: The table cannot be read, has other columns, an unknown status, no evidence, or one
            exchange twice; the message names the line.
    """
    found: dict[tuple[str, str], Annotated] = {}
    for number, row in enumerate(read_sheet(path, COLUMNS), 2):
        where, key = f"{path}, line {number}", (row["interview"], row["exchange"])
        if row["status"] not in STATUSES:
            raise InputError(f"{where}: status {row['status']!r} is none of {', '.join(STATUSES)}")
        if key in found:
            raise InputError(f"{where}: {' '.join(key)} stands twice")
        if not row["evidence"]:
            raise InputError(f"{where}: no evidence", hint="copy the words that decide it")
        found[key] = Annotated(*key, row["status"], row["evidence"])
    return tuple(found.values())


def judged(annotated: Sequence[Annotated], golds: Mapping[str, Gold]) -> list[Judged]:
    """Return the program's assessment of each annotated exchange.

    Args:
        annotated: From `read_statuses`.
        golds: The annotated interviews with their turns and exchanges, by id.

    Raises:
        InputError: An interview or an exchange is not in the gold, or evidence is in no answer of it.
    """
    return [_judged(own, golds.get(own.interview)) for own in annotated]


def _judged(own: Annotated, gold: Gold | None) -> Judged:
    where = f"{own.interview} {own.exchange}"
    exchange = next((x for x in (gold and gold.exchanges) or () if x.id == own.exchange), None)
    if gold is None or exchange is None:
        raise InputError(f"{where}: not in the gold", hint="name the split's folder with --gold")
    turns = {turn.id: turn for turn in gold.turns or ()}
    answers = [turns[turn] for turn in exchange.answers]
    for turn in answers:
        # Hard-wrapped lines: in the table a line's end is a space.
        at = turn.text.replace("\n", " ").find(own.evidence)
        if at >= 0:
            break
    else:
        raise InputError(f"{where}: {own.evidence!r} stands in no answer")
    said = [Turn(t.id, t.role, t.speaker, t.start, t.end, t.text, "position", 1.0) for t in answers]
    assessment = assess([turns[question].text for question in exchange.question], said)
    start = turn.start + at
    return Judged(own, assessment, start, start + len(own.evidence))


def confusion_of(found: Sequence[Judged]) -> Confusion:
    """Return how often each pair of annotated and assessed status occurs."""
    return Counter((item.annotated.status, item.assessment.status) for item in found)


def status_counts(found: Sequence[Judged]) -> list[dict[str, float]]:
    """Return the counts of each interview, in the order in which they first occur."""
    counts: dict[str, dict[str, float]] = {}
    for item in found:
        own = counts.setdefault(item.annotated.interview, {})
        for key in _counted(item):
            own[key] = own.get(key, 0.0) + 1
    return list(counts.values())


def _counted(item: Judged) -> list[str]:
    truth, said = item.annotated.status, item.assessment.status
    keys = ["all"]
    keys += [f"floor.{MAJORITY}.tp"] if truth == MAJORITY else [f"floor.{truth}.fn"]
    keys += [] if truth == MAJORITY else [f"floor.{MAJORITY}.fp"]
    if said is None:
        return [*keys, f"{truth}.fn"]
    keys.append("assessed")
    # The floor on the very exchanges that the program assesses, which may be the easier ones.
    keys += ["assessed.majority"] if truth == MAJORITY else []
    if said != truth:
        return [*keys, f"{truth}.fn", f"{said}.fp"]
    keys += ["right", f"{truth}.tp", "evidence"]
    meets = any(c.start < item.end and item.start < c.end for c in item.assessment.evidence)
    return [*keys, "evidence.meets"] if meets else keys


def status_ratios() -> list[Ratio]:
    """Return the figures that follow from the counts, but for the mean over statuses."""
    section = "answer status"
    right = f"floor.{MAJORITY}.tp"
    return [
        Ratio(section, "coverage", "rate", ("assessed",), ("all",)),
        Ratio(section, "accuracy where assessed", "rate", ("right",), ("assessed",)),
        Ratio(section, "floor where assessed", "rate", ("assessed.majority",), ("assessed",)),
        Ratio(section, "accuracy, null counted wrong", "rate", ("right",), ("all",)),
        Ratio(section, "floor, always answers", "rate", (right,), ("all",)),
        Ratio(
            section, "evidence meets the annotator's", "rate", ("evidence.meets",), ("evidence",)
        ),
        *(ratio for status in STATUSES for ratio in prf(section, status, status)),
    ]


def macro_f1(counts: Sequence[Mapping[str, float]], *, floor: bool = False) -> Figure:
    """Return the mean F1 over the four statuses, a status that is never met counting 0.

    Null counts as a miss of the annotated status. The interval is over interviews, as of all figures.

    Args:
        counts: From `status_counts`.
        floor: Of a program that always says `answers`.
    """
    stem = "floor." if floor else ""
    wanted = [prf("answer status", status, f"{stem}{status}")[2] for status in STATUSES]
    over, under = sums(counts, wanted)
    drawn = draws(len(counts), resamples=RESAMPLES, seed=SEED)
    top, bottom = drawn @ over, drawn @ under
    rates = np.divide(top, bottom, out=np.zeros_like(top), where=bottom > 0).mean(axis=1)
    whole, total = over.sum(axis=0), under.sum(axis=0)
    value = np.divide(whole, total, out=np.zeros_like(whole), where=total > 0).mean()
    low, high = np.percentile(rates, [2.5, 97.5])
    name = "macro, always answers" if floor else "macro"
    return Figure(
        "answer status", name, "F1", float(value), float(low), float(high), whole.sum(), total.sum()
    )
