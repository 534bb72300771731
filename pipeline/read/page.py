"""What of a web page is furniture by its tag, role or class, and where the article is rooted."""

from __future__ import annotations

import re
from functools import cache

from lxml.etree import _Element

from pipeline.lexicons import words
from pipeline.read.markup import UNPRINTED
from pipeline.read.styling import tags, tokens

_DROPPED_TAGS = frozenset({"nav", "aside", "footer"})
_DROPPED_ROLES = tags(
    "navigation banner contentinfo complementary search dialog alertdialog menu menubar toolbar"
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_NEVER_DROPPED = frozenset({"html", "body", "main"})

# "has-sidebar" and "no-comments" tell of the page's layout, not of what the element is.
_LAYOUT_PREFIXES = frozenset(
    {"has", "no", "with", "without", "not", "sans", "avec", "hide", "show"}
)

# Share of a cell's text that must be links; survey boxes and section names make up the rest.
_LINKED_MARGIN = 0.3

_INLINE = tags("a abbr b em font i mark small span strong sub sup time u")


def clean_page(body: _Element, *, by_class: bool) -> None:
    """Remove navigation, banners, share bars, comments and the like from the tree, in place.

    What holds the core of the page, the element with most prose directly in it, is never removed.

    Args:
        body: The page's ``<body>``.
        by_class: Also judge by class names and ids; without it only by tags, roles and what is
        hidden.
    """
    speaking = _speaking(body)
    core = _core(body)
    protected = {core, *core.iterancestors()}
    for element in list(body.iter()):
        if (
            not isinstance(element.tag, str)
            or element.tag in _NEVER_DROPPED
            or element in protected
        ):
            continue
        if (
            _is_furniture(element)
            or _is_margin(element, protected)
            or (by_class and _has_furniture_class(element, speaking))
        ):
            _drop(element)


def _is_furniture(element: _Element) -> bool:
    if element.tag in _DROPPED_TAGS or element.tag in UNPRINTED:
        # A pull quote may stand in an <aside>; it is no part of the running text either.
        return True
    if element.tag == "header":
        inside = any(parent.tag in ("article", "main") for parent in element.iterancestors())
        return not inside and (element.find(".//h1") is None or element.find(".//nav") is not None)
    if (element.get("role") or "").lower() in _DROPPED_ROLES or element.get("hidden") is not None:
        return True
    return bool(_HIDDEN.search(element.get("style") or ""))


def _is_margin(element: _Element, protected: set[_Element]) -> bool:
    """Return whether this is a cell of links beside the cell that holds the core: a layout table's menu."""
    parent = element.getparent()
    if element.tag != "td" or parent is None or protected.isdisjoint(parent):
        return False
    links = [_letters(link) for link in element.iter("a") if link.get("href")]
    return len(links) >= 2 and sum(links) >= _LINKED_MARGIN * _letters(element)


def _letters(element: _Element) -> int:
    return sum(len(text.strip()) for text in map(str, element.itertext()))


def _has_furniture_class(element: _Element, speaking: frozenset[_Element]) -> bool:
    """Return whether the class or id names something around an article, such as "related-posts".

    Args:
        element: The element.
        speaking: Elements with words of their own beside their children.
    """
    if element.tag == "article" and "comment" not in tokens(element.get("class")):
        return False  # content systems put the article's categories into its class
    named = any(_matches(tokens(element.get(name))) for name in ("class", "id"))
    # A link of class "search" on a name in the middle of a sentence belongs to the sentence.
    return named and not (element.tag in _INLINE and element.getparent() in speaking)


def _speaking(body: _Element) -> frozenset[_Element]:
    return frozenset(element for element in body.iter() if _own_text(element))


def _matches(found: list[str]) -> bool:
    for start in range(len(found)):
        if start and found[start - 1] in _LAYOUT_PREFIXES:
            continue
        for length in (1, 2, 3):
            if " ".join(found[start : start + length]) in _furniture():
                return True
    return False


@cache
def _furniture() -> frozenset[str]:
    return words("page_boilerplate")


def _drop(element: _Element) -> None:
    """Remove an element, not the text after it."""
    parent = element.getparent()
    if parent is None:
        return
    before = element.getprevious()
    if element.tail:
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def _core(body: _Element) -> _Element:
    """Return the element with most prose directly in it or in its paragraphs."""
    speaking = _speaking(body)
    scores: dict[_Element, float] = {}
    weights: dict[_Element, float] = {}
    for element in body.iter():
        if not isinstance(element.tag, str):
            continue
        parent = element.getparent()
        weight = weights.get(parent, 1.0) if parent is not None else 1.0
        if weight and element is not body:
            if element.tag in UNPRINTED or element.tag == "a":
                weight = 0.0
            elif element.tag != "main" and (
                _is_furniture(element) or _has_furniture_class(element, speaking)
            ):
                weight *= 0.02
        weights[element] = weight
        own = _own_text(element) * weight
        if own:
            scores[element] = scores.get(element, 0.0) + own / 2
            holder = parent if parent is not None and element is not body else element
            scores[holder] = scores.get(holder, 0.0) + own
    return max(scores, key=lambda element: scores[element], default=body)


def _own_text(element: _Element) -> int:
    texts = [element.text, *(child.tail for child in element)]
    return sum(len(text.strip()) for text in texts if text)


def roots(body: _Element) -> tuple[list[_Element], list[_Element]]:
    """Return what calls itself the article, then all elements around the core but `body`.

    Both narrowest first.
    """
    core = _core(body)
    around = [core, *core.iterancestors()]
    around = around[: around.index(body)]
    named = [
        element
        for element in around
        if element.tag in ("article", "main") or element.get("role") in ("article", "main")
    ]
    return named, around
