"""Loose parts -> gold: what an annotator left in a tool, with every offset proved."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from pipeline.errors import InputError
from pipeline.gold import check_gold, exchanges_of
from pipeline.gold.parts import ClaimPart, EvidencePart, MentionPart, P, Parts, TurnPart
from pipeline.schema import (
    Attribution,
    Gold,
    GoldClaim,
    GoldEntity,
    GoldMention,
    GoldSummary,
    GoldTurn,
    Participant,
    Span,
    SummarySentence,
)
from pipeline.text import around, trim


@dataclasses.dataclass(frozen=True, slots=True)
class Annotated:
    """The gold of one file of an annotation tool, and what was doubtful or could not be kept."""

    gold: Gold
    warnings: tuple[str, ...] = ()


def put_together(parts: Parts, *, where: str) -> Gold:
    """Return the gold that the parts make.

    Spans lose white space at their edges. Mentions and claims belong to the turn around them.
    Parts without id get the next free one. Exchanges stay as they were while the turns are the
    same, else they follow from the turns.

    Args:
        parts: Every span of one interview.
        where: Names the file in errors.

    Raises:
        InputError: The parts contradict one another; the message names every place, one a line.
    """
    assembler = _Assembler(parts)
    gold = assembler.gold()
    if assembler.errors:
        raise InputError("\n".join(f"{where}: {error}" for error in assembler.errors))
    return check_gold(gold)


class _Assembler:
    """Collects what is wrong, so that one run names everything."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self.text = parts.text
        self.errors: list[str] = []
        self.people = parts.frame.participants
        if self.people is None:
            self.people = _people(parts.turns) or None
        self.turns = tuple(self._turns())

    def gold(self) -> Gold:
        frame, parts = self.parts.frame, self.parts
        entities, claims = tuple(self._entities()), tuple(self._claims())
        layers = set(frame.layers)
        same = tuple((turn.id, turn.role) for turn in self.turns) == frame.turns
        return Gold(
            id=frame.id,
            text=self.text,
            participants=self.people,
            turns=self.turns,
            exchanges=frame.exchanges if same else exchanges_of(self.turns),
            entities=entities if "entities" in layers or parts.mentions else None,
            claims=claims if "claims" in layers or parts.claims else None,
            summary=self._summary(),
            title=frame.title,
            split=frame.split,
            layout=frame.layout,
            tags=frame.tags,
        )

    def _error(self, part: TurnPart | MentionPart | ClaimPart | EvidencePart, what: str) -> None:
        shown = " ".join(self.text[part.start : part.end].split())
        self.errors.append(f"{part.where}: {shown[:40]!r} {what}")

    def _trimmed(self, found: tuple[P, ...]) -> Iterator[P]:
        for part in found:
            start, end = part.start, part.end
            if 0 <= start < end <= len(self.text):
                start, end = trim(self.text, start, end)
            if not 0 <= start < end <= len(self.text):
                self.errors.append(
                    f"{part.where}: [{part.start}, {part.end}) holds no words of a text of "
                    f"{len(self.text)} characters; draw it anew, or delete it"
                )
                continue
            yield dataclasses.replace(part, start=start, end=end)

    def _numbered(self, letter: str, found: list[P], id_of: Callable[[P], str | None]) -> list[str]:
        """Return an id for each part: its own, which may stand once, or the next free one."""
        taken: dict[str, P] = {}
        for part in found:
            id = id_of(part)
            if id is None:
                continue
            if id in taken:
                self._error(
                    part, f"is {id}, and so is {taken[id].where}; take the id from the new one"
                )
            taken[id] = part
        free = _free_ids(letter, taken)
        return [id_of(part) or next(free) for part in found]

    # --- turns ---------------------------------------------------------------------------

    def _turns(self) -> Iterator[GoldTurn]:
        found = sorted(self._trimmed(self.parts.turns), key=lambda part: (part.start, part.end))
        known = {person.id for person in self.people or ()}
        before: TurnPart | None = None
        for part, id in zip(found, self._numbered("t", found, lambda part: part.id), strict=True):
            if before is not None and part.start < before.end:
                self._error(part, f"overlaps the turn at {before.where}; turns may only touch")
            if part.speaker is not None and part.speaker not in known:
                self._error(
                    part,
                    f"has the speaker {part.speaker!r}; participants are "
                    f"{', '.join(sorted(known)) or 'none'}",
                )
            before = part
            words = self.text[part.start : part.end]
            yield GoldTurn(id, part.role, part.speaker, part.start, part.end, words)

    def _turn_around(self, part: MentionPart | ClaimPart) -> GoldTurn | None:
        turn = around(self.turns, part.start, part.end)
        if turn is None:
            self._error(part, "lies in no turn, or in two; move it, or delete it")
        return turn

    # --- entities ------------------------------------------------------------------------

    def _entities(self) -> Iterator[GoldEntity]:
        groups = _Groups(self.text, tuple(self._trimmed(self.parts.mentions)))
        found = sorted(groups.by_id.items(), key=lambda item: (item[1][0].start, _number(item[0])))
        for id, mentions in found:
            first = mentions[0]
            for field in ("label", "kind", "name"):
                self._agree(id, field, mentions)
            kinds = [mention.kind for mention in mentions if mention.kind is not None]
            names = [mention.name for mention in mentions if mention.name is not None]
            words = [groups.words(mention) for mention in mentions]
            yield GoldEntity(
                id,
                names[0] if names else max(words, key=len),
                first.label,
                kinds[0] if kinds else None,
                tuple(
                    GoldMention(m.start, m.end, self.text[m.start : m.end], turn.id)
                    for m in mentions
                    if (turn := self._turn_around(m)) is not None
                ),
            )

    def _agree(self, id: str, field: str, mentions: list[MentionPart]) -> None:
        given: dict[str, MentionPart] = {}
        for mention in mentions:
            value = getattr(mention, field)
            if value is not None:
                given.setdefault(value, mention)
        if len(given) > 1:
            shown = ", ".join(f"{value!r} at {part.where}" for value, part in given.items())
            self.errors.append(
                f"{mentions[0].where}: the mentions of {id} have more than one {field}: {shown}; "
                "give them the same, or another entity"
            )

    # --- claims and summary ----------------------------------------------------------------

    def _claims(self) -> Iterator[GoldClaim]:
        found = list(self._trimmed(self.parts.claims))
        ids = self._numbered("c", found, lambda part: part.id)
        pairs = sorted(
            zip(ids, found, strict=True), key=lambda pair: (pair[1].start, _number(pair[0]))
        )
        for id, part in pairs:
            turn = self._turn_around(part)
            if turn is None:
                continue
            yield GoldClaim(
                id=id,
                start=part.start,
                end=part.end,
                text=self.text[part.start : part.end],
                turn=turn.id,
                speaker=turn.speaker,
                attribution=Attribution(
                    "reported" if part.reported else "speaker", part.source, part.cue
                ),
                type=part.type,
                negated=part.negated,
                hedged=part.hedged,
                modality=part.modality,
                key=part.key,
            )

    def _summary(self) -> GoldSummary | None:
        frame = self.parts.frame
        spans: dict[int, list[EvidencePart]] = {}
        for part in self._trimmed(self.parts.evidence):
            if not 1 <= part.sentence <= len(frame.sentences):
                self._error(
                    part,
                    f"supports sentence {part.sentence} of the summary, which has "
                    f"{len(frame.sentences)} sentences",
                )
            spans.setdefault(part.sentence, []).append(part)
        if "summary" not in frame.layers and not frame.sentences:
            return None
        sentences = []
        for number, text in enumerate(frame.sentences, 1):
            if number not in spans:
                self.errors.append(
                    f"sentence {number} of the summary has no evidence left; mark the words that "
                    f"support it: {text[:60]!r}"
                )
            evidence = sorted(
                spans.get(number, ()),
                key=lambda part: (part.order is None, part.order or 0, part.start),
            )
            sentences.append(
                SummarySentence(text, tuple(Span(part.start, part.end) for part in evidence))
            )
        text = frame.summary if frame.summary is not None else " ".join(frame.sentences)
        return GoldSummary(text, tuple(sentences))


class _Groups:
    """Mentions by entity: as their ids say, else as their names and words do."""

    def __init__(self, text: str, mentions: tuple[MentionPart, ...]) -> None:
        self.text = text
        self.by_id: dict[str, list[MentionPart]] = {}
        new = []
        for mention in mentions:
            if mention.entity is None:
                new.append(mention)
            else:
                self.by_id.setdefault(mention.entity, []).append(mention)
        self.free = _free_ids("e", self.by_id)
        # Those with a name first: a bare mention may be one of theirs.
        for mention in sorted(new, key=lambda part: (part.name is None, part.start, part.end)):
            id = self._meant(mention) or next(self.free)
            self.by_id.setdefault(id, []).append(mention)
        for mentions_of_one in self.by_id.values():
            mentions_of_one.sort(key=lambda part: (part.start, part.end))

    def words(self, mention: MentionPart) -> str:
        return " ".join(self.text[mention.start : mention.end].split())

    def _meant(self, mention: MentionPart) -> str | None:
        wanted = mention.name or self.words(mention)
        forms: dict[str, set[str]] = {}
        for id, others in self.by_id.items():
            if others[0].label == mention.label:
                names = {other.name for other in others if other.name is not None}
                written = {self.words(other) for other in others}
                forms[id] = names or written if mention.name is not None else names | written
        return next((id for id, known in forms.items() if wanted in known), None)


def _free_ids(letter: str, taken: dict[str, Any]) -> Iterator[str]:
    number = max(map(_number, taken), default=0)
    while True:
        number += 1
        yield f"{letter}{number}"


def _number(id: str) -> int:
    return int(id[1:])


def _people(turns: tuple[TurnPart, ...]) -> tuple[Participant, ...]:
    """Return the participants that turns name, for a file that tells nothing about them."""
    roles: dict[str, Counter[str]] = {}
    for turn in turns:
        if turn.speaker is not None:
            roles.setdefault(turn.speaker, Counter())[turn.role] += 1
    return tuple(
        Participant(id, None, "interviewer" if seen["question"] > seen["answer"] else "interviewee")
        for id, seen in sorted(roles.items())
    )
