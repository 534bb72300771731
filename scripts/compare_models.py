"""Compare entity engines on the corpus and on WiNER-fr: Markdown tables on standard output.

    python scripts/compare_models.py --model MODEL_FOLDER --exact EXACT.onnx --winer WINER_FOLDER \\
        --unseen --robust --claims --calibration --split test

Each engine is measured twice, in a fresh process and in one thread: alone, on the annotated turns, and
with the rules, in the whole pipeline. A spaCy model that is not installed has a row that says so.
--claims sets an encoder's claim head beside the rules; --calibration asks whether confidences come true.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import cast

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from pipeline.annotate import SPACY
from pipeline.batch.inputs import find_inputs
from pipeline.encoder.folder import SHIPPED, digest, read_labels
from pipeline.encoder.load import DEFAULT, encoder_version
from pipeline.errors import PipelineError
from pipeline.evaluate.calibration_tables import calibration_tables
from pipeline.evaluate.claim_tables import claim_tables
from pipeline.evaluate.contenders import Contender
from pipeline.evaluate.engine_tables import ALONE, WITH_RULES, Data, Row, tables
from pipeline.evaluate.rewriting import VARIANTS, Variant
from pipeline.evaluate.trial import Annotated, Outcome, Task, in_fresh_process
from pipeline.evaluate.unseen import SeenNames
from pipeline.gold import read_golds
from pipeline.read import SUFFIXES
from pipeline.schema import EntityLabel, Gold, GoldEntity, GoldMention, GoldTurn
from pipeline.settings import Settings
from pipeline.training.sources import Text, read_winer

ROOT = Path(__file__).resolve().parent.parent
SMALL, MEDIUM = Settings().spacy_model, "fr_core_news_md"
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


# --- data --------------------------------------------------------------------------------------


def read_data(corpus: Path, split: str, *, winer: Path | None = None, unseen: bool = False) -> Data:
    """Return what the engines are to read.

    Args:
        corpus: A folder with ``gold/SPLIT``, ``raw/SPLIT`` and, for unseen names, ``gold/train``.
        split: Of the corpus and of WiNER-fr.
        winer: The folder of WiNER-fr.
        unseen: Whether names are looked up in the training texts.

    Raises:
        InputError: A folder or file is not there, or not what it should be.
    """
    raw = corpus / "raw" / split
    jobs = find_inputs([raw], out=raw / "none", suffixes=tuple(SUFFIXES)).jobs
    paths = {job.id: job.path for job in jobs}
    golds = [gold for gold in read_golds(corpus / "gold" / split) if gold.entities is not None]
    texts = read_winer(winer / f"{split}.jsonl") if winer else []
    general = tuple(text_gold(text) for text in texts)
    apart = {text.id: tuple(labelled_otherwise(text)) for text in texts}
    seen = SeenNames(_training_texts(corpus, winer)) if unseen else None
    interviews = tuple(Annotated(gold, paths.get(gold.id)) for gold in golds)
    return Data(split, interviews, general, seen, apart)


def _training_texts(corpus: Path, winer: Path | None) -> Iterator[str]:
    for gold in read_golds(corpus / "gold" / "train"):
        yield gold.text
    for text in read_winer(winer / "train.jsonl") if winer else ():
        yield from (sample.text for sample in text.samples)


def text_gold(text: Text) -> Gold:
    """Return a document as one turn, its sentences joined by spaces; names without a label left out."""
    joined = " ".join(sample.text for sample in text.samples)
    entities: list[GoldEntity] = []
    for start, end, label in _placed(text):
        if label is not None:
            mention = GoldMention(start, end, joined[start:end], "t1")
            id = f"e{len(entities) + 1}"
            entities.append(GoldEntity(id, mention.text, label, None, (mention,)))
    turn = GoldTurn("t1", "answer", None, 0, len(joined), joined)
    return Gold(text.id, joined, turns=(turn,), entities=tuple(entities))


def labelled_otherwise(text: Text) -> list[tuple[int, int]]:
    """Return where, in `text_gold` of a document, names stand that our guide labels otherwise: see `read_winer`."""
    return [(start, end) for start, end, label in _placed(text) if label is None]


def _placed(text: Text) -> Iterator[tuple[int, int, EntityLabel | None]]:
    base = 0
    for sample in text.samples:
        for name in sample.names or ():
            yield base + name.start, base + name.end, cast("EntityLabel | None", name.label)
        base += len(sample.text) + 1


# --- engines -----------------------------------------------------------------------------------


def contenders(spacy_models: Sequence[str], model: str, exact: Path | None) -> list[Contender]:
    """Return the engines in the order of the tables."""
    name = SHIPPED if model == DEFAULT else Path(model).name
    found = [Contender(each, each) for each in spacy_models]
    found.append(Contender(name, SMALL, model))
    if exact is not None:
        found.append(Contender(f"{name}, exact", SMALL, model, exact))
    return found


def rows_of(
    engines: Sequence[Contender],
    data: Data,
    *,
    variants: tuple[Variant, ...] = (),
    repetitions: int = 3,
    head: bool = False,
    run: Callable[[Task], Outcome] = in_fresh_process,
) -> Iterator[Row]:
    """Yield what each engine does, one after another; `head`: claims of claim heads alone, too."""
    for engine in engines:
        encoder = engine.entities != SPACY
        for how in (ALONE, WITH_RULES):
            missing = _not_installed(engine.spacy_model)
            if missing:
                yield Row(engine.name, how, missing, encoder)
                continue
            print(f"{engine.name}, {how}…", file=sys.stderr)
            task = Task(
                contender=engine,
                whole=how == WITH_RULES,
                interviews=data.interviews,
                variants=variants,
                general=data.general if how == ALONE else (),
                repetitions=repetitions,
                head=head,
            )
            yield Row(engine.name, how, run(task), encoder)


def check_models(engines: Sequence[Contender]) -> None:
    """Prove before the work that the encoders are there.

    Raises:
        ModelError: One is missing or damaged.
    """
    for engine in engines:
        if engine.entities != SPACY:
            encoder_version(engine.entities)
        if engine.exact is not None:
            read_labels(engine.folder)
            digest(engine.exact)


def _not_installed(name: str) -> str | None:
    from spacy.util import is_package

    if is_package(name) or Path(name).exists():
        return None
    return f"not installed: `pip install {name.replace('_', '-')}`"


# --- command line ------------------------------------------------------------------------------


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    add = parser.add_argument
    add("--corpus", type=Path, default=ROOT / "corpus", help="folder with gold/ and raw/")
    add("--split", choices=("dev", "test"), default="dev")
    add("--model", default=DEFAULT, metavar="DIR", help="encoder; default: the shipped one")
    add("--exact", type=Path, metavar="FILE.onnx", help="the same encoder in float32")
    add(
        "--spacy",
        action="append",
        metavar="NAME",
        help=f"spaCy model; may be repeated; default: {SMALL} and {MEDIUM}",
    )
    add("--winer", type=Path, metavar="DIR", help="folder of WiNER-fr: train.jsonl, dev.jsonl…")
    add("--unseen", action="store_true", help="also names that no engine can know by heart")
    add("--robust", action="store_true", help="also other apostrophes, questions in capitals")
    add("--claims", action="store_true", help="also claims: rules, claim head, whole pipeline")
    add("--calibration", action="store_true", help="also whether confidences come true")
    add("--repetitions", type=int, default=3, help="of which the median time counts (3)")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    """Return the exit code: 1 when data or a model cannot be read."""
    options = _options(arguments)
    for name in THREADS:  # read by the libraries of the processes to come
        os.environ[name] = "1"
    engines = contenders(options.spacy or [SMALL, MEDIUM], options.model, options.exact)
    variants = tuple(VARIANTS) if options.robust else ()
    try:
        check_models(engines)
        data = read_data(options.corpus, options.split, winer=options.winer, unseen=options.unseen)
        rows = list(
            rows_of(
                engines,
                data,
                variants=variants,
                repetitions=options.repetitions,
                head=options.claims or options.calibration,
            )
        )
    except PipelineError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    further: list[str] = []
    if options.claims:
        further += claim_tables(rows, data)
    if options.calibration:
        further += calibration_tables(rows, data)
    print("\n".join(tables(rows, data, robust=options.robust, further=further)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
