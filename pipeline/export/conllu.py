"""Records -> CoNLL-U: sentences of tokens, with entities in the last column (MISC).

https://universaldependencies.org/format.html. Lemmas, tags and syntax are not annotated here and
read ``_``. MISC holds ``SpaceAfter=No``; ``Entity=``, the brackets of CorefUD
(https://ufal.mff.cuni.cz/corefud), in which mentions may nest and share an entity; ``NE=``, the
IOB2 label of the outermost mention, which spaCy reads; ``TokenRange=``, characters of the record's
text.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from urllib.parse import quote

from pipeline.export.names import file_stem
from pipeline.export.tokens import (
    Place,
    TokenizedTurn,
    iob_labels,
    labelled_turns,
    mentions_by_turn,
    outermost,
    tokenize,
)
from pipeline.export.writing import ExportFile
from pipeline.schema import Entity, Mention, Participant, Record

_log = logging.getLogger(__name__)


def export_files(records: Iterable[Record]) -> Iterator[ExportFile]:
    """Yield ``ID.conllu`` of each interview: its turns, without boilerplate."""
    cut = 0
    for record in records:
        people = {person.id: person for person in record.participants}
        by_turn = mentions_by_turn(record)
        lines: list[str] = []
        for turn in labelled_turns(record):
            mentions = by_turn.get(turn.id, [])
            found = tokenize(turn, whole=[(mention.start, mention.end) for _, mention in mentions])
            cut += found.cut
            lines += _turn(record, found, mentions, people)
        head = (
            f"# global.Entity = eid-etype\n# newdoc id = {_one_line(record.id)}\n" if lines else ""
        )
        yield ExportFile.of_text(f"{file_stem(record.id)}.conllu", head + "".join(lines))
    if cut:
        _log.info("conllu: %d tokens were cut at the edge of a mention", cut)


def _turn(
    record: Record,
    found: TokenizedTurn,
    mentions: Sequence[tuple[Entity, Mention]],
    people: Mapping[str, Participant],
) -> Iterator[str]:
    turn = found.turn
    speaker = people.get(turn.speaker or "")
    flat = outermost(mentions)
    for number, sentence in enumerate(found.sentences, 1):
        if number == 1:
            yield f"# newpar id = {_id(record.id)}-{turn.id}\n"
        yield f"# sent_id = {_id(record.id)}-{turn.id}-s{number}\n"
        yield f"# text = {_one_line(record.text[sentence[0][0] : sentence[-1][1]])}\n"
        yield f"# role = {turn.role}\n"
        if speaker is not None:
            yield f"# speaker = {speaker.id}\n"
            if speaker.name is not None:
                yield f"# speaker_name = {_one_line(speaker.name)}\n"
        labels = iob_labels(sentence, flat)
        for index, (place, label) in enumerate(zip(sentence, labels, strict=True), 1):
            follows = sentence[index][0] if index < len(sentence) else None
            misc = _misc(place, label, mentions, follows)
            form = record.text[place[0] : place[1]]
            yield "\t".join((str(index), form, *"_" * 7, misc)) + "\n"
        yield "\n"


def _misc(
    place: Place, label: str, mentions: Iterable[tuple[Entity, Mention]], follows: int | None
) -> str:
    """Return what is said of one token.

    Args:
        place: The token.
        label: Its IOB2 label.
        mentions: Of its turn.
        follows: Where the next token of the sentence begins; None: it is the last.
    """
    start, end = place
    # Brackets close in the reverse order of opening, and before new ones open.
    closed, opened = "", ""
    for entity, mention in mentions:
        if mention.start == start:
            opened += f"({entity.id}-{entity.label}{')' if mention.end == end else ''}"
        elif mention.end == end:
            closed = f"{entity.id}){closed}"
    values = {"Entity": closed + opened, "NE": label if label != "O" else ""}
    fields = [f"{name}={value}" for name, value in values.items() if value]
    if follows == end:
        fields.append("SpaceAfter=No")
    return "|".join([*fields, f"TokenRange={start}:{end}"])


def _one_line(words: str) -> str:
    return " ".join(words.split())


def _id(id: str) -> str:
    # In a sentence's id, the slash is reserved and white space not allowed.
    return re.sub(r"[%/\s]", lambda match: quote(match[0], safe=""), id)
