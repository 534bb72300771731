"""The pipeline itself on the dev split: no figure below its floor, no wrong offset."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from pipeline.batch import Request, default_engine, run_batch
from pipeline.evaluate import Evaluation, print_evaluation, run_evaluation

ROOT = Path(__file__).resolve().parent.parent
FLOORS = ROOT / "tests" / "floors" / "dev.toml"
CORPUS = ROOT / "corpus"


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Evaluation:
    out = tmp_path_factory.mktemp("dev")
    request = Request(inputs=(CORPUS / "raw" / "dev",), out=out)
    run_batch(request, engine=default_engine(), workers=1)
    return run_evaluation(
        gold=CORPUS / "gold" / "dev", records=out, split="dev", by=["layout"], floors=FLOORS
    )


def test_no_figure_falls_below_its_floor(found: Evaluation) -> None:
    assert found.floors is not None
    printed = io.StringIO()
    print_evaluation(found, printed)
    assert found.floors.fallen == (), printed.getvalue()[printed.getvalue().index("below the") :]


def test_every_interview_is_read_and_no_offset_is_wrong(found: Evaluation) -> None:
    assert found.unpredicted == ()
    assert found.spans_checked > 100 * len(found.interviews)
    assert found.offset_violations == ()


def test_every_layer_has_floors(found: Evaluation) -> None:
    assert found.floors is not None
    assert {figure.section for figure in found.floors.figures} == set(found.layers)
