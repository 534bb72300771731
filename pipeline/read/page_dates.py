"""The day on which a web page was published: what it states, never when it was changed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from lxml.etree import _Element

from pipeline.read.dates import iso_date, only_dateline

# Names under which pages state it, the more exact first.
_STATEMENTS = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "citation_publication_date",
    "dcterms.issued",
    "dc.date.issued",
    "dc.date",
    "dcterms.date",
    "parsely-pub-date",
    "publication_date",
    "pubdate",
    "date",
)
_ELSEWHERE = frozenset({"aside", "nav", "footer"})
# Classes of boxes that hold other articles or comments.
_OTHERS = re.compile(r"related|recent|similar|comment|sidebar|widget|teaser|a-lire", re.IGNORECASE)
_PUBLISHED = re.compile(r"publi|pubdate|posted", re.IGNORECASE)
_CHANGED = re.compile(r"updat|modif|maj\b", re.IGNORECASE)


def page_date(
    tree: _Element, stated: Mapping[str, str], linked: Mapping[str, object], guessed: str | None
) -> str | None:
    """Return the day of publication, None where the page does not tell or tells several.

    Args:
        tree: The whole page.
        stated: Its ``<meta>`` statements, names in lower case.
        linked: The article as linked data.
        guessed: What trafilatura found; taken only where the page has nothing that misleads it, the date
        of a change or of another article.
    """
    published = linked.get("datePublished")
    statements = [stated.get(name) for name in _STATEMENTS]
    statements.append(published if isinstance(published, str) else None)
    for statement in filter(None, statements):
        if day := iso_date(statement):
            return day
    times = list(_times(tree))
    marked = {day for element, day in times if _is_marked(element)}
    for days in (marked, {day for _, day in times}):
        if len(days) == 1:
            return days.pop()
    if printed := only_dateline(_texts(tree)):
        return printed
    misleading = any(True for _ in tree.iter("time")) or any("modif" in name for name in stated)
    return None if misleading else iso_date(guessed or "")


def _times(tree: _Element) -> Iterator[tuple[_Element, str]]:
    """Yield the elements of the article itself that hold a day, with the day."""
    for element in tree.iter("time", "span", "abbr", "meta", "p", "div"):
        if element.tag != "time" and element.get("itemprop") != "datePublished":
            continue
        if _CHANGED.search(_named(element)) or is_elsewhere(element):
            continue
        written = element.get("datetime") or element.get("content")
        if day := iso_date(written or ""):
            yield element, day


def _is_marked(element: _Element) -> bool:
    return bool(_PUBLISHED.search(_named(element))) or element.get("pubdate") is not None


def _named(element: _Element) -> str:
    return f"{element.get('class') or ''} {element.get('itemprop') or ''}"


def is_elsewhere(element: _Element) -> bool:
    """Return whether an element stands in a box of other articles or comments."""
    return any(
        parent.tag in _ELSEWHERE
        or (parent.tag not in ("html", "body") and _OTHERS.search(parent.get("class") or ""))
        for parent in element.iterancestors()
    )


def _texts(tree: _Element) -> Iterator[str]:
    """Yield the page's printed strings, those of other articles left out."""
    for element in tree.iter("p", "div", "span", "li", "em", "small", "td", "h6"):
        if element.text and not is_elsewhere(element):
            yield element.text
