"""What a report says of the whole corpus: counted while the records go by, no text is kept."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from pipeline.schema import Claim, Entity, Record
from pipeline.tables import exchange_of_turns
from pipeline.text import text_sha256

INTERVIEW_COLUMNS = (
    *("id", "title", "date", "publication", "author", "format", "people", "words"),
    *("exchanges", "mentions", "claims", "keys", "warnings", "source_sha256", "text_sha256"),
)
GROUP_COLUMNS = ("name", "label", "kind", "mentions", "exchanges", "interviews")
_WORD = re.compile(r"\w+")


@dataclass(slots=True)
class Group:
    """One entity of the corpus: the entities of interviews with one label and one name."""

    number: int
    label: str
    names: Counter[str] = field(default_factory=Counter)  # spelling -> mentions
    kinds: Counter[str] = field(default_factory=Counter)
    mentions: int = 0
    exchanges: int = 0
    interviews: list[int] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The commonest spelling; of equally common ones the first met."""
        return self.names.most_common(1)[0][0]

    @property
    def kind(self) -> str | None:
        """The commonest kind, if any mention has one."""
        return self.kinds.most_common(1)[0][0] if self.kinds else None

    def row(self) -> list[Any]:
        """Return the values of `GROUP_COLUMNS`."""
        named = [self.name, self.label, self.kind]
        return [*named, self.mentions, self.exchanges, self.interviews]


@dataclass(slots=True)
class Census:
    """Counts, a row an interview and a group an entity: grows with names, not with texts."""

    interviews: list[list[Any]] = field(default_factory=list)
    groups: dict[tuple[str, str], Group] = field(default_factory=dict)
    together: list[tuple[int, ...]] = field(default_factory=list)  # groups met in one exchange
    counts: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    answer_words: list[int] = field(default_factory=list)
    pipelines: set[str] = field(default_factory=set)
    models: set[str] = field(default_factory=set)

    def add(self, record: Record) -> list[int]:
        """Count one interview and return, for each of its entities, its number in the corpus."""
        groups = [self._group(entity) for entity in record.entities]
        self._meetings(record, groups)
        self._tally(record)
        self.pipelines.add(record.provenance.pipeline)
        self.models.update(f"{name} {m.version}" for name, m in record.provenance.models.items())
        self.interviews.append(_row(record))
        return [group.number for group in groups]

    def total(self, column: str) -> int:
        """Return the sum of one column of `INTERVIEW_COLUMNS` over all interviews."""
        index = INTERVIEW_COLUMNS.index(column)
        return sum(row[index] for row in self.interviews)

    def _group(self, entity: Entity) -> Group:
        key = (entity.label, folded(entity.name))
        group = self.groups.setdefault(key, Group(len(self.groups), entity.label))
        group.names[entity.name] += len(entity.mentions)
        if entity.kind:
            group.kinds[entity.kind] += len(entity.mentions)
        group.mentions += len(entity.mentions)
        if len(self.interviews) not in group.interviews[-1:]:
            group.interviews.append(len(self.interviews))
        return group

    def _meetings(self, record: Record, groups: list[Group]) -> None:
        exchange_of = exchange_of_turns(record.exchanges)
        met: defaultdict[str, set[int]] = defaultdict(set)
        by_number = {group.number: group for group in groups}
        for entity, group in zip(record.entities, groups, strict=True):
            for mention in entity.mentions:
                if mention.turn in exchange_of:
                    met[exchange_of[mention.turn]].add(group.number)
        for numbers in met.values():
            self.together.append(tuple(sorted(numbers)))
            for number in numbers:
                by_number[number].exchanges += 1

    def _tally(self, record: Record) -> None:
        counts = self.counts
        for turn in record.turns:
            counts["role"][turn.role] += 1
            if turn.role == "question":
                counts["cue"][turn.cue] += 1
            if turn.role == "answer":
                self.answer_words.append(words(turn.text))
        for entity in record.entities:
            counts["label"][entity.label] += len(entity.mentions)
            if entity.kind:
                counts["kind"][entity.kind] += len(entity.mentions)
        for claim in record.claims:
            counts["type"][claim.type] += 1
            counts["key_type"][claim.type] += claim.key
            counts["quality"].update(_qualities(claim))
        counts["format"][record.source.format] += 1
        counts["year"][record.source.date[:4] if record.source.date else ""] += 1
        counts["warning"].update({w.partition(":")[0] for w in record.provenance.warnings})


def _row(record: Record) -> list[Any]:
    source = record.source
    interviewees = [p.name for p in record.participants if p.name and p.role == "interviewee"]
    return [
        *(record.id, record.title, source.date, source.publication, source.author, source.format),
        *(interviewees, words(record.text), len(record.exchanges)),
        sum(len(entity.mentions) for entity in record.entities),
        *(len(record.claims), sum(claim.key for claim in record.claims)),
        *(record.provenance.warnings, source.sha256, text_sha256(record.text)),
    ]


def _qualities(claim: Claim) -> list[str]:
    found = [name for name in ("negated", "hedged") if getattr(claim, name)]
    found += ["reported"] if claim.attribution.kind == "reported" else []
    return found + ([claim.modality] if claim.modality != "asserted" else [])


def words(text: str) -> int:
    """Return the number of words, where an apostrophe parts two.

    >>> words("L’agence n’a pas tort.")
    6
    """
    return sum(1 for _ in _WORD.finditer(text))


def folded(name: str) -> str:
    """Return a name without case, accents and kinds of apostrophe, by which it is grouped.

    >>> folded("L’Élan")
    "l'elan"
    """
    plain = unicodedata.normalize("NFD", name.replace("’", "'"))
    kept = "".join(char for char in plain if not unicodedata.combining(char))
    return " ".join(kept.casefold().split())
