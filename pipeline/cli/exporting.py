"""``entretiens export``: records as files of other tools."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.cli.console import OK, Commands
from pipeline.cli.pseudonymising import Anew, LeakCheck, add_pseudonym_options, under_pseudonyms
from pipeline.errors import InputError
from pipeline.export.formats import FORMATS, Format

if TYPE_CHECKING:
    from pipeline.schema import Gold, Record


def add_export(commands: Commands) -> argparse.ArgumentParser:
    """Add the command ``export``."""
    export = commands.add_parser(
        "export",
        help="write records as files of other tools",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="formats:\n" + "\n".join(f"  {f.name:<12} {f.reader}" for f in FORMATS.values()),
    )
    export.set_defaults(command=_export)
    export.add_argument(
        "records",
        type=Path,
        metavar="RECORDS",
        help="records.jsonl or its folder; for brat, labelstudio, doccano, prodigy and xmi also "
        "gold, a .json file or a folder of them",
    )
    export.add_argument("--out", type=Path, required=True, metavar="DIR", help="output folder")
    export.add_argument(
        "--to", choices=tuple(FORMATS), required=True, metavar="FORMAT", help="see below"
    )
    export.add_argument(
        "--id", action="append", metavar="RECORD_ID", help="only this record; may be repeated"
    )
    export.add_argument("--force", action="store_true", help="replace files in DIR that differ")
    add_pseudonym_options(export)
    for name, settings in _OPTIONS.items():
        formats = ", ".join(f.name for f in FORMATS.values() if name in f.options)
        help = f"{formats}: {settings['help']}"
        option = f"--{name.replace('_', '-')}"
        export.add_argument(option, default=None, **settings | {"help": help})
    return export


_OPTIONS: dict[str, dict[str, Any]] = {
    "answers_only": {"action": "store_true", "help": "what interviewees say, no question"},
    "key_only": {"action": "store_true", "help": "only key claims"},
    "min_count": {
        "type": int,
        "metavar": "N",
        "help": "only entities named together N times or more (default: 1; 0 keeps lonely ones)",
    },
    "title": {"metavar": "TEXT", "help": "name of the data set in its card"},
}


def is_gold(path: Path) -> bool:
    """Return whether a path names annotated interviews and not records."""
    return path.suffix == ".json" or (path.is_dir() and not (path / "records.jsonl").exists())


def golds_in(path: Path) -> Iterator[Gold]:
    """Yield the gold files of a path, or its records as gold."""
    from pipeline.gold import gold_of, read_golds
    from pipeline.records import iter_records

    if is_gold(path):
        yield from read_golds(path)
    else:
        yield from map(gold_of, iter_records(path))


def only(interviews: Iterator[Any], ids: tuple[str, ...] | None, path: Path) -> Iterator[Any]:
    """Yield the interviews of some ids, or all.

    Raises:
        InputError: There is none of an id; raised when all were gone through.
    """
    seen = []
    for interview in interviews:
        seen.append(interview.id)
        if ids is None or interview.id in ids:
            yield interview
    for id in ids or ():
        if id not in seen:
            raise InputError(
                f"{path}: no record {id!r} among {len(seen)}", hint="entretiens show lists the ids"
            )


def _export(options: argparse.Namespace) -> int:
    from pipeline.export import export_files, write_files
    from pipeline.text import counted

    format = FORMATS[options.to]
    interviews: Iterable[Any]
    check = None
    if options.pseudonymise or options.pseudonymise_organisations:
        interviews, check = _pseudonymised(options, format)
    else:
        read = _golds if format.takes == "gold" else _records
        interviews = Anew(partial(read, options))
    given = {name: value for name in _OPTIONS if (value := getattr(options, name)) is not None}
    files = export_files(format, interviews, **given)
    written = write_files(options.out, files, force=options.force, check=check)
    if check is not None:
        check.tell()
    print(f"{counted(written, 'file')} in {options.out}, as {format.name}")
    return OK


def _records(options: argparse.Namespace) -> Iterator[Record]:
    from pipeline.records import iter_records

    yield from only(iter_records(options.records), options.id, options.records)


def _golds(options: argparse.Namespace) -> Iterator[Gold]:
    yield from only(golds_in(options.records), options.id, options.records)


def _pseudonymised(options: argparse.Namespace, format: Format) -> tuple[Iterable[Any], LeakCheck]:
    from pipeline.gold import gold_of

    if options.pseudonymise is None:
        raise InputError(
            "--pseudonymise-organisations needs a key table", hint="name it with --pseudonymise"
        )
    if is_gold(options.records):
        raise InputError(
            f"{options.records}: gold files cannot be pseudonymised",
            hint="pseudonymise the records they were made from, and annotate those",
        )
    records, check = under_pseudonyms(
        Anew(partial(_records, options)),
        key=options.pseudonymise,
        organisations=options.pseudonymise_organisations,
        out=options.out,
    )
    if format.takes == "gold":
        return Anew(partial(map, gold_of, records)), check
    return records, check
