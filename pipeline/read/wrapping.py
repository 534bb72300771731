"""Is a text hard-wrapped, and where do its paragraphs begin?

Decided over the whole document and only on clear evidence: a question joined to its answer cannot
be told apart again, while a paragraph cut into its lines merely becomes several blocks of one turn.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.read.assembly import Paragraph, Run

# Columns at which people and programs wrap text; the longest line of such a document lies between.
_NARROWEST, _WIDEST = 45, 110

# Broken sentences that must be seen before a document counts as wrapped.
_LEAST_BREAKS = 4

_FINAL = re.compile('[.!?…:;»"”)]\\s*$')
_SENTENCE_END = re.compile('[.!?…»”"]\\s*\\)?\\s*$')

# What opens a turn: a dash or bullet, a number, a label ("C.D. :", "Claire Dumont :", "Question
# -").
_OPENING = re.compile(
    r"""[-–—*•►▶→■●‣·]\s*\S
    | \[?\(?\d{1,2}:\d{2}
    | [QR]?\d{1,3}\s?[.)/:–-]
    | [A-ZÀ-ÖØ-Þ][^.!?,;:]{0,40}\s?(?::|\s[-–—]\s)
    | (?:[A-ZÀ-ÖØ-Þ]\.?\s?-?){1,5}\s?(?::|[-–—]\s)
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Wrapping:
    """How a document is wrapped."""

    width: int  # longest line
    slack: int  # columns by which a full line may fall short of being full
    loose: bool  # paragraphs also end without a blank line after them
    marked: bool  # where they do, the next one opens with a number, a dash or a label


def find_wrapping(lines: Sequence[str]) -> Wrapping | None:
    """Return how the document is wrapped, or None unless it clearly is.

    A wrapped text shows three things at once: no line is long; sentences are broken across lines
    (a line without final punctuation, the next in lower case); and they are broken exactly where
    the next word would no longer have fitted.
    """
    rows = [line.strip() for line in lines]
    lengths = sorted(len(row) for row in rows if row and " " in row)
    if len(lengths) < 2 * _LEAST_BREAKS:
        return None
    outliers = len(lengths) // 40  # a web address, a table row
    width = lengths[-1 - outliers]
    if not _NARROWEST <= width <= _WIDEST:
        return None
    pairs = list(_neighbours(rows))
    room = [_missing(one, other, width) for one, other in pairs if _broken_sentence(one, other)]
    if len(room) < _LEAST_BREAKS:
        return None
    # Programs that count bytes, or balance lines, leave up to a quarter of a line unused.
    slack = sorted(room)[int(0.9 * (len(room) - 1))]
    if slack > width // 4:
        return None
    slack = max(slack, 0)
    full = sum(1 for one, other in pairs if _missing(one, other, width) <= slack)
    if len(room) < 0.4 * full or full < 0.35 * len(pairs):
        return None
    after = [
        other
        for one, other in pairs
        if _missing(one, other, width) > slack and not _broken_sentence(one, other)
    ]
    marked = sum(bool(_OPENING.match(other)) for other in after)
    return Wrapping(
        width=width,
        slack=slack,
        loose=len(after) > 0.04 * len(pairs),
        marked=marked >= 3 and marked >= 0.7 * len(after),
    )


def continues(one: str, other: str, wrapping: Wrapping) -> bool:
    """Return whether the line `other` goes on with the paragraph of `one`, right above it."""
    if other[:1].isspace() and not one[:1].isspace():
        return False  # an indented line opens a paragraph
    one, other = one.strip(), other.strip()
    if _broken_sentence(one, other):
        return True
    if _missing(one, other, wrapping.width) > wrapping.slack:
        return False
    if not wrapping.loose:
        return True
    if wrapping.marked:
        return not _OPENING.match(other)
    # A full line that ends a sentence is a paragraph's last line about as often as not; see above.
    return not _SENTENCE_END.search(one) and not _OPENING.match(other)


def unwrapped(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """Return the paragraphs of a page or document, joined where each was one line of a wrapped text.

    Pages made from e-mail break every line, converters make each line a paragraph of its own. Then
    a gap only tells something where other lines have none.
    """
    told = any(not paragraph.gap for paragraph in paragraphs)
    lines: list[str] = []
    for paragraph in paragraphs:
        if (told and paragraph.gap) or not _is_plain(paragraph):
            lines.append("")
        lines.append(paragraph.words)
    wrapping = find_wrapping(lines)
    if wrapping is None:
        return list(paragraphs)
    result: list[Paragraph] = []
    above: Paragraph | None = None
    for paragraph in paragraphs:
        plain = _is_plain(paragraph) and not paragraph.marker and not (told and paragraph.gap)
        if (
            above
            and plain
            and _is_plain(above)
            and continues(above.words, paragraph.words, wrapping)
        ):
            runs = (*result[-1].runs, Run("\n"), *paragraph.runs)
            result[-1] = replace(result[-1], runs=runs)
        else:
            result.append(paragraph)
        above = paragraph
    return result


def _is_plain(paragraph: Paragraph) -> bool:
    return paragraph.kind == "paragraph"


def _neighbours(rows: Sequence[str]) -> Iterator[tuple[str, str]]:
    for one, other in pairwise(rows):
        if one and other:
            yield one, other


def _missing(one: str, other: str, width: int) -> int:
    """Return the columns left over had the next word been added; 0 or less: it did not fit."""
    return width - len(one) - len(other.split(None, 1)[0])


def _broken_sentence(one: str, other: str) -> bool:
    return other[:1].islower() and not _FINAL.search(one)
