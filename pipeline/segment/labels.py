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
# ``J.-P. L.N.``, with particles and "&" as well: ``C. d.S.``, ``J.-L. V.d.B.``, ``L. & S.``
_INITIAL = rf"[{_UPPER}][a-z]?\."
_INITIALS = (
    rf"(?:{_INITIAL}[ -]?(?:(?:(?:[a-zà-ÿ]{{1,2}}\.|&)[ ]?){{1,2}}(?={_INITIAL}))?)+"
    rf"(?:[{_UPPER}]\b\.?)?(?<! )"
)
_TOKEN = rf"(?:{_INITIALS}|[{_UPPER}][\w'’&-]*|\d{{1,3}})"
_LINK = r"(?:de|du|des|la|le|les|d'|d’|von|van|den|der|el|al|ben|bin|et|and|&|pour|en|l'|l’|n°)"
_NAME = rf"{_TOKEN}(?:[ \u00a0\u202f](?:{_TOKEN}|{_LINK}[ \u00a0\u202f]?{_TOKEN}?|{_LINK})){{0,6}}"
_TAIL = r"(?:\s?\([^()\n]{1,60}\)|,\s[^:.?!\n]{2,80}?(?=\s?:))?"
# A medium whose name has words in lower case, ``Chemins solidaires :``; what recurs before questions only.
_PHRASE = re.compile(
    rf"(?P<label>[{_UPPER}][\w'’-]*(?:[ \u00a0\u202f][\w&][\w'’-]*){{1,5}})"
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
    named: bool = True  # has the form of a name; else it is words before a colon

    @property
    def key(self) -> str:
        """What makes two printed labels one: case, accents, dots and question numbers aside."""
        return label_key(self.name)


def fold(text: str) -> str:
    """Return `text` in lower case without accents."""
    decomposed = unicodedata.normalize("NFD", text.lower())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


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
    if line := _PHRASE_LINE.match(text, at, block.end):
        return [Label(block.start, block.end, line["label"], index, "line", "", named=False)]
    match = _START.match(text, at, block.end)
    match = match if match and wording.word_count(match["label"]) <= 7 else None
    phrase = None if match else _PHRASE.match(text, at, block.end)
    if start := match or phrase:
        separator = start["sep"].strip() or "."
        separator = "-" if separator in "–—" else separator
        found.append(
            Label(block.start, start.end(), start["label"], index, "start", separator, bool(match))
        )
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
    recurring |= _asking_phrases(text, blocks, candidates)
    recurring |= _before_stops(text, blocks, candidates, recurring)
    generic = {key for key in counts if generic_role(key)}
    recurring |= generic if sum(counts[k] for k in generic) >= 2 else set()
    recurring |= forced & set(counts)
    linked = _linked(text, blocks, candidates, recurring)
    once = {
        label.key
        for label in candidates
        if label.named
        and label.key not in recurring | linked
        and _introduces_answer(text, blocks, label)
    }
    once |= {
        label.key
        for label in candidates
        if recurring
        and label.named
        and label.key not in recurring | linked
        and _asks_once(text, blocks, label)
    }
    keys = recurring | linked | once
    return [
        label for label in candidates if label.key in keys and _usual(label, separators[label.key])
    ]


def _usual(label: Label, separators: Counter[str]) -> bool:
    """A label of which one use alone has a dash or a stop ("Le Mag - numéro 38") is not used there."""
    once = separators[label.separator] == 1 and separators.total() >= 4
    return label.separator not in {"-", "."} or not once


def _linked(
    text: str, blocks: Sequence[Block], candidates: Sequence[Label], recurring: set[str]
) -> set[str]:
    """Other forms of the recurring labels; a single word or a phrase must be known as more than words."""
    names = {label.key: label.name for label in candidates}
    first = {label.key: label.start for label in reversed(candidates)}
    found: set[str] = set()
    for label in candidates:
        key = label.key
        if key in recurring | found:
            continue
        forms = [other for other in recurring if same_speaker(names[key], names[other])]
        before = all(label.start < first[other] for other in forms)
        rest = text[label.end : blocks[label.block].end]
        asks = before and label.separator == ":" and _puts_question(rest)
        several = re.search(r"[ \u00a0\u202f]", label.name) or key.isupper()
        if forms and (asks or (label.named and (several or is_known(text, label.name)))):
            found.add(key)
    return found


def _asking_phrases(text: str, blocks: Sequence[Block], candidates: Sequence[Label]) -> set[str]:
    """Words that recur are the medium's label if what follows mostly asks and others are labelled so."""
    rests: defaultdict[str, list[str]] = defaultdict(list)
    names = Counter((c.separator, c.key) for c in candidates if c.named)
    company = {separator for (separator, _), count in names.items() if count >= 2} | {":"}
    for label in candidates:
        if not label.named and label.separator in company:
            said = blocks[min(label.block + (label.place == "line"), len(blocks) - 1)]
            rests[label.key].append(text[max(label.end, said.start) : said.end])
    return {key for key, found in rests.items() if len(found) >= 3 and _mostly_ask(found)}


def _mostly_ask(forms: Sequence[str]) -> bool:
    """At least half of the turns put a question, signs of listening aside."""
    said = [form for form in forms if not wording.is_backchannel(form)]
    return bool(said) and 2 * sum(map(_puts_question, said)) >= len(said)


def _puts_question(form: str) -> bool:
    return "?" in form or wording.prompts(form)


def _before_stops(
    text: str, blocks: Sequence[Block], candidates: Sequence[Label], recurring: set[str]
) -> set[str]:
    """Single names before a full stop ("Inès. Et pour l'écriture ?") where others stand so too."""
    rests: defaultdict[str, list[str]] = defaultdict(list)
    names: dict[str, str] = {}
    for label in candidates:
        if label.named and label.separator == "." and label.place == "start":
            names[label.key] = label.name
            rests[label.key].append(text[label.end : blocks[label.block].end])
    single = {
        key
        for key, found in rests.items()
        if len(found) >= 3
        and not wording.is_backchannel(names[key])
        and (is_known(text, names[key]) or _mostly_ask(found))
    }
    return single if len(single | (recurring & rests.keys())) >= 2 else set()


def is_known(text: str, name: str) -> bool:
    """Return whether a word is a name: a known first name, or with a capital inside a sentence."""
    inside = rf"[a-zà-ÿ,:] (?:[dl]['’])?{re.escape(name)}\b"
    return fold(name) in first_names() or bool(re.search(inside, text))


def generic_role(key: str) -> str | None:
    """Return the role that a label which is no name stands for: interviewer, interviewee, any."""
    base = re.sub(r"\s?\d+$", "", key).strip()
    if base in {"a", "b", "l", "s"} and base == key:
        return None
    return table("generic_labels").get(base)


def _plausible(key: str, count: int, separators: Counter[str], candidates: Sequence[Label]) -> bool:
    """A string that recurs where labels stand is a label if it also looks like one."""
    name, named = next((c.name, c.named) for c in candidates if c.key == key)
    if not named:
        return False
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
    first = label.separator == ":" and label.place == "start"
    # No tail: "À Toulon, un directeur m'a répondu : …" tells who was quoted.
    bare = text[label.start : label.end].rstrip(": \u00a0\u202f").endswith(label.name)
    return first and bare and named and wording.is_question(rest)


def _introduces_answer(text: str, blocks: Sequence[Block], label: Label) -> bool:
    """A label that stands once: a full name known from elsewhere, straight after a question."""
    if label.separator not in {":", "bold", "-", ""} or label.block == 0:
        return False
    tokens = re.split(r"[\s\u00a0\u202f]+", label.name)
    if len(tokens) < 2 or label.name.isdigit() or tokens[0].lower() in words("function_words"):
        return False  # "À Toulon, un directeur m'a répondu : …"
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
    >>> same_speaker("C. d.S.", "Cahiers du Sine"), same_speaker("I.", "Inès")
    (True, True)
    """
    if is_joint(one) != is_joint(other):
        return False
    short, full = sorted((one, other), key=lambda n: len(re.sub(r"[\W_]", "", n)))
    full_tokens = [t for t in re.split(r"[\s\u00a0\u202f'’-]+", fold(full)) if t.strip(".&")]
    short_tokens = [t for t in re.split(r"[\s\u00a0\u202f.-]+", fold(short)) if t]
    if len(full_tokens) == 1 and re.fullmatch(rf"[{_UPPER}]\.?", short):
        return full_tokens[0][0] == short_tokens[0] and len(full_tokens[0]) > 1
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
