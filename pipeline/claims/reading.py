"""One clause read once: its main verbs, negation, persons, numbers and cues.

Everything that type, modality, negation, attribution and salience ask is found here in a single pass
over the clause's words.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from pipeline.claims.clauses import Clause, comment_length
from pipeline.claims.cues import Hit
from pipeline.claims.grammar import Grammar, grammar, opens_adverbial, persons, subordinates
from pipeline.claims.negation import find_negations
from pipeline.claims.quantities import is_number
from pipeline.claims.words import Words, future_endings
from pipeline.lexicons import words as word_list

_FRAME_WORDS = 3  # an aside of at least one word more is a clause of its own
_VERB_REACH = 4  # words between an auxiliary and its participle or infinitive
_SET_OFF_REACH = 7  # words between a verb and its "que" where a comma stands between
_TO_RESUMED = 3  # words from a verb to its "que": "[pense lui aussi] que"
_BREAKS = frozenset(',;:—–"')
_NOMINAL = frozenset({"NOUN", "PROPN", "PRON"})
_VERBAL = frozenset({"VERB", "AUX"})
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
    asides = [
        hit
        for hit in hits.get("aside", ())
        if hit.last - hit.first >= _FRAME_WORDS
        # "Je ne vous donnerai pas son nom" is no aside where nothing else is claimed.
        and any(not hit.first <= at <= hit.last for at in reading.main)
    ]
    reading.negation = next(
        (
            found
            for found in find_negations(words, clause, reading.main, reading.subordinate)
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
    head = _own_head(words, clause)
    for at in range(clause.first, clause.last + 1):
        word = words.lower[at]
        if word in _BREAKS:
            is_open = is_open and not has_verb
        elif subordinates(words.lower, at) or (word in lists.reason_links and at > clause.first):
            if at > clause.first and words.lower[at - 1] in lists.clause_additions:
                opens = adverbial  # "parce qu'il a peur et que la peur …" goes on as it began
            else:
                opens = at not in head and not _is_complement(words, clause, at, lists)
            if opens:
                is_open, has_verb = True, False
            adverbial = opens
        elif is_open and has_verb and (word in lists.negation_first or words.shapes[at].finite):
            is_open = False
        if is_open:
            yield at
            has_verb = has_verb or words.shapes[at].finite


def _own_head(words: Words, clause: Clause) -> range:
    """Return the words that open what is claimed itself: "Parce que nous tardons", "…, ce qui est faux"."""
    first, lower = clause.first, words.lower
    comment = comment_length(words, first)
    if (
        comment and not clause.head
    ):  # at the head of a sentence it is the subject: "Ce qui brille …"
        return range(first, first + comment)
    while first < clause.last and (
        lower[first] in grammar().answer_noise
        or lower[first] in grammar().clause_links
        or lower[first] == ","
    ):
        first += 1
    if lower[first] in word_list("claim_reasons"):
        comma = next((at for at in range(first, clause.last) if lower[at] == ","), clause.last)
        if not any(words.shapes[at].finite for at in range(comma, clause.last + 1)):
            return range(first, first + 2)  # "parce que" is two words
    lone = not clause.head and "," not in lower[clause.first : clause.last]
    if lone or lower[clause.first] in grammar().complement_que:  # "Qu'il n'ait pas peur"
        return range(clause.first, clause.first + 1)
    return range(0)


def _is_complement(words: Words, clause: Clause, at: int, lists: Grammar) -> bool:
    """Say whether "que" opens the content of a verb, not a relative or an adverbial clause."""
    if words.lower[at] not in lists.complement_que or at == clause.first:
        return False
    if words.lower[at - 1] in lists.adverbial_que:
        # "Je pense même que", unlike "la même que"
        return any(
            _has_content(words, verb, lists) and not opens_adverbial(words.lower, at, verb)
            for verb in range(max(clause.first, at - _TO_RESUMED), at - 1)
        )
    set_off = words.lower[at - 1] in _BREAKS
    nominal = words.pos[at - 1] in _NOMINAL or (
        at > 1 and words.lower[at - 2] in word_list("claim_sure_determiners")
    )
    if not nominal and not set_off:
        return True
    # "Je ne crois pas, en revanche, que", unlike "L'équipe, que personne ne connaissait".
    reach = _SET_OFF_REACH if set_off else _VERB_REACH
    # "J'ai compris ce jour-là que": a verb with content stands just before.
    return any(
        _has_content(words, step, lists) for step in range(max(clause.first, at - reach), at)
    )


def _has_content(words: Words, at: int, lists: Grammar) -> bool:
    return words.lower[at].startswith(lists.content_verbs) and words.pos[at] in _VERBAL
