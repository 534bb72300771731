"""Changed records and any JSON: a record that is written as it was read, or an error in words."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from fuzz.mutations import mutated, mutated_json
from fuzz.targets import check_record
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import InputError
from pipeline.records import parse_record, record_line
from pipeline.schema import Record

bounded = settings(deadline=None, derandomize=True, database=None)


@pytest.fixture(scope="module")
def lines() -> list[bytes]:
    from fuzz.seeds import seeds_of

    return seeds_of("records")


def test_the_records_themselves_are_sound(lines: list[bytes]) -> None:
    assert all(map(check_record, lines))


@pytest.mark.parametrize("change", [mutated, mutated_json])
@given(seed=st.integers(0, 2**32))
@settings(bounded, max_examples=250)
def test_a_changed_record_is_read_or_refused(lines: list[bytes], change: Any, seed: int) -> None:
    chance = random.Random(seed)
    check_record(change(chance.choice(lines), chance))


@given(
    value=st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=10,
    )
)
@settings(bounded, max_examples=100)
def test_any_json_is_refused(value: Any) -> None:
    assert not check_record(json.dumps(value).encode())


@given(data=st.binary(max_size=100))
@settings(bounded, max_examples=100)
def test_any_bytes_are_refused(data: bytes) -> None:
    assert not check_record(data)


# --- what was found once, as small as it gets -------------------------------------------------


@pytest.mark.parametrize("data", [b"[" * 100_000, b'{"a":' * 100_000])
def test_json_nested_without_end_is_refused(data: bytes) -> None:
    with pytest.raises(InputError, match="not valid JSON"):
        parse_record(data, where="line 1")


@pytest.mark.parametrize("number", ["NaN", "-Infinity", "1e999"])
def test_a_number_that_json_has_not_is_refused(record: Record, number: str) -> None:
    line = record_line(record).replace('"salience":0.9', f'"salience":{number}')
    assert number in line
    with pytest.raises(InputError, match="a number is not finite"):
        parse_record(line, where="line 1")


def test_a_key_that_is_half_a_character_can_be_told(record: Record) -> None:
    line = record_line(record).replace('"ville"', '"\\ud800"').replace('"id"', '"\\udfff"', 1)
    with pytest.raises(InputError) as caught:
        parse_record(line, where="line 1")
    str(caught.value).encode()
