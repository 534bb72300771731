"""Gold and predicted turns, exchanges and speakers -> counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

import segeval

from pipeline.align import one_to_one
from pipeline.evaluate.counting import Tally, name_key
from pipeline.evaluate.prediction import Pair
from pipeline.schema import GoldTurn, Participant, Turn

_SHOWN = 160  # characters of a turn shown among the misses


def score_turns(pair: Pair, tally: Tally) -> None:
    """Add the counts of questions, exchanges, roles, boundaries and speakers of one interview."""
    _questions(pair, tally)
    _exchanges(pair, tally)
    _roles(pair, tally)
    _boundaries(pair, tally)
    if pair.gold.participants is not None:
        _participants(pair, tally)
        _turn_speakers(pair, tally)


def _shown(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def _gold_spans(pair: Pair) -> dict[str, tuple[int, ...]]:
    return {turn.id: pair.gold_span(turn.start, turn.end) for turn in pair.gold.turns or ()}


def _predicted_spans(pair: Pair) -> dict[str, tuple[int, ...]]:
    return {turn.id: pair.predicted_span(turn.start, turn.end) for turn in pair.turns}


def _questions(pair: Pair, tally: Tally) -> None:
    gold = {
        pair.gold_span(turn.start, turn.end): turn
        for turn in pair.gold.turns or ()
        if turn.role == "question"
    }
    predicted = {
        pair.predicted_span(turn.start, turn.end): turn
        for turn in pair.turns
        if turn.role == "question"
    }
    tally.hit(
        "question",
        found=len(gold.keys() & predicted.keys()),
        gold=len(gold),
        predicted=len(predicted),
    )
    for span, turn in gold.items():
        if span not in predicted:
            tally.miss("question missed", _shown(turn.text), "question", _covering(pair, span))
    for span, found in predicted.items():
        if span not in gold:
            tally.miss("question invented", _shown(found.text), "", "question")


def _covering(pair: Pair, span: tuple[int, ...]) -> str:
    wanted = set(span)
    return " + ".join(
        f"{turn.role} {_shown(turn.text)!r}"
        for turn in pair.turns
        if wanted.intersection(pair.predicted_span(turn.start, turn.end))
    )


def _exchanges(pair: Pair, tally: Tally) -> None:
    if pair.gold.exchanges is None:
        return
    # An excerpt that begins in mid-answer may give an exchange without question: no pair.
    places = _gold_spans(pair)
    found_places = _predicted_spans(pair)
    gold = {
        tuple(places[id] for id in exchange.question): [places[id] for id in exchange.answers]
        for exchange in pair.gold.exchanges
        if exchange.question
    }
    predicted = {
        tuple(found_places[id] for id in exchange.question): [
            found_places[id] for id in exchange.answers
        ]
        for exchange in pair.exchanges
        if exchange.question
    }
    exact = [question for question, answers in gold.items() if predicted.get(question) == answers]
    tally.hit("pair", found=len(exact), gold=len(gold), predicted=len(predicted))
    for question, answers in gold.items():
        if question in predicted and predicted[question] != answers:
            text = _text_of(pair, question)
            tally.miss(
                "answers of a question",
                _shown(text),
                " / ".join(_edges(_text_of(pair, [answer])) for answer in answers),
                " / ".join(_edges(_text_of(pair, [answer])) for answer in predicted[question]),
            )


def _text_of(pair: Pair, spans: Iterable[tuple[int, ...]]) -> str:
    """Return the gold text that spans of units cover; foreign units are left out."""
    units = [unit for span in spans for unit in span if unit >= 0]
    if not units:
        return ""
    before = pair.units.before
    start = next(i for i in range(len(before) - 1) if before[i + 1] > min(units))
    end = next(i for i in range(start, len(before)) if before[i] > max(units))
    return pair.gold.text[start:end]


def _edges(text: str) -> str:
    return text if len(text) <= 90 else f"{text[:45]} […] {text[-40:]}"


def _roles(pair: Pair, tally: Tally) -> None:
    predicted: dict[int, str] = {}
    for found in pair.turns:
        for unit in pair.predicted_span(found.start, found.end):
            predicted[unit] = found.role
    present = set(pair.alignment.places)
    for turn in pair.gold.turns or ():
        span = pair.gold_span(turn.start, turn.end)
        # A reader may drop boilerplate: what is not in the record's text was rightly not read.
        roles = Counter(
            predicted.get(unit, "none")
            if pair.record is None or unit in present or turn.role != "boilerplate"
            else "boilerplate"
            for unit in span
        )
        right = roles[turn.role]
        tally.right("role", right, len(span))
        tally.right(f"role.{turn.role}", right, len(span))
        if right < len(span):
            others = ", ".join(
                f"{role} {count / len(span):.0%}"
                for role, count in roles.most_common()
                if role != turn.role
            )
            tally.miss("role", _shown(turn.text), turn.role, others)


# --- boundaries ----------------------------------------------------------------------------


def _boundaries(pair: Pair, tally: Tally) -> None:
    """Pk, WindowDiff and boundary similarity over the words inside gold turns."""
    gold, predicted = _word_labels(pair)
    if len(gold) < 2:
        return
    reference, hypothesis = _masses(gold), _masses(predicted)
    if segeval.compute_window_size(reference) < len(gold):
        tally.right("pk", float(segeval.pk(hypothesis, reference)), 1)
        tally.right("windowdiff", float(segeval.window_diff(hypothesis, reference)), 1)
    # segeval divides by the number of boundaries, of which two whole texts have none.
    whole = len(reference) == len(hypothesis) == 1
    similarity = 1.0 if whole else float(segeval.boundary_similarity(hypothesis, reference))
    tally.right("boundary_similarity", similarity, 1)


def _word_labels(pair: Pair) -> tuple[list[str], list[str]]:
    """Return, for each word inside a gold turn, the gold turn's id and the predicted turn's id."""
    owner: dict[int, str] = {}
    for found in pair.turns:
        for unit in pair.predicted_span(found.start, found.end):
            owner[unit] = found.id
    gold: list[str] = []
    predicted: list[str] = []
    for turn in pair.gold.turns or ():
        at = turn.start
        for word in turn.text.split():
            at = pair.gold.text.index(word, at)
            first = pair.units.before[at]
            at += len(word)
            gold.append(turn.id)
            # A word in no predicted turn goes with the one before: no boundary is claimed there.
            predicted.append(owner.get(first, predicted[-1] if predicted else ""))
    return gold, predicted


def _masses(labels: Sequence[str]) -> tuple[int, ...]:
    masses = [1]
    for previous, label in pairwise(labels):
        if label == previous:
            masses[-1] += 1
        else:
            masses.append(1)
    return tuple(masses)


# --- speakers ------------------------------------------------------------------------------


def _participants(pair: Pair, tally: Tally) -> None:
    for role in ("interviewer", "interviewee"):
        gold = [person for person in pair.gold.participants or () if person.role == role]
        predicted = [person for person in pair.participants if person.role == role]
        right = _same_people(gold, predicted)
        tally.right(f"speakers.{role}", right, 1)
        if not right:
            tally.miss(f"{role} of the file", "", _people(gold), _people(predicted))


def _people(people: Iterable[Participant]) -> str:
    return ", ".join(person.name or "(unnamed)" for person in people) or "(nobody)"


def _same_people(gold: list[Participant], predicted: list[Participant]) -> bool:
    """As many people, and every gold name found; a gold person without name fits anybody."""
    names = [name_key(person.name) for person in predicted if person.name]
    for person in gold:
        if person.name is not None:
            if name_key(person.name) not in names:
                return False
            names.remove(name_key(person.name))
    return len(gold) == len(predicted)


def _turn_speakers(pair: Pair, tally: Tally) -> None:
    """Characters of questions and answers given to the right person, whatever the person's name.

    Gold and predicted people are matched by the characters they share, so that the figure
    measures who speaks where, not how the name was found.
    """
    speaker: dict[int, str] = {}
    for found in pair.turns:
        if found.speaker is not None and found.role in ("question", "answer"):
            for unit in pair.predicted_span(found.start, found.end):
                speaker[unit] = found.speaker
    spoken = [t for t in pair.gold.turns or () if t.role in ("question", "answer") and t.speaker]
    gold_ids = sorted({turn.speaker for turn in spoken if turn.speaker})
    predicted_ids = sorted(set(speaker.values()))
    shared: Counter[tuple[int, int]] = Counter()
    for turn in spoken:
        for id, count in _speakers_in(pair, turn, speaker).items():
            shared[gold_ids.index(turn.speaker or ""), predicted_ids.index(id)] += count
    matched = {
        gold_ids[left]: predicted_ids[right]
        for left, right in one_to_one({k: float(v) for k, v in shared.items()}, least=1)
    }
    for turn in spoken:
        found_here = _speakers_in(pair, turn, speaker)
        total = len(pair.gold_span(turn.start, turn.end))
        right = found_here[matched.get(turn.speaker or "", "")]
        tally.right("speaker", right, total)
        if right < total / 2:
            given = ", ".join(id for id, _ in found_here.most_common()) or "nobody"
            tally.miss("speaker of a turn", _shown(turn.text), turn.speaker or "", given)


def _speakers_in(pair: Pair, turn: GoldTurn | Turn, speaker: dict[int, str]) -> Counter[str]:
    span = pair.gold_span(turn.start, turn.end)
    return Counter(speaker[unit] for unit in span if unit in speaker)
