"""Scores of words -> spans of a turn; one piece a word, so that a test can say what the model says."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny_encoder import ENTITIES, KINDS, encoded_words, labels_of_words, read_marks

from pipeline.encoder import kind_chances, name_chances, named_spans, span_means
from pipeline.encoder.scores import log_softmax
from pipeline.encoder.words import words
from pipeline.schema import Encoded


@pytest.mark.parametrize(
    "sentence",
    [
        "[Marie Dupont](PER) quitte [L'Oréal](ORG) pour [Havas](ORG), à [Saint-Malo](LOC).",
        "La [S.N.C.F.](ORG) et [H&M](ORG)",
        'Le [groupe "Le Monde"](ORG) publie',
        'On lit "[Le Monde](ORG)" ici',
        "[Et si ça marchait ?](MISC)",
        "[MaPrimeRénov'](MISC) aide",
        "[Bakary K.](PER) chante",
        "Avec [Ana Sofia B.](PER)",
    ],
)
def test_spans_that_are_clean_stay(sentence: str) -> None:
    text, expected = read_marks(sentence)
    found = named_spans(text, encoded_words(text, labels_of_words(text, expected)))
    assert [(span.start, span.end, span.label) for span in found] == expected


@pytest.mark.parametrize(
    ("said_so", "expected"),
    [
        ("[Havas,](ORG) puis", "Havas"),
        ("[Havas.](ORG)", "Havas"),
        ('["Le Monde"](ORG) publie', "Le Monde"),
        ('["Le Monde](ORG)" publie', "Le Monde"),
        ('Le [groupe "Le Monde](ORG)" publie', 'groupe "Le Monde"'),
        ('Le "[Monde" de Paris](ORG) publie', '"Monde" de Paris'),
        ('Le [groupe Monde "](ORG) publie', "groupe Monde"),
        ("le [Fonds (national](ORG) et", "Fonds"),
        ("le [Fonds (national](ORG)) et", "Fonds (national)"),
        ("[Paris l'](LOC)ami", "Paris"),
        ("[- Marie](PER) part", "Marie"),
        # A stop is a name's own only behind an initial that has a name before it.
        ("[K.](PER) chante", "K"),
        ("[Bakary k.](PER) chante", "Bakary k"),
        ("[Bakary Ko.](PER) chante", "Bakary Ko"),
        ("[Bakary K.,](PER) puis", "Bakary K."),
        ("[(FFC)](ORG)", "FFC"),
        ("[…](ORG) [--](PER)", None),
        ('["](ORG) oui', None),
    ],
)
def test_edges_are_cleaned(said_so: str, expected: str | None) -> None:
    text, wrong = read_marks(said_so)
    found = named_spans(text, encoded_words(text, labels_of_words(text, wrong)))
    assert [text[span.start : span.end] for span in found] == ([expected] if expected else [])


@given(st.data())
def test_spans_are_whole_words_in_order_whatever_the_model_says(data: st.DataObject) -> None:
    text = data.draw(st.text(alphabet="Aé'-.,\"()[] ", max_size=30))
    cut = words(text)
    names = data.draw(st.lists(st.sampled_from(ENTITIES), min_size=len(cut), max_size=len(cut)))
    found = named_spans(text, encoded_words(text, names))
    starts, ends = {start for start, _ in cut}, {end for _, end in cut}
    last = 0
    for span in found:
        assert last <= span.start < span.end
        last = span.end
        assert span.start in starts
        assert span.end in ends
        words_of = text[span.start : span.end]
        assert words_of[-1] not in ",;:.-" or len(words_of) > 1
        assert words_of.count('"') % 2 == 0
        assert words_of.count("(") == words_of.count(")")
        assert 0 < span.confidence <= 1


def test_an_illegal_sequence_is_read_as_the_most_probable_legal_one() -> None:
    text = "Marie Dupont part"
    (span,) = named_spans(text, encoded_words(text, ["I-PER", "I-PER", "O"]))
    assert (text[span.start : span.end], span.label) == ("Marie Dupont", "PER")


def test_a_word_without_a_piece_follows_its_neighbours() -> None:
    text = "Marie \u200b Dupont"
    full = encoded_words(text, ["B-PER", "O", "I-PER"])
    dropped = Encoded(full.offsets[[0, 2]], full.entities[[0, 2]], full.entity_labels)
    (span,) = named_spans(text, dropped)
    assert (span.start, span.end) == (0, len(text))


def test_confidence_falls_with_the_models_doubt() -> None:
    text = "Marie part"
    sure = encoded_words(text, ["B-PER", "O"])
    doubtful = Encoded(sure.offsets, log_softmax(sure.entities / 4), sure.entity_labels)
    assert named_spans(text, sure)[0].confidence > 0.9
    assert named_spans(text, doubtful)[0].confidence < 0.5


def test_means_are_over_the_pieces_that_a_span_touches() -> None:
    offsets = np.array([[0, 2], [2, 5], [5, 8]], np.int32)
    rows = np.array([[1.0, 0.0], [3.0, 2.0], [9.0, 9.0]], np.float32)
    of = Encoded(offsets, rows, ("O", "B-PER"))
    assert span_means(of, rows, [(0, 5), (3, 6), (8, 9)]).tolist() == [[2, 1], [6, 5.5], [0, 0]]


# --- kinds -----------------------------------------------------------------------------------


def with_kinds(
    text: str, found: list[tuple[int, int, str]], said: list[dict[str, float]]
) -> Encoded:
    """Return scores of these spans with logits of kinds, given word by word."""
    scores = np.zeros((len(said), len(KINDS)), np.float32)
    for word, logits in enumerate(said):
        for kind, logit in logits.items():
            scores[word, KINDS.index(kind)] = logit
    plain = encoded_words(text, labels_of_words(text, found))
    return replace(plain, kinds=scores, kind_labels=tuple(KINDS))


def test_kinds_are_those_of_the_label_and_sum_to_one() -> None:
    text, spans = read_marks("[Marie](PER) lit [Havas](ORG), [Argus](MISC) et [Paris](LOC)")
    # Whatever the other label's kinds say, they are not asked.
    said = [{"work": 9.0, "agency": 2.0, "media": 1.0}] * 7
    found = named_spans(text, with_kinds(text, spans, said))
    org, misc = dict(found[1].kinds), dict(found[2].kinds)
    assert [span.label for span in found if not span.kinds] == ["PER", "LOC"]
    assert not org.keys() & misc.keys()
    assert org.keys() | misc.keys() == set(KINDS)
    for chances in (org, misc):
        assert sum(chances.values()) == pytest.approx(1.0, abs=1e-5)
    assert max(org, key=org.__getitem__) == "agency"
    assert org["agency"] / org["media"] == pytest.approx(np.e, rel=1e-4)
    assert max(misc, key=misc.__getitem__) == "work"


def test_kinds_are_those_of_all_words_of_a_span_and_no_other() -> None:
    text, spans = read_marks("Le [Monde bleu](ORG) paraît")
    said: list[dict[str, float]] = [{"band": 90.0}, {"media": 2.0}, {"agency": 3.0}, {"band": 90.0}]
    (span,) = named_spans(text, with_kinds(text, spans, said))
    kinds = dict(span.kinds)
    assert kinds["agency"] / kinds["media"] == pytest.approx(np.exp(0.5), rel=1e-4)
    assert kinds["band"] < kinds["media"]


def test_any_words_may_be_asked_for_their_kind() -> None:
    text, spans = read_marks("Le [Monde bleu](ORG) paraît")
    said: list[dict[str, float]] = [{"band": 9.0}, {"media": 2.0}, {"agency": 3.0}, {"work": 9.0}]
    encoded = with_kinds(text, spans, said)
    assert kind_chances(encoded, (3, 13), "ORG") == named_spans(text, encoded)[0].kinds
    alone = dict(kind_chances(encoded, (3, 8), "ORG"))
    assert max(alone, key=alone.__getitem__) == "media"
    assert dict(kind_chances(encoded, (14, 20), "MISC"))["work"] > 0.9
    assert kind_chances(encoded, (3, 13), "PER") == kind_chances(encoded, (3, 13), "LOC") == ()


def test_a_model_without_kinds_says_nothing_of_them() -> None:
    text, spans = read_marks("[Havas](ORG) recrute")
    bare = encoded_words(text, labels_of_words(text, spans))
    assert named_spans(text, bare)[0].kinds == ()
    # Columns of other names than ours are no kinds of the label.
    other = replace(bare, kinds=np.ones((2, 1), np.float32), kind_labels=("work",))
    assert named_spans(text, other)[0].kinds == ()


# --- chances of a name -----------------------------------------------------------------------


def test_each_word_has_the_chance_that_any_label_but_o_gives_it() -> None:
    text, spans = read_marks("Bonjour [Marie](PER), oui")
    found = name_chances(text, encoded_words(text, labels_of_words(text, spans)))
    assert [text[start:end] for start, end, _ in found] == ["Bonjour", "Marie", ",", "oui"]
    rest = len(ENTITIES) - 1
    name, other = (np.exp(5) + rest - 1) / (np.exp(5) + rest), rest / (np.exp(5) + rest)
    assert [chance for *_, chance in found] == pytest.approx([other, name, other, other], abs=1e-5)


def test_a_word_that_no_piece_reaches_is_no_name() -> None:
    full = encoded_words("Marie \u200b", ["B-PER", "B-PER"])
    dropped = replace(full, offsets=full.offsets[:1], entities=full.entities[:1])
    assert name_chances("Marie \u200b", dropped)[1][2] == 0.0


@given(st.data())
def test_chances_lie_between_none_and_certainty(data: st.DataObject) -> None:
    text = data.draw(st.text(alphabet="Aé'-., ", max_size=20))
    cut = words(text)
    names = data.draw(st.lists(st.sampled_from(ENTITIES), min_size=len(cut), max_size=len(cut)))
    logit = data.draw(st.floats(0, 60))
    found = name_chances(text, encoded_words(text, names, logit=logit))
    assert [(start, end) for start, end, _ in found] == cut
    assert all(0.0 <= chance <= 1.0 for *_, chance in found)
