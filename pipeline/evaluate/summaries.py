"""Gold and predicted summary -> ROUGE sums."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from pipeline.evaluate.counting import Tally
from pipeline.evaluate.prediction import Pair

if TYPE_CHECKING:
    from rouge_score.rouge_scorer import RougeScorer

ROUGES = {"rouge1": "ROUGE-1", "rouge2": "ROUGE-2", "rougeL": "ROUGE-L"}
_WORD = re.compile(r"\w+")


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
def _scorer(*, stem: bool) -> RougeScorer:
    from rouge_score.rouge_scorer import RougeScorer

    return RougeScorer(list(ROUGES), tokenizer=FrenchTokenizer(stem=stem))


def score_summary(pair: Pair, tally: Tally) -> None:
    """Add the ROUGE F-measures of one summary, without and with stems."""
    if pair.gold.summary is None:
        return
    for stem in (False, True):
        scores = _scorer(stem=stem).score(pair.gold.summary.text, pair.summary)
        for name in ROUGES:
            tally.right(f"{name}{'.stem' if stem else ''}", scores[name].fmeasure, 1)
