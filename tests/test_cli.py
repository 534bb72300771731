from __future__ import annotations

import io
import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from fake_engine import ENGINE, SEGMENTING

from pipeline import __version__, batch
from pipeline.cli import main
from pipeline.records import record_line
from pipeline.schema import Record

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(autouse=True)
def _fake_pipeline(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(batch, "default_engine", lambda: ENGINE)
    handlers = logging.getLogger().handlers[:]
    yield
    logging.getLogger().handlers[:] = handlers
    logging.getLogger("pipeline").setLevel(logging.NOTSET)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.txt").write_text("Un ?", encoding="utf-8")
    (tmp_path / "in/b.txt").write_text("Deux ?", encoding="utf-8")
    return tmp_path


@pytest.fixture
def records(record: Record, tmp_path: Path) -> Path:
    path = tmp_path / "records.jsonl"
    path.write_text(record_line(record) + "\n", encoding="utf-8")
    return path


def run(folder: Path, *more: str) -> int:
    return main(["run", str(folder / "in"), "--out", str(folder / "out"), "--workers", "1", *more])


# --- run -----------------------------------------------------------------------------------


def test_run_says_where_the_records_are(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(folder) == 0
    out, err = capsys.readouterr()
    where = folder / "out/records.jsonl"
    assert out.splitlines()[0] == (
        f"2 records in {where} (2 files read, 0 reused, 0 failed, 0 skipped)"
    )
    assert err == ""


def test_run_writes_a_report_and_says_where(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(folder) == 0
    assert str(folder / "out/report.html") in capsys.readouterr().out
    assert '"id":"a"' in (folder / "out/report.html").read_text(encoding="utf-8")


def test_a_run_without_report(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(folder, "--no-report") == 0
    assert "report.html" not in capsys.readouterr().out
    assert not (folder / "out/report.html").exists()


def test_a_bad_file_has_an_exit_code_of_its_own(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "in/b.txt").write_text("!input", encoding="utf-8")
    assert run(folder) == 3
    out, err = capsys.readouterr()
    assert out.startswith("1 record in")
    assert err == "error: b.txt: no question found; name the interviewer\n"


def test_many_bad_files_do_not_flood_the_terminal(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(30):
        (folder / f"in/bad-{number:02}.txt").write_text("!input", encoding="utf-8")
    assert run(folder) == 3
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 11
    assert "20 more files failed; all are listed in" in lines[-1]
    listed = (folder / "out/errors.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(listed) == 30


def test_verbose_tells_where_an_error_of_ours_is(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (folder / "in/b.txt").write_text("!bug", encoding="utf-8")
    assert run(folder) == 3
    assert "Traceback" not in caplog.text
    assert run(folder, "-v") == 3
    assert "in process\n    raise ValueError" in caplog.text


def test_nothing_to_run_is_exit_code_1(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", str(folder / "absent"), "--out", str(folder / "out")]) == 1
    assert capsys.readouterr().err.startswith("error: ")
    assert not (folder / "out").exists()


def test_a_configuration_at_fault_is_exit_code_1(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "c.toml").write_text("colour = 1")
    assert run(folder, "--config", str(folder / "c.toml")) == 1
    assert "unknown key 'colour'" in capsys.readouterr().err


@pytest.mark.parametrize(
    "argv",
    [
        [],
        ["walk"],
        ["run", "in"],
        ["run", "--out", "x"],
        ["run", "in", "--out", "x", "--workers", "0"],
        ["run", "in", "--out", "x", "--workers", "two"],
        ["run", "in", "--out", "x", "--wrong"],
    ],
)
def test_wrong_arguments_are_exit_code_2(
    argv: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        main(argv)
    assert caught.value.code == 2
    assert "usage: entretiens" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["run", "in", "--out", "x", "--interviwer", "Q"], "did you mean --interviewer?"),
        (["run", "in", "--uot", "x"], "unknown option --uot; did you mean --out?"),
        (["run", "in", "--out", "x", "--worker=2", "-outt"], "unknown option -outt"),
        (["run", "in", "--out", "x", "--colour"], "the options are --help, --out, --workers"),
        (["show", "a", "--exchagne=x1"], "unknown option --exchagne; did you mean --exchange?"),
        (["show", "a", "b"], "unrecognized arguments: b"),
    ],
)
def test_a_misspelt_option_prints_the_usage_of_its_command_and_the_nearest(
    argv: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        main(argv)
    assert caught.value.code == 2
    err = capsys.readouterr().err
    assert err.startswith(f"usage: entretiens {argv[0]} [-h]")
    assert said in err


def test_what_looks_like_an_option_after_a_double_dash_is_a_file(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", "--out", str(folder / "out"), "--dry-run", "--", "--absent"]) == 1
    assert "--absent" in capsys.readouterr().err


@pytest.mark.parametrize("option", ["--work", "--workers"])
def test_options_may_still_be_cut_short(folder: Path, option: str) -> None:
    argv = ["run", str(folder / "in"), "--out", str(folder / "out")]
    assert main([*argv, option, "1"]) == 0


def test_an_interruption_is_exit_code_130(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("pipeline.batch.runs.write_outputs", interrupt)
    assert run(folder) == 130
    assert "goes on from here" in capsys.readouterr().err
    monkeypatch.undo()
    monkeypatch.setattr(batch, "default_engine", lambda: ENGINE)
    assert run(folder) == 0
    assert "0 files read, 2 reused" in capsys.readouterr().out


def test_a_dry_run_lists_and_writes_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "in/c.xlsx").write_text("x")
    assert run(folder, "--dry-run") == 0
    assert not (folder / "out").exists()
    assert capsys.readouterr().out.splitlines() == [
        "read     a.txt -> a",
        "read     b.txt -> b",
        "skip     c.xlsx (unknown suffix .xlsx)",
    ]
    run(folder)
    (folder / "in/b.txt").write_text("Autre ?", encoding="utf-8")
    capsys.readouterr()
    run(folder, "--dry-run")
    assert capsys.readouterr().out.splitlines()[:2] == [
        "read     b.txt -> b",
        "reuse    a.txt -> a",
    ]


def test_a_dry_run_names_what_would_fail(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    argv = ["run", str(folder / "in"), str(folder / "absent.txt"), "--out", str(folder / "out")]
    assert main([*argv, "--dry-run"]) == 3
    assert "fail     " in capsys.readouterr().out


def test_options_reach_the_record(folder: Path) -> None:
    (folder / "t.csv").write_text("id,v\na,1\n", encoding="utf-8")
    run(folder, "--interviewer", "C.D.", "--interviewer", "Q", "--metadata", str(folder / "t.csv"))
    manifest = json.loads((folder / "out/manifest.json").read_text(encoding="utf-8"))
    assert manifest["config"]["interviewer"] == ["C.D.", "Q"]
    first = json.loads((folder / "out/records.jsonl").read_text(encoding="utf-8").split("\n")[0])
    assert first["metadata"] == {"v": "1"}


@pytest.fixture
def labelled(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder whose interviews are segmented by the program itself, without its models."""
    monkeypatch.setattr(batch, "default_engine", lambda: SEGMENTING)
    asked = ("Comment allez-vous ?", "Que faites-vous ici ?", "Pourquoi restez-vous ?")
    lines = [f"C.D. : {question}\nMarie Dupont : Je travaille ici." for question in asked]
    (folder / "in/a.txt").write_text("\n".join(lines), encoding="utf-8")
    lines = [f"{question}\n\nJe travaille ici." for question in asked]
    (folder / "in/b.txt").write_text("\n\n".join(lines), encoding="utf-8")
    return folder


def test_a_label_that_stands_in_no_file_is_told(
    labelled: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert run(labelled, "--interviewer", "C.D.") == 0
    assert caplog.messages == []
    assert run(labelled, "--interviewer", "X.Y.", "--interviewer", "Dupont") == 0
    found = "the labels found are 'C.D.' (1), 'Marie Dupont' (1)"
    assert caplog.messages == [
        f"interviewer 'X.Y.': no speaker has this label in 2 interviews; {found}; "
        "write the label as it is printed",
        f"interviewer 'Dupont': no speaker has this label in 2 interviews; {found}; "
        "did you mean 'Marie Dupont'?",
    ]


def test_a_label_where_no_file_has_any_is_told(
    labelled: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (labelled / "in/a.txt").unlink()
    assert run(labelled, "--interviewer", "C.D.") == 0
    (message,) = caplog.messages
    assert "they have no labels" in message


def test_the_interviewee_named_as_the_interviewer_is_told(
    labelled: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    assert run(labelled, "--interviewer", "Marie Dupont") == 3
    assert caplog.messages == []  # not told that no file has it
    err = capsys.readouterr().err
    assert "a.txt: questions but no answer found in 6 lines when 'Marie Dupont' is" in err
    assert "the labels of the file are 'C.D.' (3), 'Marie Dupont' (3)" in err
    assert '--interviewer "C.D."' in err


def test_force_reads_everything_again(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(folder)
    run(folder, "--force")
    assert capsys.readouterr().out.count("(2 files read, 0 reused") == 2


def test_show_first_ends_with_one_exchange(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(folder, "--show-first")
    out = capsys.readouterr().out
    assert "a · x1" in out
    assert "Un ?" in out


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_gets_a_bar_with_counts_and_time_left(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "in/b.txt").write_text("!input", encoding="utf-8")
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    run(folder)
    assert "2/2 [" in terminal.getvalue()
    assert "<00:00" in terminal.getvalue()
    assert "failed=1" in terminal.getvalue()


def test_escape_sequences_in_file_names_do_not_reach_the_terminal(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "in/\x1b[2J.txt").write_text("!input", encoding="utf-8")
    run(folder)
    run(folder, "--dry-run")
    out, err = capsys.readouterr()
    assert "␛[2J.txt" in err
    assert "\x1b" not in out + err


# --- show, validate, schema ------------------------------------------------------------------


def test_show_without_id_lists_the_ids(records: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "--records", str(records)]) == 0
    assert capsys.readouterr().out == "dossier/zebulon\n"


def test_show_prints_one_record(records: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "dossier/zebulon", "--records", str(records)]) == 0
    assert "[Inès Dacosta](PER)" in capsys.readouterr().out


def test_show_prints_one_exchange(records: Path, capsys: pytest.CaptureFixture[str]) -> None:
    argv = ["show", "dossier/zebulon", "--records", str(records), "--exchange"]
    assert main([*argv, "x1"]) == 0
    assert main([*argv, "x7"]) == 1
    assert "no exchange 'x7'; its exchanges are x1" in capsys.readouterr().err


def test_show_of_an_unknown_id_names_the_nearest(
    records: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["show", "zebulon", "--records", str(records)]) == 1
    assert "did you mean dossier/zebulon?" in capsys.readouterr().err


@pytest.mark.parametrize("id", ["b", "b.txt"])
def test_show_of_a_file_that_failed_quotes_its_error(
    folder: Path, id: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "in/b.txt").write_text("!input", encoding="utf-8")
    run(folder)
    capsys.readouterr()
    for records in (folder / "out", folder / "out/records.jsonl"):
        assert main(["show", id, "--records", str(records)]) == 1
        err = capsys.readouterr().err
        assert f"no record {id!r}, because its file failed in the run" in err
        assert (folder / "out/errors.jsonl").read_text(encoding="utf-8").strip() in err
    assert main(["show", "c", "--records", str(folder / "out")]) == 1
    assert "failed" not in capsys.readouterr().err


def test_show_without_records_says_what_to_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["show", "--records", str(tmp_path)]) == 1
    assert "name a records.jsonl" in capsys.readouterr().err


def test_sound_records_are_valid(records: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", str(records)]) == 0
    assert capsys.readouterr().out == "1 record read, 0 lines with errors\n"


def test_every_wrong_line_is_named(
    records: Path, record: Record, capsys: pytest.CaptureFixture[str]
) -> None:
    line = record_line(record)
    shifted = json.loads(line) | {"id": "e"}
    shifted["turns"][0]["end"] += 1
    records.write_text("\n".join([line, line, json.dumps(shifted), "{}"]), encoding="utf-8")
    assert main(["validate", str(records)]) == 4
    out, err = capsys.readouterr()
    assert "3 records read, 3 lines with errors" in out
    first, second, third = err.splitlines()
    assert "line 2: the id 'dossier/zebulon' is not after 'dossier/zebulon'" in first
    assert "line 3: e: turn t1: span" in second
    assert "line 4: " in third


def test_schema_prints_the_file_of_the_repository(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema"]) == 0
    assert capsys.readouterr().out == (ROOT / "pipeline/record.schema.json").read_text("utf-8")


def test_evaluate_prints_figures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    argv = ["evaluate", "--gold", str(tmp_path / "absent"), "--records", str(tmp_path)]
    assert main(argv) == 1
    assert "absent" in capsys.readouterr().err


# --- as a program ----------------------------------------------------------------------------


@pytest.mark.parametrize("program", [["-m", "pipeline"], [str(ROOT / "scripts/run_pipeline.py")]])
def test_both_ways_to_start_it_answer(program: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, *program, "--help"], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert "usage: entretiens" in done.stdout


def test_the_version_is_the_packages(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["--version"])
    assert caught.value.code == 0
    assert capsys.readouterr().out == f"entretiens {__version__}\n"


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys, pipeline, pipeline.cli\n"
        "heavy = {'spacy', 'numpy', 'pyarrow', 'pydantic', 'rich', 'tqdm', 'trafilatura', 'lxml'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert done.stdout == "[]\n"


def test_a_reader_that_stops_early_is_no_error(records: Path) -> None:
    command = f"{sys.executable} -m pipeline show dossier/zebulon --records {records}"
    done = subprocess.run(
        f"set -o pipefail; {command} | true",
        shell=True,
        executable="/bin/bash",
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert done.stderr == ""
    assert done.returncode == 0
