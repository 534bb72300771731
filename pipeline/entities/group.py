"""Names -> entities: which mentions are one thing, what it is called, what it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import get_args

from pipeline.entities.candidates import Evidence
from pipeline.entities.vocabulary import determiners
from pipeline.lexicons import words as lexicon
from pipeline.schema import EntityKind, EntityLabel, OrgKind
from pipeline.text import fold

# Where votes are equal, the commoner label of communication interviews.
_ORDER: tuple[EntityLabel, ...] = ("ORG", "PER", "LOC", "MISC")
_ORG_KINDS = frozenset(get_args(OrgKind))


@dataclass(frozen=True, slots=True)
class Named:
    """One accepted mention on the way to its entity, in characters of the interview."""

    start: int
    end: int
    turn: str
    name: str  # analysis form
    evidence: Evidence


@dataclass(slots=True)
class Group:
    """The mentions of one entity.

    ``full`` is the name under which a speaker is introduced outside the turns, in a printed label.
    """

    key: str
    mentions: list[Named] = field(default_factory=list)
    evidence: Evidence = field(default_factory=Evidence)
    full: str | None = None

    @property
    def label(self) -> EntityLabel:
        votes = self.evidence.totals()
        return max(_ORDER, key=lambda label: votes.get(label, 0.0))

    @property
    def share(self) -> float:
        """Return the winning label's share of the positive votes, one vote held back."""
        votes = [max(weight, 0.0) for weight in self.evidence.totals().values()]
        return max(votes, default=0.0) / (sum(votes) + 1.0)

    @property
    def kind(self) -> EntityKind | None:
        """Return the kind with most votes among those that the label allows."""
        label = self.label
        if label in ("PER", "LOC"):
            return None
        votes = {
            kind: weight
            for kind, weight in self.evidence.kinds.items()
            if (kind in _ORG_KINDS) == (label == "ORG")
        }
        return max(sorted(votes.items()), key=lambda item: item[1])[0] if votes else None

    @property
    def name(self) -> str:
        """Return the longest form; among equals the one not in capitals, then the most frequent."""
        forms = [mention.name for mention in self.mentions]
        if self.full is not None:
            forms.append(self.full)
        return max(
            sorted(set(forms)),
            key=lambda form: (len(form), not form.isupper(), forms.count(form)),
        )


@cache
def _edge_article() -> re.Pattern[str]:
    articles = "|".join(sorted(determiners("article"), reverse=True))
    return re.compile(rf"^(?:{articles}|the)[\s']\s*(?=\w)", re.IGNORECASE)


def key_of(name: str) -> str:
    """Return what two writings of a name share: no case, accent, article or punctuation.

    >>> key_of("Les Échos") == key_of("les echos")
    True
    """
    bare = _edge_article().sub("", name)
    return fold("".join(c for c in bare if c.isalnum())) or name


def group(mentions: Iterable[Named], people: Sequence[str]) -> list[Group]:
    """Return the entities of an interview, by first mention.

    Args:
        mentions: The accepted mentions.
        people: Full names of the speakers, whether or not a turn has them.
    """
    groups: dict[str, Group] = {}
    for name in people:
        groups[key_of(name)] = Group(key_of(name), evidence=Evidence({"PER": 6.0}), full=name)
    for mention in mentions:
        found = groups.setdefault(key_of(mention.name), Group(key_of(mention.name)))
        found.mentions.append(mention)
        found.evidence.add(mention.evidence)
    merged = _merge_acronyms(_merge_persons(list(groups.values())))
    spoken = [found for found in merged if found.mentions]
    return sorted(spoken, key=lambda g: min(m.start for m in g.mentions))


def name_parts(full: str) -> set[str]:
    """Return the shorter forms by which a person's full name is taken up again.

    >>> sorted(name_parts("Aimé Rochat-Piguet"))
    ['Aimé', 'Rochat', 'Rochat-Piguet']
    """
    words = full.split()
    if not 2 <= len(words) <= 4:
        return set()
    return {words[0], words[-1], " ".join(words[1:]), words[-1].split("-")[0]}


def _merge_persons(groups: list[Group]) -> list[Group]:
    """Join "Ginisty" and "Christophe" to "Christophe Ginisty" where only one full name fits."""
    owners: dict[str, list[Group]] = {}
    for full in groups:
        if full.label == "PER":
            for key in {key_of(part) for part in name_parts(full.name)}:
                owners.setdefault(key, []).append(full)
    result: list[Group] = []
    for single in groups:
        fitting = [full for full in owners.get(single.key, ()) if full is not single]
        if len(fitting) == 1 and _may_be_person(single):
            fitting[0].mentions.extend(single.mentions)
            fitting[0].evidence.add(single.evidence, 0.5)
        else:
            result.append(single)
    return result


def _may_be_person(single: Group) -> bool:
    votes = single.evidence.totals()
    best = max(weight for label, weight in {"ORG": 0.0, **votes}.items() if label != "PER")
    return votes.get("PER", 0.0) + 3.0 >= best


def _merge_acronyms(groups: list[Group]) -> list[Group]:
    """Join "OIC" to "Observatoire International des Crises" where the initials agree."""
    owners: dict[str, list[Group]] = {}
    for full in groups:
        initials = [w[0] for w in re.findall(r"[^\W\d_][\w-]*", full.name) if w[0].isupper()]
        if len(initials) >= 3 and full.label != "PER":
            owners.setdefault("".join(initials).casefold(), []).append(full)
    result: list[Group] = []
    for short in groups:
        fitting = [full for full in owners.get(short.key, ()) if full is not short]
        if len(fitting) == 1 and short.name.isupper():
            fitting[0].mentions.extend(short.mentions)
            fitting[0].evidence.add(short.evidence)
        else:
            result.append(short)
    return result


def vote_in_lists(text: str, mentions: Sequence[Named]) -> None:
    """Add votes from strong neighbours in one list: in "Claude et ChatGPT" both are software.

    Args:
        text: The interview's text.
        mentions: The mentions of one turn, in text order; their evidence is added to.
    """
    strong = [_strong(mention.evidence) for mention in mentions]
    for at in range(len(mentions) - 1):
        left, right = mentions[at], mentions[at + 1]
        between = text[left.end : right.start].strip()
        words = between.replace(",", " ").split()
        if not between or any(word not in lexicon("entity_list_joints") for word in words):
            continue
        for giver, taker in ((strong[at], right), (strong[at + 1], left)):
            if giver is not None:
                taker.evidence.label(giver, 1.5)


def _strong(evidence: Evidence) -> EntityLabel | None:
    return next((label for label, weight in evidence.labels.items() if weight >= 5.0), None)
