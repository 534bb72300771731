"""Noun phrases of a turn in written form: nouns and names with what says which kind they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from pipeline.lexicons import words as word_list
from pipeline.summarize.nominal import Nouns, form_key, is_infinitive
from pipeline.summarize.tokens import Tokens

# How a phrase is made: one noun; with adjectives or a noun after it; with a name after it; with a
# complement after "de" alone, after "de" and an article, after another preposition alone, after one
# and an article, or in the infinitive; or a name itself.
Kind = Literal[
    "noun", "described", "titled", "de", "definite", "other", "placed", "infinitive", "name"
]

_MOST_WORDS = 4


@dataclass(frozen=True, slots=True)
class Phrase:
    """One noun phrase as written, with the key under which its forms are counted."""

    text: str
    key: str
    kind: Kind
    start: int  # characters of the turn
    end: int


@dataclass(frozen=True, slots=True)
class Name:
    """A mention of an entity in a turn."""

    start: int  # characters of the turn
    end: int
    text: str  # how the interview writes the name in full
    key: str
    keyword: bool  # a person is none


def phrases_of(tokens: Tokens, nouns: Nouns, names: Sequence[Name] = ()) -> list[Phrase]:
    """Return the noun phrases of one turn, in text order; of nested ones each.

    Articles, numbers and pronouns never begin one, and no phrase holds a part of a name.

    Args:
        tokens: The turn.
        nouns: What the interview proves to be nouns; the model alone takes verbs for nouns.
        names: The mentions of entities in the turn.
    """
    return list(_Reading(tokens, nouns, names).phrases())


class _Reading:
    """One turn on the way to its phrases."""

    def __init__(self, tokens: Tokens, nouns: Nouns, names: Sequence[Name]) -> None:
        self.tokens = tokens
        self.nouns = nouns
        self.names = _by_token(tokens, names)

    def phrases(self) -> Iterator[Phrase]:
        at, total = 0, len(self.tokens)
        heads, names = self.tokens.head, self.names
        while at < total:
            if not heads[at] and at not in names:
                at += 1
            elif (name := self.names.get(at)) is not None:
                at = self._after_name(at)
                if name.keyword:
                    yield Phrase(name.text, name.key, "name", name.start, name.end)
            elif self._is_head(at):
                last = self._extended(at)
                yield from filter(None, self._around(at, last))
                at = last + 1
            else:
                at += 1

    def _after_name(self, at: int) -> int:
        name = self.names[at]
        while self.names.get(at) is name:
            at += 1
        return at

    def _around(self, first: int, last: int) -> Iterator[Phrase | None]:
        """Yield the noun alone, with its adjectives, and with its complements."""
        for end in range(first, last + 1):
            yield self._phrase(first, end, "described" if end > first else "noun")
        after = last + 1
        name = self.names.get(after)
        if name is not None and name.keyword and self._touches(after):
            yield self._phrase(first, self._after_name(after) - 1, "titled")
        # A complement may have one of its own: "loi sur les pratiques du marché".
        for kind, end in self._complements(last):
            yield self._phrase(first, end, kind)
            if kind != "infinitive":
                for inner, further in self._complements(end):
                    yield self._phrase(first, further, "placed" if kind == "placed" else inner)

    def _complements(self, last: int) -> Iterator[tuple[Kind, int]]:
        """Yield where the complement that begins after a token ends, if there is one."""
        link = last + 1
        if link + 1 >= len(self.tokens):
            return
        word, noun = self.tokens.word(link), link + 1
        if word in word_list("keyword_links"):
            kind: Kind = "definite" if word in word_list("keyword_contractions") else "de"
        elif word in word_list("keyword_complements"):
            kind = "placed" if word in word_list("keyword_contractions") else "other"
        else:
            return
        if self.tokens.word(noun) in word_list("keyword_articles"):
            kind = "definite" if kind == "de" else "placed"
            noun += 1
        if self._is_head(noun):
            yield kind, self._extended(noun)
        elif word in {"de", "d'", "à"} and is_infinitive(self.tokens, noun):
            yield "infinitive", noun

    def _is_head(self, at: int) -> bool:
        return (
            at < len(self.tokens)
            and at not in self.names
            and self.tokens.head[at]
            and not _is_number(self.tokens.word(at))
            and not self._is_adverbial(at)
            and self.nouns.accepts(self.tokens, at)
        )

    def _is_adverbial(self, at: int) -> bool:
        """Return whether a noun makes an adverb with the preposition before it: "à peine"."""
        if at == 0:
            return False
        before = self.tokens.word(at - 1)
        joint = "" if before.endswith("'") else " "
        return f"{before}{joint}{self.tokens.word(at)}" in word_list("adverbials")

    def _extended(self, at: int) -> int:
        """Return the last token of a noun with the adjectives and nouns that stand right after it."""
        tokens, last = self.tokens, at
        while (
            last + 1 < len(tokens)
            and last - at + 1 < _MOST_WORDS
            and last + 1 not in self.names
            and self._touches(last + 1)
            and self.nouns.extends(tokens, last + 1)
        ):
            last += 1
        return last

    def _touches(self, at: int) -> bool:
        return self.tokens.starts[at] - self.tokens.ends[at - 1] <= 1

    def _phrase(self, first: int, last: int, kind: Kind) -> Phrase | None:
        """Return the phrase of a span of tokens, None where a word of it is none of a keyword."""
        words = [self.tokens.word(at) for at in range(first, last + 1)]
        content = [word for word in words if word not in word_list("function_words")]
        if words[0] not in content or len(content) > _MOST_WORDS or any(map(_is_barred, content)):
            return None
        start, end = self.tokens.starts[first], self.tokens.ends[last]
        key = " ".join(form_key(word) for word in content)
        written = " ".join(self.tokens.text[start:end].split())
        if self.nouns.opens_sentence(self.tokens, first):
            written = written[0].lower() + written[1:]
        return Phrase(written, key, kind, start, end)


def _is_number(word: str) -> bool:
    numerals = word_list("numerals")
    return word in numerals or ("-" in word and all(part in numerals for part in word.split("-")))


@cache
def _barred() -> frozenset[str]:
    return frozenset(map(form_key, word_list("keyword_stopwords")))


def _is_barred(word: str) -> bool:
    if len(word) < 3 or not word[0].isalpha() or word.endswith(_adverbs()):
        return True
    barred = _barred()
    if "-" not in word:
        return form_key(word) in barred
    return word in barred or all(form_key(p) in barred or _is_number(p) for p in word.split("-"))


@cache
def _adverbs() -> tuple[str, ...]:
    return tuple(word_list("keyword_adverb_endings"))


def _by_token(tokens: Tokens, names: Sequence[Name]) -> Mapping[int, Name]:
    """Return the name that each token belongs to; a token in none is left out."""
    found: dict[int, Name] = {}
    at = 0
    for name in sorted(names, key=lambda name: name.start):
        while at < len(tokens) and tokens.ends[at] <= name.start:
            at += 1
        while at < len(tokens) and tokens.starts[at] < name.end:
            found[at] = name
            at += 1
    return found
