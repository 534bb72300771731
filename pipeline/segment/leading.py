"""Who leads, founded or joined what: verbs whose object is the organisation.

A verb gives its noun ("dirige le cabinet X": dirigeante) only where a lexicon has it and the gender
is known.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from pipeline.lexicons import entries, table, words
from pipeline.segment.evidence import Scene, Told, has_subject
from pipeline.segment.functions import extend
from pipeline.segment.names import Gender
from pipeline.segment.organisations import organisation_at
from pipeline.segment.passages import Passage, Phrase, longest_entry, word_class

_SPOKEN = frozenset({"question", "answer"})


@cache
def _verbs() -> dict[str, tuple[str, str, str]]:
    return {form: (kind, m, f) for form, kind, m, f in entries("leading_verbs")}


def leads_told(scene: Scene) -> Iterator[Told]:
    """Who leads, founded or opened what: "dirige à Nantes le cabinet Ligne Haute"."""
    verbs = _verbs()
    for i, token in enumerate(scene.passage.tokens):
        if token.low in verbs:
            kind, masculine, feminine = verbs[token.low]
            subject, joint = _acts(scene, i, kind)
            if subject:
                noun = {"m": masculine, "f": feminine}.get(scene.gender or "", "-")
                if joint and noun.startswith("fond"):
                    noun = "co" + noun
                yield from _object(scene, i, "" if noun == "-" else noun)


def _acts(scene: Scene, i: int, kind: str) -> tuple[bool, bool]:
    """Return whether the person is the subject of a leading verb, and whether with somebody else."""
    p = scene.passage
    if kind == "infinitive":
        return _intends(scene, i), False
    verb = i
    if kind == "either" and has_subject(scene, i):
        return True, False
    if kind in {"participle", "either"}:
        verb = i - 1
        while p.at(verb).low in word_class("adverb"):
            verb -= 1
        if p.at(verb).low in {"puis", "et"}:
            return scene.sole and scene.zone not in _SPOKEN, False
        if p.at(verb).low not in word_class("auxiliary"):
            return False, False
    joint = _joint_subject(scene, verb)
    return joint or has_subject(scene, verb), joint


def _intends(scene: Scene, i: int) -> bool:
    """``avant de fonder``, ``pour créer``: what somebody left for, not what they dream of."""
    p = scene.passage
    before = p.at(i - 1).low
    if not (before == "pour" or (before in {"de", "d'"} and p.at(i - 2).low == "avant")):
        return False
    if scene.zone in _SPOKEN:
        own = word_class("second person" if scene.zone == "question" else "first person")
        return bool(own & {t.low for t in p.tokens[:i]})
    return any(m.first < i and p.same_sentence(m.first, i) for m in scene.mentions)


def _joint_subject(scene: Scene, verb: int) -> bool:
    """``X et Y codirigent``: both are the subject."""
    p = scene.passage
    chain = sorted(m for m in (*scene.mentions, *scene.others) if m.last <= verb)[-2:]
    if len(chain) < 2 or chain[1].last != verb or p.at(chain[0].last).low != "et":
        return False
    return chain[0].last + 1 == chain[1].first and any(m in scene.mentions for m in chain)


def _object(scene: Scene, verb: int, noun: str) -> Iterator[Told]:
    p = scene.passage
    j = _past_adverbials(p, verb + 1)
    article = p.at(j).low
    directs = noun.startswith(("dirig", "codir")) and article in word_class("article")
    if directs and p.at(j + 1).low in words("led_domains"):
        last, organisation = extend(p, j + 2)
        title = _director(noun, p.phrase(j + 1, last).text, article, scene.gender)
        yield Told(title, organisation.text if organisation else None, 6)
        return
    found = organisation_at(p, j)
    if found is not None:
        yield Told(_head_of(noun, p, found, scene.gender), found.text, 6)
    elif p.at(j).low in {"un", "une", "son", "sa"} and longest_entry(
        "organisation_generics", p, j + 1
    ):
        yield Told(noun or None, None, 5)
    elif not noun and article in word_class("determiner") and p.at(j + 1).is_plain:
        _, organisation = extend(p, j + 2)  # "gère les comptes de l'office de tourisme"
        if organisation is not None:
            yield Told(None, organisation.text, 5)


def _head_of(noun: str, p: Passage, found: Phrase, gender: Gender | None) -> str | None:
    """Return the noun for who leads `found`: a museum has a "directrice", a firm a "dirigeante"."""
    length = longest_entry("organisation_generics", p, found.first)
    if noun.startswith("dirig") and length and p.tokens[found.first].is_plain:
        return "directrice" if gender == "f" else "directeur"
    return noun or None


def _director(noun: str, field: str, article: str, gender: Gender | None) -> str:
    """Return "directrice de la communication" for who "dirige la communication"."""
    head = ("co" if noun.startswith("co") else "") + (
        "directrice" if gender == "f" else "directeur"
    )
    return (
        f"{head} {table('contractions')[article]}{'' if article.endswith(chr(39)) else ' '}{field}"
    )


def _past_adverbials(p: Passage, j: int) -> int:
    """Return the token after "à Nantes", "depuis 2019", "en 2017 avec Sylvie Morvan"."""
    for _ in range(4):
        while p.at(j).low in word_class("adverb"):
            j += 1
        if p.at(j).low not in word_class("place preposition"):
            return j
        j += 1
        while p.at(j).is_plain and p.at(j).low in word_class("article") | word_class("of"):
            j += 1
        k = j
        while p.at(k).is_capital or p.at(k).text.isdigit():
            k += 1
        while k < j + 2 and (k == j or p.at(k).low in word_class("year")):
            k += 1
        j = k + (p.at(k).text == ",")
    return j
