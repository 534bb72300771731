"""Web pages: the text is what the article shows, without the page around it.

The main reading walks the cleaned tree; it keeps bold, headings and line breaks that tell
questions from answers. trafilatura reads the page a second time: it gives the metadata, decides
between possible roots and which doubtful lines at the edges belong to the page rather than to the
article.
"""

from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING

from lxml.etree import LxmlError, iterwalk

from pipeline.errors import InputError
from pipeline.read.article import Second, article_lines
from pipeline.read.assembly import Reading, assemble
from pipeline.read.comparison import rows_of
from pipeline.read.decoding import decode
from pipeline.read.markup import BLOCKS, parse
from pipeline.read.page_metadata import page_metadata
from pipeline.read.styling import bold_classes
from pipeline.read.wrapping import unwrapped

if TYPE_CHECKING:
    from lxml.html import HtmlElement
    from trafilatura.settings import Document

_CHARSET = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.I
)

# Elements of trafilatura that stand inside a line.
_INLINE = frozenset({"hi", "ref", "del", "code"})

# Where trafilatura finds little itself it asks justext, which takes the square of the number of
# paragraphs: a second for these, hours for a page of a hundred times as many.
_MOST_BLOCKS = 2000

# What browsers do: these names mean Windows' table.
_WINDOWS = frozenset(
    {"iso-8859-1", "iso8859-1", "latin1", "latin-1", "us-ascii", "ascii", "iso_8859-1"}
)


def read(data: bytes, *, file: str) -> Reading:
    """Return the reading of a web page.

    Raises:
        InputError: The bytes are no text, or the page shows no words.
    """
    decoded = decode(data, file=file, declared=_declared(data))
    try:
        tree = parse(decoded.text)
    except (LxmlError, ValueError) as error:
        raise InputError(
            f"{file}: this HTML cannot be read: {error}", hint="is this a saved web page?"
        ) from error
    page = _trafilatura(copy.deepcopy(tree))
    told = page_metadata(tree, page)
    found, warnings = article_lines(
        tree, _second_reading(page), bold_classes(tree), title=told.title
    )
    body = assemble(unwrapped([line.paragraph for line in found]))
    return Reading(
        text=body.text,
        blocks=body.blocks,
        encoding=decoded.encoding,
        title=told.title,
        author=told.author,
        date=told.date,
        publication=told.publication,
        url=told.url,
        warnings=(*decoded.warnings, *warnings),
    )


def _declared(data: bytes) -> str | None:
    found = _CHARSET.search(data[:4096])
    if found is None:
        return None
    name = found[1].decode("ascii", errors="replace").lower()
    return "cp1252" if name in _WINDOWS else name


def _trafilatura(tree: HtmlElement) -> Document | None:
    """Return the page as trafilatura reads it, None where it finds no article."""
    import trafilatura

    page = trafilatura.bare_extraction(
        tree,
        fast=sum(1 for _ in tree.iter(*BLOCKS, "br")) > _MOST_BLOCKS,
        include_comments=False,
        include_tables=True,
        include_formatting=True,
        with_metadata=True,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    return None if isinstance(page, dict) else page


def _second_reading(page: Document | None) -> Second:
    if page is None or page.body is None:
        return Second(frozenset(), "")
    parts: list[str] = []
    for event, element in iterwalk(page.body, events=("start", "end")):
        if element.tag not in _INLINE:
            parts.append("\n")
        parts.append((element.text if event == "start" else element.tail) or "")
    rows = rows_of("".join(parts))
    return Second(rows=frozenset(rows), whole="".join(rows))
