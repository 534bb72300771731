"""Gold and predicted summary -> ROUGE sums, and the key claims that summaries cover."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
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
    """Add the ROUGE F-measures of one summary, and the key claims that its evidence covers.

    Summaries without and with stems are compared; key claims are counted where they are annotated.
    """
    if pair.gold.summary is None:
        return
    suffixes: dict[Tokens, str] = {"words": "", "stems": ".stem"}
    for tokens, suffix in suffixes.items():
        scores = rouge(pair.gold.summary.text, pair.summary, tokens=tokens)
        for name, value in scores.items():
            tally.right(f"{name}{suffix}", value, 1)
    if pair.gold.claims is not None:
        covered = covered_keys(pair)
        tally.right("evidence.interview", covered.interview, covered.keys)
        tally.right("evidence.answers", covered.answers, covered.keys)


# --- evidence --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CoveredKeys:
    """How many key claims the evidence of a record's summaries covers."""

    keys: int  # in gold
    interview: int  # of these in the evidence of the interview's summary
    answers: int  # of these in the evidence of the summaries of its exchanges


def covered_keys(pair: Pair) -> CoveredKeys:
    """Return how many gold key claims the summaries of a record cover, by half at least."""
    keys = key_claims(pair)
    whole = [pair.record.summary] if pair.record else []
    answers = [exchange.summary for exchange in pair.exchanges if exchange.summary is not None]
    interview, exchanges = (
        sum(is_covered(claim, units) for claim in keys)
        for units in (evidence_units(pair, whole), evidence_units(pair, answers))
    )
    return CoveredKeys(len(keys), interview, exchanges)


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
