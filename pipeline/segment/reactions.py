"""What an interviewer's few words do: prompt the hearer, or only take in the answer before them.

All functions read the analysis form.
"""

from __future__ import annotations

import re

from pipeline.lexicons import words
from pipeline.segment.wording import (
    addresses,
    bare,
    greets,
    is_question,
    opens_with,
    says_i,
    sentences,
    tells,
    word_count,
    word_list,
)

_OPEN_A_SUBJECT = ("prompt_phrases", "interrogatives", "turn_connectives")
_DIRECTIONS = re.compile(r"[(\[][^()\[\]]{1,30}[)\]]")  # "(rires)", "[silence]"
_ECHO_REACH = 200  # characters
_FEW_WORDS = 8  # of a sentence that only greets


def prompts(text: str) -> bool:
    """Return whether a sentence of `text` tells the hearer to speak: "Montrez-nous un communiqué."

    >>> prompts("Montrez-nous un exemple."), prompts("Pas mal. Racontez."), prompts("Avons-nous le temps ?")
    (True, True, False)
    """
    return any(
        opens_with(text[a:b], "prompt_verbs") or tells(text[a:b]) for a, b in sentences(text)
    )


def only_greets(text: str) -> bool:
    """Return whether every sentence of a text greets or thanks, in a few words.

    >>> only_greets("Merci à vous deux. Au revoir !"), only_greets("Merci à vous. Écrivez-moi.")
    (True, False)
    """
    return all(
        greets(text[a:b]) and word_count(text[a:b]) <= _FEW_WORDS for a, b in sentences(text)
    )


def only_reacts(text: str, answer: str = "") -> bool:
    """Return whether an interviewer's few words take in an answer without asking.

    They open like a reaction or an appraisal ("C'est joli, ça.") or echo the answer; what speaks to the
    interviewee ("Vous partez fâchée.") or names something new ("Le communiqué de presse.") asks.

    Args:
        text: The interviewer's words.
        answer: The answer before them.

    >>> only_reacts("Ah oui, quand même."), only_reacts("Un conseil"), only_reacts("Donc le téléphone.")
    (True, False, False)
    >>> only_reacts("(rires) Ah oui, comme tout le monde."), only_reacts("(rires)"), only_reacts("(silence) Un prix.")
    (True, True, False)
    >>> only_reacts("C'est joli, ça (rires).")
    True
    >>> only_reacts("Un sandwich.", "Nous offrons un sandwich."), only_reacts("Un sandwich.")
    (True, False)
    """
    said = _DIRECTIONS.sub(" ", text).strip() or text.strip(" ()[]")
    if is_question(said) or prompts(said) or addresses(said):
        return False
    parts = {part.strip() for part in bare(said).rstrip(" .!…").split(",")}
    count = word_count(said)
    if count <= 6 and parts & words("backchannels"):
        return True
    if count > 5 or any(opens_with(said, name) for name in _OPEN_A_SUBJECT):
        return False
    ends = said.rstrip(' "»').endswith(".")
    return (ends and opens_with(said, "reaction_openers")) or echoes(said, answer)


def echoes(text: str, answer: str) -> bool:
    """Return whether a few words take up the end of an answer without asking: half of them stand there.

    >>> echoes("Quarante !", "Depuis, quarante candidatures."), echoes("Pas mal.", "Depuis, quarante.")
    (True, False)
    """
    own, end = _content(text), _content(answer[-_ECHO_REACH:])
    asks = is_question(text) or any(opens_with(text, name) for name in _OPEN_A_SUBJECT)
    asks = asks or says_i(text)  # "J'étais le chien." tells something
    short = word_count(text) <= 5 and text.rstrip(' "»').endswith((".", "!"))
    return short and not asks and bool(own) and 2 * len(own & end) >= len(own)


def _content(text: str) -> set[str]:
    """Return the words with content of their own, elided articles cut off."""
    found = {word.lower().split("'")[-1] for word in word_list(text)}
    return {word for word in found if len(word) > 2} - words("function_words")
