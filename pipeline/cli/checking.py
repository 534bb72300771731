"""``entretiens doctor``: is the installation sound, and an output folder."""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from pipeline.cli.console import INVALID, OK, Commands


def add_doctor(commands: Commands) -> argparse.ArgumentParser:
    """Add the command ``doctor``."""
    doctor = commands.add_parser(
        "doctor", help="check the installation and an output folder, and say how to mend them"
    )
    doctor.set_defaults(command=_doctor)
    doctor.add_argument(
        "out", nargs="?", type=Path, metavar="OUT", help="an output folder to check as well"
    )
    return doctor


def _doctor(options: argparse.Namespace) -> int:
    from itertools import chain

    from pipeline.doctor import check_installation, check_output
    from pipeline.text import counted, visible

    findings = check_installation(options.out or Path.cwd())
    if options.out is not None:
        findings = chain(check_output(options.out), findings)
    levels: Counter[str] = Counter()
    for found in findings:
        levels[found.level] += 1
        mend = f"; {found.mend}" if found.mend else ""
        print(visible(f"{found.level:<8} {found.what}{mend}"), flush=True)
    told = ", ".join(counted(levels[level], level) for level in ("error", "warning"))
    print(told if levels["error"] or levels["warning"] else "all sound")
    return INVALID if levels["error"] else OK
