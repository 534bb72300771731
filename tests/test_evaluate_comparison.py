"""Two record files on the same gold: paired bootstrap, verdicts, refusals."""

from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np
import pytest
from gold_records import ANNOTATED, record_of

from pipeline.errors import InputError
from pipeline.evaluate import print_evaluation, run_evaluation
from pipeline.evaluate.comparison import Difference, differences
from pipeline.records import record_line
from pipeline.schema import Gold, Record


def counts(*right: int, of: int = 10) -> list[dict[str, float]]:
    """One interview a number: that many of ten visible characters have the right role."""
    return [{"role.right": float(each), "role.total": float(of)} for each in right]


def role(left: list[dict[str, float]], right: list[dict[str, float]]) -> Difference:
    return next(each for each in differences(left, right) if each.name == "role accuracy")


def test_a_small_gain_in_every_interview_is_decided_though_interviews_vary_widely() -> None:
    hard_and_easy = (1, 9, 2, 8, 1, 9, 3, 7)
    found = role(counts(*(n + 1 for n in hard_and_easy)), counts(*hard_and_easy))
    # Unpaired, the two intervals would overlap almost wholly; paired, each draw differs by 0.1.
    assert (found.difference, found.low, found.high) == pytest.approx((0.1, 0.1, 0.1))
    assert (found.flipped, found.improved, found.worsened) == (0.0, 8, 0)
    assert found.better == "records"


def test_the_other_order_gives_the_mirror_image() -> None:
    one, other = counts(5, 6, 7, 8, 9, 9, 3), counts(4, 5, 5, 6, 9, 7, 4)
    there, back = role(one, other), role(other, one)
    assert there.difference is not None
    assert back.difference == -there.difference
    assert (back.low, back.high) == pytest.approx((-(there.high or 0), -(there.low or 0)))
    assert (back.improved, back.worsened) == (there.worsened, there.improved) == (1, 5)
    assert back.flipped == there.flipped


def test_gains_and_losses_that_balance_are_undecided() -> None:
    found = role(counts(9, 1, 8, 2, 7, 3, 6), counts(1, 9, 2, 8, 3, 7, 5))
    assert found.low is not None
    assert found.high is not None
    assert found.low < 0 < found.high
    assert found.flipped is not None
    assert 0.3 < found.flipped < 0.6
    assert found.better is None


@pytest.mark.parametrize(("differing", "better"), [(5, None), (6, "records")])
def test_five_interviews_that_differ_decide_nothing(differing: int, better: str | None) -> None:
    same = (5,) * (12 - differing)
    found = role(counts(*(9,) * differing, *same), counts(*(4,) * differing, *same))
    assert found.decided  # the interval alone would call both decided
    assert found.better == better


def test_a_single_interview_decides_nothing() -> None:
    found = role(counts(9), counts(1))
    assert (found.difference, found.better) == (pytest.approx(0.8), None)


def test_where_lower_is_better_the_lower_one_wins() -> None:
    low = [{"pk.right": 0.1, "pk.total": 1.0}] * 6
    high = [{"pk.right": 0.3, "pk.total": 1.0}] * 6
    found = next(each for each in differences(low, high) if each.name.startswith("Pk"))
    assert found.difference == pytest.approx(-0.2)
    assert (found.improved, found.worsened, found.better) == (6, 0, "records")


def test_equal_counts_have_no_sign_to_flip() -> None:
    found = role(counts(3, 5, 7, 9, 1, 2, 6), counts(3, 5, 7, 9, 1, 2, 6))
    assert (found.difference, found.low, found.high) == (0.0, 0.0, 0.0)
    assert (found.flipped, found.better) == (None, None)


def test_a_figure_with_cases_on_one_side_only_has_no_difference() -> None:
    found = role(counts(3, 5), [{}, {}])
    assert (found.records, found.against, found.difference) == (0.4, None, None)


def test_flips_are_counted_on_the_same_draws_every_time() -> None:
    one, other = counts(5, 9, 4, 6, 7, 2), counts(4, 6, 5, 6, 6, 3)
    assert role(one, other) == role(one, other)
    # By hand, two interviews: the gain of 3 against the loss of 1 is lost only if the loser is
    # drawn twice, once in four.
    two = next(
        each
        for each in differences(counts(8, 4), counts(5, 5), resamples=20_000)
        if each.name == "role accuracy"
    )
    assert two.flipped == pytest.approx(1 / 4, abs=0.01)


def test_verdicts_are_rare_where_nothing_differs_but_chance() -> None:
    generator = np.random.default_rng(7)
    verdicts = 0
    for _ in range(60):
        skill = generator.beta(8, 2, size=20)
        one, other = (counts(*generator.binomial(50, skill), of=50) for _ in range(2))
        verdicts += role(one, other).better is not None
    # 5 % is the aim: 3 of 60; 10 or more would be rarer than one in a thousand.
    assert verdicts < 10


# --- files -----------------------------------------------------------------------------------


def written(path: Path, records: list[Record]) -> Path:
    path.write_text("".join(record_line(record) + "\n" for record in records), encoding="utf-8")
    return path


def test_two_files_are_compared_on_the_same_gold(golds: list[Gold], tmp_path: Path) -> None:
    records = [record_of(gold) for gold in golds]
    all_there = written(tmp_path / "new.jsonl", records)
    one_less = written(tmp_path / "old.jsonl", records[1:])
    found = run_evaluation(gold=ANNOTATED, records=all_there, against=one_less)
    assert found.comparison is not None
    assert found.comparison.unpredicted == ("duo-cascade",)
    question = next(d for d in found.comparison.differences if d.label == "question recall")
    assert question.records == 1.0
    assert (question.improved, question.worsened, question.better) == (1, 0, None)
    kept = json.loads(json.dumps(found.as_json()))["comparison"]
    assert (kept["records"], kept["against"]) == (str(all_there), str(one_less))
    stream = io.StringIO()
    print_evaluation(found, stream)
    printed = stream.getvalue()
    assert f"turns: {all_there} against {one_less}" in printed
    assert f"no record for duo-cascade in {one_less}" in printed
    row = next(line for line in printed.splitlines() if "1 : 0 |" in line)
    assert [cell.strip() for cell in row.split("|")][5:7] == ["-", "-"]  # interval and flipped
    assert "an interval needs more interviews: at least 6, here 3" in printed
    assert found.gold_sha256 in printed


def test_files_that_say_the_same_are_said_to(golds: list[Gold], tmp_path: Path) -> None:
    path = written(tmp_path / "a.jsonl", [record_of(gold) for gold in golds])
    stream = io.StringIO()
    print_evaluation(run_evaluation(gold=ANNOTATED, records=path, against=path), stream)
    assert "the same in every interview: question F1; exact-pair accuracy;" in stream.getvalue()
    assert " better |" not in stream.getvalue()


def test_an_error_names_which_of_the_two_files_is_at_fault(
    golds: list[Gold], tmp_path: Path
) -> None:
    good = written(tmp_path / "good.jsonl", [record_of(gold) for gold in golds])
    strange = record_line(record_of(golds[0])).replace("duo-cascade", "autre")
    (tmp_path / "bad.jsonl").write_text(strange + "\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"bad\.jsonl: none of 1 records belongs to a gold file"):
        run_evaluation(gold=ANNOTATED, records=good, against=tmp_path / "bad.jsonl")
