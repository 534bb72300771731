"""Any sequence-to-sequence model of transformers as a writer: BART, BARThez, mBART, T5…"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.encoder import hub
from pipeline.errors import ModelError
from pipeline.generate.written import Written
from pipeline.schema import ModelVersion

_EXTRA = "pip install 'entretiens[hf]'"
_WINDOW = 1024  # pieces, where the model does not say how many it reads
_NEW_PIECES = 60  # written for a sentence at most
_BEAMS = 4


@dataclass(frozen=True, slots=True)
class Seq2Seq:
    """A model that reads one text and writes another; always the same of the same text."""

    version: ModelVersion
    window: int  # pieces that it reads, and writes, the first and the last one included
    prefix: str  # what the model was trained to be told before a text
    tokenizer: Any
    model: Any

    def write(self, text: str, *, question: str | None, sentences: int) -> Written:
        """Return the model's summary of a text, the question before it."""
        import torch

        read = self.prefix + (f"{question} {text}" if question else text)
        whole = len(self.tokenizer(read, truncation=False, verbose=False)["input_ids"])
        batch = self.tokenizer(
            read, truncation=True, max_length=self.window, return_tensors="pt", verbose=False
        )
        with torch.inference_mode():
            pieces = self.model.generate(
                input_ids=batch["input_ids"],
                attention_mask=batch["attention_mask"],
                max_new_tokens=min(_NEW_PIECES * sentences, self.window - 2),
                num_beams=_BEAMS,
                do_sample=False,  # the same input gives the same record
            )
        written = self.tokenizer.decode(pieces[0], skip_special_tokens=True)
        return Written(" ".join(str(written).split()), whole > self.window)


def fetched_model(id: str) -> Path:
    """Return the local folder of a model on the hub; the network is used only if it is not cached.

    Raises:
        ModelError: It is neither cached nor to be had.
    """
    return hub.fetched(id, setting="summaries")


def check_model(folder: Path) -> ModelVersion:
    """Return what identifies a model.

    Raises:
        ModelError: It is of another kind, or its weights are not safetensors.
    """
    _config(folder)
    if not any(folder.glob(hub.WEIGHTS)):
        raise ModelError(
            f"{folder}: no {hub.WEIGHTS} is in it",
            hint="save the model with save_pretrained(); pickled weights (*.bin) are not loaded",
        )
    return hub.check_hub(folder)


def load_model(folder: Path) -> Seq2Seq:
    """Return the writer of a transformers model's folder.

    Raises:
        ModelError: Files are missing, the model is of another kind, or the extra ``hf`` is not installed.
    """
    version = check_model(folder)
    config = _config(folder)
    try:
        import torch
    except ImportError as error:
        raise ModelError(f"{folder}: its weights need torch", hint=_EXTRA) from error
    model, tokenizer = _loaded(folder)
    torch.set_num_threads(1)  # processes are this pipeline's parallelism
    return Seq2Seq(version, _window(config, tokenizer), _prefix(config), tokenizer, model)


def _config(folder: Path) -> dict[str, Any]:
    config = hub.read_config(folder)
    if not isinstance(config, dict) or not config.get("is_encoder_decoder"):
        raise ModelError(
            f"{folder / hub.CONFIG}: is_encoder_decoder is not set; expected a sequence-to-sequence model",
            hint="give a model for summaries, such as BART, mBART or T5",
        )
    return config


def _loaded(folder: Path) -> tuple[Any, Any]:
    from transformers import AutoModelForSeq2SeqLM, AutoTokenizer

    with hub.loading(folder):
        tokenizer = AutoTokenizer.from_pretrained(
            folder, trust_remote_code=False, local_files_only=True
        )
    hint = "give a model trained to write summaries"
    return hub.pretrained(AutoModelForSeq2SeqLM, folder, hint=hint), tokenizer


def _window(config: dict[str, Any], tokenizer: Any) -> int:
    """Return how many pieces the model reads; tokenizers that do not know say a very large number."""
    told = (config.get("max_position_embeddings"), config.get("n_positions"))
    limits = [limit for limit in (*told, tokenizer.model_max_length) if isinstance(limit, int)]
    return min((limit for limit in limits if limit > 0), default=_WINDOW)


def _prefix(config: dict[str, Any]) -> str:
    tasks = config.get("task_specific_params") or {}
    task = tasks.get("summarization") or {} if isinstance(tasks, dict) else {}
    prefix = task.get("prefix") if isinstance(task, dict) else None
    return prefix if isinstance(prefix, str) else ""
