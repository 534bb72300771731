"""The form in which two readings of one page are compared: letters and digits, sentence by sentence."""

from __future__ import annotations

import re

from pipeline.read.assembly import clean

_ALNUM = re.compile(r"[^\W_]+")
_ENDS = re.compile(r"(?<=[.!?…])\s+|\n")


def letters_of(text: str) -> str:
    """Return the letters and digits of `text` in lower case.

    >>> letters_of("C’est l’été !")
    'cestlété'
    """
    return "".join(_ALNUM.findall(clean(text).lower()))


def rows_of(text: str) -> tuple[str, ...]:
    """Return the letters of each sentence and line of `text`, those without letters left out."""
    return tuple(filter(None, map(letters_of, _ENDS.split(text))))
