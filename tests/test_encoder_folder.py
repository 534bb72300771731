"""A model folder: what is checked before it is used."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from tiny_encoder import DIMENSIONS, ENTITIES, labels, model, tables, write_encoder, write_sums

from pipeline.encoder import (
    ClaimWeights,
    Judgement,
    Ranking,
    encoder_version,
    load_encoder,
    write_claim_weights,
)
from pipeline.encoder import folder as folders
from pipeline.errors import ModelError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_encoder(tmp_path / "mien")


def test_the_version_names_the_weights_and_changes_with_each_file(folder: Path) -> None:
    name, version = encoder_version(str(folder))
    assert name == "mien"
    assert version.version.startswith("0.1+")
    assert version.sha256 == folders.digest(folder / "model.onnx")
    (folder / "labels.json").write_text(json.dumps(labels(temperature=2.0)), encoding="utf-8")
    write_sums(folder)
    other = encoder_version(str(folder))[1]
    assert other.sha256 == version.sha256
    assert other.version != version.version


def test_the_version_is_the_same_after_loading(folder: Path) -> None:
    name, encoder = load_encoder(str(folder))
    assert (name, encoder.version) == encoder_version(str(folder))


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "labels.json"])
def test_a_file_that_was_changed_is_refused(folder: Path, name: str) -> None:
    data = bytearray((folder / name).read_bytes())
    data[len(data) // 2] ^= 1
    (folder / name).write_bytes(data)
    for use in (encoder_version, load_encoder):
        with pytest.raises(
            ModelError, match=r"SHA-256 is .*SHA256SUMS says .*restore it"
        ) as caught:
            use(str(folder))
        assert caught.value.message.startswith(str(folder / name))


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "SHA256SUMS"])
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(
        ModelError, match=r"No such file.*a model folder holds model\.onnx"
    ) as caught:
        load_encoder(str(folder))
    assert caught.value.message.startswith(str(folder / name))


def test_a_file_that_the_sums_do_not_name_is_refused(folder: Path) -> None:
    lines = (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines(keepends=True)
    (folder / "SHA256SUMS").write_text("".join(lines[:-1]), encoding="utf-8")
    with pytest.raises(ModelError, match="SHA256SUMS says nothing"):
        load_encoder(str(folder))


@pytest.mark.parametrize("content", ["<html>\n", "abc  model.onnx\n", "\n"])
def test_sums_that_are_none_are_refused(folder: Path, content: str) -> None:
    (folder / "SHA256SUMS").write_text(content, encoding="utf-8")
    with pytest.raises(ModelError, match="line 1: expected a SHA-256"):
        load_encoder(str(folder))


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("model.onnx", "cannot load it.*restore the file"),
        ("tokenizer.json", "no tokenizer can be read"),
        ("labels.json", "not valid JSON"),
    ],
)
def test_a_truncated_file_with_a_digest_of_its_own_is_refused(
    folder: Path, name: str, message: str
) -> None:
    data = (folder / name).read_bytes()
    (folder / name).write_bytes(data[: len(data) // 2])
    write_sums(folder)
    with pytest.raises(ModelError, match=message) as caught:
        load_encoder(str(folder))
    assert caught.value.message.startswith(str(folder / name))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"window": None, "overlap": None}, "window, overlap missing"),
        ({"windows": 3}, "unknown windows; known are version"),
        ({"version": 1}, "version = 1; expected a string"),
        ({"entities": []}, "expected a list of different names"),
        ({"claims": ["fact", "fact"]}, "claims = .*different names"),
        ({"turns": "question"}, "turns = 'question'; expected a list"),
        ({"entities": ["O", "B-DATE"]}, "expected O and some of B-PER"),
        ({"entities": ["B-PER", "I-PER"]}, "expected O and"),
        ({"entities": ["O", "I-PER"]}, "I-PER without B-PER"),
        ({"window": 4}, "window = 4; expected"),
        ({"window": True}, "window = True; expected"),
        ({"overlap": 200}, "overlap = 200; expected a whole number, 0 to 127"),
        ({"overlap": -1}, "overlap = -1"),
        ({"context": -1}, "context = -1; expected a whole number of pieces, 0 or more"),
        ({"general": ["B-ORG"]}, "general = "),
        ({"temperature": 0}, "temperature = 0; expected a number above 0"),
        ({"temperature": "1"}, "temperature = '1'"),
        ({"claims": None}, "model.onnx has claims, labels.json has not"),
        ({"kinds": None}, "model.onnx has kinds, labels.json has not"),
        ({"kinds": ["media"]}, "kinds is float32 .*expected float32 .*1. by labels.json"),
        ({"kinds": []}, "kinds = .*expected a list of different names"),
        ({"claims": ["fact"]}, "claims is float32 .*expected float32 .*1. by labels.json"),
        ({"entities": ENTITIES[:3]}, "entities is float32"),
    ],
)
def test_labels_at_fault_say_what_is_allowed(
    tmp_path: Path, changes: dict[str, Any], message: str
) -> None:
    folder = write_encoder(tmp_path / "mien", **changes)
    with pytest.raises(ModelError, match=message) as caught:
        load_encoder(str(folder))
    assert str(folder) in caught.value.message
    assert caught.value.hint


def test_labels_that_are_no_object_are_refused(folder: Path) -> None:
    (folder / "labels.json").write_text("[]", encoding="utf-8")
    write_sums(folder)
    with pytest.raises(ModelError, match="an object is expected"):
        load_encoder(str(folder))


@pytest.mark.parametrize("name", ["kinds", "claims", "turns"])
def test_labels_of_an_output_that_the_model_lacks_are_refused(tmp_path: Path, name: str) -> None:
    outputs = tables()
    del outputs[name]
    named = {name: labels()[name]}
    folder = write_encoder(tmp_path / "mien", outputs=outputs, **named)
    with pytest.raises(ModelError, match=rf"labels\.json has {name}, model\.onnx has not"):
        load_encoder(str(folder))


def test_a_model_of_another_interface_is_refused(folder: Path) -> None:
    made = model(tables(), ("input_ids", "attention_mask"))
    onnx.save(made, str(folder / "model.onnx"))
    write_sums(folder)
    with pytest.raises(ModelError, match="takes input_ids, attention_mask; expected input_ids"):
        load_encoder(str(folder))


def test_other_outputs_than_entities_may_be_absent(tmp_path: Path) -> None:
    only = {"entities": tables()["entities"]}
    folder = write_encoder(tmp_path / "mien", outputs=only, claims=None, turns=None)
    found = load_encoder(str(folder))[1].encode("Marie")
    assert found.entities.shape == (1, len(ENTITIES))
    assert found.embedding is found.kinds is found.claims is found.turns is None
    assert found.kind_labels == ()


# --- claims.json, which a model may have -----------------------------------------------------


def digests(folder: Path) -> dict[str, str]:
    lines = (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    return {name: found for found, name in (line.split("  ") for line in lines)}


def weighed(folder: Path) -> Path:
    """Return the folder with weights of claims that weigh nothing, and its sums."""
    ranking = Ranking({}, np.zeros(DIMENSIONS), 0.5, 2, (0.0, 1.0))
    weights = ClaimWeights(Judgement(0.0, 1.0, 0.0), ranking)
    write_claim_weights(weights, folder, source="rien")
    folders.write_sums(folder)
    return folder


def test_sums_are_those_of_the_files_that_are_there(folder: Path) -> None:
    (folder / "SHA256SUMS").unlink()
    (folder / "README.md").write_text("à moi", encoding="utf-8")
    files = ["model.onnx", "tokenizer.json", "labels.json"]
    for names in (files, [*files, "claims.json"]):
        expected = {n: hashlib.sha256((folder / n).read_bytes()).hexdigest() for n in names[:3]}
        folders.write_sums(folder)
        assert digests(folder).keys() == set(names)
        assert digests(folder).items() >= expected.items()
        encoder_version(str(folder))
        weighed(folder)


def test_weights_of_claims_are_part_of_the_version(folder: Path) -> None:
    without = encoder_version(str(folder))[1]
    found = encoder_version(str(weighed(folder)))[1]
    assert found.sha256 == without.sha256
    assert found.version != without.version
    assert load_encoder(str(folder))[1].version == found


def test_weights_of_claims_are_loaded_where_they_are(folder: Path) -> None:
    assert load_encoder(str(folder))[1].claim_weights is None
    found = load_encoder(str(weighed(folder)))[1].claim_weights
    assert found is not None
    assert (found.key.second, found.key.least) == (0.5, 2)


def test_weights_of_claims_that_were_changed_are_refused(folder: Path) -> None:
    path = weighed(folder) / "claims.json"
    path.write_text(path.read_text(encoding="utf-8").replace("rien", "tout"), encoding="utf-8")
    for use in (encoder_version, load_encoder):
        with pytest.raises(ModelError, match=r"claims\.json: SHA-256 is .*SHA256SUMS says"):
            use(str(folder))


def test_weights_of_claims_that_the_sums_do_not_name_are_refused(folder: Path) -> None:
    weighed(folder)
    write_sums(folder)
    with pytest.raises(ModelError, match=r"claims\.json: SHA-256 is .*SHA256SUMS says nothing"):
        encoder_version(str(folder))


def test_weights_of_claims_that_the_sums_name_must_be_there(folder: Path) -> None:
    (weighed(folder) / "claims.json").unlink()
    with pytest.raises(ModelError, match=r"claims\.json: cannot be read \(No such file"):
        encoder_version(str(folder))


def test_weights_of_claims_need_an_embedding_of_their_width(tmp_path: Path) -> None:
    outputs = tables()
    del outputs["embedding"]
    folder = weighed(write_encoder(tmp_path / "mien", outputs=outputs))
    with pytest.raises(ModelError, match=r"weights of 8 dimensions for an embedding of 0"):
        load_encoder(str(folder))


# --- which folder ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["", "absent", "./absent", "/absent/folder", "a b"])
def test_what_is_no_model_says_what_is_allowed(name: str) -> None:
    with pytest.raises(ModelError, match=r"no such folder, and no id .*allowed are encoder"):
        load_encoder(name)


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"neither labels\.json nor config\.json is in it"):
        load_encoder(str(tmp_path))


def test_a_missing_default_model_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folders, "_PACKAGE", tmp_path / "pipeline")
    for use in (encoder_version, load_encoder):
        with pytest.raises(ModelError, match=r"the default model is missing.*--entities spacy"):
            use("encoder")


@pytest.mark.parametrize("place", ["models/entretien-fr", "pipeline/models/entretien-fr"])
def test_the_default_model_is_found_in_a_clone_and_in_a_wheel(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    shutil.copytree(folder, tmp_path / place)
    monkeypatch.setattr(folders, "_PACKAGE", tmp_path / "pipeline")
    assert load_encoder("encoder")[0] == "entretien-fr"


def test_weights_in_a_file_of_which_no_sum_speaks_are_refused(folder: Path) -> None:
    whole = onnx.load(str(folder / "model.onnx"))
    onnx.save(
        whole,
        str(folder / "model.onnx"),
        save_as_external_data=True,
        location="weights.bin",
        size_threshold=0,
    )
    assert (folder / "weights.bin").stat().st_size
    write_sums(folder)
    with pytest.raises(ModelError, match="cannot load it"):
        load_encoder(str(folder))


def test_a_model_folder_may_be_a_link(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "lié").symlink_to(folder, target_is_directory=True)
    assert load_encoder(str(tmp_path / "lié"))[0] == folder.name


def test_labels_nested_without_end_are_refused(folder: Path) -> None:
    (folder / "labels.json").write_text("[" * 100_000, encoding="utf-8")
    write_sums(folder)
    with pytest.raises(ModelError, match="not valid JSON"):
        load_encoder(str(folder))
