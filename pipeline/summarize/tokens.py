"""One turn's tokens as keywords need them: without white space, compounds with hyphens in one piece."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.lexicons import words as word_list
from pipeline.schema import TurnDoc
from pipeline.text import lower_form

_HEADS = frozenset({"NOUN", "PROPN"})
_VERBS = frozenset({"VERB", "AUX"})


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
    capitals: bool  # the whole turn is set in capitals

    def __len__(self) -> int:
        return len(self.starts)

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
    """Return the tokens of one turn.

    The model's tokens "baby", "-", "foot" become one, "étiez-vous" stays three.
    """
    doc, text = turn_doc.doc, turn_doc.turn.text
    ids = doc.vocab.strings
    heads, verbs = ({ids[name] for name in names} for names in (_HEADS, _VERBS))
    found = doc.to_array(["POS", "IDX", "LENGTH"]).T.tolist()
    kept = [row for row in zip(*found, strict=True) if row[0] != ids["SPACE"]]
    lower = lower_form(text)
    groups = list(_compounds(lower, [(start, start + length) for _, start, length in kept]))
    letters = [c for c in text if c.isalpha()]
    # A compound is what its first piece is; "Saint" of "Saint-Gobain" is enough of a name.
    rows = [kept[first] for first, _ in groups]
    name, adjective = ids["PROPN"], ids["ADJ"]
    return Tokens(
        text=text,
        lower=lower,
        starts=[start for _, start, _ in rows],
        ends=[kept[last][1] + kept[last][2] for _, last in groups],
        head=[pos in heads for pos, *_ in rows],
        name=[pos == name for pos, *_ in rows],
        adjective=[pos == adjective for pos, *_ in rows],
        verb=[pos in verbs for pos, *_ in rows],
        capitals=sum(map(str.isupper, letters)) > 0.7 * len(letters),
    )


def _compounds(lower: str, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the first and last token of each compound; most are one token."""
    if "-" not in lower:
        yield from ((at, at) for at in range(len(spans)))
        return
    first = 0
    while first < len(spans):
        last = first
        while (step := _joined(lower, spans[last : last + 3])) or (
            last > first and _elided(lower, spans[last : last + 2])
        ):
            last += step or 1
        yield first, last
        first = last + 1


def _joined(lower: str, spans: Sequence[tuple[int, int]]) -> int:
    """Return 2 where the second of three tokens is a hyphen that joins the others, else 0."""
    if len(spans) < 3 or lower[slice(*spans[1])] != "-":
        return 0
    (start, end), (hyphen, after), (begin, _) = spans
    enclitic = lower[slice(*spans[2])] in word_list("clitics") | word_list("subject_pronouns")
    words = lower[start].isalnum() and lower[begin].isalnum()
    return 2 if end == hyphen and after == begin and words and not enclitic else 0


def _elided(lower: str, spans: Sequence[tuple[int, int]]) -> bool:
    """Return whether a token ends in an apostrophe right before the next: "chef-d'" and "œuvre"."""
    return len(spans) == 2 and lower[spans[0][1] - 1] == "'" and spans[0][1] == spans[1][0]
