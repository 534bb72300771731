"""Record -> the same record under pseudonyms, every offset rebuilt."""

from __future__ import annotations

import dataclasses
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pipeline.pseudonyms.edits import Edited
from pipeline.pseudonyms.matching import Context, Matcher
from pipeline.pseudonyms.survey import authors_of
from pipeline.pseudonyms.words import fold, is_name_like, name_words, shaped_phrase, words_in
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


def rewritten(record: Record, matcher: Matcher, *, id: str) -> Record:
    """Return the record under pseudonyms, proved.

    The address of the page is dropped, since it leads to the names; the digest of the file becomes
    one that only the key's owner can compute. Medium and organisations stay unless the matcher
    replaces organisations.

    Args:
        record: As a run wrote it.
        matcher: Knows the names.
        id: The new record's id, unique in the run.

    Raises:
        OffsetError: The result breaks the contract, which is a bug of ours.
    """
    return validate_record(_Rewriter(record, matcher).record(id))


@dataclass(frozen=True)
class _Rewriter:
    old: Record
    matcher: Matcher

    def record(self, id: str) -> Record:
        made: Record = self._rewritten(self.old)
        secret = self.matcher.key.secret
        digest = hmac.new(secret, self.old.source.sha256.encode(), hashlib.sha256).hexdigest()
        source = dataclasses.replace(
            made.source, sha256=digest, url=None, characters=len(self.edited.text)
        )
        return dataclasses.replace(made, id=id, text=self.edited.text, source=source)

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
        mentions = [(m, entity.label) for entity in self.old.entities for m in entity.mentions]
        context = Context(
            persons=[(m.start, m.end) for m, label in mentions if label == "PER"],
            others=[(m.start, m.end, label) for m, label in mentions if label != "PER"],
            own=self.own,
            labels=self.labels,
            spoken=[(turn.start, turn.end) for turn in self.old.turns],
        )
        return Edited(self.old.text, self.matcher.edits(self.old.text, context))

    @cached_property
    def persons(self) -> frozenset[str]:
        """Return the strings that as a whole name a person, folded."""
        tagged = {
            form
            for entity in self.old.entities
            if entity.label == "PER"
            for form in (entity.name, *(mention.text for mention in entity.mentions))
        }
        return frozenset(fold(form) for form in tagged)

    @cached_property
    def firms(self) -> dict[str, str]:
        """Return the pseudonyms of this interview's organisations by their folded forms."""
        known = self.matcher.key.phrases(organisations=self.matcher.organisations)
        forms = {
            fold(form)
            for entity in self.old.entities
            if entity.label == "ORG"
            for form in (entity.name, *(mention.text for mention in entity.mentions))
        }
        return {form: known[form] for form in sorted(forms) if form in known}

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
        if label == "PER" or fold(text) in self.persons:
            context = Context([(0, len(text))], own=self.own, labels=self.labels)
        elif (part := self._part_of_firm(text)) is not None:
            return part
        else:
            others = [(0, len(text), label)] if label else []
            firms = frozenset(self.firms)
            context = Context((), others, self.own, firms, self.labels)
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
        if isinstance(old, str):
            return self.string(old, label=self._label(value, name))
        return self._rewritten(old)

    def _label(self, value: Any, name: str) -> str | None:
        """Return what a field names as a whole, or None where it is running text."""
        if isinstance(value, Participant) and name == "name":
            return "PER" if self._is_known(value.name or "") else "ORG"
        if isinstance(value, SourceInfo) and name == "author":
            return "PER" if any(map(self._is_known, authors_of(self.old))) else None
        if isinstance(value, Entity) and name == "name":
            return value.label
        organisation = (Participant, "organisation"), (SourceInfo, "publication")
        return "ORG" if (type(value), name) in organisation else None

    def _is_known(self, name: str) -> bool:
        return name in self.matcher.survey.persons and bool(name_words(name))


def labels_of(id: str, matcher: Matcher) -> dict[str, str]:
    """Return new initials for the printed labels of an interview that are initials."""
    found = {}
    for label, name in matcher.survey.labels.get(id, {}).items():
        letters = iter(_new_initials(label, name, matcher))
        found[label] = "".join(next(letters) if char.isalpha() else char for char in label)
    return found


def _new_initials(label: str, name: str | None, matcher: Matcher) -> str:
    old = [char for char in label if char.isalpha()]
    words = matcher.key.words
    pseudonyms = [
        (word.text[0], words.get(word.folded, word.text)[0]) for word in words_in(name or "")
    ]
    if [fold(first) for first, _ in pseudonyms] == [fold(char) for char in old]:
        return "".join(new.upper() for _, new in pseudonyms)
    # Nobody knows whose they are: letters that only the secret's owner can tell.
    digest = hmac.new(matcher.key.secret, label.encode(), hashlib.sha256).digest()
    return "".join("ABCDEFGHIJKLMNOPRSTUV"[byte % 21] for byte in digest[: len(old)])
