"""A turn's noun phrases: where they stand, their gender and number, and whether they can be repeated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from spacy.tokens import Doc

from pipeline.claims.grammar import grammar
from pipeline.claims.infinitives import is_object_of_infinitive
from pipeline.claims.words import PUNCTUATION, Words
from pipeline.lexicons import entries
from pipeline.lexicons import words as word_list

_TO_NOUN = 3  # words between a determiner and its noun ("les deux grandes marques")
_NAMES = frozenset({"NOUN", "PROPN"})
_BEFORE_NOUN = frozenset({"ADJ", "NUM", "ADV", "DET"})
_GENDERS = {"Masc": "m", "Fem": "f"}


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words ``[first, last]`` of a turn that name something.

    ``gender`` is "m", "f" or "" where nothing tells, ``plural`` None where nothing tells. ``kind`` is that of the
    determiner as its lexicon has it, "name" or "pronoun". ``whole`` is False where words that narrow it are left
    outside or where it leans on other words ("son patron", "les clients qui…"), so that it cannot stand for
    itself. ``place`` is "subject", "object", "alone" (a sentence that is only this phrase) or "".
    """

    first: int
    last: int
    head: int
    gender: str
    plural: bool | None
    kind: str
    whole: bool
    place: str
    said: str = ""  # the full name, of a person

    def agrees(self, gender: str, *, plural: bool) -> bool:
        """Say whether nothing speaks against a pronoun of that gender and number."""
        return self.plural in {None, plural} and self.gender in {"", gender}


@dataclass(frozen=True, slots=True)
class Name:
    """A named entity's mention: words of the turn, and the gender that a first name or a title proves."""

    first: int
    last: int
    gender: str  # "m", "f" or ""
    label: str  # of the entity
    full: str  # the entity's name, of a person with the title where that is all of the name


def phrases_of(words: Words, doc: Doc, names: Sequence[Name] = ()) -> list[Phrase]:
    """Return the noun phrases of a turn, in text order; those inside others too.

    Names in capitals that are no entity count too, and so do pronouns that bring somebody in ("une de mes clientes"), since
    a later pronoun may mean them. Places without an article are left out.

    Args:
        words: The turn.
        doc: Its analysis: gender.
        names: The entities named in it.
    """
    genders = _genders(words, doc)
    named = {name.first: name for name in names}
    found: list[Phrase] = []
    covered = -1
    for at in range(len(words)):
        phrase = _determined(words, genders, at) or _pronoun(words, at)
        if phrase is None and at > covered:
            name = named.get(at)
            phrase = _named(words, name) if name else _unknown_name(words, at)
            covered = name.last if name else covered
        if phrase is not None:
            found.append(phrase)
            covered = max(covered, phrase.last)
    return found


def _genders(words: Words, doc: Doc) -> list[str]:
    """Return the gender of every word, "" where its form has none."""
    of_morph: dict[int, str] = {}  # a few dozen, of thousands of words
    known: dict[int, str] = {}
    for start, morph in doc.to_array(["IDX", "MORPH"]).tolist():
        if morph not in of_morph:
            told = doc.vocab.morphology.feats_to_dict(doc.vocab.strings[morph])
            of_morph[morph] = _GENDERS.get(told.get("Gender", ""), "")
        known[start] = of_morph[morph]
    return [known.get(start, "") for start in words.starts]


def _named(words: Words, name: Name) -> Phrase | None:
    """Return a name as a phrase; a person's can be repeated, a place without article is spoken of by no pronoun."""
    if name.label == "LOC":
        return None
    person = name.label == "PER"
    whole = person and not _narrowed(words, name.last + 1, definite=False)
    plural = False if person else None
    place = _place(words, name.first, name.last)
    first, last = name.first, name.last
    return Phrase(first, last, first, name.gender, plural, "name", whole, place, name.full)


def _unknown_name(words: Words, at: int) -> Phrase | None:
    """Return a word in capitals that is no entity: whom it names is not known, so it can only compete."""
    capital = words.is_capital(at)
    inside = at > 0 and words.lower[at - 1] not in '.!?…:"'
    if not capital or not (inside or words.pos[at] == "PROPN") or words.lower[at].endswith("'"):
        return None
    if words.lower[at] in word_list("statement_title_words"):
        return None
    return Phrase(at, at, at, "", None, "name", False, "")


def _pronoun(words: Words, at: int) -> Phrase | None:
    """Return "celle du musée" or "une de mes clientes", which can only compete."""
    known = _heads().get(words.lower[at])
    if known is None and words.lower[at] in {"un", "une"}:
        follows = words.lower[at + 1 : at + 2]
        if follows and follows[0] in word_list("statement_of"):
            known = ("m" if words.lower[at] == "un" else "f", "s")
    if known is None:
        return None
    gender, number = known
    return Phrase(at, at, at, gender.strip("-"), number == "p", "pronoun", False, "")


def _determined(words: Words, genders: list[str], at: int) -> Phrase | None:
    """Return the phrase that the determiner at `at` opens, None if there is none."""
    lower = words.lower
    if lower[at] not in _determiners() or is_object_of_infinitive(words, at):
        return None
    kind, sure, number = _determiners()[lower[at]]
    if words.pos[at] == "PRON" and kind == "definite":
        return None
    if lower[at] == "des" and words.pos[at] == "ADP":
        kind = "contracted"
    head = at + 1
    while head < len(words) and head - at <= _TO_NOUN and words.pos[head] in _BEFORE_NOUN:
        head += 1
    missed = number == "p" and head < len(words) and words.lower[head].endswith("ent")
    if head < len(words) and (missed or words.lower[head] in word_list("statement_no_adjectives")):
        head -= 1
    elif head >= len(words) or words.pos[head] not in _NAMES or words.shapes[head].finite:
        if head - 1 == at or words.pos[head - 1] != "ADJ":
            return None
        head -= 1  # "les journalistes" as an adjective
    if head == at:
        return None
    last = _end(words, head, plural=number == "p")
    gender = sure if sure != "-" else genders[head]
    place = _place(words, at, last)
    definite = kind != "indefinite" or number == "p"
    whole = (
        kind != "other"
        and words.pos[head] != "NUM"  # "les trois"
        and not _narrowed(words, last + 1, definite=definite)
        and not set(lower[at + 1 : last + 1]) & word_list("statement_leaning")
        and place != "broken"
    )
    return Phrase(at, last, head, gender, number == "p", kind, whole, place)


def _end(words: Words, head: int, *, plural: bool) -> int:
    """Return the last word of the phrase: adjectives, names and "de …" after the noun belong to it."""
    last = head
    while last + 1 < len(words):
        after = last + 1
        word = words.lower[after]
        capital = words.is_capital(after) and word[0].isalpha()
        adjective = words.pos[after] == "ADJ" and not words.shapes[after].finite
        # "les éditeurs rêvent": an adjective would show the plural.
        adjective = adjective and (not plural or word[-1] in "sxz")
        if words.text[words.ends[after] : words.ends[after] + 1] == "-":
            return last  # "L'industrie communique-t-elle"
        if (adjective and word not in word_list("statement_no_adjectives")) or capital:
            last = after
        elif word in word_list("statement_of"):
            noun = after + 1
            while (
                noun < len(words) and noun - after <= _TO_NOUN and words.pos[noun] in _BEFORE_NOUN
            ):
                noun += 1
            if noun >= len(words) or words.pos[noun] not in _NAMES:
                return last
            last = noun
        else:
            return last
    return last


def _narrowed(words: Words, after: int, *, definite: bool) -> bool:
    """Say whether what follows a phrase narrows what it means: "les clients qui…", "l'élève inscrit à"."""
    if after >= len(words):
        return False
    word, shape = words.lower[after], words.shapes[after]
    if word in word_list("claim_relatives") or word in grammar().relatives or word == '"':
        return True
    if word in word_list("statement_of") or (words.pos[after] == "VERB" and not shape.finite):
        return True
    return definite and words.pos[after] == "ADP"


def _place(words: Words, first: int, last: int) -> str:
    """Return what a phrase is in its clause: "broken" where a subject's place has no verb after it."""
    before, after = first - 1, last + 1
    ends = after >= len(words) or words.lower[after] in PUNCTUATION
    if before < 0 or words.lower[before] in PUNCTUATION or _opens_clause(words.lower[before]):
        at = after
        while at < len(words) and not words.shapes[at].finite and _before_verb(words, at):
            at += 1
        if at > after or (at < len(words) and _is_finite(words, at)):
            return "subject"
        if _has_no_verb(words, first):
            return "alone"
        return "" if ends else "broken"
    if words.lower[before] in word_list("statement_of") and words.lower[first] not in {"du", "des"}:
        opens = before == 0 or words.lower[before - 1] in ".!?…"
        return "alone" if ends and opens else ""
    if words.lower[before] in word_list("statement_copulas"):
        return ""
    verb = words.pos[before] in {"VERB", "AUX"} or words.shapes[before].finite
    if verb:
        return "object"
    # "À la main ?" has no verb that governs it.
    begin = before
    while begin > 0 and words.lower[begin - 1] not in ",;:.!?…":
        begin -= 1
    governed = any(words.shapes[at].finite for at in range(begin, before))
    return "object" if governed and words.lower[before] in word_list("statement_governing") else ""


def _is_finite(words: Words, at: int) -> bool:
    """Say whether a word right after a subject is its verb: the small model misses "les gens râlent"."""
    lower = words.lower[at]
    missed = lower.endswith("ent") and words.pos[at] in {"ADJ", "NOUN", "ADV"} and len(lower) > 4
    return words.shapes[at].finite or (missed and not lower.endswith("ment"))


def _has_no_verb(words: Words, first: int) -> bool:
    """Say whether a phrase opens a sentence without a verb: "La comptable.", "Et les dons ?"."""
    begin = first - 1
    while begin >= 0 and words.lower[begin] in word_list("clause_openers"):
        begin -= 1
    if begin >= 0 and words.lower[begin] not in ".!?…":
        return False
    for at in range(first, len(words)):
        if words.shapes[at].finite:
            return False
        if words.lower[at] in ".!?…":
            break
    return True


def _opens_clause(word: str) -> bool:
    lists = grammar()
    return (
        word in word_list("clause_openers")
        or word in lists.subordinators
        or word in lists.complement_que
    )


def _before_verb(words: Words, at: int) -> bool:
    return words.lower[at] in word_list("clitics") or words.lower[at] in {"ne", "n'"}


@cache
def _determiners() -> dict[str, tuple[str, str, str]]:
    return {
        word: (kind, gender, number)
        for word, kind, gender, number in entries("statement_determiners")
    }


@cache
def _heads() -> dict[str, tuple[str, str]]:
    return {word: (gender, number) for word, gender, number in entries("statement_heads")}
