"""Printed speaker labels: what looks like one, and which labels are one speaker's.

Which of them a document does use as labels is judged in `label_use`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from pipeline.lexicons import table, words
from pipeline.schema import Block
from pipeline.segment import wording

_TIME = re.compile(
    r"\s*[\[(]?\b\d{1,2}[:h]\d{2}(?:[:.]\d{2})?(?:[.,]\d{1,3})?[\])]?\s*(?:[-–—]\s*)?"
)
_UPPER = "A-ZÀ-ÖØ-Þ"
# ``J.-P. L.N.``, with particles and "&" as well: ``C. d.S.``, ``J.-L. V.d.B.``, ``L. & S.``
_INITIAL = rf"[{_UPPER}][a-z]?\."
# Atomic and of a dozen at most: a list of capitals ("A. B. C. D. …") must not be tried in every
# division, nor to its end from each of its members.
_INITIALS = (
    rf"(?>(?:{_INITIAL}[ -]?(?:(?:(?:[a-zà-ÿ]{{1,2}}\.|&)[ ]?){{1,2}}(?={_INITIAL}))?){{1,12}}(?<![ -]))"
    rf"(?:[ -]?[{_UPPER}]\b\.?)?"
)
# The names of sites and of some media end otherwise than words do: ``Signaux.fr``, ``Canal+``.
_SITE = r"(?:\.[a-z]{2,5}(?!\w)|\+)?"
_TOKEN = rf"(?:{_INITIALS}|[{_UPPER}][\w'’&-]*{_SITE}|\d{{1,3}})"
_LINK = r"(?:de|du|des|la|le|les|d'|d’|von|van|den|der|el|al|ben|bin|et|and|&|pour|en|l'|l’|n°)"
# In Latin letters, as it is said before each consonant: "Nour el-Houda", "Harun ar-Rachid".
ARABIC_ARTICLE = r"(?:[ae](?:[dlnrstz]|[cs]h|[dt]h)|ou?l)-"
_NAME = rf"{_TOKEN}(?:[ \u00a0\u202f](?:{_TOKEN}|{ARABIC_ARTICLE}{_TOKEN}|{_LINK}[ \u00a0\u202f]?{_TOKEN}?|{_LINK})){{0,6}}"
_TAIL = r"(?:\s?\([^()\n]{1,60}\)|,\s[^:.?!\n]{2,80}?(?=\s?:))?"
# A medium whose name has words in lower case, ``Chemins solidaires :``; what recurs before questions only.
_PHRASE_NAME = rf"[{_UPPER}][\w'’-]*(?:[ \u00a0\u202f][\w&][\w'’-]*){{1,5}}"
_PHRASE = re.compile(
    rf"(?P<label>{_PHRASE_NAME})"
    r"(?P<sep>[ \u00a0\u202f]?:(?=\s)|\s[-–—](?=\s)|\.(?=\s))"
)
_PHRASE_LINE = re.compile(
    rf"(?P<label>[{_UPPER}][\w'’-]*(?:[ \u00a0\u202f][\w&][\w'’-]*){{1,4}})\s*$"
)
_GENERIC = (
    rf"(?:[Qq]uestion|[Rr]éponse|[Rr]eponse|[QR](?!\.[ -]?{_INITIAL}))(?:\s?n?°?\s?\d{{1,2}})?"
)
_START = re.compile(
    rf"(?P<label>{_GENERIC}|{_NAME})(?P<tail>{_TAIL})(?P<time>{_TIME.pattern})?"
    r"(?P<sep>\.?\s?:(?=\s|$|[«\"“])|\s[-–—](?=\s)|(?<=\.)(?=\s)|\.(?=\s)|(?<=\d)\s?[)/-](?=\s?\S)|(?<=\b[QR])[.)/-](?=\s?\S))"
)
_WHOLE = re.compile(rf"(?P<label>{_GENERIC}|{_NAME})(?P<tail>{_TAIL})\s?[:.\-–—]?\s*$")
# A medium in its quotation marks, ``« Signaux » : ``; a speaker in brackets, ``[Signaux] ``.
_WRAPPED = re.compile(
    rf"(?:[«\"“][ \u00a0\u202f]?(?P<label>{_NAME}|{_PHRASE_NAME})[ \u00a0\u202f]?[»\"”](?P<sep>[ \u00a0\u202f]?:(?=\s)|\s[-–—](?=\s))"
    rf"|\[(?P<bracketed>{_NAME}|{_PHRASE_NAME})\](?:\s?:)?(?=\s))"
)
_RUN_ON = re.compile(rf"(?<=[?!.…»\"”])\s+(?P<label>{_GENERIC}|{_NAME})\s?:\s(?=\S)")
_TRAILING = re.compile(rf"(?<=[?!.…»\"”])\s*(?P<label>{_NAME})\s?:\s*$")


@dataclass(frozen=True, slots=True)
class Label:
    """One printed label: characters ``[start, end)`` of the text, separator included."""

    start: int
    end: int
    name: str
    block: int
    place: str  # "start", "line" (a line of its own), "end", "inside"
    separator: str  # ":", "-", ".", "bold", "]" (in brackets), "" (line)
    named: bool = True  # has the form of a name; else it is words before a colon

    @property
    def key(self) -> str:
        """What makes two printed labels one: case, accents, dots and question numbers aside."""
        return label_key(self.name)


def fold(text: str) -> str:
    """Return `text` in lower case without accents."""
    low = text.lower()
    if low.isascii():
        return low
    decomposed = unicodedata.normalize("NFD", low)
    return "".join(c for c in decomposed if not unicodedata.combining(c))


@lru_cache(maxsize=4096)  # asked again and again of few names
def label_key(name: str) -> str:
    """Return the key of a printed label: ``Q12`` and ``Q`` share one, ``C. d.S.`` and ``C.d.S.`` too."""
    name = name.strip(" \u00a0\u202f:.-–—")
    generic = re.match(rf"{_GENERIC}$", name)
    if generic:
        return fold(re.sub(r"[\s°n]*\d+$", "", name))
    tokens = [t for t in re.split(r"[\s\u00a0\u202f.-]+", name) if t]
    if name[:1].isupper() and all(len(t) == 1 for t in tokens):
        return "".join(t for t in tokens if t.isalpha()).upper()
    return " ".join(t for t in re.split(r"[\s\u00a0\u202f]+", fold(name)) if t).replace("’", "'")


def skip_time(text: str, start: int, end: int) -> int:
    """Return where the words begin after a timestamp at `start`, or `start`."""
    match = _TIME.match(text, start, end)
    return match.end() if match and match.end() > start else start


def possible_labels(text: str, block: Block, index: int) -> list[Label]:
    """Return the stretches of one block that stand and look like a label."""
    at = skip_time(text, block.start, block.end)
    found: list[Label] = []
    whole = _WHOLE.match(text, at, block.end)
    if (
        whole
        and wording.word_count(whole["label"]) <= 6
        and (whole["tail"] == "" or text[block.end - 1] in ":)")
    ):
        return [Label(block.start, block.end, whole["label"], index, "line", "")]
    if line := _PHRASE_LINE.match(text, at, block.end):
        return [Label(block.start, block.end, line["label"], index, "line", "", named=False)]
    if first := _first(text, at, block, index):
        found.append(first)
    words_from = found[0].end if found else at
    found += [
        Label(m.start("label"), m.end(), m["label"], index, "inside", ":")
        for m in _RUN_ON.finditer(text, words_from, block.end)
        if wording.word_count(m["label"]) <= 5
    ]
    trailing = _TRAILING.search(text, block.start, block.end)
    if trailing and wording.word_count(trailing["label"]) <= 6:
        found.append(
            Label(trailing.start("label"), block.end, trailing["label"], index, "end", ":")
        )
    return found


def _first(text: str, at: int, block: Block, index: int) -> Label | None:
    """Return what stands at the beginning of a block and looks like a label with words after it."""
    match = _START.match(text, at, block.end)
    if match and wording.word_count(match["label"]) <= 7:
        return Label(block.start, match.end(), match["label"], index, "start", _mark(match["sep"]))
    if wrapped := _WRAPPED.match(text, at, block.end):
        name = wrapped["label"] or wrapped["bracketed"]
        separator = _mark(wrapped["sep"]) if wrapped["label"] else "]"
        return Label(block.start, wrapped.end(), name, index, "start", separator, named=False)
    bold = next((s for s in block.bold if s.start <= at < s.end), None)
    inside = _WHOLE.match(text[at : bold.end].rstrip()) if bold and bold.end < block.end else None
    if bold and inside and wording.word_count(inside["label"]) <= 6:
        return Label(block.start, bold.end, inside["label"], index, "start", "bold")
    if phrase := _PHRASE.match(text, at, block.end):
        separator = _mark(phrase["sep"])
        return Label(block.start, phrase.end(), phrase["label"], index, "start", separator, False)
    return None


def _mark(separator: str) -> str:
    mark = separator.strip() or "."
    return "-" if mark in "–—" else mark


def generic_role(key: str) -> str | None:
    """Return the role that a label which is no name stands for: interviewer, interviewee, any."""
    base = re.sub(r"\s?(?<!\d)\d+$", "", key).strip()
    if base in {"a", "b", "l", "s"} and base == key:
        return None
    return table("generic_labels").get(base)


@cache
def first_names() -> frozenset[str]:
    """Return the known first names, folded."""
    return frozenset(fold(word) for word in words("known_firstnames"))


def same_speaker(one: str, other: str) -> bool:
    """Return whether two different labels can be one speaker's: initials, or a shortened name.

    >>> same_speaker("J.-P. L.N.", "Jean-Pierre Le Nestour"), same_speaker("Claire B.", "Claire Hadj")
    (True, False)
    >>> same_speaker("C. d.S.", "Cahiers du Sine"), same_speaker("I.", "Inès")
    (True, True)
    >>> same_speaker("EL GUERROUJ", "Hafida El Guerrouj"), same_speaker("Jean", "Rose Jean-Louis")
    (True, False)
    >>> same_speaker("D'Arc", "Denis Arcand"), same_speaker("G. Le Floc'h", "Gaspard Le Floc'h")
    (False, True)
    """
    if is_joint(one) != is_joint(other):
        return False
    short, full = sorted((one, other), key=lambda n: len(re.sub(r"[\W_]", "", n)))
    full_tokens = [t for t in re.split(r"[\s\u00a0\u202f'’-]+", fold(full)) if t.strip(".&")]
    short_tokens = [t for t in re.split(r"[\s\u00a0\u202f.'’-]+", fold(short)) if t]
    if not re.search(r"\s", full) and re.fullmatch(rf"[{_UPPER}]\.?", short):
        return len(full) > 2 and fold(full)[0] == short_tokens[0]
    if len(full_tokens) < 2 or not short_tokens:
        return False
    if label_key(short).isupper() and len(label_key(short)) > 1:
        letters = fold(label_key(short))
        initials = "".join(t[0] for t in full_tokens)
        without = "".join(
            t[0] for t in full_tokens if t not in {"de", "du", "le", "la", "des", "et", "d"}
        )
        return letters in {initials, without}
    if is_surname(short, full):
        return True
    if len(short_tokens) > len(full_tokens):
        return False
    if len(short_tokens) == 1:
        return len(short_tokens[0]) > 2 and short_tokens[0] in {full_tokens[0], full_tokens[-1]}
    head, *rest = short_tokens
    joined = full_tokens[1:]
    initial = len(head) == 1 and not re.match(r"\w['’]", short)
    return (
        (head == full_tokens[0] or (initial and full_tokens[0].startswith(head)))
        and len(rest) <= len(joined)
        and all(f.startswith(s) for s, f in zip(rest, joined, strict=False))
    )


def is_surname(short: str, full: str, *, half: bool = False) -> bool:
    """Return whether `short` is the surname of a full name, or with `half` the first half of a double one.

    >>> is_surname("KOUAMÉ BROU", "Serge-Alain Kouamé Brou"), is_surname("Alain Brou", "Serge-Alain Brou")
    (True, False)
    >>> is_surname("BROU", "Alain Brou-Kanté"), is_surname("BROU", "Alain Brou-Kanté", half=True)
    (False, True)
    """
    surname = r"[\s'’-]".join(map(re.escape, re.split(r"[\s'’-]+", fold(short))))
    end = "-" if half else "$"
    return len(short) > 2 and bool(re.search(rf"\s{surname}{end}", fold(full)))


def is_joint(name: str) -> bool:
    """Return whether a label names two people: ``Claire B. et Claire H.``"""
    return bool(re.search(rf"[\w.]\s(?:et|and)\s[{_UPPER}]", name))


def group_speakers(labels: Sequence[Label]) -> dict[str, int]:
    """Return label key -> speaker number, in order of first use; forms of one name share a number.

    A short form that fits two speakers (one first name for both) stays a speaker of its own.
    """
    order = list(dict.fromkeys(label.key for label in labels))
    names = {label.key: label.name for label in reversed(labels)}
    number: dict[str, int] = {}
    longest = sorted(order, key=lambda k: -len(names[k]))
    groups: list[list[str]] = []
    for key in longest:
        fits = [
            g for g in groups if same_speaker(names[key], names[g[0]]) and not generic_role(key)
        ]
        if len(fits) == 1:
            fits[0].append(key)
        else:
            groups.append([key])
    for key in order:
        group = next(g for g in groups if key in g)
        known = next((number[k] for k in group if k in number), None)
        number[key] = known if known is not None else len(set(number.values()))
    return number
