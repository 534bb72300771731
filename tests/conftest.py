"""One small record, made by hand, and annotated interviews, that several tests change a little."""

from __future__ import annotations

import pytest
from gold_records import ANNOTATED

from pipeline.gold import read_gold, read_golds
from pipeline.records import compose
from pipeline.schema import (
    Attribution,
    Block,
    Claim,
    Cue,
    Digest,
    Entity,
    ExchangeTurns,
    Gold,
    Interview,
    Mention,
    ModelVersion,
    Participant,
    Quantity,
    Record,
    Resolution,
    Source,
    Span,
    Summary,
    SummarySentence,
    Turn,
)
from pipeline.settings import Settings

# An emoji, a typographic apostrophe and a combining accent: one code point each.
QUESTION = "Comment l’agence Zébulon travaille-t-elle\u202f? 🎙"
ANSWER = "Elle a formé 40 élèves en 2012. Selon Inès Dacosta, il faut écouter avant de publier."
TEXT = f"Portrait\n{QUESTION}\n{ANSWER}"


def place(words: str) -> tuple[int, int, str]:
    start = TEXT.index(words)
    return start, start + len(words), words


def span(words: str) -> Span:
    return Span(*place(words)[:2])


@pytest.fixture
def interview() -> Interview:
    source = Source(
        id="dossier/zebulon",
        file="dossier/zebulon.txt",
        format="txt",
        encoding="utf-8",
        sha256="0" * 64,
        text=TEXT,
        blocks=tuple(Block(*place(part)[:2]) for part in TEXT.split("\n")),
        warnings=("read: doubtful",),
    )
    return Interview(
        source=source,
        title="Portrait",
        lead=None,
        participants=(
            Participant("p1", None, "interviewer"),
            Participant(
                "p2", "Aude Kermadec", "interviewee", organisation="Zébulon", labels=("A.K.",)
            ),
        ),
        turns=(
            Turn("t1", "heading", None, *place("Portrait"), "heading", 0.98765),
            Turn("t2", "question", "p1", *place(QUESTION), "interrogative", 0.9),
            Turn("t3", "answer", "p2", *place(ANSWER), "position", 1.0),
        ),
        exchanges=(ExchangeTurns("x1", ("t2",), ("t3",)),),
        warnings=("segment: doubtful", "read: doubtful"),
    )


@pytest.fixture
def entities() -> tuple[Entity, ...]:
    return (
        Entity("e1", "Zébulon", "ORG", "agency", (Mention(*place("Zébulon"), "t2", 0.87654),)),
        Entity("e2", "Inès Dacosta", "PER", None, (Mention(*place("Inès Dacosta"), "t3", 0.5),)),
    )


@pytest.fixture
def claims() -> tuple[Claim, ...]:
    reported = "Selon Inès Dacosta, il faut écouter avant de publier"
    return (
        Claim(
            id="c1",
            start=place("Elle a formé")[0],
            end=place("en 2012")[1],
            text="Elle a formé 40 élèves en 2012",
            turn="t3",
            exchange="x1",
            speaker="p2",
            statement="Zébulon a formé 40 élèves en 2012",
            resolutions=(Resolution(*place("Elle"), "Zébulon"),),
            attribution=Attribution("speaker"),
            type="fact",
            negated=False,
            hedged=False,
            modality="asserted",
            quantities=(Quantity(*place("40 élèves"), 40.0, "élèves"),),
            cues=(Cue("type:fact", *place("40")),),
            salience=0.33333,
            key=False,
            entities=(),
        ),
        Claim(
            id="c2",
            start=place(reported)[0],
            end=place(reported)[1],
            text=reported,
            turn="t3",
            exchange="x1",
            speaker="p2",
            statement=reported,
            resolutions=(),
            attribution=Attribution("reported", "Inès Dacosta", "Selon"),
            type="recommendation",
            negated=False,
            hedged=False,
            modality="obligation",
            quantities=(),
            cues=(Cue("reported", *place("Selon")), Cue("modality:obligation", *place("il faut"))),
            salience=0.9,
            key=True,
            entities=("e2",),
        ),
    )


@pytest.fixture
def digest() -> Digest:
    summary = Summary(
        "Zébulon écoute avant de publier.",
        "extractive",
        (SummarySentence("Zébulon écoute avant de publier.", (span("écouter avant de publier"),)),),
    )
    return Digest(summary, ("agence", "écoute"), {"x1": summary}, {"x1": ("élèves",)})


@pytest.fixture
def record(
    interview: Interview,
    entities: tuple[Entity, ...],
    claims: tuple[Claim, ...],
    digest: Digest,
) -> Record:
    return compose(
        interview,
        entities,
        claims,
        digest,
        settings=Settings(),
        models={"fr_core_news_sm": ModelVersion("3.8.0", None)},
        metadata={"ville": "Brest", "annee": "2012"},
    )


@pytest.fixture
def gold() -> Gold:
    return read_gold(ANNOTATED / "gold" / "dev" / "vitrine-encre.json")


@pytest.fixture
def golds() -> list[Gold]:
    return list(read_golds(ANNOTATED))
