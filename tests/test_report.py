"""The report as a file: what is in it, and that nothing of an interview can act in it."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import html.parser
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest

from pipeline import schema
from pipeline.cli import main
from pipeline.errors import InputError
from pipeline.records import record_line
from pipeline.report import write_report
from pipeline.report.census import Census, folded
from pipeline.report.encode import COLUMNS, script_json
from pipeline.report.network import Network, network_of
from pipeline.report.page import _labels
from pipeline.report.plots import plots_of
from pipeline.schema import Entity, Mention, Record
from pipeline.text import text_sha256

HOSTILE = (
    "</script><script>alert(1)</script> <!-- \" ' & \u202eévil\u2028 ]]> <img src=x onerror=a()>"
)


class Page(html.parser.HTMLParser):
    """What a browser's parser finds: scripts, attributes, text outside of scripts."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.scripts: list[tuple[dict[str, str | None], str]] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.text = ""
        self._script: dict[str, str | None] | None = None
        self.feed(content)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        self._script = dict(attrs) if tag == "script" else None
        if tag == "script":
            self.scripts.append((dict(attrs), ""))

    def handle_data(self, data: str) -> None:
        if self._script is None:
            self.text += data
        else:
            attributes, before = self.scripts[-1]
            self.scripts[-1] = (attributes, before + data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._script = None

    def data(self, id: str) -> Any:
        return json.loads(next(text for found, text in self.scripts if found.get("id") == id))


def written(path: Path, *records: Record, title: str | None = None) -> str:
    write_report(records, path / "report.html", title=title)
    return (path / "report.html").read_text(encoding="utf-8")


def hostile(record: Record) -> Record:
    """Return the record with hostile words in every place that holds a text."""
    return dataclasses.replace(
        record,
        id=f"dossier/{HOSTILE}",
        title=HOSTILE,
        lead=HOSTILE,
        text=record.text + HOSTILE,
        keywords=(HOSTILE,),
        metadata={HOSTILE: HOSTILE},
        source=dataclasses.replace(
            record.source, file=HOSTILE, url=f"javascript:{HOSTILE}", author=HOSTILE, date=HOSTILE
        ),
        participants=tuple(
            dataclasses.replace(person, name=HOSTILE, labels=(HOSTILE,))
            for person in record.participants
        ),
        entities=tuple(
            dataclasses.replace(entity, name=HOSTILE + entity.id) for entity in record.entities
        ),
        provenance=dataclasses.replace(record.provenance, warnings=(f"{HOSTILE}: {HOSTILE}",)),
    )


def named(record: Record, **mentions: str) -> Record:
    """Return the record with one PER entity a keyword, mentioned in the turns it lists."""
    turns = {turn.id: turn for turn in record.turns}
    entities = tuple(
        Entity(
            f"e{number}",
            name.replace("_", " "),
            "PER",
            None,
            tuple(
                Mention(turns[id].start, turns[id].start + 1, turns[id].text[0], id, 1.0)
                for id in where.split()
            ),
        )
        for number, (name, where) in enumerate(mentions.items(), 1)
    )
    return dataclasses.replace(record, entities=entities, claims=())


# --- what is in the page -------------------------------------------------------------------


def test_every_record_is_in_the_page(record: Record, tmp_path: Path) -> None:
    records = [dataclasses.replace(record, id=f"itw-{number}") for number in range(5)]
    page = Page(written(tmp_path, *records))
    assert [page.data(f"itw-{number}")["id"] for number in range(5)] == [r.id for r in records]
    assert [row[0] for row in page.data("corpus")["interviews"]] == [r.id for r in records]


def test_text_and_spans_come_back_as_they_were(record: Record, tmp_path: Path) -> None:
    found = Page(written(tmp_path, record)).data("itw-0")
    assert found["text"] == record.text
    claims = [dict(zip(COLUMNS["claims"], row, strict=True)) for row in found["claims"]]
    assert [record.text[c["start"] : c["end"]] for c in claims] == [c.text for c in record.claims]
    assert [c["statement"] for c in claims] == ["Zébulon a formé 40 élèves en 2012", None]


def test_a_text_carries_the_digest_by_which_corrections_know_it(
    record: Record, tmp_path: Path
) -> None:
    found = Page(written(tmp_path, record)).data("itw-0")
    expected = hashlib.sha256(record.text.encode("utf-8")).hexdigest()
    assert found["text_sha256"] == expected == text_sha256(record.text)


@pytest.mark.parametrize(
    ("kind", "type"),
    [
        ("label", schema.EntityLabel),
        ("type", schema.ClaimType),
        ("modality", schema.Modality),
        ("attribution", schema.AttributionKind),
        ("role", schema.TurnRole),
        ("participant", schema.SpeakerRole),
        ("cue", schema.TurnCue),
        ("method", schema.SummaryMethod),
        ("status", schema.AnswerStatus),
    ],
)
def test_every_value_of_the_schema_has_a_french_name(kind: str, type: Any) -> None:
    assert set(_labels()[kind]) == set(get_args(type))


def test_every_kind_of_entity_has_a_french_name() -> None:
    assert set(_labels()["kind"]) == {*get_args(schema.OrgKind), *get_args(schema.MiscKind)}


def test_the_overview_stands_without_script(record: Record, tmp_path: Path) -> None:
    content = Page(written(tmp_path, record, title="Mon corpus")).text
    assert "Mon corpus" in content
    assert "Recommandation" in content  # a bar of the plot of claims


def test_an_empty_corpus_says_that_there_is_nothing(tmp_path: Path) -> None:
    assert "Aucun entretien" in Page(written(tmp_path)).text


# --- nothing of an interview acts ------------------------------------------------------------


@pytest.fixture
def page(record: Record, tmp_path: Path) -> Page:
    return Page(written(tmp_path, record, hostile(record), title=HOSTILE))


def test_hostile_words_open_no_element(page: Page) -> None:
    kinds = [attributes.get("type") for attributes, _ in page.scripts]
    assert kinds == ["application/json"] * 3 + [None]
    assert not [found for found in page.attributes if found[1].startswith("on")]
    assert not [found for found in page.attributes if found[0] == "img"]


def test_hostile_words_come_back_unchanged(page: Page) -> None:
    found = page.data("itw-1")
    assert found["title"] == HOSTILE
    assert found["text"].endswith(HOSTILE)


def test_the_title_is_shown_as_text(page: Page) -> None:
    assert page.text.count(HOSTILE) >= 2


def test_the_data_have_no_character_that_reorders_the_source(page: Page) -> None:
    data = [text for attributes, text in page.scripts if attributes.get("type")]
    assert not [text for text in data if re.search("[\u202a-\u202e\u2066-\u2069]", text)]


@pytest.mark.parametrize("text", ["<", ">", "&", "\u2028", "\u2029", "\x85", "\u202e", "\ud800"])
def test_data_holds_no_character_that_could_leave_it(text: str) -> None:
    dumped = script_json({"t": text})
    assert text not in dumped
    assert json.loads(dumped) == {"t": text}


def test_the_policy_allows_our_script_and_style_only(record: Record, tmp_path: Path) -> None:
    content = written(tmp_path, record)
    policy = next(v for _, name, v in Page(content).attributes if name == "content" and "-src" in v)
    assert policy.startswith("default-src 'none';")
    for name, tag in (("style", "<style>(.*?)</style>"), ("script", "<script>(.*?)</script>")):
        inside = re.findall(tag, content, re.DOTALL)
        assert len(inside) == 1
        digest = base64.b64encode(hashlib.sha256(inside[0].encode()).digest()).decode()
        assert f"{name}-src 'sha256-{digest}'" in policy


def test_no_resource_comes_from_elsewhere(page: Page) -> None:
    references = [
        v for _, name, v in page.attributes if name in {"src", "href", "action", "srcset"}
    ]
    assert references
    assert all(v.startswith("#") or v == "data:," for v in references)


def test_no_script_writes_html_or_calls_out() -> None:
    folder = Path(schema.__file__).parent / "report" / "assets" / "js"
    scripts = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.js")}
    assert len(scripts) > 10
    forbidden = (
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|fetch\(|XMLHttp|import\("
    )
    assert not {name for name, text in scripts.items() if re.search(forbidden, text)}


# --- bytes and size ----------------------------------------------------------------------------


def test_the_same_records_give_the_same_bytes(record: Record, tmp_path: Path) -> None:
    assert written(tmp_path, record, hostile(record)) == written(tmp_path, record, hostile(record))


def test_size_grows_with_the_number_of_interviews_only(record: Record, tmp_path: Path) -> None:
    def size(number: int) -> int:
        records = (dataclasses.replace(record, id=f"itw-{n:04}") for n in range(number))
        write_report(records, tmp_path / "r.html")
        return (tmp_path / "r.html").stat().st_size

    empty, fifty, hundred = size(0), size(50), size(100)
    assert hundred - fifty == pytest.approx(fifty - empty, rel=0.1)
    assert (hundred - fifty) / 50 < len(record_line(record).encode()) * 1.3


def test_records_are_taken_one_at_a_time(record: Record, tmp_path: Path) -> None:
    held: list[int] = []

    def stream() -> Iterator[Record]:
        for number in range(3):
            yield dataclasses.replace(record, id=f"itw-{number}")
            held.append(number)

    assert write_report(stream(), tmp_path / "report.html") == 3
    assert held == [0, 1, 2]


def test_a_bad_record_leaves_the_old_report(record: Record, tmp_path: Path) -> None:
    before = written(tmp_path, record)

    def stream() -> Iterator[Record]:
        yield record
        raise InputError("line 2: no record")

    with pytest.raises(InputError, match="line 2"):
        write_report(stream(), tmp_path / "report.html")
    assert (tmp_path / "report.html").read_text(encoding="utf-8") == before
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]


# --- counts, network, plots ------------------------------------------------------------------


def test_one_name_in_two_spellings_is_one_name_of_the_corpus(record: Record) -> None:
    census = Census()
    census.add(named(record, Élise_Aubrac="t3"))
    census.add(named(record, ELISE_AUBRAC="t2 t3"))
    (group,) = census.groups.values()
    assert group.row() == ["ELISE AUBRAC", "PER", None, 3, 2, [0, 1]]


def test_a_name_is_grouped_without_case_accents_and_kinds_of_apostrophe() -> None:
    assert folded("L’Écho  du Nord") == folded("l'echo du nord")


def network(*records: Record) -> Network:
    census = Census()
    for record in records:
        census.add(record)
    return network_of(census)


def test_names_of_one_exchange_are_linked(record: Record) -> None:
    # t1 is the heading, which is in no exchange; t2 and t3 are question and answer of x1.
    found = network(named(record, Ana="t2", Bo="t3", Cléo="t1"))
    assert [number for number, *_ in found.nodes] == [0, 1]
    assert found.edges == ((0, 1, 1),)


def test_a_link_counts_exchanges(record: Record) -> None:
    found = network(named(record, Ana="t2", Bo="t3"), named(record, Bo="t2", Ana="t3 t2"))
    assert found.edges == ((0, 1, 2),)


def test_the_network_is_drawn_the_same_twice_and_without_overlap(record: Record) -> None:
    names = {f"Nom_{letter}": "t3" for letter in "ABCDEFGH"}
    first, second = network(named(record, **names)), network(named(record, **names))
    assert first == second
    places = {(x, y) for _, x, y in first.nodes}
    assert len(places) == 8
    assert all(0 <= x <= 1200 and 0 <= y <= 820 for x, y in places)


def test_a_corpus_without_names_has_no_network(record: Record) -> None:
    assert network(named(record)) == Network((), ())


def test_plots_count_what_they_say(record: Record) -> None:
    census = Census()
    census.add(record)
    plots = {plot.name: plot for plot in plots_of(census, _labels())}
    types = {bar.name: (bar.value, bar.dark) for bar in plots["Affirmations"].bars}
    assert types == {"Fait": (1, 0.0), "Recommandation": (1, 1.0)}
    assert [bar.value for bar in plots["Longueur des réponses"].bars] == [1, 0, 0, 0, 0, 0]
    assert {bar.name for bar in plots["Nuances"].bars} == {"rapportée", "obligation"}


@pytest.mark.parametrize(
    ("dates", "years"),
    [
        (("2019-04", "2022", None), [("2019", 1), ("2020", 0), ("2021", 0), ("2022", 1)]),
        (("1911", "2022"), [("1911", 1), ("2022", 1)]),
        (("vers 1900", "2022"), [("2022", 1), ("vers", 1)]),
        ((None,), []),
    ],
    ids=["years between", "far apart", "no date", "none"],
)
def test_years_without_an_interview_have_their_place(
    record: Record, dates: tuple[str | None, ...], years: list[tuple[str, int]]
) -> None:
    census = Census()
    for date in dates:
        source = dataclasses.replace(record.source, date=date)
        census.add(dataclasses.replace(record, source=source))
    plots = {plot.name: plot.bars for plot in plots_of(census, _labels())}
    assert [(bar.name, bar.value) for bar in plots.get("Années", ())] == years


# --- the command -------------------------------------------------------------------------------


@pytest.fixture
def records(record: Record, tmp_path: Path) -> Path:
    path = tmp_path / "records.jsonl"
    path.write_text(record_line(record) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("as_folder", [True, False])
def test_the_report_stands_beside_the_records(
    records: Path, *, as_folder: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", str(records.parent if as_folder else records)]) == 0
    where = records.parent / "report.html"
    assert capsys.readouterr().out == f"1 interview in {where}\n"
    assert "<title>Corpus d’entretiens</title>" in where.read_text(encoding="utf-8")


def test_file_and_title_can_be_chosen(records: Path, tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    assert main(["report", str(records), "--out", str(out), "--title", "Agences & co"]) == 0
    assert "<title>Agences &amp; co</title>" in out.read_text(encoding="utf-8")


def test_a_report_that_cannot_be_written_is_an_error(
    records: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", str(records), "--out", str(tmp_path / "none/page.html")]) == 1
    assert "page.html: cannot be written" in capsys.readouterr().err
