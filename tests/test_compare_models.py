"""Engines side by side: what they read, what counts as known by heart, rewritten interviews, tables."""

from __future__ import annotations

import dataclasses
import importlib
import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType

import pytest
import spacy
from gold_records import ANNOTATED, record_of
from tiny_encoder import write_encoder

from pipeline.annotate import Models
from pipeline.errors import InputError, ModelError
from pipeline.evaluate import evaluate
from pipeline.evaluate.alone import gold_interview, mentions_alone, spans_record
from pipeline.evaluate.contenders import Contender, alone_models, whole_models
from pipeline.evaluate.engine_tables import Data, Row, tables
from pipeline.evaluate.rewriting import (
    VARIANTS,
    Variant,
    rewritten_gold,
    rewritten_source,
    rewritten_text,
)
from pipeline.evaluate.trial import Annotated, Outcome, Task, in_fresh_process, perform
from pipeline.evaluate.unseen import SeenNames, entities_of_gold, entities_of_record
from pipeline.gold import check_gold, read_golds
from pipeline.read import read_source
from pipeline.run import process
from pipeline.schema import (
    EntityLabel,
    Gold,
    GoldEntity,
    GoldMention,
    GoldTurn,
    RawMention,
    TurnDoc,
)
from pipeline.settings import Settings

SMALL = "fr_core_news_sm"
SCRIPTS = Path(__file__).parent.parent / "scripts"


class Says:
    """An engine that finds some words wherever they stand."""

    def __init__(self, names: Mapping[str, EntityLabel]) -> None:
        self.names = names

    def mentions(self, docs: Sequence[TurnDoc]) -> tuple[RawMention, ...]:
        found = []
        for item in reversed(docs):
            for name, label in self.names.items():
                at = item.doc.text.find(name)
                if at >= 0:
                    start = item.turn.start + at
                    end = start + len(name)
                    found.append(RawMention(start, end, label, item.turn.id, 0.5, "fake"))
        return tuple(found)


def talk(question: str, answer: str, names: Mapping[str, EntityLabel]) -> Gold:
    """Return gold whose entities are the first occurrences of `names`."""
    text = f"{question}\n{answer}"
    turns = (
        GoldTurn("t1", "question", None, 0, len(question), question),
        GoldTurn("t2", "answer", None, len(question) + 1, len(text), answer),
    )
    entities = []
    for number, (name, label) in enumerate(names.items(), 1):
        start = text.index(name)
        turn = "t1" if start < len(question) else "t2"
        mention = GoldMention(start, start + len(name), name, turn)
        entities.append(GoldEntity(f"e{number}", name, label, None, (mention,)))
    return check_gold(Gold("x", text, turns=turns, entities=tuple(entities)))


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_encoder(tmp_path_factory.mktemp("models") / "mien")


@pytest.fixture(scope="module")
def interviews() -> tuple[Annotated, ...]:
    files = {path.stem: path for path in (ANNOTATED / "raw" / "dev").iterdir()}
    return tuple(Annotated(gold, files[gold.id]) for gold in read_golds(ANNOTATED / "gold"))


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(SCRIPTS)
    return importlib.import_module("compare_models")


# --- an engine alone ---------------------------------------------------------------------------


@pytest.fixture
def nothing() -> Models:
    return Models(spacy.blank("fr"), {})


def test_titles_are_cut_off_persons_alone(nothing: Models) -> None:
    gold = talk("Qui ?", "M. Roy, Mme\u00a0Le Goff et Monsieur Bricolage.", {})
    engine = Says({"M. Roy": "PER", "Mme Le Goff": "PER", "Monsieur Bricolage": "ORG"})
    interview = gold_interview(gold)
    found = mentions_alone(interview, nothing, engine=engine)
    assert [(gold.text[m.start : m.end], m.label) for m in found] == [
        ("Roy", "PER"),
        ("Le Goff", "PER"),
        ("Monsieur Bricolage", "ORG"),
    ]


def test_an_engine_that_finds_everything_is_right(nothing: Models) -> None:
    names: dict[str, EntityLabel] = {"Havas": "ORG", "Paris": "LOC"}
    gold = talk("Et Havas ?", "Oui, à Paris.", names)
    interview = gold_interview(gold)
    found = mentions_alone(interview, nothing, engine=Says(names))
    record = spans_record(interview, found, nothing, Settings())
    assert evaluate([gold], [record]).value("entities", "strict", "F1") == 1


def test_boilerplate_is_not_read(nothing: Models) -> None:
    gold = talk("Et Havas ?", "Oui, à Paris.", {})
    turns = gold.turns or ()
    hidden = (turns[0], dataclasses.replace(turns[1], role="boilerplate"))
    interview = gold_interview(dataclasses.replace(gold, turns=hidden))
    found = mentions_alone(interview, nothing, engine=Says({"Havas": "ORG", "Paris": "LOC"}))
    assert [mention.label for mention in found] == ["ORG"]


def test_spacy_alone_finds_what_the_whole_model_finds(interviews: tuple[Annotated, ...]) -> None:
    models = alone_models(Contender(SMALL, SMALL))
    assert models.nlp.pipe_names == ["ner"]
    text = interviews[0].gold.text.replace("\n", " ")
    whole = spacy.load(SMALL)(text).ents
    assert [(e.text, e.label_) for e in models.nlp(text).ents] == [
        (e.text, e.label_) for e in whole
    ]


def test_an_encoder_alone_needs_no_spacy_model(tiny: Path) -> None:
    gold = talk("Et L’Oréal ?", "Non, Marie Dupont.", {"Oréal": "ORG", "Marie Dupont": "PER"})
    models = alone_models(Contender("mien", "absent", str(tiny)))
    assert models.nlp.pipe_names == []
    assert list(models.versions) == ["mien"]
    interview = gold_interview(gold)
    record = spans_record(interview, mentions_alone(interview, models), models, Settings())
    assert evaluate([gold], [record]).value("entities", "strict", "F1") == 1


# --- rewritten interviews ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("variant", "expected"),
    [
        ("straight", "Qu'est l'été à Gießen ?\nC'est l''Île'."),
        ("typographic", "Qu’est l’été à Gießen ?\nC’est l’’Île’."),
        ("capitals", "QU’EST L'ÉTÉ À GIEßEN ?\nC’est l'’Île'."),
    ],
)
def test_rewriting_keeps_every_character_in_its_place(variant: Variant, expected: str) -> None:
    gold = talk("Qu’est l'été à Gießen ?", "C’est l'’Île'.", {"Gießen": "LOC", "Île": "LOC"})
    assert rewritten_text(gold, variant) == expected
    rewritten = check_gold(rewritten_gold(gold, variant))
    assert [m.start for e in rewritten.entities or () for m in e.mentions] == [
        m.start for e in gold.entities or () for m in e.mentions
    ]


def test_a_source_of_another_text_is_not_rewritten(
    interviews: tuple[Annotated, ...], gold: Gold
) -> None:
    each = next(each for each in interviews if each.gold.id != gold.id)
    assert each.path is not None
    source = read_source(each.path, id="x", file="x.txt", settings=Settings())
    assert rewritten_source(source, each.gold, "straight").blocks == source.blocks
    with pytest.raises(InputError, match=r"x\.txt: its text is not that of the gold"):
        rewritten_source(source, gold, "straight")


# --- unseen names ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("L’Ourlet", True),  # listed
        ("l'ourlet", True),
        ("Orange", False),  # a fruit in the text
        ("Studio Lune", True),
        ("Studio  Lune", True),
        ("STUDIO LUNE", True),
        ("Studio", True),
        ("Stud", False),
        ("d' Ayas", True),
        ("d’Ayas", True),
        ("Havas Paris", False),  # the end of one text, the beginning of the next
        ("Sncf", True),
    ],
)
def test_a_name_is_seen_where_a_list_or_a_text_holds_it(name: str, seen: bool) -> None:
    texts = ["Une orange pour Studio\u00a0Lune, et Havas", "Paris, la SNCF et le maire d' Ayas ."]
    assert (name in SeenNames(texts, names=["L'Ourlet"])) is seen


def test_our_lists_are_known_and_the_names_that_training_puts_in() -> None:
    seen = SeenNames([])
    assert "Facebook" in seen
    assert "Gauthier de La Rochebrune" in seen
    assert "Zibelmachin" not in seen


def test_figures_on_some_names_count_only_these(gold: Gold) -> None:
    record = record_of(gold)
    names = {m.text for e in gold.entities or () for m in e.mentions}
    chosen = sorted(names)[0]

    def keep(_: str, name: str) -> bool:
        return name == chosen

    found = evaluate([entities_of_gold(gold, keep)], [entities_of_record(record, keep)])
    assert found.layers == {"turns": 0, "entities": 1, "claims": 0, "summary": 0}
    assert found.value("entities", "strict", "F1") == 1
    everything = evaluate([gold], [record]).counts[gold.id]["entity.tp"]
    assert 0 < found.counts[gold.id]["entity.tp"] < everything


# --- trials ------------------------------------------------------------------------------------


def test_the_whole_pipeline_gives_the_records_of_a_run(
    tiny: Path, interviews: tuple[Annotated, ...]
) -> None:
    contender = Contender("mien", SMALL, str(tiny))
    task = Task(
        contender=contender,
        whole=True,
        interviews=interviews,
        variants=tuple(VARIANTS),
        repetitions=1,
    )
    found = perform(task)
    models = whole_models(contender)
    first = interviews[0]
    assert first.path is not None
    expected = process(
        first.path,
        id=first.gold.id,
        file=first.path.name,
        settings=contender.settings,
        models=models,
    )
    assert found.printed[0] == expected
    assert {len(records) for records in found.variants.values()} == {len(interviews)}
    assert list(found.versions) == [SMALL, "mien"]
    assert found.words == sum(len(each.gold.text.split()) for each in interviews)
    assert found.seconds > 0
    straight = [rewritten_text(each.gold, "straight") for each in interviews]
    assert [record.text for record in found.variants["straight"]] == straight


def test_a_refused_interview_has_no_record(tmp_path: Path, tiny: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_text("Rien.\n", encoding="utf-8")
    text = read_source(path, id="x", file="x.txt", settings=Settings()).text
    gold = Gold("x", text, turns=(), entities=())
    contender = Contender("mien", SMALL, str(tiny))
    variants: tuple[Variant, ...] = ("capitals",)
    task = Task(
        contender=contender,
        whole=True,
        interviews=(Annotated(gold, path),),
        variants=variants,
        repetitions=1,
    )
    found = perform(task)
    assert found.printed == found.variants["capitals"] == ()


def test_the_pipeline_needs_the_file(tiny: Path, gold: Gold) -> None:
    task = Task(
        contender=Contender("mien", SMALL, str(tiny)), whole=True, interviews=(Annotated(gold),)
    )
    with pytest.raises(InputError, match="vitrine-encre: there is no file"):
        perform(task)


def test_the_exact_file_takes_the_place_of_the_models_own(
    tmp_path: Path, tiny: Path, interviews: tuple[Annotated, ...]
) -> None:
    exact = shutil.copy(tiny / "model.onnx", tmp_path / "exact.onnx")
    ours = Task(contender=Contender("a", SMALL, str(tiny)), whole=False, interviews=interviews)
    other = dataclasses.replace(ours, contender=Contender("b", SMALL, str(tiny), exact))
    assert [r.entities for r in perform(ours).printed] == [
        r.entities for r in perform(other).printed
    ]
    assert list(alone_models(other.contender).versions) == ["b"]
    assert list(whole_models(other.contender).versions) == [SMALL, "b"]
    exact.write_bytes(b"no model")
    with pytest.raises(ModelError, match=r"exact\.onnx"):
        perform(other)


def test_memory_is_that_of_a_fresh_process(tiny: Path, interviews: tuple[Annotated, ...]) -> None:
    contender = Contender("mien", SMALL, str(tiny))
    task = Task(contender=contender, whole=False, interviews=interviews[:1], repetitions=1)
    found = in_fresh_process(task)
    assert found.printed == perform(task).printed
    assert found.peak is None or found.peak > 20
    assert found.size == pytest.approx((tiny / "model.onnx").stat().st_size / 1e6)


# --- script and tables -------------------------------------------------------------------------


@pytest.fixture
def winer(tmp_path: Path) -> Path:
    rows = [
        {"text": "Marie Dupont est à Paris .", "spans": [[0, 12, "Person"], [19, 24, "Location"]]},
        {"text": "L'affaire Havas .", "spans": [[2, 15, "Event"]]},
    ]
    lines = [json.dumps(row | {"doc": "a"}, ensure_ascii=False) for row in rows]
    for split in ("train", "dev"):
        (tmp_path / f"{split}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return tmp_path


def test_a_document_of_winer_is_one_turn(script: ModuleType, winer: Path) -> None:
    (text,) = script.read_winer(winer / "dev.jsonl")
    gold = check_gold(script.text_gold(text))
    assert gold.text == "Marie Dupont est à Paris . L'affaire Havas ."
    # An event in lower case is none by our guidelines, and unlabelled.
    assert [(e.name, e.label) for e in gold.entities or ()] == [
        ("Marie Dupont", "PER"),
        ("Paris", "LOC"),
    ]


def test_where_the_guides_differ_is_known_and_left_out_of_one_table(
    script: ModuleType, winer: Path
) -> None:
    (text,) = script.read_winer(winer / "dev.jsonl")
    gold = script.text_gold(text)
    ((start, end),) = script.labelled_otherwise(text)
    assert gold.text[start:end] == "affaire Havas"
    found = record_of(
        dataclasses.replace(
            gold,
            entities=(
                *gold.entities,
                GoldEntity("e9", "Havas", "ORG", "company", (GoldMention(37, 42, "Havas", "t1"),)),
            ),
        )
    )
    outcome = Outcome(
        versions={}, printed=(found,), words=1, seconds=1, peak=None, size=None, general=(found,)
    )
    data = Data("dev", (Annotated(gold),), (gold,), apart={gold.id: [(start, end)]})
    lines = list(tables([Row("a", "alone", outcome)], data, robust=False))
    # Two of three are right; where the guides differ nothing is counted.
    rows = [line for line in lines if line.startswith("| a |")]
    assert [row.split("|")[3].split()[0] for row in rows[-2:]] == ["0.800", "1.000"]


def test_the_report_has_totals_and_no_words(
    script: ModuleType, tiny: Path, winer: Path, tmp_path: Path
) -> None:
    corpus = tmp_path / "corpus"
    shutil.copytree(ANNOTATED, corpus)
    shutil.copytree(ANNOTATED / "gold" / "dev", corpus / "gold" / "train")
    data = script.read_data(corpus, "dev", winer=winer, unseen=True)
    engines = script.contenders([SMALL, "fr_absent"], str(tiny), None)
    rows = list(script.rows_of(engines, data, variants=tuple(VARIANTS), repetitions=1, run=perform))
    assert [(row.engine, row.how) for row in rows] == [
        (engine, how)
        for engine in (SMALL, "fr_absent", "mien")
        for how in ("alone", "with the rules")
    ]
    report = "\n".join(tables(rows, data, robust=True))
    assert [line for line in report.splitlines() if line.startswith("###")] == [
        "### Interviews of the split dev",
        "### The same, names that no word list of ours and no training text holds",
        "### The same interviews rewritten: strict F1",
        "### WiNER-fr dev, three labels",
        "### WiNER-fr dev, three labels, without names that its guide and ours label differently",
        "### WiNER-fr dev, names that no word list of ours and no training text holds",
    ]
    assert report.count("not installed: `pip install fr-absent`") == 2
    assert "1 documents, 2 mentions (PER 1, LOC 1)" in report
    # Everything stands in the training text here.
    assert "1 documents, 0 mentions ()" in report
    names = {m.text for gold in data.golds for e in gold.entities or () for m in e.mentions}
    assert not any(f" {name} " in report for name in names)


def test_tables_have_as_many_cells_as_columns(gold: Gold) -> None:
    record = record_of(gold)
    outcome = Outcome(
        versions={},
        printed=(record,),
        words=100,
        seconds=0.5,
        peak=None,
        size=1.6,
        variants=dict.fromkeys(VARIANTS, (record,)),
    )
    rows = [Row("a", "alone", outcome), Row("b", "with the rules", outcome), Row("c", "alone", "?")]
    data = Data("dev", (Annotated(gold),))
    lines = list(tables(rows, data, robust=False))
    found = [line.count("|") for line in lines if line.startswith("|")]
    assert len(found) == 5
    assert len(set(found)) == 1
    assert "| 200 | unknown | 2 |" in lines[-4]
    assert lines[-4].startswith("| a | alone | 1.000 (1.00 to 1.00) |")
    # An engine alone knows nothing of kinds; this gold has no MISC.
    assert (lines[-4].count(" - "), lines[-3].count(" - ")) == (2, 1)


def test_a_missing_model_is_told_before_anything_runs(
    script: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    assert script.main(["--corpus", str(ANNOTATED), "--model", "no/such/folder"]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("error: entities = 'no/such/folder': no such folder")
