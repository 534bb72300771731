"""What a page prints around the article as its own name: masthead, home link, logo, copyright.

Each place is one witness; `pipeline.read.page_medium` hears them together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

from lxml.etree import _Element

from pipeline.lexicons import words
from pipeline.read.assembly import clean
from pipeline.read.styling import tags, tokens
from pipeline.text import analysis_form

Place = Literal["brand", "home", "copyright", "other"]
Zone = Literal["article", "header", "footer", "nav", "aside", "picture"]

_LONGEST = 60  # characters of a name; what is longer is a sentence
_MOST_WORDS = 9
_HOMES = frozenset({"/", ".", "./", "..", "../", "index.html", "index.htm", "index.php"})
_HOMES |= {f"../{page}" for page in _HOMES} | {f"/{page}" for page in _HOMES}
_LINES = tags("p div li small span td address section footer center")
_PARTS = tags("h1 h2 p div span strong b a")  # what a name in a header may stand in
_ZONES: dict[str, Zone] = {
    "article": "article",
    "main": "article",
    "header": "header",
    "footer": "footer",
    "nav": "nav",
    "aside": "aside",
    "figure": "picture",
}
_ROLES: dict[str, Zone] = {"banner": "header", "contentinfo": "footer", "navigation": "nav"}
# Logos that are another's: "partner-logo", "client-logo".
_OTHERS = tags(
    "partner partners partenaire partenaires sponsor sponsors client clients social share author "
    "comment comments store app payment"
)
_FOOTERS = frozenset({"footer", "colophon", "copyright", "pied"})
# "Logo du Carnet" is a picture of the name "Carnet"; "Le Carnet - Accueil" leads home.
_LOGO = re.compile(
    r"^logo(?:type)?(?: (?:du site|de|du|des) | ?: ?| )|(?<![ -])[ -]+logo$", re.IGNORECASE
)
_DIVIDED = re.compile(r"\s[|–—•·>»«-]+\s|\s?[|•·]\s?|\n|,\s|\.(?:\s|$)|\s:\s")
_SIGN = re.compile(
    r"(?:©|\(c\)(?=\s|\d)|\bcopyright\b)(?:\s*(?:©|\(c\)|copyright\b))?", re.IGNORECASE
)
_YEARS = re.compile(r"\b(?:19|20)\d\d\b(?:\s?[-–—/à]\s?(?:(?:19|20)\d\d\b)?)?")


class Naming(NamedTuple):
    """A name, and where the page prints it as its own; "other" places only support one of the rest."""

    name: str
    place: Place


def namings(tree: _Element, host: str) -> Iterator[Naming]:
    """Yield every name that the page prints as its own outside its article.

    Args:
        tree: The whole page.
        host: The host of the page's address, "" where the page does not tell it.
    """
    for element, zones in _zoned(tree):
        if "article" in zones:
            continue
        around = not zones.isdisjoint({"footer", "aside", "picture"})
        if not around and _is_brand(element):
            yield from _named(_shown(element), "brand")
        elif element.tag == "a" and _leads_home(element, host, headed="header" in zones):
            listed = around or "nav" in zones
            yield from _named(_shown(element), "other" if listed else "home")
        elif "header" in zones and "nav" not in zones and element.tag in _PARTS:
            yield from _named(element.text or "", "other")
        if "footer" in zones and "picture" not in zones and (owner := _owner(element)):
            yield Naming(owner, "other" if _is_person(owner) else "copyright")


def _zoned(tree: _Element) -> Iterator[tuple[_Element, frozenset[Zone]]]:
    """Yield each element and the zones of the page that it stands in."""
    found: dict[_Element, frozenset[Zone]] = {}
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        parent = element.getparent()
        zones = found.get(parent, frozenset()) if parent is not None else frozenset()
        zone = _ZONES.get(element.tag) or _ROLES.get((element.get("role") or "").lower())
        if zone is None and not _FOOTERS.isdisjoint(
            tokens(element.get("class"), element.get("id"))
        ):
            zone = "footer"
        found[element] = zones | {zone} if zone and zone not in zones else zones
        yield element, found[element]


def _named(shown: str, place: Place) -> Iterator[Naming]:
    """Yield the name in what a place shows, without "Logo" or "Accueil"; nothing for mere common words."""
    for part in _DIVIDED.split(shown):
        name = _LOGO.sub("", part.strip(" -–—|:·•»«\"'")).strip()
        if _can_name(name):
            yield Naming(name, place)
            return


def _can_name(name: str) -> bool:
    low = analysis_form(name).lower()
    common = low in words("page_home_words") | words("page_rubrics") or name in _platforms()
    short = 2 <= len(name) <= _LONGEST and len(name.split()) <= _MOST_WORDS
    return short and not common and any(letter.isupper() or letter.isdigit() for letter in name)


@cache
def _platforms() -> frozenset[str]:
    """Platforms whose logos stand on every page."""
    return words("known_platforms")


@cache
def _brands() -> frozenset[str]:
    return words("page_brand_classes")


def _is_brand(element: _Element) -> bool:
    """Return whether a class or an id calls the element the site's name or logo."""
    for attribute in ("class", "id"):
        found = tokens(element.get(attribute))
        if not _OTHERS.isdisjoint(found):
            return False
        for start in range(len(found)):
            if any(" ".join(found[start : start + n]) in _brands() for n in (1, 2, 3)):
                return True
    return False


def _shown(element: _Element) -> str:
    """Return the words of an element, one line a part, or those that stand for its picture."""
    parts = (clean(str(text)).strip() for text in element.itertext())
    if text := "\n".join(filter(None, parts)):
        return text
    pictures = (picture.get("alt") for picture in element.iter("img"))
    return (
        next(filter(None, pictures), None)
        or element.get("title")
        or element.get("aria-label")
        or ""
    )


def _leads_home(link: _Element, host: str, *, headed: bool) -> bool:
    """Return whether a link leads to the home of this site, not of another."""
    written = (link.get("href") or "").strip()
    address = urlsplit(written)
    if not written or address.query or address.fragment:
        return False
    if not address.netloc:
        return address.path in _HOMES and not address.scheme
    pictured = headed and next(link.iter("img"), None) is not None
    own = bool(host) and (address.hostname or "").removeprefix("www.") == host
    return address.path in _HOMES | {""} and (own or pictured)


def _is_person(name: str) -> bool:
    """Return whether it may be the photographer, or who made the site."""
    parts = name.split()
    return len(parts) in (2, 3) and parts[0] in words("known_firstnames")


def _owner(element: _Element) -> str | None:
    """Return whose the copyright line is: "© 2021 Le Carnet. Tous droits réservés", "Le Carnet © 2021"."""
    if element.tag not in _LINES or any(_SIGN.search(_line(c)) for c in element if c.tag in _LINES):
        return None  # the line is one of its children
    line = _line(element)
    sign = _SIGN.search(line)
    if sign is None:
        return None
    for side, nearest in ((line[sign.end() :], 0), (line[: sign.start()], -1)):
        parts = [part.strip(" -–—,:.") for part in _DIVIDED.split(_YEARS.sub(" | ", side))]
        parts = [part for part in parts if part]
        if parts and (name := _without_rights(parts[nearest])) and _can_name(name):
            return name
    return None


def _line(element: _Element) -> str:
    return " ".join(clean("".join(map(str, element.itertext()))).split())


def _without_rights(name: str) -> str:
    """Return an owner without what stands beside it ("Tous droits réservés"), "" where nothing is left."""
    low = analysis_form(name).lower()
    ends = [at for right in words("page_rights") if (at := f" {low}".find(f" {right}")) >= 0]
    return name[: min(ends, default=len(name))].strip(" -–—,:.")
