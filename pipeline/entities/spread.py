"""Second pass: every other occurrence of an accepted name becomes a mention."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pipeline.entities.candidates import Evidence
from pipeline.entities.group import Group, Named, name_parts
from pipeline.entities.surface import Casing, Surface
from pipeline.lexicons import words as lexicon


def spread(
    surfaces: Sequence[Surface], groups: Sequence[Group], people: Sequence[str], casing: Casing
) -> list[Named]:
    """Return the groups' mentions and every other occurrence of their names in the turns.

    A longer name wins over a shorter one inside it. A name that is also a common word is not
    found where a sentence begins with it; in a turn printed in capitals case is ignored.

    Args:
        surfaces: The turns.
        groups: The entities so far.
        people: Full names of the speakers.
        casing: How the interview writes its words.
    """
    names = _names(groups, people)
    if not names:
        return [mention for found in groups for mention in found.mentions]
    plain = re.compile(_alternatives(names))
    folded = plain
    if any(surface.shouting for surface in surfaces):
        folded = re.compile(_alternatives([n for n in names if len(n) > 3]), re.IGNORECASE)
    written: dict[str, dict[tuple[int, int], Named]] = {}
    for mention in (m for g in groups for m in g.mentions):
        written.setdefault(mention.turn, {})[mention.start, mention.end] = mention
    found: list[Named] = []
    for surface in surfaces:
        own = written.get(surface.turn.id, {})
        pattern = folded if surface.shouting else plain
        found.extend(_in_turn(surface, own, pattern, casing))
    return found


def _in_turn(
    surface: Surface,
    written: dict[tuple[int, int], Named],
    pattern: re.Pattern[str],
    casing: Casing,
) -> Iterable[Named]:
    base = surface.turn.start
    taken: list[tuple[int, int]] = []
    for match in pattern.finditer(surface.text):
        span = (base + match.start(), base + match.end())
        if span in written:
            yield written[span]
        elif _stands(surface, match, casing):
            yield Named(*span, surface.turn.id, match.group(), Evidence())
        else:
            continue
        taken.append(span)
    for (start, end), mention in written.items():
        if not any(start < right and left < end for left, right in taken):
            yield mention


def _names(groups: Sequence[Group], people: Sequence[str]) -> list[str]:
    """Return the names to look for, longest first."""
    # A brand in lower case is written like a common word: "ondine".
    written = {m.name for g in groups for m in g.mentions}
    names = {name for name in written if name != name.lower()} | set(people)
    full = [g.name for g in groups if g.label == "PER"] + list(people)
    for part in {part for name in full for part in name_parts(name)}:
        if len(part) > 2 and part[0].isupper() and not part.isupper():
            names.add(part)
    return sorted(names, key=lambda name: (-len(name), name))


def _alternatives(names: Sequence[str]) -> str:
    body = "|".join(map(re.escape, names)) or r"(?!)"
    return rf"(?<![\w-])(?:{body})(?![\w]|-\w)"


def _stands(surface: Surface, match: re.Match[str], casing: Casing) -> bool:
    """Tell whether an occurrence is the name and not the common word at a sentence's beginning."""
    index = surface.word_at.get(match.start())
    if index is None:
        return True
    word = surface.words[index]
    if not word.initial or word.end < match.end():
        return True
    lower = word.text.lower()
    return lower not in lexicon("entity_starters") and lower not in casing.lower
