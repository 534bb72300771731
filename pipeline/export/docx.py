"""Records -> Word documents, one an interview, whose headings NVivo codes by.

The title is a Heading 1, each question a Heading 2, so that "auto code by heading" makes a node an exchange;
who answers stands before the answer in a character style of its own.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from pipeline.export.names import Names, file_stem
from pipeline.export.speaking import Speech, paragraphs, speeches
from pipeline.export.writing import ExportFile
from pipeline.export.xml import xml_text
from pipeline.export.zipping import zipped
from pipeline.schema import Record
from pipeline.tables import joined

if TYPE_CHECKING:
    from docx.document import Document

_SPEAKER_STYLE = "Locuteur"


def export_files(records: Iterable[Record], *, answers_only: bool = False) -> Iterator[ExportFile]:
    """Yield ``ID.docx`` of each interview.

    Pull quotes, which repeat an answer, and what is no part of the interview are left out.

    Args:
        records: Gone through once.
        answers_only: Only what interviewees answer; headings are then their names.
    """
    names = Names(joint="-")
    for record in records:
        document = _document(record, answers_only)
        name = names.new(file_stem(record.id))
        yield ExportFile(f"{name}.docx", zipped(_parts(document)))


def _parts(document: Document) -> Iterator[tuple[str, Iterable[bytes]]]:
    """Yield the files in a document; python-docx would write the time beside them."""
    made = io.BytesIO()
    document.save(made)
    with zipfile.ZipFile(made) as archive:
        for name in archive.namelist():
            yield name, (archive.read(name),)


def _document(record: Record, answers_only: bool) -> Document:
    from docx import Document
    from docx.enum.style import WD_STYLE_TYPE

    made = Document()
    made.styles.add_style(_SPEAKER_STYLE, WD_STYLE_TYPE.CHARACTER).font.bold = True
    _describe(made.core_properties, record)
    title = record.title or record.id
    made.add_heading(_line(title), level=1)
    for speech in speeches(record, answers_only=answers_only):
        if speech.turn.role != "heading" or _line(speech.turn.text) != _line(title):
            _add(made, speech, answers_only)
    return made


def _describe(properties: Any, record: Record) -> None:
    """Fill in the core properties; the date is the interview's own, or none of today."""
    people = [person for person in record.participants if person.role == "interviewee"]
    date = record.source.date or ""
    properties.title = _short(record.title or record.id)
    properties.author = _short(joined(person.name for person in people))
    properties.subject = _short(record.source.publication or "")
    properties.keywords = _short(joined(record.keywords))
    properties.comments = _short(record.source.url or "")
    properties.identifier = _short(record.id)
    properties.language = "fr-FR"
    properties.last_modified_by = "entretiens"
    when = datetime.fromisoformat(date) if len(date) == 10 else datetime(1980, 1, 1)
    properties.created = properties.modified = when.replace(tzinfo=UTC)


def _short(value: str) -> str:
    """Return a value that the format allows: 255 characters at most."""
    return _line(value)[:255]


def _line(text: str) -> str:
    return xml_text(" ".join(text.split()))


def _add(document: Document, speech: Speech, answers_only: bool) -> None:
    turn = speech.turn
    if turn.role == "question":
        document.add_heading(_line(turn.text), level=2)
        return
    if answers_only:
        document.add_heading(_line(speech.name or "Réponse"), level=2)
    style = "Subtitle" if turn.role == "heading" else None
    label = speech.name if turn.role == "answer" and not answers_only else None
    for start, end in paragraphs(turn.text, 0, len(turn.text)):
        paragraph = document.add_paragraph(style=style)
        if label:
            paragraph.add_run(f"{_line(label)} : ", style=_SPEAKER_STYLE)
            label = None
        paragraph.add_run(xml_text(turn.text[start:end])).italic = (
            turn.role == "backchannel" or None
        )
