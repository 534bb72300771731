"""What was looked at, how it is, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Level = Literal["ok", "warning", "error"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report.

    ``warning`` is what one should know and nothing is wrong for; ``mend`` says what to do, "" where
    there is nothing to be done.
    """

    level: Level
    what: str
    mend: str = ""
