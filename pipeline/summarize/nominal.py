"""Which words of an interview are nouns: the tagger's guess, proved by how the interview uses them.

The small model takes verbs for nouns and adjectives, above all in short clauses and at the head of a
sentence ("les jeunes pensent", "Regardez", "le secteur promet"). French gives nouns away: they stand
after a determiner or a preposition. A form is believed to be a noun only where it does so at least once in
the interview, or is written as a name; where a subject pronoun or *ne* stands before it, it is a verb.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from pipeline.lexicons import entries
from pipeline.lexicons import words as word_list
from pipeline.schema import TurnDoc
from pipeline.text import lower_form

_HEADS = frozenset({"NOUN", "PROPN"})
_VERBS = frozenset({"VERB", "AUX"})
# How the model attaches what belongs to a noun; a verb that it takes for a noun hangs otherwise.
_ATTACHED = frozenset({"amod", "nmod", "appos", "flat:name", "flat:foreign", "fixed", "compound"})
_STOPS, _COMMAS = ".?!…:", ",;"


@dataclass(frozen=True, slots=True)
class Tokens:
    """One turn's tokens without white space, as parallel lists."""

    text: str  # the turn as written
    lower: str  # its analysis form in lower case
    starts: list[int]
    ends: list[int]
    head: list[bool]  # the model sees a noun or name
    name: list[bool]  # it sees a name
    adjective: list[bool]
    verb: list[bool]
    attached: list[bool]  # the model attaches it to a noun
    capitals: bool  # the whole turn is set in capitals

    def word(self, at: int) -> str:
        """The token in lower case."""
        return self.lower[self.starts[at] : self.ends[at]]

    def before(self, at: int) -> str:
        """The word before a token, "" at the start of the turn; quotation marks are passed over."""
        at -= 1
        while at >= 0 and self.word(at) == '"':
            at -= 1
        return self.word(at) if at >= 0 else ""


def tokens_of(turn_doc: TurnDoc) -> Tokens:
    """Return the tokens of one turn."""
    doc, text = turn_doc.doc, turn_doc.turn.text
    ids = doc.vocab.strings
    heads, verbs, attached = ({ids[n] for n in names} for names in (_HEADS, _VERBS, _ATTACHED))
    found = doc.to_array(["POS", "DEP", "IDX", "LENGTH"]).T.tolist()
    kept = [row for row in zip(*found, strict=True) if row[0] != ids["SPACE"]]
    letters = [c for c in text if c.isalpha()]
    return Tokens(
        text=text,
        lower=lower_form(text),
        starts=[start for _, _, start, _ in kept],
        ends=[start + length for _, _, start, length in kept],
        head=[pos in heads for pos, *_ in kept],
        name=[pos == ids["PROPN"] for pos, *_ in kept],
        adjective=[pos == ids["ADJ"] for pos, *_ in kept],
        verb=[pos in verbs for pos, *_ in kept],
        attached=[dep in attached for _, dep, *_ in kept],
        capitals=sum(map(str.isupper, letters)) > 0.7 * len(letters),
    )


@dataclass(frozen=True, slots=True)
class Nouns:
    """What one interview proves: keys of forms used as nouns, and of forms written as names."""

    used: frozenset[str]
    names: frozenset[str]

    def accepts(self, tokens: Tokens, at: int) -> bool:
        """Return whether a token that the model takes for a noun or name is one."""
        key = form_key(tokens.word(at))
        if is_verbal(tokens, at):
            return False
        return key in self.used or key in self.names or _is_acronym(tokens, at)

    def extends(self, tokens: Tokens, at: int) -> bool:
        """Return whether a token that the model hangs on the noun before it belongs to that noun.

        The model also hangs the verb there: "le secteur promet", "mes aubergistes paient".
        """
        if not tokens.adjective[at]:
            return self.accepts(tokens, at)
        word, head = tokens.word(at), tokens.word(at - 1)
        plural = head.endswith(("s", "x")) and len(head) > 4  # "pays" and "prix" may be singular
        if (
            plural
            or not word.endswith(_endings("singular"))
            or word.endswith(_endings("adjective"))
        ):
            return not plural or word.endswith(("s", "x"))
        alone = _verbless(tokens, at) and not (tokens.head[at - 1] and _governed(tokens, at - 1))
        return not (_takes_object(tokens, at) or alone)


def nouns_of(turns: Iterable[Tokens]) -> Nouns:
    """Return what the turns of one interview prove of their nouns and names."""
    used: set[str] = set()
    names: set[str] = set()
    for tokens in turns:
        for at in range(len(tokens.starts)):
            if not tokens.head[at] or is_verbal(tokens, at):
                continue
            if _is_name(tokens, at):
                names.add(form_key(tokens.word(at)))
            elif _is_nominal(tokens, at) or _is_bare(tokens, at):
                used.add(form_key(tokens.word(at)))
    return Nouns(frozenset(used), frozenset(names))


def form_key(word: str) -> str:
    """Return what a word's singular and plural share."""
    return word.rstrip("sx")


def is_verbal(tokens: Tokens, at: int) -> bool:
    """Return whether a token can only be a verb: by its ending, or by the pronoun before it."""
    if tokens.word(at).endswith(_endings("finite")):
        return True
    clitics, before = word_list("clitics"), word_list("before_finite")
    at -= 1
    while at >= 0:
        word = tokens.word(at)
        if word in before or word in word_list("keyword_before_verbs"):
            return True
        if word not in clitics:
            return False
        at -= 1
    return False


@cache
def _joints() -> frozenset[str]:
    """Return what stands between the members of a list."""
    return frozenset({",", *word_list("keyword_joints")})


def _is_nominal(tokens: Tokens, at: int) -> bool:
    """Return whether a determiner or a preposition stands before a token, adjectives aside."""
    word = tokens.word(at)
    place, several = at - 1, False
    while place >= 0 and at - place <= 3:
        before = tokens.word(place)
        if before in word_list("numerals") or before.isdigit():
            several = True
            if before.isdigit():
                return True
        elif not (tokens.adjective[place] or before == '"'):
            break
        place -= 1
    if place < 0:
        return False
    before = tokens.word(place)
    if before in word_list("keyword_prepositions"):
        return not several and not word.endswith(_endings("infinitive"))
    kind, number = _determiners().get(before, ("", ""))
    if not kind or ((number == "plur" or several) and not word.endswith(("s", "x", "z"))):
        return False  # "les jeunes pensent": no noun in the plural
    return kind == "determiner" or not _is_object(tokens, place, word)


def _is_bare(tokens: Tokens, at: int) -> bool:
    """Return whether a token is a noun without determiner: a plural, or one of a list.

    Verbs in -s are of the first and second person, and stand with their pronoun or in the imperative.
    """
    word, before = tokens.word(at), tokens.before(at)
    if not before or before[-1] in _STOPS or word.endswith(_endings("infinitive")):
        return False
    if word.endswith(("s", "x")):
        return not word.endswith(_endings("plural"))
    after = tokens.word(at + 1) if at + 1 < len(tokens.starts) else "."
    listed = before in _joints() and at > 1 and (tokens.head[at - 2] or tokens.adjective[at - 2])
    return listed and (after in _joints() or after[0] in _STOPS)


def _governed(tokens: Tokens, at: int) -> bool:
    """Return whether a preposition stands before a noun's determiner: then it is no subject."""
    at -= 1
    while at >= 0 and (tokens.adjective[at] or tokens.word(at) in _determiners()):
        if tokens.word(at) in word_list("keyword_contractions"):
            return True
        at -= 1
    return at >= 0 and (
        tokens.word(at) in word_list("keyword_prepositions") or tokens.word(at) in {"en", "dans"}
    )


def _is_object(tokens: Tokens, article: int, word: str) -> bool:
    """Return whether "le", "la", "les", "leur" before a word may be the object of a verb."""
    before = tokens.before(article)
    if before in word_list("clitics") or before in word_list("before_finite") or before == "qui":
        return True
    described = article > 0 and (tokens.head[article - 1] or tokens.adjective[article - 1])
    if described and before not in word_list("function_words"):
        return True  # "nos avocats le lisent", but "tout le secteur"
    if before in {"et", "ou", "mais", "puis"} and word.endswith("ent"):
        return not word.endswith("ment")  # "et le revendent"
    infinitive = word.endswith(_endings("infinitive"))
    return infinitive and before in word_list("keyword_prepositions")


def _is_name(tokens: Tokens, at: int) -> bool:
    """Return whether a token is capitalised where no sentence begins."""
    before = tokens.before(at)
    hyphen = before == "-" and tokens.starts[at] == tokens.ends[at - 1]
    begins = not before or before[-1] in _STOPS or (before[0] in "-–—►•" and not hyphen)
    if tokens.capitals or not tokens.text[tokens.starts[at]].isupper():
        return False
    return not begins or _opens_as_name(tokens, at)


def _opens_as_name(tokens: Tokens, at: int) -> bool:
    """Return whether what follows the first word of a sentence follows names: a capital, a hyphen, a list."""
    if at + 2 >= len(tokens.starts) or tokens.word(at).endswith(_endings("opener")):
        return False
    after = at + 2 if tokens.word(at + 1) == "-" else at + 1
    capital = tokens.text[tokens.starts[after]].isupper()
    return capital or (tokens.name[at] and tokens.word(at + 1) in _joints())


def _is_acronym(tokens: Tokens, at: int) -> bool:
    written = tokens.text[tokens.starts[at] : tokens.ends[at]]
    return not tokens.capitals and sum(c.isupper() or c.isdigit() for c in written) > 1


def _takes_object(tokens: Tokens, at: int) -> bool:
    """Return whether a determiner or "que" comes next, as after a verb; "du", "des" follow nouns too."""
    if at + 1 == len(tokens.starts):
        return False
    after = tokens.word(at + 1)
    return after in {"que", "qu'"} or (
        after in _determiners() and after not in word_list("keyword_contractions")
    )


def _verbless(tokens: Tokens, at: int) -> bool:
    """Return whether the model sees no verb between the marks of punctuation around a token."""

    def ends(place: int) -> bool:
        return tokens.word(place)[0] in _STOPS + _COMMAS

    first = last = at
    while first > 0 and not ends(first - 1):
        first -= 1
    while last + 1 < len(tokens.starts) and not ends(last + 1):
        last += 1
    return not any(tokens.verb[first : last + 1])


@cache
def _determiners() -> dict[str, tuple[str, str]]:
    return {word: (kind, number) for word, kind, number in entries("keyword_determiners")}


@cache
def _endings(kind: str) -> tuple[str, ...]:
    """Return endings of one class, in the form that `str.endswith` takes."""
    if kind == "adjective":
        return tuple(word_list("keyword_adjective_endings"))
    return tuple(
        ending for ending, classes in entries("keyword_endings") if kind in classes.split()
    )
