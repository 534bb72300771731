"""The body of a marked file: tags and marks out, printed text and spans in."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import get_args

from pipeline.importers.marked_header import Header, Problems
from pipeline.schema import ClaimType, EntityKind, EntityLabel, MiscKind, Modality, TurnRole

ROLES: dict[str, TurnRole] = {
    "q": "question",
    "a": "answer",
    "bc": "backchannel",
    "h": "heading",
    "intro": "intro",
    "pull": "pull_quote",
    "boil": "boilerplate",
}
_SPOKEN = ("q", "a", "bc")
_MISC_KINDS = frozenset(get_args(MiscKind))
# A backslash takes the character after it as it is. In the text of "txt" bodies it is dropped, in the
# others it stays, because Markdown reads it in the same way.
_ESCAPE = re.compile(r"\\([\[\]{}<>\\])")
_MARK = re.compile(
    r"(?P<escape>\\[\[\]{}<>\\])"
    r"|<(?P<close>/?)(?P<tag>[A-Za-z]+)(?P<who>\s[^<>]*)?>"
    r"|\[(?P<surface>(?:[^\[\]{}<>\\]|\\[\s\S])*)\]\((?P<entity>(?:[^()\\]|\\[\s\S])*)\)"
    r"|(?P<open>\{)"
    r"|\}\((?P<claim>(?:[^()\\]|\\[\s\S])*)\)"
    r"|(?P<stray>\}|\]\s*\(\s*(?:PER|ORG|LOC|MISC)\b)"
)


@dataclass(frozen=True, slots=True)
class MarkedTurn:
    """A tagged turn; ``start`` and ``end`` count characters of the printed text."""

    role: TurnRole
    speaker: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class MarkedMention:
    """A marked entity in the printed text; ``name`` is None where it is written as it is called."""

    start: int
    end: int
    label: EntityLabel
    kind: EntityKind | None
    name: str | None


@dataclass(frozen=True, slots=True)
class MarkedClaim:
    """A marked claim in the printed text."""

    start: int
    end: int
    type: ClaimType
    key: bool = False
    negated: bool = False
    hedged: bool = False
    modality: Modality = "asserted"
    reported: bool = False
    source: str | None = None


@dataclass(slots=True)
class Body:
    """The printed text with its marks; ``origins[i]``: printed character i's place in the body."""

    first_line: int
    marked: str
    printed: str = ""
    origins: list[int] = field(default_factory=list)
    turns: list[MarkedTurn] = field(default_factory=list)
    mentions: list[MarkedMention] = field(default_factory=list)
    claims: list[MarkedClaim] = field(default_factory=list)

    def line(self, printed_index: int) -> int:
        """Return the line of the marked file on which a printed character stands."""
        if not self.origins:
            return self.first_line
        return self.line_of_mark(self.origins[min(printed_index, len(self.origins) - 1)])

    def line_of_mark(self, body_index: int) -> int:
        """Return the line of the marked file for an index into the marked body."""
        return self.first_line + self.marked.count("\n", 0, body_index)


def read_body(marked: str, *, first_line: int, header: Header, problems: Problems) -> Body:
    """Return the printed text of a marked body, with turns, mentions and claims as spans of it.

    Args:
        marked: What follows the header.
        first_line: The line of the file on which `marked` begins.
        header: Names the participants and layers.
        problems: Receives every malformed mark; the result is only good if it stays empty.
    """
    return _BodyReader(marked, first_line, header, problems).read()


class _BodyReader:
    """One pass over the marks; holds the turn and the claim that are open."""

    def __init__(self, marked: str, first_line: int, header: Header, problems: Problems) -> None:
        self.body = Body(first_line=first_line, marked=marked)
        self.header = header
        self.problems = problems
        self.pieces: list[str] = []
        self.turn: tuple[str, str | None, int, int] | None = (
            None  # tag, who, printed start, body index
        )
        self.claim: tuple[int, int] | None = None  # printed start, body index
        self.at = 0  # body index of the mark at hand

    def read(self) -> Body:
        marked, done = self.body.marked, 0
        for mark in _MARK.finditer(marked):
            if mark["escape"]:
                continue
            self._print(done, mark.start())
            self.at, done = mark.start(), mark.end()
            self._mark(mark)
        self._print(done, len(marked))
        self.at = len(marked)
        if self.turn:
            self.at = self.turn[3]
            self._error(f"<{self.turn[0]}> is never closed")
        self.body.printed = "".join(self.pieces)
        return self.body

    def _error(self, message: str) -> None:
        self.problems.error(self.body.line_of_mark(self.at), message)

    def _print(self, start: int, end: int) -> None:
        at = start
        if self.header.format == "txt":
            for escape in _ESCAPE.finditer(self.body.marked, start, end):
                self._print_plain(at, escape.start())
                at = escape.start(1)
                # The backslash is gone; what it protects may be one itself.
                self._print_plain(at, at + 1)
                at += 1
        self._print_plain(at, end)

    def _print_plain(self, start: int, end: int) -> None:
        self.pieces.append(self.body.marked[start:end])
        self.body.origins.extend(range(start, end))

    def _mark(self, mark: re.Match[str]) -> None:
        if mark["tag"] is not None:
            self._tag(mark)
        elif mark["entity"] is not None:
            self._entity(mark)
        elif mark["open"] is not None:
            self._open_claim()
        elif mark["claim"] is not None:
            self._close_claim(mark["claim"])
        else:
            self._error(
                f"malformed mark at {mark[0]!r}; marks are [words](LABEL kind =Name) and "
                "{words}(type attributes)"
            )

    # --- turns ---------------------------------------------------------------------------

    def _tag(self, mark: re.Match[str]) -> None:
        tag, who = mark["tag"], (mark["who"] or "").strip() or None
        if tag not in ROLES:
            self._error(f"unknown tag {mark[0]!r}; tags are {', '.join(f'<{t}>' for t in ROLES)}")
        elif mark["close"]:
            self._close_turn(tag)
        else:
            self._open_turn(tag, who)

    def _open_turn(self, tag: str, who: str | None) -> None:
        known = [participant.id for participant in self.header.participants]
        if self.turn:
            self._error(
                f"<{tag}> inside <{self.turn[0]}>; tags do not nest, is </{self.turn[0]}> missing?"
            )
        if tag in _SPOKEN and who not in known:
            self._error(f"<{tag}> needs a participant, one of {', '.join(known)}; found {who!r}")
        if tag not in _SPOKEN and who is not None:
            self._error(f"<{tag}> takes no participant; found {who!r}")
        roles = {participant.id: participant.role for participant in self.header.participants}
        if tag == "a" and roles.get(who or "") == "interviewer":
            self.problems.warn(
                self.body.line_of_mark(self.at), f"<a {who}>: {who} is an interviewer"
            )
        self.turn = (tag, who, len(self.body.origins), self.at)

    def _close_turn(self, tag: str) -> None:
        if self.turn is None or self.turn[0] != tag:
            opened = f"<{self.turn[0]}> is open" if self.turn else "no turn is open"
            self._error(f"</{tag}> closes nothing: {opened}")
            return
        if self.claim:
            self._error("a claim opened with { is not closed within its turn")
            self.claim = None
        _, who, start, _ = self.turn
        if not "".join(self.pieces)[start:].strip():
            self._error(f"<{tag}> is empty")
        self.body.turns.append(MarkedTurn(ROLES[tag], who, start, len(self.body.origins)))
        self.turn = None

    # --- entities ------------------------------------------------------------------------

    def _entity(self, mark: re.Match[str]) -> None:
        start = len(self.body.origins)
        self._print(mark.start("surface"), mark.end("surface"))
        attributes, _, name = mark["entity"].partition("=")
        words = attributes.split()
        label, kind = (words[0] if words else ""), (words[1] if len(words) > 1 else None)
        if label not in get_args(EntityLabel):
            self._error(f"{mark[0]!r}: the label must be one of {', '.join(get_args(EntityLabel))}")
            return
        if (
            len(words) > 2
            or ("=" in mark["entity"] and not name.strip())
            or not mark["surface"].strip()
        ):
            self._error(
                f"{mark[0]!r}: write [words](LABEL kind =Name), kind and =Name may be left out"
            )
            return
        if kind is not None and (kind not in get_args(EntityKind) or label in ("PER", "LOC")):
            self._error(
                f"{mark[0]!r}: PER and LOC have no kind; ORG and MISC one of "
                f"{', '.join(get_args(EntityKind))}"
            )
            return
        if kind is not None and (kind in _MISC_KINDS) != (label == "MISC"):
            self.problems.warn(
                self.body.line_of_mark(self.at), f"{mark[0]!r}: kind {kind} is unusual for {label}"
            )
        if self.turn is None or self.turn[0] == "boil":
            self._error(
                f"{mark[0]!r} stands outside a turn or in <boil>, where names are not marked"
            )
        if "entities" not in self.header.layers:
            self._error(f"{mark[0]!r} is marked, but layers does not hold 'entities'")
        self.body.mentions.append(
            MarkedMention(
                start,
                len(self.body.origins),
                label,  # type: ignore[arg-type]  # checked above
                kind,  # type: ignore[arg-type]  # checked above
                re.sub(r"\\([()\\])", r"\1", " ".join(name.split())) or None,
            )
        )

    # --- claims --------------------------------------------------------------------------

    def _open_claim(self) -> None:
        if self.claim:
            self._error("{ inside a claim; claims do not nest, is }(type) missing before it?")
        if self.turn is None or self.turn[0] != "a":
            self._error("{ stands outside an answer; only answers hold claims")
        if "claims" not in self.header.layers:
            self._error("a claim is marked, but layers does not hold 'claims'")
        self.claim = (len(self.body.origins), self.at)

    def _close_claim(self, attributes: str) -> None:
        if self.claim is None:
            self._error(f"}}({attributes}) closes no claim")
            return
        start, self.claim = self.claim[0], None
        end = len(self.body.origins)
        words = attributes.split()
        if not words or words[0] not in get_args(ClaimType):
            self._error(
                f"claim ({attributes}): the type must be one of {', '.join(get_args(ClaimType))}"
            )
            return
        flags: dict[str, object] = {}
        for word in words[1:]:
            name, equals, value = word.partition("=")
            if (
                name in ("key", "negated", "hedged", "reported")
                and not equals
                and name not in flags
            ):
                flags[name] = True
            elif name == "modality" and value in get_args(Modality) and name not in flags:
                flags[name] = value
            elif name == "reported" and value.strip("_") and name not in flags:
                flags |= {"reported": True, "source": _source(value)}
            else:
                modalities = "|".join(get_args(Modality))
                self._error(
                    f"claim ({attributes}): {word!r} is not allowed or stands twice; "
                    "allowed are key, negated, hedged, "
                    f"modality={modalities}, reported, reported=Source"
                )
        if not "".join(self.pieces)[start:].strip():
            self._error("the claim is empty")
        self.body.claims.append(MarkedClaim(start, end, words[0], **flags))  # type: ignore[arg-type]


def _source(value: str) -> str:
    """Return a source as printed: ``_`` stands for a space, after a backslash for itself."""
    return re.sub(r"\\([()_\\])|_", lambda match: match[1] or " ", value)
