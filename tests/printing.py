"""An interview that was read, written again as ODT, HTML, PDF, SRT or VTT, for the readers' round trips."""

from __future__ import annotations

import io
import quopri
import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from xml.sax.saxutils import escape

import odfdo
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from pipeline.schema import Block, Source

# --- ODT and web pages ----------------------------------------------------------------------


def as_odt(source: Source) -> bytes:
    """Return the blocks as an ODT, emphasis by automatic styles of spans."""
    document = odfdo.Document("text")
    document.body.clear()
    document.insert_style(odfdo.Style("text", name="Gras", bold=True), automatic=True)
    document.insert_style(odfdo.Style("text", name="Ital", italic=True), automatic=True)
    document.insert_style(odfdo.Style("paragraph", name="Quotations"))
    document.insert_style(_NUMBERS, automatic=True)
    for kind, blocks in _printed(source):
        lines = [
            "".join(
                f'<text:span text:style-name="{"Gras" if bold else "Ital"}">{escape(words)}</text:span>'
                if bold or italic
                else escape(words)
                for words, bold, italic in stretches(source, block)
            )
            for block in blocks
        ]
        if kind == "heading":
            xml = f'<text:h text:outline-level="{blocks[0].level or 1}">{lines[0]}</text:h>'
        elif kind in ("ul", "ol"):
            items = "".join(f"<text:list-item><text:p>{x}</text:p></text:list-item>" for x in lines)
            style = ' text:style-name="Nombres"' if kind == "ol" else ""
            xml = f"<text:list{style}>{items}</text:list>"
        else:
            style = ' text:style-name="Quotations"' if kind == "quote" else ""
            xml = f"<text:p{style}>{'<text:line-break/>'.join(lines)}</text:p>"
        document.body.append(odfdo.Element.from_tag(xml))
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


_NUMBERS = (
    '<text:list-style style:name="Nombres"><text:list-level-style-number text:level="1" '
    'style:num-format="1" style:num-suffix="."/></text:list-style>'
)


def as_html(source: Source) -> bytes:
    """Return the blocks as the article of a web page."""
    parts = []
    for kind, blocks in _printed(source):
        lines = []
        for block in blocks:
            words = ""
            for text, bold, italic in stretches(source, block):
                shown = f"<em>{escape(text)}</em>" if italic else escape(text)
                words += f"<strong>{shown}</strong>" if bold else shown
            lines.append(words)
        if kind == "heading":
            tag = f"h{blocks[0].level or 1}"
            parts.append(f"<{tag}>{lines[0]}</{tag}>")
        elif kind in ("ul", "ol"):
            parts.append(f"<{kind}>{''.join(f'<li>{line}</li>' for line in lines)}</{kind}>")
        else:
            inner = f"<p>{'<br/>'.join(lines)}</p>"
            parts.append(f"<blockquote>{inner}</blockquote>" if kind == "quote" else inner)
    title = escape(source.title or source.id)
    return (
        f'<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"><title>{title}</title></head>'
        f"<body><article>{''.join(parts)}</article></body></html>"
    ).encode()


def as_mhtml(page: bytes) -> bytes:
    """Return a page as browsers save it in one file."""
    top = (
        "Snapshot-Content-Location: https://vitrine.example/\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; type="text/html"; boundary="----B"\r\n\r\n'
        "------B\r\nContent-Type: text/html\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    )
    return top.encode() + quopri.encodestring(page) + b"\r\n------B--\r\n"


def _printed(source: Source) -> Iterator[tuple[str, list[Block]]]:
    """Yield what makes one element: a heading, a list, a quote, or lines of one paragraph."""
    held: list[Block] = []
    before = ""
    for block in source.blocks:
        kind: str = block.kind
        if kind == "list_item":
            kind = "ol" if block.marker[:-1].isdecimal() else "ul"
        joined = kind in ("ul", "ol") or (kind == "paragraph" and not block.gap_before)
        if held and not (joined and kind == before):
            yield before, held
            held = []
        held.append(block)
        before = kind
    if held:
        yield before, held


def stretches(source: Source, block: Block) -> Iterator[tuple[str, bool, bool]]:
    """Yield the words of a block in stretches of one style: words, bold, italic."""
    edges = {block.start, block.end}
    for span in (*block.bold, *block.italic):
        edges |= {span.start, span.end}
    marks = sorted(edges)
    for start, end in pairwise(marks):
        bold, italic = (
            any(s.start <= start and end <= s.end for s in spans)
            for spans in (block.bold, block.italic)
        )
        yield re.sub(r"[\s\u202f]+", " ", source.text[start:end]), bold, italic


# --- PDF -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Page:
    """How a PDF is set: sizes in points."""

    columns: int = 1
    size: float = 11
    leading: float = 1.25  # of the size
    gap: float = 6  # between paragraphs
    indent: float = 0  # of first lines
    justified: bool = True
    hyphens: bool = True
    head: str = "Carnet des agences — entretiens"
    numbers: bool = True
    margin: float = 60
    gutter: float = 24


_CUT = re.compile(
    "(?<=[^\\W_]-)(?=[^\\W_])|(?<=[a-zé][aeiouéèêâôîûy])(?=[bcdfglmnprstv][aeiouéèêâôîû][a-zé])"
)


@dataclass
class _Token:
    text: str
    font: str
    spaced: bool
    size: float

    @property
    def width(self) -> float:
        return stringWidth(self.text, self.font, self.size)


@dataclass
class Setter:
    """Sets lines one under another, column by column."""

    page: Page
    stream: io.BytesIO = field(default_factory=io.BytesIO)

    def __post_init__(self) -> None:
        self.canvas = Canvas(self.stream, pagesize=A4)
        inner = A4[0] - 2 * self.page.margin - (self.page.columns - 1) * self.page.gutter
        self.width = inner / self.page.columns
        self.column, self.number = 0, 1
        self.top = self.y = A4[1] - self.page.margin
        self._furniture()

    def _furniture(self) -> None:
        self.canvas.setFont("Helvetica", 8)
        if self.page.head:
            self.canvas.drawString(self.page.margin, A4[1] - 36, self.page.head)
        if self.page.numbers:
            self.canvas.drawCentredString(A4[0] / 2, 30, str(self.number))

    def _room(self, needed: float) -> None:
        if self.y - needed >= self.page.margin:
            return
        self.column += 1
        if self.column == self.page.columns:
            self.canvas.showPage()
            self.column, self.number = 0, self.number + 1
            self.top = A4[1] - self.page.margin
            self._furniture()
        self.y = self.top

    def paragraph(self, tokens: Sequence[_Token], *, indent: float = 0) -> None:
        size = tokens[0].size
        for line, last in self._lines(list(tokens), indent):
            self._room(size * self.page.leading)
            self.y -= size * self.page.leading
            self._draw(line, indent, justified=self.page.justified and not last)
            indent = 0
        self.y -= self.page.gap

    def _lines(self, tokens: list[_Token], indent: float) -> Iterator[tuple[list[_Token], bool]]:
        line: list[_Token] = []
        used = indent
        while tokens:
            token = tokens[0]
            space = stringWidth(" ", token.font, token.size) if token.spaced and line else 0
            if not line or used + space + token.width <= self.width:
                line.append(tokens.pop(0))
                used += space + token.width
                continue
            if not token.spaced:  # a word in two styles is not parted
                while len(line) > 1 and not line[-1].spaced:
                    tokens.insert(0, line.pop())
                tokens.insert(0, line.pop())
            elif self.page.hyphens and (cut := self._cut(token, self.width - used - space)):
                hyphen = "" if token.text[cut - 1] == "-" else "-"
                line.append(_Token(token.text[:cut] + hyphen, token.font, True, token.size))
                tokens[0] = _Token(token.text[cut:], token.font, True, token.size)
            yield line, False
            line, used = [], 0
        yield line, True

    def _cut(self, token: _Token, room: float) -> int:
        """Return where a word is divided: behind a hyphen, or before a consonant that a vowel follows."""
        for at in sorted((match.start() for match in _CUT.finditer(token.text)), reverse=True):
            hyphen = "" if token.text[at - 1] == "-" else "-"
            if stringWidth(token.text[:at] + hyphen, token.font, token.size) <= room:
                return at
        return 0

    def _draw(self, line: Sequence[_Token], indent: float, *, justified: bool) -> None:
        spaces = sum(token.spaced for token in line[1:])
        natural = sum(token.width for token in line) + sum(
            stringWidth(" ", token.font, token.size) for token in line[1:] if token.spaced
        )
        extra = (self.width - indent - natural) / spaces if justified and spaces else 0
        x = self.page.margin + self.column * (self.width + self.page.gutter) + indent
        for at, token in enumerate(line):
            if at and token.spaced:
                x += stringWidth(" ", token.font, token.size) + extra
            self.canvas.setFont(token.font, token.size)
            self.canvas.drawString(x, self.y, token.text)
            x += token.width

    def saved(self) -> bytes:
        self.canvas.save()
        return self.stream.getvalue()


def as_pdf(source: Source, page: Page | None = None) -> bytes:
    """Return the blocks as a PDF: bold and italic by fonts, headings by size."""
    page = page or Page()
    setter = Setter(page)
    setter.canvas.setTitle(source.title or "")
    setter.canvas.setAuthor("")
    for block in source.blocks:
        heading = block.kind == "heading"
        size = page.size * (1.7 if block.level < 2 else 1.35) if heading else page.size
        tokens = _tokens(stretches(source, block), size, heading=heading)
        setter.paragraph(tokens, indent=0 if heading else page.indent)
    return setter.saved()


def _tokens(parts: Iterable[tuple[str, bool, bool]], size: float, *, heading: bool) -> list[_Token]:
    tokens: list[_Token] = []
    spaced = False
    for words, bold, italic in parts:
        font = (
            "Times-"
            + {
                (False, False): "Roman",
                (True, False): "Bold",
                (False, True): "Italic",
                (True, True): "BoldItalic",
            }[(bold or heading, italic)]
        )
        for piece in re.split(r"([ \n]+)", words):
            if not piece.strip(" \n"):
                spaced = spaced or bool(piece)
                continue
            tokens.append(_Token(piece, font, spaced, size))
            spaced = False
    return tokens


# --- subtitles -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Spoken:
    """What one person says until another speaks."""

    name: str
    text: str


def as_srt(turns: Sequence[Spoken], *, pause: float = 0.0) -> bytes:
    """Return cues of two lines; the name stands before the first words of each turn."""
    parts: list[str] = []
    for number, (start, end, name, lines) in enumerate(_cues(turns, pause), 1):
        shown = [f"{name} : {lines[0]}", *lines[1:]] if name else lines
        times = f"{_clock(start, ',')} --> {_clock(end, ',')}"
        parts.append("\n".join([str(number), times, *shown]) + "\n")
    return "\n".join(parts).encode()


def as_vtt(turns: Sequence[Spoken]) -> bytes:
    """Return cues of two lines, each in the voice of who speaks."""
    parts = ["WEBVTT\n"]
    speaker = ""
    for start, end, name, lines in _cues(turns, 0.0):
        speaker = name or speaker
        times = f"{_clock(start, '.')} --> {_clock(end, '.')}"
        parts.append(f"{times}\n<v {escape(speaker)}>" + escape("\n".join(lines)) + "</v>\n")
    return "\n".join(parts).encode()


def _cues(turns: Sequence[Spoken], pause: float) -> Iterator[tuple[float, float, str, list[str]]]:
    at = 0.0
    for turn in turns:
        lines = textwrap.wrap(" ".join(turn.text.split()), 42, break_on_hyphens=False)
        for number in range(0, len(lines), 2):
            yield at, at + 3.2, "" if number else turn.name, lines[number : number + 2]
            at += 3.2
        at += pause


def _clock(seconds: float, comma: str) -> str:
    whole, rest = divmod(round(seconds * 1000), 1000)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}{comma}{rest:03}"
