"""Tiny interviews, sentences and a tokenizer of XLM-R's layout, for the tests of training."""

from __future__ import annotations

import json
from pathlib import Path

from marked_header import header
from tokenizers import Tokenizer, decoders
from tokenizers.models import Unigram
from tokenizers.normalizers import NFKC
from tokenizers.pre_tokenizers import Metaspace
from tokenizers.processors import TemplateProcessing

from pipeline.gold import gold_json
from pipeline.importers.marked import parse_marked
from pipeline.schema import Gold
from pipeline.training.config import Augmentation, TrainingConfig
from pipeline.training.samples import Name, Sample, Sentence

NOTHING = Augmentation.model_validate(dict.fromkeys(Augmentation.model_fields, 0))
FIRST = """C.D. : <q p1>Comment êtes-vous arrivée chez [Zébulon](ORG agency), Ève ?</q>

È.M. : <a p2>Par [Inès Dacosta](PER). {L’agence a formé quarante élèves à [Brest](LOC)}(fact key). Je lisais
beaucoup.</a>

C.D. : <q p1>Et l’[Observatoire des marées](ORG institution) ?</q>

È.M. : <a p2>{Il faut écouter avant de publier}(recommendation modality=obligation). [Dacosta](PER =Inès Dacosta) le répète.</a>
"""
SECOND = """C.D. : <q p1>Vous quittez [Lyon](LOC) pour [Roubaix](LOC). Pourquoi ?</q>

È.M. : <a p2>{[Lyon](LOC) ne me lisait plus}(evaluation negated). Et [Octave Lebrun](PER) m’attendait avec ses affiches.</a>

C.D. : <q p1>Que prépare [Papier Plié](ORG agency) ?</q>

È.M. : <a p2>Une fête, « [Les Nuits pâles](MISC event) ». {Elle coûterait peut-être vingt mille euros}(fact hedged).</a>
"""
THIRD = """C.D. : <q p1>Que fait [Havre-Neuf](ORG agency) à [Nantes](LOC) ?</q>

È.M. : <a p2>{Nous écrivons des lettres que les habitants gardent}(fact key). [Paul Séguin](PER) les imprime.</a>

C.D. : <q p1>Un dernier conseil ?</q>

È.M. : <a p2>Relire. {Une lettre mal relue ne repart jamais}(evaluation).</a>
"""
FOURTH = """C.D. : <q p1>Quel est votre plus beau souvenir de campagne à [Morlaix](LOC) ?</q>

È.M. : <a p2>{Les enfants de l’école ont collé les affiches à l’envers}(fact). Personne ne s’est plaint.</a>
"""


def interview(id: str, body: str, *, split: str = "train") -> Gold:
    """Return the gold of a marked body; its participants are p1 and p2."""
    above = header(id=id, split=split, layers='"turns", "entities", "claims"')
    return parse_marked(above + body, name=f"{id}.txt").gold


def corpus() -> dict[str, list[Gold]]:
    """Return two interviews to train on, one to choose by, one to keep apart."""
    return {
        "train": [interview("premier", FIRST), interview("second", SECOND)],
        "dev": [interview("troisieme", THIRD, split="dev")],
        "test": [interview("quatrieme", FOURTH, split="test")],
    }


def write_corpus(folder: Path, golds: dict[str, list[Gold]]) -> Path:
    for split, found in golds.items():
        (folder / split).mkdir(parents=True)
        for gold in found:
            (folder / split / f"{gold.id}.json").write_text(gold_json(gold), encoding="utf-8")
    return folder


def sample(text: str, *names: tuple[str, str | None]) -> Sample:
    """Return one sentence; of each name, its first place that no name before it takes."""
    found: list[Name] = []
    for words, label in names:
        after = max((n.end for n in found if text[n.start : n.end] == words), default=0)
        start = text.index(words, after)
        found.append(Name(start, start + len(words), label))
    return Sample("s", text, tuple(found), (), (Sentence(0, len(text), 1, 0),))


def named(found: Sample) -> list[tuple[str, str | None]]:
    """Return the names of a sample as words and label."""
    return [(found.text[n.start : n.end], n.label) for n in found.names or ()]


def config(**changes: object) -> TrainingConfig:
    values: dict[str, object] = {"name": "essai", "augmentation": NOTHING, "threads": 1}
    return TrainingConfig.model_validate(values | changes)


# --- a base ----------------------------------------------------------------------------------

WIDTH = 32


def write_base(folder: Path) -> Path:
    """Write a random BERT of two layers with the tiny tokenizer, and return its folder."""
    import torch
    from transformers import BertConfig, BertModel

    torch.manual_seed(0)
    BertModel(
        BertConfig(
            vocab_size=len(vocabulary()),
            hidden_size=WIDTH,
            num_hidden_layers=2,
            num_attention_heads=4,
            intermediate_size=64,
            max_position_embeddings=256,
            pad_token_id=1,
        ),
        add_pooling_layer=False,
    ).save_pretrained(folder)
    tokenizer().save(str(folder / "tokenizer.json"))
    return folder


def short(**changes: object) -> TrainingConfig:
    """Return a configuration of two short epochs."""
    values: dict[str, object] = {
        "epochs": 2,
        "batch_pieces": 256,
        "window": 128,
        "overlap": 32,
        "augmentation": Augmentation(),
    }
    return config(**(values | changes))


# --- the tokenizer ---------------------------------------------------------------------------

_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZàâçéèêëîïôùûœÉÈ0123456789"
_SIGNS = "'\".,;:!?()-&#…%"
_WORDS = """Comment vous arriv Par agence form quarante élèves Je lis ait beaucoup Et Il faut écouter avant publier
Que fait Nous écriv ons des lettres que les habitants gardent imprime conseil Une lettre mal jamais ment est le la de
Lyon Brest Observatoire marées affiches ette ш ж"""


def vocabulary() -> list[str]:
    """Return special pieces, the word mark, characters, words with and without the mark, the mask."""
    words = [mark + word for word in dict.fromkeys(_WORDS.split()) for mark in ("▁", "")]
    known = ["<s>", "<pad>", "</s>", "<unk>", "▁", *_LETTERS, *_SIGNS]
    return [*known, *(word for word in words if word not in known), "<mask>"]


def tokenizer() -> Tokenizer:
    """Return a tokenizer of the layout of XLM-R: special pieces at both ends of the vocabulary."""
    pieces = vocabulary()
    made = Tokenizer(
        Unigram([(piece, -8.0 - number / 1000) for number, piece in enumerate(pieces)], unk_id=3)
    )
    made.normalizer = NFKC()
    made.pre_tokenizer = Metaspace()
    made.decoder = decoders.Metaspace()
    made.post_processor = TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", 0), ("</s>", 2)],
    )
    made.add_special_tokens(["<s>", "<pad>", "</s>", "<unk>", "<mask>"])
    return made


def write_winer(folder: Path) -> Path:
    """Write three small files in the form of WiNER-fr and return their folder."""
    folder.mkdir()
    rows = {
        "train": [("Octave Lebrun visite Roubaix .", [[0, 13, "Person"], [21, 28, "Location"]])],
        "dev": [("Le maire de Nantes reçoit la presse .", [[12, 18, "Location"]])],
        "test": [
            ("Morlaix attend son nouveau théâtre depuis plus de dix ans .", [[0, 7, "Location"]])
        ],
    }
    for split, found in rows.items():
        lines = [
            json.dumps({"text": text, "spans": spans, "doc": f"{split}-1"}) for text, spans in found
        ]
        (folder / f"{split}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder
