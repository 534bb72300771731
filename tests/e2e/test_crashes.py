"""A thousand crashes and every failing write: no record lost or doubled, no half line."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from fault_runs import Scenario, complains, no_half_line, prepared, recovered, recovers, run
from faults import Disk, How, crashes

pytestmark = pytest.mark.slow

CRASHES = 1000


@pytest.fixture(scope="module")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Scenario]]:
    with prepared(tmp_path_factory.mktemp("faults")) as made:
        yield made


def test_a_thousand_crashes_lose_and_double_nothing(
    scenes: dict[str, Scenario], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    crashed = 0
    for scene in scenes.values():
        for how in ("crash", "power"):
            for at in range(1, scene.requests + 1):
                crashed += recovers(scene, out, at=at, how=how)
    assert crashed == 2 * sum(scene.requests for scene in scenes.values())
    # The rest strike runs that go on after crashes, several times in a row.
    chance = random.Random(1000)
    while crashed < CRASHES:
        scene = chance.choice(list(scenes.values()))
        scene.fresh(out)
        for _ in range(chance.randint(2, 9)):
            disk = Disk(chance.randint(1, 40), chance.choice(("crash", "power")))
            crashed += crashes(disk, lambda scene=scene: run(scene.folder, out))
            no_half_line(out)
        recovered(scene, out)


@pytest.mark.parametrize("how", ["full", "ENOSPC", "EIO", "EPERM"])
@pytest.mark.parametrize("name", ["first", "again"])
def test_every_write_that_fails_is_told_and_costs_nothing_finished(
    scenes: dict[str, Scenario], tmp_path: Path, name: str, how: How
) -> None:
    scene = scenes[name]
    failed = sum(
        complains(scene, tmp_path / "out", at=at, how=how) for at in range(1, scene.requests + 1)
    )
    assert failed >= scene.requests - 6
