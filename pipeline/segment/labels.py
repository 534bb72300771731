"""Printed speaker labels: which strings a document uses as labels, and which of them are one speaker.

A label is accepted by its use in the whole document, never alone: it recurs, or it is another form
of a label that recurs (full name first, initials after), or it is a name that the
document mentions elsewhere and that follows a question.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from pipeline.lexicons import table, words
from pipeline.schema import Block
from pipeline.segment import wording

_TIME = re.compile(
    r"\s*[\[(]?\b\d{1,2}[:h]\d{2}(?:[:.]\d{2})?(?:[.,]\d{1,3})?[\])]?\s*(?:[-–—]\s*)?"
)
_UPPER = "A-ZÀ-ÖØ-Þ"
_INITIALS = rf"(?:[{_UPPER}][a-z]?\.[ -]?)+(?:[{_UPPER}]\b\.?)?(?<! )"
_TOKEN = rf"(?:{_INITIALS}|[{_UPPER}][\w'’&-]*|\d{{1,3}})"
_LINK = r"(?:de|du|des|la|le|les|d'|d’|von|van|den|der|el|al|ben|bin|et|and|&|pour|en|l'|l’|n°)"
_NAME = rf"{_TOKEN}(?:[ \u00a0\u202f](?:{_TOKEN}|{_LINK}[ \u00a0\u202f]?{_TOKEN}?|{_LINK})){{0,6}}"
_TAIL = r"(?:\s?\([^()\n]{1,60}\)|,\s[^:.?!\n]{2,80}?(?=\s?:))?"
_GENERIC = r"(?:[Qq]uestion|[Rr]éponse|[Rr]eponse|[QR])(?:\s?n?°?\s?\d{1,2})?"
_START = re.compile(
    rf"(?P<label>{_GENERIC}|{_NAME})(?P<tail>{_TAIL})(?P<time>{_TIME.pattern})?"
    r"(?P<sep>\.?\s?:(?=\s|$|[«\"“])|\s[-–—](?=\s)|(?<=\.)(?=\s)|\.(?=\s)|(?<=\d)\s?[)/-](?=\s?\S)|(?<=\b[QR])[.)/-](?=\s?\S))"
)
_WHOLE = re.compile(rf"(?P<label>{_GENERIC}|{_NAME})(?P<tail>{_TAIL})\s?[:.\-–—]?\s*$")
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
    separator: str  # ":", "-", ".", "bold", "" (line)

    @property
    def key(self) -> str:
        """What makes two printed labels one: case, accents, dots and question numbers aside."""
        return label_key(self.name)


def fold(text: str) -> str:
    """Return `text` in lower case without accents."""
    decomposed = unicodedata.normalize("NFD", text.lower())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def label_key(name: str) -> str:
    """Return the key of a printed label: ``Q12`` and ``Q`` share one, ``C. D.`` and ``CD`` too."""
    name = name.strip(" \u00a0\u202f:.-–—")
    generic = re.match(rf"{_GENERIC}$", name)
    if generic:
        return fold(re.sub(r"[\s°n]*\d+$", "", name))
    tokens = re.split(r"[\s\u00a0\u202f.-]+", name)
    if all(len(t) == 1 and t.isupper() for t in tokens if t):
        return "".join(tokens).upper()
    return " ".join(t for t in re.split(r"[\s\u00a0\u202f]+", fold(name)) if t).replace("’", "'")


def skip_time(text: str, start: int, end: int) -> int:
    """Return where the words begin after a timestamp at `start`, or `start`."""
    match = _TIME.match(text, start, end)
    return match.end() if match and match.end() > start else start


def find_labels(text: str, blocks: Sequence[Block], forced: Sequence[str] = ()) -> list[Label]:
    """Return the accepted labels in text order.

    Args:
        text: The source's text.
        blocks: Its blocks.
        forced: Labels that the user named as the interviewer's; accepted whenever they stand.
    """
    candidates = [found for i, block in enumerate(blocks) for found in _candidates(text, block, i)]
    return _accepted(text, blocks, candidates, {label_key(name) for name in forced})


def _candidates(text: str, block: Block, index: int) -> list[Label]:
    at = skip_time(text, block.start, block.end)
    found: list[Label] = []
    bold = next((s for s in block.bold if s.start <= at < s.end), None)
    whole = _WHOLE.match(text, at, block.end)
    if (
        whole
        and wording.word_count(whole["label"]) <= 6
        and (whole["tail"] == "" or text[block.end - 1] in ":)")
    ):
        return [Label(block.start, block.end, whole["label"], index, "line", "")]
    match = _START.match(text, at, block.end)
    if match and wording.word_count(match["label"]) <= 7:
        separator = match["sep"].strip() or "."
        separator = "-" if separator in "–—" else separator
        found.append(Label(block.start, match.end(), match["label"], index, "start", separator))
    elif bold and bold.end < block.end:
        inside = _WHOLE.match(text[at : bold.end].rstrip())
        if inside and wording.word_count(inside["label"]) <= 6:
            found.append(Label(block.start, bold.end, inside["label"], index, "start", "bold"))
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


def _accepted(
    text: str, blocks: Sequence[Block], candidates: Sequence[Label], forced: set[str]
) -> list[Label]:
    counts: Counter[str] = Counter(label.key for label in candidates)
    separators: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for label in candidates:
        separators[label.key][label.separator] += 1
    inside = Counter(label.key for label in candidates if label.place == "inside")
    recurring = {
        key
        for key, count in counts.items()
        if count >= (3 if inside[key] == count else 2)
        and _plausible(key, count, separators[key], candidates)
    }
    generic = {key for key in counts if generic_role(key)}
    recurring |= generic if sum(counts[k] for k in generic) >= 2 else set()
    recurring |= forced & set(counts)
    names = {label.key: label.name for label in candidates}
    linked = {
        key
        for key in counts
        if key not in recurring
        and any(same_speaker(names[key], names[other]) for other in recurring)
    }
    once = {
        label.key
        for label in candidates
        if label.key not in recurring | linked and _introduces_answer(text, blocks, label)
    }
    once |= {
        label.key
        for label in candidates
        if recurring and label.key not in recurring | linked and _asks_once(text, blocks, label)
    }
    keys = recurring | linked | once
    return [label for label in candidates if label.key in keys]


def generic_role(key: str) -> str | None:
    """Return the role that a label which is no name stands for: interviewer, interviewee, any."""
    base = re.sub(r"\s?\d+$", "", key).strip()
    if base in {"a", "b", "l", "s"} and base == key:
        return None
    return table("generic_labels").get(base)


def _plausible(key: str, count: int, separators: Counter[str], candidates: Sequence[Label]) -> bool:
    """A string that recurs where labels stand is a label if it also looks like one."""
    name = next(label.name for label in candidates if label.key == key)
    tokens = [t for t in re.split(r"[\s\u00a0\u202f]+", name) if t]
    if key.isupper() and 2 <= len(key) <= 6:  # initials
        return True
    if wording.opens_with(name, "prompt_phrases") or wording.opens_with(name, "interrogatives"):
        return False
    if len(tokens) == 1 and separators.keys() <= {".", "/", ")"}:
        return name.isupper() and count >= 3 and len(name) > 1
    if len(tokens) == 1:
        first = fold(tokens[0]) in first_names()
        return first or count >= 3 or name.isupper()
    return True


@cache
def first_names() -> frozenset[str]:
    """Return the known first names, folded."""
    return frozenset(fold(word) for word in words("known_firstnames"))


def _asks_once(text: str, blocks: Sequence[Block], label: Label) -> bool:
    """Where others are labelled, a name of two words or more before one question is its asker's."""
    rest = text[label.end : blocks[label.block].end].rstrip()
    words = [word for word in re.split(r"[\s\u00a0\u202f]+", label.name) if word]
    capitals = sum(word[0].isupper() for word in words)
    named = capitals >= 2 and capitals >= len(words) - 1
    return label.separator == ":" and label.place == "start" and named and wording.is_question(rest)


def _introduces_answer(text: str, blocks: Sequence[Block], label: Label) -> bool:
    """A label that stands once: a full name known from elsewhere, straight after a question."""
    if label.separator not in {":", "bold", "-", ""} or label.block == 0:
        return False
    if len(re.split(r"[\s\u00a0\u202f]+", label.name)) < 2 or label.name.isdigit():
        return False
    if label.place == "line" and label.block + 1 >= len(blocks):
        return False
    before = blocks[label.block - 1] if label.place != "end" else blocks[label.block]
    form = text[before.start : before.end if label.place != "end" else label.start].rstrip()
    spans = wording.sentences(form)
    asks = bool(spans) and (
        wording.is_question(form) or wording.opens_with(form[slice(*spans[-1])], "prompt_verbs")
    )
    elsewhere = fold(text).count(fold(label.name)) >= 2
    named = label.place != "line" and fold(label.name.split()[0]) in first_names()
    return asks and (elsewhere or named)


def same_speaker(one: str, other: str) -> bool:
    """Return whether two different labels can be one speaker's: initials, or a shortened name.

    >>> same_speaker("J.-P. L.N.", "Jean-Pierre Le Nestour"), same_speaker("Claire B.", "Claire Hadj")
    (True, False)
    """
    if is_joint(one) != is_joint(other):
        return False
    short, full = sorted((one, other), key=lambda n: len(re.sub(r"[\W_]", "", n)))
    full_tokens = [t for t in re.split(r"[\s\u00a0\u202f-]+", fold(full)) if t.strip(".")]
    short_tokens = [t for t in re.split(r"[\s\u00a0\u202f.-]+", fold(short)) if t]
    if len(full_tokens) < 2 or not short_tokens:
        return False
    if label_key(short).isupper() and len(label_key(short)) > 1:
        letters = fold(label_key(short))
        initials = "".join(t[0] for t in full_tokens)
        without = "".join(
            t[0] for t in full_tokens if t not in {"de", "du", "le", "la", "des", "et", "d"}
        )
        return letters in {initials, without}
    if len(short_tokens) > len(full_tokens):
        return False
    if len(short_tokens) == 1:
        return len(short_tokens[0]) > 2 and short_tokens[0] in {full_tokens[0], full_tokens[-1]}
    head, *rest = short_tokens
    joined = full_tokens[1:]
    return (
        head == full_tokens[0]
        and len(rest) <= len(joined)
        and all(f.startswith(s) for s, f in zip(rest, joined, strict=False))
    )


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
