"""The encoder in the pipeline: settings, docs, entities, command line."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from extraction_docs import talk
from tiny_encoder import CLAIM_HEAD, DIMENSIONS, tables, vocabulary, write_encoder

from pipeline.annotate import annotate, load_models, model_versions
from pipeline.cli import main
from pipeline.encoder import (
    ClaimWeights,
    Judgement,
    Ranking,
    write_claim_weights,
    write_sums,
)
from pipeline.entities import EncoderEngine, SpacyEngine, find_entities
from pipeline.errors import ModelError
from pipeline.records import iter_records
from pipeline.schema import Interview
from pipeline.settings import Settings

ANSWER = "Chez Havas, à Paris, j’ai connu Marie Dupont… « L’Oréal » et 🎙 Saint‑Malo."


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_encoder(tmp_path_factory.mktemp("models") / "mien")


@pytest.fixture
def interview() -> Interview:
    return talk(ANSWER, "Où avez-vous travaillé ?")


def test_provenance_names_both_models(folder: Path) -> None:
    settings = Settings(entities=str(folder))
    versions = model_versions(settings)
    assert list(versions) == ["fr_core_news_sm", "mien"]
    assert load_models(settings).versions == versions


def test_with_spacy_no_encoder_is_loaded(interview: Interview) -> None:
    settings = Settings(entities="spacy")
    models = load_models(settings)
    assert models.encoder is None
    assert list(models.versions) == list(model_versions(settings)) == ["fr_core_news_sm"]
    docs = annotate(interview, models)
    assert all(item.encoded is None for item in docs)
    assert SpacyEngine().mentions(docs)


def test_with_an_encoder_spacy_looks_for_no_entities(folder: Path, interview: Interview) -> None:
    models = load_models(Settings(entities=str(folder)))
    assert "ner" not in models.nlp.pipe_names
    docs = annotate(interview, models)
    bare = annotate(interview, load_models(Settings(entities="spacy")))
    for with_encoder, without in zip(docs, bare, strict=True):
        parses = [
            [(token.pos_, token.dep_, token.head.i) for token in item.doc]
            for item in (with_encoder, without)
        ]
        assert parses[0] == parses[1]


def test_mentions_are_slices_of_the_interview(folder: Path, interview: Interview) -> None:
    docs = annotate(interview, load_models(Settings(entities=str(folder))))
    found = EncoderEngine().mentions(docs)
    assert [(interview.text[m.start : m.end], m.label) for m in found] == [
        ("Havas", "ORG"),
        ("Paris", "LOC"),
        ("Marie Dupont", "PER"),
        ("Oréal", "ORG"),
        ("Saint‑Malo", "LOC"),
    ]
    assert {mention.engine for mention in found} == {"encoder"}
    kinds = [dict(mention.kinds) for mention in found]
    assert [max(said, key=said.__getitem__, default=None) for said in kinds] == [
        *("agency", None, None),
        *("brand", None),
    ]
    assert all(0 < mention.confidence <= 1 for mention in found)


def test_the_engine_is_that_of_the_docs(folder: Path, interview: Interview) -> None:
    docs = annotate(interview, load_models(Settings(entities=str(folder))))
    assert find_entities(interview, docs) == find_entities(interview, docs, engine=EncoderEngine())
    assert {"Havas", "Paris", "Marie Dupont"} <= {e.name for e in find_entities(interview, docs)}


def test_the_encoders_engine_refuses_docs_without_its_scores(interview: Interview) -> None:
    docs = annotate(interview, load_models(Settings(entities="spacy")))
    with pytest.raises(ModelError, match="t1 was not encoded"):
        EncoderEngine().mentions(docs)


# --- command line ----------------------------------------------------------------------------


@pytest.fixture
def inputs(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    text = f"Où avez-vous travaillé ?\n\n{ANSWER}\n"
    (tmp_path / "in/a.txt").write_text(text, encoding="utf-8")
    return tmp_path / "in"


def heads() -> dict[str, np.ndarray]:
    """Return tables in which Havas and Paris have an axis each, and the claim head no opinion."""
    embedding = np.zeros((len(vocabulary()), DIMENSIONS), np.float32)
    for axis, name in enumerate(("Havas", "Paris")):
        embedding[[vocabulary().index(mark + name) for mark in ("", "▁")], axis] = 1.0
    claims = np.zeros((len(vocabulary()), len(CLAIM_HEAD)), np.float32)
    return tables() | {"embedding": embedding, "claims": claims}


def run(inputs: Path, *more: str) -> int:
    out = inputs.parent / "out"
    return main(["run", str(inputs), "--out", str(out), "--workers", "1", *more])


def test_the_command_line_chooses_the_model(inputs: Path, folder: Path) -> None:
    assert run(inputs, "--entities", str(folder)) == 0
    (record,) = iter_records(inputs.parent / "out")
    assert "mien" in record.provenance.models
    manifest = json.loads((inputs.parent / "out/manifest.json").read_text(encoding="utf-8"))
    assert manifest["config"]["entities"] == str(folder)
    assert {"onnxruntime", "tokenizers"} <= manifest["versions"]["libraries"].keys()


def test_records_of_another_model_are_not_reused(
    inputs: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(inputs, "--entities", str(folder)) == 0
    assert run(inputs, "--entities", str(folder)) == 0
    assert "1 reused" in capsys.readouterr().out
    assert run(inputs, "--entities", "spacy") == 0
    assert "0 reused" in capsys.readouterr().out


def test_the_weights_of_the_models_folder_choose_the_key_claims(
    inputs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (
        "Les clients de Havas attendent depuis longtemps. Les campagnes de Paris coûtent plus cher."
    )
    asked = "Où avez-vous travaillé ?"
    (inputs / "a.txt").write_text(f"{asked}\n\n{text}\n", encoding="utf-8")
    folder = write_encoder(tmp_path / "pesant", outputs=heads(), claims=CLAIM_HEAD)
    for axis, name in enumerate(("Havas", "Paris")):
        ranking = Ranking({}, 900.0 * np.eye(DIMENSIONS)[axis], 0.9, 9, (0.0, 1.0))
        weights = ClaimWeights(Judgement(0.0, 1.0, 0.0), ranking)
        write_claim_weights(weights, folder, source="essai")
        write_sums(folder)
        assert run(inputs, "--entities", str(folder)) == 0
        assert "0 reused" in capsys.readouterr().out
        (record,) = iter_records(inputs.parent / "out")
        assert [name in claim.text for claim in record.claims if claim.key] == [True]
        assert len(record.claims) == 2


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("absent", "entities = 'absent': no such folder"),
        ("", "entities = '': no such folder"),
        (".", "neither labels.json nor config.json is in it"),
    ],
)
def test_a_model_that_is_not_there_ends_the_run(
    inputs: Path, name: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(inputs, "--entities", name) == 1
    err = capsys.readouterr().err
    assert err.startswith("error: ")
    assert said in err
    assert not (inputs.parent / "out/records.jsonl").exists()


def test_a_damaged_model_ends_the_run(
    inputs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_encoder(tmp_path / "damaged")
    (folder / "model.onnx").write_bytes(b"")
    assert run(inputs, "--entities", str(folder)) == 1
    assert "model.onnx: SHA-256 is" in capsys.readouterr().err


def test_the_option_needs_a_value(inputs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        run(inputs, "--entities")
    assert caught.value.code == 2
    assert "--entities: expected one argument" in capsys.readouterr().err
