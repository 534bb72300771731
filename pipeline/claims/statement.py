"""A claim made readable alone: oral noise dropped, each change recorded."""

from __future__ import annotations

from pipeline.claims.grammar import grammar
from pipeline.claims.words import Words
from pipeline.lexicons import words as word_list
from pipeline.schema import Resolution


def resolutions_of(
    words: Words, first: int, last: int, *, offset: int, text: str
) -> tuple[Resolution, ...]:
    """Return the replacements that make words ``[first, last]`` readable alone, in text order.

    Only what is certain: an answer's "Oui," or "Alors," at the head, hesitations anywhere. Pronouns
    stay, since nothing here proves whom they mean.

    Args:
        words: The turn.
        first: The claim's first word.
        last: The claim's last word.
        offset: Where the turn begins in the interview's text.
        text: The interview's text.
    """
    found: list[Resolution] = []
    begin = _after_noise(words, first, last)
    if begin > first:
        start = words.starts[first] + offset
        # The next letter belongs to the replacement, so that the statement begins with a capital.
        end = words.starts[begin] + offset + 1
        found.append(Resolution(start, end, text[start:end], text[end - 1].upper()))
    hesitations = word_list("hesitations")
    at = begin
    while at <= last:
        if words.lower[at] in hesitations:
            start = words.ends[at - 1] + offset if at > begin else words.starts[at] + offset
            if words.lower[at - 1] == "," and at - 1 > begin:
                start = words.starts[at - 1] + offset
            end_word = at + 1 if at < last and words.lower[at + 1] == "," else at
            end = words.ends[end_word] + offset
            if at > begin and (not found or start >= found[-1].end):
                found.append(Resolution(start, end, text[start:end], ""))
            at = end_word
        at += 1
    return tuple(found)


def _after_noise(words: Words, first: int, last: int) -> int:
    """Return the first word after "Oui, …", "Bon, alors, …": only words that a comma sets off."""
    noise = grammar().answer_noise
    at = first
    while at + 2 < last and words.lower[at] in noise and words.lower[at + 1] in ",…":
        at += 2
    return at


def apply(text: str, start: int, resolutions: tuple[Resolution, ...]) -> str:
    """Return a claim's text, which begins at `start`, with its resolutions applied.

    >>> apply("Oui, il faut", 0, (Resolution(0, 6, "Oui, i", "I"),))
    'Il faut'
    """
    parts: list[str] = []
    at = 0
    for resolution in resolutions:
        parts += [text[at : resolution.start - start], resolution.replacement]
        at = resolution.end - start
    parts.append(text[at:])
    return "".join(parts)
