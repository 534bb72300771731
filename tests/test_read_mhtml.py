"""Web archives in one file: which part is the page, and how it is decoded."""

from __future__ import annotations

import quopri
from pathlib import Path

import pytest

from pipeline.errors import InputError
from pipeline.read import read_source
from pipeline.schema import Source
from pipeline.settings import Settings

PAGE = (
    "<html><head><title>Un portrait</title></head><body><article>"
    "<p><b>Où l’été s’achève-t-il\u202f?</b></p><p>À Brest, répond-elle sans hésiter.</p>"
    "</article></body></html>"
)
TEXT = "Où l’été s’achève-t-il\u202f?\n\nÀ Brest, répond-elle sans hésiter."


def saved(page: str = PAGE, *, charset: str = "utf-8", header: str = "", name: str = "") -> bytes:
    top = (
        "From: <Saved by Blink>\r\n"
        "Snapshot-Content-Location: https://vitrine.example/portrait\r\n"
        "Subject: Un portrait\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; type="text/html"; boundary="----B"\r\n\r\n'
    )
    content = quopri.encodestring(page.encode(charset))
    return b"".join(
        (
            (top if not name else top.replace("vitrine", name)).encode(),
            b"------B\r\nContent-Type: text/css\r\n\r\np { color: red }\r\n",
            f"------B\r\nContent-Type: text/html{header}\r\n".encode(),
            b"Content-Transfer-Encoding: quoted-printable\r\n\r\n",
            content,
            b"\r\n------B\r\nContent-Type: text/html\r\n\r\n<p>Publicit\xe9</p>\r\n------B--\r\n",
        )
    )


def read(folder: Path, data: bytes, name: str = "page.mhtml") -> Source:
    path = folder / name
    path.write_bytes(data)
    return read_source(path, id="page", file=name, settings=Settings())


@pytest.mark.parametrize("name", ["page.mhtml", "PAGE.MHT"])
def test_the_page_is_read_as_if_it_had_been_saved_alone(tmp_path: Path, name: str) -> None:
    source = read(tmp_path, saved(), name)
    alone = read(tmp_path, PAGE.encode(), "page.html")
    assert source.text == alone.text == TEXT
    assert (source.blocks, source.title) == (alone.blocks, alone.title)
    assert source.format == "html"


def test_the_address_is_the_one_it_was_saved_from(tmp_path: Path) -> None:
    assert read(tmp_path, saved()).url == "https://vitrine.example/portrait"


def test_an_address_of_the_page_itself_goes_first(tmp_path: Path) -> None:
    page = PAGE.replace("<title>", '<link rel="canonical" href="https://autre.example/p"><title>')
    assert read(tmp_path, saved(page)).url == "https://autre.example/p"


def test_a_legacy_charset_is_that_of_the_part(tmp_path: Path) -> None:
    source = read(
        tmp_path,
        saved(
            charset="cp1252", header='; charset="windows-1252"', page=PAGE.replace("\u202f", "\xa0")
        ),
    )
    assert source.text == TEXT.replace("\u202f", "\xa0")
    assert source.encoding == "cp1252"


@pytest.mark.parametrize("charset", ["utf-8", "x-unknown"])
def test_a_charset_that_is_of_no_use_leaves_the_page_as_it_is(tmp_path: Path, charset: str) -> None:
    source = read(tmp_path, saved(header=f'; charset="{charset}"'))
    assert (source.text, source.encoding) == (TEXT, "utf-8")


@pytest.mark.parametrize("data", [b"Content-Type: text/plain\r\n\r\nUn ?", b"rien"])
def test_an_archive_without_a_page_is_refused(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(InputError, match=r"page\.mhtml: no page found.*save the page again"):
        read(tmp_path, data)
