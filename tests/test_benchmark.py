"""What the benchmark counts and writes; how long anything takes is nothing a test can say."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from pipeline.settings import Settings

SCRIPTS = Path(__file__).parent.parent / "scripts"
TEXT = """Nadège Orvault dirige une agence de deux personnes.

Le Carnet : Comment choisissez-vous les campagnes que votre agence accepte ?

Nadège Orvault : Nous refusons une campagne sur trois, surtout dans la restauration rapide. Notre petite équipe préfère les musées.

Le Carnet : Combien cela coûte-t-il ?

Nadège Orvault : Environ quarante mille euros chaque année, et personne ne regrette cette décision aujourd'hui.
"""


@pytest.fixture
def modules(monkeypatch: pytest.MonkeyPatch) -> dict[str, ModuleType]:
    monkeypatch.syspath_prepend(str(SCRIPTS))
    names = ("loads", "runs", "page", "timing", "stages", "contenders")
    return {name: importlib.import_module(f"benchmarks.{name}") for name in names}


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    for split in ("train", "dev"):
        folder = tmp_path / "corpus" / "raw" / split
        folder.mkdir(parents=True)
        (folder / f"{split}.txt").write_text(TEXT, encoding="utf-8")
    return tmp_path / "corpus"


def test_an_archive_has_its_size_and_says_how_many_copies_it_holds(
    modules: dict[str, ModuleType], corpus: Path, tmp_path: Path
) -> None:
    planted = modules["loads"].write_archive(corpus, tmp_path / "archive", 200)
    texts = [path.read_text(encoding="utf-8") for path in (tmp_path / "archive").iterdir()]
    assert planted == 2
    assert len(texts) == 200
    assert len(set(texts)) == 198


def test_an_archive_is_the_same_each_time(
    modules: dict[str, ModuleType], corpus: Path, tmp_path: Path
) -> None:
    for name in ("one", "two"):
        modules["loads"].write_archive(corpus, tmp_path / name, 5)
    first, second = (
        [path.read_bytes() for path in sorted((tmp_path / name).iterdir())]
        for name in ("one", "two")
    )
    assert first == second


def test_reworded_interviews_keep_labels_and_lengths(
    modules: dict[str, ModuleType], corpus: Path, tmp_path: Path
) -> None:
    modules["loads"].write_archive(corpus, tmp_path / "archive", 3)
    text = (tmp_path / "archive" / "i000001.txt").read_text(encoding="utf-8")
    assert text != TEXT
    assert [len(line) for line in text.split("\n")] == [len(line) for line in TEXT.split("\n")]
    labels = [line.split(" : ")[0] for line in text.split("\n") if " : " in line]
    assert labels[0] == labels[2]
    assert labels[1] == labels[3]


def test_reworded_interviews_keep_their_question_words(
    modules: dict[str, ModuleType], corpus: Path, tmp_path: Path
) -> None:
    modules["loads"].write_archive(corpus, tmp_path / "archive", 10)
    for path in (tmp_path / "archive").iterdir():
        questions = path.read_text(encoding="utf-8").split(" : ")[1::2]
        assert [question.split()[0] for question in questions] == ["Comment", "Combien"]


def test_texts_are_taken_round_and_round_until_there_are_words_enough(
    modules: dict[str, ModuleType], corpus: Path
) -> None:
    jobs = modules["loads"].find_jobs(corpus / "raw" / "train", corpus / "raw" / "dev")
    load = modules["loads"].taken(jobs, 150)
    assert [job.id for job in load.jobs][:3] == ["dev", "train", "dev"]
    assert load.words >= 150
    assert load.words - len(load.texts[-1].split()) < 150


def run_of(modules: dict[str, ModuleType], interviews: int, cpu: float) -> object:
    return modules["runs"].Run(interviews, 2, cpu, 1.0, cpu, interviews, 0, 0, 0, 100.0, 400.0)


@pytest.mark.parametrize("power", [1.0, 1.5])
def test_the_slope_is_that_of_the_cost_without_what_every_run_costs(
    modules: dict[str, ModuleType], power: float
) -> None:
    sizes = [10, 110, 1010, 10_010]
    # The cost is that of the texts' size, however many interviews they are.
    counts = [1, 40, 50, 60]
    costs = [7.0 + 0.1 * (size - 10) ** power for size in sizes]
    runs = [run_of(modules, *each) for each in zip(counts, costs, strict=True)]
    slope = modules["runs"].Growth(runs, sizes, [0] * 4, runs[-1]).slope
    assert slope == pytest.approx(power)


def test_a_run_is_counted_with_its_copies_and_its_second_time(
    modules: dict[str, ModuleType], corpus: Path, tmp_path: Path
) -> None:
    modules["loads"].write_archive(corpus, tmp_path / "in", 3)
    settings = Settings(entities="spacy")
    first, second = (
        modules["runs"]._run(tmp_path / "in", tmp_path / "out", settings, 1) for _ in range(2)
    )
    assert (first.interviews, first.read, first.reused, first.failed) == (3, 3, 0, 0)
    assert (second.interviews, second.read, second.reused) == (3, 0, 3)
    assert 0 < first.waited < first.seconds
    assert second.waited == 0.0


def test_works_take_turns_and_the_first_round_only_warms_up(modules: dict[str, ModuleType]) -> None:
    order: list[str] = []
    works = {name: lambda name=name: order.append(name) for name in "ab"}
    times = modules["timing"].by_turns(works, 2)
    assert order == ["a", "b"] * 3
    assert list(times) == ["a", "b"]


@pytest.mark.parametrize(
    ("value", "bound", "expected"),
    [
        (0.9, {"most": 1.0}, "at most 1: met"),
        (1.1, {"most": 1.0}, "at most 1: missed"),
        (1.9, {"least": 1.8}, "at least 1.8: met"),
        (1.7, {"least": 1.8}, "at least 1.8: missed"),
    ],
)
def test_a_target_says_whether_it_is_met(
    modules: dict[str, ModuleType], value: float, bound: dict[str, float], expected: str
) -> None:
    assert modules["page"].met(value, **bound) == expected


def test_what_is_not_installed_is_left_out(
    modules: dict[str, ModuleType], monkeypatch: pytest.MonkeyPatch
) -> None:
    contenders = modules["contenders"]
    monkeypatch.setattr(contenders, "find_spec", lambda _: None)
    works, lacking = contenders.offered(None, ["Bonjour."], 1)
    assert list(works) == ["bare model"]
    assert lacking == {"bare model + LexRank": ["sumy"], "EDS-NLP": ["edsnlp"]}


def test_an_unknown_section_is_refused() -> None:
    done = subprocess.run(
        [sys.executable, str(SCRIPTS / "benchmark.py"), "speed"], capture_output=True, text=True
    )
    assert done.returncode == 2
    assert "no section speed" in done.stderr


def test_copies_of_one_text_in_other_words_are_no_duplicates(
    modules: dict[str, ModuleType], corpus: Path, tmp_path: Path
) -> None:
    modules["loads"].write_archive(corpus, tmp_path / "in", 3)
    found = modules["runs"]._run(tmp_path / "in", tmp_path / "out", Settings(entities="spacy"), 1)
    assert found.duplicates == 0
