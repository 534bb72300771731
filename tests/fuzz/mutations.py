"""Changes to bytes, to text of interviews and to JSON, for any engine that brings a source of chance."""

from __future__ import annotations

import json
import random
from typing import Any

_WORDS = (
    *("Q. : ", "R : ", "C.D. ", "A.K. :", "— ", "– ", "- ", "1. ", "2) ", "* ", "**", "__", "# "),
    *(
        "« ",
        " »",
        "“",
        "”",
        "’",
        "' ",
        "(",
        ")",
        "[",
        "]",
        "…",
        " ?",
        " !",
        " : ",
        " ; ",
        "\u202f?",
    ),
    *(
        "\n",
        "\n\n",
        "\r\n",
        "\t",
        "\u00a0",
        "\u2028",
        "\u0085",
        "\x0b",
        "\x1b[2J",
        "\u200b",
        "\ufeff",
    ),
    *(
        "e\u0301",
        "\u0301",
        "İ",
        "ß",
        "ﬁ",
        "\u200d",
        "👩\u200d💻",
        "\ud83d",
        "\U0001f399",
        "𝐐",
        "Ⅳ",
        "١",
        "²",
    ),
    *(
        "Comment ?",
        "Pourquoi ce choix ?",
        "Parlez-nous de vous.",
        "Oui.",
        "Non",
        "dit-elle, ",
        "Propos",
    ),
    *(
        "recueillis par Inès Dacosta",
        "directrice de l’agence Zébulon",
        "Mme ",
        "M. ",
        "2012",
        "40 %",
    ),
    *(
        "<b>",
        "</b>",
        "<p>",
        "</p>",
        "<br>",
        "<td",
        "<!--",
        "-->",
        "<script>",
        "&#xD83D;",
        "&amp;",
        "&#0;",
    ),
    *(
        "00:00:01,000 --> 00:00:04,000\n",
        "WEBVTT\n",
        "<v Aude K.>",
        "{\\an8}",
        "---\n",
        "title: x\n",
    ),
    *(
        '"',
        '""',
        ";",
        ",",
        "{",
        "}",
        ":",
        "null",
        "NaN",
        "-1",
        "1e999",
        "0",
        "9" * 5000,
        "true",
        "\\ud800",
    ),
)
_TOKENS = tuple(word.encode("utf-8", "surrogatepass") for word in _WORDS)
_VALUES: tuple[Any, ...] = (
    *(
        None,
        True,
        False,
        0,
        -1,
        1,
        2**31,
        2**70,
        0.5,
        -0.0,
        1e308,
        "",
        " ",
        "t1",
        "p1",
        "x1",
        "1.0",
    ),
    *(
        "\ud800",
        "\u2028",
        "\x00",
        "\x1b[2J",
        "[/bold]",
        "é" * 50,
        [],
        {},
        [[]],
        {"a": 1},
        float("nan"),
    ),
)


def mutated(data: bytes, chance: random.Random, *, other: bytes = b"", most: int = 65_536) -> bytes:
    """Return `data` with a few changes.

    Args:
        data: A file.
        chance: Decides which.
        other: Another file, parts of which are put in.
        most: Bytes that the result may have.
    """
    for _ in range(chance.choice((1, 1, 2, 3, 5, 8))):
        data = _changed(data, chance, other)
    return data[:most]


def _changed(data: bytes, chance: random.Random, other: bytes) -> bytes:
    at = chance.randrange(len(data) + 1)
    to = min(len(data), at + chance.choice((1, 2, 5, 20, 100, 1000)))
    match chance.randrange(9):
        case 0:
            return data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]
        case 1:
            return data[:at] + data[to:]
        case 2:
            return data[:at] + data[at:to] * chance.choice((2, 3, 10)) + data[to:]
        case 3:
            return data[:at] + chance.choice(_TOKENS) * chance.choice((1, 1, 1, 2, 50)) + data[at:]
        case 4:
            return data[:at] + chance.choice(_TOKENS) + data[to:]
        case 5:
            return data[:at] if chance.random() < 0.3 else data[:at] + data[to:] + data[at:to]
        case 6 if other:
            begin = chance.randrange(len(other))
            return data[:at] + other[begin : begin + chance.choice((5, 50, 500))] + data[to:]
        case 7:
            lines = data.split(b"\n")
            chance.shuffle(lines)
            return b"\n".join(lines)
        case _:
            found = chance.choice(_TOKENS)
            return data.replace(found, chance.choice(_TOKENS), chance.choice((1, -1)))


def mutated_json(data: bytes, chance: random.Random) -> bytes:
    """Return a JSON object with some of its values changed, removed, doubled or moved."""
    try:
        root = json.loads(data)
    except (ValueError, RecursionError):
        return mutated(data, chance)
    for _ in range(chance.choice((1, 1, 2, 4))):
        places = list(_places(root))
        if not places:
            break
        holder, key = chance.choice(places)
        match chance.randrange(6):
            case 0:
                del holder[key]
            case 1:
                other_holder, other_key = chance.choice(places)
                holder[key] = json.loads(json.dumps(other_holder[other_key]))
            case 2 if isinstance(holder, list):
                holder.insert(key, json.loads(json.dumps(holder[key])))
            case 3 if isinstance(holder[key], int):
                holder[key] += chance.choice((-1, 1, -10, 10))
            case 4 if isinstance(holder[key], str):
                text = holder[key].encode("utf-8", "surrogatepass")
                holder[key] = mutated(text, chance).decode("utf-8", "replace")
            case _:
                holder[key] = chance.choice(_VALUES)
    return json.dumps(root, ensure_ascii=chance.random() < 0.5).encode("utf-8", "surrogatepass")


def _places(value: Any) -> list[tuple[Any, Any]]:
    """Return each place in a JSON value as its holder and the key in it."""
    found: list[tuple[Any, Any]] = []
    waiting = [value]
    while waiting:
        holder = waiting.pop()
        if isinstance(holder, dict | list):
            keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
            found += [(holder, key) for key in keys]
            waiting += [holder[key] for key in keys]
    return found
