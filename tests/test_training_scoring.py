"""Dev figures: right answers score 1, each kind of wrong answer is counted where it belongs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from training_texts import sample, tokenizer

from pipeline.encoder.scores import log_softmax
from pipeline.training.samples import (
    CLAIMS,
    KINDS,
    LABELS,
    MARKS,
    TURNS,
    TYPES,
    ClaimSpan,
    Sample,
    Sentence,
)
from pipeline.training.scoring import (
    Tally,
    cosine_correlation,
    count_claims,
    count_entities,
    count_kinds,
    count_turns,
)
from pipeline.training.tensors import IGNORED, Encoding, Floats, encode

TOKENIZER = tokenizer()
TEXT = "Chez Papier Plié, Lyon et Facebook."
NAMES: list[tuple[str, str | None]] = [("Papier Plié", "ORG"), ("Lyon", "LOC"), ("Facebook", None)]


def entities(said: list[tuple[str, str | None]], *, window: int = 512) -> Tally:
    """Return the counts of a model that says `said` of `TEXT`."""
    encoding = encode(sample(TEXT, *NAMES), TOKENIZER, window)
    says = encode(sample(TEXT, *said), TOKENIZER, window)
    logits = np.zeros((len(encoding), len(LABELS)), np.float32)
    for piece, label in enumerate(says.labels):
        logits[piece, max(label, 0)] = 9.0
    tally = Tally()
    count_entities(tally, encoding, logits)
    return tally


def test_right_entities() -> None:
    tally = entities(NAMES)
    assert tally.f1(["ORG", "LOC"]) == tally.f1(["ORG"]) == 1.0
    assert tally.f1(["PER"]) == 0.0


@pytest.mark.parametrize(
    ("said", "right", "found", "gold"),
    [
        ([], 0, 0, 2),
        ([("Papier", "ORG")], 0, 1, 2),
        ([("Papier Plié", "PER"), ("Lyon", "LOC")], 1, 2, 2),
        # Guidelines disagree on the third name: neither right nor wrong.
        ([("Papier Plié", "ORG"), ("Lyon", "LOC"), ("Facebook", "ORG")], 2, 2, 2),
    ],
)
def test_wrong_entities(
    said: list[tuple[str, str | None]], right: int, found: int, gold: int
) -> None:
    tally = entities(said)
    totals = [sum(c.values()) for c in (tally.right, tally.found, tally.gold)]
    assert totals == [right, found, gold]


def test_names_behind_the_end_of_the_window_are_missed() -> None:
    before = TOKENIZER.encode(TEXT).offsets
    window = next(n for n, (start, _) in enumerate(before) if start == TEXT.index(",")) + 1
    tally = entities(NAMES, window=window)
    assert (tally.right["ORG"], tally.right["LOC"], tally.gold["LOC"]) == (1, 0, 1)


def test_texts_without_annotated_names_are_not_counted() -> None:
    encoding = encode(Sample("s", TEXT, None, (), ()), TOKENIZER, 512)
    tally = Tally()
    count_entities(tally, encoding, np.zeros((len(encoding), len(LABELS)), np.float32))
    assert tally == Tally()


def test_kinds_are_counted_by_name() -> None:
    found = sample(TEXT, *NAMES)
    kinds = ("agency", None, "platform")
    names = tuple(replace(n, kind=k) for n, k in zip(found.names or (), kinds, strict=True))
    encoding = encode(replace(found, names=names), TOKENIZER, 512)
    scores = np.zeros((len(encoding), len(KINDS)), np.float32)
    scores[:, KINDS.index("agency")] = 1.0
    tally = Tally()
    count_kinds(tally, encoding, scores)
    assert (tally.right["kind"], tally.found["kind"], tally.gold["kind"]) == (1, 2, 2)


# --- claims and turns ------------------------------------------------------------------------


def clauses() -> Encoding:
    marks = tuple(name in ("claim", "negated") for name in MARKS)
    claims = (ClaimSpan(0, 11, marks, TYPES.index("causal")), ClaimSpan(13, 17, None))
    return encode(Sample("s", "Il a plu ici, oui.", (), claims, ()), TOKENIZER, 512)


def test_marks_and_types_are_counted_by_clause() -> None:
    encoding = clauses()
    scores = np.full((len(encoding), len(CLAIMS)), -1.0, np.float32)
    scores[:, [MARKS.index("claim"), MARKS.index("hedged")]] = 1.0
    scores[:, CLAIMS.index("type:causal")] = 2.0
    tally = Tally()
    count_claims(tally, encoding, scores)
    # Both are taken for claims, one is; of the other, nothing more is known.
    assert (tally.right["claim"], tally.found["claim"], tally.gold["claim"]) == (1, 2, 1)
    assert (tally.right["hedged"], tally.found["hedged"], tally.gold["hedged"]) == (0, 1, 0)
    assert (tally.right["negated"], tally.found["negated"], tally.gold["negated"]) == (0, 0, 1)
    assert tally.f1(["type"]) == 1.0


def test_turns_are_counted_by_sentence() -> None:
    sentences = (Sentence(0, 5, TURNS.index("question")), Sentence(6, 10, 1), Sentence(11, 15))
    encoding = encode(Sample("s", "Qui ? Toi. Bien.", (), (), sentences), TOKENIZER, 512)
    scores = np.zeros((len(encoding), len(TURNS)), np.float32)
    scores[:, TURNS.index("question")] = 1.0
    tally = Tally()
    count_turns(tally, encoding, scores)
    assert (tally.right["turn"], tally.gold["turn"]) == (1, 2)


# --- numbers ---------------------------------------------------------------------------------


def test_log_softmax_sums_to_one_also_for_large_scores() -> None:
    found = np.exp(log_softmax(np.array([[0.0, 1.0], [900.0, -900.0]], np.float32)))
    assert found.sum(axis=1) == pytest.approx([1.0, 1.0])
    assert found[1, 0] == pytest.approx(1.0)


def unit(rows: int, seed: int) -> Floats:
    drawn = np.random.default_rng(seed).normal(size=(rows, 4)).astype(np.float32)
    found: Floats = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
    return found


def test_cosines_of_a_turned_space_are_the_same() -> None:
    base = unit(6, 1)
    turned, _ = np.linalg.qr(np.random.default_rng(2).normal(size=(4, 4)))
    assert cosine_correlation((base @ turned).astype(np.float32), base) == pytest.approx(1.0)
    assert abs(cosine_correlation(unit(6, 3), base)) < 0.9


def test_ignored_is_what_no_label_is() -> None:
    assert IGNORED not in range(len(LABELS))
