"""Gold -> a marked file (the notation of ``corpus/GUIDE.md``), as it was printed.

What the importer of marked files reads back is the same annotation.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable

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


def marked_of(gold: Gold) -> str:
    """Return a marked file of format ``txt`` that prints the text as it stands."""
    pieces: list[str] = []
    at = 0
    for turn in gold.turns or ():
        pieces.append(gold.text[at : turn.start])
        pieces.append(tagged(turn.role, turn.speaker, marked_span(gold, turn.start, turn.end)))
        at = turn.end
    pieces.append(gold.text[at:])
    return header_of(gold, format="txt", layout=gold.layout or "as-printed") + "".join(pieces)


def tagged(role: str, speaker: str | None, words: str) -> str:
    """Return the words of a turn between its tags."""
    tag = TAGS[role]
    who = f" {speaker}" if speaker is not None and tag in ("q", "a", "bc") else ""
    return f"<{tag}{who}>{words}</{tag}>"


def marked_span(gold: Gold, start: int, end: int, show: Callable[[str], str] = str) -> str:
    """Return a stretch of the text with its entity and claim marks.

    Args:
        gold: The annotation.
        start: Of the stretch; no mark may cross its edges.
        end: Its end.
        show: How one character is printed, itself one or more characters.
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
        pieces.append(show(gold.text[at]))
    return "".join(pieces + closes[end])


def _entity_mark(entity: GoldEntity, printed: str) -> str:
    kind = f" {entity.kind}" if entity.kind and entity.label in ("ORG", "MISC") else ""
    name = f" ={entity.name}" if entity.name != printed else ""
    return f"]({entity.label}{kind}{name})"


def _claim_mark(claim: GoldClaim) -> str:
    words: list[str] = [claim.type]
    words += [flag for flag in ("key", "negated", "hedged") if getattr(claim, flag)]
    if claim.modality != "asserted":
        words.append(f"modality={claim.modality}")
    if claim.attribution.kind == "reported":
        source = claim.attribution.source
        words.append(f"reported={'_'.join(source.split())}" if source else "reported")
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
) -> str:
    """Return the TOML header between its fences.

    Args:
        gold: The annotation.
        format: Of the raw file.
        layout: Name of the layout row.
        participants: Those of the gold, if not given.
        untagged_ok: Further forms of marked names that also stand unmarked.
        page: HTML before and after the article.
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
    for sentence in gold.summary.sentences if gold.summary else ():
        evidence = [" ".join(gold.text[s.start : s.end].split()) for s in sentence.evidence]
        lines += ["", "[[summary]]", _pair("text", sentence.text), _pair("evidence", evidence)]
    if any(page):
        lines += ["", "[page]", _pair("before", page[0]), _pair("after", page[1])]
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
