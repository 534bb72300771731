"""Label Studio -> gold: a JSON export of a project made with `pipeline.export.labelstudio`.

Label Studio has counted code points since 2022 (label-studio-frontend pull request 308), UTF-16
units before: an emoji counted twice. Each region repeats its words, so which of both a region
counts is proved, not guessed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.errors import InputError
from pipeline.gold.assembly import Annotated, put_together
from pipeline.gold.frame import parse_frame
from pipeline.gold.parts import Frame, Parts
from pipeline.importers.labelstudio_regions import Region, parts_of


def labelstudio_tasks_in(path: Path) -> list[Task]:
    """Return the tasks of a JSON export, or of the file of tasks that we wrote, each to be read.

    Raises:
        InputError: The file is no such export.
    """
    try:
        values = json.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from error
    except ValueError as error:  # UnicodeDecodeError is one as well
        raise InputError(f"{path}: not valid JSON ({error})") from error
    tasks = [values] if isinstance(values, dict) else values
    if not isinstance(tasks, list) or not tasks:
        raise InputError(
            f"{path}: holds no task", hint="export the project from Label Studio as JSON"
        )
    return [Task(task, where=f"{path}, task {number}") for number, task in enumerate(tasks, 1)]


@dataclass(slots=True)
class Task:
    """One task: its text, and the annotation that counts."""

    task: Any
    where: str
    errors: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def read(self) -> Annotated:
        """Return the gold of the task.

        Raises:
            InputError: Nobody annotated it, or several people did; a region's words are not those
                of the text, or regions contradict one another. The message names every place, one
                a line.
        """
        text, frame = self._data()
        regions = self._regions(text)
        turns, mentions, claims, evidence = parts_of(regions, self.errors, self.warnings)
        if self.errors:
            raise InputError("\n".join(f"{self.where}: {error}" for error in self.errors))
        parts = Parts(
            text=text, frame=frame, turns=turns, mentions=mentions, claims=claims, evidence=evidence
        )
        warnings = tuple(f"{self.where}: {warning}" for warning in self.warnings)
        return Annotated(put_together(parts, where=self.where), warnings)

    def _data(self) -> tuple[str, Frame]:
        data = self.task.get("data") if isinstance(self.task, dict) else None
        text = data.get("text") if isinstance(data, dict) else None
        if not isinstance(data, dict) or not isinstance(text, str) or not text:
            raise InputError(
                f"{self.where}: data.text is missing",
                hint="export as JSON, not as JSON-MIN, and keep the text in the column text",
            )
        if "gold" in data:
            frame = parse_frame(data["gold"], where=f"{self.where}: data.gold")
        else:
            frame = Frame(id=str(data.get("id") or f"task-{self.task.get('id', 'x')}"))
        self.where = f"{self.where} ({frame.id})"
        return text, frame

    def _results(self) -> list[dict[str, Any]]:
        """Return the results of the one annotation; of the prediction in a file of our own."""
        if "annotations" in self.task:
            listed = _objects(self.task["annotations"] or [], f"{self.where}: annotations")
            found = [annotation for annotation in listed if not annotation.get("was_cancelled")]
            if not found:
                raise InputError(
                    f"{self.where}: nobody has annotated it",
                    hint="submit it in Label Studio, or leave it out of the export",
                )
        else:
            found = _objects(self.task.get("predictions") or [{}], f"{self.where}: predictions")
        if len(found) > 1:
            raise InputError(
                f"{self.where}: {len(found)} annotations of one interview",
                hint="delete all but one in Label Studio, or export one annotator at a time",
            )
        return _objects(found[0].get("result"), f"{self.where}: result")

    # --- regions ---------------------------------------------------------------------------

    def _regions(self, text: str) -> list[Region]:
        """Return the labelled regions with the fields that belong to them."""
        regions: dict[str, Region] = {}
        for result in self._results():
            type, id = result.get("type"), str(result.get("id"))
            value = result.get("value")
            if not isinstance(value, dict) or type not in ("labels", "choices", "textarea"):
                self.warnings.append(f"a result of type {type!r} is not kept in the gold")
                continue
            region = regions.setdefault(id, Region(id=id))
            if type == "labels":
                self._place(region, text, value)
            if isinstance(meta := result.get("meta"), dict) and meta.get("text"):
                self._once(f"region {id}: its comment is not kept in the gold")
            found = value.get("text" if type == "textarea" else type)
            region.fields[str(result.get("from_name"))] = [
                str(item) for item in (found if isinstance(found, list) else [found])
            ]
        return [region for region in regions.values() if self._is_placed(region)]

    def _is_placed(self, region: Region) -> bool:
        if not region.placed:
            self._once(f"{', '.join(region.fields)}: without a labelled region, not kept")
        return region.placed and region.end > region.start

    def _once(self, warning: str) -> None:
        if warning not in self.warnings:
            self.warnings.append(warning)

    def _place(self, region: Region, text: str, value: dict[str, Any]) -> None:
        """Set the region's span in code points, proved by the words that it repeats."""
        region.placed = True
        place = value.get("globalOffsets") or value
        try:
            start, end = int(place["start"]), int(place["end"])
        except (KeyError, TypeError, ValueError):
            self.errors.append(f"region {region.id}: start and end are no numbers")
            return
        words = value.get("text")
        if not isinstance(words, str):
            if any(character > "\uffff" for character in text):
                self._once(
                    'its regions do not repeat their words (saveTextResult="no"), so how emoji '
                    "are counted is not proved: taken as one character each"
                )
            region.start, region.end = start, end
            return
        for span in ((start, end), _from_utf16(text, start, end)):
            if span is not None and _squeezed(text[span[0] : span[1]]) == _squeezed(words):
                region.start, region.end = span
                if span != (start, end):
                    self._once("regions that counted UTF-16 units were converted")
                return
        self.errors.append(
            f"region {region.id} reads {text[start:end][:40]!r} in the text, {words[:40]!r} in the "
            "annotation; draw it anew, or put back the text that was annotated"
        )


def _objects(values: Any, where: str) -> list[dict[str, Any]]:
    if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
        raise InputError(
            f"{where} is no list of JSON objects",
            hint="export the project from Label Studio as JSON",
        )
    return values


def _squeezed(words: str) -> str:
    """Return words without white space: Label Studio shows a line end as backslash and n."""
    return "".join(words.replace("\\n", " ").split())


def _from_utf16(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return a span of UTF-16 units as code points; None if it cuts a character or is outside."""
    encoded = text.encode("utf-16-le", "surrogatepass")
    if not 0 <= start < end <= len(encoded) // 2:
        return None
    try:
        before = encoded[: 2 * start].decode("utf-16-le")
        inside = encoded[2 * start : 2 * end].decode("utf-16-le")
    except UnicodeDecodeError:
        return None
    return len(before), len(before) + len(inside)
