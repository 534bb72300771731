"""Make a small base encoder from a large one: keep the pieces of its vocabulary that French needs.

    python scripts/cut_vocabulary.py --base intfloat/multilingual-e5-small --out ENCODER \
        corpus/raw/train/*.txt WINER_FOLDER/train.jsonl
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from pipeline.errors import PipelineError
from pipeline.training.pieces import read_texts
from pipeline.training.vocabulary import cut_base


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the small base; return the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    add = parser.add_argument
    add("texts", type=Path, nargs="+", help="files to count pieces in: .txt, or .jsonl with text")
    add("--base", required=True, help="folder or hub id of an encoder with a Unigram tokenizer")
    add("--size", type=int, default=32000, help="pieces to keep (default: 32000)")
    add("--out", type=Path, required=True, help="the folder to write")
    options = parser.parse_args(arguments)
    try:
        cut = cut_base(options.base, read_texts(options.texts), size=options.size, out=options.out)
    except PipelineError as error:
        print(error, file=sys.stderr)
        return 2
    print(
        f"{cut.after} of {cut.before} pieces; {cut.covered:.2%} of the texts' pieces are among them"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
