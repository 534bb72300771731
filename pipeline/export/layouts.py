"""The layout rows in which interviews are published, and which interviews each can print."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from pipeline.errors import InputError
from pipeline.schema import Gold


@dataclass(frozen=True, slots=True)
class Marks:
    """What is printed before a speaker's turn; braces as in `layout_printing`."""

    first: str = ""  # at the speaker's first turn
    later: str | None = None  # at the others; None: the same
    after: str = ""  # at the end of the turn
    emphasis: str = ""  # Markdown around the words
    heading: str = ""  # Markdown heading marker before them
    quoted: bool = False  # the words stand in guillemets
    capitals: bool = False  # in capitals without accents


@dataclass(frozen=True, slots=True)
class Layout:
    """One row: how turns are told apart, where lines end, and in which format."""

    name: str
    question: Marks = Marks()
    answer: Marks = Marks()
    gap: Literal["\n", "\n\n"] = "\n\n"  # between paragraphs
    inline: bool = False  # question and answer in one paragraph
    wrap: int | None = None  # columns
    format: Literal["txt", "md", "html", "docx"] = "txt"
    framed: bool = False  # navigation, cookie banner and footer around it (html)

    @property
    def names_answers(self) -> bool:
        """Say whether several interviewees can be told apart."""
        return "{" in self.answer.first and self.answer.later != ""


def _both(first: str, later: str | None = None) -> tuple[Marks, Marks]:
    return Marks(first, later), Marks(first, later)


_NUMBERED = Marks("{n}. ")
LAYOUTS: tuple[Layout, ...] = (
    Layout("plain-blank"),
    Layout("plain-single", gap="\n"),
    Layout("plain-wrapped", wrap=76),
    Layout("plain-html", format="html", framed=True),
    Layout("inline", inline=True),
    Layout("inline-single", gap="\n", inline=True),
    Layout("inline-numbered", _NUMBERED, gap="\n\n", inline=True),
    Layout("inline-numbered-wrapped", Marks("{n}) "), wrap=72, inline=True),
    Layout("inline-bold-html", Marks(emphasis="**"), format="html", framed=True, inline=True),
    Layout("name-answers", answer=Marks("{name} : ")),
    Layout("name-answers-single", answer=Marks("{name} : "), gap="\n"),
    Layout("name-first-answer", answer=Marks("{name} : ", "")),
    Layout(
        "names-then-initials",
        *_both("{name} : ", "{initials} : "),
    ),
    Layout(
        "names-then-initials-wrapped",
        *_both("{name} : ", "{initials} : "),
        wrap=72,
    ),
    Layout("full-names", *_both("{name} : ")),
    Layout("full-names-stop", *_both("{name}. ")),
    Layout("full-names-dash", *_both("{name} - ")),
    Layout("full-names-bold-html", *_both("**{name} :** "), format="html"),
    Layout("full-names-capitals", *_both("{NAME} : "), gap="\n"),
    Layout("initials", *_both("{initials} : ")),
    Layout("transcript-speakers", *_both("Speaker {speaker}: "), gap="\n"),
    Layout("transcript-times", *_both("[{time}] {NAME} : ")),
    Layout("transcript-l1", *_both("L{speaker} : "), gap="\n"),
    Layout("q-r", Marks("Q : "), Marks("R : ")),
    Layout("question-reponse", Marks("Question : "), Marks("Réponse : "), gap="\n"),
    Layout("dash-both", Marks("– "), Marks("– "), gap="\n"),
    Layout("dash-questions", Marks("- ")),
    Layout("dash-answers", answer=Marks("– "), gap="\n"),
    Layout("triangle-questions", Marks("► "), gap="\n"),
    Layout("bullet-questions", Marks("• ")),
    Layout("label-own-line", *_both("{name}\n")),
    Layout("name-glued", Marks(after=" {other} :")),
    Layout("numbered-dash", Marks("{n}- ")),
    Layout("numbered-q", Marks("Q{n}. ")),
    Layout("numbered-wrapped", _NUMBERED, wrap=68),
    Layout("bold-questions-md", Marks(emphasis="**"), format="md"),
    Layout("bold-questions-html", Marks(emphasis="**"), format="html", framed=True),
    Layout("italic-questions-docx", Marks(emphasis="*"), format="docx"),
    Layout("heading-questions-html", Marks(heading="### "), format="html", framed=True),
    Layout("heading-questions-docx", Marks(heading="## "), format="docx"),
    Layout("capitals-questions", Marks(capitals=True), gap="\n"),
    Layout("quoted-answers", answer=Marks(quoted=True)),
)


def layout_named(name: str) -> Layout:
    """Return a row by its name.

    Raises:
        InputError: There is none of that name.
    """
    for layout in LAYOUTS:
        if layout.name == name:
            return layout
    known = ", ".join(layout.name for layout in LAYOUTS)
    raise InputError(f"no layout is called {name!r}; layouts are {known}")


def fits(gold: Gold, layout: Layout) -> bool:
    """Say whether the row can print the interview without losing what its annotation knows.

    Names must be known where they are printed, and differ; several interviewees need labels.
    """
    people = [
        p for p in gold.participants or () if any(t.speaker == p.id for t in gold.turns or ())
    ]
    sides = {"interviewer": layout.question, "interviewee": layout.answer}
    answering = [p for p in people if p.role == "interviewee"]
    if len(answering) > 1 and not layout.names_answers:
        return False
    if len(answering) != len({p.id for p in answering}) or not answering:
        return False
    shown = []
    for person in people:
        marks = sides[person.role]
        templates = f"{marks.first}{marks.later or ''}"
        if re.search(r"\{(?:name|NAME|initials)\}", templates):
            if person.name is None or " et " in person.name:
                return False
            shown.append(initials_of(person.name) if "initials" in templates else person.name)
    if "{other}" in layout.question.after and any(p.name is None for p in answering):
        return False
    return len(shown) == len(set(shown))


def initials_of(name: str) -> str:
    """Return the initials of a name as labels print them.

    Particles keep their small letter, other words get a capital.

    >>> initials_of("Marie-Claude Le Goff"), initials_of("Jean Bart")
    ('M.-C. L.G.', 'J. B.')
    >>> initials_of("Chemins solidaires"), initials_of("Cahiers du Sine"), initials_of("Lettres & Scènes")
    ('C. S.', 'C. d.S.', 'L. & S.')
    """
    first, *rest = name.split() or [""]
    head = "-".join(f"{part[0].upper()}." for part in first.split("-") if part)
    parts = [part for word in rest for part in re.split(r"[-'’]", word) if part]
    tail = "".join("& " if p == "&" else f"{p[0] if len(p) < 4 else p[0].upper()}." for p in parts)
    return f"{head} {tail}".strip()
