"""Gold and predicted keywords -> counts of those that agree -> F1 with intervals, and differences.

Gold keywords are a table with the columns interview and keywords (joined by " | ", most salient first);
`corpus/GUIDE.md` says what they are. Two keywords agree exactly where their words do, and partly
where one is the other's beginning, so that they have one head: "note" and "notes de service".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

from pipeline.errors import InputError
from pipeline.evaluate.figures import Ratio, prf
from pipeline.evaluate.sheets import read_sheet
from pipeline.lexicons import words as word_list
from pipeline.text import analysis_form

Key: TypeAlias = tuple[str, ...]

COLUMNS = ("interview", "keywords")
SEPARATOR = "|"
MOST = 10  # keywords of an interview that count

_WORD = re.compile(r"\w+'?")


def read_keywords(path: Path) -> dict[str, tuple[str, ...]]:
    """Return the gold keywords of each interview, by its id, most salient first.

    Raises:
        InputError: The table cannot be read, has other columns, names an interview twice, or gives
            one no keyword, an empty one, or one twice; the message names the line.
    """
    found: dict[str, tuple[str, ...]] = {}
    for number, row in enumerate(read_sheet(path, COLUMNS), 2):
        where, interview = f"{path}, line {number}", row["interview"]
        if interview in found:
            raise InputError(f"{where}: {interview} stands twice")
        found[interview] = _split(row["keywords"] or "", where=where)
    return found


def _split(cell: str, *, where: str) -> tuple[str, ...]:
    keywords = tuple(part.strip() for part in cell.split(SEPARATOR))
    keys = [keyword_key(keyword) for keyword in keywords]
    for keyword, key in zip(keywords, keys, strict=True):
        if not key:
            raise InputError(
                f"{where}: {keyword!r} is no keyword", hint=f'join keywords by " {SEPARATOR} "'
            )
        if keys.count(key) > 1:
            raise InputError(f"{where}: {keyword!r} stands twice")
    return keywords


def keyword_key(keyword: str) -> Key:
    """Return the words by which a keyword is compared.

    Case, accents, plural, articles, prepositions and the kind of apostrophe are left out of account.

    >>> keyword_key("Relations avec les journaux"), keyword_key("L’égérie")
    (('relation', 'avec', 'journal'), ('egerie',))
    """
    found = _WORD.findall(analysis_form(keyword).lower())
    return tuple(_singular(_bare(word)) for word in found if word not in _unmatched())


def _unmatched() -> frozenset[str]:
    return word_list("keyword_unmatched")


def _bare(word: str) -> str:
    parts = unicodedata.normalize("NFKD", word.replace("œ", "oe"))
    return "".join(c for c in parts if not unicodedata.combining(c)).rstrip("'")


def _singular(word: str) -> str:
    """Return what a word's singular and plural share; short words ("prix", "pas") keep their end.

    >>> _singular("journaux"), _singular("reseaux"), _singular("clients"), _singular("bus")
    ('journal', 'reseau', 'client', 'bus')
    """
    if word.endswith("aux") and not word.endswith("eaux"):
        return f"{word[:-3]}al"
    return word[:-1] if len(word) > 4 and word.endswith(("s", "x")) else word


def agreeing(predicted: Sequence[str], gold: Sequence[str]) -> tuple[int, int]:
    """Return how many keywords agree exactly, and how many exactly or partly, one to one.

    Args:
        predicted: Most salient first; of those that agree with the same gold one the first counts.
        gold: Those of the same interview.
    """
    left, found = [keyword_key(keyword) for keyword in gold], [keyword_key(k) for k in predicted]
    missed: list[Key] = []
    for key in found:
        if key in left:
            left.remove(key)
        else:
            missed.append(key)
    exact = len(found) - len(missed)
    partly = 0
    for key in missed:
        # The longest first, so that "note" does not take what only "note de service" can have.
        same = [other for other in left if _one_begins(key, other)]
        if same:
            left.remove(max(same, key=len))
            partly += 1
    return exact, exact + partly


def _one_begins(one: Key, other: Key) -> bool:
    shared = min(len(one), len(other))
    return shared > 0 and one[:shared] == other[:shared]


def keyword_counts(predicted: Sequence[str], gold: Sequence[str]) -> dict[str, float]:
    """Return the counts of one interview, of its first `MOST` keywords.

    Args:
        predicted: Most salient first.
        gold: Those of the same interview.
    """
    predicted = predicted[:MOST]
    found: dict[str, float] = {}
    for stem, right in zip(("exact", "partial"), agreeing(predicted, gold), strict=True):
        found[f"{stem}.tp"] = right
        found[f"{stem}.fp"] = len(predicted) - right
        found[f"{stem}.fn"] = len(gold) - right
    return found


def keyword_ratios() -> list[Ratio]:
    """Return the figures that follow from the counts."""
    return [*prf("keywords", "exact", "exact"), *prf("keywords", "exact or partial", "partial")]


def counts_of(
    predicted: Mapping[str, Sequence[str]], gold: Mapping[str, Sequence[str]]
) -> list[dict[str, float]]:
    """Return the counts of each gold interview, in the order of the gold.

    Raises:
        InputError: A gold interview has no record.
    """
    for interview in gold:
        if interview not in predicted:
            raise InputError(
                f"{interview}: no record with this id", hint="run the pipeline over its raw file"
            )
    return [keyword_counts(predicted[interview], own) for interview, own in gold.items()]
