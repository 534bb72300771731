"""Bytes -> text: encodings, mojibake, and what is no text at all."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from pipeline.errors import InputError
from pipeline.read.assembly import clean

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with UTF-16's
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"RIFF", "a RIFF file (WebP image, sound or film)"),
    (b"II*\x00", "a TIFF image"),
    (b"MM\x00*", "a TIFF image"),
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive (DOCX, ODT and EPUB are such archives)"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file (.doc, .xls) or an encrypted one"),
    (b"{\\rtf", "an RTF document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"ID3", "a sound file"),
    (b"\x7fELF", "a program"),
)

# The legacy encodings French texts are found in; with more of them charset-normalizer misreads
# French (all six samples tried came out as cp1250 or mac_latin2).
_LEGACY = ("cp1252", "iso8859_15", "mac_roman", "cp850")

_FRENCH = frozenset("àâäçéèêëîïôöùûüÿœæÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŸŒÆ")
_FRENCH_SIGNS = frozenset("’‘«»“”„–—…€°·•²³½§©®™‹›\u00a0\u202f\u2009")

# "créée" has two accented letters in a row, "créé…»" four characters; more show another script in a
# wrong table.
_ACCENT_RUN = re.compile("[À-ÖØ-öø-ÿŒœŸ]{3,}|[^\x00-\x7f\\s]{5,}")

_SAVE_AS_UTF8 = "save it as UTF-8 text"

# A cheap sign that a text may be mojibake, so that ftfy is only loaded when there is work for it:
# UTF-8 lead bytes as cp1252 and Mac Roman show them, followed by what continuation bytes look
# like; or C1 controls.
_SUSPECT = re.compile(
    "[ÂÃÅÎÏâãðï][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ \ufffd]"
    "|[√¬‚][©®†¢™´ªßåÄîôäÅ]|[├┬ÔÇ][®¬á«»ÇÖ]|[\u0080-\u009f]"
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file as its characters, cleaned, and how it was obtained."""

    text: str
    encoding: str
    warnings: tuple[str, ...] = ()


def decode(data: bytes, *, file: str, declared: str | None = None) -> Decoded:
    """Return the text of `data`.

    Tried in this order: byte order mark, strict UTF-8, UTF-8 with few stray bytes, `declared`
    (what an HTML page says of itself), then the legacy encodings, judged by how French the result
    looks.

    Raises:
        InputError: Empty or blank, binary, or in no known encoding.
    """
    if not data.strip():
        raise InputError(f"{file}: the file is empty", hint="give a file with an interview in it")
    _refuse_binary(data, file)
    text, encoding, warnings = _characters(data, file, declared)
    text, repaired = repair(text)
    if repaired:
        warnings = (*warnings, MOJIBAKE_WARNING)
    text = clean(text)
    if not text.strip():
        raise InputError(
            f"{file}: the file holds nothing but white space",
            hint="give a file with an interview in it",
        )
    return Decoded(text, encoding, warnings)


MOJIBAKE_WARNING = (
    "text had been decoded wrongly before it was saved (such as 'Ã©' for 'é') and was repaired"
)


def _refuse_binary(data: bytes, file: str) -> None:
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            raise InputError(
                f"{file}: this is {kind}, not text", hint="convert it to text, HTML or DOCX"
            )


def _characters(data: bytes, file: str, declared: str | None) -> tuple[str, str, tuple[str, ...]]:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            data = data[len(mark) :]
            try:
                return _text_only(data.decode(encoding), file), encoding, ()
            except UnicodeDecodeError as error:
                if encoding != "utf-8":
                    raise InputError(
                        f"{file}: the file begins as {encoding} and is damaged ({error.reason})",
                        hint=_SAVE_AS_UTF8,
                    ) from error
                break
    if b"\x00" in data:
        return _text_only(_utf16_without_mark(data, file), file), "utf-16", ()
    try:
        return _text_only(data.decode("utf-8"), file), "utf-8", ()
    except UnicodeDecodeError:
        pass
    return _not_utf8(data, file, declared)


def _text_only(text: str, file: str) -> str:
    """Return `text`, refusing what has more control characters than a damaged text would."""
    controls = sum(1 for c in text if c < " " and c not in "\t\n\r\v\f\x1a\x1b")
    if controls > max(3, len(text) // 200):
        raise _binary(file)
    return text


def _binary(file: str) -> InputError:
    return InputError(f"{file}: the file is binary, not text", hint=_SAVE_AS_UTF8)


def _utf16_without_mark(data: bytes, file: str) -> str:
    """Return the text of UTF-16 without a byte order mark: nearly every second byte is zero."""
    even, odd = data[0::2].count(0), data[1::2].count(0)
    half = max(1, len(data) // 2)
    for zeros, others, encoding in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
        if zeros > 0.6 * half and others < 0.05 * half and len(data) % 2 == 0:
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                break
    raise _binary(file)


def _not_utf8(data: bytes, file: str, declared: str | None) -> tuple[str, str, tuple[str, ...]]:
    lenient = data.decode("utf-8", errors="surrogateescape")
    stray = sum(1 for c in lenient if "\udc80" <= c <= "\udcff")
    valid = sum(1 for c in lenient if c > "\x7f") - stray
    if valid >= 4 * stray:
        text = re.sub("[\udc80-\udcff]+", _as_cp1252, lenient)
        warning = f"{stray} bytes are not UTF-8 like the rest and were read as cp1252"
        return _text_only(text, file), "utf-8", (warning,)
    if declared is not None:
        try:
            text = data.decode(declared)
        except (UnicodeDecodeError, LookupError):
            pass
        else:
            return _text_only(text, file), codecs.lookup(declared).name, ()
    return _legacy(data, file)


def _as_cp1252(match: re.Match[str]) -> str:
    stray = match[0].encode("utf-8", errors="surrogateescape")
    return "" if match.end() == len(match.string) else stray.decode("cp1252", errors="replace")


def _legacy(data: bytes, file: str) -> tuple[str, str, tuple[str, ...]]:
    """Return `data` in the legacy encoding that makes it look most French."""
    from charset_normalizer import from_bytes

    matches = from_bytes(data, cp_isolation=list(_LEGACY), threshold=0.5)
    accepted = {
        name for match in matches for name in (match.encoding, *match.could_be_from_charset)
    }
    scored: list[tuple[float, int, str, str]] = []
    for rank, encoding in enumerate(_LEGACY):
        if accepted and encoding not in accepted:
            continue
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        scored.append((frenchness(text), -rank, encoding, text))
    if not scored or max(scored)[0] < 0:
        raise InputError(
            f"{file}: the file is not UTF-8 and not French text in {', '.join(_LEGACY)}",
            hint=_SAVE_AS_UTF8,
        )
    best = max(scored)
    doubtful = best[0] < 0.5
    warnings = (f"the encoding was guessed: {best[2]}",) if doubtful else ()
    return _text_only(best[3], file), best[2], warnings


def frenchness(text: str) -> float:
    """Return how plausible the non-ASCII characters of `text` are in French, from -1 to 1.

    >>> frenchness("cœur fêlé") > frenchness("c½ur fêlé")
    True
    """
    total = 0
    good = -2 * sum(len(run) for run in _ACCENT_RUN.findall(text))
    for index, char in enumerate(text):
        if char <= "\x7f":
            continue
        total += 1
        before = text[index - 1 : index]
        after = text[index + 1 : index + 2]
        if char in _FRENCH:
            # "cafÉs" is a sign of a wrong table: capitals do not follow small letters.
            good += -1 if char.isupper() and before.islower() else 1
        elif char in _FRENCH_SIGNS:
            good += -1 if before.isalpha() and after.isalpha() and char not in "’‘–—·\u00a0" else 1
        else:
            good -= 1
    return good / total if total else 1.0


def repair(text: str) -> tuple[str, bool]:
    """Return `text` without mojibake, and whether there was any.

    Quotes, ligatures, widths and entities stay as printed: only wrongly decoded characters change.
    """
    if not _SUSPECT.search(text):
        return text, False
    import ftfy

    config = ftfy.TextFixerConfig(
        unescape_html=False,
        remove_terminal_escapes=False,
        restore_byte_a0=True,
        uncurl_quotes=False,
        fix_latin_ligatures=False,
        fix_character_width=False,
        fix_line_breaks=False,
        fix_surrogates=False,
        remove_control_chars=False,
        normalization=None,
        explain=False,
    )
    fixed = ftfy.fix_text(text, config)
    return fixed, fixed != text
