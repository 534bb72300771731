"""Plain text: the text is the decoded file, a block is a line or a hard-wrapped paragraph."""

from __future__ import annotations

import re

from pipeline.read.assembly import Reading
from pipeline.read.decoding import decode
from pipeline.read.wrapping import continues, find_wrapping
from pipeline.schema import Block
from pipeline.text import trim

_MARKUP = re.compile(r"\s*(?:<!doctype html|<html|<\?xml)", re.IGNORECASE)


def read(data: bytes, *, file: str) -> Reading:
    """Return the reading of a text file; its title is left to segmentation.

    Raises:
        InputError: The bytes are no text.
    """
    decoded = decode(data, file=file)
    warnings = decoded.warnings
    if _MARKUP.match(decoded.text):
        warnings = (
            *warnings,
            "the text looks like HTML; name the file .html to have it read as such",
        )
    return Reading(
        text=decoded.text,
        blocks=line_blocks(decoded.text),
        encoding=decoded.encoding,
        warnings=warnings,
    )


def line_blocks(text: str) -> tuple[Block, ...]:
    r"""Return the blocks of a text: its lines, or its paragraphs where it is hard-wrapped.

    >>> [(b.start, b.end, b.gap_before) for b in line_blocks("Un métier ?\n\n  Oui.\nNon.")]
    [(0, 11, False), (15, 19, True), (20, 24, False)]
    """
    lines = text.split("\n")
    wrapping = find_wrapping(lines)
    blocks: list[Block] = []
    at = 0
    gap = False
    above: str | None = None  # the line right above, where it holds words
    for line in lines:
        start, end = trim(text, at, at + len(line))
        at += len(line) + 1
        if start == end:
            gap, above = True, None
            continue
        if wrapping is not None and above is not None and continues(above, line, wrapping):
            last = blocks.pop()
            blocks.append(Block(last.start, end, gap_before=last.gap_before))
        else:
            blocks.append(Block(start, end, gap_before=gap and bool(blocks)))
        gap, above = False, line
    return tuple(blocks)
