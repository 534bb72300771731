"""The dataset's rows and files -> Croissant metadata (JSON-LD).

Croissant 1.0, https://docs.mlcommons.org/croissant/docs/croissant-spec.html. The record sets are
described over the JSON Lines files, whose bytes do not depend on a library's release.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from pipeline import __version__
from pipeline.importers.dataset import COLUMNS, CONFIGS, Column, Config

Json: TypeAlias = dict[str, Any]

# The context that the specification prescribes, appendix 1.
_CONTEXT: Json = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
_DATE = "2026-11-24"  # of the first version that was put out as a dataset
_DESCRIPTION = (
    "French interviews of communication professionals with question-answer exchanges, entity "
    "mentions, claims and summaries, each tied to exact characters. Every interview was written "
    "and annotated by a language model; no human annotated them, and the people who speak are "
    "invented."
)
_CITE_AS = (
    "@misc{entretiens, title = {entretiens: annotated interviews of French communication "
    "professionals}, author = {{the entretiens developers}}}"
)
_UNIT: dict[Config, str] = {
    "interviews": "One row an interview.",
    "exchanges": "One row a question with its answers.",
    "entities": "One row a mention of a named entity, in interviews with the entity layer only.",
    "claims": "One row a claim, in interviews with the claim layer only.",
}
_KEYS: dict[Config, tuple[str, ...]] = {
    "interviews": ("id",),
    "exchanges": ("interview", "exchange"),
    "entities": ("interview", "start", "end"),
    "claims": ("interview", "claim"),
}
_DATA_TYPES = {"string": "sc:Text", "int64": "sc:Integer", "bool": "sc:Boolean"}


def croissant_json(files: Mapping[tuple[Config, str], bytes]) -> str:
    """Return the metadata of a dataset.

    Args:
        files: The bytes of ``data/CONFIG/SPLIT.jsonl`` by configuration and split.
    """
    splits = sorted({split for _, split in files}, key=[split for _, split in files].index)
    metadata = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "name": "entretiens",
        "description": _DESCRIPTION,
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "citeAs": _CITE_AS,
        "datePublished": _DATE,
        "version": __version__,
        "license": "https://creativecommons.org/licenses/by/4.0/",
        "inLanguage": "fr",
        "keywords": ["French", "interviews", "public relations", "claims", "named entities"],
        "isLiveDataset": False,
        "rai:dataCollection": "Written by a language model for this project; nothing was collected.",
        "rai:dataAnnotationProtocol": "GUIDE.md, applied by a language model in one pass.",
        "rai:personalSensitiveInformation": "None: the people who speak are invented.",
        "distribution": [
            *(_file_object(config, split, content) for (config, split), content in files.items()),
            *(_file_set(config) for config in CONFIGS),
        ],
        "recordSet": [_split_set(splits), *(_record_set(config) for config in CONFIGS)],
    }
    return json.dumps(metadata, ensure_ascii=False, indent=1) + "\n"


def _file_object(config: Config, split: str, content: bytes) -> Json:
    path = f"data/{config}/{split}.jsonl"
    return {
        "@type": "cr:FileObject",
        "@id": path,
        "name": path,
        "contentUrl": path,
        "contentSize": f"{len(content)} B",
        "encodingFormat": "application/jsonlines",
        "sha256": hashlib.sha256(content).hexdigest(),
    }


def _file_set(config: Config) -> Json:
    return {
        "@type": "cr:FileSet",
        "@id": f"{config}-files",
        "name": f"{config}-files",
        "encodingFormat": "application/jsonlines",
        "includes": f"data/{config}/*.jsonl",
    }


def _split_set(splits: Iterable[str]) -> Json:
    return {
        "@type": "cr:RecordSet",
        "@id": "splits",
        "name": "splits",
        "dataType": "cr:Split",
        "key": {"@id": "splits/name"},
        "field": [
            {"@type": "cr:Field", "@id": "splits/name", "name": "name", "dataType": "sc:Text"}
        ],
        "data": [{"splits/name": split} for split in splits],
    }


def _record_set(config: Config) -> Json:
    return {
        "@type": "cr:RecordSet",
        "@id": config,
        "name": config,
        "description": _UNIT[config],
        "key": [{"@id": f"{config}/{name}"} for name in _KEYS[config]],
        "field": [_field(config, column) for column in COLUMNS[config]],
    }


def _field(config: Config, column: Column) -> Json:
    field: Json = {
        "@type": "cr:Field",
        "@id": f"{config}/{column.name}",
        "name": column.name,
        "description": column.meaning,
        "dataType": _DATA_TYPES[column.type],
        "source": {
            "fileSet": {"@id": f"{config}-files"},
            "extract": {"column": column.name},
        },
    }
    if column.many:
        field["repeated"] = True
    if column.name == "split":
        field["dataType"] = "sc:Text"
        field["references"] = {"field": {"@id": "splits/name"}}
    return field
