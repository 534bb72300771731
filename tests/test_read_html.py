"""Web pages of many makes: all of the article, in order, with its cues, and nothing of the page around it."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest
from reading import texts, words

from pipeline.errors import InputError
from pipeline.read import read_source
from pipeline.schema import Source
from pipeline.settings import Settings

TITLE = "Maud Kervella : « Une crise se prépare par beau temps »"
LEAD = (
    "Elle a dirigé la communication de deux ports bretons avant de fonder son cabinet. "
    "Rencontre avec une femme qui préfère les exercices aux discours."
)
TURNS = [
    ("Comment êtes-vous arrivée à la communication de crise\u00a0?", "Par un naufrage, en 1999. "
     "J’étais stagiaire, tout le monde courait, personne ne parlait aux habitants."),
    ("Qu’avez-vous appris ce jour-là ?", "Que le silence coûte cher. Les gens attendaient un mot, "
     "même pour dire que l’on ne savait rien encore."),
    ("Un port, c’est plus difficile qu’une usine ?", "Non."),
    ("Les élus vous écoutent davantage aujourd’hui", "Un peu plus, oui. Ils demandent des exercices, "
     "ils acceptent d’être filmés et de se tromper devant nous."),
    ("Votre journée type ?", "Le matin je lis la presse locale, l’après-midi je forme des équipes. "
     "Le soir, je dors avec le téléphone allumé."),
    ("Un dernier conseil ?", "Écrivez la liste des numéros avant d’en avoir besoin, sur du papier."),
]  # fmt: skip
QUESTIONS = [question for question, _ in TURNS]
ANSWERS = [answer for _, answer in TURNS]

AROUND = [
    "Accueil",
    "Nos dossiers",
    "cookies",
    "Partager",
    "Tweeter",
    "Trois agences à suivre",
    "newsletter",
    "Votre e-mail",
    "Bravo pour cet entretien",
    "Mentions légales",
    "Tous droits réservés",
    "console.log",
]

COOKIES = (
    '<div id="cookie-consent" role="dialog"><p>Nous utilisons des cookies pour mesurer l’audience de ce site. '
    "Vous pouvez les refuser ou les accepter à tout moment.</p><button>Accepter</button></div>"
)
NAV = (
    '<nav class="main-menu"><ul><li><a href="/">Accueil</a></li><li><a href="/d">Nos dossiers</a></li>'
    "</ul></nav>"
)
SHARE = (
    '<div class="share-buttons"><span>Partager</span> <a href="#t">Tweeter</a> '
    '<a href="#f">Facebook</a></div>'
)
RELATED = (
    '<section class="related-posts"><h2>À lire aussi</h2><article><h3><a href="/1">Trois agences à suivre'
    "</a></h3><p>Elles sont jeunes, elles sont bretonnes et elles recrutent.</p></article></section>"
)
NEWSLETTER = (
    '<div class="newsletter-box"><p>Recevez notre newsletter chaque lundi matin, c’est gratuit.</p>'
    '<form><input placeholder="Votre e-mail"><button>Je m’abonne</button></form></div>'
)
COMMENTS = (
    '<section id="comments"><h2>2 commentaires</h2><article class="comment"><p>Bravo pour cet entretien, '
    "on en voudrait davantage. Est-ce qu’il y aura une suite ?</p></article><article class='comment'><p>"
    "Très juste, merci à elle. J’ai connu ce port dans les années 1990.</p></article></section>"
)
FOOTER = (
    '<footer><p>© 2024 Le Quai. Tous droits réservés.</p><a href="/m">Mentions légales</a></footer>'
)
SCRIPT = "<script>console.log('Comment ?')</script>"
HEAD = (
    "<!DOCTYPE html><html lang='fr'><head><meta charset='utf-8'>"
    f"<title>{TITLE} - Le Quai</title>"
    f'<meta property="og:title" content="{TITLE}"><meta property="og:site_name" content="Le Quai">'
    '<meta name="author" content="Jeanne Autret">'
    '<meta property="article:published_time" content="2021-03-04T08:00:00+01:00">'
    '<link rel="canonical" href="https://lequai.example/maud-kervella"></head>'
)


def joined(question: str, answer: str) -> str:
    return "".join(f"{question.format(q)}{answer.format(a)}" for q, a in TURNS)


def modern() -> str:
    body = joined("<p><strong>{}</strong></p>", "<p>{}</p>")
    return (
        f"{HEAD}<body>{COOKIES}<header class='site-header'><a href='/'>Le Quai</a>{NAV}</header><main>"
        f"<article><header><h1>{TITLE}</h1></header>{SHARE}<p class='chapo'>{LEAD}</p>{body}{SHARE}"
        f"</article>{RELATED}{NEWSLETTER}{COMMENTS}</main>{FOOTER}{SCRIPT}</body></html>"
    )


def wordpress() -> str:
    body = joined("<p><b>{}</b></p>\n", "<p>{}</p>\n")
    return (
        f"{HEAD}<body class='single single-post has-sidebar'><div id='page'>{NAV}<div id='content'>"
        "<article class='post-12 post type-post category-social tag-newsletter'>"
        f"<h1 class='entry-title'>{TITLE}</h1><div class='entry-content'><p>{LEAD}</p>{body}"
        f"<div class='sharedaddy sd-sharing-enabled'><h3>Partager :</h3><ul><li><a href='#'>Tweeter</a></li>"
        f"</ul></div><div id='jp-relatedposts'><a href='/1'>Trois agences à suivre</a></div></div>"
        f"</article>{COMMENTS}</div><div id='secondary' class='widget-area'><h2>Nos dossiers</h2>"
        f"<ul><li><a href='/1'>Trois agences à suivre</a></li></ul></div>{FOOTER}</div></body></html>"
    )


def elementor() -> str:
    widget = (
        "<div class='elementor-element elementor-widget elementor-widget-text-editor'>"
        "<div class='elementor-widget-container'><p>{}</p></div></div>"
    )
    body = joined(widget.replace("<p>{}</p>", "<p><strong>{}</strong></p>"), widget)
    return (
        f"{HEAD}<body>{NAV}<div class='elementor elementor-12'><h1>{TITLE}</h1>"
        f"{widget.format(LEAD)}{body}</div>{NEWSLETTER}{FOOTER}</body></html>"
    )


def blogspot() -> str:
    body = joined("<div><b>{}</b></div>\n<div><br /></div>\n", "<div>{}</div><div><br /></div>")
    return (
        f"{HEAD}<body><div class='navbar section'>Accueil</div><div class='main-outer'>"
        f"<div class='post hentry'><h1 class='post-title'>{TITLE}</h1><div class='post-body'>"
        f"<div>{LEAD}</div><div><br /></div>{body}</div><div class='post-footer'>{SHARE}</div></div>"
        f"<div class='comments'><p>Bravo pour cet entretien !</p></div></div>"
        f"<div class='sidebar'><a href='/1'>Trois agences à suivre</a></div></body></html>"
    )


def breaks_only() -> str:
    body = joined("<b>{}</b><br><br>\n", "{}<br /><br />")
    return f"{HEAD}<body>{NAV}<div id='texte'><h1>{TITLE}</h1>{LEAD}<br><br>{body}</div>{FOOTER}</body></html>"


def one_break() -> str:
    body = joined("<p><strong>{}<br></strong>", "{}</p>")
    return f"{HEAD}<body><article><h1>{TITLE}</h1><p>{LEAD}</p>{body}</article></body></html>"


def headings() -> str:
    body = joined("<h3>{}</h3>", "<p>{}</p>")
    return (
        f"{HEAD}<body>{NAV}<main><h1>{TITLE}</h1><p>{LEAD}</p>{body}{SHARE}{NEWSLETTER}</main>{FOOTER}"
        "</body></html>"
    )


def class_names() -> str:
    body = joined("<p class='question'>{}</p>", "<p class='reponse'>{}</p>")
    return (
        f"{HEAD}<body><article><h1>{TITLE}</h1><p>{LEAD}</p>{body}</article>{FOOTER}</body></html>"
    )


def style_sheet() -> str:
    head = HEAD.replace(
        "</head>", "<style>.qr, p.x1 { color: red; font-weight: 700 } p {margin:0}</style></head>"
    )
    body = joined("<p class='x1'>{}</p>", "<p class='x2'>{}</p>")
    return f"{head}<body><article><h1>{TITLE}</h1><p>{LEAD}</p>{body}</article></body></html>"


def inline_styles() -> str:
    body = joined("<p><span style='font-weight: 600;'>{}</span></p>", "<p><span>{}</span></p>")
    return (
        f"{HEAD}<body><b style='font-weight:normal;' id='docs-internal-guid-1'><h1>{TITLE}</h1><p>{LEAD}</p>"
        f"{body}</b></body></html>"
    )


def old_tables() -> str:
    body = joined("<tr><td><font color=navy><B>{}</B></font></td></tr>", "<tr><td>{}<p></td></tr>")
    return (
        f"<html><head><title>{TITLE}</title></head><body><table width=760><tr><td colspan=2><a href=/>Accueil"
        "</a> | <a href=/d>Nos dossiers</a></td></tr><tr><td valign=top><a href=/1>Trois agences à suivre"
        f"</a></td><td><h1>{TITLE}</h1><p>{LEAD}<table>{body}</table></td></tr></table></body>"
    )


def in_a_form() -> str:
    body = joined("<p><strong>{}</strong>", "<p>{}")
    return f"{HEAD}<body><form id='aspnetForm'>{NAV}<div><h1>{TITLE}</h1><p>{LEAD}</p>{body}</div></form>"


def split_article() -> str:
    first = "".join(f"<p><b>{q}</b></p><p>{a}</p>" for q, a in TURNS[:3])
    second = "".join(f"<p><b>{q}</b></p><p>{a}</p>" for q, a in TURNS[3:])
    return (
        f"{HEAD}<body>{NAV}<div class='wrap'><div class='head'><h1>{TITLE}</h1><p>{LEAD}</p></div>"
        f"<div class='part'>{first}</div><div class='ad-container'>Publicité</div>"
        f"<div class='part'>{second}</div></div>{FOOTER}</body></html>"
    )


PAGES: list[Callable[[], str]] = [
    modern, wordpress, elementor, blogspot, breaks_only, one_break, headings, class_names,
    style_sheet, inline_styles, old_tables, in_a_form, split_article,
]  # fmt: skip


def read(folder: Path, page: str | bytes, *, name: str = "page.html") -> Source:
    path = folder / name
    path.write_bytes(page.encode() if isinstance(page, str) else page)
    return read_source(path, id="page", file=name, settings=Settings())


@pytest.mark.parametrize("page", PAGES)
def test_all_of_the_article_in_order_and_nothing_else(
    tmp_path: Path, page: Callable[[], str]
) -> None:
    source = read(tmp_path, page())
    turns = [text for turn in TURNS for text in turn]
    assert texts(source) == [TITLE, LEAD, *turns]
    assert [piece for piece in AROUND if piece in source.text] == []


@pytest.mark.parametrize("page", PAGES)
def test_questions_keep_their_cue(tmp_path: Path, page: Callable[[], str]) -> None:
    source = read(tmp_path, page())
    cued = [
        words(source, block)
        for block in source.blocks
        if block.level > 1 or [(s.start, s.end) for s in block.bold] == [(block.start, block.end)]
    ]
    assert cued == QUESTIONS
    assert not any(block.bold for block in source.blocks if words(source, block) in ANSWERS)


def test_answers_after_a_line_break_have_no_gap(tmp_path: Path) -> None:
    source = read(tmp_path, one_break())
    gaps = {words(source, block): block.gap_before for block in source.blocks}
    assert all(gaps[question] for question in QUESTIONS)
    assert not any(gaps[answer] for answer in ANSWERS)
    assert f"{QUESTIONS[0]}\n{ANSWERS[0]}\n\n{QUESTIONS[1]}" in source.text


def test_two_line_breaks_make_a_gap(tmp_path: Path) -> None:
    source = read(tmp_path, breaks_only())
    assert all(block.gap_before for block in source.blocks)


def test_metadata(tmp_path: Path) -> None:
    source = read(tmp_path, modern())
    assert source.title == TITLE
    assert source.author == "Jeanne Autret"
    assert source.date == "2021-03-04"
    assert source.publication == "Le Quai"
    assert source.url == "https://lequai.example/maud-kervella"
    assert source.format == "html"
    assert source.warnings == ()


def article(body: str) -> str:
    return f"<html><body><article>{body}</article></body></html>"


def test_bold_split_over_elements_is_merged(tmp_path: Path) -> None:
    source = read(tmp_path, article("<p><b>Un</b> <b>conseil</b><b> ?</b> Oui.</p>"))
    (block,) = source.blocks
    assert [source.text[s.start : s.end] for s in block.bold] == ["Un conseil ?"]


def test_question_and_answer_in_one_paragraph(tmp_path: Path) -> None:
    source = read(tmp_path, article("<p><strong>C. D. :</strong> Merci <em>beaucoup</em>.</p>"))
    (block,) = source.blocks
    assert source.text == "C. D. : Merci beaucoup."
    assert [source.text[s.start : s.end] for s in block.bold] == ["C. D. :"]
    assert [source.text[s.start : s.end] for s in block.italic] == ["beaucoup"]


def test_lists_have_markers_outside_the_text(tmp_path: Path) -> None:
    source = read(
        tmp_path,
        article(
            "<p>Trois règles :</p><ol start=3><li>Écouter</li><li value=7>Dire</li></ol>"
            "<ul><li>Relire<ul><li>encore</li></ul></li><li>Envoyer</li></ul>"
        ),
    )
    assert [(b.kind, b.marker, words(source, b)) for b in source.blocks] == [
        ("paragraph", "", "Trois règles :"),
        ("list_item", "3.", "Écouter"),
        ("list_item", "7.", "Dire"),
        ("list_item", "-", "Relire"),
        ("list_item", "-", "encore"),
        ("list_item", "-", "Envoyer"),
    ]


def test_quotes_definitions_and_cells(tmp_path: Path) -> None:
    source = read(
        tmp_path,
        article(
            "<blockquote><p>Il faut agir.</p></blockquote><dl><dt>Votre rôle ?</dt><dd>Former.</dd></dl>"
            "<table><tr><th>Année</th><td>2012</td></tr></table><p>Il dit <q>non</q>.</p>"
        ),
    )
    assert [(b.kind, words(source, b)) for b in source.blocks] == [
        ("quote", "Il faut agir."),
        ("paragraph", "Votre rôle ?"),
        ("paragraph", "Former."),
        ("paragraph", "Année"),
        ("paragraph", "2012"),
        ("paragraph", "Il dit «\u00a0non\u00a0»."),
    ]


def test_captions_notes_and_hidden_text_are_left_out(tmp_path: Path) -> None:
    source = read(
        tmp_path,
        article(
            "<figure><img alt='Portrait'><figcaption>Crédit photo</figcaption></figure>"
            "<p>Elle travaille à Brest<sup><a href='#n1'>1</a></sup> depuis le 1<sup>er</sup> mai.</p>"
            "<p style='display: none'>Caché.</p><p hidden>Caché.</p><span class='sr-only'>Caché.</span>"
        ),
    )
    assert source.text == "Elle travaille à Brest depuis le 1er mai."


def test_soft_hyphens_and_entities(tmp_path: Path) -> None:
    source = read(
        tmp_path,
        article("<p>La com&shy;mu&shy;nica&shy;tion, c&rsquo;est &agrave; vous&nbsp;!</p>"),
    )
    assert source.text == "La communication, c’est à vous\u00a0!"
    assert source.warnings == ()


def test_linked_words_in_a_sentence_stay(tmp_path: Path) -> None:
    source = read(
        tmp_path,
        article(
            "<p>Nous avons relu <a class='search-link' href='/s'>Brest</a> et "
            "<span class='social'>Nantes</span> avec soin.</p>"
        ),
    )
    assert source.text == "Nous avons relu Brest et Nantes avec soin."


def test_line_of_links_inside_the_article_is_left_out(tmp_path: Path) -> None:
    page = modern().replace(
        f"<p>{ANSWERS[1]}</p>",
        f"<p>{ANSWERS[1]}</p><p><strong>Lire aussi : <a href='/1'>Trois agences à suivre</a></strong></p>",
    )
    source = read(tmp_path, page)
    assert "Lire aussi" not in source.text
    assert ANSWERS[1] in source.text


def test_newsletter_box_inside_the_article_is_left_out(tmp_path: Path) -> None:
    page = modern().replace(f"<p>{ANSWERS[1]}</p>", f"<p>{ANSWERS[1]}</p>{NEWSLETTER}")
    assert "newsletter" not in read(tmp_path, page).text


def test_long_comments_do_not_replace_a_short_article(tmp_path: Path) -> None:
    remark = (
        "<article class='comment'><p>"
        + "Je ne suis pas du tout de cet avis. " * 20
        + "</p></article>"
    )
    page = (
        "<html><body><h1>Trois mots</h1><div class='post'><p><b>Ça va ?</b></p><p>Oui, très bien.</p></div>"
        f"<div class='comments'>{remark * 5}</div></body></html>"
    )
    source = read(tmp_path, page)
    assert texts(source) == ["Trois mots", "Ça va ?", "Oui, très bien."]


def test_article_in_a_box_with_a_misleading_name(tmp_path: Path) -> None:
    body = joined("<p><b>{}</b></p>", "<p>{}</p>")
    source = read(
        tmp_path, f"{HEAD}<body><div id='social-share'><h1>{TITLE}</h1>{body}</div></body></html>"
    )
    assert texts(source) == [TITLE, *(text for turn in TURNS for text in turn)]


@pytest.mark.parametrize(
    "page",
    [
        "Comment ?<br>Oui.",
        "<p>Comment ?<p>Oui.",
        "<html><body>Comment ?<div>Oui.</div></html></body>",
        "<p><b><i>Comment ?</b></i></p></div></div><p>Oui.</span>",
        "<?xml version='1.0' encoding='utf-8'?><!DOCTYPE html><html xmlns='http://www.w3.org/1999/xhtml'>"
        "<body><p>Comment ?</p><p>Oui.</p></body></html>",
        "<pre>Comment ?\nOui.</pre>",
    ],
)
def test_short_and_broken_pages(tmp_path: Path, page: str) -> None:
    assert texts(read(tmp_path, page)) == ["Comment ?", "Oui."]


def test_unclosed_tags_nest_deep(tmp_path: Path) -> None:
    body = "".join(
        f"<p><font color=red><b>Question {n} ?</b><p>Réponse {n}, en peu de mots."
        for n in range(200)
    )
    source = read(tmp_path, f"<html><body>{body}")
    assert len(source.blocks) == 400
    assert texts(source)[-2:] == ["Question 199 ?", "Réponse 199, en peu de mots."]


def test_too_deep_nesting_is_refused_instead_of_cut(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nested too deep"):
        read(tmp_path, "<div>" * 5000 + "Comment ?")


def test_entities_are_not_expanded_from_outside(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("mot de passe")
    page = (
        f'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY x SYSTEM "file://{secret}">]>'
        "<html><body><p>Comment ? &x;</p></body></html>"
    )
    assert "mot de passe" not in read(tmp_path, page).text


@pytest.mark.parametrize(
    "page", ["<html></html>", "<script>a()</script>", "<html><body><nav>Menu</nav>", "<!-- -->"]
)
def test_page_without_words_is_refused(tmp_path: Path, page: str) -> None:
    with pytest.raises(InputError):
        read(tmp_path, page)


@pytest.mark.parametrize(
    ("charset", "encoding"),
    [
        ("iso-8859-1", "cp1252"),
        ("windows-1252", "cp1252"),
        ("iso-8859-15", "iso8859_15"),
        ("macintosh", "mac_roman"),
    ],
)
def test_charset_that_the_page_declares(tmp_path: Path, charset: str, encoding: str) -> None:
    page = f"<html><head><meta charset='{charset}'></head><body><p>L'été, ça coûte 20 €, à l'œil.</p></body></html>"
    if encoding == "mac_roman":
        page = page.replace("€", "£")
    source = read(tmp_path, page.encode(encoding))
    assert source.text.startswith("L'été, ça coûte 20 ")
    assert source.text.endswith("à l'œil.")


def test_utf8_goes_before_a_wrong_declaration(tmp_path: Path) -> None:
    page = "<html><head><meta charset='iso-8859-1'></head><body><p>L’été est là.</p></body></html>"
    source = read(tmp_path, page)
    assert (source.text, source.encoding) == ("L’été est là.", "utf-8")


def test_class_names_that_hide_the_article_are_not_judged_by(tmp_path: Path) -> None:
    body = joined("<p><b>{}</b></p>", "<p>{}</p>")
    source = read(
        tmp_path,
        f"{HEAD}<body><div><h1>{TITLE}</h1><p>Un entretien réalisé à Brest, sur le quai, un jour de grand vent "
        f"et de petite pluie, au mois de mars.</p></div><div class='abonnement'>{body}</div></body></html>",
    )
    assert ANSWERS[-1] in source.text
    assert any("class names" in warning for warning in source.warnings)


def wrapped_turns() -> list[str]:
    return [textwrap.fill(text, 66) for turn in TURNS * 2 for text in turn]


@pytest.mark.parametrize(
    "body",
    [
        "<p>" + "<br>\n<br>\n".join(turn.replace("\n", "<br>\n") for turn in wrapped_turns()),
        "<pre>" + "\n\n".join(wrapped_turns()) + "</pre>",
    ],
    ids=["breaks", "pre"],
)
def test_lines_of_a_wrapped_text_are_joined(tmp_path: Path, body: str) -> None:
    source = read(tmp_path, article(body))
    found = [" ".join(text.split()) for text in texts(source)]
    assert found[:12] == [" ".join(text.split()) for turn in TURNS for text in turn]


def interview(head: str, body: str = "") -> str:
    turns = joined("<h2>{}</h2>", "<p>{}</p>")
    return f"<html><head>{head}</head><body>{body}<article>{turns}</article></body></html>"


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ("", "", None),  # the first question is no headline
        ("<title>Rencontre avec Maud | Le Quai</title>", "", "Rencontre avec Maud"),
        ("<title>Le Quai | Rencontre avec Maud</title>", "", "Rencontre avec Maud"),
        ("<title>Rencontre - Le Quai</title>", "", "Rencontre - Le Quai"),
        (
            "<title>Rencontre - Le Quai</title><meta property='og:site_name' content='Le Quai'>",
            "",
            "Rencontre",
        ),
        ("<title>Rencontre - Le Quai</title>", "<h1>Rencontre</h1>", "Rencontre"),
        (
            "<title>Rencontre | Le Quai</title>",
            "<h1>Le Quai</h1><h2>Rencontre</h2>",
            "Rencontre",
        ),
        ("<meta property='og:title' content='Par beau temps'>", "", "Par beau temps"),
        ("<title>Maud - le retour</title>", "", "Maud - le retour"),
    ],
)
def test_title(tmp_path: Path, head: str, body: str, title: str | None) -> None:
    assert read(tmp_path, interview(head, body)).title == title


def test_linked_data(tmp_path: Path) -> None:
    data = (
        '{"@context": "https://schema.org", "@graph": [{"@type": "WebSite", "name": "x"}, '
        '{"@type": ["NewsArticle"], "headline": "Par beau temps", "datePublished": "2019-01-02", '
        '"author": [{"name": "Jean Petit"}, {"name": "Ana Ruiz"}], "publisher": {"name": "Le Quai"}}]}'
    )
    source = read(tmp_path, interview(f"<script type='application/ld+json'>{data}</script>"))
    assert (source.title, source.author) == ("Par beau temps", "Jean Petit; Ana Ruiz")
    assert (source.publication, source.date) == ("Le Quai", "2019-01-02")


H1 = "<h1>Rencontre avec Maud</h1>"
HOME = "<header><a href='/'>Culture RP</a></header>"


@pytest.mark.parametrize(
    ("head", "body", "publication"),
    [
        ("<title>Rencontre avec Maud | Culture RP</title>", H1, "Culture RP"),
        ("<title>Rencontre avec Maud | Interviews | Culture RP</title>", H1, "Culture RP"),
        ("<title>Rencontre avec Maud - Culture RP</title>", HOME + H1, "Culture RP"),
        ("<title>Rencontre avec Maud | Culture RP</title>", HOME, "Culture RP"),
        (
            "<title>Rencontre avec Maud – Culture RP</title>",
            H1 + "<footer><p>© 2009-2024 Culture RP. Tous droits réservés.</p></footer>",
            "Culture RP",
        ),
        (
            "<title>Rencontre avec Maud - Culture RP</title>"
            "<link rel='canonical' href='https://www.culture-rp.com/maud'>",
            H1,
            "Culture RP",
        ),
        ("<meta property='og:site_name' content='Culture RP'>", H1, "Culture RP"),
        # Not certain: what the page does not say elsewhere, sections, a headline.
        ("<title>Rencontre avec Maud | Culture RP</title>", "", None),
        ("<title>Rencontre avec Maud - Le retour</title>", H1, None),
        ("<title>Rencontre avec Maud | Interviews</title>", H1, None),
        (
            "<title>Rencontre avec Maud | Vie des agences</title>",
            "<nav><a href='/agences'>Vie des agences</a></nav>" + H1,
            None,
        ),
        ("<title>Rencontre | Le Quai</title>", "<h1>Le Quai</h1><h2>Rencontre</h2>", None),
        ("<title>Rencontre avec Maud | Le Quai</title>", "<h1>Le Quai</h1>", None),
    ],
)
def test_publication(tmp_path: Path, head: str, body: str, publication: str | None) -> None:
    assert read(tmp_path, interview(head, body)).publication == publication


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<header><a href='/'>Le Quai</a></header>", ""),
        ("<div class='site-title'>Le Quai</div><p>La revue des ports</p>", ""),
        ("<nav><a class='navbar-brand' href='/'>Le Quai</a><a href='/a'>Ports</a></nav>", ""),
        ("<table><tr><td><a href='index.html'><img alt='Logo Le Quai'></a></td></tr></table>", ""),
        ("<div id='logo'><img alt='Le Quai - Accueil'></div>", ""),
        ("", "<footer><p>© 2021 Le Quai</p></footer>"),
        ("", "<footer>Copyright © 2009-2021 Le Quai – Tous droits réservés</footer>"),
        ("", "<div id='pied'>Le Quai © 2021 | Site réalisé par Zèbre Web</div>"),
        ("", "<footer><p>© <a href='/'>Le Quai</a>, 2021. Mentions légales</p></footer>"),
        # The owner of the rights is a firm, the photographer somebody.
        ("<div class='brand'>Le Quai</div>", "<footer>© 2021 Groupe Martel Presse</footer>"),
        ("", "<footer><p>© 2021 Le Quai</p><p>Photos © Marie Roy</p></footer>"),
    ],
)
def test_publication_as_the_page_prints_it_around_the_article(
    tmp_path: Path, before: str, after: str
) -> None:
    assert read(tmp_path, interview("", before + after)).publication == "Le Quai"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<nav><a href='/'>Accueil</a><a href='/'>Présentation</a></nav>", ""),
        ("<div class='logo'>Orsel</div><div class='logo'>Sandrel</div>", ""),
        ("<div class='partner-logo'><img alt='Sandrel'></div>", ""),
        ("<a class='logo' href='https://example.org/x'><img alt='Facebook'></a>", ""),
        ("<header><p>Le Quai</p></header>", ""),
        ("", "<p>Photo © Marie Roy</p>"),
        ("", "<footer>© 2021 Marie Roy</footer>"),
        ("", "<footer>© 2021 – Tous droits réservés – Propulsé par WordPress</footer>"),
        ("", "<footer>Du réseau <a href='https://groupe.example/'>Grand Groupe</a></footer>"),
    ],
)
def test_no_publication_where_what_stands_around_the_article_leaves_it_open(
    tmp_path: Path, before: str, after: str
) -> None:
    assert read(tmp_path, interview("", before + after)).publication is None


@pytest.mark.parametrize(
    ("title", "after", "publication"),
    [
        ("Rencontre avec Maud - Le Quai - Entretiens", "<footer>© Le Quai</footer>", "Le Quai"),
        ("Le Quai : rencontre avec Maud", "<footer>© 2021 Le Quai</footer>", "Le Quai"),
        ("Maud - Le Quai", "<footer>© 2021 Le Quai des ports</footer>", "Le Quai des ports"),
        ("Maud - Le Quai", "<footer>© 2021 Le Quai Presse</footer>", "Le Quai"),
        ("Rencontre avec Maud - Le Quai", "", None),
    ],
)
def test_publication_in_the_title_is_proved_by_the_footer(
    tmp_path: Path, title: str, after: str, publication: str | None
) -> None:
    page = interview(f"<title>{title}</title>", H1 + after)
    assert read(tmp_path, page).publication == publication


@pytest.mark.parametrize(
    ("item", "publication"),
    [
        (
            '{"@type": "BlogPosting", "isPartOf": {"@type": "WebSite", "name": "Le Quai"}}',
            "Le Quai",
        ),
        ('{"@type": "WebPage", "publisher": {"name": "Le Quai"}}', "Le Quai"),
        ('[{"@type": "Article"}, {"@type": "WebSite", "name": "Le Quai"}]', "Le Quai"),
        ('{"@type": "Person", "name": "Maud"}', None),
    ],
)
def test_publication_of_linked_data(tmp_path: Path, item: str, publication: str | None) -> None:
    source = read(tmp_path, interview(f"<script type='application/ld+json'>{item}</script>"))
    assert source.publication == publication


TIME = "<time datetime='{}'>le jour même</time>"


@pytest.mark.parametrize(
    ("head", "body", "date"),
    [
        ("<meta property='article:published_time' content='2019-03-12T08:00+01:00'>", "", True),
        ("<meta itemprop='datePublished' content='2019-03-12'>", "", True),
        ("", TIME.format("2019-03-12T09:00"), True),
        (
            "",
            "<time class='entry-date published' datetime='2019-03-12'></time>"
            "<time class='updated' datetime='2021-05-04'></time>",
            True,
        ),
        ("", "<span itemprop='datePublished' content='2019-03-12'>mardi</span>", True),
        ("", "<p>Publié le 12 mars 2019 par Jean Petit</p>", True),
        ("", "<div class='entry-meta'><span>Publié le 12/03/2019</span></div>", True),
        ("", "<p>Par Solène Maury, le 12 mars 2019 | Lecture : 6 minutes</p>", True),
        ("", "<p>Publié le 12 mars 2019 – Mis à jour le 4 mai 2021</p>", True),
        ("", "<p>Mise en ligne : mardi 12 mars 2019 — 4 minutes</p>", True),
        (
            "",
            "<p>Publié par Yann Le Goff le mardi 12 mars 2019 – mis à jour le 4 mai 2021</p>",
            True,
        ),
        # Not certain: a change, another article's day, no year, a day that the text tells of.
        ("<meta property='article:modified_time' content='2021-05-04T08:00+01:00'>", "", False),
        ("", f"<aside>{TIME.format('2011-05-04')}</aside>", False),
        ("", f"<div class='related-posts'>{TIME.format('2011-05-04')}</div>", False),
        ("", TIME.format("2011-05-04") + TIME.format("2019-03-12"), False),
        ("", "<p>Publié le 3 mars à 8 h 12 – Mis à jour le 4 mai 2021</p>", False),
        ("", "<p>Elle a fondé son agence le 12 mars 2019, à Brest, sur le port.</p>", False),
    ],
)
def test_date(tmp_path: Path, head: str, body: str, date: bool) -> None:
    assert read(tmp_path, interview(head, body)).date == ("2019-03-12" if date else None)


def test_broken_linked_data_is_passed_over(tmp_path: Path) -> None:
    source = read(tmp_path, interview("<script type='application/ld+json'>{oups</script>"))
    assert (source.title, len(source.blocks)) == (None, 12)


def test_author_without_opener(tmp_path: Path) -> None:
    head = "<meta name='author' content='Propos recueillis par Jean Petit'>"
    assert read(tmp_path, interview(head)).author == "Jean Petit"


def test_words_beside_elements_keep_their_order_and_root(tmp_path: Path) -> None:
    body = "".join(
        f"<b>{question}</b><div>{answer}</div> Suite {n}. "
        for n, (question, answer) in enumerate(TURNS)
    )
    source = read(
        tmp_path, f"{HEAD}<body>{NAV}<div><div>{body}</div>{SHARE}</div>{FOOTER}</body></html>"
    )
    expected = [text for n, turn in enumerate(TURNS) for text in (*turn, f"Suite {n}.")]
    found = " ".join(texts(source))
    assert found == " ".join(expected)
