"""News articles and debates with a summary written by a person, as texts cut into sentences.

Neither data set is part of the project: the folder that holds them is an option. What is read is

- ``orangesum/*.jsonl`` (OrangeSum, abstracts, test; one article a line: ``id``, ``source_documents``, ``gold``),
- ``fredsum/`` (FREDSum: ``transcript/``, ``summary_abstractive/1/``, ``FREDSum_test.json``).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from pipeline.errors import InputError
from pipeline.summarize.sentences import Sentence, plain_sentences

TUNING_ARTICLES = 500
_TURN = re.compile(r"\s*([^:\n]{1,40}?)\s*:\s+(.*)")


@dataclass(frozen=True, slots=True)
class Text:
    """One text: its sentences, each as written and with its speaker ("" in an article)."""

    id: str
    sentences: tuple[Sentence, ...]
    written: tuple[str, ...]
    speakers: tuple[str, ...]
    reference: str


def articles(data: Path) -> tuple[list[Text], list[Text]]:
    """Return the articles to tune on, 500 chosen by a hash of their id, and the others.

    Raises:
        InputError: The data set is not there, or is none.
    """
    folder = data / "orangesum"
    files = sorted(folder.glob("*.jsonl"))
    if not files:
        raise InputError(f"{folder}: no *.jsonl", hint="--data names the folder above orangesum/")
    texts = []
    for file in files:
        for number, line in enumerate(_read(file).splitlines(), 1):
            try:
                row = json.loads(line)
                texts.append(article(str(row["id"]), row["source_documents"], row["gold"]))
            except (ValueError, KeyError, TypeError) as error:
                raise InputError(f"{file}, line {number}: no article ({error!r})") from error
    return split_by_hash(texts, TUNING_ARTICLES)


def article(id: str, text: str, reference: str) -> Text:
    """Return one article."""
    sentences = tuple(plain_sentences(text))
    written = tuple(text[sentence.start : sentence.end] for sentence in sentences)
    return Text(id, sentences, written, ("",) * len(sentences), reference)


def split_by_hash(texts: list[Text], first: int) -> tuple[list[Text], list[Text]]:
    """Return the texts whose ids have the smallest SHA-256, and the others, each in their order."""
    ordered = sorted(texts, key=lambda text: sha256(text.id.encode()).hexdigest())
    chosen = {text.id for text in ordered[:first]}
    return [t for t in texts if t.id in chosen], [t for t in texts if t.id not in chosen]


def debates(data: Path) -> tuple[list[Text], list[Text]]:
    """Return the debates that are not of the published test split, and those that are.

    Raises:
        InputError: The data set is not there.
    """
    folder = data / "fredsum"
    try:
        test = set(json.loads(_read(folder / "FREDSum_test.json"))["FREDSum_test"])
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(f"{folder}/FREDSum_test.json: no list of files ({error!r})") from error
    tuning: list[Text] = []
    held: list[Text] = []
    for file in sorted((folder / "transcript").glob("*.txt")):
        reference = _read(folder / "summary_abstractive" / "1" / file.name)
        text = debate(file.stem, _read(file), reference)
        (held if file.name in test else tuning).append(text)
    if not tuning or not held:
        raise InputError(f"{folder}: {len(tuning)} debates to tune on, {len(held)} of the test")
    return tuning, held


def debate(id: str, transcript: str, reference: str) -> Text:
    """Return one debate; a line is ``Speaker : words``, or goes on with what was said before."""
    sentences: list[Sentence] = []
    written: list[str] = []
    speakers: list[str] = []
    for number, (speaker, words) in enumerate(_turns(transcript)):
        for sentence in plain_sentences(words):
            sentences.append(replace(sentence, turn=str(number)))
            written.append(words[sentence.start : sentence.end])
            speakers.append(speaker)
    return Text(id, tuple(sentences), tuple(written), tuple(speakers), reference)


def _turns(transcript: str) -> list[tuple[str, str]]:
    turns: list[tuple[str, str]] = []
    for line in filter(str.strip, transcript.splitlines()):
        match = _TURN.match(line)
        if match:
            turns.append((match[1], match[2]))
        elif turns:
            turns[-1] = (turns[-1][0], f"{turns[-1][1]} {line.strip()}")
        else:
            turns.append(("", line.strip()))
    return turns


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"{file}: cannot be read ({error})", hint="--data names the folder above it"
        ) from error
