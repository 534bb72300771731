"""Every flow of the report, driven in a real Chromium.

The page is made of records by hand: one interview whose offsets only code points get right, one
that tries to act in the page, and a few hundred copies where a table needs pages.
"""

from __future__ import annotations

import dataclasses
import json
import re
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from pipeline.records import validate_record
from pipeline.report import write_report
from pipeline.review import apply_corrections
from pipeline.review.corrections import parse_correction
from pipeline.schema import Mention, Record, Turn

pytestmark = pytest.mark.slow
sync_api = pytest.importorskip("playwright.sync_api", reason="the dev extra has playwright")

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
ARGUMENTS = [
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--no-first-run"),
]
HOSTILE = "</script><script>window.hit=1</script><!-- \" ' & <img src=http://x.invalid/ onerror=hit=1> \u202elivé"
PHONE = {"width": 360, "height": 740}


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    with sync_api.sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield found
        found.close()


@pytest.fixture
def emoji(record: Record) -> Record:
    """Return the record of conftest, whose answer stands behind an emoji, with a summary to click."""
    return dataclasses.replace(record, id="zebulon", title="L’agence Zébulon")


@pytest.fixture
def hostile(record: Record) -> Record:
    moved = dataclasses.replace(
        record,
        id=f"z{HOSTILE}",
        title=HOSTILE,
        lead=HOSTILE,
        text=record.text + HOSTILE,
        source=dataclasses.replace(
            record.source, url=f"javascript:{HOSTILE}", characters=len(record.text + HOSTILE)
        ),
        metadata={HOSTILE: HOSTILE},
        keywords=(HOSTILE,),
        turns=(
            *record.turns,
            Turn(
                *("t4", "boilerplate", None, len(record.text), len(record.text + HOSTILE)),
                *(HOSTILE, "position", 0.4),
            ),
        ),
    )
    return validate_record(moved)


class Opened:
    """A report in the browser, and all that it asked for or complained of."""

    def __init__(self, browser: Any, path: Path, **options: Any) -> None:
        self.context = browser.new_context(
            viewport=options.pop("viewport", {"width": 1440, "height": 900}), **options
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(8000)
        self.requests: list[str] = []
        self.errors: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", self._heard)
        self.url = path.as_uri()
        self.page.goto(self.url)

    def _heard(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.errors.append(message.text)

    def go(self, address: str) -> Any:
        self.page.goto(f"{self.url}#{address}")
        return self.page

    def download(self, selector: str) -> str:
        with self.page.expect_download() as waiting:
            self.page.click(selector)
        return Path(waiting.value.path()).read_text(encoding="utf-8")

    def corrections(self) -> list[dict[str, Any]]:
        content = self.download(".download-corrections")
        for line in content.splitlines():
            parse_correction(line, where="corrections.jsonl")  # as apply-review reads it
        return [json.loads(line) for line in content.splitlines()]


Open = Callable[..., Opened]


@pytest.fixture
def opened(browser: Any, tmp_path: Path) -> Iterator[Open]:
    """Return what opens a report of records; at the end nothing was requested or went wrong."""
    all: list[Opened] = []

    def open(*records: Record, **options: Any) -> Opened:
        path = tmp_path / "report.html"
        write_report(records, path, title="Essai")
        all.append(Opened(browser, path, **options))
        return all[-1]

    yield open
    for each in all:
        assert [
            url for url in each.requests if not url.startswith(("file:", "data:", "blob:"))
        ] == []
        assert each.errors == []
        each.context.close()


def copies(record: Record, number: int) -> list[Record]:
    return [
        dataclasses.replace(record, id=f"copie-{n:04}", title=f"Entretien numéro {n}")
        for n in range(number)
    ]


def flashed(page: Any) -> str:
    page.wait_for_selector(".flash")
    return str(
        page.evaluate("[...document.querySelectorAll('.flash')].map(n => n.textContent).join('')")
    )


def in_sight(page: Any, selector: str) -> bool:
    box = page.locator(selector).first.bounding_box()
    return bool(box) and 0 <= box["y"] <= page.viewport_size["height"]


def focused(page: Any) -> str:
    return str(page.evaluate("document.activeElement.textContent"))


def choose_words(page: Any, words: str) -> None:
    """Select words of the flow as a mouse would, inside one text node or over several."""
    page.evaluate(
        """words => {
          const flow = document.querySelector('.flow');
          const walker = document.createTreeWalker(flow, NodeFilter.SHOW_TEXT);
          const nodes = []; let text = '';
          while (walker.nextNode()) { nodes.push([text.length, walker.currentNode]); text += walker.currentNode.data; }
          const at = text.indexOf(words), range = document.createRange();
          const place = offset => { const [from, node] = nodes.findLast(([start]) => start <= offset); return [node, offset - from]; };
          range.setStart(...place(at)); 
          const [last, offset] = place(at + words.length - 1); range.setEnd(last, offset + 1);
          getSelection().removeAllRanges(); getSelection().addRange(range);
        }""",
        words,
    )


# --- the first view ----------------------------------------------------------------------------


def test_the_overview_leads_to_what_it_counts(opened: Open, emoji: Record) -> None:
    page = opened(emoji).page
    assert page.locator("#overview h1").inner_text() == "Essai"
    page.click("#overview svg a:has-text('Recommandation')")
    page.wait_for_selector("tbody tr")
    assert page.locator("tbody tr").count() == 1
    assert "Selon Inès Dacosta" in page.locator("tbody tr").inner_text()


def test_the_way_to_an_interview_is_told_on_the_first_view(opened: Open, emoji: Record) -> None:
    page = opened(emoji).page
    page.click(".method a:has-text('Entretiens')")
    page.get_by_role("link", name="L’agence Zébulon").click()
    page.wait_for_selector("#view .claim")
    assert page.inner_text("#view h1") == "L’agence Zébulon"


def test_a_thousand_interviews_are_shown_in_three_seconds(opened: Open, emoji: Record) -> None:
    # As long as an interview of the corpus is: 2,600 characters and more.
    long = dataclasses.replace(emoji, claims=emoji.claims, text=emoji.text + " mot" * 2500)
    start = time.monotonic()
    report = opened(*copies(long, 1000))
    written = time.monotonic()
    report.page.reload()
    report.page.wait_for_function("document.querySelector('#views a[href^=\"#vue\"]') !== null")
    shown = report.page.evaluate(
        "performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"
    )
    size = (Path(report.url.removeprefix("file://"))).stat().st_size / 1e6
    begun = time.monotonic()
    page = report.go("vue=entretiens")
    page.wait_for_selector("tbody tr:nth-child(50)")
    table = time.monotonic() - begun
    begun = time.monotonic()
    page.fill("#query", "eleves")
    page.press("#query", "Enter")
    page.wait_for_selector(".hit:nth-of-type(100)")
    search = time.monotonic() - begun
    print(
        f"\n1000 interviews, {size:.1f} MB: written and opened in {written - start:.1f} s, first "
        f"view {shown / 1000:.2f} s, table {table:.2f} s, first search {search:.2f} s"
    )
    assert shown < 3000
    assert table < 3
    assert search < 6


# --- tables ------------------------------------------------------------------------------------


def first_cells(page: Any) -> list[str]:
    return [text.split("\n")[0] for text in page.locator("tbody td:first-child").all_inner_texts()]


def test_tables_sort_both_ways_by_number_in_words(opened: Open, emoji: Record) -> None:
    page = opened(*copies(emoji, 12)).go("vue=entretiens")
    assert first_cells(page)[:3] == [f"Entretien numéro {n}" for n in (0, 1, 2)]
    page.click("th:first-child button")
    assert first_cells(page)[:3] == [f"Entretien numéro {n}" for n in (11, 10, 9)]
    assert page.locator("th:first-child").get_attribute("aria-sort") == "descending"


def test_tables_filter_without_accents_and_by_facet(opened: Open, emoji: Record) -> None:
    page = opened(emoji).go("vue=entites")
    assert page.locator("tbody tr").count() == 2
    page.fill(".tools input", "zebulon")
    assert first_cells(page) == ["Zébulon"]
    page.fill(".tools input", "")
    page.select_option(".tools select >> nth=0", "PER")
    assert first_cells(page) == ["Inès Dacosta"]
    assert "label=PER" in page.url  # what is chosen can be sent as a link


def test_tables_have_pages(opened: Open, emoji: Record) -> None:
    page = opened(*copies(emoji, 120)).go("vue=entretiens")
    assert page.locator("tbody tr").count() == 50
    page.click("text=Suivante")
    page.click("text=Suivante")
    assert page.locator("tbody tr").count() == 20
    assert page.locator(".tally").inner_text() == "120 en tout"


def test_a_csv_has_the_selection_and_no_formula(opened: Open, emoji: Record) -> None:
    formula = dataclasses.replace(emoji, id="b", title='=HYPERLINK("http://x.invalid")')
    report = opened(emoji, formula)
    report.go("vue=entretiens").fill(".tools input", "hyperlink")
    lines = report.download(".download").lstrip("\ufeff").splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("id,Entretien,Personnes")
    assert lines[1].startswith('b,"\'=HYPERLINK(""http://x.invalid"")"')


def test_claims_are_listed_from_all_interviews(opened: Open, emoji: Record) -> None:
    page = opened(*copies(emoji, 3)).go("vue=affirmations&type=fact")
    page.wait_for_selector("tbody tr")
    assert first_cells(page) == ["Zébulon a formé 40 élèves en 2012"] * 3


def test_warnings_are_told_in_the_table(opened: Open, emoji: Record) -> None:
    warned = dataclasses.replace(
        emoji, provenance=dataclasses.replace(emoji.provenance, warnings=("doubtful turns: t3",))
    )
    page = opened(warned).go("vue=avertissements")
    assert "tours douteux" in page.locator("tbody tr").inner_text()
    page.click("tbody a:has-text('t3')")
    assert "40 élèves" in flashed(page)


# --- search ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query", ["eleves", "ÉLÈVES", '"40 élèves en"', "l'agence", "Dacosta faut"]
)
def test_search_knows_no_case_accents_or_apostrophes(
    opened: Open, emoji: Record, query: str
) -> None:
    page = opened(emoji).page
    page.keyboard.press("/")
    page.keyboard.type(query)
    page.keyboard.press("Enter")
    page.wait_for_selector(".hit")
    assert page.locator(".hit mark").count() == (2 if " " in query and '"' not in query else 1)


def test_a_hit_leads_to_its_words_behind_an_emoji(opened: Open, emoji: Record) -> None:
    page = opened(emoji).go("vue=recherche&q=ecouter")
    page.click(".hit")
    assert flashed(page) == "écouter"


def test_a_ligature_is_found_by_two_letters_at_the_right_place(
    opened: Open, record: Record
) -> None:
    text = record.text.replace("Portrait", "Le cœur")
    assert len(text) == len(record.text) - 1
    # Only the searched text matters here: the record's spans are left where they were.
    page = opened(dataclasses.replace(record, text=text)).go("vue=recherche&q=coeur")
    assert page.locator(".hit mark").inner_text() == "cœur"


def test_a_hit_stands_between_whole_words(opened: Open, record: Record) -> None:
    long = f"{record.text}\n{'chrysanthème ' * 9}aiguille{' amaryllis' * 9}"
    source = dataclasses.replace(record.source, characters=len(long))
    page = opened(dataclasses.replace(record, text=long, source=source)).go(
        "vue=recherche&q=aiguille"
    )
    before, after = (page.locator(f".hit .{side}").text_content() for side in ("left", "right"))
    assert set(before.removeprefix("…").split()) == {"chrysanthème"}
    assert set(after.removesuffix("…").split()) == {"amaryllis"}
    assert before.startswith("…")
    assert after.endswith("…")


def test_nothing_found_is_said(opened: Open, emoji: Record) -> None:
    page = opened(emoji).go("vue=recherche&q=introuvable")
    page.wait_for_selector("text=Rien ne correspond")


# --- reading -----------------------------------------------------------------------------------


def test_a_claim_leads_to_its_words(opened: Open, emoji: Record) -> None:
    page = opened(emoji).go("itw=zebulon")
    page.click(".claim-button:has-text('Selon')")
    assert flashed(page) == "Selon Inès Dacosta, il faut écouter avant de publier"
    assert "c=c2" in page.url


def test_a_sentence_of_the_summary_leads_to_its_evidence(opened: Open, emoji: Record) -> None:
    page = opened(emoji).go("itw=zebulon")
    page.click(".abstract button.sentence")
    assert flashed(page) == "écouter avant de publier"
    assert in_sight(page, ".flash")


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("c=c1", "Elle a formé 40 élèves en 2012"),
        ("e=e2", "Inès Dacosta"),
        ("s=0-8", "Portrait"),
    ],
)
def test_an_address_leads_to_what_it_names(
    opened: Open, emoji: Record, address: str, words: str
) -> None:
    assert flashed(opened(emoji).go(f"itw=zebulon&{address}")) == words


def test_an_address_of_an_exchange_takes_the_focus_there(opened: Open, emoji: Record) -> None:
    assert focused(opened(emoji).go("itw=zebulon&x=x1")) == "Échange 1"


def test_layers_can_be_hidden(opened: Open, emoji: Record) -> None:
    page = opened(emoji).go("itw=zebulon")
    tint = "n => getComputedStyle(n).backgroundColor"
    assert page.locator(".name.per").first.evaluate(tint) != "rgba(0, 0, 0, 0)"
    page.click("button.layer.per")
    assert page.locator(".name.per").first.evaluate(tint) == "rgba(0, 0, 0, 0)"
    assert page.locator(".claims li:visible").count() == 1  # key claims only, as it opens
    page.click(".key-toggle")
    assert page.locator(".claims li:visible").count() == 2


def test_nested_marks_keep_every_character_once(opened: Open, emoji: Record) -> None:
    page = opened(emoji).go("itw=zebulon")
    assert page.locator(".turn.answer .words").evaluate("n => n.textContent") == emoji.turns[2].text


def test_a_name_tells_what_is_known_of_it_and_escape_closes(opened: Open, emoji: Record) -> None:
    page = opened(emoji).go("itw=zebulon")
    page.click(".name.per >> nth=0")
    assert "1 mention dans 1 entretien" in page.locator("#sheet").inner_text()
    page.keyboard.press("Escape")
    assert page.locator("#sheet").is_hidden()


# --- network -----------------------------------------------------------------------------------


def test_a_mark_stays_on_the_line_of_its_word(opened: Open, emoji: Record) -> None:
    titled = dataclasses.replace(emoji, title="Élan : « Parler, est-ce agir ? »")
    page = opened(titled).go("vue=entretiens")
    kept = "Élan\u00a0: «\u00a0Parler, est-ce agir\u00a0?\u00a0»"
    assert page.locator("tbody a.main").text_content() == kept
    page.click("tbody a.main")
    assert page.locator("article h1").text_content() == kept


def test_a_node_filters_the_tables(opened: Open, emoji: Record) -> None:
    other = dataclasses.replace(emoji, id="autre", title="Autre", entities=(), claims=())
    page = opened(other, emoji).go("vue=reseau")
    page.click("[data-place] .node >> nth=0")
    assert page.locator("#chip").inner_text().startswith("Nom choisi")
    page.click("#views a:has-text('Entretiens')")
    assert first_cells(page) == ["L’agence Zébulon"]
    page.click("#chip button")
    assert page.locator("tbody tr").count() == 2


def test_the_network_is_walked_by_keys(opened: Open, emoji: Record) -> None:
    page = opened(emoji).go("vue=reseau")
    page.locator("[data-place='0']").focus()
    seen = {page.evaluate("document.activeElement.dataset.place")}
    for key in ("ArrowRight", "ArrowLeft", "ArrowDown", "ArrowUp"):
        page.keyboard.press(key)
        seen.add(page.evaluate("document.activeElement.dataset.place"))
    assert seen == {"0", "1"}
    page.keyboard.press("Enter")
    assert page.locator("[aria-pressed=true][data-place]").count() == 1
    page.keyboard.press("Escape")
    assert page.locator("#chip").is_hidden()


# --- keys, themes, sizes, paper ------------------------------------------------------------------


def test_an_interview_is_reached_by_keys_alone(opened: Open, emoji: Record) -> None:
    page = opened(*copies(emoji, 3)).page
    page.keyboard.press("Tab")
    assert focused(page) == "Aller au contenu"
    for _ in range(3):
        page.keyboard.press("Tab")
    assert focused(page) == "Entretiens"
    page.keyboard.press("Enter")
    page.wait_for_selector("tbody tr")
    assert focused(page) == "Entretiens"  # the heading of the view
    for _ in range(40):
        page.keyboard.press("Tab")
        if "numéro 0" in focused(page):
            break
    page.keyboard.press("ArrowDown")
    assert focused(page) == "Entretien numéro 1"
    page.keyboard.press("End")
    assert focused(page) == "Entretien numéro 2"
    page.keyboard.press("Enter")
    page.wait_for_selector("article.reading")
    assert focused(page) == "Entretien numéro 2"


def test_the_skip_link_leads_to_the_content(opened: Open, emoji: Record) -> None:
    page = opened(emoji).page
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_what_has_the_focus_is_seen(opened: Open, emoji: Record) -> None:
    page = opened(emoji).page
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_keys_are_told(opened: Open, emoji: Record) -> None:
    page = opened(emoji).page
    page.keyboard.press("?")
    assert "Raccourcis" in page.locator("#keys").inner_text()
    page.keyboard.press("Escape")
    assert page.locator("#keys").is_hidden()


CONTRAST = """() => {
  const parse = text => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255).map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = node => { for (let n = node; n; n = n.parentElement) { const c = parse(getComputedStyle(n).backgroundColor); if (c.length < 4 || c[3] > 0.99) return c; } };
  const bad = [];
  for (const node of document.querySelectorAll('main *, header *, aside *')) {
    if (![...node.childNodes].some(n => n.nodeType === 3 && n.data.trim()) || !node.checkVisibility() || node.closest('svg, .unseen, :disabled')) continue;
    const [a, b] = [light(parse(getComputedStyle(node).color)), light(ground(node))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) bad.push([node.className, node.textContent.slice(0, 30), ratio.toFixed(2)]);
  }
  return bad;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "address", ["vue=apercu", "vue=affirmations", "vue=recherche&q=a", "itw=zebulon"]
)
def test_contrast_is_enough(opened: Open, emoji: Record, scheme: str, address: str) -> None:
    page = opened(emoji, color_scheme=scheme).go(address)
    page.wait_for_timeout(200)
    assert page.evaluate(CONTRAST) == []


def test_dark_mode_follows_the_system_and_the_button(opened: Open, emoji: Record) -> None:
    page = opened(emoji, color_scheme="dark").page
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    dark = page.evaluate(ground)
    page.click("#theme")
    light = page.evaluate(ground)
    assert (
        sum(map(int, re.findall(r"\d+", dark)))
        < 150
        < 600
        < sum(map(int, re.findall(r"\d+", light)))
    )
    page.reload()
    assert page.evaluate(ground) == light  # it is remembered


@pytest.mark.parametrize(
    "address",
    [
        *("vue=apercu", "vue=entretiens", "vue=entites", "vue=affirmations", "vue=reseau"),
        *("vue=avertissements", "vue=recherche&q=agence", "itw=zebulon"),
    ],
)
def test_a_phone_needs_no_sideways_scrolling(opened: Open, emoji: Record, address: str) -> None:
    page = opened(*copies(emoji, 3), emoji, viewport=PHONE).go(address)
    page.wait_for_timeout(200)
    assert page.evaluate("document.documentElement.scrollWidth") == 360


@pytest.mark.parametrize("width", [700, 800, 1024])
@pytest.mark.parametrize("address", ["vue=apercu", "vue=entretiens", "vue=affirmations"])
def test_a_tablet_scrolls_a_wide_table_and_not_the_page(
    opened: Open, emoji: Record, address: str, width: int
) -> None:
    wide = dataclasses.replace(emoji, source=dataclasses.replace(emoji.source, date="2021-03-04"))
    page = opened(*copies(wide, 3), viewport={"width": width, "height": 800}).go(address)
    page.wait_for_timeout(200)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    if address != "vue=apercu":
        last = page.locator("thead th").last
        last.scroll_into_view_if_needed()
        box = last.bounding_box()
        assert box["x"] + box["width"] <= width


def test_review_fits_a_phone(opened: Open, emoji: Record) -> None:
    page = opened(emoji, viewport=PHONE).go("itw=zebulon")
    page.click(".review-toggle")
    page.click(".name.per >> nth=0")
    assert page.locator("#sheet .accept").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_paper_has_the_text_and_no_buttons(opened: Open, emoji: Record) -> None:
    page = opened(emoji, color_scheme="dark").go("itw=zebulon")
    page.emulate_media(media="print")
    assert page.locator(".turn.answer").is_visible()
    assert page.locator(".claim-button >> nth=1").is_visible()
    assert [s for s in (".top", ".layer-bar", ".crumbs") if page.locator(s).is_visible()] == []
    assert (
        page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
        == "rgb(255, 255, 255)"
    )
    assert page.pdf().startswith(b"%PDF")


def test_each_page_of_a_printed_table_has_its_headings(opened: Open, emoji: Record) -> None:
    page = opened(*copies(emoji, 45)).go("vue=entretiens")
    page.wait_for_selector("tbody tr")
    printed = pypdfium2.PdfDocument(page.pdf())
    texts = [sheet.get_textpage().get_text_bounded() for sheet in printed]
    assert len(texts) > 1
    assert all("Échanges" in text and "↕" not in text for text in texts)


# --- a hostile interview -------------------------------------------------------------------------


def test_a_hostile_interview_is_shown_as_text(opened: Open, emoji: Record, hostile: Record) -> None:
    report = opened(emoji, hostile)
    page = report.page
    for view in ("entretiens", "affirmations", "avertissements"):
        report.go(f"vue={view}")
        page.wait_for_selector("tbody tr")
    report.go("vue=recherche&q=script")
    page.wait_for_selector(".hit")
    report.go("vue=entretiens")
    page.click("a.main:has-text('window.hit')")
    page.wait_for_selector("article.reading")
    assert page.locator("article h1").inner_text() == HOSTILE
    assert page.locator(".turn.boilerplate .words").evaluate("n => n.textContent") == HOSTILE
    page.locator("details.source summary").click()
    assert page.locator("dd a").count() == 0  # javascript: is no address
    assert page.evaluate("window.hit") is None
    assert page.locator("main img, main script").count() == 0


# --- review --------------------------------------------------------------------------------------


@pytest.fixture
def review(opened: Open, emoji: Record) -> Opened:
    report = opened(emoji)
    report.go("itw=zebulon").click(".review-toggle")
    report.page.fill(".review input >> nth=0", "A. L.")
    return report


def test_accepting_and_rejecting_names(review: Opened, emoji: Record) -> None:
    page = review.page
    page.click(".name.org")
    page.click("#sheet .accept")
    page.click(".name.per >> nth=0")
    page.click("#sheet .reject")
    first, second = review.corrections()
    (zebulon,) = emoji.entities[0].mentions
    assert first["target"] == {
        "id": "e1",
        "start": zebulon.start,
        "end": zebulon.end,
        "text": "Zébulon",
    }
    assert (first["action"], second["action"]) == ("accept", "reject")
    assert {first["layer"], second["layer"]} == {"entity"}
    assert first["value"] is second["value"] is None
    assert first["reviewer"] == "A. L."
    assert first["source_sha256"] == emoji.source.sha256
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+Z", first["made"])


def test_a_boundary_is_moved_word_by_word(review: Opened, emoji: Record) -> None:
    page = review.page
    page.click(".name.per >> nth=0")
    page.click("[aria-label='Début\u00a0: un mot plus tôt']")
    page.click("#sheet .correct")
    (line,) = review.corrections()
    value = line["value"]
    assert emoji.text[value["start"] : value["end"]] == "Selon Inès Dacosta"
    assert line["target"]["text"] == "Inès Dacosta"
    assert page.locator(".name.state-correct").first.text_content() is not None


def test_a_name_is_added_by_selecting_it_behind_an_emoji(review: Opened, emoji: Record) -> None:
    page = review.page
    choose_words(page, "40 élèves")
    page.click("#adder button >> nth=0")
    page.select_option("#sheet [name=label]", "MISC")
    page.select_option("#sheet [name=kind]", "event")
    page.click("#sheet .correct")
    (line,) = review.corrections()
    start = emoji.text.index("40 élèves")
    assert line["value"] == {
        **{"label": "MISC", "kind": "event", "name": None},
        **{"start": start, "end": start + len("40 élèves")},
    }
    assert (line["action"], line["target"]) == ("add", None)
    assert line["text_sha256"] == page.evaluate(
        "JSON.parse(document.getElementById('itw-0').textContent).text_sha256"
    )


def test_a_selection_over_several_marks_is_one_claim(review: Opened, emoji: Record) -> None:
    page = review.page
    choose_words(page, "2012. Selon Inès ")
    page.click("#adder button >> nth=1")
    page.click("#sheet .correct")
    (line,) = review.corrections()
    value = line["value"]
    assert emoji.text[value["start"] : value["end"]] == "2012. Selon Inès"  # without the edge
    assert value["attribution"] == {"kind": "speaker", "source": None}
    assert (value["type"], value["speaker"]) == ("fact", "p2")


def test_what_is_added_from_a_selection_larger_than_the_window_is_in_reach(review: Opened) -> None:
    page = review.page
    page.set_viewport_size({"width": 900, "height": 160})
    page.evaluate(
        """() => {
          const words = document.querySelectorAll('.turn .words');
          window.scrollTo(0, words[0].getBoundingClientRect().top + scrollY + 20);
          getSelection().setBaseAndExtent(words[0], 0, words[words.length - 1], 1);
        }"""
    )
    box = page.locator("#adder:not([hidden])").bounding_box()
    assert box is not None
    assert 0 <= box["y"] <= 160 - box["height"]


def test_a_claim_is_corrected(review: Opened, emoji: Record) -> None:
    page = review.page
    page.click(".claim-button >> nth=1")
    page.select_option("#sheet [name=type]", "evaluation")
    page.check("#sheet [name=negated]")
    page.uncheck("#sheet [name=key]")
    page.fill("#sheet [name=note]", "plutôt un avis")
    page.click("#sheet .correct")
    (line,) = review.corrections()
    claim = emoji.claims[1]
    assert line["value"] == {
        **{"start": claim.start, "end": claim.end, "type": "evaluation", "key": False},
        **{"negated": True, "hedged": False, "modality": "obligation"},
        **{"attribution": {"kind": "reported", "source": "Inès Dacosta"}, "speaker": "p2"},
    }
    assert line["note"] == "plutôt un avis"


def test_a_turn_is_corrected_and_one_is_added_in_it(review: Opened) -> None:
    page = review.page
    page.click(".turn.heading .turn-button")
    page.select_option("#sheet [name=role]", "intro")
    page.click("#sheet .correct")
    page.keyboard.press("Escape")
    choose_words(page, "Elle a formé 40 élèves en 2012.")
    page.click("#adder button >> nth=2")
    page.select_option("#sheet [name=role]", "question")
    page.select_option("#sheet [name=speaker]", "p1")
    page.click("#sheet .correct")
    corrected, added = review.corrections()
    assert corrected["value"] == {"role": "intro", "speaker": None, "start": 0, "end": 8}
    assert added["target"] is None
    assert added["value"]["role"] == "question"
    shown = page.locator(".turn .words").evaluate_all("all => all.map(n => n.textContent)")
    assert "Elle a formé 40 élèves en 2012." in shown
    assert sum("Elle a formé" in words for words in shown) == 1  # taken from the answer


def test_the_last_decision_on_a_target_is_the_only_one_and_can_be_undone(review: Opened) -> None:
    page = review.page
    page.click(".name.org")
    page.click("#sheet .accept")
    page.click("#sheet .reject")
    assert [line["action"] for line in review.corrections()] == ["reject"]
    page.click("#sheet .undo")
    assert page.locator(".review .tally").inner_text() == "0 décision"


def test_only_words_outside_of_turns_are_hatched_and_they_can_be_chosen(
    opened: Open, emoji: Record
) -> None:
    text = f"{emoji.text}\n\n\n\N{FOX FACE} Propos relus\n\n\n  La rédaction \n\n"
    source = dataclasses.replace(emoji.source, characters=len(text))
    report = opened(dataclasses.replace(emoji, text=text, source=source))
    page = report.go("itw=zebulon")
    page.click(".review-toggle")
    hatched = page.locator(".outside")
    assert hatched.all_text_contents()[-2:] == ["\N{FOX FACE} Propos relus", "La rédaction"]
    line = page.evaluate(
        "parseFloat(getComputedStyle(document.querySelector('.outside')).lineHeight)"
    )
    heights = [box.bounding_box()["height"] for box in hatched.all()]
    assert max(heights) < 1.5 * line  # one line each, nothing empty
    assert page.locator(".gap").last.bounding_box()["height"] < 2.5 * line
    choose_words(page, "La rédaction")
    page.click("#adder button >> nth=0")
    page.click("#sheet .correct")
    (made,) = report.corrections()
    assert text[made["value"]["start"] : made["value"]["end"]] == "La rédaction"


def test_review_by_keys_alone(review: Opened) -> None:
    page = review.page
    page.locator(".reading h1").focus()
    page.keyboard.press("n")  # the heading: a turn
    page.keyboard.press("a")
    for _ in range(2):
        page.keyboard.press("n")
    page.keyboard.press("r")
    actions = [(line["layer"], line["action"]) for line in review.corrections()]
    assert actions[0] == ("turn", "accept")
    assert actions[1][1] == "reject"


def test_decisions_survive_a_reload_and_stand_in_the_table(review: Opened) -> None:
    page = review.page
    page.click(".name.org")
    page.click("#sheet .accept")
    page.reload()
    page.wait_for_selector("article.reading")
    page.click(".review-toggle")
    assert page.locator(".review .tally").inner_text() == "1 décision"
    assert page.locator(".name.org.state-accept").count() == 1


def test_a_file_of_corrections_is_loaded_again(review: Opened, tmp_path: Path) -> None:
    page = review.page
    page.click(".name.org")
    page.click("#sheet .reject")
    (line,) = review.corrections()
    page.click("#sheet .undo")
    foreign = {**line, "record": "ailleurs"}
    file = tmp_path / "corrections.jsonl"
    file.write_text(f"{json.dumps(line)}\n{json.dumps(foreign)}\nnot JSON\n", encoding="utf-8")
    page.set_input_files(".review input[type=file]", file)
    page.wait_for_selector(".name.org.state-reject")
    told = page.locator(".review .tally").inner_text()
    assert "1 ligne chargée" in told
    assert "1 d’autres textes" in told
    assert "1 illisibles" in told
    assert review.corrections() == [line, foreign]  # nothing of the file is lost


def test_a_decision_finds_its_words_when_a_newer_model_named_them_otherwise(
    review: Opened, emoji: Record, tmp_path: Path
) -> None:
    page = review.page
    page.click(".name.org")
    page.click("#sheet .reject")
    entities = tuple(dataclasses.replace(e, id=f"e{n}") for n, e in enumerate(emoji.entities, 7))
    claims = tuple(dataclasses.replace(claim, entities=()) for claim in emoji.claims)
    newer = dataclasses.replace(emoji, entities=entities, claims=claims)
    write_report([newer], tmp_path / "report.html")
    page.reload()
    page.wait_for_selector("article.reading")
    page.click(".review-toggle")
    assert page.locator(".name.org.state-reject").count() == 1


def test_all_mentions_of_a_name_are_judged_at_once(opened: Open, emoji: Record) -> None:
    turn = emoji.turns[2]
    place = emoji.text.index("publier")
    twice = dataclasses.replace(
        emoji.entities[1],
        mentions=(*emoji.entities[1].mentions, Mention(place, place + 7, "publier", turn.id, 0.5)),
    )
    report = opened(dataclasses.replace(emoji, entities=(emoji.entities[0], twice)))
    page = report.go("itw=zebulon")
    page.click(".review-toggle")
    page.click(".name.per >> nth=0")
    page.check("#sheet [name=all]")
    page.click("#sheet .reject")
    assert [line["target"]["text"] for line in report.corrections()] == ["Inès Dacosta", "publier"]


def test_what_is_reviewed_can_be_applied(review: Opened, emoji: Record) -> None:
    page = review.page
    page.click(".name.org")
    page.click("#sheet .reject")
    page.click(".claim-button >> nth=1")
    page.select_option("#sheet [name=type]", "causal")
    page.click("#sheet .correct")
    page.keyboard.press("Escape")
    choose_words(page, "40 élèves")
    page.click("#adder button >> nth=0")
    page.click("#sheet .correct")
    lines = [
        parse_correction(json.dumps(line), where=f"line {number}")
        for number, line in enumerate(review.corrections(), 1)
    ]
    reviewed = apply_corrections(emoji, lines)
    assert reviewed.refused == ()
    assert [entity.name for entity in reviewed.record.entities] == ["40 élèves", "Inès Dacosta"]
    assert [claim.type for claim in reviewed.record.claims] == ["fact", "causal"]
