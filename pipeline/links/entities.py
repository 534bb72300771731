"""Entities of all interviews -> one row an entity of the corpus."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from pipeline.lexicons import words as word_list
from pipeline.schema import Entity, Record
from pipeline.summarize.wording import fold
from pipeline.tables import Row, joined
from pipeline.text import analysis_form

_PARTS = re.compile(r"[^\W_]+'?")
_YEAR = re.compile(r"\d{4}")


def entity_key(name: str, label: str) -> str:
    """Return what the names of one entity share: no case, accents, marks or leading article.

    A person keeps the article, which is part of the name: Le Goff is not Goff.

    >>> entity_key("L’Écho-du-Nord", "ORG"), entity_key("echo du nord", "ORG")
    ('echo du nord', 'echo du nord')
    >>> entity_key("Yann Le Goff", "PER"), entity_key("Le Goff", "PER")
    ('yann le goff', 'le goff')
    """
    parts = _PARTS.findall(fold(analysis_form(name)))
    if label != "PER" and len(parts) > 1 and parts[0] in word_list("keyword_articles"):
        parts = parts[1:]
    return " ".join(parts) or fold(name)


@dataclass(slots=True)
class _Unified:
    """What is known of one entity of the corpus; interviews are numbers, to take little room."""

    label: str
    names: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    mentions: int = 0
    interviewee: set[int] = field(default_factory=set)
    interviewer: set[int] = field(default_factory=set)
    mentioned: set[int] = field(default_factory=set)

    def all_interviews(self) -> list[int]:
        return sorted(self.interviewee | self.interviewer | self.mentioned)

    def name(self) -> str:
        """Return the commonest form; of equally common ones the longest, then the first by letters."""
        return min(self.names, key=lambda name: (-self.names[name], -len(name), name))

    def kind(self) -> str | None:
        return min(self.kinds, key=lambda kind: (-self.kinds[kind], kind), default=None)


@dataclass(slots=True)
class CorpusEntities:
    """Entities of one label whose names differ in case, accents, marks or article are one.

    A last name alone is not joined to a full name of another interview: it may be somebody else's.
    Speakers with a name are persons of the corpus, even where nobody names them. Grows with names and
    the interviews that hold them, not with texts.
    """

    _ids: list[str] = field(default_factory=list)
    _years: list[int | None] = field(default_factory=list)
    _found: dict[tuple[str, str], _Unified] = field(default_factory=dict)

    def add(self, record: Record) -> None:
        """Take in the entities and the named speakers of one interview."""
        number = len(self._ids)
        self._ids.append(record.id)
        self._years.append(_year(record.source.date))
        taking_part: set[str] = set()
        for person in record.participants:
            if person.name:
                unified = self._of(person.name, "PER")
                taking_part.add(entity_key(person.name, "PER"))
                of_role = person.role == "interviewee"
                (unified.interviewee if of_role else unified.interviewer).add(number)
                unified.names[person.name] += 0
        for entity in record.entities:
            unified = self._counted(entity)
            speaks = entity.label == "PER" and entity_key(entity.name, "PER") in taking_part
            if not speaks:
                unified.mentioned.add(number)

    def rows(self) -> Iterator[Row]:
        """Yield the rows of ``corpus_entities``: first what stands in most interviews."""
        ranked = sorted(
            self._found.items(),
            key=lambda item: (-len(item[1].all_interviews()), -item[1].mentions, item[0]),
        )
        for _, found in ranked:
            numbers = found.all_interviews()
            years = [year for number in numbers if (year := self._years[number]) is not None]
            yield {
                "name": found.name(),
                "label": found.label,
                "kind": found.kind(),
                "forms": joined(sorted(found.names)),
                "mentions": found.mentions,
                "interviews": len(numbers),
                "interview_ids": joined(self._ids[number] for number in numbers),
                "as_interviewee": len(found.interviewee),
                "as_interviewer": len(found.interviewer),
                "as_mentioned": len(found.mentioned),
                "first_year": min(years, default=None),
                "last_year": max(years, default=None),
            }

    def _of(self, name: str, label: str) -> _Unified:
        return self._found.setdefault((entity_key(name, label), label), _Unified(label))

    def _counted(self, entity: Entity) -> _Unified:
        unified = self._of(entity.name, entity.label)
        unified.names[entity.name] += len(entity.mentions)
        unified.mentions += len(entity.mentions)
        if entity.kind:
            unified.kinds[entity.kind] += len(entity.mentions)
        return unified


def _year(date: str | None) -> int | None:
    found = _YEAR.match(date or "")
    return int(found[0]) if found else None
