"""The base's files, from a folder or from the hub's cache, and its fast tokenizer."""

from __future__ import annotations

from pathlib import Path

from tokenizers import Tokenizer

from pipeline.errors import ModelError

_PADDING = "<pad>"


def base_file(base: Path | str, name: str) -> Path:
    """Return one file of a base encoder.

    Args:
        base: Folder or hub id.
        name: As the hub has it, such as ``tokenizer.json``.

    Raises:
        ModelError: The base does not have it, or it cannot be fetched.
    """
    file = Path(base) / name
    if file.exists():
        return file
    if Path(base).is_dir():
        raise ModelError(f"{base}: no {name}", hint="name the folder of a whole base encoder")
    from transformers.utils.hub import cached_file

    try:
        return Path(str(cached_file(str(base), name)))
    except OSError as error:
        raise ModelError(f"{base}: no {name} ({error})") from error


def load_tokenizer(base: Path | str) -> tuple[Tokenizer, Path]:
    """Return the tokenizer and its file ``tokenizer.json``.

    Raises:
        ModelError: The base has none, it cannot be fetched, or it has no piece for padding.
    """
    file = base_file(base, "tokenizer.json")
    try:
        tokenizer = Tokenizer.from_file(str(file))
    except Exception as error:  # the library raises nothing narrower
        raise ModelError(f"{file}: no tokenizer can be read from it ({error})") from error
    padding_id(tokenizer)
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer, file


def padding_id(tokenizer: Tokenizer) -> int:
    """Return the number of the piece that fills up shorter texts of a batch.

    Raises:
        ModelError: There is no such piece.
    """
    found = tokenizer.token_to_id(_PADDING)
    if found is None:
        raise ModelError(
            f"the base's tokenizer has no piece {_PADDING}",
            hint="take a base with the special pieces of XLM-R, such as multilingual-e5-small",
        )
    return found
