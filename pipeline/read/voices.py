"""Names under which programs of meetings write who speaks -> labels as a transcript prints them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import count

# "(Rive Sonore)", "[EXT]", "| Rive Sonore": where somebody works, or that they are guests.
_APART = re.compile(r"(?:(?<!\s)\s+)?(?:\([^()]*\)|\[[^\[\]]*\]|\|.*)\s*")
_FAMILY_FIRST = re.compile(r"([^\W\d_][^,]*),\s*([A-ZÀ-ÖØ-Þ][^,]*)")
# What segmentation takes for a label.
_LABEL = re.compile(r"[A-ZÀ-ÖØ-Þ](?:(?<![^\W_]{2})\.|[^:.,?!…\n\[\]()|]){0,40}")
_MOST_WORDS = 5
_NOBODY = "Locuteur"

_BEFORE_COLON = re.compile(r"(?P<voice>[^\W_][^:\n]{0,59}):\s+(?=\S)")
_LEAST = 4  # cues
_SHARE = 0.9  # of the cues that must open with a name: a program wrote it


def labels_of(voices: Iterable[str]) -> dict[str, str]:
    """Return the label of each voice; different voices have different labels.

    What stands in brackets or behind "|" is dropped, the given name goes first, two people of one name
    are numbered. What is no name, such as a device's, becomes "Locuteur 1".

    >>> labels_of(["Ferrand, Lou (Rive Sonore)", "ROUVIER Nadège [EXT]", "iPhone de Nadège"]).values()
    dict_values(['Lou Ferrand', 'ROUVIER Nadège', 'Locuteur 1'])
    """
    names = {voice: _name(voice) for voice in voices}
    # Without brackets it may be either of two who have them; then nobody is told apart.
    shared = Counter(name for voice, name in names.items() if voice != name)
    labels: dict[str, str] = {}
    taken = set(names.values())
    for voice, name in names.items():
        if name and (voice == name or shared[name] < 2):
            labels[voice] = name
            continue
        numbered = (f"{name or _NOBODY} {number}" for number in count(1))
        labels[voice] = next(label for label in numbered if label not in taken)
        taken.add(labels[voice])
    return labels


def _name(voice: str) -> str:
    """Return the name in what a program wrote, "" where there is none."""
    name = " ".join(_APART.sub(" ", voice).split())
    if turned := _FAMILY_FIRST.fullmatch(name):
        name = f"{turned[2]} {turned[1]}"
    return name if _LABEL.fullmatch(name) and len(name.split()) <= _MOST_WORDS else ""


def renamed(labels: Mapping[str, str]) -> list[str]:
    """Return a warning about each voice whose label is not part of what was written."""
    return [
        f"the voice {voice!r} is called {label!r}"
        for voice, label in labels.items()
        if not set(label.split()) <= set(re.findall(r"[^\s,()\[\]|]+", voice))
    ]


def opening_voices(lines: Sequence[str]) -> list[tuple[str, str]] | None:
    """Return the voice and the words of each first line of a cue, where nearly all open with a voice.

    None where they do not: then a colon may stand in any sentence.
    """
    found = [_BEFORE_COLON.match(line) for line in lines]
    voices = Counter(match["voice"].strip() for match in found if match)
    enough = len(lines) >= _LEAST and voices.total() >= _SHARE * len(lines)
    if not enough or 2 * len(voices) > len(lines):
        return None
    return [
        (match["voice"].strip(), line[match.end() :]) if match else ("", line)
        for match, line in zip(found, lines, strict=True)
    ]
