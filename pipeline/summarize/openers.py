"""Whether a sentence reads alone: what its first words lean on."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Literal, cast, get_args

from pipeline.errors import PipelineError
from pipeline.lexicons import entries

# A pronoun or a connective leans on the sentence before, a reply on the question, "vous" on the interviewer.
Opener = Literal["pronoun", "connective", "reply", "hearer", "alone"]
_LIST = "summary_openers"


def opener_of(words: Sequence[str]) -> Opener:
    """Return what kind of words a sentence begins with.

    Args:
        words: Its words in lower case, elided ones with their apostrophe.

    >>> opener_of(["il", "relance", "les", "journalistes"]), opener_of(["il", "faut", "relancer"])
    ('pronoun', 'alone')
    >>> opener_of(["en", "revanche"]), opener_of(["en", "belgique"])
    ('connective', 'alone')
    """
    known, longest = _openers()
    for length in range(min(longest, len(words)), 0, -1):
        kind = known.get(tuple(words[:length]))
        if kind is not None:
            return kind
    return "alone"


@cache
def _openers() -> tuple[dict[tuple[str, ...], Opener], int]:
    """Return the words of each opener with its kind, and the length of the longest."""
    found: dict[tuple[str, ...], Opener] = {}
    for written, kind in entries(_LIST):
        if kind not in get_args(Opener):
            raise PipelineError(f"lexicon {_LIST}: {written!r} is of the unknown kind {kind!r}")
        found[tuple(written.replace("'", "' ").split())] = cast(Opener, kind)
    return found, max(map(len, found))
