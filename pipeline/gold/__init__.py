"""Gold <-> JSON file: the annotation a person made, read with its offsets proved."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import InputError, OffsetError
from pipeline.schema import (
    ExchangeTurns,
    Gold,
    GoldClaim,
    GoldEntity,
    GoldMention,
    GoldSummary,
    GoldTurn,
    Record,
    Turn,
)
from pipeline.text import checked, cut

if TYPE_CHECKING:
    from pydantic import TypeAdapter

_KNOWN = {f.name for f in dataclasses.fields(Gold)} | {f.name for f in dataclasses.fields(Record)}


def exchanges_of(turns: Iterable[GoldTurn | Turn]) -> tuple[ExchangeTurns, ...]:
    """Return the exchanges that follow from annotated turns.

    Every question opens an exchange and the answers until the next question belong to it; answers
    before the first question belong to none.
    """
    pairs: list[tuple[str, list[str]]] = []
    for turn in turns:
        if turn.role == "question":
            pairs.append((turn.id, []))
        elif turn.role == "answer" and pairs:
            pairs[-1][1].append(turn.id)
    return tuple(
        ExchangeTurns(f"x{number}", (question,), tuple(answers))
        for number, (question, answers) in enumerate(pairs, 1)
    )


def gold_of(record: Record) -> Gold:
    """Return what a record says, as the starting point of an annotation.

    Left out is what a gold file has no place for: confidences, cues, statements, quantities, the
    summaries of exchanges, keywords, provenance. Reading the record itself as a gold file
    (`parse_gold`) gives the same.
    """
    return Gold(
        id=record.id,
        text=record.text,
        participants=record.participants,
        turns=tuple(
            GoldTurn(t.id, t.role, t.speaker, t.start, t.end, t.text) for t in record.turns
        ),
        exchanges=tuple(ExchangeTurns(x.id, x.question, x.answers) for x in record.exchanges),
        entities=tuple(
            GoldEntity(
                entity.id,
                entity.name,
                entity.label,
                entity.kind,
                tuple(GoldMention(m.start, m.end, m.text, m.turn) for m in entity.mentions),
            )
            for entity in record.entities
        ),
        claims=tuple(
            GoldClaim(**{f.name: getattr(claim, f.name) for f in dataclasses.fields(GoldClaim)})
            for claim in record.claims
        ),
        summary=GoldSummary(record.summary.text, record.summary.sentences),
        title=record.title,
    )


def check_gold(gold: Gold) -> Gold:
    """Return `gold` unchanged after proving its spans, the order of turns and every reference.

    Raises:
        OffsetError: A span does not equal its slice, turns overlap, or an id leads nowhere.
    """
    turns = gold.turns or ()
    ids = {turn.id for turn in turns}
    people = {participant.id for participant in gold.participants or ()}
    end = 0
    for turn in turns:
        checked(turn, gold.text)
        if turn.start < end:
            raise OffsetError(f"{gold.id}: turn {turn.id} overlaps the one before it")
        if turn.speaker is not None and turn.speaker not in people:
            raise OffsetError(
                f"{gold.id}: turn {turn.id} names the unknown speaker {turn.speaker!r}"
            )
        end = turn.end
    for exchange in gold.exchanges or ():
        _known_turns(gold, exchange.id, (*exchange.question, *exchange.answers), ids)
    for entity in gold.entities or ():
        for mention in entity.mentions:
            checked(mention, gold.text)
            _known_turns(gold, entity.id, (mention.turn,), ids)
    for claim in gold.claims or ():
        checked(claim, gold.text)
        _known_turns(gold, claim.id, (claim.turn,), ids)
    for sentence in gold.summary.sentences if gold.summary else ():
        for span in sentence.evidence:
            cut(gold.text, span.start, span.end)
    return gold


def _known_turns(gold: Gold, owner: str, named: Iterable[str], known: set[str]) -> None:
    # A file without the turn layer may still carry the ids its mentions were made with.
    if gold.turns is None:
        return
    for turn in named:
        if turn not in known:
            raise OffsetError(f"{gold.id}: {owner} names the unknown turn {turn!r}")


def gold_json(gold: Gold) -> str:
    """Return the JSON of a gold file: keys in schema order, layers not annotated left out."""
    values = {
        key: value
        for key, value in dataclasses.asdict(gold).items()
        if value is not None and not (key == "tags" and not value)
    }
    return json.dumps(values, ensure_ascii=False, indent=1) + "\n"


def parse_gold(content: str, *, where: str) -> Gold:
    """Return the gold of one JSON object; a record that a researcher corrected is read as well.

    Args:
        content: The JSON.
        where: Names the file in errors.

    Raises:
        InputError: It is no JSON object, has an unknown key, a wrong type or a wrong offset.
    """
    from pydantic import ValidationError

    try:
        values: Any = json.loads(content)
    except json.JSONDecodeError as error:
        raise InputError(f"{where}: not valid JSON ({error})") from error
    if not isinstance(values, dict):
        raise InputError(
            f"{where}: a gold file holds one JSON object, found a {type(values).__name__}"
        )
    unknown = sorted(set(values) - _KNOWN)
    if unknown:
        known = ", ".join(f.name for f in dataclasses.fields(Gold))
        raise InputError(
            f"{where}: unknown key {unknown[0]!r}", hint=f"keys of a gold file are {known}"
        )
    try:
        return check_gold(_adapter().validate_python(values))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise InputError(f"{where}: {place}: {first['msg']}") from error
    except OffsetError as error:
        raise InputError(
            f"{where}: {error}", hint="offsets count code points of the file's text"
        ) from error


@cache
def _adapter() -> TypeAdapter[Gold]:
    from pydantic import TypeAdapter

    return TypeAdapter(Gold)


def read_gold(path: Path) -> Gold:
    """Return the gold of one file.

    Raises:
        InputError: The file cannot be read or is not a gold file; the message says why.
    """
    try:
        content = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read ({error})") from error
    return parse_gold(content, where=str(path))


def read_golds(path: Path, *, split: str | None = None) -> Iterator[Gold]:
    """Yield the gold of a file, or of every ``*.json`` file below a folder, ordered by path.

    Args:
        path: A file or folder.
        split: Keep only interviews of this split.

    Raises:
        InputError: Nothing is there, or nothing of that split.
    """
    paths = sorted(path.rglob("*.json")) if path.is_dir() else [path]
    found = 0
    for each in paths:
        gold = read_gold(each)
        if split is None or gold.split == split:
            found += 1
            yield gold
    if not found:
        wanted = f"gold file of the split {split!r}" if split else "gold file (*.json)"
        raise InputError(f"{path}: holds no {wanted}")
