"""Interviews whose document tells the roles: nothing is guessed, and what is not told goes on."""

from __future__ import annotations

import pytest

from pipeline.schema import Block, Interview, Participant, Source, Told, TurnRole
from pipeline.segment import segment
from pipeline.segment.told import told_interview
from pipeline.settings import Settings

ZOE = Participant("", "Zoé Ça", "interviewee", "gérante", labels=("Zoé Ça",))
LOU = Participant("", "Lou Vasseur", "interviewer", labels=("Lou Vasseur",))
Line = tuple[TurnRole | None, str, str]  # role, label, words


def source(*lines: Line, people: tuple[Participant, ...] = ()) -> Source:
    text, blocks = "", []
    for role, label, words in lines:
        text += "\n\n" if text else ""
        start = len(text)
        text += label + words
        blocks.append(Block(start, len(text.rstrip()), told=Told(role, label) if role else None))
    return Source("a", "a.docx", "docx", "utf-8", "0", text, tuple(blocks), participants=people)


def interview(*lines: Line, people: tuple[Participant, ...] = (), **settings: object) -> Interview:
    return segment(source(*lines, people=people), Settings(**settings))  # type: ignore[arg-type]


def said(found: Interview) -> list[tuple[str, str | None, str]]:
    names = {person.id: person.name for person in found.participants}
    return [
        (turn.role, names[turn.speaker] if turn.speaker else None, turn.text)
        for turn in found.turns
    ]


# A question without a question mark, an answer that asks, a paragraph without a style.
LINES: tuple[Line, ...] = (
    ("heading", "", "Le vent du large"),
    ("boilerplate", "", "Réponses : Zoé Ça, gérante"),
    (None, "", "Elle reçoit à Brest."),
    ("question", "", "On dit l’agence bavarde"),
    ("answer", "Zoé Ça : ", "Bavarde, nous ?"),
    (None, "", "- Nous écoutons."),
    ("backchannel", "", "Vraiment ?"),
    ("answer", "Zoé Ça : ", "Oui."),
    ("heading", "", "Des chiffres"),
    ("question", "", "Et demain"),
    ("question", "", "Et après"),
    ("answer", "Zoé Ça : ", "On verra."),
)


def test_roles_and_speakers_are_those_told() -> None:
    assert said(interview(*LINES, people=(ZOE,))) == [
        ("heading", None, "Le vent du large"),
        ("boilerplate", None, "Réponses : Zoé Ça, gérante"),
        ("intro", None, "Elle reçoit à Brest."),
        ("question", None, "On dit l’agence bavarde"),
        ("answer", "Zoé Ça", "Bavarde, nous ?\n\n- Nous écoutons."),
        ("backchannel", None, "Vraiment ?"),
        ("answer", "Zoé Ça", "Oui."),
        ("heading", None, "Des chiffres"),
        ("question", None, "Et demain"),
        ("question", None, "Et après"),
        ("answer", "Zoé Ça", "On verra."),
    ]


def test_exchanges_title_lead_and_cues_follow() -> None:
    found = interview(*LINES, people=(ZOE,))
    assert [(x.question, x.answers) for x in found.exchanges] == [
        (("t4",), ("t5", "t7")),
        (("t9",), ()),
        (("t10",), ("t11",)),
    ]
    assert (found.title, found.lead) == ("Le vent du large", "Elle reçoit à Brest.")
    assert [turn.cue for turn in found.turns[3:6]] == ["heading", "label", "position"]
    assert found.warnings == ()


def test_participants_are_those_presented_and_one_without_name() -> None:
    asks, answers = interview(*LINES, people=(ZOE,)).participants
    assert (asks.id, asks.role, asks.name) == ("p1", "interviewer", None)
    assert (answers.id, answers.name, answers.function) == ("p2", "Zoé Ça", "gérante")


@pytest.mark.parametrize(
    ("label", "speaker"),
    [
        ("", "Lou Vasseur"),
        ("Lou Vasseur : ", "Lou Vasseur"),
        ("Zoé Ça : ", "Zoé Ça"),
        ("Inès Karam : ", "Inès Karam"),  # whom only her label names
    ],
)
def test_who_asks_is_the_only_one_or_named(label: str, speaker: str) -> None:
    lines: list[Line] = [("question", label, "Et vous ?"), ("answer", "Zoé Ça : ", "Moi ?")]
    assert said(interview(*lines, people=(LOU, ZOE)))[0] == ("question", speaker, "Et vous ?")


def test_of_several_who_answer_none_is_guessed() -> None:
    other = Participant("", "Inès Karam", "interviewee", labels=("Inès Karam",))
    lines: list[Line] = [("question", "", "Et vous ?"), ("answer", "", "Nous aussi.")]
    assert said(interview(*lines, people=(ZOE, other)))[1] == ("answer", None, "Nous aussi.")


def test_a_label_on_a_line_of_its_own_names_the_words_that_follow() -> None:
    lines: list[Line] = [
        ("question", "", "Et vous ?"),
        ("answer", "Zoé Ça : ", ""),
        (None, "", "Moi aussi."),
        ("answer", "Inès Karam : ", ""),
        ("answer", "", "Moi non."),
    ]
    assert said(interview(*lines))[1:] == [
        ("answer", "Zoé Ça", "Moi aussi."),
        ("answer", "Inès Karam", "Moi non."),
    ]


def test_a_colon_left_behind_a_label_is_no_word() -> None:
    lines: list[Line] = [("question", "", "Et vous ?"), ("answer", "Zoé Ça", "\u00a0: Moi aussi.")]
    assert said(interview(*lines))[1] == ("answer", "Zoé Ça", "Moi aussi.")


QUESTION = "Comment l’agence travaille-t-elle ?"
ANSWER = "Elle écoute, puis elle écrit à ceux qui attendent une réponse."


@pytest.mark.parametrize("role", ["question", "answer"])
def test_a_document_that_tells_of_one_side_alone_tells_no_interview(role: TurnRole) -> None:
    assert told_interview(source((role, "", QUESTION), (None, "", ANSWER))) is None


def test_a_label_that_the_user_names_goes_before_what_is_told() -> None:
    lines: list[Line] = [
        ("answer", "", f"Lou : {QUESTION}"),
        ("question", "", f"Zoé : {ANSWER}"),
        ("answer", "", f"Lou : {QUESTION}"),
        ("question", "", f"Zoé : {ANSWER}"),
    ]
    found = interview(*lines, interviewer=("Lou",))
    assert [turn.role for turn in found.turns] == ["question", "answer"] * 2
