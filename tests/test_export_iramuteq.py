"""IRaMuTeQ's corpus, read back by its documented grammar."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from typing import Any

import pytest
from gold_as_record import SPLITS, corpus_records
from hard_record import CRLF, hard_record, record_of_file

from pipeline.export.iramuteq import export_files
from pipeline.schema import Record
from pipeline.text import analysis_form

STARS = re.compile(r"\*\*\*\*( \*[a-z0-9]+_[a-z0-9_]+)+")


def exported(records: list[Record], **options: Any) -> tuple[str, str]:
    files = {f.name: b"".join(f.chunks) for f in export_files(records, **options)}
    assert list(files) == ["corpus.txt", "variables.csv"]
    return files["corpus.txt"].decode("utf-8"), files["variables.csv"].decode("utf-8-sig")


def texts(corpus: str) -> Iterator[tuple[dict[str, str], str]]:
    """Read a corpus as the manual describes it: starred lines, each followed by its text.

    A variable's name ends at the first underscore. A line that begins with ``-*`` would begin a theme,
    an asterisk anywhere else a variable, a word between underscores likewise.
    """
    stars: dict[str, str] = {}
    body: list[str] = []
    for line in [*corpus.split("\n"), "****"]:
        if line.startswith("****"):
            if stars:
                yield stars, "\n".join(body).strip()
            body = []
            if line != "****":
                assert STARS.fullmatch(line), line
                pairs = [star[1:].split("_", 1) for star in line.split(" ")[1:]]
                stars = dict(pairs)
                assert len(stars) == len(pairs)
            continue
        assert "*" not in line
        assert not re.search(r"(^|\s)_\S*_(\s|$)", line)
        body.append(line)


def values(variables: str) -> dict[str, str]:
    reader = csv.DictReader(variables.splitlines(), delimiter=";")
    return {row["code"]: row["valeur"].removeprefix("'") for row in reader}


def test_each_turn_is_a_text_under_its_variables() -> None:
    found = list(texts(exported([hard_record()])[0]))
    assert [stars["role"] for stars, _ in found] == [
        "intervieweur", "interviewe", "intervieweur", "interviewe",
    ]  # fmt: skip
    stars, words = found[1]
    assert stars == {
        "itw": "001",
        "role": "interviewe",
        "locuteur": "zoe_ca",
        "fonction": "gerante",
        "organisation": "cafe_zephyr",
        "media": "le_zephyr_cie",
        "annee": "2021",
        "typedemedia": "revue_en_ligne",
        "annee2": "3e",
    }
    assert words.startswith(
        "=Oui, l'agence Café Zéphyr de Brest compte 12 personnes et demain vingt."
    )
    assert "🤝" in words


def test_the_table_leads_back_to_ids_and_names() -> None:
    back = values(exported([hard_record()])[1])
    assert back["itw_001"] == "été 2021/l’œuvre"
    assert back["locuteur_zoe_ca"] == "Zoé Ça"
    assert back["typedemedia_revue_en_ligne"] == "revue *en ligne*"


def test_values_that_look_alike_keep_apart() -> None:
    records = [
        hard_record(id, metadata={"v": v})
        for id, v in zip("abcd", ("É", "e", "是", "NA"), strict=True)
    ]
    corpus, variables = exported(records)
    codes = [stars["v"] for stars, _ in texts(corpus)][::4]
    assert codes == ["e", "e_2", "v", "na_2"]
    assert [values(variables)[f"v_{code}"] for code in codes] == ["É", "e", "是", "NA"]


def test_every_text_has_every_variable() -> None:
    records = [hard_record("a", metadata={"x": "1"}), hard_record("b", metadata={"y": "2"})]
    found = list(texts(exported(records)[0]))
    assert {(stars["x"], stars["y"]) for stars, _ in found} == {("1", "na"), ("na", "2")}


def test_answers_only() -> None:
    found = list(texts(exported([hard_record()], answers_only=True)[0]))
    assert [stars["role"] for stars, _ in found] == ["interviewe", "interviewe"]


def test_windows_line_ends_leave_no_trace(tmp_path: Any) -> None:
    corpus, _ = exported([record_of_file(tmp_path / "a.txt", CRLF)])
    assert "\r" not in corpus
    assert len(list(texts(corpus))) == 4


@pytest.mark.parametrize("split", SPLITS)
def test_the_whole_corpus_comes_back(split: str) -> None:
    records = list(corpus_records(split))
    corpus, variables = exported(records)
    back = values(variables)
    found = [(back[f"itw_{stars['itw']}"], words) for stars, words in texts(corpus)]
    assert found == [
        (record.id, " ".join(re.sub("[*_]", " ", analysis_form(turn.text)).split()))
        for record in records
        for turn in record.turns
        if turn.role in ("question", "answer", "backchannel")
    ]
