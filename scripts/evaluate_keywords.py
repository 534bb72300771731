"""Score the keywords of records against annotated ones, beside plain TF-IDF.

    python scripts/evaluate_keywords.py out --gold corpus/keywords/dev.tsv

A Markdown table: F1 of the ten best keywords with 95 % bootstrap intervals over interviews, and how much
better the program is than each TF-IDF, paired. TF-IDF reads the same questions and answers; how rare a word
is, it knows from the training interviews.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from pipeline.annotate import load_models
from pipeline.errors import PipelineError
from pipeline.evaluate.comparison import differences
from pipeline.evaluate.figures import figures
from pipeline.evaluate.keyword_floors import Frequencies, best_ngrams, best_words
from pipeline.evaluate.keywords import counts_of, keyword_ratios, read_keywords
from pipeline.evaluate.markdown import table, with_interval
from pipeline.gold import read_golds
from pipeline.records import load_records
from pipeline.schema import Record
from pipeline.settings import Settings
from pipeline.text import analysis_form

if TYPE_CHECKING:
    from spacy.language import Language

ROOT = Path(__file__).resolve().parent.parent
PROGRAM, WORDS, NGRAMS = "entretiens", "TF-IDF of words", "TF-IDF of noun n-grams"

Keywords = Mapping[str, Sequence[str]]  # by interview


def spoken(record: Record) -> list[str]:
    """Return the questions and answers of one interview, in text order."""
    return [turn.text for turn in record.turns if turn.role in ("question", "answer")]


def rivals(
    records: Sequence[Record], background: Frequencies, nlp: Language
) -> dict[str, Keywords]:
    """Return the keywords that the program and each TF-IDF give, by the name of the method."""
    return {
        PROGRAM: {record.id: record.keywords for record in records},
        WORDS: {record.id: best_words("\n".join(spoken(record)), background) for record in records},
        NGRAMS: {
            record.id: best_ngrams(nlp.pipe(map(analysis_form, spoken(record))), background)
            for record in records
        },
    }


def lines(found: Mapping[str, Keywords], gold: Keywords) -> Iterator[str]:
    """Yield the lines of the table."""
    wanted = [ratio for ratio in keyword_ratios() if ratio.measure == "F1"]
    counts = {name: counts_of(own, gold) for name, own in found.items()}
    rows = []
    for name, own in counts.items():
        row = [name]
        measured = figures(own, wanted=wanted)
        compared = differences(counts[PROGRAM], own, wanted=wanted)
        for figure, other in zip(measured, compared, strict=True):
            row.append(with_interval(figure.value, figure.low, figure.high))
            ahead = with_interval(other.difference, other.low, other.high)
            row.append("" if name == PROGRAM else ahead)
        rows.append(row)
    head = [
        cell for ratio in wanted for cell in (f"F1@10, {ratio.name}", "the program is ahead by")
    ]
    yield f"{len(gold)} interviews, {sum(map(len, gold.values()))} gold keywords"
    yield ""
    yield from table(["method", *head], rows)


def main() -> int:
    """Return the exit code: 1 when something cannot be read."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("records", type=Path, help="records.jsonl, or the folder of a run")
    parser.add_argument("--gold", type=Path, required=True, help="table of gold keywords")
    parser.add_argument(
        "--background",
        type=Path,
        default=ROOT / "corpus" / "gold" / "train",
        help="annotated interviews from which TF-IDF knows how rare a word is",
    )
    parser.add_argument("--list", action="store_true", help="also list the keywords themselves")
    options = parser.parse_args()
    try:
        gold = read_keywords(options.gold)
        records = [record for record in load_records(options.records) if record.id in gold]
        background = Frequencies(item.text for item in read_golds(options.background))
        found = rivals(records, background, load_models(Settings(entities="spacy")).nlp)
        print("\n".join(lines(found, gold)))
    except PipelineError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    if options.list:
        for interview, own in gold.items():
            print(f"\n{interview}\n  gold: {' | '.join(own)}")
            for name, keywords in found.items():
                print(f"  {name}: {' | '.join(keywords[interview])}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
