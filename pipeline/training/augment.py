"""Texts as they could as well have been written: other names, other typography."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from random import Random
from typing import Literal

from pipeline.entities.known import by_name
from pipeline.lexicons import entries
from pipeline.training.config import Augmentation
from pipeline.training.samples import TURNS, Change, Name, Sample, rewritten
from pipeline.training.sources import Text

_LEAST_NAMES = 5  # of a label and kind, to choose from
_VOWELS = frozenset("aeiouyhàâéèêëîïôùûœAEIOUYHÀÂÉÈÊËÎÏÔÙÛŒ")


Pool = Literal["listed", "known", "own"]


class Names:
    """Names by label and kind, to put in the place of others.

    There are three pools: names listed for this (most of them invented), names of general knowledge, also
    those that are common words, and those of the training texts.

    Args:
        texts: The training texts.
    """

    def __init__(self, texts: Iterable[Text]) -> None:
        listed = ((name, label, kind) for name, label, kind in entries("swap_names"))
        known = ((each.name, each.label, each.kind) for each in by_name().values() if not each.bare)
        own = {
            (sample.text[name.start : name.end], name.label, name.kind)
            for text in texts
            for sample in (text.samples if text.gold else ())
            for name in sample.names or ()
            if name.label is not None
        }
        self._pools: dict[Pool, dict[tuple[str, str | None], list[str]]] = {
            "listed": _by_kind(listed),
            "known": _by_kind(known),
            "own": _by_kind(sorted(own, key=lambda each: each[0])),
        }

    def other(self, name: Name, *, pool: Pool, random: Random) -> str | None:
        """Return a name of the same label and kind, None where there are too few."""
        assert name.label is not None
        same = self._pools[pool].get((name.label, name.kind), [])
        return random.choice(same) if len(same) >= _LEAST_NAMES else None


def _by_kind(
    names: Iterable[tuple[str, str, str | None]],
) -> dict[tuple[str, str | None], list[str]]:
    """Return names, each once, by label and kind, and all of a label by the kind None.

    Args:
        names: Name, label and kind of each; the order stays.
    """
    found: dict[tuple[str, str | None], dict[str, None]] = defaultdict(dict)
    for name, label, kind in names:
        for key in ((label, None), (label, kind)):
            found[key][name] = None
    return {key: list(same) for key, same in found.items()}


def augmented(sample: Sample, names: Names, how: Augmentation, random: Random) -> Sample:
    """Return the sample with some names exchanged and its typography changed, as chance has it."""
    changes = list(_unquoted(sample, how, random))
    if sample.names and random.random() < how.swap_text:
        swaps = list(_swaps(sample, names, how, random))
        changes += swaps
        sample = replace(sample, before=_swapped(sample, swaps))
    if changes:
        sample = rewritten(sample, _apart(changes))
    if random.random() < how.no_final_stop and sample.text.endswith("."):
        sample = rewritten(sample, [Change(len(sample.text) - 1, len(sample.text), "")])
    if random.random() < how.no_accents:
        sample = replace(sample, text="".join(map(_bare, sample.text)))
    asked = all(sentence.turn == TURNS.index("question") for sentence in sample.sentences)
    if random.random() < (how.capital_questions if asked else how.capitals):
        sample = replace(sample, text="".join(map(_capital, sample.text)))
    return sample


def _apart(changes: Iterable[Change]) -> list[Change]:
    """Return the changes without those that overlap one before: quotation marks that two names share."""
    kept: list[Change] = []
    for change in sorted(changes, key=lambda change: (change.start, change.end)):
        if not kept or kept[-1].end <= change.start:
            kept.append(change)
    return kept


def _single(names: Sequence[Name]) -> list[Name]:
    """Return the names that overlap no other; to change one inside another would lose its place."""
    return [
        name
        for name in names
        if not any(o is not name and o.start < name.end and name.start < o.end for o in names)
    ]


def _swapped(sample: Sample, swaps: Iterable[Change]) -> str:
    """Return the question before a text with the names exchanged that are exchanged in the text."""
    new = {sample.text[change.start : change.end]: change.words for change in swaps}
    if not new or not sample.before:
        return sample.before
    any_name = re.compile(
        rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(new, reverse=True)))})(?!\w)"
    )
    return any_name.sub(lambda match: new[match.group()], sample.before)


def _swaps(sample: Sample, names: Names, how: Augmentation, random: Random) -> Iterator[Change]:
    """Yield exchanged names; the same name is exchanged for the same one throughout."""
    chosen: dict[tuple[str, str], str] = {}  # by name and label: Orange is a town, too
    for name in _single(sample.names or ()):
        if name.label is None:
            continue
        old = (sample.text[name.start : name.end], name.label)
        if old not in chosen and random.random() > how.swap_name:
            continue
        if old not in chosen:
            for _ in range(8):
                new = names.other(name, pool=_pool(how, random.random()), random=random)
                if new is not None and _elides(sample.text, name.start, new):
                    chosen[old] = new
                    break
            else:
                continue
        if _elides(sample.text, name.start, chosen[old]):
            yield Change(name.start, name.end, chosen[old])


def _pool(how: Augmentation, chance: float) -> Pool:
    if chance < how.own_names:
        return "own"
    return "known" if chance < how.own_names + how.known_names else "listed"


def _elides(text: str, at: int, name: str) -> bool:
    """Say whether `name` may follow what stands before `at`: "l'" wants a vowel, "de " none."""
    vowel = name[0] in _VOWELS
    before = f" {text[:at]}".lower()
    if before.endswith("'"):
        return vowel
    if before.endswith((" de ", " le ", " la ")):
        return not vowel
    return True


def _unquoted(sample: Sample, how: Augmentation, random: Random) -> Iterator[Change]:
    for name in _single(sample.names or ()):
        before, after = sample.text[: name.start], sample.text[name.end :]
        if before.endswith('" ') and after.startswith(' "'):
            if random.random() < how.unquote:
                yield Change(name.start - 2, name.start, "")
                yield Change(name.end, name.end + 2, "")
        elif name.label == "MISC" and random.random() < how.quote:
            yield Change(name.start, name.start, '" ')
            yield Change(name.end, name.end, ' "')


def _bare(character: str) -> str:
    """Return a letter without its accent; what has no single such letter stays.

    >>> "".join(map(_bare, "Éric cœur"))
    'Eric cœur'
    """
    return unicodedata.normalize("NFD", character)[0] if character.isalpha() else character


def _capital(character: str) -> str:
    upper = character.upper()
    return upper if len(upper) == 1 else character
