"""What an encoder says of a turn: offsets, windows, nothing but the text itself."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny_encoder import (
    CLAIMS,
    DIMENSIONS,
    ENTITIES,
    KINDS,
    TURNS,
    entity_table,
    tables,
    write_encoder,
)

from pipeline.encoder import (
    Encoder,
    load_encoder,
    named_spans,
    span_means,
)
from pipeline.encoder.model import load_folder
from pipeline.encoder.windows import windows
from pipeline.schema import Encoded
from pipeline.text import analysis_form

SENTENCE = "L’Oréal ? « Havas », dit Marie Dupont, à Paris et à Saint-Malo… "
ARRAYS = ("offsets", "entities", "embedding", "kinds", "claims", "turns")


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Encoder:
    return load_encoder(str(write_encoder(tmp_path_factory.mktemp("tiny") / "tiny")))[1]


def same(left: Encoded, right: Encoded) -> bool:
    return all(np.array_equal(getattr(left, name), getattr(right, name)) for name in ARRAYS)


def named(encoder: Encoder, text: str) -> list[str]:
    form = analysis_form(text)
    return [text[span.start : span.end] for span in named_spans(form, encoder.encode(form))]


def test_an_encoded_turn_has_a_row_a_piece(encoder: Encoder) -> None:
    found = encoder.encode("Marie, oui")
    assert found.offsets.tolist()[:2] == [[0, 5], [5, 6]]
    rows = len(found.offsets)
    assert found.embedding is not None
    assert found.embedding.shape == (rows, DIMENSIONS)
    assert found.entities.shape == (rows, len(ENTITIES))
    assert np.exp(found.entities).sum(axis=1) == pytest.approx(np.ones(rows), abs=1e-5)
    for scores, names, columns in (
        (found.kinds, found.kind_labels, KINDS),
        (found.claims, found.claim_labels, CLAIMS),
        (found.turns, found.turn_labels, TURNS),
    ):
        assert scores is not None
        assert scores.shape == (rows, len(columns))
        assert names == tuple(columns)


@pytest.mark.parametrize("text", ["", "  ", "\u200b"])
def test_a_turn_without_words_has_no_names(encoder: Encoder, text: str) -> None:
    assert named_spans(text, encoder.encode(text)) == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("L’agence de Marie Dupont", ["Marie Dupont"]),
        ("qu’Havas, d’Oréal et l'Oréal", ["Havas", "Oréal", "Oréal"]),
        ("«\u202fHavas\u202f» : «\u00a0Paris\u00a0»", ["Havas", "Paris"]),
        ("🎙️ Marie 👩🏽‍💻 Dupont 🎙️", ["Marie"]),
        ("L’e\u0301cole de Havas, a\u0300 Paris", ["Havas", "Paris"]),
        ("Ore\u0301al", ["Ore\u0301al"]),
        ("½ Marie №… ﬁn Paris", ["Marie", "Paris"]),
        ("(Saint\u2011Malo)[Havas]", ["Saint\u2011Malo", "Havas"]),
        ("Marie\nDupont\tHavas", ["Marie Dupont".replace(" ", "\n"), "Havas"]),
    ],
)
def test_names_are_slices_of_the_printed_text(
    encoder: Encoder, text: str, names: list[str]
) -> None:
    assert named(encoder, text) == names


@given(text=st.text(alphabet="Marie Dupont’' «»\u202f\u00a0e\u0301🎙️½…-\n.", max_size=60))
def test_offsets_are_inside_the_text_and_in_order(encoder: Encoder, text: str) -> None:
    offsets = encoder.encode(analysis_form(text)).offsets
    assert ((offsets >= 0) & (offsets <= len(text))).all()
    assert (offsets[:, 0] <= offsets[:, 1]).all()
    assert (np.diff(offsets[:, 0]) >= 0).all()


@given(
    pieces=st.integers(0, 400),
    size=st.integers(1, 60),
    part=st.floats(0, 0.5),
)
def test_each_piece_is_kept_from_where_it_is_farthest_from_a_cut(
    pieces: int, size: int, part: float
) -> None:
    overlap = min(int(size * part), size - 1)
    made = windows(pieces, size=size, overlap=overlap)
    kept = [piece for window in made for piece in range(window.first, window.last)]
    assert kept == list(range(pieces))

    def room(piece: int, start: int, end: int) -> int:
        left = piece - start if start else pieces
        return min(left, end - 1 - piece if end < pieces else pieces)

    for window in made:
        assert window.end - window.start <= size
        for piece in range(window.first, window.last):
            holding = [other for other in made if other.start <= piece < other.end]
            most = max(room(piece, other.start, other.end) for other in holding)
            assert room(piece, window.start, window.end) == most


@pytest.mark.parametrize(("window", "overlap"), [(16, 0), (16, 7), (50, 10)])
def test_a_long_turn_has_no_seam(
    tmp_path: Path, encoder: Encoder, window: int, overlap: int
) -> None:
    folder = write_encoder(tmp_path / "short", window=window, overlap=overlap)
    text = analysis_form(SENTENCE * 7)
    assert 200 < len(encoder.encode(text).offsets) <= 254  # in one window
    assert same(load_encoder(str(folder))[1].encode(text), encoder.encode(text))


def test_a_text_says_the_same_among_any_others(encoder: Encoder) -> None:
    _say_the_same(encoder)


def test_a_text_says_the_same_among_any_others_with_the_shipped_model() -> None:
    _say_the_same(load_encoder("encoder")[1])


def _say_the_same(encoder: Encoder) -> None:
    texts = [analysis_form(SENTENCE[start:] * (start + 1)) for start in range(12)]
    alone = [encoder.encode(text) for text in texts]
    order = list(range(len(texts))) * 2
    random.Random(0).shuffle(order)
    for number in order:
        assert same(encoder.encode(texts[number]), alone[number])


def test_a_name_has_the_kind_that_the_model_says(encoder: Encoder) -> None:
    text = "Marie, Havas, L'Oréal"
    kinds = [dict(span.kinds) for span in named_spans(text, encoder.encode(text))]
    assert [max(found, key=found.__getitem__, default=None) for found in kinds] == [
        None,
        "agency",
        "brand",
    ]


def test_a_higher_temperature_makes_less_sure(tmp_path: Path, encoder: Encoder) -> None:
    mild = load_encoder(str(write_encoder(tmp_path / "mild", temperature=2.0)))[1]
    (sure,) = named_spans("Marie", encoder.encode("Marie"))
    (doubtful,) = named_spans("Marie", mild.encode("Marie"))
    assert sure.confidence > doubtful.confidence > 0


def test_sentence_vectors_are_means_over_pieces(encoder: Encoder) -> None:
    text = "Marie, oui"
    found = encoder.encode(text)
    assert found.embedding is not None
    (whole,) = span_means(found, found.embedding, [(0, len(text))])
    assert whole == pytest.approx(found.embedding.mean(axis=0), abs=1e-6)


def test_the_question_before_an_answer_has_no_rows(tmp_path: Path) -> None:
    name = str(write_encoder(tmp_path / "tiny", context=5))
    encoder, seen = load_encoder(name)[1], []
    run = encoder._session.run  # type: ignore[attr-defined]

    class Session:
        def run(self, outputs: list[str], feed: dict[str, np.ndarray]) -> list[np.ndarray]:
            seen.append(feed["input_ids"][0].tolist())
            return list(run(outputs, feed))

    encoder._session = Session()  # type: ignore[attr-defined]
    text = SENTENCE * 20  # more than one window
    assert same(encoder.encode(text, "Que dit Marie ?"), encoder.encode(text))
    asked, alone = seen[: len(seen) // 2], seen[len(seen) // 2 :]
    assert len(alone) > 1
    for ids, without in zip(asked, alone, strict=True):
        assert ids[0] == without[0]
        assert ids[6:] == [without[-1], *without[1:]]  # five pieces of the question, and a mark


def test_a_model_without_context_does_not_read_the_question(encoder: Encoder) -> None:
    assert same(encoder.encode("Oui.", "Et Marie ?"), encoder.encode("Oui."))


def test_names_by_the_general_guide_are_another_output(tmp_path: Path) -> None:
    general = entity_table(ENTITIES, {"Havas": "B-MISC"})
    outputs = tables() | {"general": general}
    folder = write_encoder(tmp_path / "tiny", outputs=outputs, general=ENTITIES)
    encoder = load_folder(folder)
    other = encoder.by_general_guide()
    assert other is not None
    text = "Havas est à Paris"
    assert [(s.start, s.label) for s in named_spans(text, other.encode(text))] == [(0, "MISC")]
    assert [s.label for s in named_spans(text, encoder.encode(text))] == ["ORG", "LOC"]
    assert load_folder(write_encoder(tmp_path / "bare")).by_general_guide() is None
