"""Claims of rules, of a claim head alone and of the whole pipeline, side by side."""

from __future__ import annotations

import dataclasses
import importlib
from pathlib import Path
from types import ModuleType
from typing import Any, get_args

import numpy as np
import pytest
from gold_records import ANNOTATED, edited, record_of
from tiny_encoder import ENTITIES, entity_table, tables, vocabulary, write_encoder

from pipeline.annotate import Models
from pipeline.errors import InputError
from pipeline.evaluate import evaluate
from pipeline.evaluate.calibration_tables import calibration_tables
from pipeline.evaluate.claim_tables import claim_tables
from pipeline.evaluate.contenders import Contender, whole_models
from pipeline.evaluate.engine_tables import ALONE, WITH_RULES, Data, Row
from pipeline.evaluate.head_claims import head_lacks, head_record
from pipeline.evaluate.trial import Annotated, Outcome, Task, perform
from pipeline.gold import read_golds
from pipeline.schema import (
    Block,
    Claim,
    ClaimType,
    ExchangeTurns,
    Gold,
    GoldTurn,
    Record,
    Source,
)
from pipeline.settings import Settings

SMALL = "fr_core_news_sm"
SCRIPTS = Path(__file__).parent.parent / "scripts"
MARKS = ["claim", "key", "reported", "hedged", "negated", "obligation"]
CLAIMS = [*MARKS, *(f"type:{name}" for name in get_args(ClaimType))]
# What a word of the tiny vocabulary says of the clause it stands in.
SAYS = {
    "Havas": {"key": 300, "type:prediction": 300},
    "Paris": {"key": 200, "reported": 300},
    "Marie": {"key": 100, "negated": 300, "hedged": 300},
    "Oréal": {"obligation": 300},
    "Saint-Malo": {"claim": -300},
}
ANSWER = (
    "Havas recrute beaucoup de jeunes. Paris attire les agences depuis longtemps. "
    "Marie dirige une équipe de dix personnes. Oréal lance une campagne chaque année. "
    "Saint-Malo accueille des touristes en hiver."
)
SHORT = "Paris attire les agences. Havas recrute des jeunes."


def head_table() -> np.ndarray[Any, Any]:
    """Return logits: a clause is a plain fact unless a word of `SAYS` stands in it."""
    table = np.full((len(vocabulary()), len(CLAIMS)), -1, np.float32)
    table[:, [CLAIMS.index("claim"), CLAIMS.index("type:fact")]] = 1
    for number, piece in enumerate(vocabulary()):
        for name, logit in SAYS.get(piece.removeprefix("▁"), {}).items():
            table[number, CLAIMS.index(name)] = logit
    return table


@pytest.fixture(scope="module")
def headed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models") / "mien"
    return write_encoder(folder, outputs=tables() | {"claims": head_table()}, claims=CLAIMS)


@pytest.fixture(scope="module")
def models(headed: Path) -> Models:
    return whole_models(Contender("mien", SMALL, str(headed)))


@pytest.fixture(scope="module")
def interviews() -> tuple[Annotated, ...]:
    files = {path.stem: path for path in (ANNOTATED / "raw" / "dev").iterdir()}
    return tuple(Annotated(gold, files[gold.id]) for gold in read_golds(ANNOTATED / "gold"))


@pytest.fixture(scope="module")
def outcome(headed: Path, interviews: tuple[Annotated, ...]) -> Outcome:
    contender = Contender("mien", SMALL, str(headed))
    task = Task(contender=contender, whole=True, interviews=interviews, repetitions=1, head=True)
    return perform(task)


def talk(*answers: str, exchanges: bool = True) -> Gold:
    """Return gold with one question and its answers."""
    parts = ["Et vous ?", *answers]
    turns, found, at = [], [], 0
    for number, part in enumerate(parts, 1):
        role = "question" if number == 1 else "answer"
        turns.append(GoldTurn(f"t{number}", role, None, at, at + len(part), part))
        at += len(part) + 1
    if exchanges:
        found.append(ExchangeTurns("x1", ("t1",), tuple(turn.id for turn in turns[1:])))
    return Gold("x", "\n".join(parts), turns=tuple(turns), exchanges=tuple(found))


def source_of(gold: Gold) -> Source:
    blocks = tuple(Block(turn.start, turn.end) for turn in gold.turns or ())
    return Source("x", "x.txt", "txt", "utf-8", "", gold.text, blocks)


def claims_of(gold: Gold, models: Models, settings: Settings | None = None) -> tuple[Claim, ...]:
    return head_record(gold, source_of(gold), models, settings or Settings()).claims


# --- the head alone ----------------------------------------------------------------------------


def test_a_clause_is_a_claim_where_the_head_says_so(models: Models) -> None:
    found = claims_of(talk(ANSWER), models)
    assert [claim.text.split()[0] for claim in found] == ["Havas", "Paris", "Marie", "Oréal"]
    assert {(claim.turn, claim.exchange) for claim in found} == {("t2", "x1")}


def test_type_and_marks_are_the_heads(models: Models) -> None:
    havas, paris, marie, oreal = claims_of(talk(ANSWER), models)
    assert [havas.type, paris.type] == ["prediction", "fact"]
    assert [c.attribution.kind for c in (havas, paris)] == ["speaker", "reported"]
    assert [(c.negated, c.hedged) for c in (paris, marie)] == [(False, False), (True, True)]
    assert [marie.modality, oreal.modality] == ["asserted", "obligation"]
    assert havas.salience > paris.salience > oreal.salience


@pytest.mark.parametrize(
    ("answers", "most", "keys"),
    [
        ([ANSWER], 2, ["Havas", "Paris"]),
        ([ANSWER], 1, ["Havas"]),
        ([SHORT], 2, ["Havas"]),
        ([SHORT, ANSWER], 2, ["Havas", "Havas", "Paris"]),
        (["Oréal lance une campagne."], 2, ["Oréal"]),  # the best of an answer, however weak
    ],
)
def test_key_are_the_best_of_each_answer(
    models: Models, answers: list[str], most: int, keys: list[str]
) -> None:
    found = claims_of(talk(*answers), models, Settings(key_claims_per_answer=most))
    assert [claim.text.split()[0] for claim in found if claim.key] == keys


def test_an_answer_outside_the_exchanges_yields_nothing(models: Models) -> None:
    assert claims_of(talk(ANSWER, exchanges=False), models) == ()


def test_the_clauses_are_those_of_the_pipeline(
    outcome: Outcome, interviews: tuple[Annotated, ...]
) -> None:
    assert isinstance(outcome.head, tuple)
    records = {record.id: record for record in outcome.printed}
    assert [r.id for r in outcome.head] == [e.gold.id for e in interviews if e.gold.claims]
    compared = 0
    for ours in outcome.head:
        pipeline = records[ours.id]
        same = {(t.start, t.end) for t in pipeline.turns} & {(t.start, t.end) for t in ours.turns}
        spans = {(claim.start, claim.end) for claim in ours.claims}
        for claim in pipeline.claims:
            if any(start <= claim.start and claim.end <= end for start, end in same):
                assert (claim.start, claim.end) in spans
                compared += 1
    assert compared > 5


def test_the_file_must_be_that_of_the_gold(models: Models) -> None:
    other = source_of(talk(SHORT))
    with pytest.raises(InputError, match=r"x\.txt: its text is not that of the gold"):
        head_record(talk(ANSWER), other, models, Settings())


def test_an_encoder_without_the_head_says_so(tmp_path: Path, models: Models) -> None:
    assert models.encoder is not None
    assert head_lacks(models.encoder) is None
    bare = write_encoder(
        tmp_path / "a", outputs={"entities": entity_table(ENTITIES)}, claims=None, turns=None
    )
    other = write_encoder(tmp_path / "b", outputs=tables())
    encoders = [whole_models(Contender("x", SMALL, str(each))).encoder for each in (bare, other)]
    reasons = [head_lacks(encoder) for encoder in encoders if encoder is not None]
    assert reasons[0] == "no claim head"
    assert reasons[1] is not None
    assert reasons[1].startswith("claim head without claim, key, reported")


def test_the_head_is_asked_only_if_wanted(headed: Path, interviews: tuple[Annotated, ...]) -> None:
    def head(contender: Contender, *, whole: bool, wanted: bool) -> object:
        task = Task(contender=contender, whole=whole, interviews=interviews[:1], repetitions=1)
        return perform(dataclasses.replace(task, head=wanted)).head

    ours = Contender("mien", SMALL, str(headed))
    assert head(ours, whole=True, wanted=False) is None
    assert head(ours, whole=False, wanted=True) is None
    assert head(Contender(SMALL, SMALL), whole=True, wanted=True) is None


# --- tables ------------------------------------------------------------------------------------


def outcome_of(*records: Record, **changes: Any) -> Outcome:
    made = Outcome(versions={}, printed=records, words=1, seconds=1, peak=None, size=None)
    return dataclasses.replace(made, **changes)


def table_cells(lines: list[str]) -> list[list[str]]:
    return [line.strip("| ").split(" | ") for line in lines if line.startswith("| ")][2:]


def test_the_three_ways_have_a_row_each(
    outcome: Outcome, interviews: tuple[Annotated, ...]
) -> None:
    rows = [
        Row("petit", ALONE, outcome),
        Row("petit", WITH_RULES, dataclasses.replace(outcome, head=None)),
        Row("absent", WITH_RULES, "not installed"),
        Row("mien", ALONE, outcome, encoder=True),
        Row("mien", WITH_RULES, outcome, encoder=True),
        Row("autre", WITH_RULES, dataclasses.replace(outcome, head="no claim head"), encoder=True),
    ]
    lines = list(claim_tables(rows, Data("dev", interviews)))
    found = table_cells(lines)
    assert [cells[:2] for cells in found] == [
        ["petit", "rules alone"],
        ["absent", "rules alone"],
        ["mien", "head alone"],
        ["mien", "whole pipeline"],
        ["autre", "head alone"],
        ["autre", "whole pipeline"],
    ]
    assert [found[1][2], found[4][2]] == ["not installed", "no claim head"]
    assert len({line.count("|") for line in lines if line.startswith("|")}) == 1


def test_figures_are_those_of_the_evaluation(
    outcome: Outcome, interviews: tuple[Annotated, ...]
) -> None:
    golds = [each.gold for each in interviews]
    lines = list(claim_tables([Row("x", WITH_RULES, outcome)], Data("dev", interviews)))
    found = {f.label: f for f in evaluate(golds, outcome.printed).figures if f.section == "claims"}
    names = ["overlap 0.5 F1", "type accuracy", "reported F1", "hedged F1", "negated F1"]
    names += ["key precision", "key recall"]
    _, whole = table_cells(lines)
    for cell, name in zip(whole[2:], names, strict=True):
        figure = found[name]
        assert figure.value is not None
        assert cell == f"{figure.value:.3f} ({figure.low:.2f} to {figure.high:.2f})"


def test_only_interviews_with_annotated_claims_count(gold: Gold) -> None:
    without = dataclasses.replace(gold, id="autre", claims=None)
    records = record_of(gold), dataclasses.replace(record_of(gold), id="autre")
    row = Row("x", WITH_RULES, outcome_of(*records), encoder=True)
    lines = list(claim_tables([row], Data("dev", (Annotated(gold), Annotated(without)))))
    keys = sum(claim.key for claim in gold.claims or ())
    assert lines[2] == f"1 interviews, {len(gold.claims or ())} claims, of which {keys} key"
    assert table_cells(lines)[0][2] == "1.000 (1.00 to 1.00)"
    none = list(claim_tables([row], Data("dev", (Annotated(without),))))
    assert table_cells(none)[0][2:] == ["-"] * 7


def test_reliability_is_shown_for_each_encoder_and_way(
    outcome: Outcome, interviews: tuple[Annotated, ...]
) -> None:
    rows = [
        Row("petit", WITH_RULES, outcome),
        Row("mien", ALONE, dataclasses.replace(outcome, head=None), encoder=True),
        Row("mien", WITH_RULES, outcome, encoder=True),
        Row("autre", WITH_RULES, "not installed", encoder=True),
    ]
    lines = list(calibration_tables(rows, Data("dev", interviews)))
    assert [line for line in lines if line.startswith("###")] == [
        "### Confidence of entities: mien, alone",
        "### Confidence of entities: mien, whole pipeline",
        "### Salience of claims: mien, head alone",
        "### Salience of claims: mien, whole pipeline",
    ]
    assert sum(line.startswith("Expected calibration error 0.") for line in lines) == 4
    mentions = sum(len(e.mentions) for record in outcome.printed for e in record.entities)
    totals = [line.split(" | ")[1] for line in lines if line.startswith("| all ")]
    annotated = {each.gold.id for each in interviews if each.gold.claims is not None}
    claims = sum(len(record.claims) for record in outcome.printed if record.id in annotated)
    assert [totals[0], totals[1], totals[3]] == [str(mentions), str(mentions), str(claims)]


def test_a_certain_and_right_record_is_calibrated(gold: Gold) -> None:
    record = record_of(gold)
    claims = tuple(dataclasses.replace(c, salience=float(c.key)) for c in record.claims)
    certain = dataclasses.replace(record, claims=claims)
    row = Row("x", WITH_RULES, outcome_of(certain), encoder=True)
    lines = list(calibration_tables([row], Data("dev", (Annotated(gold),))))
    assert lines.count("Expected calibration error 0.000 (0.00 to 0.00)") == 2
    wrong = dataclasses.replace(certain, claims=edited(claims, 0, salience=0.5))
    row = Row("x", WITH_RULES, outcome_of(wrong), encoder=True)
    lines = list(calibration_tables([row], Data("dev", (Annotated(gold),))))
    assert lines.count("Expected calibration error 0.000 (0.00 to 0.00)") == 1


# --- script ------------------------------------------------------------------------------------


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(SCRIPTS)
    return importlib.import_module("compare_models")


def test_encoders_are_told_from_spacy_models(script: ModuleType, headed: Path) -> None:
    tasks: list[Task] = []

    def run(task: Task) -> Outcome:
        tasks.append(task)
        return outcome_of()

    engines = script.contenders([SMALL, "fr_absent"], str(headed), None)
    rows = list(script.rows_of(engines, Data("dev", ()), head=True, run=run))
    assert [row.encoder for row in rows] == [False] * 4 + [True] * 2
    assert all(task.head for task in tasks)


@pytest.mark.parametrize(
    ("options", "head", "titles"),
    [
        ([], False, []),
        (["--claims"], True, ["Claims"]),
        (["--calibration"], True, ["Confidence", "Salience", "Salience"]),
        (["--claims", "--calibration"], True, ["Claims", "Confidence", "Salience", "Salience"]),
    ],
)
def test_the_options_add_their_tables_before_the_versions(
    script: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    headed: Path,
    outcome: Outcome,
    options: list[str],
    head: bool,
    titles: list[str],
) -> None:
    asked = []

    def rows_of(*_: object, **named: object) -> list[Row]:
        asked.append(named["head"])
        return [Row("mien", WITH_RULES, outcome, encoder=True)]

    monkeypatch.setattr(script, "rows_of", rows_of)
    corpus = ["--corpus", str(ANNOTATED), "--model", str(headed)]
    assert script.main([*corpus, *options]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert asked == [head]
    assert [line.split()[1] for line in lines if line.startswith("###")] == ["Interviews", *titles]
    assert lines[-1].startswith("- mien ")
