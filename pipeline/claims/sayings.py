"""Reports without a verb of saying before the content: "Mon père : « … »", "L'argument des opposants, c'est que …"."""

from __future__ import annotations

from dataclasses import replace

from pipeline.claims.contents import is_infinitive_next, quotes_sentence
from pipeline.claims.grammar import grammar, persons
from pipeline.claims.incises import incise_at
from pipeline.claims.reading import Reading
from pipeline.claims.sources import Found, after_openers, subject_before
from pipeline.claims.speakers import may_assert
from pipeline.claims.words import QUOTE, Words
from pipeline.lexicons import table
from pipeline.lexicons import words as word_list

_TO_NOUN = 3  # words of "Leur principal argument"
_TO_COPULA = 16  # words before the "est que" of a noun of saying


def find_announced(words: Words, reading: Reading) -> Found | None:
    """Return who speaks in a quotation that a colon opens: "Mon père avait cette phrase : « … »"."""
    first, last = after_openers(words, reading.clause), reading.clause.last
    colon = next(
        (at for at in range(first + 1, last) if words.lower[at : at + 2] == [":", QUOTE]), None
    )
    if colon is None or not quotes_sentence(words, colon + 1, last):
        return None
    verb = next((at for at in range(first, colon) if words.shapes[at].finite), None)
    if verb is None:
        return _announced_by_noun(words, first, colon)
    subject = subject_before(words, reading, verb)
    if subject is None:
        return None
    announced = any(words.lower[at] in word_list("claim_saying_nouns") for at in range(verb, colon))
    if words.lower[subject[0]] in grammar().subject_pronouns:
        # "Elle m'a regardé : « … »": somebody is spoken to.
        told = set(words.lower[subject[1] + 1 : verb]) & word_list("claim_told_clitics")
        spoken = words.lower[subject[0]] in word_list("claim_third_pronouns")
        return Found(subject, (colon, colon), colon + 1) if spoken and (told or announced) else None
    if not may_assert(words, subject, pronouns=False):
        return None
    return Found(subject, (colon, colon), colon + 1)


def _announced_by_noun(words: Words, first: int, colon: int) -> Found | None:
    """Read "Réponse du maire : « … »", "Sa réponse : « … »" and "La coiffeuse, sans lever les yeux : « … »"."""
    comma = next((at for at in range(first, colon) if words.lower[at] == ","), colon)
    noun = _noun_of_saying(words, first, comma)
    if noun is not None:
        return _by_complement(words, first, noun, comma, content=colon + 1)
    # "Et le maire de conclure : « … »"
    marks = word_list("claim_infinitive_marks")
    acts = (at for at in range(first + 1, comma - 1) if words.lower[at] in marks)
    act = next((at for at in acts if words.shapes[at + 1].infinitive), comma)
    named = (first, act - 1)
    if words.lower[first] in word_list("source_pronouns"):
        return Found(named, (colon, colon), colon + 1) if comma == first + 1 else None
    if words.pos[first] not in {"DET", "PROPN", "NUM"} or not may_assert(words, named):
        return None
    return Found(named, (colon, colon), colon + 1)


def find_equated(words: Words, reading: Reading) -> Found | None:
    """Return whose saying a clause equates with its content: "Ce que disent les clients, c'est que …"."""
    first, last = after_openers(words, reading.clause), reading.clause.last
    copula = next(
        (
            at
            for at in range(first + 2, min(last - 1, first + _TO_COPULA) + 1)
            if words.lower[at] in word_list("claim_saying_copulas")
        ),
        None,
    )
    if copula is None:
        return None
    opener = copula + 1
    if words.lower[opener] in grammar().complement_que or (
        words.lower[opener] in word_list("claim_infinitive_marks")
        and is_infinitive_next(words, opener + 1, last)
    ):
        content = opener + 1
    else:
        return None
    end = copula - 1 if words.lower[copula - 1] == "c'" else copula
    end = end - 1 if words.lower[end - 1] == "," else end
    if words.lower[first] == "ce" and words.lower[first + 1] in grammar().complement_que:
        return _said(words, reading, first + 2, end, content)
    noun = _noun_of_saying(words, first, end)
    if noun is None or words.pos[first] != "DET":
        return None
    plan = words.lower[opener] not in grammar().complement_que
    if plan and table("claim_saying_nouns")[words.lower[noun]] == "que":
        return None  # "L'idée du maire, c'est de repeindre la halle"
    return _by_complement(words, first, noun, end, content=content, reading=reading)


def _said(words: Words, reading: Reading, first: int, end: int, content: int) -> Found | None:
    """Read what stands between "ce que" and "c'est que": "disent les clients", "on nous reproche"."""
    incise = incise_at(words, first, end, begin=reading.clause.first, headed=True)
    if incise is not None:
        return Found(incise.subject, (incise.verb, incise.verb), content)
    for kind in ("reported", "reported_act"):
        for hit in reading.hits.get(kind, ()):
            if first < hit.first < end:
                subject = subject_before(words, reading, hit.first)
                return Found(subject, (hit.first, hit.first), content) if subject else None
    return None


def _noun_of_saying(words: Words, first: int, end: int) -> int | None:
    """Return the noun of saying at the head of a noun phrase: "Leur principal [argument]"."""
    nouns = word_list("claim_saying_nouns")
    return next(
        (at for at in range(first, min(end, first + _TO_NOUN)) if words.lower[at] in nouns), None
    )


def _by_complement(
    words: Words,
    first: int,
    noun: int,
    end: int,
    *,
    content: int,
    reading: Reading | None = None,
) -> Found | None:
    """Return whose a saying is: of its complement, its possessive or its relative clause.

    Args:
        words: The turn.
        first: The first word of the noun phrase.
        noun: Its noun of saying.
        end: The word after the phrase.
        content: The first word of what is said.
        reading: The reading of the clause, where the noun may have a relative clause.
    """
    if words.lower[first] in persons():
        return None  # "Mon argument, c'est que …"
    nobody = Found(None, (noun, noun), content)
    if words.lower[first] in word_list("claim_third_possessives"):
        return nobody
    after = noun + 1
    if after >= end:
        return None  # "L'idée, c'est que …" is the speaker's
    opener = words.lower[after]
    if opener in word_list("claim_source_of"):
        after += 1
    elif reading is not None and opener in grammar().relatives:
        return nobody  # "La critique qui revient, c'est que …"
    elif reading is not None and opener in grammar().complement_que:
        subject = _subject_inside(words, reading, after, end)
        return replace(nobody, source=subject) if subject is not None else None
    elif opener not in word_list("claim_source_contracted"):
        return None
    named = (after, end - 1)
    if after >= end or (words.lower[after] in persons() and after == end - 1):
        return None  # "L'argument de vous"
    return replace(nobody, source=named) if may_assert(words, named) else None


def _subject_inside(words: Words, reading: Reading, first: int, end: int) -> tuple[int, int] | None:
    """Return the subject of a relative clause: "Le reproche qu'[on] nous fait"."""
    verb = next((at for at in range(first, end) if words.shapes[at].finite), None)
    return subject_before(words, reading, verb) if verb is not None else None
