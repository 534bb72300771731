"""What a record depends on besides its file and the configuration."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping
from dataclasses import asdict
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from pipeline import __version__
from pipeline.schema import SCHEMA_VERSION, ModelVersion

# Those whose versions can change a record; that of the model is named apart.
_LIBRARIES = (
    "charset-normalizer",
    "ftfy",
    "lxml",
    "markdown-it-py",
    "numpy",
    "onnxruntime",
    "pyarrow",
    "python-docx",
    "snowballstemmer",
    "spacy",
    "thinc",
    "tokenizers",
    "trafilatura",
)
_READ = (".py", ".txt", ".csv", ".json")


def versions(models: Mapping[str, ModelVersion]) -> dict[str, Any]:
    """Return the versions that the manifest names."""
    return {
        "pipeline": __version__,
        "code_sha256": code_sha256(),
        "schema_version": SCHEMA_VERSION,
        "models": {name: asdict(model) for name, model in sorted(models.items())},
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in _LIBRARIES},
    }


def basis(versions: Mapping[str, Any], config_sha256: str) -> str:
    """Return the digest of all that decides records apart from their files.

    The package's own code and word lists are part of it, so an edited list is never met by
    records that were made without it.
    """
    values = {**versions, "config_sha256": config_sha256}
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()


def code_sha256() -> str:
    """Return the digest of the package's code and word lists."""
    hashed = hashlib.sha256()
    for name, file in sorted(_package_files(files("pipeline"), "")):
        hashed.update(f"{name}\0".encode())
        # A checkout on Windows may have other line ends.
        hashed.update(file.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return hashed.hexdigest()


def _package_files(folder: Traversable, prefix: str) -> list[tuple[str, Traversable]]:
    found: list[tuple[str, Traversable]] = []
    for item in folder.iterdir():
        name = f"{prefix}{item.name}"
        if name == "models":
            continue  # only in a wheel; models have versions of their own
        if item.is_dir():
            found += _package_files(item, f"{name}/")
        elif name.endswith(_READ):
            found.append((name, item))
    return found
