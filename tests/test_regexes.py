"""Every regular expression of the package on strings made to blow it up: never more than linear time."""

from __future__ import annotations

import ast
import functools
import importlib
import inspect
import pkgutil
import re
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import pipeline

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        sys.platform == "win32", reason="Windows has no timer to stop a search with"
    ),
]

ROOT = Path(pipeline.__file__).parent
METHODS = {"match", "search", "fullmatch", "finditer", "findall", "sub", "subn", "split"}
# They need torch, or change this process.
LEFT_OUT = ("pipeline.__main__", "pipeline.training", "pipeline.read.pdf_words")

_UNITS = (
    'a¦A¦é¦1¦ ¦\n¦\t¦\u00a0¦\u0301¦.¦…¦!¦?¦,¦;¦:¦-¦—¦_¦\'¦"¦«¦(¦[¦{¦<¦</¦[]¦\\¦\\"¦*¦**¦|¦#¦&¦/¦=¦@'
    "¦a ¦A ¦Aa ¦1 ¦- ¦— ¦« ¦? ¦! ¦* ¦& ¦. ¦: ¦A. ¦A.B. ¦1. ¦a,¦a-¦a.¦a/¦a@¦A-b¦é'¦l'¦0,¦00:¦-->¦<a¦<a ¦<b>¦{\\"
    "¦http://¦de ¦de la ¦oui ¦Comment ¦dit-elle, ¦M. ¦Jean Paul ¦Q : ¦12 mai ¦[a]("
)
UNITS = tuple(_UNITS.split("¦"))
_MOST_OWN = 16  # units made of one pattern's own signs

FIRST, LONG = 50_000, 1_000_000
# A linear search of the first length takes some 2 ms, a quadratic one a second. Of what takes longer than
# `SUSPECT`, the long one is tried: linear, it takes 20 times that, quadratic 400 times. What is slow already
# is tried on four times the length.
SUSPECT, SLOW, LIMIT = 0.006, 0.1, 20.0

# Where the code that searches bounds what is searched.
BOUNDED = {
    "pipeline.casing.writing._BEGINS": "in the 8 characters before a word",
    "pipeline.casing.writing._GOES_ON": "in the 8 characters before a word",
    "pipeline.text._LAST_WORD": "in the 30 characters before a full stop",
    "pipeline.segment.wording._ABBREVIATION": "in the 8 characters before a full stop",
    "pipeline.read.json_rows._TOKEN": "the scan ends at the first quotation mark that no other closes",
    "pipeline.segment.units._DASH": "matched where a unit begins, never searched",
    r"labels.py [\s°n]*\d+$": "in a label of at most 16 characters",
    r"wording.py \([^)]*\)": "before the last closing bracket",
    "pipeline.pseudonyms.survey._AUTHORS": "white space is collapsed before",
}


@dataclass(frozen=True)
class Search:
    name: str
    pattern: re.Pattern[str] | re.Pattern[bytes]
    method: str


def modules() -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(pipeline.__path__, "pipeline."):
        if not found.name.startswith(LEFT_OUT):
            yield importlib.import_module(found.name)


def used_methods(tree: ast.AST) -> dict[str, set[str]]:
    """Return the methods that a module calls of each name: ``_WORD.sub(…)`` gives ``sub``."""
    found: dict[str, set[str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in METHODS:
            owner = node.value
            name = getattr(owner, "id", None) or getattr(owner, "attr", None)
            if name:
                found.setdefault(name, set()).add(node.attr)
    return found


def literals(tree: ast.AST, file: str) -> Iterator[Search]:
    """Yield the searches with a pattern that stands in the call: ``re.sub("…", …)``."""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "re"
            and node.func.attr in METHODS
            and isinstance(node.args[0], ast.Constant)
        ):
            text = node.args[0].value
            yield Search(f"{file} {text}", re.compile(text), node.func.attr)


def patterns(value: object) -> Iterator[re.Pattern[str] | re.Pattern[bytes]]:
    """Yield the patterns in a value: itself, in a collection, or what a cached function makes."""
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from patterns(inner)
    elif isinstance(value, tuple | list | frozenset | set):
        for inner in value:
            yield from patterns(inner)
    elif isinstance(value, functools._lru_cache_wrapper) and _is_ours(value):
        made = value()
        yield from patterns(made if isinstance(made, re.Pattern | tuple | dict) else None)


def _is_ours(function: object) -> bool:
    ours = str(getattr(function, "__module__", "")).startswith("pipeline")
    return ours and not inspect.signature(function).parameters


def searches() -> list[Search]:
    """Return how the package searches: each pattern with each method that is called of it anywhere."""
    used: dict[str, set[str]] = {}
    found: dict[tuple[object, int, str], Search] = {}
    for file in ROOT.rglob("*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        local = used_methods(tree)
        used[str(file)] = set().union(*local.values()) if local else set()
        for search in literals(tree, file.name):
            found[search.pattern.pattern, search.pattern.flags, search.method] = search
    for module in modules():
        tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))
        local = used_methods(tree)
        for name, value in vars(module).items():
            for pattern in patterns(value):
                # In a collection, or of a function: under whatever name, a method of this module.
                methods = local.get(name) or used[str(module.__file__)] or {"search"}
                for method in methods:
                    search = Search(f"{module.__name__}.{name}", pattern, method)
                    found.setdefault((pattern.pattern, pattern.flags, method), search)
    return sorted(found.values(), key=lambda search: (search.name, search.method))


class TooLongError(Exception):
    """The search was stopped."""


def stopped(*_: object) -> None:
    raise TooLongError


def seconds(search: Search, unit: str, length: int) -> float:
    """Return the processor's time that a search takes; more than the limit counts as the limit."""
    text = unit * (length // len(unit)) + "\0"  # at the end, what no pattern expects
    subject = text if isinstance(search.pattern.pattern, str) else text.encode()
    before = signal.signal(signal.SIGVTALRM, stopped)
    signal.setitimer(signal.ITIMER_VIRTUAL, LIMIT)
    start = time.process_time()
    try:
        run(search, subject)
    except TooLongError:
        return LIMIT
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    return time.process_time() - start


def run(search: Search, subject: str | bytes) -> None:
    method = getattr(search.pattern, search.method)
    if search.method in ("sub", "subn"):
        method(type(subject)(), subject)
    elif search.method == "finditer":
        for _ in method(subject):
            pass
    else:
        method(subject)


def own_units(pattern: re.Pattern[str] | re.Pattern[bytes]) -> list[str]:
    """Return strings of the signs that a pattern itself names: those that its repetitions eat."""
    tree = re._parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)
    strings: list[str] = []
    signs: dict[str, None] = {}
    _collect(tree, strings, signs)
    singles = list(signs)[:_MOST_OWN]
    found = [*singles, "".join(singles), *strings[:_MOST_OWN]]
    return [unit for unit in dict.fromkeys(found) if unit]


def _collect(tree: Any, strings: list[str], signs: dict[str, None]) -> None:
    word = ""
    for op, value in tree:
        if str(op) == "LITERAL":
            word += chr(value)
            signs.setdefault(chr(value))
            continue
        if len(word) > 1:
            strings.append(word)
        word = ""
        if str(op) == "RANGE":
            signs.setdefault(chr(value[0]))
        for inner in value if isinstance(value, tuple | list) else (value,):
            if isinstance(inner, re._parser.SubPattern):
                _collect(inner, strings, signs)
            elif isinstance(inner, list):
                for each in inner:
                    _collect(
                        each if isinstance(each, re._parser.SubPattern) else [each], strings, signs
                    )
            elif str(op) == "IN":
                _collect([inner], strings, signs)
    if len(word) > 1:
        strings.append(word)


def too_slow(search: Search, unit: str) -> bool:
    """Return whether a search takes more than linear time on a repeated string."""
    short = seconds(search, unit, FIRST)
    if short < SUSPECT:
        return False
    factor, most = (LONG // FIRST, 90) if short < SLOW else (4, 9)
    return seconds(search, unit, factor * FIRST) > min(most * short, 0.99 * LIMIT)


def test_the_patterns_of_the_package_are_found() -> None:
    names = {search.name for search in searches()}
    assert len(names) > 200
    assert BOUNDED.keys() <= names


def test_no_pattern_takes_more_than_linear_time() -> None:
    slow: list[str] = []
    for search in searches():
        if search.name in BOUNDED:
            continue
        units = dict.fromkeys((*UNITS, *own_units(search.pattern)))
        found = next((unit for unit in units if too_slow(search, unit)), None)
        if found is not None:
            slow.append(f"{search.name}.{search.method} on {found!r}")
    assert not slow, "\n".join(slow)


def test_a_pattern_that_blows_up_is_found() -> None:
    for text, method in ((r"(?:[hm]?[hmu]+m*)+", "fullmatch"), (r"\s+$", "search")):
        search = Search("x", re.compile(text), method)
        assert any(too_slow(search, unit) for unit in (*UNITS, *own_units(search.pattern)))
