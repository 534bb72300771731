from __future__ import annotations

import pytest

from pipeline.annotate import load_models, model_versions
from pipeline.errors import ModelError
from pipeline.settings import Settings


def test_versions_are_the_same_before_and_after_loading() -> None:
    assert model_versions(Settings()) == load_models(Settings()).versions


@pytest.mark.parametrize("name", ["absent_model", "../models/mine", ""])
def test_a_model_that_is_not_installed_says_how_to_install_it(name: str) -> None:
    with pytest.raises(ModelError, match="is not installed; pip install"):
        model_versions(Settings(spacy_model=name))


def test_loading_a_model_that_is_not_installed_is_the_same_error() -> None:
    with pytest.raises(ModelError, match="is not installed; pip install absent-model"):
        load_models(Settings(spacy_model="absent_model"))
