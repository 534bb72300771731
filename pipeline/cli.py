"""Arguments, printing, exit codes; nothing else."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from pipeline import __version__
from pipeline.errors import InputError, PipelineError

# Everything else is imported by the command that needs it, so that --help answers at once.
if TYPE_CHECKING:
    from rich.console import Console

    from pipeline.batch import Plan, Request, Result
    from pipeline.schema import Record

OK, NOTHING_DONE, USAGE, SOME_FAILED, INVALID, INTERRUPTED = 0, 1, 2, 3, 4, 130

_ERRORS_PRINTED = 10
_EXIT_CODES = """exit codes:
  0    all fine
  1    nothing could be done: no interview found, a file or model missing
  2    wrong arguments
  3    some files failed (see errors.jsonl); the records of all others are written
  4    records or offsets are not valid
  130  interrupted; what was finished is kept"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    _make_printable()
    options = _parser().parse_args(argv)
    # Libraries that warn on every import are none of the user's business; ours all come from here.
    logging.basicConfig(format="%(levelname)s: %(message)s", stream=sys.stderr)
    logging.getLogger("pipeline").setLevel(logging.INFO if options.verbose else logging.WARNING)
    command: Callable[[argparse.Namespace], int] = options.command
    try:
        code = command(options)
        sys.stdout.flush()
    except PipelineError as error:
        _complain(str(error))
        return NOTHING_DONE
    except KeyboardInterrupt:
        _complain("interrupted; the same command goes on from here")
        return INTERRUPTED
    except BrokenPipeError:  # the reader, such as head, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    return code


def _make_printable() -> None:
    # A Windows console or LC_ALL=C knows no star and few accents: print "?" there, do not fail.
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")


def _complain(message: str) -> None:
    from pipeline.show import visible

    print(f"error: {visible(message)}", file=sys.stderr)


@contextmanager
def _printed() -> Iterator[Console]:
    """Give a console that fits standard output, which gets all of it in one piece at the end."""
    from rich.console import Console

    # Written by us, since rich ends the program with code 1 when the reader has gone.
    console = Console()
    with console.capture() as captured:
        yield console
    sys.stdout.write(captured.get())


# --- arguments ---------------------------------------------------------------------------


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="entretiens",
        description="Structured research records from French communication interviews.",
        epilog=_EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"entretiens {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for add in (_add_run, _add_show, _add_validate, _add_evaluate, _add_schema):
        added = add(commands)
        added.add_argument("-v", "--verbose", action="store_true", help="say more on stderr")
    return parser


_Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def _add_run(commands: _Commands) -> argparse.ArgumentParser:
    run = commands.add_parser("run", help="make records of files and folders of interviews")
    run.set_defaults(command=_run)
    run.add_argument("inputs", nargs="+", type=Path, metavar="INPUT", help="file or folder")
    run.add_argument("--out", type=Path, required=True, metavar="DIR", help="output folder")
    run.add_argument(
        "--workers", type=_positive, metavar="N", help="number of processes (default: all cores)"
    )
    run.add_argument("--config", type=Path, metavar="FILE", help="settings, a TOML file")
    run.add_argument(
        "--interviewer",
        action="append",
        metavar="LABEL",
        help="a printed label that is the interviewer's, such as 'C.D.'; may be repeated",
    )
    run.add_argument(
        "--metadata", type=Path, metavar="TABLE", help="your own CSV table; column id or file"
    )
    run.add_argument("--force", action="store_true", help="make finished records anew")
    run.add_argument("--dry-run", action="store_true", help="list what would be done, do nothing")
    run.add_argument("--show-first", action="store_true", help="show one exchange at the end")
    return run


def _add_show(commands: _Commands) -> argparse.ArgumentParser:
    show = commands.add_parser("show", help="show a record in the terminal, or list all ids")
    show.set_defaults(command=_show)
    show.add_argument("id", nargs="?", metavar="RECORD_ID", help="none: list the ids")
    show.add_argument("--exchange", metavar="ID", help="only this exchange, such as x1")
    _add_records(show, "--records", default=Path("out"))
    return show


def _add_validate(commands: _Commands) -> argparse.ArgumentParser:
    validate = commands.add_parser("validate", help="prove every offset and reference in records")
    validate.set_defaults(command=_validate)
    validate.add_argument("records", type=Path, help="records.jsonl or its folder")
    return validate


def _add_evaluate(commands: _Commands) -> argparse.ArgumentParser:
    evaluate = commands.add_parser("evaluate", help="score records against annotated interviews")
    evaluate.set_defaults(command=_evaluate)
    evaluate.add_argument("--gold", type=Path, required=True, help="gold file or folder of them")
    _add_records(evaluate, "--records", default=Path("out"))
    evaluate.add_argument("--split", help="only gold of this split: train, dev or test")
    evaluate.add_argument("--errors", action="store_true", help="list every miss with its sentence")
    evaluate.add_argument("--out", type=Path, metavar="FILE", help="also write JSON to this file")
    evaluate.add_argument("--json", action="store_true", help="print JSON instead of tables")
    return evaluate


def _add_schema(commands: _Commands) -> argparse.ArgumentParser:
    schema = commands.add_parser("schema", help="print the JSON Schema of a record")
    schema.set_defaults(command=_schema)
    return schema


def _add_records(parser: argparse.ArgumentParser, name: str, *, default: Path) -> None:
    parser.add_argument(
        name,
        type=Path,
        default=default,
        metavar="PATH",
        help=f"records.jsonl or its folder (default: {default})",
    )


def _positive(value: str) -> int:
    number = int(value)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{value}; expected 1 or more")
    return number


# --- run ---------------------------------------------------------------------------------


def _run(options: argparse.Namespace) -> int:
    from pipeline.batch import Request, available_cores, default_engine, plan_run, run_batch
    from pipeline.batch.progress import Progress
    from pipeline.settings import load_settings

    request = Request(
        inputs=tuple(options.inputs),
        out=options.out,
        settings=load_settings(options.config, interviewer=options.interviewer),
        metadata=options.metadata,
        force=options.force,
    )
    engine = default_engine()
    if options.dry_run:
        return _print_plan(plan_run(request, engine))
    with Progress() as progress:
        result = run_batch(
            request,
            engine=engine,
            workers=options.workers or available_cores(),
            on_plan=progress.begin,
            on_done=progress.advance,
        )
    _print_result(request, result)
    if options.show_first:
        _show_first(request.out)
    return SOME_FAILED if result.errors else OK


def _print_plan(plan: Plan) -> int:
    from pipeline.show import visible

    for job in plan.todo:
        print(visible(f"read     {job.file} -> {job.id}"))
    for job in plan.reused:
        print(visible(f"reuse    {job.file} -> {job.id}"))
    for skip in plan.skipped:
        print(visible(f"skip     {skip.file} ({skip.reason})"))
    for error in plan.failed:
        print(visible(f"fail     {error.error}"))
    return SOME_FAILED if plan.failed else OK


def _print_result(request: Request, result: Result) -> None:
    for error in result.errors[:_ERRORS_PRINTED]:
        _complain(f"{error.error}; {error.hint}" if error.hint else error.error)
    more = len(result.errors) - _ERRORS_PRINTED
    if more > 0:
        _complain(f"{more} more files failed; all are listed in {request.out / 'errors.jsonl'}")
    counts = result.counts
    print(
        f"{counts['written']} records in {request.out / 'records.jsonl'} "
        f"({counts['read']} files read, {counts['reused']} reused, {counts['failed']} failed, "
        f"{counts['skipped']} skipped)"
    )


def _show_first(out: Path) -> None:
    from pipeline.records import read_records
    from pipeline.show import show_exchange

    for record in read_records(out):
        if record.exchanges:
            with _printed() as console:
                show_exchange(record, record.exchanges[0], console)
            return


# --- the other commands --------------------------------------------------------------------


def _show(options: argparse.Namespace) -> int:
    from pipeline.records import read_records
    from pipeline.show import show_exchange, show_record, visible

    if options.id is None:
        for record in read_records(options.records):
            print(visible(record.id))
        return OK
    record = _found(options.records, options.id)
    if options.exchange is None:
        with _printed() as console:
            show_record(record, console)
        return OK
    exchanges = {exchange.id: exchange for exchange in record.exchanges}
    if options.exchange not in exchanges:
        raise InputError(
            f"{record.id}: no exchange {options.exchange!r}",
            hint=f"its exchanges are {', '.join(exchanges) or 'none'}",
        )
    with _printed() as console:
        show_exchange(record, exchanges[options.exchange], console)
    return OK


def _found(path: Path, id: str) -> Record:
    from difflib import get_close_matches

    from pipeline.records import read_records

    ids: list[str] = []
    for record in read_records(path):
        if record.id == id:
            return record
        ids.append(record.id)
    near = get_close_matches(id, ids, n=3, cutoff=0.4)
    hint = f"did you mean {' or '.join(near)}?" if near else "entretiens show lists the ids"
    raise InputError(f"{path}: no record {id!r} among {len(ids)}", hint=hint)


def _validate(options: argparse.Namespace) -> int:
    from pipeline.contract import violations
    from pipeline.records import parse_record, record_lines

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
            _complain(breach)
    print(f"{len(ids) - 1} records read, {wrong} lines with errors")
    return INVALID if wrong else OK


def _evaluate(options: argparse.Namespace) -> int:
    import json

    from pipeline.evaluate import print_evaluation, run_evaluation

    found = run_evaluation(
        gold=options.gold,
        records=options.records,
        split=options.split,
        out=options.out,
        errors=options.errors,
    )
    if options.json:
        print(json.dumps(found.as_json(errors=options.errors), ensure_ascii=False, indent=1))
    else:
        print_evaluation(found, sys.stdout, errors=options.errors)
    return INVALID if found.offset_violations else OK


def _schema(options: argparse.Namespace) -> int:  # noqa: ARG001 - every command has this form
    from pipeline.records import json_schema_text

    sys.stdout.write(json_schema_text())
    return OK
