"""doccano -> gold: the JSONL export of a project made with `pipeline.export.doccano`."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import InputError
from pipeline.gold.assembly import Annotated, put_together
from pipeline.gold.labels import read_label
from pipeline.gold.parts import Frame, Parts
from pipeline.importers.doccano_spans import Drawn, parts_of

if TYPE_CHECKING:
    from pydantic import TypeAdapter

_HINT = "export the project from doccano as JSONL"


def doccano_documents_in(path: Path) -> list[Document]:
    """Return the documents of a JSONL export, each to be read.

    Raises:
        InputError: The file is no such export.
    """
    try:
        lines = path.read_bytes().decode("utf-8-sig").split("\n")
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: is not UTF-8 ({error})", hint=_HINT) from error
    found = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            where = f"{path}, line {number}"
            try:
                values = json.loads(line)
            except json.JSONDecodeError as error:
                raise InputError(f"{where}: not valid JSON ({error})", hint=_HINT) from error
            found.append(Document(values, where=where))
    if not found:
        raise InputError(f"{path}: holds no document", hint=_HINT)
    return found


@dataclass(slots=True)
class Document:
    """One document: its text, the spans as drawn, and what was known of it."""

    values: Any
    where: str
    errors: list[str] = field(default_factory=list)

    def read(self) -> Annotated:
        """Return the gold of the document.

        Raises:
            InputError: A label is not of ours, or spans contradict one another; the message names
                every place, one a line.
        """
        values = self.values
        text = values.get("text") if isinstance(values, dict) else None
        if not isinstance(text, str) or not text:
            raise InputError(f"{self.where}: text is missing", hint=_HINT)
        known = self._known(text)
        self.where = f"{self.where} ({known.frame.id})"
        drawn = self._drawn()
        if self.errors:
            raise InputError("\n".join(f"{self.where}: {error}" for error in self.errors))
        parts, warnings = parts_of(drawn, known)
        gold = put_together(parts, where=self.where)
        return Annotated(gold, tuple(f"{self.where}: {warning}" for warning in warnings))

    def _known(self, text: str) -> Parts:
        """Return what we exported, or an empty frame for a project of one's own."""
        meta = self.values.get("meta")
        given = self.values.get("gold", meta.get("gold") if isinstance(meta, dict) else None)
        if given is None:
            frame = Frame(id=str(self.values.get("id") or "doccano"))
            return Parts(text=text, frame=frame, turns=(), mentions=(), claims=(), evidence=())
        if not isinstance(given, dict):
            raise InputError(f"{self.where}: gold is no JSON object", hint=_HINT)
        from pydantic import ValidationError

        try:
            return _adapter().validate_json(json.dumps(given | {"text": text}), strict=True)
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(str(part) for part in first["loc"])
            raise InputError(f"{self.where}: gold.{place}: {first['msg']}") from error

    def _drawn(self) -> list[Drawn]:
        spans = self.values.get("label", self.values.get("entities"))
        if not isinstance(spans, list):
            raise InputError(f"{self.where}: label is no list of spans", hint=_HINT)
        drawn = []
        for span in spans:
            found = self._span(span)
            if found is not None:
                drawn.append(found)
        return drawn

    def _span(self, span: Any) -> Drawn | None:
        """Return one span: ``[start, end, label]``, or an object where the project has relations."""
        if isinstance(span, dict):
            span = [span.get(name) for name in ("start_offset", "end_offset", "label")]
        match span:
            case [int(start), int(end), str(label)]:
                where = f"[{start}, {end}) {label}"
            case _:
                self.errors.append(f"{json.dumps(span)[:60]} is no span: start, end, label")
                return None
        try:
            return Drawn(where, start, end, *read_label(label))
        except ValueError as error:
            self.errors.append(f"[{start}, {end}): {error}")
            return None


@cache
def _adapter() -> TypeAdapter[Parts]:
    from pydantic import TypeAdapter

    return TypeAdapter(Parts)
