"""Turns -> spaCy Docs and encoder outputs: the only place that loads models."""

from __future__ import annotations

import operator
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, cast

from pipeline.casing import truecased
from pipeline.encoder import Encoder, encoder_version, load_encoder, questions_before
from pipeline.errors import ModelError
from pipeline.generate import Writer, load_writer, writer_version
from pipeline.schema import Encoded, Interview, ModelVersion, TurnDoc
from pipeline.settings import Settings
from pipeline.text import analysis_form

if TYPE_CHECKING:
    from spacy.language import Language
    from threadpoolctl import ThreadpoolController

    from pipeline.language import Dictionary


# Entities are spaCy's own; any other value of the setting names an encoder.
SPACY = "spacy"


@dataclass(frozen=True, slots=True)
class Models:
    """The loaded models of one process and the versions that provenance names."""

    nlp: Language
    versions: dict[str, ModelVersion]
    encoder: Encoder | None = None
    writer: Writer | None = None  # of summaries; None where they are extractive


def model_versions(settings: Settings) -> dict[str, ModelVersion]:
    """Return the versions that `load_models` would give, without loading a model.

    Raises:
        ModelError: The spaCy package is not installed, or the encoder is missing or damaged.
    """
    name = settings.spacy_model
    try:
        versions = {name: ModelVersion(version=metadata.version(name), sha256=None)}
    except (metadata.PackageNotFoundError, ValueError) as error:
        raise _not_installed(name) from error
    if settings.entities != SPACY:
        encoder, version = encoder_version(settings.entities)
        versions[encoder] = version
    writing = writer_version(settings)
    return versions if writing is None else versions | dict([writing])


def _not_installed(name: str) -> ModelError:
    return ModelError(
        f"the spaCy model {name!r} is not installed", hint=f"pip install {name.replace('_', '-')}"
    )


def load_models(settings: Settings) -> Models:
    """Return the models that `settings` name.

    Raises:
        ModelError: The spaCy package is not installed, or the encoder is missing or damaged.
    """
    from thinc.api import use_ops

    from pipeline.language import load_language

    name = settings.spacy_model
    encoded = settings.entities != SPACY
    # What nobody reads is not computed: lemmas, the syntax, and spaCy's own entities beside the encoder's.
    unread = ["lemmatizer", "parser", *(["ner"] if encoded else [])]
    try:
        # NumPy's matrix products take a third of the time of thinc's own where the processor has
        # AVX-512; the records are the same.
        with use_ops("numpy", use_blis=False):
            nlp = load_language(name, exclude=unread)
    except OSError as error:
        raise _not_installed(name) from error
    _leave_out_tags(nlp)
    versions = {name: ModelVersion(version=nlp.meta["version"], sha256=None)}
    encoder = writer = None
    if encoded:
        called, encoder = load_encoder(settings.entities)
        versions[called] = encoder.version
    writing = load_writer(settings)
    if writing is not None:
        called, writer = writing
        versions[called] = writer.version
    return Models(nlp, versions, encoder, writer)


def _leave_out_tags(nlp: Language) -> None:
    """Remove the rules that only set what nobody reads: tags, and the syntax of white space."""
    from spacy.pipeline import AttributeRuler

    for _, component in nlp.pipeline:
        if isinstance(component, AttributeRuler):
            kept = [
                rule
                for rule in component.patterns
                if not {"POS", "MORPH"}.isdisjoint(cast("dict[str, str]", rule["attrs"]))
            ]
            component.clear()
            component.add_patterns(kept)


@cache
def _libraries() -> ThreadpoolController:
    """Return the linear algebra libraries of this process, found once, after the models loaded them."""
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


@cache
def _dictionary(package: Path | None) -> Dictionary:
    """Return the French words that a spaCy model knows; read when first needed."""
    from pipeline.language import Dictionary

    return Dictionary.of_model(package) if package else Dictionary()


def annotate(interview: Interview, models: Models) -> tuple[TurnDoc, ...]:
    """Return one analysis a turn, in text order; boilerplate is left out."""
    turns = [turn for turn in interview.turns if turn.role != "boilerplate"]
    printed = [analysis_form(turn.text) for turn in turns]
    texts = truecased(
        printed,
        lambda word: word in _dictionary(models.nlp.path),
        names=[name for person in interview.participants if (name := person.name)],
    )
    encoded: list[Encoded | None] = [None] * len(turns)
    if models.encoder:
        before = questions_before([turn.role for turn in turns], texts)
        encoded = list(map(models.encoder.encode, texts, before))
    # Processes are this pipeline's parallelism: more threads in each would only slow one another.
    with _libraries().limit(limits=1, user_api="blas"):
        docs = list(models.nlp.pipe(texts))
    lowered = map(operator.ne, texts, printed)
    return tuple(TurnDoc(*found) for found in zip(turns, docs, encoded, lowered, strict=True))
