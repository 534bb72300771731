"""Scoring of whole records: a perfect prediction gives 1.0; files, refusals and the report."""

from __future__ import annotations

import dataclasses
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Literal

import pytest
from gold_records import ANNOTATED, counts, edited, record_of, scored

from pipeline.errors import InputError
from pipeline.evaluate import (
    evaluate,
    evaluation_json,
    print_evaluation,
    run_evaluation,
    write_evaluation,
)
from pipeline.records import record_line
from pipeline.schema import Attribution, Gold

LOWER_IS_BETTER = {"Pk (lower is better)", "WindowDiff (lower is better)"}


def test_perfect_prediction_is_perfect_in_every_figure(golds: list[Gold]) -> None:
    found = evaluate(golds, [record_of(gold) for gold in golds])
    defined = [figure for figure in found.figures if figure.under]
    for figure in defined:
        if figure.name.startswith("key evidence recall"):
            continue  # the annotated summaries do not cover every key claim
        wanted = 0.0 if figure.name in LOWER_IS_BETTER else 1.0
        assert (figure.value, figure.low, figure.high) == pytest.approx((wanted,) * 3), figure
    assert {figure.section for figure in defined} == {"turns", "entities", "claims", "summary"}
    assert found.misses == ()
    assert found.offset_violations == ()
    assert found.layers == {"turns": 3, "entities": 3, "claims": 2, "summary": 2}
    assert found.most_keys_per_answer == 2


def test_interview_without_record_is_all_missed(golds: list[Gold]) -> None:
    found = evaluate(golds, [record_of(gold) for gold in golds if gold.id != "vitrine-encre"])
    assert found.unpredicted == ("vitrine-encre",)
    assert found.counts["vitrine-encre"]["question.fn"] == 3
    assert found.counts["vitrine-encre"]["entity.fn"] == 7
    assert found.counts["vitrine-encre"]["role.right"] == 0


def test_wrong_offsets_are_counted(gold: Gold) -> None:
    claims = record_of(gold).claims
    found = scored(gold, claims=edited(claims, 0, text="Autre chose"))
    assert len(found.offset_violations) == 1
    # 10 turns, 7 mentions, 6 claims, 3 pieces of evidence.
    assert found.spans_checked == 26


def test_offsets_outside_the_text_are_counted_too(gold: Gold) -> None:
    claims = record_of(gold).claims
    found = scored(gold, claims=edited(claims, 0, start=10**6, end=10**6 + 5))
    assert len(found.offset_violations) == 1
    assert counts(found, "claim@0.5") == (5, 1, 1)


def test_an_exchange_of_unknown_turns_is_refused(gold: Gold) -> None:
    exchanges = record_of(gold).exchanges
    with pytest.raises(InputError, match="vitrine-encre: x1 names the unknown turn 't99'"):
        scored(gold, exchanges=edited(exchanges, 0, answers=("t99",)))


@pytest.mark.parametrize("id", ["dev/vitrine-encre", "raw/dev/vitrine-encre.txt", "vitrine-encre"])
def test_record_is_found_by_the_name_of_its_file(gold: Gold, id: str) -> None:
    assert scored(gold, id=id).value("turns", "question", "F1") == 1.0


def test_records_that_fit_no_gold_or_fit_twice_are_refused(gold: Gold) -> None:
    record = record_of(gold)
    with pytest.raises(InputError, match="none of 1 records belongs to a gold file"):
        scored(gold, id="autre")
    twice = [dataclasses.replace(record, id=f"{folder}/vitrine-encre") for folder in "ab"]
    with pytest.raises(InputError, match="2 records could be meant: a/vitrine-encre, b/vitrine"):
        evaluate([gold], twice)


def test_run_reads_files_and_writes_json(golds: list[Gold], tmp_path: Path) -> None:
    lines = "".join(record_line(record_of(gold)) + "\n" for gold in golds)
    (tmp_path / "records.jsonl").write_text(lines, encoding="utf-8")
    out = tmp_path / "figures" / "dev.json"
    found = run_evaluation(gold=ANNOTATED, records=tmp_path, split="dev")
    write_evaluation(found, out)
    written = json.loads(out.read_text(encoding="utf-8"))
    assert written["gold_sha256"] == found.gold_sha256
    assert written["split"] == "dev"
    assert "misses" not in written
    # One schema, whatever was asked for.
    assert (written["groups"], written["comparison"], written["floors"]) == ([], None, None)
    assert written["figures"][2] == dataclasses.asdict(found.figures[2])


def test_script_prints_figures_and_says_what_is_wrong(golds: list[Gold], tmp_path: Path) -> None:
    records = tmp_path / "records.jsonl"
    records.write_text("".join(record_line(record_of(g)) + "\n" for g in golds), encoding="utf-8")
    script = ANNOTATED.parent.parent / "scripts" / "evaluate.py"
    command = [sys.executable, str(script), "--gold", str(ANNOTATED), "--records", str(records)]
    done = subprocess.run([*command, "--json"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["interviews"] == ["duo-cascade", "fablab-rives", "vitrine-encre"]
    done = subprocess.run([*command, "--split", "x"], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "holds no gold file of the split 'x'" in done.stderr


def test_a_line_that_is_no_record_is_named(tmp_path: Path) -> None:
    (tmp_path / "records.jsonl").write_text('\n{"id": "a"}\n', encoding="utf-8")
    with pytest.raises(InputError, match=r"records\.jsonl, line 2: "):
        run_evaluation(gold=ANNOTATED, records=tmp_path)


def test_digest_changes_with_the_gold(gold: Gold) -> None:
    other = dataclasses.replace(gold, title="Autre")
    assert scored(gold).gold_sha256 == scored(gold).gold_sha256 != scored(other).gold_sha256


def test_printed_report_is_plain_and_lists_misses(gold: Gold) -> None:
    entities = record_of(gold).entities
    stream = io.StringIO()
    print_evaluation(scored(gold, entities=entities[1:]), stream, errors=True)
    printed = stream.getvalue()
    assert "\x1b" not in printed
    assert "exact-pair accuracy" in printed
    assert "vitrine-encre: entity missed" in printed
    assert "gold      [Auxerre](LOC)" in printed
    assert "offset violations: 0 of 25 spans" in printed


def test_markdown_has_tables_and_the_digest_and_escapes_french_text(gold: Gold) -> None:
    entities = record_of(gold).entities
    stream = io.StringIO()
    found = scored(gold, entities=entities[1:])
    print_evaluation(found, stream, errors=True, style="markdown")
    printed = stream.getvalue().splitlines()
    assert f"- gold sha256 {found.gold_sha256}" in printed
    head = printed.index("| figure | value | 95 % interval | precision | recall | counts |")
    assert printed[head - 2] == "### turns (1 of 1 interviews)"
    assert printed[head + 1] == "| :-- | --: | --: | --: | --: | --: |"
    assert printed[head + 2].startswith("| question F1 | 1.000 | - | 1.000 | 1.000 | 3")
    assert "an interval needs more interviews: at least 6, here 1" in printed
    tables = [line for line in printed if line.startswith("|")]
    assert all(line.count("|") in (5, 6, 7) and line.endswith("|") for line in tables)
    assert r"  - gold: \[Auxerre\](LOC)" in printed


@pytest.mark.parametrize("style", ["plain", "markdown"])
@pytest.mark.parametrize(
    ("section", "name"),
    [
        ("claims", "type macro-F1"),
        ("claims", "type causal F1"),
        ("claims", "source accuracy"),
        ("claims", "source accuracy, lenient"),
        ("claims", "source recall"),
        ("summary", "key evidence recall, interview"),
        ("summary", "key evidence recall, answers"),
    ],
)
def test_tables_and_json_say_the_same(
    gold: Gold, section: str, name: str, style: Literal["plain", "markdown"]
) -> None:
    claims = record_of(gold).claims
    claims = edited(claims, 0, type="fact")
    found = scored(gold, claims=edited(claims, 4, attribution=Attribution("reported", "le mair")))
    (value,) = (
        figure["value"]
        for figure in json.loads(evaluation_json(found))["figures"]
        if figure["section"] == section
        and name in (figure["name"], f"{figure['name']} {figure['measure']}")
    )
    stream = io.StringIO()
    print_evaluation(found, stream, style=style)
    rows = [line.split("|") for line in stream.getvalue().splitlines() if line.startswith("|")]
    assert [row[2].strip() for row in rows if row[1].strip() == name] == [f"{value:.3f}"]


@pytest.mark.parametrize(
    ("number", "interval", "told"),
    [
        (1, "-", ["an interval needs more interviews: at least 6, here 1"]),
        (5, "-", ["an interval needs more interviews: at least 6, here 5"]),
        (6, "1.000 to 1.000", []),
    ],
)
def test_an_interval_is_printed_from_six_interviews_on(
    gold: Gold, number: int, interval: str, told: list[str]
) -> None:
    many = [dataclasses.replace(gold, id=f"itw-{n}") for n in range(number)]
    stream = io.StringIO()
    print_evaluation(evaluate(many, [record_of(each) for each in many]), stream)
    lines = stream.getvalue().splitlines()
    row = next(line for line in lines if line.startswith("| question F1"))
    assert [cell.strip() for cell in row.split("|")][2:4] == ["1.000", interval]
    assert [line for line in lines if "needs more" in line] == told * 4  # of each table


def test_a_layer_that_few_interviews_have_gets_no_interval(golds: list[Gold]) -> None:
    many = [
        dataclasses.replace(gold, id=f"{gold.id}-{n}", claims=None if n else gold.claims)
        for n in range(2)
        for gold in golds
    ]
    stream = io.StringIO()
    print_evaluation(evaluate(many, [record_of(each) for each in many]), stream)
    printed = stream.getvalue()
    assert "claims (2 of 6 interviews)" in printed
    assert "at least 6, here 2" in printed
    assert "at least 6, here 6" not in printed


def test_markdown_keeps_a_name_with_a_bar_in_one_cell(gold: Gold) -> None:
    barred = dataclasses.replace(gold, layout="a|b")
    stream = io.StringIO()
    print_evaluation(
        evaluate([barred], [record_of(barred)], by=["layout"]), stream, style="markdown"
    )
    assert r"| a\|b | 1 | 1.000 |" in stream.getvalue()
