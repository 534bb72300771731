"""Blocks -> units: the pieces that get a role each, with the layout marks they carry.

A unit is a block without its printed label, timestamp, number, dash or bullet. A block gives
several units where a label, a change from bold to plain, or (in documents set that way throughout) a
question and its answer stand in one paragraph.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.schema import Block, Source, Span
from pipeline.segment import labels as speaker_labels
from pipeline.segment import wording
from pipeline.segment.asked import asked_by
from pipeline.segment.label_use import find_labels
from pipeline.text import analysis_form, trim

_DASH = re.compile(r"[-–—―]+\s+|[–—―](?=\S)|-(?=[A-ZÀ-Ý])")
_BULLET = re.compile(r"[►▶•▪■●◆▸→>*·✔]\s*")
_NUMBER = re.compile(r"(?:\d{1,2}\s?[-–.)/°]+\s*[-–]?\s*(?=[^\d\s])|\d{1,2}\s?[–—]\s)")
_HEAD = 8  # blocks in which a medium may be shown asking
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Unit:
    """A stretch of one block that gets one role."""

    start: int  # of the words: label, number, dash outside
    end: int
    form: str  # the analysis form of the words
    block: int
    marks: frozenset[
        str
    ]  # "bold", "italic", "heading2", "dash", "bullet", "number", "capitals", "quoted"…
    speaker: int | None  # number of the speaker whose label stands before the unit
    gap_before: bool
    repeats: bool = False  # its words stand again, inside a longer unit


@dataclass(frozen=True, slots=True)
class Cut:
    """The units of a source and the labels that were cut off."""

    units: tuple[Unit, ...]
    labels: tuple[speaker_labels.Label, ...]
    speakers: dict[str, int]  # label key -> speaker number


def cut_units(source: Source, forced: Sequence[str] = ()) -> Cut:
    """Return the units of a source in text order.

    Args:
        source: The source.
        forced: Labels that the user named as the interviewer's.
    """
    labels = find_labels(source.text, source.blocks, forced, _media(source))
    labels += _inside(source.text, source.blocks, labels)
    labels = sorted(
        _without_legend(source.text, labels, source.blocks), key=lambda label: label.start
    )
    speakers = speaker_labels.group_speakers(labels)
    units: list[Unit] = []
    pending: int | None = None
    of_block: defaultdict[int, list[speaker_labels.Label]] = defaultdict(list)
    for label in labels:
        of_block[label.block].append(label)
    for index, block in enumerate(source.blocks):
        for start, end, speaker in _pieces(source.text, block, of_block[index], speakers):
            if start < end:
                unit = _unit(source, index, start, end, pending if speaker is None else speaker)
                units.extend(_split_by_bold(source.text, block, unit))
                pending = None
            elif speaker is not None:
                pending = speaker
    return Cut(_with_repeats(_joined_quotes(source.text, units)), tuple(labels), speakers)


def _media(source: Source) -> list[str]:
    """Return the medium that publishes the interview, and the one that the first lines show asking."""
    head = "\n".join(source.text[block.start : block.end] for block in source.blocks[:_HEAD])
    asker = asked_by(analysis_form(head), "")
    return [name for name in (source.publication, asker.name if asker else None) if name]


def _inside(
    text: str, blocks: Sequence[Block], labels: Sequence[speaker_labels.Label]
) -> list[speaker_labels.Label]:
    """Known labels that stand inside a block, after the end of a sentence."""
    names = sorted({re.escape(k.name) for k in labels if k.separator == ":"}, key=len, reverse=True)
    if not names:
        return []
    pattern = re.compile(rf"(?<=[.?!…»\"”)])\s+(?P<label>{'|'.join(names)})\s?:\s")
    glued = re.compile(rf"\s(?P<label>{'|'.join(names)})\s?:\s*$")
    taken = {label.start for label in labels}
    found = []
    for i, block in enumerate(blocks):
        inner = [(m, "inside") for m in pattern.finditer(text, block.start, block.end)]
        end = glued.search(text, block.start, block.end)
        inner += [(end, "end")] if end else []
        for match, place in inner:
            if match.start("label") not in taken:
                taken.add(match.start("label"))
                found.append(
                    speaker_labels.Label(
                        match.start("label"), match.end(), match["label"], i, place, ":"
                    )
                )
    return found


def _without_legend(
    text: str, labels: Sequence[speaker_labels.Label], blocks: Sequence[Block]
) -> list[speaker_labels.Label]:
    """Drop what only looks like labels in front of the first turns.

    A first block may explain the labels (``L1 : enquêtrice. L2 : Régis Poncelet.``); a title may quote
    the interviewee (``Karim Belhadj : « Le récit fatigue »``).
    """
    dropped = set()
    headings = {i for i, block in enumerate(blocks) if block.kind == "heading"}
    if any(label.block not in headings for label in labels):
        dropped |= headings
    for index, block in enumerate(blocks[:4]):
        own = [label for label in labels if label.block == index]
        inside = [label for label in own if label.place == "inside"]
        short = block.end - block.start < 100 * (len(own) + 1)
        if inside and len({label.key for label in own}) == len(own) and short:
            dropped.add(index)
        rest = analysis_form(text[own[0].end : block.end]).strip() if len(own) == 1 else ""
        quotes = len(labels) > 1 and rest[:1] == rest[-1:] == '"' and rest.count('"') == 2
        asks = quotes and (wording.is_question(rest) or speaker_labels.generic_role(own[0].key))
        if quotes and not asks and all(label.block >= index for label in labels):
            dropped.add(index)
    return [label for label in labels if label.block not in dropped]


def _pieces(
    text: str, block: Block, own: Sequence[speaker_labels.Label], speakers: dict[str, int]
) -> list[tuple[int, int, int | None]]:
    """Return ``(start, end, speaker)`` for each stretch between labels; empty stretches carry a label on."""
    at = speaker_labels.skip_time(text, block.start, block.end)
    found: list[tuple[int, int, int | None]] = []
    speaker: int | None = None
    for label in own:
        start, end = trim(text, at, max(at, label.start))
        if start < end:
            found.append((start, end, speaker))
        speaker = speakers[label.key]
        at = speaker_labels.skip_time(text, label.end, block.end)
    start, end = trim(text, at, block.end)
    found.append((start, end, speaker))
    return found


def _unit(source: Source, index: int, start: int, end: int, speaker: int | None) -> Unit:
    block, text = source.blocks[index], source.text
    marks: set[str] = set()
    first = start == block.start or not text[block.start : start].strip() or speaker is not None
    if first:
        start, marks = _without_marker(text, start, end)
    if block.marker and first:
        marks.add("number" if any(c.isdigit() for c in block.marker) else "item")
    if block.kind == "heading":
        marks.add(f"heading{block.level}")
    if block.kind == "quote":
        marks.add("blockquote")
    for name, spans in (("bold", block.bold), ("italic", block.italic)):
        if _covered(text, start, end, spans) >= 0.8:
            marks.add(name)
    form = analysis_form(text[start:end])
    letters = _LETTER.findall(form)
    if len(letters) >= 8 and sum(map(str.isupper, letters)) >= 0.85 * len(letters):
        marks.add("capitals")
    if form[:1] == '"' and form.rstrip(" .?!…")[-1:] == '"' and form.count('"') == 2:
        marks.add("quoted")
    gap = block.gap_before if first else False
    return Unit(start, end, form, index, frozenset(marks), speaker, gap)


def _without_marker(text: str, start: int, end: int) -> tuple[int, set[str]]:
    for name, pattern in (("number", _NUMBER), ("dash", _DASH), ("bullet", _BULLET)):
        match = pattern.match(text, start, end)
        if match and match.end() < end:
            return match.end(), {name}
    return start, set()


def _covered(text: str, start: int, end: int, spans: Sequence[Span]) -> float:
    if not spans:
        return 0.0
    printed = sum(not c.isspace() for c in text[start:end])
    inside = sum(
        not c.isspace()
        for s in spans
        for c in text[max(start, s.start) : max(start, min(end, s.end))]
    )
    return inside / printed if printed else 0.0


def _split_by_bold(text: str, block: Block, unit: Unit) -> list[Unit]:
    """Cut a unit whose first sentences are bold (or italic) and whose rest is not."""
    for name, spans in (("bold", block.bold), ("italic", block.italic)):
        span = next((s for s in spans if s.start <= unit.start + 1 and s.end > unit.start), None)
        if span is None or name in unit.marks or span.end >= unit.end:
            continue
        head_end = trim(text, unit.start, span.end)[1]
        rest = trim(text, span.end, unit.end)
        head, tail = text[unit.start : head_end], text[slice(*rest)]
        if rest[0] < rest[1] and tail[0] in "?!:" and len(tail) > 2:
            head_end = rest[0] + 1
            rest = trim(text, head_end, unit.end)
            head, tail = text[unit.start : head_end], text[slice(*rest)]
        whole = wording.word_count(head) >= 3 or wording.is_question(head)
        if not tail or not whole or not (head[-1] in '.?!…:»"”' and _opens(tail)):
            continue
        first = replace(unit, end=head_end, form=analysis_form(head), marks=unit.marks | {name})
        second = replace(
            unit,
            start=rest[0],
            form=analysis_form(tail),
            marks=frozenset(),
            speaker=None,
            gap_before=False,
        )
        return [first, second]
    return [unit]


def _opens(text: str) -> bool:
    """A sentence may begin here: no lower-case letter."""
    letter = _LETTER.search(text)
    return letter is not None and not letter.group().islower()


def _joined_quotes(text: str, units: Sequence[Unit]) -> list[Unit]:
    """Join the lines of one quotation set over two or three lines."""
    joined: list[Unit] = []
    for unit in units:
        before = joined[-1] if joined else None
        if (
            before is not None
            and before.form[:1] == '"'
            and before.form.count('"') % 2 == 1
            and unit.form.rstrip(" .").endswith('"')
            and unit.form.count('"') % 2 == 1
            and wording.word_count(before.form) + wording.word_count(unit.form) <= 50
            and unit.form[:1].islower()
            and unit.speaker is None
        ):
            form = analysis_form(text[before.start : unit.end])
            joined[-1] = replace(before, end=unit.end, form=form, marks=before.marks | {"quoted"})
        else:
            joined.append(unit)
    return joined


def _with_repeats(units: Sequence[Unit]) -> tuple[Unit, ...]:
    """Mark the units whose words stand again inside a longer unit: pull quotes."""
    plain = [re.sub(r"[\W_]+", " ", unit.form).strip().lower() for unit in units]
    whole = "\n".join(plain)
    seen = Counter(gram for words in plain for gram in _inner(words.split()))
    marked = []
    for unit, words in zip(units, plain, strict=True):
        split = words.split()
        again = (
            4 <= len(split) <= 60
            # What stands again has its inner words again: seldom, so that few units are looked for.
            and all(seen[gram] > 1 for gram in _inner(split))
            and whole.count(words) > 1
            and any(len(other) > len(words) and words in other for other in plain)
        )
        marked.append(replace(unit, repeats=True) if again else unit)
    return tuple(marked)


def _inner(split: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Yield the pairs of words inside a text, without its first and last word."""
    return pairwise(split[1:-1])
