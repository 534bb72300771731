"""Gold -> a marked file (the notation of ``corpus/GUIDE.md``), as it was printed.

What the importer of marked files reads back is the same annotation, but for ids and the cues of
attributions, which the notation does not have. What else it cannot hold is left out and named: in
the result, and in comments at the end of the header, where the annotator finds them.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pipeline.export.marked_fit import fitted
from pipeline.schema import Gold, GoldClaim, GoldEntity, Participant

TAGS = {
    "question": "q",
    "answer": "a",
    "backchannel": "bc",
    "heading": "h",
    "intro": "intro",
    "pull_quote": "pull",
    "boilerplate": "boil",
}
_LAYERS = ("turns", "entities", "claims", "summary")


@dataclass(frozen=True, slots=True)
class MarkedFile:
    """A marked file, and what of the gold is not in it or is not as it was, in words."""

    content: str
    left_out: tuple[str, ...]


def marked_of(gold: Gold) -> MarkedFile:
    """Return a marked file of format ``txt`` that prints the text as it stands.

    Raises:
        InputError: The gold has no turns, or an id of a participant is not ``p1``, ``p2``…
    """
    fit = fitted(gold)
    pieces: list[str] = []
    at = 0
    for turn in fit.gold.turns or ():
        pieces.append(escaped(gold.text[at : turn.start]))
        words = marked_span(fit.gold, turn.start, turn.end, escape=escaped)
        pieces.append(tagged(turn.role, turn.speaker, words))
        at = turn.end
    pieces.append(escaped(gold.text[at:]))
    header = header_of(
        fit.gold,
        format="txt",
        layout=gold.layout or "as-printed",
        untagged_ok=fit.names,
        evidence=fit.evidence,
        comments=fit.left_out,
    )
    return MarkedFile(header + "".join(pieces), fit.left_out)


def escaped(text: str) -> str:
    """Return a text in which nothing is a mark.

    >>> escaped("[rires] {sic}")
    '\\\\[rires\\\\] \\\\{sic\\\\}'
    """
    return re.sub(r"([\[\]{}<>\\])", r"\\\1", text)


def tagged(role: str, speaker: str | None, words: str) -> str:
    """Return the words of a turn between its tags."""
    tag = TAGS[role]
    who = f" {speaker}" if speaker is not None and tag in ("q", "a", "bc") else ""
    return f"<{tag}{who}>{words}</{tag}>"


def marked_span(
    gold: Gold,
    start: int,
    end: int,
    show: Callable[[str], str] = str,
    *,
    escape: Callable[[str], str] = str,
) -> str:
    """Return a stretch of the text with its entity and claim marks.

    Args:
        gold: The annotation.
        start: Of the stretch; no mark may cross its edges.
        end: Its end.
        show: How one character is printed, itself one or more characters.
        escape: How what is printed is written, so that it is read as it is.
    """
    opens: dict[int, list[str]] = defaultdict(list)
    closes: dict[int, list[str]] = defaultdict(list)
    for entity in gold.entities or ():
        for mention in entity.mentions:
            if start <= mention.start and mention.end <= end:
                printed = "".join(map(show, " ".join(mention.text.split())))
                opens[mention.start].append("[")
                closes[mention.end].append(_entity_mark(entity, printed))
    for claim in gold.claims or ():
        if start <= claim.start and claim.end <= end:
            opens[claim.start].insert(0, "{")
            closes[claim.end].append(_claim_mark(claim))
    pieces: list[str] = []
    for at in range(start, end):
        pieces += closes[at] + opens[at] if at > start else opens[at]
        pieces.append(escape(show(gold.text[at])))
    return "".join(pieces + closes[end])


def _entity_mark(entity: GoldEntity, printed: str) -> str:
    kind = f" {entity.kind}" if entity.kind and entity.label in ("ORG", "MISC") else ""
    name = ""
    if entity.name != printed:
        name = " =" + re.sub(r"([()\\])", r"\\\1", entity.name)
    return f"]({entity.label}{kind}{name})"


def _claim_mark(claim: GoldClaim) -> str:
    words: list[str] = [claim.type]
    words += [flag for flag in ("key", "negated", "hedged") if getattr(claim, flag)]
    if claim.modality != "asserted":
        words.append(f"modality={claim.modality}")
    if claim.attribution.kind == "reported":
        source = claim.attribution.source
        shown = "_".join(re.sub(r"([()_\\])", r"\\\1", word) for word in (source or "").split())
        words.append(f"reported={shown}" if shown else "reported")
    return f"}}({' '.join(words)})"


def mention_forms(gold: Gold) -> set[str]:
    """Return how the names of an interview are written, white space collapsed."""
    return {" ".join(m.text.split()) for e in gold.entities or () for m in e.mentions}


def header_of(
    gold: Gold,
    *,
    format: str,
    layout: str,
    participants: Iterable[Participant] | None = None,
    untagged_ok: Iterable[str] = (),
    page: tuple[str, str] = ("", ""),
    evidence: Iterable[Iterable[str]] | None = None,
    comments: Iterable[str] = (),
) -> str:
    """Return the TOML header between its fences.

    Args:
        gold: The annotation.
        format: Of the raw file.
        layout: Name of the layout row.
        participants: Those of the gold, if not given.
        untagged_ok: Further forms of marked names that also stand unmarked.
        page: HTML before and after the article.
        evidence: Words that support each sentence of the summary, if not those of the gold.
        comments: Lines for the annotator at the end.
    """
    present = {
        "turns": gold.turns,
        "entities": gold.entities,
        "claims": gold.claims,
        "summary": gold.summary,
    }
    layers = [layer for layer in _LAYERS if present[layer] is not None]
    # A name that is also a common word stands untagged where it is one: the first annotation proved it.
    common = sorted({*untagged_ok, *mention_forms(gold)})
    lines = [
        _pair("id", gold.id),
        _pair("format", format),
        _pair("split", gold.split or "train"),
        _pair("layout", layout),
        _pair("layers", layers),
    ]
    if gold.title:
        lines.append(_pair("title", gold.title))
    if gold.tags:
        lines.append(_pair("tags", list(gold.tags)))
    if common:
        lines.append(_pair("untagged_ok", common))
    for participant in participants if participants is not None else gold.participants or ():
        lines += ["", "[[participants]]", *_participant(participant)]
    sentences = gold.summary.sentences if gold.summary else ()
    if evidence is None:
        evidence = [[gold.text[s.start : s.end] for s in each.evidence] for each in sentences]
    for sentence, supports in zip(sentences, evidence, strict=True):
        shown = [" ".join(words.split()) for words in supports]
        lines += ["", "[[summary]]", _pair("text", sentence.text), _pair("evidence", shown)]
    if any(page):
        lines += ["", "[page]", _pair("before", page[0]), _pair("after", page[1])]
    # Last, since messages about the header look for a key's first line.
    lines += [f"# not in this file: {' '.join(comment.split())}" for comment in comments]
    return "\n".join(("+++", *lines, "+++", ""))


def _participant(participant: Participant) -> list[str]:
    values = (
        ("id", participant.id),
        ("role", participant.role),
        ("name", participant.name),
        ("function", participant.function),
        ("organisation", participant.organisation),
        ("labels", list(participant.labels)),
    )
    return [_pair(key, value) for key, value in values if value is not None]


def _pair(key: str, value: str | list[str]) -> str:
    # A JSON string is a TOML basic string, a JSON array of strings a TOML array.
    return f"{key} = {json.dumps(value, ensure_ascii=False)}"
