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
from pipeline.summarize.tokens import Tokens

_STOPS, _COMMAS = ".?!…:", ",;"


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
        """Return whether a token belongs to the noun right before it.

        The model takes verbs for adjectives too: "le secteur promet", "mes aubergistes paient".
        """
        head = tokens.word(at - 1)
        plural = head.endswith(("s", "x")) and len(head) > 4  # "pays" and "prix" may be singular
        if tokens.verb[at]:  # "montres connectées"
            return _is_epithet(tokens, at, plural=plural)
        if tokens.head[at] and not tokens.adjective[at]:
            return self.accepts(tokens, at)
        word = tokens.word(at)
        if not tokens.adjective[at] or _looks_finite(word):
            return False
        if plural:
            return word.endswith(("s", "x"))
        if not word.endswith(_endings("singular")) or word.endswith(_endings("adjective")):
            return True
        alone = _verbless(tokens, at) and not (tokens.head[at - 1] and _governed(tokens, at - 1))
        return not (_takes_object(tokens, at) or alone)

    def opens_sentence(self, tokens: Tokens, at: int) -> bool:
        """Return whether a token owes its capital to its place alone: it is no name or acronym."""
        written = tokens.text[tokens.starts[at] : tokens.ends[at]]
        return (
            _begins(tokens, at)
            and written[1:].islower()
            and form_key(tokens.word(at)) not in self.names
        )


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
    """Return what a word's singular and plural share.

    >>> form_key("sociaux"), form_key("réseaux"), form_key("prix")
    ('social', 'réseau', 'pri')
    """
    if word.endswith("aux") and not word.endswith(("eaux", "yaux")) and len(word) > 4:
        return f"{word[:-3]}al"
    return word.rstrip("sx")


def is_verbal(tokens: Tokens, at: int) -> bool:
    """Return whether a token can only be a verb: by its ending, or by the pronoun before or after it."""
    if tokens.word(at).endswith(_endings("finite")) or _inverted(tokens, at):
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


def is_infinitive(tokens: Tokens, at: int) -> bool:
    """Return whether the model sees a verb in a token that ends as an infinitive does."""
    return tokens.verb[at] and tokens.word(at).endswith(_endings("infinitive"))


def _inverted(tokens: Tokens, at: int) -> bool:
    """Return whether the subject hangs on a token: "répondez-vous"."""
    after = at + 1
    return (
        after < len(tokens)
        and tokens.starts[after] == tokens.ends[at]
        and tokens.word(after).startswith("-")
    )


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
    if tokens.capitals or not tokens.text[tokens.starts[at]].isupper():
        return False
    return not _begins(tokens, at) or _opens_as_name(tokens, at)


def _begins(tokens: Tokens, at: int) -> bool:
    """Return whether a token begins a sentence, or stands after a dash."""
    before = tokens.before(at)
    hyphen = before == "-" and tokens.starts[at] == tokens.ends[at - 1]
    return not before or before[-1] in _STOPS or (before[0] in "-–—►•" and not hyphen)


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


def _looks_finite(word: str) -> bool:
    """Return whether a word that the model takes for an adjective ends as a finite verb: "voulais"."""
    return word.endswith(_endings("verblike")) and form_key(word) not in _verblike_adjectives()


@cache
def _verblike_adjectives() -> frozenset[str]:
    known = word_list("keyword_verblike_adjectives") | word_list("entity_demonyms")
    return frozenset(map(form_key, known))


def _is_epithet(tokens: Tokens, at: int, *, plural: bool) -> bool:
    """Return whether a past participle says which kind a noun is: it agrees, and governs nothing."""
    if not tokens.word(at).endswith(("ées", "és") if plural else "ée"):
        return False
    after = tokens.word(at + 1) if at + 1 < len(tokens) else "."
    return not (
        after in word_list("keyword_prepositions")
        or after in word_list("keyword_contractions")
        or after in word_list("keyword_complements")
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
