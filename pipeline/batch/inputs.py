"""Files and folders -> jobs with ids, and what was skipped or is wrong."""

from __future__ import annotations

import os
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from pipeline.batch.jobs import FileError, Job, Skipped
from pipeline.errors import InputError
from pipeline.read.places import ARCHIVE_SUFFIXES, TABLE_SUFFIXES

# Word, LibreOffice and the desktops of other systems leave these beside documents.
HIDDEN = (".", "~$")

# Browsers put what a saved page needs into a folder beside it, called so in English and French.
_PAGES = (".html", ".htm", ".xhtml")
_HELPERS = ("_files", "_fichiers")

# Their interviews get ids below the file's whole name, so an interview may have the same stem. A
# JSON file may be one interview: its name is treated as any other.
CONTAINERS = {*TABLE_SUFFIXES, *ARCHIVE_SUFFIXES} - {".json"}


@dataclass(frozen=True, slots=True)
class Inputs:
    """The jobs ordered by id; what failed already; what was skipped.

    ``columns`` are the researcher's own variables in tables that hold interviews.
    """

    jobs: tuple[Job, ...]
    failed: tuple[FileError, ...]
    skipped: tuple[Skipped, ...]
    columns: tuple[str, ...] = ()


@dataclass(slots=True)
class _Candidate:
    """A file with the folder it was found in; its id grows until it is unique."""

    path: str
    root: Path  # absolute
    relative: str  # with "/"
    prefix: int = 0  # how many parts of `root` the id begins with
    suffix: bool = False  # whether the id keeps the suffix

    @property
    def file(self) -> str:
        parts = self.root.parts[len(self.root.parts) - self.prefix :]
        return clean_name("/".join((*parts, self.relative)))

    @property
    def id(self) -> str:
        suffix = "" if self.suffix else clean_name(PurePosixPath(self.relative).suffix)
        return self.file.removesuffix(suffix)


@dataclass(slots=True)
class _Search:
    """One walk over all inputs."""

    out: Path
    suffixes: Collection[str]
    follow_links: bool = False
    inside: tuple[Path, ...] = ()  # the real folders that the user named
    roots: list[Path] = field(default_factory=list)  # real folders read as a whole
    found: dict[str, _Candidate] = field(default_factory=dict)  # by absolute path
    failed: list[FileError] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)


def find_inputs(
    inputs: Sequence[Path], *, out: Path, suffixes: Collection[str], follow_links: bool = False
) -> Inputs:
    """Return the interviews below `inputs`, each once, with ids that are unique in the run.

    Folders are walked in the order of names. Hidden files, unknown suffixes, `out` and other output
    folders of runs are skipped, and so are links that lead out of the folders named: whoever packed a
    folder must not choose which other files of this machine end in the records. A link to a folder
    is followed unless it leads into or around a folder that is read anyway. A file or folder that was
    named itself may be a link; a file that was and cannot be an interview is an error.

    Args:
        inputs: Files and folders.
        out: The output folder, which may lie inside an input.
        suffixes: Of interviews, lower case, with the dot.
        follow_links: Whether links that lead out of the inputs are followed.

    Raises:
        InputError: Nothing was found, or `out` is itself an input.
    """
    search = _Search(Path(os.path.realpath(out)), suffixes, follow_links)
    folders = [path for path in inputs if os.path.isdir(path)]
    search.inside = tuple(Path(os.path.realpath(folder)) for folder in folders)
    search.roots = list(search.inside)
    if search.out in search.roots:
        raise InputError(
            f"{out}: is an input and the output folder at once",
            hint="write into a folder of its own, for example --out " + str(out / "out"),
        )
    for path in inputs:
        if os.path.isdir(path):
            _walk(path, search)
        else:
            _named_file(path, search)
    if not search.found:
        raise nothing_found(inputs, search.failed, search.skipped, suffixes)
    _make_unique(list(search.found.values()))
    jobs = _jobs(search.found.values())
    return Inputs(
        jobs=tuple(sorted(jobs, key=lambda job: job.id)),
        failed=tuple(sorted(search.failed, key=lambda error: error.file)),
        skipped=tuple(sorted(search.skipped, key=lambda skip: (skip.file, skip.reason))),
    )


def nothing_found(
    inputs: Sequence[Path],
    failed: Sequence[FileError],
    skipped: Sequence[Skipped],
    suffixes: Collection[str],
) -> InputError:
    """Return the error for inputs without a single interview: what failed, or what was passed over."""
    if failed:
        return InputError(failed[0].error, hint=failed[0].hint)
    reasons = Counter(skip.reason for skip in skipped)
    passed_over = ", ".join(f"{count} x {reason}" for reason, count in sorted(reasons.items()))
    return InputError(
        f"{', '.join(map(str, inputs))}: no interview found"
        + (f" (skipped: {passed_over})" if passed_over else ""),
        hint=f"interviews are files that end in {', '.join(suffixes)}",
    )


def _named_file(path: Path, search: _Search) -> None:
    if error := _unreachable(path):
        search.failed.append(error)
        return
    # An unknown suffix or a device is refused by the reader, whose message is better.
    absolute = Path(os.path.abspath(path))
    _add(absolute, absolute.parent, search)


def _unreachable(path: Path) -> FileError | None:
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return FileError(str(path), f"{path}: no such file or folder", "check the path")
    except OSError as error:  # a name that is too long, a folder that may not be entered
        message = f"{path}: cannot be looked at ({error.strerror})"
        return FileError(str(path), message, "check the path and its permissions")
    if os.path.exists(path):
        return None
    name = clean_name(path.name)
    return FileError(name, f"{path}: the link leads nowhere", "check where it points")


def _add(path: Path, root: Path, search: _Search) -> None:
    relative = path.relative_to(root).as_posix()
    container = path.suffix.lower() in CONTAINERS
    location = str(path)
    search.found.setdefault(location, _Candidate(location, root, relative, suffix=container))


def _walk(top: Path, search: _Search) -> None:
    root = Path(os.path.abspath(top))
    waiting = [root]
    while waiting:
        folder = waiting.pop()
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            message = f"{_shown(folder, root)}: the folder cannot be listed ({error.strerror})"
            search.failed.append(
                FileError(_shown(folder, root), message, "check the permissions of the folder")
            )
            continue
        pages = saved_pages(entry.name for entry in entries)
        subfolders = [
            Path(entry.path) for entry in entries if _is_subfolder(entry, root, search, pages)
        ]
        waiting += reversed(subfolders)


def saved_pages(names: Iterable[str]) -> dict[str, str]:
    """Return which folders would hold the pictures and scripts of which page among `names`.

    >>> saved_pages(["Une page.html", "Une page_fichiers"])["Une page_fichiers"]
    'Une page.html'
    """
    return {
        name[: -len(suffix)] + helper: name
        for name in names
        for suffix in _PAGES
        if name.lower().endswith(suffix)
        for helper in _HELPERS
    }


def _is_subfolder(
    entry: os.DirEntry[str], root: Path, search: _Search, pages: Mapping[str, str]
) -> bool:
    """Return whether `entry` is a folder to walk into; files are added to `search`."""
    path = Path(entry.path)
    reason: str | None
    try:
        if entry.name.startswith(HIDDEN):
            reason = "hidden"
        elif entry.is_symlink() and path.exists() and _leads_out(path, search):
            reason = "link out of the input folder (--follow-links reads it)"
        elif entry.is_dir():
            reason = _why_not_walked(path, search, link=entry.is_symlink())
            if reason is None and entry.name in pages:
                reason = f"belongs to the saved page {clean_name(pages[entry.name])}"
            if reason is None:
                return True
        elif entry.is_file():
            reason = _why_not_read(path, search)
            if reason is None:
                _add(path, root, search)
                return False
        else:
            reason = "broken link" if entry.is_symlink() else "not a regular file"
    except OSError as error:  # a link to itself, a drive that is gone
        reason = f"cannot be looked at ({error.strerror})"
    search.skipped.append(Skipped(_shown(path, root), reason))
    return False


def _leads_out(link: Path, search: _Search) -> bool:
    real = Path(os.path.realpath(link))
    if search.follow_links or real == search.out:
        return False
    # Around a folder that is read is a loop, of which something else is said.
    return not any(real.is_relative_to(root) or root.is_relative_to(real) for root in search.inside)


def _why_not_walked(folder: Path, search: _Search, *, link: bool) -> str | None:
    real = Path(os.path.realpath(folder))
    if real == search.out:
        return "the output folder"
    if (folder / "manifest.json").is_file() and (folder / "records.jsonl").is_file():
        return "the output folder of another run"
    if not link:
        return None
    if Path(os.path.realpath(folder.parent)).is_relative_to(real):
        return "symlink loop"
    if any(real.is_relative_to(root) or root.is_relative_to(real) for root in search.roots):
        return "link to a folder that is read anyway"
    search.roots.append(real)
    return None


def _why_not_read(path: Path, search: _Search) -> str | None:
    suffix = path.suffix.lower()
    if suffix in search.suffixes:
        return None
    return f"unknown suffix {clean_name(suffix)}" if suffix else "no suffix"


def _shown(path: Path, root: Path) -> str:
    return clean_name(path.relative_to(root).as_posix() if path != root else root.name)


def clean_name(name: str) -> str:
    """Return a file name as it may stand in a record: NFC, and bytes that are no UTF-8 replaced."""
    readable = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return unicodedata.normalize("NFC", readable)


def _make_unique(candidates: list[_Candidate]) -> None:
    """Lengthen ids that stand twice: by the input folder's name, else by the suffix."""
    while True:
        groups: dict[str, list[_Candidate]] = defaultdict(list)
        for candidate in candidates:
            groups[candidate.id].append(candidate)
        clashes = [group for group in groups.values() if len(group) > 1]
        if not sum(_lengthened(group) for group in clashes):
            return


def _lengthened(group: list[_Candidate]) -> int:
    """Lengthen what can be lengthened; return for how many."""
    if len({candidate.root for candidate in group}) > 1:
        longer = [item for item in group if item.prefix < len(item.root.parts) - 1]
        for candidate in longer:
            candidate.prefix += 1
        return len(longer)
    shorter = [candidate for candidate in group if not candidate.suffix]
    for candidate in shorter:
        candidate.suffix = True
    return len(shorter)


def _jobs(candidates: Iterable[_Candidate]) -> list[Job]:
    """Return the jobs; names that differ only in bytes a record cannot hold are numbered."""
    seen: Counter[str] = Counter()
    jobs: list[Job] = []
    for candidate in sorted(candidates, key=lambda item: (item.id, item.path)):
        seen[candidate.id] += 1
        number = f"~{seen[candidate.id]}" if seen[candidate.id] > 1 else ""
        jobs.append(Job(candidate.path, candidate.id + number, candidate.file + number))
    return jobs
