"""SubRip subtitles: the text is what the cues say, by speaker, each stretch with its time."""

from __future__ import annotations

import re

from pipeline.errors import InputError
from pipeline.read.assembly import Reading
from pipeline.read.cues import Cue, Line, plain, reading_of
from pipeline.read.decoding import decode

# Programs that leave the hours out of short films.
_SHORT = r"(\d{1,2}:\d{1,2}[,.]\d{1,3})"
_WITHOUT_HOURS = re.compile(rf"^[ \t]*{_SHORT}[ \t]*-->[ \t]*{_SHORT}", re.MULTILINE)
# A cue that the end of a truncated file cuts in its times.
_CUT = re.compile(r"\n[ \t]*\n\d+[ \t]*\n\d{1,2}(?::[\d:,.\s>-]*)?\Z")


def read(data: bytes, *, file: str) -> Reading:
    """Return the reading of a SubRip file.

    Raises:
        InputError: The bytes are no text, or there is no cue in it.
    """
    decoded = decode(data, file=file)
    if decoded.text.lstrip().startswith("WEBVTT"):
        from pipeline.read.vtt import cues_in as vtt_cues_in

        return reading_of(vtt_cues_in(decoded.text, file=file), decoded)
    return reading_of(cues_in(decoded.text, file=file), decoded)


def cues_in(text: str, *, file: str) -> list[Cue]:
    """Return the cues of a SubRip text.

    Raises:
        InputError: There is none.
    """
    from pysubs2 import SSAFile
    from pysubs2.exceptions import Pysubs2Error

    text = _CUT.sub("\n", _WITHOUT_HOURS.sub(r"00:\1 --> 00:\2", text))
    try:
        # Tags are kept: what it makes of them would have to be removed again.
        events = SSAFile.from_string(text, format_="srt", keep_html_tags=True)
    except (Pysubs2Error, ValueError, OverflowError) as error:
        raise InputError(
            f"{file}: these subtitles cannot be read ({error})", hint="export them again as .srt"
        ) from error
    cues = [
        Cue(event.start, event.end, tuple(Line(plain(line)) for line in event.text.split("\\N")))
        for event in events
    ]
    if not cues:
        raise InputError(
            f"{file}: no cue found (a line such as '00:00:01,000 --> 00:00:04,000')",
            hint="a transcript without times is a .txt file",
        )
    return cues
