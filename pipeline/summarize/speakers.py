"""Whether the evidence of a sentence has the voices that the sentence names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from pipeline.lexicons import table
from pipeline.lexicons import words as word_list
from pipeline.summarize.names import names_in
from pipeline.summarize.voices import Voice, voices_in
from pipeline.summarize.wording import Token, fold


def gender_of(name: str) -> str | None:
    """Return "f" or "m" where the first name tells.

    >>> gender_of("Marie-Claude Le Goff"), gender_of("Camille Roy")
    ('f', None)
    """
    first = fold(name.partition(" ")[0])
    genders = _genders()
    return genders.get(first, genders.get(first.partition("-")[0]))


@cache
def _genders() -> dict[str, str]:
    return {fold(name): gender for name, gender in table("firstname_genders").items()}


@dataclass(frozen=True, slots=True)
class Speaking:
    """The evidence as far as it tells who speaks: its passages, their speakers, the other participants."""

    passages: Sequence[Sequence[Token]]
    speakers: Sequence[str]
    others: Sequence[str]


def voice_problems(tokens: Sequence[Token], evidence: Speaking) -> Iterator[tuple[Voice, str]]:
    """Yield the voices of a sentence that its evidence does not have, with who speaks instead."""
    speakers = ", ".join(evidence.speakers)
    voices = voices_in(tokens)
    own = False
    for voice in voices:
        if voice.pronoun is not None:
            own = True
            # Further on a pronoun may stand for anything: "une agence vit des clients qu'elle refuse".
            if voice.first <= 2 and not _agrees(voice.pronoun, evidence.speakers):
                yield voice, speakers
        elif _is_one_of(tokens, voice, evidence.speakers):
            own = True
        elif not _is_reported(tokens, voice, evidence):
            yield voice, speakers
    head = _head(tokens)
    if head is not None and all(voice.first != head.first for voice in voices):
        own = own or _is_one_of(tokens, head, evidence.speakers)
        if evidence.speakers and not _is_known_head(tokens, head, evidence):
            yield head, speakers
    if own:
        yield from _claimed(tokens, voices, head, evidence)


def _head(tokens: Sequence[Token]) -> Voice | None:
    """Return the name with which a sentence begins."""
    name = next(iter(names_in(tokens)), None)
    return Voice(name.first, name.last) if name is not None and name.first == 0 else None


def _is_known_head(tokens: Sequence[Token], head: Voice, evidence: Speaking) -> bool:
    """Say whether the name at the head is a speaker's or one that a passage tells about."""
    if _is_one_of(tokens, head, evidence.speakers):
        return True
    keys = _keys(tokens, head)
    told = (frozenset(fold(token.written) for token in own) for own in evidence.passages)
    return any(keys <= words for words in told) and not _is_one_of(tokens, head, evidence.others)


def _keys(tokens: Sequence[Token], voice: Voice) -> frozenset[str]:
    own = tokens[voice.first : voice.last + 1]
    return frozenset(fold(t.written) for t in own if t.is_capital and t.is_content)


def _is_one_of(tokens: Sequence[Token], voice: Voice, people: Sequence[str]) -> bool:
    keys = _keys(tokens, voice)
    return bool(keys) and any(keys <= _parts_of(name) for name in people)


def _parts_of(name: str) -> frozenset[str]:
    words = fold(name.replace("’", "'")).replace("'", "' ").split()
    return frozenset(part for word in words for part in (word, *word.split("-")))


def _agrees(pronoun: str, speakers: Sequence[str]) -> bool:
    gender = table("voice_pronouns").get(pronoun, "b")
    genders = {gender_of(name) for name in speakers}
    return gender == "b" or not genders or None in genders or gender in genders


def _is_reported(tokens: Sequence[Token], voice: Voice, evidence: Speaking) -> bool:
    """Say whether a passage gives the source, as one who speaks where it has a name."""
    own = tokens[voice.first : voice.last + 1]
    if len(evidence.speakers) > 1 and any(t.lower in word_list("voice_ordinals") for t in own):
        return True  # "la seconde" is one of them
    wanted = {token.key for token in own if token.is_content}
    for passage in evidence.passages:
        if wanted <= {token.key for token in passage}:
            sources = [passage[at] for v in voices_in(passage) for at in range(v.first, v.last + 1)]
            if wanted & {token.key for token in sources}:
                return True
    return False


def _is_said_behind(passage: Sequence[Token], voice: Voice, telling: set[str]) -> bool:
    """Say whether most of what a sentence takes from a passage stands behind a voice in it."""
    places = [at for at, token in enumerate(passage) if token.key in telling]
    return 2 * sum(at > voice.last for at in places) > len(places)


def _claimed(
    tokens: Sequence[Token], voices: Sequence[Voice], head: Voice | None, evidence: Speaking
) -> Iterator[tuple[Voice, str]]:
    """Yield the speaker where all that supports the sentence is what somebody else is said to say."""
    said = {token.key for token in tokens}
    telling = {token.key for token in tokens if token.is_content}
    missing: list[str] = []
    for passage in evidence.passages:
        # Further ones stand in what the first one says.
        first = next((voice for voice in voices_in(passage) if voice.reports), None)
        if first is None or not _is_said_behind(passage, first, telling):
            return
        own = passage[first.first : first.last + 1]
        keys = {token.key for token in own if token.is_content or first.pronoun}
        if not keys or keys & said:
            return
        missing.append(" ".join(t.written for t in passage[first.first : first.last + 1]))
    voice = voices[0] if voices else head
    if voice is not None and missing:
        yield voice, "; ".join(missing)
