"""What a text denies: the cues of denial, the words that each governs, and how two texts differ in it.

A word is denied where an odd number of denials governs it: in "elle refuse de ne pas payer" payer is not. What
is compared is the words that both texts say, since a summary seldom keeps the grammar of what it
summarises ("ne supprimez jamais une critique" becomes "elle refuse de supprimer les critiques").
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.lexicons import table
from pipeline.lexicons import words as word_list
from pipeline.summarize.wording import BREAKS, Token, phrase_at

_SECOND = 7  # words between "ne" and "pas"
_SHARED = 0.6  # of what is denied with a verb that says little, what the sentence must affirm
_FRAME = 2  # words from ne to a verb that has a pronoun before it
_SUBJECT = 6  # words before a denial in which its subject is looked for
_OF = frozenset({"de", "d'"})
_AUXILIARIES = frozenset({"être", "avoir"})
_PARTICIPLE = re.compile(r".+(?:é|ée|és|ées|i|ie|is|it|ite|u|ue|us|ues)")


@dataclass(frozen=True, slots=True)
class Denial:
    """One denial: words ``[first, last]`` of its cue, the word denied, and all that it governs."""

    first: int
    last: int
    predicate: int | None
    scope: tuple[int, ...]  # words, the predicate among them
    full: bool  # a negation of a verb, not "sans", "plutôt que" or "refuser"


@dataclass(frozen=True, slots=True)
class Polarity:
    """The denials of a text and which of its words' keys are said with and without denial."""

    tokens: Sequence[Token]
    denials: tuple[Denial, ...]
    affirmed: frozenset[str]
    denied: frozenset[str]


def polarity_of(tokens: Sequence[Token]) -> Polarity:
    """Return what a text denies.

    >>> from pipeline.summarize.wording import tokens_of
    >>> sorted(polarity_of(tokens_of("On ne paie pas un blogueur, on le lit")).denied)
    ['blogueur', 'payer']
    """
    denials = tuple(_denials(tokens))
    governed = Counter(at for denial in denials for at in denial.scope)
    affirmed: set[str] = set()
    denied: set[str] = set()
    for at, token in enumerate(tokens):
        if token.is_content or token.key in _lights() or token.key != token.lower:
            (denied if governed[at] % 2 else affirmed).add(token.key)
    return Polarity(tokens, denials, frozenset(affirmed), frozenset(denied))


def _lights() -> frozenset[str]:
    return word_list("light_verbs")


# --- where a text denies ---------------------------------------------------------------------


def _denials(tokens: Sequence[Token]) -> Iterator[Denial]:
    first, second = word_list("negation_first"), word_list("negation_second")
    seconds: set[int] = set()
    for at, token in enumerate(tokens):
        if token.lower in first:
            found = _second(tokens, at)
            if found is not None:
                denial = _verbal(tokens, at, found)
                # "aucune étude ne dit jamais rien" is one denial.
                end = max(denial.last, *denial.scope, at)
                near = range(max(0, denial.first - _SUBJECT), end + 1)
                seconds.update(step for step in near if tokens[step].lower in second)
                yield denial
    for at, token in enumerate(tokens):
        if at in seconds or (at and token.is_capital):
            continue  # "Trois Fois Rien" is a name
        if token.lower in word_list("negation_bare") and token.lower in second:
            yield _bare(tokens, at)
        else:
            length = phrase_at(tokens, at, word_list("denial_words"))
            if length and not phrase_at(tokens, at, word_list("no_denials")):
                end = at + length - 1
                yield Denial(at, end, None, _governed(tokens, end + 1), full=False)
            elif _denies(tokens, at):
                yield Denial(at, at, None, _governed(tokens, at + 1), full=False)


def _denies(tokens: Sequence[Token], at: int) -> bool:
    lower = tokens[at].lower
    following = tokens[at + 1].lower if at + 1 < len(tokens) else ""
    return any(
        lower.startswith(stem) and (needs == "any" or following in _OF)
        for stem, needs in table("denial_verbs").items()
    )


def _second(tokens: Sequence[Token], at: int) -> int | None:
    """Return "pas" of "ne … pas" or the "personne" of "personne ne"; None for "ne … que"."""
    second = word_list("negation_second")
    for step in range(at + 1, min(len(tokens), at + 1 + _SECOND)):
        lower = tokens[step].lower
        if lower in second:
            return step
        if lower in BREAKS or lower in word_list("complement_que"):
            break
    for step in range(at - 1, max(-1, at - 1 - _SECOND), -1):
        lower = tokens[step].lower
        if lower in second & word_list("negation_head"):
            return step
        if lower in BREAKS:
            break
    return None


def _verbal(tokens: Sequence[Token], at: int, second: int) -> Denial:
    """Read "ne paie pas", "n'a jamais payé", "ne pas payer", "personne ne paie"."""
    predicate = _word_after(tokens, at + 1, second, word_list("clitics"))
    if predicate is not None and tokens[predicate].key in _AUXILIARIES:
        further = _word_after(tokens, predicate + 1, second, word_list("claim_between_verbs"))
        if further is not None and _is_participle(tokens[further]):
            predicate = further
    scope = tuple(i for i in _governed(tokens, at + 1, predicate) if i != second)
    return Denial(min(at, second), max(at, second), predicate, scope, full=True)


def _is_participle(token: Token) -> bool:
    return (
        token.lower not in word_list("function_words")
        and _PARTICIPLE.fullmatch(token.lower) is not None
    )


def _word_after(
    tokens: Sequence[Token], at: int, second: int, skipped: frozenset[str]
) -> int | None:
    step = at
    while step < len(tokens) and (tokens[step].lower in skipped or step == second):
        step += 1
    return step if step < len(tokens) and tokens[step].is_word else None


def _bare(tokens: Sequence[Token], at: int) -> Denial:
    """Read "c'est pas", "on confie pas"; "et pas une minute" denies no verb."""
    before = at - 1
    while before >= 0 and tokens[before].lower in word_list("claim_between_verbs"):
        before -= 1
    if before < 0 or not (
        tokens[before].is_content or tokens[before].lower in table("verb_lemmas")
    ):
        return Denial(at, at, None, _governed(tokens, at + 1), full=False)
    return Denial(at, at, before, (before, *_governed(tokens, at + 1, before)), full=True)


def _governed(tokens: Sequence[Token], at: int, predicate: int | None = None) -> tuple[int, ...]:
    """Return the words from a place to the end of its clause; in "ce n'est pas lui qui" qui ends none."""
    cleft = predicate is not None and tokens[predicate].key == "être"
    end = at
    while end < len(tokens) and tokens[end].lower not in BREAKS:
        lower = tokens[end].lower
        if predicate is not None and end > predicate and lower in word_list("negation_first"):
            break  # "celui qui n'a rien [n'est pas prêt]"
        if lower in word_list("denial_ends") and not (cleft and lower == "qui"):
            break
        end += 1
    return tuple(range(at, end))


# --- two texts -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Conflict:
    """Words ``[first, last]`` of the sentence whose polarity is not the evidence's, and why."""

    first: int
    last: int
    found: str  # what the evidence says


def conflicts(said: Polarity, evidence: Sequence[Polarity]) -> Iterator[Conflict]:
    """Yield where a sentence denies what its evidence does not deny, and the other way round."""
    affirmed = frozenset().union(*(passage.affirmed for passage in evidence))
    denied = frozenset().union(*(passage.denied for passage in evidence))
    for denial in said.denials:
        if denial.full and not _licensed(said, denial, affirmed, denied):
            yield Conflict(denial.first, denial.last, "no such denial")
    for passage in evidence:
        for denial in passage.denials:
            if denial.full:
                at = _dropped(said, passage, denial)
                if at is not None:
                    words = passage.tokens[denial.first : denial.last + 1]
                    yield Conflict(at, at, " ".join(word.lower for word in words))


def _content(text: Polarity, denial: Denial) -> list[str]:
    """Return the telling words that a denial governs, without those that are affirmed elsewhere."""
    return [
        text.tokens[at].key
        for at in denial.scope
        if at != denial.predicate
        and text.tokens[at].is_content
        and text.tokens[at].key in text.denied - text.affirmed
    ]


def _licensed(
    said: Polarity, denial: Denial, affirmed: frozenset[str], denied: frozenset[str]
) -> bool:
    """Say whether the evidence denies what a denial of the sentence denies.

    What decides is the verb, or its complement where the verb says little or is another one.
    """
    predicate = None if denial.predicate is None else said.tokens[denial.predicate].key
    content = _content(said, denial)
    if predicate is not None and predicate not in _lights():
        if predicate in denied - affirmed:
            return True
        if predicate in affirmed - denied:
            return False
    if any(key in denied - affirmed for key in content):
        return True
    if any(key in affirmed for key in content):  # but "l'application, ils en veulent pas"
        return predicate in denied - affirmed
    return predicate in denied


def _dropped(said: Polarity, passage: Polarity, denial: Denial) -> int | None:
    """Return the word that the sentence affirms and a passage denies, None where it does not."""
    predicate = None if denial.predicate is None else passage.tokens[denial.predicate].key
    content = _content(passage, denial)
    plain = said.affirmed - said.denied
    if predicate is None or any(key in said.denied for key in content):
        return None
    shared = [key for key in content if key in plain]
    if predicate in _lights():
        if content:
            enough = bool(shared) and len(shared) >= _SHARED * len(content)
            return _place(said, shared[0]) if enough else None
        alike = predicate in plain and _same_before(said, passage, denial)
        return _place(said, predicate) if alike else None
    if predicate not in plain:
        return None
    if predicate in passage.affirmed:  # "il pardonne une perte, il ne pardonne pas une surprise"
        joined = _joined(said, predicate, content) if content else _framed(said, passage, denial)
        return _place(said, predicate) if joined else None
    return _place(said, predicate) if shared or not content else None


def _joined(said: Polarity, predicate: str, content: Sequence[str]) -> bool:
    """Say whether a sentence has all of a verb's complement right behind the verb."""
    tokens = said.tokens
    return any(
        set(content) <= {tokens[i].key for i in _governed(tokens, at)}
        for at, token in enumerate(tokens)
        if token.key == predicate
    )


def _framed(said: Polarity, passage: Polarity, denial: Denial) -> bool:
    """Say whether the sentence has the words between ne and its verb: "on ne [me la pose] jamais"."""
    end = denial.predicate
    if end is None or end - denial.first < _FRAME:
        return False
    wanted = [token.lower for token in passage.tokens[denial.first + 1 : end + 1]]
    written = [token.lower for token in said.tokens]
    return any(written[at : at + len(wanted)] == wanted for at in range(len(written)))


def _same_before(said: Polarity, passage: Polarity, denial: Denial) -> bool:
    """Say whether the sentence has a telling word that stands before a denial: its subject, its verb."""
    before = passage.tokens[max(0, denial.first - _SUBJECT) : denial.first]
    return any(token.is_content and token.key in said.affirmed for token in before)


def _place(said: Polarity, key: str) -> int:
    return next(at for at, token in enumerate(said.tokens) if token.key == key)
