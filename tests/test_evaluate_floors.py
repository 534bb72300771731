"""Floors files: what holds, what falls, what is refused; and the exit codes of the command."""

from __future__ import annotations

import dataclasses
import io
import json
import re
from pathlib import Path
from typing import get_args

import pytest
from gold_records import ANNOTATED, edited, record_of

from pipeline.cli import main
from pipeline.errors import InputError
from pipeline.evaluate import print_evaluation, run_evaluation
from pipeline.evaluate.figures import Figure
from pipeline.evaluate.floors import Held, check_floors, read_floors
from pipeline.evaluate.groups import By
from pipeline.records import record_line
from pipeline.schema import Gold

ROOT = Path(__file__).resolve().parent.parent
PK = "Pk (lower is better)"


def floors_file(tmp_path: Path, content: str) -> Path:
    path = tmp_path / "floors.toml"
    path.write_text(content, encoding="utf-8")
    return path


def held(
    tmp_path: Path,
    content: str,
    value: float | None,
    *,
    name: str = "role accuracy",
    interval: tuple[float | None, float | None] = (0.8, 0.9),
) -> Held:
    """Return what comes of a file with one floor for a figure of the turns."""
    figure = Figure("turns", name, "rate", value, *interval, 0.0, 1.0)
    (found,) = check_floors(read_floors(floors_file(tmp_path, content)), [figure]).figures
    return found


@pytest.mark.parametrize(
    ("entry", "value", "holds", "source"),
    [
        ("0.9", 0.95, True, "interval"),
        ("0.9", 0.86, True, "interval"),  # half of 0.80 to 0.90 is 0.05
        ("0.9", 0.84, False, "interval"),
        ("{ floor = 0.9, margin = 0.02 }", 0.88, True, "margin"),
        ("{ floor = 0.9, margin = 0.02 }", 0.87, False, "margin"),
        ("{ floor = 0.9, margin = 0 }", 0.899, False, "margin"),
    ],
)
def test_a_floor_holds_within_the_noise(
    tmp_path: Path, entry: str, value: float, holds: bool, source: str
) -> None:
    found = held(tmp_path, f'[turns]\n"role accuracy" = {entry}', value)
    assert (found.holds, found.noise_from) == (holds, source)
    assert found.short == pytest.approx(max(0.0, 0.9 - value))


@pytest.mark.parametrize(("value", "holds"), [(0.0, True), (0.06, True), (0.08, False)])
def test_where_lower_is_better_the_floor_is_a_ceiling(
    tmp_path: Path, value: float, holds: bool
) -> None:
    content = f'margin = 0.02\n[turns]\n"{PK}" = 0.05'
    found = held(tmp_path, content, value, name=PK)
    assert found.holds == holds
    assert found.short == pytest.approx(max(0.0, value - 0.05))


def test_the_margin_at_the_top_is_for_every_figure_that_states_none(tmp_path: Path) -> None:
    path = floors_file(
        tmp_path,
        'margin = 0.01\n[turns]\n"question F1" = 0.9\n'
        '"role accuracy" = { floor = 0.9, margin = 0.05 }\n[claims]\n"key recall" = 0.5\n',
    )
    assert [floor.margin for floor in read_floors(path).floors] == [0.01, 0.05, 0.01]


def test_a_figure_with_nothing_to_count_has_fallen(tmp_path: Path) -> None:
    content = '[turns]\n"role accuracy" = { floor = 0.9, margin = 0.5 }'
    found = held(tmp_path, content, None, interval=(None, None))
    assert (found.holds, found.short) == (False, None)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('[turns]\n"question f1" = 0.9', r"\[turns\] has no figure 'question f1'; did you mean '"),
        ('[claims]\n"ROUGE-1" = 0.9', r"\[claims\] has no figure 'ROUGE-1'; "),
        ("[turn]\n", "unknown key 'turn'; tables are turns, entities, claims, summary"),
        ("margins = 0.1\n", "unknown key 'margins'"),
        ("turns = 0.9\n", "unknown key 'turns'"),
        ("", "states no floor"),
        ("[turns]\n", "states no floor"),
        ('[turns]\n"question F1" = "0.9"', r"'question F1' = '0.9'; expected a number"),
        ('[turns]\n"question F1" = true', r"'question F1' = True; expected a number"),
        ('[turns]\n"question F1" = 98.6', r"'question F1' = 98.6; expected 0 to 1"),
        ('[turns]\n"question F1" = nan', r"'question F1' = nan; expected 0 to 1"),
        ('[turns]\n"question F1" = { margin = 0.1 }', "no key 'floor'; write a number, or"),
        ('[turns]\n"question F1" = { floor = 0.9, noise = 0.1 }', "unknown key 'noise'"),
        ('[turns]\n"question F1" = { floor = 0.9, margin = -1 }', "margin = -1; expected 0 to 1"),
        ('[turns]\n"question F1" = 0', "no figure can fall below 0; leave it out"),
        ('margin = 0.5\n[turns]\n"question F1" = 0.4', "no figure can fall below 0.4 with the"),
        (f'[turns]\n"{PK}" = 1', "no figure can fall below 1"),
        ("gold_sha256 = 7\n", "gold_sha256 = 7; a string is expected"),
        ("[turns\n", "not valid TOML"),
    ],
)
def test_a_floors_file_that_cannot_be_meant_is_refused(
    tmp_path: Path, content: str, message: str
) -> None:
    with pytest.raises(InputError, match=rf"floors\.toml: .*{message}"):
        read_floors(floors_file(tmp_path, content))


def test_a_floors_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"absent\.toml: cannot be read"):
        read_floors(tmp_path / "absent.toml")


# --- the command -----------------------------------------------------------------------------


@pytest.fixture
def records(golds: list[Gold], tmp_path: Path) -> Path:
    """Perfect records, but for one person of vitrine-encre who is missed."""
    found = [record_of(gold) for gold in golds]
    encre = found[-1]
    found[-1] = dataclasses.replace(encre, entities=encre.entities[:-1])
    path = tmp_path / "records.jsonl"
    path.write_text("".join(record_line(record) + "\n" for record in found), encoding="utf-8")
    return path


def evaluate_command(records: Path, *more: str) -> int:
    return main(["evaluate", "--gold", str(ANNOTATED), "--records", str(records), *more])


FALLEN = '[entities]\n"PER recall" = { floor = 1.0, margin = 0.01 }\n[turns]\n"question F1" = 1.0'


def test_a_fall_has_its_own_exit_code_and_is_named(
    records: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    floors = floors_file(tmp_path, FALLEN)
    assert evaluate_command(records, "--floors", str(floors)) == 5
    printed = capsys.readouterr().out
    (row,) = (line for line in printed.splitlines() if "entities: PER recall" in line)
    found = run_evaluation(gold=ANNOTATED, records=records).value("entities", "PER", "recall")
    assert found is not None
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    assert cells[1:] == [f"{found:.3f}", "1.000", f"{1 - found:.3f}", "0.010 (margin)"]
    assert "2 floors, 1 fallen below by more than the noise" in printed


def test_floors_that_hold_leave_the_exit_code_alone(
    records: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    floors = floors_file(tmp_path, '[turns]\n"question F1" = 1.0')
    assert evaluate_command(records, "--floors", str(floors)) == 0
    assert f"below the floors of {floors}: none" in capsys.readouterr().out


def test_unknown_figures_are_an_error_before_anything_is_scored(
    records: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    floors = floors_file(tmp_path, '[turns]\n"question F2" = 1.0')
    assert evaluate_command(records, "--floors", str(floors)) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert "did you mean 'question F1'" in err


def test_wrong_offsets_weigh_more_than_a_fall(
    golds: list[Gold], records: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = record_of(golds[-1])
    wrong = dataclasses.replace(
        wrong, entities=(), claims=edited(wrong.claims, 0, text="Autre chose")
    )
    records.write_text(record_line(wrong) + "\n", encoding="utf-8")
    floors = floors_file(tmp_path, FALLEN)
    assert evaluate_command(records, "--floors", str(floors)) == 4
    assert "offset violations: 1 of" in capsys.readouterr().out


def test_json_has_the_floors_and_the_same_exit_code(
    records: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    floors = floors_file(tmp_path, 'gold_sha256 = "0a"\n' + FALLEN)
    out = tmp_path / "figures.json"
    argv = ["--floors", str(floors), "--by", "layout", "--against", str(records)]
    assert evaluate_command(records, *argv, "--json", "--out", str(out)) == 5
    printed = capsys.readouterr().out
    assert printed == out.read_text(encoding="utf-8")
    values = json.loads(printed)
    assert [(f["name"], f["holds"]) for f in values["floors"]["figures"]] == [
        ("PER", False),
        ("question", True),
    ]
    assert values["floors"]["gold_sha256"] == "0a"
    assert {group["by"] for group in values["groups"]} == {"layout"}
    assert values["comparison"]["against"] == str(records)


def test_floors_of_other_gold_are_said_to_be(records: Path, tmp_path: Path) -> None:
    found = run_evaluation(
        gold=ANNOTATED, records=records, floors=floors_file(tmp_path, 'gold_sha256="0a"\n' + FALLEN)
    )
    stream = io.StringIO()
    print_evaluation(found, stream)
    assert "the floors were measured on other gold (sha256 0a)" in stream.getvalue()
    same = floors_file(tmp_path, f'gold_sha256="{found.gold_sha256}"\n' + FALLEN)
    stream = io.StringIO()
    print_evaluation(run_evaluation(gold=ANNOTATED, records=records, floors=same), stream)
    assert "other gold" not in stream.getvalue()


@pytest.mark.parametrize("by", get_args(By))
def test_the_command_knows_every_breakdown(
    records: Path, by: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert evaluate_command(records, "--by", by) == 0
    assert f"turns by {by}" in capsys.readouterr().out


@pytest.mark.parametrize(
    "argv", [["--json", "--table", "markdown"], ["--by", "colour"], ["--table", "latex"]]
)
def test_options_that_cannot_be_meant_are_usage_errors(
    records: Path, argv: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        evaluate_command(records, *argv)
    assert stopped.value.code == 2
    assert capsys.readouterr().out == ""


def test_every_option_is_in_the_documentation(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["evaluate", "--help"])
    options = set(re.findall(r"--[a-z]+", capsys.readouterr().out)) - {"--help", "--verbose"}
    documented = (ROOT / "docs" / "evaluation.md").read_text(encoding="utf-8")
    assert len(options) >= 10
    assert {option for option in options if option not in documented} == set()
