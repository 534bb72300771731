"""One record with what breaks exporters: emoji, accents, markup in words, spans that nest and cross."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

from bare_records import bare

from pipeline.read import read_source
from pipeline.records import validate_record
from pipeline.schema import (
    Attribution,
    Claim,
    Entity,
    EntityKind,
    EntityLabel,
    Exchange,
    Mention,
    ModelVersion,
    Participant,
    Provenance,
    Quantity,
    Record,
    SourceInfo,
    Span,
    Summary,
    SummarySentence,
    Turn,
    TurnRole,
)
from pipeline.segment import segment
from pipeline.settings import Settings

HEADING = "« Tout < rien & ]]> »"
QUESTION = "L’agence Cafe\u0301 Zéphyr 🎙️ compte-t-elle ?\x0cVraiment ?"
ANSWER = (
    "=Oui, l’agence Café Zéphyr de Brest compte 12 personnes * et _demain_ vingt.\n\n"
    "Elle le doit à Noé Le Bris 🤝, qui écoute.\nRien d’autre ]]> n’y fait."
)
WORD = "Ah oui."
SECOND = "-Après, on verra."
PULL = "qui écoute"
TEXT = f"Publicité\n{HEADING}\n\n- {QUESTION}\n\nZoé Ça : {ANSWER}\n\n{WORD}\n{PULL}\n\n{SECOND}\nfin\n"


def hard_record(id: str = "été 2021/l’œuvre", **changes: Any) -> Record:
    """Return the record, with other values where they are given."""
    text = TEXT
    turns = tuple(
        Turn(f"t{number}", role, speaker, *_place(words), "label", 0.875)
        for number, (role, speaker, words) in enumerate(_TURNS, 1)
    )
    record = Record(
        schema_version="1.0",
        id=id,
        source=SourceInfo(
            f"{id}.html",
            "html",
            "utf-8",
            "0" * 64,
            len(text),
            "https://exemple.fr/a?b=1&c=2",
            "Le Zéphyr & Cie",
            "2021-06",
            None,
            (),
        ),
        metadata={"Type de média": "revue *en ligne*", "annee": "3e"},
        title=HEADING,
        lead=None,
        text=text,
        participants=(
            Participant("p1", None, "interviewer"),
            Participant("p2", "Zoé Ça", "interviewee", "gérante", "Café & Zéphyr", ("Zoé Ça",)),
        ),
        turns=turns,
        exchanges=(Exchange("x1", ("t2",), ("t3", "t6"), _summary("vingt"), ("écoute",), None),),
        entities=(
            _entity("e1", "Cafe\u0301 Zéphyr", "ORG", "agency", "t2", "Cafe\u0301 Zéphyr"),
            _entity("e2", "Café Zéphyr de Brest", "ORG", None, "t3", "Café Zéphyr de Brest"),
            _entity("e3", "Brest", "LOC", None, "t3", "Brest"),
            _entity("e4", "Noé Le Bris", "PER", None, "t3", "Noé Le Bris"),
            _entity("e5", "Bris 🤝", "MISC", "work", "t3", "Bris 🤝"),
        ),
        claims=(
            _claim("c1", "l’agence Café Zéphyr", negated=True, entities=()),
            _claim(
                "c2",
                "Zéphyr de Brest compte 12 personnes",
                key=True,
                entities=("e3",),
                quantities=(_PEOPLE,),
            ),
            _claim("c3", "Brest compte 12", type="causal"),
            _claim("c4", "vingt.\n\nElle le doit à Noé Le", hedged=True),
        ),
        summary=_summary("écoute.\nRien"),
        keywords=("écoute",),
        provenance=Provenance("0.1.0", {"m": ModelVersion("1", None)}, "0" * 64, ("douteux",)),
    )
    return validate_record(dataclasses.replace(record, **changes))


def record_of_file(path: Path, content: bytes) -> Record:
    """Return the record of a file read and segmented, nothing extracted from it."""
    path.write_bytes(content)
    source = read_source(path, id=path.stem, file=path.name, settings=Settings())
    return bare(segment(source, Settings()), settings=Settings(), models={})


CRLF = (
    "L’écoute d’abord\r\n\r\nLa Rédaction : Comment l’agence travaille-t-elle ? 🎙\r\n\r\n"
    "Aude Kermadec : L’équipe écoute d’abord.\r\n\r\nPuis elle écrit à Noe\u0301.\r\n\r\n"
    "La Rédaction : Et combien de temps cela prend-il ?\r\n\r\n"
    "Aude Kermadec : Deux mois, au moins, et parfois une année entière.\r\n"
).encode()

_TURNS: tuple[tuple[TurnRole, str | None, str], ...] = (
    ("heading", None, HEADING),
    ("question", "p1", QUESTION),
    ("answer", "p2", ANSWER),
    ("backchannel", "p1", WORD),
    ("pull_quote", None, PULL),
    ("answer", "p2", SECOND),
)


def _place(words: str) -> tuple[int, int, str]:
    # A pull quote stands in the answer as well, before.
    start = TEXT.rindex(words) if words == PULL else TEXT.index(words)
    return start, start + len(words), words


_PEOPLE = Quantity(*_place("12 personnes"), 12.0, "personnes")


def _summary(words: str) -> Summary:
    place = Span(*_place(words)[:2])
    return Summary("Elle écoute.", "extractive", (SummarySentence("Elle écoute.", (place,)),))


def _entity(
    id: str, name: str, label: EntityLabel, kind: EntityKind | None, turn: str, words: str
) -> Entity:
    return Entity(id, name, label, kind, (Mention(*_place(words), turn, 0.5),))


def _claim(id: str, words: str, **changes: Any) -> Claim:
    claim = Claim(
        id=id,
        start=_place(words)[0],
        end=_place(words)[1],
        text=words,
        turn="t3",
        exchange="x1",
        speaker="p2",
        statement=f"@{words} (dit-elle)",
        resolutions=(),
        attribution=Attribution("reported", "Noé & co", "selon"),
        type="fact",
        negated=False,
        hedged=False,
        modality="asserted",
        quantities=(),
        cues=(),
        salience=0.25,
        key=False,
        entities=(),
    )
    return dataclasses.replace(claim, **changes)
