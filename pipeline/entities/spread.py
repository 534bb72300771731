"""Second pass: every other occurrence of an accepted name becomes a mention."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.entities.evidence import Evidence
from pipeline.entities.group import Group, Named
from pipeline.entities.surface import Surface
from pipeline.lexicons import words as lexicon


def spread(surfaces: Sequence[Surface], groups: Sequence[Group], lower: frozenset[str]) -> list[Named]:
    """Return the mentions of all groups with every occurrence of their names in the turns.

    A longer name wins over a shorter one inside it. A name that is also a common word is not
    found where a sentence begins with it; in a turn printed in capitals case is ignored.
    """
    names = {m.name for g in groups for m in g.mentions}
    names = sorted(names | _parts(groups), key=lambda n: (-len(n), n))
    if not names:
        return []
    plain = re.compile(_alternatives(names))
    folded = re.compile(_alternatives([n for n in names if len(n) > 3]), re.IGNORECASE)
    written = {(m.start, m.end): m for g in groups for m in g.mentions}
    found: list[Named] = []
    for surface in surfaces:
        base, turn = surface.turn.start, surface.turn.id
        spans = [
            (base + match.start(), base + match.end())
            for match in (folded if surface.shouting else plain).finditer(surface.text)
            if (base + match.start(), base + match.end()) in written
            or _stands(surface, match.start(), match.end(), lower)
        ]
        for start, end in spans:
            found.append(
                written.get((start, end))
                or Named(start, end, turn, surface.text[start - base : end - base], Evidence(), initial=True)
            )
        for (start, end), mention in written.items():
            if mention.turn == turn and not any(start < b and a < end for a, b in spans):
                found.append(mention)
    return found


def _parts(groups: Sequence[Group]) -> set[str]:
    """Return the first names and surnames by which full names of persons are taken up again."""
    parts: set[str] = set()
    for group in groups:
        words = group.name.split()
        if group.label == "PER" and 2 <= len(words) <= 4:
            parts.update((words[0], words[-1], " ".join(words[1:]), words[-1].split("-")[0]))
    return {part for part in parts if len(part) > 2 and part[0].isupper() and part[1].islower()}


def _alternatives(names: Sequence[str]) -> str:
    body = "|".join(map(re.escape, names)) or r"(?!)"
    return rf"(?<![\w-])(?:{body})(?![\w]|-\w)"


def _stands(surface: Surface, start: int, end: int, lower: frozenset[str]) -> bool:
    """Tell whether an occurrence is the name and not the common word at a sentence's beginning."""
    index = surface.word_at.get(start)
    if index is None:
        return True
    word = surface.words[index]
    single = word.end >= end
    if not (single and word.initial):
        return True
    return word.text.lower() not in lexicon("entity_starters") and word.text.lower() not in lower
