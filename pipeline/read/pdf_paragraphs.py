"""Lines of a PDF -> its paragraphs: a PDF has none, only places on pages."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from pipeline.read.assembly import Paragraph, Run
from pipeline.read.pdf_hyphens import Hyphens
from pipeline.read.pdf_lines import Line

_FINAL = re.compile('[.!?…:;»"”)]\\s*$')
_SENTENCE_END = re.compile('[.!?…»”"]\\s*\\)?\\s*$')
_HYPHENATED = re.compile("[^\\W\\d_][-\u00ad\u2010]$")
_SOFT = re.compile("[-\u00ad\u2010]$")
# What opens a turn or an item: a dash or bullet, a time, a number; or a label.
_MARK = re.compile(
    r"[-–—*•●■►▶▪‣·]\s*\S|\[?\(?\d{1,2}:\d{2}|[QR]?\d{1,2}\s?[.)/–:-]\s|[QR]\s?[:.]\s"
)
_LABEL = re.compile(r"([A-ZÀ-ÖØ-Þ](?:(?<![^\W_]{2})\.|[^.!?,;:]){0,40}?)\s?(?::|[-–—])\s")

_OTHER_SIZE = 0.1  # share by which the size of the letters changes between paragraphs
_LEADING = 0.2  # sizes by which a gap between paragraphs exceeds that between lines
_INDENT = 0.8  # sizes
_USUAL_PITCH = 1.25  # sizes from baseline to baseline
_LEAST = 3  # lines that show a habit
_HEADING = 1.13  # times the size of the text
_LONGEST_HEADING = 200  # characters
_WELL_SHORT = 0.75  # of the column


@dataclass(frozen=True, slots=True)
class _Column:
    """Where the lines of a column begin and end."""

    left: float
    right: float


class _Setting:
    """How a document is set: its columns, its leading, whether it indents."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.columns = _columns(lines)
        neighbours = [(a, b) for a, b in pairwise(lines) if a.column == b.column]
        self.pitch = _pitch(neighbours)
        self.indents = self._indents(lines)
        named = Counter(found[1] for line in lines if (found := _LABEL.match(line.text)))
        self._labels = {label for label, times in named.items() if times > 1}

    def _indents(self, lines: Sequence[Line]) -> float | None:
        """Return by how much paragraphs indent their first line; None where they do not."""
        found: Counter[int] = Counter()
        for one, other in pairwise(lines):
            shift = self.shift(one)
            if one.column == other.column and shift > _INDENT and self.shift(other) < 0.3:
                found[round(2 * shift)] += 1
        if not found or found.most_common(1)[0][1] < _LEAST:
            return None
        return found.most_common(1)[0][0] / 2

    def shift(self, line: Line) -> float:
        """Return how far a line begins from the edge of its column, in its own sizes."""
        return (line.x0 - self.columns[line.column].left) / line.size

    def indented(self, line: Line) -> bool:
        return self.indents is not None and abs(self.shift(line) - self.indents) < 0.6

    def marked(self, line: Line) -> bool:
        """Return whether a line opens with what opens turns; of labels, with one that comes again."""
        label = _LABEL.match(line.text)
        return bool(_MARK.match(line.text)) or (label is not None and label[1] in self._labels)

    def short(self, line: Line, following: Line) -> bool:
        """Return whether the first word of the following line would still have fitted."""
        word = following.words[0]
        space = 0.25 * line.size
        return line.x1 + space + (word.x1 - word.x0) < self.columns[line.column].right - 0.05

    def well_short(self, line: Line) -> bool:
        column = self.columns[line.column]
        return line.x1 < column.left + _WELL_SHORT * (column.right - column.left)


def _columns(lines: Sequence[Line]) -> dict[int, _Column]:
    """Return the edges of each column; those of few lines have their right edge from a larger one."""
    by_column: defaultdict[int, list[Line]] = defaultdict(list)
    for line in lines:
        by_column[line.column].append(line)
    found = {
        number: _Column(_usual(line.x0 for line in own), _right(line.x1 for line in own))
        for number, own in by_column.items()
    }
    large = [found[number] for number, own in by_column.items() if len(own) > 2 * _LEAST]
    edges: defaultdict[int, list[float]] = defaultdict(list)
    for column in large:
        edges[round(column.left / 10)].append(column.right)
    for number, own in by_column.items():
        near = round(found[number].left / 10)
        rights = [right for at in (near - 1, near, near + 1) for right in edges.get(at, ())]
        if len(own) <= 2 * _LEAST and rights:
            right = max(found[number].right, median(rights))
            found[number] = _Column(found[number].left, right)
    return found


def _usual(values: Iterator[float]) -> float:
    """Return the lowest of the values that come often: of left edges, the one without indents."""
    counted = Counter(round(value) for value in values)
    often = [value for value, times in counted.items() if times >= 0.2 * counted.total()]
    return float(min(often or counted))


def _right(values: Iterator[float]) -> float:
    """Return the right edge: in a long column one line may stand out, as a table's."""
    ordered = sorted(values, reverse=True)
    return ordered[len(ordered) // 20]


def _pitch(neighbours: Sequence[tuple[Line, Line]]) -> float:
    """Return the distance of lines of one paragraph, in sizes, from sentences that are broken over two."""
    distances = [
        (one.y - other.y) / one.size
        for one, other in neighbours
        if other.text[:1].islower() and not _FINAL.search(one.text) and one.y > other.y
    ]
    if len(distances) >= _LEAST:
        return median(distances)
    return min(
        [
            _USUAL_PITCH,
            *((one.y - other.y) / one.size for one, other in neighbours if one.y > other.y),
        ]
    )


def paragraphs_of(lines: Sequence[Line], *, body: float) -> list[Paragraph]:
    """Return the paragraphs of lines in reading order; one that runs over a page has two places.

    Args:
        lines: The lines, without running heads.
        body: The size of the text; what is larger and short is a heading.
    """
    setting = _Setting(lines)
    groups: list[list[Line]] = []
    for line in lines:
        if groups and not _opens(setting, groups[-1], line):
            groups[-1].append(line)
        else:
            groups.append([line])
    hyphens = Hyphens(line.text for line in lines)
    levels = _levels(groups, body)
    return [
        Paragraph(
            _runs(group, hyphens, plain=round(group[0].size) in levels),
            kind="heading" if _is_heading(group, body) else "paragraph",
            level=levels[round(group[0].size)] if _is_heading(group, body) else 0,
        )
        for group in groups
    ]


def _opens(setting: _Setting, above: Sequence[Line], line: Line) -> bool:
    """Return whether a paragraph begins with `line`."""
    before = above[-1]
    if abs(line.size - before.size) > _OTHER_SIZE * before.size:
        return True
    if _HYPHENATED.search(before.text):
        return False
    ended = bool(_SENTENCE_END.search(before.text))
    short = setting.short(before, line)
    if line.bold != before.bold and (ended or short):
        return True
    if setting.indented(line) or (ended and setting.marked(line)):
        return True
    if short and (ended or (not line.text[:1].islower() and setting.well_short(before))):
        return True
    if line.column != before.column:
        # A full last line that ends a sentence is the end of a paragraph about as often as not. A question
        # joined to its answer could not be told apart again; a divided answer is merely two blocks.
        return ended and setting.indents is None
    if (before.y - line.y) / before.size > setting.pitch + _LEADING:
        return True
    if not ended:
        return False
    shift = (line.x0 - before.x0) / line.size
    return shift > _INDENT or (shift < -_INDENT and len(above) > 1)


def _is_heading(group: Sequence[Line], body: float) -> bool:
    length = sum(len(line.text) for line in group)
    return group[0].size > _HEADING * body and length <= _LONGEST_HEADING


def _levels(groups: Sequence[Sequence[Line]], body: float) -> dict[int, int]:
    """Return the level of each size of headings, the largest first."""
    sizes = {round(group[0].size) for group in groups if _is_heading(group, body)}
    return {size: min(level, 6) for level, size in enumerate(sorted(sizes, reverse=True), 1)}


def _runs(group: Sequence[Line], hyphens: Hyphens, *, plain: bool) -> tuple[Run, ...]:
    """Return the words of a paragraph, hyphens at line ends resolved.

    Args:
        group: Its lines.
        hyphens: Which hyphens belong to their words.
        plain: Leave bold out: it is a heading's own.
    """
    runs: list[Run] = []
    for line, following in zip(group, [*group[1:], None], strict=True):
        for word, spaced in line.spaced_words():
            text = f"{' ' * spaced}{_bullet(word.text)}"
            bold = word.bold and not plain
            runs.append(Run(text, bold=bold, italic=word.italic, place=str(line.page)))
        if following is None:
            continue
        last = runs[-1]
        if not _HYPHENATED.search(line.text):
            runs.append(Run(" "))
        elif not hyphens.stays(_SOFT.sub("-", line.text), following.text):
            runs[-1] = Run(_SOFT.sub("", last.text), last.bold, last.italic, last.place)
    return tuple(runs)


def _bullet(text: str) -> str:
    """Return a bullet for the signs of symbol fonts, which have no meaning in Unicode."""
    return "•" if len(text) == 1 and "\ue000" <= text <= "\uf8ff" else text
