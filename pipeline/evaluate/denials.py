"""Sentences whose denial is dropped, or that deny what they said."""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING

from pipeline.lexicons import words as word_list
from pipeline.text import analysis_form

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Token

_TOLD = 6  # words from a verb on, one of which the evidence must have for it to be denied
_PREFIX = 5  # letters that forms of a word share


def other_denial(text: str, nlp: Language, *, told: str, draw: random.Random) -> str | None:
    """Return a sentence with its denial dropped, or else with one added; None where neither can be.

    Args:
        text: The sentence.
        nlp: Finds the finite verbs.
        told: Its evidence. Only what it tells of is changed: of what annotators took from elsewhere in
            the interview it proves nothing.
        draw: What chooses the verb.
    """
    doc, known = nlp(analysis_form(text)), told.lower()
    dropped = _dropped(text, doc, known)
    if dropped is not None:
        return dropped
    verbs = [token for token in doc if _deniable(token, doc) and _is_told(token, known)]
    return _denied(text, draw.choice(verbs)) if verbs else None


def _dropped(text: str, doc: Doc, known: str) -> str | None:
    for first in doc:
        if first.lower_ not in ("ne", "n'") or not _is_told(first, known):
            continue
        for second in doc[first.i + 1 : first.i + 6]:
            if second.lower_ in ("pas", "jamais", "plus"):
                end = first.idx + len(first.text_with_ws)
                stop = second.idx + len(second.text_with_ws)
                kept = text[end : second.idx].rstrip() + text[second.idx + len(second) : stop]
                return _elided(text[: first.idx] + kept + text[stop:])
    return None


def _elided(text: str) -> str:
    """Return a text with "c’est" for "ce est" and "j’ai" for "je ai"."""
    return re.sub(r"\b([CcJj])e (?=[aeéiouyh])", r"\1’", text)


def _is_told(token: Token, known: str) -> bool:
    """Say whether the evidence has a word from here on."""
    around = token.doc[token.i : token.i + _TOLD]
    return any(
        word.lower_[:_PREFIX] in known
        for word in around
        if len(word) >= _PREFIX and word.lower_ not in word_list("function_words")
    )


def _deniable(token: Token, doc: Doc) -> bool:
    """Say whether a finite verb carries content: not "estime" of "estime que", not within a denial."""
    if "Fin" not in token.morph.to_dict().get("VerbForm", "") or token.pos_ not in ("VERB", "AUX"):
        return False
    if token.lower_ in word_list("summary_verbs") or token.i + 1 >= len(doc):
        return False
    around = {other.lower_ for other in doc[max(0, token.i - 4) : token.i + 5]}
    denying = word_list("negation_first") | word_list("negation_second") | {"sans"}
    if around & denying or not token.i:
        return False
    return doc[token.i + 1].text[0] != "-" and doc[token.i - 1].lower_ not in ("qu'", "qui", "t")


def _denied(text: str, verb: Token) -> str:
    start = verb.i
    while start > 0 and verb.doc[start - 1].lower_ in word_list("clitics") - {"nous", "vous"}:
        start -= 1
    at = verb.doc[start].idx
    ne = "n’" if text[at].lower() in "aeiouyéèêàâîôh" else "ne "
    end = verb.idx + len(verb.text)
    return f"{text[:at]}{ne}{text[at:end]} pas{text[end:]}"
