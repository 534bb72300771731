from __future__ import annotations

import csv
import stat
import sys
from pathlib import Path

import pytest
from pseudonym_records import kept, marked, person

from pipeline.errors import InputError
from pipeline.lexicons import entries
from pipeline.pseudonyms.key import Key, Row, read_key, write_key
from pipeline.text import fold


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "secret/key.csv"


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_the_table_lists_names_words_initials_and_where_they_stand(path: Path) -> None:
    record = marked("Oui.", person("Anne Kermadec", "A.K."), id="dossier/a")
    list(kept([record], key=path))
    found = {(row["label"], row["original"]): row for row in rows(path)}
    assert set(found) == {
        ("SECRET", ""),
        ("PER", "Anne"),
        ("PER", "Kermadec"),
        ("PER", "Anne Kermadec"),
        ("LABEL", "A.K."),
    }
    whole = found["PER", "Anne Kermadec"]
    assert whole["pseudonym"] == (
        f"{found['PER', 'Anne']['pseudonym']} {found['PER', 'Kermadec']['pseudonym']}"
    )
    assert whole["interviews"] == "dossier/a"


def test_later_runs_extend_it_and_change_nothing(path: Path) -> None:
    list(kept([marked("[Anne Kermadec](PER).", id="a")], key=path))
    first = rows(path)
    list(kept([marked("[Zoé Kermadec](PER).", id="b")], key=path))
    second = {(row["label"], row["original"]): row for row in rows(path)}
    for row in first:
        assert second[row["label"], row["original"]]["pseudonym"] == row["pseudonym"]
    assert second["PER", "Kermadec"]["interviews"] == "a; b"
    assert second["PER", "Anne"]["interviews"] == "a"


def test_a_run_twice_writes_the_same_table(path: Path) -> None:
    record = marked("[Anne Kermadec](PER) chez [Zébulon](ORG).", person("Luc Roc", "L.R."))
    list(kept([record], key=path, organisations=True))
    before = path.read_bytes()
    list(kept([record], key=path, organisations=True))
    assert path.read_bytes() == before


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_only_its_owner_may_read_it(path: Path) -> None:
    write_key(path, Key(b"k" * 32))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["key.csv"]


def test_names_added_by_hand_get_pseudonyms_and_are_replaced(path: Path) -> None:
    rows_ = (Row("Zaza", "", "PER"), Row("Bois-Tordu", "", "OTHER"), Row("Luc Roc", "Jo Ib", "PER"))
    write_key(path, Key(b"k" * 32, rows_))
    (made,) = kept([marked("Zaza et Luc Roc, à Bois-Tordu.")], key=path)
    key = read_key(path)
    assert key.words["luc"] == "Jo"
    assert "Zaza" not in made.text
    assert "Tordu" not in made.text
    assert "Jo Ib" in made.text
    assert all(row.pseudonym for row in key.rows)


def test_a_table_saved_by_a_spreadsheet_is_read(path: Path) -> None:
    path.parent.mkdir()
    path.write_text(
        "\ufefforiginal;pseudonym;label;interviews\n;" + "ab" * 32 + ";SECRET;\nZaza;;;\n",
        encoding="utf-8",
    )
    key = read_key(path)
    assert key.secret == bytes.fromhex("ab" * 32)
    assert key.rows == (Row("Zaza", "", "PER"),)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("a,b\n1,2\n", "has the columns original, pseudonym, label, interviews"),
        ("original,pseudonym,label,interviews\nX,Y,WHO,\n", "line 2: label is 'WHO'"),
        ("original,pseudonym,label,interviews\n,zz,SECRET,\n", "the secret is damaged"),
        ("original,pseudonym,label,interviews\nAnne Roc,Aude,PER,\n", "as many words as"),
        ("original,pseudonym,label,interviews\nde la,,PER,\n", "holds no word of a name"),
    ],
)
def test_a_table_at_fault_is_refused(path: Path, content: str, message: str) -> None:
    path.parent.mkdir()
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        read_key(path)


def test_a_table_inside_what_is_shared_is_refused_before_it_is_made(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="lies inside the output folder"):
        kept([marked("Oui.")], key=tmp_path / "out/a/key.csv", out=tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_pseudonyms_cannot_be_told_without_the_secret(tmp_path: Path) -> None:
    names = [f"[{first} Kermadec](PER) parle." for first in ("Anne", "Zoé", "Paul", "Luc")]
    made = set()
    for number in range(5):
        key = tmp_path / f"{number}.csv"
        made.add(tuple(r.text for r in kept([marked(" ".join(names))], key=key)))
    assert len(made) == 5


def test_no_pseudonym_begins_or_ends_with_a_name(path: Path) -> None:
    # Of a thousand people some would become Mélodie, Maximilien or Juliette, whom the leak check takes
    # for Élodie, Maxime and Julie in addresses.
    names = [name for name, _ in entries("firstname_genders") if name.isalpha()]
    short = {fold(name) for name in names if 5 <= len(fold(name)) <= 6}
    people = [f"[{name}](PER)." for name in names if fold(name) in short]
    list(kept([marked(" ".join(people))], key=path))
    new = {fold(row["pseudonym"]) for row in rows(path) if row["label"] == "PER"}
    assert len(new) > 100
    assert not [
        (pseudonym, name)
        for pseudonym in new
        for name in short
        if pseudonym.startswith(name) or pseudonym.endswith(name)
    ]
