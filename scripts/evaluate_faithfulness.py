"""Measure the check of summaries' sentences on sentences made false by rule and on true ones.

    python scripts/evaluate_faithfulness.py --split dev [--errors] [--seed N]

True are the corpus's own summaries, which annotators wrote in their own words, and claims in a summary's
words; false is what they become with a number, a name, a denial or a speaker changed. A Markdown
table: what is caught of each kind and what is accused wrongly, with 95 % intervals over interviews.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from pipeline.errors import PipelineError
from pipeline.evaluate.faithfulness import checked_cases, errors_of, rates, table_of
from pipeline.evaluate.figures import SEED
from pipeline.gold import read_golds
from pipeline.settings import Settings

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Print the table; the exit code is 1 where the corpus cannot be read."""
    import spacy

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--corpus", type=Path, default=ROOT / "corpus", help="default: corpus/")
    parser.add_argument("--split", default="dev", choices=("train", "dev", "test"))
    parser.add_argument("--true", type=int, default=200, help="true sentences (default: 200)")
    parser.add_argument("--each", type=int, default=50, help="false ones of a kind (default: 50)")
    parser.add_argument("--seed", type=int, default=SEED, help="what chooses the sentences")
    parser.add_argument("--errors", action="store_true", help="list where the check fails")
    options = parser.parse_args()
    try:
        golds = list(read_golds(options.corpus / "gold" / options.split))
        checked = checked_cases(
            golds,
            spacy.load(Settings().spacy_model),
            true=options.true,
            each=options.each,
            seed=options.seed,
        )
    except PipelineError as error:
        print(error, file=sys.stderr)
        return 1
    print("\n".join(table_of(rates(checked))))
    if options.errors:
        print("\n".join(errors_of(checked)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
