"""The code book of a REFI-QDA project: roles, speakers, entities, claims."""

from __future__ import annotations

from collections.abc import Iterable
from typing import get_args

from pipeline.export.names import Names
from pipeline.export.qda_ids import guid
from pipeline.export.xml import Element, element
from pipeline.lexicons import table
from pipeline.schema import (
    Claim,
    ClaimType,
    Entity,
    MiscKind,
    Modality,
    OrgKind,
    Participant,
    Record,
    TurnRole,
)

_KINDS = {"PER": (), "ORG": get_args(OrgKind), "LOC": (), "MISC": get_args(MiscKind)}
_MARKS = ("reported", "negated", "hedged", "key")
_GREY, _BLUE, _GREEN, _ORANGE = "#8C8C8C", "#0072B2", "#009E73", "#D55E00"


class Codes:
    """Codes by what they mean. Names are French and unique, as QualCoder wants them.

    All speakers must have been learned before the book is made.
    """

    def __init__(self) -> None:
        self._speakers: dict[str, None] = {}

    def learn(self, record: Record) -> None:
        """Take note of who speaks in a record."""
        self._speakers |= {_speaker(person): None for person in record.participants}

    def book(self) -> Element:
        """Return the ``CodeBook``: groups that are not codable, codes and sub-codes in them."""
        names = Names(joint=" ")
        groups = (
            _group(names, "Tours", [_code(names, "role", r, _GREY) for r in get_args(TurnRole)]),
            _group(names, "Entités", [_label(names, label) for label in _KINDS]),
            _group(names, "Affirmations", _of_claims(names)),
            _group(
                names,
                "Locuteurs",
                [_code(names, "speaker", name, _GREEN, name) for name in self._speakers],
            ),
        )
        book = element("CodeBook", {})
        codes = element("Codes", {})
        codes.extend(group for group in groups if len(group))
        book.append(codes)
        return book


def role_code(role: TurnRole) -> str:
    """Return the id of the code of a turn's role."""
    return guid("code", "role", role)


def speaker_code(person: Participant) -> str:
    """Return the id of a speaker's code: one for each name in the project."""
    return guid("code", "speaker", _speaker(person))


def entity_code(entity: Entity) -> str:
    """Return the id of an entity's code: its kind, else its label."""
    return guid("code", "kind", entity.kind) if entity.kind else guid("code", "label", entity.label)


def claim_codes(claim: Claim) -> list[str]:
    """Return the ids of a claim's codes: its type, its modality, what is marked in it."""
    marks = {
        "reported": claim.attribution.kind == "reported",
        "negated": claim.negated,
        "hedged": claim.hedged,
        "key": claim.key,
    }
    return [
        guid("code", "type", claim.type),
        guid("code", "modality", claim.modality),
        *(guid("code", "mark", name) for name in _MARKS if marks[name]),
    ]


def _speaker(person: Participant) -> str:
    return person.name or f"{table('value_names')[person.role]} sans nom"


def _of_claims(names: Names) -> list[Element]:
    return [
        *(_code(names, "type", value, _ORANGE) for value in get_args(ClaimType)),
        *(_code(names, "modality", value, _ORANGE) for value in get_args(Modality)),
        *(_code(names, "mark", value, _ORANGE) for value in _MARKS),
    ]


def _label(names: Names, label: str) -> Element:
    made = _code(names, "label", label, _BLUE)
    made.extend(_code(names, "kind", kind, _BLUE) for kind in _KINDS[label])
    return made


def _code(names: Names, kind: str, value: str, colour: str, name: str | None = None) -> Element:
    shown = names.new(name or table("value_names")[value.lower()])
    attributes = {
        "guid": guid("code", kind, value),
        "name": shown,
        "isCodable": "true",
        "color": colour,
    }
    return element("Code", attributes)


def _group(names: Names, name: str, codes: Iterable[Element]) -> Element:
    attributes = {"guid": guid("group", name), "name": names.new(name), "isCodable": "false"}
    made = element("Code", attributes)
    made.extend(codes)
    return made
