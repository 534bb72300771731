"""The parser of one command: what it does not know, it says itself and suggests the nearest."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any


class CommandParser(argparse.ArgumentParser):
    """A parser whose unknown options are reported with its own usage.

    `argparse` leaves them to the top level, which knows none of the command's options, and reports
    a missing ``--out`` before a misspelt one.
    """

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Parse all of `args`, or end the program with code 2 and what is wrong."""
        for argument in _options_in(args or ()):
            self._refuse_unknown(argument)
        found, rest = super().parse_known_args(args, namespace)
        if rest:
            self.error(f"unrecognized arguments: {' '.join(rest)}")
        return found, rest

    def _refuse_unknown(self, argument: str) -> None:
        known = list(self._option_string_actions)
        name = argument.partition("=")[0]
        short = not name.startswith("--") and name[:2] in known  # "-v" alone or with more letters
        if short or any(option.startswith(name) for option in known):
            return
        long = [option for option in known if option.startswith("--")]
        # Without the dashes, which would make "--colour" like "--out".
        near = get_close_matches(name.lstrip("-"), [option[2:] for option in long], n=1)
        meant = f"; did you mean --{near[0]}?" if near else f"; the options are {', '.join(long)}"
        self.error(f"unknown option {name}{meant}")


def _options_in(args: Sequence[str]) -> list[str]:
    """Return the arguments that argparse takes for options: no number, no lone dash, none after "--"."""
    before = args[: args.index("--")] if "--" in args else args
    return [
        arg
        for arg in before
        if arg.startswith("-") and arg.lstrip("-")[:1].isalpha() and " " not in arg
    ]
