"""Which names a system may know by heart, and figures over the others."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterable, Sequence

from pipeline.evaluate.counting import name_key
from pipeline.evaluate.evaluation import known_names
from pipeline.lexicons import words
from pipeline.schema import Entity, Gold, Mention, Record
from pipeline.text import analysis_form

Keep = Callable[[str, str], bool]  # label, words of the mention

_TOKEN = re.compile(r"\w+|[^\w\s]")


class SeenNames:
    """The names that stand in a word list of this package or, as words, in a training text.

    Lists are compared as `evaluation.known_names` are. In a text a name must stand at the limits of
    words and with its own capitals: the fruit in a text does not make the company Orange known. A
    name in capitals is also sought in any other case, and any name in capitals.

    Args:
        texts: Everything that was trained on.
        names: Listed names; default: `listed_names`.
    """

    def __init__(self, texts: Iterable[str], *, names: Iterable[str] | None = None) -> None:
        self._listed = (
            listed_names() if names is None else frozenset(name_key(name) for name in names)
        )
        # A name never spans two texts: no token is a line end.
        self._text = "\n".join(_tokens(text) for text in texts)
        self._folded = self._text.casefold()
        self._known: dict[str, bool] = {}

    def __contains__(self, name: str) -> bool:
        if name not in self._known:
            self._known[name] = name_key(name) in self._listed or self._printed(name)
        return self._known[name]

    def _printed(self, name: str) -> bool:
        tokens = _tokens(name)
        if tokens.isupper():
            return tokens.casefold() in self._folded
        return tokens in self._text or tokens.upper() in self._text


def _tokens(text: str) -> str:
    """Return words and marks between single spaces, with one at each end."""
    return f" {' '.join(_TOKEN.findall(analysis_form(text)))} "


def listed_names() -> frozenset[str]:
    """Return the names that the rules know, and those that training put into texts for others."""
    return known_names() | frozenset(name_key(name) for name in words("swap_names"))


# --- some mentions of all ----------------------------------------------------------------------


def entities_of_gold(gold: Gold, keep: Keep) -> Gold:
    """Return the gold with its entity layer alone, and of that the mentions to keep."""
    entities = None
    if gold.entities is not None:
        found = []
        for entity in gold.entities:
            mentions = tuple(m for m in entity.mentions if keep(entity.label, m.text))
            found.append(dataclasses.replace(entity, mentions=mentions))
        entities = tuple(entity for entity in found if entity.mentions)
    return Gold(gold.id, gold.text, entities=entities)


def entities_of_record(record: Record, keep: Keep) -> Record:
    """Return the record with the mentions to keep, without claims and exchanges."""
    return _with_mentions(record, lambda entity, mention: keep(entity.label, mention.text))


def without_places(record: Record, places: Sequence[tuple[int, int]]) -> Record:
    """Return the record without the mentions that share a character with one of these places, without claims and exchanges."""

    def outside(_: Entity, mention: Mention) -> bool:
        return not any(start < mention.end and mention.start < end for start, end in places)

    return _with_mentions(record, outside)


def _with_mentions(record: Record, keep: Callable[[Entity, Mention], bool]) -> Record:
    found = []
    for entity in record.entities:
        mentions = tuple(mention for mention in entity.mentions if keep(entity, mention))
        if mentions:
            found.append(dataclasses.replace(entity, mentions=mentions))
    return dataclasses.replace(record, entities=tuple(found), claims=(), exchanges=())
