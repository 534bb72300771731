"""Rules on docs made by hand: no model, one behaviour a test, expected mentions inside the sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from spacy.lang.fr import French
from spacy.tokens import Doc

from pipeline.entities import EntityEngine, SpacyEngine, find_entities
from pipeline.schema import (
    Entity,
    EntityLabel,
    Interview,
    Participant,
    RawMention,
    Source,
    Turn,
    TurnDoc,
    TurnRole,
)
from pipeline.text import analysis_form

MARK = re.compile(r"\[([^\[\]]+)\]\((PER|ORG|LOC|MISC)\)")
TOKENIZER = French()
# Only what a test needs: the parts of speech that decide on lower-case words and lone capitals.
PARTS = {
    "libéré": "ADJ",
    "nationale": "ADJ",
    "lilloise": "ADJ",
    "parle": "VERB",
    "suite": "NOUN",
    "directeurs": "NOUN",
    "artistiques": "ADJ",
    "camion": "NOUN",
    "Zorvak": "PROPN",
    "reste": "VERB",
    "rédacteur": "NOUN",
    "nuit": "NOUN",
    "dépôt": "NOUN",
}


class Scripted:
    """An engine that proposes one span in the first turn."""

    def __init__(self, words: str, label: EntityLabel, confidence: float) -> None:
        self.words, self.label, self.confidence = words, label, confidence

    def mentions(self, docs: Sequence[TurnDoc]) -> tuple[RawMention, ...]:
        turn = docs[0].turn
        start = turn.start + turn.text.index(self.words)
        end = start + len(self.words)
        return (RawMention(start, end, self.label, turn.id, self.confidence, "scripted"),)


def analysed(turn: Turn) -> Doc:
    doc = TOKENIZER(analysis_form(turn.text))
    for token in doc:
        token.pos_ = PARTS.get(token.text, "")
    return doc


def find(
    *turns: str,
    participants: tuple[Participant, ...] = (),
    engine: EntityEngine | None = None,
    role: TurnRole = "answer",
) -> tuple[str, tuple[Entity, ...]]:
    text = "\n\n".join(turns)
    made = []
    start = 0
    for number, words in enumerate(turns, 1):
        end = start + len(words)
        made.append(Turn(f"t{number}", role, None, start, end, words, "label", 1.0))
        start = end + 2
    source = Source("x", "x.txt", "txt", "utf-8", "0" * 64, text, ())
    interview = Interview(source, None, None, participants, tuple(made), ())
    docs = tuple(TurnDoc(turn, analysed(turn)) for turn in made)
    return text, find_entities(interview, docs, engine=engine or SpacyEngine())


def marked(text: str, entities: Sequence[Entity]) -> str:
    """Return the text with its mentions marked like the corpus."""
    mentions = sorted((m.start, m.end, e.label) for e in entities for m in e.mentions)
    for start, end, label in reversed(mentions):
        text = f"{text[:start]}[{text[start:end]}]({label}){text[end:]}"
    return text


def same(sentence: str, **options: object) -> None:
    text, entities = find(MARK.sub(r"\1", sentence), **options)  # type: ignore[arg-type]
    assert marked(text, entities) == sentence


def one(sentence: str) -> Entity:
    _, entities = find(sentence)
    assert len(entities) == 1, [entity.name for entity in entities]
    return entities[0]


@pytest.mark.parametrize(
    "sentence",
    [
        "Il vit à [Lisbonne](LOC), puis en [Belgique](LOC).",
        "On poste sur [Facebook](ORG), [Twitter](ORG) et [X](ORG).",
        "J’ai essayé [Claude](MISC) et [ChatGPT](MISC) pour voir.",
        "Un papier dans [Les Échos](ORG), un autre du [Monde](ORG), une page de l’[Équipe](ORG).",
        "C’est l’esprit du [RGPD](MISC) et de la [loi Agec](MISC).",
        "Comme le demande la [loi du 9 juin 2023](MISC), on le dit.",
        "Un port de la [mer Noire](LOC), un étudiant de l’[université Rennes-II](ORG).",
    ],
)
def test_general_knowledge(sentence: str) -> None:
    same(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Une orange, au total, pour le monde entier : c’est libre.",
        "Orange amère, tel est le parfum.",
        "Elle a dit oui. Elle est venue.",
    ],
)
def test_a_common_word_is_not_its_homonym(sentence: str) -> None:
    same(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Pouvez-vous nous dire où ? Qu’en pensez-vous ? N’est-ce pas ?",
        "Je travaille pour une PME en SEO. La RSE et l’IA, c’est le sujet du PDG.",
        "Le Community Manager et le Social Media Manager sont au bureau.",
        "Il cherche un Gestionnaire de communauté et un Social Planneur Stratégique de L’Opinion.",
        "Les Français et une Belge sont là un Lundi de Janvier.",
        "Relis tes dates. Développez, je vous prie.",
        "C’est LE truc à faire. (Rires) Et vous ? Mmh. Statistiques.",
        "[Interview] Faut-il le dire à Maman ? Cela coûte 500 francs CFA.",
    ],
)
def test_capitals_without_a_name(sentence: str) -> None:
    same(sentence)


def test_titles_and_inhabitants_stay_outside() -> None:
    same("Selon Mme [Corlay](PER) et M. [Estève](PER), la Britannique [Helen Jenkins](PER) gagne.")


def test_initials_do_not_end_a_sentence() -> None:
    same("Voici [J.-P. Kerdoncuff](PER), directeur du port.")


@pytest.mark.parametrize(
    "sentence",
    [
        "Il dirige la petite agence lilloise [Zorvak](ORG).",
        "Elle est chez [Pied-de-Biche](ORG), une petite agence.",
        "Chez [Ronce & Marée](ORG), on rit.",
        "[Le Dauphiné libéré](ORG) nous suit bien, ainsi que [La Dépêche du Midi](ORG).",
        "Un accessit du [Club des directeurs artistiques](ORG), jadis.",
        "Mon compte à la [Bibliothèque nationale de France](ORG) date.",
        "L’[Observatoire International des Crises](ORG) et le [Port de Kerlavan](ORG) publient.",
        "On a reçu l’[Association des maires de France](ORG).",
    ],
)
def test_organisations_by_their_words(sentence: str) -> None:
    same(sentence)


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Le groupe Zorvak recrute.", "company"),
        ("L’agence « Zorvak » recrute.", "agency"),
        ("Je suis bluffé par Zorvak, une entreprise de transport.", "company"),
        ("On lit le blog Zorvak.", "media"),
        ("Je range Comme un camion comme rédacteur pour ce blog de mode.", "media"),
        ("La marque Zorvak a tout compris.", "brand"),
        ("Notre campagne « Venez voir » a plu.", "campaign"),
        ("Suivez #BalanceTonBrief demain.", "hashtag"),
        ("On passe par Instagram.", "platform"),
    ],
)
def test_kinds_come_from_the_words_around(sentence: str, kind: str) -> None:
    assert one(sentence).kind == kind


def test_an_unknown_thing_has_no_kind() -> None:
    assert one("J’ai beaucoup pensé à Zorvak hier.").kind is None


@pytest.mark.parametrize(
    "sentence",
    [
        "Le mémoire de 2009 intitulé [L’influence : une convergence dans la blogosphère](MISC). Oui.",
        "Notre livre « [Venez tous](MISC) » est sorti.",
        "Le podcast, [Les Pieds sur terre](MISC), vaut le détour.",
        "Il a une rubrique, [La minute du perron](MISC), où il répond.",
        "Il vient de publier [Sans suite](MISC) hier.",
        "On relit [La nuit au dépôt](MISC), de Julien.".replace("Julien", "[Julien](PER)"),
    ],
)
def test_titles_of_works(sentence: str) -> None:
    same(sentence)


def test_speech_in_guillemets_is_no_title() -> None:
    same("Il m’a dit « Nous verrons bien » et il est parti.")


def test_all_mentions_of_a_person_are_one_entity() -> None:
    text, entities = find(
        "Christophe Ginisty préside. M. Ginisty écrit.",
        "Ginisty, oui. Christophe aussi, et GINISTY ?",
    )
    (person,) = entities
    assert (person.id, person.name, person.label) == ("e1", "Christophe Ginisty", "PER")
    assert [text[m.start : m.end] for m in person.mentions] == [
        "Christophe Ginisty",
        "Ginisty",
        "Ginisty",
        "Christophe",
        "GINISTY",
    ]
    assert [m.turn for m in person.mentions] == ["t1", "t1", "t2", "t2", "t2"]


def test_a_shared_first_name_is_not_joined_to_either() -> None:
    _, entities = find("Claire Bonnefond et Claire Hadjadj écrivent. Merci à Claire.")
    assert [entity.name for entity in entities] == ["Claire Bonnefond", "Claire Hadjadj", "Claire"]


def test_a_speaker_named_only_in_labels_gives_the_canonical_name() -> None:
    bastien = Participant("p1", "Bastien Oudard", "interviewee", None, "Zorvak")
    text, entities = find("Salut Bastien, ça va chez Zorvak ?", participants=(bastien,))
    assert marked(text, entities) == "Salut [Bastien](PER), ça va chez [Zorvak](ORG) ?"
    assert [entity.name for entity in entities] == ["Bastien Oudard", "Zorvak"]


def test_variants_of_article_and_case_are_one_entity() -> None:
    _, entities = find("On lit Les Échos. Une page des Échos ? Oui, LES ÉCHOS.")
    assert [(e.name, len(e.mentions)) for e in entities] == [("Les Échos", 3)]


def test_an_acronym_joins_the_name_whose_initials_it_has() -> None:
    _, entities = find("L’Observatoire International des Crises (OIC) publie. L’OIC dure.")
    assert [e.name for e in entities] == ["Observatoire International des Crises"]
    assert len(entities[0].mentions) == 3


def test_names_are_found_in_a_heading_in_capitals() -> None:
    text, entities = find("INSTAGRAM ET ZORVAK", "L’agence Zorvak est sur Instagram.")
    assert marked(text, entities).startswith("[INSTAGRAM](ORG) ET [ZORVAK](ORG)")


def test_a_name_broken_by_a_hard_wrap_keeps_its_offsets() -> None:
    text, entities = find("Elle vient de la Bibliothèque\nnationale de France.")
    (mention,) = entities[0].mentions
    assert mention.text == "Bibliothèque\nnationale de France"
    assert text[mention.start : mention.end] == mention.text
    assert entities[0].name == "Bibliothèque nationale de France"


def test_no_mention_crosses_a_sentence_or_a_turn() -> None:
    text, entities = find("On aime Zorvak. Lisbonne aussi, chez Zorvak", "Lisbonne !")
    found = {m.text for e in entities for m in e.mentions}
    assert found == {"Zorvak", "Lisbonne"}
    assert text.count("Zorvak") == 2


def test_a_sure_engine_decides_on_the_label() -> None:
    sentence = "J’ai beaucoup pensé à Zorvak hier."
    _, entities = find(sentence, engine=Scripted("Zorvak", "PER", 0.95))
    assert entities[0].label == "PER"
    _, entities = find(sentence, engine=Scripted("Zorvak", "PER", 0.2))
    assert entities[0].label == "LOC"


def test_an_engine_cannot_propose_a_clitic_or_a_verb() -> None:
    assert find("On n’en parle pas.", engine=Scripted("n’", "ORG", 0.9))[1] == ()
    assert find("On n’en parle pas.", engine=Scripted("parle", "PER", 0.9))[1] == ()


def test_confidences_are_rounded_and_repeatable() -> None:
    sentence = "L’agence Zorvak de Lisbonne suit Inès Dacosta sur Facebook."
    _, first = find(sentence)
    assert find(sentence)[1] == first
    for entity in first:
        for mention in entity.mentions:
            assert 0 <= mention.confidence <= 1
            assert mention.confidence == round(mention.confidence, 3)


def test_an_interview_without_docs_has_no_entities() -> None:
    assert find("Rien ici.", "ni là")[1] == ()
