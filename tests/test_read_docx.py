"""Word documents, built here: bold through every path, lists, breaks, tables, changes, and damage."""

from __future__ import annotations

import io
import textwrap
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_BREAK
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.text.paragraph import Paragraph
from reading import bold, read_content, texts, words

from pipeline.errors import InputError
from pipeline.schema import Source


def read_bytes(folder: Path, data: bytes) -> Source:
    return read_content(folder / "a.docx", data)


def saved(document: Document) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def read(folder: Path, document: Document) -> Source:
    return read_bytes(folder, saved(document))


def xml(paragraph: Paragraph, inner: str) -> None:
    """Append raw WordprocessingML to a paragraph."""
    wrapped = parse_xml(f"<w:p {nsdecls('w')}>{inner}</w:p>")
    for child in list(wrapped):
        paragraph._p.append(child)


# --- bold ----------------------------------------------------------------------------------


def by_run(document: Document) -> None:
    document.add_paragraph().add_run("Comment ?").bold = True


def by_character_style(document: Document) -> None:
    document.add_paragraph().add_run("Comment ?", style="Strong")


def by_paragraph_style(document: Document) -> None:
    document.styles.add_style("Question", WD_STYLE_TYPE.PARAGRAPH).font.bold = True
    document.add_paragraph("Comment ?", style="Question")


def by_inherited_style(document: Document) -> None:
    document.styles.add_style("Base gras", WD_STYLE_TYPE.PARAGRAPH).font.bold = True
    child = document.styles.add_style("Question", WD_STYLE_TYPE.PARAGRAPH)
    child.base_style = document.styles["Base gras"]
    document.add_paragraph("Comment ?", style="Question")


def by_split_runs(document: Document) -> None:
    paragraph = document.add_paragraph()
    for part in ("Com", "ment", " ?"):
        paragraph.add_run(part).bold = True


@pytest.mark.parametrize(
    "make", [by_run, by_character_style, by_paragraph_style, by_inherited_style, by_split_runs]
)
def test_bold(tmp_path: Path, make: Callable[[Document], None]) -> None:
    document = docx.Document()
    make(document)
    document.add_paragraph("Oui.")
    source = read(tmp_path, document)
    assert texts(source) == ["Comment ?", "Oui."]
    assert bold(source) == ["Comment ?"]


def test_run_goes_before_styles(tmp_path: Path) -> None:
    document = docx.Document()
    document.styles.add_style("Question", WD_STYLE_TYPE.PARAGRAPH).font.bold = True
    paragraph = document.add_paragraph(style="Question")
    paragraph.add_run("Comment ?")
    paragraph.add_run(" Oui.").bold = False
    source = read(tmp_path, document)
    assert bold(source) == ["Comment ?"]


def test_italic_by_run_and_style(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Un ")
    paragraph.add_run("mot", style="Emphasis")
    paragraph.add_run(" et ")
    paragraph.add_run("deux").italic = True
    source = read(tmp_path, document)
    (block,) = source.blocks
    assert [source.text[s.start : s.end] for s in block.italic] == ["mot", "deux"]


# --- structure -----------------------------------------------------------------------------


def test_headings_title_and_quotes(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("Un métier", style="Title")
    document.add_paragraph("Sous-titre", style="Subtitle")
    document.add_heading("Débuts", 2)
    document.add_paragraph("Il faut agir.", style="Quote")
    french = document.styles.add_style("Titre 3", WD_STYLE_TYPE.PARAGRAPH)
    document.add_paragraph("Suites", style=french)
    xml(
        document.add_paragraph(),
        "<w:pPr><w:outlineLvl w:val='3'/></w:pPr><w:r><w:t>Fin</w:t></w:r>",
    )
    source = read(tmp_path, document)
    assert [(b.kind, b.level, words(source, b)) for b in source.blocks] == [
        ("heading", 1, "Un métier"),
        ("heading", 2, "Sous-titre"),
        ("heading", 2, "Débuts"),
        ("quote", 0, "Il faut agir."),
        ("heading", 3, "Suites"),
        ("heading", 4, "Fin"),
    ]
    assert source.title == "Un métier"


def test_style_based_on_a_heading_is_one(tmp_path: Path) -> None:
    document = docx.Document()
    style = document.styles.add_style("Intertitre", WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Heading 2"]
    document.add_paragraph("Débuts", style=style)
    source = read(tmp_path, document)
    assert [(b.kind, b.level) for b in source.blocks] == [("heading", 2)]


def test_lists_have_markers(tmp_path: Path) -> None:
    document = docx.Document()
    for text, style in [
        ("Règles", None),
        ("Écouter", "List Number"),
        ("Dire", "List Number"),
        ("Relire", "List Bullet"),
        ("Suite", None),
        ("Redire", "List Number"),
    ]:
        document.add_paragraph(text, style=style)
    source = read(tmp_path, document)
    assert [(b.kind, b.marker, b.gap_before) for b in source.blocks] == [
        ("paragraph", "", True),
        ("list_item", "1.", True),
        ("list_item", "2.", False),
        ("list_item", "-", True),
        ("paragraph", "", True),
        ("list_item", "3.", True),
    ]


def numbering(document: Document, levels: str) -> None:
    part = document.part.numbering_part.element
    for child in list(part):
        part.remove(child)
    part.append(
        parse_xml(f"<w:abstractNum {nsdecls('w')} w:abstractNumId='0'>{levels}</w:abstractNum>")
    )
    part.append(
        parse_xml(f"<w:num {nsdecls('w')} w:numId='1'><w:abstractNumId w:val='0'/></w:num>")
    )


def numbered(document: Document, text: str, level: int = 0) -> None:
    xml(
        document.add_paragraph(),
        f"<w:pPr><w:numPr><w:ilvl w:val='{level}'/><w:numId w:val='1'/></w:numPr></w:pPr>"
        f"<w:r><w:t>{text}</w:t></w:r>",
    )


def level(number: int, shape: str, pattern: str, start: int = 1) -> str:
    return (
        f"<w:lvl w:ilvl='{number}'><w:start w:val='{start}'/><w:numFmt w:val='{shape}'/>"
        f"<w:lvlText w:val='{pattern}'/></w:lvl>"
    )


def test_numbers_are_printed_as_the_document_says(tmp_path: Path) -> None:
    document = docx.Document()
    numbering(document, level(0, "decimal", "Q%1 -", start=4) + level(1, "lowerLetter", "%1.%2)"))
    numbered(document, "Un ?")
    numbered(document, "a", 1)
    numbered(document, "b", 1)
    numbered(document, "Deux ?")
    numbered(document, "c", 1)
    source = read(tmp_path, document)
    assert [b.marker for b in source.blocks] == ["Q4 -", "4.a)", "4.b)", "Q5 -", "5.a)"]


def test_roman_and_unnumbered_levels(tmp_path: Path) -> None:
    document = docx.Document()
    numbering(document, level(0, "upperRoman", "%1.", start=9) + level(1, "none", ""))
    numbered(document, "Neuf")
    numbered(document, "rien", 1)
    numbered(document, "Dix")
    assert [b.marker for b in read(tmp_path, document).blocks] == ["IX.", "", "X."]


def test_line_breaks_make_blocks_without_gap(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph()
    paragraph.add_run("Comment ?").bold = True
    paragraph.add_run().add_break()
    paragraph.add_run("Oui.")
    paragraph.add_run().add_break()
    paragraph.add_run().add_break(WD_BREAK.LINE)
    paragraph.add_run("Non.")
    document.add_paragraph("Fin.")
    source = read(tmp_path, document)
    assert source.text == "Comment ?\nOui.\n\nNon.\n\nFin."
    assert [b.gap_before for b in source.blocks] == [True, False, True, True]
    assert bold(source) == ["Comment ?"]


def test_tables_in_document_order(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("Avant")
    table = document.add_table(2, 2)
    for cell, text in zip(table._cells, ["Où ?", "Ici.", "Quand ?", "Hier."], strict=True):
        cell.text = text
    document.add_paragraph("Après")
    assert texts(read(tmp_path, document)) == ["Avant", "Où ?", "Ici.", "Quand ?", "Hier.", "Après"]


def test_changes_links_controls_and_fields(tmp_path: Path) -> None:
    document = docx.Document()
    xml(
        document.add_paragraph("Elle "),
        "<w:ins w:id='1' w:author='x'><w:r><w:t xml:space='preserve'>a dit </w:t></w:r></w:ins>"
        "<w:del w:id='2' w:author='x'><w:r><w:delText>avait dit</w:delText></w:r></w:del>"
        "<w:hyperlink w:anchor='x'><w:r><w:t>oui</w:t></w:r></w:hyperlink>"
        "<w:sdt><w:sdtContent><w:r><w:t>, ici</w:t></w:r></w:sdtContent></w:sdt>"
        "<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>"
        "<w:r><w:fldChar w:fldCharType='end'/></w:r>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>caché</w:t></w:r>"
        "<w:r><w:tab/><w:t>peut</w:t><w:noBreakHyphen/><w:t>être</w:t><w:softHyphen/></w:r>"
        "<w:moveFrom w:id='3' w:author='x'><w:r><w:t>parti</w:t></w:r></w:moveFrom>",
    )
    assert read(tmp_path, document).text == "Elle a dit oui, ici peut\u2011être"


def test_content_control_around_paragraphs(tmp_path: Path) -> None:
    document = docx.Document()
    document.element.body.insert(
        0,
        parse_xml(
            f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p><w:r><w:t>Dedans</w:t></w:r></w:p>"
            "</w:sdtContent></w:sdt>"
        ),
    )
    document.add_paragraph("Dehors")
    assert texts(read(tmp_path, document)) == ["Dedans", "Dehors"]


def test_text_box_follows_its_paragraph_once(tmp_path: Path) -> None:
    document = docx.Document()
    box = "<w:txbxContent><w:p><w:r><w:t>« Agir »</w:t></w:p></w:txbxContent>".replace(
        "</w:t></w:p>", "</w:t></w:r></w:p>"
    )
    paragraph = document.add_paragraph("Avant")
    run = parse_xml(
        f"<w:r {nsdecls('w')} xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006' "
        f"xmlns:v='urn:schemas-microsoft-com:vml'><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>{box}"
        f"</w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )
    paragraph._p.append(run)
    document.add_paragraph("Après")
    assert texts(read(tmp_path, document)) == ["Avant", "« Agir »", "Après"]


def test_contents_and_captions_are_left_out(tmp_path: Path) -> None:
    document = docx.Document()
    toc = document.styles.add_style("toc 1", WD_STYLE_TYPE.PARAGRAPH)
    document.add_paragraph("Débuts ........ 3", style=toc)
    document.add_paragraph("Texte.")
    document.add_paragraph("Figure 1", style="Caption")
    assert texts(read(tmp_path, document)) == ["Texte."]


def test_locators_lead_to_paragraphs(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("Un")
    document.add_paragraph("")
    paragraph = document.add_paragraph("Deux")
    paragraph.add_run().add_break()
    paragraph.add_run("suite")
    source = read(tmp_path, document)
    assert [(source.text[p.start : p.end], p.kind, p.value) for p in source.locators] == [
        ("Un", "paragraph", "1"),
        ("Deux", "paragraph", "3"),
        ("suite", "paragraph", "3"),
    ]


def test_properties(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("Texte.")
    document.core_properties.title = "Titre du fichier"
    document.core_properties.author = "Jeanne Autret"
    source = read(tmp_path, document)
    assert (source.title, source.author, source.date) == ("Titre du fichier", "Jeanne Autret", None)


def test_placeholder_author_is_nobody(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("Texte.")
    assert read(tmp_path, document).author is None


def test_mojibake_pasted_into_a_document(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph(
        "L’été dernier, j’ai été touchée.".encode().decode("cp1252", errors="replace")
    )
    source = read(tmp_path, document)
    assert source.text == "L’été dernier, j’ai été touchée."
    assert len(source.warnings) == 1


# --- refusals ------------------------------------------------------------------------------


def minimal() -> bytes:
    document = docx.Document()
    document.add_paragraph("Texte.")
    return saved(document)


def changed(name: str, content: bytes | None) -> bytes:
    """Return a document with one part replaced, or left out."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(minimal())) as old, zipfile.ZipFile(stream, "w") as new:
        for member in old.namelist():
            if member != name:
                new.writestr(member, old.read(member))
        if content is not None:
            new.writestr(name, content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"Bonjour", "no Word document"),
        (minimal()[:-2000], "no Word document, or a truncated one"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "encrypted.*remove the password"),
        (changed("word/document.xml", b"<w:document"), "damaged"),
        (changed("word/document.xml", None), "damaged"),
        (changed("[Content_Types].xml", None), "damaged"),
        (changed("word/styles.xml", b"<w:styles"), "damaged"),
        (changed("_rels/.rels", b"<x"), "damaged"),
        (changed("word/media/bombe.bin", b"\0" * 310_000_000), "unpacks to"),
    ],
    ids=[
        "empty",
        "text",
        "cut",
        "encrypted",
        "xml",
        "no-body",
        "no-types",
        "styles",
        "rels",
        "bomb",
    ],
)
def test_damage_is_an_input_error(tmp_path: Path, data: bytes, said: str) -> None:
    with pytest.raises(InputError, match=f"^a.docx: .*{said}"):
        read_bytes(tmp_path, data)


def test_external_entities_are_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("mot de passe")
    body = (
        f'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY x SYSTEM "file://{secret}">]><w:document {nsdecls("w")}>'
        "<w:body><w:p><w:r><w:t>Voici &x;</w:t></w:r></w:p></w:body></w:document>"
    )
    assert (
        "mot de passe" not in read_bytes(tmp_path, changed("word/document.xml", body.encode())).text
    )


def test_document_without_words_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no visible text"):
        read(tmp_path, docx.Document())


def test_each_wrapped_line_a_paragraph(tmp_path: Path) -> None:
    answer = (
        "Par hasard, comme beaucoup de gens de ma génération. Je vendais des abonnements par "
        "téléphone pour une scène nationale, la titulaire est partie, et l’on m’a tendu un "
        "classeur plein de noms barrés que personne ne voulait plus appeler depuis deux hivers."
    )
    turns = ["Comment avez-vous commencé ?", answer, "Et ensuite ?", answer]
    document = docx.Document()
    for turn in turns:
        for line in textwrap.wrap(turn, 64):
            document.add_paragraph(line)
    source = read(tmp_path, document)
    assert [" ".join(text.split()) for text in texts(source)] == turns
    assert len(source.locators) == 4
