"""ROUGE of systems over the same texts, with intervals of their differences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib import metadata

import numpy as np
from numpy.typing import NDArray

from benchmarks.page import table
from benchmarks.summaries_data import Text
from benchmarks.summaries_systems import System
from pipeline.evaluate.figures import RESAMPLES, SEED, draws
from pipeline.evaluate.summaries import ROUGES, Tokens, rouge

Scores = NDArray[np.float64]  # (texts, 3): F-measures times 100, in the order of ROUGES

TOKENS: dict[Tokens, str] = {
    "stock": f"Stock ROUGE: rouge-score {metadata.version('rouge-score')} with its own tokenizer (`[a-z0-9]+`, cuts at accents), no stemming",
    "words": "Accent-aware ROUGE: the same with `\\w+` of the NFC form in lower case, no stemming",
}


def written(text: Text, chosen: Sequence[int]) -> str:
    """Return a summary; where somebody else speaks, the speaker goes before."""
    parts: list[str] = []
    last = ""
    for at in chosen:
        speaker = text.speakers[at]
        if speaker != last:
            parts.append(f"{speaker} :")
            last = speaker
        parts.append(text.written[at])
    return " ".join(parts)


@cache
def _scores(reference: str, summary: str, tokens: Tokens) -> tuple[float, ...]:
    return tuple(100 * value for value in rouge(reference, summary, tokens=tokens).values())


def scores(summaries: Sequence[str], texts: Sequence[Text], tokens: Tokens) -> Scores:
    """Return the scores of one summary of each text."""
    pairs = zip(texts, summaries, strict=True)
    return np.array([_scores(text.reference, summary, tokens) for text, summary in pairs])


def best_of(systems: Mapping[str, System], texts: Sequence[Text]) -> str:
    """Return the name of the system with the highest sum of stock ROUGE-1, ROUGE-2 and ROUGE-L."""
    totals = {
        name: scores([written(text, system(text)) for text in texts], texts, "stock").sum()
        for name, system in systems.items()
    }
    return max(totals, key=lambda name: totals[name])


def difference(ours: Scores, other: Scores) -> tuple[Scores, Scores, Scores]:
    """Return the mean difference of each figure and its 95 % paired bootstrap interval over texts."""
    differing = ours - other
    drawn = draws(len(differing), resamples=RESAMPLES, seed=SEED) @ differing / len(differing)
    low, high = np.percentile(drawn, [2.5, 97.5], axis=0)
    return differing.mean(axis=0), low, high


def scored_table(systems: Mapping[str, System], texts: Sequence[Text]) -> str:
    """Return the tables of all systems; the first is compared with each of the others."""
    chosen = {name: [system(text) for text in texts] for name, system in systems.items()}
    lengths = {name: np.mean(list(map(_words, texts, found))) for name, found in chosen.items()}
    first = next(iter(systems))
    parts: list[str] = []
    for tokens, named in TOKENS.items():
        found = {
            name: scores(list(map(written, texts, each)), texts, tokens)
            for name, each in chosen.items()
        }
        rows = [
            (
                name,
                f"{lengths[name]:.0f}",
                *(f"{value:.2f}" for value in values.mean(axis=0)),
                *(_differences(found[first], values) if name != first else ("",) * len(ROUGES)),
            )
            for name, values in found.items()
        ]
        compared = (f"{first} less it, {rouge}" for rouge in ROUGES.values())
        parts.append(f"{named}:\n\n{table(('', 'words', *ROUGES.values(), *compared), rows)}")
    return "\n\n".join(parts)


def _words(text: Text, chosen: Sequence[int]) -> int:
    return sum(text.sentences[at].words for at in chosen)


def _differences(ours: Scores, other: Scores) -> tuple[str, ...]:
    return tuple(
        f"{mean:+.2f} ({low:+.2f} to {high:+.2f})"
        for mean, low, high in zip(*difference(ours, other), strict=True)
    )
