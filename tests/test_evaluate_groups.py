"""Figures of each layout, tag and format."""

from __future__ import annotations

import dataclasses
import io

import pytest
from gold_records import record_of

from pipeline.evaluate import Evaluation, evaluate, print_evaluation
from pipeline.evaluate.groups import By
from pipeline.schema import Gold


def scored_by(golds: list[Gold], *by: By, missing: str = "") -> Evaluation:
    records = [record_of(gold) for gold in golds if gold.id != missing]
    return evaluate(golds, records, names=set(), by=by)


def members(found: Evaluation) -> dict[str, tuple[str, ...]]:
    return {group.name: group.interviews for group in found.groups}


@pytest.fixture
def tagged(golds: list[Gold]) -> list[Gold]:
    duo, fablab, encre = golds
    return [
        dataclasses.replace(duo, tags=("vouvoiement", "long"), layout=None),
        dataclasses.replace(fablab, tags=()),
        dataclasses.replace(encre, tags=("long",)),
    ]


def test_an_interview_counts_in_each_of_its_tags_and_without_any_in_none(
    tagged: list[Gold],
) -> None:
    assert members(scored_by(tagged, "tag")) == {
        "long": ("duo-cascade", "vitrine-encre"),
        "(no tag)": ("fablab-rives",),
        "vouvoiement": ("duo-cascade",),
    }


def test_a_layout_that_is_not_stated_is_a_group_of_its_own(tagged: list[Gold]) -> None:
    found = members(scored_by(tagged, "layout"))
    assert found.pop("(no layout)") == ("duo-cascade",)
    assert sum(found.values(), ()) == ("fablab-rives", "vitrine-encre")


def test_the_format_is_that_of_the_file_the_record_was_made_from(golds: list[Gold]) -> None:
    assert members(scored_by(golds, "format", missing="fablab-rives")) == {
        "txt": ("duo-cascade", "vitrine-encre"),
        "(no record)": ("fablab-rives",),
    }


def test_groups_have_the_figures_of_their_interviews_alone(golds: list[Gold]) -> None:
    found = scored_by(golds, "format", missing="fablab-rives")
    read, unread = found.groups
    recall = {
        group.name: next(f for f in group.figures if f.label == "question recall")
        for group in (read, unread)
    }
    assert recall["txt"].value == 1.0
    assert recall["(no record)"].value == 0.0
    assert sum(f.under for f in recall.values()) == sum(
        f.under for f in found.figures if f.label == "question recall"
    )


def test_a_breakdown_asked_for_twice_is_made_once_and_in_order(golds: list[Gold]) -> None:
    found = scored_by(golds, "tag", "format", "tag")
    assert list(dict.fromkeys(group.by for group in found.groups)) == ["tag", "format"]
    assert len({(group.by, group.name) for group in found.groups}) == len(found.groups)


def test_small_groups_are_printed_with_their_n_and_without_interval(golds: list[Gold]) -> None:
    many = [
        dataclasses.replace(gold, id=f"{gold.id}-{number}", layout="large")
        for number in range(2)
        for gold in golds
    ]
    many.append(dataclasses.replace(golds[0], layout="small"))
    stream = io.StringIO()
    print_evaluation(scored_by(many, "layout"), stream)
    rows = [line.split("|")[1:4] for line in stream.getvalue().splitlines() if "|" in line]
    turns = [[cell.strip() for cell in row] for row in rows]
    assert ["large", "6", "1.000 (1.000-1.000)"] in turns
    assert ["small", "1", "1.000"] in turns
    # The layer of claims is annotated in two of three interviews: four of six.
    assert ["large", "4", "1.000"] in turns
    assert "no interval where n, the interviews, is below 6" in stream.getvalue()
