"""The table of export formats: which module makes one, from what, with which options."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from pipeline.errors import InputError

if TYPE_CHECKING:
    from pipeline.export.writing import ExportFile
    from pipeline.schema import Gold, Record


@dataclass(frozen=True, slots=True)
class Format:
    """One way to write interviews for another tool.

    Args:
        name: As given to ``--to``, and the name of the module in this package.
        reader: Who reads it, for the help.
        takes: ``"records"``, or ``"gold"`` for what people correct and bring back: records are
            turned into gold first.
        options: Keyword arguments that the module's ``export_files`` knows.
    """

    name: str
    reader: str
    takes: Literal["records", "gold"] = "records"
    options: tuple[str, ...] = ()


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        format.name: format
        for format in (
            Format("tei", "archives, XSLT, TEI Publisher"),
            Format("txm", "TXM", options=("answers_only",)),
            Format("iramuteq", "IRaMuTeQ", options=("answers_only",)),
            Format("qdpx", "QualCoder, NVivo, MAXQDA, ATLAS.ti"),
            Format("docx", "Word; NVivo codes by its headings", options=("answers_only",)),
            Format("csv", "spreadsheets: one quotation a row", options=("key_only",)),
            Format("gexf", "Gephi: entities named together", options=("min_count",)),
            Format("hf", "Hugging Face datasets", options=("title",)),
            Format("conll", "CoNLL-2003: entities as IOB columns"),
            Format("conllu", "CoNLL-U: entities in MISC"),
            Format("docbin", "spaCy"),
            Format("brat", "brat", takes="gold"),
            Format("labelstudio", "Label Studio", takes="gold"),
            Format("doccano", "doccano", takes="gold"),
            Format("prodigy", "Prodigy", takes="gold"),
            Format("xmi", "INCEpTION, UIMA", takes="gold"),
        )
    }
)


def export_files(
    format: Format, interviews: Iterable[Record] | Iterable[Gold], **options: Any
) -> Iterator[ExportFile]:
    """Yield the files of one format.

    Args:
        format: One of `FORMATS`.
        interviews: What the format takes; gone through once or several times, in order.
        options: Of this format.

    Raises:
        InputError: An option is another format's, an extra is not installed, or an interview has
            nothing that this format could hold.
    """
    for name in options:
        if name not in format.options:
            takers = [each.name for each in FORMATS.values() if name in each.options]
            raise InputError(
                f"--{name.replace('_', '-')} means nothing for {format.name}",
                hint=f"it is an option of {', '.join(takers)}" if takers else "",
            )
    module = import_module(f"pipeline.export.{format.name}")
    files: Iterator[ExportFile] = module.export_files(interviews, **options)
    yield from files
