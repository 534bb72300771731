"""Units -> one row of feature values each: the words of the unit, its place, its surroundings."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from pipeline.segment import wording
from pipeline.segment.chain import Matrix
from pipeline.segment.units import Unit

_CREDIT = re.compile(
    r"\b(?:propos recueillis|entretien réalisé|interview réalisée?|recueillis? par|crédits? photos?)\b",
    re.I,
)
_BYLINE = re.compile(r"^(?:par|de|publié|posté)\b.{3,60}$", re.I)
_NAME_ONLY = re.compile(r"^[A-ZÀ-Ý][\w'-]+(?: (?:de |du |d'|le |la )?[A-ZÀ-Ý][\w'-]+){1,3}$")
_HANDLE = re.compile(r"(?:\(@\w+\)|@\w{3,}|pic\.twitter|#\w+)")

PLACE: tuple[str, ...] = (
    "index0",
    "index<3",
    "beforefirst?",
    "last",
    "last3",
    "afterlast?",
    "repeats",
    "credit",
    "byline",
    "nameonly",
    "handle",
    "next?",
    "next?you",
    "bare&next?you",
    "?&next?you",
    "nextopener",
    "nextfragment",
    "nextanswersyou",
    "nextyou,no?,noI",
    "?&nextyou,noI",
    "no?×share?",
    "?noyou×share?",
    "previousfragment",
    "previousyou,no?,noI",
    "nextassent",
    "nextI",
    "nextyou",
    "previousopener",
    "previous?you",
    "shared",
    "nextlong",
    "prev?",
    "prevshort",
    "short×nextlong",
    "longer",
    "shorter",
)
NAMES: tuple[str, ...] = (*wording.FEATURES, *PLACE)


def feature_matrix(units: Sequence[Unit]) -> Matrix:
    """Return the features of all units, ``(n_units, n_features)`` float64, columns as in `NAMES`."""
    rates = [wording.rates(unit.form) for unit in units]
    counts = [wording.word_count(unit.form) for unit in units]
    asks = [rate["ends?"] > 0 or rate["promptshort"] > 0 for rate in rates]
    first = next((i for i, a in enumerate(asks) if a), len(units))
    last = len(units) - 1 - next((i for i, a in enumerate(reversed(asks)) if a), len(units))
    share = 2.0 * sum(rate["ends?you"] > 0 for rate in rates) / max(len(units), 1)
    median = float(np.median(counts)) if counts else 0.0
    rows = []
    for i, (unit, rate) in enumerate(zip(units, rates, strict=True)):
        following = i + 1 < len(units)
        place = (
            i == 0,
            i < 3,
            i < first,
            i == len(units) - 1,
            i >= len(units) - 3,
            i > last,
            unit.repeats,
            bool(_CREDIT.search(unit.form)),
            bool(_BYLINE.match(unit.form)),
            bool(_NAME_ONLY.match(unit.form)),
            counts[i] <= 60 and bool(_HANDLE.search(unit.form)),
            following and asks[i + 1],
            following and rates[i + 1]["ends?you"] > 0,
            following and rates[i + 1]["ends?you"] > 0 and counts[i] <= 12 and not rate["ends."],
            following and rates[i + 1]["ends?you"] > 0 and rate["ends?"] > 0,
            following and rates[i + 1]["opener"] > 0,
            following and rates[i + 1]["fragment"] > 0,
            following and rates[i + 1]["answersyou"] > 0,
            following and rates[i + 1]["you,no?,noI"] > 0,
            following and rates[i + 1]["you,no?,noI"] > 0 and rate["ends?"] > 0 and counts[i] <= 12,
            share if not rate["ends?"] else 0.0,
            share if rate["ends?noyou"] else 0.0,
            i > 0 and rates[i - 1]["fragment"] > 0,
            i > 0 and rates[i - 1]["you,no?,noI"] > 0,
            following and rates[i + 1]["assent"] > 0,
            following and rates[i + 1]["Ifirst"] > 0,
            following and rates[i + 1]["you"] > 0,
            i > 0 and rates[i - 1]["opener"] > 0,
            i > 0 and rates[i - 1]["ends?you"] > 0,
            following and counts[i] <= 25 and _shares_word(unit.form, units[i + 1].form),
            following and counts[i + 1] >= 2 * counts[i] + 10,
            i > 0 and asks[i - 1],
            i > 0 and counts[i - 1] <= 12,
            counts[i] <= 25 and following and counts[i + 1] >= 40,
            counts[i] > 1.5 * median,
            counts[i] < 0.5 * median,
        )
        rows.append([*rate.values(), *map(float, place)])
    return np.array(rows, dtype=np.float64).reshape(len(units), len(NAMES))


def _shares_word(form: str, following: str) -> bool:
    """A long word of the unit stands in the first words of the next: taken up by an answer."""
    own = set(re.findall(r"[\w-]{5,}", form.lower()))
    return bool(own & set(re.findall(r"[\w-]{5,}", following[:80].lower())))
