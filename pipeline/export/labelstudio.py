"""Gold -> Label Studio: tasks with predictions to correct, and the labelling interface for them.

Tasks are those of https://labelstud.io/guide/predictions. Offsets are code points, as Label Studio
has counted them since 2022. Turns, names, claims and the evidence of the summary are labelled
regions; what else is known of a region are choices and text fields of that region. What Label
Studio has no place for travels along in the task's data.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, get_args
from xml.sax.saxutils import quoteattr

from pipeline.export.writing import ExportFile
from pipeline.gold.frame import frame_json
from pipeline.gold.labels import COLOURS
from pipeline.gold.parts import (
    ClaimPart,
    EvidencePart,
    MentionPart,
    Part,
    Parts,
    TurnPart,
    take_apart,
)
from pipeline.schema import (
    ClaimType,
    EntityKind,
    EntityLabel,
    Gold,
    Modality,
    Participant,
    TurnRole,
)


def export_files(golds: Iterable[Gold]) -> Iterator[ExportFile]:
    """Yield ``tasks.json`` and ``interface.xml``.

    Raises:
        InputError: A gold has no turns, or what `take_apart` refuses.
    """
    golds = list(golds)
    tasks = json.dumps(labelstudio_tasks(golds), ensure_ascii=False, indent=1)
    yield ExportFile.of_text("tasks.json", f"{tasks}\n")
    yield ExportFile.of_text("interface.xml", labeling_config(golds))


def labelstudio_tasks(golds: Iterable[Gold]) -> list[dict[str, Any]]:
    """Return one task an interview, as JSON values.

    Raises:
        InputError: A gold has no turns, or what `take_apart` refuses.
    """
    return [_task(take_apart(gold)) for gold in golds]


def _task(parts: Parts) -> dict[str, Any]:
    frame = parts.frame
    seen: dict[str, int] = {}
    results: list[dict[str, Any]] = []
    for part in parts.everything:
        id = _region_id(part, seen)
        for control, type, value in _described(part):
            placed = {
                "start": part.start,
                "end": part.end,
                "text": parts.text[part.start : part.end],
            }
            results.append(
                {
                    "id": id,
                    "from_name": control,
                    "to_name": "text",
                    "type": type,
                    # A text field's own words stand under "text", where those of the region were.
                    "value": placed | {"text" if type == "textarea" else type: value},
                }
            )
    return {
        "data": {
            "text": parts.text,
            "title": frame.title or frame.id,
            "people": _people(frame.participants or ()),
            "sentences": " ".join(
                f"({number}) {text}" for number, text in enumerate(frame.sentences, 1)
            ),
            "gold": frame_json(frame),
        },
        "predictions": [{"model_version": "entretiens", "result": results}],
    }


def _people(participants: Iterable[Participant]) -> str:
    return " · ".join(
        f"{person.id} {person.name or '?'} ({person.role})" for person in participants
    )


def _region_id(part: Part, seen: dict[str, int]) -> str:
    """Return an id that Label Studio gives back and that tells which part the region was."""
    match part:
        case TurnPart() | ClaimPart():
            return str(part.id)
        case MentionPart():
            seen[str(part.entity)] = seen.get(str(part.entity), 0) + 1
            return f"{part.entity}.{seen[str(part.entity)]}"
        case EvidencePart():
            return f"s{part.sentence}.{part.order}"


def _described(part: Part) -> Iterator[tuple[str, str, list[str]]]:
    """Yield what is said of a region: control, type of result, value."""
    match part:
        case TurnPart():
            yield "turn", "labels", [part.role]
            fields = [("speaker", "choices", part.speaker)]
        case MentionPart():
            yield "name", "labels", [part.label]
            fields = [
                ("entity", "textarea", part.entity),
                ("fullname", "textarea", part.name),
                ("kind", "choices", part.kind),
            ]
        case ClaimPart():
            yield "claim", "labels", [part.type]
            flags = [f for f in ("key", "negated", "hedged", "reported") if getattr(part, f)]
            if flags:
                yield "flags", "choices", flags
            modality = None if part.modality == "asserted" else part.modality
            fields = [
                ("modality", "choices", modality),
                ("source", "textarea", part.source),
                ("cue", "textarea", part.cue),
            ]
        case EvidencePart():
            yield "summary", "labels", ["evidence"]
            fields = [("sentence", "choices", str(part.sentence))]
    for control, type, value in fields:
        if value is not None:
            yield control, type, [value]


def labeling_config(golds: Iterable[Gold]) -> str:
    """Return the XML of the labelling interface for these interviews."""
    people, sentences = {"p1", "p2"}, 3
    for gold in golds:
        people |= {person.id for person in gold.participants or ()}
        sentences = max(sentences, len(gold.summary.sentences) if gold.summary else 0)
    modalities = [value for value in get_args(Modality) if value != "asserted"]
    lines = [
        "<View>",
        "  <Style>.htx-text { white-space: pre-wrap; }</Style>",
        *(f'  <Header value="${key}" size="5"/>' for key in ("title", "people", "sentences")),
        *_labels("turn", get_args(TurnRole)),
        *_labels("name", get_args(EntityLabel)),
        *_labels("claim", get_args(ClaimType)),
        *_labels("summary", ["evidence"]),
        '  <Text name="text" value="$text" saveTextResult="yes"/>',
        *_choices("speaker", "turn", sorted(people, key=lambda id: (len(id), id))),
        *_field("entity", "name", "entity: e1, e2…"),
        *_field("fullname", "name", "name, if not written so here"),
        *_choices("kind", "name", get_args(EntityKind)),
        *_choices("flags", "claim", ["key", "negated", "hedged", "reported"], several=True),
        *_choices("modality", "claim", modalities),
        *_field("source", "claim", "source, as written"),
        *_field("cue", "claim", "words that tell the source"),
        *_choices("sentence", "summary", [str(n) for n in range(1, sentences + 1)]),
        "</View>",
    ]
    return "\n".join(lines) + "\n"


def _labels(name: str, values: Iterable[str]) -> Iterator[str]:
    yield f'  <Labels name="{name}" toName="text" showInline="true">'
    for value in values:
        yield f'    <Label value={quoteattr(value)} background="{COLOURS[name]}"/>'
    yield "  </Labels>"


def _shown_for(label: str) -> str:
    return f'  <View visibleWhen="region-selected" whenTagName="{label}">'


def _choices(
    name: str, label: str, values: Iterable[str], *, several: bool = False
) -> Iterator[str]:
    choice = "multiple" if several else "single-radio"
    yield _shown_for(label)
    yield f'    <Header value="{name}" size="6"/>'
    yield (
        f'    <Choices name="{name}" toName="text" perRegion="true" choice="{choice}" '
        'showInline="true">'
    )
    for value in values:
        yield f"      <Choice value={quoteattr(value)}/>"
    yield "    </Choices>"
    yield "  </View>"


def _field(name: str, label: str, shown: str) -> Iterator[str]:
    yield _shown_for(label)
    yield (
        f'    <TextArea name="{name}" toName="text" perRegion="true" maxSubmissions="1" '
        f'editable="true" placeholder={quoteattr(shown)}/>'
    )
    yield "  </View>"
