"""What speaks for a mention's label: the words around it, its shape, the engine's opinion."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from pipeline.encoder import kind_chances
from pipeline.entities.candidates import Candidate, Evidence
from pipeline.entities.known import by_name
from pipeline.entities.shape import weigh_shape
from pipeline.entities.surface import Surface
from pipeline.entities.titles import cue_before
from pipeline.entities.vocabulary import (
    cue_nouns,
    determiners,
    is_given,
    links,
    preposition_votes,
)
from pipeline.lexicons import words as lexicon
from pipeline.schema import EntityKind, EntityLabel, RawMention

_WITH_KINDS: tuple[EntityLabel, ...] = ("ORG", "MISC")
_KIND = 3.0  # weight of the kind that an engine is sure of, for each mention
# Weight of "chez" before all but a first name: 104 of 106 are firms in the training interviews, none is a person.
_HOUSE = 4.0
_AGE = re.compile(r"^, \d{2} ans\b")
_DEPARTMENT = re.compile(r"^ \((?:\d{2,3}|2[AB])\)")


def weigh(surface: Surface, candidate: Candidate, raw: Sequence[RawMention]) -> Evidence:
    """Return the evidence that one mention gives.

    Weights are set by hand on the training interviews, on the scale of one weak cue = 0.5, one
    that decides by itself = 3, general knowledge = 5.
    """
    found = Evidence()
    for label, weight in candidate.votes.items():
        found.label(label, weight)
    found.kind(candidate.kind, candidate.kind_weight)
    inside = surface.inside(candidate.start, candidate.end)
    if inside:
        _before(surface, candidate, inside[0], found)
        _after(surface, candidate, inside[-1], found)
        weigh_shape(surface, candidate, inside, found)
    found.engine.append(_engine_votes(surface, candidate, raw))
    for kind, chance in _kinds(surface, candidate, raw):
        found.kind(kind, _KIND * chance)
    return found


def _kinds(
    surface: Surface, candidate: Candidate, raw: Sequence[RawMention]
) -> Iterator[tuple[EntityKind, float]]:
    """Yield what the engine says of the mention's kind, or of its words where it sees no such mention."""
    base = surface.turn.start
    for mention in raw:
        if (mention.start - base, mention.end - base) == (candidate.start, candidate.end):
            yield from mention.kinds
            return
    if surface.item.encoded is not None:
        for label in _WITH_KINDS:
            yield from kind_chances(surface.item.encoded, (candidate.start, candidate.end), label)


def _engine_votes(
    surface: Surface, candidate: Candidate, raw: Sequence[RawMention]
) -> dict[EntityLabel, float]:
    votes: dict[EntityLabel, float] = {}
    for mention in raw:
        start, end = mention.start - surface.turn.start, mention.end - surface.turn.start
        if start < candidate.end and candidate.start < end:
            exact = start == candidate.start and end == candidate.end
            trust = 4 * mention.confidence**2
            votes[mention.label] = votes.get(mention.label, 0.0) + (trust if exact else trust / 2)
    return votes


def _before(surface: Surface, candidate: Candidate, index: int, found: Evidence) -> None:
    """Weigh the words before the mention."""
    if index == 0:
        return
    gap = surface.gap(index)
    lower = surface.words[index - 1].text.lower()
    if lower in lexicon("entity_titles") and gap in (" ", ". "):
        found.label("PER", 4.0)
    elif surface.words[index].initial:
        return
    elif gap == ", ":
        if lower in lexicon("entity_person_nouns"):
            found.label("PER", 1.5)
        elif (cue := cue_before(surface, index)) is not None and cue.label != "LOC":
            found.both((cue.label, cue.kind), 2.0)
    elif gap.strip() in ("", '"', "'") and (cue := cue_before(surface, index)) is not None:
        found.both((cue.label, cue.kind), 3.0 if cue.close else 2.0)
    elif gap.strip() in ("", '"', "'", "("):
        _adjacent(surface, candidate, index, lower, found)


def _adjacent(
    surface: Surface, candidate: Candidate, index: int, lower: str, found: Evidence
) -> None:
    """Weigh the word right before the mention."""
    if lower in lexicon("entity_greetings"):
        found.label("PER", 3.0)
    elif lower in lexicon("entity_person_nouns") or (
        lower in lexicon("entity_demonyms") and surface.words[index - 1].capital
    ):
        found.label("PER", 2.0)
    elif lower in lexicon("entity_speech_verbs"):
        found.label("PER", 1.5)
    for label, weight in preposition_votes().get(lower, {}).items():
        found.label(label, weight)
    if lower == "chez" and not is_given(surface.text[candidate.start : candidate.end]):
        # At somebody's home one is by the first name; at "Nina Ricci" one works.
        found.label("ORG", _HOUSE)
        found.label("PER", -_HOUSE / 2)
    if (
        lower in lexicon("entity_work_verbs")
        and " " in surface.text[candidate.start : candidate.end]
    ):
        found.both(("MISC", "work"), 1.5)
    if lower in determiners("possessive"):
        found.label("MISC", 0.8)
    if lower in determiners("article") and index > 1 and surface.gap(index - 1) == ", ":
        _apposed(surface, index - 2, found)


def _apposed(surface: Surface, last: int, found: Evidence) -> None:
    """Weigh "un journal papier de quatre pages, le X": an indefinite noun that the name explains."""
    for at in range(last, max(last - 6, 0), -1):
        if surface.gap(at).strip():
            return
        cue = cue_nouns().get(surface.words[at].text)
        if cue is not None and surface.words[at - 1].text in determiners("indefinite"):
            found.both(cue, 1.5)
            return


@cache
def _vocative() -> re.Pattern[str]:
    """Return the pattern of what follows a name in address: ", vous…"."""
    return re.compile(rf",\s(?:{'|'.join(sorted(lexicon('entity_vocatives')))})\b")


@cache
def _resumed() -> re.Pattern[str]:
    """Return the pattern of a next sentence that takes the name up by a noun: "X. Le livre…"."""
    openings = "|".join(
        re.escape(words) for words in sorted(lexicon("entity_resuming"), reverse=True)
    )
    return re.compile(rf"[^.!?]{{0,40}}[.!?] (?:{openings}) ?(\w+)", re.IGNORECASE)


def _after(surface: Surface, candidate: Candidate, index: int, found: Evidence) -> None:
    """Weigh the words behind the mention."""
    text, end = surface.text, candidate.end
    if _AGE.match(text[end : end + 12]):
        found.label("PER", 2.0)
    if _DEPARTMENT.match(text[end : end + 8]):
        found.label("LOC", 1.5)
    if _vocative().match(text, end):
        found.label("PER", 1.5)
    later = _resumed().match(text, end)
    if later is not None and cue_nouns().get(later.group(1).lower()) == ("MISC", "work"):
        found.both(("MISC", "work"), 2.5)
    _demonstrative(surface, index, found)
    if index + 1 == len(surface.words):
        return
    gap = text[end : surface.words[index + 1].start]
    if gap == " " and surface.words[index + 1].text in lexicon("entity_speech_verbs"):
        found.label("PER", 0.7)
    if gap in (", ", " (", '", '):
        _explained(surface, index + 1, found)


def _explained(surface: Surface, index: int, found: Evidence) -> None:
    """Weigh the apposition that begins at word `index`: "X, une agence de…", "X, dans les Vosges"."""
    words = surface.words[index : index + 3]
    texts = [word.text.lower() for word in words]
    if texts[0] in links("of") and len(words) > 1 and _is_person(words[1].text):
        found.both(("MISC", "work"), 3.0)  # "Les Choses, de Georges Perec"
        return
    if texts[0] in lexicon("entity_place_openers"):
        places = (by_name().get(word.text) for word in words[1:])
        if any(place is not None and place.label == "LOC" for place in places):
            found.label("LOC", 1.0)
    introduced = texts[0] in determiners() or texts[0] in links("of")
    for noun in texts[1:] if introduced else texts[:1]:
        if noun in lexicon("entity_person_nouns"):
            found.label("PER", 2.0)
            return
        if introduced and noun in cue_nouns():
            found.both(cue_nouns()[noun], 2.0)
            return


def _is_person(word: str) -> bool:
    known = by_name().get(word)
    if known is None:
        return word in lexicon("known_firstnames")
    return known.label == "PER"


def _demonstrative(surface: Surface, index: int, found: Evidence) -> None:
    """Weigh "X … ce blog", said in the same sentence of the nearest name before it."""
    for at in range(index + 1, min(index + 7, len(surface.words) - 1)):
        word = surface.words[at]
        if word.initial or word.capital:
            return
        cue = cue_nouns().get(surface.words[at + 1].text)
        if word.text in determiners("demonstrative") and cue is not None:
            found.both(cue, 2.5)
            return
