"""Annotations as hypothesis draws them: spans that nest, overlap and cross lines, hard characters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar, get_args

from hypothesis import strategies as st

from pipeline.gold import check_gold, exchanges_of
from pipeline.schema import (
    Attribution,
    ClaimType,
    EntityKind,
    EntityLabel,
    Gold,
    GoldClaim,
    GoldEntity,
    GoldMention,
    GoldSummary,
    GoldTurn,
    Modality,
    Participant,
    Span,
    SummarySentence,
    TurnRole,
)

# A combining accent that stays one, emoji beyond the first 65,536 characters, and what is a mark
# in one of the notations.
WORDS = (
    "mot", "l’été", "q\u0303a", "🎙", "👍🏽", "«", "l’eau.", "[", "](PER)", "{sic}", "}(fact)",
    "<q p1>", "</a>", "\\", "\\[", "|", '"', "=", "(x)", "a_b", "e2", "p1", "\\n",
)  # fmt: skip
GAPS = (" ", " ", " ", "\n", "\n\n", " \n ", "\t", "\u2028", "\u00a0")
PEOPLE = (
    Participant("p1", None, "interviewer", labels=("C.D.",)),
    Participant("p2", "Ève 🎙 Martin", "interviewee", function="potière", organisation="Grès & Cie"),
)
T = TypeVar("T")


def names() -> st.SearchStrategy[str]:
    """Return names: words of any kind, one space between them."""
    return st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join)


@st.composite
def golds(draw: st.DrawFn) -> Gold:
    """Draw an annotation in text order, with canonical ids."""
    text, turns, words = "", [], []
    for number in range(1, draw(st.integers(1, 5)) + 1):
        text += draw(st.sampled_from(("", "\n", "\n\n"))) if text else ""
        start, inside = len(text), []
        for count in range(draw(st.integers(1, 9))):
            text += draw(st.sampled_from(GAPS)) if count else ""
            word = draw(st.sampled_from(WORDS))
            inside.append((len(text), len(text) + len(word)))
            text += word
        role = draw(st.sampled_from(get_args(TurnRole)))
        speaker = draw(st.sampled_from((None, "p1", "p2")))
        turns.append(GoldTurn(f"t{number}", role, speaker, start, len(text), text[start:]))
        words.append(inside)
        text += "\n"
    spans = _Spans(draw, text, turns, words)
    return check_gold(
        Gold(
            id="essai",
            text=text,
            participants=PEOPLE,
            turns=tuple(turns),
            exchanges=draw(st.sampled_from((exchanges_of(turns), None))),
            entities=draw(_layer(spans.entities)),
            claims=draw(_layer(spans.claims)),
            summary=draw(_layer(spans.summary)),
            title=draw(st.sampled_from((None, "Un titre 🎙"))),
            split=draw(st.sampled_from((None, "dev"))),
            tags=draw(st.sampled_from(((), ("tutoiement",)))),
        )
    )


def _layer(make: Callable[[], T]) -> st.SearchStrategy[T | None]:
    return st.booleans().map(lambda annotated: make() if annotated else None)


class _Spans:
    """Draws the layers of one text."""

    def __init__(
        self,
        draw: st.DrawFn,
        text: str,
        turns: list[GoldTurn],
        words: list[list[tuple[int, int]]],
    ) -> None:
        self.draw, self.text, self.turns, self.words = draw, text, turns, words

    def span(self) -> tuple[int, int, GoldTurn]:
        turn = self.draw(st.integers(0, len(self.turns) - 1))
        words = self.words[turn]
        first = self.draw(st.integers(0, len(words) - 1))
        last = self.draw(st.integers(first, len(words) - 1))
        return words[first][0], words[last][1], self.turns[turn]

    def some(self, most: int) -> range:
        return range(self.draw(st.integers(0, most)))

    def entities(self) -> tuple[GoldEntity, ...]:
        found = []
        for _ in self.some(4):
            mentions = {}
            for _ in range(self.draw(st.integers(1, 3))):
                start, end, turn = self.span()
                mentions[start, end] = GoldMention(start, end, self.text[start:end], turn.id)
            found.append(
                GoldEntity(
                    "",
                    self.draw(names()),
                    self.draw(st.sampled_from(get_args(EntityLabel))),
                    self.draw(st.sampled_from((None, *_kinds()))),
                    tuple(mentions[place] for place in sorted(mentions)),
                )
            )
        found.sort(key=lambda entity: entity.mentions[0].start)
        return tuple(replace(entity, id=f"e{n}") for n, entity in enumerate(found, 1))

    def claims(self) -> tuple[GoldClaim, ...]:
        found = []
        for _ in self.some(4):
            start, end, turn = self.span()
            flag = self.draw(st.lists(st.booleans(), min_size=3, max_size=3))
            found.append(
                GoldClaim(
                    "",
                    start,
                    end,
                    self.text[start:end],
                    turn.id,
                    turn.speaker,
                    Attribution(
                        self.draw(st.sampled_from(("speaker", "reported"))),
                        self.draw(st.none() | names()),
                        self.draw(st.none() | names()),
                    ),
                    self.draw(st.sampled_from(get_args(ClaimType))),
                    flag[0],
                    flag[1],
                    self.draw(st.sampled_from(get_args(Modality))),
                    flag[2],
                )
            )
        found.sort(key=lambda claim: claim.start)
        return tuple(replace(claim, id=f"c{n}") for n, claim in enumerate(found, 1))

    def summary(self) -> GoldSummary:
        sentences = []
        for _ in self.some(2):
            spans = [self.span() for _ in range(self.draw(st.integers(1, 2)))]
            evidence = tuple(Span(start, end) for start, end, _ in spans)
            sentences.append(SummarySentence(self.draw(names()), evidence))
        return GoldSummary(" ".join(sentence.text for sentence in sentences), tuple(sentences))


def _kinds() -> tuple[Any, ...]:
    return tuple(kind for group in get_args(EntityKind) for kind in get_args(group) or (group,))
