"""Fit the weights of the segmentation chain on marked interviews (train and dev splits, never test).

    python scripts/fit_segmenter.py corpus/marked/train-*.txt corpus/marked/dev-*.txt

Writes into pipeline/segment: blocks.json; sentences.json, for paragraphs that hold several exchanges; and paragraphs.json,
for paragraphs that hold a question and its answer, fitted on every interview printed in the layout rows of ROWS. Layout marks are
not among the features: what a document's bold, dashes or labels mean is found in each document itself. So every file teaches
wording and order.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from pathlib import Path

import numpy as np

from pipeline.export.layout_printing import render
from pipeline.export.layouts import fits, layout_named
from pipeline.importers.marked import MarkedInterview, parse_marked, read_marked, source_of
from pipeline.schema import Gold
from pipeline.segment import paragraphs
from pipeline.segment.chain import STATES, Matrix, Weights, forbidden_transitions, marginals
from pipeline.segment.features import NAMES, feature_matrix
from pipeline.segment.units import Unit, cut_units
from pipeline.segment.wording import sentences as split_sentences
from pipeline.text import analysis_form

_STATE = {
    "question": "Q",
    "answer": "A",
    "backchannel": "Q",
    "intro": "I",
    "heading": "H",
    "pull_quote": "P",
    "boilerplate": "B",
}
UNITS = ("blocks", "sentences", "paragraphs")
ROWS: dict[paragraphs.Setting, tuple[str, ...]] = {
    "any": ("inline", "plain-blank"),
    "inline": ("inline",),
}


def aligned(units: tuple[Unit, ...], text: str, gold: Gold) -> tuple[list[Unit], list[int]] | None:
    """Return the units, cut where two gold turns meet inside one, and the state of each.

    Characters are matched by their order among those that are not white space. None: the
    read text has no counterpart in the gold text for some unit.
    """
    dense = [i for i, c in enumerate(gold.text) if not c.isspace()]
    stripped = "".join(gold.text[i] for i in dense)
    turn_at = {i: turn for turn in gold.turns or () for i in range(turn.start, turn.end)}
    pieces: list[Unit] = []
    states: list[int] = []
    previous: str | None = None
    at = 0
    for unit in units:
        places = [i for i in range(unit.start, unit.end) if not text[i].isspace()]
        found = stripped.find("".join(text[i] for i in places), max(0, at - 40))
        if found < 0:
            return None
        at = found + len(places)
        turns = [turn_at.get(dense[found + k]) for k in range(len(places))]
        cuts = [
            0,
            *(
                k
                for k in range(1, len(turns))
                if turns[k] is not turns[k - 1] and turns[k] and turns[k - 1]
            ),
        ]
        for first, last in zip(cuts, [*cuts[1:], len(places)], strict=True):
            start, end = places[first], places[last - 1] + 1
            pieces.append(replace(unit, start=start, end=end, form=analysis_form(text[start:end])))
            turn = turns[(first + last) // 2]
            state = _STATE[turn.role] if turn else "B"
            if turn and previous == turn.id and state in "QA":
                state = state.lower()
            previous = turn.id if turn else previous
            states.append(STATES.index(state))
    return pieces, states


def by_sentence(unit: Unit) -> list[Unit]:
    """Return the sentences of a unit as units."""
    return [
        replace(unit, start=unit.start + a, end=unit.start + b, form=unit.form[a:b])
        for a, b in split_sentences(unit.form)
    ]


def divided_paragraphs(
    golds: list[Gold], rows: tuple[str, ...]
) -> list[tuple[paragraphs.Choice, int]]:
    """Return the paragraphs of all interviews, printed in each of the layout rows.

    Each comes with the number of the way in which it is divided. Paragraphs whose question ends
    inside a sentence are left out, and interviews that a row cannot print.
    """
    found = []
    for gold in golds:
        for row in map(layout_named, rows):
            if not fits(gold, row):
                continue
            marked = parse_marked(render(gold, row), name=f"{gold.id}.txt")
            source = source_of(marked)
            units = cut_units(source).units
            pair = aligned(units, source.text, marked.gold)
            if pair is None:
                continue
            choices = paragraphs.choices_of(units, range(len(units)))
            for unit, choice in zip(units, choices, strict=True):
                own = [i for i, p in enumerate(pair[0]) if unit.start <= p.start < unit.end]
                end = _end_of_question([(pair[0][i], pair[1][i]) for i in own], unit)
                if end in choice.ends:
                    found.append((choice, choice.ends.index(end)))
    return found


def _end_of_question(pieces: list[tuple[Unit, int]], unit: Unit) -> int:
    """Return where the answer begins in a unit: 0 without a question, its length without an answer."""
    if STATES[pieces[0][1]] not in "Qq":
        return 0
    return pieces[1][0].start - unit.start if len(pieces) > 1 else len(unit.form)


def examples(
    interviews: list[MarkedInterview], *, sentences: bool = False
) -> list[tuple[Matrix, list[int]]]:
    """Return features and states of every file that reads as annotated, by block or by sentence."""
    found = []
    for marked in interviews:
        source = source_of(marked)
        units = cut_units(source).units
        if sentences:
            units = tuple(piece for unit in units for piece in by_sentence(unit))
        pair = aligned(units, source.text, marked.gold)
        if pair is None:
            print(f"{marked.gold.id}: left out, its text reads otherwise than annotated")
            continue
        found.append((feature_matrix(pair[0]), _single_speaker(pair[1])))
    return found


def _single_speaker(states: list[int]) -> list[int]:
    """An answer straight after an answer is only seen with labels: here it goes on."""
    answer, more = STATES.index("A"), STATES.index("a")
    fixed: list[int] = []
    for state in states:
        fixed.append(more if state == answer and fixed and fixed[-1] in (answer, more) else state)
    return fixed


def fit(data: list[tuple[Matrix, list[int]]], *, steps: int = 400, l2: float = 0.02) -> Weights:
    """Return the weights of highest penalised likelihood (Adam, full batch)."""
    n_features, n_states = len(NAMES), len(STATES)
    sizes = (n_features * n_states, n_states * n_states, n_states, n_states)
    theta = np.zeros(sum(sizes))
    moment, second = np.zeros_like(theta), np.zeros_like(theta)
    mask = forbidden_transitions()
    for step in range(1, steps + 1):
        emission, transition, first, last = _parts(theta, sizes)
        gradient = np.zeros_like(theta)
        g_emission, g_transition, g_first, g_last = _parts(gradient, sizes)
        for features, states in data:
            unary = features @ emission
            unary[0] += first
            unary[-1] += last
            pairwise = np.repeat((transition + mask)[None], len(states) - 1, axis=0)
            probabilities, pairs, _ = marginals(unary, pairwise)
            target = np.eye(n_states)[states]
            difference = target - probabilities
            g_emission += features.T @ difference
            g_first += difference[0]
            g_last += difference[-1]
            np.add.at(g_transition, (states[:-1], states[1:]), 1.0)
            g_transition -= pairs.sum(axis=0)
        gradient = gradient / len(data) - l2 * theta
        moment = 0.9 * moment + 0.1 * gradient
        second = 0.999 * second + 0.001 * gradient**2
        theta = theta + 0.05 * (moment / (1 - 0.9**step)) / (
            np.sqrt(second / (1 - 0.999**step)) + 1e-8
        )
    emission, transition, first, last = _parts(theta, sizes)
    return Weights(NAMES, emission, transition + mask, first, last)


def _parts(theta: Matrix, sizes: tuple[int, ...]) -> tuple[Matrix, Matrix, Matrix, Matrix]:
    n = len(STATES)
    cuts = np.cumsum(sizes)
    return (
        theta[: cuts[0]].reshape(len(NAMES), n),
        theta[cuts[0] : cuts[1]].reshape(n, n),
        theta[cuts[1] : cuts[2]],
        theta[cuts[2] :],
    )


def main() -> None:
    """Fit on the files named on the command line and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, default=Path("pipeline/segment"))
    parser.add_argument("--only", choices=UNITS, help="fit and write these weights alone")
    arguments = parser.parse_args()
    interviews = [read_marked(path) for path in arguments.files]
    for marked in interviews:
        if marked.split == "test":
            raise SystemExit(f"{marked.gold.id}: a test file; weights are never fitted on one")
    wanted = (arguments.only,) if arguments.only else UNITS
    for unit in UNITS[:2]:
        if unit not in wanted:
            continue
        data = examples(interviews, sentences=unit == "sentences")
        write(fit(data), arguments.out / f"{unit}.json", interviews=len(data))
        print(f"{unit}: {len(data)} interviews, {sum(len(s) for _, s in data)} units")
    if "paragraphs" in wanted:
        golds = [marked.gold for marked in interviews]
        divided = {setting: divided_paragraphs(golds, rows) for setting, rows in ROWS.items()}
        write_paragraphs(divided, arguments.out / "paragraphs.json", interviews=len(interviews))
        print(f"paragraphs: {len(interviews)} interviews, {len(divided['any'])} paragraphs")


def write_paragraphs(
    data: dict[paragraphs.Setting, list[tuple[paragraphs.Choice, int]]],
    path: Path,
    *,
    interviews: int,
) -> None:
    """Fit the weights of `paragraphs` and write them as JSON, three decimals."""
    raw: dict[str, object] = {
        "source": f"fitted by scripts/fit_segmenter.py on {interviews} interviews",
        "features": list(paragraphs.FEATURES),
    }
    for setting, ways in data.items():
        found = paragraphs.fit(ways, features=paragraphs.USED[setting])
        raw[setting] = {
            "weights": np.round(found.weights, 3).tolist(),
            "shares": np.round(found.shares, 3).tolist(),
        }
    path.write_text(json.dumps(raw, separators=(",", ":")) + "\n", encoding="utf-8")


def write(weights: Weights, path: Path, *, interviews: int) -> None:
    """Write weights as JSON, three decimals."""
    raw = {
        "source": f"fitted by scripts/fit_segmenter.py on {interviews} interviews",
        "features": list(NAMES),
        "emission": np.round(weights.emission, 3).tolist(),
        "transition": np.round(weights.transition - forbidden_transitions(), 3).tolist(),
        "first": np.round(weights.first, 3).tolist(),
        "last": np.round(weights.last, 3).tolist(),
    }
    path.write_text(json.dumps(raw, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
