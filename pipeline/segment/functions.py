"""Job titles: where one begins and ends, and the organisation it leads to."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from pipeline.lexicons import table, words
from pipeline.segment.organisations import organisation_at
from pipeline.segment.passages import Passage, Phrase, Token, longest_entry, word_class

_LONGEST = 14
_BESIDE = frozenset(",(–—-|@/")
_BOUNDS = frozenset(")\n.|:")


class Function(NamedTuple):
    """A job title, and the organisation that follows it."""

    phrase: Phrase
    head: str  # its first noun, lower case
    organisation: Phrase | None
    last: int  # the token after both
    plural: bool = False  # "cofondatrices"

    @property
    def text(self) -> str:
        """The title in the singular, in lower case where only its place gave it a capital."""
        printed = self.phrase.text
        if self.plural:
            printed = self.head + printed[len(self.head) + 1 :]
        rest = printed.split()[1:]
        titled = any(word[0].isupper() and word[1:].islower() for word in rest)
        capital = printed[:1].isupper() and printed.split()[0][1:].islower() and not titled
        return printed[0].lower() + printed[1:] if capital else printed


def function_at(passage: Passage, at: int) -> Function | None:
    """Return the job title that begins at token `at`, or None."""
    length = longest_entry("functions", passage, at, 4)
    low = passage.at(at).low
    plural = not length and low.endswith("s") and low[:-1] in words("functions")
    if not length and not plural:
        return None
    length = length or 1
    head = passage.text[passage.tokens[at].start : passage.tokens[at + length - 1].end].lower()
    head = head[:-1] if plural else head
    last, organisation = extend(passage, at + length, places=head in word_class("place function"))
    end = last if organisation is None else organisation.last
    return Function(passage.phrase(at, last), head, organisation, end, plural)


def extend(passage: Passage, j: int, *, places: bool = False) -> tuple[int, Phrase | None]:
    """Return where the noun phrase ends that goes on at token `j`, and the organisation it leads to."""
    first = last = j  # `last` is the token after the last word that may end the phrase
    while j < min(first + _LONGEST, len(passage.tokens)):
        token = passage.tokens[j]
        if link := _link(passage, j):
            if places and passage.at(link).is_capital:
                return link + 1, None
            found = organisation_at(
                passage, link, place=token.low == "à" and link == j + 1, sure=token.low == "chez"
            )
            if found is not None:
                return last, found
            if _leads_out(passage, j, link):
                break
            j = link
        elif token.low in {"et", "&", "/"}:
            if function := longest_entry("functions", passage, j + 1, 4):
                j = last = j + 1 + function
            elif _field_after_and(passage, j, complemented=last > first):
                j += 1
            else:
                break
        elif _goes_on(token):
            j += 1
            last = j
        else:
            break
    return last, _beside(passage, last)


def _goes_on(token: Token) -> bool:
    if token.is_plain:
        return token.low not in words("function_ends") | word_class("article")
    return token.is_capital and token.low in words("function_domains")


def _link(passage: Passage, j: int) -> int:
    """Return the token after a preposition at `j` that may lead to an organisation, else 0."""
    low = passage.at(j).low
    if low == "au" and passage.at(j + 1).low == "sein":
        return j + 3 if passage.at(j + 2).low in word_class("of") else 0
    if low in {"chez", "pour"} or passage.at(j).text == "@":
        return j + 1
    if low in word_class("of") | word_class("to") | {"en"}:
        article = passage.at(j + 1)
        return j + 1 + (article.is_plain and article.low in word_class("article"))
    return 0


def _leads_out(passage: Passage, j: int, link: int) -> bool:
    """The words after the preposition are no part of a title: "d'un club", "de l'agence"."""
    after = passage.at(link)
    if passage.at(j).low in {"chez", "pour"} or after.low in words("function_ends"):
        return True
    if not after.is_plain:
        return after.low not in words("function_domains")
    definite = link > j + 1 or passage.at(j).low in {"du", "au"}
    return definite and after.low in _employers()


@cache
def _employers() -> frozenset[str]:
    """Common nouns of employers: after an article no field of work, as "marque" or "journal" are."""
    generics = table("organisation_generics").items()
    return frozenset(noun for noun, use in generics if use == "drop") - word_class("plain field")


def _field_after_and(passage: Passage, j: int, *, complemented: bool) -> bool:
    """Return whether a title goes on after "et" with another field: "et des affaires publiques"."""
    after = passage.at(j + 1).low
    if after in words("function_domains"):
        return True
    more = after in word_class("of") and passage.at(j + 2).low not in words("function_ends")
    return complemented and more


def _beside(passage: Passage, last: int) -> Phrase | None:
    """The organisation set off by a mark: "directrice associée, Agence Cabestan", "(Cabestan)"."""
    if passage.at(last).text not in _BESIDE:
        return None
    first = passage.at(last + 1)
    generic = first.is_plain and longest_entry("organisation_generics", passage, last + 1) > 0
    if not first.is_capital and not generic:
        return None
    found = organisation_at(passage, last + 1)
    if found is None or passage.at(found.last).text not in _BOUNDS:
        return None
    return found if generic or found.first == last + 1 else None
