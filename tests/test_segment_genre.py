"""Texts that are no interviews are refused as what they are; interviews never are."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from pipeline.errors import InputError
from pipeline.read import read_source
from pipeline.schema import Interview
from pipeline.segment import segment
from pipeline.settings import Settings

ROOT = Path(__file__).parents[1]
OTHERS = ROOT / "tests" / "data" / "no_interview"
INTERVIEWS = sorted(
    path for split in ("train", "dev") for path in (ROOT / "corpus" / "raw" / split).iterdir()
)


def cut(path: Path, **settings: object) -> Interview:
    chosen = Settings(**settings)  # type: ignore[arg-type]
    return segment(read_source(path, id=path.stem, file=path.name, settings=chosen), chosen)


def written(folder: Path, *paragraphs: str) -> Path:
    path = folder / "essai.txt"
    path.write_text("\n\n".join(paragraphs), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("name", "genre"),
    [
        ("developed/communique-fusion.txt", "a press release"),
        ("developed/compte-rendu-comite.md", "minutes"),
        ("developed/faq-bulletin.html", "a list of frequent questions"),
        ("developed/portrait-cheffe.txt", "a portrait"),
        ("developed/programme-journee.txt", "a programme"),
        ("developed/tribune-slogans.txt", "an opinion piece"),
        ("held_out/communique-festival.txt", "a press release"),
        ("held_out/faq-application.md", "a list of frequent questions"),
        ("held_out/portrait-speaker.md", "a text without a second speaker"),
        ("held_out/proces-verbal-conseil.txt", "minutes"),
        ("held_out/programme-rencontres.html", "a programme"),
    ],
)
def test_no_interview_is_named_for_what_it_reads_like(name: str, genre: str) -> None:
    with pytest.raises(InputError, match=rf"no interview: reads like {genre} \(.+;.+;.+\)"):
        cut(OTHERS / name)


def test_a_guide_with_questions_as_headings_is_doubted() -> None:
    warnings = cut(OTHERS / "held_out/conseils-agence.html").warnings
    assert any(warning.startswith("perhaps no interview: reads like") for warning in warnings)


def test_the_user_may_insist() -> None:
    path = OTHERS / "developed/communique-fusion.txt"
    found = cut(path, accept_all=True)
    assert found.exchanges
    assert any("press release" in warning for warning in found.warnings)


def test_the_error_tells_how_to_insist() -> None:
    with pytest.raises(InputError) as caught:
        cut(OTHERS / "developed/tribune-slogans.txt")
    assert "--accept-all" in caught.value.hint


def test_a_press_release_without_any_question_is_named_for_what_it_is(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "COMMUNIQUÉ DE PRESSE",
        "L’agence Rive Sonore ouvre un bureau à Rodez. Six personnes y travailleront.",
        "Contact presse : Lou Ferrand",
    )
    with pytest.raises(InputError, match="no question found in 3 lines; perhaps it is a press rel"):
        cut(path)


def test_none_of_the_corpus_is_refused_or_doubted() -> None:
    assert len(INTERVIEWS) == 577
    doubted = [
        path.name
        for path in INTERVIEWS
        if any("no interview" in warning for warning in cut(path).warnings)
    ]
    assert doubted == []


LABELLED = ("Q : Le prix a-t-il baissé ?", "R : De moitié.", "Q : Et le volume ?", "R : Inchangé.")


def test_two_short_labelled_exchanges_are_an_interview(tmp_path: Path) -> None:
    assert len(cut(written(tmp_path, *LABELLED)).exchanges) == 2


MINUTES = (
    "Compte rendu de la réunion du 4 mai",
    "Présents : A. Vidal, B. Roux",
    *(f"Mme Roy : {question}\n\nM. Paget : {answer}" for question, answer in (
        ("Combien coûte la refonte ?", "Quatre mille euros."),
        ("Et la maintenance ?", "Elle est comprise."),
        ("Qui suit le projet ?", "Le service communication."),
    )),
    "La séance est levée à midi.",
)  # fmt: skip


@pytest.mark.parametrize(
    ("settings", "refused"),
    [({}, True), ({"interviewer": ("Mme Roy",)}, False), ({"accept_all": True}, False)],
)
def test_who_names_the_interviewer_says_that_it_is_an_interview(
    tmp_path: Path, settings: dict[str, object], refused: bool
) -> None:
    path = written(tmp_path, *MINUTES)
    if refused:
        with pytest.raises(InputError, match="reads like minutes"):
            cut(path, **settings)
    else:
        assert len(cut(path, **settings).exchanges) == 3


IMPERSONAL = [
    ("Comment marche la pompe ?", "Elle aspire l'eau du puits et la rejette plus bas, sans bruit."),
    ("Combien consomme-t-elle ?", "Deux kilowattheures par jour, moins qu'un vieux réfrigérateur."),
    ("Qui la répare ?", "Le plombier du village, qui garde un jeu de joints dans sa camionnette."),
    ("Et l'hiver ?", "La vanne se ferme d'elle-même dès que le thermomètre descend sous zéro."),
]


@pytest.mark.parametrize(
    ("markers", "refused"),
    [((), False), (("Contact presse",), False), (("Contact presse", "À propos de Lierre"), True)],
)
def test_markers_count_beside_other_signs(
    tmp_path: Path, markers: Sequence[str], refused: bool
) -> None:
    path = written(tmp_path, *(text for pair in IMPERSONAL for text in pair), *markers)
    if refused:
        with pytest.raises(InputError, match="a press release"):
            cut(path)
    else:
        assert cut(path).exchanges
