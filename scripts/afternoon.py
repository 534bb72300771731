"""The reference to beat: what one writes in an afternoon with fr_core_news_sm.

A line that ends in ``?`` is a question and the lines until the next one are its answer; entities
are the model's own, over the whole text; the two longest sentences of an answer are its claims;
the first sentences are the summary. It is given the text that our readers found, and writes
records, so that ``scripts/evaluate.py`` scores it like the pipeline.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from pipeline.batch.inputs import find_inputs
from pipeline.errors import PipelineError
from pipeline.read import SUFFIXES, read_source
from pipeline.records import compose, record_line
from pipeline.schema import (
    Attribution,
    Claim,
    Digest,
    Entity,
    EntityLabel,
    ExchangeTurns,
    Interview,
    Mention,
    ModelVersion,
    Participant,
    Record,
    Source,
    Span,
    Summary,
    SummarySentence,
    Turn,
    TurnRole,
)
from pipeline.settings import Settings
from pipeline.text import trim

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

Spans = list[tuple[int, int]]
LABELS: dict[str, EntityLabel] = {"PER": "PER", "ORG": "ORG", "LOC": "LOC", "MISC": "MISC"}
SPEAKERS = {"question": "p1", "answer": "p2"}


def afternoon_record(source: Source, nlp: Language, settings: Settings) -> Record:
    """Return the record of one source."""
    interview = _interview(source)
    doc = nlp(source.text)
    sentences = _sentences(doc, interview)
    return compose(
        interview,
        _entities(doc, interview),
        _claims(source.text, interview, sentences),
        _digest(source.text, interview, sentences),
        settings=settings,
        models={settings.spacy_model: ModelVersion(nlp.meta["version"], None)},
        metadata=None,
    )


def _interview(source: Source) -> Interview:
    turns: list[Turn] = []
    pairs: list[tuple[str, list[str]]] = []
    for start, end, role in _stretches(source.text):
        id = f"t{len(turns) + 1}"
        text = source.text[start:end]
        turns.append(Turn(id, role, SPEAKERS.get(role), start, end, text, "interrogative", 1.0))
        if role == "question":
            pairs.append((id, []))
        elif role == "answer":
            pairs[-1][1].append(id)
    people = (Participant("p1", None, "interviewer"), Participant("p2", None, "interviewee"))
    exchanges = tuple(
        ExchangeTurns(f"x{number}", (question,), tuple(answers))
        for number, (question, answers) in enumerate(pairs, 1)
    )
    return Interview(source, source.title, source.lead, people, tuple(turns), exchanges)


def _stretches(text: str) -> list[tuple[int, int, TurnRole]]:
    """Return lines ending in ``?``, and what lies between them in one piece."""
    found: list[tuple[int, int, TurnRole]] = []
    start = 0
    other: TurnRole = "intro"
    for line in text.split("\n"):
        a, b = trim(text, start, start + len(line))
        start += len(line) + 1
        if a == b:
            continue
        if text[b - 1] == "?":
            found.append((a, b, "question"))
            other = "answer"
        elif found and found[-1][2] == other:
            found[-1] = (found[-1][0], b, other)
        else:
            found.append((a, b, other))
    return found


def _inside(spans: Iterator[tuple[int, int]], turns: tuple[Turn, ...]) -> dict[str, Spans]:
    """Return by turn the spans that lie in one turn; others are no use to anyone."""
    found: dict[str, Spans] = {turn.id: [] for turn in turns}
    for start, end in spans:
        for turn in turns:
            if turn.start <= start < end <= turn.end:
                found[turn.id].append((start, end))
    return found


def _sentences(doc: Doc, interview: Interview) -> dict[str, Spans]:
    spans = (trim(doc.text, sent.start_char, sent.end_char) for sent in doc.sents)
    return _inside(spans, interview.turns)


def _entities(doc: Doc, interview: Interview) -> tuple[Entity, ...]:
    labels = {trim(doc.text, ent.start_char, ent.end_char): ent.label_ for ent in doc.ents}
    mentions: dict[tuple[str, str], list[Mention]] = {}
    for turn, spans in _inside(iter(labels), interview.turns).items():
        for start, end in spans:
            text = doc.text[start:end]
            mention = Mention(start, end, text, turn, 1.0)
            mentions.setdefault((text, labels[start, end]), []).append(mention)
    return tuple(
        Entity(f"e{number}", name, LABELS[label], None, tuple(found))
        for number, ((name, label), found) in enumerate(mentions.items(), 1)
    )


def _claims(text: str, interview: Interview, sentences: dict[str, Spans]) -> tuple[Claim, ...]:
    exchanges = {turn: x.id for x in interview.exchanges for turn in x.answers}
    chosen = sorted(
        (*span, turn)
        for turn in exchanges
        for span in sorted(sentences[turn], key=lambda span: span[0] - span[1])[:2]
    )
    return tuple(
        Claim(
            id=f"c{number}",
            start=start,
            end=end,
            text=text[start:end],
            turn=turn,
            exchange=exchanges[turn],
            speaker="p2",
            statement=text[start:end],
            resolutions=(),
            attribution=Attribution("speaker"),
            type="fact",
            negated=False,
            hedged=False,
            modality="asserted",
            quantities=(),
            cues=(),
            salience=1.0,
            key=True,
            entities=(),
        )
        for number, (start, end, turn) in enumerate(chosen, 1)
    )


def _digest(text: str, interview: Interview, sentences: dict[str, Spans]) -> Digest:
    everything = [span for turn in interview.turns for span in sentences[turn.id]]
    by_exchange = {
        x.id: [span for turn in x.answers for span in sentences[turn]] for x in interview.exchanges
    }
    return Digest(
        summary=_summary(text, everything[:3]),
        keywords=(),
        exchange_summaries={
            id: _summary(text, spans[:1]) if spans else None for id, spans in by_exchange.items()
        },
        exchange_keywords=dict.fromkeys(by_exchange, ()),
    )


def _summary(text: str, spans: Spans) -> Summary:
    parts = tuple(SummarySentence(text[a:b], (Span(a, b),)) for a, b in spans)
    return Summary(" ".join(part.text for part in parts), "extractive", parts)


def main() -> int:
    """Return the exit code: 1 when nothing can be read."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("inputs", nargs="+", type=Path, metavar="INPUT", help="file or folder")
    parser.add_argument("--out", type=Path, required=True, help="file of records to write")
    options = parser.parse_args()
    settings = Settings()
    import spacy

    nlp = spacy.load(settings.spacy_model)
    try:
        jobs = find_inputs(options.inputs, out=options.out, suffixes=tuple(SUFFIXES)).jobs
        with options.out.open("w", encoding="utf-8", newline="\n") as stream:
            for job in jobs:
                source = read_source(job.path, id=job.id, file=job.file, settings=settings)
                stream.write(record_line(afternoon_record(source, nlp, settings)) + "\n")
    except PipelineError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
