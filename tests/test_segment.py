"""Every layout row of real French interviews, on one small interview set in each of them."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable

import pytest

from pipeline.errors import InputError
from pipeline.read import read_source
from pipeline.schema import Interview
from pipeline.segment import segment
from pipeline.settings import Settings
from pipeline.text import checked

TITLE = "« Une rumeur ne prévient pas »"
LEAD = (
    "Rencontre avec Marianne Delcourt-Roy, directrice de la communication de la coopérative Grand Sillon, "
    "qui dirige une équipe de douze personnes depuis 2016."
)
PAIRS: list[tuple[str, list[str]]] = [
    (
        "Vous avez commencé comme journaliste, puis vous avez rejoint une coopérative agricole. "
        "Pourquoi ce choix ?",
        [
            "Je voulais rester plus longtemps sur un sujet. Dans une rédaction, on passe à autre chose le lendemain.",
            "Chez nous, une campagne dure deux ans. Est-ce que c'est long ? Oui, et c'est ce que j'aime.",
        ],
    ),
    (
        "Comment votre équipe a-t-elle vécu la crise de 2019 ?",
        [
            "Mal, au début. Nous avons répondu à tout le monde, y compris à ceux qui ne demandaient rien. "
            "Ensuite nous avons choisi trois messages et nous n'en avons plus bougé."
        ],
    ),
    (
        "Parlez-nous de vos outils de veille.",
        [
            "Nous avons une alerte, deux stagiaires et un tableau. Le reste est affaire d'oreille : "
            "j'appelle dix adhérents par semaine."
        ],
    ),
    ("Un conseil pour un débutant ?", ["Apprendre à se taire. Je n'y suis pas encore arrivée."]),
]


def answer_text(paragraphs: list[str]) -> str:
    return " ".join(paragraphs)


def plain(separator: str) -> str:
    lines = [TITLE, LEAD]
    for question, answers in PAIRS:
        lines += [question, *answers]
    return separator.join(lines)


def labelled(asks: Callable[[int], str], answers: Callable[[int], str]) -> str:
    lines = [TITLE, LEAD]
    for i, (question, paragraphs) in enumerate(PAIRS):
        lines.append(asks(i) + question)
        lines.append(answers(i) + paragraphs[0])
        lines += paragraphs[1:]
    return "\n\n".join(lines)


def same_paragraph() -> str:
    lines = [TITLE, LEAD]
    lines += [f"{question} {answer_text(answers)}" for question, answers in PAIRS]
    return "\n\n".join(lines)


def wrapped(width: int) -> str:
    return "\n\n".join(textwrap.fill(part, width) for part in plain("\n\n").split("\n\n"))


LAYOUTS: dict[str, str] = {
    "blank lines": plain("\n\n"),
    "single newlines": plain("\n"),
    "windows line ends": plain("\r\n\r\n"),
    "hard-wrapped at 72": wrapped(72),
    "same paragraph": same_paragraph(),
    "names on both sides": labelled(
        lambda _: "La Revue Com : ", lambda _: "Marianne Delcourt-Roy : "
    ),
    "names in capitals": labelled(lambda _: "LA REVUE COM. ", lambda _: "MARIANNE DELCOURT-ROY. "),
    "names then hyphen": labelled(
        lambda _: "La Revue Com - ", lambda _: "Marianne Delcourt-Roy - "
    ),
    "name before the answers": labelled(lambda _: "", lambda _: "Marianne Delcourt-Roy : "),
    "name before the first answer": labelled(
        lambda _: "", lambda i: "Marianne Delcourt-Roy : " if i == 0 else ""
    ),
    "full name then initials": labelled(
        lambda _: "", lambda i: "Marianne Delcourt-Roy : " if i == 0 else "M. D.-R. : "
    ),
    "initials on both sides": labelled(lambda _: "L.R. : ", lambda _: "M.D. : "),
    "Q and R": labelled(lambda _: "Q : ", lambda _: "R : "),
    "Question and Réponse": labelled(lambda _: "Question : ", lambda _: "Réponse : "),
    "numbered Q and R": labelled(lambda i: f"Q{i + 1}. ", lambda i: f"R{i + 1}. "),
    "numbered questions": labelled(lambda i: f"{i + 1}- ", lambda _: ""),
    "numbered with brackets": labelled(lambda i: f"{i + 1}) ", lambda _: ""),
    "dash on both sides": labelled(lambda _: "– ", lambda _: "– "),
    "dash on questions": labelled(lambda _: "— ", lambda _: ""),
    "dash on answers": labelled(lambda _: "", lambda _: "- "),
    "triangle": labelled(lambda _: "► ", lambda _: ""),
    "bullet": labelled(lambda _: "• ", lambda _: ""),
    "label on its own line": labelled(
        lambda _: "La Revue Com\n", lambda _: "Marianne Delcourt-Roy\n"
    ),
    "speaker numbers": labelled(lambda _: "Speaker 1 : ", lambda _: "Speaker 2 : "),
    "linguists' labels": labelled(lambda _: "L1 : ", lambda _: "L2 : "),
    "timestamps": labelled(
        lambda i: f"[00:0{i}:03] JOURNALISTE : ", lambda i: f"[00:0{i}:20] MARIANNE : "
    ),
    "name glued to the question": "\n\n".join(
        [TITLE, LEAD] + [part for q, a in PAIRS for part in (f"{q} Marianne Delcourt-Roy :", *a)]
    ),
    "capitals": "\n\n".join([TITLE, LEAD] + [part for q, a in PAIRS for part in (q.upper(), *a)]),
    "no space before the mark": plain("\n").replace(" ?", "?"),
    "narrow space, typographic": plain("\n\n").replace(" ?", "\u202f?").replace("'", "’"),
    "answers in guillemets": "\n\n".join(
        [TITLE, LEAD] + [part for q, a in PAIRS for part in (q, f"« {answer_text(a)} »")]
    ),
}


def run(tmp_path, content: str, suffix: str = ".txt", **settings: object) -> Interview:
    path = tmp_path / f"entretien{suffix}"
    path.write_bytes(content.encode())
    source = read_source(path, id="entretien", file=path.name, settings=Settings())
    return segment(source, Settings(**settings))


def pairs(interview: Interview) -> list[tuple[str, str]]:
    words = {turn.id: bare(turn.text) for turn in interview.turns}
    return [
        (" ".join(words[t] for t in x.question), " ".join(words[t] for t in x.answers))
        for x in interview.exchanges
    ]


def bare(text: str) -> str:
    """What must be equal in every layout: letters and digits, without case."""
    return re.sub(r"[\W_]+", " ", text).strip().casefold()


EXPECTED = [(bare(question), bare(answer_text(answers))) for question, answers in PAIRS]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_layout_gives_the_exact_exchanges(tmp_path, layout):
    assert pairs(run(tmp_path, LAYOUTS[layout])) == EXPECTED


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_turn_equals_its_slice(tmp_path, layout):
    interview = run(tmp_path, LAYOUTS[layout])
    end = 0
    for turn in interview.turns:
        checked(turn, interview.text)
        assert turn.start >= end
        end = turn.end


MARKDOWN = {
    "bold questions": lambda q, a: [f"**{q}**", *a],
    "italic questions": lambda q, a: [f"*{q}*", *a],
    "heading questions": lambda q, a: [f"## {q}", *a],
    "bold labels": lambda q, a: [
        f"**La Revue Com :** {q}",
        f"**Marianne Delcourt-Roy :** {a[0]}",
        *a[1:],
    ],
    "bold question, break, answer": lambda q, a: [f"**{q}**\\\n{a[0]}", *a[1:]],
    "bold question in the paragraph": lambda q, a: [f"**{q}** {a[0]}", *a[1:]],
}


@pytest.mark.parametrize("layout", MARKDOWN)
def test_marks_of_a_layout_are_cues(tmp_path, layout):
    parts = [f"# {TITLE}", LEAD, *(part for q, a in PAIRS for part in MARKDOWN[layout](q, a))]
    interview = run(tmp_path, "\n\n".join(parts), ".md")
    assert pairs(interview) == EXPECTED


@pytest.mark.parametrize(
    ("layout", "cue"),
    [
        ("names on both sides", "label"),
        ("numbered questions", "number"),
        ("dash on questions", "dash"),
        ("triangle", "bullet"),
        ("blank lines", "interrogative"),
        ("capitals", "capitals"),
    ],
)
def test_the_cue_that_decided_is_named(tmp_path, layout, cue):
    interview = run(tmp_path, LAYOUTS[layout])
    assert [t.cue for t in interview.turns if t.role == "question"][1] == cue


@pytest.mark.parametrize("layout", ["blank lines", "names on both sides", "initials on both sides"])
def test_the_chapeau_tells_who_answers(tmp_path, layout):
    people = run(tmp_path, LAYOUTS[layout]).participants
    assert [p.role for p in people] == ["interviewer", "interviewee"]
    assert people[1].name == "Marianne Delcourt-Roy"


def test_full_names_and_initials_are_one_speaker(tmp_path):
    people = run(tmp_path, LAYOUTS["full name then initials"]).participants
    assert people[1].labels == ("Marianne Delcourt-Roy", "M. D.-R.")


def test_two_people_with_one_first_name_stay_two(tmp_path):
    text = "\n".join(
        [
            "La Gazette : Comment vous partagez-vous le travail ?",
            "Claire B. : Je fais le matin, et je laisse les ennuis pour midi.",
            "Claire H. : Et moi je les trouve sur le bureau.",
            "La Gazette : Que vous disent les journalistes ?",
            "Claire H. : Ils nous confondent.",
            "Claire B. : Cela nous arrange parfois.",
        ]
    )
    interview = run(tmp_path, text)
    assert [p.labels for p in interview.participants] == [
        ("La Gazette",),
        ("Claire B.",),
        ("Claire H.",),
    ]
    assert [len(x.answers) for x in interview.exchanges] == [2, 2]


def test_a_backchannel_opens_no_exchange(tmp_path):
    text = "\n".join(
        [
            "Q : Comment avez-vous appris le métier ?",
            "R : En ratant mon premier communiqué, et le deuxième aussi.",
            "Q : D'accord.",
            "R : Le troisième est passé, je ne sais pas pourquoi.",
            "Q : D'accord. Et combien en écrivez-vous par an ?",
            "R : Une trentaine, guère plus.",
        ]
    )
    interview = run(tmp_path, text)
    assert [t.role for t in interview.turns].count("backchannel") == 1
    assert [len(x.answers) for x in interview.exchanges] == [2, 1]


CLOSINGS = ["Merci à vous deux.", "Merci beaucoup.", "Merci d'avoir pris ce temps."]


@pytest.mark.parametrize("label", ["", "L.R. : "])
@pytest.mark.parametrize("closing", CLOSINGS)
def test_closing_thanks_are_editorial(tmp_path, closing, label):
    layout = "initials on both sides" if label else "blank lines"
    interview = run(tmp_path, f"{LAYOUTS[layout]}\n\n{label}{closing}")
    last = interview.turns[-1]
    assert (last.role, last.text) == ("intro", closing)
    assert pairs(interview) == EXPECTED


@pytest.mark.parametrize("closing", CLOSINGS)
@pytest.mark.parametrize(
    ("layout", "asks", "answers"),
    [
        ("blank lines", "", ""),
        ("initials on both sides", "L.R. : ", "M.D. : "),
        ("dash on both sides", "– ", "– "),
        ("bullet", "• ", ""),
    ],
)
def test_thanks_that_are_returned_are_no_exchange(tmp_path, closing, layout, asks, answers):
    ends = [f"{asks}{closing}", f"{answers}Merci à vous."]
    interview = run(tmp_path, "\n\n".join([LAYOUTS[layout], *ends]))
    assert {t.role for t in interview.turns if "Merci" in t.text} == {"intro"}
    assert pairs(interview) == EXPECTED


def test_a_last_answer_that_says_more_than_thanks_is_one(tmp_path):
    ends = "L.R. : Merci, et bonne route !\n\nM.D. : Le dépôt reste ouvert le samedi. Venez écouter les adhérents."
    interview = run(tmp_path, f"{LAYOUTS['initials on both sides']}\n\n{ends}")
    assert interview.turns[-1].role == "answer"


def test_a_repeated_sentence_is_a_pull_quote(tmp_path):
    quote = "« Dans une rédaction, on passe à autre chose le lendemain »"
    text = plain("\n\n").replace("Comment votre équipe", f"{quote}\n\nComment votre équipe")
    interview = run(tmp_path, text)
    assert [t.text for t in interview.turns if t.role == "pull_quote"] == [quote]
    assert pairs(interview) == EXPECTED


def test_a_pull_quote_cuts_an_answer_in_two_turns_of_one_exchange(tmp_path):
    quote = "« Dans une rédaction, on passe à autre chose le lendemain »"
    text = plain("\n\n").replace("Chez nous, une campagne", f"{quote}\n\nChez nous, une campagne")
    interview = run(tmp_path, text)
    assert len(interview.exchanges[0].answers) == 2
    assert pairs(interview) == EXPECTED


def test_the_user_can_name_the_interviewer(tmp_path):
    lines = [
        "C.D. : Le budget est petit cette année.",
        "A.B. : Qui vous l'a dit ? Il est plus grand qu'avant.",
        "C.D. : Le bureau aussi a rétréci.",
        "A.B. : Vous trouvez ? Nous y tenons à douze.",
    ]
    interview = run(tmp_path, "\n".join(lines), interviewer=("C.D.",))
    assert [(p.role, p.labels) for p in interview.participants] == [
        ("interviewer", ("C.D.",)),
        ("interviewee", ("A.B.",)),
    ]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (
            "Le conseil a voté le budget. La séance a été levée.\n\nRien d'autre.",
            "no question found",
        ),
        (
            "Comment allez-vous ?\n\nQue faites-vous ici ?\n\nPourquoi restez-vous ?",
            "no answer found",
        ),
    ],
)
def test_what_is_no_interview_is_refused(tmp_path, text, what):
    with pytest.raises(InputError, match=what):
        run(tmp_path, text)


def test_a_title_that_quotes_the_interviewee_is_no_answer(tmp_path):
    title = "Marianne Delcourt-Roy : « Une rumeur ne prévient pas »"
    interview = run(tmp_path, LAYOUTS["name before the answers"].replace(TITLE, title))
    assert interview.turns[0].role == "heading"
    assert pairs(interview) == EXPECTED


def test_a_medium_that_is_named_before_its_first_question_only_is_a_label(tmp_path):
    text = LAYOUTS["full name then initials"].replace("Vous avez", "Le Mag Com : Vous avez")
    interview = run(tmp_path, text)
    assert interview.participants[0].labels == ("Le Mag Com",)
    assert pairs(interview) == EXPECTED


# --- what the user is told of labels ---------------------------------------------------------

LABELLED = LAYOUTS["initials on both sides"]


def refused(tmp_path, text: str, *interviewer: str) -> InputError:
    with pytest.raises(InputError) as caught:
        run(tmp_path, text, interviewer=interviewer)
    return caught.value


def test_an_interviewee_named_as_the_interviewer_is_told_with_the_labels(tmp_path):
    asked = ("Comment allez-vous ?", "Que faites-vous ici ?", "Pourquoi restez-vous ?")
    text = "\n".join(f"C.D. : {question}\nMarie Dupont : Je travaille." for question in asked)
    error = refused(tmp_path, text, "Marie Dupont")
    assert error.message == (
        "entretien.txt: questions but no answer found in 6 lines when 'Marie Dupont' is the "
        "interviewer's label; the labels of the file are 'C.D.' (3), 'Marie Dupont' (3)"
    )
    assert "is 'Marie Dupont' the one who answers?" in error.hint
    assert '--interviewer "C.D."' in error.hint


def test_a_named_label_that_a_refused_file_lacks_is_told_with_the_labels(tmp_path):
    text = (
        "C.D. : Que faites-vous ?\nA.B. : Et vous ?\nC.D. : Pourquoi ici ?\nA.B. : Pourquoi pas ?"
    )
    error = refused(tmp_path, text, "X.Y.")
    assert "the labels of the file are 'C.D.' (2), 'A.B.' (2)" in error.message
    assert "'X.Y.', named as the interviewer's, is none of them" in error.message
    assert "--interviewer" in error.hint


def test_a_file_without_labels_says_so(tmp_path):
    text = "Le conseil a voté le budget. La séance a été levée.\n\nRien d'autre."
    error = refused(tmp_path, text, "C.D.")
    assert error.message.endswith("in 2 lines; it has no labels, so none is 'C.D.'")
    assert "it has no labels" not in refused(tmp_path, text).message


def test_a_named_interviewer_who_never_asks_is_doubted(tmp_path):
    warnings = run(tmp_path, LABELLED, interviewer=("M.D.",)).warnings
    (warning,) = [w for w in warnings if "named" in w]
    assert warning == "named as the interviewer but never asks, while the others do: M.D."


def test_a_named_interviewer_who_asks_is_not_doubted(tmp_path):
    for names in (("L.R.",), (), ("X.Y.",)):
        assert not [w for w in run(tmp_path, LABELLED, interviewer=names).warnings if "named" in w]
