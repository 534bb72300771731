"""WebVTT captions: the text is what the cues say, by speaker, each stretch with its time."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

from pipeline.errors import InputError
from pipeline.read.assembly import Reading
from pipeline.read.cues import Cue, Line, plain, reading_of
from pipeline.read.decoding import decode

_HEADER = re.compile(r"WEBVTT[ \t]*(?:[-–—][ \t]*)?(?P<title>[^\n]*)")
_TIMES = re.compile(r"^([ \t\d:]+),(\d{3}[ \t]*-->[ \t]*[\d:]+),(\d{3})", re.MULTILINE)
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?[ \t]+(?P<name>[^>\n]+)>|</v>")


def read(data: bytes, *, file: str) -> Reading:
    """Return the reading of a WebVTT file; a title is what its first line says.

    Raises:
        InputError: The bytes are no text, or there is no cue in it.
    """
    decoded = decode(data, file=file)
    header = _HEADER.match(decoded.text)
    title = plain(header["title"]) if header else ""
    # "WEBVTT Kind: captions" and "WEBVTT FILE" are no titles.
    title = title if len(title.split()) > 1 and not re.match(r"\w+:", title) else ""
    return reading_of(cues_in(decoded.text, file=file), decoded, title=title or None)


def cues_in(text: str, *, file: str) -> list[Cue]:
    """Return the cues of a WebVTT text; one with SubRip's commas, or without its header, is read too.

    Raises:
        InputError: There is none.
    """
    from webvtt import WebVTT
    from webvtt.errors import MalformedCaptionError, MalformedFileError

    text = _TIMES.sub(r"\1.\2.\3", text.lstrip())
    if not text.startswith("WEBVTT"):
        text = f"WEBVTT\n\n{text}"
    try:
        captions = WebVTT.from_buffer(io.StringIO(text), format="vtt")
    except (MalformedCaptionError, MalformedFileError, ValueError, OverflowError) as error:
        raise InputError(
            f"{file}: these captions cannot be read ({error})", hint="export them again as .vtt"
        ) from error
    cues = [
        Cue(
            caption.start_time.in_milliseconds(),
            caption.end_time.in_milliseconds(),
            tuple(_lines(caption.raw_text)),
        )
        for caption in captions.captions
    ]
    if not cues:
        raise InputError(
            f"{file}: no cue found (a line such as '00:01.000 --> 00:04.000')",
            hint="a transcript without times is a .txt file",
        )
    return cues


def _lines(text: str) -> Iterator[Line]:
    """Yield the lines of a cue, cut where another voice speaks."""
    voice, at = "", 0
    for tag in [*_VOICE.finditer(text), None]:
        part = text[at : tag.start() if tag else len(text)]
        for line in part.split("\n"):
            if shown := plain(line):
                yield Line(shown, voice)
        if tag:
            voice, at = plain(tag["name"] or ""), tag.end()
