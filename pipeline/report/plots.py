"""Census -> the plots of the overview: names, values and lengths, in the order in which they are drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias, get_args
from urllib.parse import urlencode

from pipeline.report.census import INTERVIEW_COLUMNS, Census
from pipeline.schema import OrgKind

Labels: TypeAlias = dict[str, dict[str, str]]

_ANSWER_BINS = (25, 50, 100, 200, 400)
_INTERVIEW_BINS = (250, 500, 1000, 2000, 4000)
_SPAN = 40  # years; beyond it those without an interview are left out
_LONGEST = 12  # bars of one plot; the rest is counted together


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its whole length and the part of it that is drawn dark."""

    name: str
    value: int
    share: float  # of the longest bar of the plot, 0 to 1
    dark: float = 1.0  # part of the bar, 0 to 1
    tone: str = ""  # CSS class that colours it
    link: str = ""  # hash of the page that shows what was counted


@dataclass(frozen=True, slots=True)
class Plot:
    """One plot; ``upright``: columns side by side, for what has an order of its own."""

    name: str
    note: str
    bars: tuple[Bar, ...]
    upright: bool = False


def french_number(value: int) -> str:
    """Return a whole number with narrow no-break spaces between its thousands.

    >>> french_number(12345) == "12\\u202f345"
    True
    """
    return f"{value:,}".replace(",", "\u202f")


def plots_of(census: Census, labels: Labels) -> tuple[Plot, ...]:
    """Return the plots of a corpus; one without anything to show is left out."""
    found = (
        _labels(census, labels),
        _kinds(census, labels),
        _types(census, labels),
        _qualities(census, labels),
        _cues(census, labels),
        _histogram("Longueur des réponses", "en mots", census.answer_words, _ANSWER_BINS),
        _histogram("Longueur des entretiens", "en mots", _lengths(census), _INTERVIEW_BINS),
        _years(census),
        _formats(census),
        _warnings(census, labels),
    )
    return tuple(plot for plot in found if plot.bars)


def _bars(
    counts: Iterable[tuple[str, int]],
    names: dict[str, str],
    *,
    tone: Callable[[str], str] = lambda _: "",
    link: Callable[[str], str] = lambda _: "",
    dark: Callable[[str], float] = lambda _: 1.0,
) -> tuple[Bar, ...]:
    ranked = sorted(counts, key=lambda item: (-item[1], item[0]))
    shown, rest = ranked[:_LONGEST], sum(value for _, value in ranked[_LONGEST:])
    top = max([value for _, value in shown] + [rest], default=0) or 1
    bars = [
        Bar(names.get(key, key), value, value / top, dark(key), tone(key), link(key))
        for key, value in shown
    ]
    return (*bars, Bar("autres", rest, rest / top, tone="rest")) if rest else tuple(bars)


def _view(name: str, **facets: str) -> str:
    return "#" + urlencode({"vue": name, **facets})


def _labels(census: Census, labels: Labels) -> Plot:
    bars = _bars(
        census.counts["label"].items(),
        labels["label"],
        tone=str.lower,
        link=lambda key: _view("entites", label=key),
    )
    return Plot("Noms cités", "mentions, par type", bars)


def _kinds(census: Census, labels: Labels) -> Plot:
    bars = _bars(
        census.counts["kind"].items(),
        labels["kind"],
        tone=lambda key: "org" if key in get_args(OrgKind) else "misc",
        link=lambda key: _view("entites", kind=key),
    )
    return Plot("Nature des noms", "mentions dont la nature est reconnue", bars)


def _types(census: Census, labels: Labels) -> Plot:
    counts, keys = census.counts["type"], census.counts["key_type"]
    bars = _bars(
        counts.items(),
        labels["type"],
        tone=lambda key: key,
        link=lambda key: _view("affirmations", type=key),
        dark=lambda key: keys[key] / counts[key],
    )
    return Plot("Affirmations", "par type\u202f; en plein, les affirmations clés", bars)


def _qualities(census: Census, labels: Labels) -> Plot:
    names = {"negated": "niée", "hedged": "atténuée", "reported": "rapportée", **labels["modality"]}
    facets = {"negated": ("negated", "oui"), "hedged": ("hedged", "oui")}

    def link(key: str) -> str:
        name, value = facets.get(key, ("modality", key))
        return _view("affirmations", **({"kind": key} if key == "reported" else {name: value}))

    bars = _bars(census.counts["quality"].items(), names, link=link)
    return Plot("Nuances", f"sur {french_number(census.total('claims'))} affirmations", bars)


def _cues(census: Census, labels: Labels) -> Plot:
    bars = _bars(census.counts["cue"].items(), labels["cue"])
    return Plot("Marques des questions", "ce qui a fait reconnaître une question", bars)


def _years(census: Census) -> Plot:
    dated = {year: n for year, n in census.counts["year"].items() if year}
    top = max(dated.values(), default=1)
    bars = tuple(Bar(y, dated.get(y, 0), dated.get(y, 0) / top) for y in _span(sorted(dated)))
    undated = census.counts["year"][""]
    note = f"entretiens datés\u202f; {undated} sans date" if undated else "entretiens par année"
    return Plot("Années", note, bars, upright=True)


def _span(years: Sequence[str]) -> Sequence[str]:
    """Return ascending years with those between them, unless a single old one stands far off.

    >>> _span(["2019", "2022"]), _span(["1871", "2022"])
    (['2019', '2020', '2021', '2022'], ['1871', '2022'])
    """
    if not years or not all(year.isdecimal() for year in years):
        return years  # a record by other hands may hold any date
    if int(years[-1]) - int(years[0]) >= _SPAN:
        return years
    return [f"{year:04}" for year in range(int(years[0]), int(years[-1]) + 1)]


def _formats(census: Census) -> Plot:
    bars = _bars(
        census.counts["format"].items(), {}, link=lambda key: _view("entretiens", format=key)
    )
    return Plot("Formats lus", "fichiers", bars)


def _warnings(census: Census, labels: Labels) -> Plot:
    bars = _bars(
        census.counts["warning"].items(),
        labels["warning"],
        tone=lambda _: "warning",
        link=lambda _: _view("avertissements"),
    )
    return Plot("Avertissements", "entretiens concernés, par motif", bars)


def _lengths(census: Census) -> Iterable[int]:
    column = INTERVIEW_COLUMNS.index("words")
    return (row[column] for row in census.interviews)


def _histogram(name: str, note: str, values: Iterable[int], edges: tuple[int, ...]) -> Plot:
    counts = [0] * (len(edges) + 1)
    for value in values:
        counts[sum(value > edge for edge in edges)] += 1
    names = [f"≤ {edge}" for edge in edges] + [f"> {edges[-1]}"]
    top = max(counts)
    bars = tuple(Bar(n, c, c / top) for n, c in zip(names, counts, strict=True)) if top else ()
    return Plot(name, note, bars, upright=True)
