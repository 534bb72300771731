"""Names exchanged and typography changed: labels stay true, French stays French."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from training_texts import NOTHING, named, sample

from pipeline.lexicons import entries
from pipeline.training.augment import Names, augmented
from pipeline.training.config import Augmentation
from pipeline.training.samples import TURNS, Name, Sample, Sentence
from pipeline.training.sources import Text

SWAP = NOTHING.model_copy(update={"swap_text": 1.0, "swap_name": 1.0, "own_names": 0.0})
VOWELS = "aeiouyhàâéèêëîïôùûœ"
seeds = st.integers(min_value=0, max_value=10_000)

FORM = "Chez l'{}, {} vient de {}. De {}, l'{} écrit à {}."
TEXT = sample(
    FORM.format(
        "Observatoire des marées", "Inès Dacosta", "Brest", "Lyon", "Argus", "Inès Dacosta"
    ),
    ("Observatoire des marées", "ORG"),
    ("Inès Dacosta", "PER"),
    ("Brest", "LOC"),
    ("Lyon", "LOC"),
    ("Argus", "ORG"),
    ("Inès Dacosta", "PER"),
)


def names(*texts: Sample) -> Names:
    return Names([Text("t", texts, gold=True)])


def changed(before: Sample, seed: int, how: Augmentation, *own: Sample) -> Sample:
    return augmented(before, names(*own), how, Random(seed))


@given(seeds)
def test_exchanged_names_keep_label_and_elision(seed: int) -> None:
    found = changed(TEXT, seed, SWAP)
    words = [word for word, _ in named(found)]
    assert [label for _, label in named(found)] == [label for _, label in named(TEXT)]
    for at in (0, 4):  # after l'
        assert words[at][0].lower() in VOWELS
    for at in (2, 3):  # after de
        assert words[at][0].lower() not in VOWELS
    assert words[1] == words[5]
    assert found.text == FORM.format(*words)


@given(seeds)
def test_a_mention_that_would_not_elide_stays(seed: int) -> None:
    found = changed(sample("Argus paraît, et l'Argus dure.", *[("Argus", "ORG")] * 2), seed, SWAP)
    (first, _), (second, _) = named(found)
    assert second[0].lower() in VOWELS
    assert second in (first, "Argus")


def test_every_name_can_be_exchanged() -> None:
    found = [named(changed(TEXT, seed, SWAP)) for seed in range(30)]
    for at, before in enumerate(named(TEXT)):
        assert any(words[at] != before for words in found)


@given(seeds)
def test_a_name_of_two_labels_is_exchanged_by_label(seed: int) -> None:
    before = sample("Orange est à Orange.", ("Orange", "ORG"), ("Orange", "LOC"))
    brands, towns = "Argus Brindille Orée Tangente Zébulon", "Brest Lyon Nantes Tours Vannes"
    own = sample(
        f"{brands}, {towns}",
        *((name, "ORG") for name in brands.split()),
        *((name, "LOC") for name in towns.split()),
    )
    how = SWAP.model_copy(update={"own_names": 1.0})
    (brand, first), (town, second) = named(changed(before, seed, how, own))
    assert (first, second) == ("ORG", "LOC")
    assert brand in brands.split()
    assert town in towns.split()


def test_names_of_a_kind_are_exchanged_within_it() -> None:
    text = sample("Chez Argus.", ("Argus", "ORG"))
    (name,) = text.names or ()
    media = {
        words for words, label, kind in entries("swap_names") if (label, kind) == ("ORG", "media")
    }
    before = replace(text, names=(replace(name, kind="media"),))
    found = {named(changed(before, seed, SWAP))[0][0] for seed in range(30)}
    assert len(found) > 5
    assert found <= media
    # None is listed of this kind.
    before = replace(text, names=(replace(name, kind="party"),))
    assert changed(before, 0, SWAP) == before


def test_well_known_names_take_the_place_of_names_of_their_kind() -> None:
    text = sample("Il écrit dans Zorvak.", ("Zorvak", "ORG"))
    before = replace(text, names=(replace((text.names or ())[0], kind="media"),))
    how = SWAP.model_copy(update={"known_names": 1.0})
    found = {named(changed(before, seed, how))[0][0] for seed in range(60)}
    known = {name for name, _, kind in entries("known_media") if kind == "media"}
    assert len(found) > 20
    assert found <= known | {"Zorvak"}


def test_own_names_are_exchanged_for_own_names_of_their_kind() -> None:
    media, agencies = "Argus Gazette Écho Relais Tribune", "Brindille Orée Tangente Zébulon Liseron"
    own = sample(f"{media} {agencies}", *((name, "ORG") for name in f"{media} {agencies}".split()))
    kinds = ["media"] * 5 + ["agency"] * 5
    own = replace(
        own, names=tuple(replace(n, kind=k) for n, k in zip(own.names or (), kinds, strict=True))
    )
    text = sample("Chez Zorvak.", ("Zorvak", "ORG"))
    how = SWAP.model_copy(update={"own_names": 1.0})

    def others(kind: str | None, *texts: Sample) -> set[str | None]:
        before = replace(text, names=tuple(replace(n, kind=kind) for n in text.names or ()))
        return {named(changed(before, seed, how, *texts))[0][0] for seed in range(150)}

    assert others("media", own) == set(media.split())
    assert others("agency", own) == set(agencies.split())
    # A name of no kind may take any organisation's place.
    assert others(None, own) == set(media.split()) | set(agencies.split())
    # Four of a kind are too few to choose from.
    fewer = replace(own, names=(own.names or ())[1:])
    assert others("media", fewer) == {"Zorvak"}


@given(seeds)
def test_an_exchanged_name_keeps_its_kind(seed: int) -> None:
    text = sample("Chez Argus.", ("Argus", "ORG"))
    before = replace(text, names=tuple(replace(n, kind="media") for n in text.names or ()))
    assert [name.kind for name in changed(before, seed, SWAP).names or ()] == ["media"]


@given(seeds)
def test_names_without_label_stay(seed: int) -> None:
    before = sample("Facebook plaît.", ("Facebook", None))
    assert changed(before, seed, SWAP) == before


@given(seeds)
def test_a_name_inside_another_stays_with_it(seed: int) -> None:
    text = "L'université de Brest ouvre."
    inner, outer = Name(16, 21, "LOC"), Name(2, 21, "ORG")
    before = Sample("s", text, (outer, inner), (), (Sentence(0, len(text)),))
    assert changed(before, seed, SWAP) == before


@given(seeds)
def test_nothing_changes_where_nothing_may(seed: int) -> None:
    assert changed(TEXT, seed, NOTHING) == TEXT


@given(seeds)
def test_everything_at_once_keeps_the_labels(seed: int) -> None:
    how = Augmentation(
        swap_text=0.5, unquote=0.5, quote=0.5, capitals=0.3, no_accents=0.3, no_final_stop=0.5
    )
    before = sample(
        '" Argus " " Loir " et les Nuits pâles, la Cité " Orée ".',
        ("Argus", "ORG"),
        ("Loir", "LOC"),
        ("Nuits pâles", "MISC"),
        ("Orée", "ORG"),
    )
    found = changed(before, seed, how)
    assert [label for _, label in named(found)] == ["ORG", "LOC", "MISC", "ORG"]
    assert all(word and word == word.strip(' "') for word, _ in named(found))


# --- typography ------------------------------------------------------------------------------

MISC = sample("On lit Les Nuits pâles ici.", ("Les Nuits pâles", "MISC"))
QUOTED = sample('On lit " Les Nuits pâles " ici.', ("Les Nuits pâles", "MISC"))


@pytest.mark.parametrize(
    ("share", "before", "after"),
    [
        ("quote", MISC, QUOTED.text),
        ("unquote", QUOTED, MISC.text),
        ("quote", sample("On lit Argus.", ("Argus", "ORG")), "On lit Argus."),
        ("no_final_stop", MISC, "On lit Les Nuits pâles ici"),
        ("no_accents", sample("Élève, cœur"), "Eleve, cœur"),
        ("capitals", sample("Élève, weiß"), "ÉLÈVE, WEIß"),
    ],
)
def test_typography(share: str, before: Sample, after: str) -> None:
    found = changed(before, 0, NOTHING.model_copy(update={share: 1.0}))
    assert found.text == after
    if share in ("quote", "unquote"):
        assert named(found) == named(before)


@pytest.mark.parametrize(
    ("roles", "shouted"),
    [
        (["question"], True),
        (["question", "question"], True),
        (["answer"], False),
        (["other"], False),
        (["question", "answer"], False),  # printed in one paragraph
        ([None], False),  # general text
    ],
)
def test_questions_have_a_share_of_capitals_of_their_own(
    roles: list[str | None], shouted: bool
) -> None:
    text = "Que fait Zoé ? Et après ?"
    places = [(0, 14), (15, 25)] if len(roles) == 2 else [(0, 25)]
    sentences = tuple(
        Sentence(*place, None if role is None else TURNS.index(role))
        for place, role in zip(places, roles, strict=True)
    )
    before = Sample("s", text, (Name(9, 12, "PER"),), (), sentences)
    asked = NOTHING.model_copy(update={"capital_questions": 1.0})
    others = NOTHING.model_copy(update={"capitals": 1.0})
    for seed in range(5):
        assert changed(before, seed, asked).text == (text.upper() if shouted else text)
        assert changed(before, seed, others).text == (text if shouted else text.upper())
        assert changed(before, seed, asked).names == before.names


def test_capitals_of_questions_are_a_share() -> None:
    before = replace(sample("Que fait-on ?"), sentences=(Sentence(0, 13, TURNS.index("question")),))
    how = NOTHING.model_copy(update={"capital_questions": 0.25})
    shouted = sum(changed(before, seed, how).text.isupper() for seed in range(400))
    assert 60 < shouted < 140


def test_quotation_marks_that_two_names_share_are_taken_once() -> None:
    how = NOTHING.model_copy(update={"unquote": 1.0})
    before = sample('" Argus " Loir "', ("Argus", "ORG"), ("Loir", "LOC"))
    assert named(changed(before, 0, how)) == [("Argus", "ORG"), ("Loir", "LOC")]


def test_a_name_may_end_in_the_stop_that_goes() -> None:
    how = NOTHING.model_copy(update={"no_final_stop": 1.0})
    assert named(changed(sample("Chez S.N.C.F.", ("S.N.C.F.", "ORG")), 0, how)) == [
        ("S.N.C.F", "ORG")
    ]


@given(seeds)
def test_names_are_exchanged_in_the_question_too(seed: int) -> None:
    text = replace(sample("Lyon attend.", ("Lyon", "LOC")), before="Et Lyon, et les Lyonnais ?")
    found = changed(text, seed, SWAP)
    town = found.text.removesuffix(" attend.")
    assert found.before == f"Et {town}, et les Lyonnais ?"
