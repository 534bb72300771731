"""Any transformers token-classification model as an entity engine."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from pipeline.encoder.folder import LEAST_WINDOW, digest
from pipeline.encoder.hub_labels import Columns, columns_of
from pipeline.encoder.model import open_session
from pipeline.encoder.pieces import Vocabulary, load_vocabulary
from pipeline.encoder.scores import log_softmax
from pipeline.encoder.windows import Floats, in_windows
from pipeline.errors import ModelError
from pipeline.schema import Encoded, ModelVersion

CONFIG, WEIGHTS, ONNX = "config.json", "*.safetensors", "model.onnx"
# As the shipped model reads, but for one that was trained on less.
_WINDOW, _OVERLAP = 256, 64
_FETCHED = ["*.json", "*.safetensors", "*.model", "*.txt"]
_EXTRA = "pip install 'entretiens[hf]'"


class _Runner(Protocol):
    def __call__(self, ids: np.ndarray[Any, np.dtype[np.int64]]) -> Floats:
        """Return the logits ``(1, n, labels)`` of one sequence ``(1, n)``."""
        ...


@dataclass(frozen=True, slots=True)
class HubEncoder:
    """A token-classification model; it gives entities and nothing else."""

    version: ModelVersion
    columns: Columns
    window: int  # pieces, with the two special ones
    vocabulary: Vocabulary
    runner: _Runner
    claim_weights: None = None

    def by_general_guide(self) -> None:
        """Return None: such a model has names by one guide."""

    def encode(self, text: str, before: str = "") -> Encoded:  # noqa: ARG002  # such models read one text
        """Return the entity scores of one turn, given in its analysis form."""
        pieces = self.vocabulary.pieces(text)
        overlap = min(_OVERLAP, (self.window - 2) // 2)
        outputs = in_windows(self._run, pieces.ids, size=self.window - 2, overlap=overlap)
        scores = self.columns.merged(log_softmax(outputs["logits"]))
        return Encoded(pieces.offsets, scores, self.columns.labels)

    def _run(self, ids: Sequence[int]) -> Mapping[str, Floats]:
        return {"logits": self.runner(self.vocabulary.framed(list(ids)))[0, 1:-1]}


def fetched(id: str, *, setting: str = "entities") -> Path:
    """Return the local folder of a model on the hub; the network is used only if it is not cached.

    Args:
        id: OWNER/NAME.
        setting: What names it, for the error.

    Raises:
        ModelError: It is neither cached nor to be had.
    """
    from huggingface_hub import snapshot_download

    try:
        folder = Path(snapshot_download(id, local_files_only=True))
        if any(folder.glob(WEIGHTS)):
            return folder
    except Exception:  # not cached: whatever the library calls that
        pass
    try:
        return Path(snapshot_download(id, allow_patterns=_FETCHED))
    except Exception as error:  # no network, no such model, no access
        raise ModelError(
            f"{setting} = {id!r}: no such folder, and not to be had from the Hugging Face hub "
            f"({type(error).__name__}: {str(error).splitlines()[0] if str(error) else 'no reason'})",
            hint="check the spelling and the network, or give the path of a downloaded copy",
        ) from error


def check_hub(folder: Path) -> ModelVersion:
    """Return what identifies a model: the hub's commit or the digest of its JSON files; its weights.

    Raises:
        ModelError: There are no weights that this program would load.
    """
    weights = _joined(_weights(folder))
    if folder.parent.name == "snapshots":  # the hub's cache, which names folders by commit
        return ModelVersion(version=folder.name, sha256=weights)
    return ModelVersion(f"local+{_joined(sorted(folder.glob('*.json')))[:8]}", weights)


def _joined(files: Sequence[Path]) -> str:
    """Return the digest of a file, or of several files' digests."""
    digests = [digest(path) for path in files]
    if len(digests) == 1:
        return digests[0]
    return hashlib.sha256("".join(digests).encode()).hexdigest()


def _weights(folder: Path) -> list[Path]:
    """Return the files of the weights: safetensors before ONNX, never pickles."""
    found = sorted(folder.glob(WEIGHTS))
    if not found and (folder / ONNX).exists():
        # A large model keeps its tensors in a file beside it.
        found = [folder / ONNX, *sorted(folder.glob(f"{ONNX}_data*"))]
    if not found:
        raise ModelError(
            f"{folder}: neither {WEIGHTS} nor {ONNX} is in it",
            hint="save the model with save_pretrained(); pickled weights (*.bin) are not loaded",
        )
    return found


def load_hub(folder: Path) -> HubEncoder:
    """Return the encoder of a transformers model's folder.

    Raises:
        ModelError: Files are missing, the model is of another kind, its labels are none of ours,
            or the extra ``hf`` is not installed.
    """
    version = check_hub(folder)
    config = _config(folder)
    columns = columns_of(_label_names(config, folder), where=str(folder / CONFIG))
    most = _most_pieces(config, folder)
    onnx = _weights(folder)[0].name == ONNX
    runner = _onnx_runner(folder) if onnx else _torch_runner(folder)
    return HubEncoder(version, columns, min(_WINDOW, most), _vocabulary(folder), runner)


def read_config(folder: Path) -> Any:
    """Return what a model's configuration holds.

    Raises:
        ModelError: It is not there, or no JSON.
    """
    path = folder / CONFIG
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise ModelError(
            f"{path}: cannot be read ({error})", hint="save the model with save_pretrained()"
        ) from error


def _config(folder: Path) -> dict[str, Any]:
    config = read_config(folder)
    kinds = config.get("architectures") or [] if isinstance(config, dict) else []
    if not any(str(kind).endswith("ForTokenClassification") for kind in kinds):
        raise ModelError(
            f"{folder / CONFIG}: architectures = {kinds}; expected one that ends in ForTokenClassification",
            hint="give a model for named entities, not the one it was trained from",
        )
    return dict(config)


def _most_pieces(config: Mapping[str, Any], folder: Path) -> int:
    """Return how many pieces the model can read at a time; RoBERTa numbers its positions from 2."""
    positions = config.get("max_position_embeddings") or _WINDOW + 2
    if type(positions) is not int or positions < LEAST_WINDOW + 2:
        raise ModelError(
            f"{folder / CONFIG}: max_position_embeddings = {positions!r}; expected a whole number, "
            f"{LEAST_WINDOW + 2} or more",
            hint="the number of positions must be saved with the model",
        )
    return positions - 2


def _label_names(config: Mapping[str, Any], folder: Path) -> list[str]:
    names = config.get("id2label")
    if not isinstance(names, dict) or {str(key) for key in names} != {
        str(number) for number in range(len(names))
    }:
        raise ModelError(
            f"{folder / CONFIG}: id2label = {names!r}; expected a name for each number from 0",
            hint="the names of the labels must be saved with the model",
        )
    return [str(names[str(number)]) for number in range(len(names))]


def _vocabulary(folder: Path) -> Vocabulary:
    path = folder / "tokenizer.json"
    if path.exists():
        return load_vocabulary(path)
    from transformers import AutoTokenizer

    try:
        tokenizer = AutoTokenizer.from_pretrained(
            folder, trust_remote_code=False, local_files_only=True
        )
        return Vocabulary(tokenizer.backend_tokenizer, where=str(folder))
    except ModelError:
        raise
    except Exception as error:  # each kind of tokenizer fails in its own way
        raise ModelError(
            f"{folder}: no fast tokenizer can be made from its files ({error})",
            hint=f"save it as tokenizer.json; some kinds need {_EXTRA}",
        ) from error


# --- what computes ---------------------------------------------------------------------------


def _onnx_runner(folder: Path) -> _Runner:
    path = folder / ONNX
    session = open_session(path)
    inputs = [item.name for item in session.get_inputs()]
    outputs = [item.name for item in session.get_outputs()]
    known = {"input_ids", "attention_mask", "token_type_ids"}
    if not {"input_ids"} <= set(inputs) <= known or "logits" not in outputs:
        raise ModelError(
            f"{path}: takes {', '.join(inputs)} and gives {', '.join(outputs)}; expected input_ids, "
            "attention_mask, token_type_ids or some of them, and logits",
            hint="export it for token classification, with optimum for instance",
        )

    def run(ids: np.ndarray[Any, np.dtype[np.int64]]) -> Floats:
        filled = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
        feed = {name: filled.get(name, np.zeros_like(ids)) for name in inputs}
        logits: Floats = session.run(["logits"], feed)[0]
        return logits

    return run


def _torch_runner(folder: Path) -> _Runner:
    try:
        import torch
    except ImportError as error:
        raise ModelError(f"{folder}: its weights need torch", hint=_EXTRA) from error
    from transformers import AutoModelForTokenClassification

    hint = "give a model trained for named entities, with its classifier"
    model = pretrained(AutoModelForTokenClassification, folder, hint=hint)
    torch.set_num_threads(1)  # processes are this pipeline's parallelism

    def run(ids: np.ndarray[Any, np.dtype[np.int64]]) -> Floats:
        with torch.inference_mode():
            logits: Floats = model(input_ids=torch.from_numpy(ids)).logits.numpy()
        return logits

    return run


def pretrained(kind: Any, folder: Path, *, hint: str) -> Any:
    """Return a model of transformers from its safetensors, in float32, ready to be asked.

    Args:
        kind: The class of transformers that loads it.
        folder: Where it lies.
        hint: What to give instead of a model that was not trained for this.

    Raises:
        ModelError: It cannot be loaded, or weights are missing.
    """
    with loading(folder):
        model, told = kind.from_pretrained(
            folder,
            use_safetensors=True,
            trust_remote_code=False,
            local_files_only=True,
            output_loading_info=True,
        )
    if told["missing_keys"]:
        missing = ", ".join(sorted(told["missing_keys"])[:3])
        raise ModelError(f"{folder}: its weights lack {missing}", hint=hint)
    return model.float().eval()


@contextmanager
def loading(folder: Path) -> Iterator[None]:
    """Turn whatever transformers raises over a folder into an error that names it."""
    try:
        with _no_progress_bars():
            yield
    except Exception as error:  # a damaged file, an unknown architecture, code that is not run
        raise ModelError(
            f"{folder}: transformers cannot load it ({type(error).__name__}: {error})",
            hint="fetch or save it again; models that bring their own code are not run",
        ) from error


@contextmanager
def _no_progress_bars() -> Iterator[None]:
    """Keep the library's bars from standing between the lines of a run's own."""
    from transformers.utils import logging

    bars: Any = logging  # its functions have no types
    shown = bars.is_progress_bar_enabled()
    bars.disable_progress_bar()
    try:
        yield
    finally:
        if shown:
            bars.enable_progress_bar()
