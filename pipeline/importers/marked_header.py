"""The TOML header of a marked file, checked key by key."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from pipeline.schema import Participant, SpeakerRole

MarkedFormat = Literal["txt", "md", "html", "docx"]
Layer = Literal["turns", "entities", "claims", "summary"]

SPLITS = ("train", "dev", "test")
FENCE = "+++"
_STRINGS = ("id", "format", "split", "layout", "title", "lead")
_STRING_LISTS = ("layers", "tags", "untagged_ok")
_REQUIRED = ("id", "format", "split", "layout", "layers", "participants")
_KEYS = (*_STRINGS, *_STRING_LISTS, "participants", "summary", "page")
_PARTICIPANT_KEYS = ("id", "role", "name", "function", "organisation", "labels")
_SUMMARY_KEYS = ("text", "evidence")
_PAGE_KEYS = ("before", "after")


@dataclass(slots=True)
class Problems:
    """Collects what is wrong in one marked file, so that one run names everything."""

    file: str
    errors: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def error(self, line: int, message: str) -> None:
        """Note an error at a line (1-based) of the marked file."""
        self.errors.append(f"{self.file}:{line}: {message}")

    def warn(self, line: int, message: str) -> None:
        """Note something doubtful at a line (1-based) of the marked file."""
        self.warnings.append(f"{self.file}:{line}: {message}")


@dataclass(frozen=True, slots=True)
class SummaryNote:
    """One sentence of the summary with the words that support it."""

    text: str
    evidence: tuple[str, ...]
    line: int  # of the marked file


@dataclass(frozen=True, slots=True)
class Header:
    """What the header of a marked file says."""

    id: str
    format: MarkedFormat
    split: str
    layout: str
    layers: tuple[Layer, ...]
    participants: tuple[Participant, ...]
    title: str | None = None
    lead: str | None = None
    tags: tuple[str, ...] = ()
    untagged_ok: tuple[str, ...] = ()
    summary: tuple[SummaryNote, ...] = ()
    page_before: str = ""
    page_after: str = ""


def split_marked(content: str, problems: Problems) -> tuple[str, str, int] | None:
    """Return header, body and the body's first line number, or None after noting what is wrong."""
    lines = content.split("\n")
    fences = [number for number, line in enumerate(lines) if line.strip() == FENCE]
    if len(fences) < 2 or fences[0] != 0:
        problems.error(
            1, f"no TOML header; the file must begin with a header between two lines {FENCE}"
        )
        return None
    end = fences[1]
    return "\n".join(lines[1:end]), "\n".join(lines[end + 1 :]), end + 2


def read_header(text: str, *, stem: str, problems: Problems) -> Header | None:
    """Return the header of a marked file, or None after noting what is wrong with it.

    Args:
        text: The TOML between the two fences.
        stem: The file's name without suffix, which ``id`` must equal.
        problems: Receives what is wrong.
    """
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        problems.error(int(found[1]) + 1 if found else 1, f"the header is not valid TOML: {error}")
        return None
    reader = _HeaderReader(text, values, problems)
    before = len(problems.errors)
    header = reader.header(stem)
    return header if len(problems.errors) == before else None


class _HeaderReader:
    """Checks the values of one header and knows on which line each key stands."""

    def __init__(self, text: str, values: dict[str, Any], problems: Problems) -> None:
        self.lines = text.split("\n")
        self.values = values
        self.problems = problems

    def line(self, needle: str) -> int:
        """Return the file's line on which `needle` first stands (the fence is line 1)."""
        for number, line in enumerate(self.lines, 2):
            if needle in line:
                return number
        return 1

    def header(self, stem: str) -> Header:
        values = self.values
        self._keys("the header", values, _KEYS)
        for key in _REQUIRED:
            if key not in values:
                self.problems.error(
                    1, f"the header lacks {key!r}; required are {', '.join(_REQUIRED)}"
                )
        strings = {key: self._string("the header", values, key) for key in _STRINGS}
        lists = {key: self._strings("the header", values, key) for key in _STRING_LISTS}
        if strings["id"] not in (None, stem):
            self.problems.error(
                self.line("id ="), f"id = {strings['id']!r}; it must be the file's name, {stem!r}"
            )
        self._one_of("format", strings["format"], get_args(MarkedFormat))
        self._one_of("split", strings["split"], SPLITS)
        for layer in lists["layers"]:
            self._one_of("layers", layer, get_args(Layer))
        summary = self._summary()
        if ("summary" in lists["layers"]) != bool(summary):
            self.problems.error(
                self.line("layers"),
                "the layer 'summary' and the [[summary]] tables must go together",
            )
        if "turns" not in lists["layers"]:
            self.problems.error(
                self.line("layers"), "layers must hold 'turns': other layers hang on it"
            )
        before, after = self._page(strings["format"])
        return Header(
            id=stem,
            format=strings["format"] or "txt",  # type: ignore[arg-type]  # checked above
            split=strings["split"] or "",
            layout=strings["layout"] or "",
            layers=lists["layers"],  # type: ignore[arg-type]  # checked above
            participants=self._participants(),
            title=strings["title"],
            lead=strings["lead"],
            tags=lists["tags"],
            untagged_ok=lists["untagged_ok"],
            summary=summary,
            page_before=before,
            page_after=after,
        )

    def _keys(self, where: str, values: dict[str, Any], allowed: tuple[str, ...]) -> None:
        for key in values:
            if key not in allowed:
                self.problems.error(
                    self.line(key),
                    f"{where} has the unknown key {key!r}; known are {', '.join(allowed)}",
                )

    def _one_of(self, key: str, value: str | None, allowed: tuple[str, ...]) -> None:
        if value is not None and value not in allowed:
            self.problems.error(
                self.line(key), f"{key} = {value!r}; allowed are {', '.join(allowed)}"
            )

    def _string(self, where: str, values: dict[str, Any], key: str) -> str | None:
        value = values.get(key)
        if value is None or (isinstance(value, str) and value.strip()):
            return value
        self.problems.error(self.line(key), f"{where}: {key} = {value!r}; a text is expected")
        return None

    def _strings(self, where: str, values: dict[str, Any], key: str) -> tuple[str, ...]:
        value = values.get(key, [])
        if isinstance(value, list) and all(isinstance(item, str) and item for item in value):
            return tuple(value)
        self.problems.error(
            self.line(key), f"{where}: {key} = {value!r}; a list of texts is expected"
        )
        return ()

    def _tables(self, key: str) -> list[dict[str, Any]]:
        value = self.values.get(key, [])
        if isinstance(value, list) and all(isinstance(item, dict) for item in value):
            return value
        self.problems.error(self.line(key), f"{key} must be written as [[{key}]] tables")
        return []

    def _participants(self) -> tuple[Participant, ...]:
        found: dict[str, Participant] = {}
        for table in self._tables("participants"):
            where = f"participant {table.get('id', '?')}"
            self._keys(where, table, _PARTICIPANT_KEYS)
            id, role = self._string(where, table, "id"), self._string(where, table, "role")
            if id is None or role not in get_args(SpeakerRole):
                allowed = ", ".join(get_args(SpeakerRole))
                self.problems.error(
                    self.line("participants"), f"{where}: needs an id and a role, one of {allowed}"
                )
                continue
            if id in found or not re.fullmatch(r"p\d+", id):
                self.problems.error(
                    self.line(f'"{id}"'), f"{where}: ids are p1, p2… and stand once each"
                )
            found[id] = Participant(
                id=id,
                name=self._string(where, table, "name"),
                role=role,  # type: ignore[arg-type]  # checked above
                function=self._string(where, table, "function"),
                organisation=self._string(where, table, "organisation"),
                labels=self._strings(where, table, "labels"),
            )
        return tuple(found.values())

    def _summary(self) -> tuple[SummaryNote, ...]:
        notes = []
        for table in self._tables("summary"):
            self._keys("[[summary]]", table, _SUMMARY_KEYS)
            text = self._string("[[summary]]", table, "text")
            evidence = self._strings("[[summary]]", table, "evidence")
            if text is None or not evidence:
                self.problems.error(
                    self.line("[[summary]]"), "[[summary]] needs a text and at least one evidence"
                )
                continue
            notes.append(SummaryNote(text, evidence, self.line(evidence[0])))
        return tuple(notes)

    def _page(self, format: str | None) -> tuple[str, str]:
        page = self.values.get("page")
        if page is None:
            return "", ""
        if not isinstance(page, dict):
            self.problems.error(self.line("page"), "page must be written as a [page] table")
            return "", ""
        if format != "html":
            self.problems.error(
                self.line("[page]"), f"[page] is for format html only, not {format}"
            )
        self._keys("[page]", page, _PAGE_KEYS)
        return (
            self._string("[page]", page, "before") or "",
            self._string("[page]", page, "after") or "",
        )
