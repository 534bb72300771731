"""Text -> pieces of the model's vocabulary with their characters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import ModelError

if TYPE_CHECKING:
    from tokenizers import Tokenizer


@dataclass(frozen=True, slots=True)
class Pieces:
    """The pieces of one text, special ones left out: ids, and ``(n, 2)`` offsets in characters."""

    ids: list[int]
    offsets: NDArray[np.int32]


class Vocabulary:
    """A tokenizer that neither cuts nor pads, with its special pieces apart.

    Args:
        tokenizer: As loaded; its settings for truncation and padding are switched off.
        where: Its file, for the message of an error.

    Raises:
        ModelError: It does not put exactly one piece before a text and one after.
    """

    def __init__(self, tokenizer: Tokenizer, *, where: str) -> None:
        tokenizer.no_truncation()
        tokenizer.no_padding()
        special = tokenizer.encode("").ids
        if len(special) != 2:
            raise ModelError(
                f"{where}: puts {len(special)} special pieces around a text; expected <s> and </s>",
                hint="use the tokenizer that the model was trained with",
            )
        self._tokenizer = tokenizer
        self._before, self._after = special

    def pieces(self, text: str) -> Pieces:
        """Return the pieces of `text`, none for white space alone."""
        if not text.strip():
            return Pieces([], np.zeros((0, 2), np.int32))
        encoding = self._tokenizer.encode(text, add_special_tokens=False)
        return Pieces(encoding.ids, np.array(encoding.offsets, np.int32).reshape(-1, 2))

    def framed(self, ids: Sequence[int], before: Sequence[int] = ()) -> NDArray[np.int64]:
        """Return ids as the model reads them, between the special pieces: ``(1, n + 2)``.

        With another text `before` it, that stands first and one more special piece after it.
        """
        first = [*before, self._after] if before else []
        return np.array([[self._before, *first, *ids, self._after]], np.int64)


def load_vocabulary(path: Path) -> Vocabulary:
    """Return the vocabulary of a ``tokenizer.json``.

    Raises:
        ModelError: The file is no tokenizer.
    """
    from tokenizers import Tokenizer

    try:
        tokenizer = Tokenizer.from_file(str(path))
    except Exception as error:  # the library raises nothing narrower
        raise ModelError(
            f"{path}: no tokenizer can be read from it ({error})", hint="restore the file"
        ) from error
    return Vocabulary(tokenizer, where=str(path))
