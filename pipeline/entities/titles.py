"""Names that punctuation or a naming word marks: titles, hashtags, laws."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from pipeline.entities.candidates import Candidate
from pipeline.entities.known import by_name
from pipeline.entities.surface import Surface
from pipeline.entities.vocabulary import cue_nouns
from pipeline.lexicons import words as lexicon
from pipeline.schema import EntityKind, EntityLabel

_QUOTED = re.compile(r"[«“]\s*([^«»“”]{2,90}?)\s*[»”]|\"\s?([^\"\n]{2,90}?)\s?\"")
_HASHTAG = re.compile(r"#[^\W\d_]\w+")
_TITLE_END = re.compile(r"[.!?…;)\"«»]|,|\s[–—-]\s|$")
_APPOSED = re.compile(r", ([A-ZÀ-Þ][^,.;:!?…()\"«»]{2,60}?)(?=[,.;:?!])")
_TITLED_KINDS = frozenset({"work", "campaign", "event", "award"})
_SPEECH_PARTS = frozenset({"PRON", "AUX", "VERB", "INTJ"})


class CueNoun(NamedTuple):
    """What a noun before a name announces."""

    label: EntityLabel
    kind: EntityKind | None
    close: bool  # stands right before the name, not an adjective away


def cue_before(surface: Surface, index: int) -> CueNoun | None:
    """Return what the noun before word `index` announces.

    "l'agence X", "le réseau social X", "la petite agence lilloise X".
    """
    words = surface.words
    for skipped in (0, 1):
        last = index - 1 - skipped
        if last < 0 or (skipped and surface.pos(last + 1) != "ADJ"):
            return None
        for first in range(max(last - 2, 0), last + 1):
            noun = surface.text[words[first].start : words[last].end].lower()
            if noun in cue_nouns():
                return CueNoun(*cue_nouns()[noun], close=skipped == 0)
    return None


def titles(surface: Surface) -> Iterator[Candidate]:
    """Yield the names of a turn that are marked by more than their capitals."""
    yield from _quoted(surface)
    yield from _entitled(surface)
    yield from _apposed(surface)
    for match in _HASHTAG.finditer(surface.text):
        yield Candidate(*match.span(), 6.0, "hashtag", {"MISC": 5.0}, "hashtag", 5.0)


def _quoted(surface: Surface) -> Iterator[Candidate]:
    """Yield "notre campagne « Venez voir »", and quoted nominal phrases that nothing announces."""
    raw = surface.turn.text
    for match in _QUOTED.finditer(raw):
        group = 1 if match.group(1) is not None else 2
        start, end = match.span(group)
        inside = match.group(group)
        if not inside[0].isupper() or inside[-1] in ".!?…" or len(inside.split()) > 10:
            continue
        before = surface.last_before(match.start())
        if before is None or raw[surface.words[before].end : match.start()].strip():
            continue
        cue = cue_before(surface, before + 1)
        if cue is not None and cue.label != "LOC":
            yield Candidate(start, end, 6.0, "title", {cue.label: 4.0}, cue.kind, 4.0)
        elif _looks_titled(surface, before, start, end):
            yield Candidate(start, end, 3.0, "title", {"MISC": 1.2})


def _looks_titled(surface: Surface, before: int, start: int, end: int) -> bool:
    """Tell whether quoted words that nothing announces are a title and not speech."""
    if surface.shouting or surface.words[before].text.lower() in lexicon("entity_speech_verbs"):
        return False
    inside = surface.inside(start, end)
    return 2 <= len(inside) <= 7 and not any(
        surface.pos(index) in _SPEECH_PARTS for index in inside
    )


@cache
def _entitling() -> re.Pattern[str]:
    verbs = "|".join(map(re.escape, sorted(lexicon("entity_entitling"), reverse=True)))
    return re.compile(rf"\b(?:{verbs}) (?=\w)")


def _entitled(surface: Surface) -> Iterator[Candidate]:
    """Yield "un mémoire intitulé X": without guillemets the title lasts to the next mark."""
    for match in _entitling().finditer(surface.text):
        start = match.end()
        if not surface.text[start].isupper():
            continue
        stop = _TITLE_END.search(surface.text, start)
        title = surface.text[start : stop.start() if stop else None].rstrip()
        if len(title) > 1 and len(title.split()) <= 16:
            yield Candidate(start, start + len(title), 6.0, "title", {"MISC": 4.0}, "work", 2.0)


def _apposed(surface: Surface) -> Iterator[Candidate]:
    """Yield "une rubrique, La minute du perron, où…": a titled noun, then its title."""
    for match in _APPOSED.finditer(surface.text):
        before = surface.last_before(match.start())
        if before is None or surface.words[before].end != match.start():
            continue
        cue = cue_before(surface, before + 1)
        title = match.group(1)
        words = title.split()
        if cue is None or cue.kind not in _TITLED_KINDS or len(words) > 6:
            continue
        if words[0] not in lexicon("known_firstnames") and title not in by_name():
            yield Candidate(*match.span(1), 4.5, "title", {cue.label: 2.0}, cue.kind, 1.5)
