"""Words of PDF pages -> their lines in reading order, column by column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from statistics import median

# In sizes of the letters.
_SAME_LINE = 0.35  # by which baselines on one line may differ
_RAISED = 0.7
_WORD_GAP = 0.2
_PIECE_GAP = 1.0  # a wider gap may be one between columns

_BEFORE_COLUMN = 3.0  # points: letters do not begin exactly where their line does
_LEAST_LINES = 3  # side by side, to be columns
_MIDDLE = (0.25, 0.75)  # of the width of the text: where the gap between columns may lie
_CLEAR = 10  # lines that all keep clear of a gap
_CROSSING = 0.15  # share of the lines beside a gap that may run across it
_MOST_GAPS = 20
_DEEPEST = 3  # columns within columns

_INITIAL = 1.8  # sizes of the text, of a letter that opens a text over two or three lines
_MOST_INITIALS = 8  # on a page


@dataclass(frozen=True, slots=True)
class Word:
    """Letters side by side in one style; left, right, baseline (upwards) and size in points."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool = False
    italic: bool = False
    spaced: bool = False  # a space stands before it


@dataclass(frozen=True)
class Line:
    """Words on one baseline in one column, from left to right."""

    words: tuple[Word, ...]
    page: int  # from 1
    column: int = 0  # number of the column in the document, so that neighbours can be told

    @cached_property
    def x0(self) -> float:
        return self.words[0].x0

    @cached_property
    def x1(self) -> float:
        return max(word.x1 for word in self.words)

    @cached_property
    def main(self) -> Word:
        """The word that sets size and baseline: the one with most letters in its size."""
        letters: Counter[float] = Counter()
        for word in self.words:
            letters[round(word.size)] += len(word.text)
        size = letters.most_common(1)[0][0]
        return next(word for word in self.words if round(word.size) == size)

    @property
    def y(self) -> float:
        return self.main.y

    @property
    def size(self) -> float:
        return self.main.size

    @cached_property
    def bold(self) -> bool:
        """Whether all letters are bold."""
        return all(word.bold for word in self.words if any(c.isalnum() for c in word.text))

    @cached_property
    def text(self) -> str:
        return "".join(f"{' ' * space}{word.text}" for word, space in self.spaced_words())

    @property
    def calls(self) -> set[str]:
        """The raised numbers that call footnotes."""
        shown = {id(word) for word, _ in self.spaced_words()}
        return {word.text for word in self.words if id(word) not in shown}

    def spaced_words(self) -> Iterator[tuple[Word, bool]]:
        """Yield the words, each with whether a space stands before it; footnote numbers are left out."""
        before: Word | None = None
        for word in self.words:
            if before is not None and _is_call(word, before, self):
                continue
            gap = word.x0 - before.x1 if before is not None else 0.0
            loose = gap > (-1 if word.spaced else _WORD_GAP) * word.size
            yield word, before is not None and loose
            before = word


def _is_call(word: Word, before: Word, line: Line) -> bool:
    """A raised small number behind a word or a stop; "m²" and "10³" have no word before them."""
    raised = word.size < 0.8 * line.size and word.y > line.y + 0.15 * line.size
    return (
        raised and word.text.isdigit() and not before.text[-1:].isdigit() and len(before.text) > 2
    )


def rows_of(words: Sequence[Word], *, page: int) -> list[Line]:
    """Return the rows of a page from top to bottom, each across all columns."""
    return _rows(_without_initials(words), page)


def _rows(words: Sequence[Word], page: int) -> list[Line]:
    rows: list[list[Word]] = []
    top: Word | None = None  # the largest word of the last row
    for word in sorted(words, key=lambda w: (-w.y, w.x0)):
        # Beside the largest word, and, where a headline stands beside two lines, beside the last one.
        if top is not None and _beside(top, word) and _beside(rows[-1][-1], word):
            rows[-1].append(word)
            top = max(top, word, key=lambda w: w.size)
        else:
            rows.append([word])
            top = word
    return [Line(tuple(sorted(row, key=lambda w: w.x0)), page) for row in rows]


def _beside(one: Word, other: Word) -> bool:
    small, large = sorted((one.size, other.size))
    # A raised number stands higher than words of one size ever do on one line.
    return abs(one.y - other.y) < (_SAME_LINE if small > 0.8 * large else _RAISED) * small


def _without_initials(words: Sequence[Word]) -> list[Word]:
    """Put the large letters that open a text on the line that they open."""
    usual = body_size(words)
    found = list(words)
    large = [
        index
        for index, word in enumerate(words)
        if len(word.text) < 3 and word.text.isupper() and word.size > _INITIAL * usual
    ]
    for index in large[:_MOST_INITIALS]:
        word = words[index]
        beside = [
            at
            for at, other in enumerate(words)
            if word.x1 - usual <= other.x0 < word.x1 + 1.5 * usual
            and word.y - usual < other.y < word.y + word.size
            and other.size < 0.6 * word.size
        ]
        if len(beside) > 1:
            at = max(beside, key=lambda at: words[at].y)
            first = words[at]
            found[index] = replace(word, y=first.y, size=first.size, x1=first.x0, bold=first.bold)
            found[at] = replace(first, spaced=False)
    return found


def body_size(words: Sequence[Word]) -> float:
    """Return the size that most letters have, in half points."""
    letters: Counter[float] = Counter()
    for word in words:
        letters[round(2 * word.size) / 2] += len(word.text)
    return letters.most_common(1)[0][0] if letters else 1.0


def reading_order(pages: Sequence[Sequence[Line]]) -> list[Line]:
    """Return the lines of all pages as they are read, cut at the gaps between columns."""
    divided = [[piece for row in rows for piece in _pieces(row)] for rows in pages]
    gaps = [_gap(pieces) for pieces in divided]
    known = [gap for gap in dict.fromkeys(gaps) if gap is not None]
    lines: list[Line] = []
    column = 0
    for pieces, own in zip(divided, gaps, strict=True):
        # The last page may have too few lines to show its columns; they are where others have them.
        gap = own or next((gap for gap in known if _side_by_side(pieces, gap, least=1)), None)
        for group in _columns(pieces, gap, _DEEPEST):
            column += 1
            # Pieces of one column on one baseline were one line, with a wide gap in it.
            words = [word for piece in group for word in piece.words]
            lines += [replace(row, column=column) for row in _rows(words, group[0].page)]
    return lines


def _pieces(row: Line) -> Iterator[Line]:
    """Yield the parts of a row between wide gaps."""
    start = 0
    right = row.words[0].x1
    for index, word in enumerate(row.words[1:], 1):
        if word.x0 - right > _PIECE_GAP * word.size:
            yield Line(row.words[start:index], row.page)
            start = index
        right = max(right, word.x1)
    yield Line(row.words[start:], row.page)


def _columns(pieces: Sequence[Line], gap: float | None, depth: int) -> Iterator[list[Line]]:
    """Yield groups of pieces in reading order: what spans the gap parts what stands beside it."""
    if gap is None or not depth:
        if pieces:
            yield list(pieces)
        return
    sides: tuple[list[Line], list[Line]] = ([], [])
    across: list[Line] = []
    for piece in sorted(pieces, key=lambda line: -line.y):
        if piece.x0 < gap < piece.x1:
            yield from _within(sides, depth)
            sides = ([], [])
            across.append(piece)
            continue
        if across:
            yield across
            across = []
        sides[piece.x1 > gap].append(piece)
    if across:
        yield across
    yield from _within(sides, depth)


def _within(sides: tuple[list[Line], list[Line]], depth: int) -> Iterator[list[Line]]:
    for side in sides:
        yield from _columns(side, _gap(side), depth - 1)


def _gap(pieces: Sequence[Line]) -> float | None:
    """Return where the gap between two columns lies; None where there is none."""
    if not pieces:
        return None
    low, high = min(piece.x0 for piece in pieces), max(piece.x1 for piece in pieces)
    first, last = (low + share * (high - low) for share in _MIDDLE)
    starts = Counter(round(piece.x0) for piece in pieces if first < piece.x0 < last)
    best: tuple[int, float] = (0, 0.0)
    for start, times in starts.most_common(_MOST_GAPS):
        gap = start - _BEFORE_COLUMN
        # Where no line at all runs across it, a column may have just begun.
        clear = len(pieces) > _CLEAR + times and not any(p.x0 < gap < p.x1 for p in pieces)
        best = max(best, (_side_by_side(pieces, gap, least=1 if clear else _LEAST_LINES), gap))
    return best[1] if best[0] else None


def _side_by_side(pieces: Sequence[Line], gap: float, *, least: int) -> int:
    """Return how many lines the shorter of two columns has beside the other; 0 where they are none."""
    left = [piece for piece in pieces if piece.x1 <= gap]
    right = [piece for piece in pieces if piece.x0 >= gap]
    if not left or not right:
        return 0
    # A headline over one of them stands lower than the first line of the other.
    slack = 2 * median(piece.size for piece in pieces)
    top = min(max(line.y for line in side) for side in (left, right)) + slack
    bottom = max(min(line.y for line in side) for side in (left, right)) - slack
    beside = [[line for line in side if bottom <= line.y <= top] for side in (left, right)]
    count = min(map(len, beside))
    across = sum(p.x0 < gap < p.x1 and bottom <= p.y <= top for p in pieces)
    if count < least or across > (1.0 if least == 1 else _CROSSING) * count:
        return 0
    # A column begins its lines at one place; gaps inside justified lines lie anywhere.
    aligned = sum(line.x0 - gap < 2 * line.size for line in beside[1])
    # Labels in the margin are no column.
    wide = median(line.x1 - line.x0 for line in left) > 2 * slack
    return count if wide and aligned >= 0.5 * len(beside[1]) else 0
