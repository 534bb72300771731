"""Records -> a table of quotations: one row a claim, who says it, about what, where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pipeline.export.speaking import metadata_columns
from pipeline.export.spreadsheet import BYTE_ORDER_MARK, row
from pipeline.export.writing import ExportFile
from pipeline.schema import Claim, Exchange, Participant, Record, Turn
from pipeline.tables import Value, joined

# Named as in the tables that a run writes, where the codebook explains them.
_COLUMNS = (
    "interview_id",
    "claim_id",
    "speaker",
    "role",
    "function",
    "organisation",
    "entities",
    "text",
    "statement",
    "type",
    "attribution",
    "source",
    "negated",
    "hedged",
    "modality",
    "key",
    "salience",
    "question",
    "title",
    "publication",
    "date",
    "url",
    "file",
    "start",
    "end",
)


def export_files(records: Iterable[Record], *, key_only: bool = False) -> Iterator[ExportFile]:
    """Yield ``quotations.csv``: UTF-8 with byte order mark, semicolons, one row a claim.

    The researcher's own variables follow as ``metadata_…``. What a spreadsheet would take for a
    formula begins with an apostrophe: see `pipeline.export.spreadsheet`.

    Args:
        records: Gone through twice.
        key_only: Only key claims.
    """
    yield ExportFile("quotations.csv", _lines(records, key_only))


def _lines(records: Iterable[Record], key_only: bool) -> Iterator[bytes]:
    own = metadata_columns(records)
    yield BYTE_ORDER_MARK
    yield row([*_COLUMNS, *(f"metadata_{name}" for name in own)])
    for record in records:
        known = _Known.of(record)
        for claim in record.claims:
            if claim.key or not key_only:
                values = _quotation(record, claim, known)
                yield row(
                    [
                        *(values[column] for column in _COLUMNS),
                        *(record.metadata.get(name) for name in own),
                    ]
                )


@dataclass(frozen=True, slots=True)
class _Known:
    """The parts of one record by id."""

    people: Mapping[str, Participant]
    turns: Mapping[str, Turn]
    exchanges: Mapping[str, Exchange]
    entities: Mapping[str, str]

    @classmethod
    def of(cls, record: Record) -> _Known:
        return cls(
            {person.id: person for person in record.participants},
            {turn.id: turn for turn in record.turns},
            {exchange.id: exchange for exchange in record.exchanges},
            {entity.id: entity.name for entity in record.entities},
        )


def _quotation(record: Record, claim: Claim, known: _Known) -> dict[str, Value]:
    person = known.people.get(claim.speaker) if claim.speaker else None
    asked = known.exchanges[claim.exchange].question
    return {
        "interview_id": record.id,
        "claim_id": claim.id,
        "speaker": person.name if person else None,
        "role": person.role if person else None,
        "function": person.function if person else None,
        "organisation": person.organisation if person else None,
        "entities": joined(known.entities[id] for id in claim.entities),
        "text": claim.text,
        "statement": claim.statement,
        "type": claim.type,
        "attribution": claim.attribution.kind,
        "source": claim.attribution.source,
        "negated": claim.negated,
        "hedged": claim.hedged,
        "modality": claim.modality,
        "key": claim.key,
        "salience": claim.salience,
        "question": "\n\n".join(known.turns[id].text for id in asked),
        "title": record.title,
        "publication": record.source.publication,
        "date": record.source.date,
        "url": record.source.url,
        "file": record.source.file,
        "start": claim.start,
        "end": claim.end,
    }
