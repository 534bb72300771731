"""Printed text -> visible text with the printed place of every character."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

from pipeline.schema import BlockKind
from pipeline.text import trim

if TYPE_CHECKING:
    from markdown_it.token import Token

# Soft hyphen, zero-width space, non-joiner and joiner, word joiner, byte order mark: not visible.
_INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")
_INLINE_MARKUP = frozenset("*_\\` \t\n>")


class MarkdownError(ValueError):
    """Markdown outside the subset of marked files; ``index``: its place in the printed text."""

    def __init__(self, message: str, index: int) -> None:
        super().__init__(message)
        self.index = index


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of one style; a line break is ``"\\n"`` in the text."""

    text: str
    bold: bool
    italic: bool
    origins: tuple[int, ...]  # printed place of each character


@dataclass(frozen=True, slots=True)
class PrintedBlock:
    """One paragraph, heading, list item or quote of a Markdown body."""

    kind: BlockKind
    level: int
    ordered: bool  # for list items
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Visible:
    """The gold text; ``origins`` never falls and leads every character back to the printed text."""

    text: str
    origins: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the visible span of a printed span, without white space at its edges."""
        return trim(self.text, bisect_left(self.origins, start), bisect_left(self.origins, end))


def parser() -> MarkdownIt:
    """Return the Markdown parser that bodies are read and rendered with (no inline HTML)."""
    return MarkdownIt("commonmark", {"html": False})


def visible_of_lines(printed: str) -> Visible:
    """Return the visible text of a ``txt`` body: as printed, without invisible characters, NFC."""
    return _normalised(list(zip(printed, range(len(printed)), strict=True)))


def visible_of_blocks(blocks: tuple[PrintedBlock, ...]) -> Visible:
    """Return the visible text of a Markdown body.

    Blocks are joined by a blank line, the items of a list by a line end.
    """
    pairs: list[tuple[str, int]] = []
    before: BlockKind | None = None
    for block in blocks:
        if pairs:
            inside_list = block.kind == before == "list_item"
            pairs += [("\n", pairs[-1][1] + 1)] * (1 if inside_list else 2)
        before = block.kind
        for run in block.runs:
            pairs += zip(run.text, run.origins, strict=True)
    return _normalised(pairs)


def _normalised(pairs: list[tuple[str, int]]) -> Visible:
    characters: list[str] = []
    origins: list[int] = []
    for character, origin in pairs:
        if character in _INVISIBLE:
            continue
        if characters and unicodedata.combining(character):
            characters[-1] += character
            continue
        characters.append(character)
        origins.append(origin)
    composed = [unicodedata.normalize("NFC", cluster) for cluster in characters]
    text = "".join(composed)
    spread = [o for o, cluster in zip(origins, composed, strict=True) for _ in cluster]
    return Visible(text, tuple(spread))


def blocks_of(printed: str) -> tuple[PrintedBlock, ...]:
    """Return the blocks of a Markdown body with styled runs.

    Raises:
        MarkdownError: The body uses code, links, images, entities or tables.
    """
    line_starts = [0]
    for line in printed.split("\n"):
        line_starts.append(line_starts[-1] + len(line) + 1)
    blocks: list[PrintedBlock] = []
    containers: list[Token] = []
    for token in parser().parse(printed):
        if token.type in ("code_block", "fence", "html_block"):
            at = line_starts[token.map[0]] if token.map else 0
            raise MarkdownError("code block (four spaces or ```): not allowed in a body", at)
        if token.nesting == 1:
            containers.append(token)
        elif token.nesting == -1:
            containers.pop()
        elif token.type == "inline":
            blocks.append(_block(token, containers, printed, line_starts))
    return tuple(blocks)


def _block(
    inline: Token, containers: list[Token], printed: str, line_starts: list[int]
) -> PrintedBlock:
    types = [token.type for token in containers]
    runs = _runs(inline, _content_origins(inline, printed, line_starts))
    if types[-1] == "heading_open":
        return PrintedBlock("heading", int(containers[-1].tag[1]), False, runs)
    if "list_item_open" in types:
        ordered = [t for t in types if t.endswith("_list_open")][-1] == "ordered_list_open"
        return PrintedBlock("list_item", 0, ordered, runs)
    if "blockquote_open" in types:
        return PrintedBlock("quote", 0, False, runs)
    return PrintedBlock("paragraph", 0, False, runs)


def _content_origins(inline: Token, printed: str, line_starts: list[int]) -> list[int]:
    """Return the printed place of each character of the block's content (without its marker)."""
    first = inline.map[0] if inline.map else 0
    origins: list[int] = []
    for number, line in enumerate(inline.content.split("\n"), first):
        start = line_starts[number]
        # The content is what is left of the line after list, quote and heading markers.
        at = printed.rfind(line, start, line_starts[number + 1])
        if at < 0:
            raise MarkdownError(f"cannot place the line {line[:40]!r}", start)
        origins += range(at, at + len(line))
        origins.append(at + len(line))  # the line's end
    return origins


def _runs(inline: Token, origins: list[int]) -> tuple[Run, ...]:
    runs: list[Run] = []
    bold = italic = 0
    at = 0  # into the block's content
    for child in inline.children or ():
        if child.type.startswith("strong"):
            bold += child.nesting
        elif child.type.startswith("em_"):
            italic += child.nesting
        elif child.type in ("softbreak", "hardbreak"):
            at = inline.content.index("\n", at)
            shown = "\n" if child.type == "hardbreak" else " "
            runs.append(Run(shown, bold > 0, italic > 0, (origins[at],)))
            at += 1
        elif child.type == "text":
            if not child.content:
                continue
            places, at = _placed(child.content, inline.content, at, origins)
            runs.append(Run(child.content, bold > 0, italic > 0, places))
        else:
            raise MarkdownError(
                f"{child.type} is not allowed in a body", origins[min(at, len(origins) - 1)]
            )
    return tuple(runs)


def _placed(shown: str, content: str, at: int, origins: list[int]) -> tuple[tuple[int, ...], int]:
    """Return the printed place of each shown character and the place in the content after them."""
    places = []
    for character in shown:
        while at < len(content) and content[at] != character and content[at] in _INLINE_MARKUP:
            at += 1
        if at >= len(content) or content[at] != character:
            raise MarkdownError(
                f"{shown[:40]!r} is not written as it is shown (a reference such as &amp;?)",
                origins[min(at, len(origins) - 1)],
            )
        places.append(origins[at])
        at += 1
    return tuple(places), at
