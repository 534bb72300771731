"""Tokens and sentences: spans decide where tokens end, white space belongs to none."""

from __future__ import annotations

import pytest
from hard_record import hard_record

from pipeline.export.tokens import mentions_by_turn, outermost, tokenize, without_gaps
from pipeline.schema import Turn


def turn(text: str, start: int = 0) -> Turn:
    return Turn("t1", "answer", None, start, start + len(text), text, "label", 1.0)


def tokens(text: str, **spans: list[tuple[int, int]]) -> list[list[str]]:
    return [[text[a:b] for a, b in s] for s in tokenize(turn(text), **spans).sentences]


def test_typographic_apostrophes_and_no_break_spaces_are_read_as_plain_ones() -> None:
    assert tokens("L’été, c’est\u00a0beau\u202f!") == [["L’", "été", ",", "c’", "est", "beau", "!"]]


def test_a_paragraph_ends_a_sentence_and_a_line_does_not() -> None:
    assert tokens("un\ndeux\n\ntrois") == [["un", "deux"], ["trois"]]


def test_every_kind_of_white_space_divides_tokens() -> None:
    assert tokens("un\u2028deux\x85trois\u3000quatre") == [["un", "deux", "trois", "quatre"]]


def test_a_token_is_cut_where_a_span_begins_or_ends_and_counted() -> None:
    text = "Une zébulonade"
    assert tokens(text, whole=[(4, 11)]) == [["Une", "zébulon", "ade"]]
    assert tokens(text, edges=[(6, 14)]) == [["Une", "zé", "bulonade"]]
    assert tokenize(turn(text), whole=[(4, 11)], edges=[(6, 14)]).cut == 1
    assert tokenize(turn(text), whole=[(4, 14)]).cut == 0


def test_no_sentence_ends_inside_a_mention() -> None:
    text = "La revue Dis ! Quoi paraît. Elle plaît."
    assert len(tokens(text)) == 3
    assert len(tokens(text, whole=[(9, 19)])) == 2


def test_places_are_those_of_the_interview() -> None:
    assert tokenize(turn("Oui !", start=10)).tokens == [(10, 13), (14, 15)]


def test_of_mentions_that_overlap_the_first_and_longest_stays() -> None:
    found = mentions_by_turn(hard_record())["t3"]
    assert [e.id for e, _ in found] == ["e2", "e3", "e4", "e5"]  # e3 in e2, e5 across e4
    assert [e.id for e, _ in outermost(found)] == ["e2", "e4"]


@pytest.mark.parametrize("text", ["Un  deux\n\ntrois", " \nDeux ", "a\u202fb 🎙", "-"])
def test_tokens_with_their_gaps_make_the_text(text: str) -> None:
    found = tokenize(turn(text)).tokens
    whole = list(without_gaps(text, found, start=0, end=len(text)))
    assert "".join(text[a:b] + " " * spaced for (a, b), spaced in whole) == text
    assert [place for place, _ in whole if text[slice(*place)].strip()] == found
