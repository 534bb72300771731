from __future__ import annotations

import re
import string
import subprocess
import sys
from pathlib import Path

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.lang.fr.tokenizer_exceptions import TOKEN_MATCH
from spacy.language import Language
from spacy.lookups import Lookups

from pipeline.language import Dictionary, load_language, merged
from pipeline.settings import Settings
from pipeline.text import analysis_form

ROOT = Path(__file__).resolve().parents[1]
MODEL = Settings().spacy_model
WORDS = [
    "porte-avions",
    "saut-de-ski",
    "pet-en-l'air",
    "Rez-de-chaussée",
    "entr'abat",
    "prud'homme",
    "r'appelle",
    "zig-zag",
    "burn-out",
    "premier-ministre",
    "vice-président",
    "demi-heure",
    "Saint-Étienne",
    "La",
    "Chapelle-sur-Erdre",
    "aujourd'hui",
    "c'est",
    "peut-être",
    "qu'il",
    "a-t-elle",
    "12-mars",
    "l'agence",
    "micro‑trottoir",
    "Val-d'Oise",
    "États-Unis",
    "tire‐bouchon",
]
TEXTS = (
    "L’agence Zébulon a-t-elle un porte-parole ? Oui : c’est le vice-président, J.-C. Kermadec.",
    "Aujourd'hui, prud’hommes et sous-traitants… (voir https://exemple.fr/a?b=1) « à l’arrache », dit-il !",
    "5,5 % des 12-25 ans. M. Aubry-le-Vieux  dort;Val-d'Oise/Rhône-Alpes… 30°C. :-) l'entr'acte",
)


@pytest.fixture(scope="module")
def whole() -> Language:
    return spacy.load(MODEL)


@pytest.fixture(scope="module")
def ours() -> Language:
    return load_language(MODEL, exclude=["ner", "lemmatizer"])


@pytest.fixture(scope="module")
def short() -> re.Pattern[str]:
    found = merged(TOKEN_MATCH.__self__.pattern)
    assert len(found) < 100_000
    return re.compile(found)


@pytest.mark.parametrize("word", WORDS)
def test_the_short_pattern_matches_the_words_of_the_long_one(
    word: str, short: re.Pattern[str]
) -> None:
    assert bool(short.match(word)) == bool(TOKEN_MATCH(word))


@given(
    st.lists(
        st.sampled_from([*WORDS, *string.ascii_letters, *"-–‑'’àéêœÉ1. ", "de", "sur", "l'"]),
        max_size=6,
    )
)
def test_the_short_pattern_matches_made_up_words_as_the_long_one(
    short: re.Pattern[str], parts: list[str]
) -> None:
    word = "".join(parts)
    assert bool(short.match(word)) == bool(TOKEN_MATCH(word))


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "porte[-][a-z]+",
        "(?i)(?:^a[a-z]+$)|(?:^b[a-z]+$)",
        "(?iu)(?:^a|b[a-z]+$)|(?:^c[a-z]+$)",
        r"(?iu)(?:^(a)\1[a-z]+$)|(?:^b[a-z]+$)",
        "(?iu)(?:^(?:a(?:b))[a-z]+$)|(?:^b[a-z]+$)",
        "(?iu)(?:^[]a]+$)|(?:^b[]a]+$)",
    ],
)
def test_a_pattern_of_another_form_stays_as_it_is(pattern: str) -> None:
    assert merged(pattern) == pattern


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("form", [str, analysis_form])
def test_a_text_is_read_as_by_the_model_itself(
    text: str, form: object, whole: Language, ours: Language
) -> None:
    text = analysis_form(text) if form is analysis_form else text
    read = [
        [
            (token.text, token.whitespace_, token.norm_, token.pos_, token.dep_, token.head.i)
            for token in nlp(text)
        ]
        for nlp in (whole, ours)
    ]
    assert read[0] == read[1]


def test_french_itself_stays_spacys_own(ours: Language) -> None:
    assert type(spacy.blank("fr")) is not type(ours)
    assert ours.meta["lang"] == "fr"


def test_a_model_of_another_form_is_loaded_by_spacy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.language.get_model_meta", lambda _: {"lang": "xx"})
    assert load_language(MODEL, exclude=["ner"]).lang == "fr"


def test_nothing_that_a_run_does_not_read_is_loaded_with_the_models() -> None:
    code = (
        "import sys; from pipeline.batch import default_engine; from pipeline.settings import Settings;"
        "default_engine().load(Settings()); print(*sys.modules)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    slow = {"spacy.lang.fr", "pyarrow", "pandas", "lxml", "datasets", "transformers", "docx"}
    assert not slow & set(ended.stdout.split())


@pytest.mark.parametrize("lemmas", [{"mange": "manger"}, {"mange": ["manger"]}])
def test_the_dictionary_has_words_and_their_lemmas(
    tmp_path: Path, lemmas: dict[str, object]
) -> None:
    tables = Lookups()
    tables.add_table("lemma_lookup", lemmas)
    tables.add_table("lemma_index", {"noun": ["verger"]})
    tables.add_table("lemma_rules", {"noun": [["eaux", "eau"]]})
    (tmp_path / "lemmatizer").mkdir()
    tables.to_disk(tmp_path / "lemmatizer" / "lookups")
    found = Dictionary.of_model(tmp_path)
    assert [word in found for word in ("mange", "manger", "verger", "eau")] == [True] * 3 + [False]
    assert "mange" not in Dictionary.of_model(tmp_path / "none")
