"""Facts about a run's records -> the card of a data set (``README.md``)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.frames import FRAMES, RECORDS, arrow_schema
from pipeline.schema import Record
from pipeline.tables import TABLES, codebook_rows

_UNITS = {
    "interviews": "interview",
    "turns": "turn of a speaker, heading or introduction",
    "exchanges": "question with its answers",
    "entities": "mention of a named entity",
    "claims": "claim",
    RECORDS: "interview with everything in it, nested",
}
# Categories of the Hub, each with the number that is too large for it.
_SIZES = (
    (1_000, "n<1K"),
    (10_000, "1K<n<10K"),
    (100_000, "10K<n<100K"),
    (1_000_000, "100K<n<1M"),
    (10_000_000, "1M<n<10M"),
)
# As `pipeline.review` writes it: what a person decided is nothing doubtful.
_REVIEWED = re.compile(r"reviewed: \d+ decisions? ")


@dataclass(slots=True)
class CardFacts:
    """What is counted while the tables are written."""

    rows: Counter[str] = field(default_factory=Counter)  # by table
    sha256: dict[str, str] = field(default_factory=dict)  # of each table's shards
    characters: int = 0
    warned: int = 0  # records with a warning
    reviewed: int = 0  # records with a reviewer's decisions
    formats: Counter[str] = field(default_factory=Counter)
    schemas: Counter[str] = field(default_factory=Counter)
    versions: Counter[str] = field(default_factory=Counter)  # of this package
    models: Counter[str] = field(default_factory=Counter)
    settings: Counter[str] = field(default_factory=Counter)

    def add(self, record: Record) -> None:
        """Count one interview."""
        made = record.provenance
        self.characters += len(record.text)
        reviews = [text for text in made.warnings if _REVIEWED.match(text)]
        self.reviewed += bool(reviews)
        self.warned += len(made.warnings) > len(reviews)
        self.formats[record.source.format] += 1
        self.schemas[record.schema_version] += 1
        self.versions[made.pipeline] += 1
        self.settings[made.config_sha256] += 1
        for name, model in made.models.items():
            digest = f", sha256 `{model.sha256}`" if model.sha256 else ""
            self.models[f"{name} {model.version}{digest}"] += 1


def card(facts: CardFacts, *, title: str, metadata: Sequence[str]) -> str:
    """Return the card: the header that ``load_dataset`` and the Hub read, then the text.

    Args:
        facts: Of all interviews.
        title: Of the data set.
        metadata: Columns of the researcher's own table.
    """
    title = " ".join(title.split())
    return f"---\n{_header(facts, title, metadata)}\n---\n\n" + "\n".join(
        [
            f"# {title}",
            "",
            f"{facts.rows[RECORDS]:,} French interviews ({facts.characters:,} characters) with turns, "
            "question-answer exchanges, named entities, claims and summaries, each tied to exact "
            "characters of the interview's text. They were found by a program: check what you rely "
            "on.",
            "",
            *_contents(facts),
            *_loading(),
            *_columns(metadata),
            *_origin(facts),
            *_rights(),
        ]
    )


def _header(facts: CardFacts, title: str, metadata: Iterable[str]) -> str:
    from datasets import DatasetInfo, Features
    from datasets.info import DatasetInfosDict
    from datasets.utils.metadata import MetadataConfigs
    from huggingface_hub import DatasetCardData

    number = facts.rows[RECORDS]
    tables = [name for name in FRAMES if facts.rows[name]]
    size = next((size for limit, size in _SIZES if number < limit), "10M<n<100M")
    data = DatasetCardData(language="fr", pretty_name=title, size_categories=[size])
    # `datasets` knows what it has prepared before by the folder's name and by this header, not by the
    # files: the digest keeps it from giving the rows of another corpus, or those from before a rerun.
    configs = {
        name: {"data_files": [{"split": "train", "path": f"data/{name}/train-*.parquet"}]}
        | {"description": f"sha256 of the shards: {facts.sha256[name]}"}
        | ({"default": True} if name == FRAMES[0] else {})
        for name in tables
    }
    MetadataConfigs(configs).to_dataset_card_data(data)
    # Without declared features, a first shard whose lists are all empty could not be loaded.
    infos = {
        name: DatasetInfo(features=Features.from_arrow_schema(arrow_schema(name, metadata)))
        for name in tables
    }
    DatasetInfosDict(infos).to_dataset_card_data(data)
    return str(data.to_yaml())


def _contents(facts: CardFacts) -> Iterator[str]:
    yield from ("## Contents", "", "| configuration | one row a | rows |", "|---|---|---|")
    for name in FRAMES:
        # `datasets` cannot load a configuration in which nothing is.
        rows = f"{facts.rows[name]:,}" if facts.rows[name] else "none, so no configuration"
        yield f"| `{name}` | {_UNITS[name]} | {rows} |"
    yield from (
        "",
        "Everything is in the split `train`, the name that `datasets` gives to data without splits. "
        "Offsets (`start`, `end`) are code points of the interview's `text` in `records`, from 0, "
        "the end excluded.",
        "",
    )


def _loading() -> Iterator[str]:
    yield from (
        "## How to load",
        "",
        "```python",
        "from datasets import load_dataset",
        "",
        'claims = load_dataset("PATH/TO/THIS/FOLDER", "claims", split="train")',
        "claims.to_pandas()",
        "```",
        "",
        "Nothing was uploaded. To publish is your own call: "
        "`hf upload YOU/NAME PATH/TO/THIS/FOLDER --repo-type dataset --private`.",
        "",
    )


def _columns(metadata: Iterable[str]) -> Iterator[str]:
    rows = codebook_rows(metadata)
    yield from ("## Columns", "")
    for table in TABLES:
        yield from (f"### {table}", "", "| column | type | meaning | sens |", "|---|---|---|---|")
        for row in rows:
            if row["table"] == table:
                cells = (row["column"], row["type"], row["meaning_en"], row["meaning_fr"])
                yield f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |"
        yield ""
    yield from (
        f"### {RECORDS}",
        "",
        "The keys of `records.jsonl`, with every object nested. `metadata` and `models` are lists "
        "of objects with a `name`.",
        "",
    )


def _origin(facts: CardFacts) -> Iterator[str]:
    yield from (
        "## Provenance",
        "",
        f"Made by entretiens {_listed(facts.versions)} (records of schema "
        f"{_listed(facts.schemas)}) from files of the formats {_listed(facts.formats)}.",
        "",
        "| made with | interviews |",
        "|---|---|",
    )
    for model, number in sorted(facts.models.items()):
        yield f"| {model} | {number:,} |"
    for settings, number in sorted(facts.settings.items()):
        yield f"| settings, sha256 `{settings}` | {number:,} |"
    yield from (
        "",
        f"{facts.warned:,} of {facts.rows[RECORDS]:,} interviews carry a warning "
        "(`warnings` in `interviews`): look at them first."
        + (f" {facts.reviewed:,} were reviewed by a person." if facts.reviewed else ""),
        "",
    )


def _listed(counted: Counter[str]) -> str:
    return ", ".join(sorted(counted))


def _rights() -> Iterator[str]:
    yield from (
        "## Licence",
        "",
        "None is stated. The texts are those of your interviews: your texts, your rights, and those "
        "of the people who speak in them. Before you share this folder, settle both, write "
        "`license:` into the header above, and consider pseudonyms for persons (RGPD).",
        "",
    )
