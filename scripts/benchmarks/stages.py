"""The processor time of each stage of `pipeline.run.process`, and of entities alone."""

from __future__ import annotations

import tempfile
from pathlib import Path

from benchmarks.loads import Load
from benchmarks.timing import laps
from pipeline.annotate import Models, annotate
from pipeline.claims import find_claims
from pipeline.entities import EncoderEngine, SpacyEngine, find_entities
from pipeline.files import write_safely
from pipeline.read import read_source
from pipeline.records import compose, record_line
from pipeline.run import process
from pipeline.schema import Interview
from pipeline.segment import segment
from pipeline.settings import Settings
from pipeline.summarize import summarize

STAGES = ("read", "segment", "annotate", "entities", "claims", "summarize", "compose", "write")


def run_pipeline(load: Load, settings: Settings, models: Models) -> None:
    """Make every record, as a line."""
    for job in load.jobs:
        record_line(process(job.path, id=job.id, file=job.file, settings=settings, models=models))


def stage_seconds(load: Load, settings: Settings, models: Models) -> dict[str, float]:
    """Return the processor seconds that each stage takes, in its order; ``write`` is the line on the disk."""
    spent = dict.fromkeys(STAGES, 0.0)
    engine = EncoderEngine() if models.encoder else SpacyEngine()
    weights = models.encoder.claim_weights if models.encoder else None
    with tempfile.TemporaryDirectory() as folder:
        part = Path(folder) / "part.json"
        for job in load.jobs:
            clock = laps()
            next(clock)
            source = read_source(job.path, id=job.id, file=job.file, settings=settings)
            spent["read"] += next(clock)
            interview = segment(source, settings)
            spent["segment"] += next(clock)
            docs = annotate(interview, models)
            spent["annotate"] += next(clock)
            entities = find_entities(interview, docs, engine=engine)
            spent["entities"] += next(clock)
            claims = find_claims(interview, docs, entities, settings, weights=weights)
            spent["claims"] += next(clock)
            digest = summarize(interview, docs, claims, settings, entities=entities)
            spent["summarize"] += next(clock)
            found = (interview, entities, claims, digest)
            record = compose(*found, settings=settings, models=models.versions, metadata=None)
            spent["compose"] += next(clock)
            write_safely(part, record_line(record))
            spent["write"] += next(clock)
    return spent


def interviews(load: Load, settings: Settings) -> list[Interview]:
    """Return the interviews of a load, cut into turns."""
    return [
        segment(read_source(j.path, id=j.id, file=j.file, settings=settings), settings)
        for j in load.jobs
    ]
