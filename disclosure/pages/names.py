"""How agencies, columns, themes and genres are called now: read once for each change of them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any, TypeVar

from disclosure.agencies.models import Agency
from disclosure.pages.counted import Remembered
from disclosure.pages.models import Category, Genre, Method, Page, Theme, Validity
from disclosure.pages.search.facets import Node, Tree, below, by_key
from disclosure.pages.statements import prepared

Row = TypeVar("Row", Agency, Category, Theme)
INDENT = "　"
MARK = "SELECT mark FROM pages_namestate WHERE id = 1"


class Names:
    """All of them by their keys, each with what is above it; read with four queries.

    The rows are for reading only: all threads of the process see the same ones.
    """

    def __init__(self) -> None:
        self.agencies = linked(Agency.objects.all())
        self.categories = linked(Category.objects.all())
        self.themes = linked(Theme.objects.all())
        self.genres = {genre.pk: genre for genre in Genre.objects.all()}

    @cached_property
    def trees(self) -> dict[str, Tree]:
        """What filters offer and look up, by the name of the filter."""
        agencies, columns = self.agencies.values(), self.categories.values()
        return {
            "agency": by_key(Node(one.pk, one.code, one.label, one.parent_id) for one in agencies),
            "category": by_key(Node(one.pk, one.slug, one.name, one.parent_id) for one in columns),
            "theme": by_key(
                Node(one.pk, one.code, one.name, one.parent_id) for one in self.themes.values()
            ),
            "genre": by_key(Node(one.pk, one.code, one.name) for one in self.genres.values()),
            "method": by_key(Node(value, value, label) for value, label in Method.choices),
            "validity": by_key(Node(value, value, label) for value, label in Validity.choices),
        }

    def below(self, name: str, value: str) -> frozenset[Any]:
        """The keys of a value of a filter and of everything below it; none of an unknown one."""
        return frozenset(below(self.trees[name], value))

    @cached_property
    def ordered(self) -> dict[str, list[tuple[Any, str, str]]]:
        """By the name of the filter: key, value and indented label, each below what is above it."""
        return {name: in_order(tree) for name, tree in self.trees.items()}

    def children(self, column: Category) -> list[Category]:
        """The columns in use right below one."""
        rows = self.categories.values()
        return [one for one in rows if one.parent_id == column.pk and one.is_active]

    def put_into(self, page: Page) -> None:
        """Let a page know its agency, column, theme and genre without a query."""
        page.agency = self.agencies[page.agency_id]
        page.category = self.categories[page.category_id]
        if page.theme_id:
            page.theme = self.themes[page.theme_id]
        if page.genre_id:
            page.genre = self.genres[page.genre_id]

    @cached_property
    def changed_at(self) -> datetime | None:
        """When any of them was changed last."""
        tables = (self.agencies, self.categories, self.themes, self.genres)
        return max((row.changed_at for table in tables for row in table.values()), default=None)

    @cached_property
    def in_use(self) -> dict[str, set[int]]:
        """The agencies that still exist, and the columns that are shown."""
        return {
            "agency": {key for key, one in self.agencies.items() if one.dissolved_on is None},
            "category": {key for key, one in self.categories.items() if one.is_active},
        }


def first(rows: Mapping[int, Any], **wanted: str) -> Any:
    """The first row whose column has the wanted value; None where none has."""
    (name, value), *_ = wanted.items()
    return next((row for row in rows.values() if getattr(row, name) == value), None)


def in_order(tree: Tree) -> list[tuple[Any, str, str]]:
    """Key, value and indented label of every node, each below what is above it."""
    place = {key: number for number, key in enumerate(tree)}
    ways = {key: way[::-1] for key, way in tree.ways.items()}
    order = sorted(ways, key=lambda key: [place[node.key] for node in ways[key]])
    return [
        (key, tree[key].value, INDENT * (len(ways[key]) - 1) + tree[key].label) for key in order
    ]


def linked(rows: Iterable[Row]) -> dict[int, Row]:
    """Rows by their keys, in their order, each knowing the one above it without a query."""
    found = {row.pk: row for row in rows}
    for row in found.values():
        if row.parent_id:
            row.parent = found[row.parent_id]
    return found


kept: Remembered[Names] = Remembered(2)


def names(mark: int | None = None) -> Names:
    """Those of a mark that was read with something else, or of the mark that is read now.

    They are read after their mark, so they are never older than it.
    """
    return kept.get(mark or current_mark(), Names)


def current_mark() -> int | None:
    """The mark of the last change; one narrow query."""
    found = prepared(MARK, ())
    return found[0][0] if found else None
