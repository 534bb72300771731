"""Gold -> brat: the text, standoff annotations, and the configuration of the collection.

brat (https://brat.nlplab.org/standoff.html) counts characters as we do. Turns, mentions, claims
and the evidence of the summary are text-bound annotations; what is one of a few values is an
attribute; ids, names and sources stand in the note of a span. What brat has no place for
(participants, sentences of the summary, title) goes into a JSON file beside it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import get_args

from pipeline.export.writing import ExportFile
from pipeline.gold.frame import frame_json
from pipeline.gold.notes import note_line
from pipeline.gold.parts import (
    ClaimPart,
    EvidencePart,
    MentionPart,
    Part,
    Parts,
    TurnPart,
    take_apart,
)
from pipeline.schema import ClaimType, EntityKind, EntityLabel, Gold, Modality, TurnRole

# brat reads its own files line by line with Python's notion of a line, and fields by tab.
_BREAKS = re.compile("[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+")


def export_files(golds: Iterable[Gold]) -> Iterator[ExportFile]:
    """Yield ``ID.txt``, ``ID.ann`` and ``ID.json`` of each interview, and ``annotation.conf``.

    Raises:
        InputError: A gold has no turns, or what `take_apart` refuses.
    """
    people: set[str] = set()
    for gold in golds:
        people |= {person.id for person in gold.participants or ()}
        for suffix, content in brat_files(gold).items():
            yield ExportFile.of_text(f"{gold.id}{suffix}", content)
    yield ExportFile.of_text("annotation.conf", annotation_conf(people))


def brat_files(gold: Gold) -> dict[str, str]:
    """Return the files of one interview by suffix: ``.txt``, ``.ann`` and ``.json``.

    Raises:
        InputError: The gold has no turns, or what `take_apart` refuses.
    """
    parts = take_apart(gold)
    frame = json.dumps(frame_json(parts.frame), ensure_ascii=False, indent=1)
    return {".txt": gold.text, ".ann": "".join(_lines(parts)), ".json": f"{frame}\n"}


def annotation_conf(people: Iterable[str]) -> str:
    """Return the ``annotation.conf`` of a collection of interviews.

    Types and attributes are words of the schema.

    Args:
        people: The ids of all participants; speakers are these, ``p1`` and ``p2``.
    """
    spoken = "|".join(get_args(TurnRole))
    named = "|".join(get_args(EntityLabel))
    claims = "|".join(get_args(ClaimType))
    lines = ["[entities]"]
    for group, types in (
        ("turn", get_args(TurnRole)),
        ("name", get_args(EntityLabel)),
        ("claim", get_args(ClaimType)),
        ("summary", ("evidence",)),
    ):
        lines += [f"!{group}", *(f"\t{type}" for type in types)]
    kinds = "|".join(get_args(EntityKind))
    modalities = "|".join(value for value in get_args(Modality) if value != "asserted")
    speakers = "|".join(sorted({*people, "p1", "p2"}, key=lambda id: (len(id), id)))
    lines += [
        "[relations]",
        "<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>",
        "[events]",
        "[attributes]",
        f"Speaker\tArg:{spoken}, Value:{speakers}",
        f"Kind\tArg:{named}, Value:{kinds}",
        *(f"{flag}\tArg:{claims}" for flag in ("Key", "Negated", "Hedged", "Reported")),
        f"Modality\tArg:{claims}, Value:{modalities}",
    ]
    return "\n".join(lines) + "\n"


def _lines(parts: Parts) -> Iterator[str]:
    """Yield the lines of the ``.ann`` file: each span with its attributes and its note."""
    attributes = 0
    for number, part in enumerate(parts.everything, 1):
        type, values, note = _described(part)
        fragments = _fragments(parts.text, part.start, part.end)
        spans = ";".join(f"{start} {end}" for start, end in fragments)
        words = " ".join(parts.text[start:end] for start, end in fragments)
        yield f"T{number}\t{type} {spans}\t{words}\n"
        for name, value in values.items():
            if value:
                attributes += 1
                shown = "" if value is True else f" {value}"
                yield f"A{attributes}\t{name} T{number}{shown}\n"
        yield f"#{number}\tAnnotatorNotes T{number}\t{note}\n"


def _described(part: Part) -> tuple[str, Mapping[str, str | bool | None], str]:
    """Return the type, the attributes and the note of a part."""
    match part:
        case TurnPart():
            return part.role, {"Speaker": part.speaker}, note_line(str(part.id), {})
        case MentionPart():
            note = note_line(str(part.entity), {"name": part.name})
            return part.label, {"Kind": part.kind}, note
        case ClaimPart():
            attributes = {
                "Key": part.key,
                "Negated": part.negated,
                "Hedged": part.hedged,
                "Reported": part.reported,
                "Modality": None if part.modality == "asserted" else part.modality,
            }
            note = note_line(str(part.id), {"source": part.source, "cue": part.cue})
            return part.type, attributes, note
        case EvidencePart():
            return "evidence", {}, note_line(f"s{part.sentence}.{part.order}", {})


def _fragments(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the pieces of a span between line ends, which a span of brat may not cross."""
    pieces = []
    at = start
    for gap in _BREAKS.finditer(text, start, end):
        pieces.append((at, gap.start()))
        at = gap.end()
    pieces.append((at, end))
    return [(left, right) for left, right in pieces if text[left:right].strip()]
