"""Pages that a browser saved as one file (``.mhtml``): the page without its pictures and styles."""

from __future__ import annotations

import codecs
import email
import email.policy
from dataclasses import replace
from email.message import EmailMessage

from pipeline.errors import InputError
from pipeline.read import html
from pipeline.read.assembly import Reading


def read(data: bytes, *, file: str) -> Reading:
    """Return the reading of the page inside; its address is the one it was saved from.

    Raises:
        InputError: There is no page inside, or it cannot be read.
    """
    if not data.strip():
        raise InputError(f"{file}: the file is empty", hint="give a file with an interview in it")
    message = email.message_from_bytes(data, policy=email.policy.default)
    parts = (part for part in message.walk() if isinstance(part, EmailMessage))
    page = next((part for part in parts if part.get_content_type() == "text/html"), None)
    if page is None:
        raise InputError(
            f"{file}: no page found in this web archive",
            hint="save the page again, as HTML or as a single file",
        )
    content = page.get_payload(decode=True)
    if not isinstance(content, bytes):
        raise InputError(f"{file}: the page in this web archive is damaged", hint="save it again")
    charset = _legacy_charset(page, content)
    if charset is not None:
        content = content.decode(charset).encode()  # the page itself may name none
    reading = html.read(content, file=file)
    address = message["Snapshot-Content-Location"] or page["Content-Location"]
    return replace(
        reading,
        encoding=charset or reading.encoding,
        url=reading.url or _web_address(address),
    )


def _legacy_charset(page: EmailMessage, content: bytes) -> str | None:
    """Return the charset that the archive names for the page, None where it needs no care."""
    try:
        charset = codecs.lookup(page.get_content_charset() or "utf-8").name
        content.decode(charset)
    except (LookupError, UnicodeDecodeError):
        return None
    return None if charset in ("utf-8", "ascii") else charset


def _web_address(address: str | None) -> str | None:
    written = str(address or "").strip()
    return written if written.startswith(("http://", "https://")) else None
