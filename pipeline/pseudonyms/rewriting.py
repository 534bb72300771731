"""Record -> the same record under pseudonyms, every offset rebuilt."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pipeline.pseudonyms.boilerplate import blanked, boilerplate_of, emptied
from pipeline.pseudonyms.context import Context, is_inside
from pipeline.pseudonyms.edits import Edited
from pipeline.pseudonyms.initials import labels_of
from pipeline.pseudonyms.matching import Matcher
from pipeline.pseudonyms.survey import authors_of, forms_of
from pipeline.pseudonyms.words import (
    is_capitalised,
    is_name_like,
    name_words,
    shaped_phrase,
    words_in,
)
from pipeline.records import validate_record
from pipeline.schema import (
    Attribution,
    Claim,
    Cue,
    Entity,
    Exchange,
    Locator,
    Mention,
    ModelVersion,
    Participant,
    Provenance,
    Record,
    SourceInfo,
    Summary,
    Turn,
)
from pipeline.text import fold

# As `pipeline.batch.duplicates` writes it.
_COPY = re.compile(r"(?P<before>duplicate_of: )(?P<id>.*)(?P<after> \([^()]*\))", re.DOTALL)
# Strings of the schema's own making. Every other string is rewritten, so that a field added to
# the schema is protected before anybody thinks of it.
STRUCTURAL: Mapping[type[Any], frozenset[str]] = {
    Record: frozenset({"schema_version"}),
    SourceInfo: frozenset({"format", "encoding", "date"}),
    Locator: frozenset({"kind"}),
    Participant: frozenset({"id", "role"}),
    Turn: frozenset({"id", "role", "speaker", "cue"}),
    Exchange: frozenset({"id", "question", "answers", "answer_status"}),
    Entity: frozenset({"id", "label", "kind"}),
    Mention: frozenset({"turn"}),
    Claim: frozenset({"id", "turn", "exchange", "speaker", "type", "modality", "entities"}),
    Attribution: frozenset({"kind"}),
    Cue: frozenset({"kind"}),
    Summary: frozenset({"method"}),
    Provenance: frozenset({"pipeline", "config_sha256"}),
    ModelVersion: frozenset({"version", "sha256"}),
}


def rewritten(record: Record, matcher: Matcher, *, ids: Mapping[str, str]) -> Record:
    """Return the record under pseudonyms, proved.

    The address of the page is dropped, since it leads to the names; the digest of the file becomes
    one that only the key's owner can compute. Medium and organisations stay unless the matcher
    replaces organisations. Boilerplate becomes a mark.

    Args:
        record: As a run wrote it.
        matcher: Knows the names.
        ids: The new ids of all records of the run by their old ones.

    Raises:
        OffsetError: The result breaks the contract, which is a bug of ours.
    """
    return validate_record(_Rewriter(record, matcher, ids).record())


@dataclass(frozen=True)
class _Rewriter:
    old: Record
    matcher: Matcher
    ids: Mapping[str, str]

    def record(self) -> Record:
        made: Record = self._rewritten(self.old)
        digest = self.matcher.key.digest(self.old.source.sha256).hex()
        source = dataclasses.replace(
            made.source, sha256=digest, url=None, characters=len(self.edited.text)
        )
        return dataclasses.replace(
            made, id=self.ids[self.old.id], text=self.edited.text, source=source
        )

    @cached_property
    def own(self) -> frozenset[str]:
        return self.matcher.survey.own.get(self.old.id, frozenset())

    @cached_property
    def labels(self) -> dict[str, str]:
        """Return what replaces the printed initials of this interview."""
        return labels_of(self.old.id, self.matcher)

    @cached_property
    def edited(self) -> Edited:
        """Return the text after edits."""
        boilerplate = boilerplate_of(self.old)
        text = blanked(self.old.text, boilerplate)
        mentions = [
            (m, self._entity_label(entity.label, m.text))
            for entity in self.old.entities
            for m in entity.mentions
        ]
        persons = [(m.start, m.end) for m, label in mentions if label == "PER"]
        context = Context(
            persons=[*persons, *self._printed(text)],
            others=[(m.start, m.end, label) for m, label in mentions if label != "PER"],
            own=self.own,
            labels=self.labels,
            spoken=[(turn.start, turn.end) for turn in self.old.turns],
        )
        edits = [*self.matcher.edits(text, context), *emptied(boilerplate)]
        return Edited(self.old.text, edits)

    @cached_property
    def persons(self) -> frozenset[str]:
        """Return the strings that as a whole name a person, folded."""
        return frozenset(fold(form) for forms in forms_of(self.old, "PER") for form in forms)

    @cached_property
    def printed(self) -> frozenset[str]:
        """Return the printed labels that are a part of a person's name: "Claire", "Claire B."."""
        return frozenset(
            label
            for person in self.old.participants
            if self._is_known(person.name or "")
            for label in person.labels
            if self._is_part(label, person.name or "")
        )

    @staticmethod
    def _is_part(label: str, name: str) -> bool:
        found = {word.folded for word in name_words(label) if len(word.folded) > 1}
        return bool(found) and found <= {word.folded for word in name_words(name)}

    def _printed(self, text: str, *, apart: bool = True) -> Iterator[tuple[int, int]]:
        """Yield where such labels stand in a text; single words outside turns only.

        Args:
            text: The interview's text, or another string of it.
            apart: Whether it has turns, outside which single words are labels; a string has none.
        """
        turns = [(turn.start, turn.end) for turn in self.old.turns] if apart else [(0, len(text))]
        for label in sorted(self.printed):
            for match in re.finditer(rf"(?<!\w){re.escape(label)}(?!\w)", text):
                if len(words_in(label)) > 1 or not is_inside(turns, *match.span()):
                    yield match.span()

    @cached_property
    def firms(self) -> dict[str, str]:
        """Return the pseudonyms of this interview's organisations by their folded forms."""
        known = self.matcher.phrases.rows
        forms = {fold(form) for group in forms_of(self.old, "ORG") for form in group}
        return {form: known[form].pseudonym for form in sorted(forms) if form in known}

    def _part_of_firm(self, text: str) -> str | None:
        """Return the pseudonym of the organisation that a keyword is a part of: "TVI" of "RTL-TVI"."""
        words = words_in(text)
        folded = [word.folded for word in words]
        if not is_name_like(words) or all(map(self.matcher.survey.is_common, folded)):
            return None
        for form, pseudonym in self.firms.items():
            whole = [word.folded for word in words_in(form)]
            if any(whole[at : at + len(folded)] == folded for at in range(len(whole))):
                return shaped_phrase(pseudonym, text)
        return None

    def string(self, text: str, *, label: str | None = None) -> str:
        """Return a string that has no offsets under pseudonyms.

        Args:
            text: The string.
            label: What it names as a whole, if it does.
        """
        if label == "PER" or fold(text) in self.persons or text in self.printed:
            context = Context([(0, len(text))], own=self.own, labels=self.labels)
        elif (part := self._part_of_firm(text)) is not None:
            return part
        else:
            others = [(0, len(text), label)] if label else []
            firms = frozenset(self.firms)
            printed = list(self._printed(text, apart=False))
            context = Context(printed, others, self.own, firms, self.labels)
        return Edited(text, self.matcher.edits(text, context)).text

    def _rewritten(self, value: Any) -> Any:
        """Return a value of a record with all strings and spans in it rewritten."""
        if isinstance(value, str):
            return self.string(value)
        if isinstance(value, tuple):
            return tuple(self._rewritten(each) for each in value)
        if isinstance(value, dict):
            return {name: self._rewritten(each) for name, each in value.items()}
        if dataclasses.is_dataclass(value):
            return self._object(value)
        return value

    def _object(self, value: Any) -> Any:
        kept = STRUCTURAL.get(type(value), frozenset())
        names = [field.name for field in dataclasses.fields(value) if field.name not in kept]
        changes = {name: getattr(value, name) for name in names}
        if "start" in changes:
            changes["start"] = self.edited.start(value.start)
            changes["end"] = self.edited.end(value.end)
            if "text" in changes:
                changes["text"] = self.edited.text[changes["start"] : changes["end"]]
        spanned = {"start", "end", "text"} if "start" in changes else set()
        if isinstance(value, Record):
            spanned = {"text"}
        for name in changes.keys() - spanned:
            changes[name] = self._field(value, name)
        if isinstance(value, Claim) and value.statement == value.text:
            changes["statement"] = changes["text"]
        return dataclasses.replace(value, **changes)

    def _field(self, value: Any, name: str) -> Any:
        old = getattr(value, name)
        if isinstance(value, SourceInfo) and name == "file":
            return replaced_in_id(old, self.old.id, self.matcher)
        if isinstance(value, Provenance) and name == "warnings":
            return tuple(map(self._warning, old))
        if isinstance(value, Record | Exchange) and name == "keywords":
            return tuple(self.string(word, label=self._keyword_label(word)) for word in old)
        if isinstance(old, str):
            return self.string(old, label=self._label(value, name))
        return self._rewritten(old)

    def _warning(self, text: str) -> str:
        """Return a warning; where it names another interview, that one's new id stands."""
        copy = _COPY.fullmatch(text)
        if copy and copy["id"] in self.ids:
            return f"{copy['before']}{self.ids[copy['id']]}{copy['after']}"
        return self.string(text)

    def _keyword_label(self, word: str) -> str | None:
        # Keywords are written small unless they are names: "Petit" is no adjective there.
        return "PER" if is_capitalised(word) and fold(word) in self.own else None

    def _label(self, value: Any, name: str) -> str | None:
        """Return what a field names as a whole, or None where it is running text."""
        if isinstance(value, Participant) and name == "name":
            return "PER" if self._is_known(value.name or "") else "ORG"
        if isinstance(value, SourceInfo) and name == "author":
            return "PER" if any(map(self._is_known, authors_of(self.old))) else None
        if isinstance(value, Entity) and name == "name":
            return self._entity_label(value.label, value.name)
        organisation = (Participant, "organisation"), (SourceInfo, "publication")
        return "ORG" if (type(value), name) in organisation else None

    def _entity_label(self, label: str, text: str) -> str:
        """Return an entity's label, or PER where it is the name of a participant who is a person."""
        return "PER" if fold(text) in self.people else label

    @cached_property
    def people(self) -> frozenset[str]:
        """Return the folded names of participants who are persons."""
        names = [person.name for person in self.old.participants if person.name]
        return frozenset(fold(name) for name in names if self._is_known(name))

    def _is_known(self, name: str) -> bool:
        return name in self.matcher.survey.persons and bool(name_words(name))


def replaced_in_id(text: str, id: str, matcher: Matcher) -> str:
    """Return a record's id or file name without its people: no capital tells a name there.

    "entretien-petit.txt" loses Mme Petit, and "le-petit-bois.txt" its "petit" if she speaks in it.

    Args:
        text: The id or the file's name.
        id: The id of the record.
        matcher: Knows the names.
    """
    own = matcher.survey.own[id]
    persons = [(word.start, word.end) for word in words_in(text) if word.folded in own]
    return Edited(text, matcher.edits(text, Context(persons, own=own))).text
