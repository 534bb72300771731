"""Labels that the user named as the interviewer's and that no interview of a run has."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path

from pipeline.batch.jobs import FileError
from pipeline.segment.labels import label_key, same_speaker

_SHOWN = 8


def unused_labels(
    records: Path, interviewer: Sequence[str], errors: Sequence[FileError]
) -> Iterator[str]:
    """Yield a message for each name of `interviewer` that is no speaker's label in any record.

    Args:
        records: ``records.jsonl``; nothing is said where it is empty, for the errors say more.
        interviewer: What the user named, as in `Settings`.
        errors: The files that failed; a label that one of their messages names is not told again,
            for it may stand there.
    """
    if not interviewer:
        return  # the records need not be read again
    found: Counter[str] = Counter()
    interviews = 0
    with records.open("rb") as stream:
        for line in stream:
            interviews += 1
            people = json.loads(line)["participants"]
            found.update({label for person in people for label in person["labels"]})
    known = {label_key(label) for label in found}
    for name in interviewer:
        told = any(repr(name) in error.error for error in errors)
        if interviews and label_key(name) not in known and not told:
            yield f"interviewer {name!r}: no speaker has this label in {interviews} {_noun(interviews)}; {_told(name, found)}"


def _noun(count: int) -> str:
    return "interview" if count == 1 else "interviews"


def _told(name: str, found: Counter[str]) -> str:
    """Return which labels there are, and which of them may be meant."""
    if not found:
        return "they have no labels, so the option changes nothing; leave it out"
    ranked = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    shown = ", ".join(f"{label!r} ({count})" for label, count in ranked[:_SHOWN])
    more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    alike = [label for label, _ in ranked if same_speaker(name, label)]
    near = alike or get_close_matches(name, [label for label, _ in ranked], n=1)
    advice = f"did you mean {near[0]!r}?" if near else "write the label as it is printed"
    return f"the labels found are {shown}{more}; {advice}"
