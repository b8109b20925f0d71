"""Filters with counts, counted over hits in memory."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import Any, NamedTuple

from disclosure.pages.models import VALIDITY_LISTS
from disclosure.pages.search.documents import filter_token
from disclosure.pages.search.engine import ATTRIBUTES, Hit, counter

SHOWN, MOST = 20, 300  # values of a facet: those in sight, those that can be unfolded
OF_NO_PAGE = ("xnone",)  # a token that no page has


@dataclass(frozen=True)
class Node:
    """A value of a filter: what the address calls it, what people call it, what is above it."""

    key: int | str
    value: str
    label: str
    above: int | str | None = None


class Choice(NamedTuple):
    """A value as it is offered."""

    value: str
    label: str
    amount: int
    depth: int


@dataclass(frozen=True)
class Facet:
    """A filter with the values that occur among the hits."""

    name: str
    label: str
    choices: tuple[Choice, ...]

    @property
    def first(self) -> tuple[Choice, ...]:
        """The values in sight."""
        return self.choices[:SHOWN]

    @property
    def rest(self) -> tuple[Choice, ...]:
        """The values to unfold."""
        return self.choices[SHOWN:]


class Tree(dict[int | str, Node]):
    """The nodes of a filter by their keys; none is added later."""

    @cached_property
    def ways(self) -> dict[int | str, list[Node]]:
        """By its key: a node and what is above it, from itself to the top."""
        return {key: way_up(self, key) for key in self}

    @cached_property
    def branches(self) -> dict[str, list[Any]]:
        """By their value: the keys of nodes and of everything below them."""
        found: dict[str, dict[Any, None]] = {}
        for key, way in self.ways.items():
            for node in way:
                found.setdefault(node.value, {})[key] = None
        return {value: list(keys) for value, keys in found.items()}


def by_key(nodes: Iterable[Node]) -> Tree:
    """Nodes by their keys."""
    return Tree((node.key, node) for node in nodes)


LABELS = {
    "agency": "机构",
    "category": "栏目",
    "year": "年份",
    "theme": "主题",
    "genre": "体裁",
    "method": "公开方式",
    "validity": "有效性",
}


def amounts(hits: Iterable[Hit], name: str) -> Counter[Any]:
    """How many of the hits have each value of a filter."""
    return counter(Counter(map(attrgetter(ATTRIBUTES.get(name, name)), hits)).items())


def facets(counted: Callable[[str], Counter[Any]], names: Mapping[str, Tree]) -> list[Facet]:
    """Every filter with what is counted of its values; a value counts what is below it too."""
    made = []
    for name, label in LABELS.items():
        counts = counted(name)
        tree = names.get(name) or by_key(Node(y, f"{y}", f"{y} 年") for y in counts)
        choices = offered(tree, rolled_up(tree, counts), is_year=name == "year")
        if choices:
            made.append(Facet(name, label, choices))
    return made


def rolled_up(tree: Tree, counts: Counter[Any]) -> Counter[Any]:
    """Counts with those of everything below added."""
    total: Counter[Any] = Counter()
    for key, count in counts.items():
        for node in tree.ways.get(key, ()):
            total[node.key] = total.get(node.key, 0) + count
    return total


def way_up(tree: Tree, key: Any) -> list[Node]:
    """A node and what is above it, from itself to the top."""
    way: list[Node] = []
    node = tree.get(key)
    while node is not None and node not in way:
        way.append(node)
        node = tree.get(node.above) if node.above is not None else None
    return way


def offered(tree: Tree, counts: Counter[Any], *, is_year: bool) -> tuple[Choice, ...]:
    """The values that occur, the most frequent first, each tree in its order."""

    def place(key: Any) -> tuple[Any, ...]:
        if is_year:
            return (-key,)
        way = tree.ways[key]
        if len(way) == 1:  # as most are
            return ((-counts[key], way[0].value),)
        return tuple((-counts[node.key], node.value) for node in reversed(way))

    keys = sorted((key for key in counts if key in tree), key=place)
    return tuple(
        Choice(tree[key].value, tree[key].label, counts[key], len(tree.ways[key]))
        for key in keys[:MOST]
    )


def groups(chosen: Mapping[str, Any], names: Mapping[str, Tree]) -> list[tuple[str, ...]]:
    """Chosen filters as groups of tokens, one of each of which a page must have."""
    found: list[tuple[str, ...]] = []
    for name in LABELS:
        if name not in chosen:
            continue
        if name == "year":
            found.append((filter_token(name, chosen[name]),))
        elif chosen[name] in VALIDITY_LISTS:
            _, values = VALIDITY_LISTS[chosen[name]]
            found.append(tuple(filter_token(name, value) for value in values))
        else:
            keys = below(names[name], str(chosen[name]))
            found.append(tuple(filter_token(name, key) for key in keys) or OF_NO_PAGE)
    return found


def below(tree: Tree, value: str) -> list[Any]:
    """The keys of the node of that value and of everything below it."""
    return tree.branches.get(value, [])
