"""Gold and WiNER-fr as samples, and the guard against test sentences."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from training_texts import FIRST, corpus, interview, named, write_winer

from pipeline.errors import InputError
from pipeline.training.guard import (
    refuse_test_interviews,
    refuse_test_sentences,
    without_repeats,
)
from pipeline.training.samples import MARKS, TURNS, TYPES
from pipeline.training.sources import Text, glue_changes, interview_text, read_winer

BACK = "C.D. : <q p1>Où en est [Zébulon](ORG agency) ?</q>\n\nÈ.M. : <a p2>{body}</a>\n"


def answer(body: str) -> Text:
    return interview_text(interview("essai", BACK.replace("{body}", body)))


def sentences(text: Text) -> list[str]:
    return [s.text[x.start : x.end] for s in text.samples for x in s.sentences]


def test_turns_become_samples_in_their_analysis_form() -> None:
    text = interview_text(interview("essai", FIRST))
    assert text.gold
    assert [s.id for s in text.samples] == ["essai#t1", "essai#t2", "essai#t3", "essai#t4"]
    assert text.samples[2].text == "Et l'Observatoire des marées ?"
    assert named(text.samples[2]) == [("Observatoire des marées", "ORG")]
    assert text.samples[2].names is not None
    assert text.samples[2].names[0].kind == "institution"
    roles = [TURNS[s.turn] for x in text.samples for s in x.sentences if s.turn is not None]
    assert roles == ["question", "answer", "answer", "answer", "question", "answer", "answer"]


def test_an_answer_is_read_with_the_question_before_it() -> None:
    text = interview_text(interview("essai", FIRST))
    assert [s.before for s in text.samples] == [
        "",
        text.samples[0].text,
        "",
        text.samples[2].text,
    ]


def test_claims_carry_their_marks_and_the_rest_claims_nothing() -> None:
    found = answer(
        "Je lisais. {[Zébulon](ORG agency) n’a jamais fermé}(fact negated key). Demandez à [Inès](PER)."
    )
    sample = found.samples[1]
    (claim,) = [c for c in sample.claims if c.marks is not None]
    assert claim.marks is not None
    assert sample.text[claim.start : claim.end] == "Zébulon n'a jamais fermé"
    assert [name for name, mark in zip(MARKS, claim.marks, strict=True) if mark] == [
        "claim",
        "key",
        "negated",
    ]
    assert claim.type == TYPES.index("fact")
    # "Je lisais." is too short to teach anything.
    others = [sample.text[c.start : c.end] for c in sample.claims if c.marks is None]
    assert others == ["Demandez à Inès."]


def test_layers_that_are_not_annotated_stay_unknown() -> None:
    gold = replace(interview("essai", FIRST), entities=None, claims=None)
    samples = interview_text(gold).samples
    assert all(s.names is None and s.claims == () for s in samples)


def test_boilerplate_is_no_sample() -> None:
    gold = interview("essai", FIRST)
    turns = tuple(replace(t, role="boilerplate") for t in (gold.turns or ())[:1])
    gold = replace(gold, turns=(*turns, *(gold.turns or ())[1:]))
    assert [s.id for s in interview_text(gold).samples] == ["essai#t2", "essai#t3", "essai#t4"]


def test_a_wrapped_line_ends_no_sentence() -> None:
    found = answer(
        "Nous publions pour la [Bibliothèque\nnationale](ORG institution) depuis mars.\nEt c’est tout."
    )
    assert sentences(found)[1:] == [
        "Nous publions pour la Bibliothèque nationale depuis mars.",
        "Et c'est tout.",
    ]


def test_paragraphs_and_list_items_end_sentences() -> None:
    found = answer("Trois choses :\n- un dessin\n- une affiche\n\nPuis le silence")
    assert sentences(found)[1:] == [
        "Trois choses :",
        "- un dessin",
        "- une affiche",
        "Puis le silence",
    ]


# --- WiNER-fr --------------------------------------------------------------------------------


def winer(folder: Path, *rows: object) -> Path:
    path = folder / "train.jsonl"
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return path


def row(text: str, *spans: tuple[str, str], doc: str = "d1") -> dict[str, object]:
    places = [[text.index(w), text.index(w) + len(w), label] for w, label in spans]
    return {"text": text, "spans": places, "doc": doc}


@pytest.mark.parametrize(
    ("text", "words", "theirs", "ours"),
    [
        ("Octave Lebrun parle .", "Octave Lebrun", "Person", "PER"),
        ("Il part pour Roubaix .", "Roubaix", "Location", "LOC"),
        ("Le Sénat a voté .", "Sénat", "Organization", "ORG"),
        ("La Coupe des rives a lieu .", "Coupe des rives", "Event", "MISC"),
        # What our guidelines treat otherwise: no loss is taken of it.
        ("L’affaire des quais dure .", "affaire des quais", "Event", None),
        ("Il écrit sur Facebook .", "Facebook", "Product", None),
    ],
)
def test_labels_of_winer(
    tmp_path: Path, text: str, words: str, theirs: str, ours: str | None
) -> None:
    (found,) = read_winer(winer(tmp_path, row(text, (words, theirs))))
    assert not found.gold
    assert named(found.samples[0]) == [(words, ours)]


def test_dates_and_hours_are_dropped(tmp_path: Path) -> None:
    (found,) = read_winer(
        winer(tmp_path, row("Le 3 mai à 8h .", ("3 mai", "Date"), ("8h", "Hour")))
    )
    assert found.samples[0].names == ()


def test_sentences_of_a_document_stay_together(tmp_path: Path) -> None:
    rows = [row("Un .", doc="a"), row("Deux .", doc="b"), row("Trois .", doc="a")]
    found = read_winer(winer(tmp_path, *rows))
    assert [(t.id, [s.text for s in t.samples]) for t in found] == [
        ("a", ["Un .", "Trois ."]),
        ("b", ["Deux ."]),
    ]


def test_a_line_separator_inside_a_sentence_ends_no_line(tmp_path: Path) -> None:
    path = tmp_path / "train.jsonl"
    path.write_text('{"text": "Un\u2028deux", "spans": [], "doc": "d"}\n', encoding="utf-8")
    assert read_winer(path)[0].samples[0].text == "Un\u2028deux"


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": "Un ."},
        {"text": "Un .", "spans": [[0, 2, "Planet"]], "doc": "d"},
        {"text": "Un .", "spans": [[0, 2]], "doc": "d"},
        {"text": "Un .", "spans": [[9, 12, "Event"]], "doc": "d"},
        ["Un ."],
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, wrong: object) -> None:
    path = winer(tmp_path, row("Un ."), wrong)
    with pytest.raises(InputError, match=r"train\.jsonl:2: not a line of WiNER-fr"):
        read_winer(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"dev\.jsonl: cannot be read"):
        read_winer(tmp_path / "dev.jsonl")


def test_spaces_of_a_tokeniser_are_found() -> None:
    text = "l' Observatoire ( Brest ) , dit-il ."
    found = glue_changes(text)
    assert all(text[start:end] == " " for start, end in found)
    kept = "".join(c for n, c in enumerate(text) if (n, n + 1) not in found)
    assert kept == "l'Observatoire (Brest), dit-il."


# --- the guard -------------------------------------------------------------------------------


def texts(split: str) -> list[Text]:
    return [interview_text(gold) for gold in corpus()[split]]


def test_interviews_put_aside_are_refused() -> None:
    golds = corpus()
    refuse_test_interviews([*golds["train"], *golds["dev"]])
    with pytest.raises(InputError, match="quatrieme: is of the test split; take it out"):
        refuse_test_interviews([*golds["train"], *golds["test"]])


def test_different_texts_pass() -> None:
    refuse_test_sentences(texts("train"), [*texts("dev"), *texts("test")])


@pytest.mark.parametrize(
    "repeated",
    [
        "Les enfants de l’école ont collé les affiches à l’envers.",
        "Les enfants de l'école ont collé les affiches à l'envers.",
        "LES ENFANTS de l’école ont collé\nles affiches  à l’envers.",
        "Oui. Les enfants de l’école ont collé les affiches à l’envers. Voilà.",
    ],
)
def test_a_test_sentence_is_refused_in_any_typography(repeated: str) -> None:
    with pytest.raises(InputError) as refused:
        refuse_test_sentences([answer(repeated)], texts("test"))
    assert "essai#" not in str(refused.value)
    assert str(refused.value).startswith("essai: the sentence “les enfants de l'école ont")
    assert "quatrieme, of a test split; take the document out" in str(refused.value)


def test_short_sentences_are_anybodys() -> None:
    refuse_test_sentences([answer("Personne ne s’est plaint.")], texts("test"))


def test_news_that_repeat_test_news_are_left_out(tmp_path: Path) -> None:
    folder = write_winer(tmp_path / "winer")
    test = read_winer(folder / "test.jsonl")
    train = read_winer(folder / "train.jsonl")
    assert without_repeats([*train, *test], test) == train
