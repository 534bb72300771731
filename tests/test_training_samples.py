"""Samples keep their labels on the same words, whatever is cut, joined or rewritten."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain, pairwise
from random import Random
from typing import NamedTuple, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from training_texts import named, sample

from pipeline.errors import OffsetError
from pipeline.schema import MiscKind, OrgKind
from pipeline.training.samples import (
    KINDS,
    Change,
    ClaimSpan,
    Name,
    Sample,
    Sentence,
    chunks,
    joined,
    rewritten,
)

WORDS = st.text(alphabet="abé'", min_size=1, max_size=4)


class Segment(NamedTuple):
    """Words of a text, the words they become (None: they stay), and whether they are a name."""

    old: str
    new: str | None
    name: bool
    quoted: bool  # marks are put in at both edges

    @property
    def after(self) -> str:
        inside = self.old if self.new is None else self.new
        return f'" {inside} "' if self.quoted else inside


segments = st.lists(
    st.builds(Segment, WORDS, st.none() | st.text("xyé", max_size=5), st.booleans(), st.booleans()),
    min_size=1,
    max_size=8,
)


def laid_out(found: list[Segment]) -> tuple[Sample, list[Change]]:
    """Return the segments with a space between them, each its own sentence, and their changes."""
    text, spans, changes = "", [], []
    for segment in found:
        start = len(text) + bool(text)
        text = f"{text} {segment.old}" if text else segment.old
        spans.append((start, len(text)))
        if segment.quoted:
            changes += [Change(start, start, '" '), Change(len(text), len(text), ' "')]
        if segment.new is not None:
            changes.append(Change(start, len(text), segment.new))
    names = tuple(Name(*span, "ORG") for span, s in zip(spans, found, strict=True) if s.name)
    claims = (ClaimSpan(spans[0][0], spans[-1][1], None),)
    sentences = tuple(Sentence(*span, 1, n) for n, span in enumerate(spans))
    return Sample("s", text, names, claims, sentences), changes


@given(segments, st.randoms())
def test_rewriting_keeps_spans_on_their_words(found: list[Segment], random: Random) -> None:
    before, changes = laid_out(found)
    random.shuffle(changes)
    after = rewritten(before, changes)
    inside = [s.old if s.new is None else s.new for s in found]
    assert after.text == " ".join(s.after for s in found)
    assert named(after) == [(w, "ORG") for w, s in zip(inside, found, strict=True) if s.name]
    assert [after.text[s.start : s.end] for s in after.sentences] == inside
    (claim,) = after.claims
    # Marks at the very edges of the text were put in outside the claim.
    edges = [2 * found[0].quoted, len(after.text) - 2 * found[-1].quoted]
    assert [claim.start, claim.end] == edges


@given(segments)
def test_only_sentences_with_other_words_lose_their_key(found: list[Segment]) -> None:
    before, changes = laid_out(found)
    keys = [s.key for s in rewritten(before, changes).sentences]
    assert keys == [n if s.new is None else None for n, s in enumerate(found)]


def test_words_may_leave_a_name_shorter() -> None:
    found = rewritten(sample("Chez d' Orée", ("d' Orée", "ORG")), [Change(7, 8, "")])
    assert named(found) == [("d'Orée", "ORG")]


def test_overlapping_changes_are_refused() -> None:
    with pytest.raises(OffsetError, match="s: changes overlap at character 2"):
        rewritten(sample("Il est là"), [Change(0, 3, "x"), Change(2, 4, "y")])


# --- cutting and joining ---------------------------------------------------------------------

sentences = st.lists(WORDS, min_size=1, max_size=10)


def paragraph(parts: list[str]) -> Sample:
    """Return a text of these sentences, each of them a name as well."""
    spans, at = [], 0
    for part in parts:
        spans.append((at, at + len(part)))
        at += len(part) + 1
    names = tuple(Name(*span, "PER") for span in spans)
    return Sample("s", " ".join(parts), names, (), tuple(Sentence(*span) for span in spans))


@given(st.lists(sentences, max_size=3), st.integers(min_value=1, max_value=20))
def test_chunks_lose_no_sentence(parts: list[list[str]], budget: int) -> None:
    found = list(chunks([paragraph(part) for part in parts], budget))
    expected = list(chain.from_iterable(parts))
    assert [s.text[x.start : x.end] for s in found for x in s.sentences] == expected
    assert [words for s in found for words, _ in named(s)] == expected
    for chunk in found:
        assert len(chunk.sentences) == 1 or len(chunk.text) <= budget
        assert (chunk.sentences[0].start, chunk.sentences[-1].end) == (0, len(chunk.text))


@given(sentences, st.integers(min_value=1, max_value=20))
def test_chunks_are_as_long_as_they_may_be(parts: list[str], budget: int) -> None:
    found = list(chunks([paragraph(parts)], budget))
    for chunk, after in pairwise(found):
        assert len(chunk.text) + 1 + after.sentences[0].end > budget


def test_a_part_holds_whole_labels_alone() -> None:
    before = sample("Marie quitte Lyon", ("Marie", "PER"), ("Lyon", "LOC"))
    assert named(before.part(2, 17)) == [("Lyon", "LOC")]
    assert before.part(2, 17).sentences == ()


def test_joined_texts_keep_both_texts_labels() -> None:
    first = sample("Qui ? Marie", ("Marie", "PER"))
    second = sample("Lyon aussi", ("Lyon", "LOC"))
    found = joined(first, second)
    assert found.text == "Qui ? Marie Lyon aussi"
    assert named(found) == [("Marie", "PER"), ("Lyon", "LOC")]
    assert [found.text[s.start : s.end] for s in found.sentences] == [first.text, second.text]


def test_kinds_stay_with_their_names() -> None:
    names = (Name(5, 10, "ORG", "agency"), Name(14, 19, "LOC"), Name(20, 24, "MISC", "law"))
    before = Sample("s", "Chez Argus, à Lyon, Agec", names, (), ())
    kinds = ["agency", None, "law"]
    for after in (
        before.part(3, 24),
        rewritten(before, [Change(5, 10, "Papier Plié"), Change(0, 4, "Hors")]),
        joined(sample("Qui ?"), before),
    ):
        assert [name.kind for name in after.names or ()] == kinds


def test_every_kind_of_the_schema_is_one_to_learn() -> None:
    assert set(KINDS) == {*get_args(OrgKind), *get_args(MiscKind)}
    assert len(KINDS) == len(set(KINDS))


def test_names_are_unknown_where_one_text_has_none_annotated() -> None:
    unknown = Sample("s", "Qui ?", None, (), ())
    assert joined(unknown, sample("Lyon", ("Lyon", "LOC"))).names is None
    assert rewritten(unknown, [Change(0, 0, "- ")]).names is None
    assert unknown.part(0, 3).names is None


def test_the_question_stays_before_what_is_cut_and_joined() -> None:
    answer = replace(paragraph(["Oui.", "Non."]), before="Et alors ?", general=True)
    other = replace(paragraph(["Si."]), before="Ah ?")
    assert {part.before for part in chunks([answer], 4)} == {"Et alors ?"}
    both = joined(answer, other)
    assert (both.before, both.general) == ("Et alors ?", False)
