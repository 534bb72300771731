"""Arguments, printing, exit codes; nothing else."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Callable, Sequence

from pipeline import __version__

# Everything else is imported by the command that needs it, so that --help answers at once.
from pipeline.cli.annotations import add_from_annotations, add_to_gold
from pipeline.cli.arguments import CommandParser
from pipeline.cli.checking import add_doctor
from pipeline.cli.comparing import add_diff
from pipeline.cli.console import INTERRUPTED, NOTHING_DONE, OK, complain, log_handler
from pipeline.cli.evaluating import add_evaluate
from pipeline.cli.exporting import add_export
from pipeline.cli.linking import add_link
from pipeline.cli.pseudonymising import add_pseudonymise
from pipeline.cli.records import add_schema, add_show, add_validate
from pipeline.cli.reporting import add_report
from pipeline.cli.reviewing import add_apply_review
from pipeline.cli.running import add_run
from pipeline.errors import PipelineError
from pipeline.files import arrow_from_system

__all__ = ["main"]

_COMMANDS = (
    add_run,
    add_show,
    add_validate,
    add_evaluate,
    add_report,
    add_link,
    add_export,
    add_pseudonymise,
    add_to_gold,
    add_from_annotations,
    add_apply_review,
    add_diff,
    add_doctor,
    add_schema,
)
_EXIT_CODES = """exit codes:
  0    all fine
  1    nothing could be done: no interview found, a file or model missing
  2    wrong arguments
  3    some files failed (see errors.jsonl), or some corrections were refused; the records of
       all others are written
  4    records or offsets are not valid; doctor: something is to be mended
  5    evaluate --floors: a figure fell below its floor by more than the noise
  6    diff: the records differ
  130  interrupted; what was finished is kept"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    _make_printable()
    arrow_from_system()
    options = _parser().parse_args(argv)
    # Libraries that warn on every import are none of the user's business; ours all come from here.
    logging.basicConfig(handlers=[log_handler()])
    logging.getLogger("pipeline").setLevel(logging.INFO if options.verbose else logging.WARNING)
    command: Callable[[argparse.Namespace], int] = options.command
    try:
        code = command(options)
        sys.stdout.flush()
    except PipelineError as error:
        complain(str(error))
        return NOTHING_DONE
    except KeyboardInterrupt:
        complain("interrupted; the same command goes on from here")
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


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="entretiens",
        description="Structured research records from French communication interviews.",
        epilog=_EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"entretiens {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", parser_class=CommandParser)
    for add in _COMMANDS:
        added = add(commands)
        added.add_argument("-v", "--verbose", action="store_true", help="say more on stderr")
    return parser
