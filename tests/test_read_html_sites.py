"""Pages of sixteen site structures: exactly their exchanges, and what they tell of themselves."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pipeline.read import read_source
from pipeline.read.markup import parse
from pipeline.read.page_author import marked_author
from pipeline.schema import Interview, Source
from pipeline.segment import segment
from pipeline.settings import Settings

PAGES = Path(__file__).parent / "data" / "html"
NAMES = sorted(path.stem for path in PAGES.glob("*.html"))

# Words of menus, banners, boxes, comments and related articles of these pages, by page.
AROUND = {
    "agency-pagebuilder": ["Envie de travailler", "Louane", "vélo cargo", "cookies", "Accueil"],
    "amp-article": ["partenaires", "Publicité", "Mots-clés", "l’essence", "Version complète"],
    "blog-2012": ["Partagez", "dossier de presse", "droits des illustrateurs", "Merci Solène"],
    "blogger-2010": ["Libellés", "carrelage", "panneaux de chantier", "BlogThis", "Qui êtes-vous"],
    "forum-thread": ["version 3", "Le Perche vaincra", "Qui est en ligne", "Messages"],
    "institutional-h3": ["cookies", "Partager", "Facebook", "Thématiques", "Vélos à bord"],
    "jsonld-twice": ["nous contacter", "ont aimé", "chaque jeudi", "avis à une étoile"],
    "magazine-accordion": ["Publicité", "Partager", "Abonnez-vous", "pub à la radio"],
    "newsletter-tables": ["Agenda", "navigateur", "désinscrire", "Transférer", "Kerlouan"],
    "newspaper-paywall": ["Fuite à la laiterie", "Matinale", "Il vous reste", "suit l’économie"],
    "podcast-transcript": ["[00:", "Ne ratez", "slogan", "Apple Podcasts", "Les Cousins du Nord"],
    "saved-by-browser": ["Partager", "changer d’entraîneur", "On monte quand", "Cookies", "Où skier"],
    "static-dl": ["minutes de lecture", "cartels", "licence", "Flux RSS"],
    "subscription-letter": ["soutenue par ses lecteurs", "S’abonner", "ne répondent jamais"],
    "table-layout-2009": ["SONDAGE", "vivre du bus", "Imprimer", "photo DR", "Haut de page"],
    "university-typo3": ["Agenda", "Vous êtes ici", "Ko)", "hall Cassin", "Propos recueillis"],
}  # fmt: skip


@cache
def gold(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((PAGES / f"{name}.json").read_text("utf-8"))
    return loaded


@cache
def interview(name: str) -> Interview:
    path = PAGES / f"{name}.html"
    settings = Settings()
    return segment(read_source(path, id=name, file=path.name, settings=settings), settings)


def plain(text: str | None) -> str | None:
    return None if text is None else " ".join(text.split())


def exchanges(found: Interview) -> list[tuple[str, str]]:
    said = {turn.id: " ".join(turn.text.split()) for turn in found.turns}
    return [
        (" ".join(said[q] for q in x.question), " ".join(said[a] for a in x.answers))
        for x in found.exchanges
    ]


@pytest.mark.parametrize("name", NAMES)
def test_exchanges_are_exactly_those_of_the_page(name: str) -> None:
    expected = [(x["question"], " ".join(x["answers"])) for x in gold(name)["exchanges"]]
    assert exchanges(interview(name)) == expected


@pytest.mark.parametrize("name", NAMES)
def test_nothing_around_the_article_is_said_by_anybody(name: str) -> None:
    said = "\n".join(t.text for t in interview(name).turns if t.role in {"question", "answer"})
    assert [words for words in AROUND[name] if words in said] == []


@pytest.mark.parametrize("name", NAMES)
def test_words_around_the_article_stand_in_the_file(name: str) -> None:
    # Otherwise the test above could not fail.
    data = (PAGES / f"{name}.html").read_bytes()
    page = data.decode("cp1252" if name == "table-layout-2009" else "utf-8")
    assert [words for words in AROUND[name] if words not in page] == []


@pytest.mark.parametrize("name", NAMES)
def test_title_and_lead(name: str) -> None:
    found = interview(name)
    assert (plain(found.title), plain(found.lead)) == (gold(name)["title"], gold(name)["lead"])


@pytest.mark.parametrize("key", ["author", "date", "publication"])
@pytest.mark.parametrize("name", NAMES)
def test_what_the_page_tells_of_itself(name: str, key: str) -> None:
    if key not in gold(name):
        return  # the page leaves it open; see the README beside it
    assert getattr(interview(name).source, key) == gold(name)[key]


# --- one rule each, on small pages ---------------------------------------------------------

ARTICLE = (
    "<article><h1>Par beau temps</h1><p><b>Pourquoi ce métier ?</b></p><p>Par hasard, et puis par goût, "
    "comme beaucoup de gens de ma génération.</p><p><b>Et demain ?</b></p><p>Demain, je forme des équipes "
    "et je lis la presse locale, rien de plus.</p>{}</article>"
)


def read(folder: Path, body: str, head: str = "") -> Source:
    path = folder / "page.html"
    path.write_text(f"<html><head>{head}</head><body>{body}</body></html>", encoding="utf-8")
    return read_source(path, id="page", file=path.name, settings=Settings())


@pytest.mark.parametrize(
    "marked",
    [
        "<a rel='author' href='/a'>Ana Ruiz</a>",
        "<span itemprop='author'>Ana Ruiz</span>",
        "<span itemprop='author'><span itemprop='name'>Ana Ruiz</span>, journaliste</span>",
        "<span class='author vcard'><a class='url fn'>Ana Ruiz</a></span>",
        "<a class='p-author h-card' href='/a'>Ana Ruiz</a>",
    ],
)
def test_author_by_markup(tmp_path: Path, marked: str) -> None:
    assert read(tmp_path, ARTICLE.format(f"<p>{marked}</p>")).author == "Ana Ruiz"


@pytest.mark.parametrize(
    "others",
    [
        "<div class='comment'><span class='author vcard'>Ana Ruiz</span></div>",
        "<span class='author vcard'>Ana Ruiz</span> <span class='author vcard'>Jean Petit</span>",
        "<span class='author vcard'>admin</span>",
    ],
)
def test_no_author_where_markup_leaves_it_open(others: str) -> None:
    assert marked_author(parse(f"<html><body>{others}</body></html>")) is None


def test_menu_beside_the_text_in_a_layout_table(tmp_path: Path) -> None:
    menu = (
        "<td>MENU<br><a href='/a'>Nos entretiens</a><br><a href='/b'>Annuaire</a><br>Un avis ?</td>"
    )
    source = read(tmp_path, f"<table><tr>{menu}<td>{ARTICLE.format('')}</td></tr></table>")
    assert "Un avis" not in source.text


def test_question_beside_its_answer_in_a_table(tmp_path: Path) -> None:
    rows = (
        "<tr><td>Pourquoi ce métier ?</td><td>Par hasard, et puis par goût, comme beaucoup de gens de ma "
        "génération, <a href='/x'>qui</a> en ont parlé <a href='/y'>ici</a>.</td></tr>"
        "<tr><td>Et demain ?</td><td>Demain, je forme des équipes et je lis la presse locale.</td></tr>"
    )
    assert "Et demain ?" in read(tmp_path, f"<h1>Rencontre</h1><table>{rows}</table>").text


def test_headline_of_a_blog_whose_first_heading_is_its_name(tmp_path: Path) -> None:
    body = "<h1><a href='/'>Le Quai</a></h1><h3 class='entry-title'>Par beau temps</h3>"
    text = ARTICLE.format("").replace("<h1>Par beau temps</h1>", "")
    source = read(tmp_path, f"{body}<div>{text}</div>", "<title>Le Quai: Par beau temps</title>")
    assert (source.title, source.publication) == ("Par beau temps", "Le Quai")
    assert source.text.startswith("Par beau temps")


@pytest.mark.parametrize(
    ("lines", "date"),
    [
        ("<p>12.09.2011</p>", "2011-09-12"),
        ("<p>12 septembre 2011</p>", "2011-09-12"),
        ("<p>12.09.2011</p><p>15.09.2011</p>", None),
        ("<p>Elle est née le 12 septembre 1961.</p>", None),
    ],
)
def test_a_day_alone_on_its_line(tmp_path: Path, lines: str, date: str | None) -> None:
    body = ARTICLE.format("").replace("</h1>", f"</h1>{lines}")
    assert read(tmp_path, body).date == date
