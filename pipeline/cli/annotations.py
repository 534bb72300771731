"""``entretiens to-gold`` and ``from-annotations``: records to annotate, and annotations as gold."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.cli.console import OK, SOME_FAILED, Commands, complain
from pipeline.cli.exporting import golds_in, only
from pipeline.errors import InputError

if TYPE_CHECKING:
    from pipeline.gold.assembly import Annotated
    from pipeline.schema import Gold


# --- there --------------------------------------------------------------------------------


def add_to_gold(commands: Commands) -> argparse.ArgumentParser:
    """Add the command ``to-gold``."""
    there = commands.add_parser(
        "to-gold", help="write records as files to correct by hand, in a text editor"
    )
    there.set_defaults(command=_to_gold)
    there.add_argument(
        "records",
        type=Path,
        metavar="RECORDS",
        help="records.jsonl or its folder; or gold, a .json file or a folder of them",
    )
    there.add_argument("--out", type=Path, required=True, metavar="DIR", help="output folder")
    there.add_argument(
        "--to",
        choices=("gold", "marked"),
        default="gold",
        help="gold: one JSON file a record (default); marked: one text file with marks. For "
        "annotation tools see entretiens export",
    )
    there.add_argument(
        "--id", action="append", metavar="RECORD_ID", help="only this record; may be repeated"
    )
    there.add_argument(
        "--force", action="store_true", help="replace files in DIR, corrected ones too"
    )
    return there


def _to_gold(options: argparse.Namespace) -> int:
    from pipeline.text import counted

    ids = tuple(options.id) if options.id else None
    golds = list(only(golds_in(options.records), ids, options.records))
    left_out: list[str] = []
    marked = options.to == "marked"
    files = _marked_files(golds, left_out) if marked else _gold_files(golds)
    _write(options.out, files, force=options.force)
    problems = _unread(files) if marked else []
    for line in left_out:
        complain(f"not in the marked file: {line}", kind="warning")
    for line in problems:
        complain(line)
    mend = f"; {len(problems)} places to mend by hand before they can be read" if problems else ""
    print(f"{counted(len(golds), 'interview')} in {options.out}, as {options.to}{mend}")
    return SOME_FAILED if problems else OK


def _gold_files(golds: list[Gold]) -> dict[str, str]:
    from pipeline.gold import gold_json

    return {f"{gold.id}.json": gold_json(gold) for gold in golds}


def _marked_files(golds: list[Gold], left_out: list[str]) -> dict[str, str]:
    import dataclasses

    from pipeline.export.marked import marked_of

    files = {}
    for gold in golds:
        # The id in a marked file is the file's name; folders come back as the file's place.
        made = marked_of(dataclasses.replace(gold, id=gold.id.rpartition("/")[2]))
        files[f"{gold.id}.txt"] = made.content
        left_out += [f"{gold.id}: {what}" for what in made.left_out]
    return files


def _unread(files: dict[str, str]) -> list[str]:
    """Return what the importer of marked files says against those just written."""
    from pipeline.importers.marked import parse_marked

    problems = []
    for name, content in files.items():
        try:
            parse_marked(content, name=Path(name).name)
        except InputError as error:
            problems += str(error).split("\n")
    return problems


# --- and back -----------------------------------------------------------------------------


def add_from_annotations(commands: Commands) -> argparse.ArgumentParser:
    """Add the command ``from-annotations``."""
    back = commands.add_parser(
        "from-annotations", help="make gold files of what was corrected in a tool"
    )
    back.set_defaults(command=_from_annotations)
    back.add_argument(
        "input",
        type=Path,
        metavar="INPUT",
        help="brat: an .ann file or a folder; labelstudio: the JSON export; doccano: the JSONL "
        "export; xmi: an .xmi file or a folder; marked: a .txt file or a folder",
    )
    back.add_argument(
        "--from", dest="tool", choices=tuple(_READERS), required=True, help="which tool"
    )
    back.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder for gold")
    back.add_argument("--force", action="store_true", help="replace files in DIR")
    return back


def _from_annotations(options: argparse.Namespace) -> int:
    from pipeline.gold import gold_json
    from pipeline.text import counted

    files: dict[str, str] = {}
    failed = 0
    for read in _READERS[options.tool](options.input):
        try:
            annotated = read()
        except InputError as error:
            failed += 1
            for line in str(error).split("\n"):
                complain(line)
            continue
        name = f"{annotated.gold.id}.json"
        if name in files:
            raise InputError(
                f"{options.input}: two annotations of {annotated.gold.id!r}", hint="keep one"
            )
        files[name] = gold_json(annotated.gold)
        for warning in annotated.warnings:
            complain(warning, kind="warning")
    if not files and not failed:
        raise InputError(f"{options.input}: holds nothing of {options.tool}")
    _write(options.out, files, force=options.force)
    made, lost = counted(len(files), "gold file"), counted(failed, "interview")
    print(f"{made} in {options.out}, {lost} failed")
    return SOME_FAILED if failed else OK


def _found(path: Path, suffix: str) -> list[tuple[Path, str]]:
    """Return the files of a suffix, each with the id that its place gives it."""
    if not path.exists():
        raise InputError(f"{path}: does not exist")
    if not path.is_dir():
        return [(path, path.stem)]
    return [
        (each, each.relative_to(path).as_posix().removesuffix(suffix))
        for each in sorted(path.rglob(f"*{suffix}"))
    ]


def _from_brat(path: Path) -> Iterator[Callable[[], Annotated]]:
    from pipeline.importers.brat import read_brat

    for file, id in _found(path, ".ann"):
        yield partial(read_brat, file, id=id)


def _from_marked(path: Path) -> Iterator[Callable[[], Annotated]]:
    import dataclasses

    from pipeline.gold.assembly import Annotated
    from pipeline.importers.marked import read_marked

    def read(file: Path, id: str) -> Annotated:
        found = read_marked(file)
        return Annotated(dataclasses.replace(found.gold, id=id), found.warnings)

    for file, id in _found(path, ".txt"):
        yield partial(read, file, id)


def _from_labelstudio(path: Path) -> Iterator[Callable[[], Annotated]]:
    from pipeline.importers.labelstudio import labelstudio_tasks_in

    for task in labelstudio_tasks_in(path):
        yield task.read


def _from_doccano(path: Path) -> Iterator[Callable[[], Annotated]]:
    from pipeline.importers.doccano import doccano_documents_in

    for document in doccano_documents_in(path):
        yield document.read


def _from_xmi(path: Path) -> Iterator[Callable[[], Annotated]]:
    from pipeline.importers.xmi import read_xmi

    for file, id in _found(path, ".xmi"):
        yield partial(read_xmi, file, id=id)


_READERS: dict[str, Callable[[Path], Iterator[Callable[[], Annotated]]]] = {
    "brat": _from_brat,
    "doccano": _from_doccano,
    "labelstudio": _from_labelstudio,
    "marked": _from_marked,
    "xmi": _from_xmi,
}


def _write(out: Path, files: dict[str, str], *, force: bool) -> None:
    from pipeline.export import ExportFile, write_files

    write_files(out, (ExportFile.of_text(*file) for file in files.items()), force=force)
