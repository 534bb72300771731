"""The documentation against the program: commands, options, links, snippets, figures."""

from __future__ import annotations

import argparse
import ast
import dataclasses
import re
import shlex
import shutil
import subprocess
import textwrap
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import datasets
import pytest

from pipeline.cli import _EXIT_CODES, _parser
from pipeline.export import FORMATS, export_files, write_files
from pipeline.read import ARCHIVE_SUFFIXES, SUFFIXES, TABLE_SUFFIXES
from pipeline.records import record_line
from pipeline.schema import Record
from pipeline.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")),
    *sorted((ROOT / "docs").glob("*.md")),
    *(ROOT / name for name in ("models/README.md", "models/entretien-fr/MODEL_CARD.md")),
    *(ROOT / name for name in ("corpus/README.md", "corpus/GUIDE.md")),
]
COMMANDS_PAGE = ROOT / "docs" / "commands.md"
_FENCE = re.compile(r"^( *)```([a-z]*)\n(.*?)^\1```", re.MULTILINE | re.DOTALL)


def commands() -> dict[str, argparse.ArgumentParser]:
    (action,) = (a for a in _parser()._actions if isinstance(a, argparse._SubParsersAction))
    return dict(action.choices)


COMMANDS = commands()


def read(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def blocks(page: Path) -> Iterator[tuple[str, str]]:
    """Yield the language and the content of each fenced block."""
    for _, language, content in _FENCE.findall(read(page)):
        yield language, textwrap.dedent(content)


def command_lines(page: Path) -> list[list[str]]:
    """Return the lines of a page that call the program, as words after its name."""
    found = []
    for language, content in blocks(page):
        if language in ("", "sh"):
            for line in content.splitlines():
                call, _, rest = line.strip().partition(" ")
                if call in ("entretiens", ".venv/bin/entretiens"):
                    words = shlex.split(re.split(r" [>|] ", rest)[0], comments=True)
                    found.append(words)
    return found


def section(command: str) -> str:
    match = re.search(rf"^## {command}\n(.*?)(?=^## |\Z)", read(COMMANDS_PAGE), re.M | re.S)
    assert match, f"docs/commands.md has no section {command}"
    return match[1]


# --- commands and options ------------------------------------------------------------------


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_of_a_command_is_described_in_its_section(command: str) -> None:
    known = {name for action in COMMANDS[command]._actions for name in action.option_strings}
    told = set(re.findall(r"(?<![\w-])--[a-z-]+", section(command)))
    assert {n for n in known if n.startswith("--")} - {"--help", "--verbose"} <= told


@pytest.mark.parametrize("command", COMMANDS)
def test_no_option_is_described_that_a_command_has_not(command: str) -> None:
    rows = re.findall(r"^\| (`--[^|]*) \|", section(command), re.M)
    told = {name for row in rows for name in re.findall(r"`(--[a-z-]+)", row)}
    assert told <= {name for action in COMMANDS[command]._actions for name in action.option_strings}


def test_every_command_is_in_the_list_with_the_words_of_its_help() -> None:
    listed = re.findall(r"^\| \[`([a-z-]+)`\]\(#\1\) \| (.*) \|$", read(COMMANDS_PAGE), re.M)
    (action,) = (a for a in _parser()._actions if isinstance(a, argparse._SubParsersAction))
    helps = {choice.dest: choice.help or "" for choice in action._choices_actions}
    assert {name for name, _ in listed} == set(COMMANDS)
    for name, words in listed:
        assert helps[name].startswith(words), name


def test_exit_codes_are_those_of_the_program() -> None:
    told = re.findall(r"^ *(\d+) ", _EXIT_CODES, re.M)
    page = read(COMMANDS_PAGE).partition("## Exit codes")[2].partition("## run")[0]
    assert re.findall(r"^\| (\d+) \|", page, re.M) == told


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_line_that_calls_the_program_is_understood_by_it(
    page: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for words in command_lines(page):
        try:
            _parser().parse_args(words)
        except SystemExit as end:
            said = capsys.readouterr().err
            if end.code:
                pytest.fail(f"{page.name}: {shlex.join(words)}: {said}")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_and_options_within_sentences_exist(page: Path) -> None:
    for words in re.findall(r"`(?:\.venv/bin/)?entretiens ([^`\n]+)`", read(page)):
        command, *rest = words.split()
        if command.isupper() or command == "--version":
            continue
        assert command in COMMANDS, f"{page.name}: entretiens {words}"
        known = {name for action in COMMANDS[command]._actions for name in action.option_strings}
        told = {word.partition("=")[0] for word in rest if re.match(r"--[a-z]", word)}
        assert told <= known, f"{page.name}: entretiens {words}"


def test_the_lines_are_found() -> None:
    assert len(command_lines(ROOT / "docs" / "tutorial.md")) > 12


def test_both_tutorials_run_the_same_commands() -> None:
    def calls(name: str) -> list[list[str]]:
        lines = command_lines(ROOT / "docs" / name)
        return [[words[0], *(w for w in words if w.startswith("--"))] for words in lines]

    assert calls("tutorial.md") == calls("tutoriel.md")


def made_by(page: Path) -> Iterator[str]:
    """Yield the paths that a page has its reader make beside the program."""
    named = (
        r"(?:--out|--key|--pseudonymise|--metadata|mkdir|apply-review \S+) ([\w.-]+(?:/[\w.-]+)?)"
    )
    for _, content in blocks(page):
        yield from re.findall(named, content)


@pytest.mark.parametrize(
    "name", ["README.md", "docs/tutorial.md", "docs/tutoriel.md", "docs/privacy.md"]
)
@pytest.mark.skipif(shutil.which("git") is None, reason="git tells what it ignores")
def test_git_ignores_what_the_reader_makes(name: str, tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text(read(ROOT / ".gitignore"), encoding="utf-8")
    git = ["git", "-C", str(tmp_path)]
    subprocess.run([*git, "init", "--quiet"], check=True)
    made = sorted({f"{path}/" if "." not in path else path for path in made_by(ROOT / name)})
    assert made
    answer = subprocess.run(
        [*git, "check-ignore", *made], capture_output=True, text=True, check=False
    )
    assert answer.stdout.split() == made


# --- settings and formats ------------------------------------------------------------------


def test_the_settings_shown_are_the_defaults() -> None:
    (shown,) = (content for language, content in blocks(COMMANDS_PAGE) if language == "toml")
    defaults = dataclasses.asdict(Settings())
    assert tomllib.loads(shown) == defaults | {"interviewer": list(defaults["interviewer"])}


def test_every_format_is_described() -> None:
    page = read(ROOT / "docs" / "formats.md")
    written = page.partition("## What is written")[2]
    for name in FORMATS:
        rows = re.findall(rf"^\|[^|]*`{name}`[^|]*\|", written, re.M)
        assert len(rows) == 2, f"{name}: one row in the table of formats, one in that of readers"
        assert f"`{name}`" in section("export")
    told = page.partition("## What is written")[0]
    for suffix in (*SUFFIXES, *TABLE_SUFFIXES, *ARCHIVE_SUFFIXES):
        assert f"`{suffix}`" in told, suffix


def test_options_of_formats_stand_in_their_rows() -> None:
    page = read(ROOT / "docs" / "formats.md").partition("## What is written")[2]
    for format in FORMATS.values():
        row = re.search(rf"^\|[^|]*`{format.name}`[^|]*\|.*$", page, re.M)
        assert row
        told = set(re.findall(r"`--([a-z-]+)", row[0]))
        assert told == {name.replace("_", "-") for name in format.options}, format.name


# --- links ---------------------------------------------------------------------------------


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as GitHub makes them."""
    text = re.sub(_FENCE, "", read(page))
    headings = re.findall(r"^#+ +(.*)$", text, re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_and_pictures_lead_somewhere(page: Path) -> None:
    text = re.sub(r"`[^`\n]*`", "", re.sub(_FENCE, "", read(page)))
    targets = re.findall(r"\]\(([^)\s]+)\)", text) + re.findall(r'src(?:set)?="([^"]+)"', text)
    for target in targets:
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        there = (page.parent / path).resolve() if path else page
        assert there.exists(), f"{page.name}: {target}"
        if anchor:
            assert anchor in anchors(there), f"{page.name}: {target}"


def test_the_readme_leads_to_every_page() -> None:
    readme = read(ROOT / "README.md")
    for page in (ROOT / "docs").glob("*.md"):
        assert f"(docs/{page.name}" in readme, page.name


def test_pictures_are_small() -> None:
    for picture in (ROOT / "docs" / "images").iterdir():
        assert picture.stat().st_size < 250_000, picture.name


# --- snippets ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["README.md", "docs/tutorial.md", "docs/tutoriel.md"])
def test_the_python_of_a_page_runs(
    name: str, record: Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path / "cache")
    for folder in ("my-records", "my-reviewed", "mes-fiches-relues"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "records.jsonl").write_text(record_line(record), encoding="utf-8")
    for folder in ("my-dataset", "mon-jeu"):
        write_files(tmp_path / folder, export_files(FORMATS["hf"], [record]), force=False)
    known: dict[str, Any] = {}
    snippets = [content for language, content in blocks(ROOT / name) if language == "python"]
    assert snippets
    for snippet in snippets:
        exec(compile(snippet, name, "exec"), known)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_all_python_is_valid(page: Path) -> None:
    for language, content in blocks(page):
        if language == "python":
            ast.parse(content)


def test_the_exporter_of_the_guide_exports(record: Record) -> None:
    page = ROOT / "docs" / "extend.md"
    (source, *_) = (content for language, content in blocks(page) if language == "python")
    known: dict[str, Any] = {}
    exec(compile(source, page.name, "exec"), known)
    (file,) = known["export_files"]([record], answers_only=True)
    assert file.name == "dossier/zebulon.plain.txt"
    assert "Elle a formé 40 élèves en 2012." in b"".join(file.chunks).decode()


# --- figures -------------------------------------------------------------------------------


def table(text: str, header: str) -> dict[str, dict[str, str]]:
    """Return the rows of the Markdown table with a header, by first cell and column."""
    lines = text[text.index(header) :].split("\n\n")[0].splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return {row[0]: dict(zip(cells[0], row, strict=True)) for row in cells[2:]}


def test_the_figures_of_the_readme_are_those_of_the_full_table() -> None:
    few = table(read(ROOT / "README.md"), "| figure | entretiens |")
    all_of_them = table(read(ROOT / "docs" / "figures.md"), "| figure | entretiens |")
    assert len(few) >= 5
    for name, row in few.items():
        assert row.items() <= all_of_them[name].items(), name
