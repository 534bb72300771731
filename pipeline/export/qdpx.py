"""Records -> one REFI-QDA project, which QualCoder, NVivo, MAXQDA and ATLAS.ti open.

The standard (REFI-QDA 1.5, https://www.qdasoftware.org) counts positions in Unicode code points from
0, the end excluded, as records do. Every id is made from what it names, so that a second export
is the same file, and there are no dates.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.sax.saxutils import quoteattr

from lxml import etree

from pipeline import __version__
from pipeline.export.qda_codes import Codes
from pipeline.export.qda_ids import guid
from pipeline.export.qda_sources import cases, source_file, text_source
from pipeline.export.qda_variables import Variables
from pipeline.export.writing import ExportFile
from pipeline.export.xml import Element, element
from pipeline.export.zipping import zipped
from pipeline.schema import Record

_NAMESPACE = "urn:QDA-XML:project:1.0"
_NAME = "entretiens"


def export_files(records: Iterable[Record]) -> Iterator[ExportFile]:
    """Yield ``entretiens.qdpx``.

    Turns are coded by role and speaker, mentions by label and kind, claims by type and by what is
    marked in them; persons interviewed are cases.

    Args:
        records: Gone through four times, since a project lists codes and cases before texts.
    """
    yield ExportFile(f"{_NAME}.qdpx", zipped(_entries(records)))


def _entries(records: Iterable[Record]) -> Iterator[tuple[str, Iterable[bytes]]]:
    yield "project.qde", _project(records)
    for record in records:
        # Readers take a text without the mark for one in the system's old encoding.
        yield f"sources/{source_file(record)}", (record.text.encode("utf-8-sig"),)


def _project(records: Iterable[Record]) -> Iterator[bytes]:
    """Yield the project without byte order mark, its parts in the order of the schema.

    Elements are written without namespace: the one that the project declares is theirs.
    """
    user = guid("user", _NAME)
    origin = quoteattr(f"{_NAME} {__version__}")
    yield b'<?xml version="1.0" encoding="utf-8"?>\n'
    yield (
        f'<Project xmlns="{_NAMESPACE}" name="{_NAME}" origin={origin} creatingUserGUID="{user}">\n'
    ).encode()
    users = element("Users", {})
    users.append(element("User", {"guid": user, "name": _NAME}))
    yield _written(users)
    codes, variables = Codes(), Variables()
    for record in records:
        codes.learn(record)
        variables.learn(record)
    yield _written(codes.book())
    yield _written(variables.listed())
    yield from _many("Cases", cases(records))
    yield from _many("Sources", (text_source(record, user=user) for record in records))
    yield b"</Project>\n"


def _many(tag: str, elements: Iterable[Element]) -> Iterator[bytes]:
    """Yield a list of elements; nothing if it is empty, which the schema forbids."""
    opened = False
    for made in elements:
        if not opened:
            opened = True
            yield f"<{tag}>\n".encode()
        yield _written(made)
    if opened:
        yield f"</{tag}>\n".encode()


def _written(made: Element) -> bytes:
    return etree.tostring(made, encoding="utf-8") + b"\n"
