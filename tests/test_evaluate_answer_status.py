"""Annotated answer statuses, how they are read and scored."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from pipeline.errors import InputError
from pipeline.evaluate.answer_status import (
    confusion_of,
    judged,
    macro_f1,
    read_statuses,
    status_counts,
    status_ratios,
)
from pipeline.evaluate.figures import figures
from pipeline.gold import read_golds
from pipeline.schema import ExchangeTurns, Gold, GoldTurn, TurnRole

ROOT = Path(__file__).parent.parent
CORPUS = ROOT / "corpus"
HEADER = "interview\texchange\tstatus\tevidence\n"


def written(folder: Path, content: str) -> Path:
    path = folder / "statuses.tsv"
    path.write_text(content, encoding="utf-8")
    return path


def gold(*pairs: tuple[str, str]) -> Gold:
    """An annotated interview with one question and one answer an exchange."""
    text, turns, exchanges = "", [], []
    for number, pair in enumerate(pairs, 1):
        ids = (f"q{number}", f"a{number}")
        for id_, words in zip(ids, pair, strict=True):
            start = len(text)
            role: TurnRole = "question" if id_[0] == "q" else "answer"
            turns.append(GoldTurn(id_, role, None, start, start + len(words), words))
            text += words + "\n\n"
        exchanges.append(ExchangeTurns(f"x{number}", ids[:1], ids[1:]))
    return Gold("a", text, turns=tuple(turns), exchanges=tuple(exchanges))


EXCHANGES = gold(
    ("Est-ce rentable ?", "Non."),
    ("Combien ?", "Joker."),
    ("Est-ce fini ?", "Oui. Et nous\npartons à Dole."),
    ("Comment faites-vous ?", "Je relis les épreuves."),
)
ROWS = "a\tx1\tanswers\tNon\na\tx2\tevades\tJoker\na\tx3\tvolunteers\tnous partons\na\tx4\tanswers\tJe relis\n"


def test_statuses_are_read_in_their_order(tmp_path: Path) -> None:
    found = read_statuses(written(tmp_path, HEADER + ROWS))
    assert [(own.exchange, own.status) for own in found] == [
        ("x1", "answers"),
        ("x2", "evades"),
        ("x3", "volunteers"),
        ("x4", "answers"),
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("interview\tstatus\n", "columns must be"),
        (HEADER + "a\tx1\tjokes\tNon\n", "line 2: status 'jokes' is none of answers, partial"),
        (HEADER + "a\tx1\tanswers\tNon\na\tx1\tevades\tNon\n", "line 3: a x1 stands twice"),
        (HEADER + "a\tx1\tanswers\t\n", "line 2: no evidence"),
    ],
)
def test_a_wrong_table_is_refused(tmp_path: Path, content: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_statuses(written(tmp_path, content))


def test_a_missing_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_statuses(tmp_path / "none.tsv")


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("b\tx1\tanswers\tNon\n", "b x1: not in the gold"),
        ("a\tx9\tanswers\tNon\n", "a x9: not in the gold"),
        ("a\tx1\tanswers\tOui\n", "a x1: 'Oui' stands in no answer"),
    ],
)
def test_a_row_that_does_not_fit_the_gold_is_refused(
    tmp_path: Path, row: str, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        judged(read_statuses(written(tmp_path, HEADER + row)), {"a": EXCHANGES})


def test_evidence_may_go_on_over_the_end_of_a_line(tmp_path: Path) -> None:
    found = judged(read_statuses(written(tmp_path, HEADER + ROWS)), {"a": EXCHANGES})[2]
    assert EXCHANGES.text[found.start : found.end] == "nous\npartons"


def test_what_is_null_counts_against_recall_alone(tmp_path: Path) -> None:
    found = judged(read_statuses(written(tmp_path, HEADER + ROWS)), {"a": EXCHANGES})
    assert confusion_of(found) == {
        ("answers", "answers"): 1,
        ("evades", "evades"): 1,
        ("volunteers", "answers"): 1,
        ("answers", None): 1,
    }
    rates = {f.label: f.value for f in figures(status_counts(found), wanted=status_ratios())}
    assert rates["coverage"] == 3 / 4
    assert rates["accuracy where assessed"] == 2 / 3
    assert rates["floor where assessed"] == 1 / 3
    assert rates["floor, always answers"] == 1 / 2
    assert (rates["answers precision"], rates["answers recall"]) == (1 / 2, 1 / 2)
    assert (rates["volunteers recall"], rates["partial F1"]) == (0, None)
    assert rates["evidence meets the annotator's"] == 1


def test_the_mean_over_statuses_counts_those_never_met_as_nought(tmp_path: Path) -> None:
    found = judged(read_statuses(written(tmp_path, HEADER + ROWS)), {"a": EXCHANGES})
    counts = status_counts(found)
    assert macro_f1(counts).value == pytest.approx((1 / 2 + 1) / 4)
    assert macro_f1(counts, floor=True).value == pytest.approx((4 / 6) / 4)


@pytest.mark.parametrize("name", ["dev", "train", "train-second"])
def test_the_annotated_exchanges_fit_the_corpus(name: str) -> None:
    annotated = read_statuses(CORPUS / "answer_status" / f"{name}.tsv")
    golds = read_golds(CORPUS / "gold" / name.split("-")[0])
    assert len(judged(annotated, {own.id: own for own in golds})) == len(annotated) >= 100


def test_on_dev_what_is_assessed_is_better_than_always_answers() -> None:
    annotated = read_statuses(CORPUS / "answer_status" / "dev.tsv")
    golds = {own.id: own for own in read_golds(CORPUS / "gold" / "dev")}
    counts = status_counts(judged(annotated, golds))
    rates = {f.label: f.value or 0.0 for f in figures(counts, wanted=status_ratios())}
    assert rates["accuracy where assessed"] > rates["floor where assessed"] + 0.05
    assert rates["coverage"] > 0.2


def test_the_script_prints_figures_and_the_confusion(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    script = runpy.run_path(str(ROOT / "scripts" / "evaluate_answer_status.py"))
    table, folder = CORPUS / "answer_status" / "dev.tsv", CORPUS / "gold" / "dev"
    monkeypatch.setattr("sys.argv", ["x", str(table), "--gold", str(folder), "--list"])
    assert script["main"]() == 0
    printed = capsys.readouterr().out
    assert "17 interviews, 138 annotated exchanges" in printed
    assert "| annotated \\ assessed | answers | partial | evades | volunteers | null |" in printed
