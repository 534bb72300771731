"""Records -> CoNLL-2003: one token a line, entities in the last column.

The columns are those of Tjong Kim Sang and De Meulder 2003 (https://aclanthology.org/W03-0419):
word, part of speech, chunk, entity. The middle two are not annotated here and read ``_``. Labels
are IOB2: every mention begins with ``B-``. The files may be joined into one.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Iterator

from pipeline.export.names import file_stem
from pipeline.export.tokens import (
    iob_labels,
    labelled_turns,
    mentions_by_turn,
    outermost,
    tokenize,
)
from pipeline.export.writing import ExportFile
from pipeline.schema import Record

_DOCUMENT = "-DOCSTART- -X- O O\n\n"
_log = logging.getLogger(__name__)


def export_files(records: Iterable[Record]) -> Iterator[ExportFile]:
    """Yield ``ID.conll`` of each interview: its turns, without boilerplate, a blank line a sentence.

    A mention inside another has no place in one column; such are left out, and a warning counts
    them.
    """
    counts: Counter[str] = Counter()
    for record in records:
        content = _DOCUMENT + "".join(_sentences(record, counts))
        yield ExportFile.of_text(f"{file_stem(record.id)}.conll", content)
    if counts["left out"]:
        _log.warning("conll: %d mentions inside another were left out", counts["left out"])
    if counts["cut"]:
        _log.info("conll: %d tokens were cut at the edge of a mention", counts["cut"])


def _sentences(record: Record, counts: Counter[str]) -> Iterator[str]:
    by_turn = mentions_by_turn(record)
    for turn in labelled_turns(record):
        mentions = by_turn.get(turn.id, [])
        kept = outermost(mentions)
        found = tokenize(turn, whole=[(mention.start, mention.end) for _, mention in kept])
        counts["left out"] += len(mentions) - len(kept)
        counts["cut"] += found.cut
        for sentence in found.sentences:
            labels = iob_labels(sentence, kept)
            yield "".join(
                f"{record.text[start:end]} _ _ {label}\n"
                for (start, end), label in zip(sentence, labels, strict=True)
            )
            yield "\n"
