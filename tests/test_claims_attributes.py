"""Type, denial, doubt, modality, source, quantities and statement of a claim."""

from __future__ import annotations

import pytest
from extraction_docs import claims_in, only_claim, talk

from pipeline.schema import Claim

SEED = (
    "Ils disent volontiers que pour s’occuper des médias sociaux il faut arrêter de recruter des "
    "marketeurs et embaucher plutôt des journalistes."
)


def cue(claim: Claim, kind: str) -> str | None:
    return next((found.text for found in claim.cues if found.kind == kind), None)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Il faut frapper aux portes.", "recommendation"),
        ("Mieux vaut douze bons journalistes que deux cents curieux.", "recommendation"),
        ("Une note doit tenir sur une page.", "recommendation"),
        ("Il est nécessaire d’inclure une réponse aux internautes.", "recommendation"),
        ("N’envoyez jamais un prestataire devant une caméra.", "recommendation"),
        ("Le titre a perdu 31 % parce que nous n’avions rien dit.", "causal"),
        ("Les réseaux permettent aux entreprises de raconter des histoires.", "causal"),
        ("Ce numéro a permis au maire de vendre ses affiches.", "causal"),
        ("Plus le texte en contient, plus ils vendent.", "causal"),
        ("Si vous mentez une fois à un conseiller, vous êtes mort pour dix ans.", "causal"),
        ("Mon métier consiste à trouver des sujets.", "definition"),
        ("Un influenceur se distingue par sa capacité à convaincre.", "definition"),
        ("Une crise est une rupture de confiance.", "definition"),
        ("Le grand public commentera forcément la crise sur Facebook.", "prediction"),
        ("Elle se vendra par millions.", "prediction"),
        ("La vidéo va remplacer le communiqué.", "prediction"),
        ("Cette dépendance est malsaine.", "evaluation"),
        ("Je suis assez bluffé par leur activité sociale.", "evaluation"),
        ("L’an dernier, nous avons reçu quarante et un journalistes en six jours.", "fact"),
        ("J’ai fondé l’agence en 2009.", "fact"),
        # A later duty is forecast, a past or hypothetical one told.
        ("Il faudra trouver quelqu’un qui porte le même prénom.", "prediction"),
        ("Ils devront bien s’expliquer un jour.", "prediction"),
        ("Il aurait fallu écouter les syndicats bien avant.", "recommendation"),
        # Futures that the small model takes for something else.
        ("Le budget doublera.", "prediction"),
        ("Je resterai sans doute jusqu’à la retraite.", "prediction"),
        ("Nous serons probablement rachetés.", "prediction"),
        ("Celles qui vendaient du texte au kilo vont sans doute souffrir.", "prediction"),
        ("Je ne citerai personne dans ce dossier de 2019.", "fact"),
        ("Nous achetons des timbres, du carton et du café depuis 2012.", "fact"),
        # Orders after a condition, an address or a hesitation, irregular ones and those in the third person.
        ("Si vous passez, prenez des chaussures fermées.", "recommendation"),
        ("Aux communicants : allez sur le quai à quatre heures du matin.", "recommendation"),
        ("Et euh gardez des chaussures plates dans le coffre.", "recommendation"),
        ("Faites un exercice par an, un vendredi soir.", "recommendation"),
        ("Qu’il sache se lever tôt.", "recommendation"),
        ("De garder ses amis journalistes en ne leur vendant rien.", "recommendation"),
        # A cause is meant where the reason is the point.
        ("Depuis, on me demande le chiffre de trésorerie tous les lundis.", "fact"),
        ("Quand je commence avec un client en 2020, je traverse la rue avec lui.", "fact"),
        ("Si l’un d’eux fronce les sourcils, je recommence.", "fact"),
        ("On se fait mordre par les chiens depuis 2012.", "fact"),
        ("Je crois que la fanfare y fut pour beaucoup.", "causal"),
        ("Cette campagne nous a valu trois procès.", "causal"),
        # What one has done by others is no cause; what happens by itself is.
        ("62 % des mairies font valider leurs affiches par un juriste.", "fact"),
        ("La mairie fait retoucher ses photos par un graphiste.", "fact"),
        ("La mairie fait imprimer ses affiches à Auch.", "fact"),
        ("Le silence fait baisser les ventes par rapport à 2019.", "causal"),
        # What a thing is, apart from how good it is.
        ("Un porte-parole est quelqu’un qui répète ce que d’autres ont décidé.", "definition"),
        ("Le rôle d’un attaché de presse est de traduire un projet.", "definition"),
        ("La rumeur est définie par son mode de circulation.", "definition"),
        ("Le community manager d’une ville est d’abord un agent d’accueil.", "definition"),
    ],
)
def test_the_type_is_what_the_words_mark(sentence: str, expected: str) -> None:
    assert only_claim(sentence).type == expected


def test_a_duty_outweighs_the_reason_given_for_it() -> None:
    claim = only_claim("Il faut répondre le jour même parce que le silence inquiète.")
    assert claim.type == "recommendation"
    assert cue(claim, "type:recommendation") == "faut"


def test_a_reason_that_supports_a_judgement_is_no_cause() -> None:
    judged = only_claim("C’est génial, parce que personne n’en voulait.")
    told = only_claim("Le titre a perdu 31 %, parce que personne n’en voulait.")
    assert (judged.type == "causal", told.type == "causal") == (False, True)


def test_a_measure_of_effort_is_no_recommendation() -> None:
    claim = only_claim("Il faut deux heures pour lire un rapport annuel.")
    assert claim.type != "recommendation"


def test_an_infinitive_is_advice_only_where_advice_was_asked_for() -> None:
    advice = "De garder les numéros de téléphone des journalistes."
    claim = only_claim(advice, "Un conseil aux débutants ?")
    assert (claim.type, claim.modality) == ("recommendation", "asserted")


def test_the_reflexive_pronoun_opens_no_condition() -> None:
    claim = only_claim(SEED)
    assert (claim.type, claim.modality) == ("recommendation", "obligation")


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Ce contenu ne doit pas être centré sur l’entreprise.", True),
        ("Personne n’a répondu au téléphone.", True),
        ("C’est pas une question de budget.", True),
        ("Je crois que la presse ne lit plus les communiqués.", True),
        ("Un client m’a dit que nos communiqués n’étaient pas clairs.", True),
        ("Ce n’était ni une banque ni une entreprise publique.", True),
        ("Aucun tract n’approche ce résultat.", True),
        ("Pas un électeur n’a réagi.", True),
        ("Les employeurs qui pourraient le corriger ne publient rien.", True),
        ("Les sponsors ne voient que le football des hommes.", False),
        ("Nous travaillons sans agence depuis trois ans.", False),
        ("J’écris pour des lecteurs qui ne lisent pas la presse.", False),
        ("Le titre a perdu 31 % parce que nous n’avions rien dit.", False),
        (
            "Le métier va bien parce que le client a peur et que la peur ne regarde pas la facture.",
            False,
        ),
        ("Il faudrait des contrôles sur les marques, pas seulement sur les jeunes.", False),
        ("Je leur demande de ne jamais relire un article.", False),
    ],
)
def test_only_the_main_clause_and_reported_content_are_denied(
    sentence: str, expected: bool
) -> None:
    claim = only_claim(sentence)
    assert claim.negated is expected
    assert (cue(claim, "negation") is not None) is expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Personne n’a répondu au téléphone.", "Personne n’"),
        ("La presse ne lit plus les communiqués.", "ne lit plus"),
        ("C’est pas une question de budget.", "pas"),
    ],
)
def test_the_cue_of_a_denial_runs_from_its_first_to_its_second_word(
    sentence: str, expected: str
) -> None:
    assert cue(only_claim(sentence), "negation") == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Le chiffre est peut-être gonflé.", "peut-être"),
        ("Il me semble que c’est plus profond.", "Il me semble"),
        ("Je crois que les prix circulent en interne.", "Je crois"),
        ("J’attendrais encore un peu pour juger de sa pérennité.", "J’attendrais"),
        ("Les vues se vendent probablement au prix fort.", "probablement"),
        ("Je fais à peu près 40 000 kilomètres par année.", None),
        ("Les clients demandent souvent un chiffre.", None),
        ("Le public commentera forcément la crise.", None),
        ("La loi a certainement aidé la profession.", None),
        ("Quand je rédige un titre, je pense à ma grand-mère.", None),
        ("Je crains le pire.", None),
        ("Le maire disait « peut-être » à tout le monde.", None),
        ("Mon associé portait un col roulé et disait « je ne sais pas » à la télévision.", None),
        ("Le quotidien nous a classés derniers, si j’ai bien lu.", "si j’ai bien lu"),
        ("Autant que je sache, le maire a payé l’affiche.", "Autant que je sache"),
        ("Il y a de fortes chances que le maire paie l’affiche.", "Il y a de fortes chances que"),
        ("Pour 40 000 euros, je crois aux vertus du papier.", None),
        ("Je crois au contraire que le maire a payé l’affiche.", "Je crois"),
        ("Il y a des chances que le maire paie l’affiche.", "Il y a des chances que"),
        ("Le « zéro papier » coûte peut-être plus cher.", "peut-être"),
        ("« C'est peut-être trop cher pour nous. »", "peut-être"),
        ('L’écran de 27" coûte peut-être plus cher.', "peut-être"),
        ("« Le mot “sûr” est peut-être un faux ami. »", "peut-être"),
    ],
)
def test_only_doubt_is_a_hedge(sentence: str, expected: str | None) -> None:
    claim = only_claim(sentence)
    assert claim.hedged is (expected is not None)
    assert cue(claim, "hedge") == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Il faut appeler tous les analystes.", "obligation"),
        ("Le candidat doit y aller lui-même.", "obligation"),
        ("Il faudrait rendre le registre obligatoire.", "obligation"),
        ("Une maison devrait montrer ses ouvriers.", "obligation"),
        ("Avec ces salaires, on peut exiger de vraies enquêtes.", "possibility"),
        ("La presse lit les communiqués courts.", "asserted"),
        ("Je dirais qu’un influenceur se distingue par sa capacité à convaincre.", "asserted"),
        ("Leur conseillère disait que tout serait réglé le soir.", "asserted"),
        ("Ils devront bien s’expliquer un jour.", "obligation"),
        ("Au guichet, il fallait prouver son identité devant les voisins.", "obligation"),
        ("Les familles n’ont pu poser de questions à personne.", "possibility"),
        ("Le délai a pu sembler long aux familles en 2019.", "possibility"),
        ("Je n’achèterais même pas de crédit téléphonique.", "conditional"),
    ],
)
def test_the_modality_is_that_of_the_content(sentence: str, expected: str) -> None:
    assert only_claim(sentence).modality == expected


def test_the_recommendation_of_others_is_reported_with_source_and_cue() -> None:
    claim = only_claim(SEED)
    assert claim.attribution.kind == "reported"
    assert (claim.attribution.source, claim.attribution.cue) == ("Ils", "disent")
    assert claim.statement.startswith("Ils disent volontiers")


@pytest.mark.parametrize(
    ("sentence", "source", "said"),
    [
        (
            "Selon une enquête du Cliff, les équipes sont trop petites.",
            "une enquête du Cliff",
            "Selon",
        ),
        (
            "Mes confrères de Paris disent que le mot fait plus propre.",
            "Mes confrères de Paris",
            "disent",
        ),
        (
            "Un syndicaliste m’a affirmé que nous étions des couturiers.",
            "Un syndicaliste",
            "affirmé",
        ),
        (
            "Les travaux américains montrent que le porte-à-porte fait voter.",
            "Les travaux américains",
            "montrent",
        ),
        (
            "Mon associée, Ghita Berrada, soutient que le rêve aide.",
            "Mon associée",
            "soutient",
        ),
        ("On dit que les résultats seront publiés en ligne.", "On", "dit"),
        ("Un directeur m’a dit : « Vos garçons sont déjà des héros. »", "Un directeur", "dit"),
        ("Il paraît que le tableau est faux.", None, "Il paraît que"),
        ("« C’est trop cher », disait un client.", "un client", "disait"),
        ("Le papier est mort, m’a dit un jour mon imprimeur.", "mon imprimeur", "dit"),
        ("Le papier est mort, selon lui.", "lui", "selon"),
        ("La presse, selon lui, ment tous les jours.", "lui", "selon"),
        ("Le papier, disait mon père, survivra à la télévision.", "mon père", "disait"),
        ("La fuite, me dit-on, a été rebouchée.", "on", "dit"),
        (
            "« Le papier est mort », affirme Paul Kerbrat, le rédacteur en chef.",
            "Paul Kerbrat",
            "affirme",
        ),
        (
            "Le budget doublera, assure la directrice de la communication.",
            "la directrice de la communication",
            "assure",
        ),
        ("Le papier est mort selon un imprimeur de Lyon.", "un imprimeur de Lyon", "selon"),
        ("Selon mon associée, le papier est mort.", "mon associée", "Selon"),
        (
            "Le rédacteur en chef, Paul Kerbrat, affirme que le papier est mort.",
            "Le rédacteur en chef",
            "affirme",
        ),
        ("Rochat, lui, affirme que le papier est mort.", "Rochat", "affirme"),
        (
            "L’Organisation mondiale de la santé, dans ses guides, affirme que le papier est mort.",
            "L’Organisation mondiale de la santé",
            "affirme",
        ),
        (
            "L’agence que nous consultions, Sourdine & Associés, jugeait qu’un démenti aiderait.",
            "L’agence",
            "jugeait",
        ),
        (
            "Les syndicats ont fait valoir que le papier était mort.",
            "Les syndicats",
            "fait",
        ),
    ],
)
def test_reported_content_keeps_its_source_as_written(
    sentence: str, source: str | None, said: str
) -> None:
    claim = only_claim(sentence)
    assert claim.attribution.kind == "reported"
    assert (claim.attribution.source, claim.attribution.cue) == (source, said)
    assert cue(claim, "reported") == said


@pytest.mark.parametrize(
    "sentence",
    [
        "Je dis toujours que la presse lit les communiqués courts.",
        "Nous avons calculé qu’un départ coûte neuf mois de salaire.",
        "Selon moi, la presse lit les communiqués courts.",
        "Les sponsors ne voient que le football des hommes.",
        "On peut dire que la presse lit les communiqués courts.",
        "Le problème est que la presse lit peu de communiqués.",
        "Le papier est mort, dis-je souvent aux clients.",
        "Notre dernière recrue, Inès, m’a raconté une histoire tellement longue que j’ai raté mon train.",
        "Il lit le communiqué, note le chiffre et rappelle le service.",
        "Elle arrive à midi, raconte une histoire aux enfants.",
        "Nous avons facturé le même communiqué selon la saison.",
        "Selon mon expérience, le papier est mort.",
        "J’ai longtemps dit que les agences vendaient du vent.",
        "Trente notaires remarquent plus vite que deux mille vendeurs que le café est froid.",
    ],
)
def test_the_speaker_is_no_source(sentence: str) -> None:
    claim = only_claim(sentence)
    assert claim.attribution.kind == "speaker"
    assert (claim.attribution.source, claim.attribution.cue) == (None, None)


def test_an_order_before_a_verb_of_saying_reports_nothing() -> None:
    claim = only_claim(
        "Prenez un carnet, note le client fidèle.", "Que diriez-vous à un débutant ?"
    )
    assert claim.attribution.kind == "speaker"


def test_what_follows_the_content_decides_nothing_about_it() -> None:
    claim = only_claim("Le papier est mort, disait un client que la presse n’a pas écouté.")
    assert (claim.type, claim.negated) == ("evaluation", False)


def test_the_type_of_a_reported_claim_is_that_of_its_content() -> None:
    claim = only_claim("Mon ancien directeur estime qu’une page sans commentaires est plus digne.")
    assert (claim.attribution.kind, claim.type) == ("reported", "evaluation")


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Le titre a perdu 31 % en un jour.", [("31 %", 31.0, "%")]),
        ("Cela nous a coûté 14 000 € l’an dernier.", [("14 000 €", 14000.0, "€")]),
        (
            "Nous avons reçu quarante et un journalistes.",
            [("quarante et un journalistes", 41.0, "journaliste")],
        ),
        ("Le fonds a levé deux millions d’euros.", [("deux millions d’euros", 2e6, "€")]),
        ("L’agence emploie vingt-deux personnes.", [("vingt-deux personnes", 22.0, "personne")]),
        ("J’ai rédigé ce mémoire en 2009.", [("2009", 2009.0, "année")]),
        (
            "La loi du 9 juin 2023 protège les créateurs contre les marques.",
            [("9 juin 2023", 2023.0, "date")],
        ),
        ("Ce secteur a au maximum 10 ans.", [("10 ans", 10.0, "an")]),
        ("Le taux atteint 3,5 pour cent.", [("3,5 pour cent", 3.5, "%")]),
        ("Nous avons tenu dix-sept conférences.", [("dix-sept conférences", 17.0, "conférence")]),
        ("La salle compte quatre-vingt-dix places.", [("quatre-vingt-dix places", 90.0, "place")]),
        ("Un sur trois lit le journal.", [("Un sur trois", 0.3333, "part")]),
        ("Huit sur dix lisent le journal.", [("Huit sur dix", 0.8, "part")]),
        ("Une personne sur quatre lit le journal.", [("Une personne sur quatre", 0.25, "part")]),
        (
            "Un chef d’entreprise sur trois refuse de répondre aux journalistes.",
            [("Un chef d’entreprise sur trois", 0.3333, "part")],
        ),
        ("Un tiers des lecteurs paie le journal.", [("Un tiers", 0.3333, "part")]),
        ("La moitié des lecteurs paie le journal.", [("La moitié", 0.5, "part")]),
        (
            "La chaîne a perdu les trois quarts de ses abonnés en 2019.",
            [("trois quarts", 0.75, "part"), ("2019", 2019.0, "année")],
        ),
        (
            "Notre budget a baissé d’un tiers en trois ans.",
            [("un tiers", 0.3333, "part"), ("trois ans", 3.0, "an")],
        ),
        ("Le rendez-vous dure un quart d’heure.", [("un quart d’heure", 0.25, "heure")]),
        (
            "Les abonnés lisent deux fois plus que les autres.",
            [("deux fois plus", 2.0, "fois plus")],
        ),
        (
            "Le site a trois fois moins de lecteurs.",
            [("trois fois moins", 3.0, "fois moins")],
        ),
        (
            "Nous avons publié deux articles sur trois sites.",
            [("deux articles", 2.0, "article"), ("trois sites", 3.0, "site")],
        ),
        # Halves and quarters behind a time; a share is none of them.
        ("Le conseil a duré huit heures et demie.", [("huit heures et demie", 8.5, "heure")]),
        ("Le journal a fermé à sept heures et quart.", [("sept heures et quart", 7.25, "heure")]),
        (
            "Le débat a pris deux heures trois quarts.",
            [("deux heures trois quarts", 2.75, "heure")],
        ),
        ("Le chantier a duré un an et demi.", [("un an et demi", 1.5, "an")]),
        ("Nous avons attendu une heure et quart.", [("une heure et quart", 1.25, "heure")]),
        ("Le chantier a duré un an.", []),
        (
            "Le film a duré trente et une minutes et demie.",
            [("trente et une minutes et demie", 31.5, "minute")],
        ),
        # What is counted stands in the singular, also where the model takes it for an adjective.
        ("On a tiré mille exemplaires du guide.", [("mille exemplaires", 1000.0, "exemplaire")]),
        ("Nous avons lu douze mails.", [("douze mails", 12.0, "mail")]),
        (
            "Le kiosque vend trois journaux et deux prix.",
            [("trois journaux", 3.0, "journal"), ("deux prix", 2.0, "prix")],
        ),
        (
            "Nous avons livré des dizaines de fauteuils.",
            [("dizaines de fauteuils", 10.0, "fauteuil")],
        ),
        ("On a retenu les deux premières.", [("deux", 2.0, None)]),
        ("Le cinquième épisode a plu aux lecteurs.", []),
        ("Nous avons confié le dossier à un tiers.", []),
        ("La presse lit les communiqués courts.", []),
    ],
)
def test_quantities_have_value_and_unit(
    sentence: str, expected: list[tuple[str, float, str | None]]
) -> None:
    claim = only_claim(sentence)
    assert [(q.text, q.value, q.unit) for q in claim.quantities] == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Oui, la presse lit les communiqués courts.", "La presse lit les communiqués courts"),
        (
            "Bon, alors, la presse lit les communiqués courts.",
            "La presse lit les communiqués courts",
        ),
        ("La presse lit, euh, les communiqués courts.", "La presse lit les communiqués courts"),
        ("Donc la presse lit les communiqués courts.", "Donc la presse lit les communiqués courts"),
        ("La presse lit les communiqués courts.", "La presse lit les communiqués courts"),
    ],
)
def test_the_statement_drops_oral_noise_and_records_it(sentence: str, expected: str) -> None:
    interview = talk(sentence)
    (claim,) = claims_in(interview)
    assert claim.statement == expected
    rebuilt, at = "", claim.start
    for resolution in claim.resolutions:
        assert interview.text[resolution.start : resolution.end] == resolution.text
        rebuilt += interview.text[at : resolution.start] + resolution.replacement
        at = resolution.end
    assert rebuilt + interview.text[at : claim.end] == claim.statement
