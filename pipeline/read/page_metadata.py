"""What a web page tells of itself: headline, author, medium; explicit statements before guesses."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml.etree import _Element

from pipeline.lexicons import words
from pipeline.read.assembly import clean
from pipeline.read.comparison import letters_of
from pipeline.read.page_author import marked_author
from pipeline.read.page_dates import page_date
from pipeline.read.page_medium import medium_of

if TYPE_CHECKING:
    from trafilatura.settings import Document

_SEPARATOR = re.compile(r"(?<!\s)\s+[|–—•·»:-]+\s+|(?:(?<!\s)\s+)?\|\s*")
_OPENING = re.compile(r"^[\s|–—•·:-]+")
_CLOSING = re.compile(r"(?<![\s|–—•·:-])[\s|–—•·:-]+$")
_PAGE_TYPE, _SITE_TYPE = re.compile(r"\bWebPage\b"), re.compile(r"\bWebSite\b")
_ARTICLE_TYPE = re.compile(r"article|posting|interview|report", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PageMetadata:
    """What is known of a page; None where it does not tell."""

    title: str | None
    author: str | None
    date: str | None
    publication: str | None
    url: str | None


def page_metadata(tree: _Element, guessed: Document | None) -> PageMetadata:
    """Return the metadata of a page.

    Args:
        tree: The whole page.
        guessed: What trafilatura found: its address is taken, its date, author and medium only
            where the page makes no statement, its title never, for it takes a question in ``<h2>``
            for the headline.
    """
    stated = _stated(tree)
    items = list(_linked_items(tree))
    linked = next((item for item in items if _is_a(item, _ARTICLE_TYPE)), None) or next(
        (item for item in items if _is_a(item, _PAGE_TYPE)), {}
    )
    site = next((item for item in items if _is_a(item, _SITE_TYPE)), {})
    publication = (
        stated.get("og:site_name")
        or _name(linked.get("publisher"))
        or _name(linked.get("isPartOf"))
        or _name(site.get("name"))
        or medium_of(tree, _window(tree), _headlines(tree, stated, linked))
    )
    author = (
        _no_address(stated.get("author"))
        or _no_address(stated.get("article:author"))
        or _name(linked.get("author"))
        or _no_address(marked_author(tree))
        or _tidy(guessed.author if guessed else None)
    )
    return PageMetadata(
        title=_title(tree, stated, linked, publication),
        author=_without_opener(author) if author else None,
        date=page_date(tree, stated, linked, guessed.date if guessed else None),
        publication=publication or _tidy(guessed.sitename if guessed else None),
        url=_tidy(guessed.url if guessed else None),
    )


def _stated(tree: _Element) -> dict[str, str]:
    """Return the page's ``<meta>`` statements, names in lower case; the first of a name counts."""
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        name = name.strip().lower()
        content = _tidy(element.get("content"))
        if name and content:
            found.setdefault(name, content)
    return found


def _linked_items(tree: _Element) -> Iterator[Mapping[str, object]]:
    """Yield what the page describes as linked data (schema.org): articles, the page, the site."""
    for element in tree.iter("script"):
        if "ld+json" not in (element.get("type") or ""):
            continue
        try:
            waiting: list[object] = [json.loads(element.text or "", strict=False)]
        except (ValueError, RecursionError):
            continue  # pages often hold broken linked data; the page itself is still read
        while waiting:
            item = waiting.pop(0)
            if isinstance(item, list):
                waiting += item
            elif isinstance(item, dict):
                waiting.append(item.get("@graph"))
                yield item


def _is_a(item: Mapping[str, object], kind: re.Pattern[str]) -> bool:
    return bool(kind.search(str(item.get("@type"))))


def _name(value: object) -> str | None:
    """Return the name of a person or organisation of linked data, several joined by "; "."""
    if isinstance(value, list):
        return "; ".join(filter(None, map(_name, value))) or None
    if isinstance(value, dict):
        value = value.get("name")
    return _no_address(_tidy(value)) if isinstance(value, str) else None


def _title(
    tree: _Element,
    stated: Mapping[str, str],
    linked: Mapping[str, object],
    publication: str | None,
) -> str | None:
    headline = linked.get("headline")
    window = _window(tree)
    headings = _headings(tree, "h1")
    entries = _entry_titles(tree)
    parts = _SEPARATOR.split(window or "")
    subheadings = _headings(tree, "h2")
    # "Rencontre | Le Quai" over <h1>Le Quai</h1><h2>Rencontre</h2>: the main heading is the medium's.
    is_medium = headings[:1] == parts[-1:] and not set(subheadings).isdisjoint(parts[:-1])
    # A forum's <h1> is the forum's name; the <title> names the topic, and so does an <h2>.
    is_medium = is_medium or (window in subheadings and headings[:1] != [window])
    candidates = (
        stated.get("og:title"),
        _tidy(headline) if isinstance(headline, str) else None,
        entries[0] if len(entries) == 1 else None,
        headings[0]
        if len(headings) == 1 and headings[0] != publication and not is_medium
        else None,
        window,
    )
    title = next(filter(None, candidates), None)
    return _without_medium(title, [*headings, *subheadings], publication) if title else None


def _window(tree: _Element) -> str | None:
    """Return the page's ``<title>``, which the window of a browser shows."""
    element = tree.find(".//title")
    return _tidy(element.text) if element is not None else None


def _headlines(
    tree: _Element, stated: Mapping[str, str], linked: Mapping[str, object]
) -> list[str]:
    """Return what the page states as its headline besides its ``<title>``."""
    headline = linked.get("headline")
    stated_so = (stated.get("og:title"), _tidy(headline) if isinstance(headline, str) else None)
    return [*filter(None, stated_so), *_headings(tree, "h1")]


def _headings(tree: _Element, tag: str) -> list[str]:
    found = (_tidy("".join(map(str, element.itertext()))) for element in tree.iter(tag))
    return [heading for heading in found if heading]


def _entry_titles(tree: _Element) -> list[str]:
    """Return the headlines of entries as blogs mark them (microformats.org, hAtom and h-entry)."""
    marked = (
        element
        for element in tree.iter("h1", "h2", "h3", "div")
        if "entry-title" in (element.get("class") or "").lower().split()
    )
    found = (_tidy("".join(map(str, element.itertext()))) for element in marked)
    return [title for title in found if title]


def _without_medium(title: str, headings: list[str], publication: str | None) -> str:
    """Return the headline without the medium's name before or after it ("… | Le Quai")."""
    parts = [part for part in _SEPARATOR.split(title) if part]
    if len(parts) < 2:
        return title
    for part in parts[:-1]:
        if part in headings and part != publication:
            return part
    if publication and letters_of(parts[-1]) == letters_of(publication):
        return _CLOSING.sub("", title.removesuffix(parts[-1]))
    if publication and letters_of(parts[0]) == letters_of(publication):
        return _OPENING.sub("", title.removeprefix(parts[0]))
    return max(parts, key=len) if "|" in title and len(parts) == 2 else title


def _no_address(value: str | None) -> str | None:
    return None if value is None or re.match(r"https?://|@", value) else value


def _without_opener(author: str) -> str:
    """Return the author without "Par" or "Propos recueillis par"."""
    for opener in words("byline_openers"):
        if author.lower().startswith(f"{opener} "):
            return author[len(opener) :].strip(" :")
    return author


def _tidy(value: str | None) -> str | None:
    return " ".join(clean(value).split()) or None if value else None
