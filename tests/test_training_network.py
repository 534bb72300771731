"""The encoder with its heads: what it is made of, and what each loss asks of it."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from training_texts import WIDTH, tokenizer, write_base

from pipeline.errors import ModelError
from pipeline.training.config import Losses
from pipeline.training.samples import CLAIMS, KINDS, LABELS, MARKS, TURNS

reason = "needs the extra [train]: pip install 'entretiens[train]'"
torch = pytest.importorskip("torch", reason=reason)

from pipeline.training.network import (  # noqa: E402
    Network,
    Scores,
    Targets,
    losses,
    span_means,
)
from pipeline.training.tensors import IGNORED  # noqa: E402

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_base(tmp_path_factory.mktemp("base"))


def test_layers_are_the_first_of_the_base(base: Path) -> None:
    whole, half = Network(base), Network(base, layers=1)
    assert len(half.encoder.encoder.layer) == half.encoder.config.num_hidden_layers == 1
    name = "encoder.encoder.layer.0.output.dense.weight"
    assert torch.equal(whole.state_dict()[name], half.state_dict()[name])
    with pytest.raises(ModelError, match="has 2 layers; layers = 3 is too many"):
        Network(base, layers=3)


def test_a_base_that_cannot_be_loaded_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=str(tmp_path)):
        Network(tmp_path)


def test_means_are_those_of_each_span() -> None:
    values = torch.arange(24.0).reshape(2, 4, 3)
    spans = torch.tensor([[0, 0, 2], [1, 3, 4], [1, 0, 4]])
    expected = [values[row, start:end].mean(dim=0) for row, start, end in spans.tolist()]
    assert torch.allclose(span_means(values, spans), torch.stack(expected))


def test_all_layers_are_the_bases_if_none_are_counted(base: Path) -> None:
    assert len(Network(base).encoder.encoder.layer) == 2


def test_every_head_has_a_column_a_name(base: Path) -> None:
    with torch.no_grad():
        found = Network(base)(torch.tensor([[0, 5, 6, 2], [0, 7, 8, 2]]))
    columns = {
        "entities": LABELS,
        "general": LABELS,
        "kinds": KINDS,
        "claims": CLAIMS,
        "turns": TURNS,
    }
    for name, names in columns.items():
        assert getattr(found, name).shape == (2, 4, len(names))
    assert found.embedding.shape == (2, 4, WIDTH)


def test_before_training_a_pieces_vector_is_the_bases(base: Path) -> None:
    network = Network(base)
    ids = torch.tensor([tokenizer().encode("Il est à Lyon.").ids])
    with torch.no_grad():
        hidden = network.encoder(input_ids=ids).last_hidden_state
        assert torch.allclose(network(ids).embedding, hidden, atol=1e-6)


# --- losses ----------------------------------------------------------------------------------


def scores(**changes: Any) -> Scores:
    """Return scores of two texts of five pieces, all zero but for changes."""
    widths = {
        "embedding": WIDTH,
        "entities": len(LABELS),
        "general": len(LABELS),
        "kinds": len(KINDS),
        "claims": len(CLAIMS),
        "turns": len(TURNS),
    }
    made = {name: torch.zeros(2, 5, width) for name, width in widths.items()}
    return Scores(**(made | changes))


def targets(**changes: Any) -> Targets:
    """Return targets that say nothing but for changes."""
    made = Targets(
        labels=torch.full((2, 5), IGNORED),
        general=torch.full((2, 5), IGNORED),
        named=torch.zeros(0, 3, dtype=torch.int64),
        kinds=torch.zeros(0, dtype=torch.int64),
        claims=torch.zeros(0, 3, dtype=torch.int64),
        marks=torch.zeros(0, len(MARKS)),
        types=torch.zeros(0, dtype=torch.int64),
        sentences=torch.zeros(0, 3, dtype=torch.int64),
        turns=torch.zeros(0, dtype=torch.int64),
        known=torch.zeros(0, dtype=torch.bool),
        teacher=torch.zeros(0, WIDTH),
    )
    return replace(made, **changes)


NAMED = {
    "named": torch.tensor([[0, 1, 3], [1, 0, 5]]),
    "kinds": torch.tensor([KINDS.index("media"), KINDS.index("law")]),
}


def test_texts_that_say_nothing_have_no_loss() -> None:
    assert losses(scores(), targets(), Losses()) == {}


def test_a_head_without_opinion_loses_as_much_as_there_are_kinds() -> None:
    found = losses(scores(), targets(**NAMED), Losses(kinds=0.5))
    assert found.keys() == {"kinds"}
    chance = torch.log(torch.tensor(float(len(KINDS))))
    assert float(found["kinds"]) == pytest.approx(0.5 * float(chance))


def test_the_kind_of_a_name_is_the_mean_of_its_pieces() -> None:
    right = torch.zeros(2, 5, len(KINDS))
    right[0, 2, KINDS.index("media")] = 40.0  # one of two pieces says it, no other piece counts
    right[0, 3:, KINDS.index("school")] = 99.0
    right[1, :, KINDS.index("law")] = 20.0
    found = losses(scores(kinds=right), targets(**NAMED), Losses(kinds=1.0))
    assert float(found["kinds"]) < 1e-4
    wrong = right.flip(dims=[2])
    assert float(losses(scores(kinds=wrong), targets(**NAMED), Losses(kinds=1.0))["kinds"]) > 10


def test_kinds_that_weigh_nothing_are_not_asked() -> None:
    assert losses(scores(), targets(**NAMED), Losses(kinds=0.0)) == {}


def test_names_by_the_other_guide_have_a_head_of_their_own() -> None:
    told = torch.full((2, 5), IGNORED)
    told[0, 1] = LABELS.index("B-ORG")
    found = losses(scores(), targets(general=told), Losses())
    assert set(found) == {"general"}
    assert found["general"].item() == pytest.approx(math.log(len(LABELS)))


CLAIMED = torch.tensor([[0, 0, 1], [0, 1, 2], [0, 2, 3], [1, 0, 1]])


def claimed(*keys: float) -> Targets:
    marks = torch.zeros(4, len(MARKS))
    marks[:, MARKS.index("claim")] = 1.0
    marks[:, MARKS.index("key")] = torch.tensor(keys)
    return targets(claims=CLAIMED, marks=marks, types=torch.full((4,), IGNORED))


def test_a_key_claim_loses_less_where_it_stands_before_the_others_of_its_text() -> None:
    def loss(first: float, second: float) -> float:
        claims = torch.zeros(2, 5, len(CLAIMS))
        claims[0, 0, MARKS.index("key")], claims[0, 1, MARKS.index("key")] = first, second
        alone = losses(scores(claims=claims), claimed(1, 0, float("nan"), 0), Losses())
        return float(alone["claims"])

    even = loss(0.0, 0.0)
    assert loss(1.0, -1.0) < even < loss(-1.0, 1.0)


def test_texts_of_key_claims_alone_have_no_order() -> None:
    claims = torch.randn(2, 5, len(CLAIMS))
    some = losses(scores(claims=claims), claimed(1, 1, 1, 1), Losses())["claims"]
    assert torch.isfinite(some)
