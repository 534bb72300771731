"""Time and memory of the pipeline beside what else one could run over the same French interviews.

Without options all sections are measured in under ten minutes; ``--scale 10000`` measures the cost and memory of an archive
of that size (about ten minutes of two free cores). docs/speed.md says what each section measures.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.contenders import missing
from benchmarks.page import heading
from benchmarks.sections import SECTIONS, Bench

from pipeline.errors import PipelineError

ROOT = Path(__file__).resolve().parent.parent
_TORCH = "\nPyTorch is installed here, and spaCy loads it wherever it is: memory, loading and the first record are those with it."


def main() -> int:
    """Return the exit code: 1 when the corpus cannot be read."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "sections", nargs="*", metavar="SECTION", help=f"of {', '.join(SECTIONS)}; all by default"
    )
    parser.add_argument("--words", type=int, default=15_000, help="at least so many words")
    parser.add_argument("--repetitions", type=int, default=3)
    parser.add_argument("--scale", type=int, default=300, help="interviews of the largest archive")
    parser.add_argument(
        "--entities", default="spacy", help="the setting for archives: spacy, or encoder"
    )
    parser.add_argument("--corpus", type=Path, default=ROOT / "corpus")
    parser.add_argument(
        "--split", default="test", help="the split that quality and summaries are measured on"
    )
    parser.add_argument(
        "--data", type=Path, help="the folder of orangesum/ and fredsum/, for summaries"
    )
    parser.add_argument("--out", type=Path, help="a Markdown file to write as well")
    options = parser.parse_args()
    if unknown := set(options.sections) - set(SECTIONS):
        parser.error(f"no section {', '.join(sorted(unknown))}; there are {', '.join(SECTIONS)}")
    parts = [heading()]
    print(parts[0], flush=True)
    try:
        with tempfile.TemporaryDirectory() as folder:
            bench = Bench(options, Path(folder))
            for name in options.sections or SECTIONS:
                title, section = SECTIONS[name]
                parts.append(f"\n## {title}\n\n{section(bench).rstrip()}")
                print(parts[-1], flush=True)
    except PipelineError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    if not missing("torch"):
        parts.append(_TORCH)
        print(_TORCH)
    if options.out:
        options.out.write_text("\n".join(parts) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
