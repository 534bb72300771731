from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from pipeline.errors import InputError
from pipeline.settings import Settings, load_settings


def config(tmp_path: Path, content: str | bytes) -> Path:
    path = tmp_path / "config.toml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_without_a_file_the_defaults_hold() -> None:
    assert load_settings() == Settings()


def test_a_file_changes_what_it_names_and_nothing_else(tmp_path: Path) -> None:
    read = load_settings(config(tmp_path, 'keywords = 3\ninterviewer = ["C.D.", "La rédaction"]\n'))
    assert read == dataclasses.replace(Settings(), keywords=3, interviewer=("C.D.", "La rédaction"))


def test_what_the_command_line_says_stands_above_the_file(tmp_path: Path) -> None:
    path = config(tmp_path, 'interviewer = ["A"]\nkeywords = 3\n')
    assert load_settings(path, interviewer=["B"], keywords=None).interviewer == ("B",)
    assert load_settings(path, interviewer=["B"], keywords=None).keywords == 3


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("keyword = 3", "unknown key 'keyword'; known keys are interviewer"),
        ('keywords = "3"', "keywords = '3'; expected int"),
        ("keywords = true", "keywords = True; expected int"),
        ("keywords = 3.0", "keywords = 3.0; expected int"),
        ("keywords = 0", "keywords = 0; expected 1 or more"),
        ('interviewer = "A"', "a list of strings is expected"),
        ("interviewer = [1]", "a list of strings is expected"),
        ("spacy_model = 1", "expected str"),
        ("keywords =", "not valid TOML"),
        (b'interviewer = ["\xe9"]', "not valid TOML"),
    ],
)
def test_a_file_at_fault_says_where_and_what(
    tmp_path: Path, content: str | bytes, message: str
) -> None:
    path = config(tmp_path, content)
    with pytest.raises(InputError) as caught:
        load_settings(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert message in str(caught.value)


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        load_settings(tmp_path / "absent.toml")


@pytest.mark.parametrize("field", [field.name for field in dataclasses.fields(Settings)])
def test_every_setting_changes_the_digest(field: str) -> None:
    default = getattr(Settings(), field)
    other = {tuple: ("X",), str: "other", int: 1, bool: True}[type(default)]
    assert dataclasses.replace(Settings(), **{field: other}).sha256() != Settings().sha256()


def test_the_digest_is_that_of_the_values() -> None:
    assert Settings().sha256() == Settings().sha256()
    assert len(Settings().sha256()) == 64
