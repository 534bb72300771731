"""What an answer leaves to its question: "Oui, tout à fait." to "La presse lit-elle encore ?"."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.claims.grammar import persons
from pipeline.claims.statement_passage import sentence_start
from pipeline.claims.statement_wording import Change
from pipeline.claims.words import Words
from pipeline.lexicons import words as word_list

_INVERTED = frozenset({"il", "elle", "ils", "elles"})


@dataclass(frozen=True, slots=True)
class Asked:
    """A yes-or-no question about a third person: words ``[first, verb]``, a pronoun, ``[rest, last]``."""

    first: int
    verb: int
    rest: int
    last: int


def asked_in(words: Words) -> Asked | None:
    """Return the last sentence of a question as what it asks to affirm, None where it asks for more.

    Nobody who is present may be in it, for "vous" would have to become "je" or "nous".
    """
    end = len(words)
    if end < 2 or words.lower[-1] != "?":
        return None
    first = sentence_start(words, end - 1)
    lower = words.lower[first:end]
    if set(lower) & (word_list("statement_asking") | set(persons())) or '"' in lower:
        return None
    for at in range(first + 1, end - 1):
        if words.lower[at] in _INVERTED and words.is_hyphened(at):
            # The word before the pronoun is the verb, whatever the model takes "lit" for.
            return Asked(first, at - 1, at + 1, end - 2) if at - 1 > first else None
    return None


def affirmed(words: Words, asked: Asked, printed: str) -> str:
    """Return what a question asks as a statement.

    Args:
        words: The question's turn.
        asked: What `asked_in` found in it.
        printed: The turn's text.
    """
    subject = printed[words.starts[asked.first] : words.ends[asked.verb]]
    rest = (
        printed[words.starts[asked.rest] : words.ends[asked.last]]
        if asked.rest <= asked.last
        else ""
    )
    said = " ".join(f"{subject} {rest}".split())
    return said[0].upper() + said[1:]


def only_assents(words: Words, first: int, last: int) -> bool:
    """Say whether words ``[first, last]`` only say yes."""
    said = [word for word in words.lower[first : last + 1] if word not in ",.!…"]
    return bool(said) and all(word in word_list("statement_assents") for word in said)


def predicate_change(
    words: Words, first: int, last: int, asked_words: Words, asked: Asked, printed: str
) -> Change | None:
    """Return the change of "l'est" at the end of an answer into "est reconnu", what the question asks of it."""
    verb = last
    if (
        words.lower[first : last + 1][-2:] != ["l'", "est"]
        or asked_words.lower[asked.verb] != "est"
    ):
        return None
    if asked.rest > asked.last or last - first > 2:
        return None
    rest = " ".join(printed[asked_words.starts[asked.rest] : asked_words.ends[asked.last]].split())
    return Change(words.starts[verb - 1], words.ends[verb], f"est {rest}")
