"""Whose content a claim is: the speaker's, or somebody else's with the words that say so."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.claims.cues import Hit
from pipeline.claims.grammar import grammar, persons
from pipeline.claims.incises import find_incise, is_somebody
from pipeline.claims.reading import Reading
from pipeline.claims.words import Words
from pipeline.lexicons import words as word_list

_TO_CONTENT = 4  # words between the verb and its "que" ("dit un jour en riant que")
_TO_VERB = 5  # clitics, auxiliaries and adverbs between a subject and its verb
_TO_SUBJECT = 9  # words of a subject before its verb
_QUOTES = '"'


@dataclass(frozen=True, slots=True)
class Found:
    """A reported content: words of the source and of the cue, both included; content from a word on."""

    source: tuple[int, int] | None
    cue: tuple[int, int]
    content: int
    incise: tuple[int, int] | None = None  # words inside or after the content that report it


def find_source(words: Words, reading: Reading) -> Found | None:
    """Return who is reported in a clause, or None where the content is the speaker's own."""
    according = reading.outside("according")
    if according is not None:
        found = _according(words, reading, according)
        if found is not None:
            return found
    incise = find_incise(words, reading.clause.first, reading.clause.last)
    if incise is not None:
        cue = (incise.verb, incise.verb)
        return Found(incise.subject, cue, reading.clause.first, (incise.first, incise.last))
    for hit in reading.hits.get("reported", ()):
        if hit.first in reading.subordinate:
            continue
        found = _speech(words, reading, hit)
        if found is not None:
            return found
    return None


def _according(words: Words, reading: Reading, hit: Hit) -> Found | None:
    """Read "selon une enquête du Cliff, …" and "il paraît que …"."""
    cue = (hit.first, hit.last)
    if hit.value == "nobody":
        return Found(None, cue, hit.last + 1)
    first = hit.last + 1
    last = first - 1
    # The source ends with the comma, or, at the end of the clause, with the clause.
    for at in range(first, reading.clause.last + 1):
        if words.lower[at] in ",;:" or words.shapes[at].finite:
            break
        last = at
    if last < first or words.lower[first] in word_list("no_source"):
        return None
    if words.lower[first] in persons() and (last == first or _is_own_view(words, first, last)):
        return None  # "selon moi" is the speaker, "selon vous" the hearer
    set_off = hit.first == reading.clause.first or words.lower[hit.first - 1] in ',;:"—–'
    if not (set_off or _opens_after_link(words, reading, hit)) and not is_somebody(
        words, (first, last)
    ):
        return None  # "varient selon la saison" tells on what something depends
    return Found((first, last), cue, last + 1)


def _opens_after_link(words: Words, reading: Reading, hit: Hit) -> bool:
    """Say whether only conjunctions stand before: "et d'après Enedis, …"."""
    links = word_list("clause_openers") | grammar().clause_links
    return all(words.lower[at] in links for at in range(reading.clause.first, hit.first))


def _is_own_view(words: Words, first: int, last: int) -> bool:
    return any(words.lower[at] in word_list("claim_own_views") for at in range(first, last + 1))


def _speech(words: Words, reading: Reading, hit: Hit) -> Found | None:
    """Read "Un client m'a dit que …", "… : « … »" and "Tourisme Charlevoix y voit …"."""
    content = _content(words, reading, hit)
    if content is None:
        return None
    verb = hit.first
    inverted = _inverted_subject(words, reading, verb)
    if inverted is not None:
        return Found(inverted, (verb, verb), reading.clause.first)
    subject = _subject(words, reading, verb)
    if subject is None:
        return None
    if hit.value == "study" and not _is_study(words, subject):
        return None
    return Found(subject, (verb, verb), content)


def _content(words: Words, reading: Reading, hit: Hit) -> int | None:
    """Return the first word of what is said, None if the verb says nothing here."""
    lists = grammar()
    verb, last = hit.first, reading.clause.last
    shape = words.shapes[verb]
    # The small model misses some finite forms ("Ils disent" as an adverb), so only clear
    # non-verbs and infinitives are refused.
    if shape.infinitive or words.pos[verb] in {"DET", "ADP"}:
        return None
    if hit.value == "view":
        return hit.last + 1 if hit.last < last else None
    restricted = reading.negation is None and any(
        words.lower[at] in lists.negation_first
        for at in range(max(reading.clause.first, verb - 3), verb)
    )
    if restricted:
        return None  # "ne voient que" reports nothing
    for at in range(verb + 1, min(last, verb + _TO_CONTENT) + 1):
        word = words.lower[at]
        if word in lists.complement_que and words.lower[at - 1] not in lists.adverbial_que:
            return at + 1
        if word == _QUOTES or (word == ":" and at < last and words.lower[at + 1] == _QUOTES):
            return at + 1
        if word in ",;:" or word in grammar().degrees:
            return None  # "remarquent plus vite que" compares
    return None


def _inverted_subject(words: Words, reading: Reading, verb: int) -> tuple[int, int] | None:
    after = verb + 1
    if after > reading.clause.last or after >= len(words):
        return None
    if words.text[words.starts[after] - 1] == "-" and words.lower[after] not in persons():
        return (after, after)
    return None


def _subject(words: Words, reading: Reading, verb: int) -> tuple[int, int] | None:
    """Return the words of the subject before `verb`; None for the speaker and the hearer."""
    begin = reading.clause.first
    last = verb - 1
    while last >= begin and _is_before_verb(words, last):
        last -= 1
    if last < begin or last < verb - 1 - _TO_VERB:
        return None
    end = last
    if words.lower[last] == ",":
        opening = last - 1
        while opening > begin and words.lower[opening] != ",":
            opening -= 1
        # "Le rédacteur en chef, Paul Kerbrat, affirme" is one source, "Rochat, lui, a trouvé" is not.
        end = last - 1 if _is_apposition(words, opening + 1, last - 1) else opening - 1
        last = opening - 1
    if last < begin or words.lower[last] in word_list("own_subjects"):
        return None
    first = last
    while first > max(begin, last - _TO_SUBJECT) and not _opens_before(words, first):
        first -= 1
    antecedent = _antecedent(words, begin, last)
    subject = (first, end)
    if antecedent is not None:
        subject = (antecedent[0], end if end > last else antecedent[1])
    return subject if _can_speak(words, subject) else None


def _is_apposition(words: Words, first: int, last: int) -> bool:
    """Say whether the words between the commas name the subject again: a name, or a noun with its article."""
    if first > last or any(words.shapes[at].finite for at in range(first, last + 1)):
        return False
    capital = words.text[words.starts[first]].isupper()
    return capital or (words.pos[first] == "DET" and last > first)


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


def _is_before_verb(words: Words, at: int) -> bool:
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


def _is_study(words: Words, subject: tuple[int, int]) -> bool:
    stems = tuple(word_list("studies"))
    return any(words.lower[at].startswith(stems) for at in range(subject[0], subject[1] + 1))
