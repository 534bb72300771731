"""Paragraphs as a format gives them -> the fixed text with its blocks, proved to fit."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from pipeline.errors import OffsetError
from pipeline.schema import Block, BlockKind, Locator, Participant, Source, Span, Told
from pipeline.text import trim

# Anything that ends a line for some program: form feeds and Unicode separators would otherwise
# be "white space inside a line" for us and a line end for `str.splitlines`.
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")

# Characters nobody sees: soft hyphens, zero-width characters, direction marks, byte order marks
# inside a file, control characters. A zero-width joiner between two emoji is kept: it makes one
# picture of them.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\u00ad\u180e\u200b\u200c\u200e\u200f"
    "\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]"
    "|(?<![\ufe0f\u2600-\u27bf\U0001f000-\U0001faff])\u200d"
    "|\u200d(?![\u2600-\u27bf\U0001f000-\U0001faff])"
)

_SURROGATES = re.compile("[\ud800-\udfff]")


def clean(text: str) -> str:
    """Return `text` with line ends ``\\n``, without invisible characters, in Unicode NFC.

    No-break spaces stay: they are how French typography is printed.
    """
    text = _INVISIBLE.sub("", _LINE_ENDS.sub("\n", text))
    # Surrogates cannot be written as UTF-8; they only come from broken escapes such as "&#xD83D;".
    text = _SURROGATES.sub("\ufffd", text)
    return unicodedata.normalize("NFC", text)


@dataclass(frozen=True, slots=True)
class Run:
    """Words printed in one style."""

    text: str
    bold: bool = False
    italic: bool = False
    place: str = ""  # value of a locator of these words alone, "" for none
    part: str = ""  # of a person, that a character style says these words are: "name", "function"…


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One future block: `Run` texts may hold line ends only where the printed line goes on."""

    runs: tuple[Run, ...]
    kind: BlockKind = "paragraph"
    level: int = 0
    marker: str = ""
    gap: bool = True  # a blank line or a new paragraph element stands before it
    place: str = ""  # value of the locator, "" for none
    told: Told | None = None  # what the document's own structure says of it

    @property
    def words(self) -> str:
        """The text of all runs, not yet cleaned."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a format's module returns: a `Source` without what every format shares."""

    text: str
    blocks: tuple[Block, ...]
    encoding: str
    title: str | None = None
    author: str | None = None
    date: str | None = None
    publication: str | None = None
    url: str | None = None
    locators: tuple[Locator, ...] = ()
    warnings: tuple[str, ...] = ()
    participants: tuple[Participant, ...] = ()


@dataclass(frozen=True, slots=True)
class Body:
    """The text of a document and what lies on it."""

    text: str
    blocks: tuple[Block, ...]
    locators: tuple[Locator, ...]


def assemble(paragraphs: Iterable[Paragraph], *, place_kind: str = "") -> Body:
    """Return the text of `paragraphs` with their blocks; those without visible words are dropped.

    Blocks are joined by an empty line, or by a line end where ``gap`` is false. Each paragraph
    with a ``place`` gives a locator of kind `place_kind`, and so do its runs: neighbours of one place
    share a locator.
    """
    parts: list[str] = []
    blocks: list[Block] = []
    locators: list[Locator] = []
    length = 0
    lost_gap = (
        False  # an empty paragraph stood in between: what follows stands apart from what precedes
    )
    for paragraph in paragraphs:
        text, bold, italic, places = _styled(paragraph.runs)
        if not text:
            lost_gap = lost_gap or paragraph.gap
            continue
        gap = paragraph.gap or lost_gap
        lost_gap = False
        if blocks:
            joint = "\n\n" if gap else "\n"
            parts.append(joint)
            length += len(joint)
        blocks.append(
            Block(
                start=length,
                end=length + len(text),
                kind=paragraph.kind,
                level=paragraph.level,
                bold=_shifted(bold, length),
                italic=_shifted(italic, length),
                marker=paragraph.marker,
                gap_before=gap,
                told=paragraph.told,
            )
        )
        if paragraph.place:
            locators.append(Locator(length, length + len(text), place_kind, paragraph.place))
        locators += [
            Locator(length + span.start, length + span.end, place_kind, place)
            for span, place in places
        ]
        parts.append(text)
        length += len(text)
    return Body("".join(parts), tuple(blocks), tuple(locators))


def _shifted(spans: Iterable[Span], by: int) -> tuple[Span, ...]:
    return tuple(Span(span.start + by, span.end + by) for span in spans)


def _styled(
    runs: Sequence[Run],
) -> tuple[str, list[Span], list[Span], list[tuple[Span, str]]]:
    """Return cleaned, trimmed words, the bold and italic spans in them, and their places."""
    raw = "".join(run.text for run in runs)
    text = clean(raw)
    start, end = trim(text, 0, len(text))
    ends = list(accumulate(len(run.text) for run in runs))
    if text != raw:
        ends = _boundaries_after_cleaning(runs, raw, text, ends)
    styles = [
        [
            (Span(span.start - start, span.end - start), value)
            for span, value in _merged(text, ends, start, end, values)
        ]
        for values in (
            ["bold" if run.bold else "" for run in runs],
            ["italic" if run.italic else "" for run in runs],
            [run.place for run in runs],
        )
    ]
    bold, italic = ([span for span, _ in spans] for spans in styles[:2])
    return text[start:end], bold, italic, styles[2]


def _boundaries_after_cleaning(
    runs: Sequence[Run], raw: str, text: str, ends: Sequence[int]
) -> list[int]:
    """Return where each run ends in the cleaned text."""
    pieces = [clean(run.text) for run in runs]
    if "".join(pieces) == text:
        return list(accumulate(len(piece) for piece in pieces))
    # A letter and its combining accent stand in two runs: the length of a cleaned prefix tells
    # where the boundary lies, behind the composed letter. Slower, and rare.
    return [min(len(clean(raw[:boundary])), len(text)) for boundary in ends]


def _merged(
    text: str, ends: Sequence[int], low: int, high: int, values: Sequence[str]
) -> list[tuple[Span, str]]:
    """Return the stretches of one value inside ``[low, high)``, trimmed, joined across spaces.

    Args:
        text: The cleaned text.
        ends: Where each run ends in it.
        low: Where the trimmed text begins.
        high: Where it ends.
        values: What each run carries, "" for nothing.
    """
    found: list[tuple[Span, str]] = []
    at = 0
    for value, boundary in zip(values, ends, strict=True):
        begin, at = at, max(at, boundary)
        if not value:
            continue
        start, end = trim(text, max(begin, low), min(at, high))
        if start >= end:
            continue
        if found and found[-1][1] == value and not text[found[-1][0].end : start].strip():
            found[-1] = (Span(found[-1][0].start, end), value)
        else:
            found.append((Span(start, end), value))
    return found


def proved(source: Source) -> Source:
    """Return `source` unchanged after proving what every later step relies on.

    Raises:
        OffsetError: The text is not clean, or a block, emphasis span or locator does not fit it.
    """
    text = source.text
    if clean(text) != text:
        raise OffsetError(f"{source.file}: the text is not in its fixed form")
    last = 0
    for block in source.blocks:
        if not last <= block.start < block.end <= len(text):
            raise OffsetError(f"{source.file}: block [{block.start}, {block.end}) is out of order")
        if trim(text, block.start, block.end) != (block.start, block.end):
            raise OffsetError(f"{source.file}: block [{block.start}, {block.end}) is not trimmed")
        for spans in (block.bold, block.italic):
            _prove_inside(source.file, spans, block.start, block.end)
        last = block.end
    for locator in source.locators:
        if not 0 <= locator.start < locator.end <= len(text):
            raise OffsetError(f"{source.file}: a locator is outside the text")
    return source


def _prove_inside(file: str, spans: Iterable[Span], low: int, high: int) -> None:
    for span in spans:
        if not low <= span.start < span.end <= high:
            raise OffsetError(f"{file}: emphasis [{span.start}, {span.end}) is outside its block")
        low = span.end
