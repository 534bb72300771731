"""Markdown: the text is the visible text; marks become block kinds, markers and emphasis."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.errors import InputError
from pipeline.read.assembly import Paragraph, Reading, Run, assemble
from pipeline.read.decoding import decode
from pipeline.read.front_matter import split_front_matter
from pipeline.read.wrapping import Wrapping, continues, find_wrapping
from pipeline.schema import BlockKind

if TYPE_CHECKING:
    from markdown_it.token import Token

_BREAKS = frozenset({"softbreak", "hardbreak"})
_LOWER_START = re.compile(r"[a-zà-öø-ÿœ]")
_NO_END = re.compile(r"[^\s.!?…:;»\"”)*_\\|]\s*$")
_LABEL = re.compile(r"\S{1,30}\s?:")
_BOLD_MARK = re.compile(r"\*\*|__(?=\S)|(?<=\S)__")
_TAG = re.compile(r"<(/?)\s*([a-zA-Z][a-zA-Z0-9]*)[^>]*>")

# A list does not begin at 2016: such a number opens a sentence.
_LARGEST_NUMBER = 199


def read(data: bytes, *, file: str) -> Reading:
    """Return the reading of a Markdown file; front matter or the first ``#`` gives its title.

    Raises:
        InputError: The bytes are no text, or hold HTML that cannot be read.
    """
    decoded = decode(data, file=file)
    front, content = split_front_matter(decoded.text)
    try:
        paragraphs = list(_Document(content).paragraphs())
    except ValueError as error:
        raise InputError(
            f"{file}: the HTML in this Markdown cannot be read: {error}",
            hint="remove the tags, or name the file .txt",
        ) from error
    body = assemble(paragraphs)
    titles = (
        body.text[block.start : block.end]
        for block in body.blocks
        if block.kind == "heading" and block.level == 1
    )
    return Reading(
        text=body.text,
        blocks=body.blocks,
        encoding=decoded.encoding,
        title=front.title or next(titles, None),
        author=front.author,
        date=front.date,
        publication=front.publication,
        url=front.url,
        warnings=decoded.warnings,
    )


class _Document:
    """One pass over the parsed tokens of a document, with what surrounds the current one."""

    def __init__(self, content: str) -> None:
        from markdown_it import MarkdownIt

        self.lines = content.split("\n")
        self.wrapping = find_wrapping(self.lines)
        self.tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(content)
        self.kinds: list[BlockKind] = []  # quotes and list items that are open
        self.markers: list[str] = []
        self.tight = False  # the next item follows one of the same list without a blank line
        self.level = 0

    def paragraphs(self) -> Iterator[Paragraph]:
        for token in self.tokens:
            self._enter(token)
            if token.type == "inline":
                yield from self._inline(token)
            elif token.type in ("code_block", "fence"):
                # Indented speech is "code" to Markdown; each line is a block of its own.
                for number, line in enumerate(token.content.split("\n")):
                    yield self._placed((Run(line),), gap=number == 0)
            elif token.type == "html_block":
                yield from _html_paragraphs(token.content)
            self._leave(token)

    def _enter(self, token: Token) -> None:
        if token.type == "heading_open":
            self.level = int(token.tag[1])
        elif token.type == "blockquote_open":
            self.kinds.append("quote")
        elif token.type == "list_item_open":
            self.kinds.append("list_item")
            number = token.info
            self.markers.append(f"{number}{token.markup}" if number else token.markup)

    def _leave(self, token: Token) -> None:
        if token.type == "heading_close":
            self.level = 0
        elif token.type == "blockquote_close":
            self.kinds.pop()
        elif token.type == "list_item_close":
            self.kinds.pop()
            del self.markers[-1:]
            self.tight = True
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            self.tight = False

    def _placed(self, runs: tuple[Run, ...], *, gap: bool) -> Paragraph:
        """Return a paragraph of the kind around it; a marker goes to its item's first one."""
        if self.level:
            return Paragraph(runs, kind="heading", level=self.level, gap=gap)
        kind: BlockKind = self.kinds[-1] if self.kinds else "paragraph"
        marker = ""
        if (
            kind == "list_item"
            and self.markers
            and self.markers[-1]
            and "".join(run.text for run in runs).strip()
        ):
            marker, self.markers[-1] = self.markers[-1], ""
            number = marker[:-1]
            if number.isdigit() and int(number) > _LARGEST_NUMBER:
                return Paragraph((Run(f"{marker} "), *runs), gap=gap)
        return Paragraph(runs, kind=kind, marker=marker, gap=gap)

    def _inline(self, token: Token) -> Iterator[Paragraph]:
        lines = _split_lines(_lenient_bold(list(_runs(token.children or ()))))
        first = True
        for runs in self._joined(lines, token.map):
            gap = first and not (self.tight and self._follows_directly(token.map))
            yield self._placed(runs, gap=gap)
            first = False
        self.tight = False

    def _follows_directly(self, lines: list[int] | None) -> bool:
        return bool(lines) and lines is not None and bool(self.lines[lines[0] - 1].strip())

    def _joined(
        self, lines: list[tuple[tuple[Run, ...], bool]], place: list[int] | None
    ) -> Iterator[tuple[Run, ...]]:
        """Yield the runs of each block: lines only wrapped are joined by their line end."""
        raw = self.lines[place[0] : place[1]] if place else []
        if len(raw) != len(lines):
            raw = ["".join(run.text for run in runs) for runs, _ in lines]
        current = list(lines[0][0])
        for number in range(1, len(lines)):
            runs, hard = lines[number]
            if not hard and _goes_on(raw[number - 1], raw[number], self.wrapping):
                current += (Run("\n"), *runs)
            else:
                yield tuple(current)
                current = list(runs)
        yield tuple(current)


def _goes_on(one: str, other: str, wrapping: Wrapping | None) -> bool:
    """Return whether a line end inside a Markdown paragraph only wraps it.

    Markdown reads it as a space, but people who write interviews often mean a new turn. Outside a
    wrapped document, only a sentence broken in the middle goes on.
    """
    one, other = one.lstrip("> \t"), other.lstrip("> \t")
    if wrapping is not None:
        return continues(one, other, wrapping)
    return bool(_NO_END.search(one) and _LOWER_START.match(other) and not _LABEL.match(other))


def _runs(tokens: Sequence[Token]) -> Iterator[Run]:
    """Yield the visible words; line ends are runs of their own: "\\n" soft, "\\v" hard."""
    bold = italic = 0
    for token in tokens:
        kind = token.type
        if kind in ("strong_open", "strong_close"):
            bold += token.nesting
        elif kind in ("em_open", "em_close"):
            italic += token.nesting
        elif kind in _BREAKS:
            yield Run("\n" if kind == "softbreak" else "\v")
        elif kind == "html_inline":
            found = _TAG.match(token.content)
            name = found[2].lower() if found else ""
            step = -1 if found and found[1] else 1
            if name in ("b", "strong"):
                bold += step
            elif name in ("i", "em"):
                italic += step
            elif name == "br":
                yield Run("\v")
        elif token.content and kind != "image":
            yield Run(token.content, bold=bold > 0, italic=italic > 0)


def _lenient_bold(runs: list[Run]) -> list[Run]:
    """Return the runs with the bold marks that CommonMark refuses read as bold.

    "**Un conseil ?**Oui." is no bold there: no mark closes between punctuation and a letter.
    """
    found = sum(len(_BOLD_MARK.findall(run.text)) for run in runs)
    if not found or found % 2:
        return runs
    result: list[Run] = []
    bold = False
    for run in runs:
        parts = _BOLD_MARK.split(run.text)
        for number, part in enumerate(parts):
            if number:
                bold = not bold
            if part:
                result.append(replace(run, text=part, bold=run.bold or bold))
    return result


def _split_lines(runs: Sequence[Run]) -> list[tuple[tuple[Run, ...], bool]]:
    """Return the runs of each line, and whether a hard break stands before it."""
    lines: list[tuple[list[Run], bool]] = [([], False)]
    for run in runs:
        if run.text in ("\n", "\v"):
            lines.append(([], run.text == "\v"))
        else:
            lines[-1][0].append(run)
    return [(tuple(line), hard) for line, hard in lines]


def _html_paragraphs(content: str) -> Iterator[Paragraph]:
    """Yield what a piece of HTML inside Markdown shows; comments and scripts show nothing."""
    from pipeline.read.markup import fragment_paragraphs

    yield from fragment_paragraphs(content)
