"""Count in how many training interviews each word stands.

    python scripts/count_interviews.py corpus/gold/train

Writes two lists into pipeline/lexicons/data, to be made anew when texts are added to the training split:

- keyword_frequencies.txt, for the weights of keywords: one word a line with its count. Singular and plural are one word;
  words of fewer than `LEAST` interviews are left out, and so are function words.
- small_words.txt, for texts in capitals: the words that `LEAST_SMALL` interviews or more have in small letters, and more than with a capital.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from pipeline.casing import WORD, begins
from pipeline.errors import PipelineError
from pipeline.files import write_safely
from pipeline.gold import read_golds
from pipeline.lexicons import words
from pipeline.summarize.rarity import words_of
from pipeline.text import analysis_form

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "pipeline" / "lexicons" / "data"
LEAST, LEAST_SMALL = 4, 2


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


def small_words(texts: Iterable[str]) -> str:
    """Return the list of words in small letters as it is written."""
    small: Counter[str] = Counter()
    capital: Counter[str] = Counter()
    for text in texts:
        form = analysis_form(text)
        found = {m.group() for m in WORD.finditer(form) if not begins(form, m.start())}
        small.update(word for word in found if word.islower())
        capital.update(word.lower() for word in found if word.istitle())
    kept = sorted(
        word for word, count in small.items() if count >= LEAST_SMALL and count > capital[word]
    )
    note = f"# Words that {LEAST_SMALL} interviews of the training split or more have in small letters within a sentence, and more than have them with a capital there; made by scripts/count_interviews.py from texts written for this project."
    return "\n".join([note, *kept, ""])


def main() -> int:
    """Return the exit code: 1 when the interviews cannot be read."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("gold", type=Path, help="folder of annotated interviews")
    parser.add_argument("--out", type=Path, default=DATA, help="folder to write the lists into")
    options = parser.parse_args()
    try:
        texts = [item.text for item in read_golds(options.gold)]
        write_safely(options.out / "keyword_frequencies.txt", frequencies(texts))
        write_safely(options.out / "small_words.txt", small_words(texts))
    except PipelineError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
