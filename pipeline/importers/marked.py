"""Inline-marked interview -> gold with exact offsets, and the file as published.

The notation is described in ``corpus/GUIDE.md``.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import InputError
from pipeline.gold import check_gold, exchanges_of
from pipeline.importers.marked_body import Body, MarkedMention, read_body
from pipeline.importers.marked_checks import (
    check_emphasis,
    check_headline,
    check_outside,
    check_turn_starts,
    check_untagged,
)
from pipeline.importers.marked_header import (
    Header,
    MarkedFormat,
    Problems,
    read_header,
    split_marked,
)
from pipeline.importers.marked_raw import render_docx, render_html, render_text
from pipeline.importers.marked_visible import (
    MarkdownError,
    PrintedBlock,
    Visible,
    blocks_of,
    visible_of_blocks,
    visible_of_lines,
)
from pipeline.read import read_source
from pipeline.schema import (
    Attribution,
    EntityKind,
    Gold,
    GoldClaim,
    GoldEntity,
    GoldMention,
    GoldSummary,
    GoldTurn,
    Source,
    Span,
    SummarySentence,
)
from pipeline.settings import Settings


@dataclass(frozen=True, slots=True)
class MarkedInterview:
    """One marked file, read: the annotation and the interview as published."""

    gold: Gold
    raw: bytes
    format: MarkedFormat
    split: str
    warnings: tuple[str, ...]


def read_marked(path: Path) -> MarkedInterview:
    """Return the gold and the raw rendering of a marked file.

    Raises:
        InputError: The file breaks the notation; the message names every place, one a line.
    """
    try:
        content = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read ({error})") from error
    return parse_marked(content, name=path.name)


def parse_marked(content: str, *, name: str) -> MarkedInterview:
    """Return the gold and the raw rendering of the content of a marked file.

    Args:
        content: Header and body.
        name: The file's name, for messages; its stem must be the id.

    Raises:
        InputError: The content breaks the notation; the message names every place, one a line.
    """
    problems = Problems(file=name)
    found = _read(content, stem=Path(name).stem, problems=problems)
    if problems.errors or found is None:
        raise InputError("\n".join(problems.errors))
    return found


def source_of(marked: MarkedInterview) -> Source:
    """Return the interview as the pipeline reads it from its raw file."""
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder) / f"{marked.gold.id}.{marked.format}"
        raw.write_bytes(marked.raw)
        return read_source(raw, id=marked.gold.id, file=raw.name, settings=Settings())


def _read(content: str, *, stem: str, problems: Problems) -> MarkedInterview | None:
    parts = split_marked(content, problems)
    header = read_header(parts[0], stem=stem, problems=problems) if parts else None
    if parts is None or header is None:
        return None
    body = read_body(parts[1], first_line=parts[2], header=header, problems=problems)
    if problems.errors:
        return None
    try:
        blocks = blocks_of(body.printed) if header.format != "txt" else ()
    except MarkdownError as error:
        problems.error(body.line(error.index), str(error))
        return None
    visible = visible_of_blocks(blocks) if header.format != "txt" else _visible_txt(body)
    gold = _GoldMaker(header, body, visible, problems).make()
    check_outside(body, header, problems)
    check_untagged(gold, header, body, visible, problems)
    check_turn_starts(gold, header, body, visible, problems)
    check_emphasis(header, body, visible, problems)
    check_headline(gold, header, body, visible, problems)
    if problems.errors:
        return None
    check_gold(gold)
    raw = _render(header, body.printed, blocks)
    return MarkedInterview(gold, raw, header.format, header.split, tuple(problems.warnings))


def _visible_txt(body: Body) -> Visible:
    # The raw file has no blank lines at its ends and one line end at its end: so has the gold text.
    start = len(body.printed) - len(body.printed.lstrip("\n"))
    visible = visible_of_lines(body.printed.strip("\n") + "\n")
    return Visible(visible.text, tuple(origin + start for origin in visible.origins))


def _render(header: Header, printed: str, blocks: tuple[PrintedBlock, ...]) -> bytes:
    match header.format:
        case "txt" | "md":
            return render_text(printed)
        case "html":
            return render_html(printed, header)
        case "docx":
            return render_docx(blocks, header)


class _GoldMaker:
    """Puts the marks of one body into coordinates of the visible text."""

    def __init__(self, header: Header, body: Body, visible: Visible, problems: Problems) -> None:
        self.header, self.body, self.visible, self.problems = header, body, visible, problems
        self.text = visible.text
        self.turns = tuple(self._turns())

    def make(self) -> Gold:
        layers = self.header.layers
        return Gold(
            id=self.header.id,
            text=self.text,
            participants=self.header.participants,
            turns=self.turns,
            exchanges=exchanges_of(self.turns),
            entities=self._entities() if "entities" in layers else None,
            claims=tuple(self._claims()) if "claims" in layers else None,
            summary=self._summary() if "summary" in layers else None,
            title=self.header.title,
            split=self.header.split,
            layout=self.header.layout,
            tags=self.header.tags,
        )

    def _turns(self) -> Iterator[GoldTurn]:
        for number, turn in enumerate(self.body.turns, 1):
            start, end = self.visible.span(turn.start, turn.end)
            yield GoldTurn(f"t{number}", turn.role, turn.speaker, start, end, self.text[start:end])

    def _turn_at(self, start: int, end: int) -> GoldTurn:
        return next(turn for turn in self.turns if turn.start <= start and end <= turn.end)

    def _entities(self) -> tuple[GoldEntity, ...]:
        groups: dict[tuple[str, str], list[MarkedMention]] = {}
        labels: dict[str, str] = {}
        for mention in self.body.mentions:
            start, end = self.visible.span(mention.start, mention.end)
            name = mention.name or " ".join(self.text[start:end].split())
            if labels.setdefault(name, mention.label) != mention.label:
                self.problems.warn(
                    self.body.line(mention.start),
                    f"{name!r} is {mention.label} here and {labels[name]} elsewhere: two entities",
                )
            groups.setdefault((name, mention.label), []).append(mention)
        return tuple(
            GoldEntity(
                f"e{number}",
                name,
                mentions[0].label,
                self._kind(name, mentions),
                tuple(self._mention(mention) for mention in mentions),
            )
            for number, ((name, _), mentions) in enumerate(groups.items(), 1)
        )

    def _kind(self, name: str, mentions: list[MarkedMention]) -> EntityKind | None:
        given = [mention for mention in mentions if mention.kind is not None]
        for mention in given:
            if mention.kind != given[0].kind:
                line = self.body.line(given[0].start)
                self.problems.error(
                    self.body.line(mention.start),
                    f"{name!r} has kind {mention.kind} here and {given[0].kind} on line {line}",
                )
        return given[0].kind if given else None

    def _mention(self, mention: MarkedMention) -> GoldMention:
        start, end = self.visible.span(mention.start, mention.end)
        return GoldMention(start, end, self.text[start:end], self._turn_at(start, end).id)

    def _claims(self) -> Iterator[GoldClaim]:
        collapsed = " ".join(self.text.split())
        for number, claim in enumerate(self.body.claims, 1):
            start, end = self.visible.span(claim.start, claim.end)
            words = self.text[start:end]
            if re.search(r"\n\s*\n", words):
                self.problems.error(
                    self.body.line(claim.start), "the claim crosses a paragraph; make it two claims"
                )
            if claim.source is not None and claim.source not in collapsed:
                self.problems.error(
                    self.body.line(claim.start),
                    f"the source {claim.source!r} is not in the text; write it as printed, "
                    "'_' for a space",
                )
            turn = self._turn_at(start, end)
            kind, source = ("reported", claim.source) if claim.reported else ("speaker", None)
            yield GoldClaim(
                id=f"c{number}",
                start=start,
                end=end,
                text=words,
                turn=turn.id,
                speaker=turn.speaker,
                attribution=Attribution(kind, source),  # type: ignore[arg-type]
                type=claim.type,
                negated=claim.negated,
                hedged=claim.hedged,
                modality=claim.modality,
                key=claim.key,
            )

    def _summary(self) -> GoldSummary:
        sentences = tuple(
            SummarySentence(
                note.text,
                tuple(self._evidence(words, note.line) for words in note.evidence),
            )
            for note in self.header.summary
        )
        return GoldSummary(" ".join(sentence.text for sentence in sentences), sentences)

    def _evidence(self, words: str, line: int) -> Span:
        pattern = r"\s+".join(re.escape(word) for word in words.split())
        found = list(re.finditer(pattern, self.text))
        if len(found) != 1:
            lines = [self.body.line(self.visible.origins[match.start()]) for match in found]
            self.problems.error(
                line,
                f"evidence {words!r} stands {len(found)} times in the text "
                f"(lines {lines}); it must stand once",
            )
            return Span(0, 1)
        return Span(found[0].start(), found[0].end())
