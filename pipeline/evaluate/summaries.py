"""Gold and predicted summary -> ROUGE sums, and the key claims that summaries cover."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Literal

from pipeline.evaluate.counting import Tally
from pipeline.evaluate.prediction import Pair
from pipeline.schema import Summary

if TYPE_CHECKING:
    from rouge_score.rouge_scorer import RougeScorer

ROUGES = {"rouge1": "ROUGE-1", "rouge2": "ROUGE-2", "rougeL": "ROUGE-L"}
# French words with their accents; Snowball stems of these; rouge-score's own, which other people's
# figures are made with.
Tokens = Literal["words", "stems", "stock"]
_WORD = re.compile(r"\w+")
_COVERED = 0.5  # of a key claim's characters


class FrenchTokenizer:
    """Cuts French text into lower-case words with their accents, if asked for as Snowball stems.

    rouge-score's own tokenizer cuts at accented letters ("été" becomes "t") and stems English.

    >>> FrenchTokenizer().tokenize("L’été dernier")
    ['l', 'été', 'dernier']
    """

    def __init__(self, *, stem: bool = False) -> None:
        self.stem = stem

    def tokenize(self, text: str) -> list[str]:
        words = _WORD.findall(unicodedata.normalize("NFC", text).lower())
        if not self.stem:
            return words
        import snowballstemmer

        stems: list[str] = snowballstemmer.stemmer("french").stemWords(words)
        return stems


@cache
def _scorer(tokens: Tokens) -> RougeScorer:
    from rouge_score.rouge_scorer import RougeScorer

    if tokens == "stock":
        return RougeScorer(list(ROUGES), use_stemmer=False)
    return RougeScorer(list(ROUGES), tokenizer=FrenchTokenizer(stem=tokens == "stems"))


def rouge(reference: str, text: str, *, tokens: Tokens = "words") -> dict[str, float]:
    """Return the F-measures of a text, from 0 to 1, by the keys of `ROUGES`.

    Source: C.-Y. Lin (2004), "ROUGE: a package for automatic evaluation of summaries".

    >>> rouge("L’été fut long.", "Un été long", tokens="words")["rouge1"] > 0.5
    True
    >>> rouge("été", "étude", tokens="stock")["rouge1"]  # "été" is read as "t", "étude" as "tude"
    0.0
    """
    scores = _scorer(tokens).score(reference, text)
    return {name: scores[name].fmeasure for name in ROUGES}


def score_summary(pair: Pair, tally: Tally) -> None:
    """Add the ROUGE F-measures of one summary, without and with stems."""
    if pair.gold.summary is None:
        return
    suffixes: dict[Tokens, str] = {"words": "", "stems": ".stem"}
    for tokens, suffix in suffixes.items():
        scores = rouge(pair.gold.summary.text, pair.summary, tokens=tokens)
        for name, value in scores.items():
            tally.right(f"{name}{suffix}", value, 1)


# --- evidence --------------------------------------------------------------------------------


def key_claims(pair: Pair) -> list[frozenset[int]]:
    """Return the gold key claims of an interview as units of the gold text."""
    return [
        frozenset(pair.gold_span(claim.start, claim.end))
        for claim in pair.gold.claims or ()
        if claim.key
    ]


def evidence_units(pair: Pair, summaries: Sequence[Summary]) -> frozenset[int]:
    """Return the gold units of the words that support summaries of the record."""
    return frozenset(
        unit
        for summary in summaries
        for sentence in summary.sentences
        for span in sentence.evidence
        for unit in pair.predicted_span(span.start, span.end)
    )


def is_covered(claim: frozenset[int], evidence: Iterable[int]) -> bool:
    """Say whether at least half of a claim is in the evidence."""
    return len(claim.intersection(evidence)) >= _COVERED * len(claim)
