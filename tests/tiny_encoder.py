"""Encoders of a few kilobytes whose scores depend on the piece alone, for tests without weights."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer
from tokenizers.models import Unigram
from tokenizers.normalizers import NFKC
from tokenizers.pre_tokenizers import Metaspace
from tokenizers.processors import TemplateProcessing

from pipeline.encoder.scores import log_softmax
from pipeline.encoder.words import words
from pipeline.schema import ClaimType, Encoded, EntityKind

ENTITIES = ["O", *(f"{at}-{label}" for label in ("PER", "ORG", "LOC", "MISC") for at in "BI")]
KINDS = list(get_args(EntityKind))
CLAIMS = ["fact", "evaluation", "other"]
# The columns of a claim head that the pipeline reads; `CLAIMS` are those of somebody else's.
CLAIM_HEAD = [
    *("claim", "key", "reported", "hedged", "negated", "obligation"),
    *(f"type:{name}" for name in get_args(ClaimType)),
]
TURNS = ["question", "answer", "other"]
DIMENSIONS = 8
# Whole words of the vocabulary with what the model takes them for.
NAMES = {
    "Marie": "B-PER",
    "Dupont": "I-PER",
    "Oréal": "B-ORG",
    "Havas": "B-ORG",
    "Paris": "B-LOC",
    "Saint-Malo": "B-LOC",
}
NAME_KINDS = {"Oréal": "brand", "Havas": "agency"}
_MARK = re.compile(r"\[([^\[\]]+)\]\((PER|ORG|LOC|MISC)\)")
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZàâçéèêëîïôùûœÉ0123456789"
_SIGNS = "'\".,;:!?()-&#…%"
# Beside the letters, so that texts have pieces of more than one character.
_PARTS = ["il", "que", "qu", "l'", "est", "ou", "ment", "tra", "vail"]


def vocabulary() -> list[str]:
    single = ["▁", *_LETTERS, *_SIGNS]
    whole = [mark + word for word in (*NAMES, *_PARTS) for mark in ("▁", "")]
    return ["<s>", "<pad>", "</s>", "<unk>", *single, *whole]


def tokenizer() -> Tokenizer:
    """Return a tokenizer that works as that of XLM-R does."""
    scores = {piece: -len(piece) / 100 - 1 for piece in vocabulary()}
    made = Tokenizer(Unigram([(piece, scores[piece]) for piece in vocabulary()], unk_id=3))
    made.normalizer = NFKC()
    made.pre_tokenizer = Metaspace()
    made.post_processor = TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    made.add_special_tokens(["<s>", "<pad>", "</s>", "<unk>"])
    return made


def entity_table(labels: list[str], names: Mapping[str, str] = NAMES) -> np.ndarray[Any, Any]:
    """Return ``(n_pieces, n_labels)`` logits: 4 for what a piece is taken for, else 0."""
    table = np.zeros((len(vocabulary()), len(labels)), np.float32)
    for number, piece in enumerate(vocabulary()):
        table[number, labels.index(names.get(piece.removeprefix("▁"), "O"))] = 4.0
    return table


def kind_table() -> np.ndarray[Any, Any]:
    """Return ``(n_pieces, n_kinds)`` logits: 4 for the kind of a name, else 0."""
    table = np.zeros((len(vocabulary()), len(KINDS)), np.float32)
    for number, piece in enumerate(vocabulary()):
        kind = NAME_KINDS.get(piece.removeprefix("▁"))
        if kind is not None:
            table[number, KINDS.index(kind)] = 4.0
    return table


def model(
    tables: Mapping[str, np.ndarray[Any, Any]], inputs: tuple[str, ...] = ("input_ids",)
) -> onnx.ModelProto:
    """Return a model with one look-up table an output; inputs beside the first are not read."""
    nodes = [
        helper.make_node("Gather", [f"{name}_table", "input_ids"], [name], axis=0)
        for name in tables
    ]
    shape = [1, "pieces"]
    graph = helper.make_graph(
        nodes,
        "tiny",
        [helper.make_tensor_value_info(name, TensorProto.INT64, shape) for name in inputs],
        [
            helper.make_tensor_value_info(
                name, helper.np_dtype_to_tensor_dtype(table.dtype), [*shape, table.shape[1]]
            )
            for name, table in tables.items()
        ],
        [numpy_helper.from_array(table, f"{name}_table") for name, table in tables.items()],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def tables() -> dict[str, np.ndarray[Any, Any]]:
    random = np.random.default_rng(0)
    size = len(vocabulary())
    columns = {"embedding": DIMENSIONS, "claims": len(CLAIMS), "turns": len(TURNS)}
    made: dict[str, np.ndarray[Any, Any]] = {
        name: random.normal(size=(size, width)).astype(np.float32)
        for name, width in columns.items()
    }
    return made | {"entities": entity_table(ENTITIES), "kinds": kind_table()}


def labels(**changes: Any) -> dict[str, Any]:
    """Return the contents of ``labels.json``; a change to None leaves a key out."""
    values = {
        "version": "0.1",
        "entities": ENTITIES,
        "kinds": KINDS,
        "claims": CLAIMS,
        "turns": TURNS,
        "window": 256,
        "overlap": 64,
        "temperature": 1.0,
    } | changes
    return {key: value for key, value in values.items() if value is not None}


def write_sums(folder: Path) -> None:
    lines = [
        f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n"
        for name in ("model.onnx", "tokenizer.json", "labels.json")
    ]
    (folder / "SHA256SUMS").write_text("".join(lines), encoding="utf-8")


def write_encoder(
    folder: Path, *, outputs: Mapping[str, np.ndarray[Any, Any]] | None = None, **changes: Any
) -> Path:
    """Write a whole model folder and return it.

    Args:
        folder: Made if it is not there.
        outputs: The tables of the model, instead of all five; without one of kinds, none are named.
        changes: To ``labels.json``.
    """
    folder.mkdir(parents=True, exist_ok=True)
    made = tables() if outputs is None else outputs
    onnx.save(model(made), str(folder / "model.onnx"))
    tokenizer().save(str(folder / "tokenizer.json"))
    values = labels(**({} if "kinds" in made else {"kinds": None}) | changes)
    (folder / "labels.json").write_text(json.dumps(values), encoding="utf-8")
    write_sums(folder)
    return folder


def encoded_words(text: str, names: list[str], *, logit: float = 5.0) -> Encoded:
    """Return what an encoder says that has one piece a word and takes each for the label of that name."""
    offsets = np.array(words(text), np.int32).reshape(-1, 2)
    logits = np.zeros((len(names), len(ENTITIES)), np.float32)
    for word, name in enumerate(names):
        logits[word, ENTITIES.index(name)] = logit
    return Encoded(offsets, log_softmax(logits), tuple(ENTITIES))


def labels_of_words(text: str, found: list[tuple[int, int, str]]) -> list[str]:
    """Return the label of each word of a text in which these spans are names."""
    names = []
    for start, end in words(text):
        inside = [span for span in found if span[0] <= start and end <= span[1]]
        names.append(f"{'B' if inside[0][0] == start else 'I'}-{inside[0][2]}" if inside else "O")
    return names


def read_marks(sentence: str) -> tuple[str, list[tuple[int, int, str]]]:
    """Return the text of "[Marie](PER) part" and its spans with their labels."""
    text, found, at = "", [], 0
    for match in _MARK.finditer(sentence):
        text += sentence[at : match.start()]
        found.append((len(text), len(text) + len(match[1]), match[2]))
        text += match[1]
        at = match.end()
    return text + sentence[at:], found
