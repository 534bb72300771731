"""A row's cells -> strings, their digest, and what each column is for."""

from __future__ import annotations

import hashlib
import json
import math
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from pipeline.errors import InputError
from pipeline.lexicons import table
from pipeline.read.places import Cells, TableError

TextFormat = Literal["txt", "html", "md"]

_TEXTS: dict[str, TextFormat] = {"text": "txt", "html": "html", "markdown": "md"}

# What pandas writes where nobody named a column.
_NAMELESS = ("", "unnamed: 0", "__index_level_0__")


@dataclass(frozen=True, slots=True)
class Roles:
    """What the columns of a row are for."""

    text: str
    format: TextFormat
    fields: Mapping[str, str]  # "id", "title", "date", "author", "publication", "url" -> column
    variables: tuple[str, ...]  # all other columns: the researcher's own


class ColumnError(InputError):
    """No column, or more than one, can be the text."""


def as_cells(values: Mapping[Any, Any]) -> dict[str, str | None]:
    """Return a row's values as strings, as they are written down in records.

    Nothing (null, NaN, binary data such as an image) is None; bytes that are UTF-8, as older programs
    write strings into Parquet, are text; dates are ISO 8601; lists and objects become JSON.

    >>> as_cells({"an": 2019, "ouvert": True, "mots": ["été", 1], "lieu": None})
    {'an': '2019', 'ouvert': 'true', 'mots': '["été", 1]', 'lieu': None}

    Raises:
        TableError: Two columns have one name.
    """
    return dict(zip(column_names(values), map(_cell, values.values()), strict=True))


def column_names(written: Iterable[Any]) -> tuple[str, ...]:
    """Return the names of columns, without white space around them.

    Raises:
        TableError: Two columns have one name.
    """
    names = tuple(_sound(str(name)).strip() for name in written)
    if len(set(names)) < len(names):
        raise TableError(
            f"two columns have one name; columns are {', '.join(names)}",
            hint="give each column a name of its own",
        )
    return names


def _cell(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, bytes):
        return _text_of(value)
    if isinstance(value, str):
        return _sound(value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and math.isnan(value):
        return None
    if isinstance(value, list | dict):
        return _sound(json.dumps(value, ensure_ascii=False, default=_written))
    return _written(value)


def _text_of(value: bytes) -> str | None:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _written(value: Any) -> str:
    return str(value.isoformat()) if hasattr(value, "isoformat") else str(value)


def _sound(text: str) -> str:
    # Half a character outside the basic plane, from a broken JSON escape, fits into no file.
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")


def digest(cells: Cells) -> str:
    """Return the SHA-256 of a row: of all its columns and values, in whatever order they stand.

    The same row has the same digest in a CSV, JSON or Parquet file, wherever it stands there.
    """
    dumped = json.dumps(cells, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(dumped.encode()).hexdigest()


@lru_cache(maxsize=256)
def roles(columns: tuple[str, ...], text_column: str = "") -> Roles:
    """Return what `columns` are for, by their names in any case; the list is a lexicon.

    Args:
        columns: The names, in their order.
        text_column: The name of the text's column; by default it is known by its name.

    Raises:
        ColumnError: No column, or more than one, can be the text; the message names the columns.
    """
    meanings = table("table_columns")
    by_role: dict[str, list[str]] = {}
    for column in columns:
        by_role.setdefault(meanings.get(_key(column), ""), []).append(column)
    text = _text_column(columns, by_role, text_column)
    ranks = {name: rank for rank, name in enumerate(meanings)}
    fields = {
        role: min((c for c in found if c != text), key=lambda column: ranks[_key(column)])
        for role, found in by_role.items()
        if role and role not in _TEXTS and set(found) - {text}
    }
    used = {text, *fields.values()}
    return Roles(
        text=text,
        format=_TEXTS.get(meanings.get(_key(text), ""), "txt"),
        fields=fields,
        variables=tuple(
            column for column in columns if column not in used and _key(column) not in _NAMELESS
        ),
    )


def _text_column(
    columns: tuple[str, ...], by_role: Mapping[str, list[str]], text_column: str
) -> str:
    listed = ", ".join(columns) or "none"
    if text_column:
        found = [text_column] if text_column in columns else []
        found = found or [column for column in columns if _key(column) == _key(text_column)]
        if len(found) == 1:
            return found[0]
        raise ColumnError(
            f"no column is called {text_column!r}; columns are {listed}",
            hint="name the column of the texts with --text-column",
        )
    candidates = [column for role in _TEXTS for column in by_role.get(role, ())]
    if len(candidates) == 1:
        return candidates[0]
    if candidates:
        raise ColumnError(
            f"the text may be in {' or '.join(map(repr, candidates))}",
            hint="say in which with --text-column NAME",
        )
    known = ", ".join(name for name, role in table("table_columns").items() if role in _TEXTS)
    raise ColumnError(
        f"no column of texts; columns are {listed}",
        hint=f"name it with --text-column NAME, or call it one of {known}",
    )


def _key(column: str) -> str:
    return unicodedata.normalize("NFC", column).strip().casefold()
