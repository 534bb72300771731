"""One interview, top to bottom: file -> Source -> Interview -> Docs -> entities, claims, summary -> Record."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pipeline.annotate import Models, annotate
from pipeline.claims import find_claims
from pipeline.claims.answering import answer_statuses
from pipeline.entities import EncoderEngine, SpacyEngine, find_entities
from pipeline.read import Place, read_source
from pipeline.records import compose
from pipeline.schema import Record
from pipeline.segment import segment
from pipeline.settings import Settings
from pipeline.summarize import summarize
from pipeline.summarize.abstractive import rewritten


def process(
    path: Path,
    *,
    id: str,
    file: str,
    settings: Settings,
    models: Models,
    metadata: Mapping[str, str] | None = None,
    place: Place | None = None,
) -> Record:
    """Return the record of one interview.

    Args:
        path: The file.
        id: The record's id, unique in the run.
        file: The path to write into the record: relative, with ``/``.
        settings: What decides the record's content.
        models: The loaded models.
        metadata: The researcher's own variables of this interview; they go before columns of the
            same name in a table that holds the interview itself.
        place: Where in the file the interview lies, if the file holds many of them.

    Raises:
        InputError: The file cannot be read as an interview; the message says why.
    """
    source = read_source(path, id=id, file=file, settings=settings, place=place)
    interview = segment(source, settings)
    docs = annotate(interview, models)
    engine = EncoderEngine() if models.encoder else SpacyEngine()
    entities = find_entities(interview, docs, engine=engine)
    weights = models.encoder.claim_weights if models.encoder else None
    claims = find_claims(interview, docs, entities, settings, weights=weights)
    digest = summarize(interview, docs, claims, settings, entities=entities)
    if models.writer is not None:
        encode = models.encoder.encode if models.encoder else None
        digest = rewritten(digest, interview, docs, write=models.writer.write, encode=encode)
    return compose(
        interview,
        entities,
        claims,
        digest,
        settings=settings,
        models=models.versions,
        metadata=metadata,
        statuses=answer_statuses(interview),
    )
