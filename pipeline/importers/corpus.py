"""corpus/marked -> corpus/raw, corpus/gold and the dataset's files, built or checked.

A corpus that has a data sheet (``README.md``) is also a dataset: ``data/``, ``croissant.json`` and
the part of the data sheet's header that ``load_dataset`` reads are built, and ``splits.json`` is
held against the interviews.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import InputError
from pipeline.files import parquet_table
from pipeline.frames import parquet_bytes
from pipeline.gold import gold_json
from pipeline.importers.croissant import croissant_json
from pipeline.importers.dataset import (
    CONFIGS,
    Annotated,
    Config,
    card_block,
    jsonl_bytes,
    rows_of,
    table_of,
)
from pipeline.importers.marked import MarkedInterview, read_marked
from pipeline.importers.marked_header import SPLITS
from pipeline.importers.splits import changed, moved, read_splits, splits_json, splits_of
from pipeline.schema import Gold

_CARD = "README.md"
_PASSES = ("first", "second")
_SPLITS_FILE = "splits.json"


@dataclass(frozen=True, slots=True)
class CorpusReport:
    """What building or checking a corpus found; ``errors`` are lines to print."""

    read: int
    written: tuple[Path, ...]  # also those removed because their source is gone
    errors: tuple[str, ...]
    warnings: tuple[str, ...]


def build_corpus(root: Path, *, files: Iterable[Path] = (), check: bool = False) -> CorpusReport:
    """Return what was built from ``root/marked``.

    Args:
        root: The corpus folder.
        files: Only the raw and gold files of these marked files; none: everything, and files whose
            source is gone are removed.
        check: Write nothing. Without `files`, a built file that is missing, outdated or left over
            is an error, and so is a split whose gold is not the one that ``splits.json`` digests.

    Raises:
        InputError: There is no marked file, or the data sheet has no header.
    """
    chosen = sorted(files)
    whole = not chosen
    chosen = chosen or marked_paths(root)
    interviews, errors = _read(chosen)
    wanted: dict[Path, bytes] = {}
    for marked in interviews:
        wanted |= built_files(root, marked)
    if whole and not errors:
        for name in _PASSES:
            errors += _pass_errors(root, interviews, name)
        if is_dataset(root):
            errors += _split_errors(root, interviews, check=check)
            wanted |= dataset_files(root, interviews)
    warnings = tuple(line for marked in interviews for line in marked.warnings)
    outdated = [path for path, content in wanted.items() if not _is_current(path, content)]
    left_over = _left_over(root, wanted) if whole and not errors else []
    if check and whole:
        errors += [f"{path}: missing or outdated; run scripts/build_corpus.py" for path in outdated]
        errors += [f"{path}: has no marked source" for path in left_over]
    if check or (whole and any(line.startswith(_SPLITS_FILE) for line in errors)):
        return CorpusReport(len(chosen), (), tuple(errors), warnings)
    for path in outdated:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(wanted[path])
    for path in left_over:
        path.unlink()
    return CorpusReport(len(chosen), (*outdated, *left_over), tuple(errors), warnings)


def marked_paths(root: Path) -> list[Path]:
    """Return the marked files of a corpus, ordered by name.

    Raises:
        InputError: There is none.
    """
    paths = sorted((root / "marked").glob("*.txt"))
    if not paths:
        raise InputError(f"{root / 'marked'}: holds no marked file (*.txt)")
    return paths


def is_dataset(root: Path) -> bool:
    """Return whether a corpus has a data sheet, so that it is also published as a dataset."""
    return (root / _CARD).is_file()


def write_splits(root: Path) -> CorpusReport:
    """Return what was written: ``splits.json``, with new interviews and the digests of today.

    An interview that it already names stays in its split: one that moved or is gone is an error,
    and nothing is written.

    Raises:
        InputError: There is no marked file, or the split file is damaged.
    """
    path = root / _SPLITS_FILE
    interviews, errors = _read(marked_paths(root))
    found = splits_of(marked.gold for marked in interviews)
    if path.exists():
        errors += moved(read_splits(path), found)
    content = splits_json(found).encode("utf-8")
    written = () if errors or _is_current(path, content) else (path,)
    for each in written:
        each.write_bytes(content)
    return CorpusReport(len(interviews), written, tuple(errors), ())


def built_files(root: Path, marked: MarkedInterview) -> dict[Path, bytes]:
    """Return the two files that are built from one marked interview, by path."""
    name = marked.gold.id
    return {
        root / "raw" / marked.split / f"{name}.{marked.format}": marked.raw,
        root / "gold" / marked.split / f"{name}.json": gold_json(marked.gold).encode("utf-8"),
    }


def dataset_files(root: Path, interviews: Sequence[MarkedInterview]) -> dict[Path, bytes]:
    """Return the files of the dataset by path, and the data sheet with its header brought up.

    Raises:
        InputError: The data sheet has no header.
    """
    lines: dict[tuple[Config, str], bytes] = {}
    built: dict[Path, bytes] = {}
    for config in CONFIGS:
        for split in SPLITS:
            rows = rows_of(
                config,
                (Annotated(m.gold, m.split, m.format) for m in interviews if m.split == split),
            )
            folder = root / "data" / config
            lines[config, split] = built[folder / f"{split}.jsonl"] = jsonl_bytes(rows)
            built[folder / f"{split}.parquet"] = parquet_bytes(table_of(config, rows))
    built[root / "croissant.json"] = croissant_json(lines).encode("utf-8")
    built[root / _CARD] = _card(root / _CARD)
    return built


def pass_golds(root: Path, name: str) -> list[Gold]:
    """Return one of the two independent annotations in ``root/first`` and ``root/second``, by id.

    ``marked/`` holds what was decided between them.

    Args:
        root: The corpus folder.
        name: "first" or "second".

    Raises:
        InputError: A file breaks the notation.
    """
    return [read_marked(path).gold for path in sorted((root / name).glob("*.txt"))]


def _read(paths: Iterable[Path]) -> tuple[list[MarkedInterview], list[str]]:
    interviews: list[MarkedInterview] = []
    errors: list[str] = []
    for path in paths:
        try:
            interviews.append(read_marked(path))
        except InputError as error:
            errors += str(error).split("\n")
    return interviews, errors


def _split_errors(root: Path, interviews: Iterable[MarkedInterview], *, check: bool) -> list[str]:
    found = splits_of(marked.gold for marked in interviews)
    try:
        written = read_splits(root / _SPLITS_FILE)
    except InputError as error:
        # Before the first --splits a build has nothing to be held against.
        return [str(error)] if check or (root / _SPLITS_FILE).exists() else []
    return moved(written, found) + (changed(written, found) if check else [])


def _pass_errors(root: Path, interviews: Iterable[MarkedInterview], name: str) -> list[str]:
    """Return a line for each annotation of a pass that is not one of the same text and split."""
    decided = {marked.gold.id: (marked.gold.text, marked.gold.split) for marked in interviews}
    try:
        golds = pass_golds(root, name)
    except InputError as error:
        return [f"{name}/{line}" for line in str(error).split("\n")]
    return [
        f"{name}/{gold.id}.txt: annotates no interview of marked/ with this text and split"
        for gold in golds
        if decided.get(gold.id) != (gold.text, gold.split)
    ]


def _card(path: Path) -> bytes:
    content = path.read_text(encoding="utf-8")
    header, fence, rest = content.removeprefix("---\n").partition("\n---\n")
    if not content.startswith("---\n") or not fence:
        raise InputError(f"{path}: has no YAML header between two lines ---")
    own, _, _ = f"{header}\n".partition("configs:\n")
    return f"---\n{own}{card_block(SPLITS)}---\n{rest}".encode()


def _is_current(path: Path, content: bytes) -> bool:
    if not path.is_file():
        return False
    found = path.read_bytes()
    if found == content or path.suffix != ".parquet":
        return found == content
    # Another release of pyarrow writes other bytes for the same table: such a file is current.
    from pyarrow import ArrowInvalid

    try:
        table = parquet_table(found)
    except ArrowInvalid:
        return False
    return bool(table.equals(parquet_table(content), check_metadata=True))


def _left_over(root: Path, wanted: dict[Path, bytes]) -> list[Path]:
    parts = ("raw", "gold", "data") if is_dataset(root) else ("raw", "gold")
    built = [path for part in parts for path in (root / part).rglob("*") if path.is_file()]
    return sorted(path for path in built if path not in wanted and not path.name.startswith("."))
