"""Records -> TEI P5: one file an interview, and the corpus that includes them.

The guidelines (https://tei-c.org/release/doc/tei-p5-doc/en/html/) leave much open; what stands where
here is said in the header of each file. Persons' names, claims and turns are inline; the
statements, exchanges and entities stand in ``standOff``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import quote

from lxml import etree

from pipeline.export.names import Names, file_stem
from pipeline.export.tei_body import body_of
from pipeline.export.tei_header import corpus_header, header_of
from pipeline.export.tei_ids import LANG, TEI, XML_ID, Ids, root_id, tei
from pipeline.export.tei_standoff import standoff_of
from pipeline.export.writing import ExportFile
from pipeline.export.xml import element
from pipeline.schema import Record

_INCLUDE = "http://www.w3.org/2001/XInclude"
_DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'
_CORPUS = "corpus.xml"


def export_files(records: Iterable[Record]) -> Iterator[ExportFile]:
    """Yield ``ID.xml`` of each interview and ``corpus.xml``, a ``teiCorpus`` of them."""
    paths = Names(joint="-", taken=["corpus"])
    roots = Names(joint="-")
    included = []
    for record in records:
        path = f"{paths.new(file_stem(record.id))}.xml"
        included.append(path)
        yield ExportFile(path, (tei_file(record, root=roots.new(root_id(record.id)), path=path),))
    yield ExportFile(_CORPUS, _corpus(included))


def tei_file(record: Record, *, root: str, path: str) -> bytes:
    """Return the TEI file of one interview.

    Args:
        record: The interview.
        root: Its XML id.
        path: Where the file will be, below the folder of the corpus.
    """
    ids = Ids(root)
    made = etree.XML(f'<TEI xmlns="{TEI}"/>')  # so that the namespace has no prefix
    made.set(XML_ID, root)
    made.set(LANG, "fr")
    made.append(header_of(record, ids, corpus="../" * path.count("/") + _CORPUS))
    standoff = standoff_of(record, ids)
    if standoff is not None:
        made.append(standoff)
    text = element(tei("text"), {})
    text.append(body_of(record, ids))
    made.append(text)
    return _DECLARATION + etree.tostring(made, encoding="utf-8") + b"\n"


def _corpus(paths: Iterable[str]) -> Iterator[bytes]:
    """Yield the corpus file in pieces: there may be many interviews."""
    yield _DECLARATION
    yield f'<teiCorpus xmlns="{TEI}" xmlns:xi="{_INCLUDE}">\n'.encode()
    yield etree.tostring(corpus_header(), encoding="utf-8") + b"\n"
    for path in paths:
        yield f'<xi:include href="{quote(path)}"/>\n'.encode()
    yield b"</teiCorpus>\n"
