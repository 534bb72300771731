"""Gold and records -> figures, counts and misses."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

from pipeline.errors import InputError
from pipeline.evaluate.claims import most_keys, score_claims
from pipeline.evaluate.comparison import Comparison, differences
from pipeline.evaluate.counting import Miss, Tally, name_key
from pipeline.evaluate.entities import score_entities
from pipeline.evaluate.figures import Figure, Measure, figures
from pipeline.evaluate.floors import FloorCheck, check_floors, read_floors
from pipeline.evaluate.groups import By, Group, grouped
from pipeline.evaluate.offsets import offset_violations
from pipeline.evaluate.prediction import Pair, match_records, pair_up, unproved_records
from pipeline.evaluate.summaries import score_summary
from pipeline.evaluate.turns import score_turns
from pipeline.files import write_safely
from pipeline.gold import gold_json, read_golds
from pipeline.lexicons import words
from pipeline.schema import Gold, Record

LAYERS = ("turns", "entities", "claims", "summary")


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What an evaluation found.

    ``layers`` says for how many interviews each layer was annotated and so scored; ``unpredicted``
    are gold interviews without a record: they count, with everything missed. ``groups``,
    ``comparison`` and ``floors`` are there if they were asked for.
    """

    gold_sha256: str
    split: str | None
    interviews: tuple[str, ...]
    unpredicted: tuple[str, ...]
    layers: dict[str, int]
    figures: tuple[Figure, ...]
    counts: dict[str, dict[str, float]]
    most_keys_per_answer: int
    spans_checked: int
    offset_violations: tuple[str, ...]
    misses: tuple[Miss, ...]
    groups: tuple[Group, ...] = ()
    comparison: Comparison | None = None
    floors: FloorCheck | None = None

    def value(self, section: str, name: str, measure: Measure = "rate") -> float | None:
        """Return one figure; None where there is nothing to count.

        Raises:
            KeyError: There is no such figure.
        """
        for figure in self.figures:
            if (figure.section, figure.name, figure.measure) == (section, name, measure):
                return figure.value
        raise KeyError((section, name, measure))

    def as_json(self, *, errors: bool = False) -> dict[str, Any]:
        """Return the evaluation as JSON values, with the misses if `errors`."""
        values = dataclasses.asdict(self)
        if not errors:
            del values["misses"]
        return values


def known_names() -> frozenset[str]:
    """Return the names in every word list whose file name begins with ``known_``."""
    folder = files("pipeline.lexicons") / "data"
    lists = sorted(
        item.name.removesuffix(".txt")
        for item in folder.iterdir()
        if item.name.startswith("known_") and item.name.endswith(".txt")
    )
    return frozenset(name_key(name) for each in lists for name in words(each))


def evaluate(
    golds: Iterable[Gold],
    records: Iterable[Record],
    *,
    names: Set[str] | None = None,
    split: str | None = None,
    by: Sequence[By] = (),
) -> Evaluation:
    """Return the figures of `records` against `golds`.

    Args:
        golds: Annotated interviews; a layer that is None is not scored.
        records: Predictions; those of other interviews are passed over.
        names: Names that the pipeline's lexicons hold, for the figure of unlisted names; default:
            `known_names`.
        split: Named in the result; the gold must be of that split already.
        by: Breakdowns to make.

    Raises:
        InputError: No record belongs to a gold, or a record's text is not the gold's.
    """
    listed = known_names() if names is None else frozenset(name_key(name) for name in names)
    matched = sorted(match_records(golds, records), key=lambda pair: pair[0].id)
    _unique([gold.id for gold, _ in matched])
    tallies: list[Tally] = []
    violations: list[str] = []
    spans = keys = 0
    for gold, record in matched:
        pair = pair_up(gold, record)
        tallies.append(_score(pair, listed))
        keys = max(keys, most_keys(pair))
        if record is not None:
            checked, wrong = offset_violations(record)
            spans += checked
            violations += [f"{record.id}: {message}" for message in wrong]
    counts = {tally.id: tally.counts for tally in tallies}
    return Evaluation(
        gold_sha256=digest(gold for gold, _ in matched),
        split=split,
        interviews=tuple(tally.id for tally in tallies),
        unpredicted=tuple(gold.id for gold, record in matched if record is None),
        layers={
            layer: sum(getattr(gold, layer) is not None for gold, _ in matched) for layer in LAYERS
        },
        figures=tuple(figures([tally.counts for tally in tallies])),
        counts=counts,
        most_keys_per_answer=keys,
        spans_checked=spans,
        offset_violations=tuple(violations),
        misses=tuple(miss for tally in tallies for miss in tally.misses),
        groups=tuple(
            group
            for each in dict.fromkeys(by)
            for group in grouped(each, matched, counts, layers=LAYERS)
        ),
    )


def _unique(ids: list[str]) -> None:
    for id, following in pairwise(ids):
        if id == following:
            raise InputError(f"two gold files have the id {id!r}")


def _score(pair: Pair, listed: frozenset[str]) -> Tally:
    tally = Tally(pair.gold.id)
    if pair.gold.turns is not None:
        score_turns(pair, tally)
    if pair.gold.entities is not None:
        score_entities(pair, tally, listed=listed)
    if pair.gold.claims is not None:
        score_claims(pair, tally)
    if pair.gold.summary is not None:
        score_summary(pair, tally)
    return tally


def digest(golds: Iterable[Gold]) -> str:
    """Return the SHA-256 over the gold's JSON, ordered by id: names the data behind figures."""
    hashed = hashlib.sha256()
    for gold in sorted(golds, key=lambda gold: gold.id):
        hashed.update(gold_json(gold).encode("utf-8"))
    return hashed.hexdigest()


def run_evaluation(
    *,
    gold: Path,
    records: Path,
    split: str | None = None,
    against: Path | None = None,
    by: Sequence[By] = (),
    floors: Path | None = None,
) -> Evaluation:
    """Return the evaluation of a file of records.

    Args:
        gold: A gold file, or a folder searched for ``*.json``.
        records: ``records.jsonl`` or the folder that holds it.
        split: Only gold of this split (train, dev, test).
        against: Other records of the same interviews to compare with.
        by: Breakdowns to make.
        floors: A file of floors to check (see `read_floors`).

    Raises:
        InputError: A file cannot be read, or does not fit.
    """
    stated = read_floors(floors) if floors is not None else None
    golds = list(read_golds(gold, split=split))
    found = evaluate(golds, unproved_records(records), split=split, by=by)
    if against is not None:
        found = dataclasses.replace(found, comparison=_compared(golds, found, records, against))
    if stated is not None:
        found = dataclasses.replace(found, floors=check_floors(stated, found.figures))
    return found


def _compared(golds: list[Gold], found: Evaluation, records: Path, against: Path) -> Comparison:
    others = list(unproved_records(against))
    try:
        other = evaluate(golds, others)
    except InputError as error:  # two files of records are in play: say which
        raise InputError(f"{against}: {error.message}", hint=error.hint) from error
    return Comparison(
        records=str(records),
        against=str(against),
        unpredicted=other.unpredicted,
        offset_violations=len(other.offset_violations),
        differences=tuple(
            differences(
                [found.counts[id] for id in found.interviews],
                [other.counts[id] for id in found.interviews],
            )
        ),
    )


def evaluation_json(evaluation: Evaluation, *, errors: bool = False) -> str:
    """Return the evaluation as JSON text, with the misses if `errors`."""
    return json.dumps(evaluation.as_json(errors=errors), ensure_ascii=False, indent=1) + "\n"


def write_evaluation(evaluation: Evaluation, path: Path, *, errors: bool = False) -> None:
    """Write `evaluation_json` to a file, making its folder.

    Raises:
        InputError: The file cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{path.parent}: cannot be made ({error.strerror})") from error
    write_safely(path, evaluation_json(evaluation, errors=errors))
