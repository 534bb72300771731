"""Records -> one self-contained HTML file, written interview by interview."""

from __future__ import annotations

import base64
import hashlib
import json
import tempfile
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import IO, Any, get_args

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from pipeline import __version__
from pipeline.files import STAGED, replacing
from pipeline.report.agreement import Agreement
from pipeline.report.census import GROUP_COLUMNS, INTERVIEW_COLUMNS, Census
from pipeline.report.encode import COLUMNS, interview_json, script_json
from pipeline.report.network import HEIGHT, WIDTH, network_of
from pipeline.report.plots import Labels, french_number, plots_of
from pipeline.schema import OrgKind, Record
from pipeline.tables import Row

# One scope in the page, so the order matters only for what runs at once: the last one starts all.
_SCRIPTS = (
    *("dom", "text", "data", "download", "table", "tables", "search", "network"),
    *(
        "corrections",
        "effective",
        "marks",
        "reading",
        "readinghead",
        "margin",
        "sheet",
        "fields",
        "selection",
    ),
    *("review", "main"),
)


def write_report(
    records: Iterable[Record], path: Path, *, title: str | None = None, links: Iterable[Row] = ()
) -> int:
    """Write the report of `records` to `path` and return how many interviews are in it.

    The records are gone through once and one is held at a time; their texts wait in a temporary
    file beside `path`, because the page begins with what only the last of them tells. The same
    records give the same bytes.

    Args:
        records: In the order in which the page lists them.
        path: The HTML file; it is replaced all at once.
        title: Heading of the page.
        links: Rows of ``claim_links``.

    Raises:
        InputError: The file cannot be written.
    """
    census, agreement = Census(), Agreement(links)
    with (
        replacing(path) as temporary,
        tempfile.TemporaryFile(
            "w+", encoding="utf-8", newline="\n", prefix=STAGED, dir=path.parent
        ) as kept,
    ):
        for record in records:
            kept.write(f"{interview_json(record, census.add(record))}\n")
            agreement.add(record)
        kept.seek(0)
        with temporary.open("w", encoding="utf-8", newline="\n") as stream:
            heading = title or "Corpus d’entretiens"
            stream.writelines(_pieces(census, agreement, kept, heading))
    return len(census.interviews)


def _pieces(census: Census, agreement: Agreement, interviews: IO[str], title: str) -> Iterator[str]:
    labels = _labels()
    style, script = Markup(_asset("report.css")), Markup(_script())
    template = _environment().get_template("index.html.j2")
    return template.generate(
        title=title,
        version=__version__,
        style=style,
        script=script,
        style_hash=_hash(style),
        script_hash=_hash(script),
        census=census,
        plots=plots_of(census, labels),
        pairs=agreement.pairs(),
        corpus=script_json(_corpus(census, labels, title)),
        interviews=(Markup(line.rstrip("\n")) for line in interviews),
    )


def _corpus(census: Census, labels: Labels, title: str) -> dict[str, Any]:
    network = network_of(census)
    return {
        "title": title,
        "columns": {"interviews": INTERVIEW_COLUMNS, "groups": GROUP_COLUMNS, **COLUMNS},
        "labels": labels,
        "org_kinds": get_args(OrgKind),
        "interviews": census.interviews,
        "groups": [group.row() for group in census.groups.values()],
        "network": {
            "size": [WIDTH, HEIGHT],
            "nodes": network.nodes,
            "edges": network.edges,
        },
    }


@cache
def _labels() -> Labels:
    labels: Labels = json.loads(_asset("labels.json"))
    return labels


def _script() -> str:
    parts = "\n".join(_asset(f"js/{name}.js") for name in _SCRIPTS)
    return f'\n(() => {{\n"use strict";\n\n{parts}}})();\n'


def _asset(name: str) -> str:
    return (files("pipeline.report") / "assets" / name).read_text(encoding="utf-8")


def _hash(content: str) -> str:
    """Return the source expression by which the page's security policy lets `content` run."""
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()


def _environment() -> Environment:
    environment = Environment(
        loader=FunctionLoader(_asset),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["number"] = french_number
    return environment
