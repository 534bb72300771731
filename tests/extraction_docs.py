"""Small interviews with their analyses, for the tests of claims and summaries."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from pipeline.annotate import Models, annotate, load_models
from pipeline.claims import find_claims
from pipeline.schema import (
    Block,
    Claim,
    Entity,
    ExchangeTurns,
    Interview,
    Participant,
    Source,
    Turn,
    TurnDoc,
    TurnRole,
)
from pipeline.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence

QUESTION = "Comment travaillez-vous ?"


@cache
def models() -> Models:
    return load_models(Settings())


def interview_of(
    turns: Sequence[tuple[TurnRole, str]], *, title: str | None = None, name: str | None = None
) -> Interview:
    """An interview that prints one turn after another; every question opens an exchange."""
    text, found, blocks = "", [], []
    exchanges: list[tuple[str, list[str]]] = []
    for number, (role, words) in enumerate(turns, 1):
        text += "\n\n" if text else ""
        start = len(text)
        text += words
        speaker = {"question": "p1", "answer": "p2"}.get(role)
        found.append(Turn(f"t{number}", role, speaker, start, len(text), words, "position", 1.0))
        at = start
        for line in words.split("\n"):
            blocks.append(Block(at, at + len(line)))
            at += len(line) + 1
        if role == "question":
            exchanges.append((f"t{number}", []))
        elif role == "answer" and exchanges:
            exchanges[-1][1].append(f"t{number}")
    source = Source("x", "x.txt", "txt", "utf-8", "", text, tuple(blocks))
    return Interview(
        source,
        title,
        None,
        (Participant("p1", None, "interviewer"), Participant("p2", name, "interviewee")),
        tuple(found),
        tuple(
            ExchangeTurns(f"x{number}", (question,), tuple(answers))
            for number, (question, answers) in enumerate(exchanges, 1)
        ),
    )


def docs_of(interview: Interview) -> tuple[TurnDoc, ...]:
    return annotate(interview, models())


def talk(answer: str, question: str = QUESTION, **options: str) -> Interview:
    return interview_of([("question", question), ("answer", answer)], **options)


def claims_in(
    interview: Interview, entities: Sequence[Entity] = (), **settings: int
) -> tuple[Claim, ...]:
    return find_claims(interview, docs_of(interview), entities, Settings(**settings))


def only_claim(answer: str, question: str = QUESTION) -> Claim:
    """The one claim that an answer of one sentence holds."""
    (claim,) = claims_in(talk(answer, question))
    return claim
