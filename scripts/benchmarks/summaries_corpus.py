"""The pipeline's summaries of annotated interviews beside simpler ones and the gold ones."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path

import numpy as np

from benchmarks.contenders import missing
from benchmarks.loads import find_jobs
from benchmarks.page import met, table
from benchmarks.summaries_data import Text
from benchmarks.summaries_systems import Limit, System, lead, rated, sumy_rating
from pipeline.annotate import Models
from pipeline.evaluate.figures import RESAMPLES, SEED, draws
from pipeline.evaluate.prediction import Pair, pair_up
from pipeline.evaluate.summaries import ROUGES, covered_keys, is_covered, key_claims, rouge
from pipeline.gold import read_golds
from pipeline.run import process
from pipeline.schema import Gold, Record, Span, Summary, SummarySentence, Turn
from pipeline.settings import Settings
from pipeline.summarize.extractive import THREE, TWO, sentences_for
from pipeline.summarize.sentences import Sentence, plain_sentences

_ASKED = 0.60
_COLUMNS = (
    *("", *ROUGES.values(), "key claims in its evidence"),
    *("key claims in those of answers", "sentences that lean"),
)


@dataclass(frozen=True, slots=True)
class Counts:
    """Of one interview."""

    rouges: tuple[float, ...]  # F-measures of its summary, in the order of ROUGES
    keys: int  # gold key claims
    whole: int  # of these in the evidence of its summary
    answers: int  # of these in the evidence of its answers' summaries
    sentences: int  # of all summaries
    leaning: int  # of these begin with a pronoun or a connective, and not after their neighbour


def interviews(corpus: Path, split: str, models: Mapping[str, Models]) -> str:
    """Return the table of a split.

    Args:
        corpus: The corpus' folder.
        split: The split.
        models: Those of each way to run the pipeline, the main one first.
    """
    golds = {
        gold.id: gold
        for gold in read_golds(corpus / "gold", split=split)
        if gold.claims is not None and gold.summary is not None
    }
    most = Settings().summary_sentences
    records = {name: _records(corpus / "raw" / split, golds, each) for name, each in models.items()}
    first = next(iter(records.values()))
    systems: dict[str, Callable[[Limit], System]] = {"first sentences": lead}
    if not missing("sumy"):
        systems["LexRank"] = partial(rated, sumy_rating("lex_rank"))
    for name, system in systems.items():
        records[name] = [_rewritten(record, system, most) for record in first]
    counts = {
        name: [counted(pair_up(golds[record.id], record)) for record in found]
        for name, found in records.items()
    }
    own = [_gold_evidence(pair_up(golds[record.id], record)) for record in first]
    main = next(iter(counts.values()))
    keys = [count.keys for count in main]
    rows = [(name, *_row(found)) for name, found in counts.items()]
    rows.append(("gold summaries", "", "", "", _rate(own, keys), "", ""))
    reached = sum(count.answers for count in main) / sum(keys)
    return (
        f"The project's corpus, split {split}: {len(main)} interviews with {sum(keys)} key claims, 95 % intervals over "
        f"interviews. ROUGE on words with accents, {most} sentences an interview. A key claim is in the evidence where half of it is; an "
        f"answer has one sentence, two if it is of {TWO} or more, three if it is of {THREE} or more.\n\n{table(_COLUMNS, rows)}\n\n"
        f"- key claims in the summaries of answers: {reached:.2f} ({met(reached, least=_ASKED)})"
    )


def _records(folder: Path, golds: Mapping[str, Gold], models: Models) -> list[Record]:
    return [
        process(job.path, id=job.id, file=job.file, settings=Settings(), models=models)
        for job in find_jobs(folder)
        if job.id in golds
    ]


def counted(pair: Pair) -> Counts:
    """Return what one record's summaries hold of the gold."""
    whole = [pair.record.summary] if pair.record else []
    answers = [exchange.summary for exchange in pair.exchanges if exchange.summary is not None]
    covered = covered_keys(pair)
    leaning = [lean for summary in (*whole, *answers) for lean in _leaning(summary)]
    reference = pair.gold.summary.text if pair.gold.summary else ""
    return Counts(
        rouges=tuple(rouge(reference, pair.summary).values()),
        keys=covered.keys,
        whole=covered.interview,
        answers=covered.answers,
        sentences=len(leaning),
        leaning=sum(leaning),
    )


def _leaning(summary: Summary) -> list[bool]:
    """Say of each sentence of a summary whether it leans on something that is not there."""
    spans = [sentence.evidence[0] for sentence in summary.sentences]
    beside = [False, *(right.start - left.end < 3 for left, right in pairwise(spans))]
    return [
        plain_sentences(sentence.text)[0].opener in {"pronoun", "connective"} and not near
        for sentence, near in zip(summary.sentences, beside, strict=True)
    ]


def _gold_evidence(pair: Pair) -> int:
    """Return how many key claims the evidence of the gold summary covers."""
    units = {
        unit
        for sentence in (pair.gold.summary.sentences if pair.gold.summary else ())
        for span in sentence.evidence
        for unit in pair.gold_span(span.start, span.end)
    }
    return sum(is_covered(claim, units) for claim in key_claims(pair))


# --- what others choose among the same answers -----------------------------------------------


def _rewritten(record: Record, system: Callable[[Limit], System], most: int) -> Record:
    """Return a record with the summaries of another system, as long as the pipeline's."""
    turns = {turn.id: turn for turn in record.turns}
    asked = [[turns[id] for id in exchange.answers] for exchange in record.exchanges]
    everything = [turn for answers in asked for turn in answers]
    exchanges = []
    for exchange, answers in zip(record.exchanges, asked, strict=True):
        text = _text(exchange.id, answers)
        limit = Limit(most=sentences_for(len(text.sentences)))
        summary = _summary(text, system(limit)(text)) if text.sentences else None
        exchanges.append(dataclasses.replace(exchange, summary=summary))
    text = _text("", everything)
    summary = _summary(text, system(Limit(most=most))(text))
    return dataclasses.replace(record, summary=summary, exchanges=tuple(exchanges))


def _text(id: str, turns: Sequence[Turn]) -> Text:
    sentences: list[Sentence] = []
    written: list[str] = []
    for turn in turns:
        for sentence in plain_sentences(turn.text):
            start, end = sentence.start + turn.start, sentence.end + turn.start
            sentences.append(dataclasses.replace(sentence, start=start, end=end, turn=turn.id))
            written.append(turn.text[sentence.start : sentence.end])
    return Text(id, tuple(sentences), tuple(written), ("",) * len(written), "")


def _summary(text: Text, chosen: Sequence[int]) -> Summary:
    sentences = tuple(
        SummarySentence(text.written[at], (Span(text.sentences[at].start, text.sentences[at].end),))
        for at in chosen
    )
    return Summary(" ".join(text.written[at] for at in chosen), "extractive", sentences)


# --- figures ---------------------------------------------------------------------------------


def _row(counts: Sequence[Counts]) -> tuple[str, ...]:
    keys = [count.keys for count in counts]
    return (
        *(
            _rate(column, [1] * len(counts))
            for column in zip(*(c.rouges for c in counts), strict=True)
        ),
        _rate([count.whole for count in counts], keys),
        _rate([count.answers for count in counts], keys),
        _rate([count.leaning for count in counts], [count.sentences for count in counts]),
    )


def _rate(over: Sequence[float], under: Sequence[float]) -> str:
    """Return a rate with its bootstrap interval over interviews."""
    drawn = draws(len(over), resamples=RESAMPLES, seed=SEED)
    bottom = drawn @ np.array(under, float)
    rates = (drawn @ np.array(over, float))[bottom > 0] / bottom[bottom > 0]
    low, high = np.percentile(rates, [2.5, 97.5])
    return f"{sum(over) / sum(under):.3f} ({low:.2f} to {high:.2f})"
