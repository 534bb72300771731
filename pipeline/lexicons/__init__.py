"""French word lists: one file a phenomenon in ``data/``, checked when loaded.

A file is UTF-8 text. Lines that begin with ``#`` are comments; the first comment says where the
words come from. An entry is one line; fields after the entry are separated by tabs. Entries are in lower case
unless the list is of proper names, with straight apostrophes.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from pipeline.errors import PipelineError


@cache
def entries(name: str) -> tuple[tuple[str, ...], ...]:
    """Return the entries of ``data/NAME.txt``, each a tuple of its fields.

    Raises:
        PipelineError: The list is missing, has no source note, a duplicate, an empty field or a
            typographic apostrophe.
    """
    resource = files("pipeline.lexicons") / "data" / f"{name}.txt"
    try:
        lines = resource.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise PipelineError(f"lexicon {name}: not installed ({error})") from error
    if not lines or not lines[0].startswith("# "):
        raise PipelineError(f"lexicon {name}: line 1 must be a comment that names the source")
    found: dict[str, tuple[str, ...]] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        fields = tuple(part.strip() for part in line.split("\t"))
        if "’" in line or not all(fields):
            raise PipelineError(
                f"lexicon {name}, line {number}: empty field or typographic apostrophe"
            )
        if fields[0] in found:
            raise PipelineError(f"lexicon {name}, line {number}: {fields[0]!r} stands twice")
        found[fields[0]] = fields
    return tuple(found.values())


@cache
def words(name: str) -> frozenset[str]:
    """Return the first fields of a list as a set."""
    return frozenset(fields[0] for fields in entries(name))


@cache
def table(name: str) -> dict[str, str]:
    """Return a list of two fields as a mapping; callers must not change it."""
    return {fields[0]: fields[1] for fields in entries(name)}
