"""Gold -> the flat rows of a dataset that ``datasets.load_dataset`` reads.

Four configurations, one row an interview, exchange, mention or claim. An interview whose layer was
not annotated has no row in that layer's configuration, and ``layers`` in every row tells what was:
where ``claims`` is in ``layers``, no row means that the annotator found no claim.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from pipeline.schema import Gold, GoldTurn
from pipeline.tables import exchange_of_turns

if TYPE_CHECKING:
    import pyarrow

Config = Literal["interviews", "exchanges", "entities", "claims"]
ColumnType = Literal["string", "int64", "bool"]
Row: TypeAlias = dict[str, Any]

CONFIGS: tuple[Config, ...] = ("interviews", "exchanges", "entities", "claims")


@dataclass(frozen=True, slots=True)
class Column:
    """One column; ``many``: a list of such values in each row."""

    name: str
    type: ColumnType
    meaning: str
    many: bool = False


@dataclass(frozen=True, slots=True)
class Annotated:
    """One interview as it goes into the dataset."""

    gold: Gold
    split: str
    format: str  # of the interview as published: txt, md, html, docx


_COMMON = (
    Column("split", "string", "train, dev or test"),
    Column("layout", "string", "short name of the printed layout"),
    Column("layers", "string", "what is annotated: turns, entities, claims, summary", many=True),
)
_INTERVIEW = Column("interview", "string", "id of the interview, row of the interviews")
_PLACED = (
    Column("text", "string", "the words: equal to the interview's text from start to end"),
    Column("start", "int64", "first character in the interview's text, 0-based code points"),
    Column("end", "int64", "character after the last"),
    Column("turn", "string", "id of the turn: the n of tn counts the interview's turns from 1"),
    Column("exchange", "string", "id of the exchange, null where the turn belongs to none"),
)
COLUMNS: dict[Config, tuple[Column, ...]] = {
    "interviews": (
        Column("id", "string", "the interview"),
        *_COMMON,
        Column("format", "string", "of the published file: txt, md, html or docx"),
        Column("title", "string", "headline, null where none is printed"),
        Column("text", "string", "the visible text that all offsets refer to"),
        Column("words", "int64", "stretches between white space in the text"),
        Column("participant_ids", "string", "p1, p2…", many=True),
        Column("participant_roles", "string", "interviewer or interviewee", many=True),
        Column("participant_names", "string", "null where the text does not tell", many=True),
        Column(
            "turn_roles",
            "string",
            "heading, intro, question, answer, backchannel, pull_quote or boilerplate",
            many=True,
        ),
        Column("turn_speakers", "string", "participant ids, null where nobody speaks", many=True),
        Column("turn_starts", "int64", "first character of each turn", many=True),
        Column("turn_ends", "int64", "character after the last of each turn", many=True),
        Column("exchanges", "int64", "number of exchanges"),
        Column("mentions", "int64", "number of entity mentions, null: not annotated"),
        Column("claims", "int64", "number of claims, null: not annotated"),
        Column("summary", "string", "two or three sentences, null: not annotated"),
        Column("tags", "string", "free words of the annotator", many=True),
    ),
    "exchanges": (
        _INTERVIEW,
        *_COMMON,
        Column("exchange", "string", "id of the exchange: x1, x2…"),
        Column("question", "string", "the interviewer's words"),
        Column("question_start", "int64", "first character in the interview's text"),
        Column("question_end", "int64", "character after the last"),
        Column("question_speaker", "string", "participant id, null where not told"),
        Column("answers", "string", "one string a turn; none: unanswered", many=True),
        Column("answer_starts", "int64", "first character of each answer", many=True),
        Column("answer_ends", "int64", "character after the last of each answer", many=True),
        Column("answer_speakers", "string", "participant ids", many=True),
    ),
    "entities": (
        _INTERVIEW,
        *_COMMON,
        Column("entity", "string", "id of the entity whose mention this is: e1, e2…"),
        Column("name", "string", "canonical name of the entity"),
        Column("label", "string", "PER, ORG, LOC or MISC"),
        Column("kind", "string", "finer, see the guide; null where none is given"),
        *_PLACED,
        Column("turn_role", "string", "role of the turn: mentions stand in headings too"),
    ),
    "claims": (
        _INTERVIEW,
        *_COMMON,
        Column("claim", "string", "id of the claim: c1, c2…"),
        *_PLACED,
        Column("speaker", "string", "participant id"),
        Column("speaker_name", "string", "null where the text does not tell"),
        Column(
            "type",
            "string",
            "fact, evaluation, recommendation, causal, definition or prediction",
        ),
        Column("attribution", "string", "speaker or reported"),
        Column("attribution_source", "string", "who is reported, as written, else null"),
        Column("negated", "bool", "the claim is negated"),
        Column("hedged", "bool", "the speaker takes it back a little"),
        Column("modality", "string", "asserted, obligation, possibility or conditional"),
        Column("key", "bool", "what one would quote if one or two sentences could be kept"),
    ),
}


def layers_of(gold: Gold) -> list[str]:
    """Return which layers of an interview are annotated."""
    layers = ("turns", "entities", "claims", "summary")
    return [layer for layer in layers if getattr(gold, layer) is not None]


def rows_of(config: Config, interviews: Iterable[Annotated]) -> list[Row]:
    """Return the rows of one configuration, columns as in `COLUMNS`, in the interviews' order."""
    names = [column.name for column in COLUMNS[config]]
    rows = [row for interview in interviews for row in _ROWS[config](interview)]
    return [{name: row[name] for name in names} for row in rows]


def _common(interview: Annotated) -> Row:
    return {
        "interview": interview.gold.id,
        "split": interview.split,
        "layout": interview.gold.layout,
        "layers": layers_of(interview.gold),
    }


def _interview_rows(interview: Annotated) -> Iterator[Row]:
    gold = interview.gold
    turns, people = gold.turns or (), gold.participants or ()
    yield {
        **_common(interview),
        "id": gold.id,
        "format": interview.format,
        "title": gold.title,
        "text": gold.text,
        "words": len(gold.text.split()),
        "participant_ids": [person.id for person in people],
        "participant_roles": [person.role for person in people],
        "participant_names": [person.name for person in people],
        "turn_roles": [turn.role for turn in turns],
        "turn_speakers": [turn.speaker for turn in turns],
        "turn_starts": [turn.start for turn in turns],
        "turn_ends": [turn.end for turn in turns],
        "exchanges": len(gold.exchanges or ()),
        "mentions": (
            None if gold.entities is None else sum(len(entity.mentions) for entity in gold.entities)
        ),
        "claims": None if gold.claims is None else len(gold.claims),
        "summary": None if gold.summary is None else gold.summary.text,
        "tags": list(gold.tags),
    }


def _exchange_rows(interview: Annotated) -> Iterator[Row]:
    turns = _turns(interview.gold)
    for exchange in interview.gold.exchanges or ():
        (question,) = (turns[id] for id in exchange.question)  # the notation gives one
        answers = [turns[id] for id in exchange.answers]
        yield {
            **_common(interview),
            "exchange": exchange.id,
            "question": question.text,
            "question_start": question.start,
            "question_end": question.end,
            "question_speaker": question.speaker,
            "answers": [answer.text for answer in answers],
            "answer_starts": [answer.start for answer in answers],
            "answer_ends": [answer.end for answer in answers],
            "answer_speakers": [answer.speaker for answer in answers],
        }


def _mention_rows(interview: Annotated) -> Iterator[Row]:
    turns, exchanges = _turns(interview.gold), exchange_of_turns(interview.gold.exchanges or ())
    for entity in interview.gold.entities or ():
        for mention in entity.mentions:
            yield {
                **_common(interview),
                "entity": entity.id,
                "name": entity.name,
                "label": entity.label,
                "kind": entity.kind,
                "text": mention.text,
                "start": mention.start,
                "end": mention.end,
                "turn": mention.turn,
                "exchange": exchanges.get(mention.turn),
                "turn_role": turns[mention.turn].role,
            }


def _claim_rows(interview: Annotated) -> Iterator[Row]:
    exchanges = exchange_of_turns(interview.gold.exchanges or ())
    names = {person.id: person.name for person in interview.gold.participants or ()}
    for claim in interview.gold.claims or ():
        yield {
            **_common(interview),
            "claim": claim.id,
            "text": claim.text,
            "start": claim.start,
            "end": claim.end,
            "turn": claim.turn,
            "exchange": exchanges.get(claim.turn),
            "speaker": claim.speaker,
            "speaker_name": None if claim.speaker is None else names[claim.speaker],
            "type": claim.type,
            "attribution": claim.attribution.kind,
            "attribution_source": claim.attribution.source,
            "negated": claim.negated,
            "hedged": claim.hedged,
            "modality": claim.modality,
            "key": claim.key,
        }


_ROWS: dict[Config, Callable[[Annotated], Iterator[Row]]] = {
    "interviews": _interview_rows,
    "exchanges": _exchange_rows,
    "entities": _mention_rows,
    "claims": _claim_rows,
}


def _turns(gold: Gold) -> dict[str, GoldTurn]:
    return {turn.id: turn for turn in gold.turns or ()}


# --- files -------------------------------------------------------------------------------


def jsonl_bytes(rows: Iterable[Row]) -> bytes:
    """Return rows as JSON lines, UTF-8."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode("utf-8")


def table_of(config: Config, rows: Sequence[Row]) -> pyarrow.Table:
    """Return rows as a typed table: the declared types also where a column is empty."""
    import pyarrow

    kinds = {"string": pyarrow.string(), "int64": pyarrow.int64(), "bool": pyarrow.bool_()}
    schema = pyarrow.schema(
        (column.name, pyarrow.list_(kinds[column.type]) if column.many else kinds[column.type])
        for column in COLUMNS[config]
    )
    return pyarrow.Table.from_pylist(list(rows), schema=schema)


def card_block(splits: Iterable[str]) -> str:
    """Return the part of the data sheet's YAML header that ``load_dataset`` reads."""
    splits = tuple(splits)
    lines = ["configs:"]
    for config in CONFIGS:
        lines.append(f"- config_name: {config}")
        lines += ["  default: true"] if config == CONFIGS[0] else []
        lines.append("  data_files:")
        for split in splits:
            lines += [f"  - split: {split}", f"    path: data/{config}/{split}.parquet"]
    lines.append("dataset_info:")
    for config in CONFIGS:
        lines += [f"- config_name: {config}", "  features:"]
        for column in COLUMNS[config]:
            kind = "list" if column.many else "dtype"
            lines += [f"  - name: {column.name}", f"    {kind}: {column.type}"]
    return "\n".join(lines) + "\n"
