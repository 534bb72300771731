"""Records -> Word documents, one an interview, whose headings NVivo codes by.

The title is a Heading 1, each question a Heading 2, so that "auto code by heading" makes a node an exchange;
all else is in styles of its own, by which the document is read back as the same interview.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from pipeline.export.docx_styles import Cast, add_styles, style_of
from pipeline.export.names import Names, file_stem
from pipeline.export.speaking import Speech, paragraphs, speeches
from pipeline.export.writing import ExportFile
from pipeline.export.xml import xml_text
from pipeline.export.zipping import zipped
from pipeline.schema import Record, SpeakerRole
from pipeline.tables import joined

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

# What a heading may not hold, line ends above all; French no-break spaces it may.
_BREAKABLE = re.compile(r"[^\S\u00a0\u202f]+")
_NO_DAY = datetime(1980, 1, 1)  # Word wants a day; `pipeline.read.docx_roles` knows it for none
_OPENINGS: Mapping[SpeakerRole, str] = {"interviewer": "Questions", "interviewee": "Réponses"}


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

    made = Document()
    add_styles(made, roles=not answers_only)
    _describe(made.core_properties, record)
    title = record.title or record.id
    made.add_heading(_line(title), level=1)
    cast = Cast(record.participants)
    if not answers_only:
        _present(made, cast)
    for speech in speeches(record, answers_only=answers_only):
        if answers_only:
            made.add_heading(_line(speech.name or "Réponse"), level=2)
            _add_paragraphs(made, speech.turn.text, style="Normal")
        elif speech.turn.role != "heading" or speech.turn.text.split() != title.split():
            _add(made, speech, cast)
    return made


def _describe(properties: Any, record: Record) -> None:
    """Fill in the core properties; the date is the interview's own, or none of today."""
    date = record.source.date or ""
    properties.title = _short(record.title or record.id)
    properties.author = _short(record.source.author or "")
    properties.subject = _short(record.source.publication or "")
    properties.keywords = _short(joined(record.keywords))
    properties.comments = _short(record.source.url or "")
    properties.identifier = _short(record.id)
    properties.language = "fr-FR"
    properties.last_modified_by = "entretiens"
    when = datetime.fromisoformat(date) if len(date) == 10 else _NO_DAY
    properties.created = properties.modified = when.replace(tzinfo=UTC)


def _short(value: str) -> str:
    """Return a value that the format allows: 255 characters at most."""
    return _line(value)[:255]


def _line(text: str) -> str:
    return xml_text(_BREAKABLE.sub(" ", text).strip())


def _present(document: Document, cast: Cast) -> None:
    """Add a line for each who asks or answers: name, function, organisation."""
    for role, opening in _OPENINGS.items():
        for person, name in cast.presented(role):
            paragraph = document.add_paragraph(f"{opening} : ", style=style_of(role))
            paragraph.add_run(_line(name), style=style_of("name" if person.name else "label"))
            for part, told in (
                ("function", person.function),
                ("organisation", person.organisation),
            ):
                if told:
                    paragraph.add_run(", ")
                    paragraph.add_run(_line(told), style=style_of(part))


def _add(document: Document, speech: Speech, cast: Cast) -> None:
    turn = speech.turn
    label = cast.label(turn.role, speech.person)
    if turn.role != "question":
        _add_paragraphs(document, turn.text, style=style_of(turn.role), label=label)
        return
    heading = document.add_heading(level=2)
    _add_label(heading, label)
    heading.add_run(_line(turn.text))


def _add_paragraphs(document: Document, text: str, *, style: str, label: str | None = None) -> None:
    for start, end in paragraphs(text, 0, len(text)):
        paragraph = document.add_paragraph(style=style)
        _add_label(paragraph, label)
        label = None
        paragraph.add_run(xml_text(text[start:end]))


def _add_label(paragraph: Paragraph, label: str | None) -> None:
    if label:
        paragraph.add_run(f"{_line(label)} : ", style=style_of("name"))
