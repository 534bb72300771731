"""Lines near the headline that tell the date and the medium of an interview, and lines that do not."""

from __future__ import annotations

from pathlib import Path

import pytest
from reading import read_content

from pipeline.schema import Source

TURNS = "Que faites-vous ?\n\nJe travaille."


def read(folder: Path, text: str) -> Source:
    return read_content(folder / "entretien.txt", text)


@pytest.mark.parametrize(
    ("line", "publication", "date"),
    [
        ("12 septembre 2022, Radio Brume", "Radio Brume", "2022-09-12"),
        ("Radio Brume – lundi 12 septembre 2022", "Radio Brume", "2022-09-12"),
        ("Radio Brume, le 12/09/2022, 18 h 30", "Radio Brume", "2022-09-12"),
        ("Podcast Les Ondes, épisode 12, 3 mai 2021", "Les Ondes", "2021-05-03"),
        ("Podcast « L’Écho d’à côté », saison 2 épisode 4, mai 2021", "L’Écho d’à côté", "2021-05"),
        ("Le podcast Les Ondes | #12 | 1er mai 2021", "Les Ondes", "2021-05-01"),
        ("Podcast Les Ondes, épisode 12", "Les Ondes", None),
        ("Zig & Zag, n° 45, mai 2021", "Zig & Zag", "2021-05"),
        (
            "Le Carnet des relations publics – mardi 14 mai 2013 – par Léa Oussel",
            "Le Carnet des relations publics",
            "2013-05-14",
        ),
        (
            "Radio Brume – 3 mai 2021 – Propos recueillis par Léa Oussel",
            "Radio Brume",
            "2021-05-03",
        ),
        ("Par Léa Oussel – 12 mars 2021", None, "2021-03-12"),
        ("12 septembre 2022, Radio Brume. Comment dire la pluie ?", "Radio Brume", "2022-09-12"),
        ("PAR LÉA OUSSEL ET MARC DUVIVIER | 12 MARS 2021", None, "2021-03-12"),
        ("Diffusé le 12 septembre 2022 sur Radio Brume", None, "2022-09-12"),
    ],
)
def test_a_masthead_tells_medium_and_date(
    tmp_path: Path, line: str, publication: str | None, date: str | None
) -> None:
    source = read(tmp_path, f"Un métier\n{line}\n\n{TURNS}")
    assert (source.publication, source.date) == (publication, date)


@pytest.mark.parametrize(
    "line",
    [
        "Nantes, 12 septembre 2022",
        "Léa Oussel, 12 septembre 2022",
        "Entretien – 12 septembre 2022",
        "Entretien, n° 7, mai 2021",
        "Radio Brume",
        "Le 12 septembre 2022, Radio Brume a fermé son antenne.",
        "12 septembre 2022, radio en grève",
        "Podcast Les Ondes, 3 mai 2021, 4 mai 2021",
        "Propos recueillis par Léa Oussel, le 12 mars 2021",
        "Radio Brume, 31 février 2022",
    ],
)
def test_what_is_no_masthead_tells_nothing(tmp_path: Path, line: str) -> None:
    source = read(tmp_path, f"Un métier\n{line}\n\n{TURNS}")
    assert (source.publication, source.date) == (None, None)


def test_two_mastheads_that_differ_leave_medium_and_date_open(tmp_path: Path) -> None:
    lines = "Radio Brume, 12 mai 2021\nPodcast Les Ondes, 13 mai 2021"
    source = read(tmp_path, f"Un métier\n{lines}\n\n{TURNS}")
    assert (source.publication, source.date) == (None, None)


def test_a_masthead_below_the_text_is_another_interviews(tmp_path: Path) -> None:
    source = read(tmp_path, f"{TURNS}\n\n" * 5 + "Radio Brume, 12 mai 2021")
    assert (source.publication, source.date) == (None, None)


def test_what_the_file_itself_tells_goes_first(tmp_path: Path) -> None:
    text = (
        f"---\npublication: Le Quai\ndate: 2020-01-02\n---\n\nRadio Brume, 12 mai 2021\n\n{TURNS}"
    )
    source = read_content(tmp_path / "entretien.md", text)
    assert (source.publication, source.date) == ("Le Quai", "2020-01-02")
