"""The line of words that stands beside a span in a tool: an id, then ``name = value`` fields."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

_ID = re.compile(r"[etcs][0-9]+(?:\.[0-9]+)?")
_FIELD = re.compile(r"\s*(?P<key>[a-z]+)\s*=\s*(?P<value>\"(?:[^\"\\]|\\.)*\"|.*)\s*", re.DOTALL)
_PIECE = re.compile(r"(?:=\s*\"(?:[^\"\\]|\\.)*\"|[^|])+")


@dataclass(frozen=True, slots=True)
class Note:
    """What a note says; ``words`` are those that are neither id nor field."""

    id: str | None
    fields: dict[str, str]
    words: str | None


def note_line(id: str, fields: Mapping[str, str | None]) -> str:
    """Return the note of an id and of the fields that have a value.

    >>> note_line("e2", {"name": "Christophe Ginisty", "kind": None})
    'e2 | name = Christophe Ginisty'
    """
    given = [f"{key} = {_shown(value)}" for key, value in fields.items() if value is not None]
    return " | ".join([id, *given])


def _shown(value: str) -> str:
    plain = bool(value) and value == value.strip() and value.isprintable()
    return value if plain and not set('"|') & set(value) else json.dumps(value)


def read_note(line: str) -> Note:
    """Return what a note says.

    Raises:
        ValueError: A field stands twice, or its quoted value is malformed.

    >>> read_note("c4 | source = Ils | à revoir")
    Note(id='c4', fields={'source': 'Ils'}, words='à revoir')
    >>> read_note("Christophe Ginisty")
    Note(id=None, fields={}, words='Christophe Ginisty')
    """
    id: str | None = None
    fields: dict[str, str] = {}
    words: list[str] = []
    for number, piece in enumerate(_PIECE.findall(line)):
        field = _FIELD.fullmatch(piece)
        if number == 0 and _ID.fullmatch(piece.strip()):
            id = piece.strip()
        elif field is None:
            words += [piece.strip()] if piece.strip() else []
        elif field["key"] in fields:
            raise ValueError(f"{field['key']} stands twice in the note {line!r}")
        else:
            fields[field["key"]] = _value(field["value"].strip(), line)
    return Note(id, fields, " | ".join(words) or None)


def _value(shown: str, line: str) -> str:
    if not shown.startswith('"'):
        return shown
    try:
        value = json.loads(shown)
    except json.JSONDecodeError as error:
        raise ValueError(f"a quotation mark is not closed in the note {line!r}") from error
    return str(value)
