"""Gold interviews and the sentences of WiNER-fr -> samples."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.encoder import questions_before
from pipeline.entities.known import by_name
from pipeline.errors import InputError
from pipeline.lexicons import words
from pipeline.schema import Gold, GoldTurn
from pipeline.text import analysis_form, sentence_spans
from pipeline.training.samples import MARKS, TURNS, TYPES, ClaimSpan, Name, Sample, Sentence

_WINER = {
    "Person": "PER",
    "Organization": "ORG",
    "Location": "LOC",
    "Event": "MISC",
    "Product": "MISC",
    "Date": None,
    "Hour": None,
}
# A line end between two paragraphs or list items; any other only wraps a long line, and a sentence, a
# claim or a name may go on after it.
_PARAGRAPH_END = re.compile(
    r"""
    (?<=[.!?…:;»”")]) [^\S\n]* \n
    | \n (?= \s* (?: \n | [-–—•*]\s | \d+[.)]\s ) )
    """,
    re.VERBOSE,
)
_LEAST_CLAUSE = 12  # characters of what is left of a sentence beside its claims


@dataclass(frozen=True, slots=True)
class Text:
    """One document: its turns in order, or one long run of sentences."""

    id: str
    samples: tuple[Sample, ...]
    gold: bool  # an interview of ours; else general text


def interview_text(gold: Gold) -> Text:
    """Return the turns of an annotated interview; boilerplate is left out."""
    turns = [turn for turn in gold.turns or () if turn.role != "boilerplate"]
    before = questions_before(
        [turn.role for turn in turns], [analysis_form(turn.text) for turn in turns]
    )
    samples = (_turn_sample(gold, *item) for item in zip(turns, before, strict=True))
    return Text(gold.id, tuple(samples), gold=True)


def _turn_sample(gold: Gold, turn: GoldTurn, before: str) -> Sample:
    text = analysis_form(turn.text)
    names = None
    if gold.entities is not None:
        names = tuple(
            sorted(
                (
                    Name(m.start - turn.start, m.end - turn.start, entity.label, entity.kind)
                    for entity in gold.entities
                    for m in entity.mentions
                    if m.turn == turn.id
                ),
                key=lambda name: name.start,
            )
        )
    role = TURNS.index(turn.role) if turn.role in TURNS else TURNS.index("other")
    breaks = [match.end() for match in _PARAGRAPH_END.finditer(turn.text)]
    spans = sentence_spans(text, abbreviations=words("abbreviations"), breaks=breaks)
    sentences = tuple(Sentence(start, end, role) for start, end in spans)
    claims: tuple[ClaimSpan, ...] = ()
    if gold.claims is not None and turn.role == "answer":
        claims = tuple(_claims(gold, turn, spans))
    return Sample(f"{gold.id}#{turn.id}", text, names, claims, sentences, before)


def _claims(
    gold: Gold, turn: GoldTurn, sentences: Sequence[tuple[int, int]]
) -> Iterator[ClaimSpan]:
    """Yield the turn's claims, and what its sentences hold beside them as clauses that claim nothing."""
    taken = []
    for claim in gold.claims or ():
        if claim.turn != turn.id:
            continue
        start, end = claim.start - turn.start, claim.end - turn.start
        taken.append((start, end))
        marks = (
            True,
            claim.key,
            claim.attribution.kind == "reported",
            claim.hedged,
            claim.negated,
            claim.modality == "obligation",
        )
        assert len(marks) == len(MARKS)
        yield ClaimSpan(start, end, marks, TYPES.index(claim.type))
    for start, end in sentences:
        at = start
        for first, last in sorted([*taken, (end, end)]):
            if last <= start or first > end:
                continue
            if first - at >= _LEAST_CLAUSE:
                yield ClaimSpan(at, first, None)
            at = max(at, last)


def read_winer(path: Path) -> list[Text]:
    """Return the documents of one file of WiNER-fr (JSON lines of ``text``, ``spans``, ``doc``).

    Dates and hours are dropped. No loss is taken of what our guidelines treat otherwise: products that we
    know as organisations (Facebook), events and products in lower case ("affaire Fillon").

    Raises:
        InputError: The file cannot be read or a line has another form.
    """
    documents: dict[str, list[Sample]] = {}
    for number, line in enumerate(_lines(path), 1):
        try:
            row = json.loads(line)
            sample = _winer_sample(str(row["doc"]), row["text"], row["spans"])
        except (ValueError, KeyError, TypeError, IndexError) as error:
            raise InputError(
                f"{path}:{number}: not a line of WiNER-fr ({error})",
                hint='{"text": …, "spans": [[start, end, label]], "doc": …} is expected',
            ) from error
        if sample.text:
            documents.setdefault(str(row["doc"]), []).append(sample)
    return [Text(doc, tuple(samples), gold=False) for doc, samples in documents.items()]


def _lines(path: Path) -> list[str]:
    try:
        content = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read ({error})") from error
    # Not `splitlines`: a JSON string may hold U+2028 and its like.
    return content.removesuffix("\n").split("\n") if content else []


def _winer_sample(doc: str, raw: str, spans: Iterable[tuple[int, int, str]]) -> Sample:
    text = analysis_form(raw)
    names = []
    for start, end, label in spans:
        ours = _WINER[label]
        if ours is None:
            continue
        known = by_name().get(text[start:end])
        company = known is not None and known.label == "ORG"
        if ours == "MISC" and (text[start].islower() or company):
            names.append(Name(start, end, None, theirs=ours))
        else:
            names.append(Name(start, end, ours, theirs=ours))
    return Sample(doc, text, tuple(names), (), (Sentence(0, len(text)),), general=True)


_AFTER = re.compile(r"(?<=['(]) | (?=[,.)…])")


def glue_changes(text: str) -> list[tuple[int, int]]:
    """Return the spaces that a tokeniser put after apostrophes and before commas and stops.

    >>> glue_changes("d' Ayas , 29 ans")
    [(2, 3), (7, 8)]
    """
    return [match.span() for match in _AFTER.finditer(text)]
