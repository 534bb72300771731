"""Who a text says is speaking: its sources and the subjects of its verbs of speech."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from pipeline.lexicons import entries, table
from pipeline.lexicons import words as word_list
from pipeline.summarize.names import Name, names_in
from pipeline.summarize.wording import (
    BREAKS,
    SENTENCE_MARKS,
    Token,
    phrase_at,
    tokens_of,
)

_SOURCE = 8  # words of a source after "selon"
_TO_VERB = 2  # words between a subject and its verb ("il n'en dit")
_TO_QUE = 5  # words between a verb and its "que"


@dataclass(frozen=True, slots=True)
class Voice:
    """Words ``[first, last]`` that name who says what the sentence says."""

    first: int
    last: int
    pronoun: str | None = None  # "il", "elle"… where a pronoun is all
    reports: bool = True  # what is said follows: "selon X, …", "X dit que …"


def voices_in(tokens: Sequence[Token]) -> list[Voice]:
    """Return the sources and the subjects of verbs of speech in a text, in order.

    >>> from pipeline.summarize.wording import tokens_of
    >>> tokens = tokens_of("Selon une étude, Paul Kerbrat, éditeur, affirme que tout va.")
    >>> [" ".join(t.written for t in tokens[v.first : v.last + 1]) for v in voices_in(tokens)]
    ['une étude', 'Paul Kerbrat']
    """
    found = [*_sources(tokens), *_subjects(tokens)]
    return sorted(found, key=lambda voice: voice.first)


def _sources(tokens: Sequence[Token]) -> Iterator[Voice]:
    """Yield what follows "selon", "d'après", "pour" at the head."""
    for at in range(len(tokens)):
        length = _according(tokens, at)
        if not length:
            continue
        first = last = at + length
        while (
            last < len(tokens) and last - first < _SOURCE and not _ends_source(tokens, last, first)
        ):
            last += 1
        if last == first:
            continue
        lower = tokens[first].lower
        if lower in word_list("source_pronouns"):
            yield Voice(first, first, lower)
        elif lower not in word_list("no_source") and not (
            last == first + 1 and lower in table("persons")  # "selon moi"
        ):
            yield Voice(first, last - 1)


def _according(tokens: Sequence[Token], at: int) -> int:
    """Return how many words of "selon" or "à en croire" begin at a place, 0 for none."""
    if tokens[at].lower == "pour":  # "pour elle, …", not "pour le reste, …"
        head = at == 0 or tokens[at - 1].lower in SENTENCE_MARKS
        following = tokens[at + 1 : at + 2]
        person = any(t.is_capital or t.lower in word_list("source_pronouns") for t in following)
        return 1 if head and person and _before_comma(tokens, at) else 0
    return phrase_at(tokens, at, _according_phrases())


@cache
def _according_phrases() -> frozenset[str]:
    """Return what stands before a source, its words divided by blanks as `phrase_at` reads them."""
    return frozenset(
        " ".join(token.lower for token in tokens_of(fields[0]))
        for fields in entries("claim_according")
        if fields[1] == "source"
    )


def _before_comma(tokens: Sequence[Token], at: int) -> bool:
    return any(token.lower == "," for token in tokens[at + 1 : at + 2 + _SOURCE // 2])


def _ends_source(tokens: Sequence[Token], at: int, first: int) -> bool:
    lower = tokens[at].lower
    return lower in BREAKS or (
        at > first and lower in word_list("denial_ends") | word_list("subject_pronouns")
    )


def _subjects(tokens: Sequence[Token]) -> Iterator[Voice]:
    names = {name.last: name for name in names_in(tokens)}
    for at in range(len(tokens)):
        if not _speaks(tokens, at):
            continue
        before = at - 1
        while before >= 0 and tokens[before].lower in word_list("preverbal") | {"ne", "n'"}:
            before -= 1
        if before < 0:
            continue
        if tokens[before].lower in word_list("voice_pronouns") and at - before <= _TO_VERB + 1:
            yield Voice(before, before, tokens[before].lower, _has_content(tokens, at))
        else:
            yield from _named_subject(tokens, before, at, names)


def _named_subject(
    tokens: Sequence[Token], before: int, verb: int, names: dict[int, Name]
) -> Iterator[Voice]:
    """Yield the name or the noun phrase that ends at a word, behind its apposition if it has one."""
    if tokens[before].lower == ",":
        opening = before - 1
        while opening >= 0 and tokens[opening].lower not in BREAKS:
            opening -= 1
        before = opening - 1 if opening > 0 else before
    first = before
    while first > 0 and before - first < _SOURCE and not _opens(tokens, first):
        first -= 1
    if before in names:
        yield Voice(names[before].first, before, None, _has_content(tokens, verb))
    elif _has_content(tokens, verb) and _is_noun_phrase(tokens, first, before):
        yield Voice(first, before)


def _is_noun_phrase(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Say whether words may be a subject: "les tracts et [demande que]" and "ceux qui" are none."""
    own = tokens[first : last + 1]
    ends = word_list("denial_ends") | word_list("subject_pronouns") | word_list("complement_que")
    return own[-1].is_word and own[-1].lower not in ends and any(token.is_content for token in own)


def _opens(tokens: Sequence[Token], at: int) -> bool:
    return tokens[at].lower in word_list("determiners_generic") or (
        tokens[at - 1].lower in BREAKS | word_list("complement_que")
    )


def _has_content(tokens: Sequence[Token], verb: int) -> bool:
    """Say whether "que" follows: "une réponse précise" and "les ouvriers veulent" report nothing."""
    opens = word_list("complement_que") | {":", '"'}
    for token in tokens[verb + 1 : verb + 1 + _TO_QUE]:
        if token.lower in opens:
            return True
        if token.lower in BREAKS | word_list("clause_additions"):
            break
    return False


def _speaks(tokens: Sequence[Token], at: int) -> bool:
    lower = tokens[at].lower
    if lower in word_list("summary_verbs"):
        return True
    forms, stems = _reporting()
    return (lower in forms or lower.startswith(stems)) and _has_content(tokens, at)


@cache
def _reporting() -> tuple[frozenset[str], tuple[str, ...]]:
    """Return forms and stems of the verbs that report what somebody says."""
    forms: set[str] = set()
    stems: set[str] = set()
    for fields in entries("claim_reported"):
        for form in fields[0].split()[0].split("|"):
            if form.endswith("*"):
                stems.add(form[:-1])
            else:
                forms.add(form)
    return frozenset(forms), tuple(sorted(stems))
