"""Timed cues of subtitles -> paragraphs: what a transcript of them would print.

Subtitles are cut for the screen; a paragraph here is what one speaker says, with the label that a
transcript prints before it. Where no speaker is marked, pauses and questions end paragraphs: a question
joined to its answer could not be told apart again, while an answer cut in two is merely two blocks.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.lexicons import table
from pipeline.read.assembly import Paragraph, Reading, Run, assemble, clean
from pipeline.read.decoding import Decoded
from pipeline.read.rolling import unrolled
from pipeline.read.voices import labels_of, opening_voices, renamed

_TAG = re.compile(r"</?[a-zA-Z][^<>\n]*>|<\d[\d:.]*>|\{\\[^{}\n]*\}|\{[a-z]:[^{}\n]*\}")
_ESCAPE = re.compile(r"\\[hNn]")
_SPACES = re.compile("[ \t\n]+")
_SOUND = re.compile(r"\[[^\]]*\]|\([^)]*\)|\*[^*]*\*|[♪♫#](?:.*[♪♫#])?")
_DASH = re.compile(r"(?:[-–—]|>>)(?:\s*(?=[^\W\d_]|[«\"“(\[])|\s+(?=\d))")
# A stop in it ends initials ("J.-P. L.N.", "Claire B."), not a sentence.
_NAME = r"[A-ZÀ-ÖØ-Þ](?:(?<![^\W_]{2})\.|[^:.?!…\n\[\]()]){0,40}?"
_LABEL = re.compile(rf"(?P<label>{_NAME})\s?:(?:\s+|$)")
_BRACKETED = re.compile(r"[\[(](?P<label>[A-ZÀ-ÖØ-Þ][^\]):]{0,40})[\])]\s*:?\s*(?=\S)")
_NUMBERED = re.compile(r"\s?(?<!\d)\d+$")
_SENTENCE_END = re.compile('[.!?…][\\s»”")]*$')
_QUESTION_END = re.compile('\\?[\\s»”")]*$')

_MOST_WORDS = 5  # in a label
_PAUSE = 2000  # milliseconds: nobody speaks; longer than a speaker looks for a word
_BREATH = 800  # between two sentences
_AHEAD = 8  # cues in which the end of a sentence is looked for


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a cue, tags removed, and who says it, where the format has a mark for that."""

    text: str
    voice: str = ""


@dataclass(frozen=True, slots=True)
class Cue:
    """What one cue shows, from `start` to `end` in milliseconds."""

    start: int
    end: int
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class _Piece:
    """What one speaker says in one cue."""

    start: int
    end: int
    text: str
    label: str = ""  # as it is to be printed
    dash: bool = False

    @property
    def speaker(self) -> str:
        return " ".join(self.label.casefold().split())


def plain(text: str) -> str:
    """Return what a line shows: tags, positions and escapes resolved, white space collapsed.

    >>> plain("{\\\\an8}<i>Où</i>  &amp; <c.gris>quand</c> ?")
    'Où & quand ?'
    """
    shown = clean(html.unescape(_ESCAPE.sub(" ", _TAG.sub("", text))))
    return _SPACES.sub(" ", shown).strip()


def reading_of(cues: Sequence[Cue], decoded: Decoded, *, title: str | None = None) -> Reading:
    """Return the reading of a file of cues; every stretch of the text leads to its time."""
    cues = _opened_by_voices(sorted(cues, key=lambda cue: cue.start))
    labels = labels_of(line.voice for cue in cues for line in cue.lines if line.voice)
    cues = [
        replace(cue, lines=tuple(replace(a, voice=labels.get(a.voice, "")) for a in cue.lines))
        for cue in cues
    ]
    heard = [replace(cue, lines=_without_sounds(cue.lines)) for cue in cues]
    sounds = sum(
        any(line.text for line in old.lines) and not new.lines
        for old, new in zip(cues, heard, strict=True)
    )
    shown = unrolled([[line.text for line in cue.lines] for cue in heard])
    heard = list(_with_texts(heard, shown))
    known = _known_labels([line.text for cue in heard for line in cue.lines if not line.voice])
    pieces = [piece for cue in heard for piece in _pieces(cue, known)]
    body = assemble(_paragraphs(pieces), place_kind="time")
    warnings = [*decoded.warnings, *renamed(labels)]
    if sounds:
        warnings.append(f"cues left out because they hold sounds and no words: {sounds}")
    if not any(piece.label or piece.dash for piece in pieces):
        warnings.append("no speaker is marked in the cues: paragraphs end at pauses and questions")
    return Reading(
        text=body.text,
        blocks=body.blocks,
        encoding=decoded.encoding,
        title=title,
        locators=body.locators,
        warnings=tuple(warnings),
    )


def _opened_by_voices(cues: Sequence[Cue]) -> list[Cue]:
    """Take the names before colons for voices where a program wrote one before nearly every cue."""
    opening = opening_voices([cue.lines[0].text for cue in cues if cue.lines])
    if opening is None or any(line.voice for cue in cues for line in cue.lines):
        return list(cues)
    found = iter(opening)
    result: list[Cue] = []
    for cue in cues:
        voice, words = next(found) if cue.lines else ("", "")
        lines = tuple(Line(line.text, voice) for line in cue.lines[1:])
        result.append(replace(cue, lines=(Line(words, voice), *lines) if cue.lines else ()))
    return result


def _without_sounds(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Leave out "[musique]", "(rires)" and songs that are a line of their own, or a whole cue."""
    kept = tuple(line for line in lines if line.text and not _SOUND.fullmatch(line.text))
    return () if _SOUND.fullmatch(" ".join(line.text for line in kept)) else kept


def _with_texts(cues: Sequence[Cue], shown: Sequence[Sequence[str]]) -> Iterator[Cue]:
    """Yield the cues that show something new; those that only repeat prolong the one before."""
    held: Cue | None = None
    for cue, texts in zip(cues, shown, strict=True):
        lines = tuple(replace(a, text=b) for a, b in zip(cue.lines, texts, strict=True) if b)
        if held is not None and cue.lines and not lines:
            held = replace(held, end=max(held.end, cue.end))
            continue
        if held is not None:
            yield held
        held = replace(cue, lines=lines)
    if held is not None:
        yield held


def _known_labels(lines: Sequence[str]) -> frozenset[str]:
    """Return what stands before a colon, or in brackets, and names a speaker.

    A single "Résultat : trois mois de retard" is no label: it must come again, be in capitals, be one of
    the words that transcripts use, or be a full name in a file that has other labels.
    """
    found: Counter[str] = Counter()
    for line in lines:
        match = _labelled(line)
        if match and len(match["label"].split()) <= _MOST_WORDS:
            found[match["label"]] += 1
    generic = table("generic_labels")
    known = {
        label
        for label, times in found.items()
        if times > 1
        or (label.isupper() and len(label) > 1)
        or _NUMBERED.sub("", label.lower()) in generic
    }
    if known:
        known |= {label for label in found if " " in label and label.istitle()}
    return frozenset(known)


def _labelled(line: str) -> re.Match[str] | None:
    dash = _DASH.match(line)
    rest = line[dash.end() :] if dash else line
    bracketed = _BRACKETED.match(rest)
    # "[Rires] Oui." opens with a sound; a name has two words, a number or capitals.
    if bracketed and (" " in bracketed["label"] or bracketed["label"].isupper()):
        return bracketed
    return _LABEL.match(rest)


def _pieces(cue: Cue, known: frozenset[str]) -> Iterator[_Piece]:
    """Yield what each speaker says in a cue; a label alone is a piece without text."""
    current: _Piece | None = None
    for line in cue.lines:
        dash = _DASH.match(line.text)
        match = None if line.voice else _labelled(line.text)
        label = line.voice or (match["label"] if match and match["label"] in known else "")
        text = line.text[dash.end() :] if dash else line.text
        if match and label:
            text = text[match.end() :]
        goes_on = current is not None and not dash and label in ("", current.label)
        if current is not None and goes_on:
            current = replace(current, text=f"{current.text} {text}".strip())
            continue
        if current is not None:
            yield current
        current = _Piece(cue.start, cue.end, text, label, dash is not None and not label)
    if current is not None:
        yield current


def _paragraphs(pieces: Sequence[_Piece]) -> Iterator[Paragraph]:
    held: list[_Piece] = []
    speaker = ""
    for index, piece in enumerate(pieces):
        if held and _opens(pieces, index, speaker):
            yield _paragraph(held)
            held = []
        if piece.label or piece.dash:
            speaker = piece.speaker
        held.append(piece)
    if held:
        yield _paragraph(held)


def _opens(pieces: Sequence[_Piece], index: int, speaker: str) -> bool:
    """Return whether a paragraph begins with a piece that is not the first."""
    before, piece = pieces[index - 1], pieces[index]
    if piece.dash:
        return True
    if piece.label or speaker:
        return bool(piece.label) and piece.speaker != speaker
    pause = piece.start - before.end
    ended = bool(_SENTENCE_END.search(before.text))
    return (
        pause >= _PAUSE
        or (ended and pause >= _BREATH)
        or bool(_QUESTION_END.search(before.text))
        or (ended and _asks(pieces[index : index + _AHEAD]))
    )


def _asks(pieces: Sequence[_Piece]) -> bool:
    """Return whether the sentences that begin with these pieces end, with one of them, on a question."""
    for piece in pieces:
        if piece.label or piece.dash:
            return False
        if _SENTENCE_END.search(piece.text):
            return bool(_QUESTION_END.search(piece.text))
    return False


def _paragraph(pieces: Sequence[_Piece]) -> Paragraph:
    first = pieces[0]
    opening = f"{first.label} : " if first.label else "- " if first.dash else ""
    runs: list[Run] = [Run(opening)] if opening else []
    for piece in pieces:
        runs += [Run(piece.text, place=written_time(piece.start)), Run(" ")]
    return Paragraph(tuple(runs))


def written_time(milliseconds: int) -> str:
    """Return a time as locators have it.

    >>> written_time(83_450)
    '00:01:23.450'
    """
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"
