"""Who signs a web page: the one name that its markup calls the author's."""

from __future__ import annotations

from lxml.etree import _Element

from pipeline.lexicons import words
from pipeline.read.assembly import clean
from pipeline.read.page_dates import is_elsewhere

_LONGEST = 60  # characters of a name; what is longer is a sentence about the author


def marked_author(tree: _Element) -> str | None:
    """Return the name marked as the author's, None where none is or several are.

    The marks are those of content systems: ``rel="author"``, ``itemprop="author"`` and the
    microformats ``author vcard`` and ``p-author`` (microformats.org, hCard and h-entry). Comments,
    sidebars and other articles have authors of their own and are passed over.
    """
    names = {name for element in tree.iter() if (name := _name(element)) is not None}
    return names.pop() if len(names) == 1 else None


def _name(element: _Element) -> str | None:
    if not isinstance(element.tag, str) or not _is_marked(element) or is_elsewhere(element):
        return None
    named = element.find(".//*[@itemprop='name']")
    holder = element if named is None else named
    written = holder.get("content") or "".join(map(str, holder.itertext()))
    name = " ".join(clean(written).split())
    if not name or len(name) > _LONGEST or name.lower() in words("placeholder_authors"):
        return None
    return name


def _is_marked(element: _Element) -> bool:
    classes = (element.get("class") or "").lower().split()
    return (
        "author" in (element.get("rel") or "").lower().split()
        or element.get("itemprop") == "author"
        or "p-author" in classes
        or {"author", "vcard"} <= set(classes)
    )
