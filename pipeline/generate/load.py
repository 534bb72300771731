"""Which writer the settings mean, its version, and its loading."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pipeline.errors import InputError, ModelError
from pipeline.generate import seq2seq, server
from pipeline.generate.written import Writer, Written
from pipeline.schema import ModelVersion
from pipeline.settings import Settings

__all__ = ["EXTRACTIVE", "Writer", "Written", "load_writer", "writer_version"]

EXTRACTIVE = "extractive"
_HUB_ID = re.compile(r"[\w][\w.-]*/[\w][\w.-]*")


def writer_version(settings: Settings) -> tuple[str, ModelVersion] | None:
    """Return the name in provenance and the version of what `load_writer` would load, None for no writer.

    Raises:
        InputError, ModelError: As `load_writer`, except for what only loading shows.
    """
    chosen = _chosen(settings)
    return (chosen.name, chosen.version()) if chosen is not None else None


def load_writer(settings: Settings) -> tuple[str, Writer] | None:
    """Return what writes summaries with its name in provenance; None where they are extractive.

    Args:
        settings: `summaries` is ``extractive``, the folder or the hub id of a sequence-to-sequence
            model of transformers, or the URL of a server that speaks OpenAI's protocol; then
            `summaries_model` is its name for the model. A server that is not this machine is refused
            unless `summaries_anywhere` is set: it would be sent the interviews.

    Raises:
        InputError: What is said of a server stands beside something else.
        ModelError: The model is not there, damaged, of another kind, or the server is refused.
    """
    chosen = _chosen(settings)
    return (chosen.name, chosen.load()) if chosen is not None else None


@dataclass(frozen=True, slots=True)
class _Chosen:
    """The writer that the settings mean, not loaded yet."""

    name: str  # in provenance
    version: Callable[[], ModelVersion]
    load: Callable[[], Writer]


def _chosen(settings: Settings) -> _Chosen | None:
    name = settings.summaries
    _refuse_what_means_nothing(settings)
    if name == EXTRACTIVE:
        return None
    if server.is_url(name):
        found = server.server_at(
            name, model=settings.summaries_model, anywhere=settings.summaries_anywhere
        )
        return _Chosen(found.model, lambda: found.version, lambda: found)
    folder = _folder(name)
    return _Chosen(
        _name(name, folder),
        partial(seq2seq.check_model, folder),
        partial(seq2seq.load_model, folder),
    )


def _refuse_what_means_nothing(settings: Settings) -> None:
    if server.is_url(settings.summaries):
        return
    for key in ("summaries_model", "summaries_anywhere"):
        if getattr(settings, key):
            raise InputError(
                f"{key} is of a server, and summaries = {settings.summaries!r} is none",
                hint="give the server's URL as summaries, or leave it out",
            )


def _folder(name: str) -> Path:
    folder = Path(name)
    if name and folder.exists():
        return folder
    if _HUB_ID.fullmatch(name):
        return seq2seq.fetched_model(name)
    raise ModelError(
        f"summaries = {name!r}: no such folder, and no id of a model on the hub",
        hint=f"allowed are {EXTRACTIVE}, a model's folder or id, or the URL of a local server",
    )


def _name(name: str, folder: Path) -> str:
    return folder.resolve().name if Path(name).exists() else name
