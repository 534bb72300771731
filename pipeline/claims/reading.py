"""One clause read once: its main verbs, negation, persons, numbers and cues.

Everything that type, modality, negation, attribution and salience ask is found here in a single pass
over the clause's words.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from pipeline.claims.clauses import Clause
from pipeline.claims.cues import Hit
from pipeline.claims.grammar import Grammar, grammar, persons, subordinates
from pipeline.claims.quantities import is_number
from pipeline.claims.words import Words, future_endings
from pipeline.lexicons import words as word_list

_FRAME_WORDS = 3  # an aside of at least one word more is a clause of its own
_NEG_REACH = 7  # words between "ne" and its second element
_VERB_REACH = 4  # words between an auxiliary and its participle or infinitive
_BREAKS = frozenset(',;:—–"')
_NOMINAL = frozenset({"NOUN", "PROPN", "PRON"})
_BETWEEN = frozenset({"ADV", "PRON", "AUX", ""})  # parts of speech that may stand there


@dataclass(frozen=True, slots=True)
class Mark:
    """The words ``[first, last]`` behind a decision."""

    first: int
    last: int


@dataclass(slots=True)
class Reading:
    """What a clause's words show, as word indices of the turn; filled by `read_clause` only."""

    clause: Clause
    hits: dict[str, list[Hit]]
    subordinate: frozenset[int]
    main: list[int] = field(default_factory=list)  # finite verbs outside subordinate clauses
    finite: int = 0  # finite verbs anywhere
    negation: tuple[int, int] | None = None  # "ne" and "pas" in text order, or twice a lone "pas"
    persons: set[str] = field(default_factory=set)  # of `persons.txt`
    numbers: list[int] = field(default_factory=list)
    past: int | None = None
    imperfect: int | None = None
    present: int | None = None
    future: int | None = None
    near_future: int | None = None
    conditional: int | None = None
    imperative: int | None = None

    def first(self, kind: str, *values: str) -> Hit | None:
        """Return the first hit of a list (with one of the values, if any are given)."""
        for hit in self.hits.get(kind, ()):
            if not values or hit.value in values:
                return hit
        return None

    def outside(self, kind: str, *values: str) -> Hit | None:
        """Return the first such hit that does not stand in a subordinate clause."""
        for hit in self.hits.get(kind, ()):
            if hit.first not in self.subordinate and (not values or hit.value in values):
                return hit
        return None


def read_clause(
    words: Words,
    clause: Clause,
    hits: dict[str, list[Hit]],
    *,
    skipped: frozenset[int] = frozenset(),
) -> Reading:
    """Return the reading of one clause.

    Args:
        words: The turn.
        clause: The clause.
        hits: The cues inside the clause, by list.
        skipped: Words that say whose content it is, not what.
    """
    lists = grammar()
    reading = Reading(clause, hits, frozenset(_subordinate(words, clause, lists)))
    person_words = persons()
    lower, shapes = words.lower, words.shapes
    framed = _framing(hits) | skipped
    for at in range(clause.first, clause.last + 1):
        word = lower[at]
        if at in framed:
            continue
        if word in person_words:
            reading.persons.add(person_words[word])
        elif is_number(word):
            reading.numbers.append(at)
        elif shapes[at].finite:
            reading.finite += 1
            if at not in reading.subordinate:
                reading.main.append(at)
                tense = _tense(words, at, clause.last, lists)
                if getattr(reading, tense) is None:
                    setattr(reading, tense, at)
    asides = [hit for hit in hits.get("aside", ()) if hit.last - hit.first >= _FRAME_WORDS]
    reading.negation = next(
        (
            found
            for found in _negations(words, reading, lists)
            if found[0] not in skipped
            and not any(hit.first <= found[0] <= hit.last for hit in asides)
        ),
        None,
    )
    return reading


def _framing(hits: dict[str, list[Hit]]) -> frozenset[int]:
    """Return the words of "je dirais que" and "on ne va pas se mentir": how it is said, not what."""
    frames = [hit for hit in hits.get("hedge", ()) if hit.value == "frame"]
    frames += [hit for hit in hits.get("aside", ()) if hit.last - hit.first >= _FRAME_WORDS]
    return frozenset(at for hit in frames for at in range(hit.first, hit.last + 1))


def _tense(words: Words, at: int, last: int, lists: Grammar) -> str:
    """Return the name of the field of `Reading` that the finite verb at `at` belongs to."""
    shape = words.shapes[at]
    if shape.mood == "Cnd":
        return "conditional"
    if shape.mood == "Imp":
        return "imperative"
    # The small model takes "achetons" and some nouns for a future.
    if shape.tense == "Fut" and words.lower[at].endswith(future_endings()):
        return "future"
    if shape.tense == "Imp":
        return "imperfect"
    word = words.lower[at]
    if shape.tense == "Past" or (
        word in lists.perfect_auxiliaries and _follows(words, at, last, participle=True)
    ):
        return "past"
    if word in lists.going_to and _follows(words, at, last, participle=False):
        return "near_future"
    return "present"


def _follows(words: Words, at: int, last: int, *, participle: bool) -> bool:
    for step in range(at + 1, min(last, at + _VERB_REACH) + 1):
        shape, word = words.shapes[step], words.lower[step]
        if shape.participle if participle else shape.infinitive:
            return True
        if word in word_list("clitics") or word in word_list("claim_between_verbs"):
            continue
        if words.pos[step] not in _BETWEEN:
            # "va l'apprendre", "vont fondre" as a noun or a finite form
            endings = tuple(word_list("claim_infinitive_endings"))
            return not participle and words.pos[step] in {"NOUN", "VERB"} and word.endswith(endings)
    return False


def _subordinate(words: Words, clause: Clause, lists: Grammar) -> Iterator[int]:
    """Yield the words inside relative and adverbial clauses; complements ("dit que") stay main.

    A subordinate clause lasts until a comma, or until a second finite verb or a "ne" that follows
    its own verb: "ceux [qui restent] ne sont pas".
    """
    is_open, has_verb, adverbial = False, False, False
    for at in range(clause.first, clause.last + 1):
        word = words.lower[at]
        if word in _BREAKS:
            is_open = is_open and not has_verb
        elif subordinates(words.lower, at):
            if at > clause.first and words.lower[at - 1] in lists.clause_additions:
                opens = adverbial  # "parce qu'il a peur et que la peur …" goes on as it began
            else:
                # A clause that is a lone "parce que…" is the claim itself.
                opens = not (
                    _is_complement(words, clause, at, lists) or _is_own_head(words, clause, at)
                )
            if opens:
                is_open, has_verb = True, False
            adverbial = opens
        elif is_open and has_verb and (word in lists.negation_first or words.shapes[at].finite):
            is_open = False
        if is_open:
            yield at
            has_verb = has_verb or words.shapes[at].finite


def _is_own_head(words: Words, clause: Clause, at: int) -> bool:
    return at == clause.first and not clause.head and "," not in words.lower[at : clause.last]


def _is_complement(words: Words, clause: Clause, at: int, lists: Grammar) -> bool:
    """Say whether "que" opens the content of a verb, not a relative or an adverbial clause."""
    if words.lower[at] not in lists.complement_que or at == clause.first:
        return False
    if words.lower[at - 1] in lists.adverbial_que:
        return False
    if words.pos[at - 1] not in _NOMINAL:
        return True
    # "J'ai compris ce jour-là que": a verb with content stands just before.
    return any(
        words.lower[step].startswith(lists.content_verbs)
        for step in range(max(clause.first, at - _VERB_REACH), at)
    )


def _negations(words: Words, reading: Reading, lists: Grammar) -> Iterator[tuple[int, int]]:
    """Yield the negations of the main clause and of the complement of its verb."""
    clause, lower = reading.clause, words.lower
    for at in range(clause.first, clause.last + 1):
        word = lower[at]
        if at in reading.subordinate:
            continue
        if word in lists.negation_first:
            found = _second_element(words, clause, at, lists)
            # "de ne jamais relire" denies the infinitive, which is the main verb only without another.
            if found is not None and (found != at + 1 or not reading.main):
                yield (min(at, found), max(at, found))
        elif (word in lists.negation_bare and _is_bare(words, clause, at, lists)) or (
            at == clause.first and word in lists.negation_head and not reading.main
        ):
            yield (at, at)


def _second_element(words: Words, clause: Clause, at: int, lists: Grammar) -> int | None:
    """Return "pas" of "ne… pas", or the "personne" of "personne… ne"."""
    lower = words.lower
    for step in range(at + 1, min(clause.last, at + _NEG_REACH) + 1):
        if lower[step] in lists.negation_second:
            return step
        if lower[step] in lists.complement_que:
            break
    for step in range(at - 1, max(clause.first, at - _NEG_REACH) - 1, -1):
        if lower[step] in lists.negation_second:
            return step
        if lower[step] in _BREAKS:
            break
    # "Or personne, à la Fédération, n'a été chargé": a subject at the head.
    for step in (clause.first, clause.first + 1):
        if step < at and lower[step] in lists.negation_head:
            return step
    return None


def _is_bare(words: Words, clause: Clause, at: int, lists: Grammar) -> bool:
    """Say whether spoken French leaves "ne" out: "c'est pas", "je sais pas"."""
    before = at - 1
    if before < clause.first or not words.shapes[before].finite:
        return False
    return not any(
        words.lower[step] in lists.negation_first
        for step in range(max(clause.first, before - 3), before)
    )
