"""How web pages style words: class names, weights, style sheets."""

from __future__ import annotations

import re

from lxml.etree import _Element

_WEIGHT = re.compile(
    r"font-weight\s*:\s*(bold(?:er)?|[6-9]00|normal|lighter|[1-5]00)", re.IGNORECASE
)
# Only ".name" and "p.name": a selector of several parts bolds something inside, or only somewhere.
_CLASS_SELECTOR = re.compile(r"[a-z0-9]*\.([\w-]+)$", re.IGNORECASE)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_WORD = re.compile(r"[a-zà-ÿ]+|\d+")


def tags(names: str) -> frozenset[str]:
    """Return names separated by spaces as a set."""
    return frozenset(names.split())


def tokens(*names: str | None) -> list[str]:
    """Return the words that class names and ids are made of.

    >>> tokens("post-related relatedPosts2")
    ['post', 'related', 'related', 'posts', '2']
    """
    joined = " ".join(name for name in names if name)
    return _WORD.findall(_CAMEL.sub(" ", joined).lower().replace("_", " "))


def _is_bold(weight: str) -> bool:
    return weight.lower() in ("bold", "bolder") or weight[0] in "6789"


def weight(css: str | None) -> bool | None:
    """Return whether declarations make words bold; None where they say nothing of weight."""
    found = _WEIGHT.search(css or "")
    return _is_bold(found[1]) if found else None


def bold_classes(tree: _Element) -> frozenset[str]:
    """Return the class names that the page's own style sheet prints in bold."""
    found: set[str] = set()
    for sheet in tree.iter("style"):
        for rule in (sheet.text or "").split("}"):
            selectors, _, declarations = rule.rpartition("{")
            if not weight(declarations):
                continue
            for selector in selectors.split(","):
                if name := _CLASS_SELECTOR.match(selector.strip()):
                    found.add(name[1].lower())
    return frozenset(found)
