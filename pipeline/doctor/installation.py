"""The installation: Python, packages, models, one interview from end to end, the machine."""

from __future__ import annotations

import os
import platform
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.annotate import load_models, model_versions
from pipeline.batch import available_cores
from pipeline.contract import violations
from pipeline.doctor.findings import Finding
from pipeline.errors import ModelError, PipelineError
from pipeline.files import STAGED
from pipeline.run import process
from pipeline.settings import Settings
from pipeline.text import counted

if TYPE_CHECKING:
    from packaging.requirements import Requirement

PACKAGE = "entretiens"
_OLDEST = (3, 11)
_REINSTALL = f"install it again, in an environment of its own: pip install {PACKAGE}"

# A worker with the models in it; what a run writes for some ten thousand interviews.
_WORKER_BYTES = 1_500_000_000
_FREE_BYTES = 1_000_000_000

_INTERVIEW = """Comment êtes-vous arrivée à la communication ?

Par hasard. Marie Kermadec, de l’agence Zébulon, cherchait quelqu’un qui sache écrire.

Un conseil pour finir ?

Il faut lire la presse tous les jours, surtout celle que l’on n’aime pas.
"""


def check_installation(folder: Path) -> Iterator[Finding]:
    """Yield how the installation is, one part after another; the slow ones come last.

    Args:
        folder: Where runs will write; a file is written there and removed.
    """
    yield _python()
    yield from _packages()
    yield _writable(folder)
    yield from _machine()
    models = list(_models())
    yield from models
    if all(found.level != "error" for found in models):
        yield _end_to_end()


def _python() -> Finding:
    running = f"Python {platform.python_version()} on {platform.system()} {platform.machine()}"
    if sys.version_info < _OLDEST:
        oldest = ".".join(map(str, _OLDEST))
        return Finding("error", f"{running}: {oldest} or later is needed", _REINSTALL)
    return Finding("ok", running)


def _packages() -> Iterator[Finding]:
    """Compare what is installed with what the package asks for, its extras apart."""
    from packaging.requirements import Requirement

    try:
        asked = [Requirement(line) for line in metadata.requires(PACKAGE) or ()]
        version = metadata.version(PACKAGE)
    except metadata.PackageNotFoundError:
        yield Finding("error", f"{PACKAGE} runs from a folder and is not installed", _REINSTALL)
        return
    needed = [each for each in asked if each.marker is None or each.marker.evaluate({"extra": ""})]
    wrong = [problem for each in needed if (problem := _lacking(each))]
    for problem in wrong:
        yield Finding("error", problem, _REINSTALL)
    if not wrong:
        yield Finding("ok", f"{PACKAGE} {version} with its {len(needed)} packages")
    for extra in metadata.metadata(PACKAGE).get_all("Provides-Extra") or ():
        if extra == "dev":
            continue
        own = [each for each in asked if each not in needed and _of(each, extra)]
        absent = [problem for each in own if (problem := _lacking(each))]
        state = f"not there ({'; '.join(absent)})" if absent else "there"
        yield Finding("ok", f"extra [{extra}]: {state}")


def _of(requirement: Requirement, extra: str) -> bool:
    marker = requirement.marker
    return marker is not None and marker.evaluate({"extra": extra})


def _lacking(requirement: Requirement) -> str:
    """Return what is wrong with an installed package, "" if nothing is."""
    name, allowed = requirement.name, requirement.specifier
    try:
        version = metadata.version(name)
    except metadata.PackageNotFoundError:
        return f"{name} is not installed"
    if allowed.contains(version, prereleases=True):
        return ""
    return f"{name} is {version}, {allowed} is needed"


def _writable(folder: Path) -> Finding:
    there = folder
    while not there.exists() and there != there.parent:
        there = there.parent  # a run makes what is not there
    try:
        with tempfile.TemporaryFile(prefix=STAGED, dir=there) as stream:
            stream.write(b"x")
            stream.flush()
            os.fsync(stream.fileno())
        free = shutil.disk_usage(there).free
    except OSError as error:
        return Finding(
            "error",
            f"{there}: cannot be written to ({error.strerror})",
            "check the permissions and the free space, or choose another folder with --out",
        )
    size = f"{free / 1e9:.1f} GB free"
    if free < _FREE_BYTES:
        return Finding("warning", f"{there}: can be written to, but only {size}", "make room there")
    return Finding("ok", f"{there}: can be written to, {size}")


def _machine() -> Iterator[Finding]:
    cores = available_cores()
    memory = _memory()
    if memory is None:
        yield Finding("ok", f"{counted(cores, 'core')}; how much memory there is is not told here")
        return
    told = f"{counted(cores, 'core')}, {memory / 1e9:.1f} GB of memory"
    workers = max(1, memory // _WORKER_BYTES)
    if workers < cores:
        mend = f"run with --workers {workers}, for a process takes up to {_WORKER_BYTES / 1e9} GB"
        yield Finding("warning", f"{told}: too little for a process a core", mend)
    else:
        yield Finding("ok", told)


def _memory() -> int | None:
    """Return the bytes of memory of this machine or container, None where the system does not say."""
    try:
        memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):  # Windows has no such call
        return None
    try:
        limit = Path("/sys/fs/cgroup/memory.max").read_text(encoding="ascii").strip()
        return min(memory, int(limit))
    except (OSError, ValueError):  # no container, or one without a limit: "max"
        return memory


def _models() -> Iterator[Finding]:
    """Yield the versions of the default models; checksums are compared on the way."""
    try:
        versions = model_versions(Settings())
    except ModelError as error:
        yield Finding("error", error.message, error.hint)
        return
    for name, model in versions.items():
        checked = f", checksums as in SHA256SUMS ({model.sha256[:12]}…)" if model.sha256 else ""
        yield Finding("ok", f"model {name} {model.version}{checked}")


def _end_to_end() -> Finding:
    started = time.monotonic()
    try:
        models = load_models(Settings())
        loaded = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "interview.txt"
            path.write_text(_INTERVIEW, encoding="utf-8")
            record = process(
                path, id="interview", file=path.name, settings=Settings(), models=models
            )
    except (PipelineError, OSError, ImportError) as error:
        return Finding("error", f"an interview cannot be processed: {error}", _REINSTALL)
    breaches = list(violations(record))
    if breaches or len(record.exchanges) != 2 or not record.claims:
        found = (
            f"{counted(len(record.exchanges), 'exchange')}, {counted(len(record.claims), 'claim')}"
        )
        what = f"an interview of two exchanges gives {found}: {'; '.join(breaches) or 'too little'}"
        return Finding("error", what, _REINSTALL)
    seconds = f"{loaded - started:.1f} s to load, {time.monotonic() - loaded:.1f} s to read"
    return Finding("ok", f"an interview of two exchanges becomes a sound record ({seconds})")
