"""Whom a personal pronoun means, where only one noun phrase can be meant.

A pronoun takes up the one phrase of its gender and number that stands in its own sentence before it or in the sentence
before, in the same turn; at the head of an answer, in the question. Where a second phrase agrees, where
another pronoun of the kind stands before, or where the phrase leans on words outside it, nobody is named.
After the preferences of Hobbs (1978) and Lappin and Leass (1994), read as conditions: here an abstention costs
less than an error.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.claims.grammar import grammar
from pipeline.claims.statement_passage import (
    Passage,
    Pronoun,
    Referent,
    is_joined,
    is_person,
    is_taken_up_after,
    is_time,
    may_be,
    pronouns_in,
    sentence_start,
    stands_for_noun,
    subject_forms,
    tells_where,
    window_start,
)
from pipeline.claims.statement_phrases import Phrase
from pipeline.claims.words import Words
from pipeline.lexicons import words as word_list

_TO_PREDICATE = 8  # words from a pronoun to what it is said to have ("n'a pas tout à fait raison")
_CHAIN = 3  # pronouns that may lead back to one noun


def referent_of(passage: Passage, at: int, *, chain: int = _CHAIN) -> Referent | None:
    """Return what the subject pronoun at word `at` means, None where that is not certain."""
    if at not in passage.memo:
        passage.memo[at] = _find(passage, at, chain)
    return passage.memo[at]


def meant_by(passage: Passage, at: int, genders: str, *, plural: bool) -> Referent | None:
    """Return the one phrase that an object pronoun at word `at` means, None where that is not certain.

    Args:
        passage: The turn.
        at: The pronoun.
        genders: "m", "f" or "mf".
        plural: Its number.
    """
    words = passage.words
    begin = window_start(words, at)
    phrases = [p for p in passage.phrases if begin <= p.first and p.last < at]
    rivals = [
        p
        for p in phrases
        if any(p.agrees(gender, plural=plural) for gender in genders) and not is_time(words, p)
    ]
    if not rivals or '"' in words.lower[begin:at]:
        return None
    pronouns = [
        p
        for p in pronouns_in(words, begin, at)
        if any(may_be(p, gender, plural=plural) for gender in genders)
    ]
    gender = rivals[0].gender if rivals[0].gender in genders else genders[0]
    return _only(passage, rivals, phrases, pronouns, gender)


def _find(passage: Passage, at: int, chain: int) -> Referent | None:
    words = passage.words
    gender, number = subject_forms()[words.lower[at]]
    plural = number == "p"
    begin = window_start(words, at)
    if is_taken_up_after(passage, at, gender, plural=plural) or '"' in words.lower[begin:at]:
        return None
    phrases = [p for p in passage.phrases if begin <= p.first and p.last < at]
    rivals = [p for p in phrases if p.agrees(gender, plural=plural) and not is_time(words, p)]
    pronouns = [p for p in pronouns_in(words, begin, at) if may_be(p, gender, plural=plural)]
    if rivals:
        found = _subject_beside(passage, rivals, at, gender)
        found = found or _only(passage, rivals, phrases, pronouns, gender)
        return found if found and _goes_on(passage, found, pronouns, at) else None
    if pronouns:
        same = words.lower[pronouns[0].at] == words.lower[at] and stands_for_noun(
            words, pronouns[0].at
        )
        return referent_of(passage, pronouns[0].at, chain=chain - 1) if same and chain else None
    if begin > 0 or passage.before is None or any(not is_time(words, p) for p in phrases):
        return (
            None  # what the answer itself brought in may be meant, a title or a group of people too
        )
    return _asked(passage.before, gender, plural=plural)


def _goes_on(passage: Passage, found: Referent, pronouns: Sequence[Pronoun], at: int) -> bool:
    """Say whether nothing came between a phrase and its pronoun.

    "Nos enfants sont à l'école. J'ai proposé de filmer l'école, ils avaient un avion" is about somebody else, and so
    may "Les titres. Ils connaissent …" be where the question names others.
    """
    words, phrase = passage.words, found.phrase
    start = sentence_start(words, at)
    if phrase.place != "subject" and sentence_start(words, phrase.first) == 0 and passage.before:
        gender, plural = subject_forms()[words.lower[at]][0], bool(phrase.plural)
        if any(p.agrees(gender, plural=plural) for p in passage.before.phrases):
            return False
    if _is_outlived(passage, phrase, subject_forms()[words.lower[at]][0]):
        return False
    said = set(words.lower[at : at + _TO_PREDICATE]) & word_list("statement_human_predicates")
    if said and phrase.kind == "indefinite" and not is_person(words, phrase):
        return False
    if phrase.first >= start or any(pronoun.at >= start for pronoun in pronouns):
        return True
    before = words.lower[at - 1]
    joined = before in ",;:" or before in word_list("clause_openers")
    subordinate = before in grammar().complement_que or before in grammar().subordinators
    told = any(words.shapes[step].finite for step in range(start, at))
    return not (told and joined and not subordinate)


def _is_outlived(passage: Passage, phrase: Phrase, gender: str) -> bool:
    """Say whether a person of the sentence before is rather meant than a thing.

    "La mère de mon associé vend du pagne. Une pluie a emporté son cahier. Elle se souvenait des visages."
    """
    words = passage.words
    if is_person(words, phrase):
        return False
    end = sentence_start(words, phrase.first)
    begin = sentence_start(words, max(0, end - 1))
    return any(
        p.place == "subject"
        and p.agrees(gender, plural=bool(phrase.plural))
        and is_person(words, p)
        for p in passage.phrases
        if begin <= p.first < end
    )


def _only(
    passage: Passage,
    rivals: Sequence[Phrase],
    phrases: Sequence[Phrase],
    pronouns: Sequence[Pronoun],
    gender: str,
    *,
    asked: bool = False,
) -> Referent | None:
    """Return the one phrase that agrees, if it can be repeated and nothing before it competes."""
    words = passage.words
    apart = _apart(words, rivals)
    if apart[0].place == "subject":
        inside = range(apart[0].first + 1, apart[0].last + 1)
        apart = [p for p in apart if p.first not in inside and (asked or not tells_where(words, p))]
    chosen = apart[0]
    if len(apart) > 1 or not _can_stand(words, chosen, gender):
        return None
    if any(pronoun.at < chosen.first for pronoun in pronouns):
        return None
    if chosen.place != "subject" and not _is_brought_in(passage, chosen, phrases, gender):
        return None
    return Referent(passage, chosen)


def _can_stand(words: Words, chosen: Phrase, gender: str) -> bool:
    """Say whether a phrase can be repeated in a pronoun's place, and has its gender."""
    if not chosen.whole or chosen.kind in {"contracted", "yours"} or is_joined(words, chosen):
        return False
    # A plural of unknown gender is "ils"; a person's name shows none, and the pronoun tells it.
    known = chosen.gender == gender or (gender == "m" and bool(chosen.plural))
    return known or (chosen.kind == "name" and chosen.place == "subject")


def _apart(words: Words, rivals: Sequence[Phrase]) -> list[Phrase]:
    """Return phrases that mean different things: of "Une étudiante, Maryam Safavi," only the name."""
    found: list[Phrase] = []
    for phrase in rivals:
        last = found[-1] if found else None
        beside = last and phrase.first == last.last + 2 and words.lower[last.last + 1] == ","
        if last and beside and last.kind != "name" and phrase.said:
            gender = phrase.gender or last.gender
            found[-1] = replace(phrase, gender=gender, place=last.place or phrase.place)
        elif last and beside and last.said and phrase.kind == "indefinite":
            found[-1] = replace(last, gender=last.gender or phrase.gender)
        else:
            found.append(phrase)
    return found


def _subject_beside(
    passage: Passage, rivals: Sequence[Phrase], at: int, gender: str
) -> Referent | None:
    """Return the subject of the clause before in the same sentence: "Le client a ri, puis il a relu …"."""
    words, nearest = passage.words, rivals[-1]
    goes_on = words.lower[at - 1] in word_list("statement_continuing")
    if goes_on:
        start = sentence_start(words, at)
        subjects = [
            r for r in rivals if r.first >= start and (r.place == "subject" or r.kind == "pronoun")
        ]
        nearest = subjects[0] if len(subjects) == 1 else nearest
    if nearest.place != "subject" or nearest.first < sentence_start(words, at):
        return None
    # "Un directeur m'a répondu. Le feu y était déjà, il ne sentait pas la fumée."
    if not goes_on and any(rival.place == "subject" for rival in rivals[:-1]):
        return None
    between = words.lower[nearest.last + 1 : at]
    # Only two clauses of one rank go on with one subject; what is subordinate may be about anybody.
    link = [word for word in between if word in ",;:" or word in word_list("clause_openers")]
    own = sum(words.shapes[step].finite for step in range(nearest.last + 1, at))
    if own != 1 or not link or set(between) & word_list("statement_contrasts"):
        return None
    if any(
        word in grammar().subordinators or word in word_list("claim_relatives") for word in between
    ):
        return None
    return Referent(passage, nearest) if _can_stand(words, nearest, gender) else None


def _is_brought_in(
    passage: Passage, chosen: Phrase, phrases: Sequence[Phrase], gender: str
) -> bool:
    """Say whether a phrase that is no subject is what the next sentence is about.

    It is where nobody else is spoken of: the speaker acts ("J'ai demandé à la buraliste"), or the phrase
    stands alone ("La comptable."); and where no pronoun of its kind was used in the sentence before.
    """
    words = passage.words
    if chosen.place not in {"object", "alone"}:
        return False
    if any(p.place == "subject" and p.first < chosen.first for p in phrases):
        return False
    governed = chosen.place == "object" and words.pos[chosen.first - 1] == "ADP"
    if (governed and not is_person(words, chosen)) or _others_follow(words, chosen):
        return False  # "conforme à la loi. Elle lit tout"
    start = sentence_start(words, chosen.first)
    if any(words.lower[p.at] in subject_forms() for p in pronouns_in(words, start, chosen.first)):
        return False
    earlier = pronouns_in(words, sentence_start(words, max(0, start - 1)), start)
    return chosen.place == "alone" or not any(
        may_be(p, gender, plural=bool(chosen.plural)) for p in earlier
    )


def _others_follow(words: Words, chosen: Phrase) -> bool:
    """Say whether the sentence goes on to another matter: "on nous a remis un prix, et là on est montés"."""
    for at in range(chosen.last + 1, len(words)):
        if words.lower[at] in ".!?…;:" or words.lower[at] in subject_forms():
            return False
        if words.shapes[at].finite:
            return True
    return False


def _asked(passage: Passage, gender: str, *, plural: bool) -> Referent | None:
    """Return the one phrase of a question's last two sentences that agrees, or what it asks about.

    What it asks about is the one subject that it takes up itself: "La loi vous complique-t-elle la tâche ?"
    """
    words, end = passage.words, len(passage.words)
    begin = sentence_start(words, max(0, window_start(words, end) - 1))
    phrases = [p for p in passage.phrases if begin <= p.first]
    rivals = [p for p in phrases if p.agrees(gender, plural=plural) and not is_time(words, p)]
    pronouns = [p for p in pronouns_in(words, begin, end) if may_be(p, gender, plural=plural)]
    if not rivals or '"' in words.lower[begin:]:
        return None
    inverted = [p.at for p in pronouns if words.is_hyphened(p.at)]
    subjects = [p for p in rivals if p.place == "subject" and p.last < min(inverted, default=0)]
    if len(subjects) == 1 and _can_stand(words, subjects[0], gender):
        return Referent(passage, subjects[0])
    return _only(passage, rivals, phrases, pronouns, gender, asked=True)
