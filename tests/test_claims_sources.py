"""Who says what: rebuttals, inserted attributions, accusations, stands taken; denials that are none."""

from __future__ import annotations

import pytest
from extraction_docs import claims_in, only_claim, talk

# --- the speaker's own comment on what is reported -------------------------------------------


@pytest.mark.parametrize(
    ("reported", "own"),
    [
        ("Le préfet a déclaré que la route était ouverte", "ce qui n’était pas exact"),
        ("Le groupe affirme que les travaux sont finis", "ce que je conteste"),
        ("Selon la mairie, la digue est sûre", "ce qui est faux"),
        ("La direction a dit que tout le monde était prévenu", "alors que personne ne l’était"),
        ("La régie assure que les salaires ont monté", "chose que personne n’a vue"),
        ("Mon voisin dit que la librairie va fermer", "c’est faux"),
        ("Le syndicat prétend que nous mentons", "et je le conteste"),
        ("La halle, a déclaré le ministre, était fermée", "ce qui n’était pas exact"),
        ("Les comptes sont bons, assure le directeur", "mais personne ne les a vus"),
        ("Il paraît que les abonnés reviennent", "ce dont je doute"),
    ],
)
def test_a_comment_on_a_report_is_the_speakers_own_claim(reported: str, own: str) -> None:
    first, second = claims_in(talk(f"{reported}, {own}."))
    assert (first.text, first.attribution.kind) == (reported, "reported")
    assert (second.text, second.attribution.kind) == (own, "speaker")
    assert not first.negated


def test_the_denial_of_a_comment_is_its_own() -> None:
    _, comment = claims_in(
        talk("Le préfet a dit que le bac était à quai, ce qui n’était pas exact.")
    )
    assert (comment.negated, comment.type) == (True, "evaluation")


@pytest.mark.parametrize(
    "sentence",
    [
        "Nous avons appris à filmer une table ronde, ce qui n’était pas du luxe.",
        "J’ai vendu des encarts pour un gratuit, ce qui m’a appris à encaisser les refus.",
    ],
)
def test_a_comment_on_the_speakers_own_words_stays_with_them(sentence: str) -> None:
    assert only_claim(sentence).text == sentence.removesuffix(".")


# --- attributions inside and after what is said ----------------------------------------------


@pytest.mark.parametrize(
    ("sentence", "source", "said"),
    [
        (
            "Les patrons comptent les minutes, m’a dit un jour un syndicaliste, les ouvriers "
            "comptent les doigts.",
            "un syndicaliste",
            "dit",
        ),
        ("Un journal, m’a confié un élu, ne se lit plus, il se feuillette.", "un élu", "confié"),
        ("Le plus dur, disait mon père, c’est de se taire.", "mon père", "disait"),
        ("La salle est trop froide, se plaignait une infirmière.", "une infirmière", "plaignait"),
        ("Il y a trop de réunions, m’a-t-elle répondu.", "elle", "répondu"),
        ("Vous exagérez, m’a-t-on répondu à la mairie.", "on", "répondu"),
        (
            "Comme disait ma grand-mère, le silence coûte moins cher que le pardon.",
            "ma grand-mère",
            "disait",
        ),
        ("C’est une affaire de patience, comme le dit mon imprimeur.", "mon imprimeur", "dit"),
        ("À ce qu’on dit, la gare va fermer.", None, "À ce qu’on dit"),
        ("La colle, paraît-il, sentait la violette.", None, "paraît-il"),
    ],
)
def test_an_inserted_attribution_keeps_the_sentence_whole(
    sentence: str, source: str | None, said: str
) -> None:
    claim = only_claim(sentence)
    assert claim.text == sentence.removesuffix(".")
    assert (claim.attribution.kind, claim.attribution.source, claim.attribution.cue) == (
        "reported",
        source,
        said,
    )


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("Le juriste, lui, il dit que la clause est nulle.", "Le juriste"),
        ("Il y a des clients qui disent que nous sommes trop chers.", "des clients"),
        ("Une dame de Rezé, qui m’écrivait que le banc était froid.", "Une dame de Rezé"),
        ("Seulement les cabinets disaient qu’il fallait tout refaire.", "les cabinets"),
        ("Aux yeux des abonnés, la formule est dépassée.", "des abonnés"),
        ("Aux yeux de la presse, la formule est dépassée.", "la presse"),
        ("D’après Enedis la consommation a baissé de neuf pour cent.", "Enedis"),
        ("Mon patron m’a rendu une page en disant « le début est à la fin ».", "Mon patron"),
        ("Une consœur de Vannes m’a raconté que le train était vide.", "Une consœur de Vannes"),
        ("Elle dit à ses voisines de palier que je dors au bureau.", "Elle"),
        ("Mon  associé affirme que la vitrine est trop sombre.", "Mon associé"),
    ],
)
def test_the_source_is_who_says_it(sentence: str, source: str) -> None:
    claim = only_claim(sentence)
    assert (claim.attribution.kind, claim.attribution.source) == ("reported", source)


# --- accusations and advice with an infinitive -----------------------------------------------


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("On nous a reproché de ne pas avoir prévenu les familles.", "On"),
        ("On nous accuse de manipuler les chiffres.", "On"),
        ("On m’a accusée d’avoir vendu le fichier.", "On"),
        ("On nous soupçonne de travailler pour la préfecture.", "On"),
        ("On lui reproche d’écrire trop court.", "On"),
        ("L’association nous reproche de mentir.", "L’association"),
        ("Un client nous a reproché d’avoir perdu son dossier.", "Un client"),
        ("Mon médecin m’a conseillé de dormir davantage.", "Mon médecin"),
        ("Il prétend les avoir inspirés.", "Il"),
    ],
)
def test_an_accusation_or_advice_is_reported(sentence: str, source: str) -> None:
    claim = only_claim(sentence)
    assert (claim.attribution.kind, claim.attribution.source) == ("reported", source)
    assert not claim.negated


@pytest.mark.parametrize(
    "sentence",
    [
        "Personne ne nous a reproché d’avoir menti.",
        "Nous avons été accusés de mentir.",
        "Une laiterie a été accusée sur un forum de couper son lait.",
        "Je reproche à mes confrères de parler trop vite.",
        "La direction nous demande de publier plus souvent.",
        "On s’est dit que la salle était trop grande.",
        "On aurait dit que la salle était trop grande.",
        "Si le service retire les affiches, on dit qu’il fait des économies.",
        "Il avait ajouté « ou presque » au crayon.",
        "J’avais dit que la refonte coûterait cher.",
        "La laine donne une assurance que le coton retire aux couturières.",
        "Se taire après avoir dit « nous cherchons encore » serait une faute.",
    ],
)
def test_what_nobody_else_asserts_is_not_reported(sentence: str) -> None:
    assert only_claim(sentence).attribution.kind == "speaker"


# --- taking a stand --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sentence", "negated", "hedged"),
    [
        ("Je ne suis pas d’accord.", True, False),
        ("Je ne suis pas du tout d’accord avec cette lecture.", True, False),
        ("Nous sommes d’accord avec lui.", False, False),
        ("Je n’y crois pas.", True, True),
        ("Je n’en suis pas certaine.", True, True),
        ("Je ne partage pas cet avis.", True, False),
        ("Je suis contre.", False, False),
        ("Je déplore cette décision.", False, False),
        ("Je m’en félicite.", False, False),
        ("Ce n’est pas exact.", True, False),
    ],
)
def test_a_stand_is_a_judgement(sentence: str, negated: bool, hedged: bool) -> None:
    claim = only_claim(sentence)
    assert (claim.type, claim.negated, claim.hedged) == ("evaluation", negated, hedged)


def test_the_disagreement_of_others_is_a_fact() -> None:
    assert only_claim("Mon associée n’est pas d’accord avec moi.").type == "fact"


@pytest.mark.parametrize(
    ("sentence", "hedged"),
    [
        ("Je ne sais pas si la salle sera prête.", True),
        ("Franchement, je n’en sais rien.", False),
        ("L’agence Sans Doute a fermé son bureau de Lyon en 2011.", False),
        ("On dirait un port de pêche.", False),
        ("À mon avis la formule est une invention de vendeurs.", True),
        ("Il doit avoir le droit de dire « je ne sais pas ».", False),
    ],
)
def test_a_doubt_needs_something_doubted(sentence: str, hedged: bool) -> None:
    assert only_claim(sentence).hedged is hedged


# --- denials that are none, and others that are ----------------------------------------------


@pytest.mark.parametrize(
    "sentence",
    [
        "C’était plus long que je ne pensais.",
        "Les loyers sont plus élevés qu’on ne le dit.",
        "Nous partons avant qu’il ne parte.",
        "Je crains qu’il ne soit trop tard.",
        "L’équipe, que personne ne connaissait, a gagné le prix.",
        "Nous avons un outil dont personne ne se sert.",
        "La revue à laquelle personne ne croyait a tenu dix ans.",
        "Les salariés se souviennent des questions auxquelles on n’a pas répondu.",
        "Il ne reste plus que trois libraires dans le bourg.",
        "L’éditeur relit les dates et ne relit pas le style.",
        "On y entre en ne trouvant pas de travail ailleurs.",
        "Deux agences ont choisi de ne plus le faire.",
        "Il a le droit de crier « je ne paie plus » devant la gare.",
        "La ville a un port et il est flamand, car la mer ne ment pas.",
        "Il y a deux bureaux et aucun budget.",
        "Le lavoir est le meilleur journal du village : on ne peut pas regarder ailleurs.",
        "Le maire dit que la place est belle et qu’elle n’est pas chère.",
    ],
)
def test_what_is_not_the_main_clause_denies_nothing(sentence: str) -> None:
    assert not any(claim.negated for claim in claims_in(talk(sentence))[:1])


@pytest.mark.parametrize(
    ("sentence", "cue"),
    [
        ("Ça, personne le sait.", "personne"),
        ("Mon frère pense que non.", "non"),
        ("Parce que le client n’a pas validé, neuf fois sur dix.", "n’a pas"),
        ("Qu’il n’ait pas peur des questions bêtes.", "n’ait pas"),
        ("Je ne vous donnerai pas son nom, parce qu’il le cache.", "ne vous donnerai pas"),
        ("Je dois dire, par contre, que la vidéo ne remplit pas les salles.", "ne remplit pas"),
        ("J’ai refusé pour une raison simple : on n’ouvre pas un dimanche.", "n’ouvre pas"),
        ("Mais puisque vous insistez : les comptes ne disent pas tout.", "ne disent pas"),
        ("Il n’a pas que des amis dans cette ville.", "n’a pas"),
        ("Moi, j’avais ni bureau ni téléphone.", "ni"),
        ("Cet été-là, il n’y a eu aucun noyé.", "n’y a eu aucun"),
        ("Nous n’avons reçu nulle plainte.", "n’avons reçu nulle"),
        ("Je pense même que la rue n’a pas changé.", "n’a pas"),
        ("Y a eu aucun noyé.", "aucun"),
        ("On a prévenu personne.", "personne"),
    ],
)
def test_a_denial_is_found_without_its_usual_form(sentence: str, cue: str) -> None:
    claim = only_claim(sentence)
    assert claim.negated
    assert [found.text for found in claim.cues if found.kind == "negation"] == [cue]


def test_only_the_first_half_of_a_contrast_is_denied() -> None:
    claims = claims_in(talk("Un blog n’est pas un journal, c’est un carnet."))
    assert [(claim.type, claim.negated) for claim in claims] == [
        ("definition", True),
        ("definition", False),
    ]


# --- types ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Mais ne signe pas avec une agence.", "recommendation"),
        ("Ne vous lancez pas avec un seul fichier.", "recommendation"),
        ("Les petites salles doivent leur survie à la subvention.", "causal"),
        ("Un plan clair réduit le nombre des appels.", "causal"),
        ("Il me paraît indispensable que le texte parvienne à tous.", "recommendation"),
        ("Je leur dis de ne pas ouvrir d’agence trop tôt.", "recommendation"),
        ("Ensuite on appelle une vraie photographe.", "fact"),
    ],
)
def test_duties_debts_and_orders_have_their_type(sentence: str, expected: str) -> None:
    assert only_claim(sentence).type == expected


def test_the_quantities_of_both_sides_of_a_colon_are_kept() -> None:
    claim = only_claim("Le dépliant coûte 300 euros : nous en imprimons deux mille exemplaires.")
    assert [found.value for found in claim.quantities] == [300.0, 2000.0]
