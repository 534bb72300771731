"""Which encoder the settings mean, its version, and its loading."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Protocol

from pipeline.encoder import hub
from pipeline.encoder.claim_weights import ClaimWeights
from pipeline.encoder.folder import LABELS, SHIPPED, check_folder, shipped_folder
from pipeline.encoder.model import load_folder
from pipeline.errors import ModelError
from pipeline.schema import Encoded, ModelVersion

DEFAULT = "encoder"
_HUB_ID = re.compile(r"[\w][\w.-]*/[\w][\w.-]*")


class Encoder(Protocol):
    """Anything that says of a turn's pieces which entities they are part of."""

    @property
    def version(self) -> ModelVersion:
        """What provenance names."""
        ...

    @property
    def claim_weights(self) -> ClaimWeights | None:
        """How its view of clauses is weighed; None where it has none."""
        ...

    def by_general_guide(self) -> Encoder | None:
        """Return the same encoder with names by the guide of general text; None if it knows one guide alone."""
        ...

    def encode(self, text: str, before: str = "") -> Encoded:
        """Return the scores of one turn, which may be read with the question `before`; both in their analysis form."""
        ...


def encoder_version(name: str) -> tuple[str, ModelVersion]:
    """Return the name in provenance and the version of what `load_encoder` would load.

    Raises:
        ModelError: As `load_encoder`, except for what only loading shows.
    """
    folder = _folder(name)
    if (folder / LABELS).exists() or name == DEFAULT:
        return folder.resolve().name, check_folder(folder)
    return _hub_name(name, folder), hub.check_hub(folder)


def load_encoder(name: str) -> tuple[str, Encoder]:
    """Return an encoder with its name in provenance.

    Args:
        name: ``encoder`` for the shipped model, the path of a folder with ``labels.json`` (this
            project's models) or ``config.json`` (a transformers token-classification model), or
            the id of such a model on the Hugging Face hub.

    Raises:
        ModelError: It is not there, damaged, or of another kind.
    """
    folder = _folder(name)
    if (folder / LABELS).exists() or name == DEFAULT:
        return folder.resolve().name, load_folder(folder)
    return _hub_name(name, folder), hub.load_hub(folder)


def _folder(name: str) -> Path:
    """Return the folder in which the files of an encoder are."""
    if name == DEFAULT:
        return shipped_folder()
    folder = Path(name)
    if not name or not folder.exists():
        if _HUB_ID.fullmatch(name):
            return hub.fetched(name)
        raise ModelError(
            f"entities = {name!r}: no such folder, and no id of a model on the hub",
            hint=f"allowed are {DEFAULT} (the shipped {SHIPPED}), spacy, a model's folder or id",
        )
    if not any((folder / file).exists() for file in (LABELS, hub.CONFIG)):
        raise ModelError(
            f"entities = {name!r}: neither {LABELS} nor {hub.CONFIG} is in it",
            hint="give the folder that holds the model's files",
        )
    return folder


def _hub_name(name: str, folder: Path) -> str:
    return folder.resolve().name if Path(name).exists() else name
