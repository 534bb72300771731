"""Pieces get the labels of their words; batches hold every text once."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from training_texts import FIRST, interview, sample, tokenizer

from pipeline.encoder.words import words
from pipeline.training.samples import KINDS, LABELS, MARKS, ClaimSpan, Name, Sample, Sentence
from pipeline.training.sources import interview_text
from pipeline.training.tensors import IGNORED, Encoding, batches, encode, word_labels

TOKENIZER = tokenizer()
PARTS = st.sampled_from(
    [
        "l'",
        "Oréal",
        " ",
        " (",
        ")",
        "Saint-Malo",
        " des affiches",
        ", ",
        '" ',
        "½",
        "🎙",
        "écouter",
        " — ",
    ]
)


def of_names(text: Sample) -> list[tuple[Name, str | None]]:
    return [(name, name.label) for name in text.names or ()]


def shown(text: str, labels: list[int]) -> list[tuple[str, str]]:
    spans = words(text)
    return [
        (text[start:end], LABELS[label] if label >= 0 else "?")
        for (start, end), label in zip(spans, labels, strict=True)
        if label
    ]


@pytest.mark.parametrize(
    ("text", "names", "expected"),
    [
        (
            "Chez L'Oréal Paris, oui.",
            [("L'Oréal Paris", "ORG")],
            [("L'", "B-ORG"), ("Oréal", "I-ORG"), ("Paris", "I-ORG")],
        ),
        (
            "Lyon Brest",
            [("Lyon", "LOC"), ("Brest", "LOC")],
            [("Lyon", "B-LOC"), ("Brest", "B-LOC")],
        ),
        ("Saint-Malo plaît", [("Malo", "LOC")], [("Saint-Malo", "B-LOC")]),
        ("Sur Facebook Live", [("Facebook Live", None)], [("Facebook", "?"), ("Live", "?")]),
        ("Rien.", [], []),
    ],
)
def test_labels_of_words(
    text: str, names: list[tuple[str, str | None]], expected: list[tuple[str, str]]
) -> None:
    assert shown(text, word_labels(of_names(sample(text, *names)), words(text))) == expected


@given(st.lists(PARTS, min_size=1, max_size=12).map("".join), st.data())
def test_the_first_piece_of_each_word_is_labelled_and_no_other(
    text: str, data: st.DataObject
) -> None:
    spans = words(text)
    named = data.draw(st.lists(st.sampled_from(spans), unique=True)) if spans else []
    chosen = [(text[start:end], "MISC") for start, end in sorted(named)]
    # `sample` takes the first place of each name.
    found = encode(sample(text, *chosen), TOKENIZER, 512)
    told = {piece: label for piece, label in enumerate(found.labels) if label != IGNORED}
    assert set(told) == {piece for piece in found.firsts if piece >= 0}
    offsets = TOKENIZER.encode(text).offsets
    labels = word_labels(of_names(found.sample), found.words)
    pieces = [piece for piece in found.firsts if piece >= 0]
    for (start, _), piece, label in zip(found.words, found.firsts, labels, strict=True):
        assert piece >= 0
        assert offsets[piece][0] <= start < offsets[piece][1]
        if pieces.count(piece) == 1:
            assert told[piece] == label


def test_unannotated_names_give_no_labels() -> None:
    found = encode(Sample("s", "Lyon", None, (), ()), TOKENIZER, 512)
    assert set(found.labels) == {IGNORED}


def test_a_text_that_is_too_long_loses_its_end() -> None:
    text = "Il est à Lyon. Il est à Brest."
    spans = [(0, 14), (15, 30)]
    before = Sample(
        "s",
        text,
        sample(text, ("Lyon", "LOC"), ("Brest", "LOC")).names,
        tuple(ClaimSpan(*span, None) for span in spans),
        tuple(Sentence(*span, 1) for span in spans),
    )
    whole = encode(before, TOKENIZER, 512)
    assert [number for *_, number in whole.claims] == [0, 1]
    cut = encode(before, TOKENIZER, len(whole) - 2)
    assert len(cut) == len(whole) - 2
    assert cut.ids == [*whole.ids[: len(cut) - 1], whole.ids[-1]]
    assert [number for *_, number in cut.sentences] == [0]
    assert [number for *_, number in cut.claims] == [0]
    assert cut.firsts[-1] == -1
    assert cut.labels[-1] == IGNORED


def test_spans_in_pieces_hold_their_words() -> None:
    for before in interview_text(interview("essai", FIRST)).samples:
        found = encode(before, TOKENIZER, 512)
        offsets = TOKENIZER.encode(before.text).offsets
        assert len(found.sentences) == len(before.sentences)
        for start, end, number in found.sentences:
            words_of = before.text[offsets[start][0] : offsets[end - 1][1]].strip()
            sentence = before.sentences[number]
            assert words_of == before.text[sentence.start : sentence.end]


def test_names_with_a_kind_are_spans_of_pieces() -> None:
    text = "Chez Papier Plié, à Lyon, Zébulon écrit."
    found = sample(text, ("Papier Plié", "ORG"), ("Lyon", "LOC"), ("Zébulon", "ORG"))
    kinds = ("agency", None, "media")
    names = tuple(replace(n, kind=k) for n, k in zip(found.names or (), kinds, strict=True))
    encoding = encode(replace(found, names=names), TOKENIZER, 512)
    offsets = TOKENIZER.encode(text).offsets
    shown = [
        (text[offsets[start][0] : offsets[end - 1][1]].strip(), names[number].kind)
        for start, end, number in encoding.named
    ]
    assert shown == [("Papier Plié", "agency"), ("Zébulon", "media")]
    # A name of which the end was cut off is none to learn a kind from.
    last = encoding.named[1][1]
    assert len(encode(encoding.sample, TOKENIZER, last + 1).named) == 2
    assert len(encode(encoding.sample, TOKENIZER, last).named) == 1


# --- batches ---------------------------------------------------------------------------------


def encodings() -> list[Encoding]:
    samples = interview_text(interview("essai", FIRST)).samples
    return [encode(s, TOKENIZER, 512) for s in samples for _ in range(3)]


@given(st.integers(min_value=1, max_value=400), st.integers(min_value=0, max_value=100))
def test_every_text_is_in_one_batch(pieces: int, seed: int) -> None:
    found = encodings()
    made = batches(found, pieces=pieces, padding=1, random=Random(seed))
    ids = [row[mask == 1].tolist() for b in made for row, mask in zip(b.ids, b.mask, strict=True)]
    assert sorted(ids) == sorted(encoding.ids for encoding in found)
    for batch in made:
        assert batch.ids.size <= pieces or len(batch.ids) == 1
        assert (batch.ids[batch.mask == 0] == 1).all()
        assert (batch.labels[batch.mask == 0] == IGNORED).all()


def test_a_batch_holds_its_texts_spans() -> None:
    (batch,) = batches(encodings()[::3], pieces=10_000, padding=1, random=Random(0))
    assert sorted(KINDS[kind] for kind in batch.kinds) == ["agency", "institution"]
    assert batch.named.shape == (2, 3)
    assert batch.claims.shape == (5, 3)
    assert batch.sentences.shape == (7, 3)
    assert sorted(batch.turns.tolist()) == [0, 0, 1, 1, 1, 1, 1]
    claimed = batch.marks[:, MARKS.index("claim")]
    assert sorted(claimed.tolist()) == [0, 0, 0, 1, 1]
    # Of a clause that claims nothing, nothing else is known.
    assert np.isnan(batch.marks[claimed == 0][:, 1:]).all()
    assert not np.isnan(batch.marks[claimed == 1]).any()
    assert ((batch.types == IGNORED) == (claimed == 0)).all()
    assert (batch.keys == -1).all()


def test_kinds_stand_in_the_rows_of_their_names() -> None:
    for batch in batches(encodings(), pieces=60, padding=1, random=Random(3)):
        for (row, start, end), kind in zip(batch.named.tolist(), batch.kinds, strict=True):
            words_of = TOKENIZER.decode(batch.ids[row, start:end].tolist()).strip()
            expected = {"agency": "Zébulon", "institution": "Observatoire des marées"}
            assert words_of == expected[KINDS[kind]]
            assert LABELS[batch.labels[row, start]] == "B-ORG"


def test_a_batch_without_spans_has_empty_arrays_of_the_same_form() -> None:
    bare = encode(Sample("s", "Oui", None, (), ()), TOKENIZER, 512)
    (batch,) = batches([bare], pieces=10, padding=1, random=Random(0))
    assert batch.named.shape == (0, 3)
    assert batch.claims.shape == (0, 3)
    assert batch.marks.shape == (0, len(MARKS))
    assert batch.sentences.shape == (0, 3)
    assert batches([], pieces=10, padding=1, random=Random(0)) == []


# --- the question before an answer -------------------------------------------------------------


def test_a_question_stands_before_its_answer_and_has_no_labels() -> None:
    answer = replace(sample("Il est à Lyon.", ("Lyon", "LOC")), before="Où est-il ?")
    alone, both = encode(answer, TOKENIZER, 512), encode(answer, TOKENIZER, 512, context=48)
    asked = TOKENIZER.encode("Où est-il ?", add_special_tokens=False).ids
    end = TOKENIZER.encode("").ids[1]
    assert both.ids == [alone.ids[0], *asked, end, *alone.ids[1:]]
    shift = len(asked) + 1
    assert both.labels == [IGNORED] * shift + alone.labels
    assert both.firsts == [piece + shift for piece in alone.firsts]
    assert both.sentences == [(s + shift, e + shift, n) for s, e, n in alone.sentences]


def test_a_long_question_loses_its_beginning() -> None:
    answer = replace(sample("Oui."), before="Alors, où est-il ?")
    asked = TOKENIZER.encode(answer.before, add_special_tokens=False).ids
    found = encode(answer, TOKENIZER, 512, context=3)
    assert found.ids[1:5] == [*asked[-3:], TOKENIZER.encode("").ids[1]]


def test_without_question_nothing_stands_before() -> None:
    text = sample("Il est à Lyon.")
    assert encode(text, TOKENIZER, 512, context=48) == encode(text, TOKENIZER, 512)


def test_names_of_general_text_have_labels_by_both_guides() -> None:
    name = Name(4, 12, None, theirs="MISC")
    text = Sample("s", "Sur Facebook.", (name,), (), (), general=True)
    found = encode(text, TOKENIZER, 512)
    piece = found.firsts[1]
    assert found.labels[piece] == IGNORED
    assert LABELS[found.general[piece]] == "B-MISC"
    assert LABELS[found.general[found.firsts[0]]] == "O"
    assert set(encode(replace(text, general=False), TOKENIZER, 512).general) == {IGNORED}
