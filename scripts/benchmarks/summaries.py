"""Summaries beside the first sentences, LexRank and TextRank: news, debates, and the project's corpus."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from itertools import product
from pathlib import Path

from benchmarks import summaries_corpus
from benchmarks import summaries_data as data
from benchmarks.contenders import missing
from benchmarks.summaries_scores import best_of, scored_table
from benchmarks.summaries_systems import Limit, System, diverse, lead, ours, rated, sumy_rating
from pipeline.annotate import Models
from pipeline.summarize.weights import SummaryWeights, summary_weights

ARTICLE, DEBATE = Limit(most=2), Limit(room=200)
# What is tuned, and among which values. All other weights are those for interviews; there are no
# claims, so nothing is salient.
ARTICLE_GRID = {"position": (0.25, 0.5, 1.0, 2.0), "centrality": (0.5, 1.0, 2.0)}
DEBATE_GRID = {"centrality": (0.5, 1.0, 2.0, 3.0), "redundancy": (0.0, 0.3, 0.6)}
MMR_SHARES = (0.3, 0.5, 0.7, 0.9)
_OURS = "entretiens"


def tables(folder: Path | None, corpus: Path, split: str, models: Mapping[str, Models]) -> str:
    """Return all tables.

    Args:
        folder: That of ``orangesum/`` and ``fredsum/``; None leaves them out.
        corpus: The project's corpus.
        split: Its split.
        models: Those of each way to run the pipeline, the main one first.

    Raises:
        InputError: A data set is not in the folder, or cannot be read.
    """
    parts = [summaries_corpus.interviews(corpus, split, models)]
    if folder is None:
        parts.append("OrangeSum and FREDSum were not asked for (`--data DIR`).")
    else:
        parts += [news(folder), debates(folder)]
    return "\n\n".join(parts)


def news(folder: Path) -> str:
    """Return the tables of two sentences of each article of OrangeSum."""
    tuning, held = data.articles(folder)
    name, weights = tuned(tuning, ARTICLE_GRID, ARTICLE)
    systems: dict[str, System] = {_OURS: ours(weights, ARTICLE), "Lead-2": lead(ARTICLE)}
    notes = [f"- {_OURS}: {name} of {_grid(ARTICLE_GRID)}; all other weights as for interviews"]
    if missing("sumy"):
        notes.append("- left out: LexRank, TextRank (sumy not installed)")
    else:
        systems["LexRank"] = rated(sumy_rating("lex_rank"), ARTICLE)
        systems["TextRank"] = rated(sumy_rating("text_rank"), ARTICLE)
    title = (
        f"OrangeSum (abstracts, test): two sentences an article. Tuned on {len(tuning)} articles chosen by a hash "
        f"of their id, reported on the other {len(held)}. All systems choose among the same sentences."
    )
    return "\n\n".join([title, scored_table(systems, held), "\n".join(notes)])


def debates(folder: Path) -> str:
    """Return the tables of about 200 words of each debate of FREDSum."""
    tuning, held = data.debates(folder)
    name, weights = tuned(tuning, DEBATE_GRID, DEBATE)
    systems: dict[str, System] = {_OURS: ours(weights, DEBATE), "Lead": lead(DEBATE)}
    notes = [f"- {_OURS}: {name} of {_grid(DEBATE_GRID)}; all other weights as for interviews"]
    if missing("sumy"):
        notes.append("- left out: LexRank, LexRank+MMR (sumy not installed)")
    else:
        rate = sumy_rating("lex_rank")
        systems["LexRank"] = rated(rate, DEBATE)
        mixed = {f"{share:g}": diverse(rate, share, DEBATE) for share in MMR_SHARES}
        share = best_of(mixed, tuning)
        systems["LexRank+MMR"] = mixed[share]
        notes.append(f"- LexRank+MMR: share of the rating {share} of {_listed(MMR_SHARES)}")
    title = (
        f"FREDSum: about 200 words a debate against summary 1, speakers named. Tuned on {len(tuning)} other files, "
        f"reported on the {len(held)} of the published test."
    )
    return "\n\n".join([title, scored_table(systems, held), "\n".join(notes)])


def tuned(
    texts: list[data.Text], grid: Mapping[str, tuple[float, ...]], limit: Limit
) -> tuple[str, SummaryWeights]:
    """Return the weights of the grid with the best stock ROUGE on texts, and their names."""
    base = dataclasses.replace(summary_weights(), salience=0.0, reported=0.0)
    found = {
        ", ".join(f"{name} {value:g}" for name, value in zip(grid, values, strict=True)): (
            dataclasses.replace(base, **dict(zip(grid, values, strict=True)))
        )
        for values in product(*grid.values())
    }
    name = best_of({name: ours(weights, limit) for name, weights in found.items()}, texts)
    return name, found[name]


def _grid(grid: Mapping[str, tuple[float, ...]]) -> str:
    return " and ".join(f"{name} {_listed(values)}" for name, values in grid.items())


def _listed(values: tuple[float, ...]) -> str:
    return ", ".join(f"{value:g}" for value in values)
