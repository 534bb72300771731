"""Which interview belongs to which split, written down once, with a digest of each split."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from pipeline.errors import InputError
from pipeline.gold import gold_json
from pipeline.importers.marked_header import SPLITS
from pipeline.schema import Gold


@dataclass(frozen=True, slots=True)
class Split:
    """The interviews of one split, by name, and the SHA-256 of their gold."""

    interviews: tuple[str, ...]
    sha256: str


Splits: TypeAlias = Mapping[str, Split]


def digest_of(golds: Iterable[Gold]) -> str:
    """Return the SHA-256 of the gold files' bytes, one after the other, ordered by id."""
    digest = hashlib.sha256()
    for gold in sorted(golds, key=lambda gold: gold.id):
        digest.update(gold_json(gold).encode("utf-8"))
    return digest.hexdigest()


def splits_of(golds: Iterable[Gold]) -> dict[str, Split]:
    """Return every split of some interviews, also a split without any."""
    by_split: dict[str, list[Gold]] = {split: [] for split in SPLITS}
    for gold in golds:
        by_split[str(gold.split)].append(gold)
    return {
        split: Split(tuple(sorted(gold.id for gold in found)), digest_of(found))
        for split, found in by_split.items()
    }


def splits_json(splits: Splits) -> str:
    """Return the split file."""
    values = {
        split: {"sha256": found.sha256, "interviews": list(found.interviews)}
        for split, found in splits.items()
    }
    return json.dumps(values, ensure_ascii=False, indent=1) + "\n"


def read_splits(path: Path) -> dict[str, Split]:
    """Return what the split file says.

    Raises:
        InputError: It cannot be read, is no split file, or names an interview twice.
    """
    try:
        values: Any = json.loads(path.read_text(encoding="utf-8"))
        found = {
            split: Split(tuple(values[split]["interviews"]), values[split]["sha256"])
            for split in SPLITS
        }
    except FileNotFoundError as error:
        raise InputError(
            f"{path}: missing", hint="write it once with scripts/build_corpus.py --splits"
        ) from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"{path}: is no split file ({error!r})") from error
    names = [name for split in found.values() for name in split.interviews]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise InputError(f"{path}: {twice[0]} stands there twice")
    return found


def moved(written: Splits, found: Splits) -> list[str]:
    """Return a line for each interview that changed its split or is gone: never done silently."""
    now = {name: split for split, each in found.items() for name in each.interviews}
    return [
        f"splits.json: {name} is written down as {split} and "
        f"{'is now ' + now[name] if name in now else 'is gone'}; "
        "if this is meant, change splits.json by hand"
        for split, each in written.items()
        for name in each.interviews
        if now.get(name) != split
    ]


def changed(written: Splits, found: Splits) -> list[str]:
    """Return a line for each interview that is new, and each split whose gold has changed."""
    known = {name for each in written.values() for name in each.interviews}
    lines = [
        f"splits.json: lacks {name}; run scripts/build_corpus.py --splits"
        for each in found.values()
        for name in each.interviews
        if name not in known
    ]
    return lines + [
        f"splits.json: the gold of {split} has changed; if this is meant, "
        "run scripts/build_corpus.py --splits"
        for split in SPLITS
        if written[split].sha256 != found[split].sha256
    ]
