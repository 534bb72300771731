"""``claims.json``: what is written is read, what cannot be meant is refused."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.encoder import ClaimWeights, Judgement, Ranking, write_claim_weights
from pipeline.encoder.claim_weights import CLAIMS, read_claim_weights
from pipeline.errors import ModelError

numbers = st.floats(-1e4, 1e4)
WRITTEN = ClaimWeights(
    Judgement(-0.5, 0.8, 1.25),
    Ranking({"first": 0.3, "near_question": -2.0}, np.array([0.5, -1.0]), 0.15, 3, (1.0, 0.9)),
)


def shown(weights: ClaimWeights) -> tuple[Any, ...]:
    """Return weights as values that can be compared."""
    key, judgement = weights.key, weights.judgement
    vector = key.vector.tolist()
    numbers = (judgement.bias, judgement.rules, judgement.head, *key.calibration)
    return numbers, key.by_feature, vector, key.second, key.least


def read(folder: Path, dimensions: int = 2) -> ClaimWeights:
    found = read_claim_weights(folder, dimensions=dimensions)
    assert found is not None
    return found


@given(
    judgement=st.builds(Judgement, numbers, numbers, numbers),
    features=st.dictionaries(st.text('éa_"\\', min_size=1, max_size=5), numbers, max_size=4),
    vector=st.lists(numbers, max_size=5),
    second=st.floats(0, 1),
    least=st.integers(1, 9),
    calibration=st.tuples(numbers, numbers),
)
def test_what_is_written_is_read_to_three_decimals(
    judgement: Judgement,
    features: dict[str, float],
    vector: list[float],
    second: float,
    least: int,
    calibration: tuple[float, float],
) -> None:
    ranking = Ranking(features, np.array(vector), second, least, calibration)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_claim_weights(ClaimWeights(judgement, ranking), folder, source="essai")
        first = (folder / CLAIMS).read_bytes()
        found = read(folder, len(vector))
        write_claim_weights(found, folder, source="essai")
        assert (folder / CLAIMS).read_bytes() == first
    assert found.judgement.bias == pytest.approx(judgement.bias, abs=5.1e-4)
    assert found.judgement.rules == pytest.approx(judgement.rules, abs=5.1e-4)
    assert found.judgement.head == pytest.approx(judgement.head, abs=5.1e-4)
    assert found.key.by_feature == pytest.approx(features, abs=5.1e-4)
    assert found.key.vector == pytest.approx(np.array(vector), abs=5.1e-4)
    assert found.key.calibration == pytest.approx(calibration, abs=5.1e-4)
    assert (found.key.second, found.key.least) == (second, least)


def test_each_value_has_its_place(tmp_path: Path) -> None:
    write_claim_weights(WRITTEN, tmp_path, source="douze entretiens")
    assert shown(read(tmp_path)) == shown(WRITTEN)
    raw = json.loads((tmp_path / CLAIMS).read_text(encoding="utf-8"))
    assert raw["source"] == "douze entretiens"


def test_a_fit_that_differs_in_the_last_digits_gives_the_same_file(tmp_path: Path) -> None:
    texts = []
    for noise in (0.0, 1e-9):
        ranking = Ranking({"first": 0.3 + noise}, np.array([0.5 - noise]), 0.15, 3, (1.0, noise))
        weights = ClaimWeights(Judgement(noise, 0.8 + noise, 1.0), ranking)
        write_claim_weights(weights, tmp_path, source="essai")
        texts.append((tmp_path / CLAIMS).read_bytes())
    assert texts[0] == texts[1]


def test_a_folder_without_the_file_has_no_weights(tmp_path: Path) -> None:
    assert read_claim_weights(tmp_path, dimensions=2) is None


@pytest.mark.parametrize("dimensions", [0, 1, 3])
def test_weights_of_another_model_are_refused(tmp_path: Path, dimensions: int) -> None:
    write_claim_weights(WRITTEN, tmp_path, source="essai")
    said = f"weights of 2 dimensions for an embedding of {dimensions}; it belongs to another"
    with pytest.raises(ModelError, match=said) as caught:
        read_claim_weights(tmp_path, dimensions=dimensions)
    assert caught.value.message.startswith(str(tmp_path / CLAIMS))


def written(folder: Path) -> dict[str, Any]:
    write_claim_weights(WRITTEN, folder, source="essai")
    found: dict[str, Any] = json.loads((folder / CLAIMS).read_text(encoding="utf-8"))
    return found


def refused(folder: Path, text: str) -> None:
    (folder / CLAIMS).write_text(text, encoding="utf-8")
    with pytest.raises(ModelError, match=r"not the weights of claims.*fit_claim_weights") as caught:
        read_claim_weights(folder, dimensions=2)
    assert caught.value.message.startswith(str(folder / CLAIMS))


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", "null", "3", '"key"', '{"key": 3}', "[" * 100_000]
)
def test_other_files_are_refused(tmp_path: Path, text: str) -> None:
    refused(tmp_path, text)


@pytest.mark.parametrize(
    ("section", "name"),
    [
        *(("judgement", name) for name in ("bias", "rules", "head")),
        *(("key", name) for name in ("features", "vector", "second", "least", "calibration")),
    ],
)
def test_every_value_is_needed(tmp_path: Path, section: str, name: str) -> None:
    raw = written(tmp_path)
    del raw[section][name]
    refused(tmp_path, json.dumps(raw))


@pytest.mark.parametrize(
    ("section", "name", "value"),
    [
        ("judgement", "bias", "beaucoup"),
        ("judgement", "head", None),
        ("key", "features", {"first": "un"}),
        ("key", "vector", ["un", 2.0]),
        ("key", "vector", [[1.0], [2.0, 3.0]]),
        ("key", "second", []),
        ("key", "calibration", [1.0]),
        ("key", "calibration", [1.0, 2.0, 3.0]),
        ("key", "features", []),
        ("key", "features", {"first": float("nan")}),
        ("key", "vector", [float("nan"), 2.0]),
        ("key", "calibration", [float("inf"), 1.0]),
        ("key", "second", float("nan")),
        ("key", "least", float("inf")),
        ("judgement", "bias", float("-inf")),
    ],
)
def test_values_of_another_kind_are_refused(
    tmp_path: Path, section: str, name: str, value: object
) -> None:
    raw = written(tmp_path)
    raw[section][name] = value
    refused(tmp_path, json.dumps(raw))


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / CLAIMS).write_bytes(b"\xff\xfe{}")
    with pytest.raises(ModelError, match="not the weights of claims"):
        read_claim_weights(tmp_path, dimensions=2)
