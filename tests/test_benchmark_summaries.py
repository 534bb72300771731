"""What the benchmark of summaries reads, chooses, scores and compares."""

from __future__ import annotations

import dataclasses
import importlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from gold_records import ANNOTATED, record_of

from pipeline.errors import InputError
from pipeline.evaluate.prediction import pair_up
from pipeline.gold import read_golds
from pipeline.schema import Span, Summary, SummarySentence
from pipeline.summarize.weights import summary_weights

SCRIPTS = Path(__file__).parent.parent / "scripts"
ARTICLE = "Le musée de Vizille rouvre lundi. {} visiteurs sont attendus. Le café reste fermé. La billetterie du musée change aussi."
DEBATE = """P1 : Faut-il fermer la radio ? C'est urgent.

Ada Morel : La radio coûte peu. Elle réunit les villages
et les villages y tiennent.
Luc Tirel : Je fermerais la radio demain.
"""


def module(name: str) -> ModuleType:
    return importlib.import_module(f"benchmarks.{name}")


@pytest.fixture(autouse=True)
def scripts(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.syspath_prepend(str(SCRIPTS))
    before = set(sys.modules)
    yield
    for name in set(sys.modules) - before:
        if name.partition(".")[0] in {"benchmarks", "afternoon"}:
            del sys.modules[name]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "orangesum").mkdir()
    rows = [
        {"id": n, "source_documents": ARTICLE.format(n), "gold": "Le musée rouvre lundi."}
        for n in range(510)
    ]
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    (tmp_path / "orangesum" / "articles.jsonl").write_text("\n".join(lines), encoding="utf-8")
    debates = tmp_path / "fredsum"
    for below in ("transcript", "summary_abstractive/1"):
        (debates / below).mkdir(parents=True)
        for name in ("A--Radio.txt", "B--Radio.txt"):
            text = DEBATE if below == "transcript" else "Ada Morel défend la radio."
            (debates / below / name).write_text(text, encoding="utf-8")
    listed = json.dumps({"FREDSum_test": ["B--Radio.txt"]})
    (debates / "FREDSum_test.json").write_text(listed, encoding="utf-8")
    return tmp_path


def text_of(*written: str) -> Any:
    return module("summaries_data").article("a", " ".join(written), "Le musée rouvre.")


# --- reading ---------------------------------------------------------------------------------


def test_five_hundred_articles_are_tuned_on_and_none_of_them_reported(folder: Path) -> None:
    tuning, held = module("summaries_data").articles(folder)
    assert (len(tuning), len(held)) == (500, 10)
    assert not {text.id for text in tuning} & {text.id for text in held}


def test_which_articles_are_tuned_on_depends_on_their_ids_alone(folder: Path) -> None:
    data = module("summaries_data")
    tuning, _ = data.articles(folder)
    file = folder / "orangesum" / "articles.jsonl"
    lines = file.read_text(encoding="utf-8").splitlines()
    file.write_text("\n".join(reversed(lines)), encoding="utf-8")
    assert {text.id for text in data.articles(folder)[0]} == {text.id for text in tuning}
    assert {text.id for text in tuning} != {str(n) for n in range(500)}


def test_a_debate_is_cut_into_the_sentences_of_its_speakers() -> None:
    text = module("summaries_data").debate("a", DEBATE, "")
    assert list(zip(text.speakers, text.written, strict=True)) == [
        ("P1", "Faut-il fermer la radio ?"),
        ("P1", "C'est urgent."),
        ("Ada Morel", "La radio coûte peu."),
        ("Ada Morel", "Elle réunit les villages et les villages y tiennent."),
        ("Luc Tirel", "Je fermerais la radio demain."),
    ]
    assert [sentence.turn for sentence in text.sentences] == ["0", "0", "1", "1", "2"]


def test_debates_of_the_published_test_are_not_tuned_on(folder: Path) -> None:
    tuning, held = module("summaries_data").debates(folder)
    assert ([t.id for t in tuning], [t.id for t in held]) == (["A--Radio"], ["B--Radio"])
    assert held[0].reference == "Ada Morel défend la radio."


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("orangesum/articles.jsonl", '{"id": 1}', r"articles.jsonl, line 1: no article"),
        ("orangesum/articles.jsonl", "Le musée", r"articles.jsonl, line 1: no article"),
        ("fredsum/FREDSum_test.json", "{}", "no list of files"),
        ("fredsum/FREDSum_test.json", '{"FREDSum_test": []}', "2 debates to tune on, 0"),
    ],
)
def test_what_is_no_data_set_is_refused(
    folder: Path, file: str, content: str, message: str
) -> None:
    (folder / file).write_text(content, encoding="utf-8")
    data = module("summaries_data")
    with pytest.raises(InputError, match=message):
        (data.articles if "orangesum" in file else data.debates)(folder)


def test_a_data_set_that_is_not_there_is_refused(tmp_path: Path) -> None:
    data = module("summaries_data")
    with pytest.raises(InputError, match=r"no \*\.jsonl"):
        data.articles(tmp_path)
    with pytest.raises(InputError, match=r"FREDSum_test.json: cannot be read"):
        data.debates(tmp_path)


# --- choosing --------------------------------------------------------------------------------


def test_lead_ends_with_the_first_sentence_that_does_not_fit() -> None:
    systems = module("summaries_systems")
    text = text_of("Un deux.", "Un deux trois quatre cinq.", "Un.")
    assert systems.lead(systems.Limit(most=2))(text) == [0, 1]
    assert systems.lead(systems.Limit(room=4))(text) == [0]


def test_the_best_rated_sentences_that_fit_are_taken_in_text_order() -> None:
    systems = module("summaries_systems")
    text = text_of("Un deux.", "Un deux trois quatre cinq.", "Un.")

    def rate(_: object) -> list[tuple[int, float]]:
        return [(2, 0.9), (1, 0.5), (0, 0.1)]

    assert systems.rated(rate, systems.Limit(most=2))(text) == [1, 2]
    assert systems.rated(rate, systems.Limit(room=4))(text) == [0, 2]


@pytest.mark.parametrize(("share", "second"), [(1.0, 1), (0.5, 2)])
def test_mixed_with_diversity_a_repetition_gives_way(share: float, second: int) -> None:
    systems = module("summaries_systems")
    text = text_of("Le musée rouvre lundi.", "Lundi, le musée rouvre.", "Un café ferme.")

    def rate(_: object) -> list[tuple[int, float]]:
        return [(0, 0.9), (1, 0.8), (2, 0.5)]

    assert systems.diverse(rate, share, systems.Limit(most=2))(text) == [0, second]


@pytest.mark.parametrize("name", ["lex_rank", "text_rank"])
def test_sumy_rates_every_sentence_as_it_chooses_itself(name: str) -> None:
    pytest.importorskip("sumy", reason="sumy is not installed (pip install 'entretiens[bench]')")
    systems = module("summaries_systems")
    text = text_of(
        "La pluie tombe.",
        "Le musée de Vizille rouvre lundi.",
        "123 !",
        "Lundi, la billetterie du musée de Vizille rouvre.",
        "Le musée rouvre sa billetterie lundi.",
    )
    rate = systems.sumy_rating(name)
    found = rate(text)
    assert sorted(at for at, _ in found) == list(range(5))
    values = [value for _, value in found]
    assert values == sorted(values, reverse=True)
    assert all(np.isfinite(values))
    assert rate(text) == found
    assert 2 not in systems.rated(rate, systems.Limit(most=4))(text)


def test_sentences_without_words_are_rated_too() -> None:
    pytest.importorskip("sumy", reason="sumy is not installed (pip install 'entretiens[bench]')")
    found = module("summaries_systems").sumy_rating("lex_rank")(text_of("123 !", "456 !"))
    assert sorted(found) == [(0, 0.0), (1, 0.0)]


# --- scoring ---------------------------------------------------------------------------------


def test_a_summary_of_a_debate_says_who_speaks_where_that_changes() -> None:
    text = module("summaries_data").debate("a", DEBATE, "")
    assert module("summaries_scores").written(text, [2, 3, 4]) == (
        "Ada Morel : La radio coûte peu. Elle réunit les villages et les villages y tiennent. "
        "Luc Tirel : Je fermerais la radio demain."
    )


def test_an_article_has_no_speakers() -> None:
    text = text_of("Le musée rouvre lundi.", "Le café ferme.")
    assert module("summaries_scores").written(text, [1]) == "Le café ferme."


def test_the_system_with_the_best_scores_is_found() -> None:
    text = text_of("Le café ferme.", "Le musée rouvre.")
    systems = {"first": lambda _: [0], "second": lambda _: [1]}
    assert module("summaries_scores").best_of(systems, [text]) == "second"


def test_a_difference_has_an_interval_that_pairs_the_texts() -> None:
    scores = module("summaries_scores")
    hard = np.arange(60.0)[:, None] * np.ones(3)
    mean, low, high = scores.difference(hard + 1.0, hard)
    assert mean == pytest.approx([1.0] * 3)
    assert low == pytest.approx([1.0] * 3)
    assert high == pytest.approx([1.0] * 3)
    noise = np.where(np.arange(60) % 2, 5.0, -5.0)[:, None]
    mean, low, high = scores.difference(hard + noise, hard)
    assert (low < mean).all()
    assert (mean < high).all()
    assert (low < 0).all()
    assert (high > 0).all()


def test_the_weights_that_score_best_on_the_tuning_texts_are_taken() -> None:
    summaries, systems = module("summaries"), module("summaries_systems")
    text = text_of(
        "Un chat roux dort.",
        "Un chat roux mange une souris grise.",
        "Le musée rouvre.",
        "Une souris grise mange.",
    )
    first = dataclasses.replace(text, reference="Un chat roux dort.")
    grid = {"position": (0.0, 9.0), "centrality": (-9.0, 1.0)}
    name, weights = summaries.tuned([first], grid, systems.Limit(most=1))
    assert name == "position 9, centrality -9"  # position alone decides
    assert (weights.position, weights.salience) == (9.0, 0.0)
    name, weights = summaries.tuned([text], grid, systems.Limit(most=1))
    assert name == "position 0, centrality -9"
    assert weights.redundancy == summary_weights().redundancy


def test_news_and_debates_are_reported_beside_the_others(folder: Path) -> None:
    pytest.importorskip("sumy", reason="sumy is not installed (pip install 'entretiens[bench]')")
    summaries = module("summaries")
    news, debates = summaries.news(folder), summaries.debates(folder)
    for name in ("entretiens", "Lead-2", "LexRank", "TextRank"):
        assert news.count(f"\n| {name} |") == 2
    for name in ("entretiens", "Lead", "LexRank", "LexRank+MMR"):
        assert debates.count(f"\n| {name} |") == 2
    assert "Tuned on 500 articles" in news
    assert "reported on the other 10" in news
    assert "Tuned on 1 other files, reported on the 1" in debates


def test_without_sumy_its_systems_are_left_out_and_that_is_said(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    summaries = module("summaries")
    monkeypatch.setattr(summaries, "missing", lambda *names: list(names))
    assert "left out: LexRank, TextRank (sumy not installed)" in summaries.news(folder)
    assert "| LexRank" not in summaries.debates(folder)


# --- the corpus ------------------------------------------------------------------------------


def test_of_an_interview_key_claims_sentences_and_those_that_lean_are_counted() -> None:
    gold = next(g for g in read_golds(ANNOTATED) if any(c.key for c in g.claims or ()))
    keys = [claim for claim in gold.claims or () if claim.key]
    first, last = keys[0], keys[-1]
    whole = Summary(
        "Elle dure.",
        "extractive",
        (SummarySentence("Elle dure.", (Span(first.start, first.end),)),),
    )
    record = record_of(gold)
    both = Summary(
        "Zoé dort. Elle rêve.",
        "extractive",
        (
            SummarySentence("Zoé dort.", (Span(last.start, last.start + 1),)),
            SummarySentence("Elle rêve.", (Span(last.start + 2, last.end),)),
        ),
    )
    (exchange, *others) = record.exchanges
    exchanges = (dataclasses.replace(exchange, summary=both), *others)
    record = dataclasses.replace(record, summary=whole, exchanges=exchanges)
    found = module("summaries_corpus").counted(pair_up(gold, record))
    assert (found.keys, found.whole, found.answers) == (len(keys), 1, 1)
    assert (found.sentences, found.leaning) == (3, 1)


def test_another_system_chooses_as_many_sentences_among_the_same_answers() -> None:
    corpus, systems = module("summaries_corpus"), module("summaries_systems")
    gold = next(g for g in read_golds(ANNOTATED) if g.summary is not None)
    record = corpus._rewritten(record_of(gold), systems.lead, 3)
    answers = [turn for turn in record.turns if turn.role == "answer"]
    assert len(record.summary.sentences) == 3
    for summary in (record.summary, *(x.summary for x in record.exchanges if x.summary)):
        for sentence in summary.sentences:
            (span,) = sentence.evidence
            assert record.text[span.start : span.end] == sentence.text
            assert any(turn.start <= span.start and span.end <= turn.end for turn in answers)


def test_ways_to_run_stand_beside_other_systems_and_the_gold_summaries(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    corpus = module("summaries_corpus")
    golds = [g for g in read_golds(ANNOTATED) if g.summary is not None and g.claims is not None]
    monkeypatch.setattr(corpus, "read_golds", lambda *_, **__: golds)
    monkeypatch.setattr(corpus, "_records", lambda *_: [record_of(gold) for gold in golds])
    monkeypatch.setattr(corpus, "missing", lambda *names: list(names))
    found = corpus.interviews(Path("corpus"), "dev", {"pipeline": None})
    rows = {
        line.split(" | ")[0]: line.split(" | ")[1:]
        for line in found.splitlines()
        if line.startswith("|")
    }
    assert list(rows)[2:] == ["| pipeline", "| first sentences", "| gold summaries"]
    # The records say what the gold says: the same words, the same evidence.
    assert rows["| pipeline"][0] == "1.000 (1.00 to 1.00)"
    assert rows["| pipeline"][3] == rows["| gold summaries"][3]
    assert rows["| pipeline"][4] == "0.000 (0.00 to 0.00)"
    assert "(at least 0.6: missed)" in found


def test_without_a_folder_news_and_debates_are_left_out_and_that_is_said(
    monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    summaries = module("summaries")
    monkeypatch.setattr(summaries.summaries_corpus, "interviews", lambda *_: "Interviews.")
    for name in ("news", "debates"):
        monkeypatch.setattr(summaries, name, lambda data: f"From {data.name}.")
    without = summaries.tables(None, Path("corpus"), "dev", {})
    assert without.startswith("Interviews.")
    assert "not asked for (`--data DIR`)" in without
    both = summaries.tables(folder, Path("corpus"), "dev", {})
    assert both.count(f"From {folder.name}.") == 2
