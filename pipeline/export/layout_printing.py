"""Any annotated interview printed in a layout row.

A rendering is a marked file: the importer of marked files gives the interview as published in the row's format
and the annotation with exact offsets.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.errors import InputError
from pipeline.export.layouts import Layout, Marks, fits, initials_of
from pipeline.export.marked import header_of, marked_span, mention_forms, tagged
from pipeline.read.wrapping import continues, find_wrapping
from pipeline.schema import Gold, GoldTurn, Participant
from pipeline.text import trim

_MARKUP = re.compile(r"</?[a-z]+(?: p\d+)?>|\]\([^()]*\)|\}\([^()]*\)|[\[{]")
_ENDS = '?!.…:»"”'  # without one of them a question in the same paragraph would run into its answer
_FRAME = (
    '<nav><a href="/">Accueil</a> <a href="/entretiens">Entretiens</a> <a href="/agenda">Agenda</a></nav>\n'
    '<div class="cookie-banner"><p>Ce site utilise des cookies. <button>Accepter</button></p></div>',
    '<aside class="related"><h2>À lire aussi</h2><ul><li><a href="/a">Que retenir de la saison ?</a></li>'
    '<li><a href="/b">Nos prochains rendez-vous</a></li></ul></aside>\n'
    "<footer><p>Mentions légales · Contact</p></footer>",
)


def render(gold: Gold, layout: Layout) -> str:
    """Return the interview as a marked file in a layout row.

    Raises:
        InputError: The row does not fit the interview; see `fits`.
    """
    if not fits(gold, layout):
        raise InputError(f"{gold.id}: cannot be printed in the layout {layout.name}")
    return _Renderer(gold, layout).render()


class _Renderer:
    """Prints one interview turn by turn and notes the labels it prints."""

    def __init__(self, gold: Gold, layout: Layout) -> None:
        self.gold, self.layout = gold, layout
        self.people = {p.id: p for p in gold.participants or ()}
        self.labels: dict[str, list[str]] = {id: [] for id in self.people}
        self.asked = 0
        self.seconds = 0
        self.wrapping = find_wrapping(gold.text.split("\n"))

    def render(self) -> str:
        printed: list[str] = []
        before: GoldTurn | None = None
        for turn in self.gold.turns or ():
            words = self._turn(turn, before)
            joined = (
                self.layout.inline
                and before is not None
                and (before.role, turn.role) == ("question", "answer")
                and (self.layout.question.emphasis or before.text[-1:] in _ENDS)
            )
            if joined:
                printed[-1] += " " + words
            else:
                printed.append(words)
            before = turn
        paragraphs = [part for words in printed for part in words.split("\0")]
        if self.layout.wrap:
            paragraphs = [_wrapped(part, self.layout.wrap) for part in paragraphs]
        gap = "\n\n" if self.layout.format != "txt" else self.layout.gap
        participants = [replace(p, labels=tuple(self.labels[p.id])) for p in self.people.values()]
        header = header_of(
            self.gold,
            format=self.layout.format,
            layout=self.layout.name,
            participants=participants,
            untagged_ok={"".join(map(_plain_capital, form)) for form in mention_forms(self.gold)},
            page=_FRAME if self.layout.framed else ("", ""),
        )
        return f"{header}{gap.join(paragraphs)}\n"

    def _turn(self, turn: GoldTurn, before: GoldTurn | None) -> str:
        """Return the turn with its marks; a zero byte stands between its paragraphs."""
        spoken = turn.role in ("question", "answer", "backchannel")
        asks = turn.role in ("question", "backchannel")
        marks = (self.layout.question if asks else self.layout.answer) if spoken else Marks()
        paragraphs = [self._words(start, end, marks) for start, end in self._paragraphs(turn)]
        if marks.quoted:
            paragraphs[0] = f"« {paragraphs[0]}"
            paragraphs[-1] = f"{paragraphs[-1]} »"  # of one paragraph as well
        if not spoken:
            return self._unspoken(turn, paragraphs)
        self.asked += turn.role == "question"
        label = self._label(turn, marks, goes_on=self._goes_on(turn, before))
        self.seconds += len(turn.text) // 15
        after = self._after(marks) if asks else ""  # the name announces the answer that comes next
        if marks.emphasis:
            words = "\0".join(f"{marks.emphasis}{p}{marks.emphasis}" for p in paragraphs)
        else:
            words = "\0".join(paragraphs)
        heading = marks.heading if turn.role == "question" else ""
        if heading:
            words = words.replace("\0", " ")
        return f"{label}{heading}{tagged(turn.role, turn.speaker, words)}{after}"

    def _unspoken(self, turn: GoldTurn, paragraphs: Sequence[str]) -> str:
        words = tagged(turn.role, None, "\0".join(paragraphs))
        if self.layout.format == "txt":
            return words
        marker = {"heading": "# " if turn.start == 0 else "## ", "pull_quote": "> "}.get(turn.role)
        return marker + words.replace("\0", " ") if marker else words

    def _goes_on(self, turn: GoldTurn, before: GoldTurn | None) -> bool:
        """An answer cut by a pull quote or a cross-head goes on without a label."""
        if turn.role != "answer" or before is None or before.role in ("question", "backchannel"):
            return False
        spoken = [
            t
            for t in self.gold.turns or ()
            if t.start < turn.start and t.role in ("question", "answer", "backchannel")
        ]
        return bool(spoken) and spoken[-1].role == "answer" and spoken[-1].speaker == turn.speaker

    def _label(self, turn: GoldTurn, marks: Marks, *, goes_on: bool) -> str:
        if goes_on or turn.speaker is None or (turn.role == "backchannel" and "{n}" in marks.first):
            return ""
        new = not self.labels[turn.speaker]
        template = marks.first if new or marks.later is None else marks.later
        person = self.people[turn.speaker]
        printed = _printed_label(template, person, self.asked, self.seconds, self._number(person))
        shown = re.sub(r"^\[[\d:]+\]|[*]", "", printed).strip().rstrip(" :.–-\n")
        if any(c.isalpha() for c in shown) and "{n}" not in template:
            if "initials" in template:
                shown = initials_of(person.name or "")
            if shown not in self.labels[turn.speaker]:
                self.labels[turn.speaker].append(shown)
        return printed

    def _after(self, marks: Marks) -> str:
        other = next((p for p in self.people.values() if p.role == "interviewee"), None)
        if not marks.after or other is None or other.name is None:
            return ""
        if other.name not in self.labels[other.id]:
            self.labels[other.id].append(other.name)
        return marks.after.format(other=other.name)

    def _number(self, person: Participant) -> int:
        return list(self.people).index(person.id) + 1

    def _paragraphs(self, turn: GoldTurn) -> Iterator[tuple[int, int]]:
        """Yield the paragraphs of a turn; lines of a wrapped text are joined."""
        text, at = self.gold.text, turn.start
        start = at
        for line in turn.text.split("\n")[:-1]:
            end = at + len(line)
            whole_line = text[text.rfind("\n", 0, max(at, 1)) + 1 : end]
            following = text[end + 1 :].split("\n", 1)[0]
            goes_on = (
                self.wrapping is not None
                and line.strip()
                and following.strip()
                and continues(whole_line, following, self.wrapping)
            )
            if not goes_on:
                if text[start:end].strip():
                    yield start, end
                start = end + 1
            at = end + 1
        if text[start : turn.end].strip():
            yield start, turn.end

    def _words(self, start: int, end: int, marks: Marks) -> str:
        start, end = trim(self.gold.text, start, end)

        def show(character: str) -> str:
            if character == "\n":
                return " "
            if marks.capitals:
                return _plain_capital(character)
            if self.layout.format != "txt" and character in "\\*_`#<>":
                return "\\" + character
            return character

        words = marked_span(self.gold, start, end, show)
        if self.layout.format != "txt":
            words = re.sub(
                r"^([-+]|\d+(?=[.)]))(?=[\s.)])",
                r"\\\1" if not words[0].isdigit() else r"\1\\",
                words,
            )
        return words


def _printed_label(
    template: str, person: Participant, asked: int, seconds: int, number: int
) -> str:
    name = (person.name or "")[:1].upper() + (person.name or "")[1:]
    return template.format(
        name=name,
        NAME=name.upper(),
        initials=initials_of(name),
        n=asked,
        speaker=number,
        time=f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}",
    )


def _plain_capital(character: str) -> str:
    """Return a letter as a capital without its accent, one character for one."""
    upper = unicodedata.normalize("NFD", character.upper())[0]
    return upper if len(character.upper()) == 1 else character


def _wrapped(paragraph: str, width: int) -> str:
    """Break a marked paragraph into lines whose printed words fit into `width` columns."""
    marks: list[str] = []

    def hide(match: re.Match[str]) -> str:
        marks.append(match[0])
        return "\x01"

    plain = _MARKUP.sub(hide, paragraph)
    lines: list[str] = []
    line = ""
    for word in plain.split(" "):
        longer = f"{line} {word}" if line else word
        if line and len(longer.replace("\x01", "")) > width:
            lines.append(line)
            line = word
        else:
            line = longer
    found = "\n".join([*lines, line])
    restored = iter(marks)
    return re.sub("\x01", lambda _: next(restored), found)
