"""Gold keywords, how they are compared, and plain TF-IDF beside them."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest
from extraction_docs import models

from pipeline.errors import InputError
from pipeline.evaluate.figures import figures
from pipeline.evaluate.keyword_floors import Frequencies, best_ngrams, best_words
from pipeline.evaluate.keywords import (
    MOST,
    agreeing,
    counts_of,
    keyword_counts,
    keyword_key,
    keyword_ratios,
    read_keywords,
)
from pipeline.gold import read_golds
from pipeline.text import analysis_form

ROOT = Path(__file__).parent.parent
CORPUS = ROOT / "corpus"


def written(folder: Path, content: str) -> Path:
    path = folder / "gold.tsv"
    path.write_text(content, encoding="utf-8")
    return path


# --- gold ------------------------------------------------------------------------------------


def test_gold_keywords_are_read_in_their_order(tmp_path: Path) -> None:
    path = written(tmp_path, 'interview\tkeywords\nb\trumeur | "bad buzz"\na\tphare\n')
    assert read_keywords(path) == {"b": ("rumeur", '"bad buzz"'), "a": ("phare",)}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "columns must be interview, keywords"),
        ("interview\tkeyword\na\tphare\n", "columns must be interview, keywords"),
        ("interview\tkeywords\na\tphare\na\tquai\n", "line 3: a stands twice"),
        ("interview\tkeywords\na\t\n", "line 2: '' is no keyword"),
        ("interview\tkeywords\na\tphare | \n", "line 2: '' is no keyword"),
        ("interview\tkeywords\na\tphare | le\n", "line 2: 'le' is no keyword"),
        ("interview\tkeywords\na\tphare | les phares\n", "line 2: 'phare' stands twice"),
    ],
)
def test_a_table_at_fault_says_where(tmp_path: Path, content: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        read_keywords(written(tmp_path, content))
    assert message in str(caught.value)


def test_a_missing_table_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_keywords(tmp_path / "absent.tsv")


@pytest.mark.parametrize("split", ["dev", "test"])
def test_every_gold_keyword_is_written_in_a_question_or_answer(split: str) -> None:
    spoken = {
        gold.id: " ".join(
            " ".join(turn.text.split())
            for turn in gold.turns or ()
            if turn.role in ("question", "answer")
        )
        for gold in read_golds(CORPUS / "gold" / split)
    }
    found = read_keywords(CORPUS / "keywords" / f"{split}.tsv")
    assert found.keys() == spoken.keys()
    assert {id_ for id_, own in found.items() if not 5 <= len(own) <= 10} == set()
    absent = {
        (id_, place)  # not the keyword: nobody reads the test split
        for id_, own in found.items()
        for place, keyword in enumerate(own)
        if analysis_form(keyword).lower() not in analysis_form(spoken[id_]).lower()
    }
    assert absent == set()


# --- matching --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Crise", "crises"),
        ("la gestion de la crise", "gestion de crise"),
        ("carnet d’adresses", "carnet d'adresses"),
        ("Égérie", "egeries"),
        ("journal", "journaux"),
        ("cœur de cible", "coeur de cible"),
        ("baby-foot", "baby foot"),
    ],
)
def test_writing_makes_no_difference(one: str, other: str) -> None:
    assert keyword_key(one) == keyword_key(other)


@pytest.mark.parametrize(("one", "other"), [("presse", "pression"), ("bus", "bu"), ("pas", "pa")])
def test_other_words_are_other_keywords(one: str, other: str) -> None:
    assert keyword_key(one) != keyword_key(other)


@pytest.mark.parametrize(
    ("predicted", "gold", "expected"),
    [
        (["crise", "phare"], ["Crises", "quai"], (1, 1)),
        (["notes"], ["notes de service"], (0, 1)),
        (["notes de service"], ["notes"], (0, 1)),
        (["service"], ["notes de service"], (0, 0)),
        (["notes de lobbying"], ["notes de service"], (0, 0)),
        (["notes", "notes de service"], ["notes de service"], (1, 1)),
        (["note", "notes interne"], ["notes de service"], (0, 1)),
        (["notes de service interne", "notes d'hier"], ["note", "note de service"], (0, 2)),
        (["crise", "crise"], ["crise"], (1, 1)),
        (["note"], ["note de service", "note"], (1, 1)),
        ([], ["note"], (0, 0)),
        (["note"], [], (0, 0)),
    ],
)
def test_keywords_agree_one_to_one(
    predicted: list[str], gold: list[str], expected: tuple[int, int]
) -> None:
    assert agreeing(predicted, gold) == expected


def test_only_the_first_ten_count() -> None:
    predicted = [f"mot{number}" for number in range(MOST)] + ["crise"]
    counts = keyword_counts(predicted, ["crise", "phare"])
    assert (counts["exact.tp"], counts["exact.fp"], counts["exact.fn"]) == (0, MOST, 2)


def test_f1_adds_the_counts_of_all_interviews() -> None:
    gold = {"a": ("crise", "note de service"), "b": ("phare",)}
    counts = counts_of({"a": ["crise", "notes", "quai"], "b": ["phare"]}, gold)
    found = {
        (figure.name, figure.measure): figure.value
        for figure in figures(counts, wanted=keyword_ratios())
    }
    assert found["exact", "F1"] == pytest.approx(2 * 2 / (4 + 3))
    assert found["exact or partial", "F1"] == pytest.approx(2 * 3 / (4 + 3))
    assert found["exact", "precision"] == 0.5


def test_an_interview_without_record_is_an_error() -> None:
    with pytest.raises(InputError, match="b: no record"):
        counts_of({"a": []}, {"a": ("crise",), "b": ("phare",)})


# --- TF-IDF ----------------------------------------------------------------------------------


def test_tf_idf_prefers_what_other_texts_lack() -> None:
    background = Frequencies(["La presse lit.", "La presse dort.", "La presse sort un phare."])
    assert background.rarity("phares") < background.rarity("rade") != background.rarity("presse")
    assert best_words("La presse, la rade, le phare.", background) == ["rade", "phare", "presse"]


def test_tf_idf_counts() -> None:
    background = Frequencies(["Rien."])
    assert best_words("Une rade et un phare, deux phares.", background)[0] == "phare"


def test_noun_ngrams_hold_what_joins_them_and_no_marks() -> None:
    doc = models().nlp("La gestion de crise occupe 90 % des agences - et le baby-foot.")
    found = best_ngrams([doc], Frequencies(["Rien."]))
    assert {"gestion", "gestion de crise", "crise"} <= set(found)
    assert not any(key.startswith(("-", "%")) for key in found)


def test_the_script_prints_a_row_for_each_method() -> None:
    script = runpy.run_path(str(ROOT / "scripts" / "evaluate_keywords.py"))
    gold = {"a": ("crise", "phare"), "b": ("quai", "rade")}
    right = {id_: list(own) for id_, own in gold.items()}
    found = {
        script["PROGRAM"]: right,
        script["WORDS"]: {"a": ["crise"], "b": ["mât"]},
        script["NGRAMS"]: right,
    }
    rows = {
        line.split("|")[1].strip(): line.split("|")[2:]
        for line in script["lines"](found, gold)
        if line.startswith("|")
    }
    assert rows[script["PROGRAM"]][0].strip().startswith("1.000")
    assert rows[script["WORDS"]][0].strip().startswith("0.333")
    assert rows[script["WORDS"]][1].strip().startswith("0.667")
    assert rows[script["NGRAMS"]][1].strip() == "0.000 (0.00 to 0.00)"
