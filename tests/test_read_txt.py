"""Text files: encodings, what is no text, and lines or wrapped paragraphs as blocks."""

from __future__ import annotations

import textwrap
import time
from pathlib import Path

import pytest
from reading import read_content, texts

from pipeline.errors import InputError
from pipeline.read.decoding import frenchness, repair
from pipeline.read.txt import line_blocks
from pipeline.read.wrapping import find_wrapping
from pipeline.schema import Source

LINES = (
    "Comment êtes-vous devenue attachée de presse\u00a0?",
    "À l’époque, je travaillais à l’Élysée. J’ai été embauchée là où personne n’allait, ça m’a plu.",
    "Ça coûte cher, une campagne réussie ?",
    "Environ 20 000 €. Le cœur du métier, c’est d’écouter, de noter, de répondre et d’être là.",
)
SAMPLE = "\n".join(LINES) + "\n"
STRAIGHT = SAMPLE.replace("’", "'")

TURNS = (
    "Comment avez-vous commencé dans ce métier ?",
    "Par hasard, comme beaucoup de gens de ma génération. Je vendais des abonnements par téléphone pour une "
    "scène nationale, la titulaire est partie, et l’on m’a tendu un classeur plein de noms barrés que "
    "personne ne voulait plus appeler. J’ai tout appris dans ce classeur, y compris la patience.",
    "Vous n’aviez donc aucune formation ?",
    "Aucune. J’ai rattrapé cela plus tard avec des cours du soir, deux hivers de suite, dans une salle mal "
    "chauffée où nous étions trois à prendre des notes. Je garde de cette période une vraie tendresse pour "
    "les gens qui apprennent après leur journée de travail.",
    "Et les réseaux sociaux ?",
    "Ils ont surtout changé les journées des artistes, qui passent une heure par jour à répondre au lieu de "
    "répéter. Pour nous, c’est un fichier de plus. Je caricature un peu, mais à peine.",
)


def read(folder: Path, data: bytes | str, *, name: str = "a.txt") -> Source:
    return read_content(folder / name, data)


# --- encodings -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("encoding", "mark", "named"),
    [
        ("utf-8", b"", "utf-8"),
        ("utf-8", b"\xef\xbb\xbf", "utf-8"),
        ("utf-16-le", b"\xff\xfe", "utf-16-le"),
        ("utf-16-be", b"\xfe\xff", "utf-16-be"),
        ("utf-16-le", b"", "utf-16"),
        ("utf-16-be", b"", "utf-16"),
        ("utf-32-le", b"\xff\xfe\x00\x00", "utf-32-le"),
        ("cp1252", b"", "cp1252"),
    ],
)
def test_encodings(tmp_path: Path, encoding: str, mark: bytes, named: str) -> None:
    source = read(tmp_path, mark + SAMPLE.encode(encoding))
    assert source.text == SAMPLE
    assert source.encoding == named
    assert source.warnings == ()


@pytest.mark.parametrize("encoding", ["cp1252", "iso8859_15", "mac_roman", "cp850"])
@pytest.mark.parametrize("lines", [1, 2, 3, 4])
def test_legacy_encodings_without_any_mark(tmp_path: Path, encoding: str, lines: int) -> None:
    text = "\n".join(STRAIGHT.split("\n")[:lines])
    if encoding == "cp850":
        text = text.replace("œ", "oe").replace("€", "F")
    assert read(tmp_path, text.encode(encoding)).text == text


def test_legacy_capitals(tmp_path: Path) -> None:
    text = "À QUOI RESSEMBLE L'ÉTÉ À ORLÉANS ?\nÇA DÉPEND DES ANNÉES, ÊTES-VOUS PRÊTS ?\n"
    for encoding in ("cp1252", "mac_roman"):
        assert read(tmp_path, text.encode(encoding)).text == text


def test_few_stray_bytes_do_not_spoil_utf8(tmp_path: Path) -> None:
    data = SAMPLE.encode() + "Très bien, à bientôt.".encode("cp1252")
    source = read(tmp_path, data.replace(b"\xe0 bient\xf4t", b"\xe0 demain"))
    assert source.text.endswith("Très bien, à demain.")
    assert source.encoding == "utf-8"
    assert [w for w in source.warnings if "2 bytes are not UTF-8" in w]


def test_last_letter_cut_off(tmp_path: Path) -> None:
    source = read(tmp_path, (SAMPLE + "C’est fini à").encode()[:-1])
    assert source.text.endswith("C’est fini ")


def test_other_scripts_in_legacy_encodings_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"not UTF-8 and not French.*save it as UTF-8"):
        read(tmp_path, "Как вы начали работать в этой профессии? Случайно.".encode("koi8-r"))


def test_frenchness_knows_where_letters_stand() -> None:
    assert frenchness("abc") == 1
    assert frenchness("été «\u00a0à Noël\u00a0» – œuvre…") == 1
    assert frenchness("Žtait ˆ l") < 0
    assert frenchness("c½ur") < 0
    assert frenchness("dÉjÀ") < 0


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 20, "PNG image"),
        (b"\xff\xd8\xff\xe0abc", "JPEG image"),
        (b"GIF89a.....", "GIF image"),
        (b"%PDF-1.7 ...", "a PDF"),
        (b"PK\x03\x04....", "ZIP archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1...", "old Office file"),
        (b"{\\rtf1\\ansi Bonjour}", "RTF"),
        (b"Bonjour\x00\x00\x00 monde", "binary"),
        (bytes(range(1, 32)) * 20, "binary"),
        (b"\xff\xfe\x00", "damaged"),
    ],
)
def test_what_is_no_text_is_named(tmp_path: Path, data: bytes, said: str) -> None:
    with pytest.raises(InputError, match=said):
        read(tmp_path, data)


def test_html_in_a_text_file_is_told(tmp_path: Path) -> None:
    source = read(tmp_path, "<!DOCTYPE html><html><p>Comment ?</p></html>")
    assert [w for w in source.warnings if "name the file .html" in w]


# --- repair --------------------------------------------------------------------------------


@pytest.mark.parametrize("wrong", ["cp1252", "latin-1", "mac_roman"])
def test_mojibake_is_repaired_and_told(tmp_path: Path, wrong: str) -> None:
    text = "L’été dernier, j’ai été très touchée par l’œuvre. Ça m’a plu.\n"
    source = read(tmp_path, text.encode().decode(wrong, errors="replace"))
    assert source.text == text
    assert [w for w in source.warnings if "repaired" in w]


@pytest.mark.parametrize(
    "text",
    [
        "« L’œuvre », dit-elle – “enfin” – c’est l’été… à 20 € ‘près’ ﬁn",
        "À LA UNE : L’ÂGE DU CAPITAINE, PÂTÉ ET CHÂTEAU",
        "São Paulo, Ångström, Île-de-France, naïve, maïs",
        "Tom &amp; Jerry, AT&amp;T",
        "ÂGÉ DE 12 ANS ; Â « âge »",
    ],
)
def test_good_french_is_left_alone(text: str) -> None:
    assert repair(text) == (text, False)


def test_line_ends_composition_and_invisible_characters(tmp_path: Path) -> None:
    source = read(
        tmp_path,
        "L’e\u0301te\u0301 ?\r\nLa com\u00admu\u00adni\u200bcation 🙂.\r\r\nOui\u00a0!\x0c",
    )
    assert texts(source) == ["L’été ?", "La communication 🙂.", "Oui\u00a0!"]
    assert source.warnings == ()


# --- blocks --------------------------------------------------------------------------------


def test_a_block_is_a_line(tmp_path: Path) -> None:
    source = read(tmp_path, "\n  Un métier ?  \nOui.\n\n \t\nNon. \n")
    assert texts(source) == ["Un métier ?", "Oui.", "Non."]
    assert [block.gap_before for block in source.blocks] == [False, False, True]
    assert {block.kind for block in source.blocks} == {"paragraph"}
    assert source.title is None
    assert source.locators == ()


def test_one_enormous_line_is_one_block(tmp_path: Path) -> None:
    line = "Oui, et encore oui. " * 20_000
    source = read(tmp_path, line)
    assert texts(source) == [line.strip()]


def wrapped(width: int, joint: str) -> str:
    return joint.join(textwrap.fill(turn, width) for turn in TURNS) + "\n"


def ends(pieces: list[str]) -> set[int]:
    """Return after how many letters each piece ends."""
    lengths = [len("".join(piece.split())) for piece in pieces]
    return {sum(lengths[: number + 1]) for number in range(len(lengths))}


@pytest.mark.parametrize("width", [60, 66, 72, 78, 90])
def test_wrapped_paragraphs_are_joined(width: int) -> None:
    text = wrapped(width, "\n\n")
    blocks = line_blocks(text)
    assert [" ".join(text[b.start : b.end].split()) for b in blocks] == list(TURNS)
    assert all(b.gap_before for b in blocks[1:])


@pytest.mark.parametrize("width", [60, 66, 72, 78, 90])
def test_wrapped_paragraphs_without_blank_lines(width: int) -> None:
    text = wrapped(width, "\n")
    blocks = [text[b.start : b.end] for b in line_blocks(text)]
    # A last line that happens to be full hides where its paragraph ends: then text is cut, never
    # joined.
    assert ends(list(TURNS)) <= ends(blocks)
    assert len(blocks) <= len(TURNS) + 3


def test_span_of_a_wrapped_block_covers_its_line_ends() -> None:
    text = wrapped(72, "\n\n")
    assert text[line_blocks(text)[1].start : line_blocks(text)[1].end] == textwrap.fill(
        TURNS[1], 72
    )


@pytest.mark.parametrize(
    "labels",
    [("C.D. :", "Maud Kervella :"), ("Q :", "R :"), ("–", "–"), ("1.", "")],
)
def test_labels_open_blocks_in_wrapped_text(labels: tuple[str, str]) -> None:
    turns = [f"{labels[n % 2]} {turn}".strip() for n, turn in enumerate(TURNS * 2)]
    text = "\n".join(textwrap.fill(turn, 70) for turn in turns)
    blocks = line_blocks(text)
    starts = {text[b.start : b.end].split()[0] for b in blocks}
    first_words = {turn.split()[0] for turn in turns}
    assert first_words <= starts
    joined = [text[b.start : b.end] for b in blocks if "?\n" in text[b.start : b.end]]
    assert joined == []


NOT_WRAPPED = {
    "one paragraph a line": "\n".join(TURNS),
    "short lines": "\n".join(["Ça va ?", "Oui, et toi ?", "Très bien, merci beaucoup à toi."] * 12),
    "lines of about one length": "\n".join(
        [
            "Comment avez-vous commencé dans ce métier si particulier ?",
            "J’ai commencé par hasard, en 1999, dans un petit port.",
            "Qu’est-ce que vous aimez le plus dans vos journées ?",
            "J’aime les gens, les imprévus et le café du matin, surtout.",
        ]
        * 6
    ),
    "pull quote over two lines": "« le contenu demeure la source\nde valeur principale »\n" + "\n".join(TURNS),
    "transcript in lower case": "\n".join(["alors tu fais quoi le matin euh", "ben je lis la presse"] * 15),
    "list in lower case": "Nous faisons :\n" + "\n".join(["la presse", "la radio", "le web et ses suites"] * 8),
    "one wrapped paragraph among long lines": textwrap.fill(TURNS[1], 70) + "\n" + "\n".join(TURNS),
}  # fmt: skip


@pytest.mark.parametrize("text", NOT_WRAPPED.values(), ids=NOT_WRAPPED.keys())
def test_without_clear_evidence_lines_stay_apart(text: str) -> None:
    assert find_wrapping(text.split("\n")) is None
    assert len(line_blocks(text)) == text.count("\n") + 1


def test_indented_line_opens_a_paragraph() -> None:
    text = "\n".join(textwrap.fill(turn, 70, initial_indent="    ") for turn in TURNS)
    read_back = [" ".join(text[b.start : b.end].split()) for b in line_blocks(text)]
    assert {turn.split()[0] for turn in TURNS} <= {block.split()[0] for block in read_back}


def test_reading_a_thousand_words_takes_milliseconds(tmp_path: Path) -> None:
    text = "\n\n".join(TURNS * 7)
    assert len(text.split()) > 1000
    read(tmp_path, text)
    times = []
    for _ in range(10):
        begun = time.perf_counter()
        read(tmp_path, text)
        times.append(time.perf_counter() - begun)
    assert min(times) < 0.02  # 1 to 2 ms on an idle core; the bound leaves room for a busy machine


@pytest.mark.parametrize(
    ("top", "date"),
    [
        ("Publié le 12 mars 2019", "2019-03-12"),
        ("PUBLIÉ LE 1er avril 2019 À 8 H", "2019-04-01"),
        ("Mis en ligne le 14/09/2016 à 08h30 – Lecture : 3 min", "2016-09-14"),
        ("Par Léa Petit, le 12 mai 2009 | Rubrique", "2009-05-12"),
        ("Mis à jour le 12 mars 2019", None),
        ("Publié le 12 mars", None),
        ("Publié le 12 mars 2019\nPublié le 13 mars 2019", None),
        ("Publié en mars 2019 chez un petit éditeur", None),
        ("Née le 12 mars 1980, elle a publié le 3 mai 2011 un premier livre.", None),
    ],
)
def test_a_dateline_tells_the_date(tmp_path: Path, top: str, date: str | None) -> None:
    text = f"Un métier\n{top}\n\nQue faites-vous ?\n\nJe travaille."
    assert read(tmp_path, text.encode()).date == date


def test_a_dateline_below_the_text_is_another_articles(tmp_path: Path) -> None:
    turns = "Que faites-vous ?\n\nJe travaille.\n\n" * 5
    assert read(tmp_path, f"{turns}Publié le 12 mars 2019".encode()).date is None
