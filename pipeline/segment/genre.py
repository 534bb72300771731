"""Whether a text that was cut into exchanges is an interview at all, and what it reads like else.

Any text has sentences that can be taken for questions. What tells an interview from an opinion
piece, a press release, a portrait, minutes or a programme is that most of the text is exchanges, and that in them one person
addresses another who says "je" or "nous". Each sign to the contrary is weak; `MANY` of them
together are not met in any interview of the corpus.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from pipeline.lexicons import table, words
from pipeline.schema import ExchangeTurns, Source, Turn
from pipeline.segment import wording
from pipeline.text import analysis_form

# Signs that make a text no interview, and signs that are worth a warning. None of the 577 interviews
# of train and dev has more than one.
MANY = 3
SOME = 2

_FEWEST = 3  # exchanges
_SHARE = 0.5  # of the text in questions and answers; the least in the corpus is 0.57
_DOUBTFUL = 0.72  # mean confidence of questions and answers; the least in the corpus is 0.74
_SPOKEN = 0.2  # share of exchanges in which somebody says "vous" or "je"
_TOLD = 0.3  # share of answers that address the reader
_LONG = 150  # characters of a question that is a paragraph of running text
_MARKERS = 2  # more markers of one genre count no more
_HOURS = 4  # lines that open with a time of day make a programme
_DATED = 5  # first blocks in which a dateline may stand

_QUOTED = re.compile(r'"[^"]*(?:"|$)')
_HOUR = re.compile(r"\d{1,2}\s?h(?:\s?\d{2})?\s*(?:[-–—:]|$)")
_SET_APART = frozenset(
    {"label", "number", "dash", "bullet", "bold", "italic", "heading", "capitals"}
)


@dataclass(frozen=True, slots=True)
class Impression:
    """What a text reads like, and every sign that it is no interview."""

    genre: str  # "a text without a second speaker" where no marker tells more
    signs: tuple[str, ...]

    def __str__(self) -> str:
        return f"reads like {self.genre} ({'; '.join(self.signs)})"


def impression(
    source: Source, turns: Sequence[Turn], exchanges: Sequence[ExchangeTurns]
) -> Impression:
    """Return what a text reads like, judged by its exchanges and the words that open its lines."""
    genre, markers = _marked(source)
    signs = [*_proportions(source, turns, exchanges), *_voices(turns, exchanges), *markers]
    return Impression(genre or "a text without a second speaker", tuple(signs))


def told_genre(source: Source) -> str | None:
    """Return the genre that words at the beginning of lines tell of, None where they tell of none."""
    return _marked(source)[0]


def _proportions(
    source: Source, turns: Sequence[Turn], exchanges: Sequence[ExchangeTurns]
) -> list[str]:
    """Return the signs that the text is not made of exchanges."""
    spoken = [turn for turn in turns if turn.role in {"question", "answer"}]
    questions = [turn for turn in spoken if turn.role == "question"]
    if {turn.role for turn in spoken if turn.cue == "label"} == {"question", "answer"}:
        return []  # who speaks is printed on both sides: an interview may be short
    share = sum(turn.end - turn.start for turn in spoken) / len(source.text)
    sure = sum(turn.confidence for turn in spoken) / max(1, len(spoken))
    length = sum(turn.end - turn.start for turn in questions) / max(1, len(questions))
    found = []
    if len(exchanges) < _FEWEST:
        plural = "" if len(exchanges) == 1 else "s"
        found.append(f"only {len(exchanges)} exchange{plural}")
    if share < _SHARE:
        found.append(f"{share:.0%} of the text in exchanges")
    if sure < _DOUBTFUL:
        found.append(f"questions that are doubtful (confidence {sure:.2f})")
    if length >= _LONG and not any(turn.cue in _SET_APART for turn in questions):
        found.append("questions inside running text")
    return found


def _voices(turns: Sequence[Turn], exchanges: Sequence[ExchangeTurns]) -> list[str]:
    """Return the signs that nobody speaks to anybody."""
    forms = {turn.id: analysis_form(turn.text) for turn in turns}
    answers = [" ".join(forms[answer] for answer in x.answers) for x in exchanges]
    asked = [any(wording.addresses(forms[question]) for question in x.question) for x in exchanges]
    said = [bool(_first_person().search(_unquoted(answer))) for answer in answers]
    quoted = [bool(_first_person().search(answer)) for answer in answers]
    found = []
    heard = sum(a or b for a, b in zip(asked, said, strict=True))
    if heard <= _SPOKEN * len(exchanges):
        found.append('nobody who says "vous" or "je"')
    if any(quoted) and not any(said):
        found.append('"je" only inside quotations')
    told = sum(wording.addresses(_unquoted(answer)) for answer in answers)
    if told >= _TOLD * len(exchanges) and not any(said):
        found.append('answers that say "vous", never "je"')
    return found


def _unquoted(answer: str) -> str:
    """Return an answer without its quotations; one that is set in quotation marks as a whole stays."""
    return answer if answer.startswith('"') else _QUOTED.sub(" ", answer)


@cache
def _first_person() -> re.Pattern[str]:
    first = sorted(word for word, person in table("persons").items() if person in {"1", "4"})
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, first))})(?!\w)", re.IGNORECASE)


def _marked(source: Source) -> tuple[str | None, list[str]]:
    """Return the genre most markers tell of, and these markers."""
    found: dict[str, dict[str, str]] = {}
    lines = [analysis_form(source.text[b.start : b.end]).strip() for b in source.blocks]
    for line in lines:
        for marker in _markers_of(line):
            found.setdefault(table("genre_markers")[marker], {})[marker] = f'"{marker}"'
    if any(_dateline().match(line) for line in lines[:_DATED]):
        found.setdefault("a press release", {})["dateline"] = "a dateline"
    hours = sum(bool(_HOUR.match(line)) for line in lines)
    if hours >= _HOURS:
        times = {"hours": f"{hours} lines that open with a time", "order": "an order of the day"}
        found.setdefault("a programme", {}).update(times)
    if not found:
        return None, []
    genre = max(sorted(found), key=lambda name: len(found[name]))
    return genre, list(found[genre].values())[:_MARKERS]


def _markers_of(line: str) -> list[str]:
    """Return the markers that open a line, the longest of each beginning."""
    low = line.lower().lstrip("-–—*•# ")
    found = [
        marker
        for marker in words("genre_markers")
        if low.startswith(marker) and not low[len(marker) : len(marker) + 1].isalnum()
    ]
    return sorted(m for m in found if not any(m != n and n.startswith(m) for n in found))


@cache
def _dateline() -> re.Pattern[str]:
    months = "|".join(sorted(words("date_months")))
    return re.compile(
        rf"(?!Par )[A-ZÀ-Ý][\w'. -]{{1,30}}(?:\([^)]{{1,30}}\))?, le \d{{1,2}}(?:er)? (?:{months})\b",
    )
