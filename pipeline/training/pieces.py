"""Texts -> the pieces of a Unigram vocabulary that they need."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import InputError
from pipeline.text import analysis_form

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_WORD_MARK = "▁"
_BYTE = re.compile(r"<0x[0-9A-F]{2}>")
# First and last character of what holds common punctuation and symbols.
_SYMBOLS = (
    (0x0020, 0x02FF),  # Latin blocks
    (0x2000, 0x206F),  # general punctuation
    (0x20A0, 0x20CF),  # currencies
    (0x2100, 0x214F),  # ™, №
    (0x2190, 0x22FF),  # arrows, mathematics
    (0x25A0, 0x27BF),  # shapes, symbols, dingbats
)


def read_texts(paths: Iterable[Path]) -> Iterator[str]:
    """Yield the lines of ``.txt`` files and the ``text`` of every line of ``.jsonl`` files.

    Raises:
        InputError: A file cannot be read, has another ending, or a line has no ``text``.
    """
    for path in paths:
        if path.suffix not in (".txt", ".jsonl"):
            raise InputError(f"{path}: neither .txt nor .jsonl")
        try:
            lines = path.read_text(encoding="utf-8").split("\n")
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(f"{path}: cannot be read ({error})") from error
        for number, line in enumerate(lines, 1):
            if line.strip():
                yield line if path.suffix == ".txt" else _text_of(line, f"{path}:{number}")


def _text_of(line: str, where: str) -> str:
    try:
        text = json.loads(line)["text"]
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(f"{where}: no JSON object with a text ({error})") from error
    if not isinstance(text, str):
        raise InputError(f"{where}: text is a {type(text).__name__}, not a string")
    return text


def count_pieces(tokenizer: Tokenizer, texts: Iterable[str]) -> Counter[int]:
    """Return how often each piece stands in the texts' analysis form, special pieces left out."""
    counts: Counter[int] = Counter()
    for text in texts:
        counts.update(tokenizer.encode(analysis_form(text), add_special_tokens=False).ids)
    return counts


def basic(piece: str) -> bool:
    """Say whether a piece is one Latin letter, accent, digit, or common sign.

    Without it, a word that the counted texts lack could not be spelt out.

    >>> [piece for piece in ("é", "7", "€", "«", "ш", "。", "le") if basic(piece)]
    ['é', '7', '€', '«']
    """
    if len(piece) != 1:
        return False
    category, place = unicodedata.category(piece)[0], ord(piece)
    if category == "L":
        return unicodedata.name(piece, "").startswith("LATIN ")
    if category == "M":
        return 0x0300 <= place <= 0x036F
    if category == "N":
        return piece.isascii()
    return category in "PS" and any(first <= place <= last for first, last in _SYMBOLS)


def chosen(values: Mapping[str, Any], counts: Mapping[int, int], *, size: int) -> list[int]:
    """Return the numbers of the pieces to keep, in ascending order.

    Of two pieces that are used equally often the one with the lower number is kept.

    Args:
        values: The contents of ``tokenizer.json``.
        counts: Uses by number.
        size: How many to keep.

    Raises:
        InputError: What must stay is more than `size`, or there are no more than `size` pieces.
    """
    total = pieces_of(values)
    if size >= total:
        raise InputError(f"--size {size}: the base has {total} pieces", hint="name a smaller size")
    always = _always(values)
    if len(always) > size:
        raise InputError(
            f"--size {size}: {len(always)} pieces must stay (special ones, letters, digits, signs)",
            hint="name a larger size",
        )
    others = (number for number in range(total) if number not in always)
    used = sorted(others, key=lambda number: (-counts.get(number, 0), number))
    return sorted([*always, *used[: size - len(always)]])


def pieces_of(values: Mapping[str, Any]) -> int:
    """Return the number of pieces, those of the vocabulary and those added after it."""
    listed: int = len(values["model"]["vocab"])
    return listed + sum(1 for token in values["added_tokens"] if token["id"] >= listed)


def _always(values: Mapping[str, Any]) -> set[int]:
    model = values["model"]
    fallback = bool(model.get("byte_fallback"))
    found = {token["id"] for token in values["added_tokens"]}
    found |= {
        number
        for number, (piece, _) in enumerate(model["vocab"])
        if basic(piece) or piece == _WORD_MARK or (fallback and _BYTE.fullmatch(piece))
    }
    if model["unk_id"] is not None:
        found.add(model["unk_id"])
    return found
