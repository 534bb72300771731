"""Odd interviews in every layout: proved turns and exchanges or an `InputError`, nothing else."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from fuzz.kinds import INTERVIEW, valid
from fuzz.mutations import mutated
from fuzz.targets import LAYOUTS, check_segment
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.errors import InputError
from pipeline.schema import Source
from pipeline.segment import segment
from pipeline.segment.wording import is_backchannel
from pipeline.settings import Settings

bounded = settings(
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
ACCEPT, NAMED = 1, 2


def given_as(layout: str, text: bytes, options: int = ACCEPT) -> bytes:
    return bytes([LAYOUTS.index(layout), options]) + text


def whole(layout: str) -> bytes:
    if layout != "blocks":
        return valid(layout)
    return "\n".join(
        f"{'D' if '?' in line else 'P'}{line}" for line in INTERVIEW.split("\n")
    ).encode()


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_interview_is_found_in_each_layout(tmp_path: Path, layout: str) -> None:
    assert check_segment(given_as(layout, whole(layout)), folder=tmp_path)


@pytest.mark.parametrize("layout", LAYOUTS)
@given(seed=st.integers(0, 2**32), options=st.sampled_from((0, ACCEPT, NAMED, ACCEPT | NAMED)))
@settings(bounded, max_examples=40)
def test_a_changed_interview_is_segmented_or_refused(
    tmp_path: Path, layout: str, seed: int, options: int
) -> None:
    changed = mutated(whole(layout), random.Random(seed), other=whole("txt"))
    check_segment(given_as(layout, changed, options), folder=tmp_path)


_LINES = st.sampled_from(
    (
        *(
            "Comment ?",
            "Pourquoi ?\n",
            "Oui.",
            "Non, jamais.",
            "Q.",
            "R :",
            "A.K. : Oui.",
            "C.D. – Et ?",
        ),
        *(
            "— Et vous ?",
            "« Un mot »",
            "1. Qui ?",
            "TITRE",
            "",
            "Propos recueillis par Inès Dacosta",
            "…",
        ),
        *(
            "Jean Paul :",
            "A. B. C. D. E. F. G. H. I. J. K. L. M. N. : oui",
            "12:30",
            "?",
            ":",
            "İİİİ",
            "ǅ",
        ),
    )
)


@pytest.mark.parametrize("layout", ["txt", "md", "blocks"])
@given(lines=st.lists(_LINES, max_size=25))
@settings(bounded, max_examples=60)
def test_any_order_of_lines_is_segmented_or_refused(
    tmp_path: Path, layout: str, lines: list[str]
) -> None:
    check_segment(given_as(layout, "\n".join(lines).encode()), folder=tmp_path)


@pytest.mark.parametrize("layout", ["txt", "blocks"])
@given(text=st.text(st.characters(codec="utf-8"), max_size=100))
@settings(bounded, max_examples=60)
def test_any_characters_are_segmented_or_refused(tmp_path: Path, layout: str, text: str) -> None:
    check_segment(given_as(layout, f"Comment ?\n{text}\nOui.".encode()), folder=tmp_path)


# --- what was found once, as small as it gets -------------------------------------------------


def test_a_source_without_blocks_is_refused() -> None:
    source = Source("a", "a.txt", "txt", "utf-8", "0" * 64, "", ())
    with pytest.raises(InputError, match="no question found in 0 line"):
        segment(source, Settings())


def test_a_long_hesitation_that_breaks_off_is_no_riddle() -> None:
    assert is_backchannel("hm, " * 2000 + "hmmm")
    assert not is_backchannel("hm" * 2000 + "5")  # took longer than anybody waits
