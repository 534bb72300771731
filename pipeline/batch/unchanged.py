"""Whether the outputs that lie in a folder are those that a run would write again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.batch.outputs import CODEBOOK, MANIFEST, RECORDS, TABLE_FILES, Written

# Of the manifest: what the outputs were made of, and what they were then.
MADE_OF, FILES, DUPLICATES = "made_of_sha256", "files_sha256", "duplicates"


@dataclass(frozen=True, slots=True)
class Outputs:
    """The records and tables of a folder, how many records are flagged as copies, each file's digest."""

    written: Written
    duplicates: int
    files: Mapping[str, str]


def made_of(
    parts: Iterable[str], variables: Mapping[str, Mapping[str, str]], columns: Sequence[str]
) -> str:
    """Return the digest of all that decides the outputs.

    A part's name stands for its content: see `pipeline.batch.parts.Parts`.

    Args:
        parts: Names of the files of finished interviews, ordered by id.
        variables: Of the researcher's own table, by part.
        columns: All its columns.
    """
    hashed = hashlib.sha256(json.dumps(list(columns)).encode())
    for part in parts:
        hashed.update(json.dumps([part, variables.get(part)], sort_keys=True).encode())
    return hashed.hexdigest()


def files_sha256(out: Path) -> dict[str, str]:
    """Return the digest of every file of records and tables.

    Raises:
        OSError: One is not there, or cannot be read.
    """
    found = {}
    for name in (RECORDS, CODEBOOK, *TABLE_FILES):
        with (out / name).open("rb") as stream:
            found[name] = hashlib.file_digest(stream, "sha256").hexdigest()
    return found


def outputs_there(out: Path, digest: str) -> Outputs | None:
    """Return what lies in the folder, if a run made it of the same and nobody has touched it since.

    Args:
        out: The output folder.
        digest: What `made_of` gives for the run that is under way.
    """
    try:
        last: dict[str, Any] = json.loads((out / MANIFEST).read_bytes())
        files = files_sha256(out) if last[MADE_OF] == digest else None
        if files is None or last[FILES] != files:
            return None
        written = Written(last["counts"]["written"], last["rows"], last["records_sha256"])
        return Outputs(written, last[DUPLICATES], files)
    except (
        OSError,
        ValueError,
        KeyError,
        TypeError,
    ):  # no run has ended here, or its manifest was damaged
        return None
