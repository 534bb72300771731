"""Records written as marked text, for the tests of pseudonyms: ``[Anne Kermadec](PER)``."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable
from typing import Any

from pipeline.pseudonyms import Pseudonymised, pseudonymised
from pipeline.records import validate_record
from pipeline.schema import (
    Attribution,
    Claim,
    Cue,
    Entity,
    Exchange,
    Locator,
    Mention,
    ModelVersion,
    Participant,
    Provenance,
    Quantity,
    Record,
    Resolution,
    SourceInfo,
    Span,
    Summary,
    SummarySentence,
    Turn,
)

QUESTION = "Pourquoi ?"
_MARK = re.compile(r"\[([^\]]+)\]\((PER|ORG|LOC|MISC)\)")


def marked(answer: str, *people: Participant, id: str = "essai", **changes: Any) -> Record:
    """Return a record of one question and one answer, whose claim is the whole answer."""
    text, found, at = f"{QUESTION}\n", [], 0
    for match in _MARK.finditer(answer):
        text += answer[at : match.start()]
        found.append((match.group(2), len(text), match.group(1)))
        text += match.group(1)
        at = match.end()
    text += answer[at:]
    begin = len(QUESTION) + 1
    entities: dict[tuple[str, str], list[Mention]] = {}
    for label, start, words in found:
        mention = Mention(start, start + len(words), words, "t2", 0.9)
        entities.setdefault((label, words), []).append(mention)
    said = text[begin:]
    first = said.split()[0]
    claim = Claim(
        "c1", begin, len(text), said, "t2", "x1", None, said,
        (Resolution(begin, begin + len(first), first, said),),
        Attribution("reported", said, first), "fact", False, False, "asserted",
        (Quantity(begin, begin + len(first), first, 1.0, said),),
        (Cue("reported", begin, begin + len(first), first),), 0.5, False, (),
    )  # fmt: skip
    summary = Summary(said, "extractive", (SummarySentence(said, (Span(begin, len(text)),)),))
    record = Record(
        "1.0", id,
        SourceInfo(
            f"{id}.txt", "txt", "utf-8", "0" * 64, len(text), None, None, None, None,
            (Locator(0, len(text), "paragraph", "1"),),
        ),
        {}, None, None, text, people,
        (
            Turn("t1", "question", None, 0, len(QUESTION), QUESTION, "interrogative", 1.0),
            Turn("t2", "answer", None, begin, len(text), said, "position", 1.0),
        ),
        (Exchange("x1", ("t1",), ("t2",), summary, (said,), None),),
        tuple(
            Entity(f"e{number}", words, label, None, tuple(mentions))  # type: ignore[arg-type]
            for number, ((label, words), mentions) in enumerate(entities.items(), 1)
        ),
        (claim,), summary, (said,),
        Provenance("0", {"m": ModelVersion("1", None)}, "0", (said,)),
    )  # fmt: skip
    return validate_record(dataclasses.replace(record, **changes))


def kept(records: Iterable[Record], **options: Any) -> Pseudonymised:
    """Return records under pseudonyms, the key table written."""
    made = pseudonymised(records, **options)
    made.keep_key()
    return made


def person(name: str, *labels: str, **changes: Any) -> Participant:
    """Return an interviewee."""
    return Participant("p1", name, "interviewee", labels=labels, **changes)
