"""Passes over key claims: read, compared, and refused where they are not about the same exchanges."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import InputError
from pipeline.evaluate.key_passes import COLUMNS, pairwise, read_pass

HEAD = "\t".join(COLUMNS)


def written(path: Path, *rows: str) -> Path:
    path.write_text("\n".join([HEAD, *rows]) + "\n", encoding="utf-8")
    return path


def test_a_pass_is_read(tmp_path: Path) -> None:
    found = read_pass(written(tmp_path / "a.tsv", "dev-été\tx1\tc1,c3", "dev-été\tx2\t"))
    assert found == {("dev-été", "x1"): {"c1", "c3"}, ("dev-été", "x2"): frozenset()}


def test_an_exchange_that_stands_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="line 3: a x1 stands twice"):
        read_pass(written(tmp_path / "a.tsv", "a\tx1\tc1", "a\tx1\tc2"))


def test_other_columns_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.tsv"
    path.write_text("interview\tkey\n", encoding="utf-8")
    with pytest.raises(InputError, match="columns must be interview, exchange, key claims"):
        read_pass(path)


def test_f1_counts_claims_that_both_chose() -> None:
    first = {("a", "x1"): frozenset({"c1", "c2"}), ("b", "x1"): frozenset({"c1"})}
    second = {("a", "x1"): frozenset({"c2"}), ("b", "x1"): frozenset({"c1", "c4"})}
    (figure,) = pairwise({"one": first, "two": second})
    assert figure.name == "one, two"
    assert figure.value == pytest.approx(2 * 2 / 6)
    assert (figure.first, figure.second) == (3, 3)
    assert figure.low is not None
    assert figure.low <= 2 / 3 <= (figure.high or 0)


def test_passes_about_other_exchanges_are_refused() -> None:
    with pytest.raises(InputError, match="only one of them has a x2"):
        pairwise(
            {
                "one": {("a", "x1"): frozenset()},
                "two": {("a", "x1"): frozenset(), ("a", "x2"): frozenset()},
            }
        )
