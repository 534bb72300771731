"""Output file -> the stretches of text in it, whatever the format, for the search for names."""

from __future__ import annotations

import base64
import binascii
import gzip
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import InputError
from pipeline.files import parquet_table

_ZIP, _GZIP = b"PK\x03\x04", b"\x1f\x8b"
# Pictures and fonts: their bytes are no text, whatever letters they happen to be.
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"wOF", b"\x00\x00\x01\x00")
_XML = frozenset({".xml", ".qde", ".xmi", ".gexf", ".svg", ".tei", ".rels"})
_HTML = frozenset({".html", ".htm", ".xhtml"})
_JSON = frozenset({".json", ".jsonl", ".ndjson"})
# Fixed parts of an Office file: names of fonts and styles, no word of the interview.
_OFFICE = re.compile(r"word/(?:theme/|styles|fontTable|settings|numbering|webSettings)|\[Content")
_PACKED = re.compile(r"[A-Za-z0-9+/]{200,}={0,2}")
_CODE = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of text and where it stands.

    Args:
        place: Inside the file: a line, a member, a row; empty for its name.
        text: As a reader sees it, escapes undone.
        is_code: Whether it is a program or a style sheet: words in lower case mean nothing there.
    """

    place: str
    text: str
    is_code: bool = False


def passages(path: Path, name: str) -> Iterator[Passage]:
    """Yield all text of a file, its name included.

    Archives, Parquet and Arrow tables, spaCy's DocBin, gzip and base64 are opened; JSON, XML and
    HTML are parsed, so that no escape hides a name and no tag is taken for one.

    Args:
        path: The file.
        name: As its reader will see it.

    Raises:
        InputError: An archive or a table is damaged and cannot be searched.
    """
    yield Passage("name of the file", _without_suffix(name))
    try:
        yield from _of_bytes(path.read_bytes(), name)
    except (zipfile.BadZipFile, OSError, zlib.error, ValueError) as error:
        raise InputError(f"{name}: cannot be searched for names ({error})") from error


def _without_suffix(name: str) -> str:
    return str(Path(name).with_suffix("").as_posix())  # ".ann" names nobody called Ann


def _of_bytes(data: bytes, name: str) -> Iterator[Passage]:
    suffix = Path(name).suffix.lower()
    if data.startswith(_PICTURES):
        return
    if data.startswith(_ZIP):
        yield from _of_zip(data)
    elif data.startswith(_GZIP):
        yield from _of_bytes(gzip.decompress(data), name.removesuffix(".gz"))
    elif data.startswith(b"PAR1"):
        yield from _of_table(parquet_table(data))
    elif data.startswith((b"ARROW1", b"\xff\xff\xff\xff")):
        import pyarrow as pa

        opened = pa.ipc.open_file if data.startswith(b"ARROW1") else pa.ipc.open_stream
        yield from _of_table(opened(io.BytesIO(data)).read_all())
    elif suffix == ".spacy":
        yield from _of_docbin(data)
    elif suffix in _JSON:
        yield from _of_json(data.decode("utf-8", "replace"))
    elif suffix in _XML | _HTML:
        yield from _of_markup(data, html=suffix in _HTML)
    else:
        yield from _of_lines(_decoded(data))


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    return data.decode("utf-8-sig", "replace")


def _of_lines(text: str) -> Iterator[Passage]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield Passage(f"line {number}", line)


def _of_zip(data: bytes) -> Iterator[Passage]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for member in archive.namelist():
            if _OFFICE.match(member) or member.endswith("/"):
                continue
            yield Passage(f"name of {member}", _without_suffix(member))
            for passage in _of_bytes(archive.read(member), member):
                yield Passage(f"{member}, {passage.place}", passage.text, passage.is_code)


def _of_table(table: Any) -> Iterator[Passage]:
    for column in table.column_names:
        for number, value in enumerate(table.column(column).to_pylist()):
            for text in _strings(value):
                yield Passage(f"{column}, row {number}", text)


def _of_docbin(data: bytes) -> Iterator[Passage]:
    import spacy
    from spacy.tokens import DocBin

    read = DocBin(store_user_data=True).from_bytes(data)
    for string in sorted(read.strings):
        yield Passage("strings", string)
    for number, doc in enumerate(read.get_docs(spacy.blank("fr").vocab)):
        yield Passage(f"doc {number}", doc.text)
        for text in _strings(list(doc.user_data.values())):
            yield Passage(f"doc {number}, data", text)


def _of_json(text: str) -> Iterator[Passage]:
    try:
        values = [json.loads(text)]
    except ValueError:
        values = []
        for line in text.split("\n"):
            try:
                values.append(json.loads(line) if line.strip() else None)
            except ValueError:
                values.append(line)
    for number, value in enumerate(values, 1):
        for found in _strings(value):
            yield Passage(f"line {number}" if len(values) > 1 else "JSON", found)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, each in value.items():
            # Fixed names of fields are no words of the interview; "Anne" as a name of a field is.
            if isinstance(name, str) and not _CODE.fullmatch(name):
                yield name
            yield from _strings(each)
    elif isinstance(value, list | tuple | set):
        for each in value:
            yield from _strings(each)


def _of_markup(data: bytes, *, html: bool) -> Iterator[Passage]:
    from lxml import etree
    from lxml import html as lxml_html

    if html:
        root = lxml_html.document_fromstring(data, parser=lxml_html.HTMLParser(encoding="utf-8"))
    else:
        parser = etree.XMLParser(recover=True, huge_tree=True, resolve_entities=False)
        root = etree.fromstring(data, parser)
    if root is None:
        yield from _of_lines(_decoded(data))
        return
    for element in root.iter():
        line = f"line {element.sourceline}"
        tag = element.tag if isinstance(element.tag, str) else "#comment"
        if tag in ("script", "style"):
            yield from _of_script(element, line)
        elif element.text:
            yield Passage(line, element.text)
        for value in element.attrib.values():
            yield Passage(line, str(value))
        if element.tail:
            yield Passage(line, element.tail)


def _of_script(element: Any, line: str) -> Iterator[Passage]:
    text = element.text or ""
    if "json" in element.get("type", ""):
        for passage in _of_json(text):
            yield Passage(line, passage.text)
            yield from _unpacked(passage.text, line)
    else:
        yield Passage(line, text, is_code=True)
        yield from _unpacked(text, line)


def _unpacked(text: str, line: str) -> Iterator[Passage]:
    """Yield what base64 hides, as far as it is text, plain or compressed."""
    for match in _PACKED.finditer(text):
        try:
            data = base64.b64decode(match.group(), validate=True)
            data = gzip.decompress(data) if data.startswith(_GZIP) else data
            content = data.decode("utf-8")
        except (binascii.Error, UnicodeDecodeError, OSError, zlib.error):
            continue
        for passage in _of_json(content):
            yield Passage(f"{line}, base64", passage.text)
