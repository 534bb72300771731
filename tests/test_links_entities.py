"""Entities of several interviews -> ``corpus_entities``."""

from __future__ import annotations

from typing import Any

import pytest
from link_records import interview

from pipeline.links import CorpusEntities
from pipeline.schema import EntityLabel, Record
from pipeline.tables import Row, column_types


def naming(id: str, name: str, label: EntityLabel = "ORG", **more: Any) -> Record:
    said = f"Nous aimons {name} et encore {name}"
    return interview(id, ("fact", said), names={name: label}, **({"speaker": None} | more))


def rows(*records: Record) -> list[Row]:
    entities = CorpusEntities()
    for record in records:
        entities.add(record)
    return list(entities.rows())


def test_one_entity_of_several_interviews_is_one_row() -> None:
    (row,) = rows(naming("a", "L’Écho du Nord", date="2012-03-01"), naming("b", "Echo du Nord"))
    assert row == {
        "name": "L’Écho du Nord",
        "label": "ORG",
        "kind": None,
        "forms": "Echo du Nord; L’Écho du Nord",
        "mentions": 4,
        "interviews": 2,
        "interview_ids": "a; b",
        "as_interviewee": 0,
        "as_interviewer": 0,
        "as_mentioned": 2,
        "first_year": 2012,
        "last_year": 2012,
    }
    assert list(row) == list(column_types("corpus_entities"))


@pytest.mark.parametrize(
    ("first", "second", "label", "number"),
    [
        ("TWITTER", "Twitter", "ORG", 1),
        ("La Poste", "Poste", "ORG", 1),
        ("Saint-Malo", "Saint Malo", "LOC", 1),
        ("Le Goff", "Goff", "PER", 2),
        ("Anne Goff", "Goff", "PER", 2),
    ],
)
def test_names_are_one_without_case_accents_marks_and_article(
    first: str, second: str, label: EntityLabel, number: int
) -> None:
    assert len(rows(naming("a", first, label), naming("b", second, label))) == number


def test_one_name_of_two_labels_is_two_entities() -> None:
    assert len(rows(naming("a", "Orange", "ORG"), naming("b", "Orange", "LOC"))) == 2


def test_roles_are_counted_by_interview() -> None:
    (row,) = rows(
        naming("a", "Aude Kermadec", "PER", speaker="Aude Kermadec"),
        naming("b", "Aude Kermadec", "PER", interviewer="AUDE KERMADEC"),
        naming("c", "Aude Kermadec", "PER"),
    )
    assert [row[f"as_{role}"] for role in ("interviewee", "interviewer", "mentioned")] == [1, 1, 1]
    assert row["interviews"] == 3


def test_a_speaker_whom_nobody_names_is_an_entity_of_the_corpus() -> None:
    (row,) = rows(interview("a", ("fact", "Nous écoutons"), speaker="Inès Dacosta"))
    assert (row["name"], row["label"], row["mentions"]) == ("Inès Dacosta", "PER", 0)


def test_years_span_the_dated_interviews() -> None:
    dates = ("2014", None, "2009-05-12")
    (row,) = rows(*(naming(f"i{n}", "Zébulon", date=date) for n, date in enumerate(dates)))
    assert (row["first_year"], row["last_year"]) == (2009, 2014)


def test_the_most_widespread_stands_first() -> None:
    found = rows(naming("a", "Zébulon"), naming("b", "Albatros"), naming("c", "Zébulon"))
    assert [row["name"] for row in found] == ["Zébulon", "Albatros"]
