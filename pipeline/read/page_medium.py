"""The medium's name in a page's ``<title>`` ("Rencontre avec Maud | Culture RP"), where it is certain."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from lxml.etree import _Element

from pipeline.lexicons import words
from pipeline.read.assembly import clean
from pipeline.read.comparison import letters_of

_MARK = re.compile(r"(?:(?<!\s)\s+)?\|\s*|(?<!\s)\s+[–—•·»-]\s+|(?<=\w):\s+")
_COPYRIGHT = re.compile(
    r"(?:©|\(c\)|copyright)\s*(?:\d{4}\s*)?(?:[-–—]\s*\d{4}\s*)?([^.|]{2,60})", re.I
)


def medium_in_title(tree: _Element, window: str | None, headlines: Sequence[str]) -> str | None:
    """Return the part of the title that names the medium, None where that is not certain.

    It is certain where the page names it elsewhere as its own (the link to its home, its address, its
    copyright), or where the rest of the title is the headline and "|" divides the two; never
    where it is a section's name.

    Args:
        tree: The whole page.
        window: The page's ``<title>``.
        headlines: The headlines that the page states elsewhere.
    """
    for name, divided, proved in _candidates(window or "", headlines):
        if not 2 <= len(name) <= 60 or _is_section(tree, name):
            continue
        if (divided and proved) or _is_own(tree, name):
            return name
    return None


def _candidates(window: str, headlines: Sequence[str]) -> Iterator[tuple[str, bool, bool]]:
    """Yield what may be the medium, whether "|" stands before it, and whether the rest is the headline."""
    parts = _MARK.split(window)
    marks = _MARK.findall(window)
    if len(parts) < 2:
        return
    stated = {letters_of(headline) for headline in headlines}
    # First stands the medium only where it is the shorter: a page's <h1> may hold the medium's name.
    ends = ((parts[-1], marks[-1], parts[:-1]), (parts[0], marks[0], parts[1:]))
    for name, mark, rest in ends:
        letters = [letters_of("".join(rest[:n])) for n in range(1, len(rest) + 1)]
        letters += [letters_of("".join(rest[-n:])) for n in range(1, len(rest) + 1)]
        proved = not stated.isdisjoint(letters) and letters_of(name) not in stated
        if name is parts[0] and len(name.split()) > sum(len(part.split()) for part in rest):
            proved = False
        yield name.strip(), "|" in mark, proved


def _is_section(tree: _Element, name: str) -> bool:
    """Return whether a name is a section's: a common one, or the words of a link that leads not home."""
    letters = letters_of(name)
    if letters in {letters_of(word) for word in words("page_rubrics")}:
        return True
    if any(letters_of("".join(map(str, h.itertext()))) == letters for h in tree.iter("h2", "h3")):
        return True  # the headline, under an <h1> that holds the medium's name
    links = [link for link in tree.iter("a") if letters_of(_shown(link)) == letters]
    return bool(links) and not any(_leads_home(link) for link in links)


def _is_own(tree: _Element, name: str) -> bool:
    """Return whether the page calls itself so: link to its home, address, copyright."""
    letters = letters_of(name)
    if any(_leads_home(link) and letters_of(_shown(link)) == letters for link in tree.iter("a")):
        return True
    for element in tree.iter("link", "meta"):
        address = element.get("href") or element.get("content") or ""
        if element.get("rel") == "canonical" or element.get("property") == "og:url":
            host = urlsplit(address).hostname or ""
            if len(letters) > 3 and letters == letters_of(host.removeprefix("www.").split(".")[0]):
                return True
    owners = (found for text in map(str, tree.itertext()) for found in _COPYRIGHT.finditer(text))
    return any(letters_of(owner[1]) == letters for owner in owners)


def _shown(link: _Element) -> str:
    """Return what a link shows: its words, or those that stand for its picture."""
    text = clean("".join(map(str, link.itertext()))).strip()
    pictures = (picture.get("alt") for picture in link.iter("img"))
    return text or next(filter(None, pictures), "")


def _leads_home(link: _Element) -> bool:
    address = urlsplit((link.get("href") or "").strip())
    return bool(link.get("href")) and address.path in ("", "/") and not address.fragment
