"""What a passage tells of a person's function and organisation, each with a weight.

Nothing is decided here: `pipeline.segment.presentation` takes the weightiest. Weights are ranks, not
probabilities: apposition to the name first, then address, then a definite description.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from pipeline.lexicons import entries, table, words
from pipeline.segment.functions import Function, extend, function_at
from pipeline.segment.names import Gender
from pipeline.segment.organisations import organisation_at
from pipeline.segment.passages import Passage, Phrase, longest_entry

Zone = Literal["title", "head", "question", "answer"]

_SKIPPED = frozenset(
    "un une le la l' les notre leur actuellement aujourd'hui désormais actuel actuelle nouveau nouvelle jeune".split()
)
_SET_OFF = frozenset(", ( – — - | : /".split())
_AUXILIARIES = frozenset("a ont avez as ai avons".split())
_VERBS = frozenset("est a ont sont était avait".split())
_SUBJECTS: dict[str, frozenset[str]] = {
    "title": frozenset("elle il qui".split()),
    "head": frozenset("elle il qui".split()),
    "question": frozenset("vous tu te".split()),
    "answer": frozenset("je j'".split()),
}
_COPULAS = frozenset("est es êtes suis voilà".split())
_OWN = frozenset("elle il son sa".split())
_ADVERBS = frozenset("aujourd'hui actuellement désormais ici également aussi ensuite y toujours alors donc".split())
_PLACE_LINKS = frozenset("à au en depuis avec dès près".split())


class Told(NamedTuple):
    """A function, an organisation or both, as the text has them."""

    function: str | None
    organisation: str | None
    weight: float


@dataclass(frozen=True, slots=True)
class Scene:
    """A passage as it is read for one person."""

    passage: Passage
    zone: Zone
    mentions: tuple[Phrase, ...]
    others: tuple[Phrase, ...]  # mentions of other people
    sole: bool  # nobody else is interviewed
    gender: Gender | None


def told(scene: Scene) -> list[Told]:
    """Return all that `scene` tells of its person, in text order."""
    found: list[Told] = []
    i = 0
    while i < len(scene.passage.tokens):
        function = function_at(scene.passage, i)
        if function is None:
            i += 1
            continue
        weight = _relation(scene, function)
        if weight:
            organisation = function.organisation.text if function.organisation else None
            found.append(Told(function.phrase.text, organisation, weight))
        i = max(i + 1, function.phrase.last)
    found.extend(_led(scene))
    found.extend(_employed(scene))
    return found


# --- functions ---------------------------------------------------------------------------


def _relation(scene: Scene, function: Function) -> float:
    """Return how surely a job title is the person's, 0 where it is another's or a former one."""
    p, first = scene.passage, function.phrase.first
    b = first - 1
    while b >= 0 and p.tokens[b].low in _SKIPPED:
        b -= 1
    before = p.at(b)
    if before.low in words("past_cues") or before.low in {"futur", "future", "ni", "pas", "sans"}:
        return 0
    if weight := _beside_mention(scene, function, b):
        return weight
    if before.low in _COPULAS and _has_subject(scene, b):
        return 7
    if scene.zone in {"question", "answer"}:
        return 0
    return _described(scene, function, b) if scene.sole and _agrees(scene, function) else 0


def _beside_mention(scene: Scene, function: Function, b: int) -> float:
    """The title stands in apposition to the name, before or after it."""
    p = scene.passage
    if p.at(b).text in _SET_OFF or p.at(b).low == "est":
        k = b - 1
        if p.at(k).low == "ans" and p.at(k - 1).text.isdigit():
            k -= 3
        if any(m.last - 1 == k for m in scene.mentions):
            return 10
        if any(_inserted(p, m.last, b) for m in scene.mentions):
            return 8
    after = function.last + (p.at(function.last).text == ",")
    if any(m.first == after for m in scene.mentions):
        return 9
    opens = p.opens_sentence(b + 1)
    for m in scene.mentions:
        if opens and m.first > function.last and p.same_sentence(function.phrase.first, m.first):
            between = p.tokens[function.last : m.first]
            if between[-1].text == "," and not any(t.low in _VERBS for t in between):
                return 8
    return 0


def _inserted(p: Passage, start: int, end: int) -> bool:
    """``, trois ans de maison`` between a name and its title."""
    between = p.tokens[start:end]
    return (
        2 <= len(between) <= 8
        and between[0].text == ","
        and all(t.is_plain or t.text.isdigit() or t.text == "," for t in between)
        and not any(t.low in _VERBS | words("past_cues") - {"ans"} for t in between)
    )


def _described(scene: Scene, function: Function, b: int) -> float:
    """A description without the name: "Rencontre avec la fondatrice de X", "Coach en X, elle…"."""
    p = scene.passage
    if any(m.first in {function.last, function.last + 1} for m in scene.others):
        return 0
    before, determiner = p.at(b), p.at(b + 1).low
    opens = p.opens_sentence(b + 1)
    if opens and p.at(function.last).text == "," and p.at(function.last + 1).low in {"elle", "il"}:
        return 7
    definite = determiner in {"le", "la", "l'"} and b + 1 < function.phrase.first
    if definite and (opens or before.low == "avec"):
        return 6
    if definite and p.at(b).text == ",":
        return 5
    if scene.zone == "title":
        indefinite = determiner in {"un", "une"} and before.low in {"avec", "d'", "de"}
        bare = b + 1 == function.phrase.first and before.text == ":" and len(function.phrase.text.split()) > 1
        return 3 if indefinite or bare else 0
    return 0


def _agrees(scene: Scene, function: Function) -> bool:
    printed = table("functions")[function.head]
    return printed == "-" or scene.gender is None or printed == scene.gender


def _has_subject(scene: Scene, verb: int) -> bool:
    """The word at `verb` has the person for its subject: the name, or the pronoun of the zone."""
    p = scene.passage
    k = verb - 1
    while k >= 0 and p.tokens[k].low in _ADVERBS | {"l'", "en"}:
        k -= 1
    if any(m.last - 1 == k for m in scene.mentions):
        return True
    low = p.at(k).low
    if low == "qui":
        return any(0 <= k - m.last <= 1 for m in scene.mentions) or scene.zone == "title"
    if low in {"et", "puis"}:
        return any(m.first < k and p.same_sentence(m.first, verb) for m in scene.mentions)
    return low in _SUBJECTS[scene.zone] and (scene.sole or scene.zone not in {"title", "head"})


# --- organisations -----------------------------------------------------------------------


def _led(scene: Scene) -> Iterator[Told]:
    """Who leads, founded or opened what: "dirige à Nantes le cabinet Ligne Haute"."""
    forms = {form: (kind, m, f) for form, kind, m, f in entries("leading_verbs")}
    p = scene.passage
    for i, token in enumerate(p.tokens):
        if token.low not in forms:
            continue
        kind, masculine, feminine = forms[token.low]
        if not _acts(scene, i, kind):
            continue
        noun = {"m": masculine, "f": feminine}.get(scene.gender or "", "-")
        yield from _object(scene, i + 1, token.low, noun)


def _acts(scene: Scene, i: int, kind: str) -> bool:
    p = scene.passage
    if kind == "present":
        return _has_subject(scene, i) or _joint_subject(scene, i)
    if kind == "participle":
        k = i - 1
        while p.at(k).low in _ADVERBS:
            k -= 1
        if p.at(k).low in {"puis", "et"}:
            return scene.sole and scene.zone in {"title", "head"}
        return p.at(k).low in _AUXILIARIES and (_has_subject(scene, k) or _joint_subject(scene, k))
    before = p.at(i - 1).low
    if before not in {"de", "pour", "d'"} or not (before == "pour" or p.at(i - 2).low == "avant"):
        return False
    if scene.zone in {"question", "answer"}:
        subjects = _SUBJECTS[scene.zone]
        return any(t.low in subjects for t in p.tokens[:i])
    return any(m.first < i and p.same_sentence(m.first, i) for m in scene.mentions)


def _joint_subject(scene: Scene, verb: int) -> bool:
    """``X et Y codirigent``: both are the subject."""
    p = scene.passage
    people = sorted((*scene.mentions, *scene.others))
    chain = [m for m in people if m.last <= verb and p.same_sentence(m.first, verb)]
    if len(chain) < 2 or chain[-1].last != verb:
        return False
    return p.at(chain[-2].last).low == "et" and chain[-2] in scene.mentions or chain[-1] in scene.mentions


def _object(scene: Scene, j: int, verb: str, noun: str) -> Iterator[Told]:
    p = scene.passage
    j = _past_adverbials(p, j)
    if p.at(j).low in {"la", "le", "l'", "les"} and p.at(j + 1).low in words("led_domains"):
        last, organisation = extend(p, j + 2)
        yield Told(
            _director(verb, p, j, last, scene.gender), organisation.text if organisation else None, 6
        )
        return
    found = organisation_at(p, j)
    if found is not None:
        yield Told(None if noun == "-" else noun, found.text, 6)
        return
    k = j + (p.at(j).low in {"un", "une", "son", "sa"})
    if k > j and longest_entry("organisation_generics", p, k):
        yield Told(None if noun == "-" else noun, None, 5)


def _director(verb: str, p: Passage, j: int, last: int, gender: Gender | None) -> str | None:
    """Return "directrice de la communication" for "dirige la communication"."""
    prefix = "co" if verb.startswith("codirig") else ""
    if gender is None or "dirig" not in verb:
        return None
    noun = prefix + ("directrice" if gender == "f" else "directeur")
    article = p.at(j).low
    rest = p.text[p.tokens[j + 1].start : p.tokens[last - 1].end]
    link = {"le": "du ", "les": "des ", "la": "de la ", "l'": "de l'"}[article]
    return f"{noun} {link}{rest}"


def _past_adverbials(p: Passage, j: int) -> int:
    """Return the token after "à Nantes", "depuis 2019", "en 2017 avec Sylvie Morvan"."""
    for _ in range(4):
        while p.at(j).low in _ADVERBS:
            j += 1
        if p.at(j).low not in _PLACE_LINKS:
            return j
        j += 1
        while p.at(j).low in {"de", "d'", "la", "le", "l'"} and not p.at(j).is_capital:
            j += 1
        k = j
        while p.at(k).is_capital or p.at(k).text.isdigit():
            k += 1
        while k == j or p.at(k).low in {"ans", "mois"}:
            k += 1
            if k > j + 2:
                break
        j = k + (p.at(k).text == ",")
    return j


def _employed(scene: Scene) -> Iterator[Told]:
    """The organisation beside the name, and after "chez", "au sein de", "l'agence"."""
    p = scene.passage
    for m in scene.mentions:
        if found := _beside_name(scene, m):
            yield Told(None, found.text, 7)
    for i, token in enumerate(p.tokens):
        if (start := _announced(scene, i)) and (found := organisation_at(p, start)):
            if not _past(p, i) and (weight := _own(scene, i, token.low)):
                yield Told(None, found.text, weight)


def _beside_name(scene: Scene, m: Phrase) -> Phrase | None:
    """"X – Y", "X (Y)", "X, de l'agence Y", "X chez Y"."""
    p = scene.passage
    j = m.last
    if p.at(j).text in {"–", "—", "-", "(", "@", "|", ","}:
        comma = p.at(j).text == ","
        j += 1
        found = organisation_at(p, j) if p.at(j).is_capital else None
        if found and p.at(found.last).text in {",", ")", "\n", ".", "|", "–", ":"}:
            if not comma or len(found.text.split()) > 1 and p.at(found.last).text != ",":
                return found
    if p.at(j).low in {"de", "d'", "du"} and longest_entry("organisation_generics", p, j + 1 + (p.at(j + 1).low in {"la", "l'"})):
        return organisation_at(p, j + 1)
    return organisation_at(p, j + 1) if p.at(j).low == "chez" else None


def _announced(scene: Scene, i: int) -> int:
    """Return the token after words that announce an employer at token `i`, else 0."""
    p = scene.passage
    low = p.at(i).low
    if low == "chez":
        return i + 1
    if low == "sein" and p.at(i - 1).low == "au":
        return i + 2
    if low == "nom" and p.at(i - 1).low == "le" and p.at(i - 2).low == "sous":
        return i + 2
    if low == "tête" and p.at(i - 1).low == "la" and p.at(i - 2).low == "à":
        return i + 2
    if low in {"l'", "le", "la", "son", "sa", "du", "une", "un", "votre", "ton", "ta", "mon", "ma"} and p.at(i + 1).is_plain:
        length = longest_entry("organisation_generics", p, i + 1)
        firm = length and p.text[p.tokens[i + 1].start : p.tokens[i + length].end].lower() in words("firm_nouns")
        return i if firm else 0
    if low in {"chez", "aux", "au", "à"} and p.at(i - 1).low in {"poste", "rôle", "métier", "fonction", "travail", "quotidien", "missions"}:
        return i + 1
    if low in {"à", "pour"} and any(t.low in {"travaille", "travaillez", "travailles"} for t in p.tokens[max(0, i - 5) : i]):
        return i + 1
    return 0


def _past(p: Passage, i: int) -> bool:
    """An earlier employer: a word of the past stands in the clause before it."""
    for k in range(i - 1, max(-1, i - 9), -1):
        if p.tokens[k].text in ".!?…\n;:":
            return False
        if p.tokens[k].low in words("past_cues"):
            return True
    return False


def _own(scene: Scene, i: int, low: str) -> float:
    """Return the weight of an employer that the sentence names beside the person."""
    p = scene.passage
    lows = p.vocabulary[p.sentences[i]]
    if scene.zone in {"question", "answer"}:
        subjects = {"vous", "tu", "votre", "ton", "ta"} if scene.zone == "question" else {"je", "j'", "mon", "ma"}
        return 4 if lows & subjects else 0
    if any(p.same_sentence(m.first, i) for m in scene.mentions):
        return 5
    return 4 if scene.sole and (lows & _OWN or scene.zone == "title") else 0
