"""``--engine``: processes of this machine, or Ray on one machine or many."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.batch.jobs import Runner

PROCESSES, RAY = "processes", "ray"

# They are about the output folder of this machine; at a URL there are only Parquet files.
_LOCAL_ONLY = ("dry_run", "prune", "no_report", "show_first", "follow_links")


def place(value: str) -> Path | str:
    """Return a path, or a URL as it is written.

    >>> place("s3://corpus/entretiens")
    's3://corpus/entretiens'
    >>> isinstance(place("C:/corpus"), Path)
    True
    """
    return value if "://" in value else Path(value)


def add_engine(run: argparse.ArgumentParser) -> None:
    """Add the options that say who does the work."""
    run.set_defaults(refuse=run.error)
    run.add_argument(
        "--engine",
        choices=(PROCESSES, RAY),
        default=PROCESSES,
        help="who does the work: processes of this machine, or Ray, on this machine or a cluster; "
        "with ray, INPUT may be URLs of tables (s3://…, gs://…) and DIR a URL, where Parquet is written",
    )
    run.add_argument(
        "--address",
        metavar="ADDR",
        help="of a running Ray cluster: auto, HOST:PORT or ray://HOST:PORT (default: a local Ray)",
    )


def refuse_what_means_nothing(options: argparse.Namespace) -> None:
    """End the program with code 2 where an option would be ignored."""
    fault = _fault(options)
    if fault:
        options.refuse(fault)


def _fault(options: argparse.Namespace) -> str | None:
    urls = [str(each) for each in (*options.inputs, options.out) if isinstance(each, str)]
    if options.engine == PROCESSES:
        if options.address:
            return "--address is of a Ray cluster: add --engine ray"
        return f"{urls[0]}: a URL needs --engine ray" if urls else None
    if isinstance(options.out, Path):
        return (
            f"{urls[0]}: tables at a URL need --out URL (file:///… for a folder)" if urls else None
        )
    if 0 < len(urls) - 1 < len(options.inputs):  # the last is that of --out
        return "URLs and files of this machine in one run: make two runs of it"
    for name in _LOCAL_ONLY:
        if getattr(options, name):
            return f"--{name.replace('_', '-')} means nothing where --out is a URL"
    return None


@contextmanager
def crew(options: argparse.Namespace) -> Iterator[tuple[Runner, int]]:
    """Give who does the jobs, and how many at a time.

    Raises:
        InputError: Ray is not installed, or no cluster answers.
    """
    if options.engine == RAY:
        from pipeline.batch import cluster

        with cluster.connected(options.address, workers=options.workers) as cpus:
            yield cluster.run_jobs, options.workers or cpus
    else:
        from pipeline.batch.workers import available_cores, run_jobs

        yield run_jobs, options.workers or available_cores()
