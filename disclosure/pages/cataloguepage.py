"""The catalogue as its template takes it: the pages, and each filter's values with their counts."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from disclosure.agencies.models import Agency
from disclosure.pages.counted import Counted
from disclosure.pages.forms import CatalogueFilter
from disclosure.pages.models import VALIDITY_LISTS, Category
from disclosure.pages.search.facets import Node, Tree, rolled_up, theme_tree, way_up

COUNTED = ("agency_id", "category_id", "method", "validity")
INDENT = "　"


@dataclass(frozen=True)
class Option:
    """A value of a filter with the number of pages that choosing it would show."""

    value: str
    label: str
    count: int
    is_chosen: bool = False


@dataclass(frozen=True)
class Filter:
    """A filter of the catalogue; `everything` is what its empty value is called."""

    name: str
    label: str
    everything: str
    options: list[Option]


class CataloguePage:
    """What was asked of the catalogue, counted when it is looked at."""

    def __init__(self, form: CatalogueFilter) -> None:
        self.form = form
        self.names, self.in_use = vocabularies()
        themes = theme_tree() if "theme" in form.chosen() else {}
        self.counted = Counted(form.selection(self.names | {"theme": themes}), COUNTED)

    def context(self) -> dict[str, Any]:
        """The filters, what is chosen and what was not understood."""
        return {"form": self.form, "tags": self.form.tags(), "filters": self.filters()}

    def filters(self) -> list[Filter]:
        """Every filter, each value counted under what is chosen in the others."""
        amounts, years = self.counted.amounts, self.counted.years
        return [
            self.filter("agency", "全部机构", self.branches("agency")),
            self.filter("category", "全部栏目", self.branches("category")),
            self.filter(
                "year",
                "全部年份",
                [(f"{year}", f"{year} 年", years[year]) for year in sorted(years, reverse=True)],
            ),
            self.filter("method", "全部", self.choices("method", amounts["method"])),
            self.filter("validity", "全部", self.choices("validity", validity_amounts(amounts))),
        ]

    def filter(self, name: str, everything: str, rows: list[tuple[str, str, int]]) -> Filter:
        """A filter, with its chosen value marked."""
        chosen = str(self.form.chosen().get(name, ""))
        options = [Option(*row, is_chosen=row[0] == chosen) for row in rows]
        return Filter(name, str(self.form.fields[name].label), everything, options)

    def choices(self, name: str, amounts: Counter[Any]) -> list[tuple[str, str, int]]:
        """The values of a filter without a tree."""
        values = self.form.fields[name].choices  # type: ignore[attr-defined]
        return [(value, label, amounts[value]) for value, label in values if value]

    def branches(self, name: str) -> list[tuple[str, str, int]]:
        """The values of a filter with a tree: what is in use or has pages, below what is above."""
        tree, amounts = self.names[name], self.counted.amounts[f"{name}_id"]
        totals = rolled_up(tree, amounts)
        ways = {
            key: way_up(tree, key)[::-1] for key in tree if key in self.in_use[name] or totals[key]
        }
        place = {key: number for number, key in enumerate(tree)}
        order = sorted(ways, key=lambda key: [place[node.key] for node in ways[key]])
        return [
            (tree[key].value, INDENT * (len(ways[key]) - 1) + tree[key].label, totals[key])
            for key in order
        ]


def vocabularies() -> tuple[dict[str, Tree], dict[str, set[int]]]:
    """The agencies and the columns, and which of them are in use: two queries."""
    agencies = Agency.objects.values_list(
        "pk", "code", "short_name", "name", "parent_id", "dissolved_on"
    )
    columns = Category.objects.values_list("pk", "slug", "name", "parent_id", "is_active")
    names: dict[str, Tree] = {"agency": {}, "category": {}}
    in_use: dict[str, set[int]] = {"agency": set(), "category": set()}
    for key, code, short, name, above, dissolved_on in agencies:
        names["agency"][key] = Node(key, code, short or name, above)
        in_use["agency"] |= set() if dissolved_on else {key}
    for key, slug, name, above, is_active in columns:
        names["category"][key] = Node(key, slug, name, above)
        in_use["category"] |= {key} if is_active else set()
    return names, in_use


def validity_amounts(amounts: dict[str, Counter[Any]]) -> Counter[Any]:
    """How many pages have each validity, and each of the two lists."""
    found = Counter(amounts["validity"])
    for name, (_, values) in VALIDITY_LISTS.items():
        found[name] = sum(amounts["validity"][value] for value in values)
    return found
