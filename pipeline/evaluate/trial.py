"""One entity engine on annotated interviews, alone or below the rules: records, speed, memory."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from pipeline.annotate import Models, annotate
from pipeline.entities import find_entities
from pipeline.errors import InputError
from pipeline.evaluate.alone import entities_record, gold_interview, mentions_alone, spans_record
from pipeline.evaluate.contenders import (
    Contender,
    alone_models,
    megabytes,
    peak_megabytes,
    whole_models,
)
from pipeline.evaluate.head_claims import head_lacks, head_record
from pipeline.evaluate.rewriting import Variant, rewritten_gold, rewritten_source
from pipeline.read import read_source
from pipeline.run import process
from pipeline.schema import Gold, ModelVersion, Record
from pipeline.segment import segment
from pipeline.settings import Settings


@dataclass(frozen=True, slots=True)
class Annotated:
    """An annotated interview and the file that the gold was made from; None: there is no file."""

    gold: Gold
    path: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What one engine is to do; it can be sent to another process.

    ``whole``: within the pipeline, from the file on; else alone, on the annotated turns.
    ``variants`` are read beside the interviews as printed. ``general`` are texts that are no
    interviews, for an engine alone. Only the interviews as printed are timed. ``head``: the claims
    of an encoder's claim head alone are wanted, beside those of the pipeline.
    """

    contender: Contender
    whole: bool
    interviews: tuple[Annotated, ...]
    variants: tuple[Variant, ...] = ()
    general: tuple[Gold, ...] = ()
    repetitions: int = 3
    head: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a task; an interview that the pipeline refuses has no record.

    ``seconds`` are what the ``words`` of all interviews took, the median of the repetitions, loading
    left out. ``peak`` is the most memory of the process, ``size`` that of the model's files, both
    in 10**6 bytes and None where unknown. ``general`` are the records of the general texts by our guide,
    ``by_its_guide`` those of an encoder that has names by theirs, too. ``head`` are the records of the claim head alone, of the
    interviews with annotated claims, or why there are none; None: they were not asked for.
    """

    versions: dict[str, ModelVersion]
    printed: tuple[Record, ...]
    words: int
    seconds: float
    peak: float | None
    size: float | None
    variants: dict[Variant, tuple[Record, ...]] = field(default_factory=dict)
    general: tuple[Record, ...] = ()
    by_its_guide: tuple[Record, ...] = ()
    head: tuple[Record, ...] | str | None = None


def in_fresh_process(task: Task) -> Outcome:
    """Return what `perform` does in a process of its own, so that its memory is this engine's."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(perform, task).result()


def perform(task: Task) -> Outcome:
    """Load the engine, let it read everything, and measure it.

    Raises:
        ModelError: A model is missing or damaged.
        InputError: The pipeline was asked for and an interview has no file, or one of another text.
    """
    contender = task.contender
    models = (whole_models if task.whole else alone_models)(contender)
    alone = Alone(models, contender.settings)
    way = Whole(models, contender.settings) if task.whole else alone
    # The first reading warms up what is timed afterwards.
    printed = _records(way.read(each) for each in task.interviews)
    jobs = [way.job(each) for each in task.interviews]
    seconds = statistics.median(_seconds(jobs) for _ in range(task.repetitions))
    peak = peak_megabytes()
    return Outcome(
        versions=models.versions,
        printed=printed,
        words=sum(way.words(each.gold) for each in task.interviews),
        seconds=seconds,
        peak=peak,
        size=megabytes(contender, models),
        variants={
            variant: _records(way.read(each, variant) for each in task.interviews)
            for variant in task.variants
        },
        general=_read(alone, task.general),
        by_its_guide=_read(alone.by_general_guide(), task.general),
        head=_head(way, task.interviews) if task.head and isinstance(way, Whole) else None,
    )


def _head(way: Whole, interviews: Sequence[Annotated]) -> tuple[Record, ...] | str | None:
    encoder = way.models.encoder
    if encoder is None:
        return None
    claimed = [each for each in interviews if each.gold.claims is not None]
    return head_lacks(encoder) or tuple(way.head(each) for each in claimed)


def _read(alone: Alone | None, golds: Iterable[Gold]) -> tuple[Record, ...]:
    return tuple(alone.read(Annotated(gold)) for gold in golds) if alone else ()


def _records(found: Iterable[Record | None]) -> tuple[Record, ...]:
    return tuple(record for record in found if record is not None)


def _seconds(jobs: Sequence[Callable[[], object]]) -> float:
    start = time.perf_counter()
    for job in jobs:
        job()
    return time.perf_counter() - start


@dataclass(frozen=True, slots=True)
class Alone:
    """An engine's own spans in the annotated turns, in their analysis form."""

    models: Models
    settings: Settings

    def by_general_guide(self) -> Alone | None:
        """Return the same engine with names by the guide of general text; None if it has none."""
        encoder = self.models.encoder
        other = encoder.by_general_guide() if encoder else None
        return replace(self, models=replace(self.models, encoder=other)) if other else None

    def read(self, interview: Annotated, variant: Variant | None = None) -> Record:
        """Return the record of one interview, as printed or rewritten."""
        gold = rewritten_gold(interview.gold, variant) if variant else interview.gold
        turns = gold_interview(gold)
        return spans_record(turns, mentions_alone(turns, self.models), self.models, self.settings)

    def job(self, interview: Annotated) -> Callable[[], object]:
        """Return what is timed."""
        return partial(mentions_alone, gold_interview(interview.gold), self.models)

    def words(self, gold: Gold) -> int:
        """Return how many words `job` reads."""
        turns = [turn for turn in gold.turns or () if turn.role != "boilerplate"]
        return sum(len(turn.text.split()) for turn in turns)


@dataclass(frozen=True, slots=True)
class Whole:
    """The pipeline from the file on: its own turns, the engine's spans, the rules."""

    models: Models
    settings: Settings

    def read(self, interview: Annotated, variant: Variant | None = None) -> Record | None:
        """Return the record, that of a rewritten interview without claims; None if it is refused.

        Raises:
            InputError: There is no file, or its text is not the one that was annotated.
        """
        path = self._path(interview)
        file, settings, models = path.name, self.settings, self.models
        id = interview.gold.id
        try:
            if variant is None:
                return process(path, id=id, file=file, settings=settings, models=models)
            source = read_source(path, id=id, file=file, settings=settings)
        except InputError:
            return None
        source = rewritten_source(source, interview.gold, variant)
        try:
            cut = segment(source, settings)
        except InputError:
            return None
        found = find_entities(cut, annotate(cut, models))
        return entities_record(cut, found, models, settings)

    def head(self, interview: Annotated) -> Record:
        """Return the record of the claim head alone, on the annotated turns.

        Raises:
            InputError: There is no file, it cannot be read, or its text is not the annotated one.
        """
        path, id = self._path(interview), interview.gold.id
        source = read_source(path, id=id, file=path.name, settings=self.settings)
        return head_record(interview.gold, source, self.models, self.settings)

    def job(self, interview: Annotated) -> Callable[[], object]:
        """Return what is timed: everything from the file to the record, claims and summaries too."""
        return partial(self.read, interview)

    def words(self, gold: Gold) -> int:
        """Return how many words `job` reads."""
        return len(gold.text.split())

    def _path(self, interview: Annotated) -> Path:
        if interview.path is None:
            raise InputError(
                f"{interview.gold.id}: there is no file of this name for the pipeline to read",
                hint="the corpus's folder raw/ holds a file for each gold file",
            )
        return interview.path
