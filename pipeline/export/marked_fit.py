"""Gold -> the part of it that the marked notation can hold, with the rest in words.

A person's annotation fits. A prediction may hold claims that overlap, names that cross the edge of
a claim, turns without a speaker: rather than a file that is read back as something else, or not at
all, what does not fit is left out and named.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.errors import InputError
from pipeline.gold import exchanges_of
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
    SpeakerRole,
)
from pipeline.text import around

_SPOKEN = ("question", "answer", "backchannel")
_KINDLESS = ("PER", "LOC")
# The importer takes these out of the text; between emoji the joiner is part of what is read.
_INVISIBLE = re.compile("[\u00ad\u200b\u200c\u200d\u2060\ufeff]")


@dataclass(frozen=True, slots=True)
class Fitted:
    """A gold that the notation holds, the words of its evidence, and what was left out.

    ``names`` are the marked names as they are read back, which may also stand unmarked.
    """

    gold: Gold
    evidence: tuple[tuple[str, ...], ...]
    names: frozenset[str]
    left_out: tuple[str, ...]


def fitted(gold: Gold) -> Fitted:
    """Return what the notation can hold of a gold file.

    Raises:
        InputError: The gold has no turns, or an id of a participant is not ``p1``, ``p2``…
    """
    return _Fitter(gold).fitted()


class _Fitter:
    """Takes one layer after the other and notes what does not fit."""

    def __init__(self, gold: Gold) -> None:
        if gold.turns is None:
            raise InputError(f"{gold.id}: the turns are not annotated; other layers hang on them")
        self.gold, self.text = gold, gold.text
        self.left_out: list[str] = []
        self.people = [self._person(person) for person in gold.participants or ()]
        self.turns = tuple(self._turn(turn) for turn in gold.turns)

    def fitted(self) -> Fitted:
        gold = self.gold
        claims = None if gold.claims is None else tuple(self._claims())
        entities = None if gold.entities is None else tuple(self._entities(claims or ()))
        summary, evidence = self._summary()
        exchanges = exchanges_of(self.turns)
        pairs = [(x.question, x.answers) for x in exchanges]
        if gold.exchanges is not None and pairs != [
            (x.question, x.answers) for x in gold.exchanges
        ]:
            self._note("exchanges of its own; in a marked file they follow from the turns")
        found = _INVISIBLE.findall(self.text)
        if found:
            self._note(f"{len(found)} invisible characters of the text, such as {found[0]!a}")
        fit = dataclasses.replace(
            gold,
            participants=tuple(self.people),
            turns=self.turns,
            exchanges=exchanges,
            entities=entities,
            claims=claims,
            summary=summary,
        )
        names = {_visible(m.text) for e in entities or () for m in e.mentions}
        return Fitted(fit, evidence, frozenset(names), tuple(self.left_out))

    def _note(self, what: str) -> None:
        self.left_out.append(what)

    def _shown(self, start: int, end: int) -> str:
        words = " ".join(self.text[start:end].split())
        return repr(words if len(words) <= 70 else f"{words[:69]}…")

    # --- participants and turns --------------------------------------------------------------

    def _person(self, person: Participant) -> Participant:
        if not re.fullmatch(r"p[0-9]+", person.id):
            raise InputError(
                f"{self.gold.id}: the participant {person.id!r}; in a marked file ids are p1, p2…"
            )
        return dataclasses.replace(
            person,
            name=_filled(person.name),
            function=_filled(person.function),
            organisation=_filled(person.organisation),
            labels=tuple(label for label in person.labels if label),
        )

    def _turn(self, turn: GoldTurn) -> GoldTurn:
        if turn.role not in _SPOKEN:
            if turn.speaker is not None:
                self._note(f"the speaker of {turn.id}, since the role {turn.role} has none")
            return dataclasses.replace(turn, speaker=None)
        if turn.speaker is not None:
            return turn
        role: SpeakerRole = "interviewee" if turn.role == "answer" else "interviewer"
        label = self._label_before(turn.start)
        unknown = self._unknown(role, label)
        self._note(f"that {turn.id} has no speaker: {unknown} stands for {label or 'somebody'}")
        return dataclasses.replace(turn, speaker=unknown)

    def _label_before(self, start: int) -> str | None:
        """Return the last words printed before a turn, such as a label for two people."""
        end = max((turn.end for turn in self.gold.turns or () if turn.end <= start), default=0)
        lines = [line.strip(" \t\u00a0\u202f:–—-") for line in self.text[end:start].split("\n")]
        return next((line for line in reversed(lines) if line), None)

    def _unknown(self, role: SpeakerRole, label: str | None) -> str:
        """Return the participant who stands for the unknown speakers with a role and a label."""
        given = {person.id for person in self.gold.participants or ()}
        labels = () if label is None else (label,)
        for person in self.people:
            if person.id not in given and (person.role, person.labels) == (role, labels):
                return person.id
        number = max((int(person.id[1:]) for person in self.people), default=0) + 1
        self.people.append(Participant(f"p{number}", None, role, labels=labels))
        return f"p{number}"

    # --- claims --------------------------------------------------------------------------------

    def _claims(self) -> Iterator[GoldClaim]:
        end = 0
        collapsed = _visible(self.text)
        for claim in sorted(self.gold.claims or (), key=lambda c: (c.start, -c.end)):
            turn = around(self.turns, claim.start, claim.end)
            if turn is None or turn.role != "answer":
                why = "is not inside an answer"
            elif claim.start < end:
                why = "overlaps the claim before it"
            elif re.search(r"\n\s*\n", claim.text):
                why = "crosses a paragraph"
            else:
                end = claim.end
                yield self._attributed(dataclasses.replace(claim, speaker=turn.speaker), collapsed)
                continue
            self._note(f"claim {claim.id} {self._shown(claim.start, claim.end)}: it {why}")

    def _attributed(self, claim: GoldClaim, collapsed: str) -> GoldClaim:
        given = claim.attribution
        source = _visible(given.source or "") or None
        if given.kind == "speaker":
            if source is not None:
                self._note(f"the source {source!r} of claim {claim.id}, which is not reported")
            source = None
        elif source is not None and source not in collapsed:
            self._note(f"the source {source!r} of claim {claim.id}: the text does not print it")
            source = None
        return dataclasses.replace(claim, attribution=Attribution(given.kind, source))

    # --- entities ------------------------------------------------------------------------------

    def _entities(self, claims: tuple[GoldClaim, ...]) -> Iterator[GoldEntity]:
        kept = set(self._printable(claims))
        merged: dict[tuple[str, str], GoldEntity] = {}
        for entity in self.gold.entities or ():
            name = " ".join(entity.name.split())
            mentions = tuple(m for m in entity.mentions if (entity.id, m) in kept)
            if not mentions:
                continue
            kind = entity.kind
            if kind is not None and entity.label in _KINDLESS:
                self._note(f"the kind {kind} of {name!r}, since {entity.label} has none")
                kind = None
            before = merged.get((name, entity.label))
            if before is not None:
                self._note(f"that {entity.id} and {before.id}, both {name!r}, are two entities")
                if kind is not None and before.kind not in (None, kind):
                    self._note(f"the kind {kind} of {name!r}, which is also {before.kind}")
                mentions = (*before.mentions, *mentions)
                kind = before.kind or kind
                entity = before
            merged[name, entity.label] = dataclasses.replace(
                entity, name=name, kind=kind, mentions=mentions
            )
        yield from merged.values()

    def _printable(self, claims: tuple[GoldClaim, ...]) -> Iterator[tuple[str, GoldMention]]:
        """Yield the mentions that can be marked, each with its entity's id.

        Where several overlap it is the one that begins first, and the longest of these.
        """
        everything = [
            (entity.id, m) for entity in self.gold.entities or () for m in entity.mentions
        ]
        end = 0
        for id, mention in sorted(everything, key=lambda pair: (pair[1].start, -pair[1].end)):
            turn = around(self.turns, mention.start, mention.end)
            if turn is None or turn.role == "boilerplate":
                why = "it is outside the turns, or in boilerplate"
            elif mention.start < end:
                why = "it overlaps the mention before it"
            elif any(_crosses(mention, claim) for claim in claims):
                why = "it crosses the edge of a claim"
            else:
                end = mention.end
                yield id, mention
                continue
            self._note(f"mention {self._shown(mention.start, mention.end)}: {why}")

    # --- summary -------------------------------------------------------------------------------

    def _summary(self) -> tuple[GoldSummary | None, tuple[tuple[str, ...], ...]]:
        summary = self.gold.summary
        sentences = [s for s in summary.sentences if s.text.strip()] if summary else []
        if summary is None or not sentences:
            return None, ()
        evidence = tuple(
            tuple(_visible(self._once(number, span)) for span in sentence.evidence)
            for number, sentence in enumerate(sentences, 1)
        )
        return dataclasses.replace(summary, sentences=tuple(sentences)), evidence

    def _once(self, number: int, span: Span) -> str:
        """Return the words of a span, with as many more around as make them unique."""
        words = [(match.start(), match.end()) for match in re.finditer(r"\S+", self.text)]
        start, end = span.start, span.end
        while True:
            found = self.text[start:end]
            pattern = r"\s+".join(map(re.escape, found.split()))
            if len(re.findall(pattern, self.text)) == 1:
                break
            after = next((right for _, right in words if right > end), None)
            before = next((left for left, _ in reversed(words) if left < start), None)
            if after is None and before is None:
                break
            start, end = (start, after) if after is not None else (before or 0, end)
        if (start, end) != (span.start, span.end):
            self._note(
                f"that the evidence of sentence {number} is only "
                f"{self._shown(span.start, span.end)}, which the text says more than once"
            )
        return found


def _visible(words: str) -> str:
    """Return words as the importer sees them, white space collapsed."""
    return " ".join(_INVISIBLE.sub("", words).split())


def _filled(value: str | None) -> str | None:
    return value if value is not None and value.strip() else None


def _crosses(mention: GoldMention, claim: GoldClaim) -> bool:
    """Say whether a mention stands neither inside nor outside a claim."""
    outside = mention.end <= claim.start or claim.end <= mention.start
    return not outside and not (claim.start <= mention.start and mention.end <= claim.end)
