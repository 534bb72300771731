"""Changed files of every format, and text made to be odd: a proved source or an `InputError`, nothing else.

Bounded, and the same in every run; `tests/fuzz/README.md` tells how to look longer.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from fuzz.kinds import KINDS, SLOW, file_of, valid
from fuzz.mutations import mutated
from fuzz.targets import check_reader
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.batch import Request, run_batch
from pipeline.errors import InputError
from pipeline.read import read_source
from pipeline.settings import Settings

FAST = [kind for kind in KINDS if kind not in SLOW]
TEXTUAL = ["txt", "md", "html", "srt", "vtt", "csv", "json", "jsonl"]
bounded = settings(
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.mark.parametrize("kind", KINDS)
def test_the_valid_file_of_each_kind_is_read(tmp_path: Path, kind: str) -> None:
    assert check_reader(kind, valid(kind), folder=tmp_path)


@pytest.mark.parametrize("kind", FAST)
@given(seed=st.integers(0, 2**32), other=st.sampled_from(FAST))
@settings(bounded, max_examples=40)
def test_a_changed_file_is_read_or_refused(
    tmp_path: Path, kind: str, seed: int, other: str
) -> None:
    data = mutated(valid(kind), random.Random(seed), other=valid(other))
    check_reader(kind, data, folder=tmp_path)


@pytest.mark.parametrize("seed", range(3))
def test_a_changed_pdf_is_read_or_refused(tmp_path: Path, seed: int) -> None:
    check_reader("pdf", mutated(valid("pdf"), random.Random(seed)), folder=tmp_path)


@pytest.mark.parametrize("kind", TEXTUAL)
@given(text=st.text(max_size=200))
@settings(bounded, max_examples=40)
def test_any_characters_are_read_or_refused(tmp_path: Path, kind: str, text: str) -> None:
    check_reader(kind, text.encode("utf-8", "surrogatepass"), folder=tmp_path)


@pytest.mark.parametrize("kind", FAST)
@given(data=st.binary(max_size=300))
@settings(bounded, max_examples=20)
def test_any_bytes_are_read_or_refused(tmp_path: Path, kind: str, data: bytes) -> None:
    check_reader(kind, data, folder=tmp_path)


_MARKS = (
    "<b>",
    "</b>",
    "<p>",
    "</td>",
    "<",
    "&#0;",
    "**",
    "# ",
    "> ",
    "- ",
    "|",
    "\n",
    "\n\n",
    '"',
    ";",
    "{",
    ":",
)


@pytest.mark.parametrize("kind", TEXTUAL)
@given(parts=st.lists(st.sampled_from((*_MARKS, "Comment ?", "Oui.", "é", "\u0301", "\u200d"))))
@settings(bounded, max_examples=40)
def test_any_order_of_marks_is_read_or_refused(tmp_path: Path, kind: str, parts: list[str]) -> None:
    check_reader(kind, "".join(parts).encode(), folder=tmp_path)


# --- what was found once, as small as it gets -------------------------------------------------


def refused(folder: Path, kind: str, data: bytes) -> InputError:
    suffix, content = file_of(kind, data)
    path = folder / f"a.{suffix}"
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_source(path, id="a", file=path.name, settings=Settings())
    return caught.value


def test_html_nested_too_deep_inside_markdown_is_refused(tmp_path: Path) -> None:
    error = refused(tmp_path, "md", b"Comment ?\n\n" + b"<div>" * 3000 + b"Oui.")
    assert "nested too deep" in error.message


def test_names_of_columns_with_a_stray_byte_can_be_told(tmp_path: Path) -> None:
    header = "été;".encode() * 2 + b"\xe9;text\n"
    check_reader("csv", header + b"1;2;3;4\n", folder=tmp_path)


@pytest.mark.parametrize(
    ("kind", "old", "new"),
    [
        ("odt:content", 'text:c="3"', f'text:c="{"9" * 5000}"'),
        ("odt:content", 'text:outline-level="1"', f'text:outline-level="{"9" * 5000}"'),
        ("odt:content", 'fo:font-weight="bold"', f'fo:font-weight="{"9" * 5000}"'),
        ("docx:styles", 'w:outlineLvl w:val="0"', f'w:outlineLvl w:val="{"9" * 5000}"'),
        ("docx:styles", 'w:numId w:val="', f'w:ilvl w:val="{"9" * 5000}"/><w:numId w:val="'),
    ],
)
def test_numbers_of_thousands_of_digits_are_no_numbers(
    tmp_path: Path, kind: str, old: str, new: str
) -> None:
    content = valid(kind).decode()
    assert old in content
    assert check_reader(kind, content.replace(old, new).encode(), folder=tmp_path) == 1


def test_a_name_that_is_no_utf8_does_not_end_the_run(tmp_path: Path) -> None:
    from fake_engine import ENGINE

    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.txt").write_text("Un ?", encoding="utf-8")
    inputs = (tmp_path / "in", tmp_path / "absent-\udcff.txt")
    request = Request(inputs=inputs, out=tmp_path / "out")
    assert run_batch(request, engine=ENGINE, workers=1).counts["failed"] == 1
    assert "\\udcff" in (tmp_path / "out/errors.jsonl").read_text(encoding="utf-8")
    assert "\\udcff" in (tmp_path / "out/manifest.json").read_text(encoding="utf-8")
