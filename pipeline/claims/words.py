"""One turn as words: the view that every rule of claims reads.

The words are cut by one expression from the analysis form, so that a lexicon's entry and a turn are always
cut alike; the model adds part of speech and morphology, looked up by the character where a word
begins.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from pipeline.lexicons import entries
from pipeline.lexicons import words as word_list
from pipeline.schema import TurnDoc
from pipeline.text import analysis_form, lower_form

# "peut-être" is one word and "dit-il" two: an inverted pronoun is cut off, its hyphen left out.
_CLITIC = r"(?:t-)?(?:ils?|elles?|on|je|tu|nous|vous|ce|moi|toi|lui|leur|les?|la|y|en)\b"
_WORD = re.compile(
    rf"\d+(?:[.,]\d+)*|(?!(?<=-)t-)[^\W\d_]+(?:-(?!{_CLITIC})[^\W_]+)*'?|[,;:.!?…\"()%€$£]|[–—]"
)
QUOTE = '"'
SENTENCE_ENDS = frozenset(".!?…")
PUNCTUATION = frozenset(',;:.!?…"()–—')  # the marks among words
_FULL_POS = frozenset({"VERB", "AUX"})


@dataclass(frozen=True, slots=True)
class Shape:
    """What morphology says of one word, as far as the rules ask for it."""

    finite: bool = False
    infinitive: bool = False
    participle: bool = False
    mood: str = ""  # "Ind", "Cnd", "Imp", "Sub"
    tense: str = ""  # "Pres", "Past", "Imp", "Fut"
    person: str = ""
    plural: bool = False
    relative: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one turn; index ``i`` is the same word in every field.

    ``starts`` and ``ends`` are characters of the turn. ``pos`` and ``shapes`` come from the token that begins where the word
    begins; where none does, they are ``""`` and an empty shape.
    """

    text: str  # the analysis form
    lower: list[str]
    starts: list[int]
    ends: list[int]
    pos: list[str]
    shapes: list[Shape]

    def __len__(self) -> int:
        return len(self.lower)

    def is_capital(self, at: int) -> bool:
        """Say whether a word begins with a capital."""
        return self.text[self.starts[at]].isupper()

    def is_hyphened(self, at: int) -> bool:
        """Say whether a hyphen joins a word to the one before: "dit-[il]"."""
        start = self.starts[at]
        return start > 0 and self.text[start - 1] == "-"


_NO_SHAPE = Shape()


def tokenize(text: str) -> list[str]:
    """Return the lower-case words of a phrase in analysis form, cut as those of a turn.

    >>> tokenize("Est-il peut-être d'accord ?")
    ['est', 'il', 'peut-être', "d'", 'accord', '?']
    """
    return _WORD.findall(text.lower())


@cache
def _phrases(name: str) -> tuple[list[str], ...]:
    """Return the entries of a list as words, longest first."""
    return tuple(sorted((tokenize(entry) for entry in word_list(name)), key=len, reverse=True))


def phrase_length(lower: list[str], at: int, name: str) -> int:
    """Return how many words from `at` on are an entry of a list, the longest; 0 where none stands there.

    >>> phrase_length(tokenize("comme disait mon père"), 0, "claim_incise_heads")
    1
    """
    return next((len(p) for p in _phrases(name) if lower[at : at + len(p)] == p), 0)


def bare_words(text: str) -> Words:
    """Return the words of a text that no model has read: without parts of speech and shapes."""
    found = list(_WORD.finditer(lower_form(text)))
    return Words(
        analysis_form(text),
        [match.group() for match in found],
        [match.start() for match in found],
        [match.end() for match in found],
        [""] * len(found),
        [_NO_SHAPE] * len(found),
    )


def words_of(turn_doc: TurnDoc) -> Words:
    """Return the words of one turn."""
    doc = turn_doc.doc
    words = bare_words(doc.text if turn_doc.lowered else turn_doc.turn.text)
    strings = doc.vocab.strings
    named: dict[int, str] = {0: ""}
    at: dict[int, tuple[str, Shape]] = {}
    for idx, pos, morph in doc.to_array(["IDX", "POS", "MORPH"]).tolist():
        if pos not in named:
            named[pos] = strings[pos]
        if morph not in named:
            named[morph] = strings[morph]
        at[idx] = (named[pos], shape_of(named[pos], named[morph]))
    for index, start in enumerate(words.starts):
        words.pos[index], words.shapes[index] = at.get(start, ("", _NO_SHAPE))
    _mend(words)
    return words


def _mend(words: Words) -> None:
    """Mark as finite verbs what the small model takes for something else, in place.

    Measured on the project's corpus, it misses about one finite verb in twelve ("Ils disent" as an adverb, "sert" as a noun).
    Certain are the word after a subject pronoun or "ne" and its clitics, and forms that are nothing but
    verbs; the ending tells the tense.
    """
    forms, before, clitics = finite_contexts()
    lower = words.lower
    expecting = False
    for at, word in enumerate(lower):
        if word in before:
            # "dit-il": an inverted pronoun follows its verb.
            expecting = not words.is_hyphened(at)
        elif expecting and word in clitics:
            continue
        else:
            shape = words.shapes[at]
            certain = _certain_shape(words, at)
            if shape.finite and (word.endswith(never_finite()) or _is_noun(words, at)):
                words.shapes[at] = _NO_SHAPE
            elif certain is not None:
                words.shapes[at], words.pos[at] = certain, "VERB"
            elif not shape.finite and (
                word in forms or (expecting and _may_be_finite(word, shape)) or _reports(words, at)
            ):
                words.shapes[at] = _finite_shape(word)
                words.pos[at] = "VERB"
            expecting = False


def _is_noun(words: Words, at: int) -> bool:
    """Say whether a word cannot be a verb: "personne", "consœur" in "une consœur"."""
    if words.lower[at] in word_list("claim_never_verbs"):
        return True
    if at == 0 or words.lower[at - 1] not in word_list("claim_sure_determiners"):
        return False
    return at == 1 or words.lower[at - 2] not in word_list("claim_before_pronoun_un")  # "l'un dit"


def _reports(words: Words, at: int) -> bool:
    """Say whether "que" right after makes a verb of a form that may be an adjective or a noun: "raconte que"."""
    return (
        at + 1 < len(words)
        and words.lower[at + 1] in word_list("complement_que")
        and words.lower[at] in word_list("finite_before_que")
    )


def _may_be_finite(word: str, shape: Shape) -> bool:
    return (
        word[-1].isalpha()
        and len(word) > 1
        and not (shape.infinitive and word.endswith(sure_infinitives()))
        and not word.endswith(never_finite())
        and word not in word_list("function_words")
    )


def _finite_shape(word: str) -> Shape:
    for ending, mood, tense in verb_endings():
        if word.endswith(ending):
            return Shape(finite=True, mood=mood, tense=tense)
    return Shape(finite=True, mood="Ind", tense="Pres")


def _certain_shape(words: Words, at: int) -> Shape | None:
    """Return the shape that an ending proves: "doublera" as an adjective, "dirait" as an imperfect."""
    word = words.lower[at]
    endings = _certain_endings()
    if not word.endswith(tuple(endings)) or word in word_list("claim_no_certain_endings"):
        return None
    if words.is_capital(at) or words.shapes[at].infinitive:
        return None  # a name
    shape = words.shapes[at]
    mood, tense = endings[max((e for e in endings if word.endswith(e)), key=len)]
    return Shape(finite=True, mood=mood, tense=tense, person=shape.person, plural=shape.plural)


@cache
def _certain_endings() -> dict[str, tuple[str, str]]:
    return {fields[0]: (fields[1], fields[2]) for fields in entries("claim_certain_endings")}


@cache
def never_finite() -> tuple[str, ...]:
    """Return endings that no finite verb has ("vendant")."""
    return tuple(sorted(word_list("claim_never_finite")))


@cache
def sure_infinitives() -> tuple[str, ...]:
    """Return the endings of infinitives that hardly any finite verb has ("encadre" is none)."""
    return tuple(sorted(word_list("claim_sure_infinitives")))


@cache
def future_endings() -> tuple[str, ...]:
    """Return the endings one of which a future form must have."""
    return tuple(sorted(word_list("claim_future_endings")))


@cache
def finite_contexts() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Return forms that are always finite, words before a finite verb, and words between the two."""
    return word_list("finite_forms"), word_list("before_finite"), word_list("clitics")


@cache
def verb_endings() -> tuple[tuple[str, str, str], ...]:
    """Return endings with mood and tense, longest first."""
    found = [(fields[0], fields[1], fields[2]) for fields in entries("verb_endings")]
    return tuple(sorted(found, key=lambda fields: -len(fields[0])))


@lru_cache(maxsize=4096)
def shape_of(pos: str, morph: str) -> Shape:
    """Return the shape of a word from its part of speech and its morphology string."""
    features = dict(part.split("=", 1) for part in morph.split("|") if "=" in part)
    form = features.get("VerbForm", "") if pos in _FULL_POS else ""
    return Shape(
        finite=form == "Fin",
        infinitive=form == "Inf",
        participle=form == "Part",
        mood=features.get("Mood", ""),
        tense=features.get("Tense", ""),
        person=features.get("Person", ""),
        plural=features.get("Number") == "Plur",
        relative=features.get("PronType") == "Rel",
    )
