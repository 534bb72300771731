"""Train the encoder that a TOML file describes, and write its model folder.

    python scripts/train_model.py --config models/entretien-fr/training.toml \
        --base ENCODER --corpus corpus/gold --winer WINER_FOLDER --work WORK --out MODEL_FOLDER
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from pipeline.errors import ModelError, PipelineError
from pipeline.gold import read_golds
from pipeline.training.config import load_config
from pipeline.training.guard import (
    refuse_test_interviews,
    refuse_test_sentences,
    without_repeats,
)
from pipeline.training.sources import Text, interview_text, read_winer


def main(arguments: Sequence[str] | None = None) -> int:
    """Train; return the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    add = parser.add_argument
    add("--config", type=Path, required=True, help="the training configuration")
    add(
        "--base",
        required=True,
        help="folder or hub id of the encoder to start from (with tokenizer.json)",
    )
    add(
        "--corpus",
        type=Path,
        required=True,
        help="folder with gold in train/, dev/ and test/; test is only compared",
    )
    add(
        "--gold",
        type=Path,
        action="append",
        default=[],
        help="more gold to train on; may be repeated",
    )
    add(
        "--winer",
        type=Path,
        help="folder of WiNER-fr: train.jsonl, dev.jsonl, test.jsonl; test is only compared",
    )
    add(
        "--work",
        type=Path,
        required=True,
        help="folder for the state of the run; it goes on from there",
    )
    add("--weights", type=Path, help="best.safetensors of an earlier run, to start from")
    add("--out", type=Path, required=True, help="the model folder to write")
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    try:
        return _train(options)
    except PipelineError as error:
        print(error, file=sys.stderr)
        return 2


def _interviews(folder: Path) -> list[Text]:
    return [interview_text(gold) for gold in read_golds(folder)]


def _train(options: argparse.Namespace) -> int:
    config = load_config(options.config)
    corpus = options.corpus
    golds = [gold for folder in (corpus / "train", *options.gold) for gold in read_golds(folder)]
    refuse_test_interviews(golds)
    training = [interview_text(gold) for gold in golds]
    held_out = [*_interviews(corpus / "dev"), *_interviews(corpus / "test")]
    general_dev: list[Text] = []
    if options.winer is not None:
        winer_test = read_winer(options.winer / "test.jsonl")
        general_dev = read_winer(options.winer / "dev.jsonl")
        # News repeat themselves from year to year.
        training += without_repeats(read_winer(options.winer / "train.jsonl"), winer_test)
        held_out += winer_test
    refuse_test_sentences(training, held_out)
    for name in ("torch", "onnx"):  # the latter is needed hours later
        if find_spec(name) is None:
            raise ModelError(f"{name} is not installed", hint="pip install 'entretiens[train]'")
    from pipeline.training.export import write_model
    from pipeline.training.loop import Data, train
    from pipeline.training.tokenizing import load_tokenizer

    tokenizer, file = load_tokenizer(options.base)
    data = Data(training, _interviews(corpus / "dev"), general_dev)
    trained = train(
        data,
        base=options.base,
        tokenizer=tokenizer,
        config=config,
        out=options.work,
        weights=options.weights,
    )
    write_model(trained, tokenizer=file, config=config, folder=options.out)
    print(json.dumps(trained.figures | {"temperature": trained.temperature}, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
