"""LibreOffice documents: the text is the body's; every block leads back to its paragraph."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace

from lxml.etree import _Element

from pipeline.errors import InputError
from pipeline.lexicons import words
from pipeline.read.assembly import Paragraph, Reading, Run, assemble, clean
from pipeline.read.dates import iso_date
from pipeline.read.decoding import MOJIBAKE_WARNING, repair
from pipeline.read.masthead import dateline_in
from pipeline.read.odf_styles import OFFICE, TEXT, Counted, Lists, Styles
from pipeline.read.office import DAMAGE, check_sizes, parse_part, printed_paragraphs
from pipeline.read.word_styles import small_number
from pipeline.read.wrapping import unwrapped

_KIND = "application/vnd.oasis.opendocument."
_RESAVE = "open it in LibreOffice and save it again as .odt"

_DC = "{http://purl.org/dc/elements/1.1/}"
_META = "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_SVG = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"

# Changes that were deleted, notes, comments, indexes, what programs keep for themselves.
_DROPPED = frozenset(
    {
        *(f"{OFFICE}{name}" for name in ("annotation", "forms", "scripts", "binary-data")),
        *(f"{TEXT}{name}" for name in ("tracked-changes", "note", "ruby-text", "hidden-text")),
        *(f"{TEXT}{name}" for name in ("hidden-paragraph", "script", "table-of-content")),
        *(f"{TEXT}{name}" for name in ("illustration-index", "table-index", "object-index")),
        *(f"{TEXT}{name}" for name in ("user-index", "alphabetical-index", "bibliography")),
        *(f"{_DRAW}{name}" for name in ("image", "object", "object-ole", "plugin", "applet")),
        *(f"{_SVG}{name}" for name in ("title", "desc")),
        f"{_TABLE}covered-table-cell",
    }
)
_PARAGRAPHS = frozenset({f"{TEXT}p", f"{TEXT}h"})
_STYLED = frozenset({f"{TEXT}span", f"{TEXT}a"})
_MOST_SPACES = 100

_SPACES = re.compile("[ \t\r\n]+")


def read(data: bytes, *, file: str) -> Reading:
    """Return the reading of an ODT document without headers, footers, notes and comments.

    Title, author and date are those that the document prints or its properties tell.

    Raises:
        InputError: No ODT document, encrypted, damaged, or unpacking to an unreasonable size.
    """
    parts = _opened(data, file)
    walk = _Walk(parts.content, parts.styles)
    paragraphs = unwrapped(list(walk.paragraphs(parts.body)))
    body = assemble(paragraphs, place_kind="paragraph")
    titles = (" ".join(clean(p.words).split()) for p in paragraphs if p in walk.titles)
    author = _told(parts.meta, f"{_META}initial-creator") or _told(parts.meta, f"{_DC}creator")
    created = _told(parts.meta, f"{_META}creation-date") or _told(parts.meta, f"{_DC}date")
    return Reading(
        text=body.text,
        blocks=body.blocks,
        encoding="utf-8",
        title=next(filter(None, titles), None) or _told(parts.meta, f"{_DC}title") or None,
        author=author if author and author.lower() not in words("placeholder_authors") else None,
        # The day a file was made may be that of a copy: what the text prints goes first.
        date=dateline_in(body.text, body.blocks) or iso_date(created),
        locators=body.locators,
        warnings=(MOJIBAKE_WARNING,) if walk.repaired else (),
    )


@dataclass(frozen=True, slots=True)
class _Parts:
    """The XML parts of a document; ``body`` is the ``office:text`` of the content."""

    content: _Element
    body: _Element
    styles: _Element | None
    meta: _Element | None


def _opened(data: bytes, file: str) -> _Parts:
    if not data:
        raise InputError(f"{file}: the file is empty", hint="give a file with an interview in it")
    if not zipfile.is_zipfile(io.BytesIO(data)):
        raise InputError(
            f"{file}: this is no ODT document, or a truncated one", hint="save it again as .odt"
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            check_sizes(archive, file)
            _refuse_others(archive, file)
            content = parse_part(archive.read("content.xml"))
            names = archive.namelist()
            styles, meta = (
                parse_part(archive.read(name)) if name in names else None
                for name in ("styles.xml", "meta.xml")
            )
    except DAMAGE as error:
        raise InputError(
            f"{file}: the ODT document is damaged, or no ODT document", hint=_RESAVE
        ) from error
    body = content.find(f"{OFFICE}body/{OFFICE}text")
    if body is None:
        raise InputError(f"{file}: this document holds no text body", hint=_RESAVE)
    return _Parts(content, body, styles, meta)


def _refuse_others(archive: zipfile.ZipFile, file: str) -> None:
    """Refuse encrypted packages and those of other programs.

    Raises:
        InputError: It is one.
    """
    names = set(archive.namelist())
    manifest = archive.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in names else b""
    if b"encryption-data" in manifest or "encrypted-package" in names:
        raise InputError(
            f"{file}: the document is encrypted",
            hint="open it in LibreOffice, remove the password and save it as .odt",
        )
    if "word/document.xml" in names:
        raise InputError(f"{file}: this is a Word document", hint="name it .docx")
    kind = (
        archive.read("mimetype").decode("ascii", "replace").strip() if "mimetype" in names else ""
    )
    if kind and not kind.startswith(f"{_KIND}text"):
        raise InputError(f"{file}: this is no text document but {kind}", hint=_RESAVE)


def _told(meta: _Element | None, tag: str) -> str:
    found = None if meta is None else meta.find(f"{OFFICE}meta/{tag}")
    return "" if found is None else clean(found.text or "").strip()


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in lists a paragraph stands."""

    counted: Counted
    style: str | None
    level: int
    item: _Element | None  # whose marker is still to be printed


class _Walk:
    """One pass over the body."""

    def __init__(self, content: _Element, styles: _Element | None) -> None:
        self.styles = Styles(content, styles)
        self.lists = Lists(self.styles)
        self.titles: list[Paragraph] = []
        self.repaired = False
        self.count = 0
        self.last_list: Counted | None = None

    def paragraphs(self, element: _Element, place: _Place | None = None) -> Iterator[Paragraph]:
        """Yield the paragraphs of body, sections, lists, tables and text boxes in document order."""
        for child in element:
            if not isinstance(child.tag, str) or child.tag in _DROPPED:
                continue
            if child.get(f"{TEXT}display") in ("none", "condition"):
                continue  # a hidden section
            if child.tag in _PARAGRAPHS:
                yield from self._paragraph(child, place)
                place = replace(place, item=None) if place else None
                # A text box is printed beside the paragraph it is anchored in.
                for box in _boxes(child):
                    yield from self.paragraphs(box)
            elif child.tag == f"{TEXT}list":
                yield from self._list(child, place)
                place = replace(place, item=None) if place else None
            else:
                yield from self.paragraphs(child, place)

    def _list(self, element: _Element, outer: _Place | None) -> Iterator[Paragraph]:
        style = element.get(f"{TEXT}style-name") or (outer.style if outer else None)
        counted = outer.counted if outer else self.lists.opened(element)
        level = outer.level + 1 if outer else 1
        for item in element:
            if item.tag in (f"{TEXT}list-item", f"{TEXT}list-header"):
                numbered = item if item.tag == f"{TEXT}list-item" else None
                yield from self.paragraphs(item, _Place(counted, style, level, numbered))

    def _paragraph(self, element: _Element, place: _Place | None) -> Iterator[Paragraph]:
        self.count += 1
        heading = self.styles.heading(element)
        pieces = self._pieces(element, heading=heading.level > 0)
        counted = place.counted if place else None
        if heading.kind == "dropped" or not any(run.text.strip() for run in pieces):
            self.last_list = None
            return
        marker = ""
        if place and place.item is not None:
            marker = self.lists.marker(
                place.counted,
                place.level,
                style=place.style,
                paragraph=element.get(f"{TEXT}style-name"),
                start=place.item.get(f"{TEXT}start-value", ""),
            )
        gap = counted is None or counted is not self.last_list
        self.last_list = counted
        for paragraph in printed_paragraphs(
            pieces,
            heading,
            marker=marker,
            in_list=counted is not None,
            gap=gap,
            place=str(self.count),
        ):
            if heading.kind == "title":
                self.titles.append(paragraph)
            yield paragraph

    def _pieces(self, paragraph: _Element, *, heading: bool) -> list[Run]:
        """Return the words of a paragraph with their style; "\\n" is a line break."""
        name = paragraph.get(f"{TEXT}style-name")
        pieces: list[Run] = []
        for text, spans in _printed(paragraph, ()):
            if self.styles.hidden(spans, name):
                continue
            shown, repaired = repair(text)
            self.repaired = self.repaired or repaired
            bold = not heading and self.styles.bold(spans, name)
            pieces.append(Run(shown, bold=bold, italic=self.styles.italic(spans, name)))
        return pieces


def _printed(element: _Element, spans: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the texts of a paragraph with the styles around them, the innermost first."""
    if element.text:
        yield _SPACES.sub(" ", element.text), spans
    for child in element:
        tag = child.tag
        if tag == f"{TEXT}line-break":
            yield "\n", spans
        elif tag == f"{TEXT}tab":
            yield " ", spans
        elif tag == f"{TEXT}s":
            count = small_number(child.get(f"{TEXT}c"), otherwise=1)
            yield " " * min(count, _MOST_SPACES), spans
        elif isinstance(tag, str) and tag not in _DROPPED and not tag.startswith(_DRAW):
            own = child.get(f"{TEXT}style-name") if tag in _STYLED else None
            yield from _printed(child, (own, *spans) if own else spans)
        if child.tail:
            yield _SPACES.sub(" ", child.tail), spans


def _boxes(paragraph: _Element) -> Iterator[_Element]:
    """Yield the outermost frames and shapes of a paragraph."""
    stack = list(reversed(paragraph))
    while stack:
        element = stack.pop()
        if not isinstance(element.tag, str) or element.tag in _DROPPED:
            continue
        if element.tag.startswith(_DRAW):
            yield element
        else:
            stack.extend(reversed(element))
