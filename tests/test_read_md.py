"""Markdown: visible text only, marks as cues, and line ends inside paragraphs."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest
from reading import bold, texts, words

from pipeline.errors import InputError
from pipeline.read import read_source
from pipeline.read.front_matter import FrontMatter, split_front_matter
from pipeline.schema import Source
from pipeline.settings import Settings


def read(folder: Path, text: str) -> Source:
    path = folder / "a.md"
    path.write_text(text, encoding="utf-8")
    return read_source(path, id="a", file="a.md", settings=Settings())


def test_visible_text_and_title(tmp_path: Path) -> None:
    source = read(
        tmp_path,
        "# Un métier de *l’ombre*\n\nLe [chapô](http://x.example) & `code` \\*ici\\*.\n\n"
        "![portrait](a.png)\n\n## Débuts\n\nFin.\n",
    )
    assert source.text == "Un métier de l’ombre\n\nLe chapô & code *ici*.\n\nDébuts\n\nFin."
    assert source.title == "Un métier de l’ombre"
    assert [(b.kind, b.level) for b in source.blocks] == [
        ("heading", 1),
        ("paragraph", 0),
        ("heading", 2),
        ("paragraph", 0),
    ]
    assert [source.text[s.start : s.end] for s in source.blocks[0].italic] == ["l’ombre"]
    assert source.locators == ()


@pytest.mark.parametrize(
    "question",
    [
        "**Comment ça va\u00a0?**",
        "__Comment ça va\u00a0?__",
        "**Comment** **ça va\u00a0?**",
        "***Comment ça va\u00a0?***",
        "<b>Comment ça va\u00a0?</b>",
        "<strong>Comment</strong> **ça va\u00a0?**",
    ],
)
def test_bold_question(tmp_path: Path, question: str) -> None:
    source = read(tmp_path, f"{question}\n\nBien.\n")
    assert texts(source) == ["Comment ça va\u00a0?", "Bien."]
    assert bold(source) == ["Comment ça va\u00a0?"]


@pytest.mark.parametrize(
    "text", ["**Un conseil ?**Oui.", "** Un conseil ?** Oui.", "**Un conseil ? **Oui."]
)
def test_bold_that_commonmark_refuses(tmp_path: Path, text: str) -> None:
    source = read(tmp_path, text)
    assert "*" not in source.text
    assert bold(source) == ["Un conseil ?"]


def test_lone_stars_stay(tmp_path: Path) -> None:
    source = read(tmp_path, "Note : 4** sur 5.")
    assert source.text == "Note : 4** sur 5."
    assert bold(source) == []


def test_hard_break_makes_a_block_without_gap(tmp_path: Path) -> None:
    source = read(tmp_path, "**Votre rôle ?**  \nFormer.\\\nÉcouter.<br>Dire.\n\nFin.")
    assert source.text == "Votre rôle ?\nFormer.\nÉcouter.\nDire.\n\nFin."
    assert [b.gap_before for b in source.blocks] == [True, False, False, False, True]


def test_lines_that_look_like_turns_are_blocks(tmp_path: Path) -> None:
    source = read(
        tmp_path, "C.D. : Votre rôle ?\nM.K. : Former.\n\n**Et puis ?**\nÉcouter, sans doute."
    )
    assert texts(source) == [
        "C.D. : Votre rôle ?",
        "M.K. : Former.",
        "Et puis ?",
        "Écouter, sans doute.",
    ]
    assert [b.gap_before for b in source.blocks] == [True, False, True, False]


def test_sentence_broken_in_a_paragraph_goes_on(tmp_path: Path) -> None:
    source = read(
        tmp_path, "Elle a commencé par hasard dans un\npetit port du Finistère.\nElle y est restée."
    )
    assert texts(source) == [
        "Elle a commencé par hasard dans un\npetit port du Finistère.",
        "Elle y est restée.",
    ]


ANSWER = (
    "Par hasard, comme beaucoup de gens de ma génération. Je vendais des abonnements par téléphone pour une "
    "scène nationale, la **titulaire** est partie, et l’on m’a tendu un classeur plein de noms barrés que "
    "personne ne voulait plus appeler. J’ai tout appris dans ce classeur, y compris la patience et l’orthographe."
)


def test_wrapped_document_has_whole_paragraphs(tmp_path: Path) -> None:
    turns = [
        "**Comment avez-vous commencé dans ce métier ?**",
        ANSWER,
        "**Et après cela ?**",
        ANSWER,
    ]
    source = read(tmp_path, "\n\n".join(textwrap.fill(turn, 72) for turn in turns))
    assert [" ".join(text.split()) for text in texts(source)] == [
        t.replace("**", "") for t in turns
    ]
    assert bold(source) == [turns[0][2:-2], "titulaire", turns[2][2:-2], "titulaire"]


def test_lists_keep_their_markers_apart(tmp_path: Path) -> None:
    source = read(
        tmp_path,
        "- Votre rôle ?\n- Former.\n\n3) Écouter\n4) Dire\n\n   Redire\n\n1. Un\n\n2. Deux\n",
    )
    assert [(b.kind, b.marker, words(source, b), b.gap_before) for b in source.blocks] == [
        ("list_item", "-", "Votre rôle ?", True),
        ("list_item", "-", "Former.", False),
        ("list_item", "3)", "Écouter", True),
        ("list_item", "4)", "Dire", False),
        ("list_item", "", "Redire", True),
        ("list_item", "1.", "Un", True),
        ("list_item", "2.", "Deux", True),
    ]


def test_year_at_the_beginning_is_no_marker(tmp_path: Path) -> None:
    source = read(tmp_path, "2016. Une année folle.")
    assert [(b.kind, words(source, b)) for b in source.blocks] == [
        ("paragraph", "2016. Une année folle.")
    ]


def test_quotes(tmp_path: Path) -> None:
    source = read(tmp_path, "> Il faut écouter\n> avant de publier.\n>\n> Toujours.\n\nFin.")
    assert [(b.kind, words(source, b)) for b in source.blocks] == [
        ("quote", "Il faut écouter\navant de publier."),
        ("quote", "Toujours."),
        ("paragraph", "Fin."),
    ]


def test_tables_indented_lines_and_html(tmp_path: Path) -> None:
    source = read(
        tmp_path,
        "| Question | Réponse |\n|---|---|\n| Où ? | Ici. |\n\n    Comment ?\n    Oui.\n\n"
        "<div><p>Un <b>bloc</b></p></div>\n\n<!-- rien -->\n\n<script>a()</script>\n\n~~barré~~\n",
    )
    assert texts(source) == [
        "Question",
        "Réponse",
        "Où ?",
        "Ici.",
        "Comment ?",
        "Oui.",
        "Un bloc",
        "barré",
    ]


def test_front_matter_is_no_text(tmp_path: Path) -> None:
    source = read(
        tmp_path,
        '---\ntitle: "L’ombre : un métier"\nauteur:\n  - Jeanne Autret\n  - Paul\ndate: 3 mai 2016\n'
        "source: Le Quai\nurl: https://lequai.example/1\ntags: [presse, port]\n---\n# Autre titre\n\nTexte.\n",
    )
    assert source.text == "Autre titre\n\nTexte."
    assert (source.title, source.author, source.date) == (
        "L’ombre : un métier",
        "Jeanne Autret",
        "2016-05-03",
    )
    assert (source.publication, source.url) == ("Le Quai", "https://lequai.example/1")


def test_toml_front_matter() -> None:
    front, rest = split_front_matter(
        '+++\ntitle = "Un"\nauthors = ["A", "B"]\ndate = 2016-05-03\n+++\nTexte'
    )
    assert front == FrontMatter(title="Un", author="A", date="2016-05-03")
    assert rest == "Texte"


@pytest.mark.parametrize(
    "text",
    [
        "---\nQ : Comment ?\nR : Oui.\n---\nFin.",
        "---\nBonjour à tous.\n---\nFin.",
        "---\nTitre: pas fermé",
        "+++\npas du toml\n+++\nFin.",
        "Texte\n---\ntitle: a\n---\n",
    ],
)
def test_what_is_no_front_matter_stays(text: str) -> None:
    assert split_front_matter(text) == (FrontMatter(), text)


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("2016", "2016"),
        ("2016-05", "2016-05"),
        ("2016-05-03T10:00:00Z", "2016-05-03"),
        ("1er août 2019", "2019-08-01"),
        ("Publié le 12 févr. 2019 à 10h", "2019-02-12"),
        ("mai 2016", "2016-05"),
        ("03/05/2016", "2016-05-03"),
        ("31/02/2016", None),
        ("hier", None),
        ("", None),
    ],
)
def test_dates(tmp_path: Path, written: str, iso: str | None) -> None:
    assert read(tmp_path, f"---\ntitle: x\ndate: {written}\n---\nTexte.").date == iso


def test_only_front_matter_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no visible text"):
        read(tmp_path, "---\ntitle: Rien\n---\n")
