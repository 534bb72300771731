"""A model folder of this project, loaded: one sequence a call, in one thread."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from copy import copy
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from pipeline.encoder.claim_weights import ClaimWeights, read_claim_weights
from pipeline.encoder.folder import LABELS, MODEL, TOKENIZER, Labels, check_folder, read_labels
from pipeline.encoder.pieces import Vocabulary, load_vocabulary
from pipeline.encoder.scores import log_softmax
from pipeline.encoder.windows import Floats, in_windows
from pipeline.errors import ModelError
from pipeline.schema import Encoded, ModelVersion

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

_OUTPUTS = ("entities", "general", "embedding", "kinds", "claims", "turns")


class FolderEncoder:
    """The encoder of a model folder.

    Texts are never put into batches: padding and the quantisation of a batch's activations would let
    a text's scores depend on its neighbours.
    """

    def __init__(
        self,
        *,
        version: ModelVersion,
        labels: Labels,
        vocabulary: Vocabulary,
        session: InferenceSession,
    ) -> None:
        self.version = version
        self.labels = labels
        self.claim_weights: ClaimWeights | None = None
        self._names: Literal["entities", "general"] = "entities"
        self._vocabulary = vocabulary
        self._session = session
        present = {output.name for output in session.get_outputs()}
        self._outputs = [name for name in _OUTPUTS if name in present]

    def by_general_guide(self) -> FolderEncoder | None:
        """Return the same encoder with names by the guide of the general text; None if it has no such output."""
        if not self.labels.general:
            return None
        other = copy(self)
        other._names = "general"
        return other

    def encode(self, text: str, before: str = "") -> Encoded:
        """Return what the model says of one turn.

        Args:
            text: The turn's analysis form, of any length.
            before: That of the question which an answer is read with; left out by a model without ``context``.
        """
        pieces = self._vocabulary.pieces(text)
        context = self.labels.context
        asked = self._vocabulary.pieces(before).ids[-context:] if context else []
        outputs = in_windows(
            functools.partial(self.run, before=asked),
            pieces.ids,
            size=self.labels.window - 2,
            overlap=self.labels.overlap,
        )
        return Encoded(
            offsets=pieces.offsets,
            entities=log_softmax(outputs[self._names] / np.float32(self.labels.temperature)),
            entity_labels=getattr(self.labels, self._names),
            embedding=outputs.get("embedding"),
            kinds=outputs.get("kinds"),
            kind_labels=self.labels.kinds,
            claims=outputs.get("claims"),
            claim_labels=self.labels.claims,
            turns=outputs.get("turns"),
            turn_labels=self.labels.turns,
        )

    def run(self, ids: Sequence[int], before: Sequence[int] = ()) -> Mapping[str, Floats]:
        """Return the outputs for one sequence, a row a piece, without the rows of special pieces and of `before`."""
        feed = {"input_ids": self._vocabulary.framed(ids, before)}
        arrays = self._session.run(self._outputs, feed)
        first = len(before) + 2 if before else 1
        return {name: array[0, first:-1] for name, array in zip(self._outputs, arrays, strict=True)}


def load_folder(folder: Path) -> FolderEncoder:
    """Return the encoder of a model folder.

    Raises:
        ModelError: A file is missing, damaged or does not fit the others.
    """
    version = check_folder(folder)
    labels = read_labels(folder)
    path = folder / MODEL
    session = open_session(path, alone=True)
    _check_names(path, session, labels)
    vocabulary = load_vocabulary(folder / TOKENIZER)
    encoder = FolderEncoder(version=version, labels=labels, vocabulary=vocabulary, session=session)
    dimensions = _check_columns(path, encoder)
    encoder.claim_weights = read_claim_weights(folder, dimensions=dimensions)
    return encoder


def open_session(path: Path, *, alone: bool = False) -> InferenceSession:
    """Return an ONNX model, ready to run in one thread that does not spin while it waits.

    Processes are this pipeline's parallelism; more threads in each would only slow one another.

    Args:
        path: The file.
        alone: Whether it must hold all its weights. A model may name other files with tensors, of
            which no checksum of this one says anything.

    Raises:
        ModelError: The file is no ONNX model that the installed onnxruntime can run.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.add_session_config_entry("session.inter_op.allow_spinning", "0")
    options.log_severity_level = 4  # what matters is raised
    try:
        return onnxruntime.InferenceSession(
            # From bytes, the library cannot find files beside the model.
            path.read_bytes() if alone else str(path),
            sess_options=options,
            providers=["CPUExecutionProvider"],
        )
    except Exception as error:  # the library's own have no common base
        raise ModelError(
            f"{path}: onnxruntime {onnxruntime.__version__} cannot load it ({error})",
            hint="restore the file, or upgrade onnxruntime if the model is newer than it",
        ) from error


def _check_names(path: Path, session: InferenceSession, labels: Labels) -> None:
    """Prove that the model takes and gives what this project's models take and give."""
    inputs = [item.name for item in session.get_inputs()]
    if inputs != ["input_ids"]:
        raise ModelError(
            f"{path}: takes {', '.join(inputs)}; expected input_ids alone",
            hint="models/README.md describes the folder; a transformers model has no labels.json",
        )
    outputs = {item.name for item in session.get_outputs()}
    named = _columns(labels)
    for name, columns in named.items():
        if (name in outputs) != bool(columns):
            has, lacks = (MODEL, LABELS) if name in outputs else (LABELS, MODEL)
            raise ModelError(
                f"{path}: {has} has {name}, {lacks} has not",
                hint="take both files from the same training",
            )


def _columns(labels: Labels) -> dict[str, tuple[str, ...]]:
    return {
        "entities": labels.entities,
        "general": labels.general,
        "kinds": labels.kinds,
        "claims": labels.claims,
        "turns": labels.turns,
    }


def _check_columns(path: Path, encoder: FolderEncoder) -> int:
    """Prove by one run that each output has a row a piece and a column a label.

    Returns:
        The dimensions of the embedding, 0 without one.
    """
    labels = encoder.labels
    expected = _columns(labels)
    try:
        outputs = encoder.run([])
    except Exception as error:  # the library's own have no common base
        raise ModelError(
            f"{path}: does not run on one sequence ({error})",
            hint="export it with input_ids int64 (1, n) and outputs float32 (1, n, columns)",
        ) from error
    for name, rows in outputs.items():
        columns = len(expected[name]) if name in expected else rows.shape[-1]
        if rows.dtype != np.float32 or rows.shape != (0, columns):
            raise ModelError(
                f"{path}: {name} is {rows.dtype} {rows.shape} for a text without pieces; "
                f"expected float32 {(0, columns)} by {LABELS}",
                hint="take both files from the same training",
            )
    return outputs["embedding"].shape[-1] if "embedding" in outputs else 0
