from __future__ import annotations

import pytest
import spacy
from spacy.language import Language
from spacy.pipeline import TrainablePipe
from spacy.tokens import Doc
from thinc.api import get_current_ops
from threadpoolctl import threadpool_info, threadpool_limits

from pipeline.annotate import Models, annotate, load_models, model_versions
from pipeline.errors import ModelError
from pipeline.schema import Interview, Source, Turn
from pipeline.settings import Settings


def interview_of(text: str) -> Interview:
    source = Source("x", "x.txt", "txt", "utf-8", "", text, ())
    turn = Turn("t1", "question", None, 0, len(text), text, "position", 1.0)
    return Interview(source, None, None, (), (turn,), ())


def test_versions_are_the_same_before_and_after_loading() -> None:
    assert model_versions(Settings()) == load_models(Settings()).versions


@pytest.mark.parametrize("name", ["absent_model", "../models/mine", ""])
def test_a_model_that_is_not_installed_says_how_to_install_it(name: str) -> None:
    with pytest.raises(ModelError, match="is not installed; pip install"):
        model_versions(Settings(spacy_model=name))


def test_loading_a_model_that_is_not_installed_is_the_same_error() -> None:
    with pytest.raises(ModelError, match="is not installed; pip install absent-model"):
        load_models(Settings(spacy_model="absent_model"))


def test_matrix_products_are_those_of_numpy() -> None:
    nlp = load_models(Settings(entities="spacy")).nlp
    layers = [  # nearly all products are theirs
        node
        for _, component in nlp.pipeline
        if isinstance(component, TrainablePipe)
        for node in component.model.walk()
        if node.name == "maxout"
    ]
    assert layers
    assert not any(layer.ops.use_blis for layer in layers)


def test_loading_leaves_the_products_of_other_models_alone() -> None:
    load_models(Settings(entities="spacy"))
    assert get_current_ops().use_blis


def test_tags_are_not_copied_but_white_space_is_still_no_word() -> None:
    doc = load_models(Settings(entities="spacy")).nlp("Il part.  Elle reste.")
    assert [token.pos_ for token in doc if token.is_space] == ["SPACE"]
    assert not any(token.tag_ for token in doc if not token.is_space)


def test_linear_algebra_runs_in_one_thread_and_has_its_own_again_afterwards() -> None:
    def threads() -> set[int]:
        return {lib["num_threads"] for lib in threadpool_info() if lib["user_api"] == "blas"}

    models = load_models(Settings(entities="spacy"))
    seen: list[set[int]] = []
    blank = spacy.blank("fr")

    @Language.component("watch_threads")
    def watch(doc: Doc) -> Doc:
        seen.append(threads())
        return doc

    blank.add_pipe("watch_threads")
    with threadpool_limits(limits=2, user_api="blas"):
        annotate(interview_of("Et alors ?"), Models(blank, models.versions))
        assert seen == [{1}]
        assert threads() == {2}


def test_a_turn_in_capitals_is_analysed_as_running_text_of_the_same_length() -> None:
    text = "QUE PENSENT DE VOUS LES BOXEURS DE LYON ?"
    (found,) = annotate(interview_of(text), load_models(Settings(entities="spacy")))
    assert found.doc.text == "Que pensent de vous les boxeurs de Lyon ?"
    assert found.turn.text == text
