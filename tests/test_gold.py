"""Gold files: what is written is what is read, and wrong files are refused with a reason."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import InputError
from pipeline.gold import gold_json, parse_gold, read_gold, read_golds

ANNOTATED = Path(__file__).parent / "annotated"
GOLD = ANNOTATED / "gold" / "dev" / "vitrine-encre.json"


@pytest.fixture
def values() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(GOLD.read_text(encoding="utf-8"))
    return loaded


def test_reading_and_writing_are_inverse() -> None:
    for path in (ANNOTATED / "gold").rglob("*.json"):
        assert gold_json(read_gold(path)) == path.read_text(encoding="utf-8")


def test_a_layer_that_was_not_annotated_is_absent() -> None:
    gold = read_gold(ANNOTATED / "gold" / "dev" / "duo-cascade.json")
    assert gold.claims is None
    assert '"claims"' not in gold_json(gold)


def test_folder_is_read_in_order_and_by_split() -> None:
    assert [g.id for g in read_golds(ANNOTATED)] == ["duo-cascade", "fablab-rives", "vitrine-encre"]
    with pytest.raises(InputError, match="no gold file of the split 'test'"):
        list(read_golds(ANNOTATED, split="test"))


def test_a_record_that_was_corrected_is_gold(values: dict[str, Any]) -> None:
    values |= {"schema_version": "1.0", "keywords": [], "metadata": {}}
    values["turns"][0] |= {"cue": "position", "confidence": 0.5}
    assert parse_gold(json.dumps(values), where="x").id == "vitrine-encre"


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (["turns", 1, "start"], 0, r"span \[0, \d+\) reads"),
        (["turns", 1, "role"], "chapeau", "turns.1.role"),
        (["turns", 2, "speaker"], "p9", "unknown speaker 'p9'"),
        (["claims", 0, "turn"], "t99", "unknown turn 't99'"),
        (["exchanges", 0, "answers"], ["t99"], "unknown turn 't99'"),
        (["resume"], "…", "unknown key 'resume'"),
    ],
)
def test_wrong_files_are_refused(
    values: dict[str, Any], path: list[str | int], value: object, said: str
) -> None:
    place: Any = values
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    with pytest.raises(InputError, match=said):
        parse_gold(json.dumps(values), where="essai.json")


@pytest.mark.parametrize("content", ["{", "[]"])
def test_no_json_object_is_refused(content: str) -> None:
    with pytest.raises(InputError, match=r"essai\.json: "):
        parse_gold(content, where="essai.json")
