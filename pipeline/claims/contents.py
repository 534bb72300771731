"""Where the words begin that a verb of saying introduces: after its "que", its colon, its quotation mark, at its infinitive."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.claims.cues import Hit
from pipeline.claims.grammar import grammar, opens_adverbial
from pipeline.claims.reading import Reading
from pipeline.claims.sources import is_before_verb
from pipeline.claims.words import QUOTE, Words, never_finite
from pipeline.lexicons import words as word_list

_TO_CONTENT = 6  # words between the verb and its "que" ("dit à ses voisines de Sarlat que")
_ASIDE = 8  # words of an aside between a verb and its "que"
_TO_INFINITIVE = 12  # words between "recommande" and "de": "…, dans ses guides, d'associer"
_TO_NOUN = 4  # words between a verb and the noun of its object
_TO_GOVERNOR = 6  # words between "n'arrête" and "dire": "pas de nous"
_NE_REACH = 5  # words between "ne" and a verb of saying
_SHORTEST_SENTENCE = 4  # words of a quotation without a known verb, its full stop included


def content_of(words: Words, reading: Reading, hit: Hit) -> int | None:
    """Return the first word of what is said, None if the verb says nothing here."""
    lists, lower = grammar(), words.lower
    verb, last = hit.first, reading.clause.last
    # The small model misses some finite forms ("Ils disent" as an adverb), so only clear
    # non-verbs and infinitives are refused.
    no_verb = verb > 0 and lower[verb - 1] in (
        word_list("claim_before_no_report") | word_list("claim_sure_determiners")
    )
    if verb > 1 and lower[verb - 2] in word_list("claim_before_pronoun_un"):
        no_verb = False  # "quelqu'un disait"
    gerund = lower[verb].endswith(never_finite())
    infinitive = words.shapes[verb].infinitive and not gerund
    if infinitive or words.pos[verb] in {"DET", "ADP"} or no_verb:
        return None
    if hit.value.startswith("view"):
        return _nominal_content(words, hit, last)
    before = lower[max(reading.clause.first, verb - _NE_REACH) : verb]
    negated = bool(lists.negation_first & set(before))
    if hit.kind == "reported_act":
        done = not words.shapes[verb].participle or _is_active(before)
        return _infinitive_content(words, reading, hit) if done and not negated else None
    if negated and reading.negation is None:
        return None  # "ne voient que" reports nothing
    if set(before) & (word_list("consecutive_degrees") - lists.conditions):
        return None  # "a tellement râlé que" draws a consequence
    if lower[hit.last] in lists.complement_que and hit.last < last:
        return hit.last + 1  # "tient que"
    if _has_object(words, hit.last, last):
        return None  # "raconte une journée que personne n'a vue"
    return clause_content(words, hit.last, last, negated=negated)


def clause_content(words: Words, verb: int, last: int, *, negated: bool = False) -> int | None:
    """Return where the clause or the quotation begins that the verb at `verb` introduces.

    Args:
        words: The turn.
        verb: The verb of saying, or its last word ("fait valoir").
        last: The last word of its clause.
        negated: The verb is denied, so that a quotation after it was not said.
    """
    lists, lower = grammar(), words.lower
    if not negated and _goes_on_spoken(words, verb, last):
        return verb + 1
    for at in range(verb + 1, min(last, verb + _TO_CONTENT) + 1):
        word = lower[at]
        if word in lists.complement_que and _opens_content(words, at, verb):
            return at + 1
        if word == QUOTE:
            # "Son étiquette disait « fromage de chèvre »" names words, and so does "n'écrit pas « … »".
            return None if negated or not quotes_sentence(words, at, last) else at + 1
        if word == ":" and at < last and (at == verb + 1 or lower[at + 1] == QUOTE):
            return at + 1
        if words.shapes[at].finite:
            return None  # "a dit oui parce qu'ils croyaient que"
        if word == "," and (resumed := _after_aside(words, at, last)) is not None:
            return resumed
        if word in ",;:" or word in lists.degrees or word in word_list("consecutive_degrees"):
            # "remarquent plus vite que" compares, "une histoire si longue que" draws a consequence
            return None
    return None


def _opens_content(words: Words, at: int, verb: int) -> bool:
    """Say whether "que" opens a content, not an adverbial clause; "On m'a dit cent fois que" does."""
    before = words.lower[at - 1]
    counted = at > 1 and before in word_list("claim_counted") and words.pos[at - 2] == "NUM"
    return counted or not opens_adverbial(words.lower, at, verb)


def _after_aside(words: Words, comma: int, last: int) -> int | None:
    """Return where the content begins behind an aside: "m'a confié, un soir de bouclage, qu'[elle partait]"."""
    for at in range(comma + 1, min(last - 1, comma + _ASIDE) + 1):
        if words.shapes[at].finite:
            return None
        if words.lower[at] == ",":
            return at + 2 if words.lower[at + 1] in grammar().complement_que else None
    return None


def _goes_on_spoken(words: Words, verb: int, last: int) -> bool:
    """Say whether direct speech follows without a mark, as people talk: "il me dit [je veux du waouh]"."""
    after = verb + 1
    if words.lower[verb] not in word_list("claim_spoken_verbs") or after >= last:
        return False
    inverted = words.is_hyphened(after)
    if inverted or words.lower[after] not in word_list("claim_spoken_subjects"):
        return False
    at = after + 1
    while at < last and words.lower[at] in word_list("clitics"):
        at += 1
    return words.shapes[at].finite


def governor_of(words: Words, first: int, infinitive: int) -> int | None:
    """Return the finite verb on which an infinitive of saying depends: "ne [cesse] de nous répéter"."""
    for at in range(infinitive - 1, max(first, infinitive - _TO_GOVERNOR) - 1, -1):
        word = words.lower[at]
        if word in word_list("claim_report_governors"):
            # "ne cesse de dire", but "ne vient pas me dire"
            denied = set(words.lower[max(first, at - _NE_REACH) : at]) & grammar().negation_first
            return at if not denied or word in word_list("claim_negated_governors") else None
        if word not in word_list("claim_before_governed") and not is_before_verb(words, at):
            return None
    return None


def _has_object(words: Words, verb: int, last: int) -> bool:
    """Say whether an object stands right after a verb, so that "que" opens a relative clause on it; a time is none."""
    determiners = word_list("claim_definite_determiners") | word_list("claim_indefinite_articles")
    if verb >= last or words.lower[verb + 1] not in determiners:
        return False
    noun = next(
        (at for at in range(verb + 2, min(last, verb + _TO_NOUN) + 1) if words.pos[at] == "NOUN"),
        None,
    )
    return noun is not None and words.lower[noun] not in word_list("statement_times")


def _nominal_content(words: Words, hit: Hit, last: int) -> int | None:
    """Return where a noun phrase begins whose article the entry may hold ("salué [un coup de maître]")."""
    opening = word_list("claim_view_openers")
    for at in range(hit.first + 1, hit.last + 1):
        if words.lower[at] in opening:
            return at if at < last else None
    return hit.last + 1 if hit.last < last else None


def _is_active(before: Sequence[str]) -> bool:
    """Say whether the words before a participle make a perfect: "m'a accusée", not "accusée" or "a été accusée"."""
    found = set(before)
    return bool(found & word_list("perfect_auxiliaries_third")) and not found & word_list(
        "passive_participles"
    )


def _infinitive_content(words: Words, reading: Reading, hit: Hit) -> int | None:
    """Return where the infinitive of "nous reproche d'avoir menti" or "prétend avoir gagné" begins."""
    verb, last = hit.first, reading.clause.last
    if "bare" in hit.value:
        at = verb + 1
        while at < last and words.lower[at] in word_list("before_bare_infinitive"):
            at += 1
        if at <= last and words.shapes[at].infinitive:
            perfect = words.lower[at] in word_list("perfect_infinitives")
            return verb + 1 if perfect or hit.value != "bare_perfect" else None
        if "advice" not in hit.value:
            return None
    commas = 0
    for at in range(verb + 1, min(last, verb + _TO_INFINITIVE) + 1):
        if words.shapes[at].finite:
            return None
        commas += words.lower[at] == ","
        if (
            commas % 2 == 0
            and words.lower[at] in word_list("claim_infinitive_marks")
            and is_infinitive_next(words, at + 1, last)
        ):
            # With its "de" an infinitive is an advice, without it a fact or a judgement.
            return at if "advice" in hit.value else at + 1
    return None


def is_infinitive_next(words: Words, at: int, last: int) -> bool:
    """Say whether an infinitive, perhaps with its clitics, stands at a word."""
    while at < last and words.lower[at] in word_list("before_bare_infinitive"):
        at += 1
    # The small model takes "d'écrire" for an adjective and "de dormir" for a noun.
    endings = tuple(word_list("infinitive_endings_after_de"))
    return at <= last and (words.shapes[at].infinitive or words.lower[at].endswith(endings))


def quotes_sentence(words: Words, opening: int, last: int) -> bool:
    """Say whether a quotation has a verb of its own, or begins and ends like a sentence."""
    for at in range(opening + 1, last + 1):
        if words.lower[at] == QUOTE:
            # The small model misses some verbs ("« Votre brochure ment. »").
            capital = words.is_capital(opening + 1)
            return capital and words.lower[at - 1] in ".!…" and at - opening > _SHORTEST_SENTENCE
        if words.shapes[at].finite:
            return True
    return False
