"""One small valid file of every format that is read, made from the same interview.

A kind is a suffix, or ``PACKAGE:PART`` for an XML part that is put into an otherwise valid package:
bytes changed inside a compressed package hardly ever reach the reader behind the checksums.
"""

from __future__ import annotations

import io
import json
import quopri
import zipfile
from collections.abc import Callable, Mapping
from functools import cache
from html import escape

# What is fuzzed of each document: kind -> the part's name in the package.
DOCX_PARTS = {
    "docx:document": "word/document.xml",
    "docx:styles": "word/styles.xml",
    "docx:numbering": "word/numbering.xml",
    "docx:core": "docProps/core.xml",
}
ODT_PARTS = {
    "odt:content": "content.xml",
    "odt:styles": "styles.xml",
    "odt:meta": "meta.xml",
}

INTERVIEW = """# Portrait d’une directrice

**Q. : Comment êtes-vous arrivée à la communication ?**

A.K. : Par hasard. J’étais journaliste à Brest, et une agence cherchait quelqu’un qui sache écrire.

**Q. : Et aujourd’hui, que faites-vous ?**

A.K. : Je dirige une équipe de six personnes. « Nous conseillons », dit-elle, 40 % des communes.

— Un conseil ?

— Il faut lire la presse tous les jours, surtout celle que l’on n’aime pas.
"""

_ODF = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in {
        "office": "office",
        "text": "text",
        "style": "style",
        "fo": "xsl-fo-compatible",
        "meta": "meta",
    }.items()
)


def _paragraphs() -> list[tuple[str, str]]:
    """Return the interview's paragraphs with what each is: ``h1``, ``b`` or ``p``."""
    found = []
    for words in INTERVIEW.strip().split("\n\n"):
        kind = "h1" if words.startswith("#") else "b" if words.startswith("**") else "p"
        found.append((kind, words.strip("#* ")))
    return found


def _plain() -> str:
    return "\n\n".join(words for _, words in _paragraphs())


def _html() -> bytes:
    shown = {"h1": "<h1>{}</h1>", "b": "<p><b>{}</b></p>", "p": "<p>{}<br>{}</p>"}
    body = "".join(shown[kind].format(escape(words), "Oui.") for kind, words in _paragraphs())
    head = (
        '<meta charset="utf-8"><title>Portrait | Vitrine</title>'
        '<meta property="article:published_time" content="2019-03-12">'
        '<script type="application/ld+json">{"@type": "Article", "author": {"name": "Aude K."}}</script>'
        "<style>.q { font-weight: bold }</style>"
    )
    listed = '<ul class="menu"><li><a href="/">Accueil</a></li></ul>'
    return (
        f"<!DOCTYPE html><html><head>{head}</head><body>{listed}<article>{body}</article></body></html>"
    ).encode()


def _mhtml() -> bytes:
    top = (
        b"Snapshot-Content-Location: https://vitrine.example/portrait\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/related; type="text/html"; boundary="----B"\r\n\r\n------B\r\n'
        b"Content-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    )
    return top + quopri.encodestring(_html()) + b"\r\n------B--\r\n"


def _cues(*, comma: str) -> str:
    times = [f"00:00:{at:02}{comma}000" for at in range(0, 60, 3)]
    return "\n\n".join(
        f"{number}\n{times[number]} --> {times[number + 1]}\n{words}"
        for number, (_, words) in enumerate(_paragraphs())
    )


def _row(number: int) -> dict[str, str]:
    return {"id": f"dossier/{number}", "date": "2019-03-12", "ville": "Brest", "text": _plain()}


def _csv() -> bytes:
    cell = _plain().replace('"', '""')
    return (
        "id;date;ville;text\n" + "".join(f'{n};2019-03-12;Brest;"{cell}"\n' for n in (1, 2))
    ).encode()


def _parquet() -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    stream = io.BytesIO()
    pq.write_table(pa.Table.from_pylist([_row(1), _row(2)]), stream)
    return stream.getvalue()


def _zip() -> bytes:
    return packed({"a.txt": _plain().encode(), "dossier/b.md": INTERVIEW.encode()})


def packed(members: Mapping[str, bytes]) -> bytes:
    """Return a ZIP archive."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr(name, content)
    return stream.getvalue()


def unpacked(data: bytes) -> dict[str, bytes]:
    """Return the members of a ZIP archive."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


@cache
def _docx() -> bytes:
    import docx

    document = docx.Document()
    for kind, words in _paragraphs():
        if kind == "h1":
            document.add_heading(words, 1)
        else:
            document.add_paragraph(style="List Number" if words[0] == "—" else None).add_run(
                words
            ).bold = kind == "b"
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Qui ?", "Elle."
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


@cache
def _odt() -> bytes:
    shown = {
        "h1": '<text:h text:outline-level="1">{}</text:h>',
        "b": '<text:p text:style-name="P1">{}</text:p>',
        "p": '<text:list><text:list-item><text:p><text:span text:style-name="T1">{}</text:span>'
        '<text:line-break/><text:s text:c="3"/>Oui.</text:p></text:list-item></text:list>',
    }
    body = "".join(shown[kind].format(escape(words)) for kind, words in _paragraphs())
    style = (
        '<style:style style:name="{}" style:family="{}" style:parent-style-name="Standard">'
        '<style:text-properties fo:font-weight="bold"/></style:style>'
    )
    numbers = (
        '<text:list-style style:name="L1"><text:list-level-style-number text:level="1" '
        'style:num-format="1" style:num-suffix="."/></text:list-style>'
    )
    start = '<?xml version="1.0" encoding="UTF-8"?>'
    return packed(
        {
            "mimetype": b"application/vnd.oasis.opendocument.text",
            "content.xml": (
                f"{start}<office:document-content {_ODF}><office:automatic-styles>"
                f"{style.format('P1', 'paragraph')}{style.format('T1', 'text')}{numbers}"
                f"</office:automatic-styles><office:body><office:text>{body}</office:text>"
                "</office:body></office:document-content>"
            ).encode(),
            "styles.xml": (
                f"{start}<office:document-styles {_ODF}><office:styles>"
                f"{style.format('Standard', 'paragraph')}</office:styles></office:document-styles>"
            ).encode(),
            "meta.xml": (
                f"{start}<office:document-meta {_ODF}><office:meta><meta:initial-creator>Aude K."
                "</meta:initial-creator><meta:creation-date>2019-03-12T10:00:00"
                "</meta:creation-date></office:meta></office:document-meta>"
            ).encode(),
        }
    )


def _pdf() -> bytes:
    from reportlab.pdfgen.canvas import Canvas

    stream = io.BytesIO()
    canvas = Canvas(stream)
    y = 780
    for kind, words in _paragraphs():
        canvas.setFont("Helvetica-Bold" if kind == "b" else "Helvetica", 18 if kind == "h1" else 11)
        for at in range(0, len(words), 80):
            canvas.drawString(60, y, words[at : at + 80])
            y -= 14
        y -= 10
    canvas.showPage()
    canvas.drawString(60, 780, "2")
    canvas.save()
    return stream.getvalue()


_MADE: Mapping[str, Callable[[], bytes]] = {
    "txt": lambda: _plain().encode(),
    "md": INTERVIEW.encode,
    "html": _html,
    "mhtml": _mhtml,
    "srt": lambda: _cues(comma=",").encode(),
    "vtt": lambda: f"WEBVTT - Portrait\n\n{_cues(comma='.')}".encode(),
    "csv": _csv,
    "json": lambda: json.dumps([_row(1), _row(2)], ensure_ascii=False).encode(),
    "jsonl": lambda: "".join(json.dumps(_row(n)) + "\n" for n in (1, 2)).encode(),
    "parquet": _parquet,
    "zip": _zip,
    "docx": _docx,
    "odt": _odt,
    **{kind: lambda name=name: unpacked(_docx())[name] for kind, name in DOCX_PARTS.items()},
    **{kind: lambda name=name: unpacked(_odt())[name] for kind, name in ODT_PARTS.items()},
    "pdf": _pdf,
}
KINDS = tuple(_MADE)

# Read in a process of its own, whose start takes a thousand times as long as a text file.
SLOW = ("pdf",)


def valid(kind: str) -> bytes:
    """Return the content of a small valid file of a kind."""
    return _MADE[kind]()


def file_of(kind: str, data: bytes) -> tuple[str, bytes]:
    """Return the suffix and the bytes of the file in which content of a kind lies."""
    if kind in DOCX_PARTS:
        return "docx", packed({**unpacked(_docx()), DOCX_PARTS[kind]: data})
    if kind in ODT_PARTS:
        return "odt", packed({**unpacked(_odt()), ODT_PARTS[kind]: data})
    return kind, data
