"""Subtitles: cues become what a transcript prints, each stretch with its time."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reading import read_content, texts

from pipeline.errors import InputError
from pipeline.read.cues import Cue, Line, reading_of
from pipeline.read.decoding import Decoded
from pipeline.read.rolling import unrolled
from pipeline.schema import Source
from pipeline.segment import segment
from pipeline.settings import Settings


@pytest.fixture
def read(tmp_path: Path):
    def read_bytes(data: str | bytes, *, suffix: str = "srt") -> Source:
        return read_content(tmp_path / f"a.{suffix}", data)

    return read_bytes


def clock(seconds: float, *, comma: str) -> str:
    whole, rest = divmod(round(seconds * 1000), 1000)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}{comma}{rest:03}"


def srt(*cues: str, pause: float = 0.0, length: float = 2.0) -> str:
    """Return cues of two seconds; a number as a cue is a pause."""
    at, parts = 0.0, []
    for number, cue in enumerate(cues, 1):
        times = f"{clock(at, comma=',')} --> {clock(at + length, comma=',')}"
        parts.append(f"{number}\n{times}\n{cue}\n")
        at += length + pause
    return "\n".join(parts)


def vtt(*cues: str, header: str = "WEBVTT") -> str:
    parts = [header]
    for number, cue in enumerate(cues):
        times = f"{clock(2 * number, comma='.')} --> {clock(2 * number + 2, comma='.')} align:start"
        parts.append(f"{times}\n{cue}")
    return "\n\n".join(parts) + "\n"


def times(source: Source) -> list[tuple[str, str]]:
    assert {place.kind for place in source.locators} <= {"time"}
    return [(place.value, source.text[place.start : place.end]) for place in source.locators]


# --- speakers ------------------------------------------------------------------------------


def test_cues_of_one_speaker_are_one_paragraph_with_one_label(read) -> None:
    source = read(
        srt(
            "LÉA : Comment avez-vous",
            "commencé ?",
            "PAUL BRUN : Par hasard,",
            "PAUL BRUN : comme tout le monde.",
            "LÉA : Vraiment ?",
        )
    )
    assert texts(source) == [
        "LÉA : Comment avez-vous commencé ?",
        "PAUL BRUN : Par hasard, comme tout le monde.",
        "LÉA : Vraiment ?",
    ]
    assert source.warnings == ()


def test_every_stretch_leads_to_its_time(read) -> None:
    source = read(srt("LÉA : Comment ?", "PAUL : Par\nhasard,", "sans rien\nchercher."))
    assert times(source) == [
        ("00:00:00.000", "Comment ?"),
        ("00:00:02.000", "Par hasard,"),
        ("00:00:04.000", "sans rien chercher."),
    ]


@pytest.mark.parametrize(
    ("cues", "expected"),
    [
        (
            ["Léa : Où ?", "Marc : Ici.", "Léa : Quand ?", "Marc : Hier.", "Ève Roux : Ah ?"],
            ["Léa : Où ?", "Marc : Ici.", "Léa : Quand ?", "Marc : Hier.", "Ève Roux : Ah ?"],
        ),
        (["LÉA :\nOù ?", "MARC :\nIci."], ["LÉA : Où ?", "MARC : Ici."]),
        (["Speaker 1: Où ?", "Speaker 2: Ici."], ["Speaker 1 : Où ?", "Speaker 2 : Ici."]),
        (["Q : Où ?", "R : Ici."], ["Q : Où ?", "R : Ici."]),
        (["P. B. : Où ?", "C.-A. D. : Ici."] * 2, ["P. B. : Où ?", "C.-A. D. : Ici."] * 2),
        (
            ["[LÉA] Où ?", "[Marc Roy] Ici.", "[Marc Roy] Là."],
            ["LÉA : Où ?", "Marc Roy : Ici. Là."],
        ),
        (["- Où ?\n- Ici, je crois,", "depuis hier."], ["- Où ?", "- Ici, je crois, depuis hier."]),
        (["–Où ?\n–Ici."], ["- Où ?", "- Ici."]),
        ([">> Où ?", ">> Ici."], ["- Où ?", "- Ici."]),
        (["- LÉA : Où ?\n- MARC : Ici."], ["LÉA : Où ?", "MARC : Ici."]),
        (["LÉA : Où ? MARC : Ici."], ["LÉA : Où ? MARC : Ici."]),
    ],
    ids=[
        "names",
        "own-line",
        "numbered",
        "letters",
        "initials",
        "brackets",
        "dashes",
        "tight",
        "chevrons",
        "both",
        "inline",
    ],
)
def test_speakers_of_cues(read, cues: list[str], expected: list[str]) -> None:
    source = read(srt(*cues))
    assert texts(source) == expected
    assert source.warnings == ()


@pytest.mark.parametrize(
    "text",
    [
        "Résultat : trois mois de retard.",
        "À 18:30 : rien.",
        "-5 degrés à Brest.",
        "Oui. Non : jamais.",
    ],
)
def test_what_is_no_label(read, text: str) -> None:
    source = read(srt("Nous avons attendu.", text))
    assert texts(source) == [f"Nous avons attendu. {text}"]


def test_voices_of_vtt(read) -> None:
    source = read(
        vtt(
            "<v Marie Le Goff>Comment</v>",
            "<v Marie Le Goff>ça va ?</v>\n<v.loud Jean &amp; Co>Bien,</v>",
            "<v Jean &amp; Co>merci. <v Marie Le Goff>Ah ?",
        ),
        suffix="vtt",
    )
    assert texts(source) == [
        "Marie Le Goff : Comment ça va ?",
        "Jean & Co : Bien, merci.",
        "Marie Le Goff : Ah ?",
    ]
    assert times(source)[2] == ("00:00:02.000", "Bien,")


ASKED = ("Comment avez-vous choisi ?", "Vous êtes combien ?", "Et la suite ?")
SAID = ("J’ai suivi une amie.", "Nous sommes quatre.", "Nous verrons à Brive.")


@pytest.mark.parametrize(
    ("asks", "answers", "labels"),
    [
        ("Ferrand, Lou (Rive Sonore)", "ROUVIER Nadège [EXT]", ("Lou Ferrand", "ROUVIER Nadège")),
        ("Lou", "Nadège Rouvier | Rive Sonore", ("Lou", "Nadège Rouvier")),
        ("Martin, Paul (Externe)", "Martin, Paul (Presse)", ("Paul Martin 1", "Paul Martin 2")),
        ("iPhone de Nadège", "nadege.rouvier", ("Locuteur 1", "Locuteur 2")),
        ("Locuteur 1", "inconnu", ("Locuteur 1", "Locuteur 2")),
    ],
)
@pytest.mark.parametrize("shape", ["<v {}>{}</v>", "{}: {}"])
def test_whoever_a_program_of_meetings_names_speaks(
    read, shape: str, asks: str, answers: str, labels: tuple[str, str]
) -> None:
    cues = [
        shape.format(voice, words)
        for pair in zip(ASKED, SAID, strict=True)
        for voice, words in zip((asks, answers), pair, strict=True)
    ]
    source = read(vtt(*cues), suffix="vtt")
    printed = [
        f"{label} : {words}"
        for pair in zip(ASKED, SAID, strict=True)
        for label, words in zip(labels, pair, strict=True)
    ]
    assert texts(source) == printed
    turns = segment(source, Settings()).turns
    assert [(turn.role, turn.text) for turn in turns] == [
        (role, words)
        for pair in zip(ASKED, SAID, strict=True)
        for role, words in zip(("question", "answer"), pair, strict=True)
    ]


def test_a_voice_that_is_called_otherwise_is_told(read) -> None:
    source = read(vtt("<v Salle 3>Où ?</v>", "<v iPhone de Zoé>À Brive.</v>"), suffix="vtt")
    assert source.warnings == ("the voice 'iPhone de Zoé' is called 'Locuteur 1'",)


def test_one_person_with_and_without_brackets_is_one(read) -> None:
    cues = ("<v Léa Ty>Je", "<v Léa Ty (Invité)>reviens", "<v Léa Ty>de Brive.")
    assert texts(read(vtt(*cues), suffix="vtt")) == ["Léa Ty : Je reviens de Brive."]


def test_captions_without_punctuation_are_refused_with_what_is_missing(read) -> None:
    source = read(srt("comment avez vous choisi", "j’ai suivi une amie à brive"))
    with pytest.raises(InputError, match="the text has no punctuation: add it, or mark who speaks"):
        segment(source, Settings())


def test_without_speakers_pauses_and_questions_end_paragraphs(read) -> None:
    source = read(
        srt(
            "Bonjour à tous.",
            "Comment avez-vous",
            "commencé ?",
            "Par hasard.",
            "J’étais",
            "là. Et vous ?",
            "Moi ?",
        )
    )
    assert texts(source) == [
        "Bonjour à tous.",
        "Comment avez-vous commencé ?",
        "Par hasard.",
        "J’étais là. Et vous ?",
        "Moi ?",
    ]
    assert any("no speaker is marked" in warning for warning in source.warnings)


@pytest.mark.parametrize(
    ("pause", "first", "paragraphs"),
    [
        (0.0, "Par hasard.", 1),
        (0.9, "Par hasard.", 2),
        (0.9, "Par hasard", 1),
        (2.1, "Par hasard", 2),
    ],
)
def test_length_of_a_pause(read, pause: float, first: str, paragraphs: int) -> None:
    assert len(read(srt(first, "Nous y sommes.", pause=pause)).blocks) == paragraphs


def test_a_cue_without_words_is_a_pause(read) -> None:
    source = read(srt("Été à Brest.", "", "Oui."))
    assert texts(source) == ["Été à Brest.", "Oui."]
    assert not any("sounds" in warning for warning in source.warnings)


# --- what is shown -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sound", ["[musique]", "(rires)", "♪ la la ♪", "♪", "*soupir*", "[bruit\nde pas]"]
)
def test_sounds_are_left_out_and_counted(read, sound: str) -> None:
    source = read(srt("LÉA : Oui,", sound, "c’est ça."))
    assert source.text == "LÉA : Oui, c’est ça."
    assert source.warnings == ("cues left out because they hold sounds and no words: 1",)


def test_a_sound_among_words_stays(read) -> None:
    assert read(srt("LÉA : Oui (rires), c’est ça.")).text == "LÉA : Oui (rires), c’est ça."


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        (r"{\an8}<i>Où</i> <font color='#fff'>donc</font> ?", "Où donc ?"),
        ("Moins de 5 < 6 &amp; plus", "Moins de 5 < 6 & plus"),
        ("<b>Com</b>ment&nbsp;?", "Comment\u00a0?"),
        ("🎙 L’e\u0301te\u0301\u202f!", "🎙 L’été\u202f!"),
        ("2012", "2012"),
    ],
)
def test_tags_entities_and_typography(read, shown: str, text: str) -> None:
    assert read(srt(shown)).text == text


def test_vtt_notes_styles_identifiers_and_inner_times_are_not_shown(read) -> None:
    data = (
        "WEBVTT - Entretien avec Léa\nKind: captions\n\nNOTE à revoir\n\nSTYLE\n::cue { color: red }\n\n"
        "1f3c-4a/12-0\n00:01.000 --> 00:02.000 line:0\nAlors<00:00:01.500><c.gris> oui</c>\n"
    )
    source = read(data, suffix="vtt")
    assert (source.text, source.title) == ("Alors oui", "Entretien avec Léa")


@pytest.mark.parametrize("header", ["WEBVTT", "WEBVTT FILE", "WEBVTT Kind: captions"])
def test_no_title(read, header: str) -> None:
    assert read(vtt("Oui.", header=header), suffix="vtt").title is None


def test_captions_that_roll_are_shown_once(read) -> None:
    cues = [
        "bonjour à tous",
        "bonjour à tous\net bienvenue",
        "et bienvenue",
        "et bienvenue\ndans cette émission",
        "dans cette émission\noui oui",
    ]
    source = read(srt(*cues))
    assert source.text == "bonjour à tous et bienvenue dans cette émission oui oui"
    assert [when for when, _ in times(source)] == [
        "00:00:00.000",
        "00:00:02.000",
        "00:00:06.000",
        "00:00:08.000",
    ]


def test_captions_that_grow_word_by_word() -> None:
    grown = [["je"], ["je dis"], ["je dis que"], ["je dis que non"]]
    assert unrolled(grown) == [["je"], ["dis"], ["que"], ["non"]]


@pytest.mark.parametrize(("times", "others"), [(1, 1), (4, 12)])
def test_people_who_repeat_themselves_are_heard(read, times: int, others: int) -> None:
    cues = ["Oui, bien sûr."] * (times + 1) + [f"Nous avons {n} clients." for n in range(others)]
    assert read(srt(*cues)).text.count("bien sûr") == times + 1


# --- files ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        srt("Été à Brest.", "Oui.").replace("\n", "\r\n"),
        "\ufeff" + srt("Été à Brest.", "Oui."),
        srt("Été à Brest.", "Oui.").encode("cp1252"),
        srt("Été à Brest.", "Oui.").encode("utf-16"),
        srt("Été à Brest.", "Oui.").replace("\n\n", "\n"),
        srt("Été à Brest.", "Oui.").replace("00:00:", "00:"),
        srt("Été à Brest.", "Oui.").replace("1\n00", "00"),
        srt("Été à Brest.", "Oui.") + "\n3\n00:00:0",
        vtt("Été à Brest.", "Oui."),
    ],
    ids=[
        "crlf",
        "bom",
        "cp1252",
        "utf-16",
        "no-blank",
        "no-hours",
        "no-number",
        "cut",
        "vtt-inside",
    ],
)
def test_srt_as_programs_write_it(read, data: str | bytes) -> None:
    assert read(data).text == "Été à Brest. Oui."


@pytest.mark.parametrize(
    "data",
    [
        vtt("Été à Brest.", "Oui.").replace("\n", "\r\n"),
        "\ufeff" + vtt("Été à Brest.", "Oui."),
        vtt("Été à Brest.", "Oui.").replace("WEBVTT\n\n", ""),
        vtt("Été à Brest.", "Oui.").replace(".000", ",000"),
        vtt("Été à Brest.", "Oui.").replace("00:00:", "00:"),
        vtt("Été à Brest.", "Oui.") + "\n00:00:0",
        srt("Été à Brest.", "Oui."),
    ],
    ids=["crlf", "bom", "no-header", "commas", "no-hours", "cut", "srt-inside"],
)
def test_vtt_as_programs_write_it(read, data: str) -> None:
    assert read(data, suffix="vtt").text == "Été à Brest. Oui."


@pytest.mark.parametrize("suffix", ["srt", "vtt"])
@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "the file is empty"),
        (b"Bonjour, voici un texte.\n", "no cue found"),
        (b"WEBVTT\n", "no cue found"),
        (srt("[musique]"), "no visible text"),
        (b"%PDF-1.4 ...", "this is a PDF"),
        (bytes(range(256)) * 20, "binary"),
    ],
    ids=["empty", "prose", "header", "sounds", "pdf", "binary"],
)
def test_refusals(read, data: str | bytes, said: str, suffix: str) -> None:
    with pytest.raises(InputError, match=f"^a.{suffix}: .*{said}"):
        read(data, suffix=suffix)


@pytest.mark.parametrize("suffix", ["srt", "vtt"])
def test_every_truncation_is_read_or_refused(read, suffix: str) -> None:
    data = (srt if suffix == "srt" else vtt)("LÉA : Été.", "MARC : Oui.").encode()
    for length in range(len(data)):
        try:
            read(data[:length], suffix=suffix)
        except InputError:
            continue


_WORDS = st.lists(
    st.sampled_from(["Où", "e\u0301", "🎙", "LÉA :", "- oui.", "[x]", "", "Non ?"]), max_size=4
)


@given(st.lists(st.tuples(st.integers(0, 9_000_000), _WORDS), max_size=8))
@settings(max_examples=60, deadline=None)
def test_any_cues_give_places_that_fit(cues: list[tuple[int, list[str]]]) -> None:
    made = [Cue(at, at + 900, (Line(" ".join(words)),)) for at, words in cues]
    reading = reading_of(made, Decoded("", "utf-8"))
    for place in reading.locators:
        assert reading.text[place.start : place.end].strip()
    assert [p.value for p in reading.locators] == sorted(p.value for p in reading.locators)


def test_the_labels_are_those_of_the_turns(read) -> None:
    cues = [
        "LÉA : Comment avez-vous commencé ?",
        "PAUL BRUN : Par hasard, comme",
        "tout le monde ici.",
    ]
    cues += ["LÉA : Et ensuite ?", "PAUL BRUN : J’ai appris à écouter les gens."]
    interview = segment(read(srt(*cues)), Settings())
    words = {turn.id: turn.text for turn in interview.turns}
    assert [(words[x.question[0]], [words[a] for a in x.answers]) for x in interview.exchanges] == [
        ("Comment avez-vous commencé ?", ["Par hasard, comme tout le monde ici."]),
        ("Et ensuite ?", ["J’ai appris à écouter les gens."]),
    ]
