"""YAML or TOML front matter of Markdown -> metadata, and the content after it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.lexicons import table
from pipeline.read.dates import iso_date

_YAML = re.compile(r"\ufeff?---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_TOML = re.compile(r"\+\+\+[ \t]*\n(.*?)\n\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL)
_PAIR = re.compile(r"([^\W\d][\w-]*):(?:[ \t]+(.*))?$")
_NESTED = re.compile(r"[ \t]|- |-$|#|$|[\]}]")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What the front matter tells of the source."""

    title: str | None = None
    author: str | None = None
    date: str | None = None
    publication: str | None = None
    url: str | None = None


def split_front_matter(text: str) -> tuple[FrontMatter, str]:
    """Return the metadata and the text after it; a text without front matter is returned whole."""
    if found := _TOML.match(text):
        try:
            return _collected(tomllib.loads(found[1])), text[found.end() :]
        except tomllib.TOMLDecodeError:
            return FrontMatter(), text
    if found := _YAML.match(text):
        values = _yaml_values(found[1])
        if values is not None:
            return _collected(values), text[found.end() :]
    return FrontMatter(), text


def _yaml_values(block: str) -> dict[str, object] | None:
    """Return the top-level strings and lists of a YAML mapping; None where it is none.

    Two rules around a piece of dialogue ("Q : …", "R : …") are not front matter: one known key is
    demanded.
    """
    values: dict[str, object] = {}
    key = ""
    for line in block.split("\n"):
        if found := _PAIR.match(line):
            key = found[1].lower()
            values[key] = _scalar(found[2] or "")
        elif not _NESTED.match(line):
            return None
        elif line.strip().startswith("- ") and values.get(key) in ("", None):
            values[key] = _scalar(line.strip()[2:])
    known = table("front_matter")
    return values if any(name in known for name in values) else None


def _scalar(written: str) -> str:
    written = written.strip()
    if written.startswith("[") and written.endswith("]"):
        written = written[1:-1].split(",")[0].strip()
    if len(written) > 1 and written[0] == written[-1] and written[0] in "\"'":
        written = written[1:-1]
    return "" if written in (">", "|", ">-", "|-", "null", "~") else written.strip()


def _collected(values: Mapping[str, object]) -> FrontMatter:
    known = table("front_matter")
    found: dict[str, str] = {}
    for key, value in values.items():
        field = known.get(key.lower())
        if isinstance(value, list) and value:
            value = value[0]
        written = str(value).strip() if not isinstance(value, dict | list) else ""
        if field and written and field not in found:
            found[field] = written
    date = iso_date(found.pop("date", ""))
    return FrontMatter(**found, date=date)
