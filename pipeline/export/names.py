"""Names that other tools accept: ASCII words, unique names, file names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

# Letters that Unicode does not decompose into a base letter and an accent.
_SPELLED = str.maketrans(
    {
        "œ": "oe",
        "Œ": "OE",
        "æ": "ae",
        "Æ": "AE",
        "ß": "ss",
        "ø": "o",
        "Ø": "O",
        "ł": "l",
        "Ł": "L",
        "đ": "d",
        "Đ": "D",
        "ı": "i",
    }
)
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"|?*\\]')  # in file names, on one system or another


def ascii_form(text: str, *, joint: str) -> str:
    """Return the unaccented ASCII letters and digits of a text, the rest as one `joint` a run.

    >>> ascii_form("dossier/L’œuvre d’Anaïs", joint="_")
    'dossier_L_oeuvre_d_Anais'

    Args:
        text: Anything; if no letter of it is Latin, the result is empty.
        joint: Stands for each run of other characters; never at the edges.
    """
    letters = unicodedata.normalize("NFKD", text.translate(_SPELLED))
    kept = "".join(c for c in letters if not unicodedata.combining(c))
    return re.sub("[^A-Za-z0-9]+", " ", kept).strip().replace(" ", joint)


def file_stem(id: str) -> str:
    """Return a record's id as a path that every system can hold; its folders are kept."""
    return _FORBIDDEN.sub("-", id)


class Names:
    """Gives each name once: the second that is wanted gets a number.

    Names that differ only in case or in the composition of accents are one, as they are for the
    file systems of Windows and macOS.

    >>> names = Names(joint="_")
    >>> names.new("paris"), names.new("Paris"), names.new("paris")
    ('paris', 'Paris_2', 'paris_3')
    """

    def __init__(self, *, joint: str, taken: Iterable[str] = ()) -> None:
        self._joint = joint
        self._last: dict[str, int] = {_folded(name): 1 for name in taken}

    def __contains__(self, name: str) -> bool:
        return _folded(name) in self._last

    def new(self, wanted: str) -> str:
        """Return `wanted`, or what was made of it to be unlike all names given before."""
        name = wanted
        while _folded(name) in self._last:
            number = self._last[_folded(wanted)] = self._last[_folded(wanted)] + 1
            name = f"{wanted}{self._joint}{number}"
        self._last[_folded(name)] = 1
        return name


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
