"""Fit the weights of the claim models on annotated interviews and write ``claim_weights.txt``.

    python scripts/fit_salience.py corpus/marked            # fits, reports, writes
    python scripts/fit_salience.py corpus/marked --dry-run  # reports only

Only files of the splits train and dev that carry a claims layer are read. The report scores every interview
with weights fitted on the others.
"""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline.annotate import Models, annotate, load_models
from pipeline.claims.candidates import Answer, displayed_in, read_answer, read_question
from pipeline.claims.salience import Weights, key_claims, key_thresholds
from pipeline.evaluate.alone import gold_interview
from pipeline.importers.marked import read_marked
from pipeline.schema import Block, Gold, GoldClaim, Interview, TurnDoc
from pipeline.settings import Settings
from pipeline.text import begun_inside

MODELS = ("claim", "judgement", "key")
RIDGE = {"claim": 60.0, "judgement": 60.0, "key": 250.0}  # on features of unit variance
# Where a clause stands says nothing of whether it judges or states.
PLACE = frozenset(
    [
        "first",
        "second",
        "last",
        "next_to_last",
        "first_full",
        "last_full",
        "full_size",
        "only",
        "answer_size",
        "rivals",
    ]
)
RARE = 0.03  # variance of a feature that one clause in thirty has
TARGET = Path(__file__).parents[1] / "pipeline/lexicons/data/claim_weights.txt"
Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Example:
    """One candidate clause with what the annotators made of it."""

    interview: str
    answer: int
    features: dict[str, float]
    open: bool  # no mark decides its type
    claim: GoldClaim | None


@dataclass(frozen=True, slots=True)
class Read:
    """One annotated answer as the pipeline reads it, and what it answers."""

    asked: tuple[TurnDoc, ...]
    answered: TurnDoc
    answer: Answer
    examples: list[Example]


def interview_of(gold: Gold) -> Interview:
    """Return an annotated interview as segmentation would give it; a paragraph is a line."""
    blocks, at = [], 0
    for line in gold.text.split("\n"):
        if line.strip():
            blocks.append(Block(at, at + len(line)))
        at += len(line) + 1
    bare = gold_interview(gold)
    source = replace(bare.source, blocks=tuple(blocks))
    return replace(bare, source=source, exchanges=gold.exchanges or ())


def answers_in(gold: Gold, models: Models) -> Iterator[Read]:
    """Yield the answers of one interview with their candidates and the claims these match."""
    interview = interview_of(gold)
    docs = {item.turn.id: item for item in annotate(interview, models)}
    answers = ((x, turn) for x in interview.exchanges for turn in x.answers)
    for number, (exchange, turn_id) in enumerate(answers):
        asked = tuple(docs[turn] for turn in exchange.question)
        turn = docs[turn_id].turn
        mentions = [
            (mention.start - turn.start, mention.end - turn.start)
            for entity in gold.entities or ()
            for mention in entity.mentions
            if mention.turn == turn_id
        ]
        answer = read_answer(
            docs[turn_id],
            read_question([item.turn.text for item in asked], displayed=displayed_in(interview)),
            breaks=begun_inside(interview.source.blocks, turn),
            mentions=mentions,
        )
        claims = [claim for claim in gold.claims or () if claim.turn == turn_id]
        examples = labelled(gold.id, number, answer, turn.start, claims)
        yield Read(asked, docs[turn_id], answer, examples)


def examples_of(gold: Gold, models: Models) -> list[Example]:
    """Return the candidates of all answers of one interview with the claims they match."""
    return [example for found in answers_in(gold, models) for example in found.examples]


def labelled(
    interview: str, number: int, answer: Answer, offset: int, claims: Sequence[GoldClaim]
) -> list[Example]:
    """Return the candidates of one answer with the claims they match, one to one.

    Args:
        interview: Its id.
        number: Of the answer in the interview.
        answer: The candidates.
        offset: Where the answer begins in the interview's text.
        claims: The annotated claims of the answer.
    """
    spans = [(start + offset, end + offset) for start, end in answer.spans]
    pairs = sorted(
        (
            (_jaccard(span, (claim.start, claim.end)), i, j)
            for i, span in enumerate(spans)
            for j, claim in enumerate(claims)
        ),
        reverse=True,
    )
    matched: dict[int, GoldClaim] = {}
    used: set[int] = set()
    for overlap, i, j in pairs:
        if overlap >= 0.5 and i not in matched and j not in used:
            matched[i] = claims[j]
            used.add(j)
    return [
        Example(interview, number, c.features, c.kind.type is None, matched.get(i))
        for i, c in enumerate(answer.candidates)
    ]


def _jaccard(a: tuple[int, int], b: tuple[int, int]) -> float:
    shared = max(0, min(a[1], b[1]) - max(a[0], b[0]))
    return shared / (a[1] - a[0] + b[1] - b[0] - shared)


def fit(examples: Sequence[Example], model: str) -> Weights:
    """Return one logistic model, fitted by Newton's method with a ridge on all but the bias."""
    chosen, labels = _training(examples, model)
    ignored = PLACE if model == "judgement" else frozenset()
    names = sorted({name for example in chosen for name in example.features} - ignored)
    matrix = np.array(
        [[1.0, *(e.features.get(name, 0.0) for name in names)] for e in chosen], dtype=np.float64
    )
    weights = np.zeros(matrix.shape[1])
    # A rare feature has little variance, and would be held back as little.
    penalty = RIDGE[model] * np.maximum(matrix.var(axis=0), RARE)
    penalty[0] = 1e-6
    for _ in range(50):
        chance = 1.0 / (1.0 + np.exp(-matrix @ weights))
        gradient = matrix.T @ (labels - chance) - penalty * weights
        curvature = (matrix * (chance * (1 - chance))[:, None]).T @ matrix + np.diag(penalty)
        step = np.linalg.solve(curvature, gradient)
        weights += step
        if float(np.abs(step).max()) < 1e-8:
            break
    return Weights(float(weights[0]), dict(zip(names, map(float, weights[1:]), strict=True)))


def _training(examples: Sequence[Example], model: str) -> tuple[list[Example], Array]:
    if model == "claim":
        return list(examples), np.array([float(e.claim is not None) for e in examples])
    if model == "judgement":
        chosen = [e for e in examples if e.claim and e.claim.type in {"fact", "evaluation"}]
        return chosen, np.array(
            [float(e.claim is not None and e.claim.type == "evaluation") for e in chosen]
        )
    return list(examples), np.array([float(e.claim is not None and e.claim.key) for e in examples])


def leave_one_out(examples: Sequence[Example], missed_keys: int) -> str:
    """Return the figures of every interview scored with weights fitted on the others.

    Args:
        examples: Of all interviews.
        missed_keys: Annotated key claims that no candidate matches; they count as not found.
    """
    counts = dict.fromkeys(("kept", "right", "gold", "keys", "right_keys", "gold_keys"), 0)
    counts["gold_keys"] = missed_keys
    open_, typed = 0, 0
    thresholds = key_thresholds()
    for name in sorted({e.interview for e in examples}):
        models = {m: fit([e for e in examples if e.interview != name], m) for m in MODELS}
        answers: dict[int, list[Example]] = {}
        for example in (e for e in examples if e.interview == name):
            counts["gold"] += example.claim is not None
            counts["gold_keys"] += example.claim is not None and example.claim.key
            if models["claim"].score(example.features) >= thresholds["claim"]:
                answers.setdefault(example.answer, []).append(example)
        for kept in answers.values():
            counts["kept"] += len(kept)
            counts["right"] += sum(e.claim is not None for e in kept)
            scores = [round(models["key"].score(e.features), 3) for e in kept]
            keys = [kept[at] for at in key_claims(scores, most=Settings().key_claims_per_answer)]
            counts["keys"] += len(keys)
            counts["right_keys"] += sum(e.claim is not None and e.claim.key for e in keys)
            for e in kept:
                if e.open and e.claim and e.claim.type in {"fact", "evaluation"}:
                    judged = models["judgement"].score(e.features) >= 0.5
                    open_ += 1
                    typed += judged == (e.claim.type == "evaluation")
    return "\n".join(
        (
            _ratio("claim precision", counts["right"], counts["kept"]),
            _ratio("claim recall (of matchable)", counts["right"], counts["gold"]),
            _ratio("key precision", counts["right_keys"], counts["keys"]),
            _ratio("key recall", counts["right_keys"], counts["gold_keys"]),
            _ratio("judgement or fact", typed, open_),
        )
    )


def _ratio(name: str, part: int, whole: int) -> str:
    return f"{name}: {part}/{whole} = {part / max(whole, 1):.3f}"


def write(models: dict[str, Weights], files: Sequence[Path]) -> None:
    """Write the weights with the digest of the files they were fitted on."""
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:12]
    names = sorted({name for model in models.values() for name in model.by_feature})
    lines = [
        "# Weights of the three logistic models of pipeline/claims/salience.py; columns: feature, claim,"
        " judgement against fact, key. Fitted by scripts/fit_salience.py on"
        f" {len(files)} annotated interviews of the project's corpus (sha256 {digest}):"
        f" {', '.join(path.stem for path in files)}.",
        "\t".join(("bias", *(f"{models[m].bias:.3f}" for m in MODELS))),
    ]
    for name in names:
        values = (f"{models[m].by_feature.get(name, 0.0):.3f}" for m in MODELS)
        lines.append("\t".join((name, *values)))
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")


def read_claims(folders: Sequence[Path], *, without: str | None = None) -> list[Gold]:
    """Return the annotation of the marked files of train and dev that carry a claims layer, by name.

    Args:
        folders: Folders of marked files.
        without: A pattern, as of a shell, of the names of files that are left out.
    """
    found = []
    for path in sorted(path for folder in folders for path in folder.glob("*.txt")):
        # The test split is held out: its files are told by name, before anything is read.
        if not path.stem.startswith(("dev-", "train-")):
            continue
        if without and fnmatchcase(path.stem, without):
            continue
        marked = read_marked(path)
        if marked.split in {"train", "dev"} and marked.gold.claims is not None:
            found.append(marked.gold)
    return found


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the corpus, report figures on interviews left out, write weights fitted on all."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folders", type=Path, nargs="+", help="folders of marked files")
    parser.add_argument("--dry-run", action="store_true", help="report only, write nothing")
    parser.add_argument(
        "--without", metavar="PATTERN", help="files left out, such as 'train-[pr]*'"
    )
    options = parser.parse_args(arguments)
    models = load_models(Settings(entities="spacy"))
    golds = read_claims(options.folders, without=options.without)
    files = sorted(
        p for f in options.folders for p in f.glob("*.txt") if p.stem in {g.id for g in golds}
    )
    examples: list[Example] = []
    missed = 0
    for gold in golds:
        found = examples_of(gold, models)
        keys = sum(claim.key for claim in gold.claims or ())
        missed += keys - sum(e.claim is not None and e.claim.key for e in found)
        examples += found
    print(f"{len(files)} interviews, {len(examples)} clauses")
    print(leave_one_out(examples, missed))
    if not options.dry_run:
        write({model: fit(examples, model) for model in MODELS}, files)
        print(f"wrote {TARGET.name}")


if __name__ == "__main__":
    main()
