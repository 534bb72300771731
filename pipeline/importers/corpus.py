"""corpus/marked -> corpus/raw and corpus/gold, built or checked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import InputError
from pipeline.gold import gold_json
from pipeline.importers.marked import MarkedInterview, read_marked


@dataclass(frozen=True, slots=True)
class CorpusReport:
    """What building or checking a corpus found; ``errors`` are lines to print."""

    read: int
    written: tuple[Path, ...]  # also those removed because their source is gone
    errors: tuple[str, ...]
    warnings: tuple[str, ...]


def build_corpus(root: Path, *, files: Iterable[Path] = (), check: bool = False) -> CorpusReport:
    """Return what was built from ``root/marked`` into ``root/raw`` and ``root/gold``.

    Args:
        root: The corpus folder.
        files: Only these marked files; none: all, and files whose source is gone are removed.
        check: Write nothing. Without `files`, a built file that is missing, outdated or left over
            is an error.

    Raises:
        InputError: There is no marked file.
    """
    chosen = sorted(files)
    whole = not chosen
    chosen = chosen or sorted((root / "marked").glob("*.txt"))
    if not chosen:
        raise InputError(f"{root / 'marked'}: holds no marked file (*.txt)")
    errors: list[str] = []
    warnings: list[str] = []
    wanted: dict[Path, bytes] = {}
    for path in chosen:
        try:
            marked = read_marked(path)
        except InputError as error:
            errors += str(error).split("\n")
            continue
        warnings += marked.warnings
        wanted |= built_files(root, marked)
    outdated = [path for path, content in wanted.items() if _content(path) != content]
    left_over = _left_over(root, wanted) if whole and not errors else []
    if check:
        if whole:
            errors += [
                f"{path}: missing or outdated; run scripts/build_corpus.py" for path in outdated
            ]
            errors += [f"{path}: has no marked source" for path in left_over]
        return CorpusReport(len(chosen), (), tuple(errors), tuple(warnings))
    for path in outdated:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(wanted[path])
    for path in left_over:
        path.unlink()
    return CorpusReport(len(chosen), (*outdated, *left_over), tuple(errors), tuple(warnings))


def built_files(root: Path, marked: MarkedInterview) -> dict[Path, bytes]:
    """Return the two files that are built from one marked interview, by path."""
    name = marked.gold.id
    return {
        root / "raw" / marked.split / f"{name}.{marked.format}": marked.raw,
        root / "gold" / marked.split / f"{name}.json": gold_json(marked.gold).encode("utf-8"),
    }


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _left_over(root: Path, wanted: dict[Path, bytes]) -> list[Path]:
    built = [
        path for part in ("raw", "gold") for path in (root / part).rglob("*") if path.is_file()
    ]
    return sorted(path for path in built if path not in wanted and not path.name.startswith("."))
