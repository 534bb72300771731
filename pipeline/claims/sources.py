"""Who says what a verb of saying reports: the words of its subject, or the name beside them."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.claims.clauses import Clause
from pipeline.claims.grammar import grammar, persons
from pipeline.claims.reading import Reading
from pipeline.claims.speakers import names_somebody
from pipeline.claims.words import Words, never_finite
from pipeline.lexicons import words as word_list

_TO_VERB = 5  # clitics, auxiliaries and adverbs between a subject and its verb
_TO_SUBJECT = 16  # words of a subject before its verb
_MOST_JOINED = 2  # verbs that share a subject before the one that reports
_SPOKEN_SUBJECT = 2  # words of a noun phrase that a pronoun takes up without a comma
_MARKS = frozenset(',;:!?…"')


@dataclass(frozen=True, slots=True)
class Found:
    """A reported content: words of the source and of the cue, both included; content from a word on."""

    source: tuple[int, int] | None
    cue: tuple[int, int]
    content: int
    incise: tuple[int, int] | None = None  # words inside or after the content that report it
    judges: bool = False  # by an adjective or a noun: "On m'a traitée de folle"


def after_openers(words: Words, clause: Clause) -> int:
    """Return the first word of a clause that is no conjunction: "et donc [d'après] Enedis, …"."""
    links = word_list("clause_openers") | grammar().clause_links
    at = clause.first
    while at < clause.last and words.lower[at] in links:
        at += 1
    return at


def inverted_subject(words: Words, reading: Reading, verb: int) -> tuple[int, int] | None:
    """Return the word of a subject that a hyphen joins to its verb; None for a pronoun of the speaker or hearer."""
    after = verb + 1
    if after > reading.clause.last:
        return None
    if words.is_hyphened(after) and words.lower[after] not in persons():
        return (after, after)
    return None


def subject_before(
    words: Words, reading: Reading, verb: int, *, joined: int = 0
) -> tuple[int, int] | None:
    """Return the words of the subject before `verb`; None for the speaker and the hearer.

    Args:
        words: The turn.
        reading: The reading of the clause.
        verb: A finite verb, or the participle or gerund that says something.
        joined: Verbs already passed that share the subject ("Elle lit Gala et me croit notaire").
    """
    begin = reading.clause.first
    mark = verb - 1
    while mark > begin and words.lower[mark] in word_list("bare_clitics") - {"en"}:
        mark -= 1
    gerund = words.lower[verb].endswith(never_finite())
    if gerund and words.lower[mark] in word_list("claim_gerund_marks"):
        # "Mon patron m'a rendu une page en me disant « … »"
        main = next((at for at in reading.main if at < verb), None)
        return subject_before(words, reading, main, joined=joined) if main is not None else None
    last = _end_of_subject(words, begin, verb)
    if last is None or words.lower[last] in word_list("own_subjects"):
        return None
    if words.lower[last] in grammar().clause_additions:
        main = next((at for at in reversed(reading.main) if at < last), None)
        if main is None or joined == _MOST_JOINED:
            return None
        return subject_before(words, reading, main, joined=joined + 1)
    if words.lower[last] in word_list("claim_third_pronouns"):
        return _dislocated(words, begin, last) or (last, last)
    first = last
    while first > max(begin, last - _TO_SUBJECT) and not _opens_before(words, first):
        first -= 1
    subject = _antecedent(words, begin, last) or (_after_adverbial(words, first, last), last)
    return subject if _can_speak(words, subject) else None


def _end_of_subject(words: Words, begin: int, verb: int) -> int | None:
    """Return the last word before a verb, its clitics and adverbs, and an apposition: "[Rochat], lui, a trouvé".

    The head is the source in "Le rédacteur en chef, Paul Kerbrat, affirme" too. None where a mark stands there, or
    nothing near.
    """
    last = verb - 1
    while last >= begin and (step := _step_before(words, last)):
        last -= step
    if last < begin or last < verb - 1 - _TO_VERB:
        return None
    if words.lower[last] == ",":
        opening = last - 1
        while opening > begin and words.lower[opening] != ",":
            opening -= 1
        last = opening - 1
    return last if last >= begin and words.lower[last] not in _MARKS else None


def _dislocated(words: Words, begin: int, pronoun: int) -> tuple[int, int] | None:
    """Return the noun at the head that a pronoun takes up: "[Le juriste], lui, il dit que …", "[Le client] il dit"."""
    first = begin
    while first < pronoun and words.lower[first] in word_list("clause_openers"):
        first += 1
    comma = next((at for at in range(first, pronoun) if words.lower[at] == ","), None)
    if comma is None and words.pos[first] == "DET" and words.pos[pronoun - 1] == "NOUN":
        spoken = pronoun - first == _SPOKEN_SUBJECT
        return (first, pronoun - 1) if spoken else None
    if comma is None or comma == first or words.lower[pronoun - 1] != ",":
        return None
    if any(words.shapes[at].finite for at in range(first, pronoun)):
        return None
    capital = words.is_capital(first) and first > begin
    noun = words.pos[first] in {"DET", "PROPN"} or capital
    return (first, comma - 1) if noun else None


def _antecedent(words: Words, begin: int, last: int) -> tuple[int, int] | None:
    """Return the noun phrase that a relative clause follows: "Une étudiante [que j'encadre à Lyon]"."""
    first = begin
    while first < last and words.lower[first] in word_list("clause_openers"):
        first += 1
    if words.pos[first] != "DET":
        return None
    for at in range(first + 1, last):
        if words.shapes[at].finite or words.lower[at] in ',;:"':
            return None
        if words.lower[at] in word_list("claim_relatives"):
            inside = range(at + 1, last + 1)
            verbs = sum(words.shapes[step].finite for step in inside)
            marked = any(words.lower[step] in _MARKS for step in inside)
            return (first, at - 1) if at > first + 1 and verbs == 1 and not marked else None
    return None


def _after_adverbial(words: Words, first: int, last: int) -> int:
    """Return where a subject begins behind "Au début": at the last determiner that no preposition governs."""
    if words.pos[first] != "ADP":
        return first
    governing = {"ADP", "ADV", "DET", "NUM"}
    return next(
        (
            at
            for at in range(last, first, -1)
            if words.pos[at] in {"DET", "PROPN"} and words.pos[at - 1] not in governing
        ),
        first,
    )


def _opens_before(words: Words, first: int) -> bool:
    """Say whether a subject that reaches back to `first` ends there."""
    before = words.lower[first - 1]
    is_name = words.is_capital(first - 1)
    return (
        words.lower[first] in grammar().subject_pronouns
        or before in ',;:"'
        or before in word_list("clause_openers")
        or (words.shapes[first - 1].finite and not is_name)
    )


def _step_before(words: Words, at: int) -> int:
    """Return how many words that end at `at` stand between a subject and its verb: "m'a [un jour] écrit"."""
    if is_before_verb(words, at):
        return 1
    pair = " ".join(words.lower[max(0, at - 1) : at + 1])
    return 2 if pair in word_list("claim_incise_adverbs") else 0


def is_before_verb(words: Words, at: int) -> bool:
    """Say whether a word stands between a subject and its verb: clitics, ne, auxiliaries, adverbs."""
    if words.lower[at] in word_list("preverbal"):
        return True
    if words.lower[at] in grammar().subject_pronouns:
        return False
    # The small model takes some nouns for adverbs ("le bourgmestre").
    noun = at > 0 and words.pos[at - 1] == "DET"
    return words.pos[at] == "AUX" or (words.pos[at] == "ADV" and not noun)


def _can_speak(words: Words, subject: tuple[int, int]) -> bool:
    first, last = subject
    if words.lower[first] in word_list("no_source"):
        return False
    lists = grammar()
    if words.lower[last] in word_list("claim_pronoun_heads"):
        return True  # "l'une", "les mêmes", "quelqu'un"
    return any(
        word in lists.subject_pronouns
        or word not in lists.function_words
        or names_somebody(word)  # "d'autres"
        for word in words.lower[first : last + 1]
    )


def is_own_thought(words: Words, subject: tuple[int, int], verb: int) -> bool:
    """Say whether "on" compares or speaks for the speaker's group: "on aurait dit que", "on s'est dit que"."""
    first, last = subject
    if first != last or words.lower[first] not in word_list("claim_group_pronouns"):
        return False
    between = set(words.lower[first + 1 : verb])
    return bool(between & (word_list("claim_own_reflexives") | word_list("claim_imagined")))
