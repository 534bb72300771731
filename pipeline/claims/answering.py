"""Exchanges -> whether the answer gives what was asked, with the words that decide it. Experimental.

Rules on the words alone, so that an annotated exchange is judged without any model. They say nothing
(status None) where no cue is found, and of the rarer statuses only what formulas show: a half answer
without a formula of refusal, a joke, a new subject that nothing announces are not told from an answer.
Long answers are where new subjects are, so they count as answers only up to a length, chosen on the
train split (beyond it one in three of those with a cue was no plain answer, below it one in forty).
What the statuses mean is in `corpus/GUIDE.md`, how often they are right in `docs/record.md`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from pipeline.claims.asking import Asked, Sentence, asked_of, sentences_of
from pipeline.claims.cues import CueBook, Hit
from pipeline.claims.grammar import grammar
from pipeline.claims.salience import content_stems
from pipeline.claims.words import finite_contexts
from pipeline.lexicons import table
from pipeline.lexicons import words as word_list
from pipeline.schema import AnswerStatus, Cue, Interview, Turn
from pipeline.text import cut

_OPENING = 3  # words before a formula: "Ah non, joker", "L'entente est confidentielle"
_HEAD = 3  # sentences in which a refusal is one of the question, and an answer is looked for
_CONTENT = 4  # words that a sentence needs to say something
_FRAGMENT = 8  # words of an answer without a verb, as far as closed lists tell
_LONGEST = 60  # words, elided ones too, up to which nothing else is taken to have been opened
_SHORT = 3  # sentences of an answer that a referral to somebody else may fill


@dataclass(frozen=True, slots=True)
class Assessment:
    """The status of one answer; `evidence` is in characters of the interview, empty where nothing is assessed."""

    status: AnswerStatus | None
    evidence: tuple[Cue, ...] = ()


@dataclass(frozen=True, slots=True)
class _Said:
    """One sentence of an answer."""

    sentence: Sentence
    turn: Turn
    hits: tuple[Hit, ...]

    def hit(self, kind: str) -> Hit | None:
        """Return the formula of a list with which the sentence opens; a hint may also follow."""
        latest = self.sentence.last if kind == "hint" else self.sentence.first + _OPENING
        return next((h for h in self.hits if h.kind == kind and h.first <= latest), None)

    def cue(self, kind: str, first: int, last: int) -> Cue:
        """Return words of the turn as evidence."""
        words, offset = self.sentence.words, self.turn.start
        start, end = words.starts[first], words.ends[last]
        return Cue(kind, start + offset, end + offset, cut(self.turn.text, start, end))

    @property
    def spoken(self) -> list[str]:
        """The words without punctuation and hesitations ("Ah.")."""
        noise = word_list("claim_empty_openers")
        return [word for word in self.sentence.lower if word[0].isalnum() and word not in noise]

    @property
    def says(self) -> bool:
        """Whether it is more than a question or an exclamation."""
        return not self.sentence.question and bool(self.spoken)

    @property
    def tells(self) -> bool:
        """Whether it is long enough to inform."""
        return self.says and len(self.spoken) >= _CONTENT


def answer_statuses(interview: Interview) -> dict[str, AnswerStatus | None]:
    """Return the status of each exchange by its id, None where it is not assessed."""
    turns = {turn.id: turn for turn in interview.turns}
    return {
        exchange.id: assess(
            [turns[turn].text for turn in exchange.question],
            [turns[turn] for turn in exchange.answers],
        ).status
        for exchange in interview.exchanges
    }


def assess(questions: Sequence[str], answers: Sequence[Turn]) -> Assessment:
    """Return whether the answers to one question give what it asks for.

    Args:
        questions: The text of each question turn of the exchange.
        answers: Its answer turns, in text order; without one nothing is assessed.

    >>> def said(text): return [Turn("t2", "answer", "p2", 0, len(text), text, "position", 1.0)]
    >>> assess(["Combien l'avez-vous payé ?"], said("Joker. Question suivante ?")).status
    'evades'
    >>> assess(["Est-ce rentable ?"], said("Non. Nous perdons deux euros par carnet.")).evidence
    (Cue(kind='direct', start=0, end=3, text='Non'),)
    """
    said = [item for turn in answers for item in _read(turn)]
    if not questions or not said:
        return Assessment(None)
    asked = asked_of(questions)
    refused = _refused(asked, said)
    if refused is not None:
        return refused
    if not any(item.says for item in said):
        return _asked_back(said)
    given = _given(asked, said)
    if given is None:
        return Assessment(None)
    shift = _shift(said)
    if shift is not None:
        return Assessment("volunteers", (shift,))
    long = sum(len(item.spoken) for item in said) > _LONGEST
    return Assessment(None) if long else Assessment("answers", (given,))


def _read(turn: Turn) -> Iterator[_Said]:
    sentences = sentences_of(turn.text)
    hits = _book().find(sentences[0].words) if sentences else []
    for sentence in sentences:
        inside = (h for h in hits if sentence.first <= h.first and h.last <= sentence.last)
        yield _Said(sentence, turn, tuple(inside))


def _refused(asked: Asked, said: Sequence[_Said]) -> Assessment | None:
    """Return the status of an answer that begins by refusing, None of one that does not."""
    refusals = [item for item in said[:_HEAD] if _refuses(item, asked)]
    sent_on = [item for item in said if item.hit("redirect")]
    if not refusals:
        if sent_on and sent_on[0] is said[0] and len(said) <= _SHORT:
            return Assessment("evades", (_formula("redirect", sent_on[0]),))
        return None
    formulas = (_formula("refusal", refusals[0]),)
    hint = next((item for item in said if item.hit("hint")), None)
    if hint is not None:
        return Assessment("partial", (*formulas, _formula("hint", hint)))
    if sent_on or not any(item.tells for item in said if item not in refusals):
        return Assessment("evades", formulas)
    return Assessment(None)  # "Je ne peux pas donner le nom. Une chaîne de crèches…"


def _asked_back(said: Sequence[_Said]) -> Assessment:
    """Return evasion where the answer is but a question put to the asker: others are rhetorical."""
    for item in said:
        if item.sentence.question and word_list("hearers").intersection(item.sentence.lower):
            return Assessment("evades", (_whole("question_back", item),))
    return Assessment(None)


def _refuses(item: _Said, asked: Asked) -> bool:
    """Say whether a sentence refuses what is asked, not a detail ("une mutuelle, je ne dirai pas laquelle")."""
    hit = item.hit("refusal")
    if hit is None:
        return False
    lower = item.sentence.words.lower
    following = lower[hit.last + 1] if hit.last < item.sentence.last else ""
    return following not in word_list("interrogatives") or bool(asked.kinds)


def _given(asked: Asked, said: Sequence[_Said]) -> Cue | None:
    """Return the first words that show an answer: a position, a thing of the kind asked for, words taken up."""
    opening = [item for item in said if item.says][:_HEAD]
    if not opening:
        return None
    if asked.polar or asked.open:
        for item in opening[:2]:
            for hit in item.hits:
                if hit.kind == "direct" and _stands_out(item.sentence, hit.first):
                    return item.cue("direct", hit.first, hit.last)
    for item in opening[:2]:
        if found := _thing(asked, item):
            return found
    first = opening[0]
    if _verbless(first):
        return _whole("fragment", first)
    for item in opening:
        if found := _taken_up(asked, item):
            return found
    opens = first.sentence.lower[0]
    if asked.open and opens in word_list("claim_resuming"):
        return first.cue("resuming", first.sentence.first, first.sentence.first)
    return None


def _stands_out(sentence: Sentence, at: int) -> bool:
    """Say whether a word opens the sentence, or a part of it that is set off: "Aux joueurs, oui"."""
    before = sentence.words.lower[sentence.first : at][-1:]
    return not before or not before[0][0].isalnum() or before[0] in word_list("claim_empty_openers")


def _thing(asked: Asked, item: _Said) -> Cue | None:
    """Return a number, time, reason, person or place where that is asked for."""
    for hit in item.hits:
        if hit.kind == "given" and hit.value in asked.kinds:
            return item.cue(f"given:{hit.value}", hit.first, hit.last)
    sentence = item.sentence
    for at in range(sentence.first, sentence.last + 1):
        kind = _kind_of_word(sentence, at)
        if kind & asked.kinds:
            return item.cue(f"given:{min(kind & asked.kinds)}", at, at)
    return None


def _kind_of_word(sentence: Sentence, at: int) -> frozenset[str]:
    word = sentence.words.lower[at]
    if word[0].isdigit() or word in table("numerals"):
        return frozenset({"number", "time"})
    if word in word_list("months") | word_list("weekdays"):
        return frozenset({"time"})
    written = sentence.words.text[sentence.words.starts[at]]
    return frozenset({"person"} if written.isupper() and at > sentence.first else ())


def _taken_up(asked: Asked, item: _Said) -> Cue | None:
    """Return the first content word that the question has too."""
    sentence = item.sentence
    for at in range(sentence.first, sentence.last + 1):
        if content_stems([sentence.words.lower[at]]) & asked.stems:
            return item.cue("taken_up", at, at)
    return None


def _verbless(item: _Said) -> bool:
    """Say whether a short sentence has no finite verb, as far as closed lists tell."""
    forms, before, _ = finite_contexts()
    verbal = forms | before | grammar().subject_pronouns | grammar().perfect_auxiliaries
    return len(item.spoken) <= _FRAGMENT and not verbal.intersection(item.sentence.lower)


def _shift(said: Sequence[_Said]) -> Cue | None:
    """Return the formula that announces another subject, after the sentences that answer.

    "Quant à" and "pour le reste" are none: of ten on the train split nine took up a part of the question.
    """
    item = next((item for item in said[2:] if item.tells and item.hit("shift")), None)
    return _formula("shift", item) if item else None


def _formula(kind: str, item: _Said) -> Cue:
    hit = item.hit(kind)
    assert hit is not None  # the caller has found it
    return item.cue(kind, hit.first, hit.last)


def _whole(kind: str, item: _Said) -> Cue:
    return item.cue(kind, item.sentence.first, item.sentence.last)


@cache
def _book() -> CueBook:
    return CueBook(("refusal", "redirect", "hint", "shift", "direct", "given"))
