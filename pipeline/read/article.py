"""The lines of a web page that are its article: two readings compared.

The main reading walks the cleaned tree and keeps all cues. The second one, trafilatura's, decides
between possible roots and about doubtful lines: what only the main reading sees at the edges is
dropped unless it is a sentence.
"""

from __future__ import annotations

import copy
import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from lxml.etree import _Element

from pipeline.lexicons import words
from pipeline.read.assembly import clean
from pipeline.read.comparison import letters_of
from pipeline.read.markup import Line, lines
from pipeline.read.page import clean_page, roots
from pipeline.read.styling import tokens
from pipeline.text import analysis_form

_SENTENCE = re.compile(r"[.!?…»\"”:]\s*$")

# Share of the article that the second reading may miss, or find elsewhere, before a warning is due.
_TOLERANCE = 0.15

# Shares of the article that a root must hold to be chosen at once, or where no other does.
_WHOLE = 0.95
_MOST = 0.8


# Looking for every row in the whole text takes the square of its length: only up to 15,000 words.
_SEARCHABLE = 100_000


@dataclass(frozen=True, slots=True)
class Second:
    """The text of the page as trafilatura reads it, in the form for comparison."""

    rows: frozenset[str]
    whole: str


def article_lines(
    tree: _Element, second: Second, bold: frozenset[str], *, title: str | None
) -> tuple[list[Line], tuple[str, ...]]:
    """Return the article's lines and what is doubtful about them.

    Args:
        tree: The whole page.
        second: The page as trafilatura reads it.
        bold: Class names that are printed in bold.
        title: The headline, where the page tells it.
    """
    letters = letters_of(title or "")
    found = _lines_of(tree, second, bold, letters, by_class=True)
    warnings: list[str] = []
    missing = 1 - _coverage(second, found)
    if missing > _TOLERANCE:
        # A class name may have deceived us, for example an article in boxes called "newsletter".
        wider = [
            line
            for line in _lines_of(tree, second, bold, letters, by_class=False)
            if _seen(line, second) and line.linked < 0.5
        ]
        if _size(wider) > 3 * _size(found) and _is_prose(wider):
            found = wider
            missing = 1 - _coverage(second, found)
            warnings.append("page: class names hid part of the article and were not judged by")
    if missing > _TOLERANCE:
        warnings.append(f"page: a second reader finds {missing:.0%} of its text elsewhere")
    if second.whole:
        alone = [line for line in found if not _seen(line, second)]
        share = _size(alone) / max(1, _size(found))
        if share > _TOLERANCE:
            warnings.append(f"page: a second reader leaves out {share:.0%} of this text")
    return found, tuple(warnings)


def _lines_of(
    tree: _Element, second: Second, bold: frozenset[str], title: str, *, by_class: bool
) -> list[Line]:
    """Return the lines of the root that holds nearly all the article, and what leads to it."""
    body = copy.deepcopy(tree).find("body")
    if body is None:
        return lines(tree, bold=bold)
    clean_page(body, by_class=by_class)
    everything = lines(body, bold=bold)
    first, last = _rooted(body, everything, second)
    first -= _leading_on(everything[:first][::-1], second)
    last += _leading_on(everything[last:], second)
    found = everything[first:last]
    return [*_opening(everything[:first], found, second, title), *_trimmed(found, second)]


def _rooted(body: _Element, everything: Sequence[Line], second: Second) -> tuple[int, int]:
    """Return the range of lines of the narrowest root that holds nearly all of the article.

    The second reading tells what is nearly all; without it, all lines do. It may itself have seen
    a notice elsewhere, therefore a root that holds most of it is better than the whole page.
    """

    def lines_in(root: _Element) -> tuple[int, int]:
        below = set(root.iter())
        inside = [number for number, line in enumerate(everything) if line.holder in below]
        return (inside[0], inside[-1] + 1) if inside else (0, 0)

    def share(root: _Element) -> float:
        first, last = lines_in(root)
        found = everything[first:last]
        return _coverage(second, found) if second.whole else _size(found) / _size(everything)

    named, around = roots(body)
    for least in (_WHOLE, _MOST):
        for root in named:
            if share(root) >= least:
                return lines_in(root)
        # Each element around the core holds what the one before holds, and more.
        number = bisect_left(around, least, key=share)
        if number < len(around):
            return lines_in(around[number])
    return 0, len(everything)


def _leading_on(beyond: Sequence[Line], second: Second) -> int:
    """Return how many of the lines beyond the root, nearest first, go on with its prose.

    A root that holds nearly all may miss the last answer, in a box of its own.
    """
    reached = 0
    for number, line in enumerate(beyond, 1):
        if not _is_prose([line]):
            break
        if _seen(line, second):
            reached = number
    return reached


def _size(found: Sequence[Line]) -> int:
    return sum(len(line.paragraph.words.strip()) for line in found)


def _coverage(second: Second, found: Sequence[Line]) -> float:
    """Return the share of the second reading's letters that stand in these lines."""
    if not second.whole:
        return 1.0
    rows = {row for line in found for row in line.rows}
    missing = second.rows - rows
    letters = "".join("".join(line.rows) for line in found)
    if missing and len(letters) < _SEARCHABLE:
        missing = frozenset(row for row in missing if row not in letters)
    return 1 - sum(map(len, missing)) / sum(map(len, second.rows))


def _seen(line: Line, second: Second) -> bool:
    """Return whether the second reading holds the line."""
    if second.rows.issuperset(line.rows):
        return True
    # Its sentences may be cut otherwise; very short words stand in any text.
    letters = "".join(line.rows)
    return len(letters) >= 12 and len(second.whole) < _SEARCHABLE and letters in second.whole


def _is_prose(found: Sequence[Line]) -> bool:
    """Return whether most of the text is in sentences that are no links."""
    written = [
        line for line in found if line.linked < 0.5 and _SENTENCE.search(line.paragraph.words)
    ]
    return _size(written) > 0.7 * _size(found)


def _trimmed(found: list[Line], second: Second) -> list[Line]:
    """Return the lines without lists of links, and without what is no article at the edges."""
    kept: list[Line] = []
    for seen, group in groupby(found, key=lambda line: _seen(line, second)):
        lines_of_group = list(group)
        if seen or not _is_teaser(lines_of_group):
            kept += [line for line in lines_of_group if not _leads_elsewhere(line, seen=seen)]
    if not any(_seen(line, second) for line in kept):
        return kept
    while kept and _is_edge(kept[0], seen=_seen(kept[0], second)):
        del kept[0]
    while kept and _is_tail(kept[-1], seen=_seen(kept[-1], second)):
        del kept[-1]
    return kept


def _is_teaser(group: Sequence[Line]) -> bool:
    """Return whether lines unknown to the second reading are a box of links ("Les plus lus")."""
    if any(line.paragraph.level == 1 or _is_prose([line]) for line in group):
        return False
    linked = sum(line.linked * len(line.paragraph.words) for line in group)
    return linked > 0.3 * sum(len(line.paragraph.words) for line in group)


def _leads_elsewhere(line: Line, *, seen: bool) -> bool:
    """Return whether the line is all link and unseen, or a link opened by "Lire aussi"."""
    if line.linked < 0.5 or line.paragraph.level == 1:
        return False
    text = analysis_form(clean(line.paragraph.words)).strip().lower()
    opened = any(text.startswith(opener) for opener in words("page_link_openers"))
    return opened or (line.linked >= 0.8 and not seen and line.paragraph.kind != "heading")


def _is_edge(line: Line, *, seen: bool) -> bool:
    """Return whether a first or last line is no sentence and unknown to the second reading."""
    text = line.paragraph.words.strip()
    if line.paragraph.level == 1 or seen:
        return False
    return line.linked >= 0.5 or (len(text) < 80 and not _SENTENCE.search(text))


def _is_tail(line: Line, *, seen: bool) -> bool:
    """Return whether a last line is no part of the article: also links, headings, copyright."""
    text = line.paragraph.words.strip()
    heading = line.paragraph.level > 1 and not _SENTENCE.search(text)
    if heading or line.linked >= 0.8 or text.startswith("©"):
        return True
    return _is_edge(line, seen=seen)


def _opening(
    before: Sequence[Line], found: Sequence[Line], second: Second, title: str
) -> list[Line]:
    """Return the main heading that stands before the root, with what both readings see under it.

    The heading that holds the page's headline, given as its letters, is the main one whatever its
    level: a blog's first heading may be the blog's name.
    """
    if any(line.paragraph.level == 1 for line in found):
        return []
    headings = [n for n, line in enumerate(before) if line.paragraph.level]
    titled = [n for n in headings if title and "".join(before[n].rows) == title]
    places = titled[-1:] or [n for n in headings if before[n].paragraph.level == 1]
    if len(places) != 1:
        return []
    headline, *under = before[places[0] :]
    opening = [
        line for line in under if (_seen(line, second) or _leads(line)) and _is_prose([line])
    ]
    letters = "".join(headline.rows)
    repeated = any("".join(line.rows) == letters for line in found[:3])
    return opening if repeated else [headline, *opening]


def _leads(line: Line) -> bool:
    """Return whether a class name calls the line, or the element around it, the article's lead."""
    around = (line.holder, line.holder.getparent())
    named = (tokens(element.get("class")) for element in around if element is not None)
    return any(not words("page_lead_classes").isdisjoint(found) for found in named)
