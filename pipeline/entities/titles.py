"""Names that punctuation or a naming word marks: titles, hashtags, laws."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import cast

from pipeline.entities.candidates import Candidate
from pipeline.entities.known import by_name
from pipeline.entities.surface import Surface
from pipeline.lexicons import entries
from pipeline.lexicons import words as lexicon
from pipeline.schema import EntityKind, EntityLabel

_QUOTED = re.compile(r"[«“]\s*([^«»“”]{2,90}?)\s*[»”]|\"\s?([^\"\n]{2,90}?)\s?\"")
_HASHTAG = re.compile(r"#[^\W\d_][\w]+")
_ENTITLED = re.compile(
    r"\b(?:s'intitul(?:e|ait|aient|ent)|intitulée?s?|titrée?s?)\s+(?:simplement\s+)?(?=[^\W\d_])"
)
_TITLE_END = re.compile(r"[.!?…;)\"«»]|,|\s[–—-]\s|$")
_APPOSED = re.compile(r", ((?:[A-ZÀ-Þ])[^,.;:!?…()\"«»]{2,60}?)(?=[,.;:?!])")
_CLOSED = re.compile(r"[.!?…]$")
_TITLED_LABELS = frozenset({"work", "campaign", "event", "award"})
_QUOTED_WEIGHT = 4.0


@cache
def cue_nouns() -> dict[str, tuple[EntityLabel, EntityKind | None]]:
    """Return the nouns that announce a name: noun -> label, kind."""
    return {
        noun: (cast(EntityLabel, label), None if kind == "-" else cast(EntityKind, kind))
        for noun, label, kind in entries("entity_cue_nouns")
    }


def cue_before(surface: Surface, index: int) -> tuple[EntityLabel, EntityKind | None, bool] | None:
    """Return what the noun just before word `index` announces, and whether it stands right there.

    "l'agence X", "le réseau social X", "la petite agence lilloise X".
    """
    words = surface.words
    for skipped in (0, 1):
        last = index - 1 - skipped
        if last < 0 or (skipped and surface.pos(last + 1) != "ADJ"):
            return None
        for length in (3, 2, 1):
            first = last - length + 1
            if first < 0:
                continue
            noun = surface.text[words[first].start : words[last].end].lower()
            if noun in cue_nouns():
                label, kind = cue_nouns()[noun]
                return label, kind, skipped == 0
    return None


def titles(surface: Surface) -> Iterator[Candidate]:
    """Yield the names of a turn that are marked by more than their capitals."""
    yield from _quoted(surface)
    yield from _entitled(surface)
    yield from _apposed(surface)
    for match in _HASHTAG.finditer(surface.text):
        yield Candidate(
            match.start(), match.end(), 6.0, "hashtag", {"MISC": 5.0}, "hashtag", 5.0
        )


def _quoted(surface: Surface) -> Iterator[Candidate]:
    raw = surface.turn.text
    for match in _QUOTED.finditer(raw):
        group = 1 if match.group(1) is not None else 2
        start, end = match.span(group)
        inside = match.group(group)
        if not inside[0].isupper() or _CLOSED.search(inside) or len(inside.split()) > 10:
            continue
        before = surface.last_before(match.start())
        if before is None or raw[surface.words[before].end : match.start()].strip():
            continue
        cue = cue_before(surface, before + 1)
        if cue is None or cue[0] == "LOC":
            if _looks_titled(surface, before, start, end):
                yield Candidate(start, end, 3.0, "title", {"MISC": 1.2})
            continue
        label, kind, _ = cue
        yield Candidate(start, end, 6.0, "title", {label: _QUOTED_WEIGHT}, kind, 4.0)


def _looks_titled(surface: Surface, before: int, start: int, end: int) -> bool:
    """Tell whether quoted words that nothing announces are a title and not speech."""
    inside = surface.inside(start, end)
    if surface.words[before].text.lower() in lexicon("entity_speech_verbs") or surface.shouting:
        return False
    return 2 <= len(inside) <= 7 and not any(
        surface.pos(index) in ("PRON", "AUX", "VERB", "INTJ") for index in inside
    )


def _entitled(surface: Surface) -> Iterator[Candidate]:
    for match in _ENTITLED.finditer(surface.text):
        start = match.end()
        if not surface.text[start].isupper():
            continue
        stop = _TITLE_END.search(surface.text, start)
        end = stop.start() if stop else len(surface.text)
        end = start + len(surface.text[start:end].rstrip())
        if 2 <= end - start and len(surface.text[start:end].split()) <= 16:
            yield Candidate(start, end, 6.0, "title", {"MISC": 4.0}, "work", 2.0)


def _apposed(surface: Surface) -> Iterator[Candidate]:
    """Yield "une rubrique, La minute du perron, où…": a titled noun, then its title."""
    for match in _APPOSED.finditer(surface.text):
        before = surface.last_before(match.start())
        if before is None or surface.words[before].end != match.start():
            continue
        cue = cue_before(surface, before + 1)
        inside = match.group(1)
        if cue is None or cue[1] not in _TITLED_LABELS or len(inside.split()) > 6:
            continue
        first = inside.split()[0]
        if first in lexicon("known_firstnames") or inside in by_name():
            continue
        yield Candidate(
            match.start(1), match.end(1), 4.5, "title", {cue[0]: 2.0}, cue[1], 1.5
        )
