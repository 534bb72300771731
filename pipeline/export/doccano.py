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
from pipeline.gold.labels import COLOURS, all_labels, label_of
from pipeline.gold.parts import Parts, take_apart
from pipeline.schema import Gold

_WHITE = "#ffffff"


def export_files(golds: Iterable[Gold]) -> Iterator[ExportFile]:
    """Yield ``doccano.jsonl`` and ``labels.json``, to be imported as the project's span types.

    Raises:
        InputError: A gold has no turns, or what `take_apart` refuses.
    """
    sentences = 3

    def lines() -> Iterator[bytes]:
        nonlocal sentences
        for gold in golds:
            parts = take_apart(gold)
            sentences = max(sentences, len(parts.frame.sentences))
            yield _line(parts)

    def labels() -> Iterator[bytes]:  # taken after the lines, which tell how many there are
        made = [_label(label) for label in all_labels(sentences)]
        yield f"{json.dumps(made, indent=1)}\n".encode()

    yield ExportFile("doccano.jsonl", lines())
    yield ExportFile("labels.json", labels())


def _line(parts: Parts) -> bytes:
    values = asdict(parts)
    text = values.pop("text")
    line = {
        "id": parts.frame.id,
        "text": text,
        "label": [[part.start, part.end, label_of(part)] for part in parts.everything],
        "gold": values,
    }
    return f"{json.dumps(line, ensure_ascii=False)}\n".encode()


def _label(label: str) -> dict[str, str | None]:
    return {
        "text": label,
        "prefix_key": None,
        "suffix_key": None,
        "background_color": COLOURS[label.partition(":")[0]],
        "text_color": _WHITE,
    }
