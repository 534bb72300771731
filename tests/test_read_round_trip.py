"""Interviews of the corpus, written again as ODT, PDF, SRT and VTT, have the same exchanges."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest
from printing import Page, Spoken, as_odt, as_pdf, as_srt, as_vtt
from reading import read_content

from pipeline.export.layout_printing import render
from pipeline.export.layouts import fits, layout_named
from pipeline.gold import read_golds
from pipeline.importers.marked import parse_marked, source_of
from pipeline.schema import Gold, Source
from pipeline.segment import segment
from pipeline.settings import Settings

GOLD = Path(__file__).parent.parent / "corpus" / "gold"
LABELS, BOLD = "full-names", "bold-questions-md"


@cache
def sample(layout: str) -> tuple[Gold, ...]:
    """Return five interviews of dev and five of train; those of the test split stay unread."""
    chosen: list[Gold] = []
    for split in ("dev", "train"):
        fitting = [gold for gold in read_golds(GOLD / split) if fits(gold, layout_named(layout))]
        chosen += fitting[:: max(1, len(fitting) // 5)][:5]
    return tuple(chosen)


def read(folder: Path, data: bytes, suffix: str) -> Source:
    return read_content(folder / f"a.{suffix}", data)


def exchanges(source: Source) -> list[tuple[str, str]]:
    """Return the words of questions and answers; kinds of spaces do not count."""
    interview = segment(source, Settings())
    said = {turn.id: turn.text for turn in interview.turns}
    return [
        (words(said[id] for id in x.question), words(said[id] for id in x.answers))
        for x in interview.exchanges
    ]


def words(texts: Sequence[str]) -> str:
    return " ".join(" ".join(texts).replace("\u202f", " ").split())


PDFS = {
    "pdf": Page(),
    "pdf-indents": Page(gap=0, indent=14),
    "pdf-ragged": Page(justified=False, hyphens=False, head=""),
}


@pytest.mark.parametrize("kind", ["odt", *PDFS])
@pytest.mark.parametrize("layout", [LABELS, BOLD])
def test_documents(tmp_path: Path, layout: str, kind: str) -> None:
    golds = sample(layout)
    assert len(golds) == 10
    misjudged = 0
    for gold in golds:
        printed = source_of(parse_marked(render(gold, layout_named(layout)), name=f"{gold.id}.txt"))
        data = as_odt(printed) if kind == "odt" else as_pdf(printed, PDFS[kind])
        again = read(tmp_path, data, kind[:3])
        found, expected = exchanges(again), exchanges(printed)
        assert joined(found) == joined(expected), gold.id
        misjudged += found != expected
        assert again.locators
    # A compound that is divided at its own hyphen, and stands nowhere else, may lose it.
    assert misjudged <= (0 if kind in ("odt", "pdf-ragged") else 1)


def joined(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(asked.replace("-", ""), said.replace("-", "")) for asked, said in pairs]


def spoken(gold: Gold) -> list[Spoken]:
    names = {person.id: person.name or "" for person in gold.participants or ()}
    return [
        Spoken(names[turn.speaker], turn.text)
        for turn in gold.turns or ()
        if turn.role in ("question", "answer") and turn.speaker
    ]


@pytest.mark.parametrize("suffix", ["srt", "vtt"])
def test_subtitles_with_speakers(tmp_path: Path, suffix: str) -> None:
    for gold in sample(LABELS):
        turns = spoken(gold)
        text = "\n\n".join(f"{turn.name} : {words([turn.text])}" for turn in turns)
        data = as_srt(turns) if suffix == "srt" else as_vtt(turns)
        again = read(tmp_path, data, suffix)
        assert exchanges(again) == exchanges(read(tmp_path, text.encode(), "txt")), gold.id
        assert len(again.locators) > len(again.blocks)


def test_subtitles_without_speakers_lose_little(tmp_path: Path) -> None:
    kept = total = 0
    for gold in sample(LABELS):
        turns = [Spoken("", turn.text) for turn in spoken(gold)]
        text = "\n\n".join(words([turn.text]) for turn in turns)
        expected = exchanges(read(tmp_path, text.encode(), "txt"))
        again = read(tmp_path, as_srt(turns, pause=2.5), "srt")
        kept += len(set(expected) & set(exchanges(again)))
        total += len(expected)
        assert any("no speaker is marked" in warning for warning in again.warnings)
    assert kept >= 0.9 * total
