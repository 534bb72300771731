"""Speaker labels as publishers print them, and what stands unlabelled between labelled turns."""

from __future__ import annotations

import subprocess
import sys

import pytest

from pipeline.read import read_source
from pipeline.schema import Interview
from pipeline.segment import segment
from pipeline.segment.labels import label_key, same_speaker
from pipeline.segment.reactions import echoes, only_reacts, prompts
from pipeline.segment.wording import is_signature, is_title
from pipeline.settings import Settings

LEAD = "Rencontre avec Naïm Kerbal, planneur stratégique à Roubaix, qui travaille depuis dix ans pour Brindille."
PAIRS = [
    ("Comment êtes-vous arrivé dans ce métier ?", "Par hasard. Je voulais dessiner des meubles."),
    (
        "On dit que les agences promettent beaucoup.",
        "Nous promettons peu, mais par écrit, et nous tenons le calendrier.",
    ),
    ("Avec quels outils travaillez-vous ?", "Un carnet, un crayon et la cantine des clients."),
    ("Un conseil pour un débutant ?", "Écouter les gens dans le bus. Tout y est."),
]


def run(tmp_path, text: str) -> Interview:
    path = tmp_path / "a.txt"
    path.write_text(text, encoding="utf-8")
    return segment(read_source(path, id="a", file="a.txt", settings=Settings()), Settings())


def labelled(asks: str, answers: str, *, first: tuple[str, str] | None = None) -> str:
    lines = ["Le planneur et le bus", LEAD]
    for number, (question, answer) in enumerate(PAIRS):
        one, two = first if first and not number else (asks, answers)
        lines += [f"{one}{question}", f"{two}{answer}"]
    return "\n\n".join(lines)


def exchanges(interview: Interview) -> list[tuple[str, list[str]]]:
    words = {turn.id: turn.text for turn in interview.turns}
    return [(words[x.question[0]], [words[a] for a in x.answers]) for x in interview.exchanges]


EXPECTED = [(question, [answer]) for question, answer in PAIRS]


@pytest.mark.parametrize(
    ("asks", "answers"),
    [
        ("C. d.S. : ", "N. K. : "),
        ("L. C.d.U. : ", "N. K. : "),
        ("L. C. d.U. : ", "N. K. : "),
        ("L. C.d.à.C. : ", "N. K. : "),
        ("L. & S. : ", "N. K. : "),
        ("P. G. : ", "J.-L. V.d.B. : "),
        ("P. G. : ", "R. K. : "),  # no "R" for "réponse"
        ("Chemins solidaires : ", "Naïm Kerbal : "),
        ("Chemins solidaires - ", "Naïm Kerbal - "),
        ("Chemins solidaires. ", "Naïm Kerbal. "),
        ("Chemins solidaires\n", "Naïm Kerbal\n"),
        ("Les lecteurs : ", "Naïm Kerbal : "),
        ("Inès. ", "Naïm Kerbal. "),
        ("Brindille. ", "Naïm Kerbal. "),
        ("Com'Ouest. ", "Naïm Kerbal. "),
        ("Lou. ", "Naïm. "),
    ],
)
def test_a_label_is_cut_off(tmp_path, asks, answers):
    interview = run(tmp_path, labelled(asks, answers))
    assert exchanges(interview) == EXPECTED
    asking, answering = interview.participants
    assert (asking.role, answering.role) == ("interviewer", "interviewee")
    assert [label_key(label) for label in asking.labels] == [label_key(asks)]
    assert [label_key(label) for label in answering.labels] == [label_key(answers)]


@pytest.mark.parametrize(
    ("first", "later"),
    [
        ("Cahiers du Sine : ", "C. d.S. : "),
        ("Chemins solidaires : ", "C. S. : "),
        ("Inès : ", "I. : "),
        ("Com'Ouest : ", "C. : "),
    ],
)
def test_a_name_and_its_initials_are_one_interviewer(tmp_path, first, later):
    text = labelled(later, "N. K. : ", first=(first, "Naïm Kerbal : "))
    interview = run(tmp_path, text)
    assert exchanges(interview) == EXPECTED
    assert [len(p.labels) for p in interview.participants] == [2, 2]


@pytest.mark.parametrize(
    ("asks", "answers"),
    [
        ("« Signaux » : ", "Naïm Kerbal : "),
        ("« La Lettre du lobby » : ", ""),
        ("[Signaux] ", "[Naïm Kerbal] "),
        ("[Signaux] : ", "[N. K.] : "),
        ("Signaux.fr : ", "Naïm Kerbal : "),
        ("Signaux+ : ", ""),
        ("Signaux : ", ""),
    ],
)
def test_a_medium_that_asks_is_cut_off(tmp_path, asks, answers):
    interview = run(tmp_path, labelled(asks, answers))
    assert exchanges(interview) == EXPECTED
    assert interview.participants[0].labels == (asks.strip(" :«»[]"),)


@pytest.mark.parametrize("label", ["Signaux", "Le Carnet"])
def test_the_publication_before_one_question_is_its_asker(tmp_path, label):
    meta = "<meta property='og:site_name' content='{}'>".format(
        label if label == "Signaux" else "Le Carnet des communicants"
    )
    turns = "".join(f"<p><b>{question}</b></p><p>{answer}</p>" for question, answer in PAIRS)
    page = f"<head>{meta}</head><article><p>{LEAD}</p>{turns}</article>"
    path = tmp_path / "a.html"
    path.write_text(page.replace(PAIRS[0][0], f"{label} : {PAIRS[0][0]}"), encoding="utf-8")
    source = read_source(path, id="a", file="a.html", settings=Settings())
    interview = segment(source, Settings())
    assert exchanges(interview) == EXPECTED
    assert interview.participants[0].labels == (label,)


@pytest.mark.parametrize("medium", ["", "Méthode RP a rencontré Naïm Kerbal."])
def test_a_theme_before_one_question_is_no_label(tmp_path, medium):
    turns = labelled("", "").replace(PAIRS[0][0], f"Méthode : {PAIRS[0][0]}")
    found = exchanges(run(tmp_path, turns.replace(LEAD, f"{medium} {LEAD}".strip())))
    assert found[0][0] == f"Méthode : {PAIRS[0][0]}"


def test_first_question_and_first_answer_alone_may_be_labelled(tmp_path):
    text = labelled("", "", first=("Signaux : ", "Naïm Kerbal : "))
    interview = run(tmp_path, text)
    assert exchanges(interview) == EXPECTED
    assert [p.labels for p in interview.participants] == [("Signaux",), ("Naïm Kerbal",)]


def test_a_label_before_both_questions_of_a_short_interview(tmp_path):
    lines = ["Le planneur et le bus", LEAD]
    for question, answer in (PAIRS[0], PAIRS[2]):
        lines += [f"Signaux : {question}", answer]
    found = exchanges(run(tmp_path, "\n\n".join(lines)))
    assert [question for question, _ in found] == [PAIRS[0][0], PAIRS[2][0]]


def test_a_bold_name_before_plain_words_is_a_label(tmp_path):
    turns = "".join(
        f"<p><b>Signaux</b> {question}</p><p><b>Naïm Kerbal</b> {answer}</p>"
        for question, answer in PAIRS
    )
    path = tmp_path / "a.html"
    path.write_text(f"<article><p>{LEAD}</p>{turns}</article>", encoding="utf-8")
    source = read_source(path, id="a", file="a.html", settings=Settings())
    assert exchanges(segment(source, Settings())) == EXPECTED


def test_words_that_answers_open_with_are_no_labels(tmp_path):
    pairs = [(question, f"Peut-être. {answer}") for question, answer in PAIRS]
    lines = [line for q, a in pairs for line in (f"Naïm Kerbal. {a}", f"Lou Bart. {q}")]
    interview = run(tmp_path, "\n\n".join([LEAD, *lines[1:], lines[0]]))
    assert {label for p in interview.participants for label in p.labels} == {
        "Naïm Kerbal",
        "Lou Bart",
    }


def test_a_place_before_a_quotation_is_no_speaker(tmp_path):
    answer = (
        "J'y pense souvent.\n\nÀ Toulon, un directeur d'usine m'a répondu : « Je vous appellerais. » "
        "Vous auriez fait quoi, à ma place ?"
    )
    text = labelled("Q : ", "R : ").replace(PAIRS[2][1], answer)
    interview = run(tmp_path, text)
    assert [p.labels for p in interview.participants] == [("Q",), ("R",)]
    assert exchanges(interview)[2] == (PAIRS[2][0], [answer])


def test_a_labelled_question_in_quotation_marks_is_no_title(tmp_path):
    text = labelled("Q : ", "R : ").replace(PAIRS[0][0], f"« {PAIRS[0][0]} »")
    assert exchanges(run(tmp_path, text))[0] == (f"« {PAIRS[0][0]} »", [PAIRS[0][1]])


def test_a_header_that_names_the_medium_before_a_dash_is_no_turn(tmp_path):
    text = "Le Mag Com - magazine des agences - n° 38\n\n" + labelled(
        "Le Mag Com : ", "Naïm Kerbal : "
    )
    interview = run(tmp_path, text)
    assert interview.turns[0].role not in {"question", "answer"}
    assert exchanges(interview) == EXPECTED


def test_an_interviewer_who_states_is_told_by_the_distance_to_the_answers(tmp_path):
    said = [
        (
            "Tu es en train de me dire que c'est grâce à moi.",
            [
                "Je ne plaisante pas, j'ai affiché ton article dans les toilettes.",
                "Il y est resté.",
            ],
        ),
        (
            "La programmation, tu n'y touches jamais.",
            [
                "Jamais, j'y tiens. Je dessine les affiches et je dors à côté.",
                "Il pleuvait souvent.",
            ],
        ),
        ("J'étais le chien.", ["Alors tu comprends, je n'ai pas besoin d'en dire plus."]),
        (
            "Passons aux choses sérieuses.",
            ["Je communique au conditionnel, et je me méfie de moi.", "C'est honnête, je crois."],
        ),
    ]
    lines = [f"Fanch : {q}\n\nNaïma Corvisier : " + "\n\n".join(a) for q, a in said]
    interview = run(tmp_path, "\n\n".join(lines))
    assert exchanges(interview) == [(q, ["\n\n".join(a)]) for q, a in said]


def test_a_cross_head_with_a_question_mark_is_no_answer(tmp_path):
    head = "L'actionnaire individuel, un figurant ?"
    text = labelled("Q : ", "R : ").replace(f"Q : {PAIRS[2][0]}", f"{head}\n\nQ : {PAIRS[2][0]}")
    interview = run(tmp_path, text)
    assert [t.text for t in interview.turns if t.role == "heading"][-1] == head
    assert exchanges(interview) == EXPECTED


@pytest.mark.parametrize(
    "post",
    [
        "La boîte se raye rien qu'en la regardant. Merci pour la franchise !\n\n"
        "— Le Coin du remontoir (@coinremontoir) 21 mai 2022",
        "« Éteignez ce réseau et allez au marché. » Naïm Kerbal (@nkerbal), 2 mars 2013, 41 retweets",
    ],
)
def test_an_answer_goes_on_after_an_embedded_post(tmp_path, post):
    more = "Le lundi, le siège voulait tout retirer, et j'ai refusé."
    text = labelled("Q : ", "R : ").replace(PAIRS[1][1], f"{PAIRS[1][1]}\n\n{post}\n\n{more}")
    assert exchanges(run(tmp_path, text))[1] == (PAIRS[1][0], [PAIRS[1][1], more])


def test_an_answer_goes_on_after_a_pull_quote(tmp_path):
    more = "J'ajoute volontiers que nous tenons le calendrier des autres aussi."
    quote = "Nous tenons le calendrier des autres aussi."
    text = labelled("Q : ", "R : ").replace(PAIRS[1][1], f"{PAIRS[1][1]}\n\n{quote}\n\n{more}")
    assert exchanges(run(tmp_path, text))[1] == (PAIRS[1][0], [PAIRS[1][1], more])


def test_an_unlabelled_sign_of_listening_cuts_an_answer(tmp_path):
    text = "\n\n".join(
        f"Q{n}. {question}\n\n{answer}" for n, (question, answer) in enumerate(PAIRS, 1)
    )
    more = "Et c'est à partir de là qu'on commence à travailler."
    text = text.replace(PAIRS[1][1], f"{PAIRS[1][1]}\n\nMmh mmh.\n\n{more}")
    interview = run(tmp_path, text)
    assert [t.text for t in interview.turns if t.role == "backchannel"] == ["Mmh mmh."]
    assert exchanges(interview)[1] == (PAIRS[1][0], [PAIRS[1][1], more])


@pytest.mark.parametrize(
    ("words", "role"),
    [
        ("Montrez-nous un communiqué réussi.", "question"),
        ("Racontez.", "question"),
        ("Vous partez fâchée.", "question"),
        ("Un ordre de grandeur, alors.", "question"),
        ('Les blogueurs, les "booktubeurs".', "question"),
        ("C'est assez révélateur.", "backchannel"),
        ("La cantine des clients.", "backchannel"),  # echo
        ("Trop lent, oui, je connais.", "backchannel"),
        ("Sans doute pas.", "backchannel"),
    ],
)
def test_a_short_labelled_statement_asks_or_listens(tmp_path, words, role):
    more = "Celui-ci fait neuf lignes, et je le garde dans mon carnet."
    text = labelled("Q : ", "R : ").replace(
        PAIRS[2][1], f"{PAIRS[2][1]}\n\nQ : {words}\n\nR : {more}"
    )
    assert next(t.role for t in run(tmp_path, text).turns if t.text == words) == role


def test_forms_of_initials():
    assert label_key("C. d.S.") == label_key("C.d.S.") == "CDS"
    assert label_key("L. & S.") == "LS"
    assert same_speaker("L. C.d.U.", "Le Carnet d’Ursule")
    assert same_speaker("J.-L. V.d.B.", "Jean-Luc Van den Broeck")
    assert not same_speaker("I.", "Naïm")


def test_a_list_of_capitals_takes_no_time():
    code = (
        "from pipeline.schema import Block; from pipeline.segment.labels import possible_labels; "
        "text = 'A. ' * 60 + 'x'; possible_labels(text, Block(start=0, end=len(text), kind='paragraph'), 0)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=20)


def test_prompts_and_echoes():
    assert prompts("Bon. Montrez-moi la page.")
    assert not prompts("Avons-nous le temps ?")
    assert echoes("Seize sur vingt !", "À la fin, seize sur vingt ont mis de l'argent.")
    assert not echoes("J'étais le chien.", "Ils ont joué pour neuf personnes et un chien.")
    assert not only_reacts("Le communiqué de presse.", "Un préfet raccrochait toujours.")


def test_signatures_and_titles():
    assert is_signature("Le Coin du remontoir (@coinremontoir) 21 mai 2022")
    assert not is_signature("Suivez-nous sur @lemag")
    assert is_title("Refuser du travail, un luxe ?")
    assert not is_title("le soir, douter")
    assert not is_title("Vous auriez fait quoi, à ma place ?")
