"""Filters with counts, counted over hits in memory."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from disclosure.pages.models import VALIDITY_LISTS
from disclosure.pages.search.documents import filter_token
from disclosure.pages.search.engine import Hit

SHOWN, MOST = 20, 300  # values of a facet: those in sight, those that can be unfolded
OF_NO_PAGE = ("xnone",)  # a token that no page has


@dataclass(frozen=True)
class Node:
    """A value of a filter: what the address calls it, what people call it, what is above it."""

    key: int | str
    value: str
    label: str
    above: int | str | None = None


@dataclass(frozen=True)
class Choice:
    """A value as it is offered."""

    value: str
    label: str
    count: int
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


Tree = dict[int | str, Node]


def by_key(nodes: Iterable[Node]) -> Tree:
    """Nodes by their keys."""
    return {node.key: node for node in nodes}


LABELS = {
    "agency": "机构",
    "category": "栏目",
    "year": "年份",
    "theme": "主题",
    "genre": "体裁",
    "method": "公开方式",
    "validity": "有效性",
}
ATTRIBUTES = {name: f"{name}_id" for name in ("agency", "category", "theme", "genre")}


def amounts(hits: Iterable[Hit], name: str) -> Counter[Any]:
    """How many of the hits have each value of a filter."""
    counts = Counter(getattr(hit, ATTRIBUTES.get(name, name)) for hit in hits)
    counts.pop(None, None)
    return counts


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
        for node in way_up(tree, key):
            total[node.key] += count
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

    def place(key: Any) -> list[Any]:
        if is_year:
            return [-key]
        return [(-counts[node.key], node.value) for node in reversed(way_up(tree, key))]

    keys = sorted((key for key in counts if key in tree), key=place)
    return tuple(
        Choice(tree[key].value, tree[key].label, counts[key], len(way_up(tree, key)))
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
    tops = {node.key for node in tree.values() if node.value == value}
    return [key for key in tree if any(node.key in tops for node in way_up(tree, key))]
