"""Which medium published a page, where it is certain: from its ``<title>``, masthead, logo, copyright."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from lxml.etree import _Element

from pipeline.lexicons import words
from pipeline.read.assembly import clean
from pipeline.read.comparison import letters_of
from pipeline.read.page_masthead import Naming, Place, namings

_MARK = re.compile(r"(?:(?<!\s)\s+)?\|\s*|(?<!\s)\s+[–—•·»-]\s+|(?<=\w)\s?:\s+")
# What a fuller form of a name goes on with: "Le Carnet des communicants" of "Le Carnet".
_COMPLEMENT = re.compile(r" (?:des?|du|d['’]|et|&|en|pour) ?")
_STRONG: tuple[Place, ...] = ("brand", "home", "copyright")


def medium_of(tree: _Element, window: str | None, headlines: Sequence[str]) -> str | None:
    """Return the medium's name as the page prints it, None where that is not certain.

    In the title it is certain where the page prints it elsewhere as its own (masthead, link to its
    home, logo, address, copyright), or where the rest of the title is the headline and "|" divides the
    two; never where it is a section's name. Without a title that tells it, it is what masthead, logo and
    copyright agree on; where they name several media, that of most places, and where it
    is as many, none.

    Args:
        tree: The whole page.
        window: The page's ``<title>``.
        headlines: The headlines that the page states elsewhere.
    """
    host = _host(tree)
    printed = list(namings(tree, host))
    for name, divided, proved in _candidates(window or "", headlines):
        if not 2 <= len(name) <= 60 or _is_section(tree, name):
            continue
        if own := _own_form(name, printed, host):
            return own
        if divided and proved:
            return name
    return _agreed(printed, window)


def _own_form(name: str, printed: Sequence[Naming], host: str) -> str | None:
    """Return the name, or the fuller form of it, under which the page prints it as its own."""
    letters = letters_of(name)
    if any(letters_of(naming.name) == letters for naming in printed):
        return name
    for fuller in (naming.name for naming in printed):
        if fuller.startswith(f"{name} "):  # "Le Quai Presse" is the firm that publishes "Le Quai"
            return fuller if _COMPLEMENT.match(fuller, len(name)) else name
    return name if len(letters) > 3 and letters == letters_of(host.split(".")[0]) else None


def _agreed(printed: Sequence[Naming], window: str | None) -> str | None:
    """Return the name that most kinds of places print."""
    forms: defaultdict[str, list[Naming]] = defaultdict(list)
    for naming in printed:
        if letters_of(naming.name) != letters_of(window or ""):
            forms[letters_of(naming.name)].append(naming)
    ranks: dict[str, tuple[int, int]] = {}
    for letters, found in forms.items():
        places = {naming.place for naming in found}
        strong = [place for place in _STRONG if place in places]
        if strong:
            # The owner of the rights may be a firm; masthead and home bear the medium's own name.
            ranks[letters] = (len(places), strong[0] != "copyright")
    best = max(ranks.values(), default=None)
    named = [letters for letters, rank in ranks.items() if rank == best]
    return forms[named[0]][0].name if len(named) == 1 else None


def _host(tree: _Element) -> str:
    """Return the host of the address that the page gives as its own, without "www."."""
    for element in tree.iter("link", "meta"):
        if element.get("rel") == "canonical" or element.get("property") == "og:url":
            address = element.get("href") or element.get("content") or ""
            if host := urlsplit(address).hostname:
                return host.removeprefix("www.")
    return ""


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


def _shown(link: _Element) -> str:
    """Return what a link shows: its words, or those that stand for its picture."""
    text = clean("".join(map(str, link.itertext()))).strip()
    pictures = (picture.get("alt") for picture in link.iter("img"))
    return text or next(filter(None, pictures), "")


def _leads_home(link: _Element) -> bool:
    address = urlsplit((link.get("href") or "").strip())
    return bool(link.get("href")) and address.path in ("", "/") and not address.fragment
