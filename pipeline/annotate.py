"""Turns -> spaCy Docs: the only place that loads models."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import metadata
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


def model_versions(settings: Settings) -> dict[str, ModelVersion]:
    """Return the versions that `load_models` would give, without loading a model.

    Raises:
        ModelError: The spaCy package is not installed.
    """
    name = settings.spacy_model
    try:
        return {name: ModelVersion(version=metadata.version(name), sha256=None)}
    except (metadata.PackageNotFoundError, ValueError) as error:
        raise _not_installed(name) from error


def _not_installed(name: str) -> ModelError:
    return ModelError(
        f"the spaCy model {name!r} is not installed", hint=f"pip install {name.replace('_', '-')}"
    )


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
        raise _not_installed(name) from error
    return Models(nlp=nlp, versions={name: ModelVersion(version=nlp.meta["version"], sha256=None)})


def annotate(interview: Interview, models: Models) -> tuple[TurnDoc, ...]:
    """Return one analysis a turn, in text order; boilerplate is left out."""
    turns = [turn for turn in interview.turns if turn.role != "boilerplate"]
    docs = models.nlp.pipe(analysis_form(turn.text) for turn in turns)
    return tuple(TurnDoc(turn, doc) for turn, doc in zip(turns, docs, strict=True))
