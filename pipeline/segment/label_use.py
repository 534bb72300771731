"""Which strings a document uses as speaker labels.

A label is accepted by its use in the whole document, never alone: it recurs, or it is another form
of a label that recurs (full name first, initials after), or it is a name that the
document mentions elsewhere and that follows a question.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise

from pipeline.lexicons import words
from pipeline.schema import Block
from pipeline.segment import reactions, wording
from pipeline.segment.labels import (
    Label,
    first_names,
    fold,
    generic_role,
    label_key,
    possible_labels,
    same_speaker,
)


def find_labels(
    text: str, blocks: Sequence[Block], forced: Sequence[str] = (), media: Sequence[str] = ()
) -> list[Label]:
    """Return the accepted labels in text order.

    Args:
        text: The source's text.
        blocks: Its blocks.
        forced: Labels that the user named as the interviewer's; accepted whenever they stand.
        media: Names of the medium that publishes or asks; accepted before a question.
    """
    candidates = [
        found for i, block in enumerate(blocks) for found in possible_labels(text, block, i)
    ]
    own = {c.key for c in candidates if _is_medium(c, media) and _asks(text, blocks, c)}
    return _accepted(text, blocks, candidates, {label_key(name) for name in forced} | own)


# An interview has fewer speakers by far, fewer words that stand as labels do, fewer lines that could
# be a label standing once. What is looked up of each in the whole text is bounded by these.
_MOST_SPEAKERS = 200
_MOST_SINGLE = 200
_MOST_ONCE = 1000


def _is_medium(label: Label, media: Sequence[str]) -> bool:
    """Return whether a label before words is a medium's name, its beginning or its initials."""
    if label.place != "start" or label.separator not in {":", "-", "bold", "]"}:
        return False
    return any(
        label.key == label_key(medium)
        # "Culture" before a question is a theme of "Culture RP"; "Le Carnet" is the medium.
        or (" " in label.key and label_key(medium).startswith(f"{label.key} "))
        or (label.key.isupper() and same_speaker(label.name, medium))
        for medium in media
    )


def _asks(text: str, blocks: Sequence[Block], label: Label) -> bool:
    return _puts_question(text[label.end : blocks[label.block].end])


def _accepted(
    text: str, blocks: Sequence[Block], candidates: Sequence[Label], forced: set[str]
) -> list[Label]:
    counts: Counter[str] = Counter(label.key for label in candidates)
    separators: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for label in candidates:
        separators[label.key][label.separator] += 1
    inside = Counter(label.key for label in candidates if label.place == "inside")
    forms = {label.key: label for label in reversed(candidates)}
    recurring = {
        key
        for key, count in counts.items()
        if count >= (3 if inside[key] == count else 2)
        and _plausible(forms[key], count, separators[key])
    }
    recurring |= _asking_phrases(text, blocks, candidates)
    recurring |= _asking_twice(text, blocks, candidates)
    recurring |= _before_stops(text, blocks, candidates, recurring)
    generic = {key for key in counts if generic_role(key)}
    recurring |= generic if sum(counts[k] for k in generic) >= 2 else set()
    recurring |= forced & set(counts)
    recurring = _most_used(recurring, counts)
    linked = _linked(text, blocks, candidates, recurring)
    known = recurring | linked
    others = [c for c in candidates if c.named and c.key not in known]
    folded = fold(text)
    once = {c.key for c in others[:_MOST_ONCE] if _introduces_answer(text, folded, blocks, c)}
    once |= {c.key for c in others if recurring and _asks_once(text, blocks, c)}
    once |= _opens_both(candidates, once - recurring, counts)
    keys = _most_used(known | once, counts)
    return [
        label for label in candidates if label.key in keys and _usual(label, separators[label.key])
    ]


def _most_used(keys: set[str], counts: Counter[str]) -> set[str]:
    if len(keys) <= _MOST_SPEAKERS:
        return keys
    return set(sorted(keys, key=lambda key: (-counts[key], key))[:_MOST_SPEAKERS])


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
    alike: dict[str, list[str]] = {}
    told: dict[str, bool] = {}  # by name: whether the text knows it elsewhere
    for label in candidates:
        key = label.key
        if key in recurring or key in found:
            continue
        if key not in alike:
            alike[key] = [other for other in recurring if same_speaker(names[key], names[other])]
        forms = alike[key]
        before = all(label.start < first[other] for other in forms)
        rest = text[label.end : blocks[label.block].end]
        asks = before and label.separator == ":" and _puts_question(rest)
        several = re.search(r"[ \u00a0\u202f]", label.name) or key.isupper()
        if forms and not asks and label.named and not several and label.name not in told:
            told[label.name] = is_known(text, label.name)
        if forms and (asks or (label.named and (several or told[label.name]))):
            found.add(key)
    return found


def _asking_phrases(text: str, blocks: Sequence[Block], candidates: Sequence[Label]) -> set[str]:
    """Words that recur are the medium's label if what follows mostly asks and others are labelled so."""
    rests: defaultdict[str, list[str]] = defaultdict(list)
    names = Counter((c.separator, c.key) for c in candidates if c.named)
    company = {separator for (separator, _), count in names.items() if count >= 2} | {":", "]"}
    for label in candidates:
        if not label.named and label.separator in company:
            said = blocks[min(label.block + (label.place == "line"), len(blocks) - 1)]
            rests[label.key].append(text[max(label.end, said.start) : said.end])
    asking = {key for key, found in rests.items() if len(found) >= 3 and _mostly_ask(found)}
    bracketed = {c.key for c in candidates if c.separator == "]" and len(rests[c.key]) >= 3}
    # Who answers stands in brackets too: "[Signaux] … [Claire Dumont] …".
    return asking | bracketed if asking & bracketed else asking


def _asking_twice(text: str, blocks: Sequence[Block], candidates: Sequence[Label]) -> set[str]:
    """What stands twice, each time before a question, and is a name or stands before all questions."""
    uses: defaultdict[str, list[Label]] = defaultdict(list)
    for label in candidates:
        if label.place == "start" and label.separator == ":":
            uses[label.key].append(label)
    pairs = [found for found in uses.values() if len(found) == 2][:_MOST_SINGLE]
    pairs = [found for found in pairs if all(_asks(text, blocks, label) for label in found)]
    asking = _asking_blocks(text, blocks) if pairs else frozenset()
    return {
        one.key
        for one, other in pairs
        if _capitals(one.name) >= 2
        or is_known(text, one.name)
        or asking <= {one.block, other.block}
    }


def _capitals(name: str) -> int:
    return sum(word[0].isupper() for word in re.findall(r"[^\W\d_][\w’']+", name))


def _asking_blocks(text: str, blocks: Sequence[Block]) -> frozenset[int]:
    ends = (wording.is_question(text[block.start : block.end]) for block in blocks)
    return frozenset(i for i, asks in enumerate(ends) if asks)


def _opens_both(candidates: Sequence[Label], keys: set[str], counts: Counter[str]) -> set[str]:
    """The label of the first question where the first answer alone is labelled too."""
    at_start = [c for c in candidates if c.place == "start" and c.separator == ":"]
    for asks, answers in pairwise(at_start):
        once = counts[asks.key] == counts[answers.key] == 1
        if answers.block == asks.block + 1 and answers.key in keys:
            return {asks.key} if once and asks.named else set()
    return set()


def _mostly_ask(forms: Sequence[str]) -> bool:
    """At least half of the turns put a question, signs of listening aside."""
    said = [form for form in forms if not wording.is_backchannel(form)]
    return bool(said) and 2 * sum(map(_puts_question, said)) >= len(said)


def _puts_question(form: str) -> bool:
    return "?" in form or reactions.prompts(form)


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
    often = sorted(rests.items(), key=lambda item: -len(item[1]))[:_MOST_SINGLE]
    single = {
        key
        for key, found in often
        if len(found) >= 3
        and not wording.is_backchannel(names[key])
        and (is_known(text, names[key]) or _mostly_ask(found))
    }
    return single if len(single | (recurring & rests.keys())) >= 2 else set()


def is_known(text: str, name: str) -> bool:
    """Return whether a word is a name: a known first name, or with a capital inside a sentence."""
    inside = rf"[a-zà-ÿ,:] (?:[dl]['’])?{re.escape(name)}\b"
    return fold(name) in first_names() or bool(re.search(inside, text))


def _plausible(label: Label, count: int, separators: Counter[str]) -> bool:
    """A string that recurs where labels stand is a label if it also looks like one."""
    key, name = label.key, label.name
    if not label.named:
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


def _introduces_answer(text: str, folded: str, blocks: Sequence[Block], label: Label) -> bool:
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
    named = label.place != "line" and fold(label.name.split()[0]) in first_names()
    return asks and (named or folded.count(fold(label.name)) >= 2)
