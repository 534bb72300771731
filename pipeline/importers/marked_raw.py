"""Marked body -> the file as published: txt, md, html, docx, the same bytes every time."""

from __future__ import annotations

import html
import io
import zipfile
from datetime import datetime
from typing import Any

from pipeline.importers.marked_header import Header
from pipeline.importers.marked_visible import PrintedBlock, parser

_EPOCH = datetime(2020, 1, 1)
_ZIP_TIME = (2020, 1, 1, 0, 0, 0)


def render_text(printed: str) -> bytes:
    """Return a ``txt`` or ``md`` file: the printed text, one line end at its end."""
    return (printed.strip("\n") + "\n").encode("utf-8")


def render_html(printed: str, header: Header) -> bytes:
    """Return a page: head, what stands before the article, the article, what stands after it."""
    title = html.escape(header.title or header.id)
    lead = (
        f'<meta name="description" content="{html.escape(header.lead)}">\n' if header.lead else ""
    )
    page = (
        '<!DOCTYPE html>\n<html lang="fr">\n<head>\n<meta charset="utf-8">\n'
        f'<title>{title}</title>\n<meta property="og:title" content="{title}">\n{lead}'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n</head>\n<body>\n'
        f"{_own_line(header.page_before)}<article>\n{parser().render(printed)}</article>\n"
        f"{_own_line(header.page_after)}</body>\n</html>\n"
    )
    return page.encode("utf-8")


def _own_line(markup: str) -> str:
    return markup.strip("\n") + "\n" if markup.strip() else ""


def render_docx(blocks: tuple[PrintedBlock, ...], header: Header) -> bytes:
    """Return a Word file with real headings, lists and bold or italic runs."""
    import docx

    document = docx.Document()
    properties = document.core_properties
    properties.author, properties.last_modified_by, properties.comments = "", "", ""
    properties.title, properties.language = header.title or "", "fr-FR"
    properties.created = properties.modified = _EPOCH
    properties.revision = 1
    for block in blocks:
        _add_block(document, block)
    buffer = io.BytesIO()
    document.save(buffer)
    return _fixed_times(buffer.getvalue())


def _add_block(document: Any, block: PrintedBlock) -> None:
    styles = {
        "heading": f"Heading {block.level}",
        "list_item": "List Number" if block.ordered else "List Bullet",
        "quote": "Quote",
        "paragraph": "Normal",
    }
    paragraph = document.add_paragraph(style=styles[block.kind])
    for run in block.runs:
        # python-docx turns "\n" into a line break element.
        added = paragraph.add_run(run.text)
        added.bold = run.bold or None
        added.italic = run.italic or None


def _fixed_times(content: bytes) -> bytes:
    """Return the same zip with one fixed time for every member: two builds are identical."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for member in old.infolist():
            info = zipfile.ZipInfo(member.filename, _ZIP_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3  # the same header on every system
            new.writestr(info, old.read(member))
    return buffer.getvalue()
