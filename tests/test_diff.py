from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest
from test_review import CLAIM, moved

from pipeline.cli import main
from pipeline.compare import Change, compare
from pipeline.records import record_line, validate_record
from pipeline.schema import Attribution, Entity, Mention, Record


def edited(items: tuple[Any, ...], number: int, **changes: Any) -> tuple[Any, ...]:
    changed = dataclasses.replace(items[number], **changes)
    return (*items[:number], changed, *items[number + 1 :])


def only(old: Record, new: Record) -> Change:
    (change,) = compare(old, new).changes
    return change


def told(change: Change) -> tuple[str, str, str | None, str | None]:
    return change.layer, change.what, change.before, change.after


def test_one_record_is_the_same_as_itself(record: Record) -> None:
    assert compare(record, record).status == "same"


def test_ids_confidences_and_saliences_are_no_difference(record: Record) -> None:
    new = dataclasses.replace(
        record,
        turns=edited(record.turns, 0, confidence=0.1),
        entities=edited(record.entities, 0, id="e9"),
        claims=edited(record.claims, 0, id="c9", salience=0.1),
    )
    assert compare(record, new).status == "same"


@pytest.mark.parametrize(
    ("number", "changes", "expected"),
    [
        (0, {"role": "intro"}, ("turns", "role", "heading", "intro")),
        (1, {"speaker": "p2"}, ("turns", "speaker", "interviewer", "Aude Kermadec")),
        (1, {"speaker": None}, ("turns", "speaker", "interviewer", None)),
    ],
)
def test_turns(record: Record, number: int, changes: Any, expected: Any) -> None:
    new = dataclasses.replace(record, turns=edited(record.turns, number, **changes))
    assert told(only(record, new)) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"label": "MISC"}, ("entities", "label", "ORG", "MISC")),
        ({"kind": None}, ("entities", "kind", "agency", None)),
        ({"name": "Agence Zébulon"}, ("entities", "name", "Zébulon", "Agence Zébulon")),
    ],
)
def test_entities(record: Record, changes: Any, expected: Any) -> None:
    new = dataclasses.replace(record, entities=edited(record.entities, 0, **changes))
    assert told(only(record, new)) == expected


def test_a_mention_found_and_one_lost(record: Record) -> None:
    start = record.text.index("40")
    found = Entity("e3", "40", "MISC", None, (Mention(start, start + 2, "40", "t3", 0.5),))
    new = dataclasses.replace(record, entities=(record.entities[0], found))
    assert [told(change) for change in compare(record, new).changes] == [
        ("entities", "added", None, "MISC"),
        ("entities", "removed", "PER", None),
    ]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"type": "causal"}, ("claims", "type", "fact", "causal")),
        ({"key": True}, ("claims", "key", "false", "true")),
        ({"negated": True}, ("claims", "negated", "false", "true")),
        ({"hedged": True}, ("claims", "hedged", "false", "true")),
        ({"modality": "possibility"}, ("claims", "modality", "asserted", "possibility")),
        (
            {"attribution": Attribution("reported", "Inès")},
            ("claims", "attribution", "speaker", "reported: Inès"),
        ),
        (
            {"statement": "L’agence a formé 40 élèves"},
            ("claims", "statement", "Zébulon a formé 40 élèves en 2012", "L’agence a formé 40 élèves"),
        ),
    ],
)  # fmt: skip
def test_claims(record: Record, changes: Any, expected: Any) -> None:
    new = dataclasses.replace(record, claims=edited(record.claims, 0, **changes))
    assert told(only(record, new)) == expected


def test_other_boundaries_are_one_change_not_two_claims(record: Record) -> None:
    old = dataclasses.replace(
        record, claims=edited(record.claims, 0, statement=CLAIM, resolutions=())
    )
    claim = old.claims[0]
    words = "a formé 40 élèves en 2012"
    shorter = edited(old.claims, 0, start=claim.end - len(words), text=words, statement=words)
    change = only(old, dataclasses.replace(old, claims=shorter))
    assert told(change) == ("claims", "boundaries", CLAIM, words)
    assert change.start == claim.end - len(words)


def test_exchanges_and_summaries(record: Record) -> None:
    (exchange,) = record.exchanges
    other = dataclasses.replace(record.summary, text="Autre.")
    new = dataclasses.replace(
        record, exchanges=(dataclasses.replace(exchange, summary=other),), summary=other
    )
    assert [change.what for change in compare(record, new).changes] == ["exchange", "interview"]
    apart = dataclasses.replace(
        record, exchanges=(dataclasses.replace(exchange, question=(), answers=("t3",)),)
    )
    assert [told(change) for change in compare(record, apart).changes] == [
        ("exchanges", "added", None, "x1"),
        ("exchanges", "removed", "x1", None),
    ]


def test_a_text_that_was_read_otherwise_moves_nothing(record: Record) -> None:
    old = moved(record, "")
    new = moved(record, "Un chapeau.\n")
    change = only(old, validate_record(new))
    assert change.layer == "text"
    assert change.words == "0 visible characters gone, 10 new"
    assert (change.before, change.after) == (str(len(old.text)), str(len(new.text)))


@pytest.mark.parametrize(("side", "status"), [(0, "removed"), (1, "added")])
def test_an_interview_on_one_side_only(record: Record, side: int, status: str) -> None:
    sides: list[Record | None] = [None, None]
    sides[side] = record
    difference = compare(*sides)
    assert (difference.id, difference.status) == (record.id, status)


# --- the command ---------------------------------------------------------------------------


@pytest.fixture
def files(record: Record, tmp_path: Path) -> tuple[Path, Path]:
    new = dataclasses.replace(record, claims=edited(record.claims, 0, key=True))
    gone = dataclasses.replace(record, id="parti")
    old_file, new_file = tmp_path / "old.jsonl", tmp_path / "new.jsonl"
    old_file.write_text(f"{record_line(record)}\n{record_line(gone)}\n", encoding="utf-8")
    new_file.write_text(f"{record_line(new)}\n", encoding="utf-8")
    return old_file, new_file


def test_the_command_shows_a_table_then_each_change(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["diff", *map(str, files)]) == 6
    out = capsys.readouterr().out
    assert "dossier/zebulon" in out
    assert f"claims: key “{CLAIM}” at" in " ".join(out.split())
    assert "2 interviews: 1 changed, 1 removed" in out


def test_no_difference_is_exit_code_0(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["diff", str(files[0]), str(files[0])]) == 0
    assert capsys.readouterr().out == "2 interviews: 2 same\n"


def test_json_holds_everything(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["diff", *map(str, files), "--json", "--limit", "0"]) == 6
    values = json.loads(capsys.readouterr().out)
    assert values["statuses"] == {"changed": 1, "removed": 1}
    assert values["counts"] == {"claims": 1}
    assert values["interviews"][0]["changes"][0]["what"] == "key"


def test_what_is_beyond_the_limit_is_counted(
    files: tuple[Path, Path], record: Record, capsys: pytest.CaptureFixture[str]
) -> None:
    claims = tuple(dataclasses.replace(claim, type="causal") for claim in record.claims)
    new = dataclasses.replace(record, claims=claims)
    files[1].write_text(record_line(new) + "\n", encoding="utf-8")
    main(["diff", *map(str, files), "--limit", "1"])
    assert "1 more changes: --limit 2 or --json shows them" in capsys.readouterr().out
