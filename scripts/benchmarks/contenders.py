"""What else one could run over the same texts, each in one thread; what is not installed is left out."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from benchmarks.timing import Work, by_turns
from pipeline.encoder.folder import TOKENIZER, shipped_folder

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

_BATCHES = (1, 2, 4, 8, 16, 64)
_SUMMARY = 5  # sentences
_EDS = (
    "eds.normalizer",
    "eds.sentences",
    "eds.negation",
    "eds.hypothesis",
    "eds.reported_speech",
    "eds.family",
    "eds.history",
    "eds.dates",
    "eds.quantities",
)
# What each covers, for the reader of a table.
COVERS = {
    "bare model": "words, parts of speech, syntax, lemmas, entities (PER, ORG, LOC, MISC)",
    "bare model + LexRank": "the same, and five sentences of each text as its summary (sumy)",
    "EDS-NLP": "sentences, negation, hypothesis, reported speech, family, history of each word; dates and "
    "quantities: rules, for clinical notes; no turns, entities, claims, summaries",
    "camembert-base's shape": "a label a word piece: entities",
}


def best_batch(nlp: Language, texts: Sequence[str]) -> int:
    """Return the batch size with which the model reads whole documents fastest."""
    works = {size: bare(nlp, texts, size) for size in _BATCHES}
    times = by_turns({str(size): work for size, work in works.items()}, 3)
    return min(works, key=lambda size: times[str(size)].cpu)


def bare(nlp: Language, texts: Sequence[str], batch: int) -> Work:
    """Return the work of analysing each text as one document."""

    def work() -> None:
        for _ in nlp.pipe(texts, batch_size=batch):
            pass

    return work


def lexrank(nlp: Language, texts: Sequence[str], batch: int) -> Work:
    """Return the work of analysing each text and choosing its central sentences."""
    from sumy.models.dom import ObjectDocumentModel, Paragraph, Sentence
    from sumy.nlp.stemmers import Stemmer
    from sumy.summarizers.lex_rank import LexRankSummarizer
    from sumy.utils import get_stop_words

    summarizer = LexRankSummarizer(Stemmer("french"))
    summarizer.stop_words = get_stop_words("french")

    class Words:
        """What sumy asks for in place of NLTK's data: the words that spaCy found."""

        def __init__(self, doc: Doc) -> None:
            self._of = {
                sent.text: [token.text for token in sent if token.is_alpha] for sent in doc.sents
            }

        def to_words(self, sentence: str) -> list[str]:
            return self._of.get(sentence, [])

    def work() -> None:
        for doc in nlp.pipe(texts, batch_size=batch):
            words = Words(doc)
            sentences = [Sentence(sent.text, words) for sent in doc.sents if sent.text.strip()]
            summarizer(ObjectDocumentModel([Paragraph(sentences)]), _SUMMARY)

    return work


def eds(texts: Sequence[str]) -> Work:
    """Return the work of EDS-NLP's rules for French."""
    import edsnlp
    from loguru import logger

    logger.disable("edsnlp")  # which announces the components that were not asked for
    nlp: Any = edsnlp.blank("eds")
    for name in _EDS:
        nlp.add_pipe(name)

    def work() -> None:
        for _ in nlp.pipe(texts):
            pass

    return work


def camembert(turns: Sequence[str]) -> Work:
    """Return the work of a transformers pipeline over turns with a model of camembert-base's shape.

    Its weights are random: it says what such a model costs, nothing of what it finds. Turns are read
    one by one, which is fastest on a processor (nothing is padded), and in windows of 512 pieces.
    """
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    torch: Any = import_module("torch")
    transformers: Any = import_module("transformers")
    torch.set_num_threads(1)
    torch.manual_seed(0)
    transformers.logging.set_verbosity_error()
    config = transformers.CamembertConfig(
        vocab_size=32_005, max_position_embeddings=514, type_vocab_size=1, num_labels=9
    )
    # The shipped tokenizer stands in for camembert's: pieces of much the same length.
    tokenizer = transformers.PreTrainedTokenizerFast(
        tokenizer_file=str(shipped_folder() / TOKENIZER),
        model_max_length=512,
        pad_token="<pad>",
        model_input_names=["input_ids", "attention_mask"],
    )
    model = transformers.CamembertForTokenClassification(config).eval()
    reader = transformers.TokenClassificationPipeline(
        model=model, tokenizer=tokenizer, aggregation_strategy="simple", stride=64, device=-1
    )

    def work() -> None:
        for turn in turns:
            reader(turn)

    return work


def missing(*packages: str) -> list[str]:
    """Return those of `packages` that are not installed."""
    return [name for name in packages if find_spec(name) is None]


def offered(
    nlp: Language, texts: Sequence[str], batch: int
) -> tuple[dict[str, Work], dict[str, list[str]]]:
    """Return the contenders that read whole texts, and what those left out would need."""
    makers: dict[str, tuple[tuple[str, ...], Callable[[], Work]]] = {
        "bare model": ((), lambda: bare(nlp, texts, batch)),
        "bare model + LexRank": (("sumy",), lambda: lexrank(nlp, texts, batch)),
        "EDS-NLP": (("edsnlp",), lambda: eds(texts)),
    }
    lacking = {name: missing(*needs) for name, (needs, _) in makers.items()}
    works = {name: make() for name, (_, make) in makers.items() if not lacking[name]}
    return works, {name: needs for name, needs in lacking.items() if needs}
