"""Summaries and keywords of exchanges and interviews."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from extraction_docs import docs_of, interview_of, talk

from pipeline.claims import find_claims
from pipeline.schema import Block, Digest, Encoded, Interview, Summary, TurnDoc, TurnRole
from pipeline.settings import Settings
from pipeline.summarize import summarize
from pipeline.text import sentence_spans

PRESENTATION = "Aude Kermadec dirige l’agence Zébulon à Brest depuis 2012."
INTERVIEW: list[tuple[TurnRole, str]] = [
    ("heading", "« Un communiqué répond à une seule question »"),
    ("intro", f"Faut-il encore écrire des communiqués ? {PRESENTATION}"),
    ("question", "Qu’est-ce qu’un bon communiqué de presse ?"),
    (
        "answer",
        "Bonne question. Un bon communiqué de presse répond à une seule question. "
        "J’en ai écrit mille. Cela m’a pris vingt ans.",
    ),
    ("question", "Faut-il relancer les journalistes ?"),
    (
        "answer",
        "Il faut relancer les journalistes une fois, par écrit. Mes confrères relancent trop.",
    ),
    ("question", "Et les réseaux sociaux ?"),
    (
        "answer",
        "Les réseaux sociaux servent à écouter, pas à publier. Ils fatiguent les équipes. "
        "Il faut choisir un seul réseau social et le tenir.",
    ),
    ("question", "Un mot de la fin ?"),
]


def digest_of(interview: Interview, **settings: int) -> Digest:
    chosen = Settings(**settings)
    docs = docs_of(interview)
    return summarize(interview, docs, find_claims(interview, docs, (), chosen), chosen)


def evidence(interview: Interview, summary: Summary) -> list[str]:
    return [
        interview.text[span.start : span.end]
        for sentence in summary.sentences
        for span in sentence.evidence
    ]


@pytest.fixture(scope="module")
def interview() -> Interview:
    return interview_of(INTERVIEW, name="Aude Kermadec")


@pytest.fixture(scope="module")
def digest(interview: Interview) -> Digest:
    return digest_of(interview)


def test_every_sentence_is_word_for_word_its_evidence(interview: Interview, digest: Digest) -> None:
    summaries = [digest.summary, *(s for s in digest.exchange_summaries.values() if s)]
    for summary in summaries:
        assert summary.method == "extractive"
        assert summary.sentences
        assert summary.text == " ".join(sentence.text for sentence in summary.sentences)
        for sentence, words in zip(summary.sentences, evidence(interview, summary), strict=True):
            assert sentence.text.rstrip(".") == words.rstrip(".")
            assert sentence.text.endswith((".", "!", "?", "…"))


@pytest.mark.parametrize("most", [1, 2, 3])
def test_the_whole_summary_has_as_many_sentences_as_asked_for(
    interview: Interview, most: int
) -> None:
    summary = digest_of(interview, summary_sentences=most).summary
    assert len(summary.sentences) == most
    starts = [sentence.evidence[0].start for sentence in summary.sentences]
    assert starts == sorted(set(starts))


def test_the_whole_summary_presents_the_interviewee_first(
    interview: Interview, digest: Digest
) -> None:
    assert evidence(interview, digest.summary)[0] == PRESENTATION


def test_the_whole_summary_asks_and_repeats_nothing(interview: Interview, digest: Digest) -> None:
    words = evidence(interview, digest.summary)
    assert not any(text.endswith("?") for text in words)
    assert len(set(words)) == len(words)


def test_an_exchange_is_summarised_by_the_sentence_that_answers(
    interview: Interview, digest: Digest
) -> None:
    found = {
        id_: evidence(interview, summary)[0]
        for id_, summary in digest.exchange_summaries.items()
        if summary is not None
    }
    assert found["x1"] == "Un bon communiqué de presse répond à une seule question."
    assert found["x2"] == "Il faut relancer les journalistes une fois, par écrit."


def test_an_exchange_without_answer_has_no_summary(digest: Digest) -> None:
    assert digest.exchange_summaries["x4"] is None
    assert (
        set(digest.exchange_summaries)
        == set(digest.exchange_keywords)
        == {
            "x1",
            "x2",
            "x3",
            "x4",
        }
    )


def test_an_interview_without_answers_is_summarised_by_its_presentation() -> None:
    unanswered = interview_of(INTERVIEW[:3], name="Aude Kermadec")
    summary = digest_of(unanswered).summary
    assert evidence(unanswered, summary) == [PRESENTATION]


def test_an_interview_of_one_question_still_has_evidence() -> None:
    unanswered = interview_of([("question", "Parlez-nous de Brest. Que faites-vous ?")])
    summary = digest_of(unanswered).summary
    assert evidence(unanswered, summary) == ["Que faites-vous ?"]


def test_an_answer_without_claims_is_still_summarised() -> None:
    brief = talk("Oui, tout à fait.")
    digest = digest_of(brief)
    assert evidence(brief, digest.summary) == ["Oui, tout à fait."]


def test_a_sentence_over_two_lines_is_written_on_one_and_closed() -> None:
    wrapped = talk("Il faut relancer\nles journalistes une fois")
    # One paragraph over two lines, as a reader gives hard-wrapped text.
    answer = wrapped.turns[1]
    blocks = (wrapped.source.blocks[0], Block(answer.start, answer.end))
    joined = replace(wrapped, source=replace(wrapped.source, blocks=blocks))
    summary = digest_of(joined).summary
    assert summary.text == "Il faut relancer les journalistes une fois."
    assert evidence(joined, summary) == ["Il faut relancer\nles journalistes une fois"]


def test_a_sentence_that_reads_alone_is_preferred() -> None:
    digest = digest_of(
        talk(
            "Mais cela change tout pour eux. La presse régionale lit mieux que la presse nationale.",
            "Que pensez-vous de la presse ?",
        )
    )
    summary = digest.exchange_summaries["x1"]
    assert summary is not None
    assert summary.text == "La presse régionale lit mieux que la presse nationale."


LONG = (
    "Il faut relancer les journalistes une fois, par écrit. Nos stagiaires l’apprennent vite. "
    "La presse régionale répond presque toujours. Je bois du thé."
)


@pytest.mark.parametrize(("sentences", "expected"), [(3, 1), (4, 2)])
def test_a_long_answer_is_summed_up_by_two_sentences(sentences: int, expected: int) -> None:
    answer = ". ".join(LONG.rstrip(".").split(". ")[:sentences]) + "."
    summary = digest_of(talk(answer)).exchange_summaries["x1"]
    assert summary is not None
    assert len(summary.sentences) == expected
    starts = [sentence.evidence[0].start for sentence in summary.sentences]
    assert starts == sorted(set(starts))


def test_the_answers_of_two_speakers_are_summed_up_together() -> None:
    both = interview_of(
        [
            ("question", "Faut-il relancer ?"),
            ("answer", "Je bois du thé. La presse régionale répond presque toujours."),
            ("answer", "Il faut relancer les journalistes une fois, par écrit. Nous verrons."),
        ]
    )
    summary = digest_of(both).exchange_summaries["x1"]
    assert summary is not None
    assert evidence(both, summary) == [
        "La presse régionale répond presque toujours.",
        "Il faut relancer les journalistes une fois, par écrit.",
    ]


def near_the_third(docs: tuple[TurnDoc, ...], *, but: int | None = None) -> list[TurnDoc]:
    """Give each sentence of an answer a vector of its own, and the rest that of the third."""
    found = []
    for number, item in enumerate(docs):
        length = len(item.turn.text)
        rows = np.zeros((length, 8), np.float32)
        rows[:, 0] = 9.0
        for at, (start, end) in enumerate(sentence_spans(item.turn.text, abbreviations=())):
            rows[start:end, 1 + at if item.turn.role == "answer" else 3] = 3.0
        offsets = np.array([(at, at + 1) for at in range(length)], np.int32)
        none = np.zeros((length, 1), np.float32)
        encoded = Encoded(offsets, none, ("O",), embedding=None if number == but else rows)
        found.append(replace(item, encoded=encoded))
    return found


@pytest.mark.parametrize(("but", "chosen"), [(None, 2), (2, 0)])
def test_the_encoder_says_what_is_near_the_headline(but: int | None, chosen: int) -> None:
    told = interview_of(
        [
            ("heading", "« Un métier de patience »"),
            ("question", "Que buvez-vous ?"),
            ("answer", "Je bois du thé."),
            ("question", "Et alors ?"),
            ("answer", LONG.removesuffix(" Je bois du thé.")),
        ]
    )
    docs = docs_of(told)
    spans = sentence_spans(LONG, abbreviations=())
    claims = [replace(claim, salience=0.5) for claim in find_claims(told, docs, (), Settings())]
    found = summarize(told, near_the_third(docs, but=but), claims, Settings(summary_sentences=1))
    (sentence,) = evidence(told, found.summary)
    # Where an answer has no vectors, words decide.
    assert sentence == LONG[slice(*spans[chosen])]


def test_without_an_encoder_there_is_a_summary_of_everything(interview: Interview) -> None:
    docs = [replace(item, encoded=None) for item in docs_of(interview)]
    claims = find_claims(interview, docs, (), Settings())
    digest = summarize(interview, docs, claims, Settings())
    assert len(digest.summary.sentences) == 3
    assert [bool(summary) for summary in digest.exchange_summaries.values()] == [
        *(True, True, True),
        False,
    ]


def test_keywords_are_noun_phrases_as_written_without_repetition(digest: Digest) -> None:
    for keywords in (digest.keywords, *digest.exchange_keywords.values()):
        lowered = [keyword.lower() for keyword in keywords]
        assert len(set(lowered)) == len(lowered) <= 10
        for keyword in lowered:
            assert keyword.split()[0] not in {"le", "la", "les", "un", "une", "il", "je", "cela"}
    assert "réseaux sociaux" in digest.keywords
    assert any("communiqué" in keyword for keyword in digest.exchange_keywords["x1"])


def test_the_interviewee_is_no_keyword() -> None:
    named = talk(
        "Zébulon écrit les communiqués. Aude Kermadec, c’est moi.",
        "Bonjour Aude Kermadec, que fait Zébulon ?",
        name="Aude Kermadec",
    )
    assert not any("Kermadec" in keyword for keyword in digest_of(named).keywords)


@pytest.mark.parametrize("most", [1, 3])
def test_the_settings_limit_the_keywords(interview: Interview, most: int) -> None:
    digest = digest_of(interview, keywords=most)
    assert len(digest.keywords) == most
    assert all(len(keywords) <= most for keywords in digest.exchange_keywords.values())


def test_the_same_interview_gives_the_same_digest(interview: Interview, digest: Digest) -> None:
    assert digest_of(interview) == digest


def test_salience_decides_between_sentences_that_are_alike(interview: Interview) -> None:
    docs = docs_of(interview)
    claims = find_claims(interview, docs, (), Settings())
    raised = [
        replace(claim, salience=0.99 if "fatiguent" in claim.text else 0.01) for claim in claims
    ]
    digest = summarize(interview, docs, raised, Settings())
    summary = digest.exchange_summaries["x3"]
    assert summary is not None
    assert summary.text == "Ils fatiguent les équipes."


# --- verbs that the model takes for nouns ----------------------------------------------------


def keywords_in(*answers: str) -> set[str]:
    """The single words of the keywords of an interview, in lower case."""
    turns: list[tuple[TurnRole, str]] = []
    for answer in answers:
        turns += [("question", "Comment travaillez-vous ?"), ("answer", answer)]
    digest = digest_of(interview_of(turns), keywords=50)
    return {
        word for found in digest.exchange_keywords.values() for k in found for word in k.split()
    }


@pytest.mark.parametrize(
    ("answer", "verb", "kept"),
    [
        ("Nous avions un gros client et tu tombais sur des idées.", "tombais", "client"),
        ("L’agence a souri. Une petite note, et j’ai souri.", "souri", "agence"),
        ("Les grands groupes en souffrent, mes clients moins.", "souffrent", "clients"),
        ("Une bonne formule, je la ressers. Mais la formule vieillit.", "ressers", "formule"),
        ("La veille, même si ça râle, c’est la règle.", "râle", "veille"),
        ("Laisse les créateurs écrire leurs messages.", "Laisse", "créateurs"),
        ("Disons que cela tient à la ville.", "Disons", "ville"),
        ("Tout le secteur promet des événements neutres.", "promet", "secteur"),
        ("Et chez moi, mes aubergistes paient l’hypothèque.", "paient", "aubergistes"),
        ("La Chine ralentit, la chasse aux clients commence.", "ralentit", "Chine"),
        ("Ils prennent le livre par politesse et le revendent avant l’été.", "revendent", "livre"),
    ],
)
def test_a_verb_is_no_keyword(answer: str, verb: str, kept: str) -> None:
    found = keywords_in(answer)
    assert verb not in found
    assert kept in found


@pytest.mark.parametrize(
    ("answer", "phrase"),
    [
        ("Ne portez pas de montre. Une montre, je la montre à mes clients.", "montre"),
        ("Le déjeuner de presse est mort, vive le déjeuner !", "déjeuner"),
        ("Les relations presse sont un métier. La presse le sait.", "presse"),
        ("Les réseaux sociaux, c’est un métier.", "sociaux"),
        ("Boursorama, TikTok et les forums font la rumeur.", "Boursorama"),
        ("La marque cherche une batterie externe pour le stand.", "batterie"),
        ("On l’a vu à la RTS hier soir.", "RTS"),
    ],
)
def test_a_noun_that_looks_like_a_verb_or_a_name_stays_a_keyword(answer: str, phrase: str) -> None:
    assert phrase in keywords_in(answer)
