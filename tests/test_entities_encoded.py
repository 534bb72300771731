"""Rules beside an encoder: what it is sure of, what it lets pass, which kinds it sees.

The docs are made by hand; the encoder says what the sentence's own marks say.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from spacy.lang.fr import French
from tiny_encoder import KINDS, encoded_words, labels_of_words, read_marks

from pipeline.encoder import named_spans
from pipeline.encoder.words import words
from pipeline.entities import find_entities
from pipeline.schema import Encoded, Entity, Interview, Participant, Source, Turn, TurnDoc
from pipeline.text import analysis_form

TOKENIZER = French()
SURE, DOUBTFUL = 6.0, 2.0  # logits: certain of nearly all words, or of hardly any
HESITANT = 3.0  # three words in ten may be names, whatever it takes them for
BASTIEN = Participant("p1", "Bastien Oudard", "interviewee")


def encoded(sentence: str, logit: float, kinds: dict[str, dict[str, float]]) -> Encoded:
    """Return what an encoder says that finds the names of "[Zorvak](ORG)".

    Args:
        sentence: With its marks.
        logit: Of each word's label, the others' are 0.
        kinds: By word, logits of kinds.
    """
    text, spans = read_marks(analysis_form(sentence))
    found = encoded_words(text, labels_of_words(text, spans), logit=logit)
    scores = np.zeros((len(found.offsets), len(KINDS)), np.float32)
    for row, (start, end) in enumerate(words(text)):
        for kind, value in kinds.get(text[start:end], {}).items():
            scores[row, KINDS.index(kind)] = value
    return replace(found, kinds=scores, kind_labels=tuple(KINDS))


def find(
    *sentences: str,
    logit: float = SURE,
    participants: tuple[Participant, ...] = (),
    kinds: dict[str, dict[str, float]] | None = None,
    says: bool = True,
) -> tuple[Entity, ...]:
    """Return the entities of turns; without `says` nothing encodes them."""
    turns, docs, at = [], [], 0
    for number, sentence in enumerate(sentences, 1):
        text = read_marks(sentence)[0]
        turn = Turn(f"t{number}", "answer", None, at, at + len(text), text, "label", 1.0)
        doc = TOKENIZER(analysis_form(text))
        for token in doc:
            token.pos_ = "PROPN" if token.text[0].isupper() else ""
        turns.append(turn)
        docs.append(TurnDoc(turn, doc, encoded(sentence, logit, kinds or {}) if says else None))
        at = turn.end + 2
    source = Source(
        "x", "x.txt", "txt", "utf-8", "0" * 64, "\n\n".join(turn.text for turn in turns), ()
    )
    interview = Interview(source, None, None, participants, tuple(turns), ())
    return find_entities(interview, docs)


def mentions(found: tuple[Entity, ...]) -> list[tuple[str, str]]:
    by_place = sorted((m.start, m.text, e.label) for e in found for m in e.mentions)
    return [(text, label) for _, text, label in by_place]


# --- what the encoder is sure of -------------------------------------------------------------


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("On relit [le grand bleu](MISC) souvent.", [("le grand bleu", "MISC")]),
        ("Je suis chez [zorvak](ORG) depuis.", [("zorvak", "ORG")]),
        # Capitals alone would make one name of it, or part of one.
        ("Le [Salon Zorvak](MISC) [Brindille](ORG) a lieu.", None),
        ("On suit [Radio zorvak](ORG) ici.", [("Radio zorvak", "ORG")]),
        ("[Marie](PER) parle à [Zorvak](ORG).", None),
    ],
)
def test_what_the_encoder_is_sure_of_is_taken_as_it_is(
    sentence: str, expected: list[tuple[str, str]] | None
) -> None:
    text, spans = read_marks(sentence)
    marked = [(text[start:end], label) for start, end, label in spans]
    assert mentions(find(sentence)) == (expected or marked)


def test_lower_case_that_it_doubts_is_no_name() -> None:
    sentence = "Je suis chez [zorvak](ORG) depuis."
    (span,) = named_spans(read_marks(sentence)[0], encoded(sentence, DOUBTFUL, {}))
    assert span.confidence < 0.65
    assert mentions(find(sentence, logit=DOUBTFUL)) == []


def test_a_sure_name_is_found_wherever_it_stands() -> None:
    found = find("On suit [Radio zorvak](ORG) ici.", "Ah, Radio zorvak !")
    assert mentions(found) == [("Radio zorvak", "ORG")] * 2
    assert [mention.turn for mention in found[0].mentions] == ["t1", "t2"]


def test_a_name_in_lower_case_is_one_only_where_the_encoder_says_so() -> None:
    found = find("On lit [ondine](ORG) chez [Havas](ORG).", "Une ondine, chez Havas.")
    assert mentions(found) == [("ondine", "ORG"), ("Havas", "ORG"), ("Havas", "ORG")]


@pytest.mark.parametrize("words", ["elle", "on", "de la"])
def test_small_words_are_no_name_however_sure_it_is(words: str) -> None:
    found = find(f"Je pense à [{words}](ORG) et à [Havas](ORG) ici.")
    assert mentions(found) == [("Havas", "ORG")]


@pytest.mark.parametrize(
    ("span", "name"),
    [
        ("article d’Arte", "Arte"),
        ("équipe de Zorvak", "Zorvak"),
        ("patron de la Zorvak", "Zorvak"),
        ("patronne des Galeries Zorvak", "Galeries Zorvak"),
        ("blog de Zorvak", "Zorvak"),
        ("compte Twitter", "compte Twitter"),
        ("prix de Zorvak", "prix de Zorvak"),
        ("gare de Lyon", "gare de Lyon"),
        ("centre hospitalier de Zorvak", "centre hospitalier de Zorvak"),
        ("chaussée d’Ixelles", "chaussée d’Ixelles"),
        ("diocèse de Zorvak", "diocèse de Zorvak"),
    ],
)
def test_a_common_noun_before_de_belongs_to_a_name_only_where_names_begin_so(
    span: str, name: str
) -> None:
    assert [text for text, _ in mentions(find(f"On lit le [{span}](ORG) ici."))] == [name]


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("Elle a un [CAP Fleuriste en poche](MISC) et du flair.", "CAP Fleuriste"),
        ("Elle a son [CAP Fleuriste en main](MISC) depuis.", "CAP Fleuriste"),
        ("On télécharge [Ma Ville en poche](MISC) ici.", "Ma Ville en poche"),
        ("C’est un [Salon du vélo en ville](MISC) ici.", "Salon du vélo en ville"),
    ],
)
def test_an_adverb_behind_a_name_is_no_part_of_it(sentence: str, name: str) -> None:
    assert [text for text, _ in mentions(find(sentence))] == [name]


@pytest.mark.parametrize(
    ("sentence", "label"),
    [
        ("J’ai signé chez [Zorvak](LOC) hier.", "ORG"),
        ("Chez [Zorvak](LOC), on relit tout.", "ORG"),
        ("Elle vendait chez [Zorvak](PER) le soir.", "ORG"),
        ("Un stage chez [Nina Zorvak](PER) suffit.", "ORG"),
        ("On dîne chez [Josette](PER) ce soir.", "PER"),
        ("Un stage avec [Nina Zorvak](PER) suffit.", "PER"),
        ("Un stage à [Zorvak](LOC) suffit.", "LOC"),
    ],
)
def test_chez_leads_to_a_firm_unless_a_first_name_stands_alone(sentence: str, label: str) -> None:
    assert [found for _, found in mentions(find(sentence))] == [label]


def test_a_speakers_whole_name_stands_where_it_sees_a_part() -> None:
    sentence = "Je salue [Bastien](PER) Oudard ici."
    assert mentions(find(sentence, participants=(BASTIEN,))) == [("Bastien Oudard", "PER")]


def test_what_it_is_sure_of_may_hold_the_name_of_a_speakers_house() -> None:
    ours = Participant("p1", None, "interviewee", None, "Zorvak")
    found = find("Le [Prix Zorvak](MISC), chez Zorvak.", participants=(ours,))
    assert mentions(found) == [("Prix Zorvak", "MISC"), ("Zorvak", "ORG")]


def test_the_confidence_of_another_engine_makes_nothing_sure() -> None:
    sentence = "Je suis chez zorvak depuis."
    assert mentions(find(sentence, says=False)) == []


# --- what the encoder lets pass --------------------------------------------------------------

CAPITALS = "J’ai beaucoup pensé à Zorvak hier."


def test_capitals_in_which_it_sees_nothing_name_nothing() -> None:
    assert [text for text, _ in mentions(find(CAPITALS, says=False))] == ["Zorvak"]
    assert mentions(find(CAPITALS, logit=SURE)) == []


def test_a_trace_of_a_name_is_enough_for_capitals() -> None:
    # It takes every word for none, but would not swear to it.
    text = analysis_form(read_marks(CAPITALS)[0])
    assert named_spans(text, encoded(CAPITALS, HESITANT, {})) == []
    assert [text for text, _ in mentions(find(CAPITALS, logit=HESITANT))] == ["Zorvak"]


def test_a_trace_elsewhere_says_nothing_of_capitals() -> None:
    found = mentions(find("J’ai pensé à Zorvak et à [Marie Dupont](PER) hier."))
    assert found == [("Marie Dupont", "PER")]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Il vit à Lisbonne.", ("Lisbonne", "LOC")),
        ("On poste sur Facebook.", ("Facebook", "ORG")),
        ("Salut Bastien Oudard, ça va ?", ("Bastien Oudard", "PER")),
    ],
)
def test_what_is_known_needs_no_leave(sentence: str, expected: tuple[str, str]) -> None:
    assert mentions(find(sentence, participants=(BASTIEN,))) == [expected]


# --- kinds -----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["media", "agency", "school"])
def test_a_kind_that_no_word_tells_is_the_encoders(kind: str) -> None:
    (found,) = find("J’ai pensé à [Zorvak](ORG) hier.", kinds={"Zorvak": {kind: 4.0}})
    assert (found.label, found.kind) == ("ORG", kind)


@pytest.mark.parametrize(("logit", "expected"), [(9.0, "media"), (2.0, "agency")])
def test_words_that_tell_a_kind_outvote_an_encoder_that_doubts(logit: float, expected: str) -> None:
    (found,) = find(
        "L’agence [Zorvak](ORG) recrute. [Zorvak](ORG) paraît.", kinds={"Zorvak": {"media": logit}}
    )
    assert (found.label, found.kind, len(found.mentions)) == ("ORG", expected, 2)


def test_the_kind_is_that_of_the_encoders_own_mention_or_else_of_the_words() -> None:
    ours = Participant("p1", None, "interviewee", None, "Zorvak")
    kinds = {"Zorvak": {"media": 9.0}, "Chez": {"school": 99.0}}
    for sentence in ("Chez [Zorvak](ORG), oui.", "Chez Zorvak, oui."):
        (found,) = find(sentence, participants=(ours,), kinds=kinds)
        assert (found.name, found.label, found.kind) == ("Zorvak", "ORG", "media")
    (found,) = find("Chez Zorvak, oui.", participants=(ours,), says=False)
    assert (found.label, found.kind) == ("ORG", None)


def test_persons_and_places_have_no_kind() -> None:
    sentence = "[Marie Dupont](PER) vit à [Lisbonne](LOC)."
    kinds = {word: {"media": 9.0, "work": 9.0} for word in ("Marie", "Dupont", "Lisbonne")}
    assert [(e.label, e.kind) for e in find(sentence, kinds=kinds)] == [
        ("PER", None),
        ("LOC", None),
    ]
