"""Nothing of a test split is ever trained on: refused, not skipped."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.errors import InputError
from pipeline.schema import Gold
from pipeline.training.sources import Text

_LEAST_WORDS = 8  # shorter sentences ("Un conseil à une débutante ?") are anybody's


def refuse_test_interviews(golds: Iterable[Gold]) -> None:
    """Check that no interview to train on was put aside for tests.

    Raises:
        InputError: One says ``split: test``.
    """
    for gold in golds:
        if gold.split == "test":
            raise InputError(
                f"{gold.id}: is of the test split", hint="take it out of the training data"
            )


def refuse_test_sentences(training: Iterable[Text], held_out: Iterable[Text]) -> None:
    """Check that no sentence of eight words or more stands in both.

    Raises:
        InputError: One does; both places are named.
    """
    seen = {key: text.id for text in held_out for key in _keys(text)}
    for text in training:
        for key in _keys(text):
            if key in seen:
                raise InputError(
                    f"{text.id}: the sentence “{key[:60]}…” also stands in {seen[key]}, of a test split",
                    hint="take the document out of the training data",
                )


def without_repeats(texts: Iterable[Text], held_out: Iterable[Text]) -> list[Text]:
    """Return the documents of general text that share no sentence with a held-out one."""
    seen = {key for text in held_out for key in _keys(text)}
    return [text for text in texts if seen.isdisjoint(_keys(text))]


def _keys(text: Text) -> list[str]:
    found = []
    for sample in text.samples:
        for sentence in sample.sentences:
            words = sample.text[sentence.start : sentence.end].lower().split()
            if len(words) >= _LEAST_WORDS:
                found.append(" ".join(words))
    return found
