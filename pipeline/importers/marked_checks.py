"""Checks of a marked file that need the whole text: words outside turns, names left unmarked."""

from __future__ import annotations

import re
from difflib import get_close_matches

from pipeline.importers.marked_body import Body
from pipeline.importers.marked_header import Header, Problems
from pipeline.importers.marked_visible import Visible
from pipeline.schema import Gold
from pipeline.text import analysis_form

_LONG_OUTSIDE = 60  # characters of a line outside every turn
_ALIKE = 0.7  # of the characters of a line and a title that are meant to be the same
# Besides its words a printed label may carry numbers ("Q1", "1.", "[00:01:23]"), dashes, markup.
_NO_WORDS = re.compile(r"(?:[QR](?=\d|\b)|[\W\d_])*")


def check_outside(body: Body, header: Header, problems: Problems) -> None:
    """Note words outside the turns that are no label of a participant."""
    labels = sorted(
        {label for participant in header.participants for label in participant.labels},
        key=len,
        reverse=True,
    )
    known = re.compile(
        "|".join(rf"(?<!\w){re.escape(label)}(?!\w)" for label in labels), re.IGNORECASE
    )
    inside = [False] * len(body.printed)
    for turn in body.turns:
        inside[turn.start : turn.end] = [True] * (turn.end - turn.start)
    start = 0
    for line in body.printed.split("\n"):
        # A turn leaves a gap, so that a label before it and one after it stay two.
        outside = "".join(
            "\n" if hidden else character
            for character, hidden in zip(line, inside[start : start + len(line)], strict=True)
        )
        outside = re.sub(r"\n+", "\n", outside)
        rest = known.sub(" ", outside) if labels else outside
        shown = " ".join(outside.split())
        if not _NO_WORDS.fullmatch(rest):
            problems.error(
                body.line(start),
                f"{shown[:70]!r} stands outside every turn; only printed labels (here {labels}), "
                "numbers, dashes, bullets, timestamps and markup may: tag it, or add it to a "
                "participant's labels",
            )
        elif len(shown) > _LONG_OUTSIDE:
            problems.warn(
                body.line(start), f"{len(shown)} characters outside every turn: {shown[:70]!r}"
            )
        start += len(line) + 1


def check_untagged(
    gold: Gold, header: Header, body: Body, visible: Visible, problems: Problems
) -> None:
    """Note places where a name that is marked elsewhere in the file is left unmarked."""
    if gold.entities is None:
        return
    mentions = [mention for entity in gold.entities for mention in entity.mentions]
    spans = sorted((mention.start, mention.end) for mention in mentions)
    forms = {" ".join(mention.text.split()) for mention in mentions} - set(header.untagged_ok)
    for form in sorted(forms):
        words = r"\s+".join(re.escape(word) for word in form.split())
        for turn in gold.turns or ():
            if turn.role == "boilerplate":
                continue
            for match in re.finditer(rf"(?<![\w-]){words}(?![\w-]|['’]\w)", turn.text):
                start, end = turn.start + match.start(), turn.start + match.end()
                if not any(s < end and start < e for s, e in spans):
                    problems.error(
                        body.line(visible.origins[start]),
                        f"{form!r} is marked elsewhere but not here; mark it, or put it into "
                        "untagged_ok",
                    )


def check_turn_starts(
    gold: Gold, header: Header, body: Body, visible: Visible, problems: Problems
) -> None:
    """Note turns that take in their printed label or dash, which belongs outside the tag."""
    labels = {participant.id: participant.labels for participant in header.participants}
    for turn in gold.turns or ():
        line = body.line(visible.origins[turn.start])
        for label in labels.get(turn.speaker or "", ()):
            if re.match(rf"{re.escape(label)}\s*[:.–—-]", turn.text):
                problems.error(line, f"the label {label!r} stands inside the tag; put it before it")
        if turn.speaker and re.match(r"[-–—]\s", turn.text):
            problems.warn(
                line, "the turn begins with a dash; one that marks the speaker is no part"
            )


def check_emphasis(header: Header, body: Body, visible: Visible, problems: Problems) -> None:
    """Note Markdown marks that stayed visible, because they open or close nothing."""
    if header.format == "txt":
        return
    for match in re.finditer(r"\*+", visible.text):
        problems.error(
            body.line(visible.origins[match.start()]),
            f"{match[0]!r} is printed as it stands: it opens or closes no emphasis here; a closing "
            "mark after punctuation needs white space after it",
        )


def check_headline(
    gold: Gold, header: Header, body: Body, visible: Visible, problems: Problems
) -> None:
    """Note a title or lead of the header that the body prints otherwise, but for case and typography.

    One that the body does not print at all is no mistake: of many pages it stands in the frame alone.
    """
    places: dict[str, int] = {}
    start = 0
    for line in gold.text.split("\n"):
        places.setdefault(_loose(line), start)
        start += len(line) + 1
    text = _loose(gold.text)
    for key, value in (("title", header.title), ("lead", header.lead)):
        if value is None or _loose(value) in text:
            continue
        for near in get_close_matches(_loose(value), places, n=1, cutoff=_ALIKE):
            at = places[near]
            printed = gold.text[at:].partition("\n")[0]
            problems.warn(
                body.line(visible.origins[at]),
                f"{printed[:70]!r} is printed here, but the header has {key} = {value[:70]!r}, which "
                "is what the gold keeps; correct the one that is wrong",
            )


def _loose(text: str) -> str:
    return " ".join(analysis_form(text).casefold().split())
