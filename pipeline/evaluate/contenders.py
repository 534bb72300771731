"""The entity engines that are compared: loading them alone and with the pipeline, and their size."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.annotate import SPACY, Models, load_models
from pipeline.encoder import Encoder, load_encoder
from pipeline.encoder.folder import MODEL, TOKENIZER, digest, read_labels, shipped_folder
from pipeline.encoder.load import DEFAULT
from pipeline.encoder.model import FolderEncoder, open_session
from pipeline.encoder.pieces import load_vocabulary
from pipeline.schema import ModelVersion
from pipeline.settings import Settings

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc


@dataclass(frozen=True, slots=True)
class Contender:
    """One engine; ``name`` is what a table calls it.

    ``entities`` is the setting of that name. ``exact`` is another ONNX file, with the inputs and
    outputs of the encoder's own, that is run in its place.
    """

    name: str
    spacy_model: str
    entities: str = SPACY
    exact: Path | None = None

    @property
    def settings(self) -> Settings:
        """What the pipeline is set to."""
        return Settings(spacy_model=self.spacy_model, entities=self.entities)

    @property
    def folder(self) -> Path:
        """Where the encoder's files are; a hub id is no folder."""
        return shipped_folder() if self.entities == DEFAULT else Path(self.entities)


def whole_models(contender: Contender) -> Models:
    """Return the models that the pipeline loads.

    Raises:
        ModelError: One is missing or damaged.
    """
    models = load_models(contender.settings)
    if contender.exact is None:
        return models
    exact = _exact_encoder(contender.folder, contender.exact)
    others = {contender.spacy_model: models.versions[contender.spacy_model]}
    return Models(models.nlp, others | {contender.name: exact.version}, exact)


def alone_models(contender: Contender) -> Models:
    """Return models that find entities and do nothing else.

    Of a spaCy model these are the entity recogniser and what it listens to; beside an encoder, docs
    hold the text as one token.

    Raises:
        ModelError: One is missing or damaged.
    """
    if contender.entities == SPACY:
        models = load_models(contender.settings)
        _keep_entities(models.nlp)
        return models
    name = contender.name
    encoder: Encoder
    if contender.exact is not None:
        encoder = _exact_encoder(contender.folder, contender.exact)
    else:
        name, encoder = load_encoder(contender.entities)
    return Models(_uncut(), {name: encoder.version}, encoder)


def _keep_entities(nlp: Language) -> None:
    """Switch off every component that the entities do without."""
    needed = [
        name
        for name, component in nlp.pipeline
        if name == "ner" or "ner" in getattr(component, "listening_components", ())
    ]
    nlp.select_pipes(enable=needed)


def _uncut() -> Language:
    """Return a French language object that takes a whole text for one token."""
    import spacy
    from spacy.tokens import Doc

    nlp = spacy.blank("fr")

    def one_token(text: str) -> Doc:
        return Doc(nlp.vocab, words=[text], spaces=[False])

    nlp.tokenizer = one_token
    return nlp


def _exact_encoder(folder: Path, path: Path) -> FolderEncoder:
    """Return the encoder of a model folder with another ONNX file in place of its own."""
    labels = read_labels(folder)
    return FolderEncoder(
        version=ModelVersion(version=f"{labels.version}+{path.name}", sha256=digest(path)),
        labels=labels,
        vocabulary=load_vocabulary(folder / TOKENIZER),
        session=open_session(path),
    )


# --- size and memory ---------------------------------------------------------------------------


def megabytes(contender: Contender, models: Models) -> float | None:
    """Return the size of the files that find the entities, in 10**6 bytes; None where unknown."""
    if contender.entities == SPACY:
        folder = models.nlp.path
        files = [p for p in folder.rglob("*") if p.is_file()] if folder is not None else []
    else:
        files = [p for p in [contender.exact or contender.folder / MODEL] if p.exists()]
    return sum(path.stat().st_size for path in files) / 1_000_000 if files else None


def peak_megabytes() -> float | None:
    """Return the most memory that this process has held, in 10**6 bytes; None on Windows."""
    if sys.platform == "win32":
        return None
    import resource

    status = Path("/proc/self/status")
    if status.exists():  # Linux, whose ru_maxrss a process inherits from the one that started it
        (line,) = (line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) * 1024 / 1_000_000
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1_000_000 if sys.platform == "darwin" else 1_000)
