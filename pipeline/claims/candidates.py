"""One answer -> the clauses that may be claims, each with its readings and features."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.claims.attributes import attribute_features
from pipeline.claims.attribution import find_source
from pipeline.claims.clauses import Clause, clauses_of
from pipeline.claims.cues import Hit, cue_book
from pipeline.claims.focus import deciding_part, quoted_sentences
from pipeline.claims.grammar import grammar
from pipeline.claims.kinds import Kind, Request, kind_of, request_of
from pipeline.claims.reading import Mark, Reading, read_clause
from pipeline.claims.salience import Place, content_stems, features_of, with_rivals
from pipeline.claims.sources import Found
from pipeline.claims.words import Words, tokenize, words_of
from pipeline.lexicons import words as word_list
from pipeline.schema import Interview, TurnDoc
from pipeline.text import analysis_form, sentence_spans

_FULL_WORDS = 4
_TO_SUBJECT = 3  # words between "je" and its verb
_TO_CONTENT = 6  # words between a verb of saying and its "que"
_REPORTING = frozenset({"reported", "according"})  # lists whose entries say whose content it is


@dataclass(frozen=True, slots=True)
class Question:
    """What an answer answers, as far as claims ask."""

    stems: frozenset[str]
    request: Request
    displayed: tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A clause that is no question."""

    clause: Clause
    reading: Reading  # of the content: what is reported, the deciding side of a colon
    kind: Kind
    source: Found | None
    features: dict[str, float]


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer turn, read."""

    words: Words
    candidates: tuple[Candidate, ...]

    @property
    def spans(self) -> list[tuple[int, int]]:
        """Return the candidates' clauses in characters of the turn."""
        return [
            (self.words.starts[c.clause.first], self.words.ends[c.clause.last])
            for c in self.candidates
        ]


def displayed_in(interview: Interview) -> tuple[frozenset[str], ...]:
    """Return the content words of each line that editors set large, mostly quotations."""
    lines = [interview.title, interview.lead]
    lines += [turn.text for turn in interview.turns if turn.role in {"heading", "pull_quote"}]
    return tuple(
        dict.fromkeys(content_stems(tokenize(analysis_form(line))) for line in lines if line)
    )


def read_question(
    questions: Sequence[str], *, displayed: tuple[frozenset[str], ...] = ()
) -> Question:
    """Return what the questions of one exchange ask for.

    Args:
        questions: The text of each question turn.
        displayed: What `displayed_in` gives for the interview.
    """
    words = [word for question in questions for word in tokenize(analysis_form(question))]
    return Question(content_stems(words), request_of(words), displayed)


def read_answer(
    turn_doc: TurnDoc,
    question: Question,
    *,
    breaks: Sequence[int],
    mentions: Sequence[tuple[int, int]],
) -> Answer:
    """Return the candidates of one answer turn, in text order.

    Args:
        turn_doc: The turn with its analysis.
        question: What it answers.
        breaks: Characters of the turn at which a paragraph or a list item begins.
        mentions: Spans of the entities' mentions, in characters of the turn.
    """
    words = words_of(turn_doc)
    sentences = sentence_spans(
        turn_doc.turn.text, abbreviations=grammar().abbreviations, breaks=breaks
    )
    hits = cue_book().find(words)
    found = clauses_of(words, sentences, reports=_reporting(words, hits))
    clauses = [clause for clause in found if not clause.question]
    named = _named(words, clauses, mentions)
    full = _full_indices(words, clauses)
    candidates: list[Candidate] = []
    at = 0
    for index, clause in enumerate(clauses):
        while at < len(hits) and hits[at].first < clause.first:
            at += 1
        inside: dict[str, list[Hit]] = {}
        for hit in hits[at:]:
            if hit.first > clause.last:
                break
            if hit.last <= clause.last:
                inside.setdefault(hit.kind, []).append(hit)
        place = Place(
            index,
            len(clauses),
            full[index],
            full[-1] + 1,
            question.stems,
            question.request,
            _after_colon(words, clause),
            question.displayed,
        )
        candidate = _candidate(words, clause, inside, place, named=named[index])
        candidates.append(_continued(words, candidate, candidates[-1:]))
    with_rivals([candidate.features for candidate in candidates])
    return Answer(words, tuple(candidates))


def _continued(words: Words, found: Candidate, before: Sequence[Candidate]) -> Candidate:
    """Return a clause as a definition where it says what holds instead of one: "…, c'est un mandat"."""
    clause = found.clause
    opener = words.lower[clause.first : clause.first + 2]
    if (
        found.kind.type is None
        and any(
            last.kind.type == "definition"
            and last.reading.negation is not None
            and last.clause.sentence == clause.sentence
            for last in before
        )
        and " ".join(opener) in word_list("claim_instead")
    ):
        kind = Kind("definition", Mark(clause.first, clause.first + 1))
        return replace(found, kind=kind)
    return found


def _reporting(words: Words, hits: Sequence[Hit]) -> frozenset[int]:
    """Return the words that may say whose content it is, other than the speaker's own."""
    own, opening = word_list("claim_own_reports"), word_list("claim_content_openers")
    return frozenset(
        hit.first
        for hit in hits
        if hit.kind in _REPORTING
        and not own & set(words.lower[max(0, hit.first - _TO_SUBJECT) : hit.first])
        # "La note" is a noun where no content follows.
        and (
            hit.kind == "according"
            or opening & set(words.lower[hit.last + 1 : hit.last + 2 + _TO_CONTENT])
        )
    )


def _candidate(
    words: Words, clause: Clause, hits: dict[str, list[Hit]], place: Place, *, named: bool
) -> Candidate:
    reading = read_clause(words, clause, hits)
    source = find_source(words, reading)
    told_in_past = (source is not None and source.incise is None) and (
        reading.past is not None or reading.imperfect is not None
    )
    content = _content(words, clause, hits, source) or reading
    # How much a clause says is read off all of it, unless somebody else's words follow.
    weighed = content if source is not None and content.finite else reading
    kind = kind_of(words, content, place.request, told_in_past=told_in_past)
    if source is not None and source.judges and kind.type is None:
        kind = Kind("evaluation", Mark(*source.cue))
    features = features_of(words, weighed, kind, place, reported=source is not None, named=named)
    features.update(attribute_features(words, weighed))
    return Candidate(clause, content, kind, source, features)


def _content(
    words: Words, clause: Clause, hits: dict[str, list[Hit]], source: Found | None
) -> Reading | None:
    """Return the reading of what is claimed where it is not the whole clause: type, denial and doubt are its own."""
    first, skipped = clause.first, frozenset[int]()
    if source is not None and source.incise is not None:
        skipped = frozenset(range(source.incise[0], source.incise[1] + 1))
        first = source.content
    elif source is not None and clause.first < source.content <= clause.last:
        first = source.content
    part = Clause(first, clause.last, clause.sentence, clause.question, head=clause.head)
    part = deciding_part(words, part)
    skipped |= quoted_sentences(words, part)
    if part == clause and not skipped:
        return None
    kept = {
        kind: inside
        for kind, found in hits.items()
        if (
            inside := [
                hit
                for hit in found
                if part.first <= hit.first and hit.last <= part.last and hit.first not in skipped
            ]
        )
    }
    return read_clause(words, part, kept, skipped=skipped)


def _full_indices(words: Words, clauses: Sequence[Clause]) -> list[int]:
    """Return for each clause its number among those that are more than a fragment, -1 before the first."""
    numbers: list[int] = []
    number = -1
    for clause in clauses:
        enough = clause.last - clause.first + 1 >= _FULL_WORDS
        if enough and any(words.shapes[at].finite for at in range(clause.first, clause.last + 1)):
            number += 1
        numbers.append(number)
    return numbers


def _after_colon(words: Words, clause: Clause) -> bool:
    return clause.first > 0 and words.lower[clause.first - 1] == ":"


def _named(
    words: Words, clauses: Sequence[Clause], mentions: Sequence[tuple[int, int]]
) -> list[bool]:
    return [
        any(
            words.starts[clause.first] <= start and end <= words.ends[clause.last]
            for start, end in mentions
        )
        for clause in clauses
    ]
