"""What might be a keyword: every noun phrase and name of an interview, with where it stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from pipeline.lexicons import words as word_list
from pipeline.schema import Claim, Entity, Interview, TurnDoc
from pipeline.summarize.nearness import nearness, question_vector
from pipeline.summarize.nominal import form_key, nouns_of
from pipeline.summarize.phrases import Name, Phrase, phrases_of
from pipeline.summarize.rarity import words_of
from pipeline.summarize.tokens import tokens_of

_SPOKEN = ("question", "answer")
_AROUND = ("heading", "intro", "pull_quote")


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One phrase at its place."""

    phrase: Phrase
    exchange: str
    asked: bool  # in the question
    key: bool  # in a key claim
    near: float | None  # cosine with the question; None without an encoder


def occurrences_of(
    interview: Interview,
    docs: Sequence[TurnDoc],
    claims: Iterable[Claim],
    entities: Iterable[Entity],
) -> list[Occurrence]:
    """Return the noun phrases and names of all questions and answers, in the order of the exchanges.

    Left out are persons, and what consists of the participants' names alone.

    Args:
        interview: The interview.
        docs: The analyses of its turns.
        claims: Its claims.
        entities: Its entities; without them names are found as nouns are, and persons with them.
    """
    spoken = {doc.turn.id: doc for doc in docs if doc.turn.role in _SPOKEN}
    tokens = {id_: tokens_of(doc) for id_, doc in spoken.items()}
    nouns = nouns_of(tokens.values())
    names = _names(spoken, entities)
    key_spans = _key_spans(claims)
    own = _participants(interview)
    found: list[Occurrence] = []
    for exchange in interview.exchanges:
        question = question_vector([spoken[id_].encoded for id_ in exchange.question])
        for id_ in (*exchange.question, *exchange.answers):
            phrases = [
                phrase
                for phrase in phrases_of(tokens[id_], nouns, names.get(id_, ()))
                if not own.issuperset(phrase.key.replace("-", " ").split())
            ]
            near = nearness(spoken[id_].encoded, [(p.start, p.end) for p in phrases], question)
            asked, at = id_ in exchange.question, spoken[id_].turn.start
            for number, phrase in enumerate(phrases):
                key = _inside(phrase, at, key_spans.get(id_, ()))
                nearby = near[number] if near else None
                found.append(Occurrence(phrase, exchange.id, asked=asked, key=key, near=nearby))
    return found


def _key_spans(claims: Iterable[Claim]) -> dict[str, list[tuple[int, int]]]:
    """Return where the key claims of each turn stand."""
    found: dict[str, list[tuple[int, int]]] = {}
    for claim in claims:
        if claim.key:
            found.setdefault(claim.turn, []).append((claim.start, claim.end))
    return found


@dataclass(frozen=True, slots=True)
class Headline:
    """The words of title, chapeau, headings, presentation and pull quotes, each between spaces."""

    words: str
    content: str  # the same without function words, of which the keys of phrases have none

    def holds(self, key: str, *, name: bool) -> bool:
        """Return whether a phrase stands there; the key of a name has its function words."""
        return f" {key} " in (self.words if name else self.content)


def headline_of(interview: Interview) -> Headline:
    """Return what is printed around the questions and answers."""
    parts = [turn.text for turn in interview.turns if turn.role in _AROUND]
    parts += [part for part in (interview.title, interview.lead) if part]
    words = [word for part in parts for word in words_of(part)]
    content = [word for word in words if word not in _function_keys()]
    return Headline(f" {' '.join(words)} ", f" {' '.join(content)} ")


@cache
def _function_keys() -> frozenset[str]:
    # An elided word stands in the list with its apostrophe.
    return frozenset(form_key(word.rstrip("'")) for word in word_list("function_words"))


def _inside(phrase: Phrase, at: int, spans: Iterable[tuple[int, int]]) -> bool:
    return any(start <= at + phrase.start and at + phrase.end <= end for start, end in spans)


def _participants(interview: Interview) -> frozenset[str]:
    return frozenset(
        form_key(word)
        for participant in interview.participants
        if participant.name
        for word in participant.name.lower().replace("-", " ").split()
    )


def _names(spoken: Mapping[str, TurnDoc], entities: Iterable[Entity]) -> dict[str, list[Name]]:
    """Return the mentions of entities in each turn."""
    found: dict[str, list[Name]] = {}
    for entity in entities:
        forms = Counter(" ".join(m.text.split()) for m in entity.mentions if m.turn in spoken)
        if not forms:
            continue
        text = _whole_form(forms)
        key = " ".join(words_of(text)) or text.lower()
        for mention in entity.mentions:
            if mention.turn in spoken:
                at = spoken[mention.turn].turn.start
                name = Name(
                    mention.start - at, mention.end - at, text, key, keyword=entity.label != "PER"
                )
                found.setdefault(mention.turn, []).append(name)
    return found


def _whole_form(forms: Counter[str]) -> str:
    """Return how an interview writes a name: most often, but no part of a longer form."""
    whole = [
        form
        for form in forms
        if not any(form != other and f" {form} " in f" {other} " for other in forms)
    ]
    return max(whole, key=lambda form: (forms[form], len(form)))
