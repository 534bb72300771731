from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import OffsetError
from pipeline.text import analysis_form, checked, cut, sentence_spans, trim


@dataclass
class Piece:
    start: int
    end: int
    text: str


@given(st.text())
def test_the_analysis_form_has_the_same_length(text: str) -> None:
    assert len(analysis_form(text)) == len(text)


@given(st.text())
def test_the_analysis_form_is_its_own_analysis_form(text: str) -> None:
    assert analysis_form(analysis_form(text)) == analysis_form(text)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("l’agence", "l'agence"),
        ("«\u202fAller\u00a0»", '" Aller "'),
        ("“oui”", '"oui"'),
        ("social‑media", "social-media"),
        ("un\ndeux\ttrois", "un deux trois"),
        ("« Les Échos » – 🎙", '" Les Échos " – 🎙'),
    ],
)
def test_french_typography_is_read_as_plain_typography(written: str, read: str) -> None:
    assert analysis_form(written) == read


@given(st.text(), st.integers(-3, 20), st.integers(-3, 20))
def test_a_cut_is_the_slice_or_an_error(text: str, start: int, end: int) -> None:
    if 0 <= start < end <= len(text):
        assert cut(text, start, end) == text[start:end]
    else:
        with pytest.raises(OffsetError, match="is not inside"):
            cut(text, start, end)


def test_checked_returns_the_very_object() -> None:
    piece = Piece(3, 6, "bon")
    assert checked(piece, "un bon mot") is piece


def test_checked_refuses_other_words() -> None:
    with pytest.raises(OffsetError, match=r"reads 'bon', not 'mot'"):
        checked(Piece(3, 6, "mot"), "un bon mot")


@given(st.text(" \u00a0\n\tab"), st.integers(0, 10), st.integers(0, 10))
def test_trim_takes_away_white_space_only(text: str, start: int, end: int) -> None:
    start, end = min(start, len(text)), min(end, len(text))
    if start <= end:
        a, b = trim(text, start, end)
        assert text[a:b] == text[start:end].strip()


ABBREVIATIONS = {"m", "mme", "etc", "cf"}


@pytest.mark.parametrize(
    "marked",
    [
        "Il est venu.| Elle aussi.",
        "M. Dupont est venu.| Bien.",
        "J. Dupont est venu.",
        "Pourquoi ?| Parce que.",
        "Il a dit « non ».| Puis rien.",
        "« Non ! »| Il est parti.",
        "Rédiger, modérer, répondre…| Toutes ces tâches",
        "Elle écrit des blogs, des notes, etc. et répond.",
        "La version 3.5 est sortie.| En 2012.",
        "Voir cf. page 3",
        "Il hésite… puis repart.",
    ],
)
def test_sentences_end_at_final_punctuation(marked: str) -> None:
    text = marked.replace("|", "")
    spans = sentence_spans(text, abbreviations=ABBREVIATIONS)
    assert [text[a:b] for a, b in spans] == [part.strip() for part in marked.split("|")]


def test_a_break_ends_a_sentence_without_punctuation() -> None:
    text = "Premier point\nDeuxième point"
    spans = sentence_spans(text, abbreviations=ABBREVIATIONS, breaks=[13])
    assert [text[a:b] for a, b in spans] == ["Premier point", "Deuxième point"]


@given(st.text("aAé .!?…«»\n", max_size=40), st.sets(st.integers(0, 40)))
def test_sentences_cover_all_words_in_order(text: str, breaks: set[int]) -> None:
    spans = sentence_spans(text, abbreviations=ABBREVIATIONS, breaks=breaks)
    assert "".join(text[a:b] for a, b in spans).replace(" ", "").replace("\n", "") == text.replace(
        " ", ""
    ).replace("\n", "")
    assert all(a < b for a, b in spans)
    assert spans == sorted(spans)
