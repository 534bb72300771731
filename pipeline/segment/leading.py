"""Who leads, founded or joined what: verbs whose object is the organisation.

A verb gives its noun ("dirige le cabinet X": dirigeante) only where a lexicon has it and the gender
is known.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from pipeline.lexicons import entries, table, words
from pipeline.segment.evidence import Scene, Told, first_organisation, has_subject
from pipeline.segment.functions import extend
from pipeline.segment.known import is_place
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
        form = token.low if token.low in verbs else _masculine(token.low)
        if form not in verbs:
            continue
        kind, masculine, feminine = verbs[form]
        noun = {"m": masculine, "f": feminine}.get(scene.gender or "", "-")
        noun = "" if noun == "-" else noun
        if kind == "participle" and (leading := _of_subject(scene, i, noun)):
            yield leading
        elif form == token.low:
            subject, joint = _acts(scene, i, kind)
            if subject:
                yield from _object(scene, i, "co" + noun if joint and noun[:4] == "fond" else noun)


def _masculine(low: str) -> str:
    return low.removesuffix("s").removesuffix("e")


def _of_subject(scene: Scene, i: int, noun: str) -> Told | None:
    """``X l'a montée``, ``fondée par X``: what is led stands before, as what the text opens with."""
    p = scene.passage
    if scene.zone in _SPOKEN:
        return None
    object_before = p.at(i - 1).low in word_class("auxiliary") and p.at(i - 2).low == "l'"
    owned = object_before and has_subject(scene, i - 2)
    by = next((k for k in range(i + 1, i + 7) if p.at(k).low == "par"), None)
    owned = owned or (by is not None and any(m.first == by + 1 for m in scene.mentions))
    found = first_organisation(p, i) if owned else None
    return Told(noun or None, found.text, 6) if found else None


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
    if before == "de" and p.at(i - 2).low == "vient":
        return has_subject(scene, i - 2)
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
    cares = p.tokens[verb].low in word_class("cares")
    j += cares and p.at(j).low == "de"  # "s'occupe de la presse"
    article = p.at(j).low
    field = p.at(j + 1).low in words("led_domains")
    cares = cares or (field and p.tokens[verb].low in word_class("keeps"))
    directs = noun.startswith(("dirig", "codir")) and article in word_class("article")
    if cares or (directs and field):
        last, organisation = extend(p, j + 2)
        led = p.phrase(j + 1, last).text if field else ""
        if directs:
            yield Told(
                _director(noun, led, article, scene.gender),
                organisation.text if organisation else None,
                6,
            )
        elif field and organisation:
            yield Told(led, organisation.text, 6)  # the text's words: it tells no title
        return
    found = organisation_at(p, j)
    if found is not None:
        yield Told(_head_of(noun, p, found, scene.gender), found.text, 6)
    elif p.at(j).low in {"un", "une", "son", "sa"} and longest_entry(
        "organisation_generics", p, j + 1
    ):
        yield Told(noun or None, None, 5)
    elif article in word_class("determiner") and p.at(j + 1).is_plain:
        last, organisation = extend(p, j + 2)  # "gère les comptes de l'office de tourisme"
        if organisation is not None:
            led = p.phrase(j + 1, last).text  # "dirige la cellule de crise de l'hôpital"
            title = _director(noun, led, article, scene.gender) if directs else None
            yield Told(title, organisation.text, 6 if title else 5)


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
            if k == j + 1 and is_place(p.at(j).text):
                break  # "à Cayenne Fleuve en poche"
        while k < j + 2 and (k == j or p.at(k).low in word_class("year")):
            k += 1
        j = k + (p.at(k).text == ",")
    return j
