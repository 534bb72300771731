"""The names that a sentence says, and whether another text says them too."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.lexicons import table
from pipeline.lexicons import words as word_list
from pipeline.summarize.wording import SENTENCE_MARKS, Token, fold, tokens_of

_AROUND = 3  # words beyond its own among which the words of one name must stand
_BESIDE = 2  # words that make the place of a name
_JOINTS = frozenset({"et", "y"})  # in the list of particles, but they join two names
_OPENING = frozenset({'"', "(", "–", "—", ":"})
# A sentence of French begins with a noun only where it is a name; verbs and adverbs do begin some.
_NO_NAME = re.compile(r".*(?:er|ir|re|ez|ons|ant|ment|é|ée|és|ées)")


@dataclass(frozen=True, slots=True)
class Name:
    """Words ``[first, last]`` that are one name; `keys` are its telling words, folded."""

    first: int
    last: int
    keys: tuple[str, ...]


def names_in(tokens: Sequence[Token]) -> list[Name]:
    """Return the names of a text, in order, each without its title.

    >>> [name.keys for name in names_in(tokens_of("Mme Le Goff a quitté la Maison de la Radio."))]
    [('goff',), ('maison', 'radio')]
    """
    return list(_names(tokens))


def _names(tokens: Sequence[Token]) -> Iterator[Name]:
    at = 0
    while at < len(tokens):
        if not _begins(tokens, at):
            at += 1
            continue
        last = _end(tokens, at)
        keys = tuple(key for token in tokens[at : last + 1] for key in _keys(token))
        if not keys and len(tokens[at].written) > 1:  # a title: "j'ai lu Et si c'était vrai"
            keys = (fold(tokens[at].written.rstrip("'")),)
        if keys:
            yield Name(at, last, keys)
        at = last + 1


def _begins(tokens: Sequence[Token], at: int) -> bool:
    token = tokens[at]
    if not token.is_capital or _is_title(token):
        return False
    initial = at == 0 or tokens[at - 1].lower in SENTENCE_MARKS | _OPENING
    if not initial:
        return True
    if token.lower in word_list("function_words") | word_list("numerals"):
        return False
    if not _NO_NAME.fullmatch(token.lower):
        return True
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    return following is not None and (
        following.is_capital
        or (following.lower == "," and not token.lower.endswith("ment"))
        or following.lower in table("verb_lemmas")
        or following.lower in word_list("summary_verbs")
    )


def _end(tokens: Sequence[Token], at: int) -> int:
    last = at
    step = at + 1
    while step < len(tokens):
        token = tokens[step]
        if token.is_capital:
            last = step
        elif step - last > 2 or not _is_particle(token):
            break
        step += 1
    return last


def _is_particle(token: Token) -> bool:
    return token.lower.rstrip("'") in word_list("pseudonym_particles") - _JOINTS


def _keys(token: Token) -> tuple[str, ...]:
    bare = token.written.rstrip("'")
    skipped = word_list("pseudonym_particles") | word_list("entity_generic_acronyms")
    if token.lower.rstrip("'") in skipped or bare in skipped or _is_title(token):
        return ()
    return (fold(bare),) if len(bare) > 1 else ()


def _is_title(token: Token) -> bool:
    return token.lower in word_list("entity_titles")


class KnownNames:
    """The words that some texts write with a capital, and where."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts: list[dict[str, list[int]]] = []
        self._initials: set[str] = set()
        for text in texts:
            tokens = tokens_of(text)
            places: dict[str, list[int]] = {}
            for at, token in enumerate(tokens):
                if token.is_capital:
                    for form in _forms(token):
                        places.setdefault(form, []).append(at)
            self._texts.append(places)
            self._initials.update("".join(key[0] for key in n.keys) for n in names_in(tokens))

    def has(self, name: Name) -> bool:
        """Say whether a text writes all words of a name close together, or its initials.

        Accents, particles and titles do not count; a last name alone, or one half of a double name,
        is known where the whole is.
        """
        if any(_close(places, name.keys) for places in self._texts):
            return True
        if len(name.keys) == 1:
            return name.keys[0] in self._initials and len(name.keys[0]) > 2
        initials = "".join(key[0] for key in name.keys)
        return len(initials) > 2 and any(initials in places for places in self._texts)


def _forms(token: Token) -> set[str]:
    folded = fold(token.written.rstrip("'"))
    return {folded, *folded.split("-")}


def _close(places: dict[str, list[int]], keys: Sequence[str]) -> bool:
    found = [places.get(key) for key in keys]
    if not all(found):
        return False
    reach = len(keys) + _AROUND
    return any(
        all(any(abs(place - anchor) <= reach for place in own or ()) for own in found[1:])
        for anchor in found[0] or ()
    )


def displaced(
    tokens: Sequence[Token], name: Name, passages: Sequence[Sequence[Token]]
) -> str | None:
    """Return the name that a passage has where a sentence has another one, None where it has none.

    One place is where the two words before it, or the two behind, are the same: "une agence à Lille"
    against "une agence à Tours". What the sentence says elsewhere is displaced by nothing.

    Args:
        tokens: The sentence.
        name: One of its names.
        passages: Its evidence.
    """
    said = {key for own in names_in(tokens) for key in own.keys}
    sides = _sides(tokens, name)
    for passage in passages:
        for other in names_in(passage):
            if said.isdisjoint(other.keys) and sides & _sides(passage, other):
                return " ".join(token.written for token in passage[other.first : other.last + 1])
    return None


def _sides(tokens: Sequence[Token], name: Name) -> set[tuple[str, ...]]:
    before = [token.lower for token in tokens[max(0, name.first - _BESIDE) : name.first]]
    behind = [token.lower for token in tokens[name.last + 1 : name.last + 1 + _BESIDE]]
    sides = {("before", *before), ("behind", *behind)}
    return {
        side for side in sides if len(side) == _BESIDE + 1 and any(w.isalpha() for w in side[1:])
    }
