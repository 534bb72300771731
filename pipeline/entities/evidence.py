"""What speaks for a label: the words around a mention, its shape, the engine's opinion."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.entities.candidates import Candidate
from pipeline.entities.known import by_name
from pipeline.entities.tails import CAPITAL_ARTICLES, INFINITIVE, is_common, name_heads
from pipeline.entities.surface import Surface, Word
from pipeline.entities.titles import cue_before, cue_nouns
from pipeline.lexicons import words as lexicon
from pipeline.schema import EntityKind, EntityLabel, RawMention

PLACE_NAME = re.compile(r"^(?:Saint|Sainte)-|-(?:sur|en|lès|les|le|la|de|du|sous)-", re.IGNORECASE)
_ACRONYM = re.compile(r"[A-ZÀ-Þ][A-ZÀ-Þ0-9&+-]{1,7}")
_CAMEL = re.compile(r"[a-zà-ÿ][A-ZÀ-Þ]")
_AGE = re.compile(r"^, \d{2} ans")
_DEPARTMENT = re.compile(r"^ \((?:\d{2,3}|2[AB])\)")
_VOCATIVE = re.compile(r"^,? ?(?:,|!)? ?(?:vous|tu|votre|vos|ton|ta|tes|merci|bonjour|peux-tu|pouvez-vous|es-tu|êtes-vous)\b")
_RESUMED = re.compile(r"[^.!?]{0,40}[.!?] (?:Le|La|Ce|Cette|L'|C'est une?) ?(\w+)")
_ARTICLES = frozenset({"le", "la", "les", "l"})
_BY_PREPOSITION: dict[str, dict[EntityLabel, float]] = {
    "chez": {"ORG": 2.5, "PER": 0.5},
    "à": {"LOC": 1.5, "ORG": 0.3},
    "en": {"LOC": 1.5},
    "sur": {"ORG": 1.0},
    "depuis": {"LOC": 0.5},
    "vers": {"LOC": 1.0},
    "de": {"LOC": 0.6, "ORG": 0.2, "PER": 0.2},
    "d": {"LOC": 0.6, "ORG": 0.2, "PER": 0.2},
    "avec": {"PER": 0.4, "ORG": 0.3},
    "par": {"PER": 0.3, "ORG": 0.4},
    "dans": {"ORG": 0.6, "LOC": 0.3, "MISC": 0.2},
    "au": {"ORG": 0.6, "LOC": 0.3, "MISC": 0.3},
    "du": {"ORG": 0.6, "LOC": 0.3, "MISC": 0.3},
    "aux": {"ORG": 0.5, "LOC": 0.3, "MISC": 0.5},
    "des": {"ORG": 0.5, "LOC": 0.2, "MISC": 0.4},
    "le": {"ORG": 0.6, "LOC": 0.3, "MISC": 0.4},
    "la": {"ORG": 0.7, "LOC": 0.4, "MISC": 0.3},
    "les": {"ORG": 0.6, "LOC": 0.3, "MISC": 0.4},
    "l": {"ORG": 0.9, "LOC": 0.3, "MISC": 0.2},
    "un": {"MISC": 0.4, "ORG": 0.2},
    "une": {"MISC": 0.4, "ORG": 0.3},
}
_POSSESSIVES = frozenset({"son", "sa", "ses", "leur", "leurs", "mon", "ma", "mes", "votre", "vos", "notre", "nos"})
_NOT_PERSON_AFTER = frozenset({"le", "la", "les", "l", "du", "des", "au", "aux", "un", "une"})


@dataclass(slots=True)
class Evidence:
    """Weighed votes of one or several mentions."""

    labels: dict[EntityLabel, float] = field(default_factory=dict)
    kinds: dict[EntityKind, float] = field(default_factory=dict)
    engine: list[dict[EntityLabel, float]] = field(default_factory=list)  # one a mention

    def totals(self) -> dict[EntityLabel, float]:
        """Return all votes by label.

        The engine's are averaged over the mentions: it repeats its error wherever the name stands.
        """
        sums = dict(self.labels)
        for votes in self.engine:
            for label, weight in votes.items():
                sums[label] = sums.get(label, 0.0) + weight / len(self.engine)
        return sums

    def label(self, label: EntityLabel, weight: float) -> None:
        self.labels[label] = self.labels.get(label, 0.0) + weight

    def kind(self, kind: EntityKind | None, weight: float) -> None:
        if kind is not None:
            self.kinds[kind] = self.kinds.get(kind, 0.0) + weight

    def add(self, other: Evidence, factor: float = 1.0) -> None:
        for label, weight in other.labels.items():
            self.label(label, weight * factor)
        for kind, weight in other.kinds.items():
            self.kind(kind, weight * factor)
        self.engine.extend(other.engine)


def weigh(surface: Surface, candidate: Candidate, raw: Sequence[RawMention]) -> Evidence:
    """Return the evidence that one mention gives."""
    found = Evidence()
    for label, weight in candidate.votes.items():
        found.label(label, weight)
    found.kind(candidate.kind, candidate.kind_weight)
    inside = surface.inside(candidate.start, candidate.end)
    if inside:
        _before(surface, candidate, inside[0], found)
        _after(surface, candidate, inside[-1], found)
        _shape(surface, candidate, inside, found)
    found.engine.append(_engine_votes(surface, candidate, raw))
    return found


def _engine_votes(
    surface: Surface, candidate: Candidate, raw: Sequence[RawMention]
) -> dict[EntityLabel, float]:
    votes: dict[EntityLabel, float] = {}
    for mention in raw:
        start, end = mention.start - surface.turn.start, mention.end - surface.turn.start
        if start < candidate.end and candidate.start < end:
            exact = start == candidate.start and end == candidate.end
            trust = 4 * mention.confidence**2
            votes[mention.label] = votes.get(mention.label, 0.0) + (trust if exact else trust / 2)
    return votes


def _before(surface: Surface, candidate: Candidate, index: int, found: Evidence) -> None:
    """Weigh the words before the mention."""
    if index == 0:
        return
    gap = surface.gap(index)
    previous = surface.words[index - 1]
    lower = previous.text.lower()
    if lower in lexicon("entity_titles") and gap in (" ", ". "):
        found.label("PER", 4.0)
        return
    if surface.words[index].initial:
        return
    if gap.strip() in ("", '"', "'", "("):
        cue = cue_before(surface, index)
        if cue is not None and gap.strip() != "(":
            label, kind, close = cue
            found.label(label, 3.0 if close else 2.0)
            found.kind(kind, 3.0 if close else 2.0)
            return
        if lower in lexicon("entity_greetings"):
            found.label("PER", 3.0)
        elif lower in lexicon("entity_person_nouns"):
            found.label("PER", 2.0)
        elif lower in lexicon("entity_demonyms") and previous.capital:
            found.label("PER", 2.0)
        elif lower in lexicon("entity_speech_verbs"):
            found.label("PER", 1.5)
        for label, weight in _BY_PREPOSITION.get(lower, {}).items():
            found.label(label, weight)
        if lower in lexicon("entity_work_verbs") and " " in surface.text[candidate.start : candidate.end]:
            found.label("MISC", 1.5)
            found.kind("work", 1.0)
        if lower in _POSSESSIVES:
            found.label("MISC", 0.8)
        if lower in _ARTICLES and index > 1 and surface.gap(index - 1) == ", ":
            _apposed(surface, index - 2, found)
        if lower in _NOT_PERSON_AFTER:
            found.label("PER", -1.5)
    elif gap == ", ":
        if lower in lexicon("entity_person_nouns"):
            found.label("PER", 1.5)
        elif (cue := cue_before(surface, index)) is not None and cue[0] != "LOC":
            found.label(cue[0], 1.5)
            found.kind(cue[1], 1.0)


def _apposed(surface: Surface, last: int, found: Evidence) -> None:
    """Weigh "un journal papier de quatre pages, le X": an indefinite noun that the name explains."""
    for at in range(last, max(last - 6, 0), -1):
        if surface.gap(at).strip():
            return
        cue = cue_nouns().get(surface.words[at].text)
        if cue is not None and surface.words[at - 1].text in ("un", "une"):
            found.label(cue[0], 1.5)
            found.kind(cue[1], 1.0)
            return


def _after(surface: Surface, candidate: Candidate, index: int, found: Evidence) -> None:
    """Weigh the words behind the mention."""
    rest = surface.text[candidate.end : candidate.end + 24]
    if _AGE.match(rest):
        found.label("PER", 2.0)
    if _DEPARTMENT.match(rest):
        found.label("LOC", 1.5)
    if _VOCATIVE.match(rest) and surface.words[index].capital and "," in rest[:3]:
        found.label("PER", 1.5)
    _demonstrative(surface, index, found)
    if (later := _RESUMED.match(surface.text, candidate.end)) is not None:
        cue = cue_nouns().get(later.group(1).lower())
        if cue is not None and cue[1] == "work":
            found.label("MISC", 1.5)
            found.kind("work", 1.0)
    following = surface.words[index + 1 : index + 4]
    if not following:
        return
    gap = surface.text[candidate.end : following[0].start]
    if gap == " " and following[0].text in lexicon("entity_speech_verbs"):
        found.label("PER", 0.7)
    if gap == " " and following[0].text in ("m", "nous") and len(following) > 1:
        found.label("PER", 0.5)
    if gap not in (", ", " (", '", '):
        return
    if _author_follows(surface, index):
        found.label("MISC", 3.0)
        found.kind("work", 2.0)
        return
    if len(following) > 2 and following[0].text in ("en", "dans", "près"):
        known = by_name().get(following[2].text) or by_name().get(following[1].text)
        if known is not None and known.label == "LOC":
            found.label("LOC", 1.0)
    nouns = [word.text.lower() for word in following]
    if nouns[0] in _ARTICLES | {"un", "une", "notre", "nos", "mon", "ma", "son", "sa", "votre", "d", "alors"}:
        article, nouns = nouns[0], nouns[1:]
    else:
        article = ""
    for noun in nouns[: 2 if article else 1]:
        if noun in lexicon("entity_person_nouns"):
            found.label("PER", 2.0)
            return
        if article and noun in cue_nouns():
            label, kind = cue_nouns()[noun]
            found.label(label, 2.0)
            found.kind(kind, 2.0)
            return


def _author_follows(surface: Surface, index: int) -> bool:
    """Tell whether ", de Georges Perec" stands behind: a person after a title."""
    words = surface.words[index + 1 : index + 3]
    if len(words) < 2 or words[0].text not in ("de", "d"):
        return False
    name = words[1].text
    known = by_name().get(name)
    return (name in lexicon("known_firstnames") and known is None) or (
        known is not None and known.label == "PER"
    )


def _demonstrative(surface: Surface, index: int, found: Evidence) -> None:
    """Weigh "X … ce blog", said in the same sentence of the nearest name before it."""
    for at in range(index + 1, min(index + 7, len(surface.words) - 1)):
        word = surface.words[at]
        if word.initial or word.capital:
            return
        if word.text in ("ce", "cet", "cette") and (cue := cue_nouns().get(surface.words[at + 1].text)):
            found.label(cue[0], 2.5)
            found.kind(cue[1], 2.5)
            return


def _shape(surface: Surface, candidate: Candidate, inside: range, found: Evidence) -> None:
    """Weigh how the name itself is written."""
    words = [surface.words[index] for index in inside]
    name = surface.text[candidate.start : candidate.end]
    first = words[0].text
    head = name_heads().get(first.lower())
    given = first in lexicon("known_firstnames") or (
        "-" in first and first.split("-")[0] in lexicon("known_firstnames")
    )
    if name in by_name() and by_name()[name].label != "PER" and len(words) > 1:
        return
    common = all(is_common(word.text) for word in words)
    if given and len(words) > 1 and words[1].capital and not common:
        found.label("PER", 3.0)
    elif given and len(words) == 1:
        found.label("PER", 1.5 if name not in by_name() else 0.7)
    elif len(words) > 1 and head is None:
        _prefix(surface, words, found)
        if candidate.source != "title":
            _phrase(words, common, found)
    if _ACRONYM.fullmatch(name) and not surface.shouting:
        found.label("ORG", 1.5)
    elif _CAMEL.search(name):
        found.label("ORG", 0.6)
        found.label("MISC", 0.5)
    if "&" in name or "+" in name:
        found.label("ORG", 2.0)
    if PLACE_NAME.search(first) and len(words) == 1:
        found.label("LOC", 1.5)
    if head is not None and len(words) > 1:
        found.label(head[0], 1.5 if head[0] == "LOC" else 2.5)  # type: ignore[arg-type]
        found.kind(head[1] if head[1] != "-" else None, 2.0)  # type: ignore[arg-type]


def _prefix(surface: Surface, words: Sequence[Word], found: Evidence) -> None:
    """Weigh a known name that the mention begins with: "Adidas Originals", "France Bleu Isère"."""
    for last in range(len(words) - 2, -1, -1):
        known = by_name().get(surface.text[words[0].start : words[last].end])
        if known is not None and known.label not in ("LOC", "PER"):
            found.label(known.label, 1.0 if known.homonym else 2.5)
            found.kind(known.kind, 1.0)
            return


def _phrase(words: Sequence[Word], common: bool, found: Evidence) -> None:
    """Weigh a name of several words without a first name."""
    lower = sum(not word.capital for word in words)
    first = words[0].text
    function = first.lower() in lexicon("entity_function_words") and first not in CAPITAL_ARTICLES
    if function or (lower and INFINITIVE.search(first)):
        # A function word or an infinitive opens titles rather than firms: "Sans suite".
        found.label("MISC", 1.3)
        found.label("ORG", 0.3)
    elif first in CAPITAL_ARTICLES:
        found.label("MISC" if lower > 1 else "ORG", 1.8 if lower > 1 else 0.8)
        found.label("PER", -1.0)
    elif words[-1].text.lower() in lexicon("entity_firm_words"):
        found.label("ORG", 2.5)
    elif common or lower or len(words) > 3:
        found.label("ORG", 1.8 if common else 0.8)
    else:
        # Two unknown capitalised words are a foreign person as often as a firm.
        found.label("ORG", 0.5)
        found.label("PER", 0.5)
    if common or lower:
        found.label("PER", -1.0)
