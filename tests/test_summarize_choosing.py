"""Which sentences of a text are chosen."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from pipeline.errors import PipelineError
from pipeline.summarize import weights as weights_module
from pipeline.summarize.choosing import Chooser, Topic
from pipeline.summarize.sentences import Sentence, plain_sentences, text_stems
from pipeline.summarize.weights import SummaryWeights, summary_weights

NOTHING = replace(
    summary_weights(), **dict.fromkeys(SummaryWeights.__slots__, 0.0)
)  # each test lets one trait count


def sentences_of(*written: str, salience: tuple[float, ...] = ()) -> list[Sentence]:
    found = plain_sentences(" ".join(written))
    assert len(found) == len(written)
    return [
        replace(sentence, salience=value)
        for sentence, value in zip(found, salience or (0.0,) * len(found), strict=True)
    ]


def chosen(
    sentences: list[Sentence], *, most: int = 1, room: int | None = None, **weights: float
) -> list[int]:
    chooser = Chooser(sentences, weights=replace(NOTHING, **weights))
    return chooser.choose(range(len(sentences)), most=most, room=room)


PRESS = (
    "La presse régionale lit les communiqués.",
    "Le stagiaire arrose les plantes.",
    "Les communiqués de presse régionale partent lundi.",
    "La presse régionale relit nos communiqués.",
)


def test_the_most_salient_sentence_is_chosen() -> None:
    assert chosen(sentences_of(*PRESS, salience=(0.1, 0.9, 0.3, 0.2)), salience=1.0) == [1]


def test_the_sentence_whose_words_are_those_of_the_text_is_chosen() -> None:
    assert chosen(sentences_of(*PRESS), centrality=1.0) != [1]
    assert chosen(sentences_of(*PRESS), centrality=-1.0) == [1]


def test_what_is_equal_is_chosen_from_the_beginning() -> None:
    assert chosen(sentences_of(*PRESS), most=2) == [0, 1]


def test_position_counts_more_near_the_beginning() -> None:
    salience = (0.0, 0.1, 0.2, 0.3)
    assert chosen(sentences_of(*PRESS, salience=salience), salience=1.0) == [3]
    assert chosen(sentences_of(*PRESS, salience=salience), salience=1.0, position=1.0) == [0]


@pytest.mark.parametrize(("redundancy", "second"), [(0.0, 3), (1.0, 1)])
def test_what_repeats_a_chosen_sentence_costs(redundancy: float, second: int) -> None:
    sentences = sentences_of(*PRESS, salience=(0.9, 0.3, 0.0, 0.5))
    assert chosen(sentences, most=2, salience=1.0, redundancy=redundancy) == [0, second]


@pytest.mark.parametrize(
    "written",
    [
        "Ils lisent nos communiqués de presse.",
        "Pourquoi lisent-ils nos communiqués de presse ?",
        "Lisez.",
        "Cela " + "lasse la presse " * 20 + "aussi.",
    ],
)
def test_a_sentence_that_does_not_read_alone_gives_way(written: str) -> None:
    sentences = sentences_of("Le stagiaire arrose les plantes.", written, salience=(0.0, 0.1))
    weights = summary_weights()
    assert chosen(sentences, salience=1.0) == [1]
    readable = {name: getattr(weights, name) for name in ("question", "short", "long", "pronoun")}
    assert chosen(sentences, salience=1.0, **readable) == [0]


@pytest.mark.parametrize(
    ("trait", "written"),
    [("pronoun", "Elle relit tout."), ("connective", "Mais Zébulon relit tout.")],
)
def test_after_the_sentence_it_leans_on_a_sentence_reads_well(trait: str, written: str) -> None:
    sentences = sentences_of(
        "L’agence recrute.", written, "Le stagiaire arrose.", salience=(0.9, 0.5, 0.4)
    )
    assert chosen(sentences, most=2, salience=1.0, **{trait: 1.0}) == [0, 1]
    # Another speaker's sentence makes nothing clear.
    apart = [replace(sentence, turn=str(at)) for at, sentence in enumerate(sentences)]
    assert chosen(apart, most=2, salience=1.0, **{trait: 1.0}) == [0, 2]


def test_what_makes_a_chosen_sentence_clear_is_worth_more() -> None:
    sentences = sentences_of(
        "L’agence recrute.", "Elle relit tout.", "Le stagiaire arrose.", salience=(0.2, 0.9, 0.4)
    )
    assert chosen(sentences, most=2, salience=1.0) == [1, 2]
    assert chosen(sentences, most=2, salience=1.0, pronoun=0.3) == [0, 1]


def test_sentences_that_do_not_fit_are_passed_over() -> None:
    sentences = sentences_of(
        "Un deux trois quatre cinq.", "Un deux trois.", "Un deux.", salience=(0.9, 0.5, 0.4)
    )
    assert chosen(sentences, most=3, salience=1.0, room=7) == [0, 2]


@pytest.mark.parametrize("vectors", [False, True])
def test_what_is_near_the_topic_is_chosen(vectors: bool) -> None:
    sentences = sentences_of("La radio paie peu.", "Le budget baisse.", "Le silence coûte.")
    # All vectors point much the same way, as those of an encoder do.
    rows = np.array([[9.0, 1, 0], [9.0, 0, 1], [9.0, 0, 0]], np.float32)
    chooser = Chooser(
        sentences, weights=replace(NOTHING, topic=1.0), vectors=rows if vectors else None
    )
    # The topic's words are those of the second sentence, its vector is that of the first.
    topic = Topic(text_stems("Quel budget ?"), np.array([9.0, 1.0, 0.0]))
    assert chooser.choose(range(3), most=1, topic=topic) == [0 if vectors else 1]
    assert chooser.choose(range(3), most=1) == [0]


def test_what_all_sentences_share_brings_none_near_the_topic() -> None:
    sentences = sentences_of("La radio paie peu.", "Le budget baisse.", "Le silence coûte.")
    rows = np.array([[9.0, -7, -9], [9.0, -3, 1], [9.0, -4, -2]], np.float32)
    chooser = Chooser(sentences, weights=replace(NOTHING, topic=1.0), vectors=rows)
    # Seen from the mean of the three, the topic lies beyond the second one.
    topic = Topic(frozenset(), np.array([9.0, -2.0, 5.0]))
    assert chooser.choose(range(3), most=1, topic=topic) == [1]


def test_nothing_is_chosen_of_nothing() -> None:
    empty = np.zeros((0, 3), np.float32)
    chooser = Chooser([], weights=summary_weights(), vectors=empty)
    assert chooser.choose([], most=3, topic=Topic(frozenset(), np.zeros(3))) == []


def test_vectors_without_direction_choose_by_position() -> None:
    sentences = sentences_of("La radio paie peu.", "Le budget baisse.")
    chooser = Chooser(sentences, weights=summary_weights(), vectors=np.zeros((2, 3), np.float32))
    assert chooser.choose(range(2), most=1, topic=Topic(frozenset(), np.ones(3))) == [0]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ({"salience": "1"}, "missing or unknown weights: centrality"),
        (dict.fromkeys(SummaryWeights.__slots__, "1") | {"charm": "1"}, "weights: charm"),
        (dict.fromkeys(SummaryWeights.__slots__, "1") | {"topic": "beaucoup"}, "'beaucoup'"),
    ],
)
def test_weights_that_do_not_fit_are_refused(
    monkeypatch: pytest.MonkeyPatch, rows: dict[str, str], message: str
) -> None:
    monkeypatch.setattr(weights_module, "table", lambda _: rows)
    with pytest.raises(PipelineError, match=message):
        summary_weights.__wrapped__()
