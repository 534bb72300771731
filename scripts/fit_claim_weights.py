"""Fit how an encoder's view of clauses is weighed, and write ``claims.json`` into its model folder.

    python scripts/fit_claim_weights.py corpus/marked --model models/entretien-fr            # fits, reports, writes
    python scripts/fit_claim_weights.py corpus/marked --model models/entretien-fr --dry-run  # reports only

Only files of the splits train and dev that carry a claims layer are read. The encoder itself was trained on train: what is
reported, the calibration of saliences, and how far its head is believed about types and keys are therefore taken from dev, with
weights fitted on train. The other weights of the ranking that is written are fitted on both.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from fit_salience import Array, Example, answers_in, fit, read_claims

from pipeline.annotate import Models, load_models
from pipeline.claims.meaning import HEAD, Meaning, key_shares, logit, meaning_of, question_vector
from pipeline.claims.ranking import Choice, fit_logit
from pipeline.claims.ranking import fit as fit_ranking
from pipeline.encoder import ClaimWeights, Judgement, Ranking, write_claim_weights, write_sums
from pipeline.errors import ModelError
from pipeline.schema import Gold
from pipeline.settings import Settings

L2 = 150.0  # chosen on dev with weights fitted on train, as SECOND and LEAST
SECOND = 0.15
LEAST = 3
NEAR = ("near_question", "near_answer", "nearer_question", "nearer_answer")


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """The clauses of one annotated answer."""

    interview: str
    examples: tuple[Example, ...]
    meaning: Meaning


def answers_of(gold: Gold, models: Models) -> list[Answer]:
    """Return the answers of one interview that have clauses."""
    found = []
    for read in answers_in(gold, models):
        vector = question_vector([item.encoded for item in read.asked])
        meaning = meaning_of(read.answered.encoded, read.answer.spans, vector)
        if meaning is not None:
            found.append(Answer(gold.id, tuple(read.examples), meaning))
    return found


def names_of(answers: Sequence[Answer]) -> list[str]:
    """Return the features of clauses, the encoder's last."""
    rules = {name for answer in answers for e in answer.examples for name in e.features}
    return [*sorted(rules), *NEAR]


def head_of(answer: Answer) -> Array:
    """Return what the head says of each clause being key, ``(n_clauses,)``."""
    return np.array([own.get(HEAD, 0.0) for own in answer.meaning.features])


def choice_of(answer: Answer, names: Sequence[str]) -> Choice:
    """Return an answer's clauses as rows: features, then the embedding."""
    features = [
        example.features | near
        for example, near in zip(answer.examples, answer.meaning.features, strict=True)
    ]
    columns = np.array([[own.get(name, 0.0) for name in names] for own in features])
    key = [float(e.claim is not None and e.claim.key) for e in answer.examples]
    return Choice(np.concatenate([columns, answer.meaning.vectors], axis=1), np.array(key))


def is_dev(answer: Answer) -> bool:
    """Say whether an answer is of the dev split."""
    return answer.interview.startswith("dev-")


def with_head(theta: Array, answers: Sequence[Answer], choices: Sequence[Choice]) -> list[Choice]:
    """Return answers with two columns: the utility by `theta`, and the head's score."""
    return [
        Choice(np.stack([choice.rows @ theta, head_of(answer)], axis=1), choice.key)
        for answer, choice in zip(answers, choices, strict=True)
    ]


def weighed(both: Sequence[Choice]) -> Array:
    """Return how utility and head are weighed, ``(2,)``; the utility alone where no answer says anything."""
    told = any(len(choice.key) > 1 and choice.key.any() for choice in both)
    return fit_ranking(both, l2=1.0) if told else np.array([1.0, 0.0])


def held_out_shares(answers: Sequence[Answer], both: Sequence[Choice]) -> list[Array]:
    """Return the shares in every answer, weighed by the other interviews."""
    found: list[Array] = []
    for answer, choice in zip(answers, both, strict=True):
        others = [c for a, c in zip(answers, both, strict=True) if a.interview != answer.interview]
        found += shares_by(weighed(others), [choice])
    return found


def shares_by(theta: Array, choices: Sequence[Choice]) -> list[Array]:
    """Return the shares of every answer's clauses."""
    utilities = [choice.rows @ theta for choice in choices]
    grown = [np.exp(utility - utility.max()) for utility in utilities]
    return [own / own.sum() for own in grown]


def key_figures(
    ranking: Ranking, shares: Sequence[Array], choices: Sequence[Choice], missed: int
) -> str:
    """Return precision and recall of key claims.

    Args:
        ranking: How key claims are chosen from shares.
        shares: Of the clauses of every answer.
        choices: The same answers.
        missed: Annotated key claims that no clause matches.
    """
    right = chosen = 0
    for own, choice in zip(shares, choices, strict=True):
        picked = sorted(key_shares(ranking, own.tolist(), most=Settings().key_claims_per_answer))
        chosen += len(picked)
        right += int(choice.key[picked].sum())
    gold = int(sum(choice.key.sum() for choice in choices)) + missed
    return f"key precision: {right}/{chosen} = {right / chosen:.3f}\nkey recall: {right}/{gold} = {right / gold:.3f}"


def calibrated(shares: Sequence[Array], choices: Sequence[Choice]) -> tuple[float, float]:
    """Return how the logit of a held-out share becomes the logit of being key."""
    share = np.clip(np.concatenate(list(shares)), 1e-6, 1 - 1e-6)
    rows = np.stack([np.ones(len(share)), np.log(share / (1 - share))], axis=1)
    first, slope = fit_logit(rows, np.concatenate([choice.key for choice in choices]))
    return float(first), float(slope)


def judgement_of(answers: Sequence[Answer]) -> tuple[Judgement, str]:
    """Return how rules and head are weighed about unmarked claims of dev, and how often that is right."""
    pairs = [(a, e, n) for a in answers for n, e in enumerate(a.examples) if _is_open(e)]
    rules = fit([e for a, e, _ in pairs if not is_dev(a)], "judgement")
    dev = [(a, e, n) for a, e, n in pairs if is_dev(a)]
    logits = [logit(rules.score(e.features)) for _, e, _ in dev]
    rows = np.array(
        [[1.0, r, a.meaning.evaluation[n]] for r, (a, _, n) in zip(logits, dev, strict=True)]
    )
    right = np.array(
        [float(e.claim is not None and e.claim.type == "evaluation") for _, e, _ in dev]
    )
    names = np.array([a.interview for a, _, _ in dev])
    hits = 0
    for name in sorted(set(names)):
        theta = fit_logit(rows[names != name], right[names != name])
        hits += int(((rows[names == name] @ theta >= 0) == right[names == name]).sum())
    alone = int(((rows[:, 1] >= 0) == right).sum())
    report = f"judgement or fact: {hits}/{len(dev)} = {hits / len(dev):.3f}, rules alone {alone / len(dev):.3f}"
    return Judgement(*map(float, fit_logit(rows, right))), report


def _is_open(example: Example) -> bool:
    claim = example.claim
    return example.open and claim is not None and claim.type in {"fact", "evaluation"}


def ranking_of(answers: Sequence[Answer], golds: Sequence[Gold]) -> tuple[Ranking, str]:
    """Return how claims of an answer are ranked, and the figures of dev, each interview by the others' weights."""
    names = names_of(answers)
    choices = [choice_of(answer, names) for answer in answers]
    pairs = list(zip(answers, choices, strict=True))
    held_out = [c for a, c in pairs if is_dev(a)]
    dev = [a for a in answers if is_dev(a)]
    found = int(sum(choice.key.sum() for choice in held_out))
    keys = [c.key for gold in golds if gold.id.startswith("dev-") for c in gold.claims or ()]
    theta = fit_ranking([c for a, c in pairs if not is_dev(a)], l2=L2)
    both = with_head(theta, dev, held_out)
    shares = held_out_shares(dev, both)
    utility, head = weighed(both)
    theta = utility * fit_ranking(choices, l2=L2)
    by_feature = dict(zip(names, map(float, theta), strict=False)) | {HEAD: float(head)}
    ranking = Ranking(by_feature, theta[len(names) :], SECOND, LEAST, calibrated(shares, held_out))
    figures = key_figures(ranking, shares, held_out, sum(keys) - found)
    return ranking, f"{figures}\nutility {utility:.3f}, head {head:.3f}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the corpus, report figures on interviews left out, write weights fitted on all."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folders", type=Path, nargs="+", help="folders of marked files")
    parser.add_argument("--model", type=Path, required=True, help="the encoder's folder")
    parser.add_argument("--dry-run", action="store_true", help="report only, write nothing")
    parser.add_argument(
        "--without", metavar="PATTERN", help="files left out, such as 'train-[pr]*'"
    )
    options = parser.parse_args(arguments)
    models = load_models(Settings(entities=str(options.model)))
    golds = read_claims(options.folders, without=options.without)
    answers = [answer for gold in golds for answer in answers_of(gold, models)]
    if not answers:
        raise ModelError(f"{options.model}: no embedding, or no head for claims")
    ranking, report = ranking_of(answers, golds)
    judgement, judged = judgement_of(answers)
    weights = ClaimWeights(judgement, ranking)
    print(f"{len(golds)} interviews, {sum(len(a.examples) for a in answers)} clauses")
    print(report)
    print(judged)
    if options.dry_run:
        return
    source = f"fitted by scripts/fit_claim_weights.py on {len(golds)} interviews of train and dev"
    write_claim_weights(weights, options.model, source=source)
    write_sums(options.model)
    print(f"wrote {options.model / 'claims.json'}")


if __name__ == "__main__":
    main()
