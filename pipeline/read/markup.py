"""An HTML tree -> paragraphs in printed order, with their cues."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml import html
from lxml.etree import LxmlError, _Element, iterwalk

from pipeline.lexicons import words
from pipeline.read.assembly import Paragraph, Run
from pipeline.read.comparison import rows_of
from pipeline.read.styling import tags, tokens, weight
from pipeline.schema import BlockKind

# Never printed, or no words of the article.
UNPRINTED = tags(
    "script style noscript template head iframe object embed applet svg math canvas audio "
    "video map button select option input textarea datalist dialog figcaption caption "
    "frameset"
)

BLOCKS = tags(
    "address article aside blockquote body center dd details dir div dl dt fieldset figure "
    "footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre "
    "section summary table tbody td tfoot th thead tr ul"
)
_BOLD = frozenset({"b", "strong"})
_ITALIC = frozenset({"i", "em", "cite", "dfn"})
_HEADINGS = {f"h{level}": level for level in range(1, 7)}

# Browsers build no tree deeper than 512. Much of the work on an element goes through its ancestors,
# so depth costs what length does.
_DEEPEST = 1000

_SPACES = re.compile(r"[ \t\n\r\f]+")
_SLANT = re.compile(r"font-style\s*:\s*(italic|oblique|normal)", re.IGNORECASE)
_BLOCK_STYLE = re.compile(r"display\s*:\s*(?:block|flex|grid|table|list-item)", re.IGNORECASE)
_PRE_STYLE = re.compile(r"white-space\s*:\s*pre", re.IGNORECASE)


def parse(text: str) -> html.HtmlElement:
    """Return the tree of a page, however broken; nothing is fetched or expanded from outside.

    Raises:
        ValueError: The text holds no element, or elements nested more than 1,000 deep.
    """
    parser = html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True
    )
    tree = html.document_fromstring(text.encode("utf-8"), parser=parser)
    # The parser stops at 2,000, and what follows would be lost without a word.
    stopped = any("depth" in entry.message.lower() for entry in parser.error_log)
    if stopped or _depth(tree) > _DEEPEST:
        raise ValueError("its elements are nested too deep")
    return tree


def _depth(tree: _Element) -> int:
    depth = deepest = 0
    for event, _ in iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest


def fragment_paragraphs(text: str) -> list[Paragraph]:
    """Return the paragraphs of a piece of HTML.

    Raises:
        ValueError: As `parse`.
    """
    if (
        not re.search(r"<[a-zA-Z]", text)
        and not re.sub(r"(?s)<!--.*?(-->|$)|</\w+\s*>", "", text).strip()
    ):
        return []
    try:
        tree = parse(f"<html><body>{text}</body></html>")
    except LxmlError as error:
        raise ValueError(str(error)) from error
    return [line.paragraph for line in lines(tree)]


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph, how much of it is the text of links (0 to 1), and where it stands."""

    paragraph: Paragraph
    linked: float
    holder: _Element  # innermost element around its first word
    rows: tuple[str, ...]  # its sentences in the form for comparison


@dataclass(slots=True)
class _Style:
    """An open element and what holds for everything in it."""

    element: _Element
    bold: bool = False
    italic: bool = False
    link: bool = False
    kind: BlockKind = "paragraph"
    level: int = 0
    pre: bool = False


@dataclass(slots=True)
class _Pending:
    """The paragraph being collected."""

    runs: list[Run] = field(default_factory=list)
    linked: int = 0
    gap: bool = True
    style: _Style | None = None


def lines(root: _Element, *, bold: frozenset[str] = frozenset()) -> list[Line]:
    """Return the printed paragraphs below `root`.

    A line break gives a paragraph of its own without a gap before it; two of them give a gap.

    Args:
        root: An element; its own tail is not read.
        bold: Class names that are printed in bold.
    """
    return list(_Walk(bold).lines(root))


class _Walk:
    """One pass over a tree, without recursion: broken pages nest thousands of elements deep."""

    def __init__(self, bold: frozenset[str]) -> None:
        self.bold = bold
        self.styles: list[_Style] = []
        self.pending = _Pending()
        self.item = ""  # marker for the next words
        self.counters: list[int | None] = []  # next number of each open list, None: bullets
        self.after_item = False  # the words before ended a list item of the same list

    def lines(self, root: _Element) -> Iterator[Line]:
        self.styles = [_Style(root)]
        stack: list[tuple[_Element, bool]] = [(root, False)]
        while stack:
            element, closing = stack.pop()
            if closing:
                yield from self._close(element)
                if element is not root:
                    yield from self._words(element.tail)
                continue
            if (
                not isinstance(element.tag, str)
                or element.tag in UNPRINTED
                or _is_reference(element)
            ):
                if element is not root:
                    yield from self._words(element.tail)
                continue
            yield from self._open(element)
            yield from self._words(element.text)
            stack.append((element, True))
            stack.extend((child, False) for child in reversed(element))
        yield from self._flush()

    def _open(self, element: _Element) -> Iterator[Line]:
        tag = element.tag
        style = self._style(element)
        if tag == "br":
            yield from self._break()
        elif _is_block(element):
            yield from self._flush()
            self.pending.gap = not (tag == "li" and self.after_item)
            if tag not in ("li", "p", "div", "span"):
                self.after_item = False
            if tag == "li":
                self.item = self._marker(element)
            elif tag in ("ul", "ol"):
                self.counters.append(_start(element) if tag == "ol" else None)
        self.styles.append(style)
        if tag == "q":
            self._add("«\u00a0")

    def _close(self, element: _Element) -> Iterator[Line]:
        tag = element.tag
        if tag == "q":
            self._add("\u00a0»")
        if _is_block(element):
            yield from self._flush()
            self.pending.gap = True
            if tag in ("ul", "ol") and self.counters:
                self.counters.pop()
            self.after_item = tag == "li"
            if tag == "li":
                self.item = ""
        self.styles.pop()

    def _style(self, element: _Element) -> _Style:
        outer = self.styles[-1]
        tag = element.tag
        css = element.get("style") or ""
        style = replace(outer, element=element)
        style.bold = style.bold or tag in _BOLD or self._bold_class(element)
        style.italic = style.italic or tag in _ITALIC
        said = weight(css)
        style.bold = style.bold if said is None else said
        if slant := _SLANT.search(css):
            style.italic = slant[1].lower() != "normal"
        style.link = style.link or (tag == "a" and element.get("href") is not None)
        style.pre = style.pre or tag == "pre" or bool(_PRE_STYLE.search(css))
        if tag in _HEADINGS:
            style.kind, style.level = "heading", _HEADINGS[tag]
        elif tag == "blockquote":
            style.kind, style.level = "quote", 0
        elif tag == "li":
            style.kind, style.level = "list_item", 0
        return style

    def _bold_class(self, element: _Element) -> bool:
        name = element.get("class")
        if not name or element.tag in ("body", "html", "article", "main", "section"):
            return False
        if self.bold and any(part in self.bold for part in name.lower().split()):
            return True
        return not words("page_bold_classes").isdisjoint(tokens(name))

    def _marker(self, element: _Element) -> str:
        if not self.counters or self.counters[-1] is None:
            return "-"
        number = _number(element.get("value"), self.counters[-1])
        self.counters[-1] = number + 1
        return f"{number}."

    def _words(self, text: str | None) -> Iterator[Line]:
        if not text:
            return
        if not self.styles[-1].pre:
            self._add(_SPACES.sub(" ", text))
            return
        for number, part in enumerate(text.splitlines()):
            if number:
                yield from self._break()
            self._add(part)

    def _add(self, text: str) -> None:
        style = self.styles[-1]
        pending = self.pending
        if text[:1] == " " and (not pending.runs or pending.runs[-1].text.endswith(" ")):
            text = text[1:]  # white space is printed once, and not at the beginning of a line
        if not text:
            return
        if text.strip() and (pending.style is None):
            pending.style = style
        if style.link:
            pending.linked += len(text.strip())
        pending.runs.append(Run(text, bold=style.bold and not style.level, italic=style.italic))

    def _break(self) -> Iterator[Line]:
        blank = self.pending.style is None
        gap = self.pending.gap
        yield from self._flush()
        self.pending.gap = gap or blank if blank else False

    def _flush(self) -> Iterator[Line]:
        pending, self.pending = self.pending, _Pending()
        if pending.style is None:
            self.pending.gap = pending.gap
            return
        style = pending.style
        marker = ""
        if style.kind == "list_item":
            marker, self.item = self.item, ""
        paragraph = Paragraph(
            tuple(pending.runs), kind=style.kind, level=style.level, marker=marker, gap=pending.gap
        )
        length = max(1, len(paragraph.words.strip()))
        linked = min(1.0, pending.linked / length)
        yield Line(paragraph, linked, style.element, rows_of(paragraph.words))


def _is_block(element: _Element) -> bool:
    return element.tag in BLOCKS or bool(_BLOCK_STYLE.search(element.get("style") or ""))


def _is_reference(element: _Element) -> bool:
    """Return whether this is a raised footnote number, which would stick to the word before."""
    if element.tag != "sup":
        return False
    links = element.findall(".//a")
    return len(links) == 1 and (links[0].get("href") or "").startswith("#")


def _start(element: _Element) -> int:
    return _number(element.get("start"), 1)


def _number(written: str | None, otherwise: int) -> int:
    return int(written) if written and re.fullmatch(r"[0-9]{1,6}", written.strip()) else otherwise
