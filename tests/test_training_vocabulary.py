"""A base with a smaller vocabulary: the same pieces, scores and embeddings under new numbers."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors import safe_open
from safetensors.numpy import load_file, save_file
from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.processors import RobertaProcessing, Sequence, TemplateProcessing
from training_texts import tokenizer, vocabulary

from pipeline.errors import InputError, ModelError
from pipeline.training.pieces import basic, chosen, count_pieces, read_texts
from pipeline.training.vocabulary import cut_base, cut_config, cut_tokenizer

ROWS = "embeddings.word_embeddings.weight"
TEXTS = ["Nous écrivons des affiches, des affiches", "Une lettre à Lyon"]
SIZE = 120


def write_base(folder: Path, *, dtype: str = "float16", made: Tokenizer | None = None) -> Path:
    """Write a base whose embeddings tell the number of their piece; three rows have no piece."""
    folder.mkdir(parents=True, exist_ok=True)
    (made or tokenizer()).save(str(folder / "tokenizer.json"))
    size = len(vocabulary())
    config = {"model_type": "bert", "vocab_size": size + 3, "pad_token_id": 1, "hidden_size": 2}
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    decoder = {"0": {"content": "<s>"}, str(size - 1): {"content": "<mask>"}}
    values = {"tokenizer_class": "PreTrainedTokenizerFast", "added_tokens_decoder": decoder}
    (folder / "tokenizer_config.json").write_text(json.dumps(values), encoding="utf-8")
    rows = np.arange(2 * (size + 3)).reshape(-1, 2).astype(dtype)
    tensors = {
        ROWS: rows,
        "encoder.layer.0.output.dense.weight": np.eye(2, dtype=dtype),
        "cls.predictions.bias": np.zeros(size + 3, dtype),
    }
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    return folder


def load(folder: Path, name: str) -> Any:
    return json.loads((folder / name).read_text(encoding="utf-8"))


@pytest.fixture
def base(tmp_path: Path) -> Path:
    return write_base(tmp_path / "base")


@pytest.fixture
def small(base: Path, tmp_path: Path) -> Path:
    cut_base(base, TEXTS, size=SIZE, out=tmp_path / "small")
    return tmp_path / "small"


def test_pieces_keep_order_and_scores(base: Path, small: Path) -> None:
    before = [tuple(item) for item in load(base, "tokenizer.json")["model"]["vocab"]]
    after = [tuple(item) for item in load(small, "tokenizer.json")["model"]["vocab"]]
    assert len(after) == SIZE
    assert [item for item in before if item in after] == after


def test_special_letters_and_used_pieces_stay(small: Path) -> None:
    kept = {piece for piece, _ in load(small, "tokenizer.json")["model"]["vocab"]}
    assert kept >= {"<s>", "<pad>", "</s>", "<unk>", "<mask>", "▁", "é", "É", "7", "%", "-"}
    assert kept >= {"▁des", "▁affiches", "▁Une", "▁lettre", "▁Lyon"}
    assert not kept & {"ш", "▁Observatoire"}


def test_every_embedding_follows_its_piece(base: Path, small: Path) -> None:
    before = Tokenizer.from_file(str(base / "tokenizer.json"))
    after = Tokenizer.from_file(str(small / "tokenizer.json"))
    rows = load_file(small / "model.safetensors")[ROWS]
    assert rows.shape == (SIZE, 2)
    assert rows.dtype == np.float16
    for piece, number in after.get_vocab().items():
        assert rows[number, 0] == 2 * before.token_to_id(piece)


def test_texts_are_read_as_before(base: Path, small: Path) -> None:
    before = Tokenizer.from_file(str(base / "tokenizer.json"))
    after = Tokenizer.from_file(str(small / "tokenizer.json"))
    for text in [*TEXTS, "Zoé, 7 %"]:
        assert after.encode(text).tokens == before.encode(text).tokens
        assert after.encode(text).offsets == before.encode(text).offsets
    assert after.encode("Lyon <mask>").ids[-2:] == [SIZE - 1, 2]
    assert after.encode("oui", "non").ids.count(2) == 3
    # What is gone is spelt out, and what the base never had stays unknown.
    assert "".join(after.encode("Observatoire").tokens) == "<s>▁Observatoire</s>"
    assert after.encode("ш").ids[-2] == 3


def test_the_other_files_fit(small: Path) -> None:
    assert load(small, "config.json") == {
        "model_type": "bert",
        "vocab_size": SIZE,
        "pad_token_id": 1,
        "hidden_size": 2,
    }
    decoder = load(small, "tokenizer_config.json")["added_tokens_decoder"]
    assert decoder == {"0": {"content": "<s>"}, str(SIZE - 1): {"content": "<mask>"}}
    tensors = load_file(small / "model.safetensors")
    assert set(tensors) == {ROWS, "encoder.layer.0.output.dense.weight"}
    with safe_open(small / "model.safetensors", framework="numpy") as file:
        assert file.metadata() == {"format": "pt"}


def test_what_it_tells(base: Path, tmp_path: Path) -> None:
    cut = cut_base(base, TEXTS, size=SIZE, out=tmp_path / "small")
    assert (cut.before, cut.after, cut.covered) == (len(vocabulary()), SIZE, 1.0)


def test_float32_stays(tmp_path: Path) -> None:
    base = write_base(tmp_path / "base", dtype="float32")
    cut_base(base, TEXTS, size=SIZE, out=tmp_path / "small")
    assert load_file(tmp_path / "small" / "model.safetensors")[ROWS].dtype == np.float32


def test_it_needs_no_torch(base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    cut_base(base, TEXTS, size=SIZE, out=tmp_path / "small")


# --- the choice ------------------------------------------------------------------------------


def values() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(tokenizer().to_str())
    return found


def test_of_equally_used_pieces_the_lower_numbers_stay() -> None:
    pieces = vocabulary()
    words = [n for n, piece in enumerate(pieces) if len(piece) > 1 and piece[0] != "<"]
    others = len(pieces) - len(words) - sum(piece in "шж" for piece in pieces)
    counts = {words[7]: 5, words[9]: 2}
    kept = chosen(values(), counts, size=others + 4)
    assert [n for n in kept if n in words] == [words[0], words[1], words[7], words[9]]
    assert kept == sorted(kept)


def test_pieces_are_counted_in_the_analysis_form() -> None:
    found = tokenizer()
    # The typographic apostrophe is no piece of this vocabulary.
    counts = count_pieces(found, ["l’est", "Lyon Lyon"])
    assert counts[found.token_to_id("▁Lyon")] == 2
    assert counts[found.token_to_id("'")] == 1
    assert counts[found.token_to_id("<unk>")] == counts[found.token_to_id("<s>")] == 0


@pytest.mark.parametrize(
    "piece", ["a", "É", "œ", "ß", "\u0301", "0", ".", "«", "…", "’", "€", "™", "→", "♥"]
)
def test_basic_pieces(piece: str) -> None:
    assert basic(piece)


@pytest.mark.parametrize("piece", ["", "le", "▁a", "ш", "λ", "あ", "٣", "。", "،", "😊", "║"])
def test_other_pieces(piece: str) -> None:
    assert not basic(piece)


def test_post_processors_of_roberta_are_numbered_anew() -> None:
    made = tokenizer()
    made.post_processor = Sequence(
        [
            RobertaProcessing(("</s>", 2), ("<mask>", len(vocabulary()) - 1)),
            TemplateProcessing(
                single="$A <mask>", special_tokens=[("<mask>", len(vocabulary()) - 1)]
            ),
        ]
    )
    contents = json.loads(made.to_str())
    last = len(vocabulary()) - 1
    contents["added_tokens"] = [t for t in contents["added_tokens"] if t["id"] != 1]
    found = cut_tokenizer(contents, [0, 2, 3, 4, last])
    first, second = found["post_processor"]["processors"]
    assert (first["sep"], first["cls"]) == (["</s>", 1], ["<mask>", 4])
    assert second["special_tokens"]["<mask>"]["ids"] == [4]
    assert found["model"]["unk_id"] == 2
    assert [token["id"] for token in found["added_tokens"]] == [0, 1, 2, 4]


def test_tokens_added_behind_the_vocabulary_stay_behind_it(tmp_path: Path) -> None:
    made = tokenizer()
    made.add_special_tokens(["<extra>"])
    base = write_base(tmp_path / "base", made=made)
    cut_base(base, TEXTS, size=SIZE, out=tmp_path / "small")
    after = Tokenizer.from_file(str(tmp_path / "small" / "tokenizer.json"))
    assert after.get_vocab_size() == SIZE
    assert after.token_to_id("<extra>") == SIZE - 1
    rows = load_file(tmp_path / "small" / "model.safetensors")[ROWS]
    assert rows[-1, 0] == 2 * len(vocabulary())


def test_numbers_in_a_configuration_are_mapped() -> None:
    found = cut_config({"mask_token_id": 9, "eos_token_id": None, "n": 9}, {0: 0, 9: 4})
    assert found == {"mask_token_id": 4, "eos_token_id": None, "n": 9}


# --- texts -----------------------------------------------------------------------------------


def test_texts_of_both_kinds_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Un.\n\nDeux.\n", encoding="utf-8")
    (tmp_path / "b.jsonl").write_text('{"text": "Trois\\nfois"}\n', encoding="utf-8")
    found = list(read_texts([tmp_path / "a.txt", tmp_path / "b.jsonl"]))
    assert found == ["Un.", "Deux.", "Trois\nfois"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", "Un", "a.csv: neither .txt nor .jsonl"),
        ("a.jsonl", '{"text": "Un"}\n{"words": "Deux"}', "a.jsonl:2: no JSON object with a text"),
        ("a.jsonl", "Un", "a.jsonl:1: no JSON object with a text"),
        ("a.jsonl", '{"text": 3}', "a.jsonl:1: text is a int"),
    ],
)
def test_other_texts_are_refused(tmp_path: Path, name: str, content: str, said: str) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        list(read_texts([tmp_path / name]))
    assert said in str(refused.value)
    with pytest.raises(InputError, match="cannot be read"):
        list(read_texts([tmp_path / "no-such.txt"]))


# --- what is refused -------------------------------------------------------------------------


def test_a_tokenizer_that_is_not_unigram_is_refused(tmp_path: Path) -> None:
    pieces = {piece: n for n, piece in enumerate(("<s>", "<pad>", "[UNK]", "Un"))}
    made = Tokenizer(WordPiece(pieces, unk_token="[UNK]"))
    base = write_base(tmp_path / "base", made=made)
    with pytest.raises(ModelError) as refused:
        cut_base(base, TEXTS, size=2, out=tmp_path / "small")
    assert "tokenizer.json: the vocabulary is of the kind WordPiece; only Unigram" in str(
        refused.value
    )
    assert not (tmp_path / "small").exists()


@pytest.mark.parametrize(
    ("size", "said"),
    [(20, "--size 20: "), (len(vocabulary()), "the base has")],
)
def test_sizes_that_are_no_cut_are_refused(
    base: Path, tmp_path: Path, size: int, said: str
) -> None:
    with pytest.raises(InputError, match=said):
        cut_base(base, TEXTS, size=size, out=tmp_path / "small")


def test_empty_texts_and_the_base_itself_are_refused(base: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="the texts hold no words"):
        cut_base(base, [], size=SIZE, out=tmp_path / "small")
    with pytest.raises(InputError, match="is the base itself"):
        cut_base(base, TEXTS, size=SIZE, out=base / ".." / "base")


def test_weights_that_do_not_fit_are_refused(base: Path, tmp_path: Path) -> None:
    save_file({ROWS: np.zeros((5, 2), np.float16)}, base / "model.safetensors")
    with pytest.raises(ModelError, match="5 word embeddings, but a piece"):
        cut_base(base, TEXTS, size=SIZE, out=tmp_path / "small")
    save_file({"other": np.zeros((5, 2), np.float16)}, base / "model.safetensors")
    with pytest.raises(ModelError, match="0 tensors named"):
        cut_base(base, TEXTS, size=SIZE, out=tmp_path / "small")
    (base / "model.safetensors").write_bytes(b"damaged")
    with pytest.raises(ModelError, match=r"model\.safetensors: cannot be read"):
        cut_base(base, TEXTS, size=SIZE, out=tmp_path / "small")
    (base / "model.safetensors").unlink()
    with pytest.raises(ModelError, match=r"no model\.safetensors"):
        cut_base(base, TEXTS, size=SIZE, out=tmp_path / "small")
