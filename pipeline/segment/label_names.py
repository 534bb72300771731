"""Whom a printed label stands for: a full name of the text, a legend, or the label as written."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.segment.assemble import collapse
from pipeline.segment.introduced import Context
from pipeline.segment.known import known_organisations
from pipeline.segment.labels import Label, fold, generic_role, is_surname, label_key, same_speaker
from pipeline.segment.names import PERSON, full_names, is_body
from pipeline.text import analysis_form

_VOWEL = re.compile(r"[aeiouy]")


def printed_form(label: Label) -> str:
    """Return a label as it is printed, without the mark after it."""
    return collapse(label.name).rstrip(" :-–—")


def name_of(own: Sequence[Label], context: Context) -> str | None:
    """Return the name of whom labels stand for, None where only a generic one is printed.

    Args:
        own: The printed labels of one speaker.
        context: Where the text names people.
    """
    forms = sorted(
        {printed_form(label) for label in own if generic_role(label.key) is None},
        key=len,
        reverse=True,
    )
    for label in own:
        legend = re.search(
            rf"\b{re.escape(analysis_form(printed_form(label)))} ?[:=] ?({PERSON.pattern})",
            context.top,
        )
        if legend:
            return legend[1]
    return _full_name(re.split(r",\s|\s\(", forms[0])[0], context) if forms else None


def _full_name(label: str, context: Context) -> str | None:
    """Return whom a printed label stands for: the one full name of the text that fits it."""
    fitting = _fitting(label, context.people)
    whole = [n for n in fitting if not any(_is_part(n, other, context) for other in fitting)]
    if len(set(map(fold, whole))) == 1 or (whole and fold(label) == fold(whole[0])):
        return _as_written(next((n for n in whole if not n.isupper()), whole[0]), context.whole)
    if " " not in label and (match := _named_so(label, context.whole)):
        return match
    if match := _presented_as(label, f"{context.top}\n{context.first}"):
        return match
    if label_key(label).isupper() and re.search(r"\.|^[A-Z]{2,4}$", label):
        return None  # initials of somebody the text does not name
    return _as_written(label, context.whole)


def _fitting(label: str, names: Sequence[str]) -> list[str]:
    """Return the full names that a label may stand for; half a surname counts where no whole one fits."""
    whole = [
        name
        for name in names
        if " " in name and (same_speaker(label, name) or fold(label) == fold(name))
    ]
    return whole or [name for name in names if is_surname(label, name, half=True)]


def _is_part(name: str, other: str, context: Context) -> bool:
    """Return whether `other` is the fuller name, on one line: "Kouamé Brou", "Serge-Alain Kouamé Brou"."""
    fuller = is_surname(name, other) or fold(other).startswith(f"{fold(name)} ")
    return fuller and other in context.lines


def _named_so(first: str, text: str) -> str | None:
    """Return the one full name that begins with a first name the lists do not know."""
    if len(first) < 4:
        return None
    names = {name for name in full_names(text) if fold(name.split()[0]) == fold(first)}
    return names.pop() if len(names) == 1 else None


def _presented_as(label: str, text: str) -> str | None:
    """Return the one name, of whatever first name, that initials or a shortened name stand for."""
    people = [name for name in full_names(text) if not (name.isupper() or is_body(name))]
    names = set(_fitting(label, people))
    return names.pop() if len(names) == 1 else None


def _as_written(name: str, text: str) -> str:
    """Return the form of `name` that is not all capitals, if the text has one."""
    if not name.isupper() or len(name.replace(".", "").replace(" ", "")) <= 3:
        return name
    if fold(name) in known_organisations() or not _VOWEL.search(fold(name)):
        return name  # an acronym
    for match in re.finditer(r"\s".join(map(re.escape, name.split())), text, re.I):
        if not match.group().isupper() and match.group()[0].isupper():
            return collapse(match.group())
    return " ".join(part.title() for part in name.split())
