"""What Word and LibreOffice documents share: a ZIP package of XML, and paragraphs of styled lines."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator, Sequence

from lxml import etree

from pipeline.errors import InputError
from pipeline.read.assembly import Paragraph, Run
from pipeline.read.word_styles import Heading
from pipeline.schema import BlockKind

# A document of 20 MB, mostly pictures, is not ten times as large unpacked; a bomb is a thousand
# times.
_MOST_UNPACKED = 300_000_000
_MOST_XML = 100_000_000

# What zipfile and lxml raise over damaged packages.
DAMAGE = (
    KeyError,
    ValueError,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    zipfile.BadZipFile,
    zlib.error,
    etree.LxmlError,
)


def check_sizes(archive: zipfile.ZipFile, file: str) -> None:
    """Refuse a package that unpacks to more than a text needs.

    Raises:
        InputError: One of its XML parts or all parts together are too large.
    """
    members = archive.infolist()
    total = sum(member.file_size for member in members)
    xml = max((m.file_size for m in members if m.filename.endswith((".xml", ".rels"))), default=0)
    if total > _MOST_UNPACKED or xml > _MOST_XML:
        raise InputError(
            f"{file}: the document unpacks to {total} bytes, more than a text needs",
            hint="remove its pictures and embedded files, or save it as text",
        )


def parse_part(content: bytes) -> etree._Element:
    """Return the root of an XML part; entities stay unread, so that none grows or opens a file.

    Raises:
        XMLSyntaxError: The part is damaged.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(content, parser)


def printed_paragraphs(
    pieces: Sequence[Run], heading: Heading, *, marker: str, in_list: bool, gap: bool, place: str
) -> Iterator[Paragraph]:
    """Yield the lines of one paragraph as paragraphs of their own; empty lines are left out.

    Args:
        pieces: The words with their style; a run "\n" ends a line.
        heading: What its styles make of the paragraph.
        marker: The printed marker of its list item, which the first line has.
        in_list: Whether it stands in a list.
        gap: Whether a gap stands before the first line.
        place: The paragraph's locator.
    """
    kind = _kind(heading, in_list=in_list)
    for line, opens in _printed_lines(pieces):
        yield Paragraph(
            tuple(line),
            kind=kind,
            level=heading.level,
            marker=marker,
            gap=gap if opens is None else opens,
            place=place,
        )
        marker = ""


def _kind(heading: Heading, *, in_list: bool) -> BlockKind:
    if heading.kind in ("heading", "title"):
        return "heading"
    if in_list:
        return "list_item"
    return "quote" if heading.kind == "quote" else "paragraph"


def _printed_lines(pieces: Sequence[Run]) -> Iterator[tuple[list[Run], bool | None]]:
    """Yield the runs of each line of a paragraph and whether a gap stands before it.

    Lines end at runs "\\n", empty ones are left out. For the first line the gap is None: what stands
    before the paragraph decides.
    """
    line: list[Run] = []
    opens: bool | None = None
    blank = False
    for piece in [*pieces, Run("\n")]:
        if piece.text != "\n":
            line.append(piece)
            continue
        if any(run.text.strip() for run in line):
            yield line, opens if opens is None else blank
            opens, blank = False, False
        elif opens is not None:
            blank = True
        line = []
