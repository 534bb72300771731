"""The turns of an interview that are in capitals, read as the others are written."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.casing.reader import LONGEST_ACRONYM, IsCommon, Reader, has_accents
from pipeline.casing.writing import WORD, Writing
from pipeline.errors import OffsetError
from pipeline.lexicons import words
from pipeline.text import fold

_LEAST_WORDS = 3
_LEAST_SHARE = 0.9  # of the letters
_LEAST_ACCENTED = 1 / 3  # of the turns in capitals, if capitals have accents
_ACRONYM_ALONE = 3  # "SA", "OR": a function word of two letters that has no word beside it
_OTHERS = 2  # turns in capitals beside which short ones are read likewise


def truecased(texts: Iterable[str], is_common: IsCommon, *, names: Iterable[str] = ()) -> list[str]:
    """Return the turns of one interview, those in capitals in small letters but for what looks like a name.

    Well-known names of several words are written as they are known. Any other word takes the form that it has elsewhere
    in the interview, rather beside the same word; else it is small if training texts have it small, has the capitals of
    a well-known name, is small if it is a common word of French; else it stays as it is if it is short, and gets a capital.
    Every text keeps its length.

    Args:
        texts: In their analysis form.
        is_common: Says of a word in small letters whether French dictionaries have it.
        names: Of those who speak, as they are written.

    Raises:
        OffsetError: A text would change its length.

    >>> truecased(["ET CHEZ LAFARGE, QUE FAIT LE PRÉFET ?", "Lafarge communique."], {"préfet"}.__contains__)
    ['Et chez Lafarge, que fait le préfet ?', 'Lafarge communique.']
    """
    given = list(texts)
    sentences = [text for text in given if is_shouted(text)]
    if not sentences:
        return given
    # Beside some others, a turn of a word or two is likewise in capitals: "LA PRESSE ?"
    shouted = is_shouted if len(sentences) < _OTHERS else _has_small_in_capitals
    # Capitals may have lost their accents; where they have them, they tell "a" from "à".
    accented = sum(map(has_accents, sentences))
    key = str.lower if accented >= _LEAST_ACCENTED * len(sentences) else fold
    others = (text for text in given if not shouted(text))
    reader = Reader(key, Writing.of(others, names, key), is_common)
    found = [reader.lowered(text) if shouted(text) else text for text in given]
    if list(map(len, found)) != list(map(len, given)):
        raise OffsetError("a text in capitals has another length in small letters")
    return found


def is_shouted(text: str) -> bool:
    """Say whether a text is a sentence all in capitals, rather than names or acronyms in a row.

    >>> is_shouted("QUE FAITES-VOUS ICI ?"), is_shouted("SNCF, RATP, EDF, TF1"), is_shouted("Que fait EDF ?")
    (True, False, False)
    """
    if not _is_in_capitals(text):
        return False
    found = [word.lower() for word in WORD.findall(text)]
    return len(found) >= _LEAST_WORDS and any(word in words("function_words") for word in found)


def _is_in_capitals(text: str) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    return sum(map(str.isupper, letters)) >= _LEAST_SHARE * len(letters)


def _has_small_in_capitals(text: str) -> bool:
    """Say whether a text is all in capitals, and one of its words neither a name nor an acronym."""
    if not _is_in_capitals(text):
        return False
    found = [word.lower() for word in WORD.findall(text)]
    return any(
        (word in words("function_words") and len(word) + len(found) > _ACRONYM_ALONE)
        or (len(word) > LONGEST_ACRONYM and word in words("small_words"))
        for word in found
    )
