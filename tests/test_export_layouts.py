"""Any annotated interview printed in a layout row is a marked file with the same turns."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest

from pipeline.errors import InputError
from pipeline.export.layout_printing import render
from pipeline.export.layouts import LAYOUTS, fits, layout_named
from pipeline.importers.marked import MarkedInterview, parse_marked
from pipeline.schema import Gold

ASKER = '[[participants]]\nid = "p1"\nrole = "interviewer"\nname = "{asker}"\n'
MARKED = """+++
id = "a"
format = "txt"
split = "train"
layout = "plain-blank"
layers = ["turns", "entities"]

{asker}
[[participants]]
id = "p2"
role = "interviewee"
name = "Marie-Claude Le Goff"
+++
<h>« La rumeur attend »</h>

<intro>Entretien avec [Marie-Claude Le Goff](PER), à [Étaples](LOC).</intro>

<q p1>Où êtes-vous née ?</q>

<a p2>À [Étaples](LOC), en 1970. Rien d'autre à dire, sinon que mon père tenait le bac et ma mère les comptes.

1. Le port a changé depuis.</a>

<q p1>Racontez.</q>

<a p2>Un soir, la mer est montée.</a>

<bc p1>D'accord.</bc>

<a p2>Elle est redescendue le lendemain.</a>

<pull>« La rumeur attend »</pull>

<a p2>Depuis, nous mesurons tout.</a>
"""


def gold_of(asker: str = "Éric Bart") -> Gold:
    content = MARKED.format(asker=ASKER.format(asker=asker))
    return parse_marked(content, name="a.txt").gold


def printed(layout: str, gold: Gold | None = None) -> MarkedInterview:
    marked = render(gold or gold_of(), layout_named(layout))
    return parse_marked(marked, name="a.txt")


def turns(gold: Gold) -> list[tuple[str, str | None, str]]:
    return [(t.role, t.speaker, " ".join(t.text.split())) for t in gold.turns or ()]


def plain_capitals(words: str) -> str:
    decomposed = unicodedata.normalize("NFD", words.upper())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def as_printed(layout: str, role: str, words: str) -> str:
    row = layout_named(layout)
    if row.question.capitals and role in {"question", "backchannel"}:
        return plain_capitals(words)
    return f"« {words} »" if row.answer.quoted and role == "answer" else words


@pytest.mark.parametrize("layout", [layout.name for layout in LAYOUTS])
def test_a_row_gives_back_the_same_turns(layout):
    gold = gold_of()
    expected = [(role, who, as_printed(layout, role, words)) for role, who, words in turns(gold)]
    found = printed(layout, gold).gold
    assert turns(found) == expected
    assert found.layout == layout


@pytest.mark.parametrize("layout", [layout.name for layout in LAYOUTS])
def test_a_row_keeps_the_names(layout):
    forms = [
        plain_capitals(mention.text)
        for gold in (gold_of(), printed(layout).gold)
        for entity in gold.entities or ()
        for mention in entity.mentions
    ]
    assert sorted(forms[:3]) == sorted(forms[3:])
    assert len(forms) == 6


def text_of(layout: str, gold: Gold | None = None) -> str:
    return printed(layout, gold).raw.decode("utf-8")


@pytest.mark.parametrize(
    ("asker", "label"),
    [
        ("Éric Bart", "É. B."),
        ("Chemins solidaires", "C. S."),
        ("Cahiers du Sine", "C. d.S."),
        ("Lettres & Scènes", "L. & S."),
        ("Jean-Luc Van den Broeck", "J.-L. V.d.B."),
        ("Le Carnet d’Ursule", "L. C.d.U."),
    ],
)
def test_initials_are_labels(asker, label):
    marked = printed("initials", gold_of(asker))
    assert f"{label} : Où êtes-vous née ?" in marked.raw.decode("utf-8")
    assert [p.labels for p in marked.gold.participants or ()] == [(label,), ("M.-C. L.G.",)]


def test_a_name_in_small_letters_begins_a_label_with_a_capital():
    marked = printed("full-names", gold_of("les lecteurs"))
    assert "Les lecteurs : Racontez." in marked.raw.decode("utf-8")
    assert (marked.gold.participants or ())[0].labels == ("Les lecteurs",)


def test_a_full_name_comes_first_and_initials_after():
    lines = text_of("names-then-initials").split("\n\n")
    assert lines[2] == "Éric Bart : Où êtes-vous née ?"
    assert lines[5] == "É. B. : Racontez."


def test_questions_stand_in_capitals_without_accents():
    assert "OU ETES-VOUS NEE ?" in text_of("capitals-questions").split("\n")


def test_lines_are_wrapped_at_the_width_and_labels_count():
    lines = text_of("names-then-initials-wrapped").split("\n")
    assert max(map(len, lines)) <= 72
    assert "À Étaples, en 1970." in " ".join(lines)
    assert any(
        len(one) + 1 + len(two.split(" ")[0]) > 72 for one, two in pairwise(lines) if one and two
    )


def test_the_name_of_who_answers_is_glued_to_what_comes_before_the_answer():
    text = text_of("name-glued")
    assert "née ? Marie-Claude Le Goff :\n" in text
    assert "D'accord. Marie-Claude Le Goff :\n" in text
    assert text.count("Marie-Claude Le Goff :") == 3


def test_an_answer_of_one_or_several_paragraphs_is_quoted_once():
    text = text_of("quoted-answers")
    assert "« Un soir, la mer est montée. »" in text
    assert "« À Étaples, en 1970." in text
    assert "1. Le port a changé depuis. »" in text


def test_numbers_count_questions_and_not_signs_of_listening():
    text = text_of("numbered-q")
    assert "Q1. Où êtes-vous née ?" in text
    assert "Q2. Racontez." in text
    assert "\n\nD'accord.\n\n" in text


def test_an_answer_goes_on_after_a_pull_quote_without_a_label():
    text = text_of("q-r")
    assert "\n\nDepuis, nous mesurons tout." in text
    assert "R : Elle est redescendue" in text


@pytest.mark.parametrize(
    ("layout", "asker"),
    [
        ("full-names", "Claire et Inès"),  # a joint name
        ("full-names", "Marie-Claude Le Goff"),  # no two labels
        ("initials", "Mona-Célia La Garde"),  # whose initials are the other's too
    ],
)
def test_a_row_that_does_not_fit_is_refused(layout, asker):
    gold = gold_of(asker)
    assert not fits(gold, layout_named(layout))
    with pytest.raises(InputError, match=f"a: cannot be printed in the layout {layout}"):
        render(gold, layout_named(layout))


def test_two_who_answer_need_labels():
    gold = parse_marked(
        MARKED.format(asker=ASKER.format(asker="Éric Bart"))
        .replace(
            "+++\n<h>",
            '\n[[participants]]\nid = "p3"\nrole = "interviewee"\nname = "Paul Roy"\n+++\n<h>',
        )
        .replace("<a p2>Elle est", "<a p3>Elle est"),
        name="a.txt",
    ).gold
    assert fits(gold, layout_named("full-names"))
    with pytest.raises(InputError, match="plain-blank"):
        render(gold, layout_named("plain-blank"))


def test_an_unknown_row_is_told_with_those_there_are():
    with pytest.raises(InputError, match="no layout is called 'verse'; layouts are plain-blank, "):
        layout_named("verse")
