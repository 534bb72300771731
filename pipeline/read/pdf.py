"""PDF files: digital text only; paragraphs are rebuilt, every stretch leads back to its page."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from pipeline.errors import InputError
from pipeline.lexicons import words
from pipeline.read.assembly import Body, Reading, assemble, clean
from pipeline.read.dates import iso_date
from pipeline.read.masthead import dateline_in
from pipeline.read.pdf_lines import Word, body_size, reading_order, rows_of
from pipeline.read.pdf_paragraphs import paragraphs_of
from pipeline.read.pdf_running import without_running

_PROGRAM = Path(__file__).with_name("pdf_words.py")
_SECONDS = 60  # 1,000 pages of text take ten; more is a file made to loop
_HEAD = 1024  # bytes in which the mark of a PDF, or of its end, must stand

_OCR = "make a searchable copy with ocrmypdf: ocrmypdf -l fra scanned.pdf readable.pdf"
_REPRINT = "open it in a PDF viewer and print it to a new PDF, or save its text as .txt"

# D:20190312101500+01'00'
_DATE = re.compile(r"(?:D:)?(\d{4})(\d{2})?(\d{2})?")
_BROWSER = re.compile(r"mozilla|firefox|skia|chrom|safari|webkit|wkhtml|\bopera\b", re.IGNORECASE)
# File names, and what programs call a file that has no title.
_NO_TITLE = re.compile(
    r".*\.(?:docx?|odt|rtf|pdf|indd|qxd|html?|txt|pptx?|xlsx?)\b.*|(?:microsoft word|word)\b.*|"
    r"(?:untitled|unspecified|anonymous|sans titre|sans nom|document|title|titre|about:blank)\W*\d*|\S*[_/\\]\S*|[\W\d]*",
    re.IGNORECASE | re.DOTALL,
)


def read(data: bytes, *, file: str) -> Reading:
    """Return the reading of a PDF without running heads, page numbers and footnotes.

    Raises:
        InputError: No PDF, encrypted, damaged, without text (scanned), too long, or made to loop.
    """
    found = _extracted(data, file)
    pages = [[Word(*word) for word in page] for page in found["pages"]]
    body = body_size([word for page in pages for word in page])
    rows = [rows_of(page, page=number) for number, page in enumerate(pages, 1)]
    kept, notes = without_running(rows, body=body)
    paragraphs = paragraphs_of(reading_order(kept), body=body)
    text = assemble(paragraphs, place_kind="page")
    if not text.blocks:
        raise InputError(
            f"{file}: no text on its {len(pages)} pages: scanned, or drawn as pictures", hint=_OCR
        )
    author = clean(found["author"]).strip(" ()")  # "(anonymous)"
    nobody = {"", "anonymous", *words("placeholder_authors")}
    return Reading(
        text=text.text,
        blocks=text.blocks,
        encoding="utf-8",
        title=_title(text, found["title"]),
        author=None if author.lower() in nobody else author,
        # The day a file was made may be that of a copy: what the text says goes first.
        date=dateline_in(text.text, text.blocks) or _date(found),
        locators=text.locators,
        warnings=_warnings(data, found, pages, notes),
    )


def _extracted(data: bytes, file: str) -> dict[str, Any]:
    """Return what the process that reads the file found in it; see `pdf_words.extract`."""
    if not data:
        raise InputError(f"{file}: the file is empty", hint="give a file with an interview in it")
    if b"%PDF-" not in data[:_HEAD]:
        raise InputError(f"{file}: this is no PDF", hint=_REPRINT)
    # By its path, and without its folder among the places of imports: html.py stands there.
    command = [sys.executable, "-P", str(_PROGRAM), str(_SECONDS)]
    try:
        done = subprocess.run(
            command, input=data, capture_output=True, timeout=_SECONDS, check=True
        )
        found: dict[str, Any] = json.loads(done.stdout)
    except subprocess.TimeoutExpired as error:
        raise InputError(
            f"{file}: the PDF could not be read within {_SECONDS} seconds", hint=_REPRINT
        ) from error
    except (subprocess.CalledProcessError, ValueError, OSError) as error:
        raise InputError(
            f"{file}: the PDF is damaged, or unpacks to more than a text needs", hint=_REPRINT
        ) from error
    if "refused" in found:
        raise _refusal(found, file)
    return found


def _refusal(found: dict[str, Any], file: str) -> InputError:
    if found["refused"] == "encrypted":
        return InputError(
            f"{file}: the PDF is encrypted and opens only with its password",
            hint="open it with the password and print it to a new PDF",
        )
    if found["refused"] in ("pages", "characters"):
        length = f"{found['count']} pages" if "count" in found else "a very long text"
        return InputError(
            f"{file}: the PDF holds {length}, more than an interview",
            hint="split it into one file an interview",
        )
    return InputError(f"{file}: the PDF is damaged or truncated", hint=_REPRINT)


def _title(body: Body, told: str) -> str | None:
    """Return the largest heading near the top, else the file's own title where it is one."""
    for block in body.blocks[:5]:
        if block.kind == "heading" and block.level == 1:
            return " ".join(body.text[block.start : block.end].split())
    told = " ".join(clean(told).strip(" ()").split())
    return None if _NO_TITLE.fullmatch(told) else told


def _date(told: dict[str, Any]) -> str | None:
    """Return the day the file was made; None for a web page, which was printed some day later."""
    found = _DATE.match(told["creationdate"].strip())
    if found is None or _BROWSER.search(f"{told['creator']} {told['producer']}"):
        return None
    return iso_date("-".join(filter(None, found.groups())))


def _warnings(
    data: bytes, found: dict[str, Any], pages: list[list[Word]], notes: int
) -> tuple[str, ...]:
    warnings: list[str] = []
    if b"%%EOF" not in data[-_HEAD:]:
        warnings.append("the PDF ends early: pages may be missing")
    blank = [str(number) for number, page in enumerate(pages, 1) if not page]
    if blank:
        warnings.append(f"pages without text, perhaps scanned: {', '.join(blank)}")
    if found["recognised"]:
        warnings.append("the text comes from character recognition over a scan: words may be wrong")
    if notes:
        warnings.append(f"footnotes left out: {notes}")
    return tuple(warnings)
