"""Commands that read records: ``show``, ``validate``, ``schema``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.cli.console import INVALID, OK, Commands, add_records, complain, printed
from pipeline.errors import InputError

if TYPE_CHECKING:
    from pipeline.schema import Record


def add_show(commands: Commands) -> argparse.ArgumentParser:
    """Add the command ``show``."""
    show = commands.add_parser("show", help="show a record in the terminal, or list all ids")
    show.set_defaults(command=_show)
    show.add_argument("id", nargs="?", metavar="RECORD_ID", help="none: list the ids")
    show.add_argument("--exchange", metavar="ID", help="only this exchange, such as x1")
    add_records(show, "--records", default=Path("out"))
    return show


def add_validate(commands: Commands) -> argparse.ArgumentParser:
    """Add the command ``validate``."""
    validate = commands.add_parser("validate", help="prove every offset and reference in records")
    validate.set_defaults(command=_validate)
    validate.add_argument("records", type=Path, help="records.jsonl or its folder")
    return validate


def add_schema(commands: Commands) -> argparse.ArgumentParser:
    """Add the command ``schema``."""
    schema = commands.add_parser("schema", help="print the JSON Schema of a record")
    schema.set_defaults(command=_schema)
    return schema


def _show(options: argparse.Namespace) -> int:
    from pipeline.records import iter_records
    from pipeline.show import show_exchange, show_record
    from pipeline.text import visible

    if options.id is None:
        for record in iter_records(options.records):
            print(visible(record.id))
        return OK
    record = _found(options.records, options.id)
    if options.exchange is None:
        with printed() as console:
            show_record(record, console)
        return OK
    exchanges = {exchange.id: exchange for exchange in record.exchanges}
    if options.exchange not in exchanges:
        raise InputError(
            f"{record.id}: no exchange {options.exchange!r}",
            hint=f"its exchanges are {', '.join(exchanges) or 'none'}",
        )
    with printed() as console:
        show_exchange(record, exchanges[options.exchange], console)
    return OK


def _found(path: Path, id: str) -> Record:
    from difflib import get_close_matches

    from pipeline.records import iter_records

    ids: list[str] = []
    for record in iter_records(path):
        if record.id == id:
            return record
        ids.append(record.id)
    failed = _failed(path, id)
    if failed is not None:
        raise InputError(
            f"{path}: no record {id!r}, because its file failed in the run",
            hint=f"errors.jsonl says: {failed}",
        )
    near = get_close_matches(id, ids, n=3, cutoff=0.4)
    hint = f"did you mean {' or '.join(near)}?" if near else "entretiens show lists the ids"
    raise InputError(f"{path}: no record {id!r} among {len(ids)}", hint=hint)


def _failed(records: Path, id: str) -> str | None:
    """Return the line of ``errors.jsonl`` of the file that would have given a record, if it failed."""
    import json

    errors = (records if records.is_dir() else records.parent) / "errors.jsonl"
    if not errors.is_file():
        return None
    for line in errors.read_text(encoding="utf-8").splitlines():
        file = Path(json.loads(line)["file"])
        if id in {file.as_posix(), file.with_suffix("").as_posix()}:
            return line
    return None


def _validate(options: argparse.Namespace) -> int:
    from pipeline.contract import violations
    from pipeline.records import parse_record, record_lines
    from pipeline.text import counted

    wrong, ids = 0, [""]
    for where, line in record_lines(options.records):
        try:
            record = parse_record(line, where=where)
        except InputError as error:
            breaches = [str(error)]
        else:
            breaches = [f"{where}: {record.id}: {breach}" for breach in violations(record)]
            if record.id <= ids[-1]:
                breaches.append(f"{where}: the id {record.id!r} is not after {ids[-1]!r}")
            ids.append(record.id)
        wrong += bool(breaches)
        for breach in breaches:
            complain(breach)
    print(f"{counted(len(ids) - 1, 'record')} read, {counted(wrong, 'line')} with errors")
    return INVALID if wrong else OK


def _schema(options: argparse.Namespace) -> int:  # noqa: ARG001 - every command has this form
    from pipeline.records import json_schema_text

    sys.stdout.write(json_schema_text())
    return OK
