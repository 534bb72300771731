"""What the tests of the readers share: a file from its content, and the words of its blocks."""

from __future__ import annotations

from pathlib import Path

from pipeline.read import read_source
from pipeline.schema import Block, Source
from pipeline.settings import Settings


def read_content(path: Path, content: bytes | str) -> Source:
    """Write a file (words as UTF-8) and return what is read from it."""
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_source(path, id="a", file=path.name, settings=Settings())


def words(source: Source, block: Block) -> str:
    return source.text[block.start : block.end]


def texts(source: Source) -> list[str]:
    return [words(source, block) for block in source.blocks]


def bold(source: Source) -> list[str]:
    return [source.text[s.start : s.end] for block in source.blocks for s in block.bold]
