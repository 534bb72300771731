"""Spans as drawn in doccano, with one label each -> parts of a gold file.

doccano gives spans no identity and no attributes, so what was known of a span is found again by its
place: the same characters, else the same label on some of them. A changed label keeps the rest.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from pipeline.align import one_to_one
from pipeline.gold.labels import VALUES, label_of
from pipeline.gold.parts import ClaimPart, EvidencePart, MentionPart, Parts, TurnPart

P = TypeVar("P", TurnPart, MentionPart, ClaimPart, EvidencePart)
_BLOCK = 256  # characters
_SPEAKS = {"question": "interviewer", "answer": "interviewee"}


@dataclass(frozen=True, slots=True)
class Drawn:
    """One labelled span, in characters of the text."""

    where: str
    start: int
    end: int
    layer: str
    value: str

    @property
    def place(self) -> dict[str, Any]:
        """What all parts have."""
        return {"where": self.where, "start": self.start, "end": self.end}


def parts_of(drawn: Iterable[Drawn], known: Parts) -> tuple[Parts, list[str]]:
    """Return the parts that the spans make, and what was doubtful.

    Args:
        drawn: All spans of one interview.
        known: What was exported: the text, the frame, and each part as it was.
    """
    by_layer: dict[str, list[Drawn]] = {layer: [] for layer in VALUES}
    for span in drawn:
        by_layer[span.layer].append(span)
    turns = _paired(by_layer["turn"], known.turns)
    mentions = _paired(by_layer["name"], known.mentions)
    claims = _paired(by_layer["claim"], known.claims)
    evidence = _paired(by_layer["summary"], known.evidence)
    warnings: list[str] = []
    parts = dataclasses.replace(
        known,
        turns=tuple(_turn(span, old, known, warnings) for span, old in turns),
        mentions=tuple(_mentions(mentions)),
        claims=tuple(_claim(span, old) for span, old in claims),
        evidence=tuple(_evidence(span, old) for span, old in evidence),
    )
    return parts, warnings


def _paired(drawn: Sequence[Drawn], known: Sequence[P]) -> list[tuple[Drawn, P | None]]:
    """Return each span with the part that it was, each part once, the likest first."""
    by_block: dict[int, list[int]] = {}
    for j, part in enumerate(known):
        for block in _blocks(part.start, part.end):
            by_block.setdefault(block, []).append(j)
    scores = {
        (i, j): score
        for i, span in enumerate(drawn)
        # Only what touches is compared: an interview may have thousands of spans.
        for j in sorted(
            {j for block in _blocks(span.start, span.end) for j in by_block.get(block, ())}
        )
        if (score := _likeness(span, known[j]))
    }
    found = {i: known[j] for i, j in one_to_one(scores, least=1)}
    return [(span, found.get(i)) for i, span in enumerate(drawn)]


def _blocks(start: int, end: int) -> range:
    """Return the numbers of the blocks of the text that a span touches."""
    return range(start // _BLOCK, (max(start, end - 1)) // _BLOCK + 1)


def _likeness(span: Drawn, part: TurnPart | MentionPart | ClaimPart | EvidencePart) -> float:
    """Return 2 for the same, 1 for another label, 1 and a share for another place; 0 for neither."""
    same_label = f"{span.layer}:{span.value}" == label_of(part)
    if (span.start, span.end) == (part.start, part.end):
        return 2.0 if same_label else 1.0
    shared = min(span.end, part.end) - max(span.start, part.start)
    if not same_label or shared <= 0:
        return 0.0
    return 1 + shared / (max(span.end, part.end) - min(span.start, part.start))


def _turn(span: Drawn, old: TurnPart | None, known: Parts, warnings: list[str]) -> TurnPart:
    role: Any = span.value  # one of the roles: the label was read
    if old is not None and (old.role == role or role not in _SPEAKS):
        speaker = old.speaker
    else:
        people = [p.id for p in known.frame.participants or () if p.role == _SPEAKS.get(role)]
        speaker = people[0] if len(people) == 1 else None
        if len(people) > 1:
            warnings.append(
                f"{span.where}: one of {', '.join(people)} speaks; doccano knows no speakers, so "
                "write it into the gold file"
            )
    return TurnPart(**span.place, id=old.id if old else None, role=role, speaker=speaker)


def _mentions(pairs: Iterable[tuple[Drawn, MentionPart | None]]) -> Iterable[MentionPart]:
    """Yield mentions; those that leave the label of their entity leave the entity as well."""
    pairs = list(pairs)
    labels: dict[str | None, set[str]] = {}
    for span, old in pairs:
        if old is not None:
            labels.setdefault(old.entity, set()).add(span.value)
    for span, old in pairs:
        label: Any = span.value
        if old is None or (old.label != label and len(labels[old.entity]) > 1):
            yield MentionPart(**span.place, entity=None, name=None, label=label, kind=None)
        else:
            # A kind is one of its label: a company is no person.
            kind = old.kind if old.label == label else None
            yield MentionPart(
                **span.place, entity=old.entity, name=old.name, label=label, kind=kind
            )


def _claim(span: Drawn, old: ClaimPart | None) -> ClaimPart:
    type: Any = span.value
    if old is not None:
        return dataclasses.replace(old, **span.place, type=type)
    return ClaimPart(
        **span.place,
        id=None,
        type=type,
        key=False,
        negated=False,
        hedged=False,
        modality="asserted",
        reported=False,
        source=None,
        cue=None,
    )


def _evidence(span: Drawn, old: EvidencePart | None) -> EvidencePart:
    sentence = int(span.value)
    order = old.order if old is not None and old.sentence == sentence else None
    return EvidencePart(**span.place, sentence=sentence, order=order)
