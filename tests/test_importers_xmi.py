"""XMI: what comes back unedited is the gold, what was edited in INCEpTION is gold with proved offsets."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import cassis
import pytest
from gold_strategies import golds
from hard_record import CRLF, hard_record, record_of_file
from hypothesis import given, settings
from lxml import etree
from test_export_xmi import legal

from pipeline.errors import InputError
from pipeline.export import write_files
from pipeline.export.xmi import export_files
from pipeline.gold import exchanges_of, gold_of, read_golds
from pipeline.gold.assembly import Annotated
from pipeline.gold.uima import CLAIM, EVIDENCE, INTERVIEW, NAME, TURN
from pipeline.importers.xmi import read_xmi
from pipeline.schema import Gold, Record

CORPUS = Path(__file__).parent.parent / "corpus" / "gold"
Edit = Callable[[cassis.Cas], object]


def written(golds: Iterable[Gold], folder: Path) -> Path:
    write_files(folder, export_files(list(golds)), force=True)
    return folder


@pytest.fixture
def xmi(record: Record, tmp_path: Path) -> Path:
    return written([gold_of(record)], tmp_path) / "dossier" / "zebulon.xmi"


def edited(path: Path, *edits: Edit) -> Path:
    """Edit a file as another program of UIMA does: through its own reader and writer."""
    with path.parents[1].joinpath("TypeSystem.xml").open("rb") as stream:
        types = cassis.load_typesystem(stream)
    cas = cassis.load_cas_from_xmi(path, typesystem=types)
    for edit in edits:
        edit(cas)
    cas.to_xmi(path)
    return path


def added(type: str, words: str, **features: Any) -> Edit:
    def edit(cas: cassis.Cas) -> None:
        start = cas.sofa_string.index(words)
        made = cas.typesystem.get_type(type)
        cas.add(made(begin=start, end=start + len(words), **features))

    return edit


def changed(type: str, number: int, **features: Any) -> Edit:
    def edit(cas: cassis.Cas) -> None:
        for name, value in features.items():
            cas.select(type)[number][name] = value

    return edit


def removed(type: str, number: int) -> Edit:
    return lambda cas: cas.remove(cas.select(type)[number])


def refusal(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        read_xmi(path)
    return str(caught.value)


# --- there and back -------------------------------------------------------------------------


@settings(deadline=None, max_examples=100)
@given(gold=golds())
def test_what_comes_back_unedited_is_the_gold(gold: Gold) -> None:
    with tempfile.TemporaryDirectory() as folder:
        assert read_xmi(written([gold], Path(folder)) / "essai.xmi") == Annotated(gold)


def test_spans_that_nest_and_cross_come_back(tmp_path: Path) -> None:
    gold = legal(hard_record())
    assert read_xmi(written([gold], tmp_path) / f"{gold.id}.xmi") == Annotated(gold)


def test_a_text_with_windows_line_ends_and_no_claim(tmp_path: Path) -> None:
    gold = gold_of(record_of_file(tmp_path / "crlf.txt", CRLF))
    assert read_xmi(written([gold], tmp_path) / "crlf.xmi") == Annotated(gold)


def test_another_program_of_uima_changes_nothing(xmi: Path, record: Record) -> None:
    assert read_xmi(edited(xmi)) == Annotated(gold_of(record))


@pytest.mark.parametrize("split", ["train", "dev", "test"])
def test_the_whole_corpus_comes_back(split: str, tmp_path: Path) -> None:
    everything = list(read_golds(CORPUS / split))
    written(everything, tmp_path)
    for gold in everything:
        assert read_xmi(tmp_path / f"{gold.id}.xmi") == Annotated(gold)


# --- edited ---------------------------------------------------------------------------------


def test_a_moved_span_beyond_an_emoji_keeps_its_id(xmi: Path, record: Record) -> None:
    start = record.claims[0].start
    moved = read_xmi(edited(xmi, changed(CLAIM, 0, begin=start + 5))).gold.claims[0]  # type: ignore[index]
    assert (moved.id, moved.text) == ("c1", "a formé 40 élèves en 2012")


def test_new_spans_get_the_next_id_and_their_turn(xmi: Path) -> None:
    edited(
        xmi,
        added(CLAIM, "écouter avant de publier", claimType="fact", hedged=True),
        added(NAME, "Elle", value="ORG", entity="e1"),
        added(NAME, "🎙", value="MISC"),
    )
    gold = read_xmi(xmi).gold
    claim = (gold.claims or ())[2]
    assert (claim.id, claim.turn, claim.modality, claim.hedged) == ("c3", "t3", "asserted", True)
    assert [(e.id, [m.text for m in e.mentions]) for e in gold.entities or ()] == [
        ("e1", ["Zébulon", "Elle"]),
        ("e3", ["🎙"]),
        ("e2", ["Inès Dacosta"]),
    ]


def test_a_mention_with_a_name_joins_the_entity_of_this_name(xmi: Path) -> None:
    edited(xmi, added(NAME, "Elle", value="PER", name="Inès Dacosta"))
    found = read_xmi(xmi).gold.entities or ()
    assert [m.text for m in found[1].mentions] == ["Elle", "Inès Dacosta"]


def test_a_deleted_claim_is_gone_and_changed_features_count(xmi: Path) -> None:
    edited(xmi, removed(CLAIM, 0), changed(CLAIM, 0, claimType="causal", key=False, source=" "))
    (claim,) = read_xmi(xmi).gold.claims or ()
    assert (claim.id, claim.type, claim.key, claim.attribution.source) == (
        "c2",
        "causal",
        False,
        None,
    )


def test_exchanges_follow_from_turns_that_were_changed(xmi: Path) -> None:
    gold = read_xmi(edited(xmi, changed(TURN, 1, role="intro"))).gold
    assert gold.exchanges == exchanges_of(gold.turns or ()) == ()


def test_evidence_of_a_new_span_stands_last(xmi: Path) -> None:
    summary = read_xmi(edited(xmi, added(EVIDENCE, "40 élèves", sentence=1))).gold.summary
    assert summary is not None
    first, second = summary.sentences[0].evidence
    assert first.start > second.start


def test_a_text_of_ones_own_project_is_read(xmi: Path) -> None:
    edited(xmi, removed(INTERVIEW, 0), removed(EVIDENCE, 0))
    found = read_xmi(xmi, id="mien")
    assert (found.gold.id, found.gold.title, found.gold.summary) == ("mien", None, None)
    assert [p.id for p in found.gold.participants or ()] == ["p1", "p2"]
    assert "participants, title and summary are not in it; import TypeSystem" in found.warnings[0]


def test_features_that_a_project_lacks_are_said(xmi: Path) -> None:
    types = xmi.parents[1] / "TypeSystem.xml"
    tree = etree.parse(types)
    for feature in tree.iter("{*}featureDescription"):
        if feature.findtext("{*}name") in {"entity", "kind"}:
            feature.getparent().remove(feature)
    tree.write(types)
    content = re.sub(r' (?:entity|kind)="[^"]*"', "", xmi.read_text(encoding="utf-8"))
    xmi.write_text(content, encoding="utf-8")
    found = read_xmi(xmi)
    assert [(e.id, e.name, e.kind) for e in found.gold.entities or ()] == [
        ("e1", "Zébulon", None),
        ("e2", "Inès Dacosta", None),
    ]
    assert "NamedEntity has no feature entity, kind; make it in" in found.warnings[0]


# --- refused --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (changed(NAME, 0, value="PERS"), r"NamedEntity \[26, 33\): value 'PERS'; allowed are PER,"),
        (changed(NAME, 0, value=None), r"NamedEntity \[26, 33\): value is empty; choose one"),
        (changed(NAME, 0, kind="agence"), "kind 'agence'; allowed are company"),
        (changed(NAME, 0, entity="Zébulon"), "entity 'Zébulon'; write e1, e2…, or nothing"),
        (changed(TURN, 1, role="demande"), "role 'demande'; allowed are heading"),
        (changed(TURN, 1, speaker="p8"), "has the speaker 'p8'; participants are p1, p2"),
        (changed(TURN, 1, ref="t3"), r"is t3, and so is Turn \["),
        (changed(CLAIM, 0, modality="sûr"), "modality 'sûr'; allowed are asserted"),
        (changed(EVIDENCE, 0, sentence=4), "supports sentence 4 of the summary, which has 1"),
        (changed(EVIDENCE, 0, sentence=None), "sentence is empty; choose one"),
        (removed(EVIDENCE, 0), "sentence 1 of the summary has no evidence left"),
        (removed(TURN, 1), r"NamedEntity \[26, 33\): 'Zébulon' lies in no turn"),
        (changed(INTERVIEW, 0, gold="{"), "Interview: not valid JSON"),
        (changed(INTERVIEW, 0, gold='{"titre": 1}'), "Interview: unknown key 'titre'"),
        (added(INTERVIEW, "Portrait", gold="{}"), "2 annotations of the type Interview; keep one"),
    ],
)
def test_a_bad_file_is_refused_with_place_and_remedy(xmi: Path, edit: Edit, said: str) -> None:
    assert re.search(said, refusal(edited(xmi, edit)))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (r'end="\d+" claimType', 'end="5000" claimType', "Not mapping external offset"),
        (
            r'begin="\d+" end="\d+" claimType',
            'begin="9" end="54" claimType',
            "Not mapping external",
        ),
        ("<custom:Turn", "<custom:Tour", "no XMI of its TypeSystem.xml"),
        ("</xmi:XMI>", "", "no XMI of its TypeSystem.xml .XMLSyntaxError"),
        ('sofaString="[^"]*"', "", "holds no text|no XMI"),
    ],
)
def test_a_damaged_file_is_refused(xmi: Path, old: str, new: str, said: str) -> None:
    content, found = re.subn(old, new, xmi.read_text(encoding="utf-8"))
    assert found
    xmi.write_text(content, encoding="utf-8")
    assert re.search(said, refusal(xmi))


def test_every_wrong_annotation_is_named_at_once(xmi: Path) -> None:
    edited(xmi, changed(TURN, 0, role="x"), changed(CLAIM, 0, claimType="y"))
    assert len(refusal(xmi).split("\n")) == 2


def test_a_missing_or_damaged_type_system_is_named(xmi: Path) -> None:
    types = xmi.parents[1] / "TypeSystem.xml"
    types.write_text("<a", encoding="utf-8")
    assert "TypeSystem.xml: no type system of UIMA" in refusal(xmi)
    types.unlink()
    assert "no TypeSystem.xml beside it or above; it is in the ZIP" in refusal(xmi)


def test_a_missing_file_is_named(xmi: Path) -> None:
    assert "absent.xmi: cannot be read" in refusal(xmi.with_name("absent.xmi"))


def test_ids_differ_from_the_file_where_it_does_not_tell(xmi: Path, record: Record) -> None:
    other = replace(gold_of(record), id="autre")
    written([other], xmi.parents[1])
    assert read_xmi(xmi.parents[1] / "autre.xmi", id="x").gold.id == "autre"
