"""Copies among the interviews of a run are flagged: the later one, whatever was made first."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from fake_engine import ENGINE

from pipeline.batch import Request, run_batch
from pipeline.batch.duplicates import COPIED, find_duplicates, shared, spoken_words
from pipeline.export.layout_printing import render
from pipeline.export.layouts import LAYOUTS, fits
from pipeline.gold import read_golds
from pipeline.importers.marked import parse_marked
from pipeline.read import read_source
from pipeline.records import iter_records
from pipeline.schema import Gold
from pipeline.segment import segment
from pipeline.settings import Settings

ROOT = Path(__file__).parents[1]
GOLDS = list(read_golds(ROOT / "corpus" / "gold" / "train"))
SAID = [
    ("Pourquoi un journal interne sur papier en 2019 ?", "Parce que l'atelier n'a pas d'écran. On le "
     "lit à la pause, on le plie dans la poche du bleu, et le soir il est sur la table de la cuisine."),
    ("Qui écrit les articles ?", "Deux soudeurs, une comptable et moi. Je corrige les fautes, jamais les "
     "colères, et le directeur lit le numéro en même temps que tout le monde."),
    ("Et quand l'usine va mal ?", "On le dit en première page. La seule fois où nous ne l'avons pas fait, "
     "le tract du syndicat est sorti avant nous et plus personne n'a ouvert le journal de tout l'hiver."),
]  # fmt: skip
OTHER = [
    ("Que fait une attachée de presse en août ?", "Elle attend septembre, avec des fichiers à jour et une "
     "liste de gens qui reviendront fâchés de leurs vacances ou de ne pas en avoir pris."),
    ("Et en septembre ?", "Elle regrette le mois d'août, et elle téléphone, parce que les courriels de "
     "l'été dorment tous ensemble au fond de la même boîte."),
]  # fmt: skip

Pairs = Sequence[tuple[str, str]]


def part(folder: Path, id: str, pairs: Pairs, *, around: str = "") -> Path:
    """Write as much of a record as the search for copies reads."""
    turns = [{"role": "intro", "text": around}] if around else []
    for question, answer in pairs:
        turns += [{"role": "question", "text": question}, {"role": "answer", "text": answer}]
    path = folder / f"{id}.json"
    path.write_text(json.dumps({"id": id, "turns": turns}), encoding="utf-8")
    return path


def reset(text: str) -> str:
    return text.replace("'", "’").replace(" ?", "\u202f?").upper()


def found(folder: Path, *texts: Pairs, around: str = "") -> list[str]:
    paths = [part(folder, f"t{n}", pairs, around=around) for n, pairs in enumerate(texts)]
    flagged = find_duplicates(paths)
    return [flagged.get(path.name, "") for path in paths]


@pytest.mark.parametrize(
    "copy", [SAID, [(reset(question), reset(answer)) for question, answer in SAID]]
)
def test_the_same_text_however_it_is_set(tmp_path: Path, copy: Pairs) -> None:
    assert found(tmp_path, SAID, copy) == ["", "duplicate_of: t0 (same text)"]


def test_a_shortened_copy_shares_all_its_words(tmp_path: Path) -> None:
    assert found(tmp_path, SAID, SAID[:2])[1] == "duplicate_of: t0 (100 % of the words shared)"


def test_the_longer_one_is_flagged_where_it_comes_later(tmp_path: Path) -> None:
    assert found(tmp_path, SAID[1:], SAID)[1] == "duplicate_of: t0 (100 % of the words shared)"


def test_a_reworded_copy_says_how_much_is_shared(tmp_path: Path) -> None:
    copy = [
        *SAID[:2],
        ("Un regret ?", "Aucun, sinon peut-être celui d'avoir choisi le format carré."),
    ]
    warning = found(tmp_path, SAID, copy)[1]
    share = re.fullmatch(r"duplicate_of: t0 \((\d+) % of the words shared\)", warning)
    assert share is not None
    assert 70 <= int(share[1]) <= 95


def test_a_common_chapeau_makes_no_copy(tmp_path: Path) -> None:
    around = (
        "Toutes les semaines, la lettre des ateliers donne la parole à celles et ceux qui écrivent."
    )
    assert found(tmp_path, SAID, OTHER, around=around * 5) == ["", ""]


def test_a_text_too_short_for_runs_of_five_words(tmp_path: Path) -> None:
    short = [("Alors ?", "Rien.")]
    assert found(tmp_path, short, SAID, short)[2] == "duplicate_of: t0 (same text)"


def test_every_copy_leads_to_the_first(tmp_path: Path) -> None:
    flagged = found(tmp_path, SAID, OTHER, SAID, SAID[:2], SAID)
    assert [warning.partition(" (")[0] for warning in flagged] == [
        "", "", "duplicate_of: t0", "duplicate_of: t0", "duplicate_of: t0",
    ]  # fmt: skip


def test_a_copy_of_two_names_the_one_with_more_of_its_words(tmp_path: Path) -> None:
    flagged = found(tmp_path, SAID[:1], SAID[1:], [*SAID[1:], ("Et demain ?", "On verra.")])
    assert flagged[2].startswith("duplicate_of: t1 ")


@pytest.mark.parametrize("broken", ["", "{", "[]", '{"id": "t1"}'])
def test_a_damaged_part_is_left_to_who_writes_the_outputs(tmp_path: Path, broken: str) -> None:
    first, second = part(tmp_path, "t0", SAID), tmp_path / "t1.json"
    second.write_text(broken)
    assert find_duplicates([first, second]) == {}


# --- the threshold, on the corpus ----------------------------------------------------------


def spoken(gold: Gold) -> list[str]:
    return spoken_words({"turns": [{"role": t.role, "text": t.text} for t in gold.turns]})


def pairs_of(gold: Gold) -> Pairs:
    said = {turn.id: turn.text for turn in gold.turns}
    return [
        ("\n".join(said[q] for q in x.question), "\n".join(said[a] for a in x.answers))
        for x in gold.exchanges or ()
    ]


def reworded(pairs: Pairs) -> Pairs:
    chance = random.Random(7)

    def changed(text: str) -> str:
        return " ".join("chose" if chance.random() < 0.1 else word for word in text.split())

    return [(changed(question), changed(answer)) for question, answer in pairs]


EDITS: dict[str, Callable[[Pairs], Pairs]] = {
    "half of the exchanges": lambda pairs: pairs[: max(2, len(pairs) // 2)],
    "every third exchange left out": lambda pairs: [p for n, p in enumerate(pairs) if n % 3 < 2],
    "questions written anew": lambda pairs: [("Une question tout autre ?", a) for _, a in pairs],
    "a tenth of the words changed": reworded,
}


@pytest.mark.parametrize("edit", EDITS)
def test_edited_copies_are_found_and_different_interviews_are_not(
    tmp_path: Path, edit: str
) -> None:
    originals = [part(tmp_path, f"a-{n:03}", pairs_of(gold)) for n, gold in enumerate(GOLDS)]
    copies = [
        part(tmp_path, f"b-{n:03}", EDITS[edit](pairs_of(gold))) for n, gold in enumerate(GOLDS)
    ]
    flagged = find_duplicates([*originals, *copies])
    assert {Path(name).stem: warning.split()[1] for name, warning in flagged.items()} == {
        f"b-{n:03}": f"a-{n:03}" for n in range(len(GOLDS))
    }


def test_copies_read_in_another_layout_share_nearly_everything(tmp_path: Path) -> None:
    settings = Settings()
    shares = []
    for number, gold in enumerate(GOLDS[::35]):
        rows = [layout for layout in LAYOUTS if fits(gold, layout)]
        for layout in rows[number % 9 :: 9]:
            path = tmp_path / f"copy.{layout.format}"
            path.write_bytes(parse_marked(render(gold, layout), name=f"{gold.id}.txt").raw)
            copy = segment(read_source(path, id="b", file=path.name, settings=settings), settings)
            turns = [{"role": turn.role, "text": turn.text} for turn in copy.turns]
            shares.append(shared(spoken(gold), spoken_words({"turns": turns})))
    assert len(shares) > 20
    assert min(shares) > COPIED + 0.3


# --- in a run ------------------------------------------------------------------------------


def text_of(pairs: Pairs) -> str:
    return "\n\n".join(f"{question}\n\n{answer}" for question, answer in pairs)


def write(folder: Path, **texts: Pairs) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, pairs in texts.items():
        (folder / f"{name}.txt").write_text(text_of(pairs), encoding="utf-8")
    return folder


def run(folder: Path, **changes: object) -> Path:
    values: dict[str, Any] = {"inputs": (folder / "in",), "out": folder / "out"}
    run_batch(Request(**(values | changes)), engine=ENGINE, workers=1)
    return folder / "out"


def flags(out: Path) -> dict[str, list[str]]:
    return {
        record.id: [w for w in record.provenance.warnings if w.startswith("duplicate_of")]
        for record in iter_records(out)
    }


def test_the_record_of_the_later_copy_is_flagged(tmp_path: Path) -> None:
    write(tmp_path / "in", a=SAID, b=OTHER, c=SAID)
    assert flags(run(tmp_path)) == {"a": [], "b": [], "c": ["duplicate_of: a (same text)"]}


def test_the_manifest_counts_the_copies(tmp_path: Path) -> None:
    write(tmp_path / "in", a=SAID, b=OTHER, c=SAID, d=SAID[:2])
    manifest = json.loads((run(tmp_path) / "manifest.json").read_text("utf-8"))
    assert manifest["duplicates"] == 2


def test_the_flag_reaches_the_table_of_interviews(tmp_path: Path) -> None:
    write(tmp_path / "in", a=SAID, b=SAID)
    assert "duplicate_of: a (same text)" in (run(tmp_path) / "interviews.csv").read_text("utf-8")


@pytest.mark.parametrize("first", [("a",), ("c",), ("b", "c")])
def test_what_was_made_in_an_earlier_run_makes_no_difference(
    tmp_path: Path, first: Sequence[str]
) -> None:
    texts = {"a": SAID, "b": OTHER, "c": SAID[:2]}
    write(tmp_path / "x" / "in", **{name: texts[name] for name in first})
    run(tmp_path / "x")
    for folder in (tmp_path / "x", tmp_path / "y"):
        write(folder / "in", **texts)
        run(folder)
    resumed, whole = (tmp_path / folder / "out/records.jsonl" for folder in ("x", "y"))
    assert resumed.read_bytes() == whole.read_bytes()


def test_the_flag_goes_when_the_original_goes(tmp_path: Path) -> None:
    write(tmp_path / "in", a=SAID, b=SAID)
    run(tmp_path)
    (tmp_path / "in/a.txt").unlink()
    assert flags(run(tmp_path)) == {"b": []}


def test_the_finished_interviews_kept_for_reuse_know_nothing_of_others(tmp_path: Path) -> None:
    write(tmp_path / "in", a=SAID, b=SAID)
    parts = (run(tmp_path) / "parts").glob("*.json")
    assert [path.name for path in parts if "duplicate_of" in path.read_text("utf-8")] == []
