"""A claim made readable alone: oral noise dropped, pronouns, names and dates resolved, each change recorded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from pipeline.claims.statement_dates import dates_in
from pipeline.claims.statement_demonstratives import definite_phrase, demonstratives_in
from pipeline.claims.statement_ellipsis import affirmed, asked_in, only_assents, predicate_change
from pipeline.claims.statement_names import full_names, name_of, names_in, person_mentions
from pipeline.claims.statement_noise import after_noise, noise_in
from pipeline.claims.statement_objects import has_object, moved, objects_in
from pipeline.claims.statement_passage import Passage, Referent, sentence_start, subject_pronouns
from pipeline.claims.statement_phrases import phrases_of
from pipeline.claims.statement_pronouns import referent_of
from pipeline.claims.statement_wording import Change, fitted, in_sentence
from pipeline.claims.words import Words, words_of
from pipeline.lexicons import words as word_list
from pipeline.schema import Entity, Interview, Resolution, TurnDoc
from pipeline.text import cut


@dataclass(frozen=True)
class Setting:
    """What the claims of one answer turn are resolved against.

    ``asked`` are the question's turns; nothing of another speaker's answer is read.
    """

    interview: Interview
    turn_doc: TurnDoc
    words: Words
    asked: Sequence[TurnDoc]
    entities: Sequence[Entity]

    @cached_property
    def passage(self) -> Passage:
        """The answer's noun phrases, with the question's behind them."""
        before = (
            _passage(self.asked[-1], words_of(self.asked[-1]), self.entities, None)
            if self.asked
            else None
        )
        return _passage(self.turn_doc, self.words, self.entities, before)

    @cached_property
    def mentions(self) -> dict[tuple[int, int], str]:
        """The mentions of persons in the answer."""
        return person_mentions(self.turn_doc, self.entities)

    @cached_property
    def full_names(self) -> dict[str, str]:
        """One name -> full name, for the persons of the interview."""
        return full_names(self.entities, self.interview.participants)


def resolutions_of(setting: Setting, first: int, last: int) -> tuple[Resolution, ...]:
    """Return the replacements that make words ``[first, last]`` of an answer readable alone, in text order.

    Only what is certain: an answer's "Oui," or "Alors," at the head, hesitations, fillers and restarts; a subject pronoun
    or a demonstrative that one phrase alone can explain; a name that one person alone bears; a date that counts from the
    interview's. What the speaker says of himself stays "je" and "nous".
    """
    words = setting.words
    if only_assents(words, first, last):
        return _assented(setting, first, last)
    begin = after_noise(words, first, last)
    found: list[Change] = []
    for change in sorted(_changes(setting, begin, last), key=lambda change: change.start):
        quoted = change.replacement and _is_quoted(words, change.start)
        free = words.starts[begin] <= change.start and (not found or change.start >= found[-1].end)
        if free and not quoted:
            found.append(change)
    if begin > first:
        found = _headed(words, first, begin, found)
    return tuple(_resolution(setting, change) for change in found)


def _is_quoted(words: Words, start: int) -> bool:
    """Say whether a character stands inside quotation marks: somebody else's words stay as they are."""
    return words.text.count('"', 0, start) % 2 == 1


def _resolution(setting: Setting, change: Change) -> Resolution:
    """Return a change as the record has it, its apostrophes printed as the turn prints them."""
    turn = setting.turn_doc.turn
    apostrophe = "’" if "’" in turn.text else "'"
    start, end = change.start + turn.start, change.end + turn.start
    said = change.replacement.replace("’", "'").replace("'", apostrophe)
    return Resolution(start, end, cut(setting.interview.text, start, end), said)


def _assented(setting: Setting, first: int, last: int) -> tuple[Resolution, ...]:
    """Return "Oui, tout à fait" as what the question asks, if it stands at the head of the answer."""
    before = setting.passage.before
    asked = asked_in(before.words) if before and first == 0 else None
    if before is None or asked is None:
        return ()
    said = affirmed(before.words, asked, setting.asked[-1].turn.text)
    change = Change(setting.words.starts[first], setting.words.ends[last], said)
    return (_resolution(setting, change),)


def _predicate(setting: Setting, first: int, last: int) -> Iterator[Change]:
    """Yield the change of "Il l'est" at the head of an answer into what its question asks."""
    before = setting.passage.before
    asked = asked_in(before.words) if before else None
    if before is not None and asked is not None:
        printed = setting.asked[-1].turn.text
        change = predicate_change(setting.words, first, last, before.words, asked, printed)
        if change:
            yield change


def _changes(setting: Setting, first: int, last: int) -> Iterator[Change]:
    words = setting.words
    yield from noise_in(words, first, last)
    yield from dates_in(words, first, last, setting.interview.source.date)
    if setting.mentions:
        mentions, full = setting.mentions, setting.full_names
        yield from names_in(words, first, last, mentions=mentions, full=full)
    lower = set(words.lower[first : last + 1])
    if {"l'", "est"} <= lower and sentence_start(words, first) == 0:
        yield from _predicate(setting, first, last)
    # Most claims have neither, and need no noun phrases.
    if lower & word_list("statement_pronouns"):
        yield from _pronouns_in(setting, first, last)
    if has_object(words, first, last):
        yield from _objects_in(setting, first, last)
    if lower & word_list("statement_demonstratives"):
        yield from _demonstratives_in(setting, first, last)


def _pronouns_in(setting: Setting, first: int, last: int) -> Iterator[Change]:
    """Yield the change of the first pronoun of each form; later ones then have it before them."""
    words = setting.words
    for at in subject_pronouns(setting.passage, first, last):
        if words.lower[at] in words.lower[first:at]:
            continue
        found = referent_of(setting.passage, at)
        if found is None or _is_inside(found, setting, first):
            continue
        said: str | None = _said(found, setting)
        if words.lower[at + 1] in word_list("negation_first") and found.phrase.kind == "indefinite":
            # "Un numéro n'a pas été distribué" would tell of any.
            said = definite_phrase(found.passage.words, found.phrase, _said(found, setting))
        change = said and fitted(words, at, at, said)
        if change:
            yield change


def _objects_in(setting: Setting, first: int, last: int) -> Iterator[Change]:
    for at, found, preposition in objects_in(setting.passage, first, last):
        if not _is_inside(found, setting, first):
            yield moved(setting.words, at, _said(found, setting), preposition)


def _demonstratives_in(setting: Setting, first: int, last: int) -> Iterator[Change]:
    for phrase, found in demonstratives_in(setting.passage, first, last):
        if _is_inside(found, setting, first):
            continue
        said = definite_phrase(found.passage.words, found.phrase, _said(found, setting))
        change = said and fitted(setting.words, phrase.first, phrase.last, said)
        if change:
            yield change


def _is_inside(found: Referent, setting: Setting, first: int) -> bool:
    """Say whether the claim itself already says what is meant."""
    return found.passage is setting.passage and found.phrase.first >= first


def _said(found: Referent, setting: Setting) -> str:
    """Return the words of a referent as they stand inside a sentence, as they are printed."""
    turn = setting.turn_doc.turn if found.passage is setting.passage else setting.asked[-1].turn
    phrase = found.phrase
    if phrase.said:
        return phrase.said
    name = phrase.kind == "name"
    said = in_sentence(found.passage.words, phrase.first, phrase.last, turn.text, name=name)
    # "Deux joueuses siègent. Elles…": now they are known.
    return f"les {said}" if phrase.kind == "counted" else said


def _passage(
    turn_doc: TurnDoc, words: Words, entities: Sequence[Entity], before: Passage | None
) -> Passage:
    """Return a turn as what pronouns are resolved in."""
    offset = turn_doc.turn.start
    first_at = {start: at for at, start in enumerate(words.starts)}
    last_at = {end: at for at, end in enumerate(words.ends)}
    names = [
        name_of(words, first, last, entity)
        for entity in entities
        for mention in entity.mentions
        if mention.turn == turn_doc.turn.id
        and (first := first_at.get(mention.start - offset)) is not None
        and (last := last_at.get(mention.end - offset)) is not None
    ]
    return Passage(words, phrases_of(words, turn_doc.doc, names), before)


def _headed(words: Words, first: int, begin: int, found: list[Change]) -> list[Change]:
    """Return the changes with the noise at the head dropped, so that the statement begins with a capital."""
    start, end = words.starts[first], words.starts[begin]
    if found and found[0].start == end:
        head = found.pop(0)
        said = head.replacement[:1].upper() + head.replacement[1:]
        return [Change(start, head.end, said), *found]
    return [Change(start, end + 1, words.text[end].upper()), *found]


def apply(text: str, start: int, resolutions: tuple[Resolution, ...]) -> str:
    """Return a claim's text, which begins at `start`, with its resolutions applied.

    >>> apply("Oui, il faut", 0, (Resolution(0, 6, "Oui, i", "I"),))
    'Il faut'
    """
    parts: list[str] = []
    at = 0
    for resolution in resolutions:
        parts += [text[at : resolution.start - start], resolution.replacement]
        at = resolution.end - start
    parts.append(text[at:])
    return "".join(parts)
