"""The words of a PDF with their places and styles, read in a process of its own.

A PDF is a program: a small file can draw itself for ever, or unpack to more than any memory, and no reader in
the same process can be stopped. Run as a program of its own: the file comes in on standard input, JSON goes
out on standard output; whoever starts it ends it. Nothing of the package is imported, so that it starts fast.
"""

from __future__ import annotations

import ctypes
import json
import math
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field

import pypdfium2.raw as pdfium

MOST_PAGES = 1000
MOST_CHARACTERS = 2_500_000

_MEMORY = 2_000_000_000  # bytes
_PASSWORD = 4  # of FPDF_GetLastError
_ITALIC_FLAG = 1 << 6  # of a font descriptor
_FILL_AND_STROKE = 2  # how office programs print bold where a font has no bold face
_INVISIBLE = 3  # what character recognition lays over a picture
_HYPHEN = 2  # what PDFium gives for a hyphen at the end of a line
_TOLD = ("Title", "Author", "CreationDate", "Creator", "Producer")
_SPACES = frozenset(" \t\r\n\x0b\x0c\u2002\u2003\u2009\u200a")
_BOLD_NAMES = ("bold", "black", "heavy", "-bd", ",bd", "-demi", "semibold", "gras")
_ITALIC_NAMES = ("italic", "oblique", "-it", "cursiva", "kursiv")


@dataclass(frozen=True, slots=True)
class _Style:
    bold: bool = False
    italic: bool = False
    invisible: bool = False


@dataclass(slots=True)
class _Word:
    """Characters side by side in one style; places in points, `y` of the baseline, upwards."""

    style: _Style
    size: float
    x0: float
    x1: float
    y: float
    spaced: bool  # a space stands before it
    letters: list[str] = field(default_factory=list)

    def row(self) -> list[object]:
        # Characters beyond 16 bits may come as two halves.
        text = (
            "".join(self.letters)
            .encode("utf-16-le", "surrogatepass")
            .decode("utf-16-le", "replace")
        )
        places = [round(value, 2) for value in (self.x0, self.x1, self.y, self.size)]
        return [text, *places, self.style.bold, self.style.italic, self.spaced]


class _Page:
    """The text of one page."""

    def __init__(self, document: pdfium.FPDF_DOCUMENT, index: int) -> None:
        self.page = pdfium.FPDF_LoadPage(document, index)
        self.text = pdfium.FPDFText_LoadPage(self.page) if self.page else None
        self.styles: dict[int, _Style] = {}
        self.invisible = 0

    def close(self) -> None:
        if self.text:
            pdfium.FPDFText_ClosePage(self.text)
        if self.page:
            pdfium.FPDF_ClosePage(self.page)

    def words(self) -> list[list[object]]:
        """Return the words that run in the page's main direction, in the order of the file."""
        if not self.text:
            return []
        count = pdfium.FPDFText_CountChars(self.text)
        turns = [self._turn(index) for index in range(count)]
        said = [turn for turn in turns if turn is not None]
        main = max(set(said), key=said.count, default=0)
        return [word.row() for word in self._joined(turns, main)]

    def _joined(self, turns: list[int | None], main: int) -> Iterator[_Word]:
        word: _Word | None = None
        spaced = False
        for index, turn in enumerate(turns):
            code = pdfium.FPDFText_GetUnicode(self.text, index)
            letter = "-" if code == _HYPHEN else chr(code) if 31 < code < 0x110000 else " "
            if letter in _SPACES or turn is None:
                spaced = True
                continue
            if turn != main:
                continue
            x0, x1, y, size = self._place(index, main)
            style = self._style(index)
            joins = (
                word is not None
                and not spaced
                and style == word.style
                and abs(y - word.y) < 0.1 * size
                and abs(size - word.size) < 0.1 * size
                and -1.2 * size < x0 - word.x1 < 0.5 * size  # letters of a ligature share a box
            )
            if word is not None and joins:
                word.letters.append(letter)
                word.x1 = max(word.x1, x1)
                continue
            if word is not None:
                yield word
            word = _Word(style, size, x0, x1, y, spaced, [letter])
            spaced = False
        if word is not None:
            yield word

    def _turn(self, index: int) -> int | None:
        """Return the direction of a character in quarter turns; None for spaces that PDFium adds."""
        if pdfium.FPDFText_IsGenerated(self.text, index) == 1:
            return None
        angle = pdfium.FPDFText_GetCharAngle(self.text, index)
        quarters = angle / (math.pi / 2)
        # Slanted words are a watermark: in no quarter.
        return round(quarters) % 4 if abs(quarters - round(quarters)) < 0.1 else -1

    def _place(self, index: int, turn: int) -> tuple[float, float, float, float]:
        """Return left, right, baseline and size, as if the text ran from left to right."""
        x, y = ctypes.c_double(), ctypes.c_double()
        pdfium.FPDFText_GetCharOrigin(self.text, index, x, y)
        box = pdfium.FS_RECTF()
        pdfium.FPDFText_GetLooseCharBox(self.text, index, box)
        matrix = pdfium.FS_MATRIX()
        pdfium.FPDFText_GetMatrix(self.text, index, matrix)
        size = pdfium.FPDFText_GetFontSize(self.text, index) * math.hypot(matrix.c, matrix.d)
        left, right, base = {
            0: (box.left, box.right, y.value),
            1: (-box.top, -box.bottom, x.value),
            2: (-box.right, -box.left, -y.value),
            3: (box.bottom, box.top, -x.value),
        }.get(turn, (box.left, box.right, y.value))
        values = (left, right, base, abs(size) or 1.0)
        if not all(map(math.isfinite, values)):
            return 0.0, 0.0, 0.0, 1.0
        return values

    def _style(self, index: int) -> _Style:
        item = pdfium.FPDFText_GetTextObject(self.text, index)
        key = ctypes.cast(item, ctypes.c_void_p).value or 0
        if key not in self.styles:
            mode = pdfium.FPDFTextObj_GetTextRenderMode(item) if item else 0
            buffer, flags = ctypes.create_string_buffer(256), ctypes.c_int()
            pdfium.FPDFText_GetFontInfo(self.text, index, buffer, 256, flags)
            name = buffer.value.decode("utf-8", "replace").lower()
            self.styles[key] = _Style(
                bold=mode == _FILL_AND_STROKE or any(part in name for part in _BOLD_NAMES),
                italic=bool(flags.value & _ITALIC_FLAG)
                or any(part in name for part in _ITALIC_NAMES),
                invisible=mode == _INVISIBLE,
            )
        style = self.styles[key]
        self.invisible += style.invisible
        return style


def extract(data: bytes) -> dict[str, object]:
    """Return ``{"refused": why}``, or ``title``, ``author``, ``creationdate``, ``creator`` and ``producer``
    (the programs that made it), ``recognised`` and ``pages``.

    A page is a list of words, a word a list: its letters, left, right, baseline and size in points, bold,
    italic, and whether a space stands before it. ``recognised`` says that most letters are invisible: what
    character recognition lays over a scanned page.
    """
    pdfium.FPDF_InitLibrary()
    document = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
    if not document:
        encrypted = pdfium.FPDF_GetLastError() == _PASSWORD
        return {"refused": "encrypted" if encrypted else "damaged"}
    count = pdfium.FPDF_GetPageCount(document)
    if not 0 < count <= MOST_PAGES:
        return {"refused": "pages" if count else "damaged", "count": count}
    pages: list[list[list[object]]] = []
    letters = invisible = 0
    for index in range(count):
        page = _Page(document, index)
        pages.append(page.words())
        letters += sum(len(str(word[0])) for word in pages[-1])
        invisible += page.invisible
        page.close()
        if letters > MOST_CHARACTERS:
            return {"refused": "characters"}
    told = {name.lower(): _told(document, name) for name in _TOLD}
    return {**told, "recognised": invisible > letters / 2, "pages": pages}


def _told(document: pdfium.FPDF_DOCUMENT, name: str) -> str:
    size = pdfium.FPDF_GetMetaText(document, name.encode(), None, 0)
    if not 2 < size < 10_000:
        return ""
    buffer = ctypes.create_string_buffer(size)
    pdfium.FPDF_GetMetaText(document, name.encode(), buffer, size)
    return buffer.raw[:size].decode("utf-16-le", "replace").rstrip("\x00")


def _limit_memory(seconds: int) -> None:
    """Let the system end this process where it can: also when nobody is left to do so."""
    try:
        import resource
    except ImportError:  # Windows has no such limits
        return
    for kind, most in ((resource.RLIMIT_AS, _MEMORY), (resource.RLIMIT_CPU, seconds)):
        try:
            resource.setrlimit(kind, (most, most))
        except (ValueError, OSError):  # a lower limit already holds, or the system knows none
            continue


def main() -> None:
    """Read a PDF from standard input and write what is in it; the argument is the most seconds of work."""
    _limit_memory(int(sys.argv[1]) + 1)
    found = extract(sys.stdin.buffer.read())
    sys.stdout.buffer.write(json.dumps(found).encode("ascii"))


if __name__ == "__main__":
    main()
