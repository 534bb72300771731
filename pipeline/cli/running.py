"""``entretiens run``: records of files and folders."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.cli.console import OK, SOME_FAILED, Commands, complain, printed

if TYPE_CHECKING:
    from pipeline.batch import Plan, Request, Result

_ERRORS_PRINTED = 10


def add_run(commands: Commands) -> argparse.ArgumentParser:
    """Add the command ``run``."""
    run = commands.add_parser("run", help="make records of files and folders of interviews")
    run.set_defaults(command=_run)
    run.add_argument("inputs", nargs="+", type=Path, metavar="INPUT", help="file or folder")
    run.add_argument("--out", type=Path, required=True, metavar="DIR", help="output folder")
    run.add_argument(
        "--workers", type=_positive, metavar="N", help="number of processes (default: all cores)"
    )
    run.add_argument("--config", type=Path, metavar="FILE", help="settings, a TOML file")
    run.add_argument(
        "--entities",
        metavar="MODEL",
        help="what proposes entities: encoder (the default), spacy, or a model's folder or hub id",
    )
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


def _positive(value: str) -> int:
    number = int(value)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{value}; expected 1 or more")
    return number


def _run(options: argparse.Namespace) -> int:
    from pipeline.batch import Request, available_cores, default_engine, plan_run, run_batch
    from pipeline.batch.progress import Progress
    from pipeline.settings import load_settings

    request = Request(
        inputs=tuple(options.inputs),
        out=options.out,
        settings=load_settings(
            options.config, interviewer=options.interviewer, entities=options.entities
        ),
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
        complain(f"{error.error}; {error.hint}" if error.hint else error.error)
    more = len(result.errors) - _ERRORS_PRINTED
    if more > 0:
        complain(f"{more} more files failed; all are listed in {request.out / 'errors.jsonl'}")
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
            with printed() as console:
                show_exchange(record, record.exchanges[0], console)
            return
