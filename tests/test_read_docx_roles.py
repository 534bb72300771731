"""Exported Word documents that somebody edits in Word: what the styles say there holds."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from hard_record import hard_record
from reading import read_content, texts

from pipeline.export.docx import export_files
from pipeline.read.assembly import Run
from pipeline.read.docx_roles import participant, told
from pipeline.schema import Source, Told

SPEAKER = "Zoé Ça : "


def exported(*, answers_only: bool = False) -> Document:
    [file] = export_files([hard_record()], answers_only=answers_only)
    return docx.Document(io.BytesIO(b"".join(file.chunks)))


def read(folder: Path, document: Document) -> Source:
    stream = io.BytesIO()
    document.save(stream)
    return read_content(folder / "a.docx", stream.getvalue())


def roles(source: Source) -> list[Told | None]:
    return [block.told for block in source.blocks]


def test_each_paragraph_tells_its_role_and_who_speaks(tmp_path: Path) -> None:
    source = read(tmp_path, exported())
    assert roles(source) == [
        Told("heading"),
        Told("boilerplate"),
        Told("question"),
        Told("answer", SPEAKER),
        Told("answer"),
        None,  # the second line of the paragraph
        Told("backchannel"),
        Told("answer", SPEAKER),
    ]
    assert texts(source)[3].startswith(f"{SPEAKER}=Oui")


def test_people_come_with_function_and_organisation(tmp_path: Path) -> None:
    [person] = read(tmp_path, exported()).participants
    assert (person.name, person.role) == ("Zoé Ça", "interviewee")
    assert (person.function, person.organisation) == ("gérante", "Café & Zéphyr")


def test_a_paragraph_set_in_heading_2_becomes_a_question(tmp_path: Path) -> None:
    document = exported()
    document.add_paragraph("Et demain", style="Heading 2")
    document.add_paragraph("Demain, la mer.")
    assert roles(read(tmp_path, document))[-2:] == [Told("question"), None]


def test_a_name_that_word_cut_in_two_is_one_label(tmp_path: Path) -> None:
    document = exported()
    paragraph = document.add_paragraph(style="Entretien réponse")
    for part in ("Zoé", " Ça : "):
        paragraph.add_run(part, style="Locuteur")
    paragraph.add_run("Demain.")
    assert roles(read(tmp_path, document))[-1] == Told("answer", SPEAKER)


def test_a_style_based_on_one_of_ours_says_the_same(tmp_path: Path) -> None:
    document = exported()
    style = document.styles.add_style("Réponse courte", WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Entretien réponse"]
    document.add_paragraph("Demain.", style="Réponse courte")
    assert roles(read(tmp_path, document))[-1] == Told("answer")


def test_an_export_of_answers_alone_tells_nothing(tmp_path: Path) -> None:
    source = read(tmp_path, exported(answers_only=True))
    assert set(roles(source)) == {None}
    assert source.participants == ()


@pytest.mark.parametrize("style", ["Question", "Réponse", "Locuteur"])
def test_styles_of_others_tell_nothing(tmp_path: Path, style: str) -> None:
    document = docx.Document()
    document.styles.add_style(style, WD_STYLE_TYPE.PARAGRAPH)
    document.add_paragraph("Comment ?", style="Heading 2")
    document.add_paragraph("Doucement.", style=style)
    source = read(tmp_path, document)
    assert set(roles(source)) == {None}
    assert source.publication is None


def test_words_of_others_in_an_emptied_export_are_unwrapped_and_presented_by_nobody(
    tmp_path: Path,
) -> None:
    document = exported()
    for paragraph in document.paragraphs:
        if paragraph.style is None or paragraph.style.name != "Entretien qui répond":
            document.element.body.remove(paragraph._p)
    for line in WRAPPED:
        document.add_paragraph(line)
    source = read(tmp_path, document)
    assert source.participants == ()
    assert source.publication is None
    assert " ".join(WRAPPED[:3]) in [" ".join(text.split()) for text in texts(source)]


WRAPPED = (
    "Nous avons ouvert l'agence en juin, dans une rue étroite où",
    "personne ne passait, et nous avons attendu que les marins du",
    "port viennent demander ce que nous vendions.",
    "Ils sont venus en septembre, par deux, avec des questions que",
    "nous n'avions pas prévues, et avec une cafetière dont ils ne",
    "se servaient plus à bord depuis longtemps.",
    "Nous avons gardé la cafetière et répondu à leurs questions,",
    "l'une après l'autre, ce qui nous a pris l'hiver entier et une",
    "partie du printemps suivant.",
    "Depuis, la porte reste ouverte et ceux qui passent entrent,",
    "s'assoient et racontent ce qu'ils veulent, sans que personne",
    "ne prenne de notes avant la fin.",
)


@pytest.mark.parametrize("role", ["", "name", "label", "inconnu"])
def test_what_is_no_role_tells_nothing(role: str) -> None:
    assert told(role, [Run("Zoé", part="name")]) is None


@pytest.mark.parametrize(
    ("role", "runs"),
    [("answer", [Run("Zoé", part="name")]), ("interviewee", [Run("Réponses : ")])],
)
def test_who_is_not_presented(role: str, runs: list[Run]) -> None:
    assert participant(role, runs) is None
