"""ODT documents: styles and lists as LibreOffice writes them, what is not printed, and damage."""

from __future__ import annotations

import io
import textwrap
import zipfile
from pathlib import Path

import odfdo
import pytest
from reading import bold, read_content, texts, words

from pipeline.errors import InputError
from pipeline.schema import Source

NAMESPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in {
        "office": "office",
        "text": "text",
        "style": "style",
        "table": "table",
        "draw": "drawing",
        "svg": "svg-compatible",
        "fo": "xsl-fo-compatible",
        "meta": "meta",
        "manifest": "manifest",
    }.items()
)
NAMESPACES += ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
MIMETYPE = "application/vnd.oasis.opendocument.text"


def part(name: str, inner: str) -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:{name} {NAMESPACES}>{inner}</office:{name}>'
    )


def odt(
    body: str,
    *,
    automatic: str = "",
    named: str = "",
    meta: str = "",
    **parts: str | bytes | None,
) -> bytes:
    """Return a document; `parts` adds parts, or takes them away: ``content_xml=None``."""
    members: dict[str, str | bytes | None] = {
        "mimetype": MIMETYPE,
        "content_xml": part(
            "document-content",
            f"<office:automatic-styles>{automatic}</office:automatic-styles>"
            f"<office:body><office:text>{body}</office:text></office:body>",
        ),
        "styles_xml": part("document-styles", f"<office:styles>{named}</office:styles>"),
        "meta_xml": part("document-meta", f"<office:meta>{meta}</office:meta>"),
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in (members | parts).items():
            if content is not None:
                package.writestr(name.replace("_xml", ".xml").replace("__", "/"), content)
    return stream.getvalue()


def read_bytes(folder: Path, data: bytes) -> Source:
    return read_content(folder / "a.odt", data)


@pytest.fixture
def read(tmp_path: Path):
    return lambda body, **parts: read_bytes(tmp_path, odt(body, **parts))


def style(
    name: str, *, family: str = "paragraph", parent: str = "", shown: str = "", **of: str
) -> str:
    properties = " ".join(f'fo:{key}="{value}"' for key, value in of.items() if key != "display")
    properties = properties.replace("_", "-")
    if "display" in of:
        properties += f' text:display="{of["display"]}"'
    return (
        f'<style:style style:name="{name}" style:family="{family}"'
        f"{f' style:parent-style-name={chr(34)}{parent}{chr(34)}' if parent else ''}"
        f"{f' style:display-name={chr(34)}{shown}{chr(34)}' if shown else ''}>"
        f"<style:text-properties {properties}/></style:style>"
    )


# --- emphasis ------------------------------------------------------------------------------

BOLD = {"font_weight": "bold"}


@pytest.mark.parametrize(
    ("body", "automatic", "named"),
    [
        (
            '<text:p><text:span text:style-name="T1">Comment ?</text:span></text:p>',
            style("T1", family="text", **BOLD),
            "",
        ),
        (
            '<text:p><text:span text:style-name="T1">Comment ?</text:span></text:p>',
            style("T1", family="text", font_weight="700"),
            "",
        ),
        (
            '<text:p><text:span text:style-name="T1">Comment ?</text:span></text:p>',
            style("T1", family="text", parent="Strong"),
            style("Strong", family="text", **BOLD),
        ),
        ('<text:p text:style-name="P1">Comment ?</text:p>', style("P1", **BOLD), ""),
        (
            '<text:p text:style-name="P1">Comment ?</text:p>',
            style("P1", parent="Question"),
            style("Question", parent="Base") + style("Base", **BOLD),
        ),
        (
            '<text:p><text:span text:style-name="T1">Com</text:span>'
            '<text:span text:style-name="T1">ment ?</text:span></text:p>',
            style("T1", family="text", **BOLD),
            "",
        ),
        (
            '<text:p><text:span text:style-name="T1"><text:span text:style-name="T2">Comment'
            "</text:span> ?</text:span></text:p>",
            style("T1", family="text", **BOLD) + style("T2", family="text", font_style="italic"),
            "",
        ),
        (
            '<text:p><text:a text:style-name="T1">Comment ?</text:a></text:p>',
            style("T1", family="text", **BOLD),
            "",
        ),
    ],
    ids=["span", "weight", "named", "paragraph", "inherited", "split", "nested", "link"],
)
def test_bold(read, body: str, automatic: str, named: str) -> None:
    source = read(f"{body}<text:p>Oui.</text:p>", automatic=automatic, named=named)
    assert texts(source) == ["Comment ?", "Oui."]
    assert bold(source) == ["Comment ?"]


def test_the_innermost_style_decides(read) -> None:
    source = read(
        '<text:p text:style-name="P1">Comment ?<text:span text:style-name="T1"> Oui.</text:span>'
        "</text:p>",
        automatic=style("P1", **BOLD) + style("T1", family="text", font_weight="normal"),
    )
    assert bold(source) == ["Comment ?"]


def test_the_inner_span_goes_before_the_outer(read) -> None:
    source = read(
        '<text:p><text:span text:style-name="T1">Comment ?<text:span text:style-name="T2"> Oui.'
        "</text:span></text:span></text:p>",
        automatic=style("T1", family="text", **BOLD)
        + style("T2", family="text", font_weight="normal"),
    )
    assert bold(source) == ["Comment ?"]


def test_bold_by_default_of_the_document(read) -> None:
    default = (
        '<style:default-style style:family="paragraph"><style:text-properties fo:font-weight="bold"/>'
        "</style:default-style>"
    )
    assert bold(read("<text:p>Oui.</text:p>", named=default)) == ["Oui."]


def test_styles_of_headers_are_not_those_of_the_body(read) -> None:
    header = part(
        "document-styles",
        f"<office:automatic-styles>{style('P1', **BOLD)}</office:automatic-styles>",
    )
    source = read(
        '<text:p text:style-name="P1">Oui.</text:p>', automatic=style("P1"), styles_xml=header
    )
    assert bold(source) == []


def test_styles_that_are_based_on_each_other_end(read) -> None:
    source = read(
        '<text:p text:style-name="A">Oui.</text:p>',
        named=style("A", parent="B") + style("B", parent="A"),
    )
    assert bold(source) == []


def test_italic(read) -> None:
    source = read(
        '<text:p>Un <text:span text:style-name="T1">mot</text:span> seul</text:p>',
        automatic=style("T1", family="text", font_style="italic"),
    )
    (block,) = source.blocks
    assert [source.text[s.start : s.end] for s in block.italic] == ["mot"]


# --- structure -----------------------------------------------------------------------------


def test_headings_title_and_quotes(read) -> None:
    source = read(
        '<text:p text:style-name="Title">Un métier</text:p>'
        '<text:p text:style-name="P1">Sous-titre</text:p>'
        '<text:h text:outline-level="2">Débuts</text:h>'
        '<text:p text:style-name="Quotations">Il faut agir.</text:p>'
        '<text:p text:style-name="Heading_20_3">Suites</text:p>'
        '<text:h text:outline-level="9">Fin</text:h>',
        automatic=style("P1", parent="Subtitle"),
        named=style("Title", parent="Heading")
        + style("Heading")
        + style("Subtitle")
        + style("Heading_20_3", shown="Titre 3")
        + style("Quotations"),
    )
    assert [(b.kind, b.level, words(source, b)) for b in source.blocks] == [
        ("heading", 1, "Un métier"),
        ("heading", 2, "Sous-titre"),
        ("heading", 2, "Débuts"),
        ("quote", 0, "Il faut agir."),
        ("heading", 3, "Suites"),
        ("heading", 6, "Fin"),
    ]
    assert source.title == "Un métier"


def list_style(*levels: str) -> str:
    return f'<text:list-style style:name="L1">{"".join(levels)}</text:list-style>'


def number(level: int, shape: str, *, start: int = 1, shown: int = 1, **of: str) -> str:
    return (
        f'<text:list-level-style-number text:level="{level}" style:num-format="{shape}" '
        f'style:num-prefix="{of.get("prefix", "")}" style:num-suffix="{of.get("suffix", ".")}" '
        f'text:start-value="{start}" text:display-levels="{shown}"/>'
    )


BULLET = '<text:list-level-style-bullet text:level="1" text:bullet-char="•"/>'


def items(*texts: str, of: str = 'text:style-name="L1"') -> str:
    inner = "".join(f"<text:list-item><text:p>{text}</text:p></text:list-item>" for text in texts)
    return f"<text:list {of}>{inner}</text:list>"


def test_lists_have_markers(read) -> None:
    source = read(
        f"<text:p>Règles</text:p>{items('Écouter', 'Dire')}<text:p>Suite</text:p>",
        automatic=list_style(number(1, "1")),
    )
    assert [(b.kind, b.marker, b.gap_before) for b in source.blocks] == [
        ("paragraph", "", True),
        ("list_item", "1.", True),
        ("list_item", "2.", False),
        ("paragraph", "", True),
    ]


def markers(source: Source) -> list[str]:
    return [block.marker for block in source.blocks]


def test_bullets_and_unknown_lists_are_dashes(read) -> None:
    source = read(items("Un") + items("Deux", of=""), automatic=list_style(BULLET))
    assert markers(source) == ["-", "-"]


def test_a_list_goes_on_where_it_says_so(read) -> None:
    source = read(
        items("Un ?", of='text:style-name="L1" xml:id="a"')
        + "<text:p>Oui.</text:p>"
        + items("Deux ?", of='text:style-name="L1" text:continue-numbering="true"')
        + "<text:p>Non.</text:p>"
        + items("Trois ?", of='text:style-name="L1" text:continue-list="a"')
        + "<text:p>Si.</text:p>"
        + items("Un ?"),
        automatic=list_style(number(1, "1", prefix="Q")),
    )
    assert markers(source) == ["Q1.", "", "Q2.", "", "Q3.", "", "Q1."]


def test_levels_shapes_and_starts(read) -> None:
    nested = (
        '<text:list text:style-name="L1"><text:list-item><text:p>Un</text:p><text:p>suite</text:p>'
        "<text:list><text:list-item><text:p>a</text:p></text:list-item>"
        "<text:list-item><text:p>b</text:p></text:list-item></text:list></text:list-item>"
        '<text:list-item text:start-value="7"><text:p>Sept</text:p><text:list><text:list-item>'
        "<text:p>c</text:p></text:list-item></text:list></text:list-item></text:list>"
    )
    source = read(
        nested,
        automatic=list_style(number(1, "I", start=4), number(2, "a", shown=2, suffix=")")),
    )
    assert markers(source) == ["IV.", "", "IV.a)", "IV.b)", "VII.", "VII.a)"]


def test_list_named_by_the_style_of_its_paragraph(read) -> None:
    named = (
        '<style:style style:name="Num" style:family="paragraph" style:list-style-name="L1"/>'
        + list_style(number(1, "1", suffix=")"))
    )
    body = '<text:list><text:list-item><text:p text:style-name="Num">Un</text:p></text:list-item></text:list>'
    assert markers(read(body, named=named)) == ["1)"]


def test_breaks_tabs_and_spaces(read) -> None:
    source = read(
        "<text:p>Comment ?<text:line-break/>Oui,<text:tab/>et<text:s/>\n  puis<text:s text:c='3'/>non."
        "<text:line-break/><text:line-break/>Fin.</text:p><text:p>Suite.</text:p>"
    )
    assert source.text == "Comment ?\nOui, et  puis   non.\n\nFin.\n\nSuite."
    assert [b.gap_before for b in source.blocks] == [True, False, True, True]


def test_tables_cell_by_cell(read) -> None:
    cell = "<table:table-cell><text:p>{}</text:p></table:table-cell>"
    rows = "".join(
        f"<table:table-row>{cell.format(one)}{cell.format(two)}</table:table-row>"
        for one, two in [("Où ?", "Ici."), ("Quand ?", "Hier.")]
    )
    hidden = "<table:covered-table-cell><text:p>caché</text:p></table:covered-table-cell>"
    body = (
        f"<text:p>Avant</text:p><table:table>{rows}<table:table-row>{hidden}</table:table-row>"
        "</table:table><text:p>Après</text:p>"
    )
    assert texts(read(body)) == ["Avant", "Où ?", "Ici.", "Quand ?", "Hier.", "Après"]


@pytest.mark.parametrize(
    "inner",
    [
        "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>note</text:p>"
        "</text:note-body></text:note>",
        "<office:annotation><dc:creator>X</dc:creator><text:p>à revoir</text:p></office:annotation>",
        "<text:ruby><text:ruby-base></text:ruby-base><text:ruby-text>ruby</text:ruby-text></text:ruby>",
        "<text:hidden-text>caché</text:hidden-text>",
        '<text:span text:style-name="T1">caché</text:span>',
        "<draw:frame><svg:title>Photo</svg:title><svg:desc>Une dame</svg:desc><draw:image/></draw:frame>",
    ],
    ids=["note", "comment", "ruby", "hidden-field", "hidden-style", "picture"],
)
def test_what_is_no_text_of_the_body_is_left_out(read, inner: str) -> None:
    source = read(
        f"<text:p>Elle a{inner} dit oui.</text:p>",
        automatic=style("T1", family="text", display="none"),
    )
    assert source.text == "Elle a dit oui."


@pytest.mark.parametrize(
    "block",
    [
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>avait dit</text:p>"
        "</text:deletion></text:changed-region></text:tracked-changes>",
        "<text:table-of-content><text:index-body><text:p>Débuts 3</text:p></text:index-body>"
        "</text:table-of-content>",
        '<text:section text:display="none"><text:p>caché</text:p></text:section>',
        '<text:p text:style-name="Illustration">Figure 1</text:p>',
    ],
    ids=["deletions", "contents", "hidden-section", "caption"],
)
def test_blocks_that_are_left_out(read, block: str) -> None:
    source = read(
        f"{block}<text:p>Texte.</text:p>",
        named=style("Caption") + style("Illustration", parent="Caption"),
    )
    assert texts(source) == ["Texte."]


def test_insertions_fields_and_sections_are_read(read) -> None:
    source = read(
        "<text:section><text:p>Elle <text:change-start text:change-id='1'/>a dit <text:change-end/>"
        "<text:bookmark-start text:name='x'/><text:author-name>Léa</text:author-name></text:p>"
        "</text:section>"
    )
    assert source.text == "Elle a dit Léa"


def test_text_box_follows_its_paragraph(read) -> None:
    box = "<draw:frame><draw:text-box><text:p>« Agir »</text:p></draw:text-box></draw:frame>"
    shape = "<draw:custom-shape><text:p>Forme</text:p></draw:custom-shape>"
    source = read(f"<text:p>Av{box}ant{shape}</text:p><text:p>Après</text:p>")
    assert texts(source) == ["Avant", "« Agir »", "Forme", "Après"]


def test_locators_lead_to_paragraphs(read) -> None:
    source = read("<text:p>Un</text:p><text:p/><text:p>Deux<text:line-break/>suite</text:p>")
    assert [(source.text[p.start : p.end], p.kind, p.value) for p in source.locators] == [
        ("Un", "paragraph", "1"),
        ("Deux", "paragraph", "3"),
        ("suite", "paragraph", "3"),
    ]


def test_typography_is_kept_and_composed(read) -> None:
    source = read("<text:p>🎙 L’e\u0301te\u0301\u202f!\r\nOui.</text:p>")
    assert source.text == "🎙 L’été\u202f! Oui."


def test_properties(read) -> None:
    meta = (
        "<dc:title>Titre du fichier</dc:title><dc:creator>Paul Erre</dc:creator>"
        "<meta:initial-creator>Jeanne Autret</meta:initial-creator>"
        "<meta:creation-date>2019-03-12T10:00:00</meta:creation-date>"
    )
    source = read("<text:p>Texte.</text:p>", meta=meta)
    assert (source.title, source.author, source.date) == (
        "Titre du fichier",
        "Jeanne Autret",
        "2019-03-12",
    )


def test_a_printed_date_goes_before_that_of_the_file(read) -> None:
    meta = "<meta:creation-date>2022-03-12T10:00:00</meta:creation-date>"
    source = read(
        "<text:p>Un métier</text:p><text:p>Publié le 4 mai 2018</text:p><text:p>Oui.</text:p>",
        meta=meta,
    )
    assert source.date == "2018-05-04"


def test_placeholder_author_is_nobody(read) -> None:
    source = read("<text:p>Texte.</text:p>", meta="<dc:creator>Utilisateur</dc:creator>")
    assert source.author is None


def test_each_wrapped_line_a_paragraph(read) -> None:
    answer = (
        "Par hasard, comme beaucoup de gens de ma génération. Je vendais des abonnements par "
        "téléphone pour une scène nationale, la titulaire est partie, et l’on m’a tendu un "
        "classeur plein de noms barrés que personne ne voulait plus appeler depuis deux hivers."
    )
    turns = ["Comment avez-vous commencé ?", answer, "Et ensuite ?", answer]
    lines = [line for turn in turns for line in textwrap.wrap(turn, 64)]
    source = read("".join(f"<text:p>{line}</text:p>" for line in lines))
    assert [" ".join(text.split()) for text in texts(source)] == turns


def test_what_another_program_wrote(tmp_path: Path) -> None:
    document = odfdo.Document("text")
    document.body.clear()
    document.insert_style(odfdo.Style("text", name="Gras", bold=True), automatic=True)
    document.body.append(odfdo.Header(1, "Un métier"))
    question = odfdo.Paragraph("Comment ?")
    question.set_span("Gras", regex="Comment \\?")
    document.body.append(question)
    document.body.append(odfdo.Paragraph("Oui."))
    document.body.append(odfdo.List(["Écouter", "Dire"]))
    document.meta.title = "Titre du fichier"
    stream = io.BytesIO()
    document.save(stream)
    source = read_bytes(tmp_path, stream.getvalue())
    assert [(b.kind, words(source, b)) for b in source.blocks] == [
        ("heading", "Un métier"),
        ("paragraph", "Comment ?"),
        ("paragraph", "Oui."),
        ("list_item", "Écouter"),
        ("list_item", "Dire"),
    ]
    assert bold(source) == ["Comment ?"]
    assert source.title == "Titre du fichier"


# --- refusals ------------------------------------------------------------------------------

PLAIN = "<text:p>Texte.</text:p>"
ENCRYPTED = "<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"Bonjour", "no ODT document"),
        (odt(PLAIN)[:-200], "no ODT document, or a truncated one"),
        (odt(PLAIN, **{"META-INF__manifest_xml": ENCRYPTED}), "encrypted.*remove the password"),
        (odt(PLAIN, **{"encrypted-package": b"x"}), "encrypted.*remove the password"),
        (odt(PLAIN, content_xml="<office:document-content"), "damaged"),
        (odt(PLAIN, content_xml=None), "damaged"),
        (odt(PLAIN, styles_xml="<x"), "damaged"),
        (odt(PLAIN, meta_xml="<x"), "damaged"),
        (odt(PLAIN, content_xml=part("document-content", "")), "no text body"),
        (odt(PLAIN, mimetype="application/vnd.oasis.opendocument.spreadsheet"), "spreadsheet"),
        (odt(PLAIN, word__document_xml="<w/>"), r"Word document; name it \.docx"),
        (odt(PLAIN, bombe=b"\0" * 310_000_000), "unpacks to"),
        (odt("<text:p> </text:p>"), "no visible text"),
    ],
    ids=[
        "empty",
        "text",
        "cut",
        "encrypted",
        "all-encrypted",
        "xml",
        "no-content",
        "styles",
        "meta",
        "no-body",
        "spreadsheet",
        "word",
        "bomb",
        "no-words",
    ],
)
def test_damage_is_an_input_error(tmp_path: Path, data: bytes, said: str) -> None:
    with pytest.raises(InputError, match=f"^a.odt: .*{said}"):
        read_bytes(tmp_path, data)


def test_every_truncation_is_an_input_error(tmp_path: Path) -> None:
    data = odt(PLAIN)
    for length in range(0, len(data) - 1, 41):
        with pytest.raises(InputError):
            read_bytes(tmp_path, data[:length])


def test_external_entities_are_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("mot de passe")
    content = part(
        "document-content",
        "<office:body><office:text><text:p>Voici &x;.</text:p></office:text></office:body>",
    ).replace("<office", f'<!DOCTYPE x [<!ENTITY x SYSTEM "file://{secret}">]><office', 1)
    assert "mot de passe" not in read_bytes(tmp_path, odt("", content_xml=content)).text


def test_entities_that_grow_are_not_read(tmp_path: Path) -> None:
    grown = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    content = part(
        "document-content",
        "<office:body><office:text><text:p>Voici &a11;.</text:p></office:text></office:body>",
    ).replace("<office", f'<!DOCTYPE x [<!ENTITY a0 "haha">{grown}]><office', 1)
    with pytest.raises(InputError, match="damaged"):
        read_bytes(tmp_path, odt("", content_xml=content))


def test_deep_nesting_is_an_input_error(tmp_path: Path) -> None:
    body = "<text:section>" * 5000 + PLAIN + "</text:section>" * 5000
    with pytest.raises(InputError, match="damaged"):
        read_bytes(tmp_path, odt(body))
