"""Answers -> claims: clauses that assert something which can be checked or disputed.

Read in this order: `words` (a turn's view), `cues` (lexicons found in it), `clauses` (where claims may
begin and end), `incises` (attributions set into them), `reading` and `negation` (what a clause shows), `focus`
(which part of it decides), `attribution` (whose content it is, with `according`, `contents`, `views`, `sayings` for the ways of
reporting, `sources` and `speakers` for who says it), `kinds`, `quantities`, `statement` (its fields), `salience` (which clauses are claims, and which are key), `meaning` (what the encoder adds to that).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.claims.candidates import (
    Answer,
    Candidate,
    Question,
    displayed_in,
    read_answer,
    read_question,
)
from pipeline.claims.clauses import Clause
from pipeline.claims.doubt import doubt_of
from pipeline.claims.kinds import Kind, modality_of
from pipeline.claims.meaning import (
    Floats,
    Meaning,
    is_evaluation,
    key_shares,
    meaning_of,
    question_vector,
    salience,
    shares,
)
from pipeline.claims.quantities import is_number, quantities_in
from pipeline.claims.reading import Mark
from pipeline.claims.salience import key_claims, key_thresholds, logistic
from pipeline.claims.statement import Setting, apply, resolutions_of
from pipeline.claims.words import Words
from pipeline.encoder import ClaimWeights
from pipeline.schema import (
    Attribution,
    Claim,
    Cue,
    Entity,
    ExchangeTurns,
    Interview,
    Quantity,
    TurnDoc,
)
from pipeline.settings import Settings
from pipeline.text import begun_inside, checked, cut

__all__ = ["find_claims"]


@dataclass(frozen=True, slots=True)
class _Context:
    """What the claims of one interview share."""

    interview: Interview
    docs: dict[str, TurnDoc]
    entities: Sequence[Entity]
    mentions: dict[str, list[tuple[int, int, str]]]  # turn -> spans in the text, entity id
    most_key: int
    displayed: tuple[frozenset[str], ...]
    weights: ClaimWeights | None


def find_claims(
    interview: Interview,
    docs: Sequence[TurnDoc],
    entities: Sequence[Entity],
    settings: Settings,
    *,
    weights: ClaimWeights | None = None,
) -> tuple[Claim, ...]:
    """Return the claims of all answers, in text order.

    An answer that belongs to no exchange has no question to be read against and yields no claim.

    Args:
        interview: The interview; only its answer turns are read.
        docs: The analyses of its turns.
        entities: The interview's entities; claims name those they mention.
        settings: `key_claims_per_answer` limits the key claims of one answer turn.
        weights: How what the docs' encoder says is weighed; rules alone decide without them.
    """
    mentions: dict[str, list[tuple[int, int, str]]] = {}
    for entity in entities:
        for mention in entity.mentions:
            mentions.setdefault(mention.turn, []).append((mention.start, mention.end, entity.id))
    context = _Context(
        interview,
        {item.turn.id: item for item in docs},
        entities,
        mentions,
        settings.key_claims_per_answer,
        displayed_in(interview),
        weights,
    )
    found = [
        claim for exchange in interview.exchanges for claim in _exchange_claims(exchange, context)
    ]
    found.sort(key=lambda claim: claim.start)
    return tuple(
        checked(replace(claim, id=f"c{number}"), interview.text)
        for number, claim in enumerate(found, 1)
    )


def _exchange_claims(exchange: ExchangeTurns, context: _Context) -> Iterator[Claim]:
    docs = context.docs
    question = read_question(
        [docs[turn].turn.text for turn in exchange.question], displayed=context.displayed
    )
    vector = question_vector([docs[turn].encoded for turn in exchange.question])
    for turn_id in exchange.answers:
        yield from _answer_claims(docs[turn_id], exchange, question, vector, context)


def _answer_claims(
    turn_doc: TurnDoc,
    exchange: ExchangeTurns,
    question: Question,
    vector: Floats | None,
    context: _Context,
) -> Iterator[Claim]:
    turn = turn_doc.turn
    mentions = context.mentions.get(turn.id, [])
    breaks = begun_inside(context.interview.source.blocks, turn)
    answer = read_answer(
        turn_doc,
        question,
        breaks=breaks,
        mentions=[(start - turn.start, end - turn.start) for start, end, _ in mentions],
    )
    is_claim = logistic("claim")
    least = key_thresholds()["claim"]
    meaning = meaning_of(turn_doc.encoded, answer.spans, vector) if context.weights else None
    marked = [is_claim.score(candidate.features) >= least for candidate in answer.candidates]
    sure = meaning.key_claim if meaning else (False,) * len(marked)
    kept = [number for number in range(len(marked)) if marked[number] or sure[number]]
    ranks = _ranked(answer, kept, meaning, context)
    asked = [context.docs[turn] for turn in exchange.question]
    setting = Setting(context.interview, turn_doc, answer.words, asked, context.entities)
    maker = _Maker(answer, turn_doc, exchange.id, setting, context.interview.text, mentions)
    for number, (found, key) in zip(kept, ranks, strict=True):
        candidate = answer.candidates[number]
        kind = candidate.kind
        if kind.type is None:
            if meaning and not marked[number]:  # no word speaks for a claim: all is the head's
                kind = Kind(meaning.type[number])
            else:
                judges = _judges(candidate, number, meaning, context.weights)
                kind = _open_kind(candidate, judges)
        yield maker.claim(candidate, kind, found, key=key)


def _ranked(
    answer: Answer, kept: Sequence[int], meaning: Meaning | None, context: _Context
) -> list[tuple[float, bool]]:
    """Return the salience of each claim of an answer, and whether it is key."""
    features = [answer.candidates[number].features for number in kept]
    if meaning is None or context.weights is None:
        score = logistic("key").score
        saliences = [round(score(own), 3) for own in features]
        keys = key_claims(saliences, most=context.most_key)
    else:
        both = [own | meaning.features[n] for n, own in zip(kept, features, strict=True)]
        found = shares(context.weights, both, meaning.vectors[list(kept)]) if kept else []
        saliences = [round(salience(context.weights, share), 3) for share in found]
        keys = key_shares(context.weights.key, found, most=context.most_key)
    return [(own, number in keys) for number, own in enumerate(saliences)]


def _judges(
    candidate: Candidate, number: int, meaning: Meaning | None, weights: ClaimWeights | None
) -> bool:
    """Say whether a clause whose words mark no type judges rather than states."""
    rules = logistic("judgement").score(candidate.features)
    if meaning is None or weights is None:
        return rules >= 0.5
    return is_evaluation(weights, rules, meaning.evaluation[number])


@dataclass(frozen=True, slots=True)
class _Maker:
    """Writes the claims of one answer turn."""

    answer: Answer
    turn_doc: TurnDoc
    exchange: str
    setting: Setting
    text: str
    mentions: Sequence[tuple[int, int, str]]

    def claim(self, candidate: Candidate, kind: Kind, salience: float, *, key: bool) -> Claim:
        words, turn = self.answer.words, self.turn_doc.turn
        clause, reading = candidate.clause, candidate.reading
        start = words.starts[clause.first] + turn.start
        end = words.ends[clause.last] + turn.start
        modality, modality_mark = modality_of(words, reading, kind)
        doubt = doubt_of(words, reading, self._is_name)
        resolutions = resolutions_of(self.setting, clause.first, clause.last)
        marks = [
            (f"type:{kind.type}", kind.mark),
            ("negation", Mark(*reading.negation) if reading.negation else None),
            ("hedge", doubt),
            (f"modality:{modality}", modality_mark),
            ("reported", Mark(*candidate.source.cue) if candidate.source else None),
        ]
        return Claim(
            id="",
            start=start,
            end=end,
            text=cut(self.text, start, end),
            turn=turn.id,
            exchange=self.exchange,
            speaker=turn.speaker,
            statement=apply(self.text[start:end], start, resolutions),
            resolutions=resolutions,
            attribution=self._attribution(candidate),
            type=kind.type or "fact",
            negated=reading.negation is not None,
            hedged=doubt is not None,
            modality=modality,
            quantities=self._quantities(words, clause),
            cues=tuple(self._cue(name, mark) for name, mark in marks if mark is not None),
            salience=salience,
            key=key,
            entities=self._entities(start, end),
        )

    def _quantities(self, words: Words, clause: Clause) -> tuple[Quantity, ...]:
        turn = self.turn_doc.turn
        numbers = [at for at in range(clause.first, clause.last + 1) if is_number(words.lower[at])]
        return quantities_in(
            words, numbers, clause.first, clause.last, offset=turn.start, text=self.text
        )

    def _attribution(self, candidate: Candidate) -> Attribution:
        source = candidate.source
        if source is None:
            return Attribution("speaker")
        # A source has no offsets of its own, so a line that is broken inside it is not kept.
        named = " ".join(self._slice(*source.source)[2].split()) if source.source else None
        return Attribution("reported", named, self._slice(*source.cue)[2])

    def _cue(self, name: str, mark: Mark) -> Cue:
        return Cue(name, *self._slice(mark.first, mark.last))

    def _slice(self, first: int, last: int) -> tuple[int, int, str]:
        words, offset = self.answer.words, self.turn_doc.turn.start
        start, end = words.starts[first] + offset, words.ends[last] + offset
        return start, end, cut(self.text, start, end)

    def _is_name(self, first: int, last: int) -> bool:
        start, end, _ = self._slice(first, last)
        return any(name[0] <= start and end <= name[1] for name in self.mentions)

    def _entities(self, start: int, end: int) -> tuple[str, ...]:
        inside = sorted(item for item in self.mentions if start <= item[0] and item[1] <= end)
        return tuple(dict.fromkeys(item[2] for item in inside))


def _open_kind(candidate: Candidate, judges: bool) -> Kind:
    """Return judgement or fact for a clause whose words mark neither duty, definition, forecast nor cause."""
    reading = candidate.reading
    if judges:
        hit = reading.first("evaluation", "strong") or reading.first("evaluation")
        return Kind("evaluation", Mark(hit.first, hit.last) if hit else None)
    number = reading.numbers[0] if reading.numbers else reading.past
    return Kind("fact", Mark(number, number) if number is not None else None)
