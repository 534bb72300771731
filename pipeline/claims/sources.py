"""Who says what a verb of saying reports: the words of its subject."""

from __future__ import annotations

from pipeline.claims.grammar import grammar, persons
from pipeline.claims.reading import Reading
from pipeline.claims.words import Words, never_finite
from pipeline.lexicons import words as word_list

_TO_VERB = 5  # clitics, auxiliaries and adverbs between a subject and its verb
_TO_SUBJECT = 9  # words of a subject before its verb


def inverted_subject(words: Words, reading: Reading, verb: int) -> tuple[int, int] | None:
    """Return the word of a subject that a hyphen joins to its verb; None for a pronoun of the speaker or hearer."""
    after = verb + 1
    if after > reading.clause.last or after >= len(words):
        return None
    if words.text[words.starts[after] - 1] == "-" and words.lower[after] not in persons():
        return (after, after)
    return None


def subject_before(words: Words, reading: Reading, verb: int) -> tuple[int, int] | None:
    """Return the words of the subject before `verb`; None for the speaker and the hearer."""
    begin = reading.clause.first
    if words.lower[verb - 1] in word_list("claim_gerund_marks") and words.lower[verb].endswith(
        never_finite()
    ):
        # "Mon patron m'a rendu une page en disant « … »"
        main = next((at for at in reading.main if at < verb), None)
        return subject_before(words, reading, main) if main is not None else None
    last = verb - 1
    while last >= begin and is_before_verb(words, last):
        last -= 1
    if last < begin or last < verb - 1 - _TO_VERB:
        return None
    if words.lower[last] == ",":
        # "Le rédacteur en chef, Paul Kerbrat, affirme", "Rochat, lui, a trouvé": the head alone is the source.
        opening = last - 1
        while opening > begin and words.lower[opening] != ",":
            opening -= 1
        last = opening - 1
    if last < begin or words.lower[last] in word_list("own_subjects"):
        return None
    if words.lower[last] in word_list("claim_third_pronouns"):
        return _dislocated(words, begin, last) or (last, last)
    first = last
    while first > max(begin, last - _TO_SUBJECT) and not _opens_before(words, first):
        first -= 1
    subject = _antecedent(words, begin, last) or (first, last)
    return subject if _can_speak(words, subject) else None


def _dislocated(words: Words, begin: int, pronoun: int) -> tuple[int, int] | None:
    """Return the noun at the head that a pronoun takes up: "[Le juriste], lui, il dit que …"."""
    first = begin
    while first < pronoun and words.lower[first] in word_list("clause_openers"):
        first += 1
    comma = next((at for at in range(first, pronoun) if words.lower[at] == ","), None)
    if comma is None or comma == first or words.lower[pronoun - 1] != ",":
        return None
    if any(words.shapes[at].finite for at in range(first, pronoun)):
        return None
    capital = words.text[words.starts[first]].isupper() and first > begin
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
            verbs = sum(words.shapes[step].finite for step in range(at + 1, last + 1))
            return (first, at - 1) if at > first + 1 and verbs == 1 else None
    return None


def _opens_before(words: Words, first: int) -> bool:
    """Say whether a subject that reaches back to `first` ends there."""
    before = words.lower[first - 1]
    is_name = words.text[words.starts[first - 1]].isupper()
    return (
        words.lower[first] in grammar().subject_pronouns
        or before in ',;:"'
        or before in word_list("clause_openers")
        or (words.shapes[first - 1].finite and not is_name)
    )


def is_before_verb(words: Words, at: int) -> bool:
    """Say whether a word stands between a subject and its verb: clitics, ne, auxiliaries, adverbs."""
    return words.lower[at] in word_list("preverbal") or (
        words.pos[at] in {"AUX", "ADV"} and words.lower[at] not in grammar().subject_pronouns
    )


def _can_speak(words: Words, subject: tuple[int, int]) -> bool:
    first, last = subject
    if words.lower[first] in word_list("no_source"):
        return False
    lists = grammar()
    return any(
        word in lists.subject_pronouns or word not in lists.function_words
        for word in words.lower[first : last + 1]
    )


def is_study(words: Words, subject: tuple[int, int]) -> bool:
    """Say whether a subject is a study, which shows what people say: "les travaux américains"."""
    stems = tuple(word_list("studies"))
    return any(words.lower[at].startswith(stems) for at in range(subject[0], subject[1] + 1))


def is_own_thought(words: Words, subject: tuple[int, int], verb: int) -> bool:
    """Say whether "on" compares or speaks for the speaker's group: "on aurait dit que", "on s'est dit que"."""
    first, last = subject
    if first != last or words.lower[first] not in word_list("claim_group_pronouns"):
        return False
    between = set(words.lower[first + 1 : verb])
    return bool(between & (word_list("claim_own_reflexives") | word_list("claim_imagined")))
