"""Turns -> spaCy Docs: the only place that loads models."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.errors import ModelError
from pipeline.schema import Interview, ModelVersion, TurnDoc
from pipeline.settings import Settings
from pipeline.text import analysis_form

if TYPE_CHECKING:
    from spacy.language import Language


@dataclass(frozen=True, slots=True)
class Models:
    """The loaded models of one process and the versions that provenance names."""

    nlp: Language
    versions: dict[str, ModelVersion]


def load_models(settings: Settings) -> Models:
    """Return the models that `settings` name.

    Raises:
        ModelError: The spaCy package is not installed.
    """
    import spacy

    name = settings.spacy_model
    try:
        nlp = spacy.load(name)
    except OSError as error:
        raise ModelError(
            f"the spaCy model {name!r} is not installed", hint=f"pip install {name.replace('_', '-')}"
        ) from error
    return Models(nlp=nlp, versions={name: ModelVersion(version=nlp.meta["version"], sha256=None)})


def annotate(interview: Interview, models: Models) -> tuple[TurnDoc, ...]:
    """Return one analysis a turn, in text order; boilerplate is left out."""
    turns = [turn for turn in interview.turns if turn.role != "boilerplate"]
    docs = models.nlp.pipe(analysis_form(turn.text) for turn in turns)
    return tuple(TurnDoc(turn, doc) for turn, doc in zip(turns, docs, strict=True))
