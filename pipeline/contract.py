"""What a record promises beyond its types: spans equal their slices, ids lead somewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.errors import OffsetError
from pipeline.schema import SCHEMA_VERSION, Claim, Exchange, Record, Summary, Turn
from pipeline.text import Placed, checked, cut


@dataclass(frozen=True, slots=True)
class _Known:
    """The ids of one record."""

    text: str
    turns: dict[str, Turn]
    exchanges: dict[str, Exchange]
    participants: frozenset[str]
    entities: frozenset[str]


def violations(record: Record) -> Iterator[str]:
    """Yield in words every breach of the record's contract; none for a sound record.

    Checked are: the version, the length of the text, unique ids, every span against its slice, the
    order of turns, entities and claims, that mentions and claims lie inside the turn they name,
    that exchanges list questions and answers, every reference between ids, shares between 0
    and 1, and that each sentence of a summary has evidence.
    """
    if record.schema_version.split(".")[0] != SCHEMA_VERSION.split(".")[0]:
        yield f"schema_version {record.schema_version!r}; this version reads {SCHEMA_VERSION!r}"
    if record.source.characters != len(record.text):
        yield f"source.characters is {record.source.characters}, the text has {len(record.text)}"
    for kind in ("participants", "turns", "exchanges", "entities", "claims"):
        yield from _unique(kind, [item.id for item in getattr(record, kind)])
    known = _Known(
        text=record.text,
        turns={turn.id: turn for turn in record.turns},
        exchanges={exchange.id: exchange for exchange in record.exchanges},
        participants=frozenset(participant.id for participant in record.participants),
        entities=frozenset(entity.id for entity in record.entities),
    )
    for locator in record.source.locators:
        yield from _outside(f"locator {locator.value}", locator.start, locator.end, known)
    yield from _turns(record, known)
    yield from _exchanges(record, known)
    yield from _entities(record, known)
    yield from _claims(record, known)
    yield from _summary("summary", record.summary, known)


def _unique(kind: str, ids: list[str]) -> Iterator[str]:
    for id, times in Counter(ids).items():
        if times > 1:
            yield f"{kind}: the id {id!r} stands {times} times"


def _outside(owner: str, start: int, end: int, known: _Known) -> Iterator[str]:
    try:
        cut(known.text, start, end)
    except OffsetError as error:
        yield f"{owner}: {error}"


def _wrong(owner: str, parts: Iterable[Placed], text: str) -> Iterator[str]:
    for part in parts:
        try:
            checked(part, text)
        except OffsetError as error:
            yield f"{owner}: {error}"


def _share(owner: str, name: str, value: float) -> Iterator[str]:
    if not 0 <= value <= 1:
        yield f"{owner}: {name} is {value}; expected 0 to 1"


def _not_within(owner: str, part: Placed, whole: Placed, name: str) -> Iterator[str]:
    if not (whole.start <= part.start and part.end <= whole.end):
        yield (
            f"{owner}: [{part.start}, {part.end}) is not inside {name} [{whole.start}, {whole.end})"
        )


def _turns(record: Record, known: _Known) -> Iterator[str]:
    end = 0
    for turn in record.turns:
        owner = f"turn {turn.id}"
        yield from _wrong(owner, [turn], known.text)
        yield from _share(owner, "confidence", turn.confidence)
        if turn.start < end:
            yield f"{owner}: begins at {turn.start}, before the end of the turn before it ({end})"
        if turn.speaker is not None and turn.speaker not in known.participants:
            yield f"{owner}: names the unknown speaker {turn.speaker!r}"
        end = max(end, turn.end)


def _exchanges(record: Record, known: _Known) -> Iterator[str]:
    owners: dict[str, str] = {}
    for exchange in record.exchanges:
        owner = f"exchange {exchange.id}"
        for role, ids in (("question", exchange.question), ("answer", exchange.answers)):
            for id in ids:
                turn = known.turns.get(id)
                if turn is None:
                    yield f"{owner}: names the unknown turn {id!r}"
                elif turn.role != role:
                    yield f"{owner}: lists turn {id} as {role}, but its role is {turn.role}"
                if id in owners:
                    yield f"{owner}: turn {id} belongs to {owners[id]} already"
                owners[id] = owner
        if not (exchange.question or exchange.answers):
            yield f"{owner}: has neither question nor answer"
        if exchange.summary is not None:
            yield from _summary(owner, exchange.summary, known)


def _entities(record: Record, known: _Known) -> Iterator[str]:
    before = -1
    for entity in record.entities:
        owner = f"entity {entity.id}"
        if not entity.mentions:
            yield f"{owner}: has no mention"
            continue
        starts = [mention.start for mention in entity.mentions]
        if starts != sorted(starts) or starts[0] < before:
            yield f"{owner}: entities and mentions are not in text order"
        before = starts[0]
        yield from _wrong(owner, entity.mentions, known.text)
        for mention in entity.mentions:
            yield from _share(owner, "confidence", mention.confidence)
            turn = known.turns.get(mention.turn)
            if turn is None:
                yield f"{owner}: names the unknown turn {mention.turn!r}"
            else:
                yield from _not_within(owner, mention, turn, f"turn {turn.id}")


def _claims(record: Record, known: _Known) -> Iterator[str]:
    before = -1
    for claim in record.claims:
        owner = f"claim {claim.id}"
        if claim.start < before:
            yield f"{owner}: claims are not in text order"
        before = claim.start
        yield from _wrong(owner, [claim], known.text)
        yield from _wrong(f"{owner}: resolution", claim.resolutions, known.text)
        yield from _wrong(f"{owner}: quantity", claim.quantities, known.text)
        yield from _wrong(f"{owner}: cue", claim.cues, known.text)
        yield from _share(owner, "salience", claim.salience)
        parts: tuple[Placed, ...] = (*claim.resolutions, *claim.quantities)
        for part in parts:
            yield from _not_within(owner, part, claim, "the claim")
        yield from _claim_references(owner, claim, known)


def _claim_references(owner: str, claim: Claim, known: _Known) -> Iterator[str]:
    turn = known.turns.get(claim.turn)
    exchange = known.exchanges.get(claim.exchange)
    if turn is None:
        yield f"{owner}: names the unknown turn {claim.turn!r}"
    else:
        yield from _not_within(owner, claim, turn, f"turn {turn.id}")
        if claim.speaker != turn.speaker:
            yield f"{owner}: its speaker is {claim.speaker!r}, that of its turn {turn.speaker!r}"
    if exchange is None:
        yield f"{owner}: names the unknown exchange {claim.exchange!r}"
    elif claim.turn not in exchange.answers:
        yield f"{owner}: its turn {claim.turn} is no answer of its exchange {exchange.id}"
    for id in claim.entities:
        if id not in known.entities:
            yield f"{owner}: names the unknown entity {id!r}"


def _summary(owner: str, summary: Summary, known: _Known) -> Iterator[str]:
    for number, sentence in enumerate(summary.sentences, 1):
        if not sentence.evidence:
            yield f"{owner}: sentence {number} of the summary has no evidence"
        for span in sentence.evidence:
            yield from _outside(
                f"{owner}: evidence of sentence {number}", span.start, span.end, known
            )
