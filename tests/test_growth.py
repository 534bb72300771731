"""Twice the text takes twice the time: readers and the segmenter on files made to take its square."""

from __future__ import annotations

import contextlib
import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from fuzz.kinds import packed, unpacked, valid

from pipeline.errors import InputError
from pipeline.read import read_source
from pipeline.segment import segment
from pipeline.settings import Settings
from pipeline.text import sentence_spans

# Time is no test on a shared machine: these are run by hand, on a quiet one.
pytestmark = pytest.mark.skipif(
    not os.environ.get("ENTRETIENS_GROWTH"), reason="timed: ENTRETIENS_GROWTH=1 runs it"
)

SETTINGS = Settings(accept_all=True, max_file_bytes=100_000_000, max_characters=100_000_000)
# Four times the text takes four times the time if that is linear, sixteen times if it is quadratic.
FACTOR, MOST = 4, 12.0
TOO_SHORT = 0.4  # seconds in which noise decides

TEXTS = (
    *(
        "a",
        "a ",
        "A ",
        "é",
        "\u0301",
        "e\u0301",
        "\u00a0",
        "\u200b",
        "👩\u200d💻",
        "Ã©",
        "\n",
        "\t",
    ),
    *(
        "a\n",
        "?\n",
        "1.\n",
        "A.B.\n",
        "- \n",
        "# a\n",
        "> a\n",
        "* a\n",
        "— a\n",
        "    a\n",
        "a\n===\n",
        "a-\n",
    ),
    *(
        "- ",
        "« ",
        "! ",
        "? ",
        "… ",
        "(",
        "[",
        '"',
        "<",
        "**",
        "_a_ ",
        "`",
        "|a",
        "[a](",
        "![",
        "&amp;",
        "{\\",
    ),
    *("A. ", "A. B. ", "Q : ", "l'", "é' ", ": ", "de la ", "dit-elle, ", "Propos recueillis par "),
    *("Un mot ?\nOui.\n", "Q : a ?\nR : b.\n", "Jean Paul : oui.\n", "Un mot ? Oui. "),
    *(
        "<b>",
        "</b>",
        "<p>",
        "<br>",
        "<td",
        "<a",
        "<!--",
        "<li>a",
        "<style>.a{",
        "<h1>a</h1>",
        "<a href=x>a</a> ",
    ),
    *("<p>Un mot ?</p><p>Oui.</p>", "<p><b>Un mot ?</b><br>Oui.</p>", "<div class=menu>a</div>"),
    *("00:00:01,000 --> 00:00:02,000\na\n\n", "1\n", "--> ", "a: b\n", "www.a.fr "),
)
HEADS = {
    "vtt": "WEBVTT\n\n00:00.000 --> 00:01.000\n",
    "srt": "1\n00:00:01,000 --> 00:00:02,000\n",
    "csv": "id;text\n1;",
    "json": '[{"id": "1", "text": "',
}


def seconds(work: Callable[[], object]) -> float:
    begun = time.process_time()
    with contextlib.suppress(InputError):
        work()
    return time.process_time() - begun


def grows(make: Callable[[int], Callable[[], object]], size: int) -> float:
    """Return by how much more time `FACTOR` times as much takes; 0 where it is too short to tell."""
    long = seconds(make(size))
    if long < TOO_SHORT:
        return 0.0
    short = seconds(make(size // FACTOR))
    if long / short > MOST:  # perhaps something else ran: measured again
        long = statistics.median([long, *(seconds(make(size)) for _ in range(2))])
        short = statistics.median([short, *(seconds(make(size // FACTOR)) for _ in range(2))])
    return long / short


def reading(folder: Path, kind: str, unit: str, *, segmented: bool) -> Callable[..., object]:
    def make(size: int) -> Callable[[], object]:
        path = folder / f"{size}.{kind}"
        text = HEADS.get(kind, "Comment ?\nOui, bien sûr.\n") + unit * (size // len(unit.encode()))
        path.write_text(text, encoding="utf-8")

        def work() -> None:
            source = read_source(path, id="a", file=path.name, settings=SETTINGS)
            if segmented:
                segment(source, SETTINGS)

        return work

    return make


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["txt", "md", "html", "srt", "vtt"])
def test_reading_takes_linear_time(tmp_path: Path, kind: str) -> None:
    found = {unit: grows(reading(tmp_path, kind, unit, segmented=False), 200_000) for unit in TEXTS}
    assert {unit: ratio for unit, ratio in found.items() if ratio > MOST} == {}


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["txt", "html"])
def test_segmenting_takes_linear_time(tmp_path: Path, kind: str) -> None:
    found = {unit: grows(reading(tmp_path, kind, unit, segmented=True), 60_000) for unit in TEXTS}
    assert {unit: ratio for unit, ratio in found.items() if ratio > MOST} == {}


# Paragraphs, runs, lists and styles of their own: what a document may have any number of.
PARTS = {
    "runs": ("docx", "word/document.xml", "<w:p>", "<w:r><w:t>a </w:t></w:r>", "</w:p>"),
    "paragraphs": ("docx", "word/document.xml", "", "<w:p><w:r><w:t>a</w:t></w:r></w:p>", ""),
    "spans": ("odt", "content.xml", "<text:p>", "<text:span>a </text:span>", "</text:p>"),
    "lists": (
        *("odt", "content.xml", ""),
        *("<text:list><text:list-item><text:p>a</text:p></text:list-item></text:list>", ""),
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", PARTS)
def test_reading_documents_takes_linear_time(tmp_path: Path, name: str) -> None:
    kind, part, before, unit, after = PARTS[name]
    members = unpacked(valid(kind))
    end = "</w:body>" if kind == "docx" else "</office:text>"

    def make(size: int) -> Callable[[], object]:
        path = tmp_path / f"{size}.{kind}"
        body = before + unit * (size // len(unit)) + after
        content = members[part].decode().replace(end, body + end)
        path.write_bytes(packed(members | {part: content.encode()}))
        return lambda: read_source(path, id="a", file=path.name, settings=SETTINGS)

    assert grows(make, 2_000_000) < MOST


# What took the square of its length once, in a size that fits every run of the tests.


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "unit", "segmented"),
    [
        ("md", "a\n", False),
        ("txt", "1.\n", True),
        ("txt", "A.B.\n", True),
        ("txt", "[a](", True),
        ("srt", "<a", False),
    ],
)
def test_what_took_too_long_once(tmp_path: Path, kind: str, unit: str, segmented: bool) -> None:
    assert grows(reading(tmp_path, kind, unit, segmented=segmented), 40_000) < MOST


def test_a_line_of_exclamation_marks_is_cut_in_linear_time() -> None:
    def make(size: int) -> Callable[[], object]:
        return lambda: sentence_spans("!" * size, abbreviations=())

    assert grows(make, 80_000) < MOST
