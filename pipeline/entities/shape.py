"""What the writing of a name says of its label."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.entities.candidates import Candidate, Evidence
from pipeline.entities.known import by_name
from pipeline.entities.surface import Surface, Word
from pipeline.entities.vocabulary import (
    capital_articles,
    is_common,
    is_given,
    is_infinitive,
    is_place_like,
    name_heads,
)
from pipeline.lexicons import words as lexicon

_ACRONYM = re.compile(r"[A-ZÀ-Þ][A-ZÀ-Þ0-9&+-]{1,7}")
_CAMEL = re.compile(r"[a-zà-ÿ][A-ZÀ-Þ]")


def weigh_shape(surface: Surface, candidate: Candidate, inside: range, found: Evidence) -> None:
    """Weigh how the name itself is written."""
    words = [surface.words[index] for index in inside]
    name = surface.text[candidate.start : candidate.end]
    known = by_name().get(name)
    if len(words) > 1 and known is not None and known.label != "PER":
        return
    if len(words) > 1:
        _several(surface, candidate, words, found)
    else:
        _one(words[0].text, known=known is not None, found=found)
    if _ACRONYM.fullmatch(name) and not surface.shouting:
        found.label("ORG", 1.5)
    elif _CAMEL.search(name):
        found.label("ORG", 0.6)
        found.label("MISC", 0.5)
    if "&" in name or "+" in name:
        found.label("ORG", 2.0)


def _one(name: str, *, known: bool, found: Evidence) -> None:
    if is_given(name):
        found.label("PER", 0.7 if known else 2.2)
    if is_place_like(name):
        found.label("LOC", 1.5)


def _several(
    surface: Surface, candidate: Candidate, words: Sequence[Word], found: Evidence
) -> None:
    first = words[0].text
    head = name_heads().get(first.lower())
    common = all(is_common(word.text) for word in words)
    if is_given(first) and words[1].capital and not common:
        found.label("PER", 3.0)
    elif len(first) == 1 and surface.text[words[0].end] == ".":
        found.label("PER", 2.5)  # "J.-P. Martin"
    elif head is None:
        _prefix(surface, words, found)
        if candidate.source != "title":
            _phrase(words, common, found)
    if head is not None:
        label, kind = head
        found.label(label, 1.5 if label == "LOC" else 2.5)
        found.kind(kind, 2.0)


def _prefix(surface: Surface, words: Sequence[Word], found: Evidence) -> None:
    """Weigh a known name that the mention begins with: "Adidas Originals", "France Bleu Isère"."""
    for last in range(len(words) - 2, -1, -1):
        known = by_name().get(surface.text[words[0].start : words[last].end])
        if known is not None and known.label not in ("LOC", "PER"):
            found.label(known.label, 1.0 if known.homonym else 2.5)
            found.kind(known.kind, 1.0)
            return


def _phrase(words: Sequence[Word], common: bool, found: Evidence) -> None:
    """Weigh a name of several words without a first name."""
    lower = sum(not word.capital for word in words)
    first = words[0].text
    if first in capital_articles():
        found.label("MISC" if lower > 1 else "ORG", 1.8 if lower > 1 else 0.8)
        found.label("PER", -1.0)
    elif first.lower() in lexicon("entity_function_words") or (lower and is_infinitive(first)):
        # A function word or an infinitive opens titles rather than firms: "Sans suite".
        found.label("MISC", 1.3)
        found.label("ORG", 0.3)
    elif words[-1].text.lower() in lexicon("entity_firm_words"):
        found.label("ORG", 2.5)
    elif common or lower or len(words) > 3:
        found.label("ORG", 1.8 if common else 0.8)
    else:
        # Two unknown capitalised words are a foreign person as often as a firm.
        found.label("ORG", 0.5)
        found.label("PER", 0.5)
    if common or lower:
        found.label("PER", -1.0)
