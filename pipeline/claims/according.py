"""Prepositions that give the source of a content: "selon X", "aux yeux de X", "d'après ce que dit X", "pour X"."""

from __future__ import annotations

from pipeline.claims.cues import Hit
from pipeline.claims.grammar import grammar, persons
from pipeline.claims.incises import incise_at, is_saying
from pipeline.claims.reading import Reading
from pipeline.claims.sources import Found, after_openers
from pipeline.claims.speakers import is_somebody, names_person
from pipeline.claims.words import Words
from pipeline.lexicons import table
from pipeline.lexicons import words as word_list

_TO_COMMA = 8  # words of somebody after "pour"
_TO_HEAD = 3  # words to the head of a noun phrase
_TO_COPULA = 8  # words of a subject before "est"


def according_to(words: Words, reading: Reading, hit: Hit) -> Found | None:
    """Read "selon une enquête du Cliff, …", "d'après ce que dit le gardien, …" and "il paraît que …"."""
    cue = (hit.first, hit.last)
    begin = reading.clause.first
    inserted = not _opens(words, reading, hit)
    if hit.value == "nobody":
        if not reading.finite:
            return None  # "À les écouter, surtout"
        if inserted and words.lower[hit.last] not in grammar().complement_que:
            return Found(None, cue, begin, cue)  # "La scierie, paraît-il, a brûlé"
        return Found(None, cue, hit.last + 1)
    first = hit.last + 1
    if hit.value == "told" or words.lower[first : first + 2] in (["ce", "que"], ["ce", "qu'"]):
        return _told(words, reading, hit, first if hit.value == "told" else first + 2)
    first += _wording_length(words, first, reading.clause.last)
    if first < reading.clause.last and words.lower[first] in word_list("claim_source_of"):
        first += 1  # "aux yeux de la presse", but "aux yeux [des élus]"
    last = first - 1
    # The source ends with the comma, or, at the end of the clause, with the clause.
    for at in range(first, reading.clause.last + 1):
        if words.lower[at] in ",;:" or words.shapes[at].finite or _begins_subject(words, first, at):
            break
        last = at
    if last < first or words.lower[first] in word_list("no_source"):
        return None
    if words.lower[first] in persons() and (last == first or _is_own_view(words, first, last)):
        return None  # "selon moi" is the speaker, "selon vous" the hearer
    set_off = not inserted or words.lower[hit.first - 1] in ',;:"—–'
    if not set_off and not is_somebody(words, (first, last)):
        return None  # "varient selon la saison" tells on what something depends
    source: tuple[int, int] | None = (first, last)
    if _is_own_wording(words, first, last):
        source = None
    last = _apposition_end(words, reading, last)
    if inserted:
        return Found(source, cue, begin, (hit.first, last))
    return Found(source, cue, last + 1)


def _told(words: Words, reading: Reading, hit: Hit, first: int) -> Found | None:
    """Read "d'après ce que m'a dit le gardien, …", "d'après ce qu'on raconte, …"."""
    last = reading.clause.last
    cue = (hit.first, hit.last)
    if first >= last:
        return None
    incise = incise_at(words, first, last + 1, begin=reading.clause.first, headed=True)
    if incise is None and words.lower[first] not in word_list("claim_incise_pronouns"):
        return None  # "d'après ce que je vois"
    source = (first, first) if incise is None else incise.subject
    comma = next((at for at in range(source[1] + 1, last) if words.lower[at] == ","), None)
    if not any(is_saying(words, at) for at in range(first, last + 1 if comma is None else comma)):
        return None  # "favorable à ce qu'on l'imprime"
    if not _opens(words, reading, hit):
        end = last if comma is None else comma - 1
        return Found(source, cue, reading.clause.first, (hit.first, end))
    return Found(source, cue, comma + 1) if comma is not None else None


def _apposition_end(words: Words, reading: Reading, last: int) -> int:
    """Return the last word of a name that says who a source is: "selon ma voisine, [Inès Cadiou], la rue …"."""
    comma = last + 1
    if comma >= reading.clause.last or words.lower[comma] != ",":
        return last
    if not words.is_capital(comma + 1):
        return last
    end = next(
        (at for at in range(comma + 1, reading.clause.last + 1) if words.lower[at] == ","), None
    )
    if end is None or any(words.shapes[at].finite for at in range(comma + 1, end)):
        return last
    return end - 1


def _wording_length(words: Words, first: int, last: int) -> int:
    """Return how many words stand before whose saying it is: "selon [les mots] de notre doyenne"."""
    article = first < last and words.lower[first] in word_list("claim_articles")
    if (
        not article
        or first + 2 >= last
        or words.lower[first + 1] not in word_list("claim_saying_nouns")
    ):
        return 0
    whose = word_list("claim_source_of") | word_list("claim_source_contracted")
    return 2 if words.lower[first + 2] in whose else 0


def _is_own_wording(words: Words, first: int, last: int) -> bool:
    """Say whether only words are named, not their speaker: "selon [ses propres termes]"."""
    third = words.lower[first] in word_list("claim_third_possessives")
    return third and words.lower[last] in word_list("claim_saying_nouns")


def _begins_subject(words: Words, first: int, at: int) -> bool:
    """Say whether an article right after a name begins what is said: "d'après Enedis [la consommation baisse]"."""
    name = at == first + 1 and words.is_capital(first)
    return name and words.pos[first] != "DET" and words.lower[at] in word_list("claim_articles")


def _opens(words: Words, reading: Reading, hit: Hit) -> bool:
    """Say whether at most conjunctions stand before: "[et d'après] Enedis, …"."""
    return after_openers(words, reading.clause) >= hit.first


def _is_own_view(words: Words, first: int, last: int) -> bool:
    return any(words.lower[at] in word_list("claim_own_views") for at in range(first, last + 1))


def for_whom(words: Words, reading: Reading) -> Found | None:
    """Read "Pour mon patron, la communication est une dépense": what he takes it for.

    Only somebody's equation counts: "Pour eux, nous avons imprimé un plan" tells who gains, "Pour les clients,
    c'est plus simple" too.
    """
    at, last = after_openers(words, reading.clause), reading.clause.last
    first = at + 1
    if words.lower[at] not in word_list("claim_viewpoints") or first >= last:
        return None
    comma = next(
        (step for step in range(first, min(last, first + _TO_COMMA)) if words.lower[step] == ","),
        None,
    )
    if comma is None or not _is_person(words, first, comma):
        return None
    for step in range(comma + 1, min(last, comma + _TO_COPULA)):
        if words.shapes[step].finite:
            equates = words.lower[step] in table("claim_copulas")
            nominal = words.lower[step + 1] in word_list("claim_nominal_openers")
            return Found((first, comma - 1), (at, at), comma + 1) if equates and nominal else None
    return None


def _is_person(words: Words, first: int, end: int) -> bool:
    if words.lower[first] in word_list("source_pronouns"):
        return end == first + 1
    # The head of the noun phrase: "la directrice", "mon ancien patron", not "une boîte de six personnes".
    return words.lower[first] in word_list("claim_definite_determiners") and any(
        names_person(words.lower[at]) for at in range(first + 1, min(end, first + _TO_HEAD))
    )
