"""The same interview as somebody else would have typed it, character for character."""

from __future__ import annotations

import dataclasses
from typing import Literal

from pipeline.errors import InputError
from pipeline.schema import Gold, GoldEntity, Source

Variant = Literal["straight", "typographic", "capitals"]

VARIANTS: dict[Variant, str] = {
    "straight": "straight apostrophes",
    "typographic": "typographic apostrophes",
    "capitals": "questions in capitals",
}
_APOSTROPHES = {
    "straight": str.maketrans("’ʼ", "''"),
    "typographic": str.maketrans("'ʼ", "’’"),
}


def rewritten_text(gold: Gold, variant: Variant) -> str:
    """Return the gold's text rewritten, of the same length, so that every offset holds.

    Capitals keep their accents; what has no single capital ("ß") stays as it is.
    """
    if variant != "capitals":
        return gold.text.translate(_APOSTROPHES[variant])
    letters = list(gold.text)
    for turn in gold.turns or ():
        if turn.role == "question":
            letters[turn.start : turn.end] = map(_capital, gold.text[turn.start : turn.end])
    return "".join(letters)


def _capital(character: str) -> str:
    upper = character.upper()
    return upper if len(upper) == 1 else character


def rewritten_gold(gold: Gold, variant: Variant) -> Gold:
    """Return the gold of the rewritten interview, its turns and entities alone."""
    text = rewritten_text(gold, variant)

    def entity(old: GoldEntity) -> GoldEntity:
        mentions = (dataclasses.replace(m, text=text[m.start : m.end]) for m in old.mentions)
        return dataclasses.replace(old, mentions=tuple(mentions))

    turns, entities = gold.turns, gold.entities
    return dataclasses.replace(
        gold,
        text=text,
        turns=turns and tuple(dataclasses.replace(t, text=text[t.start : t.end]) for t in turns),
        entities=entities and tuple(map(entity, entities)),
        exchanges=None,
        claims=None,
        summary=None,
    )


def rewritten_source(source: Source, gold: Gold, variant: Variant) -> Source:
    """Return the source with the rewritten text; bold, headings and the like stay where they are.

    Raises:
        InputError: The file's text is not the one that was annotated.
    """
    require_same_text(source, gold)
    return dataclasses.replace(source, text=rewritten_text(gold, variant))


def require_same_text(source: Source, gold: Gold) -> None:
    """Refuse a file that the gold was not made from.

    Raises:
        InputError: The file's text is not the one that was annotated.
    """
    if source.text != gold.text:
        raise InputError(
            f"{source.file}: its text is not that of the gold {gold.id!r}",
            hint="build both from the same marked file: python scripts/build_corpus.py",
        )
