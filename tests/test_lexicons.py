from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest

from pipeline import lexicons
from pipeline.errors import PipelineError
from pipeline.lexicons import entries, table, words

NAMES = sorted(
    item.name.removesuffix(".txt")
    for item in (files("pipeline.lexicons") / "data").iterdir()
    if item.name.endswith(".txt")
)


@pytest.mark.parametrize("name", NAMES)
def test_every_list_keeps_the_rules_for_lists(name: str) -> None:
    assert entries(name)


@pytest.mark.parametrize("name", NAMES)
def test_every_list_says_where_its_words_come_from(name: str) -> None:
    first = (files("pipeline.lexicons") / "data" / f"{name}.txt").read_text("utf-8").split("\n")[0]
    assert len(first.split()) >= 5, first


@cache
def names_in_code() -> frozenset[str]:
    sources = Path(lexicons.__file__).parent.parent.rglob("*.py")
    return frozenset(
        name for path in sources for name in re.findall(r"\w+", path.read_text("utf-8"))
    )


@pytest.mark.parametrize("name", NAMES)
def test_every_list_is_read(name: str) -> None:
    # Cues are found by the list's name without "claim_".
    assert {name, name.removeprefix("claim_")} & names_in_code()


def test_there_are_lists() -> None:
    assert len(NAMES) > 5


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "data").mkdir()
    monkeypatch.setattr(lexicons, "files", lambda _: tmp_path)
    for function in (entries, words, table):
        function.cache_clear()
    return tmp_path / "data"


@pytest.fixture(autouse=True)
def _fresh() -> object:
    yield
    for function in (entries, words, table):
        function.cache_clear()


def test_comments_and_blank_lines_are_no_entries(folder: Path) -> None:
    (folder / "x.txt").write_text("# source\n\n# note\nun\ndeux\n", encoding="utf-8")
    assert entries("x") == (("un",), ("deux",))
    assert words("x") == {"un", "deux"}


def test_fields_are_separated_by_tabs(folder: Path) -> None:
    (folder / "x.txt").write_text("# source\nle groupe\tcompany\n", encoding="utf-8")
    assert table("x") == {"le groupe": "company"}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "line 1 must be a comment"),
        ("un\n", "line 1 must be a comment"),
        ("# source\nun\ndeux\nun\n", "line 4: 'un' stands twice"),
        ("# source\nun\t\n", "line 2: empty field"),
        ("# source\naujourd’hui\n", "line 2: empty field or typographic apostrophe"),
    ],
)
def test_a_list_at_fault_says_where(folder: Path, content: str, message: str) -> None:
    (folder / "x.txt").write_text(content, encoding="utf-8")
    with pytest.raises(PipelineError, match="lexicon x") as caught:
        entries("x")
    assert message in str(caught.value)


def test_a_missing_list_is_an_error(folder: Path) -> None:  # noqa: ARG001 - the folder is empty
    with pytest.raises(PipelineError, match="lexicon absent: not installed"):
        entries("absent")
