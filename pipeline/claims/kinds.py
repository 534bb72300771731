"""Type, modality, doubt and denial of a clause, each with the words that decided.

Types are tried in the order of how much their mark tells: what should be done (falloir, devoir) is
hardly ever used for anything else; then what something is, what will be, what causes what. What is
left is judgement or fact, told apart by a weighted sum of the clause's features.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pipeline.claims.advice import after_links, duty_of, opens_infinitive, recommendation
from pipeline.claims.clauses import Clause
from pipeline.claims.cues import Hit
from pipeline.claims.grammar import grammar
from pipeline.claims.reading import Mark, Reading
from pipeline.claims.speakers import names_somebody
from pipeline.claims.words import PUNCTUATION, Words
from pipeline.lexicons import words as word_list
from pipeline.schema import ClaimType, Modality

_TO_AGENT = 2  # words of who does it, after "par"
_OWN = frozenset({"1", "4"})  # of `persons.txt`: the speaker


@dataclass(frozen=True, slots=True)
class Request:
    """What the question asks for, as far as it decides how an answer is meant."""

    advice: bool = False
    definition: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """The type of a clause with the words behind it; `type` None: judgement or fact is still open."""

    type: ClaimType | None
    mark: Mark | None = None
    future_in_past: bool = False  # "disait que tout serait réglé": no conditional


def kind_of(
    words: Words, reading: Reading, request: Request, *, told_in_past: bool = False
) -> Kind:
    """Return the type that the clause's words mark.

    Args:
        words: The turn.
        reading: The clause, or its content where something is reported.
        request: What the question asks for.
        told_in_past: The content is reported by a verb in the past.
    """
    verb = reading.conditional
    if told_in_past and verb is not None and duty_of(words, reading) is None:
        return Kind("prediction", Mark(verb, verb), future_in_past=True)
    for find, type_ in _FINDERS:
        mark = find(words, reading, request)
        if mark is not None:
            return Kind(type_, mark)
    return Kind(None)


def modality_of(words: Words, reading: Reading, kind: Kind) -> tuple[Modality, Mark | None]:
    """Return how the content is put: asserted, or as duty, possibility or in the conditional."""
    if kind.type == "recommendation":
        hit = duty_of(words, reading)
        if hit is not None:
            modality: Modality = hit.value  # type: ignore[assignment]  # a field of the lexicon
            return modality, (Mark(hit.first, hit.last) if modality != "asserted" else None)
        # An order has no hit; an infinitive ("De garder…") advises without modality.
        if kind.mark is not None and not opens_infinitive(words, reading.clause):
            return "obligation", kind.mark
    if reading.conditional is not None and not kind.future_in_past:
        return "conditional", Mark(reading.conditional, reading.conditional)
    hit = reading.outside("possibility")
    if hit is not None:
        return hit.value, Mark(hit.first, hit.last)  # type: ignore[return-value]
    return "asserted", None


def request_of(question: Iterable[str]) -> Request:
    """Return what a question's lower-case words ask for."""
    advice, definition = (
        tuple(word_list("advice_questions")),
        tuple(word_list("definition_questions")),
    )
    found = set(question)
    return Request(
        advice=any(word.startswith(advice) for word in found),
        definition=any(word.startswith(definition) for word in found),
    )


def _recommendation(words: Words, reading: Reading, request: Request) -> Mark | None:
    return recommendation(words, reading, asked=request.advice)


def _definition(words: Words, reading: Reading, request: Request) -> Mark | None:
    strong = reading.outside("definition", "strong")
    if strong is not None and not _judges_after(reading, strong):
        return Mark(strong.first, strong.last)
    weak = reading.outside("definition", "weak")
    if reading.past is not None or reading.imperfect is not None:
        return None
    if weak is None:
        return _delimits(words, reading) if request.definition else None
    if request.definition or _defines(words, reading, weak):
        return Mark(weak.first, weak.last)
    return None


def _judges_after(reading: Reading, hit: Hit) -> bool:
    """Say whether a strong judgement follows: "On appelle cela un excellent ratio"."""
    return any(
        found.value == "strong" and found.first > hit.last
        for found in reading.hits.get("evaluation", ())
    )


def _delimits(words: Words, reading: Reading) -> Mark | None:
    """Return the verb of a general statement that opens the answer to "Qu'est-ce qu'un…"."""
    clause = reading.clause
    opens = clause.first == 0 and words.lower[0] in grammar().determiners_generic
    if not opens or reading.present is None or reading.persons:
        return None
    return Mark(reading.present, reading.present)


def _defines(words: Words, reading: Reading, weak: Hit) -> bool:
    """Say whether a weak turn has a general noun as subject and no judgement in its attribute."""
    before = range(reading.clause.first, weak.first)
    nouns = [at for at in before if words.pos[at] == "NOUN"]
    if not nouns or len(before) > 6 or reading.persons & {"1", "4"}:
        return False
    if words.lower[after_links(words, reading.clause)] not in grammar().determiners_generic:
        return False
    return not any(
        hit.first > weak.first and hit.value == "strong"
        for hit in reading.hits.get("evaluation", ())
    )


def _prediction(words: Words, reading: Reading, request: Request) -> Mark | None:
    del request
    strong = reading.outside("prediction", "strong")
    if strong is not None:
        return Mark(strong.first, strong.last)
    for verb in (reading.future, reading.near_future):
        if verb is not None and not _is_own_plan(words, verb):
            return Mark(verb, verb)
    weak = reading.outside("prediction", "weak")
    if weak is not None and reading.conditional is not None:
        return Mark(weak.first, weak.last)
    return None


def _is_own_plan(words: Words, verb: int) -> bool:
    """Say whether the speaker refuses or announces talk ("je ne dirai pas laquelle"): no forecast."""
    word = words.lower[verb]
    return word.startswith(tuple(word_list("claim_telling"))) and word.endswith(
        tuple(word_list("own_plan_endings"))
    )


def _cause(words: Words, reading: Reading, request: Request) -> Mark | None:
    del request
    strong = reading.first("causal", "strong")
    if strong is not None and not _supports_judgement(words, reading, strong):
        return Mark(strong.first, strong.last)
    condition = _condition(words, reading)
    if condition is not None:
        return condition
    proportion = _proportion(words, reading)
    if proportion is not None:
        return proportion
    for hit in reading.hits.get("causal", ()):
        # "…, donc …" and "…, d'où …" draw a consequence inside the clause.
        set_off = hit.first > reading.clause.first and words.lower[hit.first - 1] in ",;:"
        if set_off and not _supports_judgement(words, reading, hit):
            return Mark(hit.first, hit.last)
    for at in reading.main:
        reflexive = at > reading.clause.first and words.lower[at - 1] in word_list(
            "claim_reflexives"
        )
        if (
            not reflexive
            and words.lower[at] in grammar().causatives
            and (infinitive := _infinitive_after(words, reading, at)) is not None
            and not _is_service(words, reading, infinitive)
        ):
            return Mark(at, at)
    return None


def _supports_judgement(words: Words, reading: Reading, cause: Hit) -> bool:
    """Say whether a reason only supports the judgement of its main clause: "C'est génial, parce que…"."""
    if words.lower[cause.first] not in word_list("claim_reasons"):
        return False
    if cause.last == reading.clause.last:
        return True  # no clause follows: "leur car"
    return any(
        hit.value == "strong" and hit.first < cause.first
        for hit in reading.hits.get("evaluation", ())
    )


def _infinitive_after(words: Words, reading: Reading, at: int) -> int | None:
    near = range(at + 1, min(at + 3, reading.clause.last + 1))
    return next((step for step in near if words.shapes[step].infinitive), None)


def _is_service(words: Words, reading: Reading, infinitive: int) -> bool:
    """Say whether one has something done by others: "font relire leurs textes", "fait repeindre le hall par un artisan"."""
    if words.lower[infinitive] in word_list("claim_services"):
        return True
    last = reading.clause.last
    for at in range(infinitive + 2, last):  # an object stands between
        if words.lower[at] in PUNCTUATION or words.shapes[at].finite:
            return False
        if words.lower[at] == "par":
            agent = range(at + 1, min(last, at + _TO_AGENT) + 1)
            return any(words.is_capital(s) or names_somebody(words.lower[s]) for s in agent)
    return False


def _condition(words: Words, reading: Reading) -> Mark | None:
    """Return the "si" of "Si vous mentez, vous êtes mort": what always follows from what."""
    first = after_links(words, reading.clause)
    opener = words.lower[first]
    if opener not in word_list("general_conditions") or first + 1 > reading.clause.last:
        return None
    if opener in word_list("claim_needs_que"):
        if words.lower[first + 1] not in grammar().complement_que:
            return None
    elif reading.imperfect is not None or (
        opener in word_list("claim_times") and reading.persons & _OWN
    ):
        return None
    elif words.lower[_after_comma(words, reading.clause, first)] in word_list(
        "claim_first_subjects"
    ):
        return None  # "Si l'un d'eux fronce les sourcils, je recommence": what the speaker does
    if reading.conditional is not None or reading.past is not None or not reading.main:
        return None
    comma = "," in words.lower[first : reading.clause.last]
    return Mark(first, first) if comma else None


def _proportion(words: Words, reading: Reading) -> Mark | None:
    """Return the first word of "Plus le texte en contient, plus ils vendent"."""
    first, last = reading.clause.first, reading.clause.last
    degrees = word_list("degrees")
    if words.lower[first] not in degrees:
        return None
    for at in range(first + 2, last):
        if words.lower[at] in ",;" and any(
            words.lower[step] in degrees for step in range(at + 1, min(at + 3, last))
        ):
            return Mark(first, first)
    return None


def _after_comma(words: Words, clause: Clause, first: int) -> int:
    """Return the word after the first comma, or `first` where there is none."""
    commas = (at for at in range(first, clause.last) if words.lower[at] == ",")
    return next(commas, first - 1) + 1


def _stance(words: Words, reading: Reading, request: Request) -> Mark | None:
    """Return the words of "Je ne suis pas d'accord": a stand is a judgement."""
    del words, request
    hit = reading.outside("stance")
    return Mark(hit.first, hit.last) if hit is not None else None


_Finder = Callable[[Words, Reading, Request], Mark | None]
_FINDERS: tuple[tuple[_Finder, ClaimType], ...] = (
    (_recommendation, "recommendation"),
    (_definition, "definition"),
    (_prediction, "prediction"),
    (_cause, "causal"),
    (_stance, "evaluation"),
)
