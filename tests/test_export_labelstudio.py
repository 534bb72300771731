"""Label Studio: there and back, offsets of both kinds, what an annotator changed."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from gold_strategies import golds
from hypothesis import given, settings
from lxml import etree

from pipeline.errors import InputError
from pipeline.export.labelstudio import labeling_config, labelstudio_tasks
from pipeline.gold import gold_of, read_gold, read_golds
from pipeline.gold.assembly import Annotated
from pipeline.importers.labelstudio import labelstudio_tasks_in
from pipeline.schema import Gold, Record

GOLD = Path(__file__).parent / "annotated/gold/dev/vitrine-encre.json"
CORPUS = Path(__file__).parent.parent / "corpus" / "gold"


def read(tasks: Any, folder: Path) -> list[Annotated]:
    path = folder / "export.json"
    path.write_text(json.dumps(tasks, ensure_ascii=False), encoding="utf-8")
    return [task.read() for task in labelstudio_tasks_in(path)]


def exported(tasks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the tasks as Label Studio exports them once somebody has submitted each."""
    return [
        {
            "id": number,
            "data": task["data"],
            "annotations": [
                {
                    "id": 7,
                    "completed_by": 1,
                    "was_cancelled": False,
                    "result": [
                        result | {"origin": "prediction"}
                        for result in task["predictions"][0]["result"]
                    ],
                }
            ],
            "predictions": task["predictions"],
        }
        for number, task in enumerate(tasks, 1)
    ]


@pytest.fixture
def task(record: Record) -> dict[str, Any]:
    return exported(labelstudio_tasks([gold_of(record)]))[0]


def results(task: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = task["annotations"][0]["result"]
    return found


def of(task: dict[str, Any], region: str, control: str) -> dict[str, Any]:
    return next(r for r in results(task) if (r["id"], r["from_name"]) == (region, control))


def region(text: str, words: str, control: str, label: str, **more: str) -> list[dict[str, Any]]:
    """Return the results of a region as an annotator draws it."""
    start = text.index(words)
    value = {"start": start, "end": start + len(words), "text": words}
    common = {"id": f"new-{words}", "to_name": "text", "origin": "manual"}
    return [
        common | {"from_name": control, "type": "labels", "value": value | {"labels": [label]}},
        *(
            common | {"from_name": name, "type": "textarea", "value": value | {"text": [shown]}}
            for name, shown in more.items()
        ),
    ]


# --- there and back -------------------------------------------------------------------------


@settings(deadline=None, max_examples=150)
@given(gold=golds())
def test_what_comes_back_unedited_is_the_gold(gold: Gold) -> None:
    tasks = labelstudio_tasks([gold])
    for given_back in (tasks, exported(tasks)):
        with tempfile.TemporaryDirectory() as folder:
            assert read(given_back, Path(folder)) == [Annotated(gold)]


def test_several_interviews_come_back_in_order(tmp_path: Path, record: Record) -> None:
    several = [read_gold(GOLD), gold_of(record)]
    assert [back.gold for back in read(labelstudio_tasks(several), tmp_path)] == several


@pytest.mark.parametrize("split", ["train", "dev", "test"])
def test_the_whole_corpus_comes_back(tmp_path: Path, split: str) -> None:
    everything = list(read_golds(CORPUS / split))
    back = read(exported(labelstudio_tasks(everything)), tmp_path)
    assert len(back) == len(everything)
    for found, gold in zip(back, everything, strict=True):
        assert (gold.id, found == Annotated(gold)) == (gold.id, True)


def in_utf16(task: dict[str, Any]) -> dict[str, Any]:
    text = task["data"]["text"]

    def units(offset: int) -> int:
        return len(text[:offset].encode("utf-16-le")) // 2

    for result in results(task):
        value = result["value"]
        value["start"], value["end"] = units(value["start"]), units(value["end"])
    return task


def test_offsets_in_utf16_units_are_converted(
    task: dict[str, Any], tmp_path: Path, record: Record
) -> None:
    counted = in_utf16(json.loads(json.dumps(task)))
    assert counted != task
    back = read([counted], tmp_path)[0]
    assert back.gold == gold_of(record)
    assert "regions that counted UTF-16 units were converted" in back.warnings[0]


def test_old_regions_and_new_ones_may_count_differently(
    task: dict[str, Any], tmp_path: Path, record: Record
) -> None:
    drawn = region(record.text, "élèves", "name", "MISC")
    drawn[0]["value"]["start"] += 1  # one emoji stands before it
    drawn[0]["value"]["end"] += 1
    results(task).extend(drawn)
    entities = read([task], tmp_path)[0].gold.entities or ()
    assert [e.name for e in entities] == ["Zébulon", "élèves", "Inès Dacosta"]


def test_a_line_end_shown_as_backslash_n_is_a_line_end(tmp_path: Path) -> None:
    gold = read_gold(GOLD)
    task = exported(labelstudio_tasks([gold]))[0]
    for result in results(task):
        if result["type"] == "labels":
            shown = result["value"]["text"].replace("\n", "\\n").replace("\u00a0", " ")
            result["value"]["text"] = shown
    assert read([task], tmp_path)[0].gold == gold


def test_without_repeated_words_the_count_of_emoji_is_said_to_be_unproved(
    task: dict[str, Any], tmp_path: Path, record: Record
) -> None:
    for result in results(task):
        if result["type"] != "textarea":
            del result["value"]["text"]
    back = read([task], tmp_path)[0]
    assert back.gold == gold_of(record)
    assert "how emoji are counted is not proved" in " ".join(back.warnings)


def test_the_interface_declares_every_control_and_value_of_the_tasks(record: Record) -> None:
    several = [read_gold(GOLD), gold_of(record)]
    root = etree.fromstring(labeling_config(several))
    declared = {
        control.get("name"): {value.get("value") for value in control}
        for control in root.iter("Labels", "Choices", "TextArea")
    }
    assert root.find("Text").get("saveTextResult") == "yes"
    for task in exported(labelstudio_tasks(several)):
        for result in results(task):
            given_values = set(result["value"].get(result["type"], ()))
            assert result["type"] == "textarea" or given_values <= declared[result["from_name"]]
            assert result["from_name"] in declared
    shown = {header.get("value") for header in root.iter("Header")}
    assert {"$title", "$people", "$sentences"} <= shown


# --- edited ---------------------------------------------------------------------------------


def test_a_moved_region_keeps_its_id(task: dict[str, Any], tmp_path: Path) -> None:
    value = of(task, "c1", "claim")["value"]
    value["start"] += 4
    value["text"] = value["text"][4:]
    claim = read([task], tmp_path)[0].gold.claims[0]  # type: ignore[index]
    assert (claim.id, claim.text) == ("c1", "a formé 40 élèves en 2012")


def test_new_entities_and_deleted_claims(
    task: dict[str, Any], tmp_path: Path, record: Record
) -> None:
    results(task)[:] = [result for result in results(task) if result["id"] != "c1"]
    results(task).extend(region(record.text, "Elle", "name", "ORG", entity="e1"))
    results(task).extend(region(record.text, "publier", "claim", "evaluation"))
    gold = read([task], tmp_path)[0].gold
    assert [m.text for m in gold.entities[0].mentions] == ["Zébulon", "Elle"]  # type: ignore[index]
    assert [(claim.id, claim.text[:7]) for claim in gold.claims or ()] == [
        ("c2", "Selon I"),
        ("c3", "publier"),
    ]


def test_a_mention_with_a_name_joins_the_entity_of_this_name(
    task: dict[str, Any], tmp_path: Path, record: Record
) -> None:
    results(task).extend(region(record.text, "élèves", "name", "PER", fullname="Inès Dacosta"))
    found = read([task], tmp_path)[0].gold.entities or ()
    assert [m.text for m in found[1].mentions] == ["élèves", "Inès Dacosta"]


def test_comments_and_other_controls_are_not_kept_and_said(
    task: dict[str, Any], tmp_path: Path
) -> None:
    first = of(task, "t1", "turn")
    first["meta"] = {"text": ["à revoir"]}
    results(task).append(first | {"from_name": "humeur", "type": "rating", "meta": {}})
    results(task).append({"type": "relation", "from_id": "t1", "to_id": "t2"})
    warnings = " ".join(read([task], tmp_path)[0].warnings)
    assert "region t1: its comment is not kept" in warnings
    assert "a result of type 'relation' is not kept" in warnings
    assert "a result of type 'rating' is not kept" in warnings


# --- refused --------------------------------------------------------------------------------


def words_changed(task: dict[str, Any]) -> None:
    of(task, "c1", "claim")["value"]["text"] = "autre chose"


def label_changed(task: dict[str, Any]) -> None:
    of(task, "c1", "claim")["value"]["labels"] = ["opinion"]


def speaker_changed(task: dict[str, Any]) -> None:
    of(task, "t2", "speaker")["value"]["choices"] = ["p8"]


def two_annotators(task: dict[str, Any]) -> None:
    task["annotations"] *= 2


def nobody(task: dict[str, Any]) -> None:
    task["annotations"][0]["was_cancelled"] = True


def outside(task: dict[str, Any]) -> None:
    value = of(task, "c1", "claim")["value"]
    value["start"], value["end"] = 5000, 5009
    del value["text"]


def no_sentence(task: dict[str, Any]) -> None:
    results(task).remove(of(task, "s1.1", "sentence"))


def no_evidence(task: dict[str, Any]) -> None:
    results(task)[:] = [result for result in results(task) if result["id"] != "s1.1"]


def entity_changed(task: dict[str, Any]) -> None:
    of(task, "e2.1", "entity")["value"]["text"] = ["Inès"]


def no_text(task: dict[str, Any]) -> None:
    del task["data"]["text"]


def no_objects(task: dict[str, Any]) -> None:
    task["annotations"] = [3]


def start_in_words(task: dict[str, Any]) -> None:
    of(task, "c1", "claim")["value"]["start"] = "/div[1]/text()[1]"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (words_changed, "task 1 .dossier/zebulon.: region c1 reads 'Elle a .*draw it anew"),
        (label_changed, "region c1: claim 'opinion'; allowed are fact, evaluation"),
        (speaker_changed, r"region t2: .*has the speaker 'p8'; participants are p1, p2"),
        (two_annotators, "2 annotations of one interview; delete all but one"),
        (nobody, "nobody has annotated it; submit it"),
        (outside, r"region c1: \[5000, 5009\) holds no words"),
        (no_sentence, r"region s1.1: does not say which sentence"),
        (no_evidence, "sentence 1 of the summary has no evidence left; mark the words"),
        (entity_changed, "region e2.1: entity 'Inès'; write e1, e2…, or a name into fullname"),
        (no_text, "task 1: data.text is missing; export as JSON, not as JSON-MIN"),
        (no_objects, "annotations is no list of JSON objects; export the project"),
        (start_in_words, "region c1: start and end are no numbers"),
    ],
)
def test_a_bad_task_is_refused_with_place_and_remedy(
    task: dict[str, Any], tmp_path: Path, change: Callable[[dict[str, Any]], None], said: str
) -> None:
    change(task)
    with pytest.raises(InputError) as caught:
        read([task], tmp_path)
    assert re.search(said, str(caught.value))


@pytest.mark.parametrize(
    ("content", "said"),
    [("{", "not valid JSON"), ("[]", "holds no task; export"), ("3", "holds no task")],
)
def test_a_file_that_is_no_export_is_refused(tmp_path: Path, content: str, said: str) -> None:
    (tmp_path / "x.json").write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=said):
        labelstudio_tasks_in(tmp_path / "x.json")


def test_a_project_of_ones_own_is_read(tmp_path: Path) -> None:
    text = "Ça va ?\nOui, à Lyon."
    drawn = [
        *region(text, "Ça va ?", "turn", "question"),
        *region(text, "Oui, à Lyon.", "turn", "answer"),
        *region(text, "Lyon", "name", "LOC"),
    ]
    task = {"id": 4, "data": {"text": text}, "annotations": [{"result": drawn}]}
    gold = read([task], tmp_path)[0].gold
    assert gold.id == "task-4"
    assert gold == replace(gold, participants=None, summary=None, claims=())
    assert [entity.name for entity in gold.entities or ()] == ["Lyon"]
