"""A large base encoder -> a small one that has the pieces French needs.

multilingual-e5-small has 250,002 pieces for a hundred languages: four fifths of its weights are their word
embeddings. A vocabulary cut to what some texts use leaves the encoder itself as it is.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import InputError, ModelError
from pipeline.training.pieces import chosen, count_pieces, pieces_of
from pipeline.training.tokenizing import base_file, load_tokenizer

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from tokenizers import Tokenizer

    Tensors = dict[str, NDArray[np.floating[Any]]]

_EMBEDDINGS = "embeddings.word_embeddings.weight"
_LANGUAGE_MODEL = ("cls.", "lm_head.")  # heads over the vocabulary, which are no part of an encoder


@dataclass(frozen=True, slots=True)
class Cut:
    """What was made of a vocabulary."""

    before: int  # pieces
    after: int
    covered: float  # share of the texts' pieces that stay


def cut_base(base: Path | str, texts: Iterable[str], *, size: int, out: Path) -> Cut:
    """Write a base encoder with `size` pieces into the folder `out`.

    All special pieces stay, every single letter, digit and sign (see `pieces.basic`), and the pieces that the texts
    use most. Pieces keep their order and scores.

    Args:
        base: Folder or hub id with ``config.json``, ``tokenizer.json``, ``tokenizer_config.json`` and
            ``model.safetensors`` (float16 or float32).
        texts: What pieces are counted in, in any form; the analysis form is counted.
        size: Pieces to keep, special ones included.
        out: Another folder than the base's.

    Raises:
        InputError: `size` is too small or no cut, the texts are empty, or `out` is the base.
        ModelError: A file is missing, the tokenizer is not Unigram, or the weights do not fit it.
    """
    if out.resolve() == Path(base).resolve():
        raise InputError(f"{out}: is the base itself", hint="name another folder to write")
    tokenizer, file = load_tokenizer(base)
    values = _unigram_values(tokenizer, file)
    counts = count_pieces(tokenizer, texts)
    if not counts:
        raise InputError("the texts hold no words", hint="name texts like those to be analysed")
    kept = chosen(values, counts, size=size)
    tensors = cut_weights(_weights(base), kept, where=str(base))
    out.mkdir(parents=True, exist_ok=True)
    _write_tokenizer(cut_tokenizer(values, kept), out / "tokenizer.json")
    new = {old: number for number, old in enumerate(kept)}
    for name in ("config.json", "tokenizer_config.json"):
        changed = cut_config(_read_json(base_file(base, name)), new)
        text = json.dumps(changed, ensure_ascii=False, indent=2) + "\n"
        (out / name).write_text(text, encoding="utf-8")
    from safetensors.numpy import save_file

    save_file(tensors, out / "model.safetensors", metadata={"format": "pt"})
    stay = sum(counts[number] for number in kept) / counts.total()
    return Cut(before=pieces_of(values), after=len(kept), covered=stay)


def _unigram_values(tokenizer: Tokenizer, file: Path) -> dict[str, Any]:
    # As the library writes it: older files leave the kind of the model out.
    values: dict[str, Any] = json.loads(tokenizer.to_str())
    kind = values["model"]["type"]
    if kind != "Unigram":
        raise ModelError(
            f"{file}: the vocabulary is of the kind {kind}; only Unigram ones can be cut",
            hint="take a base such as intfloat/multilingual-e5-small",
        )
    return values


def cut_tokenizer(values: Mapping[str, Any], kept: Sequence[int]) -> dict[str, Any]:
    """Return the contents of ``tokenizer.json`` with the pieces `kept` alone, numbered anew."""
    new = {old: number for number, old in enumerate(kept)}
    model = dict(values["model"])
    vocabulary = model["vocab"]
    model["vocab"] = [vocabulary[number] for number in kept if number < len(vocabulary)]
    if model["unk_id"] is not None:
        model["unk_id"] = new[model["unk_id"]]
    added = [token | {"id": new[token["id"]]} for token in values["added_tokens"]]
    processor = _cut_processor(values["post_processor"], new)
    return {**values, "added_tokens": added, "post_processor": processor, "model": model}


def _cut_processor(processor: Any, new: Mapping[int, int]) -> Any:
    """Return a post-processor with the new numbers of its special pieces.

    Raises:
        ModelError: It is of a kind that is not known here.
    """
    if processor is None or processor["type"] == "ByteLevel":
        return processor
    if processor["type"] == "Sequence":
        inner = [_cut_processor(part, new) for part in processor["processors"]]
        return processor | {"processors": inner}
    if processor["type"] in ("BertProcessing", "RobertaProcessing"):
        return processor | {
            key: [processor[key][0], new[processor[key][1]]] for key in ("sep", "cls")
        }
    if processor["type"] == "TemplateProcessing":
        tokens = {
            name: token | {"ids": [new[number] for number in token["ids"]]}
            for name, token in processor["special_tokens"].items()
        }
        return processor | {"special_tokens": tokens}
    raise ModelError(f"tokenizer.json: post_processor {processor['type']} is not known")


def _write_tokenizer(values: Mapping[str, Any], path: Path) -> None:
    """Write ``tokenizer.json`` after proving that the special pieces have their numbers."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_str(json.dumps(values))
    for token in values["added_tokens"]:
        found = tokenizer.token_to_id(token["content"])
        if found != token["id"]:
            raise ModelError(f"{path}: {token['content']} is {found}, not {token['id']}")
    tokenizer.save(str(path))


def cut_config(values: Mapping[str, Any], new: Mapping[int, int]) -> dict[str, Any]:
    """Return a ``config.json`` or ``tokenizer_config.json`` with the new numbers of pieces."""
    changed = dict(values)
    for key, value in values.items():
        if key == "vocab_size":
            changed[key] = len(new)
        elif key.endswith("_token_id") and isinstance(value, int):
            changed[key] = new.get(value, value)
        elif key == "added_tokens_decoder":
            changed[key] = {str(new[int(n)]): token for n, token in value.items()}
    return changed


def _read_json(path: Path) -> dict[str, Any]:
    try:
        values: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(f"{path}: cannot be read ({error})") from error
    return values


def _weights(base: Path | str) -> Tensors:
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    path = base_file(base, "model.safetensors")
    try:
        return dict(load_file(path))
    except (OSError, SafetensorError, KeyError) as error:
        raise ModelError(
            f"{path}: cannot be read ({error})", hint="float16 and float32 weights are read"
        ) from error


def cut_weights(tensors: Tensors, kept: Sequence[int], *, where: str) -> Tensors:
    """Return the encoder's weights with the word embeddings of the pieces `kept`.

    Heads of a language model, which have a row a piece, are left out.

    Raises:
        ModelError: There are no word embeddings, or fewer than pieces.
    """
    found = {name: t for name, t in tensors.items() if not name.startswith(_LANGUAGE_MODEL)}
    names = [name for name in found if name.endswith(_EMBEDDINGS)]
    if len(names) != 1:
        raise ModelError(f"{where}: {len(names)} tensors named {_EMBEDDINGS}; expected one")
    rows = found[names[0]]
    if len(rows) <= kept[-1]:
        raise ModelError(f"{where}: {len(rows)} word embeddings, but a piece {kept[-1]}")
    return found | {names[0]: rows[list(kept)]}
