"""What Word styles and numbering say: bold, italic, heading level, list marker."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml.etree import _Element

from pipeline.lexicons import table

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

_OFF = frozenset({"0", "false", "off"})
_DEEPEST = 20  # styles based on one another; a loop would never end


def small_number(written: str | None, *, otherwise: int) -> int:
    """Return a whole number of up to six digits, `otherwise` where anything else is written.

    Python refuses to read thousands of digits, and a document may hold them.
    """
    return int(written) if written and written.isdecimal() and len(written) < 7 else otherwise


def value(element: _Element | None, tag: str) -> str | None:
    """Return the ``w:val`` of a child, None where there is no such child."""
    child = None if element is None else element.find(W + tag)
    return None if child is None else child.get(W + "val", "")


def switch(properties: _Element | None, tag: str) -> bool | None:
    """Return what a toggle such as ``w:b`` says; None where it is not there."""
    found = value(properties, tag)
    return None if found is None else found.lower() not in _OFF


@dataclass(frozen=True, slots=True)
class Heading:
    """What a paragraph's style makes of it: a block kind and, for headings, a level."""

    kind: str = "paragraph"  # also "heading", "title", "quote", "dropped"
    level: int = 0


class Styles:
    """The style sheet of a document."""

    def __init__(self, sheet: _Element | None) -> None:
        self._by_id: dict[str, _Element] = {}
        self._default_paragraph: str | None = None
        self._defaults: _Element | None = None
        if sheet is None:
            return
        for style in sheet.findall(W + "style"):
            name = style.get(W + "styleId")
            if name is None:
                continue
            self._by_id.setdefault(name, style)
            if style.get(W + "default") in ("1", "true") and style.get(W + "type") == "paragraph":
                self._default_paragraph = name
        self._defaults = sheet.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")

    def _chain(self, style: str | None) -> Iterator[_Element]:
        for _ in range(_DEEPEST):
            element = self._by_id.get(style or "")
            if element is None:
                return
            yield element
            style = value(element, "basedOn")

    def names(self, style: str | None) -> Iterator[str]:
        """Yield the name of a style and those of the styles it is based on, in small letters."""
        for element in self._chain(style):
            yield (value(element, "name") or "").lower()

    @property
    def all_names(self) -> frozenset[str]:
        """The names of all styles, in small letters."""
        return frozenset((value(style, "name") or "").lower() for style in self._by_id.values())

    def emphasis(self, run: _Element | None, paragraph: _Element | None, tag: str) -> bool:
        """Return whether words are bold ("b") or italic ("i").

        What the run says goes before its character style, that before the paragraph's style, that
        before the defaults.

        Args:
            run: The run's ``w:rPr``.
            paragraph: The paragraph's ``w:pPr``.
            tag: The toggle's name.
        """
        said = switch(run, tag)
        if said is not None:
            return said
        for style in (value(run, "rStyle"), value(paragraph, "pStyle") or self._default_paragraph):
            for element in self._chain(style):
                said = switch(element.find(W + "rPr"), tag)
                if said is not None:
                    return said
        return bool(switch(self._defaults, tag))

    def heading(self, paragraph: _Element | None) -> Heading:
        """Return what the paragraph is by its outline level or its style's name and ancestry."""
        level = _outline(paragraph)
        if level:
            return Heading("heading", level)
        for element in self._chain(value(paragraph, "pStyle")):
            for name in (value(element, "name"), element.get(W + "styleId")):
                if found := named(name or ""):
                    return found
            level = _outline(element.find(W + "pPr"))
            if level:
                return Heading("heading", level)
        return Heading()

    def numbering(self, paragraph: _Element | None) -> tuple[str, int] | None:
        """Return the number id and level of a list paragraph, its own or its style's."""
        holders = [paragraph]
        holders += [e.find(W + "pPr") for e in self._chain(value(paragraph, "pStyle"))]
        for holder in holders:
            properties = None if holder is None else holder.find(W + "numPr")
            number = value(properties, "numId")
            if number is None:
                continue
            level = value(properties, "ilvl") or "0"
            return None if number == "0" else (number, small_number(level, otherwise=0))
        return None


def _outline(properties: _Element | None) -> int:
    """Return the heading level 1 to 6 that an outline level gives; 0 for body text."""
    level = small_number(value(properties, "outlineLvl"), otherwise=9)
    return min(level + 1, 6) if level < 9 else 0


def named(name: str) -> Heading | None:
    """Return what the name of a paragraph style says; None where it says nothing.

    >>> named("Titre 2"), named("Corps de texte")
    (Heading(kind='heading', level=2), None)
    """
    name = name.strip().lower()
    number = int(name[-1]) if name[-1:].isdecimal() else 0
    kind = table("word_styles").get((name[:-1] if name[-1:].isdecimal() else name).rstrip())
    if kind == "heading":
        return Heading("heading", min(number, 6)) if number else Heading("title", 1)
    if kind == "title":
        return Heading("title", 1)
    if kind == "subtitle":
        return Heading("heading", 2)
    return Heading(kind) if kind else None


@dataclass(slots=True)
class Numbering:
    """The lists of a document with their running counters."""

    part: _Element | None
    _counters: dict[tuple[str, int], int] = field(default_factory=dict)

    def marker(self, number: str, level: int) -> str:
        """Count one item of a list and return its printed marker: "-", "3." or "Q3"."""
        definition = self._level(number, level)
        shape = value(definition, "numFmt")
        if definition is None or shape in ("bullet", "none"):
            return "" if shape == "none" else "-"
        key = (number, level)
        self._counters[key] = self._counters.get(key, self._start(number, level) - 1) + 1
        for other in [k for k in self._counters if k[0] == number and k[1] > level]:
            del self._counters[other]
        pattern = value(definition, "lvlText") or f"%{level + 1}."
        return re.sub(r"%([1-9])", lambda found: self._written(number, int(found[1]) - 1), pattern)

    def _written(self, number: str, level: int) -> str:
        count = self._counters.get((number, level), self._start(number, level))
        shape = value(self._level(number, level), "numFmt") or "decimal"
        return written_number(count, shape)

    def _start(self, number: str, level: int) -> int:
        found = value(self._level(number, level), "start")
        instance = self._instance(number)
        for override in [] if instance is None else instance.findall(W + "lvlOverride"):
            if override.get(W + "ilvl") == str(level):
                found = value(override, "startOverride") or found
        return small_number(found, otherwise=1)

    def _instance(self, number: str) -> _Element | None:
        return self._child(self.part, "num", "numId", number)

    def _level(self, number: str, level: int) -> _Element | None:
        abstract = value(self._instance(number), "abstractNumId")
        holder = self._child(self.part, "abstractNum", "abstractNumId", abstract or "")
        return self._child(holder, "lvl", "ilvl", str(level))

    @staticmethod
    def _child(parent: _Element | None, tag: str, key: str, wanted: str) -> _Element | None:
        for child in [] if parent is None else parent.findall(W + tag):
            if child.get(W + key) == wanted:
                return child
        return None


def written_number(count: int, shape: str) -> str:
    """Return a number in one of the shapes of lists: "decimal", "lowerLetter", "upperRoman"…

    >>> written_number(3, "lowerLetter"), written_number(9, "upperRoman")
    ('c', 'IX')
    """
    if shape in ("lowerLetter", "upperLetter") and 0 < count <= 26:
        letter = chr(ord("a") + count - 1)
        return letter.upper() if shape == "upperLetter" else letter
    if shape in ("lowerRoman", "upperRoman") and 0 < count < 40:
        roman = _roman(count)
        return roman.lower() if shape == "lowerRoman" else roman
    return str(count)


def _roman(count: int) -> str:
    tens, ones = divmod(count, 10)
    return "X" * tens + ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"][ones]
