from __future__ import annotations

import dataclasses
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from pipeline.schema import Record
from pipeline.show import show_exchange, show_record
from pipeline.text import visible


def piped(record: Record) -> str:
    stream = io.StringIO()
    show_record(record, Console(file=stream))
    return stream.getvalue()


def terminal(record: Record) -> str:
    stream = io.StringIO()
    console = Console(
        file=stream, force_terminal=True, color_system="standard", width=60, _environ={}
    )
    show_record(record, console)
    return stream.getvalue()


def test_a_piped_view_is_plain_and_names_labels(record: Record) -> None:
    text = piped(record)
    assert "\x1b" not in text
    assert "Comment l’agence [Zébulon](ORG) travaille" in text
    assert "Selon [Inès Dacosta](PER), il faut" in text


def test_a_piped_view_does_not_wrap_lines(record: Record) -> None:
    assert record.turns[2].text.split(" Selon")[0] in piped(record)
    assert max(map(len, piped(record).splitlines())) > 80


def test_a_view_tells_people_claims_summary_and_warnings(record: Record) -> None:
    text = piped(record)
    assert "interviewee: Aude Kermadec, Zébulon (printed as A.K.)" in text
    assert "★ c2 recommendation · reported from Inès Dacosta · obligation" in text
    assert "  c1 fact" in text
    assert "summary: Zébulon écoute avant de publier." in text
    assert "warning: read: doubtful" in text
    assert "ORG: Zébulon (agency)" in text


def test_a_terminal_view_highlights_entities_and_key_claims(record: Record) -> None:
    text = terminal(record)
    assert "\x1b[1;36mZébulon\x1b[0m" in text
    assert "\x1b[4m" in text
    assert "[Zébulon](ORG)" not in text


def test_one_exchange_is_shown_alone(record: Record) -> None:
    stream = io.StringIO()
    show_exchange(record, record.exchanges[0], Console(file=stream))
    assert "dossier/zebulon · x1" in stream.getvalue()
    assert "c2 recommendation" in stream.getvalue()
    assert "Portrait" not in stream.getvalue()


def hostile(record: Record) -> Record:
    """Return the record with escape sequences wherever a file can put words."""
    attack = "\x1b[2J\x1b]0;title\x07\x9b31m[bold]\u202e"
    person = dataclasses.replace(record.participants[1], name=attack, labels=(attack,))
    source = dataclasses.replace(record.source, publication=attack, author=attack)
    provenance = dataclasses.replace(record.provenance, warnings=(attack,))
    turn = dataclasses.replace(record.turns[2], text=attack)
    entities = (dataclasses.replace(record.entities[0], name=attack),)
    claims = tuple(dataclasses.replace(claim, text=attack) for claim in record.claims)
    return dataclasses.replace(
        record,
        id=attack,
        title=attack,
        lead=attack,
        source=source,
        participants=(record.participants[0], person),
        provenance=provenance,
        turns=(*record.turns[:2], turn),
        entities=entities,
        claims=claims,
        keywords=(attack,),
    )


def test_escape_sequences_of_a_file_do_not_reach_the_terminal(record: Record) -> None:
    text = piped(hostile(record))
    assert text.count("␛[2J") > 8
    assert "[bold]" in text
    assert not set(text) & {"\x1b", "\x07", "\x9b", "\u202e"}


def test_escape_sequences_do_not_reach_a_terminal_either(record: Record) -> None:
    text = terminal(hostile(record))
    assert "\x1b[2J" not in text
    assert not set(text) & {"\x07", "\x9b", "\u202e"}


@given(st.text(st.characters(codec=None)))
def test_visible_keeps_the_length_and_leaves_no_control_character(text: str) -> None:
    shown = visible(text)
    assert len(shown) == len(text)
    assert all(char in "\n\t" or char.isprintable() or ord(char) >= 0xA0 for char in shown)
    shown.encode("utf-8")


@pytest.mark.parametrize("text", ["Déjà vu\u202f? 🎙", "un\n\tdeux", "e\u0301"])
def test_visible_leaves_writing_alone(text: str) -> None:
    assert visible(text) == text
