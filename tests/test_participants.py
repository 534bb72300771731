"""Who asks and who answers: names, functions and organisations, one French pattern a test."""

from __future__ import annotations

import time

import pytest

from pipeline.schema import Block, Interview, Source
from pipeline.segment import segment
from pipeline.segment.asked import Asker, asked_by
from pipeline.segment.functions import function_at
from pipeline.segment.introduced import Context
from pipeline.segment.names import gender_of, person_names
from pipeline.segment.organisations import organisation_at
from pipeline.segment.passages import Passage
from pipeline.segment.presentation import Presented, presented
from pipeline.settings import Settings

QUESTION = "Comment définiriez-vous votre métier ?"
ANSWER = "C'est un métier de contact, et les contacts prennent du temps."


def context(
    head: str = "",
    *,
    title: str = "",
    first: str = QUESTION,
    answer: str = ANSWER,
    later: tuple[str, ...] = (),
    credits: str = "",
) -> Context:
    """Return the context of an interview that has these stretches and nothing else."""
    parts = [title, head, first, answer, *later, credits]
    lines = "\n".join(part for part in parts if part)
    whole = lines.replace("\n", " ")
    return Context(title, head, (first, *later), (answer,), credits, whole, lines)


def described(head: str = "", **parts: object) -> tuple[str | None, str | None]:
    """Return function and organisation of the first person that is presented."""
    person = presented(context(head, **parts), besides=[], known=[])[0]  # type: ignore[arg-type]
    return person.function, person.organisation


def source(*lines: str, **fields: str) -> Source:
    """Return a source with one paragraph a line."""
    text = "\n".join(lines)
    blocks, at = [], 0
    for line in lines:
        blocks.append(Block(at, at + len(line), gap_before=True))
        at += len(line) + 1
    return Source("essai", "essai.txt", "txt", "utf-8", "0" * 64, text, tuple(blocks), **fields)


def people(interview: Interview) -> list[tuple[str, str | None, str | None, str | None]]:
    return [(p.role, p.name, p.function, p.organisation) for p in interview.participants]


# --- functions and organisations ---------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "function", "organisation"),
    [
        (
            "Claire Dumont, directrice associée de l'agence Cabestan, nous répond.",
            "directrice associée",
            "Cabestan",
        ),
        (
            "Claire Dumont, 45 ans, attachée de presse chez Marge Haute.",
            "attachée de presse",
            "Marge Haute",
        ),
        ("Rencontre avec Claire Dumont, consultante RP chez Ogilvy.", "consultante RP", "Ogilvy"),
        ("Claire Dumont – Casual Community, une structure indépendante.", None, "Casual Community"),
        ("Claire Dumont (Cimalpes) : le communiqué", None, "Cimalpes"),
        ("Claire Dumont (agence Cabestan) : le communiqué", None, "Cabestan"),
        (
            "Claire Dumont est responsable marketing de Belle Ouvrage.",
            "responsable marketing",
            "Belle Ouvrage",
        ),
        (
            "Le président de l'Union des agences indépendantes de l'Ouest, Claire Dumont, parle.",
            "président",
            "Union des agences indépendantes de l'Ouest",
        ),
        (
            "Directrice de la communication de Puits & Semences, association de Lyon, Claire Dumont forme des bénévoles.",
            "directrice de la communication",
            "Puits & Semences",
        ),
        (
            "Entretien avec Claire Dumont, fondatrice et CEO de Pressly.",
            "fondatrice et CEO",
            "Pressly",
        ),
        (
            "Claire Dumont, ancienne directrice de la communication d'Airbus, est consultante.",
            "consultante",
            None,
        ),
        ("Claire Dumont, l'agence n'est pas son affaire.", None, None),
        ("Claire Dumont, maire de Vaubrume, nous reçoit.", "maire de Vaubrume", None),
        (
            "Entretien avec Claire Dumont, directrice de la marque d'un club.",
            "directrice de la marque",
            None,
        ),
    ],
)
def test_apposition(head: str, function: str | None, organisation: str | None) -> None:
    assert described(head) == (function, organisation)


@pytest.mark.parametrize(
    ("head", "organisation"),
    [
        (
            "Claire Dumont, chargée des publics au musée de la Dentelle, raconte.",
            "musée de la Dentelle",
        ),
        (
            "Claire Dumont gère les comptes de l'office de tourisme du Haut-Verdon.",
            "office de tourisme du Haut-Verdon",
        ),
        ("Claire Dumont, maîtresse de conférences à l'université Rennes 2.", "université Rennes 2"),
        ("Claire Dumont, chargée de communication à la mairie de Vaubrume.", "mairie de Vaubrume"),
        (
            "Claire Dumont, porte-parole du Syndicat des transports du Hainaut.",
            "Syndicat des transports du Hainaut",
        ),
        (
            "Claire Dumont dirige Escaut Affaires publiques, un cabinet.",
            "Escaut Affaires publiques",
        ),
        ("Claire Dumont, dirigeante de Gué et Passerelle, forme des élus.", "Gué et Passerelle"),
        ("Claire Dumont dirige la communication du Fil à Plomb.", "Fil à Plomb"),
        ("Entretien avec Claire Dumont, journaliste au Monde.", "Le Monde"),
    ],
)
def test_name_of_the_organisation_is_whole(head: str, organisation: str) -> None:
    assert described(head)[1] == organisation


@pytest.mark.parametrize(
    "head",
    [
        "Claire Dumont, attachée de presse à Villeurbanne, raconte.",
        "Claire Dumont, chargée de communication à Vaubrume, dans les Vosges.",
        "Claire Dumont, consultante, Montclair-sur-Vègre.",
        "Claire Dumont est passée par Havas avant de s'installer seule.",
        "Après dix ans chez Havas, Claire Dumont vit à la campagne.",
        "Claire Dumont dirige à Nantes une équipe de douze personnes.",
        "Claire Dumont, attachée de presse. Elle adore Lyon.",
        "Entretien avec Claire Dumont, attachée de presse de Marie Curie.",
    ],
)
def test_no_organisation_is_better_than_a_town_a_person_or_a_former_employer(head: str) -> None:
    assert described(head)[1] is None


@pytest.mark.parametrize(
    ("head", "function", "organisation"),
    [
        ("Solange Vauclin dirige à Nantes le cabinet Ligne Haute.", "dirigeante", "Ligne Haute"),
        ("Marc Vauclin dirige à Nantes le cabinet Ligne Haute.", "dirigeant", "Ligne Haute"),
        ("Camille Vauclin dirige à Nantes le cabinet Ligne Haute.", None, "Ligne Haute"),
        (
            "Solange Vauclin a fondé à Nancy l'agence Mirabelle Influence.",
            "fondatrice",
            "Mirabelle Influence",
        ),
        (
            "Solange Vauclin a dirigé une usine avant de fonder l'agence Lanterne.",
            "fondatrice",
            "Lanterne",
        ),
        (
            "Depuis 2018, Omar Diallo dirige la communication du Port de Kerlavan.",
            "directeur de la communication",
            "Port de Kerlavan",
        ),
        ("Solange Vauclin est à la tête de l'agence Kaléidoscope.", None, "Kaléidoscope"),
        ("Solange Vauclin a monté l'agence Marge Haute à Rennes.", None, "Marge Haute"),
        ("Solange Vauclin représente vingt créateurs chez Pixel du Nord.", None, "Pixel du Nord"),
        ("Solange Vauclin rêve de fonder l'agence Lanterne.", None, None),
    ],
)
def test_a_verb_tells_the_function_only_where_gender_and_verb_are_sure(
    head: str, function: str | None, organisation: str | None
) -> None:
    assert described(head) == (function, organisation)


@pytest.mark.parametrize(
    ("head", "function", "organisation"),
    [
        (
            "Claire Dumont dirige la cellule de crise de l'hôpital Saint-Luc.",
            "directrice de la cellule de crise",
            "hôpital Saint-Luc",
        ),
        (
            "Claire Dumont est responsable de la communication interne du groupe Sandrel.",
            "responsable de la communication interne",
            "Sandrel",
        ),
        (
            "Après dix ans chez Sandrel, Claire Dumont dirige l'agence Cabestan.",
            "dirigeante",
            "Cabestan",
        ),
        (
            "Claire Dumont, directrice de la communication de la ville de Vaubrume, sourit.",
            "directrice de la communication",
            "ville de Vaubrume",
        ),
        (
            "Claire Dumont est depuis 2009 porte-parole du Syndicat des éclusiers.",
            "porte-parole",
            "Syndicat des éclusiers",
        ),
        ("Claire Dumont est devenue porte-parole d'Orsel.", "porte-parole", "Orsel"),
        (
            "Claire Dumont a été nommée directrice de la communication de Sandrel.",
            "directrice de la communication",
            "Sandrel",
        ),
        (
            "Nommée directrice conseil chez Sandrel en 2019, Claire Dumont nous reçoit.",
            "directrice conseil",
            "Sandrel",
        ),
        (
            "Claire Dumont occupe le poste de responsable éditoriale chez Sandrel.",
            "responsable éditoriale",
            "Sandrel",
        ),
        (
            "Claire Dumont s'occupe de la communication de Demi-Lune depuis le Doubs.",
            "communication",
            "Demi-Lune",
        ),
        (
            "Claire Dumont vient de prendre la communication des Trois-Collines.",
            "communication",
            "Trois-Collines",
        ),
        ("Claire Dumont tient la presse de la maison Corvol.", "presse", "Corvol"),
        ("Claire Dumont a pris la tête de la communication de Sandrel.", None, "Sandrel"),
        ("Claire Dumont est en charge de la communication d'Orsel.", None, "Orsel"),
        ("Claire Dumont est DirCom de Sandrel.", "DirCom", "Sandrel"),
        ("Claire Dumont devient directrice de Sandrel.", "directrice", "Sandrel"),
        (
            "Claire Dumont a rejoint Sandrel en 2018 comme directrice de la communication.",
            "directrice de la communication",
            "Sandrel",
        ),
        ("Orsel émet à Lyon. Claire Dumont l'a ouverte. Orsel, donc.", None, "Orsel"),
        (
            "Orsel compte six salariés. Fondée quai Rambaud par Claire Dumont, Orsel grandit.",
            "fondatrice",
            "Orsel",
        ),
        (
            "Lucioles conseille des PME. Sa fondatrice, Claire Dumont, doute. Lucioles, oui.",
            "fondatrice",
            "Lucioles",
        ),
        (
            "À la Verrerie du Spinois, Claire Dumont pilote la communication interne.",
            None,
            "Verrerie du Spinois",
        ),
    ],
)
def test_function_and_organisation_by_what_the_person_holds(
    head: str, function: str | None, organisation: str
) -> None:
    assert described(head) == (function, organisation)


@pytest.mark.parametrize(
    "head",
    [
        "Directrice de la communication d'une ville, Claire Dumont prend sa retraite du Creusot.",
        "Au Festival des Nuits, Claire Dumont dirige les débats.",
        "Claire Dumont assure à Marie Curie que tout va bien.",
        "Rue Pasteur, la Manufacture a fermé. Claire Dumont l'a dit.",
        "Claire Dumont dirige la manœuvre.",
    ],
)
def test_what_a_person_does_elsewhere_is_no_employer(head: str) -> None:
    assert described(head)[1] is None


@pytest.mark.parametrize(
    ("head", "organisation"),
    [
        ("Claire Dumont dirige Vent de travers, un studio de six personnes.", "Vent de travers"),
        (
            "Claire Dumont a quitté Lyon avant d'ouvrir Le Caddie bavard, un cabinet.",
            "Le Caddie bavard",
        ),
        (
            "Claire Dumont est responsable de la communication d'Une Eau commune, une association.",
            "Une Eau commune",
        ),
        ("Claire Dumont est head of brand de Sans Doute, une jeune pousse.", "Sans Doute"),
        ("Claire Dumont a fondé à Paris le bureau Générique de fin.", "Générique de fin"),
        (
            "Claire Dumont, directrice de l'agence Le griot a une facture, rit.",
            "Le griot a une facture",
        ),
        (
            "Claire Dumont est porte-parole des Forces motrices du Haut-Lac, à Sierre.",
            "Forces motrices du Haut-Lac",
        ),
        ("Claire Dumont est directrice de la création de Jamais le Lundi.", "Jamais le Lundi"),
        # What follows a coined name belongs to it only where a firm is described after it.
        ("Claire Dumont dirige Cabestan seule, à Nantes.", "Cabestan"),
        ("Claire Dumont dirige Cabestan en équipe, sans associé.", "Cabestan"),
        ("Claire Dumont est porte-parole de Cabestan et enseignante.", "Cabestan"),
        ("Claire Dumont a fondé Vélanor à Rouen, une coopérative.", "Vélanor"),
        ("Claire Dumont a fondé Lanterne en 2012.", "Lanterne"),
    ],
)
def test_a_name_that_goes_on_in_lower_case(head: str, organisation: str) -> None:
    assert described(head)[1] == organisation


def test_the_publisher_is_an_employer_where_a_title_leads_to_it() -> None:
    head = "Ce mois-ci : Claire Dumont, cheffe de projet chez Brindille."
    asked = presented(context(head), besides=["Brindille"], known=[])
    published = presented(context(head), besides=["Brindille"], known=[], publisher="Brindille")
    assert (asked[0].organisation, published[0].organisation) == (None, "Brindille")


def test_a_publisher_beside_a_name_is_no_employer() -> None:
    found = presented(
        context("Chez Brindille, Claire Dumont répond."),
        besides=["Brindille"],
        known=[],
        publisher="Brindille",
    )
    assert found[0].organisation is None


def test_two_subjects_share_function_and_organisation() -> None:
    head = "Claire Bonnefond et Marc Hadjadj codirigent la communication de la Société des eaux du Vercors."
    found = presented(context(head), besides=[], known=["Claire Bonnefond", "Marc Hadjadj"])
    assert found == [
        Presented(
            "Claire Bonnefond", "codirectrice de la communication", "Société des eaux du Vercors"
        ),
        Presented("Marc Hadjadj", "codirecteur de la communication", "Société des eaux du Vercors"),
    ]


def test_each_of_two_people_keeps_the_own_title() -> None:
    head = "Régis Poncelet, porte-parole du Syndicat des transports. Yasmine Tahri, cheffe de projet à l'Agence Contrechamp."
    found = presented(context(head), besides=[], known=["Yasmine Tahri", "Régis Poncelet"])
    assert [(p.function, p.organisation) for p in found] == [
        ("cheffe de projet", "Agence Contrechamp"),
        ("porte-parole", "Syndicat des transports"),
    ]


@pytest.mark.parametrize(
    ("parts", "function", "organisation"),
    [
        (
            {
                "first": "Octave Lemerle, vous êtes directeur de création chez Tambour Battant. Que crée-t-on ?"
            },
            "directeur de création",
            "Tambour Battant",
        ),
        (
            {"first": "Claire Dumont, vous avez créé Garde-Corps à Marseille en 2017. Pourquoi ?"},
            "fondatrice",
            "Garde-Corps",
        ),
        (
            {
                "first": "Pouvez-vous vous présenter ?",
                "answer": "Je m'appelle Bastien Oudard, je suis social media manager chez Pied-de-Biche.",
            },
            "social media manager",
            "Pied-de-Biche",
        ),
        (
            {
                "head": "Cette semaine, Claire Dumont nous parle de communication.",
                "answer": "Je travaille depuis quatre ans à la biscuiterie Lune Rousse.",
            },
            None,
            "Lune Rousse",
        ),
        (
            {
                "credits": "Yasmine Haddouche est directrice de production de Grand Large Production (Lyon)."
            },
            "directrice de production",
            "Grand Large Production",
        ),
        (
            {
                "head": "Claire Dumont nous reçoit chez elle.",
                "later": ("Tu as monté Tambour Battant à 23 ans. T'avais des contacts ?",),
            },
            None,
            "Tambour Battant",
        ),
    ],
)
def test_question_answer_and_credits_tell_too(
    parts: dict[str, object], function: str | None, organisation: str | None
) -> None:
    assert described(**parts) == (function, organisation)  # type: ignore[arg-type]


def test_a_former_post_in_the_first_question_is_none() -> None:
    first = (
        "Claire Dumont, vous étiez directrice de la communication chez Airbus. Pourquoi partir ?"
    )
    assert described(first=first) == (None, None)


def test_sa_presidente_belongs_to_what_the_text_opens_with() -> None:
    head = "La station émet depuis 1984. Sa présidente, Josiane Bermond, revient sur trente ans."
    found = described(head, title="Radio Garrigue fête ses 30 ans")
    assert found == ("présidente", "Radio Garrigue")


def test_a_definite_description_is_the_only_interviewees() -> None:
    head = "Claire Dumont produit des podcasts. Entretien avec la fondatrice du studio Petit Bois."
    assert described(head) == ("fondatrice", "Petit Bois")
    assert described(head.replace("la fondatrice", "le fondateur"))[0] is None


def test_an_author_of_a_book_has_another_function() -> None:
    found = described(
        "Le directeur de la communication du groupe Aldane a répondu à nos questions.",
        title="Trois questions à Édouard Vimont",
        credits="Édouard Vimont est l'auteur de Ce que le lecteur retient.",
    )
    assert found == ("directeur de la communication", "Aldane")


@pytest.mark.parametrize("name", ["Ligne Haute", "Tambour Battant"])
def test_the_medium_that_asks_is_no_employer(name: str) -> None:
    head = f"Claire Dumont, attachée de presse, répond à nos questions chez {name}."
    found = presented(context(head), besides=[name], known=[])
    assert found[0].organisation is None


def test_namesake_firm() -> None:
    first = "Rodolphe Astier, vous avez créé avec une amie un cabinet spécialisé, Astier & Morvan. Pourquoi ?"
    assert described(first=first)[1] == "Astier & Morvan"


# --- phrases -----------------------------------------------------------------------------


def test_a_title_keeps_its_capitals_only_where_it_is_printed_so() -> None:
    found = function_at(Passage("Directrice de la communication de Decathlon", ""), 0)
    assert found is not None
    assert found.text == "directrice de la communication"
    assert found.organisation is not None
    assert found.organisation.text == "Decathlon"
    titled = function_at(Passage("Directrice Générale", ""), 0)
    assert titled is not None
    assert titled.text == "Directrice Générale"
    assert function_at(Passage("une agence", ""), 0) is None


def test_a_continuation_in_lower_case_must_recur() -> None:
    phrase = "l'agence Tisane électrique"
    once = organisation_at(Passage(phrase, phrase), 0)
    often = organisation_at(Passage(phrase, f"{phrase}. C'est quoi, Tisane électrique ?"), 0)
    assert once is not None
    assert often is not None
    assert (once.text, often.text) == ("Tisane", "Tisane électrique")


def test_gender_of_a_first_name() -> None:
    assert [gender_of(n) for n in ("Solange X", "Omar X", "Camille X", "Zyx X")] == [
        "f",
        "m",
        None,
        None,
    ]


# --- the interviewee's name --------------------------------------------------------------


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        (
            {"first": "Salut Bastien, tu te présentes ?", "answer": "Je m'appelle Bastien Oudard."},
            "Bastien Oudard",
        ),
        ({"first": "Yo Corentin, merci de nous recevoir. C'est quoi, ton métier ?"}, "Corentin"),
        ({"head": "Salut Thibault, merci d'être passé au studio !"}, "Thibault"),
        (
            {"head": "Un festival. Son directeur Ignace Montferrand a présenté l'édition."},
            "Ignace Montferrand",
        ),
        ({"head": "Depuis cinq saisons, Wivine Hoslet s'occupe des publics."}, "Wivine Hoslet"),
        (
            {"credits": "Laurent Marchetti est responsable des données de Régie Horizon."},
            "Laurent Marchetti",
        ),
        ({"head": "Zoé Roy codirige avec Marc Petit l'agence Kaléidoscope."}, "Zoé Roy"),
        (
            {"head": "ENTRETIEN AVEC ROMUALD KESTELOOT\nRomuald Kesteloot a répondu."},
            "Romuald Kesteloot",
        ),
        (
            {
                "title": "6 questions à Yanis, CM",
                "head": "posté dans Portraits de CM\nYanis Belkhodja gère les comptes.",
            },
            "Yanis Belkhodja",
        ),
        # First names that no list holds: what the person does, is, or is called tells.
        (
            {"head": "Menuisier, Wendelin Kerbaol taille des mots d'ordre à Lannion."},
            "Wendelin Kerbaol",
        ),
        (
            {"head": "Le Salon du Joint revient. Ysolde Trémaux en assure la presse."},
            "Ysolde Trémaux",
        ),
        (
            {"head": "Sa porte-parole, Godeliève Van Hoof, a fait de la radio."},
            "Godeliève Van Hoof",
        ),
        ({"head": "Isaure Bodmer, head of communication d'une start-up, attend."}, "Isaure Bodmer"),
        ({"head": "Il s'appelle Zaccharie Oulmès, et il a une voiture."}, "Zaccharie Oulmès"),
        # A double first name whose second half is known.
        ({"head": "À Thiès, Ould Babacar Ndour dirige la communication."}, "Ould Babacar Ndour"),
        (
            {
                "title": "ON NE LIT PAS VOS TRACTS, ON LES PHOTOGRAPHIE",
                "head": "Wendelin Kerbaol rit.",
            },
            "Wendelin Kerbaol",
        ),
        (
            {
                "head": "Coopérative de Lannion, quatorze associés. Wendelin Kerbaol tient la caisse."
            },
            "Wendelin Kerbaol",
        ),
        # Who works somewhere, not the firm; somebody with a known first name, not what is made.
        (
            {"head": "Chargé d'études chez Large Bande, un développeur, Ewen Kerloc a tout vu."},
            "Ewen Kerloc",
        ),
        ({"head": "Trois questions à Wendelin Kerbaol, directeur de Brume."}, "Wendelin Kerbaol"),
        ({"head": "La parole à Wendelin Kerbaol, boulanger."}, "Wendelin Kerbaol"),
        (
            {"head": "Depuis 2013, Olfa Oueslati-Mercier fait parler du théâtre."},
            "Olfa Oueslati-Mercier",
        ),
        (
            {
                "title": "Gros Sou, l'éditeur qui compte",
                "head": "Anne-Sophie Vandersmissen a quitté une banque pour des livres.",
            },
            "Anne-Sophie Vandersmissen",
        ),
    ],
)
def test_interviewee(parts: dict[str, str], name: str) -> None:
    found = presented(context(**parts), besides=[], known=[])  # type: ignore[arg-type]
    assert found[0].name == name


def test_nobody_is_made_up() -> None:
    head = "Accueil > Portraits de CM\nTribunal de Grande Instance : le silence est un brief."
    assert presented(context(head), besides=[], known=[]) == []


# --- the interviewer ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "credits", "name"),
    [
        ("Culture RP a rencontré Julien Lacheray.", "", "Culture RP"),
        ("", "Entretien : Estelle Corvisier", "Estelle Corvisier"),
        ("", "Propos recueillis par Erwan Guélou – Photo : DR", "Erwan Guélou"),
        ("", "Propos recueillis par Lou, pôle com'", "Lou"),
        ("", "Bertrand Collenot - 06/03/2019 à 18:30", "Bertrand Collenot"),
        ("Publié le 14 octobre 2009 par Céline | 6 commentaires", "", "Céline"),
        ("Le Carnet – mardi 14 mai 2013 – par Bertrand Oussel", "", "Bertrand Oussel"),
        ("Elle a répondu par e-mail aux questions du Carnet d'Ursule.", "", "Le Carnet d'Ursule"),
        ("Il répond à l'Agence Ouest Dépêches. Suite.", "", "Agence Ouest Dépêches"),
        ("L'agence Lettres & Scènes l'a rencontrée à Montreuil.", "", "Lettres & Scènes"),
        ("SAUMUR (Maine-et-Loire), 7 juil. 2021 (Agence Loire Presse)", "", "Agence Loire Presse"),
        (
            "Chaque mois, Le Strapontin prend des nouvelles d'un ancien.",
            "Propos recueillis par la rédaction.",
            "Le Strapontin",
        ),
        ("", "ENTRETIEN | Chemins solidaires n° 84", "Chemins solidaires"),
        ("", "Newsletter Pharmarelations | Voir dans le navigateur", "Pharmarelations"),
        (
            "",
            "Hors antenne, un podcast de Clara Minier. Musique : libre de droits.",
            "Clara Minier",
        ),
        ("Dans cet épisode, Clara Minier l'a fait parler en son nom.", "", "Clara Minier"),
    ],
)
def test_interviewer(head: str, credits: str, name: str) -> None:
    found = asked_by(head, credits)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize(
    "head",
    [
        "Entretien : Claire Dumont, directrice de Cabestan",
        "Le défi confié à Élodie Thibaudeau, 31 ans.",
        "Le Refuge des Trois-Vallées accueille des femmes.",
        "Gwenaël Le Corre-Nassif publie un essai.",
        "Il s'est confié à Nantes.",
        "Elle nous a reçus un vendredi.",
        "Entretien n° 7",
    ],
)
def test_no_interviewer(head: str) -> None:
    assert asked_by(head, "") is None


def test_a_credited_person_comes_before_the_medium() -> None:
    found = asked_by("", "Propos recueillis par Sabine Hurtault pour Le Bloc-notes des médias. X.")
    assert found == Asker("Sabine Hurtault", "Le Bloc-notes des médias")


@pytest.mark.parametrize("mark", [" – ", " - ", " | ", ", "])
@pytest.mark.parametrize("opener", ["Par", "Propos recueillis par"])
@pytest.mark.parametrize("name", ["Sabine Hurtault", "Zorane Tivolec"])
def test_a_dated_byline_names_a_person_and_no_medium(opener: str, name: str, mark: str) -> None:
    assert asked_by("", f"{opener} {name}{mark}12 mars 2021") == Asker(name)


def test_the_medium_of_a_dated_line_beside_a_dated_byline() -> None:
    credits = "Par Sabine Hurtault – 12 mars 2021\nLe Bloc-notes – 12 mars 2021"
    assert asked_by("", credits) == Asker("Sabine Hurtault", "Le Bloc-notes")


@pytest.mark.parametrize("rubric", ["Entretien", "Portrait", "Interview de Marc Duvivier"])
def test_a_dated_rubric_is_no_medium(rubric: str) -> None:
    found = asked_by(f"{rubric} – 12 mars 2021", "Par Sabine Hurtault")
    assert found == Asker("Sabine Hurtault")


@pytest.mark.parametrize("byline", ["Par Léa Oussel et Marc Duvivier – 12 mars 2021"])
def test_who_signs_as_second_is_not_interviewed(byline: str) -> None:
    interview = segment(
        source(
            "Les timbres",
            byline,
            "Mathilde Corvisart dirige l'agence Grand Pavois, à Nantes. Elle revient sur vingt ans.",
            QUESTION,
            ANSWER,
            "Et qu'avez-vous appris de vos débuts ?",
            "À écrire court, à appeler souvent, et à ne rien promettre.",
        ),
        Settings(),
    )
    assert [p.name for p in interview.participants] == ["Léa Oussel", "Mathilde Corvisart"]


# --- whole interviews --------------------------------------------------------------------


def test_seed_interview() -> None:
    interview = segment(
        source(
            "Culture RP a rencontré Julien Lacheray – Casual Community, une structure indépendante de communication digitale.",
            "Pouvez-vous nous définir le périmètre d’intervention d’un Social media manager freelance ?",
            "Le social media manager freelance intervient au sein d’organisations pour gérer les réseaux sociaux.",
            "Quelle est la différence avec le rôle d’un Community Manager ?",
            "Le community manager est dans l’opérationnel, il doit rédiger, modérer et répondre.",
        ),
        Settings(),
    )
    assert people(interview) == [
        ("interviewer", "Culture RP", None, None),
        ("interviewee", "Julien Lacheray", None, "Casual Community"),
    ]


def labelled(*turns: str, **fields: str) -> Interview:
    return segment(source(*turns, **fields), Settings())


def talk(asks: str, answers: str, *before: str) -> Interview:
    """Return an interview of two questions whose speakers are printed so, after what stands before it."""
    return labelled(
        *before,
        f"{asks} : Tu étais ingénieur du son. Qu'est-ce qui t'a pris ?",
        f"{answers} : Une commande, tout simplement.",
        f"{asks} : Et tu as dit oui ?",
        f"{answers} : Tout de suite.",
    )


def test_labels_give_names_and_the_chapeau_describes_them() -> None:
    interview = labelled(
        "Les ports parlent",
        "Rencontre avec Jean-Pierre Le Nestour, directeur de la communication du Port de Kerlavan.",
        "Com'Ouest : Comment êtes-vous arrivé ici ?",
        "Jean-Pierre Le Nestour : Par le train de Rennes, surtout.",
        "Com'Ouest : Et le dragage, qui en a parlé ?",
        "J.-P. L.N. : Tout le monde sauf nous.",
        "Com'Ouest : Et qui a fini par répondre ?",
        "J.-P. L.N. : Moi, un dimanche.",
    )
    assert people(interview) == [
        ("interviewer", "Com'Ouest", None, None),
        (
            "interviewee",
            "Jean-Pierre Le Nestour",
            "directeur de la communication",
            "Port de Kerlavan",
        ),
    ]
    assert interview.participants[1].labels == ("Jean-Pierre Le Nestour", "J.-P. L.N.")


def test_a_joint_label_is_no_participant_and_its_turns_have_no_speaker() -> None:
    interview = labelled(
        "Claire Bonnefond et Claire Hadjadj partagent un poste.",
        "Bulle : Comment vous distingue-t-on ?",
        "Claire B. : On ne nous distingue pas.",
        "Bulle : Et le téléphone, qui répond ?",
        "Claire H. : Celle qui est là.",
        "Bulle : Un mot pour finir ?",
        "Claire B. et Claire H. : Merci.",
    )
    assert [p.name for p in interview.participants] == [
        "Bulle",
        "Claire Bonnefond",
        "Claire Hadjadj",
    ]
    assert interview.turns[-1].speaker is None
    assert interview.warnings[0] == "label of several speakers: Claire B. et Claire H."


def test_a_first_name_as_label_finds_its_full_name() -> None:
    interview = labelled(
        "On reçoit aujourd'hui Fidèle Houngbédji-Rey, fondateur du Studio Cauris.",
        "NOÉMIE : Tu étais ingénieur du son. Qu'est-ce qui t'a pris ?",
        "FIDÈLE : Une commande, tout simplement.",
        "NOÉMIE : Et tu as dit oui ?",
        "FIDÈLE : Tout de suite.",
    )
    assert people(interview) == [
        ("interviewer", "Noémie", None, None),
        ("interviewee", "Fidèle Houngbédji-Rey", "fondateur", "Studio Cauris"),
    ]


@pytest.mark.parametrize("label", ["Y. Trémaux", "Y.-A. Trémaux", "Y. T.", "YSOLDE-AGATHE"])
def test_a_label_finds_the_full_name_of_somebody_with_a_rare_first_name(label: str) -> None:
    name = "Ysolde Trémaux" if label in ("Y. Trémaux", "Y. T.") else "Ysolde-Agathe Trémaux"
    interview = talk(
        "La Varlope", label, f"Au Salon du Joint, {name} tient la presse de la maison Corvol."
    )
    assert people(interview)[1][:2] == ("interviewee", name)


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("GILLAIN", "Nestor Gillain-Mpoyi"),
        ("EL GUERROUJ", "Hafida El Guerrouj-Peeters"),
        ("AÏT TALEB", "Loubna Aït Taleb"),
        ("KOUAMÉ BROU", "Serge-Alain Kouamé Brou"),
        ("G. Le Floc'h-Ono", "Gaspard Le Floc'h-Ono"),
        ("Nour el-Houda", "Nour el-Houda Trabelsi"),
    ],
)
def test_a_surname_as_label_finds_the_full_name(label: str, name: str) -> None:
    surname = name.split(" ", 1)[1]
    interview = labelled(
        f"Le micro est ouvert. Je reçois {name}, qui vend des gaufres.",
        "ALBANE : Tu étais ingénieur du son. Qu'est-ce qui t'a pris ?",
        f"{label} : Une commande, tout simplement.",
        f"ALBANE : Monsieur {surname}, et tu as dit oui ?",
        f"{label} : Tout de suite.",
    )
    assert people(interview)[1][:2] == ("interviewee", name)


@pytest.mark.parametrize(
    ("asks", "answers"),
    [("Jean", "Rose Jean-Louis"), ("Anne", "Mme Anne-Lise Roy"), ("D'Arc", "Denis Arcand")],
)
def test_half_of_a_name_does_not_make_two_people_one(asks: str, answers: str) -> None:
    interview = talk(asks, answers)
    assert [p.labels for p in interview.participants] == [(asks,), (answers,)]


def test_the_whole_surname_comes_before_half_of_another() -> None:
    interview = talk(
        "ALBANE", "GILLAIN", "Rencontre avec Nestor Gillain et sa sœur Paula Gillain-Mpoyi."
    )
    assert people(interview)[1][:2] == ("interviewee", "Nestor Gillain")


@pytest.mark.parametrize("head", ["lectrice du Journal La Varlope", "sur Radio La Varlope"])
def test_a_medium_takes_no_noun_before_it(head: str) -> None:
    interview = talk(
        "La Varlope", "Zohra Carlier", f"Zohra Carlier compte les torchons. Propos d'une {head}."
    )
    assert people(interview)[0][:2] == ("interviewer", "La Varlope")


def test_a_name_does_not_go_on_beyond_its_line() -> None:
    interview = talk(
        "La Varlope",
        "Marie Dupont",
        "Rencontre avec Marie Dupont",
        "Signaux et Marie Dupont se tutoient.",
    )
    assert people(interview)[1][:2] == ("interviewee", "Marie Dupont")


def test_a_greeting_is_no_part_of_a_name() -> None:
    interview = labelled(
        "On reçoit Pierrick Delorme.",
        "ALBANE : Tu étais ingénieur du son. Qu'est-ce qui t'a pris ?",
        "PIERRICK : Bonjour Albane, une commande, tout simplement.",
        "ALBANE : Et tu as dit oui ?",
        "PIERRICK : Tout de suite. Merci Albane.",
    )
    assert people(interview)[0][:2] == ("interviewer", "Albane")


def test_a_name_in_capitals_is_found_across_a_line_end() -> None:
    interview = talk(
        "La Varlope",
        "ZOHRA CARLIER",
        "Attachée de presse à Roubaix, Zohra\nCarlier compte les torchons.",
    )
    assert people(interview)[1][:2] == ("interviewee", "Zohra Carlier")


def test_an_employer_is_no_part_of_a_name() -> None:
    interview = talk("ALBANE", "PIERRICK", "On reçoit Pierrick Delorme de la Mutuelle du Cèdre.")
    assert people(interview)[1][:2] == ("interviewee", "Pierrick Delorme")


def test_values_have_the_characters_of_the_text() -> None:
    interview = labelled(
        "Claire Dumont, directrice des ressources humaines de L’Atelier d’Ursule, nous a répondu.",
        "Q : Comment recrute-t-on un artisan ?",
        "R : On attend qu’il vienne.",
        "Q : Et s’il ne vient pas ?",
        "R : On attend encore.",
    )
    person = interview.participants[1]
    assert person.organisation == "L’Atelier d’Ursule"
    assert person.organisation in interview.source.text


def test_a_label_in_capitals_is_a_name_unless_it_is_an_acronym() -> None:
    turns = []
    for question in ("Que vendez-vous ?", "Et à qui ?", "Depuis quand ?"):
        turns += [f"RTBF : {question}", "MOREAU : Des congrès, et du café, depuis toujours."]
    assert [p.name for p in labelled(*turns).participants] == ["RTBF", "Moreau"]


# --- cost --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "unit",
    [
        "Marie ",
        "A",
        "Aa-",
        "Claire Dumont, directrice, ",
        "Alpha de la ",
        "chez Alpha Beta ",
        '" A',
        "Par Claire ",
    ],
)
def test_reading_stays_linear_on_odd_texts(unit: str) -> None:
    text = unit * (200_000 // len(unit))
    odd = context(text, title=text, credits=text)
    start = time.process_time()
    asked_by(odd.top, odd.credits)
    presented(odd, besides=[], known=[])
    person_names(text)
    assert time.process_time() - start < 3  # measured: under 0.6 s; a quadratic step takes minutes
