"""What to tell of labels that the user named as the interviewer's: refusals and doubts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from pipeline.errors import InputError
from pipeline.schema import Source
from pipeline.segment.assemble import collapse
from pipeline.segment.genre import Impression, told_genre
from pipeline.segment.labels import label_key
from pipeline.segment.units import Cut, Unit
from pipeline.segment.wording import is_question
from pipeline.settings import Settings

_SHOWN = 8  # labels in one message
_STOP = re.compile("[.?!…]")
_UNPUNCTUATED = "the text has no punctuation: add it, or mark who speaks"
_UNNAMED = 'if the interviewer is labelled, name the label with --interviewer "C.D."'


def refusal(
    found: str, source: Source, settings: Settings, cut: Cut, units: Sequence[Unit]
) -> InputError:
    """Return the error for a file that is no interview as it was read.

    Args:
        found: What was found: "no question", "questions but no answer".
        source: The file.
        settings: The labels that the user named.
        cut: The labels that stand in the file.
        units: What they label.
    """
    lines = f"{len(source.blocks)} line{'s' if len(source.blocks) > 1 else ''}"
    message = f"{source.file}: {found} found in {lines}"
    counts = _counts(cut)
    if not counts:
        genre = told_genre(source)
        message += f"; perhaps it is {genre}" if genre else ""
        absent = f"; it has no labels, so none is {_quoted(settings.interviewer)}"
        return InputError(message + (absent if settings.interviewer else ""), hint=_hint(source))
    labels = ", ".join(f"{label!r} ({count})" for label, count in counts.most_common(_SHOWN))
    labels += f" and {len(counts) - _SHOWN} more" if len(counts) > _SHOWN else ""
    labels = f"the labels of the file are {labels}" if len(counts) > 1 else f"its label is {labels}"
    named = _named(settings, cut)
    others = [label for label in counts if cut.speakers[label_key(label)] not in named]
    if not settings.interviewer:
        return InputError(f"{message}; {labels}", hint=_advice(others, cut, units))
    if not named:
        absent = f"{_quoted(settings.interviewer)}, named as the interviewer's, is none of them"
        return InputError(f"{message}; {labels}; {absent}", hint=_advice(others, cut, units))
    taken = ", ".join(repr(label) for label in counts if cut.speakers[label_key(label)] in named)
    return InputError(
        f"{message} when {taken} is the interviewer's label; {labels}",
        hint=f"is {taken} the one who answers? {_advice(others, cut, units)}",
    )


def _hint(source: Source) -> str:
    # Programs that listen write words only.
    return _UNNAMED if _STOP.search(source.text) else _UNPUNCTUATED


def unlike(source: Source, like: Impression) -> InputError:
    """Return the error for a file that has exchanges but reads like no interview."""
    return InputError(
        f"{source.file}: no interview: {like}",
        hint="leave it out, or make a record of it all the same with --accept-all",
    )


def doubt(settings: Settings, cut: Cut, units: Sequence[Unit]) -> list[str]:
    """Return a warning where the speaker named as the interviewer never asks and others mostly do."""
    named = _named(settings, cut)
    own = [unit for unit in units if unit.speaker in named]
    rest = [unit for unit in units if unit.speaker is not None and unit.speaker not in named]
    if not own or any(map(_asks, own)) or 2 * sum(map(_asks, rest)) <= len(rest):
        return []
    labels = sorted(
        {collapse(label.name) for label in cut.labels if cut.speakers[label.key] in named}
    )
    return [f"named as the interviewer but never asks, while the others do: {', '.join(labels)}"]


def _asks(unit: Unit) -> bool:
    return unit.form.rstrip(' "').endswith("?")


def _named(settings: Settings, cut: Cut) -> frozenset[int]:
    keys = {label_key(name) for name in settings.interviewer}
    return frozenset(number for key, number in cut.speakers.items() if key in keys)


def _counts(cut: Cut) -> Counter[str]:
    """Return how often each label stands, under the form that is printed most."""
    forms: dict[str, Counter[str]] = {}
    for label in cut.labels:
        forms.setdefault(label.key, Counter())[collapse(label.name).rstrip(" :-–—")] += 1
    return Counter({form.most_common(1)[0][0]: form.total() for form in forms.values()})


def _advice(others: Sequence[str], cut: Cut, units: Sequence[Unit]) -> str:
    """Return what to do: name the label whose turns ask, or any where none does."""

    def share(label: str) -> float:
        own = [unit for unit in units if unit.speaker == cut.speakers[label_key(label)]]
        return sum(is_question(unit.form) for unit in own) / max(1, len(own))

    if not others:
        return "leave --interviewer out for this file"
    best = max(others, key=share)
    return f'name the label of who asks, as it is printed: --interviewer "{best}"'


def _quoted(names: Sequence[str]) -> str:
    return " or ".join(repr(name) for name in names)
