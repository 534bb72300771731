"""Text and spans -> XML elements: characters that XML forbids, spans that cross."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

from lxml import etree

Element: TypeAlias = etree._Element

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(text: str) -> str:
    """Return text with one U+FFFD for each character that XML 1.0 cannot hold.

    The length stays, so offsets hold.
    """
    return _ILLEGAL.sub("\ufffd", text)


def append_text(parent: Element, text: str) -> None:
    """Add text to the end of an element's content."""
    legal = xml_text(text)
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + legal
    else:
        parent.text = (parent.text or "") + legal


def element(tag: str, attributes: Mapping[str, str | None], text: str | None = None) -> Element:
    """Return an element; attributes without a value are left out."""
    made = etree.Element(tag)
    for name, value in attributes.items():
        if value is not None:
            made.set(name, xml_text(value))
    if text is not None:
        made.text = xml_text(text)
    return made


@dataclass(frozen=True, slots=True, eq=False)
class Stretch:
    """A span that becomes an element, or several where others cross it.

    Args:
        start: In characters of the text.
        end: Likewise.
        tag: Of its elements.
        attributes: Of each of its elements.
        firm: Where two cross, the one with the lower value is cut.
    """

    start: int
    end: int
    tag: str
    attributes: Mapping[str, str | None]
    firm: int = 0


Pieces: TypeAlias = dict[Stretch, list[Element]]


def fill(
    parent: Element,
    text: str,
    span: tuple[int, int],
    stretches: Iterable[Stretch],
    pieces: Pieces,
    *,
    line_break: str | None = None,
) -> None:
    """Add ``text[start:end]`` to an element, stretches of it as elements.

    XML has no crossing elements: a stretch that crosses another, or the edge of the span, becomes
    several elements, which together hold its words.

    Args:
        parent: Its content is added to.
        text: The whole text.
        span: Start and end of what is added.
        stretches: Those outside the span are left out.
        pieces: Gets the elements of each stretch, in text order; filled over several calls.
        line_break: Tag of an empty element at the beginning of each line but the first.
    """
    start, end = span
    inside = [s for s in stretches if s.start < end and start < s.end]
    edges = {start, end}
    for stretch in inside:
        edges |= {max(stretch.start, start), min(stretch.end, end)}
    stack: list[tuple[Stretch, Element]] = []
    for left, right in pairwise(sorted(edges)):
        opened = _open(stack, [s for s in inside if max(s.start, start) == left], left)
        for stretch in opened:
            made = element(stretch.tag, stretch.attributes)
            (stack[-1][1] if stack else parent).append(made)
            stack.append((stretch, made))
            pieces.setdefault(stretch, []).append(made)
        _append_lines(stack[-1][1] if stack else parent, text[left:right], line_break)


def _open(
    stack: list[tuple[Stretch, Element]], new: Sequence[Stretch], position: int
) -> list[Stretch]:
    """Close what ends here or is cut here; return what opens here, the outermost first."""
    keep = len(stack)
    for number, (stretch, _) in enumerate(stack):
        cut = any(n.end > stretch.end and n.firm > stretch.firm for n in new)
        if cut or stretch.end <= position:
            keep = number
            break
    again = [stretch for stretch, _ in stack[keep:] if stretch.end > position]
    del stack[keep:]
    return sorted([*again, *new], key=lambda s: (-s.end, s.firm, s.start))


def _append_lines(parent: Element, text: str, line_break: str | None) -> None:
    if line_break is None:
        append_text(parent, text)
        return
    for number, line in enumerate(text.split("\n")):
        if number:
            append_text(parent, "\n")
            parent.append(element(line_break, {}))
        append_text(parent, line)
