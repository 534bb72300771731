"""What must hold for any bytes: a sound result or an `InputError`, and in little time."""

from __future__ import annotations

import dataclasses
import io
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bare_records import bare, one_turn
from fuzz.kinds import file_of

from pipeline.batch.expansion import expand
from pipeline.batch.inputs import Inputs
from pipeline.batch.jobs import Job
from pipeline.contract import violations
from pipeline.errors import InputError, OffsetError
from pipeline.read import ARCHIVE_SUFFIXES, TABLE_SUFFIXES, read_source
from pipeline.read.assembly import clean, proved
from pipeline.records import parse_record, record_line, validate_record
from pipeline.schema import Block, Interview, ModelVersion, Record, Source, Span
from pipeline.segment import segment
from pipeline.settings import Settings
from pipeline.show import show_record
from pipeline.tables import rows
from pipeline.text import trim

# Of one input of at most 64 kB; the slowest valid one takes a twentieth.
SECONDS = 5.0
_MOST_ROWS = 10


class TooSlowError(AssertionError):
    """An input took longer than any of its size may."""


@contextmanager
def in_time() -> Iterator[None]:
    """Fail if what is done inside takes too much of the processor's time."""
    begun = time.process_time()
    yield
    took = time.process_time() - begun
    if took > SECONDS:
        raise TooSlowError(f"took {took:.1f} s")


def check_reader(kind: str, data: bytes, *, folder: Path) -> int:
    """Return how many interviews a file of a kind gives, all of them proved; 0 if it is refused."""
    with in_time():
        return sum(1 for source in _sources(kind, data, folder) if _sound(source))


def _sources(kind: str, data: bytes, folder: Path) -> Iterator[Source]:
    suffix, content = file_of(kind, data)
    path = folder / f"fuzzed.{suffix}"
    path.write_bytes(content)
    settings = Settings()
    jobs = [Job(str(path), "fuzzed", path.name)]
    try:
        if path.suffix in TABLE_SUFFIXES or path.suffix in ARCHIVE_SUFFIXES:
            found = expand(Inputs(tuple(jobs), (), ()), inputs=[path], settings=settings)
            jobs = list(found.jobs)[:_MOST_ROWS]
    except InputError as error:
        _told(error)
        return
    for job in jobs:
        try:
            yield read_source(
                job.path, id=job.id, file=job.file, settings=settings, place=job.place
            )
        except InputError as error:
            _told(error)


def _told(error: InputError) -> None:
    assert error.message.strip(), "an error without words"
    str(error).encode()  # goes into errors.jsonl


def _sound(source: Source) -> bool:
    proved(source)
    _written(_record(one_turn(source)))
    return True


def _record(interview: Interview) -> Record:
    return bare(interview, settings=Settings(), models={"none": ModelVersion("1", None)})


def _written(record: Record) -> None:
    line = record_line(record)
    assert len(line.splitlines()) == 1, "a record of several lines"
    assert parse_record(line.encode(), where="fuzz") == record


# --- segmentation --------------------------------------------------------------------------

# The first byte of an input for the segmenter: how its text is read.
LAYOUTS = ("txt", "md", "html", "srt", "vtt", "blocks")


def check_segment(data: bytes, *, folder: Path) -> bool:
    """Return whether an interview was found: its turns and exchanges are proved.

    Args:
        data: The layout, the settings (one byte each), then the text.
        folder: Where a file may be written.
    """
    layout = LAYOUTS[data[0] % len(LAYOUTS)] if data else "txt"
    options = data[1] if len(data) > 1 else 0
    settings = Settings(
        accept_all=bool(options & 1), interviewer=("Q.", "C.D.") if options & 2 else ()
    )
    with in_time():
        try:
            source = _source(layout, data[2:], folder, settings)
            interview = segment(source, settings)
        except InputError as error:
            _told(error)
            return False
        record = _record(interview)
        assert not list(violations(record))
        _written(record)
    return True


def _source(layout: str, data: bytes, folder: Path, settings: Settings) -> Source:
    if layout == "blocks":
        return proved(_styled(data.decode("utf-8", "replace")))
    path = folder / f"fuzzed.{layout}"
    path.write_bytes(data)
    return read_source(path, id="fuzzed", file=path.name, settings=settings)


def _styled(text: str) -> Source:
    """Return a source made by hand: the first character of each line is how its block is printed."""
    parts: list[str] = []
    blocks: list[Block] = []
    at = 0
    for line in clean(text).split("\n"):
        mark, words = ord(line[:1] or "\0"), clean(line[1:])
        start, end = trim(words, 0, len(words))
        if start < end:
            span = Span(at, at + (end - start) // (1 + (mark >> 5 & 1) * 2) or at + 1)
            blocks.append(
                Block(
                    at,
                    at + end - start,
                    kind=("paragraph", "heading", "list_item", "quote")[mark & 3],
                    level=mark & 1,
                    bold=(Span(span.start, max(span.end, at + 1)),) if mark & 4 else (),
                    italic=(Span(at, at + 1),) if mark & 8 else (),
                    marker="-" if mark & 3 == 2 else "",
                    gap_before=bool(mark & 16),
                )
            )
            parts.append(words[start:end])
            at += end - start + 1
    return Source(
        "fuzzed", "fuzzed.html", "html", "utf-8", "0" * 64, "\n".join(parts), tuple(blocks)
    )


# --- records -------------------------------------------------------------------------------


def check_record(data: bytes) -> bool:
    """Return whether a line is a sound record: it is then written as it was read, and can be shown."""
    from rich.console import Console

    with in_time():
        try:
            record = parse_record(data, where="fuzz")
        except InputError as error:
            _told(error)
            return False
        line = record_line(record)
        assert json.loads(line) == json.loads(data)
        assert parse_record(line, where="fuzz") == record
        try:
            validate_record(record)
        except OffsetError as error:
            str(error).encode()
            return False
        rows(record)
        shown = io.StringIO()
        show_record(record, Console(file=shown, force_terminal=True, width=80))
        dataclasses.asdict(record)
        assert "\x1b[2J" not in shown.getvalue()
    return True
