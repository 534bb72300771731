"""The whole training with a random encoder of two layers: resumed, exported, read back."""

from __future__ import annotations

import hashlib
import json
import runpy
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from training_texts import (
    FOURTH,
    corpus,
    interview,
    short,
    tokenizer,
    write_base,
    write_corpus,
    write_winer,
)

from pipeline.encoder import load_encoder
from pipeline.errors import InputError
from pipeline.text import analysis_form
from pipeline.training.samples import CLAIMS, KINDS, LABELS, TURNS
from pipeline.training.sources import interview_text, read_winer

reason = "needs the extra [train]: pip install 'entretiens[train]'"
torch = pytest.importorskip("torch", reason=reason)
pytest.importorskip("onnx", reason=reason)

from safetensors.torch import load_file  # noqa: E402

from pipeline.training import loop  # noqa: E402
from pipeline.training.export import write_model, write_onnx  # noqa: E402
from pipeline.training.loop import Data, Trained, begin_from, train  # noqa: E402
from pipeline.training.network import Network  # noqa: E402

pytestmark = pytest.mark.slow

SCRIPT = Path(__file__).parent.parent / "scripts" / "train_model.py"
FIGURES = {
    *(
        "entities",
        "PER",
        "ORG",
        "LOC",
        "MISC",
        "general",
        "general by its guide",
        "cosines",
        "chosen",
        "turn",
        "type",
        "kind",
    ),
    *("claim", "key", "reported", "hedged", "negated", "obligation"),
}
TURN = analysis_form("L’Observatoire de Brest écoute Inès, et Lyon attend ses affiches. Pourquoi ?")


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_base(tmp_path_factory.mktemp("base"))


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Data:
    winer = write_winer(tmp_path_factory.mktemp("data") / "winer")
    golds = corpus()
    return Data(
        [*map(interview_text, golds["train"]), *read_winer(winer / "train.jsonl")],
        [interview_text(gold) for gold in golds["dev"]],
        read_winer(winer / "dev.jsonl"),
    )


@pytest.fixture(scope="module")
def run(base: Path, data: Data) -> Callable[..., Trained]:
    def started(out: Path, weights: Path | None = None, **changes: object) -> Trained:
        how = short(**changes)
        return train(data, base=base, tokenizer=tokenizer(), config=how, out=out, weights=weights)

    return started


@pytest.fixture(scope="module")
def trained(run: Callable[..., Trained], tmp_path_factory: pytest.TempPathFactory) -> Trained:
    return run(tmp_path_factory.mktemp("work"))


def weights(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = torch.load(folder / "state.pt", weights_only=True)["network"]
    return found


def same(ours: dict[str, Any], theirs: dict[str, Any]) -> bool:
    return ours.keys() == theirs.keys() and all(torch.equal(ours[n], theirs[n]) for n in ours)


# --- epochs ----------------------------------------------------------------------------------


def test_dev_figures_have_their_names(trained: Trained) -> None:
    assert set(trained.figures) == FIGURES
    assert all(-1.0 <= value <= 1.0 for value in trained.figures.values())
    assert 0.5 <= trained.temperature <= 2.5


def test_weights_move_but_for_word_embeddings(trained: Trained, base: Path) -> None:
    before, after = Network(base).state_dict(), trained.network.state_dict()
    moved = {name for name in before if not torch.equal(before[name], after[name])}
    assert "encoder.embeddings.word_embeddings.weight" not in moved
    assert {"encoder.encoder.layer.1.output.dense.weight", "entities.weight"} <= moved
    assert {"kinds.weight", "claims.weight", "turns.weight", "embedding.weight"} <= moved


def test_a_run_that_was_stopped_ends_as_one_that_was_not(
    run: Callable[..., Trained], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = run(tmp_path / "whole")
    figures = loop.dev_figures
    seen: list[int] = []

    def stopped(*args: Any) -> dict[str, float]:
        seen.append(1)
        if len(seen) == 2:
            raise KeyboardInterrupt
        return figures(*args)

    monkeypatch.setattr(loop, "dev_figures", stopped)
    with pytest.raises(KeyboardInterrupt):
        run(tmp_path / "parts")
    monkeypatch.undo()
    assert not same(weights(tmp_path / "whole"), weights(tmp_path / "parts"))
    resumed = run(tmp_path / "parts")
    assert same(weights(tmp_path / "whole"), weights(tmp_path / "parts"))
    assert same(whole.network.state_dict(), resumed.network.state_dict())
    assert (whole.figures, whole.temperature) == (resumed.figures, resumed.temperature)


def test_a_run_that_has_ended_stays_as_it_is(
    run: Callable[..., Trained], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    worse = iter(range(9, 0, -1))
    figures = loop.dev_figures
    monkeypatch.setattr(
        loop, "dev_figures", lambda *args: figures(*args) | {"chosen": next(worse) / 10}
    )
    first = run(tmp_path, epochs=9, patience=1)
    assert next(worse) == 7  # the second epoch was worse than the first
    kept = weights(tmp_path)
    again = run(tmp_path, epochs=9, patience=1)
    assert same(kept, weights(tmp_path))
    assert again.figures == first.figures
    assert again.figures["chosen"] == 0.9
    assert not same(kept, again.network.state_dict())


def test_of_equally_good_epochs_the_first_is_kept(
    run: Callable[..., Trained], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    figures = loop.dev_figures
    monkeypatch.setattr(loop, "dev_figures", lambda *args: figures(*args) | {"chosen": 0.5})
    found = run(tmp_path)
    history = torch.load(tmp_path / "state.pt", weights_only=True)["history"]
    assert len(history) == 2
    assert found.figures == history[0]
    assert not same(weights(tmp_path), found.network.state_dict())


def test_the_state_of_another_run_is_refused(
    run: Callable[..., Trained], data: Data, base: Path, tmp_path: Path
) -> None:
    run(tmp_path, epochs=1)
    with pytest.raises(InputError, match=r"state\.pt: the state of a run with other config"):
        run(tmp_path, epochs=1, seed=8)
    with pytest.raises(InputError, match=r"state\.pt: the state of a run with other data; name"):
        train(
            replace(data, train=data.train[1:]),
            base=base,
            tokenizer=tokenizer(),
            config=short(epochs=1),
            out=tmp_path,
        )


def test_texts_that_say_nothing_stop_no_epoch(data: Data, base: Path, tmp_path: Path) -> None:
    bare = [
        replace(
            text,
            gold=False,
            samples=tuple(
                replace(
                    s,
                    names=None,
                    claims=(),
                    sentences=tuple(replace(x, turn=None) for x in s.sentences),
                )
                for s in text.samples
            ),
        )
        for text in data.train
    ]
    how = short(epochs=1, losses={"embedding": 0})
    found = train(
        replace(data, train=bare), base=base, tokenizer=tokenizer(), config=how, out=tmp_path
    )
    assert same(weights(tmp_path), found.network.state_dict())


# --- from the weights of an earlier run ------------------------------------------------------

STILL = 1e-12  # a learning rate at which nothing moves


@pytest.fixture(scope="module")
def earlier(run: Callable[..., Trained], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return what a first stage leaves."""
    folder = tmp_path_factory.mktemp("earlier")
    run(folder)
    return folder / "best.safetensors"


def close(ours: dict[str, Any], theirs: dict[str, Any]) -> bool:
    return all(torch.allclose(ours[name], theirs[name], atol=1e-5) for name in ours)


def test_a_second_stage_begins_where_the_first_ended(
    run: Callable[..., Trained], earlier: Path, base: Path, tmp_path: Path
) -> None:
    first = load_file(earlier)
    found = run(tmp_path / "second", earlier, epochs=1, learning_rate=STILL)
    assert found.network.state_dict().keys() == first.keys()
    assert close(found.network.state_dict(), first)
    fresh = run(tmp_path / "fresh", epochs=1, learning_rate=STILL)
    assert close(fresh.network.encoder.state_dict(), Network(base).encoder.state_dict())
    assert not close(fresh.network.state_dict(), first)


def test_a_second_stage_trains_on(
    run: Callable[..., Trained], earlier: Path, tmp_path: Path
) -> None:
    found = run(tmp_path, earlier, epochs=1)
    assert not close(found.network.state_dict(), load_file(earlier))


def test_layers_that_a_second_stage_leaves_out_stay_out(
    run: Callable[..., Trained], earlier: Path, tmp_path: Path
) -> None:
    found = run(tmp_path, earlier, epochs=1, layers=1, learning_rate=STILL).network
    assert len(found.encoder.encoder.layer) == 1
    # What adds to embeddings from fewer layers begins anew.
    kept = {n: w for n, w in found.state_dict().items() if not n.startswith("mix.")}
    assert close(kept, load_file(earlier))


def test_heads_that_a_first_stage_lacked_begin_anew(base: Path) -> None:
    network = Network(base)
    lacking = ("general.", "mix.")
    before = {name: weight.clone() for name, weight in network.state_dict().items()}
    weights = {n: w + 1.0 for n, w in before.items() if not n.startswith(lacking)}
    begin_from(network, weights, where=Path("best"))
    found = network.state_dict()
    assert close(weights, found)
    assert torch.equal(found["general.weight"], weights["entities.weight"])
    assert close({n: w for n, w in before.items() if n.startswith("mix.")}, found)


def test_weights_of_another_network_are_refused(base: Path) -> None:
    network = Network(base)
    weights = network.state_dict()
    wide = torch.zeros(3, 3)
    for wrong in ({"a.weight": wide}, weights | {"entities.weight": wide}):
        with pytest.raises(InputError, match="best: not the weights of an earlier run"):
            begin_from(network, wrong, where=Path("best"))


def test_sentence_vectors_are_kept_near_the_bases_in_every_stage(
    run: Callable[..., Trained], earlier: Path, tmp_path: Path
) -> None:
    run(tmp_path, earlier, epochs=1)
    (first,), (second,) = (
        list(folder.glob("teacher-*.safetensors")) for folder in (earlier.parent, tmp_path)
    )
    assert first.name == second.name
    assert torch.equal(load_file(first)["embeddings"], load_file(second)["embeddings"])


# --- the model folder ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def model(trained: Trained, base: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("model") / "essai"
    write_model(trained, tokenizer=base / "tokenizer.json", config=short(), folder=folder)
    return folder


def test_the_folder_and_its_checksums(model: Path, trained: Trained) -> None:
    names = {"model.onnx", "tokenizer.json", "labels.json", "SHA256SUMS"}
    assert {path.name for path in model.iterdir()} == names
    lines = (model / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    sums = dict(reversed(line.split("  ")) for line in lines)
    assert sums == {
        name: hashlib.sha256((model / name).read_bytes()).hexdigest()
        for name in names - {"SHA256SUMS"}
    }
    labels = json.loads((model / "labels.json").read_text(encoding="utf-8"))
    assert labels == {
        "version": "1.0.0",
        "entities": list(LABELS),
        "general": list(LABELS),
        "kinds": list(KINDS),
        "claims": list(CLAIMS),
        "turns": list(TURNS),
        "window": 128,
        "overlap": 32,
        "context": 0,
        "temperature": trained.temperature,
    }


def told(network: Network, text: str) -> dict[str, Any]:
    """Return what torch says of a text, a row a piece, without the special pieces."""
    ids = tokenizer().encode(text).ids
    with torch.no_grad():
        scores = network(torch.tensor([ids]))
    names = ("embedding", "entities", "general", "kinds", "claims", "turns")
    return {name: getattr(scores, name)[0, 1:-1].numpy() for name in names}


def test_float_weights_say_the_same_in_onnx(trained: Trained, tmp_path: Path) -> None:
    import onnxruntime

    write_onnx(trained.network, tmp_path / "exact.onnx")
    session = onnxruntime.InferenceSession(str(tmp_path / "exact.onnx"))
    for text in (TURN, "Oui."):
        ids = np.array([tokenizer().encode(text).ids], np.int64)
        found = dict(
            zip(
                [output.name for output in session.get_outputs()],
                session.run(None, {"input_ids": ids}),
                strict=True,
            )
        )
        for name, expected in told(trained.network, text).items():
            np.testing.assert_allclose(found[name][0, 1:-1], expected, atol=1e-4)


def test_the_pipeline_reads_it_and_int8_says_nearly_the_same(model: Path, trained: Trained) -> None:
    name, encoder = load_encoder(str(model))
    assert name == "essai"
    assert encoder.version.version.startswith("1.0.0+")
    found = encoder.encode(TURN)
    expected = told(trained.network, TURN)
    assert found.entity_labels == LABELS
    assert found.offsets.shape == (len(expected["entities"]), 2)
    for output in ("embedding", "kinds", "claims", "turns"):
        ours, theirs = getattr(found, output), expected[output]
        assert ours.shape == theirs.shape
        assert np.abs(ours - theirs).mean() < 0.1 * np.abs(theirs).mean()
    logits = expected["entities"] / trained.temperature
    exact = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
    np.testing.assert_allclose(np.exp(found.entities), np.exp(exact), atol=0.1)


# --- the script ------------------------------------------------------------------------------


@pytest.fixture
def main() -> Callable[[list[str]], int]:
    found: Callable[[list[str]], int] = runpy.run_path(str(SCRIPT))["main"]
    return found


@pytest.fixture
def arguments(base: Path, tmp_path: Path) -> list[str]:
    toml = 'name = "essai"\nepochs = 1\nwindow = 128\noverlap = 32\nthreads = 1\n'
    (tmp_path / "training.toml").write_text(toml, encoding="utf-8")
    write_corpus(tmp_path / "gold", corpus())
    write_winer(tmp_path / "winer")
    given = {
        "config": "training.toml",
        "corpus": "gold",
        "winer": "winer",
        "work": "work",
        "out": "model",
    }
    options = [part for name, value in given.items() for part in (f"--{name}", tmp_path / value)]
    return [str(part) for part in ["--base", base, *options]]


def test_the_script_writes_a_model(
    main: Callable[[list[str]], int],
    arguments: list[str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(arguments) == 0
    assert set(json.loads(capsys.readouterr().out)) == FIGURES | {"temperature"}
    assert load_encoder(str(tmp_path / "model"))[0] == "model"


def test_the_script_starts_from_weights(
    main: Callable[[list[str]], int],
    arguments: list[str],
    earlier: Path,
    tmp_path: Path,
) -> None:
    path = tmp_path / "training.toml"
    path.write_text(f"{path.read_text()}learning_rate = {STILL}\n", encoding="utf-8")
    assert main([*arguments, "--weights", str(earlier)]) == 0
    assert close(load_file(tmp_path / "work" / "best.safetensors"), load_file(earlier))


def test_the_script_refuses_a_test_sentence(
    main: Callable[[list[str]], int],
    arguments: list[str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    write_corpus(tmp_path / "own", {"train": [interview("recopie", FOURTH)]})
    assert main([*arguments, "--gold", str(tmp_path / "own" / "train")]) == 2
    said = capsys.readouterr().err
    assert said.startswith("recopie: the sentence “quel est votre plus beau souvenir")
    assert "also stands in quatrieme" in said
    assert not (tmp_path / "work").exists()
