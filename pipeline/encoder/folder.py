"""A model folder of this project: where the shipped one is, checksums, labels."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from pipeline.errors import ModelError
from pipeline.schema import EntityLabel, ModelVersion

SHIPPED = "entretien-fr"
MODEL, TOKENIZER, LABELS, SUMS = "model.onnx", "tokenizer.json", "labels.json", "SHA256SUMS"
FILES = (MODEL, TOKENIZER, LABELS)
_ADDED = ("claims.json",)  # files that a model may have

_PACKAGE = Path(__file__).resolve().parent.parent
_REQUIRED = ("version", "entities", "window", "overlap", "temperature")
_OPTIONAL = ("general", "kinds", "claims", "turns")
_CONTEXT = "context"
# Fewer pieces leave no context worth the name.
LEAST_WINDOW = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """What ``labels.json`` says: the names of the outputs' columns and how long texts are read.

    ``window`` and ``overlap`` are in pieces, the window with its two special pieces. ``context`` is how many
    pieces of its question stand before each window of an answer, beside them. ``general`` are names by the
    guide of the general text that the model was also trained on.
    """

    version: str
    entities: tuple[str, ...]
    general: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    turns: tuple[str, ...] = ()
    window: int
    overlap: int
    temperature: float
    context: int = 0


def shipped_folder() -> Path:
    """Return the folder of the default model: in a wheel below the package, else in the clone."""
    installed = _PACKAGE / "models" / SHIPPED
    return installed if installed.is_dir() else _PACKAGE.parent / "models" / SHIPPED


def check_folder(folder: Path) -> ModelVersion:
    """Return the version of a model folder after proving that its files are whole.

    The version carries the beginning of the digest of ``SHA256SUMS``: another tokenizer or other
    labels make other records, too.

    Raises:
        ModelError: A file is missing, or differs from its digest in ``SHA256SUMS``.
    """
    sums = _read_sums(folder)
    names = [*FILES, *(name for name in _ADDED if (folder / name).exists() or name in sums)]
    digests = {name: digest(folder / name) for name in names}
    for name, found in digests.items():
        if found != sums.get(name):
            wanted = f"{sums[name][:12]}…" if name in sums else "nothing"
            raise ModelError(
                f"{folder / name}: SHA-256 is {found[:12]}…, {SUMS} says {wanted}",
                hint=f"the file is damaged or was changed: {_restore(folder)}",
            )
    of_all = hashlib.sha256("".join(digests.values()).encode()).hexdigest()
    version = read_labels(folder).version
    return ModelVersion(version=f"{version}+{of_all[:8]}", sha256=digests[MODEL])


def write_sums(folder: Path) -> None:
    """Write ``SHA256SUMS`` for the files of a model folder that are there."""
    names = [*FILES, *(name for name in _ADDED if (folder / name).exists())]
    lines = [f"{digest(folder / name)}  {name}\n" for name in names]
    (folder / SUMS).write_text("".join(lines), encoding="utf-8")


def _restore(folder: Path) -> str:
    if folder == shipped_folder():
        return "install the package again, or fetch the folder again from the repository"
    return f"restore it, or write {SUMS} anew if the change is meant: sha256sum {' '.join(FILES)}, and claims.json if there is one"


def _read_sums(folder: Path) -> dict[str, str]:
    path = folder / SUMS
    sums: dict[str, str] = {}
    for number, line in enumerate(_read(path).splitlines(), 1):
        found, _, name = line.strip().partition(" ")
        if len(found) != 64 or not name:
            raise ModelError(
                f"{path}, line {number}: expected a SHA-256 and a file name, found {line[:40]!r}",
                hint=_restore(folder),
            )
        sums[name.strip().removeprefix("*")] = found.lower()
    return sums


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise _unreadable(path, error) from error


def digest(path: Path) -> str:
    """Return the hexadecimal SHA-256 of a file.

    Raises:
        ModelError: It cannot be read.
    """
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: Exception) -> ModelError:
    reason = error.strerror if isinstance(error, OSError) else error
    needed = f"a model folder holds {', '.join((*FILES, SUMS))}"
    hint = f"{needed}; entities can also be found without it: --entities spacy"
    if path.is_relative_to(shipped_folder()):
        hint = (
            "the default model is missing: install the package again, or fetch "
            f"models/{SHIPPED} again from the repository, or do without it: --entities spacy"
        )
    return ModelError(f"{path}: cannot be read ({reason})", hint=hint)


# --- labels.json -----------------------------------------------------------------------------


def read_labels(folder: Path) -> Labels:
    """Return the checked contents of ``labels.json``.

    Raises:
        ModelError: The file cannot be read, or a value is not what the model needs.
    """
    path = folder / LABELS
    try:
        values = json.loads(_read(path))
    except (ValueError, RecursionError) as error:
        raise ModelError(f"{path}: not valid JSON ({error})", hint=_restore(folder)) from error
    problem = _problem(values)
    if problem:
        raise ModelError(f"{path}: {problem}", hint="models/README.md describes the file")
    names = {key: tuple(values.get(key, ())) for key in ("entities", *_OPTIONAL)}
    return Labels(
        version=values["version"],
        **names,
        window=values["window"],
        overlap=values["overlap"],
        temperature=float(values["temperature"]),
        context=values.get(_CONTEXT, 0),
    )


def _problem(values: Any) -> str | None:
    """Return what is wrong with the values, or None."""
    if not isinstance(values, dict):
        return "an object is expected"
    missing = [key for key in _REQUIRED if key not in values]
    if missing:
        return f"{', '.join(missing)} missing"
    known = (*_REQUIRED, *_OPTIONAL, _CONTEXT)
    unknown = sorted(values.keys() - {*known})
    if unknown:
        return f"unknown {', '.join(unknown)}; known are {', '.join(known)}"
    if not isinstance(values["version"], str) or not values["version"]:
        return f"version = {values['version']!r}; expected a string"
    for key in ("entities", *_OPTIONAL):
        if key in values and not _are_names(values[key]):
            return f"{key} = {values[key]!r}; expected a list of different names"
    return (
        _wrong_entities("entities", values["entities"])
        or ("general" in values and _wrong_entities("general", values["general"]))
        or _wrong_number(values)
    )


def _are_names(value: Any) -> bool:
    return (
        isinstance(value, list)
        and all(isinstance(name, str) and name for name in value)
        and len(set(value)) == len(value) > 0
    )


def _wrong_entities(key: str, names: list[str]) -> str | None:
    known = [f"{position}-{label}" for label in get_args(EntityLabel) for position in "BI"]
    wrong = [name for name in names if name not in ("O", *known)]
    if wrong or "O" not in names:
        return f"{key} = {names!r}; expected O and some of {', '.join(known)}"
    alone = [name for name in names if name[0] == "I" and f"B{name[1:]}" not in names]
    return f"{key}: {alone[0]} without B{alone[0][1:]}" if alone else None


def _wrong_number(values: Mapping[str, Any]) -> str | None:
    window, overlap, temperature = values["window"], values["overlap"], values["temperature"]
    context = values.get(_CONTEXT, 0)
    if type(window) is not int or window < LEAST_WINDOW:
        return f"window = {window!r}; expected a whole number of pieces, {LEAST_WINDOW} or more"
    if type(overlap) is not int or not 0 <= overlap <= (window - 2) // 2:
        return f"overlap = {overlap!r}; expected a whole number, 0 to {(window - 2) // 2}"
    if type(temperature) not in (int, float) or not 0 < temperature < math.inf:
        return f"temperature = {temperature!r}; expected a number above 0"
    if type(context) is not int or context < 0:
        return f"{_CONTEXT} = {context!r}; expected a whole number of pieces, 0 or more"
    return None
