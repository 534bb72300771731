"""Other people's token-classification models: their labels, their files, what is refused."""

from __future__ import annotations

import json
import pickle
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from tiny_encoder import entity_table, model, tokenizer, vocabulary

from pipeline.encoder import encoder_version, load_encoder, named_spans
from pipeline.encoder import hub as hubs
from pipeline.encoder.hub_labels import columns_of
from pipeline.errors import ModelError

needs_torch = pytest.mark.skipif(
    find_spec("torch") is None, reason="torch is not installed: pip install 'entretiens[hf]'"
)
BIO = ["O", "B-PER", "I-PER", "B-ORG", "I-ORG", "B-LOC", "I-LOC", "B-MISC", "I-MISC"]
PLAIN = ["LOC", "O", "PERSON", "ORGANIZATION"]
PLAIN_NAMES = {"Marie": "PERSON", "Dupont": "PERSON", "Havas": "ORGANIZATION", "Paris": "LOC"}
TEXT = "Marie Dupont quitte Havas"


def config(labels: list[str] | None, **changes: Any) -> dict[str, Any]:
    values = {
        "architectures": ["BertForTokenClassification"],
        "model_type": "bert",
        "hidden_size": 16,
        "num_hidden_layers": 1,
        "num_attention_heads": 2,
        "intermediate_size": 16,
        "vocab_size": len(vocabulary()),
        "max_position_embeddings": 40,
        "id2label": None if labels is None else dict(enumerate(labels)),
    } | changes
    return {key: value for key, value in values.items() if value is not None}


def write_onnx(
    folder: Path,
    labels: list[str],
    names: dict[str, str] | None = None,
    inputs: tuple[str, ...] = ("input_ids", "attention_mask", "token_type_ids"),
    output: str = "logits",
    **changes: Any,
) -> Path:
    folder.mkdir(parents=True)
    table = entity_table(labels, names) if names else entity_table(labels)
    onnx.save(model({output: table}, inputs), str(folder / "model.onnx"))
    tokenizer().save(str(folder / "tokenizer.json"))
    (folder / "config.json").write_text(json.dumps(config(labels, **changes)), encoding="utf-8")
    return folder


def found(folder: Path, text: str = TEXT) -> list[tuple[str, str]]:
    encoder = load_encoder(str(folder))[1]
    return [(text[s.start : s.end], s.label) for s in named_spans(text, encoder.encode(text))]


# --- labels ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("names", "labels"),
    [
        (BIO, BIO),
        (["I-LOC", "O", "I-PER"], ["O", "I-PER", "I-LOC"]),
        (["O", "PER", "MISC", "LOC", "ORG"], ["O", "I-PER", "I-ORG", "I-LOC", "I-MISC"]),
        (["O", "b-person", "I-person"], ["O", "B-PER", "I-PER"]),
        (["O", "B-LOCATION", "L-LOCATION", "U-LOCATION"], ["O", "B-LOC", "I-LOC"]),
        (["O", "B-PRODUCT", "I-EVENT", "B-WORK_OF_ART"], ["O", "B-MISC", "I-MISC"]),
    ],
)
def test_label_names_are_mapped_on_ours(names: list[str], labels: list[str]) -> None:
    assert columns_of(names, where="x").labels == tuple(labels)


def test_labels_that_become_one_are_added() -> None:
    columns = columns_of(["B-EVENT", "O", "B-PRODUCT"], where="x")
    merged = columns.merged(np.log(np.array([[0.3, 0.2, 0.5]], np.float32)))
    assert np.exp(merged).tolist() == [pytest.approx([0.2, 0.8])]


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (["O", "B-DATE", "I-PER", "CARDINAL"], "unknown labels B-DATE, CARDINAL among"),
        (["LABEL_0", "LABEL_1"], "unknown labels LABEL_0, LABEL_1"),
        (["O", "X-PER"], "unknown labels X-PER"),
        (["B-PER", "I-PER"], "no label O among"),
    ],
)
def test_unknown_labels_are_listed(names: list[str], message: str) -> None:
    with pytest.raises(ModelError, match=message) as caught:
        columns_of(names, where="mien/config.json")
    assert caught.value.message.startswith("mien/config.json: ")
    assert "WORK_OF_ART" in caught.value.hint


# --- ONNX files ------------------------------------------------------------------------------


@pytest.mark.parametrize("inputs", [("input_ids",), ("attention_mask", "input_ids")])
def test_an_onnx_model_is_run_with_the_inputs_it_has(
    tmp_path: Path, inputs: tuple[str, ...]
) -> None:
    folder = write_onnx(tmp_path / "autre", BIO, inputs=inputs)
    assert found(folder) == [("Marie Dupont", "PER"), ("Havas", "ORG")]


def test_words_in_a_row_are_one_entity_where_labels_have_no_beginning(tmp_path: Path) -> None:
    folder = write_onnx(tmp_path / "autre", PLAIN, PLAIN_NAMES)
    text = "Marie Dupont, Marie et Paris Havas"
    assert found(folder, text) == [
        ("Marie Dupont", "PER"),
        ("Marie", "PER"),
        ("Paris", "LOC"),
        ("Havas", "ORG"),
    ]


def test_a_long_turn_is_read_in_the_models_own_windows(tmp_path: Path) -> None:
    folder = write_onnx(tmp_path / "autre", BIO)
    text = f"{TEXT}, oui, oui. " * 20
    assert found(folder, text) == [("Marie Dupont", "PER"), ("Havas", "ORG")] * 20


def test_provenance_names_the_folder_and_the_weights(tmp_path: Path) -> None:
    folder = write_onnx(tmp_path / "autre", BIO)
    name, version = encoder_version(str(folder))
    assert (name, version) == (load_encoder(str(folder))[0], load_encoder(str(folder))[1].version)
    assert name == "autre"
    assert version.version.startswith("local+")
    (folder / "config.json").write_text(json.dumps(config(BIO[::-1])), encoding="utf-8")
    other = encoder_version(str(folder))[1]
    assert other.sha256 == version.sha256
    assert other.version != version.version


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"inputs": ("input_ids", "pixels")}, "takes input_ids, pixels and gives logits"),
        ({"output": "scores"}, "gives scores; expected"),
        ({"architectures": ["BertModel"]}, "expected one that ends in ForTokenClassification"),
        ({"architectures": None}, "expected one that ends in ForTokenClassification"),
        ({"id2label": {"1": "O"}}, "id2label = .*expected a name for each number"),
        ({"id2label": ["O"]}, "expected a name for each number"),
        (
            {"max_position_embeddings": 3},
            "max_position_embeddings = 3; expected a whole number, 18",
        ),
        ({"max_position_embeddings": "512"}, "max_position_embeddings = '512'; expected"),
    ],
)
def test_a_model_of_another_kind_is_refused(
    tmp_path: Path, changes: dict[str, Any], message: str
) -> None:
    folder = write_onnx(tmp_path / "autre", BIO, **changes)
    with pytest.raises(ModelError, match=message) as caught:
        load_encoder(str(folder))
    assert str(folder) in caught.value.message


def test_pickled_weights_are_not_loaded(tmp_path: Path) -> None:
    folder = write_onnx(tmp_path / "autre", BIO)
    (folder / "model.onnx").rename(folder / "pytorch_model.bin")
    for use in (encoder_version, load_encoder):
        with pytest.raises(ModelError, match=r"neither \*\.safetensors nor model\.onnx.*pickled"):
            use(str(folder))


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("config.json", "{", "cannot be read"),
        ("config.json", "[]", "ForTokenClassification"),
        ("config.json", "[" * 100_000, "cannot be read"),
        ("tokenizer.json", "{}", "no tokenizer can be read"),
        ("model.onnx", "", "cannot load it"),
    ],
)
def test_damaged_files_are_named(tmp_path: Path, file: str, content: str, message: str) -> None:
    folder = write_onnx(tmp_path / "autre", BIO)
    (folder / file).write_text(content, encoding="utf-8")
    with pytest.raises(ModelError, match=message) as caught:
        load_encoder(str(folder))
    assert caught.value.message.startswith(str(folder / file))


def test_weights_beside_an_onnx_model_are_part_of_what_identifies_it(tmp_path: Path) -> None:
    folder = write_onnx(tmp_path / "autre", BIO)
    before = encoder_version(str(folder))[1].sha256
    (folder / "model.onnx_data").write_bytes(b"tensors")
    assert encoder_version(str(folder))[1].sha256 != before


def test_a_pickle_beside_the_weights_is_not_opened(tmp_path: Path) -> None:
    folder = write_onnx(tmp_path / "autre", BIO)
    marker = tmp_path / "opened"
    # What unpickling it would do.
    code = f"c__builtin__\nopen\n(V{marker}\nVw\ntR."
    for name in ("pytorch_model.bin", "training_args.bin", "tokenizer.pkl", "optimizer.pt"):
        (folder / name).write_bytes(code.encode())
    load_encoder(str(folder))[1].encode(TEXT)
    assert not marker.exists()
    pickle.loads(code.encode()).close()  # the test itself can fail
    assert marker.exists()


def test_a_tokenizer_without_special_pieces_is_refused(tmp_path: Path) -> None:
    folder = write_onnx(tmp_path / "autre", BIO)
    bare = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))
    bare["post_processor"] = None
    (folder / "tokenizer.json").write_text(json.dumps(bare), encoding="utf-8")
    with pytest.raises(ModelError, match="puts 0 special pieces around a text"):
        load_encoder(str(folder))


# --- the hub ---------------------------------------------------------------------------------


def test_an_id_that_is_not_cached_needs_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    import huggingface_hub

    def offline(id: str, **_: object) -> str:
        raise ConnectionError(f"no route to {id}")

    monkeypatch.setattr(huggingface_hub, "snapshot_download", offline)
    for use in (encoder_version, load_encoder):
        with pytest.raises(ModelError, match=r"equipe/modele.*ConnectionError: no route.*network"):
            use("equipe/modele")


def test_a_cached_model_is_read_without_the_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import huggingface_hub

    asked: list[dict[str, object]] = []

    def download(id: str, **options: object) -> str:
        asked.append({"id": id, **options})
        return str(tmp_path / "snapshots/abc")

    monkeypatch.setattr(huggingface_hub, "snapshot_download", download)
    folder = write_onnx(tmp_path / "snapshots/abc", BIO)
    (folder / "model.safetensors").write_bytes(b"x")
    name, version = encoder_version("equipe/modele")
    assert (name, version.version) == ("equipe/modele", "abc")
    assert asked == [{"id": "equipe/modele", "local_files_only": True}]


# --- torch -----------------------------------------------------------------------------------


def write_torch(folder: Path, labels: list[str], **changes: Any) -> Path:
    """Write a BERT of one layer with random weights."""
    import torch
    from transformers import BertConfig, BertForTokenClassification

    values = config(labels, **changes)
    torch.manual_seed(0)
    made = BertForTokenClassification(BertConfig(**values))
    made.save_pretrained(folder)
    tokenizer().save(str(folder / "tokenizer.json"))
    return folder


def test_without_torch_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "torch", None)
    folder = write_onnx(tmp_path / "autre", BIO)
    (folder / "model.onnx").rename(folder / "model.safetensors")
    with pytest.raises(ModelError, match=r"need torch; pip install 'entretiens\[hf\]'"):
        load_encoder(str(folder))


@needs_torch
@pytest.mark.slow
def test_a_transformers_model_gives_probabilities_a_piece(tmp_path: Path) -> None:
    folder = write_torch(tmp_path / "autre", PLAIN)
    encoder = load_encoder(str(folder))[1]
    text = f"{TEXT}, oui, oui. " * 20
    once, again = encoder.encode(text), encoder.encode(text)
    assert once.entity_labels == ("O", "I-PER", "I-ORG", "I-LOC")
    assert len(once.offsets) > 100
    assert np.exp(once.entities).sum(axis=1) == pytest.approx(1, abs=1e-5)
    assert np.array_equal(once.entities, again.entities)
    assert once.embedding is once.claims is once.turns is None


@needs_torch
@pytest.mark.slow
def test_the_scores_are_the_models_own(tmp_path: Path) -> None:
    import torch
    from transformers import BertForTokenClassification

    folder = write_torch(tmp_path / "autre", BIO)
    ids = torch.tensor([[0, 5, 9, 2]])
    made = BertForTokenClassification.from_pretrained(folder)
    with torch.inference_mode():
        expected = made.eval()(input_ids=ids).logits.numpy()
    runner = hubs.load_hub(folder).runner
    assert runner(ids.numpy()) == pytest.approx(expected, abs=1e-6)


@needs_torch
@pytest.mark.slow
def test_a_model_without_its_classifier_is_refused(tmp_path: Path) -> None:
    from transformers import BertConfig, BertModel

    folder = write_torch(tmp_path / "autre", BIO)
    BertModel(BertConfig(**config(BIO))).save_pretrained(tmp_path / "base")
    (tmp_path / "base/model.safetensors").replace(folder / "model.safetensors")
    with pytest.raises(ModelError, match=r"its weights lack classifier"):
        load_encoder(str(folder))


@needs_torch
@pytest.mark.slow
def test_damaged_weights_are_refused(tmp_path: Path) -> None:
    folder = write_torch(tmp_path / "autre", BIO)
    weights = folder / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:100])
    with pytest.raises(ModelError, match="transformers cannot load it"):
        load_encoder(str(folder))


@needs_torch
@pytest.mark.slow
def test_a_models_own_code_is_not_run(tmp_path: Path) -> None:
    folder = write_torch(tmp_path / "autre", BIO)
    values = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    values |= {
        "model_type": "unheard-of",
        "architectures": ["MineForTokenClassification"],
        "auto_map": {"AutoConfig": "code.Config", "AutoModelForTokenClassification": "code.Mine"},
    }
    (folder / "config.json").write_text(json.dumps(values), encoding="utf-8")
    (folder / "code.py").write_text("raise SystemExit('it was run')", encoding="utf-8")
    with pytest.raises(ModelError, match="transformers cannot load it"):
        load_encoder(str(folder))
