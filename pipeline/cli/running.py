"""``entretiens run``: records of files and folders."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.cli.console import OK, SOME_FAILED, Commands, complain, printed
from pipeline.cli.engines import add_engine, crew, place, refuse_what_means_nothing

if TYPE_CHECKING:
    from pipeline.batch import Plan, Result
    from pipeline.settings import Settings

_ERRORS_PRINTED = 10
CORRECTIONS = "corrections.jsonl"  # what the report's review saves; a run never touches it


def add_run(commands: Commands) -> argparse.ArgumentParser:
    """Add the command ``run``."""
    run = commands.add_parser("run", help="make records of files and folders of interviews")
    run.set_defaults(command=_run)
    run.add_argument(
        "inputs", nargs="+", type=place, metavar="INPUT", help="file, table, archive or folder"
    )
    run.add_argument("--out", type=place, required=True, metavar="DIR", help="output folder")
    run.add_argument(
        "--workers", type=_positive, metavar="N", help="number of processes (default: all cores)"
    )
    add_engine(run)
    run.add_argument("--config", type=Path, metavar="FILE", help="settings, a TOML file")
    run.add_argument(
        "--entities",
        metavar="MODEL",
        help="what proposes entities: encoder (the default), spacy, or a model's folder or hub id",
    )
    _add_summaries(run)
    run.add_argument(
        "--interviewer",
        action="append",
        metavar="LABEL",
        help="a printed label that is the interviewer's, such as 'C.D.'; may be repeated",
    )
    run.add_argument(
        "--metadata", type=Path, metavar="TABLE", help="your own CSV table; column id or file"
    )
    run.add_argument(
        "--text-column",
        metavar="NAME",
        help="the column of the interviews in CSV, JSON and Parquet tables (default: known by name)",
    )
    run.add_argument(
        "--accept-all",
        action="store_true",
        default=None,
        help="make records also of texts that do not read like interviews (press releases, minutes)",
    )
    run.add_argument("--force", action="store_true", help="make finished records anew")
    run.add_argument(
        "--prune",
        action="store_true",
        help="forget finished interviews that are not among INPUT (without it they stay in "
        "DIR/parts and are reused when their files come back; records.jsonl never holds them)",
    )
    run.add_argument(
        "--follow-links",
        action="store_true",
        help="also read what links inside an input folder lead to outside of it",
    )
    run.add_argument("--dry-run", action="store_true", help="list what would be done, do nothing")
    run.add_argument(
        "--no-report", action="store_true", help="write no report.html, the page to read and review"
    )
    run.add_argument("--show-first", action="store_true", help="show one exchange at the end")
    return run


def _add_summaries(run: argparse.ArgumentParser) -> None:
    run.add_argument(
        "--summaries",
        metavar="MODEL",
        help="how summaries are made: extractive (the default), or by a model whose sentences are checked: "
        "its folder or hub id, or the URL of an OpenAI-compatible server on this machine, which is sent the texts",
    )
    run.add_argument(
        "--summaries-model", metavar="NAME", help="what the server of --summaries calls the model"
    )
    run.add_argument(
        "--summaries-anywhere",
        action="store_true",
        default=None,
        help="allow --summaries a server that is not this machine: the texts leave it",
    )


def _positive(value: str) -> int:
    number = int(value)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{value}; expected 1 or more")
    return number


def _run(options: argparse.Namespace) -> int:
    from pipeline.batch import Request, default_engine, plan_run, run_batch
    from pipeline.batch.progress import Progress
    from pipeline.settings import load_settings

    refuse_what_means_nothing(options)
    settings = load_settings(
        options.config,
        interviewer=options.interviewer,
        entities=options.entities,
        text_column=options.text_column,
        accept_all=options.accept_all,
        summaries=options.summaries,
        summaries_model=options.summaries_model,
        summaries_anywhere=options.summaries_anywhere,
    )
    if "://" in settings.summaries:
        complain(f"the texts of the interviews are sent to {settings.summaries}", kind="warning")
    if isinstance(options.out, str):
        return _run_to_url(options, settings)
    request = Request(
        inputs=tuple(options.inputs),
        out=options.out,
        settings=settings,
        metadata=options.metadata,
        force=options.force,
        prune=options.prune,
        follow_links=options.follow_links,
    )
    engine = default_engine()
    if options.dry_run:
        return _print_plan(plan_run(request, engine))
    with crew(options) as (runner, workers), Progress() as progress:
        result = run_batch(
            request,
            engine=engine,
            workers=workers,
            runner=runner,
            on_plan=progress.begin,
            on_done=progress.advance,
        )
    _print_result(
        result, records=request.out / "records.jsonl", errors=request.out / "errors.jsonl"
    )
    if request.prune:
        print(f"{result.counts['pruned']} finished interviews forgotten: their inputs have gone")
    if not options.no_report:
        _report(request.out)
    _remind_of_corrections(request.out)
    if options.show_first:
        _show_first(request.out)
    return SOME_FAILED if result.errors else OK


def _run_to_url(options: argparse.Namespace, settings: Settings) -> int:
    from pipeline.batch import default_engine
    from pipeline.batch.progress import Progress
    from pipeline.batch.streaming import StreamRequest, run_to_url

    request = StreamRequest(
        inputs=tuple(options.inputs),
        out=options.out,
        settings=settings,
        metadata=options.metadata,
        force=options.force,
    )
    with crew(options) as (_, workers), Progress() as progress:
        result = run_to_url(
            request,
            engine=default_engine(),
            workers=workers,
            on_start=progress.start,
            on_done=progress.move,
        )
    out = request.out.rstrip("/")
    _print_result(result, records=f"{out}/records", errors=f"{out}/errors.jsonl")
    return SOME_FAILED if result.errors else OK


def _print_plan(plan: Plan) -> int:
    from pipeline.text import visible

    for job in plan.todo:
        print(visible(f"read     {job.file} -> {job.id}"))
    for job in plan.reused:
        print(visible(f"reuse    {job.file} -> {job.id}"))
    for skip in plan.skipped:
        print(visible(f"skip     {skip.file} ({skip.reason})"))
    for error in plan.failed:
        print(visible(f"fail     {error.error}"))
    return SOME_FAILED if plan.failed else OK


def _print_result(result: Result, *, records: Path | str, errors: Path | str) -> None:
    from pipeline.text import counted

    for error in result.errors[:_ERRORS_PRINTED]:
        complain(f"{error.error}; {error.hint}" if error.hint else error.error)
    more = len(result.errors) - _ERRORS_PRINTED
    if more > 0:
        complain(f"{more} more files failed; all are listed in {errors}")
    counts = result.counts
    print(
        f"{counted(counts['written'], 'record')} in {records} "
        f"({counted(counts['read'], 'file')} read, {counts['reused']} reused, {counts['failed']} failed, "
        f"{counts['skipped']} skipped)"
    )


def _remind_of_corrections(out: Path) -> None:
    corrections = out / CORRECTIONS
    if corrections.is_file():
        print(
            f"{corrections} holds a reviewer's corrections; to apply them again: "
            f"entretiens apply-review {out} {corrections} --out DIR"
        )


def _report(out: Path) -> None:
    from pipeline.cli.reporting import beside
    from pipeline.records import iter_records
    from pipeline.report import write_report

    write_report(iter_records(out), beside(out))
    print(f"To read, search and review them, open {beside(out)} in a browser")


def _show_first(out: Path) -> None:
    from pipeline.records import iter_records
    from pipeline.show import show_exchange

    for record in iter_records(out):
        if record.exchanges:
            with printed() as console:
                show_exchange(record, record.exchanges[0], console)
            return
