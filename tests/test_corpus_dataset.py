"""The corpus as a dataset: what ``load_dataset`` gives, the metadata, and splits that stay put."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, get_args

import pytest
from pyarrow import parquet

from pipeline.errors import InputError
from pipeline.frames import parquet_bytes
from pipeline.gold import read_golds
from pipeline.importers.corpus import build_corpus, write_splits
from pipeline.importers.dataset import (
    COLUMNS,
    CONFIGS,
    Annotated,
    Config,
    jsonl_bytes,
    rows_of,
    table_of,
)
from pipeline.importers.marked import read_marked
from pipeline.schema import Gold

ROOT = Path(__file__).parent.parent
CORPUS = ROOT / "corpus"
ANNOTATED = ROOT / "tests" / "annotated"
SPLITS = ("train", "dev", "test")
LAYERS = {"interviews": "turns", "exchanges": "turns", "entities": "entities", "claims": "claims"}

Loaded = dict[str, dict[str, list[dict[str, Any]]]]


# --- what load_dataset gives -----------------------------------------------------------------


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    from datasets import load_dataset

    cache = str(tmp_path_factory.mktemp("cache"))
    found = {config: load_dataset(str(CORPUS), config, cache_dir=cache) for config in CONFIGS}
    for config, splits in found.items():
        for split in splits.values():
            _assert_declared(config, split.features)
    return {
        config: {name: list(split) for name, split in splits.items()}
        for config, splits in found.items()
    }


def _assert_declared(config: Config, features: Any) -> None:
    from datasets import List, Value

    assert list(features) == [column.name for column in COLUMNS[config]]
    for column in COLUMNS[config]:
        value = Value(column.type)
        assert features[column.name] == (List(value) if column.many else value), column.name


@pytest.fixture(scope="module")
def golds() -> dict[str, Gold]:
    return {gold.id: gold for gold in read_golds(CORPUS / "gold")}


def test_every_configuration_has_the_three_splits_and_says_so_in_each_row(loaded: Loaded) -> None:
    for splits in loaded.values():
        assert tuple(splits) == SPLITS
        for name, rows in splits.items():
            assert rows
            assert {row["split"] for row in rows} == {name}


def test_the_configurations_are_the_four() -> None:
    from datasets import get_dataset_config_names

    assert get_dataset_config_names(str(CORPUS)) == list(CONFIGS) == list(get_args(Config))


def test_every_interview_is_there_in_its_split(loaded: Loaded, golds: dict[str, Gold]) -> None:
    found = {row["id"]: name for name, rows in loaded["interviews"].items() for row in rows}
    assert found == {gold.id: gold.split for gold in golds.values()}


@pytest.mark.parametrize("config", CONFIGS[1:])
def test_only_interviews_with_the_layer_have_rows(
    loaded: Loaded, golds: dict[str, Gold], config: Config
) -> None:
    layer = LAYERS[config]
    annotated = {gold.id for gold in golds.values() if getattr(gold, layer) is not None}
    rows = [row for each in loaded[config].values() for row in each]
    assert {row["interview"] for row in rows} <= annotated
    assert all(layer in row["layers"] for row in rows)
    wanted = {
        "exchanges": sum(len(gold.exchanges or ()) for gold in golds.values()),
        "entities": sum(len(e.mentions) for g in golds.values() for e in g.entities or ()),
        "claims": sum(len(gold.claims or ()) for gold in golds.values()),
    }
    assert len(rows) == wanted[config]


def test_a_layer_that_is_not_annotated_is_null_and_not_nought(
    loaded: Loaded, golds: dict[str, Gold]
) -> None:
    without = 0
    for rows in loaded["interviews"].values():
        for row in rows:
            gold = golds[row["id"]]
            without += gold.claims is None
            assert (
                (row["claims"] is None) == (gold.claims is None) == ("claims" not in row["layers"])
            )
            assert (row["mentions"] is None) == (gold.entities is None)
            assert (row["summary"] is None) == (gold.summary is None)
    assert without > 0


def test_offsets_lead_to_the_words(loaded: Loaded) -> None:
    texts = {row["id"]: row["text"] for rows in loaded["interviews"].values() for row in rows}
    for config in ("entities", "claims"):
        for rows in loaded[config].values():
            for row in rows:
                assert texts[row["interview"]][row["start"] : row["end"]] == row["text"]
    for rows in loaded["exchanges"].values():
        for row in rows:
            text = texts[row["interview"]]
            assert text[row["question_start"] : row["question_end"]] == row["question"]
            places = zip(row["answer_starts"], row["answer_ends"], strict=True)
            assert [text[start:end] for start, end in places] == row["answers"]
            assert len(row["answer_speakers"]) == len(row["answers"])


def test_turns_and_participants_are_whole_in_the_interviews(
    loaded: Loaded, golds: dict[str, Gold]
) -> None:
    for rows in loaded["interviews"].values():
        for row in rows:
            turns = golds[row["id"]].turns or ()
            columns = ("turn_roles", "turn_speakers", "turn_starts", "turn_ends")
            assert list(zip(*(row[name] for name in columns), strict=True)) == [
                (turn.role, turn.speaker, turn.start, turn.end) for turn in turns
            ]
            people = golds[row["id"]].participants or ()
            assert row["participant_names"] == [person.name for person in people]


def test_both_kinds_of_file_hold_the_same_rows() -> None:
    for config in CONFIGS:
        for split in SPLITS:
            path = CORPUS / "data" / config / f"{split}.jsonl"
            lines = path.read_text(encoding="utf-8").split("\n")
            rows = [json.loads(line) for line in lines if line]
            assert rows == parquet.read_table(path.with_suffix(".parquet")).to_pylist()


# --- rows of one interview -------------------------------------------------------------------


def annotated(name: str) -> Annotated:
    marked = read_marked(ANNOTATED / "marked" / f"{name}.txt")
    return Annotated(marked.gold, marked.split, marked.format)


def test_an_interview_without_claims_is_not_one_without_a_claims_layer() -> None:
    not_annotated = annotated("duo-cascade")
    assert not_annotated.gold.claims is None
    none_found = dataclasses.replace(
        not_annotated, gold=dataclasses.replace(not_annotated.gold, claims=())
    )
    (left,), (right,) = (rows_of("interviews", [each]) for each in (not_annotated, none_found))
    assert (left["claims"], right["claims"]) == (None, 0)
    assert "claims" not in left["layers"]
    assert "claims" in right["layers"]
    assert rows_of("claims", [not_annotated, none_found]) == []


def test_a_mention_in_a_heading_belongs_to_no_exchange() -> None:
    interviews = [annotated(path.stem) for path in (ANNOTATED / "marked").glob("*.txt")]
    rows = rows_of("entities", interviews)
    outside = [row for row in rows if row["turn_role"] in ("heading", "intro")]
    assert outside
    assert {row["exchange"] for row in outside} == {None}
    assert all(row["exchange"] for row in rows if row["turn_role"] == "answer")


@pytest.mark.parametrize("config", CONFIGS)
def test_columns_keep_their_types_without_rows(config: Config) -> None:
    full = table_of(config, rows_of(config, [annotated("vitrine-encre")]))
    assert full.num_rows > 0
    assert table_of(config, []).schema == full.schema
    assert full.schema.names == [column.name for column in COLUMNS[config]]


def test_the_same_rows_give_the_same_bytes() -> None:
    for config in CONFIGS:
        one, two = (rows_of(config, [annotated("vitrine-encre")]) for _ in range(2))
        assert jsonl_bytes(one) == jsonl_bytes(two)
        assert parquet_bytes(table_of(config, one)) == parquet_bytes(table_of(config, two))


# --- building and checking -------------------------------------------------------------------


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A small corpus that is a dataset, built and with its split file."""
    shutil.copytree(ANNOTATED / "marked", tmp_path / "marked")
    (tmp_path / "README.md").write_text("---\nlanguage: fr\n---\n\n# Essai\n", encoding="utf-8")
    assert not build_corpus(tmp_path).errors
    assert not write_splits(tmp_path).errors
    assert not build_corpus(tmp_path, check=True).errors
    return tmp_path


def change(path: Path, old: str, new: str) -> None:
    content = path.read_text(encoding="utf-8")
    assert old in content
    path.write_text(content.replace(old, new), encoding="utf-8")


def said(corpus: Path) -> str:
    return "\n".join(build_corpus(corpus, check=True).errors)


def test_building_again_changes_nothing(corpus: Path) -> None:
    assert not build_corpus(corpus).written
    assert not write_splits(corpus).written


def test_an_interview_cannot_silently_change_its_split(corpus: Path) -> None:
    before = (corpus / "splits.json").read_bytes()
    change(corpus / "marked" / "fablab-rives.txt", 'split = "dev"', 'split = "test"')
    moved = "fablab-rives is written down as dev and is now test"
    assert moved in said(corpus)
    report = build_corpus(corpus)
    assert moved in "\n".join(report.errors)
    assert not report.written
    assert not (corpus / "gold" / "test").exists()
    assert moved in "\n".join(write_splits(corpus).errors)
    assert (corpus / "splits.json").read_bytes() == before


def test_an_interview_cannot_silently_vanish(corpus: Path) -> None:
    (corpus / "marked" / "fablab-rives.txt").unlink()
    assert "fablab-rives is written down as dev and is gone" in said(corpus)
    assert not build_corpus(corpus).written
    assert (corpus / "gold" / "dev" / "fablab-rives.json").exists()


def test_gold_that_changes_is_an_error_until_the_digest_is_written_again(corpus: Path) -> None:
    change(corpus / "marked" / "vitrine-encre.txt", " key", "")
    assert not build_corpus(corpus).errors
    assert said(corpus).startswith("splits.json: the gold of dev has changed")
    assert len(write_splits(corpus).written) == 1
    assert said(corpus) == ""


def test_a_new_interview_must_be_written_down(corpus: Path) -> None:
    path = corpus / "marked" / "fablab-deux.txt"
    shutil.copy(corpus / "marked" / "fablab-rives.txt", path)
    change(path, 'id = "fablab-rives"', 'id = "fablab-deux"')
    build_corpus(corpus)
    assert "splits.json: lacks fablab-deux" in said(corpus)
    write_splits(corpus)
    assert said(corpus) == ""


def test_a_dataset_without_split_file_is_an_error(corpus: Path) -> None:
    (corpus / "splits.json").unlink()
    assert "splits.json: missing" in said(corpus)


def test_a_name_twice_in_the_split_file_is_an_error(corpus: Path) -> None:
    values = json.loads((corpus / "splits.json").read_text(encoding="utf-8"))
    values["test"]["interviews"] = values["dev"]["interviews"][:1]
    (corpus / "splits.json").write_text(json.dumps(values), encoding="utf-8")
    assert "stands there twice" in said(corpus)


def test_edited_data_and_an_edited_header_are_found_and_mended(corpus: Path) -> None:
    before = (corpus / "README.md").read_text(encoding="utf-8")
    assert before.startswith("---\nlanguage: fr\nconfigs:\n- config_name: interviews\n")
    assert before.endswith("\n---\n\n# Essai\n")
    change(corpus / "README.md", "data/claims/dev.parquet", "data/claims/test.parquet")
    change(corpus / "data" / "claims" / "dev.jsonl", "vitrine-encre", "vitrine-autre")
    shutil.copy(corpus / "data/claims/test.parquet", corpus / "data/claims/dev.parquet")
    (corpus / "data" / "claims" / "old.jsonl").touch()
    lines = said(corpus)
    for name in ("README.md", "dev.jsonl", "dev.parquet"):
        assert f"{name}: missing or outdated" in lines
    assert "old.jsonl: has no marked source" in lines
    build_corpus(corpus)
    assert said(corpus) == ""
    assert (corpus / "README.md").read_text(encoding="utf-8") == before


def test_a_parquet_file_of_another_release_is_current(corpus: Path) -> None:
    path = corpus / "data" / "claims" / "dev.parquet"
    before = path.read_bytes()
    stream = io.BytesIO()
    parquet.write_table(parquet.read_table(io.BytesIO(before)), stream, compression="gzip")
    path.write_bytes(stream.getvalue())
    assert path.read_bytes() != before
    assert said(corpus) == ""
    path.write_bytes(before[:100])
    assert "dev.parquet: missing or outdated" in said(corpus)


def test_a_data_sheet_without_header_is_refused(corpus: Path) -> None:
    (corpus / "README.md").write_text("# Essai\n", encoding="utf-8")
    with pytest.raises(InputError, match="no YAML header"):
        build_corpus(corpus)


def test_a_second_annotation_must_be_of_the_same_text(corpus: Path) -> None:
    shutil.copytree(corpus / "marked", corpus / "second")
    assert said(corpus) == ""
    change(corpus / "second" / "fablab-rives.txt", 'split = "dev"', 'split = "test"')
    assert said(corpus).startswith("second/fablab-rives.txt: annotates no interview")


# --- the metadata and the data sheet ---------------------------------------------------------


# The validator's own library for RDF calls what it deprecates.
@pytest.mark.filterwarnings("ignore:.*is deprecated:DeprecationWarning:rdflib")
@pytest.mark.filterwarnings("ignore:.*is deprecated:DeprecationWarning:mlcroissant")
def test_croissant_is_valid_and_leads_to_every_row(loaded: Loaded) -> None:
    import mlcroissant

    dataset = mlcroissant.Dataset(str(CORPUS / "croissant.json"))
    assert not dataset.metadata.issues.errors
    assert not dataset.metadata.issues.warnings
    for config in CONFIGS:
        records = list(dataset.records(config))
        assert len(records) == sum(map(len, loaded[config].values()))
        names = {f"{config}/{column.name}" for column in COLUMNS[config]}
        assert set(records[0]) == names


def test_croissant_digests_are_those_of_the_files() -> None:
    metadata = json.loads((CORPUS / "croissant.json").read_text(encoding="utf-8"))
    files = [node for node in metadata["distribution"] if node["@type"] == "cr:FileObject"]
    assert len(files) == len(CONFIGS) * len(SPLITS)
    for node in files:
        content = (CORPUS / node["contentUrl"]).read_bytes()
        assert node["sha256"] == hashlib.sha256(content).hexdigest()


def test_the_data_sheet_shows_what_the_script_counts() -> None:
    script = ROOT / "scripts" / "build_corpus.py"
    command = [sys.executable, str(script), "--counts"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    sheet = (CORPUS / "README.md").read_text(encoding="utf-8")
    *tables, digests = done.stdout.split("\n\n")
    assert len(tables) == 2
    for table in tables:
        assert table in sheet, "put the output of build_corpus.py --counts into the data sheet"
    written = json.loads((CORPUS / "splits.json").read_text(encoding="utf-8"))
    assert digests.split("\n")[:-1] == [
        f"{split} gold sha256 {written[split]['sha256']}" for split in SPLITS
    ]


def test_the_script_refuses_names_with_a_command_about_all() -> None:
    script = ROOT / "scripts" / "build_corpus.py"
    command = [sys.executable, str(script), "--splits", "corpus/marked/dev-finance-aldine.txt"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "about all marked files" in done.stderr
