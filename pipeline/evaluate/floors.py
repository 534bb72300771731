"""A TOML file of floors -> which figures have fallen below theirs by more than the noise."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

from pipeline.errors import InputError
from pipeline.evaluate.figures import LOWER_IS_BETTER, Figure, Measure, Rate, label, rates

NoiseFrom = Literal["margin", "interval"]

_ENTRY = "a number, or { floor = number, margin = number }"


@dataclass(frozen=True, slots=True)
class Floor:
    """The value a figure must keep, a ceiling where lower is better.

    ``margin`` is how far it may fall short; None: half of its bootstrap interval.
    """

    rate: Rate
    value: float
    margin: float | None


@dataclass(frozen=True, slots=True)
class Floors:
    """A floors file; ``gold_sha256`` is the digest of the gold they were measured on, if stated."""

    file: str
    gold_sha256: str | None
    floors: tuple[Floor, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """One figure beside its floor.

    ``short`` is how far it falls short, 0 if it does not; it and ``value`` and ``noise`` are None
    if there was nothing to count, and then the floor does not hold.
    """

    section: str
    name: str
    measure: Measure
    floor: float
    value: float | None
    short: float | None
    noise: float | None
    noise_from: NoiseFrom
    holds: bool

    @property
    def label(self) -> str:
        """The name with its measure: ``question F1``."""
        return label(self.name, self.measure)


@dataclass(frozen=True, slots=True)
class FloorCheck:
    """What came of a floors file."""

    file: str
    gold_sha256: str | None
    figures: tuple[Held, ...]

    @property
    def fallen(self) -> tuple[Held, ...]:
        """The figures whose floor does not hold."""
        return tuple(held for held in self.figures if not held.holds)


def check_floors(floors: Floors, figures: Sequence[Figure]) -> FloorCheck:
    """Return each figure that has a floor, and whether the floor holds."""
    found = {(figure.section, figure.label): figure for figure in figures}
    return FloorCheck(
        floors.file,
        floors.gold_sha256,
        tuple(
            _held(floor, found[floor.rate.section, label(floor.rate.name, floor.rate.measure)])
            for floor in floors.floors
        ),
    )


def _held(floor: Floor, figure: Figure) -> Held:
    noise = floor.margin
    if noise is None and figure.low is not None and figure.high is not None:
        noise = (figure.high - figure.low) / 2
    short = None
    if figure.value is not None:
        fall = floor.value - figure.value
        # Rounded, so that 0.9 less 0.88 is within a margin of 0.02.
        short = round(max(0.0, -fall if figure.name in LOWER_IS_BETTER else fall), 12)
    return Held(
        figure.section,
        figure.name,
        figure.measure,
        floor.value,
        figure.value,
        short,
        noise,
        "interval" if floor.margin is None else "margin",
        short is not None and noise is not None and short <= noise,
    )


# --- the file --------------------------------------------------------------------------------


def read_floors(path: Path) -> Floors:
    """Return the floors of a TOML file.

    A table a section of the report, a key a figure as the report prints it; at the top, if wanted,
    ``gold_sha256`` and a ``margin`` for every figure that states none::

        gold_sha256 = "a685b4d8…"
        margin = 0.02

        [turns]
        "question F1" = 0.986
        "Pk (lower is better)" = { floor = 0.005, margin = 0.01 }

    Raises:
        InputError: The file cannot be read, is no TOML, names an unknown figure, states no number
            from 0 to 1, or a floor that no figure can fall below.
    """
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: not valid TOML ({error})") from error
    sha256 = values.pop("gold_sha256", None)
    if sha256 is not None and not isinstance(sha256, str):
        raise InputError(f"{path}: gold_sha256 = {sha256!r}; a string is expected")
    margin = _number(values.pop("margin"), f"{path}: margin") if "margin" in values else None
    found = tuple(
        _floor(f"{path}: [{section}]", rate, entry, margin)
        for section, rate, entry in _entries(path, values)
    )
    if not found:
        raise InputError(
            f"{path}: states no floor", hint='write for example [turns] and "question F1" = 0.95'
        )
    return Floors(str(path), sha256, found)


def _entries(path: Path, values: dict[str, Any]) -> list[tuple[str, Rate, Any]]:
    known: dict[str, dict[str, Rate]] = {}
    for rate in rates():
        known.setdefault(rate.section, {})[label(rate.name, rate.measure)] = rate
    found = []
    for section, entries in values.items():
        if section not in known or not isinstance(entries, dict):
            raise InputError(
                f"{path}: unknown key {section!r}",
                hint=f"tables are {', '.join(known)}; keys above them gold_sha256 and margin",
            )
        for name, entry in entries.items():
            if name not in known[section]:
                raise _unknown_figure(path, section, name, list(known[section]))
            found.append((section, known[section][name], entry))
    return found


def _unknown_figure(path: Path, section: str, name: str, known: list[str]) -> InputError:
    near = get_close_matches(name, known, n=3)
    hint = f"did you mean {' or '.join(map(repr, near))}?" if near else f"known: {', '.join(known)}"
    return InputError(f"{path}: [{section}] has no figure {name!r}", hint=hint)


def _floor(where: str, rate: Rate, entry: Any, margin: float | None) -> Floor:
    where = f"{where} {label(rate.name, rate.measure)!r}"
    if isinstance(entry, dict):
        unknown = sorted(set(entry) - {"floor", "margin"})
        if unknown or "floor" not in entry:
            problem = f"unknown key {unknown[0]!r}" if unknown else "no key 'floor'"
            raise InputError(f"{where}: {problem}", hint=f"write {_ENTRY}")
        if "margin" in entry:
            margin = _number(entry["margin"], f"{where}: margin")
        entry = entry["floor"]
    value = _number(entry, where)
    # A floor that nothing can fall below would be a check that cannot fail.
    least = 1 - value if rate.name in LOWER_IS_BETTER else value
    if least - (margin or 0) <= 0:
        stated = f"{value:g} with the margin {margin:g}" if margin else f"{value:g}"
        raise InputError(
            f"{where}: no figure can fall below {stated}", hint="leave it out, or state another"
        )
    return Floor(rate, value, margin)


def _number(value: Any, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InputError(f"{where} = {value!r}; expected {_ENTRY}")
    if not 0 <= value <= 1:
        raise InputError(f"{where} = {value}; expected 0 to 1")
    return float(value)
