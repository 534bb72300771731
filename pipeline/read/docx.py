"""Word documents: the text is the body's; every block leads back to its paragraph."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from lxml.etree import _Element

from pipeline.errors import InputError
from pipeline.lexicons import words
from pipeline.read.assembly import Paragraph, Reading, Run, assemble, clean
from pipeline.read.decoding import MOJIBAKE_WARNING, repair
from pipeline.read.docx_roles import Printed, may_tell, participant, printed_of, said_by, told
from pipeline.read.office import DAMAGE, check_sizes, printed_paragraphs
from pipeline.read.word_styles import Heading, Numbering, Styles, W, switch, value
from pipeline.read.wrapping import unwrapped
from pipeline.schema import Participant

if TYPE_CHECKING:
    from docx.document import Document

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_DELETED = frozenset({f"{W}del", f"{W}moveFrom", f"{W}pPr", f"{W}rPr", f"{W}sectPr", f"{W}tblPr"})
_BREAKS = frozenset({f"{W}br", f"{W}cr"})
_PRINTED = {f"{W}tab": " ", f"{W}ptab": " ", f"{W}noBreakHyphen": "\u2011"}

# Over damaged packages python-docx raises these as well.
_DAMAGE = (*DAMAGE, AttributeError, TypeError, IndexError)


def read(data: bytes, *, file: str) -> Reading:
    """Return the reading of a Word document without headers, footers, notes and comments.

    Raises:
        InputError: No Word document, encrypted, damaged, or unpacking to an unreasonable size.
    """
    document = _opened(data, file)
    walk = _Walk(document)
    paragraphs = list(walk.paragraphs())
    # The styles alone say nothing: somebody else's words may have been pasted into an export.
    tells = any(paragraph.told and paragraph.told.role == "answer" for paragraph in paragraphs)
    if not tells:
        paragraphs = unwrapped(paragraphs)
    body = assemble(paragraphs, place_kind="paragraph")
    properties = document.core_properties
    titles = (" ".join(p.words.split()) for p in paragraphs if p in walk.titles)
    author = clean(properties.author or "").strip()
    printed = printed_of(properties) if tells else Printed()
    return Reading(
        text=body.text,
        blocks=body.blocks,
        encoding="utf-8",
        title=next(filter(None, map(clean, titles)), None)
        or clean(properties.title or "").strip()
        or None,
        author=author if author and author.lower() not in words("placeholder_authors") else None,
        date=printed.date,
        publication=printed.publication,
        url=printed.url,
        locators=body.locators,
        warnings=(MOJIBAKE_WARNING,) if walk.repaired else (),
        participants=tuple(walk.participants) if tells else (),
    )


def _opened(data: bytes, file: str) -> Document:
    if not data:
        raise InputError(f"{file}: the file is empty", hint="give a file with an interview in it")
    if data.startswith(_OLE):
        raise InputError(
            f"{file}: the document is encrypted, or an old .doc file",
            hint="open it in Word or LibreOffice, remove the password and save it as .docx",
        )
    if not zipfile.is_zipfile(io.BytesIO(data)):
        raise InputError(
            f"{file}: this is no Word document, or a truncated one", hint="save it again as .docx"
        )
    import docx

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            check_sizes(archive, file)
        document = docx.Document(io.BytesIO(data))
        # Touched here, so that damage shows now and not in the middle of reading.
        _ = document.element.body.tag, document.core_properties.author, document.styles.element.tag
    except _DAMAGE as error:
        raise InputError(
            f"{file}: the Word document is damaged, or no Word document",
            hint="open it in Word or LibreOffice and save it again as .docx",
        ) from error
    return document


class _Walk:
    """One pass over the body."""

    def __init__(self, document: Document) -> None:
        self.body = document.element.body
        self.styles = Styles(document.styles.element)
        self.numbering = Numbering(_numbering_part(document))
        self.may_tell = may_tell(self.styles)
        self.titles: list[Paragraph] = []
        self.participants: list[Participant] = []
        self.repaired = False
        self.count = 0
        self.last_list: str | None = None

    def paragraphs(self) -> Iterator[Paragraph]:
        """Yield the paragraphs of body, tables, controls and text boxes in document order."""
        stack: list[_Element] = [self.body]
        while stack:
            element = stack.pop()
            if element.tag == f"{W}p":
                yield from self._paragraph(element)
                # A text box is printed beside the paragraph it is anchored in.
                boxes = [box for box in _printed(element) if box.tag == f"{W}txbxContent"]
                stack.extend(reversed(boxes))
            elif element.tag not in _DELETED:
                stack.extend(reversed(_chosen(element)))

    def _paragraph(self, element: _Element) -> Iterator[Paragraph]:
        self.count += 1
        properties = element.find(f"{W}pPr")
        heading = self.styles.heading(properties)
        numbered = self.styles.numbering(properties)
        pieces = self._pieces(element, properties, heading=heading.level > 0)
        shown = any(piece.text.strip() for piece in pieces)
        if heading.kind == "dropped" or not shown:
            self.last_list = None
            return
        marker = self.numbering.marker(*numbered) if numbered else ""
        number = numbered[0] if numbered else None
        gap = not (number and number == self.last_list)
        self.last_list = number
        role = self._role(properties, heading) if self.may_tell else ""
        if person := participant(role, pieces):
            self.participants.append(person)
        for paragraph in printed_paragraphs(
            pieces,
            heading,
            marker=marker,
            in_list=number is not None,
            gap=gap,
            place=str(self.count),
        ):
            line = replace(paragraph, told=told(role, paragraph.runs))
            role = ""  # further lines of the paragraph go on with it
            if heading.kind == "title":
                self.titles.append(line)
            yield line

    def _role(self, properties: _Element | None, heading: Heading) -> str:
        said = said_by(self.styles, value(properties, "pStyle"))
        return said or ("heading" if heading.level else "")

    def _pieces(
        self, paragraph: _Element, properties: _Element | None, *, heading: bool
    ) -> list[Run]:
        pieces: list[Run] = []
        for element in _printed(paragraph):
            if element.tag != f"{W}r":
                continue
            style = element.find(f"{W}rPr")
            if switch(style, "vanish"):
                continue
            bold = not heading and self.styles.emphasis(style, properties, "b")
            italic = self.styles.emphasis(style, properties, "i")
            part = said_by(self.styles, value(style, "rStyle")) if self.may_tell else ""
            pieces += [
                Run(text, bold=bold, italic=italic, part=part) for text in self._run_texts(element)
            ]
        return pieces

    def _run_texts(self, run: _Element) -> Iterator[str]:
        for child in run:
            if child.tag == f"{W}t" and child.text:
                text, repaired = repair(child.text)
                self.repaired = self.repaired or repaired
                yield text.replace("\n", " ")
            elif child.tag in _BREAKS:
                yield "\n"
            elif child.tag in _PRINTED:
                yield _PRINTED[child.tag]


def _chosen(element: _Element) -> list[_Element]:
    """Return the children that are printed: of two alternatives the first."""
    if element.tag == f"{_MC}AlternateContent":
        return [child for child in element if child.tag == f"{_MC}Choice"] or list(element)
    return [child for child in element if isinstance(child.tag, str)]


def _printed(paragraph: _Element) -> Iterator[_Element]:
    """Yield a paragraph's runs and text boxes, also in links and insertions, not in deletions."""
    stack = list(reversed(_chosen(paragraph)))
    while stack:
        element = stack.pop()
        if element.tag in _DELETED:
            continue
        if element.tag in (f"{W}r", f"{W}txbxContent"):
            yield element
        if element.tag != f"{W}txbxContent":
            stack.extend(reversed(_chosen(element)))


def _numbering_part(document: Document) -> _Element | None:
    from docx.opc.constants import RELATIONSHIP_TYPE

    for relation in document.part.rels.values():
        if relation.reltype == RELATIONSHIP_TYPE.NUMBERING and not relation.is_external:
            element: _Element | None = getattr(relation.target_part, "element", None)
            return element
    return None
