"""Whose content a claim is: the speaker's, or somebody else's with the words that say so."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.claims.according import according_to, for_whom
from pipeline.claims.contents import clause_content, content_of, governor_of
from pipeline.claims.cues import Hit
from pipeline.claims.focus import deciding_part, quoted_sentences
from pipeline.claims.grammar import grammar
from pipeline.claims.incises import find_incise
from pipeline.claims.reading import Reading
from pipeline.claims.sayings import find_announced, find_equated
from pipeline.claims.sources import (
    Found,
    inverted_subject,
    is_before_verb,
    is_own_thought,
    subject_before,
)
from pipeline.claims.speakers import may_assert
from pipeline.claims.views import view_of
from pipeline.claims.words import QUOTE, Words, phrase_length
from pipeline.lexicons import words as word_list

_ASSERTED = frozenset({"who", "study", "view_who"})  # values whose subject must be somebody
_TO_HEARD = 8  # words of somebody who is heard: "entendu [un élu de la rive] dire que"


def find_source(words: Words, reading: Reading) -> Found | None:
    """Return who is reported in a clause, or None where the content is the speaker's own."""
    for according in reading.hits.get("according", ()):
        inner = (
            according.first in reading.subordinate
            and according.first > reading.clause.first
            and words.lower[according.first] not in grammar().conditions  # "si l'on en croit X"
        )
        if according.value != "nobody" and inner:
            continue
        found = according_to(words, reading, according)
        if found is not None:
            return found
    incise = find_incise(words, reading.clause.first, reading.clause.last)
    if incise is not None:
        cue = (incise.verb, incise.verb)
        return Found(incise.subject, cue, reading.clause.first, (incise.first, incise.last))
    if words.lower[reading.clause.first] in grammar().conditions:
        return None  # "Si on enlève les affiches, on dit que…" tells what would be said
    return (
        find_equated(words, reading)
        or next(_verbs_of_saying(words, reading), None)
        or find_announced(words, reading)
        or for_whom(words, reading)
    )


def _verbs_of_saying(words: Words, reading: Reading) -> Iterator[Found]:
    """Yield what the verbs of saying, accusing and judging of a clause report."""
    quoted = quoted_sentences(words, reading.clause)
    decided = deciding_part(words, reading.clause).last
    for kind, read in (
        ("reported", _speech),
        ("reported_act", _speech),
        ("reported_infinitive", _governed),
        ("reported_view", _judged),
    ):
        for hit in reading.hits.get(kind, ()):
            # "C'est l'ennemi : le client croit que…" explains the speaker's own words.
            if hit.first in quoted or hit.first > decided:
                continue
            if hit.first in reading.subordinate:
                found = _presented(words, reading, hit) if read is _speech else None
            else:
                found = read(words, reading, hit)
            if found is not None:
                yield found


def _speech(words: Words, reading: Reading, hit: Hit) -> Found | None:
    """Read "Un client m'a dit que …", "… : « … »", "… reproche de …" and "Tourisme Charlevoix y voit …"."""
    content = content_of(words, reading, hit)
    if content is None:
        return None
    verb = hit.first
    inverted = inverted_subject(words, reading, verb)
    if inverted is not None:
        return Found(inverted, (verb, verb), reading.clause.first)
    subject = subject_before(words, reading, verb)
    if subject is None or is_own_thought(words, subject, verb):
        return None
    if hit.value in _ASSERTED and not may_assert(words, subject, pronouns=hit.value != "study"):
        return None  # "Cette affaire montre que"
    if hit.value == "bare_perfect" and words.lower[subject[1]] in word_list("claim_group_pronouns"):
        return None  # "On croit avoir dialogué" speaks for the speaker too
    return Found(subject, (verb, verb), content)


def _governed(words: Words, reading: Reading, hit: Hit) -> Found | None:
    """Read "ne cesse de répéter que …" and "J'ai entendu un élu dire que …"."""
    last, cue = reading.clause.last, (hit.first, hit.first)
    content = clause_content(words, hit.first, last)
    governor = governor_of(words, reading.clause.first, hit.first)
    if governor is None:
        heard = _heard(words, reading, hit.first)
        if content is None and hit.first < last and words.lower[hit.first + 1] == QUOTE:
            content = hit.first + 1  # "On entendait la direction dire « quarante »"
        return Found(heard, cue, content) if heard is not None and content is not None else None
    if content is None:
        return None
    subject = subject_before(words, reading, governor)
    if subject is None or is_own_thought(words, subject, governor):
        return None
    return Found(subject, cue, content)


def _heard(words: Words, reading: Reading, infinitive: int) -> tuple[int, int] | None:
    """Return who is heard to say something: "entendu [un élu] dire"."""
    begin = max(reading.clause.first, infinitive - _TO_HEARD)
    for at in range(infinitive - 1, begin - 1, -1):
        if words.lower[at] in word_list("claim_hearing"):
            named = at + 1 < infinitive and words.pos[at + 1] in {"DET", "PROPN", "NUM"}
            return (at + 1, infinitive - 1) if named else None
        if words.lower[at] in ",;:" or words.shapes[at].finite:
            return None
    return None


def _judged(words: Words, reading: Reading, hit: Hit) -> Found | None:
    """Read "Elle trouvait le casting interminable" and "On m'a traitée de folle"."""
    content = view_of(words, reading, hit)
    if content is None:
        return None
    subject = subject_before(words, reading, hit.first)
    if subject is None or is_own_thought(words, subject, hit.first):
        return None
    if not may_assert(words, subject):
        return None
    return Found(subject, (hit.first, hit.first), content, judges=True)


def _presented(words: Words, reading: Reading, hit: Hit) -> Found | None:
    """Read "Il y a des confrères qui disent que …": the clause is there for what they say."""
    verb, begin = hit.first, reading.clause.first
    relative = verb - 1
    while relative > begin and is_before_verb(words, relative):
        relative -= 1
    content = content_of(words, reading, hit)
    if words.lower[relative] not in grammar().relatives or content is None:
        return None
    first = begin + phrase_length(words.lower, begin, "claim_presentatives")
    comma = next((at for at in range(first, relative) if words.lower[at] in ",;:"), relative)
    if first >= relative or words.pos[first] not in {"DET", "PROPN", "NUM"}:
        return None
    if first > begin:
        # "Il y a eu des refus, un maire notamment, qui trouvait que" brings up somebody else.
        return Found((first, comma - 1), (verb, verb), content) if comma == relative else None
    if any(at < verb for at in reading.main) or not _ends_sentence(words, reading.clause.last):
        return None  # "Un apprenti qui crie « … », c'est mieux qu'une affiche"
    return Found((first, comma - 1), (verb, verb), content)


def _ends_sentence(words: Words, last: int) -> bool:
    after = next((at for at in range(last + 1, len(words)) if words.lower[at] != '"'), len(words))
    return after == len(words) or words.lower[after] in ".!?…"
