"""Census -> which entities are named together, and where each stands in the drawing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import networkx as nx

from pipeline.report.census import Census, Group

NODES = 70  # more names cannot be read
WIDTH, HEIGHT = 1200, 820  # of the drawing
EDGES_PER_NODE = 3
_SEED = 20
_ROUNDS = 120
_REACH = 110  # extent of a connected part, times the root of its nodes


@dataclass(frozen=True, slots=True)
class Network:
    """Nodes and edges in page order.

    ``nodes`` are ``(number of the entity, x, y)``, in a drawing of `WIDTH` times `HEIGHT`; ``edges`` are
    ``(index of a node, index of a node, exchanges in common)``, strongest first.
    """

    nodes: tuple[tuple[int, int, int], ...]
    edges: tuple[tuple[int, int, int], ...]


def network_of(census: Census, *, nodes: int = NODES) -> Network:
    """Return the network of the entities that are named in most exchanges.

    Two entities are linked where one exchange names both; an entity without a link is left out.
    Only the `EDGES_PER_NODE` times `nodes` strongest links are kept. The layout is Fruchterman and
    Reingold's (1991) with a fixed seed, so that the same records give the same drawing.
    """
    by_rank = sorted(census.groups.values(), key=_rank)
    chosen = {group.number for group in by_rank[: 3 * nodes]}
    pairs: Counter[tuple[int, int]] = Counter()
    for numbers in census.together:
        pairs.update(combinations([number for number in numbers if number in chosen], 2))
    linked = {number for pair in pairs for number in pair}
    ranked = [group.number for group in by_rank if group.number in linked]
    place = {number: index for index, number in enumerate(ranked[:nodes])}
    inside = [(a, b, times) for (a, b), times in pairs.items() if {a, b} <= place.keys()]
    strong = sorted(inside, key=lambda edge: (-edge[2], place[edge[0]], place[edge[1]]))
    kept = strong[: EDGES_PER_NODE * nodes]
    # Some were linked to weaker names only.
    met = {number for a, b, _ in kept for number in (a, b)}
    place = {n: index for index, n in enumerate(n for n in place if n in met)}
    edges = [(place[a], place[b], times) for a, b, times in kept]
    points = _points(len(place), edges)
    return Network(tuple((n, *points[index]) for n, index in place.items()), tuple(edges))


def _rank(group: Group) -> tuple[int, int, int]:
    return -group.exchanges, -group.mentions, group.number


@dataclass(frozen=True, slots=True)
class _Box:
    left: float
    top: float
    width: float
    height: float

    def halves(self, share: float) -> tuple[_Box, _Box]:
        """Cut across the longer side, `share` of it first."""
        if self.width >= self.height:
            cut = self.width * share
            return (
                _Box(self.left, self.top, cut, self.height),
                _Box(self.left + cut, self.top, self.width - cut, self.height),
            )
        cut = self.height * share
        return (
            _Box(self.left, self.top, self.width, cut),
            _Box(self.left, self.top + cut, self.width, self.height - cut),
        )


def _points(nodes: int, edges: list[tuple[int, int, int]]) -> list[tuple[int, int]]:
    """Return where each node stands; every connected part has a box of its own.

    Laid out together, parts without a link would drive one another to the rim.
    """
    graph = nx.Graph()
    graph.add_nodes_from(range(nodes))
    graph.add_weighted_edges_from(edges)
    parts = sorted((sorted(part) for part in nx.connected_components(graph)), key=_size)
    points: dict[int, tuple[int, int]] = {}
    for part, box in _boxes(parts, _Box(0, 0, WIDTH, HEIGHT)):
        points |= _inside(graph.subgraph(part), box)
    return [points[node] for node in range(nodes)]


def _size(part: list[int]) -> tuple[int, int]:
    return -len(part), part[0]


def _boxes(parts: list[list[int]], box: _Box) -> Iterator[tuple[list[int], _Box]]:
    """Yield each part with its box, whose area grows with the part."""
    if len(parts) < 2:
        yield from ((part, box) for part in parts)
        return
    areas = [len(part) + 1 for part in parts]  # small parts need room for their names
    half, count = areas[0], 1
    while count < len(parts) - 1 and half + areas[count] <= sum(areas) / 2:
        half, count = half + areas[count], count + 1
    first, second = box.halves(half / sum(areas))
    yield from _boxes(parts[:count], first)
    yield from _boxes(parts[count:], second)


def _inside(graph: nx.Graph, box: _Box) -> dict[int, tuple[int, int]]:
    """Return the places of one connected part, stretched to fill its box."""
    # Sorted, since a subgraph's order is that of a set.
    ordered = nx.Graph()
    ordered.add_nodes_from(sorted(graph))
    ordered.add_weighted_edges_from(sorted(graph.edges.data("weight")))
    far = 2 / len(ordered) ** 0.5
    layout = nx.spring_layout(ordered, seed=_SEED, iterations=_ROUNDS, k=far, weight=None)
    sides = []
    for axis, start, length in ((0, box.left, box.width), (1, box.top, box.height)):
        values = [float(point[axis]) for point in layout.values()]
        low, extent = min(values), max(values) - min(values)
        # A rim for the names, and no pair that is drawn right across its box.
        used = min(0.68 * length, _REACH * len(ordered) ** 0.5)
        scale = used / extent if extent else 0.0
        first = start + (length - used) / 2
        sides.append([first + scale * (value - low) for value in values])
    return {node: (round(x), round(y)) for node, x, y in zip(layout, *sides, strict=True)}
