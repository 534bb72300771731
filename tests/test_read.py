"""What holds for every format: refusals, limits, provenance of the file, and any bytes whatever."""

from __future__ import annotations

import dataclasses
import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.errors import InputError, OffsetError
from pipeline.read import _MODULES, SUFFIXES, read_source
from pipeline.read.assembly import Paragraph, Run, assemble, clean, proved
from pipeline.schema import Block, Locator, Source, Span
from pipeline.settings import Settings


def read(path: Path, **limits: int) -> Source:
    return read_source(path, id="essai", file=path.name, settings=Settings(**limits))


def written(folder: Path, name: str, data: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def test_every_suffix_leads_to_a_module() -> None:
    assert set(SUFFIXES.values()) == set(_MODULES)
    assert set(SUFFIXES) == {
        *(".txt", ".text", ".md", ".markdown", ".html", ".htm", ".xhtml", ".docx"),
        *(".mhtml", ".mht"),
        *(".odt", ".pdf", ".srt", ".vtt"),
    }


def test_source_carries_the_file(tmp_path: Path) -> None:
    data = "Un métier ?\nOui.\n".encode()
    source = read_source(
        written(tmp_path, "A.TXT", data), id="dossier/A", file="dossier/A.TXT", settings=Settings()
    )
    assert (source.id, source.file, source.format) == ("dossier/A", "dossier/A.TXT", "txt")
    assert source.sha256 == hashlib.sha256(data).hexdigest()
    assert source.encoding == "utf-8"
    assert source.locators == ()


@pytest.mark.parametrize("name", ["a.rtf", "a", "a.doc", ".txt.zip"])
def test_unknown_suffix_is_refused_with_the_known_ones(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match=r"unknown suffix.*known suffixes are \.txt"):
        read(written(tmp_path, name, "Texte."))


def test_message_says_file_what_and_what_to_do(tmp_path: Path) -> None:
    path = written(tmp_path, "vide.txt", b"")
    with pytest.raises(InputError) as caught:
        read_source(path, id="x", file="dossier/vide.txt", settings=Settings())
    assert str(caught.value).startswith("dossier/vide.txt: ")
    assert "; " in str(caught.value)
    assert str(tmp_path) not in str(caught.value)


def test_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read(tmp_path / "absent.txt")


def test_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "dossier.txt").mkdir()
    with pytest.raises(InputError, match="not a regular file"):
        read(tmp_path / "dossier.txt")


def test_pipe_is_refused_instead_of_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "tube.txt")
    with pytest.raises(InputError, match="not a regular file"):
        read(tmp_path / "tube.txt")


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_large_file_is_refused(tmp_path: Path, suffix: str) -> None:
    with pytest.raises(InputError, match=r"larger than 10 bytes.*max_file_bytes"):
        read(written(tmp_path, f"a{suffix}", "Un texte trop long."), max_file_bytes=10)


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html"])
def test_long_text_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match=r"more than 10; .*max_characters"):
        read(written(tmp_path, name, "Un texte trop long."), max_characters=10)


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("data", [b"", b"  \n\t\r\n", "\ufeff \n".encode()])
def test_blank_file_is_refused(tmp_path: Path, suffix: str, data: bytes) -> None:
    with pytest.raises(InputError):
        read(written(tmp_path, f"a{suffix}", data))


@pytest.mark.parametrize(
    "data", ["\u00ad\u200b", "---\ntitle: Rien\n---\n", "<!-- rien -->", "# \n"]
)
def test_markdown_without_words_is_refused(tmp_path: Path, data: str) -> None:
    with pytest.raises(InputError):
        read(written(tmp_path, "a.md", data))


NOISE = st.one_of(
    st.binary(max_size=300),
    st.text(max_size=200).map(lambda text: text.encode("utf-8", errors="replace")),
    st.lists(
        st.sampled_from(
            [
                *(
                    "Comment ?",
                    "Oui.",
                    " ",
                    "\n",
                    "\n\n",
                    "\r\n",
                    "\u00a0",
                    "e\u0301",
                    "\u00ad",
                    "🙂",
                ),
                *(
                    "**",
                    "*",
                    "_",
                    "# ",
                    "> ",
                    "- ",
                    "1. ",
                    "`",
                    "```\n",
                    "|",
                    "---\n",
                    "    ",
                    "[a](b)",
                ),
                *(
                    "<p>",
                    "</p>",
                    "<b>",
                    "</b>",
                    "<br>",
                    "<div>",
                    "</div>",
                    "<li>",
                    "<ul>",
                    "<ol start=3>",
                ),
                *(
                    "<nav>",
                    "</nav>",
                    "<table>",
                    "<td>",
                    "<h1>",
                    "</h1>",
                    "<body>",
                    "<article>",
                    "<q>",
                ),
                *(
                    "&eacute;",
                    "&#xD83D;",
                    "&#0;",
                    "&",
                    "<",
                    "<!--",
                    "-->",
                    "<script>",
                    "<pre>",
                    "<sup>",
                ),
                *(
                    "<p style='font-weight:bold'>",
                    "<a href='#'>",
                    "<blockquote>",
                    "<style>",
                    "title: x\n",
                ),
            ]
        ),
        max_size=40,
    ).map(lambda parts: "".join(parts).encode()),
)


@pytest.mark.parametrize("suffix", [".txt", ".md", ".html", ".docx"])
@given(data=NOISE)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_bytes_give_a_source_or_an_input_error(
    tmp_path: Path, suffix: str, data: bytes
) -> None:
    refusals: list[str] = []
    try:
        source = read(written(tmp_path, f"a{suffix}", data))
        assert source.blocks
        assert proved(source) is source
    except InputError as error:
        refusals.append(str(error))
    assert all(refusal.startswith(f"a{suffix}: ") for refusal in refusals)


def test_text_run_does_not_load_other_formats(tmp_path: Path) -> None:
    path = written(tmp_path, "a.txt", "Un métier ?\nOui.\n")
    code = (
        "import sys; from pathlib import Path; from pipeline.read import read_source; "
        "from pipeline.settings import Settings; "
        f"read_source(Path({str(path)!r}), id='a', file='a.txt', settings=Settings()); "
        "print([m for m in ('trafilatura', 'docx', 'lxml', 'markdown_it', 'ftfy', 'charset_normalizer') "
        "if m in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"


# --- assembling ----------------------------------------------------------------------------


def test_assembled_text_joins_by_gaps() -> None:
    body = assemble(
        [Paragraph((Run("Un"),)), Paragraph((Run("deux"),), gap=False), Paragraph((Run("trois"),))]
    )
    assert body.text == "Un\ndeux\n\ntrois"
    assert [block.gap_before for block in body.blocks] == [True, False, True]


def test_empty_paragraph_leaves_its_gap() -> None:
    body = assemble(
        [Paragraph((Run("Un"),)), Paragraph((Run(" "),)), Paragraph((Run("deux"),), gap=False)]
    )
    assert body.text == "Un\n\ndeux"


def test_emphasis_joins_split_runs_and_leaves_spaces_out() -> None:
    body = assemble(
        [
            Paragraph(
                (
                    Run(" ", bold=True),
                    Run("Comment", bold=True),
                    Run(" "),
                    Run("ça va ? ", bold=True),
                    Run("Bien", italic=True),
                )
            )
        ]
    )
    (block,) = body.blocks
    assert body.text == "Comment ça va ? Bien"
    assert [body.text[s.start : s.end] for s in block.bold] == ["Comment ça va ?"]
    assert [body.text[s.start : s.end] for s in block.italic] == ["Bien"]


def test_emphasis_survives_cleaning() -> None:
    body = assemble(
        [Paragraph((Run("caf\u00ade\u0301 "), Run("tre\u0300s", bold=True), Run(" bon\u200b")))]
    )
    (block,) = body.blocks
    assert body.text == "café très bon"
    assert [body.text[s.start : s.end] for s in block.bold] == ["très"]


def test_accent_in_another_run_than_its_letter() -> None:
    body = assemble([Paragraph((Run("e", bold=True), Run("\u0301te"), Run("\u0301", bold=True)))])
    (block,) = body.blocks
    assert body.text == "été"
    assert [body.text[s.start : s.end] for s in block.bold] == ["é"]


RUNS = st.lists(
    st.builds(
        Run,
        st.text(alphabet="aé e\u0301\u0327\u00ad\u200b\n\u00a0\u1100\u1161🙂\u200d", max_size=6),
        bold=st.booleans(),
        italic=st.booleans(),
    ),
    max_size=6,
)


@given(paragraphs=st.lists(st.builds(Paragraph, RUNS.map(tuple), gap=st.booleans()), max_size=5))
@settings(max_examples=150, deadline=None)
def test_any_runs_give_a_proved_body(paragraphs: list[Paragraph]) -> None:
    body = assemble(paragraphs)
    source = a_source(body.text, *body.blocks)
    assert proved(source) is source


def a_source(text: str, *blocks: Block, locators: tuple[Locator, ...] = ()) -> Source:
    return Source("a", "a.txt", "txt", "utf-8", "0", text, blocks, locators=locators)


@pytest.mark.parametrize(
    "blocks",
    [
        (Block(0, 9),),
        (Block(2, 2),),
        (Block(0, 3),),
        (Block(3, 5), Block(0, 2)),
        (Block(0, 2), Block(1, 5)),
        (Block(0, 2, bold=(Span(0, 4),)),),
        (Block(3, 5, bold=(Span(4, 5), Span(3, 4))),),
        (Block(3, 5, italic=(Span(4, 4),)),),
    ],
)
def test_wrong_blocks_are_our_bug(blocks: tuple[Block, ...]) -> None:
    with pytest.raises(OffsetError):
        proved(a_source("Un deux", *blocks))


def test_wrong_locator_or_unclean_text_is_our_bug() -> None:
    with pytest.raises(OffsetError):
        proved(a_source("Un", Block(0, 2), locators=(Locator(0, 3, "paragraph", "1"),)))
    with pytest.raises(OffsetError):
        proved(a_source("e\u0301", Block(0, 2)))


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("un\r\ndeux\rtrois\u2028quatre\x0ccinq", "un\ndeux\ntrois\nquatre\ncinq"),
        ("com\u00admu\u200bni\u2060ca\ufefftion", "communication"),
        ("l'e\u0301te\u0301", "l'été"),
        ("12\u202f000\u00a0€", "12\u202f000\u00a0€"),
        ("👩\u200d👧 a\u200db", "👩\u200d👧 ab"),
        ("❤\ufe0f", "❤\ufe0f"),
        ("\ud83d", "\ufffd"),
    ],
)
def test_clean(raw: str, kept: str) -> None:
    assert clean(raw) == kept


@given(st.text())
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)


def test_source_is_a_value(tmp_path: Path) -> None:
    path = written(tmp_path, "a.txt", "Un métier ?\nOui.\n")
    assert dataclasses.asdict(read(path)) == dataclasses.asdict(read(path))
