"""Records -> GEXF, the network file of Gephi: which entities are named in one exchange.

https://gexf.net, written by networkx. An entity of the whole run is a name with its label, so
"Zébulon" (ORG) is one node in however many interviews. An edge weighs as much as there are
exchanges, question or answers, in which both are named.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING, TypeAlias

from pipeline.errors import InputError
from pipeline.export.writing import ExportFile
from pipeline.export.xml import xml_text
from pipeline.schema import Record
from pipeline.tables import exchange_of_turns

if TYPE_CHECKING:
    from networkx import Graph

Node: TypeAlias = tuple[str, str]  # label and name


@dataclass(slots=True)
class _Network:
    """What is counted over a run."""

    mentions: Counter[Node] = field(default_factory=Counter)
    interviews: Counter[Node] = field(default_factory=Counter)
    kinds: dict[Node, Counter[str]] = field(default_factory=dict)
    together: Counter[tuple[Node, Node]] = field(default_factory=Counter)


def export_files(records: Iterable[Record], *, min_count: int = 1) -> Iterator[ExportFile]:
    """Yield ``entities.gexf``.

    Args:
        records: The interviews.
        min_count: Edges of a lower weight are left out, and then entities without edge; 0 keeps
            those as well.

    Raises:
        InputError: `min_count` is negative.
    """
    if min_count < 0:
        raise InputError(f"--min-count {min_count}", hint="give 0 or more")
    network = _Network()
    for record in records:
        _count(record, network)
    yield ExportFile.of_text("entities.gexf", _gexf(_graph(network, min_count)))


def _count(record: Record, network: _Network) -> None:
    exchange_of = exchange_of_turns(record.exchanges)
    named: dict[str, set[Node]] = {}
    here: set[Node] = set()
    for entity in record.entities:
        node = (entity.label, entity.name)
        here.add(node)
        network.mentions[node] += len(entity.mentions)
        if entity.kind is not None:
            network.kinds.setdefault(node, Counter())[entity.kind] += 1
        for mention in entity.mentions:
            if mention.turn in exchange_of:
                named.setdefault(exchange_of[mention.turn], set()).add(node)
    network.interviews.update(here)
    for nodes in named.values():
        network.together.update(combinations(sorted(nodes), 2))


def _graph(network: _Network, min_count: int) -> Graph:
    import networkx as nx

    edges = {pair: n for pair, n in sorted(network.together.items()) if n >= min_count}
    kept = {node for pair in edges for node in pair} if min_count else set(network.mentions)
    graph = nx.Graph()
    for node in sorted(kept):
        label, name = node
        kinds = network.kinds.get(node)
        # Of two kinds given equally often the first in the alphabet, so that order decides nothing.
        kind = {"kind": min(kinds, key=lambda kind: (-kinds[kind], kind))} if kinds else {}
        graph.add_node(
            _id(node),
            label=xml_text(name),
            entity_label=label,
            mentions=network.mentions[node],
            interviews=network.interviews[node],
            **kind,
        )
    for (left, right), weight in edges.items():
        graph.add_edge(_id(left), _id(right), weight=weight)
    return graph


def _id(node: Node) -> str:
    return xml_text(":".join(node))


def _gexf(graph: Graph) -> str:
    import networkx as nx

    content = "\n".join(nx.generate_gexf(graph))
    # networkx writes today's date, which would make every export another file.
    content = re.sub(r' lastmodifieddate="[^"]*"', "", content, count=1)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{content}\n'
