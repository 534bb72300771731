"""A long fuzzing run: ``python tests/fuzz/long_run.py readers|segment|records [--seconds N] [--kind K]``.

Coverage-guided where atheris is installed, else by blind changes to the seeds. A finding is written
below ``--findings``, one file a place in the code, and the run goes on; the exit code is 1 if there
was any. See README.md in this folder.
"""

from __future__ import annotations

import argparse
import logging
import os
import random
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path

_HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(_HERE.parent), str(_HERE.parents[1])]

TARGETS = ("readers", "segment", "records")


class Findings:
    """What was found, each place in the code once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.places: set[str] = set()
        self.runs = self.sound = 0

    def tried(self, check: Callable[[bytes], object], data: bytes) -> None:
        """Run one input and keep it if it shows something new."""
        self.runs += 1
        try:
            self.sound += bool(check(data))
        except Exception as error:
            place = _place(error)
            if place in self.places:
                return
            self.places.add(place)
            self.folder.mkdir(parents=True, exist_ok=True)
            path = self.folder / f"{len(self.places):03}-{type(error).__name__}"
            path.write_bytes(data)
            path.with_suffix(".txt").write_text(
                "".join(traceback.format_exception(error)), encoding="utf-8", errors="replace"
            )
            print(f"FINDING {path}: {place}: {str(error)[:200]!r}", flush=True)

    def end(self) -> None:
        """Say what was found and end the process, for libFuzzer never returns."""
        print(
            f"done: {self.runs} runs, {self.sound} sound, {len(self.places)} findings", flush=True
        )
        os._exit(1 if self.places else 0)


def _place(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "/pipeline/" in frame.filename] or frames
    return f"{type(error).__name__} at {Path(ours[-1].filename).name}:{ours[-1].lineno}"


def _check(target: str, folder: Path) -> Callable[[bytes], object]:
    from fuzz import kinds, targets

    if target == "readers":
        return lambda data: targets.check_reader(
            kinds.KINDS[data[0] % len(kinds.KINDS)] if data else "txt", data[1:], folder=folder
        )
    if target == "segment":
        return lambda data: targets.check_segment(data, folder=folder)
    return targets.check_record


def _changing(target: str, seeds: Sequence[bytes]) -> Callable[[bytes, random.Random], bytes]:
    from fuzz.mutations import mutated, mutated_json

    def change(data: bytes, chance: random.Random) -> bytes:
        if target == "records" and chance.random() < 0.8:
            return mutated_json(data, chance)
        kept = {"readers": 1, "segment": 2, "records": 0}[target]  # bytes that say what follows
        other = chance.choice(seeds)[kept:]
        return data[:kept] + mutated(data[kept:], chance, other=other)

    return change


def _blind(
    check: Callable[[bytes], object],
    change: Callable[[bytes, random.Random], bytes],
    seeds: Sequence[bytes],
    findings: Findings,
    *,
    seconds: float,
    seed: int,
) -> None:
    chance = random.Random(seed)
    end = time.monotonic() + seconds
    told = 0.0
    while (now := time.monotonic()) < end:
        findings.tried(check, change(chance.choice(seeds), chance))
        if now - told > 30:
            told = now
            print(f"{findings.runs} runs, {findings.sound} sound, {len(findings.places)} findings")
            sys.stdout.flush()


def _guided(
    check: Callable[[bytes], object],
    change: Callable[[bytes, random.Random], bytes],
    findings: Findings,
    *,
    seconds: float,
    seed: int,
    corpus: Path,
) -> None:
    import atheris

    def custom(data: bytes, most: int, seed: int) -> bytes:
        chance = random.Random(seed)
        if chance.random() < 0.3:
            return atheris.Mutate(data, most)  # libFuzzer's own
        return change(data, chance)[:most]

    end = time.monotonic() + seconds

    def one(data: bytes) -> None:
        findings.tried(check, data)
        if time.monotonic() > end:
            findings.end()  # libFuzzer would end the process without a word

    arguments = [
        *(sys.argv[0], str(corpus), f"-max_total_time={int(seconds) + 60}", f"-seed={seed}"),
        *("-max_len=65536", "-timeout=60", "-rss_limit_mb=4096", "-print_final_stats=1"),
        f"-artifact_prefix={findings.folder}/",  # of what hangs, or ends the process
    ]
    findings.folder.mkdir(parents=True, exist_ok=True)
    atheris.Setup(arguments, one, custom_mutator=custom)
    atheris.Fuzz()  # never returns


def main() -> None:
    """Run one target; the exit code is 1 if something was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", choices=TARGETS)
    parser.add_argument("--seconds", type=int, default=1200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kind", help="readers: only this kind, such as pdf or docx:document")
    parser.add_argument("--blind", action="store_true", help="do without atheris")
    parser.add_argument("--findings", type=Path, default=Path("fuzz-findings"))
    parser.add_argument("--corpus", type=Path, help="folder of seeds; what is new is added to it")
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)
    guided = not options.blind and _instrumented()
    from fuzz.seeds import seeds_of

    findings = Findings(options.findings / options.target)
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        corpus = options.corpus or Path(folder) / "corpus"
        corpus.mkdir(parents=True, exist_ok=True)
        seeds = seeds_of(options.target, kind=options.kind)
        for number, seed in enumerate(seeds):
            (corpus / f"seed-{number:03}").write_bytes(seed)
        check = _check(options.target, Path(folder))
        change = _changing(options.target, seeds)
        for seed in seeds:
            findings.tried(check, seed)
        print(f"{len(seeds)} seeds, {findings.sound} of them sound; guided: {guided}", flush=True)
        given = {"seconds": options.seconds, "seed": options.seed}
        if guided:
            _guided(check, change, findings, corpus=corpus, **given)
        else:
            _blind(check, change, seeds, findings, **given)
    findings.end()


def _instrumented() -> bool:
    try:
        import atheris
    except ImportError:
        return False
    # Before anything of the package is imported: the imports are what is instrumented.
    with atheris.instrument_imports(include=["pipeline"], enable_loader_override=False):
        import fuzz.targets  # noqa: F401

        import pipeline.read.csv_rows
        import pipeline.read.docx
        import pipeline.read.html
        import pipeline.read.json_rows
        import pipeline.read.md
        import pipeline.read.mhtml
        import pipeline.read.odt
        import pipeline.read.parquet_rows
        import pipeline.read.pdf
        import pipeline.read.srt
        import pipeline.read.txt
        import pipeline.read.vtt  # noqa: F401
    return True


if __name__ == "__main__":
    main()
