"""Which candidates are names: what is capitalised for another reason is refused here."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.entities.candidates import Candidate
from pipeline.entities.known import by_name
from pipeline.entities.surface import WORD, Casing, Surface
from pipeline.entities.vocabulary import (
    cue_nouns,
    determiners,
    is_common,
    is_place_like,
    links,
    lower_heads,
    name_heads,
)
from pipeline.lexicons import words as lexicon

_MARK = re.compile(r"(?!X$)[^\W\d_](?:-?\d{1,2})?")  # "J-2", "L1", "B.", but X is a network
_SENTENCE = re.compile(r"\s*(?:[.!?…]|$)")
_COMPOUND = re.compile(r"-[a-zà-ÿ]+$")
_ROMAN = re.compile(r"(?!X$)[IVXLC]+")
_MARKED = ("participant", "title", "hashtag", "head")  # more than capitals speaks for these


def accepted(
    surface: Surface, candidate: Candidate, casing: Casing, spans: list[tuple[int, int]]
) -> Candidate | None:
    """Return the candidate with its edges cleaned, or None where it is no name.

    Args:
        surface: The candidate's turn.
        candidate: The span in question.
        casing: How the interview writes its words.
        spans: The engine's more likely spans in this turn, in characters.
    """
    if candidate.source in _MARKED:
        return candidate
    if candidate.source == "sure":
        words = WORD.findall(surface.text[candidate.start : candidate.end].lower())
        empty = all(word in lexicon("function_words") for word in words)
        if empty:
            return None
        start, end = _name_start(surface, candidate), _name_end(surface, candidate)
        return replace(candidate, start=start, end=end)
    inside = list(surface.inside(candidate.start, candidate.end))
    if candidate.source == "known":
        return None if inside and _continues_function(surface, inside[0]) else candidate
    while inside and (_sheds(surface, inside) or not surface.words[inside[0]].capital):
        inside = inside[1:]
    names = [surface.words[i].text for i in inside if surface.words[i].capital]
    if all(_empty(name) for name in names) or _is_function(surface, inside):
        return None
    if len(inside) == 1 and not _single(surface, inside[0], casing, spans):
        return None
    return replace(candidate, start=surface.words[inside[0]].start)


def _name_start(surface: Surface, candidate: Candidate) -> int:
    """Return where the name begins in "article d'Arte", "patron de Michelin": behind the common noun.

    Nouns that take a complement into the name stay ("prix de l'Andam", "gare de Lyon"), and so do unknown
    ones before what may be a place ("agglomération du Val-d'Orne").
    """
    inside = surface.inside(candidate.start, candidate.end)
    capital = next((i for i in inside if surface.words[i].capital), None)
    if capital is None or capital == inside[0]:
        return candidate.start
    link = capital - 1 - (surface.words[capital - 1].text in determiners("article"))
    noun, start = surface.words[inside[0]].text, surface.words[capital].start
    if link <= inside[0] or surface.words[link].text not in links("of") or _heads(noun):
        return candidate.start
    known = by_name().get(surface.text[start : candidate.end])
    named = known is not None and known.label != "LOC"
    common = noun in cue_nouns() or noun in lexicon("entity_person_nouns")
    return start if named or common else candidate.start


def _heads(noun: str) -> bool:
    """Tell whether names begin with a noun in lower case; those of media only announce them."""
    head = name_heads().get(noun)
    whole = any(name.split()[0] == noun for name in lower_heads())
    return whole or (head is not None and head[1] != "media")


def _name_end(surface: Surface, candidate: Candidate) -> int:
    """Return where the name ends in "un CAP Fleuriste en poche": before the adverbial.

    A title may have one of its own ("Ma ville en poche"), but no title stands behind "un" or "son".
    """
    inside = surface.inside(candidate.start, candidate.end)
    if len(inside) < 3 or inside[0] == 0:
        return candidate.end
    before = surface.words[inside[0] - 1].text.lower()
    last = " ".join(surface.words[i].text for i in inside[-2:])
    if before in determiners("indefinite", "possessive") and last in lexicon("adverbials"):
        return surface.words[inside[-3]].end
    return candidate.end


def _sheds(surface: Surface, inside: list[int]) -> bool:
    """Tell whether the first word only stands before a name: Mme, Président, the Espagnol X."""
    lower = surface.words[inside[0]].text.lower()
    if lower in lexicon("entity_titles") or lower in lexicon("entity_greetings"):
        return True
    if len(inside) > 1 and lower in lexicon("entity_demonyms"):
        return surface.words[inside[1]].capital
    return len(inside) > 1 and lower in lexicon("entity_person_nouns")


def _is_function(surface: Surface, inside: list[int]) -> bool:
    """Tell whether a phrase is a function written with capitals: "Head of Social Media"."""
    words = [surface.words[i].text.lower() for i in inside]
    content = [word for word in words if word not in lexicon("entity_function_words")]
    return bool(content) and (
        content[0] in lexicon("entity_person_nouns")
        or {content[0], content[-1]} <= lexicon("entity_not_names")
    )


def _continues_function(surface: Surface, index: int) -> bool:
    """Tell whether a homonym belongs to a function in capitals: "Planneur Stratégique de L'Opinion"."""
    words = surface.words
    known = by_name().get(words[index].text)
    if index < 2 or words[index].initial or (known is not None and not known.homonym):
        return False
    before = words[index - 2]
    return (
        words[index - 1].text in links("of")
        and before.capital
        and not before.initial
        and _empty(before.text)
    )


def _empty(word: str) -> bool:
    """Tell whether a capitalised word names nothing by itself."""
    lower = word.lower()
    return (
        word in lexicon("entity_generic_acronyms")
        or lower in lexicon("entity_not_names")
        or lower in lexicon("entity_demonyms")
        or (word.isupper() and len(word) > 3 and (is_common(word) or lower in cue_nouns()))
        or _ROMAN.fullmatch(word) is not None
        or _MARK.fullmatch(word) is not None
    )


def _single(surface: Surface, index: int, casing: Casing, spans: list[tuple[int, int]]) -> bool:
    """Tell whether a lone capitalised word is a name."""
    word = surface.words[index]
    lower = word.text.lower()
    if not word.initial:
        return True
    if lower in lexicon("entity_starters") or lower in casing.lower:
        return False
    if word.text in lexicon("known_firstnames") or casing.capital[word.text]:
        return True
    if _COMPOUND.search(word.text) and not is_place_like(word.text):
        return False
    if _SENTENCE.match(surface.text, word.end):
        return False  # "Statistiques.": one word is more often an answer than a name
    seen = any(start <= word.start and word.end <= end for start, end in spans)
    return surface.pos(index) == "PROPN" and (seen or surface.bare_subject(index))
