"""What ODF styles and lists say: bold, italic, hidden, heading level, list marker."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lxml.etree import _Element

from pipeline.read.word_styles import Heading, named, small_number, written_number

_NAMESPACE = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
OFFICE = _NAMESPACE % "office"
TEXT = _NAMESPACE % "text"
STYLE = _NAMESPACE % "style"
FO = _NAMESPACE % "xsl-fo-compatible"

_DEEPEST = 20  # styles based on one another; a loop would never end
_ESCAPED = re.compile(r"_([0-9a-f]{1,4})_")

# style:num-format -> the shape's name in Word, which `written_number` knows.
_SHAPES = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman"}
_SHAPES["I"] = "upperRoman"


class Styles:
    """The style sheets of a document."""

    def __init__(self, content: _Element, styles: _Element | None) -> None:
        # The content's go first: styles.xml has automatic ones too, of headers and footers, and their
        # names may be those of the body's.
        self._known: dict[tuple[str, str], _Element] = {}
        self._defaults: dict[str, _Element] = {}
        self.lists: dict[str, _Element] = {}
        for part in (content, styles):
            for holder in () if part is None else _style_sheets(part):
                for style in holder.iterchildren(f"{STYLE}style"):
                    key = (style.get(f"{STYLE}family", ""), style.get(f"{STYLE}name", ""))
                    self._known.setdefault(key, style)
                for style in holder.iterchildren(f"{STYLE}default-style"):
                    self._defaults.setdefault(style.get(f"{STYLE}family", ""), style)
                for style in holder.iterchildren(f"{TEXT}list-style"):
                    self.lists.setdefault(style.get(f"{STYLE}name", ""), style)

    def _chain(self, family: str, name: str | None) -> Iterator[_Element]:
        for _ in range(_DEEPEST):
            style = self._known.get((family, name or ""))
            if style is None:
                return
            yield style
            name = style.get(f"{STYLE}parent-style-name")

    def _said(self, spans: Sequence[str], paragraph: str | None, attribute: str) -> str:
        """Return an attribute of the text properties: the innermost style that has it decides."""
        for name in spans:
            for style in self._chain("text", name):
                if (said := _property(style, attribute)) is not None:
                    return said
        for style in self._chain("paragraph", paragraph):
            if (said := _property(style, attribute)) is not None:
                return said
        default = self._defaults.get("paragraph")
        return ("" if default is None else _property(default, attribute)) or ""

    def bold(self, spans: Sequence[str], paragraph: str | None) -> bool:
        """Return whether words are bold.

        Args:
            spans: Names of the text styles around the words, the innermost first.
            paragraph: Name of the paragraph's style.
        """
        weight = self._said(spans, paragraph, f"{FO}font-weight")
        return weight == "bold" or small_number(weight, otherwise=0) >= 600

    def italic(self, spans: Sequence[str], paragraph: str | None) -> bool:
        """Return whether words are italic; arguments as in `bold`."""
        return self._said(spans, paragraph, f"{FO}font-style") in ("italic", "oblique")

    def hidden(self, spans: Sequence[str], paragraph: str | None) -> bool:
        """Return whether words are not shown; arguments as in `bold`."""
        return self._said(spans, paragraph, f"{TEXT}display") in ("none", "condition")

    def heading(self, element: _Element) -> Heading:
        """Return what a ``text:h`` or ``text:p`` is, by its outline level or its style's ancestry."""
        level = element.get(f"{TEXT}outline-level", "")
        if element.tag == f"{TEXT}h":
            return Heading("heading", min(small_number(level, otherwise=1) or 1, 6))
        for style in self._chain("paragraph", element.get(f"{TEXT}style-name")):
            shown = style.get(f"{STYLE}display-name", "") or style.get(f"{STYLE}name", "")
            if found := named(_unescaped(shown)):
                return found
        return Heading()

    def list_of(self, paragraph: str | None) -> str | None:
        """Return the list style that a paragraph's style names."""
        for style in self._chain("paragraph", paragraph):
            if name := style.get(f"{STYLE}list-style-name"):
                return name
        return None


def _style_sheets(part: _Element) -> Iterator[_Element]:
    yield from part.iterchildren(f"{OFFICE}styles")
    yield from part.iterchildren(f"{OFFICE}automatic-styles")


def _property(style: _Element, attribute: str) -> str | None:
    properties = style.find(f"{STYLE}text-properties")
    return None if properties is None else properties.get(attribute)


def _unescaped(name: str) -> str:
    """Return a style's name as shown: "Heading_20_1" is "Heading 1"."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), name)


@dataclass(slots=True)
class Counted:
    """The running numbers of one list, by level from 1."""

    style: str | None
    numbers: dict[int, int] = field(default_factory=dict)


class Lists:
    """The lists of a document with their counters."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._by_id: dict[str, Counted] = {}
        self._last: dict[str | None, Counted] = {}

    def opened(self, element: _Element) -> Counted:
        """Return the counters of an outermost ``text:list``: new ones, or those it continues."""
        style = element.get(f"{TEXT}style-name")
        counted = self._by_id.get(element.get(f"{TEXT}continue-list", ""))
        if counted is None and element.get(f"{TEXT}continue-numbering") == "true":
            counted = self._last.get(style)
        if counted is None:
            counted = Counted(style)
        self._last[style] = counted
        name = element.get("{http://www.w3.org/XML/1998/namespace}id")
        if name:
            self._by_id[name] = counted
        return counted

    def marker(
        self, counted: Counted, level: int, *, style: str | None, paragraph: str | None, start: str
    ) -> str:
        """Count one item and return its printed marker: "-", "3." or "b)"; "" where none is printed.

        Args:
            counted: The list's counters.
            level: Of the item, from 1.
            style: The list style that holds at this level.
            paragraph: The style of the item's first paragraph, which may name another.
            start: What the item itself says of its number, "" for nothing.
        """
        style = style or self._styles.list_of(paragraph)
        definition = self._level(style, level)
        if definition is None or definition.tag != f"{TEXT}list-level-style-number":
            return "-"
        following = counted.numbers.get(level, _start(definition) - 1) + 1
        counted.numbers[level] = small_number(start, otherwise=following)
        for deeper in [other for other in counted.numbers if other > level]:
            del counted.numbers[deeper]
        shown = small_number(definition.get(f"{TEXT}display-levels"), otherwise=1)
        top = level - min(shown, level) + 1
        parts = [self._written(counted, style, at) for at in range(max(top, 1), level + 1)]
        number = ".".join(filter(None, parts))
        if not number:
            return ""
        prefix = definition.get(f"{STYLE}num-prefix", "")
        return f"{prefix}{number}{definition.get(f'{STYLE}num-suffix', '')}".strip()

    def _written(self, counted: Counted, style: str | None, level: int) -> str:
        definition = self._level(style, level)
        shape = None if definition is None else definition.get(f"{STYLE}num-format")
        if not shape or definition is None:
            return ""
        count = counted.numbers.get(level, _start(definition))
        return written_number(count, _SHAPES.get(shape, "decimal"))

    def _level(self, style: str | None, level: int) -> _Element | None:
        holder = self._styles.lists.get(style or "")
        for definition in () if holder is None else holder:
            if definition.get(f"{TEXT}level") == str(level):
                return definition
        return None


def _start(definition: _Element) -> int:
    return small_number(definition.get(f"{TEXT}start-value"), otherwise=1)
