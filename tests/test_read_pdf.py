"""PDF files, built here: lines become paragraphs again, what surrounds the text goes, nothing hangs."""

from __future__ import annotations

import io
import time
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from printing import Page, as_pdf
from reading import bold, read_content, texts, words
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from pipeline.errors import InputError
from pipeline.read import pdf
from pipeline.read.assembly import assemble
from pipeline.read.pdf_hyphens import Hyphens
from pipeline.read.pdf_lines import Word, body_size, reading_order, rows_of
from pipeline.read.pdf_paragraphs import paragraphs_of
from pipeline.schema import Block, Source, Span

ANSWER = (
    "Par hasard, comme beaucoup de gens de ma génération. Je vendais des abonnements par téléphone "
    "pour une scène nationale, la titulaire est partie, et l’on m’a tendu un classeur plein de noms "
    "barrés que personne ne voulait plus appeler depuis deux hivers au moins."
)
LONGER = f"{ANSWER} Puis nous avons repris tous les noms, un par un, et quatre ont répondu."


@pytest.fixture
def read(tmp_path: Path) -> Callable[[bytes], Source]:
    return lambda data: read_content(tmp_path / "a.pdf", data)


def printed(*blocks: str, page: Page | None = None) -> bytes:
    """Return a PDF of paragraphs: "# " makes a headline, "## " one of the second level, "**" a bold paragraph."""
    text, made = "", []
    for block in blocks:
        level = len(block) - len(block.lstrip("#"))
        shown = block.strip("#* ")
        start, end = len(text), len(text) + len(shown)
        spans = (Span(start, end),) if block.startswith("**") else ()
        made.append(Block(start, end, "heading" if level else "paragraph", level, bold=spans))
        text += f"{shown}\n"
    source = Source("a", "a.txt", "txt", "utf-8", "0", text, tuple(made))
    return as_pdf(source, page or Page(head="", numbers=False))


def drawn(*lines: tuple[float, float, str], font: str = "Times-Roman", size: float = 11) -> bytes:
    """Return a PDF of one page with words at places; a line "/Helvetica 8" changes the font."""
    stream = io.BytesIO()
    canvas = Canvas(stream)
    canvas.setFont(font, size)
    for x, y, text in lines:
        if text.startswith("/"):
            name, height = text[1:].split()
            canvas.setFont(name, float(height))
        else:
            canvas.drawString(x, y, text)
    canvas.save()
    return stream.getvalue()


def column(
    *lines: str, x: float = 60, y: float = 700, step: float = 14
) -> list[tuple[float, float, str]]:
    return [(x, y - step * number, line) for number, line in enumerate(lines)]


# --- by hand -------------------------------------------------------------------------------


def by_hand(*objects: bytes) -> bytes:
    """Return a PDF of objects 1, 2, …; the first is its catalogue."""
    out, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n" % size
    tail = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, len(out))
    return out + head + table + tail


def stream(content: bytes, extra: bytes = b"") -> bytes:
    return b"<</Length %d%b>>stream\n%b\nendstream" % (len(content), extra, content)


CATALOGUE = b"<</Type/Catalog/Pages 2 0 R>>"
PAGES = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
PAGE = (
    b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R"
    b"/Resources<</Font<</F 5 0 R>>/XObject<</X 6 0 R>>>>>>"
)
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 6 0 R>>"
SHOWS = b"BT /F 12 Tf 50 700 Td (Bonjour) Tj ET /X Do"


def with_map(shown: str, **letters: str) -> bytes:
    """Return a PDF that shows ASCII letters which stand for others."""
    pairs = "".join(
        f"<{ord(one):02x}> <{other.encode('utf-16-be').hex()}>\n" for one, other in letters.items()
    )
    table = (
        "begincmap 1 begincodespacerange <00> <ff> endcodespacerange "
        f"{len(letters)} beginbfchar\n{pairs}endbfchar endcmap"
    )
    content = f"BT /F 12 Tf 50 700 Td ({shown}) Tj ET".encode()
    return by_hand(CATALOGUE, PAGES, PAGE, stream(content), FONT, stream(table.encode()))


@pytest.mark.parametrize(
    ("shown", "letters", "text"),
    [
        ("Salut X", {"X": "\U0001f399"}, "Salut 🎙"),
        ("lXe#te#", {"X": "’", "#": "\u0301"}, "l’été"),
        ("Xn, YeZeur", {"X": "ﬁ", "Y": "ﬂ", "Z": "ﬀ"}, "fin, fleffeur"),
        ("cXur", {"X": "œ"}, "cœur"),
        ("X Agir", {"X": "\uf0b7"}, "• Agir"),
        ("comXmun", {"X": "\u00ad"}, "commun"),
        ("D#gout", {"#": "\ud83d"}, "D\ufffdgout"),
    ],
    ids=["emoji", "accent", "ligatures", "oe", "symbol", "soft-hyphen", "half"],
)
def test_letters(read, shown: str, letters: dict[str, str], text: str) -> None:
    if "\ud83d" in letters.values():
        data = with_map(shown, **{"#": "?"}).replace(b"<003f>", b"<d83d>")
    else:
        data = with_map(shown, **letters)
    assert read(data).text == text


# --- emphasis ------------------------------------------------------------------------------


@pytest.mark.parametrize("font", ["Helvetica-Bold", "Times-Bold", "Times-BoldItalic"])
def test_bold_by_the_name_of_the_font(read, font: str) -> None:
    source = read(
        drawn(
            (60, 700, f"/{font} 11"),
            (60, 700, "Comment ?"),
            (60, 700, "/Times-Roman 11"),
            (60, 680, "Oui."),
        )
    )
    assert texts(source) == ["Comment ?", "Oui."]
    assert bold(source) == ["Comment ?"]


def test_bold_by_thick_letters(read) -> None:
    out = io.BytesIO()
    canvas = Canvas(out)
    text = canvas.beginText(60, 700)
    text.setTextRenderMode(2)
    text.textOut("Comment ?")
    canvas.drawText(text)
    canvas.save()
    assert bold(read(out.getvalue())) == ["Comment ?"]


def test_italic_inside_a_line(read) -> None:
    source = read(
        drawn(
            (60, 700, "Un"),
            (77, 700, "/Times-Italic 11"),
            (77, 700, "mot"),
            (97, 700, "/Times-Roman 11"),
            (97, 700, "seul"),
        )
    )
    (block,) = source.blocks
    assert words(source, block) == "Un mot seul"
    assert [source.text[s.start : s.end] for s in block.italic] == ["mot"]


# --- paragraphs ----------------------------------------------------------------------------

TURNS = ("**Comment avez-vous commencé ?", ANSWER, "**Et ensuite ?", LONGER, ANSWER)
SAID = [turn.strip("*") for turn in TURNS]


@pytest.mark.parametrize(
    "page",
    [
        Page(head="", numbers=False),
        Page(head="", numbers=False, gap=0),
        Page(head="", numbers=False, gap=0, indent=14),
        Page(head="", numbers=False, justified=False, hyphens=False),
        Page(head="", numbers=False, leading=2, gap=12),
        Page(head="", numbers=False, columns=2),
        Page(head="", numbers=False, columns=3, size=9),
    ],
    ids=["gaps", "solid", "indents", "ragged", "double-spaced", "two-columns", "three-columns"],
)
def test_lines_are_paragraphs_again(read, page: Page) -> None:
    source = read(printed(*TURNS, *TURNS, *TURNS, page=page))
    assert texts(source) == SAID * 3
    assert bold(source) == [SAID[0], SAID[2]] * 3


def test_indents_alone_part_what_has_no_stops(read) -> None:
    lines = column(
        "alors on a commencé par hasard comme tout le monde ici euh",
        "et puis on est restés parce que les gens nous aimaient bien",
    )
    pages = [
        (x + 14 * (n % 2 == 0), y - 28 * turn, text)
        for turn in range(4)
        for n, (x, y, text) in enumerate(lines)
    ]
    assert texts(read(drawn(*pages))) == [" ".join(text for _, _, text in lines)] * 4


def test_bold_ends_where_the_question_does(read) -> None:
    asked = "Comment avez-vous commencé, vous ?"
    said = ["Par hasard et sans avoir rien prévu,", "comme tout le monde ici."]
    lines = [
        (60.0, 700.0, "/Times-Bold 11"),
        (60.0, 700.0, asked),
        (60.0, 700.0, "/Times-Roman 11"),
    ]
    source = read(drawn(*lines, *column(*said, y=686)))
    assert texts(source) == [asked, " ".join(said)]


def test_columns_of_the_last_page_are_those_of_the_others(read) -> None:
    numbers = ["un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit"]
    left = [f"Tout à gauche, la ligne {n} dit bien ceci" for n in numbers]
    right = [f"Tout à droite, la ligne {n} dit bien cela" for n in numbers]
    wide = "Un intertitre qui court sur les deux colonnes de la page et qui les sépare bien."
    last = [*column(wide), *column(*right[:4], y=680), *column(left[0], x=320, y=680)]
    text = read(numbered([column(*left) + column(*right, x=320), last])).text
    assert text.index(right[3], text.index(wide)) < text.rindex(left[0])


def test_labels_that_come_again_open_paragraphs(read) -> None:
    lines = column(
        "LÉA : Comment avez-vous commencé dans ce métier, et pourquoi à Brest ?",
        "PAUL : Par hasard. Je vendais des abonnements au téléphone, à Brest.",
        "LÉA : Et ensuite, après toutes ces années passées au téléphone, quoi ?",
        "PAUL : Rien.",
    )
    assert texts(read(drawn(*lines))) == [text for _, _, text in lines]


def test_a_colon_in_a_sentence_opens_nothing(read) -> None:
    lines = column(
        "Nous avons attendu longtemps le résultat, chez nous à Brest.",
        "Résultat : rien. Nous étions déçus, et nous sommes repartis.",
    )
    assert len(read(drawn(*lines)).blocks) == 1


def test_an_answer_over_a_page_is_one_block_with_two_places(read) -> None:
    source = read(printed(*TURNS * 9, page=Page()))
    assert texts(source) == SAID * 9
    pages = [place.value for place in source.locators]
    assert sorted(set(pages), key=int) == ["1", "2", "3"]
    assert pages == sorted(pages, key=int)
    assert {place.kind for place in source.locators} == {"page"}
    over = [
        b for b in source.blocks if sum(b.start <= p.start < b.end for p in source.locators) == 2
    ]
    assert over
    first, second = (p for p in source.locators if over[0].start <= p.start < over[0].end)
    assert source.text[first.end : second.start].strip() == ""


def test_wide_headline_over_columns_and_the_end_of_the_second(read) -> None:
    data = printed("# Un métier", *TURNS * 6, page=Page(head="", numbers=False, columns=2, size=10))
    source = read(data)
    assert texts(source) == ["Un métier", *SAID * 6]


def test_labels_in_the_margin_are_read_with_their_lines(read) -> None:
    said = [
        "Comment avez-vous commencé dans ce métier ?",
        "Par hasard, à Brest.",
        "Et ensuite, quoi donc ?",
        "Rien du tout.",
    ]
    lines = [(60.0, 700 - 30.0 * n, "LÉA" if n % 2 == 0 else "PAUL") for n in range(4)]
    lines += [(130.0, 700 - 30.0 * n, text) for n, text in enumerate(said)]
    assert texts(read(drawn(*lines))) == [
        f"{'LÉA' if n % 2 == 0 else 'PAUL'} {text}" for n, text in enumerate(said)
    ]


def test_a_large_first_letter_belongs_to_its_word(read) -> None:
    lines = [(60.0, 676.0, "/Times-Roman 36"), (60.0, 676.0, "P"), (60.0, 676.0, "/Times-Roman 11")]
    lines += column(
        "ar hasard, comme beaucoup de gens qui ont", "commencé par vendre des abonnements au", x=84
    )
    lines += column("téléphone pour une scène nationale, à Brest.", y=672)
    assert texts(read(drawn(*lines))) == [
        "Par hasard, comme beaucoup de gens qui ont commencé par vendre des abonnements au téléphone pour une scène nationale, à Brest."
    ]


# --- hyphens -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "stays"),
    [
        ("la communi-", "cation", False),
        ("le main-", "tenant", False),
        ("une ver-", "tu", False),
        ("un sou-", "ci", False),
        ("ce-", "lui qui", False),
        ("à Saint-", "Denis", True),
        ("le Covid-", "19", True),
        ("est-", "ce que", True),
        ("avez-", "vous", True),
        ("travaille-", "t-elle", True),
        ("a-t-", "il", True),
        ("attaché-", "e de presse", True),
        ("attaché-e-", "s", True),
        ("donnez-", "lui", True),
        ("peut-", "être", True),
        ("bien-", "être", True),
        ("nous-", "mêmes", True),
        ("celui-", "ci", True),
        ("rez-de-", "chaussée", True),
        ("c’est-à-", "dire", True),
        ("vis-à-", "vis", True),
        ("Villefranche-", "sur-Saône", True),
        ("les porte-", "paroles", True),
        ("des mots-", "clés", True),
        ("quatre-", "vingts", True),
        ("le porte-pa-", "role", False),
        ("l’e-", "mail", True),
        ("Un sujet grave –", "et rare", True),
    ],
)
def test_a_hyphen_at_the_end_of_a_line(before: str, after: str, stays: bool) -> None:
    assert Hyphens([]).stays(before, after) is stays


def test_the_document_shows_its_own_compounds() -> None:
    seen = Hyphens(
        ["un entre-soi de plus", "le télétravail lasse un peu", "une librairie et un café ici"]
    )
    assert seen.stays("un entre-", "soi")
    assert not seen.stays("du télé-", "travail")
    assert seen.stays("la librairie-", "café")
    assert not Hyphens(["un entre deux tiens"]).stays("en entre-", "tiens")


def test_halves_of_words_at_line_ends_are_no_evidence() -> None:
    assert not Hyphens(["une communi-", "cation de plus"]).stays("la communi-", "cation")


# --- around the text -----------------------------------------------------------------------


def test_running_heads_and_page_numbers_go(read) -> None:
    source = read(printed(*TURNS * 9, page=Page(head="Carnet des agences — entretiens")))
    assert "Carnet" not in source.text
    assert texts(source) == SAID * 9


def numbered(pages: Sequence[Sequence[tuple[float, float, str]]]) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out)
    for lines in pages:
        for x, y, text in lines:
            canvas.drawString(x, y, text)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def test_heads_of_left_and_right_pages_and_numbers_of_a_review(read) -> None:
    pages = [
        [
            (60, 800, "Dire & taire" if n % 2 else f"Entretien avec Léa Ferrand {n + 212}"),
            *column(f"La page numéro {'abcdef'[n]} raconte ceci."),
            (280, 30, f"— {n + 212} —"),
        ]
        for n in range(6)
    ]
    assert texts(read(numbered(pages))) == [f"La page numéro {x} raconte ceci." for x in "abcdef"]


@pytest.mark.parametrize(
    "again",
    [("Journaliste", "Et après ?", "Nadège"), ("Puis mieux.",)],
    ids=["again", "alone"],
)
def test_labels_at_the_top_of_pages_are_no_running_heads(read, again: tuple[str, ...]) -> None:
    # A label that no page has again is known by its colon only.
    label = "Journaliste" if "Journaliste" in again else "Journaliste :"
    pages = [
        [
            label,
            f"Et {month} ?",
            "Nadège",
            f"Bien, en {month}.",
            *again,
            *(f"{x} à Brest en {month}." for x in "ABCDE"),
        ]
        for month in ("mars", "avril", "mai")
    ]
    source = read(numbered([column(*lines, y=780) for lines in pages]))
    assert source.text.count("Journaliste") == 3 * (1 + ("Journaliste" in again))


@pytest.mark.parametrize("last", ["2012", "Oui."])
def test_a_last_line_that_is_no_number_of_its_page_stays(read, last: str) -> None:
    pages = [column(f"Une page {x}.", last if x == "b" else "Une fin.") for x in "abc"]
    assert last in read(numbered(pages)).text


@pytest.mark.parametrize(
    "foot", ["1", "- 1 -", "Page 1 sur 1", "1/1", "https://exemple.fr/entretien 1/1"]
)
def test_number_of_a_single_page(read, foot: str) -> None:
    assert read(drawn(*column("Bonjour à tous."), (280, 30, foot))).text == "Bonjour à tous."


def test_footnotes_and_their_numbers_are_left_out_and_counted(read) -> None:
    lines = [
        *column("Elle dirige une agence"),
        (170, 704, "/Times-Roman 6"),
        (168.3, 704, "1"),
        (174, 700, "/Times-Roman 11"),
        (174, 700, "à Brest."),
        (60, 60, "/Times-Roman 8"),
        (60, 60, "1. Fondée en 2012."),
    ]
    source = read(drawn(*lines))
    assert source.text == "Elle dirige une agence à Brest."
    assert source.warnings == ("footnotes left out: 1",)


def test_watermarks_are_not_the_text(read) -> None:
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.drawString(60, 700, "Bonjour à tous.")
    canvas.rotate(45)
    canvas.drawString(400, 0, "ÉPREUVE")
    canvas.save()
    assert read(out.getvalue()).text == "Bonjour à tous."


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_pages_that_are_turned(read, turn: int) -> None:
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.translate(300, 400)
    canvas.rotate(turn)
    canvas.drawString(-100, 0, "Nous avons commencé à")
    canvas.drawString(-100, -14, "Brest, par hasard.")
    canvas.save()
    assert read(out.getvalue()).text == "Nous avons commencé à Brest, par hasard."


# --- what the file tells -------------------------------------------------------------------


def told(**properties: str) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out)
    for name, value in properties.items():
        getattr(canvas, f"set{name}")(value)
    canvas.drawString(60, 700, "Bonjour à tous.")
    canvas.save()
    return out.getvalue()


@pytest.mark.parametrize(
    ("title", "kept"),
    [
        ("Le métier d’écouter", "Le métier d’écouter"),
        ("Microsoft Word - entretien_v3.docx", None),
        ("entretien-2.indd", None),
        ("Sans titre 1", None),
        ("2019_12_itw", None),
        ("(anonymous)", None),
        ("", None),
    ],
)
def test_title_of_the_file_where_it_is_one(read, title: str, kept: str | None) -> None:
    assert read(told(Title=title)).title == kept


@pytest.mark.parametrize(
    ("author", "kept"),
    [
        ("Léa Ferrand", "Léa Ferrand"),
        ("Utilisateur", None),
        ("anonymous", None),
        ("(anonymous)", None),
    ],
)
def test_author_of_the_file_where_it_is_one(read, author: str, kept: str | None) -> None:
    assert read(told(Author=author)).author == kept


@pytest.mark.parametrize(
    "properties",
    [
        {"Creator": "Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/120.0", "Producer": "Skia/PDF m120"},
        {"Creator": "Mozilla Firefox 115.6", "Producer": "cairo 1.17.4"},
        {"Creator": "Safari", "Producer": "macOS Version 13.2 Quartz PDFContext"},
        {"Creator": "wkhtmltopdf 0.12.6", "Producer": "Qt 4.8.7"},
    ],
)  # fmt: skip
def test_the_day_a_web_page_was_printed_is_no_date_of_publication(
    read, properties: dict[str, str]
) -> None:
    assert read(told(**properties)).date is None


def test_headings_by_size_and_the_largest_is_the_title(read) -> None:
    source = read(printed("# Un métier", "## Débuts", ANSWER, "## Suites", ANSWER))
    assert [(b.kind, b.level, words(source, b)) for b in source.blocks if b.level] == [
        ("heading", 1, "Un métier"),
        ("heading", 2, "Débuts"),
        ("heading", 2, "Suites"),
    ]
    assert source.title == "Un métier"
    assert bold(source) == []


def test_a_printed_date_goes_before_that_of_the_file(read) -> None:
    dated = printed("# Un métier", "Publié le 4 mai 2018", ANSWER)
    assert read(dated).date == "2018-05-04"
    assert read(told()).date == time.strftime("%Y-%m-%d")


# --- scans ---------------------------------------------------------------------------------


def scan(*, mode: int | None = None, text_pages: int = 0, marked: str = "") -> bytes:
    """Return pages with a picture alone, or with text laid over it, then pages of text."""
    from PIL import Image

    picture = ImageReader(Image.new("L", (60, 80), 200))
    out = io.BytesIO()
    canvas = Canvas(out)
    for number in range(2):
        canvas.drawImage(picture, 0, 0, 600, 800)
        if marked:
            canvas.drawString(60, 20, marked)
        if mode is not None:
            text = canvas.beginText(60, 700)
            text.setTextRenderMode(mode)
            text.textOut(("Bonjour à tous.", "Bonsoir à vous.")[number])
            canvas.drawText(text)
        canvas.showPage()
    for _ in range(text_pages):
        canvas.drawString(60, 700, "Bonjour à tous.")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


@pytest.mark.parametrize("marked", ["", "Scanné avec Scanneo"])
def test_scanned_pages_are_refused_with_advice(read, marked: str) -> None:
    with pytest.raises(InputError, match=r"^a.pdf: no text on its 2 pages: scanned.*ocrmypdf"):
        read(scan(marked=marked))


def test_recognised_text_is_read_and_told(read) -> None:
    source = read(scan(mode=3))
    assert source.text == "Bonjour à tous.\n\nBonsoir à vous."
    assert any("character recognition" in warning for warning in source.warnings)


def test_pages_without_text_are_told(read) -> None:
    source = read(scan(text_pages=1))
    assert source.warnings == ("pages without text, perhaps scanned: 1, 2",)


# --- refusals ------------------------------------------------------------------------------


def locked(user: str) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, encrypt=StandardEncryption(user, ownerPassword="secret", canCopy=0))
    canvas.drawString(60, 700, "Bonjour à tous.")
    canvas.save()
    return out.getvalue()


def test_a_file_locked_for_changes_only_is_read(read) -> None:
    assert read(locked("")).text == "Bonjour à tous."


PLAIN = drawn((60, 700, "Bonjour à tous."))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "the file is empty"),
        (b"Bonjour", "this is no PDF"),
        (b"%PDF-1.7\n" + bytes(range(256)) * 9, "damaged or truncated"),
        (PLAIN[: len(PLAIN) // 2], "damaged|no text"),
        (locked("ouvre"), "encrypted.*password"),
        (by_hand(CATALOGUE, b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 1000000>>"), "1000000 pages"),
        (by_hand(CATALOGUE, b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>"), "no text|damaged"),
        (by_hand(CATALOGUE, PAGES, PAGE, b"null", FONT), "no text"),
    ],
    ids=["empty", "text", "garbage", "half", "encrypted", "pages", "loop-of-pages", "blank"],
)
def test_damage_is_an_input_error(read, data: bytes, said: str) -> None:
    with pytest.raises(InputError, match=f"^a.pdf: .*({said})"):
        read(data)


def form(inner: bytes, next: int) -> bytes:
    resources = (
        b"/Type/XObject/Subtype/Form/BBox[0 0 600 800]/Resources<</XObject<</X %d 0 R>>>>" % next
    )
    return stream(inner, resources)


LOOP = by_hand(CATALOGUE, PAGES, PAGE, stream(SHOWS), FONT, form(b"/X Do /X Do", 6))
LAUGHS = by_hand(
    CATALOGUE,
    PAGES,
    PAGE,
    stream(SHOWS),
    FONT,
    *(form(b"/X Do " * 10, n + 1) for n in range(6, 40)),
)
BOMB = by_hand(
    CATALOGUE,
    PAGES,
    PAGE,
    stream(zlib.compress(b"BT /F 9 Tf (x) Tj ET " * 20_000_000, 1), b"/Filter/FlateDecode"),
    FONT,
)


@pytest.mark.parametrize("data", [LOOP, LAUGHS, BOMB], ids=["loop", "nested", "bomb"])
def test_files_made_to_hang_are_ended(read, data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "_SECONDS", 2)
    begun = time.monotonic()
    with pytest.raises(InputError, match=r"within 2 seconds|unpacks to more"):
        read(data)
    assert time.monotonic() - begun < 8


def test_a_file_that_ends_early_is_read_and_told(read) -> None:
    source = read(PLAIN[: PLAIN.rindex(b"startxref")])
    assert source.text == "Bonjour à tous."
    assert any("ends early" in warning for warning in source.warnings)


@given(st.integers(0, len(PLAIN) - 1), st.binary(min_size=1, max_size=6))
@hypothesis_settings(max_examples=12, deadline=None)
def test_damaged_bytes_are_read_or_refused(at: int, put: bytes) -> None:
    try:
        reading = pdf.read(PLAIN[:at] + put + PLAIN[at + len(put) :], file="a.pdf")
    except InputError:
        return
    assert reading.blocks


_WORD = st.builds(
    Word,
    text=st.text("aÉ1.?:-•’ \U0001f399\ue000\u0301", min_size=1, max_size=5),
    x0=st.floats(0, 600),
    x1=st.floats(0, 600),
    y=st.floats(0, 800),
    size=st.sampled_from([1.0, 6.0, 10.0, 11.0, 36.0]),
    bold=st.booleans(),
    spaced=st.booleans(),
)


@given(st.lists(st.lists(_WORD, max_size=12), max_size=3))
@hypothesis_settings(max_examples=150, deadline=None)
def test_words_anywhere_are_all_read(pages: list[list[Word]]) -> None:
    flat = [word for page in pages for word in page]
    body = body_size(flat)
    lines = reading_order([rows_of(page, page=n) for n, page in enumerate(pages, 1)])
    assert sorted(w.text for line in lines for w in line.words) == sorted(w.text for w in flat)
    made = assemble(paragraphs_of(lines, body=body), place_kind="page")
    assert all(made.text[place.start : place.end].strip() for place in made.locators)
