"""Ways in which French speakers report somebody else's words, and ways that only look like it.

In a sentence the reported content stands in brackets; what stands outside says whose it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from extraction_docs import docs_of, only_claim, talk

from pipeline.claims.candidates import read_answer, read_question
from pipeline.claims.sources import Found
from pipeline.text import analysis_form


@dataclass(frozen=True)
class Heard:
    """What the first clause of an answer reports."""

    kind: str
    source: str | None = None
    content: str = ""


def heard_in(answer: str) -> Heard:
    """Who is reported in the first clause that reports somebody, and what."""
    turn_doc = docs_of(talk(answer))[1]
    read = read_answer(turn_doc, read_question([]), breaks=(), mentions=())
    words = read.words
    for candidate in read.candidates:
        found: Found | None = candidate.source
        if found is not None:
            incise = (
                range(0) if found.incise is None else range(found.incise[0], found.incise[1] + 1)
            )
            content = [
                words.lower[at]
                for at in range(found.content, candidate.clause.last + 1)
                if at not in incise and words.lower[at] not in ',;:".—'
            ]
            source = None
            if found.source is not None:
                first, last = found.source
                source = answer[words.starts[first] : words.ends[last]]
            return Heard("reported", source, " ".join(content))
    return Heard("speaker")


def marked(sentence: str) -> tuple[str, str]:
    """A sentence without its brackets, and the words between them."""
    plain = sentence.replace("[", "").replace("]", "")
    inside = " ".join(re.findall(r"\[(.*?)\]", sentence))
    turn_doc = docs_of(talk(analysis_form(inside)))[1]
    words = read_answer(turn_doc, read_question([]), breaks=(), mentions=()).words
    return plain, " ".join(word for word in words.lower if word not in ',;:".—')


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("Le bâtonnier réplique que [nos affiches ont fait rire le tribunal].", "Le bâtonnier"),
        ("Le comptable martèle que [chaque timbre est une dépense].", "Le comptable"),
        ("Ma sœur maintient que [le logo ressemble à une théière].", "Ma sœur"),
        ("Un adjoint a concédé que [le plan était illisible].", "Un adjoint"),
        ("La direction admet que [le sondage portait sur trente personnes].", "La direction"),
        ("Le brasseur convient que [l’étiquette est trop sombre].", "Le brasseur"),
        ("Un voisin m’a certifié que [la fanfare ne reviendrait pas].", "Un voisin"),
        ("La mairie nous a confirmé que [la salle était libre].", "La mairie"),
        ("L’opérateur nous avait avertis que [la ligne serait coupée].", "L’opérateur"),
        ("Le gardien m’a prévenue que [le portail fermait à six heures].", "Le gardien"),
        ("La préfecture nous a informés que [le pont serait fermé].", "La préfecture"),
        ("Le propriétaire a démenti que [le bail ait été rompu].", "Le propriétaire"),
        ("Une cliente s’est plainte que [nos lettres sentaient le tabac].", "Une cliente"),
        ("Le curé laisse entendre que [la quête a baissé].", "Le curé"),
        ("Son avocat sous-entend que [nous avons copié l’affiche].", "Son avocat"),
        ("Un blogueur insinue que [le jury était payé].", "Un blogueur"),
        ("Mon beau-frère s’imagine que [je déjeune avec des ministres].", "Mon beau-frère"),
        ("Les débutants se figurent que [le carnet d’adresses fait tout].", "Les débutants"),
        ("Les parents sont persuadés que [les écrans ont tué la cantine].", "Les parents"),
        ("Le brocanteur était convaincu que [la pluie faisait vendre].", "Le brocanteur"),
        ("Ils étaient certains que [la grève durerait un mois].", "Ils"),
        ("Beaucoup se disent que [la presse est finie].", "Beaucoup"),
        ("Les anciens partent du principe que [tout le monde lit le panneau].", "Les anciens"),
        ("Le speaker a crié que [le match était annulé].", "Le speaker"),
        ("Le quotidien a titré que [la fonderie fermait].", "Le quotidien"),
        ("Un élu a tweeté que [la place serait piétonne].", "Un élu"),
        ("Le forain m’a balancé que [mon affiche faisait peur aux chevaux].", "Le forain"),
        ("Un livreur m’a sorti que [mon café était imbuvable].", "Un livreur"),
        ("Le club avance que [la buvette paie la moitié des maillots].", "Le club"),
        ("Le ministre a reconnu que [la circulaire était incompréhensible].", "Le ministre"),
        ("L’hebdomadaire révèle que [le fichier a été vendu deux fois].", "L’hebdomadaire"),
        ("Le maire indique que [le marché restera le jeudi].", "Le maire"),
        ("La conseillère suggère que [nous avons gonflé les chiffres].", "La conseillère"),
        ("D’autres soutiennent que [le papier coûte moins cher que l’écran].", "D’autres"),
        ("Certains vous diront que [la radio est morte].", "Certains"),
        ("Nos adhérents nous répètent que [la lettre est trop longue].", "Nos adhérents"),
        ("Le patron, en revanche, jure que [la marque se porte bien].", "Le patron"),
        ("Mon oncle redit à table que [je vends du vent].", "Mon oncle"),
        ("On nous rétorque que [le concours était ouvert à tous].", "On"),
        ("L’exploitant plaide que [la machine était neuve].", "L’exploitant"),
        ("Ma mère est d’avis que [je devrais passer un concours].", "Ma mère"),
        ("Le traiteur a conclu que [nous ne savions pas compter].", "Le traiteur"),
        ("Un courtier m’a garanti que [le contrat couvrait la pluie].", "Un courtier"),
        ("Le bailleur nous a écrit un jour que [la façade lui faisait honte].", "Le bailleur"),
        ("Au début les clients pensaient que [nous vendions du thé].", "les clients"),
        ("L’une m’a raconté que [le bal finissait à l’aube].", "L’une"),
        ("Les mêmes m’ont dit que [c’était leur seul courrier].", "Les mêmes"),
        ("Quelqu’un disait que [la crème sentait le tournesol].", "Quelqu’un"),
        ("L’architecte tient que [le chantier se raconte depuis le trottoir].", "L’architecte"),
        ("Mon chef m’a rendu la page en expliquant que [le début était à la fin].", "Mon chef"),
        ("Une amie m’a confié, un soir de bouclage, que [le poste était pris].", "Une amie"),
        ("Les opposants disaient, eux, que [la halle était un gouffre].", "Les opposants"),
        ("On m’a raconté cent fois que [la chapelle avait servi d’écurie].", "On"),
        ("Un lecteur m’a un jour écrit que [nos grilles étaient fausses].", "Un lecteur"),
        (
            "Le vieux pêcheur répète à qui veut l’entendre que [le port est mort].",
            "Le vieux pêcheur",
        ),
        ("On me fait souvent remarquer que [notre lettre est trop blanche].", "On"),
        ("Elles pensaient que [l’agence appartenait à la ville].", "Elles"),
    ],
)
def test_a_verb_of_saying_or_thinking_opens_the_content(sentence: str, source: str | None) -> None:
    answer, content = marked(sentence)
    assert heard_in(answer) == Heard("reported", source, content)


@pytest.mark.parametrize(
    "adverb",
    [
        "même",
        "toujours",
        "souvent",
        "aussi",
        "lui aussi",
        "encore",
        "d’ailleurs",
        "volontiers",
        "parfois",
        "déjà",
    ],
)
def test_an_adverb_may_stand_between_a_verb_of_saying_and_its_que(adverb: str) -> None:
    answer, content = marked(f"Mon associé soutient {adverb} que [le bulletin ennuie le quartier].")
    assert heard_in(answer) == Heard("reported", "Mon associé", content)


@pytest.mark.parametrize(
    "sentence",
    [
        "Mon associé pense la même chose, même que ma tante.",
        "Mon associé croit moins que nous aux affiches.",
        "Le relieur dit le même que toi.",
    ],
)
def test_a_que_that_compares_opens_no_content(sentence: str) -> None:
    assert heard_in(sentence) == Heard("speaker")


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        (
            "Mon éditeur ne cesse de répéter que [les titres courts se vendent mieux].",
            "Mon éditeur",
        ),
        ("Les spécialistes s’accordent à dire que [le marché se tasse].", "Les spécialistes"),
        ("Ils n’arrêtent pas de dire que [la ville est morte].", "Ils"),
        ("Le président aime dire que [la victoire se prépare à la buvette].", "Le président"),
        ("Le notaire a fini par avouer que [la maison était vendue].", "Le notaire"),
        ("Le propriétaire vient de m’annoncer que [le loyer doublerait].", "Le propriétaire"),
        ("La régie continue de croire que [les affiches suffisent].", "La régie"),
        ("Certains s’obstinent à penser que [le tract est mort].", "Certains"),
        ("Le maire tient à préciser que [la fanfare joue gratuitement].", "Le maire"),
        ("On a voulu nous faire croire que [le musée perdait de l’argent].", "On"),
        (
            "Les vieux du port aiment à raconter que [la criée a brûlé deux fois].",
            "Les vieux du port",
        ),
    ],
)
def test_a_verb_of_saying_may_depend_on_another(sentence: str, source: str | None) -> None:
    answer, content = marked(sentence)
    assert heard_in(answer) == Heard("reported", source, content)


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("Le patron m’a lancé : « [Vous me coûtez un camion.] »", "Le patron"),
        ("Un facteur m’a dit un matin : « [Vos enveloppes sont trop grandes.] »", "Un facteur"),
        ("Elle m’a regardé : « [Vous n’avez rien compris au quartier.] »", "Elle"),
        ("Mon père avait cette phrase : « [Qui se presse vend mal.] »", "Mon père"),
        ("Le directeur a eu ce mot : « [Ici on vend du silence.] »", "Le directeur"),
        ("Un client est entré dans le bureau : « [Votre brochure ment.] »", "Un client"),
        ("Le mot de mon grand-père : « [Le vin parle tout seul.] »", "mon grand-père"),
        ("Réponse du maire : « [On verra après la moisson.] »", "du maire"),
        ("Et le maire de conclure : « [Nous ferons simple.] »", "le maire"),
        ("Sa réponse : « [Nous n’avons plus d’encre.] »", None),
        ("Mon voisin de palier : « [Tu travailles encore à ça.] »", "Mon voisin de palier"),
        (
            "Et la coiffeuse, sans lever les yeux : « [Personne ne lit vos panneaux.] »",
            "la coiffeuse",
        ),
        ("Il me dit [je veux une affiche bleue].", "Il"),
        ("Un client m’a dit [c’est la première fois que je comprends].", "Un client"),
        ("Le client il dit [je veux du grand].", "Le client"),
        ("Ma tante résume la chose ainsi : « [Tu parles pour ceux qui se taisent.] »", "Ma tante"),
    ],
)
def test_direct_speech_belongs_to_whom_the_words_before_it_name(
    sentence: str, source: str | None
) -> None:
    answer, content = marked(sentence)
    assert heard_in(answer) == Heard("reported", source, content)


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("[La salle est glacée], nous a-t-il lancé.", "il"),
        ("« [Vous vendez du vent] », s’est exclamé le boucher.", "le boucher"),
        ("« [Le quai est à tout le monde] », me fait-il.", "il"),
        ("[Le papier est mort], dixit le comptable.", "le comptable"),
        ("[La colle ne tient plus], s’inquiétait une relieuse.", "une relieuse"),
        ("« [Le stade sera plein] », tonnait l’entraîneur.", "l’entraîneur"),
        ("« [Personne ne nous a consultés] », peste un riverain.", "un riverain"),
        ("[L’affiche], me disait-elle, [tient mieux au froid].", "elle"),
        ("[La ville perd ses bistrots], lit-on dans la gazette.", "on"),
        ("« [Le budget est tenu] », se défend le trésorier.", "le trésorier"),
        ("[C’est trop tard], m’a-t-on répété.", "on"),
        ("[Le vin se vend tout seul], s’est écriée une vigneronne.", "une vigneronne"),
        ("« [Tout va bien] », répond invariablement le standard.", "le standard"),
        ("[Cela coûte trop cher], me dit ma banquière chaque trimestre.", "ma banquière"),
        ("[Le plus cher], plaisantait mon imprimeur, [c’est la virgule].", "mon imprimeur"),
    ],
)
def test_an_incise_names_who_speaks(sentence: str, source: str | None) -> None:
    answer, content = marked(sentence)
    assert heard_in(answer) == Heard("reported", source, content)


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("À écouter le promoteur, [le quartier renaît].", "le promoteur"),
        ("À entendre les riverains, [la fontaine fuit depuis dix ans].", "les riverains"),
        ("À les entendre, [nous avons tout inventé].", None),
        ("À l’en croire, [le théâtre est plein].", None),
        ("Si j’en crois le facteur, [la rue ne reçoit plus de lettres].", "le facteur"),
        ("Aux dires du gardien, [la chapelle reste ouverte].", "du gardien"),
        ("Au dire de ma tante, [le bal a perdu son orchestre].", "ma tante"),
        ("De l’avis de tous, [le char était trop lourd].", "tous"),
        ("De l’aveu même du trésorier, [la caisse était vide].", "du trésorier"),
        ("De l’avis général, [la parade était ratée].", None),
        ("Dans l’esprit des gens, [communiquer revient à mentir].", "des gens"),
        ("Pour mon patron, [la communication est une dépense].", "mon patron"),
        ("Pour lui, [c’est du vent].", "lui"),
        ("Pour eux, [un journal de quartier est un jouet].", "eux"),
        ("Pour la directrice, [un silence est une faute].", "la directrice"),
        ("D’après ce que m’a dit le gardien, [la cave est inondée].", "le gardien"),
        ("À ce que dit le boucher, [la foire n’aura pas lieu].", "le boucher"),
        ("[On en vend deux cents], d’après ce qu’on me dit à la poste.", "on"),
        ("[Le mur date de 1920], si l’on en croit les archives.", "les archives"),
        ("Selon les mots de notre doyenne, [un musée est une maison].", "notre doyenne"),
        ("Selon ses propres termes, [le projet est un gouffre].", None),
        ("À ce qu’il paraît, [la gare va rouvrir].", None),
        ("[Le port a perdu trois chalutiers], d’après la capitainerie.", "la capitainerie"),
        ("[La nappe], de l’avis des pêcheurs, [descend chaque été].", "des pêcheurs"),
        ("Pour reprendre les mots de mon chef, [le tract est une bouteille à la mer].", "mon chef"),
    ],
)
def test_a_preposition_names_the_source(sentence: str, source: str | None) -> None:
    answer, content = marked(sentence)
    assert heard_in(answer) == Heard("reported", source, content)


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("Je croise des élus qui m’assurent que [tout sera relu].", "des élus"),
        ("J’ai un client qui répète que [la pluie fait lire].", "un client"),
        ("J’ai eu un stagiaire qui disait que [les titres sont des portes].", "un stagiaire"),
        ("Je me souviens d’un maire qui m’a répondu que [le panneau suffisait].", "un maire"),
        ("Je connais un imprimeur qui soutient que [le noir coûte trop cher].", "un imprimeur"),
        ("Il y a des élus qui pensent que [la lettre fait voter].", "des élus"),
        ("Il y en a qui disent que [le concours était truqué].", None),
        ("C’est mon père qui disait que [la patience est un métier].", "mon père"),
        ("J’ai entendu un élu dire que [la place était trop calme].", "un élu"),
        ("Le soir on entendait la direction dire « [quarante] ».", "la direction"),
        ("J’ai entendu dire que [le cinéma allait fermer].", None),
        ("On entend souvent que [la presse locale ment].", "On"),
        ("On entend dire que [les loyers vont doubler].", "On"),
        ("J’ai lu quelque part que [les tracts polluent moins que les écrans].", None),
    ],
)
def test_a_source_may_be_brought_up_first(sentence: str, source: str | None) -> None:
    answer, content = marked(sentence)
    assert heard_in(answer) == Heard("reported", source, content)


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("Ce que disent les clients, c’est que [la vitrine est triste].", "les clients"),
        ("Ce qu’on nous reproche, c’est que [nos textes sont trop longs].", "on"),
        ("Ce que répète mon banquier, c’est que [l’encre est un luxe].", "mon banquier"),
        ("L’argument des opposants, c’est que [le parking rapportait].", "des opposants"),
        ("L’avis de ma mère est que [je travaille trop].", "ma mère"),
        ("La thèse du procureur était que [la brochure mentait].", "du procureur"),
        ("L’idée de mon associé, c’est que [le client doit attendre].", "mon associé"),
        ("Leur argument, c’est que [le papier se recycle].", None),
        ("Le reproche qu’on nous fait, c’est que [la lettre arrive trop tard].", "on"),
        ("La critique qui revient, c’est que [nous parlons trop de nous].", None),
        ("La rumeur dit que [le chapiteau a été vendu].", "La rumeur"),
        ("Le bruit a couru que [la troupe se séparait].", None),
    ],
)
def test_a_noun_of_saying_opens_the_content(sentence: str, source: str | None) -> None:
    answer, content = marked(sentence)
    assert heard_in(answer) == Heard("reported", source, content)


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("Il m’a été répondu que [le dossier était complet].", None),
        ("Il nous a été dit que [la cour serait repavée].", None),
        ("La légende veut que [le fondateur ait vendu sa montre].", None),
        ("Il m’est souvent reproché de [parler trop vite].", None),
        ("Il se disait dans les couloirs que [le plan était prêt].", None),
        ("Il se raconte que [le phare est à vendre].", None),
        ("Il paraît que [le maire tricote].", None),
        ("On raconte que [le château a servi de fromagerie].", "On"),
        ("On m’a dit que [la caserne devenait un hôtel].", "On"),
        ("On nous répète partout que [la lecture est morte].", "On"),
        ("On dit souvent que [les bénévoles ne comptent pas].", "On"),
        ("[Le canal est hanté], dit-on.", "on"),
        ("[La scierie], paraît-il, [a brûlé deux fois].", None),
    ],
)
def test_hearsay_is_reported(sentence: str, source: str | None) -> None:
    answer, content = marked(sentence)
    assert heard_in(answer) == Heard("reported", source, content)


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("On nous reproche de [publier trop tard].", "On"),
        ("Mes voisins m’accusent de [bloquer la rue].", "Mes voisins"),
        ("Mon médecin me dit [de dormir davantage].", "Mon médecin"),
        ("Nos avocats nous répètent [d’attendre].", "Nos avocats"),
        ("Le syndicat préconise [d’attendre la fin des vendanges].", "Le syndicat"),
        ("Mon banquier m’a suggéré [de vendre le fourgon].", "Mon banquier"),
        ("Une cliente se plaint d’[attendre depuis mai].", "Une cliente"),
        ("Elle s’est vantée d’[avoir rempli le théâtre].", "Elle"),
        ("Le comptable se vante d’[avoir tout prévu].", "Le comptable"),
        ("Le chauffeur dit [avoir vu la fumée].", "Le chauffeur"),
        ("Un cadre reconnaît [avoir signé trop vite].", "Un cadre"),
        ("La marque nie [avoir payé des avis].", "La marque"),
        ("Le club dément [avoir vendu le terrain].", "Le club"),
        ("Le voisin croit [avoir vu un renard].", "Le voisin"),
        ("Six abonnés disent [ne plus lire le cahier central].", "Six abonnés"),
    ],
)
def test_an_infinitive_is_reported(sentence: str, source: str | None) -> None:
    answer, content = marked(sentence)
    assert heard_in(answer) == Heard("reported", source, content)


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("Le maire trouve [la vitrine ridicule].", "Le maire"),
        ("Elle me trouve [trop lente].", "Elle"),
        ("On nous croit [riches].", "On"),
        ("On nous dit [arrogants].", "On"),
        ("Les abonnés jugent [le prix trop élevé].", "Les abonnés"),
        ("La presse a jugé [la campagne maladroite].", "La presse"),
        ("Mon associée estime [la rupture inévitable].", "Mon associée"),
        ("Le journal l’a jugée [bavarde].", "Le journal"),
        ("La presse a salué [un coup de maître].", "La presse"),
        ("Les syndicats dénoncent [une manœuvre].", "Les syndicats"),
        ("La préfecture évoque [un accident].", "La préfecture"),
        ("Toute la place lui prédisait [une catastrophe].", "Toute la place"),
        ("Les économistes prédisent [une mauvaise année].", "Les économistes"),
        ("Les riverains ont crié [au scandale].", "Les riverains"),
        ("La gazette nous a traités de [menteurs].", "La gazette"),
        ("On m’a traitée de [folle].", "On"),
        ("Un critique a qualifié le livre de [pensum].", "Un critique"),
        ("Les jeunes nous considèrent comme [des antiquités].", "Les jeunes"),
        ("Les commerçants y ont vu [une provocation].", "Les commerçants"),
        ("Elle lit les journaux et me croit [notaire].", "Elle"),
        (
            "Un cabinet qui finit par « et Fils », un fonctionnaire le croit [fondé en 1890].",
            "un fonctionnaire",
        ),
        ("Le ministre parle d’[une vraie réussite].", "Le ministre"),
    ],
)
def test_a_judgement_of_others_needs_no_que(sentence: str, source: str | None) -> None:
    answer, content = marked(sentence)
    assert heard_in(answer) == Heard("reported", source, content)


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("Mon associé, Gaël Tervuren, répète que [la couleur décide de tout].", "Mon associé"),
        (
            "Notre trésorière, Mme Ponsard, estime que [la cotisation est trop basse].",
            "Notre trésorière",
        ),
        (
            "La patronne du bar, Odile Guérec, jure que [la terrasse a sauvé la rue].",
            "La patronne du bar",
        ),
        ("Paul Kerbrat, le rédacteur en chef, affirme que [le titre était juste].", "Paul Kerbrat"),
        ("[La toile est trop sèche], m’a dit mon relieur, Luc Sablon.", "mon relieur"),
        ("Le groupe Vauclair, notre bailleur, assure que [la tour tiendra].", "Le groupe Vauclair"),
        (
            "L’imprimeur que nous avions choisi, Bleu de Presse, jurait que [le noir tiendrait].",
            "L’imprimeur",
        ),
        ("Selon ma voisine, Inès Cadiou, [la rue change de nom].", "ma voisine"),
    ],
)
def test_the_source_is_the_head_without_its_apposition(sentence: str, source: str | None) -> None:
    answer, content = marked(sentence)
    assert heard_in(answer) == Heard("reported", source, content)


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        (
            "Une étude de la Sacem montre que [la musique fait rester les clients].",
            "Une étude de la Sacem",
        ),
        (
            "Les chiffres de la chambre disent que [la moitié des ateliers fermera].",
            "Les chiffres de la chambre",
        ),
        (
            "Une enquête récente établit que [les tracts finissent dans la voiture].",
            "Une enquête récente",
        ),
        ("Le rapport de la Cour conclut que [le stade coûte trop cher].", "Le rapport de la Cour"),
        ("Nos sondages indiquent que [le nom ne dit rien à personne].", "Nos sondages"),
        ("Une sociologue a démontré que [le bruit fait acheter].", "Une sociologue"),
        (
            "Une enquête menée à Niort en 2021 auprès de 900 usagers montre que [les affiches rassurent].",
            "Une enquête menée à Niort en 2021 auprès de 900 usagers",
        ),
    ],
)
def test_a_study_is_a_source(sentence: str, source: str | None) -> None:
    answer, content = marked(sentence)
    assert heard_in(answer) == Heard("reported", source, content)


@pytest.mark.parametrize(
    "sentence",
    [
        "L’idée selon laquelle la radio est morte est une blague.",
        "Les riverains craignent que le bal déborde.",
        "Ma voisine redoute l’hiver.",
        "Un élu m’a demandé de retirer la photo.",
        "Une radio m’a demandé si nous étions en faillite.",
        "Le fournisseur nous a promis de livrer mardi.",
        "Ils ont refusé de signer la charte.",
        "J’ai dit au maire que la salle était trop petite.",
        "Nous avons répété que le bac était plein.",
        "La loi prévoit une amende pour les annonces cachées.",
        "La plaquette dit trois choses en couleurs.",
        "Je trouve la vitrine sinistre.",
        "On trouve des affiches partout.",
        "Le relieur a trouvé la clef sous le tapis.",
        "Le gardien a trouvé la porte ouverte.",
        "L’enseigne tient en trois mots : « On est ouverts. »",
        "J’ai répondu : « Revenez lundi avec un devis. »",
        "Ma réponse : « Nous verrons après la moisson. »",
        "Pour eux, nous avons imprimé un plan en braille.",
        "Pour ma sœur, j’ai dessiné une enseigne.",
        "Pour la presse, nous avons un fichier de douze noms.",
        "Il ne cesse de pleuvoir depuis la Toussaint.",
        "La direction vient de m’annoncer la date.",
        "Le contrat précise le nombre des photos.",
        "Le patron aime les chiffres.",
        "L’article traite de la pêche au chalut.",
        "Les graveurs considèrent chaque lettre une par une.",
        "J’entends souvent la pluie sur la verrière.",
        "Le secrétaire a pris le train pour une réunion.",
        "Mon argument, c’est que la rue fait lire.",
        "Le vrai problème, c’est que personne ne relit.",
        "L’idée, c’est que chacun signe son texte.",
        "D’après ce que je vois, la place se remplit.",
        "La ville a crié sa joie.",
        "La facture évoque un menu de fête.",
        "Le thermomètre indique que la cave est trop chaude.",
        "Cette affaire montre que la lenteur se paie.",
        "La crise a confirmé que la radio servait encore.",
        "Le comité est certain de son vote.",
        "Nous sommes persuadés que le papier restera.",
        "Je me souviens d’un maire qui repeignait les bancs.",
        "On croit avoir dialogué.",
        "Les clients nous prenaient pour un garage.",
        "Le public s’attend à un feu d’artifice.",
        "Elle a prouvé que la lenteur paie.",
        "Les voisins ont cru que nous vendions des tapis.",
        "Un crieur qui annonce « la soupe est chaude », cela vaut une affiche.",
        "Pour une boîte de six personnes, le registre est une purge.",
        "Les débutants comprennent que la page se remplit d’avance : un titre se trouve tôt.",
        "Les fidèles ont eu le sentiment qu’on leur retirait un rituel.",
        "Pour la presse, c’est une page et trois photos.",
        "Elle montre les lettres que les familles s’envoyaient.",
        "L’institut sort des enquêtes que la presse reprend.",
        "Le comité a regardé mon dossier, m’a fait deux réserves, et je m’y suis tenu.",
        "Pour les clients, c’est plus simple.",
        "Il a tellement râlé que la gazette en a parlé.",
        "Personne ne vient me dire que le jaune est laid.",
        "Son nom laisse croire que le jeu est fini.",
        "Le médecin a écrit « poste sédentaire » sur la fiche.",
        "Je suis favorable à ce qu’on imprime le plan.",
        "Mon loyer fait sourire, jusqu’à ce qu’ils paient le leur.",
        "Chaque photo raconte une saison que personne n’a vue.",
        "Il a annoncé la fermeture dans le journal que je dirigeais.",
        "L’idée du maire, c’est de repeindre la halle.",
        "Elle a jugé utile de prévenir la presse.",
        "La gazette est en retard, d’après",
        "Il vient, pousse la porte et s’assoit.",
        "Le plombier vient de dire bonjour à la gardienne.",
        "Je ne cesse de répéter que la légende compte.",
        "Les photos parlent d’elles-mêmes.",
        "Le bruit a couvert la fanfare.",
        "Elle m’a regardé sans un mot.",
        "Le prix comprend : « le transport et la pose. »",
    ],
)
def test_the_speakers_own_words_are_not_reported(sentence: str) -> None:
    assert heard_in(sentence).kind == "speaker"


@pytest.mark.parametrize(
    "sentence",
    [
        "La gazette m’a traitée de folklorique.",
        "La gazette m’a trouvée trop bavarde.",
        "On appelle cela, paraît-il, un excellent ratio.",
    ],
)
def test_a_judgement_of_others_is_an_evaluation(sentence: str) -> None:
    claim = only_claim(sentence)
    assert (claim.attribution.kind, claim.type) == ("reported", "evaluation")


def test_an_inserted_hearsay_leaves_the_denial_before_it_to_the_content() -> None:
    claim = only_claim("Le bac n’est pas, paraît-il, à quai.")
    assert (claim.attribution.kind, claim.negated) == ("reported", True)
