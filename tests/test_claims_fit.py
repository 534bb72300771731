"""The scripts that fit the weights of claims: what they read, and what the encoder's fit writes."""

from __future__ import annotations

import importlib
import re
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from extraction_docs import docs_of, talk
from marked_header import header
from tiny_encoder import CLAIM_HEAD, DIMENSIONS, labels, tables, vocabulary, write_encoder

from pipeline.claims.candidates import Answer, read_answer, read_question
from pipeline.encoder import encoder_version, load_encoder
from pipeline.errors import ModelError
from pipeline.schema import Attribution, GoldClaim

SCRIPTS = Path(__file__).parent.parent / "scripts"
BODY = """C.D. : <q p1>Que fait l’agence ?</q>

È.M. : <a p2>{Les clients attendent depuis longtemps}(fact). {Il faut écouter avant de publier}(recommendation modality=obligation key). {C’est une idée magnifique}(evaluation).</a>

C.D. : <q p1>Et la presse ?</q>

È.M. : <a p2>{La presse régionale lit mieux que la presse nationale}(evaluation key). {Les journalistes ont publié dix articles en 2012}(fact).</a>
"""
BARE = "C.D. : <q p1>Que fait l’agence ?</q>\n\nÈ.M. : <a p2>Les clients attendent.</a>\n"


@pytest.fixture
def fit_salience(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(SCRIPTS)
    return importlib.import_module("fit_salience")


@pytest.fixture
def fit_claim_weights(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(SCRIPTS)
    return importlib.import_module("fit_claim_weights")


def write(folder: Path, id: str, *, split: str, body: str = BODY, claims: bool = True) -> Path:
    folder.mkdir(exist_ok=True)
    layers = ", ".join(f'"{name}"' for name in ["turns", *(["claims"] if claims else [])])
    text = header(id=id, split=split, layers=layers) + body
    path = folder / f"{id}.txt"
    path.write_text(text, encoding="utf-8")
    return path


# --- what is read ----------------------------------------------------------------------------


def test_interviews_of_train_and_dev_with_claims_are_read_by_name(
    fit_salience: ModuleType, tmp_path: Path
) -> None:
    write(tmp_path / "a", "train-deux", split="train")
    write(tmp_path / "a", "dev-un", split="dev")
    write(tmp_path / "b", "train-trois", split="train")
    write(tmp_path / "b", "train-sans", split="train", body=BARE, claims=False)
    (tmp_path / "b" / "lisez-moi.txt").write_text("Rien d’annoté.", encoding="utf-8")
    found = fit_salience.read_claims([tmp_path / "a", tmp_path / "b"])
    assert [gold.id for gold in found] == ["dev-un", "train-deux", "train-trois"]
    assert all(len(gold.claims) == 5 for gold in found)


def test_no_interview_put_aside_is_read(fit_salience: ModuleType, tmp_path: Path) -> None:
    write(tmp_path / "a", "train-un", split="train")
    # By its name no byte of it is read: that it is no marked file does not come out.
    (tmp_path / "a" / "test-un.txt").write_bytes(b"\xff\xfe+++")
    # And where the name hides it, the header tells.
    write(tmp_path / "a", "train-cache", split="test")
    assert [gold.id for gold in fit_salience.read_claims([tmp_path / "a"])] == ["train-un"]
    assert fit_salience.read_claims([tmp_path / "a"], without="train-u*") == []


# --- which clause is which claim -------------------------------------------------------------


def answer_of(text: str) -> Answer:
    interview = talk(text)
    question = read_question([interview.turns[0].text])
    return read_answer(docs_of(interview)[1], question, breaks=[], mentions=[])


def gold(text: str, words: str, offset: int, *, id: str = "c1") -> GoldClaim:
    start = text.index(words) + offset
    return GoldClaim(
        *(id, start, start + len(words), words, "t2", "p2"),
        *(Attribution("speaker"), "fact", False, False, "asserted", False),
    )


def test_clauses_are_paired_with_the_claims_that_they_are(fit_salience: ModuleType) -> None:
    text = "Les clients attendent depuis longtemps. Il faut écouter. La presse lit mieux."
    answer = answer_of(text)
    claims = [
        gold(text, "La presse lit mieux", 100, id="c2"),
        gold(text, "clients attendent depuis longtemps", 100),  # most of the clause
        gold(text, "Il", 100, id="c3"),  # too little of it
    ]
    found = fit_salience.labelled("essai", 4, answer, 100, claims)
    assert [(e.interview, e.answer) for e in found] == [("essai", 4)] * 3
    assert [e.claim and e.claim.id for e in found] == ["c1", None, "c2"]
    assert [e.features for e in found] == [c.features for c in answer.candidates]
    assert [e.open for e in found] == [True, False, True]  # a duty is marked


def test_a_clause_is_paired_with_the_claim_that_fits_it_best(fit_salience: ModuleType) -> None:
    text = "La presse lit mieux."
    claims = [
        gold(text, "presse lit mieux", 0, id="c2"),
        gold(text, "La presse lit mieux", 0),
    ]
    (example,) = fit_salience.labelled("essai", 0, answer_of(text), 0, claims)
    assert example.claim.id == "c1"


# --- the encoder's fit -----------------------------------------------------------------------


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    write(tmp_path / "marked", "train-un", split="train")
    write(tmp_path / "marked", "dev-un", split="dev")
    return tmp_path / "marked"


@pytest.fixture
def model(tmp_path: Path) -> Path:
    outputs = tables()
    outputs["claims"] = outputs["embedding"][:, [n % DIMENSIONS for n in range(len(CLAIM_HEAD))]]
    assert outputs["claims"].shape == (len(vocabulary()), len(CLAIM_HEAD))
    return write_encoder(tmp_path / "mien", outputs=outputs, claims=CLAIM_HEAD)


def test_a_dry_run_reports_and_writes_nothing(
    fit_claim_weights: ModuleType,
    corpus: Path,
    model: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = {path: path.read_bytes() for path in model.iterdir()}
    fit_claim_weights.main([str(corpus), "--model", str(model), "--dry-run"])
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "2 interviews, 10 clauses"
    assert [line.split(":")[0] for line in said[1:]] == [
        "key precision",
        "key recall",
        said[3],  # see below
        "judgement or fact",
    ]
    assert "/2 = " in said[2]  # of the two annotated key claims of dev
    assert re.fullmatch(r"utility -?[\d.]+, head -?[\d.]+", said[3])
    assert "/4 = " in said[4]  # of the four of dev that no word marks
    assert {path: path.read_bytes() for path in model.iterdir()} == before


def test_a_fit_is_written_into_the_models_folder(
    fit_claim_weights: ModuleType, corpus: Path, model: Path
) -> None:
    before = encoder_version(str(model))[1]
    fit_claim_weights.main([str(corpus), "--model", str(model)])
    name, encoder = load_encoder(str(model))
    assert name == "mien"
    assert encoder.version.version != before.version
    assert encoder.claim_weights is not None
    key = encoder.claim_weights.key
    assert key.vector.shape == (DIMENSIONS,)
    names = {"near_question", "nearer_answer", "is_recommendation", "head_key"}
    assert names <= key.by_feature.keys()
    first = (model / "claims.json").read_bytes()
    fit_claim_weights.main([str(corpus), "--model", str(model)])
    assert (model / "claims.json").read_bytes() == first


def test_an_encoder_without_the_heads_is_refused(
    fit_claim_weights: ModuleType, corpus: Path, tmp_path: Path
) -> None:
    # Its head for claims is somebody else's.
    assert "type:evaluation" not in labels()["claims"]
    other = write_encoder(tmp_path / "autre")
    with pytest.raises(ModelError, match=f"{other}: no embedding, or no head for claims"):
        fit_claim_weights.main([str(corpus), "--model", str(other)])
    assert not (other / "claims.json").exists()


def test_a_head_that_knows_what_is_key_is_believed(fit_claim_weights: ModuleType) -> None:
    choice = fit_claim_weights.Choice
    key = np.array([0.0, 1.0, 0.0])
    noise = np.random.default_rng(1).normal(size=(20, 3))
    telling = [choice(np.stack([row, 2 * key - 1], axis=1), key) for row in noise]
    utility, head = fit_claim_weights.weighed(telling)
    assert head > 2 * abs(utility)
    assert fit_claim_weights.weighed([choice(np.zeros((2, 2)), np.zeros(2))]).tolist() == [1, 0]
