"""The words that the encoder labels, and the pieces that speak for them; training uses the same."""

from __future__ import annotations

import re
from collections.abc import Sequence

# A combining accent or a soft hyphen is part of the letter before it.
_LETTER = r"[\w\u0300-\u036f\u00ad]"
_WORD = re.compile(
    rf"""
    (?:[^\W\d_]\.){{2,}}(?!\w)              # S.N.C.F. keeps its last stop
    | [\#@]?{_LETTER}+                      # a hashtag or an address keeps its sign
      (?: [-‐‑&·]{_LETTER}+                 # Saint-Ouen, H&M, chargé·e
        | \.(?=[^\W_]\b|[a-zà-ÿ0-9]){_LETTER}+  # S.N.C.F, Booking.com, 2.0
        | (?<=\d),(?=\d){_LETTER}+          # 3,5
      )*
      (?: '(?={_LETTER}) | ’(?={_LETTER}) | \++(?!\w) )?  # l', qu'; Canal+
    | \S                                    # punctuation and signs, one by one
    """,
    re.VERBOSE,
)


def words(text: str) -> list[tuple[int, int]]:
    """Return the words of `text` as spans, in text order; white space is left out.

    A word ends at white space, after the apostrophe of an elision and at punctuation; each
    punctuation mark is a word of its own. Hyphens, an ampersand without spaces and the stops of
    abbreviations and addresses stay inside. Gold spans begin and end at these limits, except inside
    hyphenated words.

    Args:
        text: One turn in the analysis form.

    >>> def shown(text): return [text[start:end] for start, end in words(text)]
    >>> shown("L'Oréal et H&M, c'est (presque) Saint-Ouen.")
    ["L'", 'Oréal', 'et', 'H&M', ',', "c'", 'est', '(', 'presque', ')', 'Saint-Ouen', '.']
    >>> shown("La S.N.C.F. lance #TousEnTrain sur oui.sncf")
    ['La', 'S.N.C.F.', 'lance', '#TousEnTrain', 'sur', 'oui.sncf']
    """
    return [match.span() for match in _WORD.finditer(text)]


def first_pieces(
    text: str, spans: Sequence[tuple[int, int]], offsets: Sequence[Sequence[int]]
) -> list[int]:
    """Return for each word the number of the piece that carries its label, or -1.

    It is the first piece that holds the word's first character. A word after an apostrophe or a
    bracket begins without a word mark, so only characters tell. A piece that holds parts of two
    words belongs to the word of its first character that is no white space; the other word starts
    at its own next piece, and shares that of the first only if it has none.

    Args:
        text: The analysis form.
        spans: `words` of it.
        offsets: ``[start, end)`` of each piece in characters of `text`, not decreasing; empty
            for special tokens.

    Returns:
        ``len(spans)`` piece numbers; -1 where no piece reaches the word (a text that was cut).

    >>> first_pieces("l'Oréal", [(0, 2), (2, 7)], [(0, 0), (0, 1), (1, 2), (2, 5), (5, 7)])
    [1, 3]
    """
    found = [-1] * len(spans)
    shared = [-1] * len(spans)
    at = 0
    for number, (start, end) in enumerate(offsets):
        while start < end and text[start].isspace():
            start += 1
        if start >= end:
            continue
        while at < len(spans) and spans[at][1] <= start:
            at += 1
        if at < len(spans) and spans[at][0] <= start and found[at] < 0:
            found[at] = number
        later = at
        while later < len(spans) and spans[later][0] < end:
            if shared[later] < 0:
                shared[later] = number
            later += 1
    return [own if own >= 0 else other for own, other in zip(found, shared, strict=True)]
