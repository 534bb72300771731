"""Sentences that are true of an interview, and the same sentences with one thing changed by rule.

They measure the check of faithfulness: true are the summaries that annotators wrote in their own words and claims put into
a summary's words; false is what these become with another number, name, denial or speaker.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pipeline.evaluate.denials import other_denial
from pipeline.lexicons import table
from pipeline.lexicons import words as word_list
from pipeline.schema import Gold, GoldClaim, Span
from pipeline.summarize.faithfulness import KINDS, Evidence, ProblemKind
from pipeline.summarize.support import Supports
from pipeline.text import analysis_form

if TYPE_CHECKING:
    from spacy.language import Language

_DIGITS = re.compile(r"\d+(?:[ .,\u00a0\u202f]\d+)*")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_COLLECTIVE = ("aine", "aines", "ier", "iers", "ion", "ions", "iard", "iards")  # "une dizaine de"
_SHORTEST, _LONGEST = 5, 40  # words of a claim that is made into a sentence
_OPENERS = ("Selon {name}, {claim}.", "{name} estime que {claim}.", "{last} affirme que {claim}.")


@dataclass(frozen=True, slots=True)
class Case:
    """One sentence with its evidence; `changed` is what was made false, None in a true sentence."""

    id: str
    text: str
    evidence: Evidence
    origin: str  # "summary", "claim"
    changed: ProblemKind | None = None
    true: str = ""  # what a false sentence was made from


@dataclass(frozen=True, slots=True)
class Material:
    """The true sentences of one interview and what may be put into them."""

    gold: Gold
    cases: tuple[Case, ...]
    reported: tuple[tuple[GoldClaim, Evidence], ...]
    names: tuple[tuple[str, str], ...]  # name and label
    numbers: tuple[str, ...]  # as written
    people: tuple[str, ...] = field(default=())  # names of interviewees


def material_of(gold: Gold) -> Material:
    """Return the true sentences of one annotated interview.

    Args:
        gold: With turns and claims; a summary where there is one.
    """
    supports = Supports(
        gold.turns or (),
        gold.exchanges or (),
        gold.participants or (),
        presentation=[gold.title] if gold.title else [],
    )
    cases = [
        Case(gold.id, sentence.text, supports.evidence(sentence.evidence), "summary")
        for sentence in (gold.summary.sentences if gold.summary else ())
    ]
    reported = []
    for number, claim in enumerate(gold.claims or ()):
        evidence = supports.evidence([Span(claim.start, claim.end)])
        if claim.attribution.kind == "reported":
            reported.append((claim, evidence))
        elif evidence.speakers and (said := _said(claim, evidence.speakers[0], number)):
            cases.append(Case(gold.id, said, evidence, "claim"))
    return Material(
        gold,
        tuple(cases),
        tuple(reported),
        tuple((e.name, e.label) for e in gold.entities or () if e.name[0].isupper()),
        tuple(match.group() for match in _DIGITS.finditer(gold.text)),
        tuple(p.name for p in gold.participants or () if p.name and p.role == "interviewee"),
    )


def _said(claim: GoldClaim, speaker: str, number: int) -> str | None:
    """Return a claim as a sentence of a summary, by one of three openings; None where it makes none."""
    words = " ".join(claim.text.split())
    if not _SHORTEST <= len(words.split()) <= _LONGEST or words[0] in '«"“—–-' or "?" in words:
        return None
    while words.split()[0].lower() in word_list("clause_openers") | word_list("complement_que"):
        words = words.partition(" ")[2]
        if not words:
            return None
    first = words.split()[0].lower()
    lowered = word_list("function_words") | word_list("numerals")
    names = words.split()[1:2]
    if (first in lowered and not names[0][:1].isupper()) or analysis_form(first)[1:2] == "'":
        words = words[0].lower() + words[1:]
    opening = _OPENERS[number % len(_OPENERS)]
    if "que {" in opening and words[0].lower() in "aeiouyéèêàâîôœh":
        opening = opening.replace("que {claim}", "qu’{claim}")
    return opening.format(name=speaker, last=speaker.split()[-1], claim=words)


# --- what is changed -------------------------------------------------------------------------

Maker = Callable[[Case, Material, Sequence[Material], random.Random], str | None]


def other_number(
    case: Case, own: Material, _: Sequence[Material], draw: random.Random
) -> str | None:
    """Return the sentence with one number changed: another of the interview, or another figure."""
    places = [(m.span(), _other_digits(m.group(), own, draw)) for m in _DIGITS.finditer(case.text)]
    values = table("numerals")
    for match in _WORD.finditer(case.text):
        if match.group() in values:
            same = [w for w in values if w != match.group() and _alike(w, match.group())]
            if same:
                places.append((match.span(), draw.choice(same)))
    return _put(case.text, *draw.choice(places)) if places else None


def _alike(word: str, other: str) -> bool:
    low, high = sorted((float(table("numerals")[word]), float(table("numerals")[other])))
    counts = word.endswith(_COLLECTIVE) == other.endswith(_COLLECTIVE)
    return 1 < low < high < 12 * low and counts and word.endswith("s") == other.endswith("s")


def _other_digits(written: str, own: Material, draw: random.Random) -> str:
    others = [number for number in own.numbers if number != written]
    if others and draw.random() < 0.5:
        return draw.choice(others)
    at = draw.choice([i for i, char in enumerate(written) if char.isdigit()])
    return f"{written[:at]}{draw.choice('123456789'.replace(written[at], ''))}{written[at + 1 :]}"


def other_name(
    case: Case, own: Material, everything: Sequence[Material], draw: random.Random
) -> str | None:
    """Return the sentence with one name changed: another of the interview, or of another interview.

    Of a person with two names sometimes only the last one is changed.
    """
    present = [(name, label) for name, label in own.names if name in case.text]
    if not present:
        return None
    name, label = draw.choice(present)
    source = own if draw.random() < 0.5 else draw.choice(everything)
    others = [n for n, kind in source.names if kind == label and n not in name and name not in n]
    if not others:
        return None
    new = draw.choice(others)
    if label == "PER" and " " in name and draw.random() < 0.5:
        new = f"{name.split()[0]} {new.split()[-1]}"
    if new == name or new in own.people:
        return None  # another speaker is another kind
    return case.text.replace(name, new)


def other_speaker(
    case: Case, own: Material, _: Sequence[Material], draw: random.Random
) -> str | None:
    """Return the sentence said by somebody else: another participant, a source that is named, one of another sex."""
    swaps = table("swap_pronouns")
    first = case.text.split()[0]
    if first in swaps and draw.random() < 0.5:
        return swaps[first] + case.text[len(first) :]
    head = next((n for n in own.people if case.text.startswith(n)), None)
    people = [name for name, label in own.names if label in ("PER", "ORG")]
    others = [*case.evidence.others, *draw.sample(people, min(3, len(people)))]
    others = [n for n in others if not any(set(n.split()) & set(p.split()) for p in own.people)]
    if not others:
        return None
    other = draw.choice(others)
    if head is not None:
        return other + case.text[len(head) :]
    for who in (*own.people, *(name.split()[-1] for name in own.people), "lui", "elle"):
        for opening in (f"Selon {who}, ", f"Pour {who}, ", f"{who} affirme qu"):
            if case.text.startswith(opening):
                return opening.replace(who, other, 1) + case.text[len(opening) :]
    if first in swaps:
        return other + case.text[len(first) :]
    return None


def _denier(nlp: Language) -> Maker:
    def other_polarity(
        case: Case, _: Material, __: Sequence[Material], draw: random.Random
    ) -> str | None:
        return other_denial(case.text, nlp, told=" ".join(case.evidence.passages), draw=draw)

    return other_polarity


def own_words(claim: GoldClaim, evidence: Evidence, id_: str) -> Case | None:
    """Return what somebody else is said to say, as the speaker's own claim."""
    words = " ".join(claim.text.split())
    source = claim.attribution.source
    if not evidence.speakers or not source or source.lower() in word_list("subject_pronouns"):
        return None
    said = words.partition(" ".join(source.split()))[2]
    found = re.search(r"^[^,:]*?\bqu(?:e |['’])(.{20,})$", said) or re.match(r", (.{20,})$", said)
    if found is None:
        return None
    text = f"Selon {evidence.speakers[0]}, {found[1]}."
    return Case(id_, text, evidence, "claim", "speaker", words)


def _put(text: str, span: tuple[int, int], new: str) -> str:
    return text[: span[0]] + new + text[span[1] :]


# --- a set of both ---------------------------------------------------------------------------


def true_cases(materials: Sequence[Material], *, most: int, draw: random.Random) -> list[Case]:
    """Return true sentences: every sentence of a summary first, then claims, spread over interviews.

    Args:
        materials: The interviews.
        most: How many.
        draw: What chooses the claims.
    """
    written = [case for own in materials for case in own.cases if case.origin == "summary"]
    claims = [case for own in materials for case in own.cases if case.origin == "claim"]
    return [*written, *draw.sample(claims, min(len(claims), max(0, most - len(written))))][:most]


def false_cases(
    materials: Sequence[Material], nlp: Language, *, each: int, draw: random.Random
) -> list[Case]:
    """Return false sentences, `each` of a kind, half of them made from summaries if there are enough.

    Args:
        materials: The interviews.
        nlp: Finds the verbs.
        each: How many of a kind.
        draw: What chooses.
    """
    makers: dict[ProblemKind, Maker] = {
        "number": other_number,
        "name": other_name,
        "polarity": _denier(nlp),
        "speaker": other_speaker,
    }
    found: list[Case] = []
    for kind in KINDS:
        made = list(_reattributed(materials, each // 4, draw)) if kind == "speaker" else []
        pools = [list(_of(materials, origin, draw)) for origin in ("summary", "claim")]
        for pool, limit in zip(pools, (each // 2, each), strict=True):
            for case, own in pool:
                if len(made) >= limit:
                    break
                text = makers[kind](case, own, materials, draw)
                if text is not None and text != case.text:
                    made.append(replace(case, text=text, changed=kind, true=case.text))
        found.extend(made)
    return found


def _of(
    materials: Sequence[Material], origin: str, draw: random.Random
) -> Iterator[tuple[Case, Material]]:
    pairs = [(case, own) for own in materials for case in own.cases if case.origin == origin]
    draw.shuffle(pairs)
    return iter(pairs)


def _reattributed(materials: Sequence[Material], most: int, draw: random.Random) -> Iterator[Case]:
    made = [
        case
        for own in materials
        for claim, evidence in own.reported
        if (case := own_words(claim, evidence, own.gold.id)) is not None
    ]
    return iter(draw.sample(made, min(most, len(made))))
