"""The marked notation: gold offsets, raw renderings, checks and the corpus build."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import docx
import pytest
from marked_header import header

from pipeline.errors import InputError
from pipeline.gold import check_gold
from pipeline.importers.corpus import build_corpus
from pipeline.importers.marked import MarkedInterview, read_marked

ROOT = Path(__file__).parent.parent
BODY_LINE = header(layers="").count("\n") + 1


HEADED = "<h>La presse d’abord</h>\n\nC.D. : <q p1>Un ?</q>\n\nÈ.M. : <a p2>Oui.</a>\n"


def marked(
    folder: Path,
    body: str,
    *,
    format: str = "txt",
    layers: str = '"turns", "entities", "claims"',
    extra: str = "",
    tables: str = "",
) -> MarkedInterview:
    path = folder / "essai.txt"
    above = header(format=format, layers=layers, extra=extra, tables=tables)
    path.write_text(above + body, encoding="utf-8")
    return read_marked(path)


def refusal(folder: Path, body: str, **options: str) -> str:
    with pytest.raises(InputError) as refused:
        marked(folder, body, **options)
    return str(refused.value)


BODY = """C.D. : <q p1>Que fait [Lafarge](ORG company) ?</q>

È.M. : <a p2>{Elle bâtit à [Lyon](LOC)}(fact key). Rien d’autre.

{D’après [Léa](PER =Léa Roy), il faut}(recommendation modality=obligation hedged reported=Léa).</a>

C.D. : <bc p1>Ah.</bc>

È.M. : <a p2>Oui.</a>
"""


def test_txt_gold_is_the_printed_text(tmp_path: Path) -> None:
    gold = marked(tmp_path, BODY).gold
    assert gold.text.startswith("C.D. : Que fait Lafarge ?\n\nÈ.M. : Elle bâtit à Lyon. Rien")
    assert [turn.text for turn in gold.turns or ()] == [
        "Que fait Lafarge ?",
        "Elle bâtit à Lyon. Rien d’autre.\n\nD’après Léa, il faut.",
        "Ah.",
        "Oui.",
    ]
    assert check_gold(gold) is gold


def test_answers_follow_their_question_and_backchannels_count_for_nothing(tmp_path: Path) -> None:
    body = "È.M. : <a p2>Avant.</a>\n" + BODY + "C.D. : <q p1>Un.</q>\nC.D. : <q p1>Deux.</q>\n"
    exchanges = marked(tmp_path, body).gold.exchanges or ()
    assert [(x.question, x.answers) for x in exchanges] == [
        (("t2",), ("t3", "t5")),
        (("t6",), ()),
        (("t7",), ()),
    ]


def test_claims_carry_their_attributes_and_speaker(tmp_path: Path) -> None:
    first, second = marked(tmp_path, BODY).gold.claims or ()
    assert (first.text, first.type, first.key, first.turn, first.speaker) == (
        "Elle bâtit à Lyon",
        "fact",
        True,
        "t2",
        "p2",
    )
    assert second.text == "D’après Léa, il faut"
    assert (second.attribution.kind, second.attribution.source) == ("reported", "Léa")
    assert (second.modality, second.hedged, second.negated, second.key) == (
        "obligation",
        True,
        False,
        False,
    )


def test_mentions_with_one_canonical_name_are_one_entity(tmp_path: Path) -> None:
    body = "C.D. : <q p1>[Léa Roy](PER), [Léa](PER =Léa Roy) et l’[Insee](ORG institution) ?</q>\n"
    people, office = marked(tmp_path, body).gold.entities or ()
    assert (people.id, people.name, [m.text for m in people.mentions]) == (
        "e1",
        "Léa Roy",
        ["Léa Roy", "Léa"],
    )
    assert (office.label, office.kind) == ("ORG", "institution")


MARKDOWN = """# <h>Un métier [neuf](MISC work)</h>

**C.D. :** **<q p1>Que *fait* [Lafarge](ORG company)  
à Lyon ?</q>**

È.M. : <a p2>Trois choses :

- du béton,
- du \u00adplâtre.

> {Il faut voir}(recommendation).</a>
"""


@pytest.mark.parametrize("format", ["md", "html", "docx"])
def test_markup_is_not_in_the_gold_text(tmp_path: Path, format: str) -> None:
    gold = marked(tmp_path, MARKDOWN, format=format).gold
    assert gold.text == (
        "Un métier neuf\n\nC.D. : Que fait Lafarge\nà Lyon ?\n\nÈ.M. : Trois choses :\n\n"
        "du béton,\ndu plâtre.\n\nIl faut voir."
    )
    assert [turn.text for turn in gold.turns or ()][1] == "Que fait Lafarge\nà Lyon ?"
    assert [claim.text for claim in gold.claims or ()] == ["Il faut voir"]


def test_html_page_holds_what_stands_around_the_article(tmp_path: Path) -> None:
    page = "[page]\nbefore = '<nav>Accueil</nav>'\nafter = '<footer>Fin</footer>'"
    raw = marked(tmp_path, MARKDOWN, format="html", tables=page).raw.decode()
    assert raw.startswith("<!DOCTYPE html>")
    assert raw.index("<nav>Accueil</nav>") < raw.index("<h1>Un métier neuf</h1>")
    assert "<strong>Que <em>fait</em> Lafarge<br />\nà Lyon ?</strong>" in raw
    assert raw.index("<li>du béton,</li>") < raw.index("<footer>Fin</footer>")


def test_docx_has_real_styles_and_is_reproducible(tmp_path: Path) -> None:
    raw = marked(tmp_path, MARKDOWN, format="docx").raw
    assert marked(tmp_path, MARKDOWN, format="docx").raw == raw
    paragraphs = docx.Document(io.BytesIO(raw)).paragraphs
    assert [p.style.name for p in paragraphs if p.style] == [
        "Heading 1",
        "Normal",
        "Normal",
        "List Bullet",
        "List Bullet",
        "Quote",
    ]
    runs = [(run.text, bool(run.bold), bool(run.italic)) for run in paragraphs[1].runs]
    assert ("fait", True, True) in runs
    assert (" ", False, False) in runs


def test_txt_raw_is_as_printed_and_gold_drops_invisible_characters(tmp_path: Path) -> None:
    found = marked(tmp_path, "C.D. : <q p1>La com\u00admuni\u200bcation, cafe\u0301 ?</q>\n")
    assert found.raw.decode() == "C.D. : La com\u00admuni\u200bcation, cafe\u0301 ?\n"
    assert found.gold.text == "C.D. : La communication, café ?\n"
    assert (found.gold.turns or ())[0].text == "La communication, café ?"


SUMMARY = '[[summary]]\ntext = "Elle bâtit."\nevidence = ["{words}"]'


def test_summary_evidence_is_found_over_a_line_end(tmp_path: Path) -> None:
    gold = marked(
        tmp_path,
        "<a p2>Elle bâtit\nbeaucoup.</a>",
        layers='"turns", "summary"',
        tables=SUMMARY.format(words="bâtit beaucoup"),
    ).gold
    assert gold.summary is not None
    span = gold.summary.sentences[0].evidence[0]
    assert gold.text[span.start : span.end] == "bâtit\nbeaucoup"


@pytest.mark.parametrize("words", ["bâtit rien", "bâtit"])
def test_summary_evidence_must_stand_once(tmp_path: Path, words: str) -> None:
    message = refusal(
        tmp_path,
        "<a p2>Elle bâtit, elle bâtit.</a>",
        layers='"turns", "summary"',
        tables=SUMMARY.format(words=words),
    )
    assert "it must stand once" in message


@pytest.mark.parametrize(
    ("body", "line", "said"),
    [
        ("<q p1>Un ?</q>\n<a p2>Deux.", 1, "<a> is never closed"),
        ("\n<q p1>Un ?</a>", 1, "</a> closes nothing: <q> is open"),
        ("<q p9>Un ?</q>", 0, "one of p1, p2; found 'p9'"),
        ("<quest p1>Un ?</quest>", 0, "tags are <q>, <a>"),
        ("<q p1>Un <a p2>Deux</a></q>", 0, "tags do not nest"),
        ("<q p1> </q>", 0, "<q> is empty"),
        ("<h p1>Un</h>", 0, "takes no participant"),
        ("<q p1>[Lyon](LIEU)</q>", 0, "must be one of PER, ORG, LOC, MISC"),
        ("<q p1>[Lyon](LOC company)</q>", 0, "PER and LOC have no kind"),
        ("<q p1>[Total](ORG firm)</q>", 0, "one of company, agency"),
        ("<q p1>[Lyon] (LOC)</q>", 0, "malformed mark"),
        ("<boil>[Lyon](LOC)</boil>", 0, "where names are not marked"),
        ("<q p1>[Lyon](LOC)</q>\n<a p2>Lyon.</a>", 1, "'Lyon' is marked elsewhere but not here"),
        ("<q p1>[X](ORG media)</q>\n<a p2>[X](ORG brand)</a>", 1, "has kind brand here and media"),
        ("<q p1>{Un}(fact)</q>", 0, "only answers hold claims"),
        ("<a p2>{Un}(opinion)</a>", 0, "the type must be one of fact"),
        ("<a p2>{Un}(fact sure)</a>", 0, "'sure' is not allowed"),
        ("<a p2>{Un}(fact modality=maybe)</a>", 0, "'modality=maybe' is not allowed"),
        ("<a p2>{Un {deux}(fact)}(fact)</a>", 0, "claims do not nest"),
        ("<a p2>{Un.</a>", 0, "not closed within its turn"),
        ("<a p2>{Un.\n\nDeux}(fact).</a>", 0, "crosses a paragraph"),
        ("<a p2>{Un}(fact reported=Paul)</a>", 0, "'Paul' is not in the text"),
        ("<q p1>Un ?</q>\nPaul : <a p2>Deux.</a>", 1, "'Paul :' stands outside every turn"),
        ("<q p1>C.D. : Un ?</q>", 0, "the label 'C.D.' stands inside the tag"),
    ],
)
def test_errors_say_where_and_what_is_allowed(
    tmp_path: Path, body: str, line: int, said: str
) -> None:
    message = refusal(tmp_path, body)
    assert said in message
    assert f"essai.txt:{BODY_LINE + line}: " in message


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"extra": 'colour = "red"'}, "unknown key 'colour'; known are id, format"),
        ({"format": "pdf"}, "format = 'pdf'; allowed are txt, md, html, docx"),
        ({"layers": '"turns", "topics"'}, "layers = 'topics'; allowed are turns"),
        ({"layers": '"turns"'}, "layers does not hold 'entities'"),
        ({"tables": "[page]\nbefore = '<p>'"}, "[page] is for format html only"),
        ({"extra": "title = "}, "not valid TOML"),
    ],
)
def test_header_is_checked(tmp_path: Path, options: dict[str, str], said: str) -> None:
    assert said in refusal(tmp_path, "<q p1>[Lyon](LOC) ?</q>", **options)


def test_all_errors_of_a_file_are_named_at_once(tmp_path: Path) -> None:
    assert refusal(tmp_path, "<q p9>Un [Lyon](LIEU)</q>\n<a p2>{Un}(avis)</a>").count("\n") == 2


def test_homonyms_may_be_left_untagged(tmp_path: Path) -> None:
    body = "<q p1>[Total](ORG company) ?</q>\n<a p2>Total, rien.</a>"
    assert marked(tmp_path, body, extra='untagged_ok = ["Total"]').gold.entities


def test_name_inside_a_longer_name_is_no_omission(tmp_path: Path) -> None:
    body = "<q p1>[Lyon](LOC), l’[Opéra de Lyon](ORG institution), Lyonnais, Lyon-Sud ?</q>"
    assert len(marked(tmp_path, body).gold.entities or ()) == 2


def test_emphasis_that_opens_nothing_is_an_error(tmp_path: Path) -> None:
    body = "**C.D. :**<q p1>Un ?</q>"
    assert "'**' is printed as it stands" in refusal(tmp_path, body, format="md")
    assert marked(tmp_path, body, format="txt")


def test_a_name_cut_by_a_hard_wrap_is_called_as_if_uncut(tmp_path: Path) -> None:
    body = "<q p1>Et la [rue de\nRennes](LOC) ? La [rue de Rennes](LOC) !</q>"
    (street,) = marked(tmp_path, body).gold.entities or ()
    assert street.name == "rue de Rennes"
    assert [mention.text for mention in street.mentions] == ["rue de\nRennes", "rue de Rennes"]


def test_script_checks_marked_files() -> None:
    script = ROOT / "scripts" / "build_corpus.py"
    command = [sys.executable, str(script), "--corpus", str(ROOT / "tests/annotated"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "3 marked files read, 0 files changed, 0 errors\n"
    command += [str(ROOT / "pyproject.toml")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("error: pyproject.toml:1: no TOML header")


@pytest.mark.parametrize(
    "title",
    [
        "La presse d’abord",
        "LA PRESSE D'ABORD",  # another case, another apostrophe
        "Le mot de la fin",  # in the page's frame alone
    ],
)
def test_a_title_that_the_body_prints_or_does_not_print_is_no_mistake(
    tmp_path: Path, title: str
) -> None:
    assert marked(tmp_path, HEADED, extra=f'title = "{title}"').warnings == ()


def test_a_title_that_the_body_prints_otherwise_is_named_with_both_and_what_to_do(
    tmp_path: Path,
) -> None:
    found = marked(tmp_path, HEADED, extra='title = "La presse d’accord"')
    assert found.warnings == (
        f"essai.txt:{BODY_LINE}: 'La presse d’abord' is printed here, but the header has title = "
        "'La presse d’accord', which is what the gold keeps; correct the one that is wrong",
    )


def test_long_printed_text_outside_turns_is_doubtful(tmp_path: Path) -> None:
    assert "outside every turn" in marked(tmp_path, "-" * 80 + "\n<q p1>Un ?</q>").warnings[0]


# --- the corpus ----------------------------------------------------------------------------


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    (tmp_path / "marked").mkdir()
    marked(tmp_path / "marked", BODY)
    return tmp_path


def test_build_writes_raw_and_gold_and_then_check_is_silent(corpus: Path) -> None:
    assert build_corpus(corpus, check=True).errors
    assert not (corpus / "raw").exists()
    assert len(build_corpus(corpus).written) == 2
    assert (corpus / "raw/dev/essai.txt").read_text(encoding="utf-8").startswith("C.D. : Que")
    assert not build_corpus(corpus, check=True).errors
    assert not build_corpus(corpus).written


def test_check_finds_edited_and_left_over_files(corpus: Path) -> None:
    build_corpus(corpus)
    (corpus / "gold/dev/essai.json").write_text("{}", encoding="utf-8")
    (corpus / "raw/dev/ancien.txt").write_text("Ancien", encoding="utf-8")
    said = "\n".join(build_corpus(corpus, check=True).errors)
    assert "essai.json: missing or outdated" in said
    assert "ancien.txt: has no marked source" in said
    build_corpus(corpus)
    assert not (corpus / "raw/dev/ancien.txt").exists()


def test_chosen_files_are_validated_alone(corpus: Path) -> None:
    assert not build_corpus(corpus, files=[corpus / "marked/essai.txt"], check=True).errors


def test_annotated_examples_are_built_from_their_marked_files() -> None:
    report = build_corpus(Path(__file__).parent / "annotated", check=True)
    assert (report.read, report.errors, report.warnings) == (3, (), ())
