"""Lines near the headline that say when and where an interview appeared: datelines and mastheads.

A masthead is a line of nothing but a day, a medium, an issue and a byline: "12 septembre 2022, Radio
Brume", "Podcast Les Ondes, épisode 12, 3 mai 2021", "Par Léa Roy – 12 mars 2021". One part more that is
none of these, and the line is a sentence, a place ("Nantes, 3 mai 2021") or a caption.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from pipeline.lexicons import table, words
from pipeline.read.dates import iso_date, only_dateline
from pipeline.schema import Block
from pipeline.text import analysis_form

# Below the headline and what stands under it, a date may be that of another article.
_TOP = 8
_LONGEST, _MOST_WORDS = 60, 9  # characters and words of a name; what is longer is a sentence
_DAY = re.compile(r"\d{1,2}(?:er|ᵉʳ)?\s+[^\W\d_]+\.?\s+\d{4}|\d{1,2}[/.-]\d{1,2}[/.-]\d{4}")
_MONTH = re.compile(r"[^\W\d_]+\.?\s+\d{4}")
_DIVIDED = re.compile(r"(?<!\s)(?:\s*+[,|·•]\s*+|\s++[-–—/]\s++)")
_SENTENCE = re.compile(r"([^.!?…\n]{8,120})\.\s+\S")
_HOUR = re.compile(r"(?:à )?\d{1,2} ?[h:](?: ?\d\d)?")
_SIGNED = re.compile(r"[A-ZÀ-Þ][\w.'-]*(?: [\w.'-]+){0,5}")
_NAME = re.compile(r'"\s?([^"]+?)\s?"|((?:[A-ZÀ-Þ0-9]|[dl]\')[^"]*)')


class _Masthead(NamedTuple):
    """What one line tells; None where it does not."""

    date: str | None
    publication: str | None


def dateline_in(text: str, blocks: Sequence[Block]) -> str | None:
    """Return the date of publication that one of the first blocks prints, None unless it is one date."""
    lines = [text[block.start : block.end] for block in blocks[:_TOP]]
    dates = {found.date for found in _mastheads(text, blocks) if found.date}
    return only_dateline(lines) or _only_day(lines) or (dates.pop() if len(dates) == 1 else None)


def publication_in(text: str, blocks: Sequence[Block]) -> str | None:
    """Return the medium that a masthead among the first blocks names, None unless it is one."""
    named = {found.publication for found in _mastheads(text, blocks) if found.publication}
    return named.pop() if len(named) == 1 else None


def _only_day(lines: Sequence[str]) -> str | None:
    """Return the day that stands alone on a line; where several do, it is an agenda."""
    alone = [line for line in lines if _DAY.fullmatch(analysis_form(line).strip())]
    return iso_date(alone[0]) if len(alone) == 1 else None


def _mastheads(text: str, blocks: Sequence[Block]) -> Iterator[_Masthead]:
    for block in blocks[:_TOP]:
        line = text[block.start : block.end]
        found = _read(line) or _opening(line)
        if found is not None:
            yield found


def _opening(line: str) -> _Masthead | None:
    """Return what the first sentence of a paragraph tells, if it names a medium and a day and nothing else.

    >>> _opening("12 septembre 2022, Radio Brume. Comment parler du climat ?")
    _Masthead(date='2022-09-12', publication='Radio Brume')
    >>> _opening("12 septembre 2022. Radio Brume reçoit une chercheuse.") is None
    True
    """
    sentence = _SENTENCE.match(line)
    found = _read(sentence[1]) if sentence else None
    return found if found and found.date and found.publication else None


def _read(line: str) -> _Masthead | None:
    """Return what a masthead tells, None where the line is none.

    >>> _read("12 septembre 2022, Radio Brume")
    _Masthead(date='2022-09-12', publication='Radio Brume')
    >>> _read("Podcast « Les Ondes », épisode 12, mai 2021")
    _Masthead(date='2021-05', publication='Les Ondes')
    >>> _read("Nantes, 3 mai 2021") is None
    True
    """
    form = analysis_form(line).strip()
    # Read in the analysis form, written as in the line: both have the same length.
    printed = line.strip()
    if len(form) > 3 * _LONGEST:
        return None
    days, media = [], []
    byline = issue = False
    numbered = any(_issue().fullmatch(form[a:b]) for a, b in _parts(form))
    for start, end in _parts(form):
        part = form[start:end]
        if (day := _day(part)) is not None:
            days.append(day)
        elif _issue().fullmatch(part) or _episode().fullmatch(part):
            issue = True
        elif _HOUR.fullmatch(part):
            continue
        elif (opener := _byline().match(part)) and _SIGNED.fullmatch(part, opener.end()):
            # "Propos recueillis par X, le 3 mai" tells the day of the talk.
            byline = byline or opener[1].lower() == "par"
        elif (name := _medium(part, numbered=numbered)) is not None:
            media.append(printed[start + name[0] : start + name[1]])
        else:
            return None
    if len(days) > 1 or not (days or issue) or not (media or byline):
        return None
    return _Masthead(days[0] if days else None, media[0] if media else None)


def _parts(form: str) -> Iterator[tuple[int, int]]:
    """Yield where each part of a line stands, marks between them left out."""
    start = 0
    for mark in _DIVIDED.finditer(form):
        yield start, mark.start()
        start = mark.end()
    yield start, len(form)


def _day(part: str) -> str | None:
    """Return the day or month that is all of a part: "mardi 14 mai 2013", "diffusé le 3 mai 2021"."""
    written = _before_day().sub("", part, count=1)
    known = _DAY.fullmatch(written) or _MONTH.fullmatch(written)
    return iso_date(written) if known else None


@cache
def _before_day() -> re.Pattern[str]:
    openers, days = _any(words("dateline_openers")), _any(words("weekdays"))
    return re.compile(rf"^(?:(?:{openers}|le|du)\s+)?(?:{days}\s+)?", re.IGNORECASE)


@cache
def _issue() -> re.Pattern[str]:
    """Return the pattern of an issue: "n° 45"."""
    return re.compile(rf"{_numbered('issue')}\s?\d{{1,5}}", re.IGNORECASE)


@cache
def _episode() -> re.Pattern[str]:
    """Return the pattern of a place in a series: "saison 2 épisode 4", "#12", "hors-série"."""
    part = rf"(?:{_numbered('part')}|#)\s?\d{{1,5}}"
    return re.compile(rf"(?:(?:{_numbered('alone')}|{part})\s?)+", re.IGNORECASE)


def _numbered(use: str) -> str:
    return _any(word for word, said in table("masthead_numbers").items() if said == use)


def _any(phrases: Iterable[str]) -> str:
    """Return the pattern of any of some phrases, the longest first."""
    return f"(?:{'|'.join(sorted(map(re.escape, sorted(phrases)), key=len, reverse=True))})"


@cache
def _byline() -> re.Pattern[str]:
    return re.compile(rf"({_any(words('byline_openers'))}) ", re.IGNORECASE)


def _medium(part: str, *, numbered: bool) -> tuple[int, int] | None:
    """Return where in a part the name of a medium stands.

    It is known, or a noun announces it ("Podcast X"); beside the number of an issue any name is one.
    """
    if len(part) > _LONGEST or len(part.split()) > _MOST_WORDS or part[-1:] in ".?!":
        return None
    if part in words("known_media") or _headed().match(part):
        return 0, len(part)
    if announced := _nouns().match(part):
        noun = announced["noun"]
        if table("masthead_nouns")[noun.lower()] == "keep" and noun[0].isupper():
            begins = part[announced.end() :][:1]
            return (announced.start("noun"), len(part)) if begins.isupper() else None
        named = _NAME.fullmatch(part, announced.end())
        return None if named is None else named.span(1 if named[1] else 2)
    rubric = words("page_rubrics") | words("intro_words")
    named = _NAME.fullmatch(part)
    if numbered and named is not None and part.split()[0].lower() not in rubric:
        return named.span(1 if named[1] else 2)
    return None


@cache
def _nouns() -> re.Pattern[str]:
    """Return the pattern of the noun that announces a medium, and of an article before it."""
    nouns = _any(words("masthead_nouns"))
    return re.compile(rf"(?:l'|le |la |un |une )?(?P<noun>{nouns}) ", re.IGNORECASE)


@cache
def _headed() -> re.Pattern[str]:
    """Return the pattern of a paper's title: "Le Carnet des relations publiques"."""
    heads = table("presentation_words")["medium head"].split()
    return re.compile(rf"L(?:e |a |es |'){_any(head.capitalize() for head in heads)}\b")
