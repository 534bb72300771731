"""What differs between two records of one interview, layer by layer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, TypeVar

from pipeline.compare.places import Places, matched
from pipeline.schema import Claim, Exchange, Record, Turn
from pipeline.text import Placed

S = TypeVar("S", bound=Placed)
Values: TypeAlias = dict[str, tuple[str | None, str | None]]
Layer = Literal["text", "turns", "exchanges", "entities", "claims", "summaries"]
LAYERS: tuple[Layer, ...] = ("text", "turns", "exchanges", "entities", "claims", "summaries")


@dataclass(frozen=True, slots=True)
class Change:
    """One difference.

    Args:
        layer: Where.
        what: ``"added"``, ``"removed"``, or the field that has another value: ``"role"``,
            ``"boundaries"``, ``"label"``…
        words: The words it is about, in the new text if they stand there.
        before, after: The values; None where there is none.
        start, end: The span in the new text, or in the old one of what was removed; None for what
            has no place.
    """

    layer: Layer
    what: str
    words: str
    before: str | None = None
    after: str | None = None
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed in one interview; ``status`` tells whether it is on both sides."""

    id: str
    status: Literal["same", "changed", "added", "removed"]
    changes: tuple[Change, ...] = ()

    @property
    def counts(self) -> Counter[str]:
        """Return the number of changes by layer."""
        return Counter(change.layer for change in self.changes)


def compare(old: Record | None, new: Record | None) -> Difference:
    """Return what the new record says otherwise than the old one.

    Spans are compared by their visible characters: a text that was read with other line ends or
    quotation marks moves nothing. Ids, confidences and saliences are no difference.

    Raises:
        ValueError: Neither record is given.
    """
    if old is None or new is None:
        if old is None and new is None:
            raise ValueError("nothing to compare")
        there = new or old
        return Difference(there.id if there else "", "added" if new else "removed")
    comparison = _Comparison(old, new, Places.of(old.text, new.text))
    changes = tuple(comparison.changes())
    return Difference(new.id, "changed" if changes else "same", changes)


@dataclass(frozen=True, slots=True)
class _Comparison:
    old: Record
    new: Record
    places: Places

    def changes(self) -> Iterator[Change]:
        yield from self._text()
        yield from self._turns()
        yield from self._exchanges()
        yield from self._mentions()
        yield from self._claims()
        if self.old.summary.text != self.new.summary.text:
            yield Change(
                "summaries",
                "interview",
                "",
                before=self.old.summary.text,
                after=self.new.summary.text,
            )

    def _text(self) -> Iterator[Change]:
        if self.old.text == self.new.text:
            return
        foreign = sum(place < 0 for place in self.places.alignment.places)
        lost = len(self.places.old_units.units) - (len(self.places.alignment.places) - foreign)
        detail = f"{lost} visible characters gone, {foreign} new"
        yield Change("text", "characters", detail, str(len(self.old.text)), str(len(self.new.text)))

    def _turns(self) -> Iterator[Change]:
        def values(old: Turn, new: Turn) -> Values:
            return {
                "role": (old.role, new.role),
                "speaker": (_speaker(self.old, old), _speaker(self.new, new)),
            }

        yield from self._spans("turns", self.old.turns, self.new.turns, _role, values)

    def _exchanges(self) -> Iterator[Change]:
        before_turns = {turn.id: turn for turn in self.old.turns}
        after_turns = {turn.id: turn for turn in self.new.turns}
        old = {_pairing(x, before_turns, self.places.old): x for x in self.old.exchanges}
        new = {_pairing(x, after_turns, self.places.new): x for x in self.new.exchanges}
        for place, exchange in new.items():
            words = _asked(exchange, after_turns)
            if place not in old:
                yield Change("exchanges", "added", words, after=exchange.id)
                continue
            before, after = (x.summary.text if x.summary else None for x in (old[place], exchange))
            if before != after:
                yield Change("summaries", "exchange", words, before, after)
        for place, exchange in old.items():
            if place not in new:
                yield Change("exchanges", "removed", _asked(exchange, before_turns), exchange.id)

    def _mentions(self) -> Iterator[Change]:
        yield from self._spans(
            "entities", _owned(self.old), _owned(self.new), lambda own: own.label, _entity_values
        )

    def _claims(self) -> Iterator[Change]:
        yield from self._spans(
            "claims", self.old.claims, self.new.claims, lambda claim: claim.type, _claim_values
        )

    def _spans(
        self,
        layer: Layer,
        old_items: Sequence[S],
        new_items: Sequence[S],
        name: Callable[[S], str],
        values: Callable[[S, S], Values],
    ) -> Iterator[Change]:
        for match in matched(self.places, old_items, new_items):
            old, new = match.old, match.new
            if new is None:
                if old is not None:
                    yield Change(layer, "removed", old.text, name(old), None, old.start, old.end)
            elif old is None:
                yield Change(layer, "added", new.text, None, name(new), new.start, new.end)
            else:
                if not match.same_place:
                    yield Change(
                        layer, "boundaries", new.text, old.text, new.text, new.start, new.end
                    )
                for what, (before, after) in values(old, new).items():
                    if before != after:
                        yield Change(layer, what, new.text, before, after, new.start, new.end)


@dataclass(frozen=True, slots=True)
class _Owned:
    """A mention with what its entity says of it."""

    start: int
    end: int
    text: str
    label: str
    kind: str | None
    name: str


def _owned(record: Record) -> list[_Owned]:
    found = [
        _Owned(m.start, m.end, m.text, entity.label, entity.kind, entity.name)
        for entity in record.entities
        for m in entity.mentions
    ]
    return sorted(found, key=lambda owned: (owned.start, owned.end, owned.label))


def _entity_values(old: _Owned, new: _Owned) -> Values:
    return {name: (getattr(old, name), getattr(new, name)) for name in ("label", "kind", "name")}


def _claim_values(old: Claim, new: Claim) -> Values:
    values: Values = {
        name: (_written(getattr(old, name)), _written(getattr(new, name)))
        for name in ("type", "key", "negated", "hedged", "modality")
    }
    values["attribution"] = (_attributed(old), _attributed(new))
    # A statement that is the claim's words says nothing that the boundaries do not say.
    if old.statement != old.text or new.statement != new.text:
        values["statement"] = (old.statement, new.statement)
    return values


def _role(turn: Turn) -> str:
    return turn.role


def _speaker(record: Record, turn: Turn) -> str | None:
    """Return who speaks in words: ids of participants change from version to version."""
    for person in record.participants:
        if person.id == turn.speaker:
            return person.name or person.role
    return None


def _pairing(
    exchange: Exchange, turns: Mapping[str, Turn], place: Callable[[Turn], tuple[int, ...]]
) -> tuple[object, ...]:
    """Return where the question and the answers of an exchange stand."""
    parts = (exchange.question, exchange.answers)
    return tuple(tuple(place(turns[id]) for id in ids) for ids in parts)


def _asked(exchange: Exchange, turns: Mapping[str, Turn]) -> str:
    return " ".join(turns[id].text for id in (exchange.question or exchange.answers))


def _attributed(claim: Claim) -> str:
    given = claim.attribution
    return f"{given.kind}: {given.source}" if given.source else given.kind


def _written(value: str | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else value
