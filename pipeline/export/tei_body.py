"""A record's text as the body of a TEI file.

Its character content is the record's text, whole and in order, white space and printed labels
included. So the offsets of a record count the characters of the body.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from pipeline.export.speaking import SPOKEN, exchange_around, paragraphs
from pipeline.export.tei_ids import XML_ID, Ids, tei
from pipeline.export.xml import Element, Pieces, Stretch, append_text, element, fill
from pipeline.schema import Claim, EntityLabel, Record, Turn

_SUBTITLES = frozenset({"srt", "vtt"})
_NAMES: dict[EntityLabel, str] = {
    "PER": "persName",
    "ORG": "orgName",
    "LOC": "placeName",
    "MISC": "name",
}
_OTHER_TAGS = {"pull_quote": "quote", "boilerplate": "ab"}


def body_of(record: Record, ids: Ids) -> Element:
    """Return the body: a ``div`` an exchange, ``sp`` (``u`` for subtitles) a turn.

    Names and claims are elements in it; where they cross, a claim is cut before a name is.
    """
    return _Body(record, ids).made


@dataclass(frozen=True, slots=True)
class _Group:
    """Turns that make one ``div``."""

    kind: str
    exchange: str | None
    turns: tuple[Turn, ...]


class _Body:
    def __init__(self, record: Record, ids: Ids) -> None:
        self.record = record
        self.ids = ids
        self.spoken = record.source.format in _SUBTITLES
        self.pieces: Pieces = {}
        self.stretches = [*_mentions(record, ids), *(_claim(claim) for claim in record.claims)]
        self.made = element(tei("body"), {XML_ID: ids.body})
        self.position = 0
        for group in _groups(record):
            self._group(group)
        self._rest()
        self._mark_parts()

    def _group(self, group: _Group) -> None:
        attributes = {
            "type": group.kind,
            "corresp": self.ids.to("exchanges", group.exchange) if group.exchange else None,
        }
        self._gap_before(group.turns[0], self.made, division=True)
        division = element(tei("div"), attributes)
        self.made.append(division)
        for number, turn in enumerate(group.turns):
            label = self._gap_before(turn, division, division=False)
            self._turn(turn, division, label, first=not number)
            self.position = turn.end

    def _gap_before(self, turn: Turn, parent: Element, *, division: bool) -> str:
        """Add what stands between the turns; return the printed label that belongs to this one.

        Before a division only white space is added, and the lines that belong to nobody as a
        division of their own.
        """
        gap = self.record.text[self.position : turn.start]
        cut = gap.rfind("\n") + 1
        label = gap[cut:] if gap[cut:].strip() else ""
        lines = gap[: len(gap) - len(label)]
        self._outside(lines, parent, division=division)
        self.position += len(lines)
        return label

    def _outside(self, text: str, parent: Element, *, division: bool) -> None:
        words = text.strip()
        if not words:
            append_text(parent, text)
            return
        before, after = text.split(words, 1)
        append_text(parent, before)
        block = element(tei("ab"), {"type": "outside"}, words)
        if division:
            around = element(tei("div"), {"type": "outside"})
            around.append(block)
            parent.append(around)
        else:
            parent.append(block)
        append_text(parent, after)

    def _turn(self, turn: Turn, parent: Element, label: str, *, first: bool) -> None:
        # Only what is spoken may say `who`: a farewell that was taken for a frame has a speaker too.
        speaker = "who" if turn.role in SPOKEN else "corresp"
        attributes = {
            XML_ID: self.ids.of("turns", turn.id),
            speaker: self.ids.to("participants", turn.speaker) if turn.speaker else None,
            "ana": f"role:{turn.role}",
            "cert": f"{turn.confidence:.3f}",
        }
        speech = turn.role in SPOKEN
        if speech and not self.spoken and any(c.isalpha() for c in label):
            block = element(tei("sp"), attributes)
            block.append(element(tei("speaker"), {}, label))
        else:
            if label:
                parent.append(element(tei("label"), {}, label))
            block = element(tei(self._tag(turn, first and not label)), attributes)
        parent.append(block)
        self._words(turn, block)

    def _tag(self, turn: Turn, first: bool) -> str:
        if turn.role == "heading":
            return "head" if first else "label"
        if turn.role in SPOKEN:
            return "u" if self.spoken else "sp"
        return _OTHER_TAGS.get(turn.role, "ab")

    def _words(self, turn: Turn, block: Element) -> None:
        text = self.record.text
        inside = [s for s in self.stretches if turn.start <= s.start and s.end <= turn.end]
        if block.tag != tei("sp"):
            fill(block, text, (turn.start, turn.end), inside, self.pieces, line_break=tei("lb"))
            return
        position = turn.start
        for start, end in paragraphs(text, turn.start, turn.end):
            append_text(block, text[position:start])
            paragraph = element(tei("p"), {})
            block.append(paragraph)
            fill(paragraph, text, (start, end), inside, self.pieces, line_break=tei("lb"))
            position = end
        append_text(block, text[position : turn.end])

    def _rest(self) -> None:
        self._outside(self.record.text[self.position :], self.made, division=True)
        if not len(self.made):
            self.made.append(element(tei("p"), {}))

    def _mark_parts(self) -> None:
        for stretch, made in self.pieces.items():
            claim = stretch.attributes.get("type") == "claim"
            if len(made) == 1 and not claim:
                continue
            kind, id = ("claims" if claim else "mentions"), str(stretch.attributes["n"])
            whole = self.ids.of(kind, id)
            names = [self.ids.part(whole, number) for number in range(1, len(made) + 1)]
            for number, piece in enumerate(made):
                piece.set(XML_ID, names[number])
                if len(made) == 1:
                    continue
                if claim:
                    last = number == len(made) - 1
                    piece.set("part", "I" if not number else "F" if last else "M")
                if number:
                    piece.set("prev", f"#{names[number - 1]}")
                if number + 1 < len(made):
                    piece.set("next", f"#{names[number + 1]}")


def _mentions(record: Record, ids: Ids) -> Iterator[Stretch]:
    for entity in record.entities:
        for number, mention in enumerate(entity.mentions, 1):
            attributes = {
                "ref": ids.to("entities", entity.id),
                "cert": f"{mention.confidence:.3f}",
                "n": f"{entity.id}.{number}",
            }
            tag = tei(_NAMES[entity.label])
            yield Stretch(mention.start, mention.end, tag, attributes, firm=1)


def _claim(claim: Claim) -> Stretch:
    marks = [
        f"claim:{claim.type}",
        f"modality:{claim.modality}",
        f"attribution:{claim.attribution.kind}",
        *(f"mark:{name}" for name in ("negated", "hedged", "key") if getattr(claim, name)),
    ]
    attributes = {"type": "claim", "ana": " ".join(marks), "n": claim.id}
    return Stretch(claim.start, claim.end, tei("seg"), attributes)


def _groups(record: Record) -> Iterator[_Group]:
    """Yield the turns by exchange, those between them by heading."""
    around = exchange_around(record)
    section = 0
    keyed = []
    for turn in record.turns:
        exchange = around.get(turn.id)
        section += exchange is None and turn.role == "heading"
        keyed.append(((exchange, section if exchange is None else 0), turn))
    for (exchange, _), found in groupby(keyed, key=lambda pair: pair[0]):
        turns = tuple(turn for _, turn in found)
        yield _Group("exchange" if exchange else "section", exchange, turns)
