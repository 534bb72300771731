"""What stands before a turn and helps to understand it; training uses the same."""

from __future__ import annotations

from collections.abc import Iterable


def questions_before(roles: Iterable[str], texts: Iterable[str]) -> list[str]:
    """Return for each turn the text of the question that it answers; "" for what answers none.

    It is the last question before an answer, whatever stands between them.

    >>> questions_before(["other", "question", "answer", "question"], ["Lyon", "Qui ?", "Elle.", "Et ?"])
    ['', '', 'Qui ?', '']
    """
    found: list[str] = []
    question = ""
    for role, text in zip(roles, texts, strict=True):
        found.append(question if role == "answer" else "")
        if role == "question":
            question = text
    return found
