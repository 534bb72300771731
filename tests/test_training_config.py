"""The training configuration and the base's tokenizer: what is refused, and how it is said."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from pydantic import BaseModel
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from training_texts import tokenizer

from pipeline.errors import InputError, ModelError
from pipeline.training.config import Augmentation, Losses, TrainingConfig, load_config
from pipeline.training.tokenizing import load_tokenizer, padding_id

ROOT = Path(__file__).parent.parent


def written(folder: Path, text: str) -> Path:
    path = folder / "training.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_name_is_enough(tmp_path: Path) -> None:
    assert load_config(written(tmp_path, 'name = "essai"')) == TrainingConfig(name="essai")


def test_sections_change_their_own_values_alone(tmp_path: Path) -> None:
    found = load_config(written(tmp_path, 'name = "x"\nseed = 3\n[losses]\nclaims = 0.5\n'))
    assert (found.seed, found.losses.claims, found.losses.turns) == (3, 0.5, 0.3)


def test_the_shipped_configurations_are_valid_and_of_one_model() -> None:
    stages = [load_config(path) for path in (ROOT / "models" / "entretien-fr").glob("*.toml")]
    assert len(stages) == 5
    for name in ("name", "version", "layers", "window", "overlap"):
        assert len({getattr(stage, name) for stage in stages}) == 1
    assert stages[0].name == "entretien-fr"


def test_shares_of_names_that_are_more_than_all_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="own_names and known_names are more than 1 together"):
        load_config(written(tmp_path, 'name = "x"\n[augmentation]\nknown_names = 0.7\n'))


def test_options_and_configurations_are_documented() -> None:
    content = (ROOT / "docs" / "training.md").read_text(encoding="utf-8")
    script = (ROOT / "scripts" / "train_model.py").read_text(encoding="utf-8")
    options = re.findall(r'"(--[a-z-]+)"', script)
    assert {"--config", "--weights"} <= set(options)
    shipped = [path.name for path in (ROOT / "models" / "entretien-fr").glob("*.toml")]
    assert not [name for name in (*options, *shipped) if name not in content]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('name = "x"\nepoch = 3', "epoch: Extra inputs"),
        ('name = "x"\n[augmentation]\nswap = 0.5', "augmentation.swap: Extra inputs"),
        ("epochs = 3", "name: Field required"),
        ('name = ""', "name: "),
        ('name = "x"\nepochs = 0', "epochs: "),
        ('name = "x"\nlayers = 0', "layers: "),
        ('name = "x"\nwindow = 600', "window: "),
        ('name = "x"\nwarm_up = 1.5', "warm_up: "),
        ('name = "x"\nlearning_rate = 0.0', "learning_rate: "),
        ('name = "x"\n[augmentation]\nquote = -0.1', "augmentation.quote: "),
        ('name = "x"\nwindow = 64\noverlap = 32', "overlap = 32 is more than half of window = 64"),
        (
            'name = "x"\nwindow = 500\ncontext = 40',
            "window = 500 and context = 40 are more than 512",
        ),
        ("name = x", "not valid TOML"),
    ],
)
def test_what_is_refused_is_named(tmp_path: Path, text: str, said: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(InputError) as refused:
        load_config(path)
    assert str(refused.value).startswith(f"{path}: ")
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("section", "heading"),
    [(TrainingConfig, None), (Augmentation, "augmentation"), (Losses, "losses")],
)
def test_every_key_is_documented_with_its_default(
    section: type[BaseModel], heading: str | None
) -> None:
    content = (ROOT / "docs" / "training.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `([\w.]+)` \| ([^|]*?) \|", content, re.MULTILINE))
    for name, field in section.model_fields.items():
        if not isinstance(field.default, BaseModel):
            default = rows[f"{heading}.{name}" if heading else name]
            assert default == shown_default(field.default)


def shown_default(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return repr(value).replace("'", '"') if isinstance(value, (str, int, float)) else "–"


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no-such\.toml: cannot be read"):
        load_config(tmp_path / "no-such.toml")


# --- the base's tokenizer --------------------------------------------------------------------


def test_the_tokenizer_neither_pads_nor_cuts(tmp_path: Path) -> None:
    made = tokenizer()
    made.enable_truncation(4)
    made.enable_padding(pad_id=1, pad_token="<pad>", length=16)
    made.save(str(tmp_path / "tokenizer.json"))
    found, file = load_tokenizer(tmp_path)
    assert file == tmp_path / "tokenizer.json"
    assert found.encode("Il est").ids == tokenizer().encode("Il est").ids
    assert padding_id(found) == 1


def test_a_base_without_tokenizer_or_padding_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"no tokenizer\.json"):
        load_tokenizer(tmp_path)
    (tmp_path / "tokenizer.json").write_text(json.dumps({"model": 3}), encoding="utf-8")
    with pytest.raises(ModelError, match="no tokenizer can be read from it"):
        load_tokenizer(tmp_path)
    Tokenizer(WordLevel({"[UNK]": 0}, unk_token="[UNK]")).save(str(tmp_path / "tokenizer.json"))
    with pytest.raises(ModelError, match="no piece <pad>"):
        load_tokenizer(tmp_path)
