"""The seeds of each target: valid files of every kind, the shipped interviews, their records.

``python tests/fuzz/seeds.py DIR`` writes them down, one file a seed, to look at or to give to another
fuzzer.
"""

from __future__ import annotations

import sys
from pathlib import Path

_TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(_TESTS), str(_TESTS.parent)]

_ANNOTATED = _TESTS / "annotated"


def seeds_of(target: str, *, kind: str | None = None) -> list[bytes]:
    """Return the seeds of a target, each with the bytes before it that say how it is read.

    Args:
        target: ``readers``, ``segment`` or ``records``.
        kind: Of readers, only those of this kind.
    """
    if target == "readers":
        return _of_readers(kind)
    if target == "segment":
        return _of_segmenter()
    return _of_records()


def _shipped() -> dict[str, bytes]:
    """Return the interviews that come with the package, by name."""
    return {path.name: path.read_bytes() for path in sorted((_ANNOTATED / "raw/dev").iterdir())}


def _of_readers(wanted: str | None) -> list[bytes]:
    from fuzz.kinds import KINDS, SLOW, valid

    kinds = [kind for kind in KINDS if kind not in SLOW] if wanted is None else [wanted]
    found = [bytes([KINDS.index(kind)]) + valid(kind) for kind in kinds]
    for name, data in _shipped().items():
        kind = name.rpartition(".")[2]
        if kind in kinds:
            found.append(bytes([KINDS.index(kind)]) + data)
    return found


def _of_segmenter() -> list[bytes]:
    from fuzz.kinds import INTERVIEW, valid
    from fuzz.targets import LAYOUTS

    found = [
        bytes([LAYOUTS.index(layout), options]) + valid(layout)
        for layout in LAYOUTS[:-1]
        for options in (0, 3)
    ]
    for name, data in _shipped().items():
        found.append(bytes([LAYOUTS.index(name.rpartition(".")[2]), 1]) + data)
    lines = [f"{'D' if '?' in line else 'P'}{line}" for line in INTERVIEW.split("\n")]
    found.append(bytes([LAYOUTS.index("blocks"), 1]) + "\n".join(lines).encode())
    return found


def _of_records() -> list[bytes]:
    from gold_records import record_of

    from pipeline.gold import read_golds
    from pipeline.records import record_line

    return [record_line(record_of(gold)).encode() for gold in read_golds(_ANNOTATED)]


def main(folder: Path) -> None:
    """Write all seeds below a folder."""
    for target in ("readers", "segment", "records"):
        (folder / target).mkdir(parents=True, exist_ok=True)
        for number, data in enumerate(seeds_of(target)):
            (folder / target / f"{number:03}").write_bytes(data)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
