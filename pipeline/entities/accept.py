"""Which candidates are names: what is capitalised for another reason is refused here."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.entities.candidates import Candidate
from pipeline.entities.evidence import PLACE_NAME
from pipeline.entities.known import by_name
from pipeline.entities.surface import Casing, Surface
from pipeline.entities.tails import OF
from pipeline.lexicons import words as lexicon

_MARK = re.compile(r"[^\W\d_](?:-?\d{1,2})?")  # "J-2", "L1", "B."
_COMPOUND = re.compile(r"(?:-[a-zà-ÿ]+)+$")
_ROMAN = re.compile(r"[IVXLC]+")


def accepted(surface: Surface, candidate: Candidate, casing: Casing) -> Candidate | None:
    """Return the candidate with its edges cleaned, or None where it is no name."""
    inside = list(surface.inside(candidate.start, candidate.end))
    if candidate.source in ("participant", "title", "hashtag", "head"):
        return candidate
    if candidate.source == "known":
        return None if inside and _continues_function(surface, inside[0]) else candidate
    while inside and (_sheds(surface, inside) or not surface.words[inside[0]].capital):
        inside = inside[1:]
    if not inside:
        return None
    start, end = surface.words[inside[0]].start, candidate.end
    names = [surface.words[i].text for i in inside if surface.words[i].capital]
    if not names or all(_empty(name) for name in names) or _is_function(surface, inside):
        return None
    if len(names) == 1 and len(inside) == 1 and not _single(surface, inside[0], casing, candidate):
        return None
    return replace(candidate, start=start)


def _sheds(surface: Surface, inside: list[int]) -> bool:
    """Tell whether the first word is a title or function before a name (Mme, Président)."""
    word = surface.words[inside[0]]
    lower = word.text.lower()
    if lower in lexicon("entity_titles") or lower in lexicon("entity_greetings"):
        return True
    if len(inside) > 1 and lower in lexicon("entity_demonyms"):
        return surface.words[inside[1]].capital
    return len(inside) > 1 and lower in lexicon("entity_person_nouns") and lower not in ("général",)


def _is_function(surface: Surface, inside: list[int]) -> bool:
    """Tell whether a phrase is a function written with capitals: "Gestionnaire des médias"."""
    words = [surface.words[i].text.lower() for i in inside]
    content = [word for word in words if word not in lexicon("entity_function_words")]
    return bool(content) and (
        content[0] in lexicon("entity_person_nouns") or content[-1] in lexicon("entity_not_names")
        and content[0] in lexicon("entity_not_names")
    )


def _continues_function(surface: Surface, index: int) -> bool:
    """Tell whether a homonym continues a function in capitals: "Planneur Stratégique de L'Opinion"."""
    words = surface.words
    known = by_name().get(words[index].text)
    if known is not None and not known.homonym:
        return False
    at = index - 1
    if at < 0 or words[at].text not in OF or words[index].initial:
        return False
    before = words[at - 1] if at else None
    return before is not None and before.capital and not before.initial and _empty(before.text)


def _empty(word: str) -> bool:
    """Tell whether a capitalised word names nothing by itself."""
    return (
        word in lexicon("entity_generic_acronyms")
        or word.lower() in lexicon("entity_not_names")
        or word.lower() in lexicon("entity_demonyms")
        or _ROMAN.fullmatch(word) is not None
        or (word != "X" and _MARK.fullmatch(word) is not None)
    )


def _single(surface: Surface, index: int, casing: Casing, candidate: Candidate) -> bool:
    """Tell whether a lone capitalised word is a name."""
    word = surface.words[index]
    lower = word.text.lower()
    if not word.initial:
        return True
    if lower in lexicon("entity_starters") or lower in casing.lower:
        return False
    if word.text in lexicon("known_firstnames"):
        return lower not in casing.lower
    if casing.capital[word.text]:
        return True
    if _COMPOUND.search(word.text) and not PLACE_NAME.search(word.text):
        return False
    return surface.pos(index) == "PROPN" and (
        _engine_sees(surface, index) or surface.bare_subject(index)
    )


def _engine_sees(surface: Surface, index: int) -> bool:
    token = surface.token_at.get(surface.words[index].start)
    return token is not None and surface.item.doc[token].ent_type_ in ("PER", "ORG", "LOC")
