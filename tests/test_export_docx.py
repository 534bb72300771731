"""Word documents: headings, styles, core properties, and the same interview when read back."""

from __future__ import annotations

import dataclasses
import io
from pathlib import Path
from typing import Any

import docx
import pytest
from gold_as_record import corpus_records
from hard_record import CRLF, HEADING, hard_record, record_of_file

from pipeline.export.docx import export_files
from pipeline.schema import Exchange, ExchangeTurns, Participant, Record, SpeakerRole


def packed(record: Record, **options: Any) -> bytes:
    [file] = export_files([record], **options)
    return b"".join(file.chunks)


def styled(content: bytes, style: str) -> list[Any]:
    document = docx.Document(io.BytesIO(content))
    return [p for p in document.paragraphs if p.style and p.style.name == style]


def paragraphs(content: bytes) -> list[tuple[str, str]]:
    document = docx.Document(io.BytesIO(content))
    return [(str(p.style.name), p.text) for p in document.paragraphs if p.style]


def test_title_and_questions_are_headings() -> None:
    found = paragraphs(packed(hard_record()))
    assert found[0] == ("Heading 1", HEADING)
    assert found[2] == ("Heading 2", "L’agence Cafe\u0301 Zéphyr 🎙️ compte-t-elle ? Vraiment ?")


def test_each_paragraph_is_in_the_style_of_its_role() -> None:
    assert [style for style, _ in paragraphs(packed(hard_record()))] == [
        "Heading 1",
        "Entretien qui répond",
        "Heading 2",
        "Entretien réponse",
        "Entretien réponse",
        "Entretien relance",
        "Entretien réponse",
    ]


def test_who_takes_part_stands_below_the_title_in_styles() -> None:
    [paragraph] = styled(packed(hard_record()), "Entretien qui répond")
    assert paragraph.text == "Réponses : Zoé Ça, gérante, Café & Zéphyr"
    assert [(run.style.name, run.text) for run in paragraph.runs if run.style][1::2] == [
        ("Locuteur", "Zoé Ça"),
        ("Entretien fonction", "gérante"),
        ("Entretien organisation", "Café & Zéphyr"),
    ]


@pytest.mark.parametrize(
    ("people", "said"),
    [
        ([("p1", None, ()), ("p2", None, ())], ["", ""]),
        ([("p1", "Le Zéphyr", ()), ("p2", None, ("R",))], ["Le Zéphyr", "R"]),
        ([("p1", "Le Zéphyr", ()), ("p2", "Zoé Ça", ("R",))], ["Le Zéphyr", "Zoé Ça"]),
    ],
)
def test_who_has_no_name_is_presented_by_a_label(people: list[Any], said: list[str]) -> None:
    roles: tuple[SpeakerRole, ...] = ("interviewer", "interviewee")
    cast = tuple(
        Participant(id, name, role, labels=labels)
        for (id, name, labels), role in zip(people, roles, strict=True)
    )
    content = packed(hard_record(participants=cast))
    styles = ("Entretien qui interroge", "Entretien qui répond")
    found = [" ".join(p.text for p in styled(content, style)) for style in styles]
    assert [text.partition(" : ")[2] for text in found] == said


def test_of_several_who_ask_each_stands_before_the_question() -> None:
    people = (
        *hard_record().participants,
        Participant("p3", "Lou Vasseur", "interviewer"),
    )
    content = packed(hard_record(participants=people))
    [question] = [text for style, text in paragraphs(content) if style == "Heading 2"]
    assert question.startswith("Anonyme : L’agence")
    [word] = styled(content, "Entretien relance")
    assert word.text == "Anonyme : Ah oui."


def test_who_answers_stands_before_the_answer_in_a_style() -> None:
    document = docx.Document(io.BytesIO(packed(hard_record())))
    runs = [(run.style.name, run.text) for run in document.paragraphs[3].runs if run.style]
    assert runs[0] == ("Locuteur", "Zoé Ça : ")
    assert (
        runs[1][1] == "=Oui, l’agence Café Zéphyr de Brest compte 12 personnes * et _demain_ vingt."
    )
    assert document.paragraphs[4].text.endswith("qui écoute.\nRien d’autre ]]> n’y fait.")


def test_answers_only() -> None:
    found = paragraphs(packed(hard_record(), answers_only=True))
    assert [text for style, text in found if style == "Heading 2"] == ["Zoé Ça", "Zoé Ça"]
    assert not any("Vraiment" in text or "Ah oui" in text for _, text in found)
    assert {style for style, _ in found} == {"Heading 1", "Heading 2", "Normal"}


def test_properties_are_the_interviews_own() -> None:
    source = dataclasses.replace(hard_record().source, author="Lou Vasseur")
    properties = docx.Document(io.BytesIO(packed(hard_record(source=source)))).core_properties
    assert (properties.title, properties.author) == (HEADING, "Lou Vasseur")
    assert (properties.subject, properties.identifier) == ("Le Zéphyr & Cie", "été 2021/l’œuvre")
    assert properties.created is not None
    assert properties.created.year == 1980


def test_no_break_spaces_of_questions_and_answers_come_back(tmp_path: Path) -> None:
    said = [
        "Pourquoi\u00a0partir\u202f?",
        "Pour une raison\u00a0: je ris.",
        "Et où\u00a0?",
        "À Lens\u202f!",
    ]
    printed = "\n".join(f"{label} : {words}" for label, words in zip("QRQR", said, strict=True))
    record = record_of_file(tmp_path / "a.txt", printed.encode())
    back = record_of_file(tmp_path / "a.docx", packed(record))
    assert [turn.text for turn in back.turns if turn.role in ("question", "answer")] == said


def test_a_second_export_is_the_same() -> None:
    assert packed(hard_record()) == packed(hard_record())


def test_ids_that_would_give_one_file_name_give_two() -> None:
    files = export_files([hard_record("été/a?"), hard_record("été/a*"), hard_record("Été/A-")])
    assert [file.name for file in files] == ["été/a-.docx", "été/a--2.docx", "Été/A--3.docx"]


def test_windows_line_ends_come_back_as_the_same_exchanges(tmp_path: Path) -> None:
    record = record_of_file(tmp_path / "a.txt", CRLF)
    back = record_of_file(tmp_path / "a.docx", packed(record))
    assert exchanges(back.turns, back.exchanges) == exchanges(record.turns, record.exchanges)


@pytest.mark.parametrize("date", ["2021-06-03", None])
def test_where_and_when_it_was_printed_comes_back(tmp_path: Path, date: str | None) -> None:
    printed = dataclasses.replace(hard_record().source, author="Lou Vasseur", date=date)
    back = record_of_file(tmp_path / "a.docx", packed(hard_record(source=printed))).source
    assert (back.author, back.date) == ("Lou Vasseur", date)
    assert (back.publication, back.url) == (printed.publication, printed.url)


def exchanges(turns: Any, found: Any) -> list[tuple[list[str], str]]:
    """Return exchanges as words: an answer cut by a short word of the asker is one."""
    words: dict[str, str] = {turn.id: " ".join(turn.text.split()) for turn in turns}
    each: tuple[Exchange | ExchangeTurns, ...] = found
    return [
        ([words[id] for id in x.question], " ".join(words[id] for id in x.answers)) for x in each
    ]


def told(record: Record) -> list[tuple[str, str | None, list[str]]]:
    """Return who says what in which role; introductions and headings in a row are one.

    An answer that no question stands before, as in an excerpt, is told all the same.
    """
    names = {person.id: person.name for person in record.participants}
    found: list[tuple[str, str | None, list[str]]] = []
    for turn in record.turns:
        if turn.role in ("pull_quote", "boilerplate"):
            continue
        name = names[turn.speaker] if turn.speaker else None
        if found and turn.role == found[-1][0] == "intro":
            found[-1][2].extend(turn.text.split())
        else:
            found.append((turn.role, name, turn.text.split()))
    return found


def presented(record: Record) -> set[tuple[str, str | None, str | None, str | None]]:
    return {(p.role, p.name, p.function, p.organisation) for p in record.participants}


@pytest.mark.parametrize("split", ["dev", "test", pytest.param("train", marks=pytest.mark.slow)])
def test_the_whole_corpus_comes_back(tmp_path: Path, split: str) -> None:
    for record in corpus_records(split):
        back = record_of_file(tmp_path / "a.docx", packed(record))
        asked = [exchange for exchange in record.exchanges if exchange.question]
        assert exchanges(back.turns, back.exchanges) == exchanges(record.turns, asked), record.id
        assert without_title(told(back), record) == without_title(told(record), record), record.id
        assert presented(back) == presented(record), record.id


def without_title(
    turns: list[tuple[str, str | None, list[str]]], record: Record
) -> list[tuple[str, str | None, list[str]]]:
    title = (record.title or record.id).split()
    return [turn for turn in turns if turn[0] != "heading" or turn[2] != title]
