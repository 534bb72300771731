"""Whose content a claim is: the speaker's, or somebody else's with the words that say so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from pipeline.claims.cues import Hit
from pipeline.claims.focus import deciding_part, quoted_sentences
from pipeline.claims.grammar import grammar, persons
from pipeline.claims.incises import find_incise, is_somebody
from pipeline.claims.reading import Reading
from pipeline.claims.sources import (
    inverted_subject,
    is_before_verb,
    is_own_thought,
    is_study,
    subject_before,
)
from pipeline.claims.words import Words, never_finite, tokenize
from pipeline.lexicons import words as word_list

_TO_CONTENT = 6  # words between the verb and its "que" ("dit à ses voisines de Sarlat que")
_TO_INFINITIVE = 12  # words between "recommande" and "de": "…, dans ses guides, d'associer"
_NE_REACH = 5  # words between "ne" and a verb of saying
_QUOTES = '"'


@dataclass(frozen=True, slots=True)
class Found:
    """A reported content: words of the source and of the cue, both included; content from a word on."""

    source: tuple[int, int] | None
    cue: tuple[int, int]
    content: int
    incise: tuple[int, int] | None = None  # words inside or after the content that report it


def find_source(words: Words, reading: Reading) -> Found | None:
    """Return who is reported in a clause, or None where the content is the speaker's own."""
    for according in reading.hits.get("according", ()):
        if according.value != "nobody" and according.first in reading.subordinate:
            continue
        found = _according(words, reading, according)
        if found is not None:
            return found
    incise = find_incise(words, reading.clause.first, reading.clause.last)
    if incise is not None:
        cue = (incise.verb, incise.verb)
        return Found(incise.subject, cue, reading.clause.first, (incise.first, incise.last))
    if words.lower[reading.clause.first] in grammar().conditions:
        return None  # "Si on enlève les affiches, on dit que…" tells what would be said
    quoted = quoted_sentences(words, reading.clause)
    decided = deciding_part(words, reading.clause).last
    for hit in (*reading.hits.get("reported", ()), *reading.hits.get("reported_act", ())):
        # "C'est l'ennemi : le client croit que…" explains the speaker's own words.
        if hit.first in quoted or hit.first > decided:
            continue
        if hit.first in reading.subordinate:
            found = _presented(words, reading, hit)
        else:
            found = _speech(words, reading, hit)
        if found is not None:
            return found
    return None


def _according(words: Words, reading: Reading, hit: Hit) -> Found | None:
    """Read "selon une enquête du Cliff, …" and "il paraît que …"."""
    cue = (hit.first, hit.last)
    if hit.value == "nobody":
        return Found(None, cue, hit.last + 1)
    first = hit.last + 1
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
    set_off = hit.first == reading.clause.first or words.lower[hit.first - 1] in ',;:"—–'
    if not (set_off or _opens_after_link(words, reading, hit)) and not is_somebody(
        words, (first, last)
    ):
        return None  # "varient selon la saison" tells on what something depends
    return Found((first, last), cue, last + 1)


def _begins_subject(words: Words, first: int, at: int) -> bool:
    """Say whether an article right after a name begins what is said: "d'après Enedis [la consommation baisse]"."""
    name = at == first + 1 and words.text[words.starts[first]].isupper()
    return name and words.pos[first] != "DET" and words.lower[at] in word_list("claim_articles")


def _opens_after_link(words: Words, reading: Reading, hit: Hit) -> bool:
    """Say whether only conjunctions stand before: "et d'après Enedis, …"."""
    links = word_list("clause_openers") | grammar().clause_links
    return all(words.lower[at] in links for at in range(reading.clause.first, hit.first))


def _is_own_view(words: Words, first: int, last: int) -> bool:
    return any(words.lower[at] in word_list("claim_own_views") for at in range(first, last + 1))


def _speech(words: Words, reading: Reading, hit: Hit) -> Found | None:
    """Read "Un client m'a dit que …", "… : « … »", "… reproche de …" and "Tourisme Charlevoix y voit …"."""
    content = _content(words, reading, hit)
    if content is None:
        return None
    verb = hit.first
    inverted = inverted_subject(words, reading, verb)
    if inverted is not None:
        return Found(inverted, (verb, verb), reading.clause.first)
    subject = subject_before(words, reading, verb)
    if subject is None or is_own_thought(words, subject, verb):
        return None
    if hit.value == "study" and not is_study(words, subject):
        return None
    return Found(subject, (verb, verb), content)


def _presented(words: Words, reading: Reading, hit: Hit) -> Found | None:
    """Read "Il y a des confrères qui disent que …": the clause is there for what they say."""
    verb, begin = hit.first, reading.clause.first
    relative = verb - 1
    while relative > begin and is_before_verb(words, relative):
        relative -= 1
    content = _content(words, reading, hit)
    if words.lower[relative] not in grammar().relatives or content is None:
        return None
    first = next(
        (
            begin + len(phrase)
            for phrase in _presentatives()
            if words.lower[begin : begin + len(phrase)] == phrase
        ),
        None if any(at < verb for at in reading.main) else begin,
    )
    if first is None or first >= relative or words.pos[first] not in {"DET", "PROPN", "NUM"}:
        return None
    last = next((at - 1 for at in range(first, relative) if words.lower[at] in ",;:"), relative - 1)
    return Found((first, last), (verb, verb), content)


def _content(words: Words, reading: Reading, hit: Hit) -> int | None:
    """Return the first word of what is said, None if the verb says nothing here."""
    lists, lower = grammar(), words.lower
    verb, last = hit.first, reading.clause.last
    # The small model misses some finite forms ("Ils disent" as an adverb), so only clear
    # non-verbs and infinitives are refused.
    no_verb = verb > 0 and lower[verb - 1] in word_list("claim_before_no_report")
    gerund = lower[verb].endswith(never_finite())
    infinitive = words.shapes[verb].infinitive and not gerund
    if infinitive or words.pos[verb] in {"DET", "ADP"} or no_verb:
        return None
    if hit.value == "view":
        return hit.last + 1 if hit.last < last else None
    before = lower[max(reading.clause.first, verb - _NE_REACH) : verb]
    negated = bool(lists.negation_first & set(before))
    if hit.kind == "reported_act":
        done = not words.shapes[verb].participle or _is_active(before)
        return _infinitive_content(words, reading, hit) if done and not negated else None
    if negated and reading.negation is None:
        return None  # "ne voient que" reports nothing
    for at in range(verb + 1, min(last, verb + _TO_CONTENT) + 1):
        word = lower[at]
        if word in lists.complement_que and lower[at - 1] not in lists.adverbial_que:
            return at + 1
        if word == _QUOTES:
            # "Son étiquette disait « fromage de chèvre »" names words, and so does "n'écrit pas « … »".
            return None if negated or not _quotes_sentence(words, at, last) else at + 1
        if word == ":" and at < last and (at == verb + 1 or lower[at + 1] == _QUOTES):
            return at + 1
        if words.shapes[at].finite:
            return None  # "a dit oui parce qu'ils croyaient que"
        if word in ",;:" or word in lists.degrees or word in word_list("consecutive_degrees"):
            # "remarquent plus vite que" compares, "une histoire si longue que" draws a consequence
            return None
    return None


def _is_active(before: Sequence[str]) -> bool:
    """Say whether the words before a participle make a perfect: "m'a accusée", not "accusée" or "a été accusée"."""
    found = set(before)
    return bool(found & word_list("perfect_auxiliaries_third")) and not found & word_list(
        "passive_participles"
    )


def _infinitive_content(words: Words, reading: Reading, hit: Hit) -> int | None:
    """Return where the infinitive of "nous reproche d'avoir menti" or "prétend avoir gagné" begins."""
    verb, last = hit.first, reading.clause.last
    if hit.value == "bare":
        at = verb + 1
        while at < last and words.lower[at] in word_list("before_bare_infinitive"):
            at += 1
        return verb + 1 if at <= last and words.shapes[at].infinitive else None
    commas = 0
    for at in range(verb + 1, min(last, verb + _TO_INFINITIVE) + 1):
        if words.shapes[at].finite:
            return None
        commas += words.lower[at] == ","
        if (
            commas % 2 == 0
            and words.lower[at] in word_list("claim_infinitive_marks")
            and _is_infinitive_next(words, at + 1, last)
        ):
            # With its "de" an infinitive is an advice, without it a fact or a judgement.
            return at if hit.value == "advice" else at + 1
    return None


def _is_infinitive_next(words: Words, at: int, last: int) -> bool:
    while at < last and words.lower[at] in word_list("before_bare_infinitive"):
        at += 1
    # The small model takes "d'écrire" for an adjective and "de dormir" for a noun.
    endings = tuple(word_list("infinitive_endings_after_de"))
    return at <= last and (words.shapes[at].infinitive or words.lower[at].endswith(endings))


def _quotes_sentence(words: Words, opening: int, last: int) -> bool:
    """Say whether a quotation has a verb of its own."""
    for at in range(opening + 1, last + 1):
        if words.lower[at] == _QUOTES:
            return False
        if words.shapes[at].finite:
            return True
    return False


@cache
def _presentatives() -> tuple[list[str], ...]:
    return tuple(tokenize(phrase) for phrase in sorted(word_list("claim_presentatives")))
