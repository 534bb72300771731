"""brat: what comes back unedited is the gold, what was edited is gold with proved offsets."""

from __future__ import annotations

import re
import tempfile
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from gold_strategies import golds
from hypothesis import given, settings

from pipeline.errors import InputError
from pipeline.export.brat import annotation_conf, brat_files
from pipeline.gold import exchanges_of, gold_of, read_gold, read_golds
from pipeline.importers.brat import read_brat
from pipeline.schema import Gold, Record

GOLD = Path(__file__).parent / "annotated/gold/dev/vitrine-encre.json"
CORPUS = Path(__file__).parent.parent / "corpus" / "gold"


def written(gold: Gold, folder: Path) -> Path:
    for suffix, content in brat_files(gold).items():
        (folder / f"essai{suffix}").write_bytes(content.encode("utf-8"))
    return folder / "essai.ann"


@pytest.fixture
def ann(tmp_path: Path, record: Record) -> Path:
    return written(gold_of(record), tmp_path)


def edited(ann: Path, old: str, new: str) -> Path:
    content = ann.read_text(encoding="utf-8")
    assert content.count(old) == 1, content
    ann.write_text(content.replace(old, new), encoding="utf-8")
    return ann


def refusal(ann: Path) -> str:
    with pytest.raises(InputError) as caught:
        read_brat(ann)
    return str(caught.value)


# --- there and back -------------------------------------------------------------------------


@settings(deadline=None, max_examples=150)
@given(gold=golds())
def test_what_comes_back_unedited_is_the_gold(gold: Gold) -> None:
    with tempfile.TemporaryDirectory() as folder:
        back = read_brat(written(gold, Path(folder)))
    assert back.gold == gold
    assert back.warnings == ()


@settings(deadline=None, max_examples=100)
@given(gold=golds())
def test_the_file_is_what_brat_itself_demands(gold: Gold) -> None:
    """brat ends a line where Python does, proves the words, and lets no span cross a line end."""
    files = brat_files(gold)
    for line in files[".ann"].splitlines():
        assert re.match(r"(T|A|#)\d+\t", line)
        if line.startswith("T"):
            _, place, words = line.split("\t", 2)
            spans = [tuple(map(int, s.split())) for s in place.split(" ", 1)[1].split(";")]
            assert " ".join(gold.text[a:b] for a, b in spans) == words
            assert all(left[1] < right[0] for left, right in pairwise(spans))
            assert all(len(gold.text[a:b].splitlines()) == 1 for a, b in spans)


def test_an_annotated_interview_and_a_prediction_come_back(tmp_path: Path, record: Record) -> None:
    for gold in (read_gold(GOLD), gold_of(record)):
        assert read_brat(written(gold, tmp_path)).gold == gold


@pytest.mark.parametrize("split", ["train", "dev", "test"])
def test_the_whole_corpus_comes_back(tmp_path: Path, split: str) -> None:
    for gold in read_golds(CORPUS / split):
        back = read_brat(written(gold, tmp_path))
        assert (gold.id, back.gold == gold, back.warnings) == (gold.id, True, ())


def test_a_text_with_windows_line_ends_is_the_same_text(ann: Path, record: Record) -> None:
    path = ann.with_suffix(".txt")
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert read_brat(ann).gold == gold_of(record)


def test_the_configuration_names_every_type_and_participant(record: Record) -> None:
    gold = gold_of(record)
    people = (*(gold.participants or ()), replace((gold.participants or ())[0], id="p10"))
    conf = annotation_conf(person.id for person in people)
    assert re.findall(r"^\[(\w+)\]$", conf, re.MULTILINE) == [
        "entities", "relations", "events", "attributes",
    ]  # fmt: skip
    assert {"!turn", "\tquestion", "\tORG", "\tprediction", "\tevidence"} <= set(conf.split("\n"))
    assert "Value:p1|p2|p10\n" in conf


# --- edited ---------------------------------------------------------------------------------


def test_a_moved_span_keeps_its_id_and_gets_its_new_words(ann: Path, record: Record) -> None:
    claim = gold_of(record).claims[0]  # type: ignore[index]
    place = f"fact {claim.start} {claim.end}\t{claim.text}"
    edited(ann, place, f"fact {claim.start + 5} {claim.end}\t{claim.text[5:]}")
    moved = read_brat(ann).gold.claims[0]  # type: ignore[index]
    assert (moved.id, moved.text) == ("c1", "a formé 40 élèves en 2012")


def test_a_stray_space_at_the_edge_of_a_span_is_left_out(ann: Path, record: Record) -> None:
    claim = gold_of(record).claims[0]  # type: ignore[index]
    edited(
        ann,
        f"fact {claim.start} {claim.end}\t{claim.text}",
        f"fact {claim.start + 4} {claim.end}\t{claim.text[4:]}",
    )
    assert read_brat(ann).gold.claims[0].text == "a formé 40 élèves en 2012"  # type: ignore[index]


def test_new_entities_join_those_of_the_same_words_or_name(ann: Path, record: Record) -> None:
    text = record.text
    start = text.index("Elle")
    ann.write_text(
        ann.read_text(encoding="utf-8")
        + f"T90\tORG {start} {start + 4}\tElle\n#90\tAnnotatorNotes T90\tZébulon\n"
        + f"T91\tMISC {start + 5} {start + 6}\ta\n",
        encoding="utf-8",
    )
    entities = read_brat(ann).gold.entities or ()
    assert [(e.id, e.name, [m.text for m in e.mentions]) for e in entities] == [
        ("e1", "Zébulon", ["Zébulon", "Elle"]),
        ("e3", "a", ["a"]),
        ("e2", "Inès Dacosta", ["Inès Dacosta"]),
    ]


def test_a_deleted_claim_is_gone_and_the_others_keep_their_ids(ann: Path) -> None:
    lines = ann.read_text(encoding="utf-8").splitlines(keepends=True)
    number = next(re.match(r"T(\d+)\tfact", x)[1] for x in lines if "\tfact " in x)  # type: ignore[index]
    kept = [x for x in lines if not re.search(rf"\bT{number}\b", x)]
    ann.write_text("".join(kept), encoding="utf-8")
    assert [claim.id for claim in read_brat(ann).gold.claims or ()] == ["c2"]


def test_exchanges_follow_from_turns_that_were_changed(ann: Path) -> None:
    edited(ann, "T2\tquestion", "T2\tintro")
    gold = read_brat(ann).gold
    assert gold.exchanges == exchanges_of(gold.turns or ()) == ()


def test_attributes_are_read(ann: Path) -> None:
    content = ann.read_text(encoding="utf-8")
    number = re.search(r"^T(\d+)\tfact", content, re.MULTILINE)[1]  # type: ignore[index]
    added = f"A90\tNegated T{number}\nA91\tModality T{number} possibility\n"
    ann.write_text(content + added, encoding="utf-8")
    claim = read_brat(ann).gold.claims[0]  # type: ignore[index]
    assert (claim.negated, claim.modality) == (True, "possibility")


def test_a_comment_in_a_note_is_not_kept_and_said(ann: Path) -> None:
    edited(ann, "AnnotatorNotes T3\tt3", "AnnotatorNotes T3\tt3 | long, non ?")
    back = read_brat(ann)
    assert len(back.warnings) == 1
    assert "the comment 'long, non ?' is not kept" in back.warnings[0]


def test_a_text_annotated_from_the_beginning_is_read(tmp_path: Path) -> None:
    (tmp_path / "neuf.txt").write_text("Ça va ?\nOui, à Lyon.\n", encoding="utf-8")
    (tmp_path / "neuf.ann").write_text(
        "T1\tquestion 0 7\tÇa va ?\nT2\tanswer 8 20\tOui, à Lyon.\nT3\tLOC 15 19\tLyon\n"
        "A1\tSpeaker T1 p1\nA2\tSpeaker T2 p2\n",
        encoding="utf-8",
    )
    gold = read_brat(tmp_path / "neuf.ann").gold
    assert gold.id == "neuf"
    assert [(p.id, p.role) for p in gold.participants or ()] == [
        ("p1", "interviewer"),
        ("p2", "interviewee"),
    ]
    assert gold.entities[0].mentions[0].turn == "t2"  # type: ignore[index]
    assert gold.claims == ()
    assert gold.summary is None


# --- refused --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("T2\tquestion", "T2\tdemande", r"essai.ann:\d+: T2: unknown type 'demande'; types are"),
        ("T2\tquestion 9", "T2\tquestion neuf", "T2: .* is no span; one is written TYPE START END"),
        ("\tORG 26", "\tORG 25", "reads ' Zébul.* put the old text back"),
        ("\tSpeaker T2 p1", "\tSpeaker T2 p7", r"line \d+ \(T2\): .* has the speaker 'p7'; part"),
        ("\tSpeaker T2 p1", "\tSpeaker T99 p1", "hangs on 'T99', which is no span"),
        ("\tSpeaker T2 p1", "\tOrateur T2 p1", r"unknown attribute 'Orateur'; here .* Speaker"),
        ("\tKind T4 agency", "\tKind T4 agence", "Kind 'agence'; allowed are"),
        ("T3\tt3", "T3\tt2", r"is t2, and so is line \d+ \(T2\)"),
        ("T5\te2 |", "T5\te1 |", "mentions of e1 have more than one label: 'ORG' at .*, 'PER' at"),
        ("| name = Inès Dacosta", "| nom = Inès", "unknown field 'nom'; here are allowed name"),
        ("T8\ts1.1", "T8\tévidence", "does not say which sentence of the summary it supports"),
        ("T8\ts1.1", "T8\ts4.1", "sentence 4 of the summary, which has 1 sentences"),
        ("#8\tAnn", "R1\tRel Arg1:T1 Arg2:T2\n#8\tAnn", "no relations, events or normalisations"),
    ],
)
def test_a_bad_file_is_refused_with_place_and_remedy(
    ann: Path, old: str, new: str, said: str
) -> None:
    assert re.search(said, refusal(edited(ann, old, new)))


def test_a_span_outside_every_turn_is_refused(ann: Path) -> None:
    with ann.open("a", encoding="utf-8") as stream:
        stream.write("T90\tPER 6 8;9 16\tit Comment\n")
    assert "(T90): 'it Comment' lies in no turn, or in two" in refusal(ann)


def test_a_discontinuous_span_is_refused(ann: Path, record: Record) -> None:
    start = record.text.index("Elle a formé")
    with ann.open("a", encoding="utf-8") as stream:
        stream.write(f"T90\tfact {start} {start + 4};{start + 7} {start + 12}\tElle formé\n")
    assert "T90 leaves out ' a '; our spans are in one piece" in refusal(ann)


def test_every_wrong_line_is_named_at_once(ann: Path) -> None:
    edited(ann, "T2\tquestion", "T2\tdemande")
    edited(ann, "T3\tanswer", "T3\tréponse")
    assert len(refusal(ann).split("\n")) >= 2


def test_a_missing_text_and_a_bad_frame_are_named(ann: Path) -> None:
    ann.with_suffix(".json").write_text('{"id": "x", "titre": 1}', encoding="utf-8")
    assert "essai.json: unknown key 'titre'; keys are id, title" in refusal(ann)
    ann.with_suffix(".txt").unlink()
    assert "essai.txt: is missing; brat keeps NAME.txt and NAME.ann" in refusal(ann)


def test_gold_without_turns_is_refused(record: Record) -> None:
    with pytest.raises(InputError, match="the turns are not annotated; mentions and claims hang"):
        brat_files(replace(gold_of(record), turns=None))
