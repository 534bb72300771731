"""One epoch: every text as often as configured, the same for the same seed."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from random import Random

import pytest
from training_texts import config, corpus, tokenizer, write_winer

from pipeline.training.augment import Names
from pipeline.training.config import Augmentation, TrainingConfig
from pipeline.training.epochs import Epochs
from pipeline.training.sources import Text, interview_text, read_winer
from pipeline.training.tensors import Batch

TOKENIZER = tokenizer()


@pytest.fixture
def texts(tmp_path: Path) -> list[Text]:
    general = read_winer(write_winer(tmp_path / "winer") / "train.jsonl")
    return [*map(interview_text, corpus()["train"]), *general]


def epoch(texts: list[Text], how: TrainingConfig, seed: int = 0) -> list[Batch]:
    return Epochs(texts, Names(texts), TOKENIZER, how).batches(Random(seed))


def read(batches: list[Batch]) -> Counter[str]:
    """Return the texts of all rows."""
    return Counter(
        TOKENIZER.decode(row[mask == 1].tolist()).strip()
        for batch in batches
        for row, mask in zip(batch.ids, batch.mask, strict=True)
    )


def test_the_same_seed_gives_the_same_epoch(texts: list[Text]) -> None:
    how = config(augmentation=Augmentation())
    first, again = epoch(texts, how), epoch(texts, how)
    assert [b.ids.tolist() for b in first] == [b.ids.tolist() for b in again]
    other = epoch(texts, how, seed=1)
    assert [b.ids.tolist() for b in first] != [b.ids.tolist() for b in other]


def test_interviews_are_repeated_and_general_text_is_not(texts: list[Text]) -> None:
    found = read(epoch(texts, config(corpus_repeats=3, inline=0, glued=0, window=512)))
    assert found["Que prépare Papier Plié ?"] == 3
    assert found["Octave Lebrun visite Roubaix ."] == 1


def test_spaces_of_tokenised_text_are_mended(texts: list[Text]) -> None:
    assert "Octave Lebrun visite Roubaix." in read(epoch(texts, config(glued=1)))


def test_two_turns_at_most_share_a_paragraph(texts: list[Text]) -> None:
    found = read(epoch(texts[:1], config(corpus_repeats=1, inline=1, window=512), seed=3))
    turns = [s.text for s in texts[0].samples]
    assert set(found) <= {f"{turns[0]} {turns[1]}", f"{turns[2]} {turns[3]}"}


def test_answers_are_read_with_their_question_but_for_a_share(texts: list[Text]) -> None:
    how = {"corpus_repeats": 40, "inline": 0, "window": 256, "context": 16}
    answer = next(s for s in texts[0].samples if s.before)

    def share(alone: float) -> float:
        found = read(epoch(texts[:1], config(**how, alone=alone)))
        shown = [text for text, count in found.items() for _ in range(count)]
        ending = [text for text in shown if text.endswith(answer.text)]
        assert len(ending) == 40
        return ending.count(answer.text) / len(ending)

    assert share(0.0) == 0
    assert share(1.0) == 1
    assert 0.2 < share(0.5) < 0.8


def test_no_text_is_longer_than_the_window(texts: list[Text]) -> None:
    batches = epoch(texts, config(window=16, overlap=4, batch_pieces=64))
    assert batches
    for batch in batches:
        assert batch.ids.shape[1] <= 16
        assert batch.ids.size <= 64


def test_pieces_beyond_the_texts_are_padding(texts: list[Text]) -> None:
    batches = epoch(texts, config(batch_pieces=4096))
    assert any((batch.mask == 0).any() for batch in batches)
    assert all((batch.ids[batch.mask == 0] == 1).all() for batch in batches)
