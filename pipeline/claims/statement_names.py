"""Persons called by one name, by their full name, where only one person of the interview bears it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from pipeline.claims.statement_phrases import Name
from pipeline.claims.statement_wording import Change, fitted
from pipeline.claims.words import Words
from pipeline.lexicons import table
from pipeline.lexicons import words as word_list
from pipeline.schema import Entity, Participant, TurnDoc


def gender_of(name: str) -> str:
    """Return "f" or "m" where a full name's first name tells it, else "".

    >>> gender_of("Jeanne Kerbrat"), gender_of("Camille Kerbrat")
    ('f', '')
    """
    first = name.partition(" ")[0]
    genders = table("firstname_genders")
    return genders.get(first) or genders.get(first.partition("-")[0]) or ""


def full_names(entities: Sequence[Entity], participants: Sequence[Participant]) -> dict[str, str]:
    """Return one name -> full name, for the names that one person alone bears.

    A word that two full names share, and a word that is part of an organisation's or a place's name, is left out.
    """
    people = {entity.name for entity in entities if entity.label == "PER"}
    people |= {person.name for person in participants if person.name}
    full = {name for name in people if " " in name}
    others = {word for entity in entities if entity.label != "PER" for word in entity.name.split()}
    bearers: dict[str, set[str]] = {}
    for name in full:
        parts = name.split()
        for part in (parts[0], parts[-1]):
            if part == parts[0] and part not in _first_names():
                continue  # "Tata Bineta": a word that many are called by
            if part in _things():
                continue
            if part[0].isupper() and len(part) > 2 and not part.endswith("."):
                bearers.setdefault(part, set()).add(name)
    shared = [word for name in full for word in name.split()]
    return {
        part: next(iter(names))
        for part, names in bearers.items()
        if len(names) == 1 and part not in others and shared.count(part) == 1
    }


@cache
def _things() -> frozenset[str]:
    """Return names that media, firms and products bear, as some persons do ("Marianne", "Claude")."""
    lists = ("known_media", "known_companies", "known_products", "known_platforms")
    return frozenset().union(*(word_list(name) for name in lists))


@cache
def _first_names() -> frozenset[str]:
    return word_list("known_firstnames") | word_list("firstname_genders")


def person_mentions(turn_doc: TurnDoc, entities: Sequence[Entity]) -> dict[tuple[int, int], str]:
    """Return the mentions of persons in a turn: start and end in the turn -> words."""
    offset = turn_doc.turn.start
    return {
        (mention.start - offset, mention.end - offset): mention.text
        for entity in entities
        if entity.label == "PER"
        for mention in entity.mentions
        if mention.turn == turn_doc.turn.id
    }


def names_in(
    words: Words,
    first: int,
    last: int,
    *,
    mentions: dict[tuple[int, int], str],
    full: dict[str, str],
) -> Iterator[Change]:
    """Yield the changes of one name into a full name in a claim: "Kerbrat", "Mme Kerbrat" -> "Jeanne Kerbrat".

    Args:
        words: The turn.
        first: The claim's first word.
        last: Its last word.
        mentions: What `person_mentions` gives for the turn.
        full: What `full_names` gives for the interview.
    """
    said: set[str] = set()
    for at in range(first, last + 1):
        text = mentions.get((words.starts[at], words.ends[at]))
        if text is None or text not in full or text in said:
            continue
        if full[text] in words.text[words.starts[first] : words.ends[last]]:
            continue
        begin = _with_title(words, at, first, gender_of(full[text]))
        if begin is None or _is_part(words, begin, at, last):
            continue
        change = fitted(words, begin, at, full[text])
        if change is not None:
            said.add(text)
            yield change


def name_of(words: Words, first: int, last: int, entity: Entity) -> Name:
    """Return a mention as a name: a title before it tells the gender, and stays where it is all that is known.

    Args:
        words: The turn.
        first: The mention's first word.
        last: Its last word.
        entity: What it names.
    """
    if entity.label != "PER":
        return Name(first, last, "", entity.label, "")
    title = next(
        (
            begin
            for begin in (first - 1, first - 2)
            if begin >= 0 and _is_title(words, begin, first)
        ),
        None,
    )
    told = table("statement_titles")["".join(words.lower[title:first])] if title is not None else ""
    full = entity.name
    if title is not None and " " not in full:
        full = f"{words.text[words.starts[title] : words.starts[first]]}{full}"
    return Name(
        first if title is None else title, last, told or gender_of(entity.name), "PER", full
    )


def _is_title(words: Words, begin: int, first: int) -> bool:
    return "".join(words.lower[begin:first]) in table("statement_titles")


def _with_title(words: Words, at: int, first: int, gender: str) -> int | None:
    """Return where a name with its title begins, None where the title tells another gender."""
    titles = table("statement_titles")
    for begin in (at - 1, at - 2):
        if begin < first:
            break
        title = "".join(words.lower[begin:at])
        if title in titles:
            return begin if titles[title] == gender else None
    return at


def _is_part(words: Words, begin: int, at: int, last: int) -> bool:
    """Say whether a name names something else: "la famille Kerbrat", "chez Kerbrat", "Kerbrat & Fils"."""
    before = begin - 1
    if before >= 0 and (
        words.lower[before] in word_list("statement_before_no_person")
        or (words.pos[before] in {"NOUN", "PROPN", "DET"} and words.lower[before] not in ",")
        or words.is_capital(before)
    ):
        return True
    after = at + 1
    if set(words.lower[after : after + 2]) & word_list("statement_after_no_person"):
        return True
    follows = words.text[words.ends[at] : words.ends[at] + 1]
    capital = after <= last and words.is_capital(after)
    return follows in {"-", "&", "'"} or (capital and words.lower[after] not in ",")
