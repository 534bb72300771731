"""Count in how many training interviews each word stands, for the weights of keywords.

    python scripts/count_interviews.py corpus/gold/train

Writes pipeline/lexicons/data/keyword_frequencies.txt, one word a line with its count. Singular and plural are one word;
words of fewer than `LEAST` interviews are left out, and so are function words. To be run anew when texts are added to the training split.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from pipeline.errors import PipelineError
from pipeline.files import write_safely
from pipeline.gold import read_golds
from pipeline.lexicons import words
from pipeline.summarize.rarity import words_of

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "pipeline" / "lexicons" / "data" / "keyword_frequencies.txt"
LEAST = 4


def frequencies(texts: Iterable[str]) -> str:
    """Return the table of some interviews as it is written."""
    counted: Counter[str] = Counter()
    total = 0
    for text in texts:
        counted.update(set(words_of(text)))
        total += 1
    kept = sorted(
        word
        for word, count in counted.items()
        if count >= LEAST and len(word) > 2 and word not in words("function_words")
    )
    return "\n".join(
        [
            f"# In how many of the {total} interviews of the training split a word stands, where at least {LEAST}; made by scripts/count_interviews.py from texts written for this project. Fields: word without plural ending, interviews.",
            *(f"{word}\t{counted[word]}" for word in kept),
            "",
        ]
    )


def main() -> int:
    """Return the exit code: 1 when the interviews cannot be read."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("gold", type=Path, help="folder of annotated interviews")
    parser.add_argument("--out", type=Path, default=TABLE)
    options = parser.parse_args()
    try:
        write_safely(options.out, frequencies(item.text for item in read_golds(options.gold)))
    except PipelineError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
