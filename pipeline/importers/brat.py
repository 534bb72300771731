"""brat -> gold: a text with its standoff file, as exported or as an annotator left it.

The notation is that of `pipeline.export.brat`. A text that was annotated in brat from the
beginning, without the JSON file of an export, is read as well.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline.errors import InputError
from pipeline.gold.assembly import Annotated, put_together
from pipeline.gold.frame import parse_frame
from pipeline.gold.notes import Note
from pipeline.gold.parts import ClaimPart, EvidencePart, Frame, MentionPart, Parts, TurnPart
from pipeline.importers.brat_lines import LETTERS, Drawn, read_lines
from pipeline.importers.marked_header import Problems


def read_brat(path: Path, *, id: str | None = None) -> Annotated:
    """Return the gold of one ``.ann`` file; the text stands beside it under the same name.

    Args:
        path: The ``.ann`` file.
        id: Of the interview, where no JSON file beside it tells it; none: the file's name.

    Raises:
        InputError: A file is missing or malformed, an annotation is not of our types, its words
            are not those of the text, or annotations contradict one another; the message names
            every place, one a line.
    """
    text = _content(path.with_suffix(".txt"))
    problems = Problems(file=str(path))
    drawn = read_lines(_content(path), problems)
    if problems.errors:
        raise InputError("\n".join(problems.errors))
    text = _same_text(text, drawn, problems)
    frame_path = path.with_suffix(".json")
    frame = _frame(frame_path) if frame_path.is_file() else Frame(id=id or path.stem)
    parts = _Sorter(text, frame, problems).parts(drawn)
    if problems.errors:
        raise InputError("\n".join(problems.errors))
    return Annotated(put_together(parts, where=str(path)), tuple(problems.warnings))


def _content(path: Path) -> str:
    # As bytes, so that no line end is changed: offsets count them.
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError as error:
        raise InputError(
            f"{path}: is missing", hint="brat keeps NAME.txt and NAME.ann in one folder"
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read ({error})") from error


def _frame(path: Path) -> Frame:
    try:
        values = json.loads(_content(path))
    except json.JSONDecodeError as error:
        raise InputError(f"{path}: not valid JSON ({error})") from error
    return parse_frame(values, where=str(path))


# --- the text -------------------------------------------------------------------------------


def _same_text(text: str, drawn: list[Drawn], problems: Problems) -> str:
    """Return the text with ``\\n`` line ends and note spans whose words are not those of the text.

    Where a text came to have ``\\r\\n`` before it was annotated, spans are moved accordingly.
    """
    if "\r\n" in text:
        plain = text.replace("\r\n", "\n")
        if all(_words(plain, part) == part.words for part in drawn):
            return plain
        _check_words(text, drawn, problems)
        for part in drawn:
            part.spans = [
                (start - text.count("\r\n", 0, start), end - text.count("\r\n", 0, end))
                for start, end in part.spans
            ]
        return plain
    _check_words(text, drawn, problems)
    return text


def _words(text: str, part: Drawn) -> str:
    return " ".join(text[start:end] for start, end in part.spans)


def _check_words(text: str, drawn: list[Drawn], problems: Problems) -> None:
    for part in drawn:
        found = _words(text, part)
        if found != part.words:
            problems.error(
                part.line,
                f"{part.id} reads {found[:40]!r} in the text, {part.words[:40]!r} here; the text "
                "was changed after it was annotated: put the old text back, or annotate it anew",
            )


# --- spans by layer ---------------------------------------------------------------------------


class _Sorter:
    """Puts the spans of one file into their layers."""

    def __init__(self, text: str, frame: Frame, problems: Problems) -> None:
        self.text, self.frame, self.problems = text, frame, problems

    def parts(self, drawn: list[Drawn]) -> Parts:
        placed = {part.id: self._span(part) for part in drawn}
        by_layer: dict[str, list[Drawn]] = {layer: [] for layer in LETTERS}
        for part in drawn:
            by_layer[part.layer].append(part)
        return Parts(
            text=self.text,
            frame=self.frame,
            turns=tuple(
                TurnPart(
                    **_common(part, placed),
                    id=part.note.id,
                    role=part.type,  # type: ignore[arg-type]  # a role, else another layer
                    speaker=part.attributes.get("Speaker"),
                )
                for part in by_layer["turn"]
            ),
            mentions=tuple(
                MentionPart(
                    **_common(part, placed),
                    entity=part.note.id,
                    name=_name(part.note),
                    label=part.type,  # type: ignore[arg-type]  # a label, else another layer
                    kind=part.attributes.get("Kind"),  # type: ignore[arg-type]  # checked when read
                )
                for part in by_layer["mention"]
            ),
            claims=tuple(_claim(part, placed) for part in by_layer["claim"]),
            evidence=tuple(self._evidence(by_layer["evidence"], placed)),
        )

    def _span(self, part: Drawn) -> tuple[int, int]:
        for (_, end), (start, _) in zip(part.spans, part.spans[1:], strict=False):
            if start < end or self.text[end:start].strip():
                self.problems.error(
                    part.line,
                    f"{part.id} leaves out {self.text[end:start][:40]!r}; our spans are in one "
                    "piece (only line ends divide them): draw it anew, or draw two",
                )
        return part.spans[0][0], part.spans[-1][1]

    def _evidence(
        self, drawn: list[Drawn], placed: dict[str, tuple[int, int]]
    ) -> Iterator[EvidencePart]:
        for part in drawn:
            if part.note.id is None:
                self.problems.error(
                    part.line,
                    f"{part.id} does not say which sentence of the summary it supports; write the "
                    "sentence's number into its note: s1, s2…",
                )
                continue
            sentence, _, order = part.note.id[1:].partition(".")
            yield EvidencePart(
                **_common(part, placed),
                sentence=int(sentence),
                order=int(order) if order else None,
            )


def _common(part: Drawn, placed: dict[str, tuple[int, int]]) -> dict[str, Any]:
    start, end = placed[part.id]
    return {"where": part.where, "start": start, "end": end}


def _name(note: Note) -> str | None:
    """Return the entity's name: the field, or all words of a note without id."""
    return note.fields.get("name") or (note.words if note.id is None else None)


def _claim(part: Drawn, placed: dict[str, tuple[int, int]]) -> ClaimPart:
    return ClaimPart(
        **_common(part, placed),
        id=part.note.id,
        key="Key" in part.attributes,
        negated="Negated" in part.attributes,
        hedged="Hedged" in part.attributes,
        reported="Reported" in part.attributes,
        type=part.type,  # type: ignore[arg-type]  # a claim type, else another layer
        modality=part.attributes.get("Modality", "asserted"),  # type: ignore[arg-type]  # checked
        source=part.note.fields.get("source"),
        cue=part.note.fields.get("cue"),
    )
