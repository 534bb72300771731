"""``entretiens report``: one HTML file to look at, search and review records in a browser."""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path

from pipeline.cli.console import OK, Commands
from pipeline.cli.pseudonymising import Anew, add_pseudonym_options, under_pseudonyms
from pipeline.errors import InputError

REPORT = "report.html"


def add_report(commands: Commands) -> argparse.ArgumentParser:
    """Add the command ``report``."""
    report = commands.add_parser(
        "report", help="write one HTML file to look at, search and review records in a browser"
    )
    report.set_defaults(command=_report)
    report.add_argument("records", type=Path, metavar="RECORDS", help="records.jsonl or its folder")
    report.add_argument(
        "--out", type=Path, metavar="FILE", help=f"default: {REPORT} beside records.jsonl"
    )
    report.add_argument("--title", metavar="TEXT", help="heading of the page")
    add_pseudonym_options(report)
    return report


def _report(options: argparse.Namespace) -> int:
    from pipeline.links import read_claim_links
    from pipeline.records import iter_records
    from pipeline.report import write_report
    from pipeline.text import counted

    if options.pseudonymise or options.pseudonymise_organisations:
        return _report_to_share(options)
    path = options.out or beside(options.records)
    links = read_claim_links(beside(options.records).parent)
    records = iter_records(options.records)
    number = write_report(records, path, title=options.title, links=links)
    print(f"{counted(number, 'interview')} in {path}")
    return OK


def _report_to_share(options: argparse.Namespace) -> int:
    """Write the report under pseudonyms: searched for names before it gets its place."""
    from pipeline.export.writing import placed, staging
    from pipeline.records import iter_records
    from pipeline.report import write_report
    from pipeline.text import counted

    if options.pseudonymise is None or options.out is None:
        raise InputError(
            "a report under pseudonyms needs a key table and a place of its own",
            hint="name both: --pseudonymise KEY.csv --out FILE",
        )
    records, check = under_pseudonyms(
        Anew(partial(iter_records, options.records)),
        key=options.pseudonymise,
        organisations=options.pseudonymise_organisations,
        out=options.out,  # or the report would take the key's place
    )
    out: Path = options.out
    with staging(out.parent) as folder:
        number = write_report(records, folder / out.name, title=options.title)
        placed(folder, [out.name], out.parent, force=True, check=check)
    check.tell()
    print(f"{counted(number, 'interview')} in {options.out}")
    return OK


def beside(records: Path) -> Path:
    """Return the path of the report that belongs to a ``records.jsonl`` or to its folder."""
    return (records if records.is_dir() else records.parent) / REPORT
