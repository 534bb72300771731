"""Gold -> doccano: one line of JSON an interview, for a project of the type sequence labelling.

doccano (https://doccano.github.io/doccano/tutorial/) knows spans with one label, in characters as
we count them. All else that is known of a span, and what belongs to none, travels along under
``gold``, which doccano keeps and gives back.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict

from pipeline.export.writing import ExportFile
from pipeline.gold.labels import all_labels, label_of
from pipeline.gold.parts import Part, Parts, take_apart
from pipeline.schema import Gold

_COLOURS = {"turn": "#9e9e9e", "name": "#1e88e5", "claim": "#fb8c00", "summary": "#43a047"}
_WHITE = "#ffffff"


def export_files(golds: Iterable[Gold]) -> Iterator[ExportFile]:
    """Yield ``doccano.jsonl`` and ``labels.json``, to be imported as the project's span types.

    Raises:
        InputError: A gold has no turns, or what `take_apart` refuses.
    """
    yield ExportFile("doccano.jsonl", (_line(take_apart(gold)) for gold in golds))
    sentences = max((len(gold.summary.sentences) for gold in golds if gold.summary), default=0)
    labels = [_label(label) for label in all_labels(max(3, sentences))]
    yield ExportFile.of_text("labels.json", json.dumps(labels, indent=1) + "\n")


def _line(parts: Parts) -> bytes:
    everything: list[Part] = [*parts.turns, *parts.mentions, *parts.claims, *parts.evidence]
    values = asdict(parts)
    text = values.pop("text")
    line = {
        "id": parts.frame.id,
        "text": text,
        "label": [[part.start, part.end, label_of(part)] for part in everything],
        "gold": values,
    }
    return f"{json.dumps(line, ensure_ascii=False)}\n".encode()


def _label(label: str) -> dict[str, str | None]:
    return {
        "text": label,
        "prefix_key": None,
        "suffix_key": None,
        "background_color": _COLOURS[label.partition(":")[0]],
        "text_color": _WHITE,
    }
