"""A per-file function without models, for tests of what goes on around it.

A file's words decide what happens: ``!input``, ``!bug`` and ``!memory`` raise, ``!dies`` ends the
process (``!dies-once`` only the first time), ``!count`` notes each call beside the file.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Mapping
from pathlib import Path

from bare_records import bare, one_turn

from pipeline.batch import Engine
from pipeline.errors import InputError, ModelError
from pipeline.read import Place, read_source
from pipeline.schema import ModelVersion, Record, Source
from pipeline.segment import segment
from pipeline.settings import Settings


def versions(settings: Settings) -> dict[str, ModelVersion]:
    return {settings.spacy_model: ModelVersion("1", None)}


def load(settings: Settings) -> str:
    if settings.spacy_model == "absent":
        raise ModelError("the spaCy model 'absent' is not installed", hint="pip install absent")
    if settings.spacy_model == "deadly":
        os._exit(3)
    return "loaded"


def process(
    path: Path,
    *,
    id: str,
    file: str,
    settings: Settings,
    models: str,
    metadata: Mapping[str, str] | None = None,
    place: Place | None = None,
) -> Record:
    assert models == "loaded"
    if place is not None:
        source = read_source(path, id=id, file=file, settings=settings, place=place)
        return bare(
            one_turn(source), settings=settings, models=versions(settings), metadata=metadata
        )
    data = path.read_bytes()
    text = data.decode()
    called = path.with_suffix(".calls")
    if "!count" in text:
        with called.open("a") as stream:
            stream.write("x")
    if "!input" in text:
        raise InputError(f"{file}: no question found", hint="name the interviewer")
    if "!bug" in text:
        raise ValueError("boom")
    if "!memory" in text:
        raise MemoryError
    if "!dies" in text and not ("!dies-once" in text and called.exists()):
        called.write_text("x")
        os._exit(9)
    if "!slow" in text:
        time.sleep(0.2)
    source = Source(id, file, "txt", "utf-8", hashlib.sha256(data).hexdigest(), text, ())
    return bare(one_turn(source), settings=settings, models=versions(settings), metadata=metadata)


def read_and_segment(
    path: Path,
    *,
    id: str,
    file: str,
    settings: Settings,
    models: str,
    metadata: Mapping[str, str] | None = None,
    place: Place | None = None,
) -> Record:
    """Make a record of the turns alone."""
    assert models == "loaded"
    source = read_source(path, id=id, file=file, settings=settings, place=place)
    interview = segment(source, settings)
    return bare(interview, settings=settings, models=versions(settings), metadata=metadata)


SEGMENTING = Engine(versions=versions, load=load, process=read_and_segment)
ENGINE = Engine(versions=versions, load=load, process=process)
