"""Names -> entities: which mentions are one thing, what it is called, what it is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pipeline.entities.evidence import Evidence
from pipeline.schema import EntityKind, EntityLabel

_EDGE_ARTICLE = re.compile(r"^(?:les?|la|l'|the)\s*(?=\w)", re.IGNORECASE)
_ORDER: tuple[EntityLabel, ...] = ("PER", "ORG", "LOC", "MISC")
_KINDS: dict[EntityLabel, frozenset[EntityKind]] = {
    "PER": frozenset(),
    "LOC": frozenset(),
    "ORG": frozenset(
        {"company", "agency", "institution", "school", "association", "party", "media", "brand", "platform", "band"}
    ),
    "MISC": frozenset(
        {"work", "event", "product", "software", "award", "campaign", "hashtag", "law", "standard", "diploma"}
    ),
}


@dataclass(slots=True)
class Named:
    """One accepted mention on the way to its entity, in characters of the interview."""

    start: int
    end: int
    turn: str
    name: str  # analysis form
    evidence: Evidence
    initial: bool


@dataclass(slots=True)
class Group:
    """The mentions of one entity."""

    key: str
    mentions: list[Named] = field(default_factory=list)
    evidence: Evidence = field(default_factory=Evidence)

    @property
    def label(self) -> EntityLabel:
        votes = self.evidence.totals()
        return max(_ORDER, key=lambda label: votes.get(label, 0.0))

    @property
    def margin(self) -> float:
        """Return the winning label's share of the positive votes, one vote held back."""
        votes = [max(weight, 0.0) for weight in self.evidence.totals().values()]
        return max(votes, default=0.0) / (sum(votes) + 1.0)

    @property
    def kind(self) -> EntityKind | None:
        allowed = _KINDS[self.label]
        votes = {kind: weight for kind, weight in self.evidence.kinds.items() if kind in allowed}
        return max(sorted(votes), key=lambda kind: votes[kind]) if votes else None

    @property
    def name(self) -> str:
        """Return the longest form; among equals the one not in capitals, then the most frequent."""
        forms = [mention.name for mention in self.mentions]
        return max(
            sorted(set(forms)),
            key=lambda form: (len(form), not form.isupper(), forms.count(form)),
        )


def key_of(name: str) -> str:
    """Return what two writings of a name share: no case, accent, article or punctuation.

    >>> key_of("Les Échos") == key_of("les echos")
    True
    """
    bare = _EDGE_ARTICLE.sub("", name)
    plain = unicodedata.normalize("NFD", bare.casefold())
    return "".join(c for c in plain if c.isalnum())


def group(mentions: Iterable[Named]) -> list[Group]:
    """Return the entities of an interview, by first mention."""
    groups: dict[str, Group] = {}
    for mention in mentions:
        found = groups.setdefault(key_of(mention.name), Group(key_of(mention.name)))
        found.mentions.append(mention)
        found.evidence.add(mention.evidence)
    merged = _merge_persons(list(groups.values()))
    merged = _merge_acronyms(merged)
    return sorted(merged, key=lambda g: min(m.start for m in g.mentions))


def _merge_persons(groups: list[Group]) -> list[Group]:
    """Join "Ginisty" and "Christophe" to "Christophe Ginisty" where only one full name fits."""
    by_part: dict[str, list[Group]] = {}
    for full in groups:
        if full.label == "PER" and " " in full.name:
            parts = full.name.split()
            surname = " ".join(parts[1:])
            for part in {parts[0], parts[-1], surname, parts[-1].split("-")[0]}:
                by_part.setdefault(key_of(part), []).append(full)
    result: list[Group] = []
    for single in groups:
        owners = [g for g in by_part.get(single.key, ()) if g is not single]
        if len(owners) == 1 and _may_be_person(single):
            owners[0].mentions.extend(single.mentions)
            owners[0].evidence.add(single.evidence, 0.5)
        else:
            result.append(single)
    return result


def _may_be_person(single: Group) -> bool:
    labels = single.evidence.totals()
    best = max((labels.get(label, 0.0) for label in ("ORG", "LOC", "MISC")), default=0.0)
    return labels.get("PER", 0.0) + 3.0 >= best


def _merge_acronyms(groups: list[Group]) -> list[Group]:
    """Join "OIC" to "Observatoire International des Crises" where the initials agree."""
    by_initials: dict[str, list[Group]] = {}
    for full in groups:
        capitals = [w for w in re.findall(r"[^\W\d_][\w-]*", full.name) if w[0].isupper()]
        if len(capitals) >= 3 and full.label != "PER":
            by_initials.setdefault("".join(w[0] for w in capitals).casefold(), []).append(full)
    result: list[Group] = []
    for short in groups:
        owners = by_initials.get(short.key, [])
        if len(owners) == 1 and owners[0] is not short and short.name.isupper():
            owners[0].mentions.extend(short.mentions)
            owners[0].evidence.add(short.evidence)
        else:
            result.append(short)
    return result


def share_in_lists(text: str, mentions: Sequence[Named]) -> None:
    """Let names in one list vote for each other: in "Claude et ChatGPT" both are software."""
    strong = [_strong(mention.evidence) for mention in mentions]
    for at in range(len(mentions) - 1):
        left, right = mentions[at], mentions[at + 1]
        if text[left.end : right.start].strip(" \u00a0\u202f\n") not in (",", "et", "ou", ", et", "&"):
            continue
        for giver, taker in ((strong[at], right), (strong[at + 1], left)):
            if giver is not None:
                taker.evidence.label(giver, 1.5)


def _strong(evidence: Evidence) -> EntityLabel | None:
    return next((label for label, weight in evidence.labels.items() if weight >= 5.0), None)
