"""The catalogue as its template takes it: the pages, and each filter's values with their counts."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from disclosure.agencies.models import Agency
from disclosure.pages.counted import Amounts, Counted, Remembered
from disclosure.pages.forms import CatalogueFilter
from disclosure.pages.lists import named, numbered
from disclosure.pages.models import VALIDITY_LISTS, Category, Page
from disclosure.pages.search.facets import Node, Tree, rolled_up, theme_tree, way_up
from disclosure.pages.search.keeping import LIMIT
from disclosure.pages.search.results import CAP

COUNTED = ("agency_id", "category_id", "method", "validity")
INDENT = "　"
filter_forms: Remembered[SafeString] = Remembered(200)


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
        self.rows = vocabularies()
        self.names, self.in_use = trees(*self.rows)
        themes = theme_tree() if "theme" in form.chosen() else {}
        self.counted = Counted(form.selection(self.names | {"theme": themes}), COUNTED)
        self.worded = form.worded()

    def context(self) -> dict[str, Any]:
        """The filters, what is chosen, what was not understood and whether there is more."""
        return {
            "form": self.form,
            "tags": self.form.tags(),
            "filter_form": self.filter_form(),
            "cap": CAP,
            "is_capped": self.worded is not None and self.worded.is_capped,
            "most_at_home": LIMIT,
        }

    def pages(self) -> "Paginator[Page]":
        """The numbered pages: of all that pass the filters, or of the newest with the words."""
        if self.worded is None:
            return numbered(self.counted)
        return named([hit.page_id for hit in self.worded.hits[:CAP]])

    def filter_form(self) -> SafeString:
        """The form of the filters, made anew when a number or a name in it has changed.

        Which pages hold a word changes while the numbers stay: then it is made anew each time.
        """
        chosen = self.form.chosen()
        if self.worded is not None:
            return self.rendered(chosen["q"])
        key = (self.counted.version, tuple(chosen.items()), hash(self.rows))
        return filter_forms.get(key, lambda: self.rendered(chosen.get("q", "")))

    def rendered(self, words: str) -> SafeString:
        """The form as HTML."""
        context = {"filters": self.filters(), "words": words}
        return render_to_string("includes/filters.html", context)

    def filters(self) -> list[Filter]:
        """Every filter, each value counted under what is chosen in the others."""
        amounts, years = self.amounts()
        return [
            self.filter("agency", "全部机构", self.branches("agency", amounts)),
            self.filter("category", "全部栏目", self.branches("category", amounts)),
            self.filter(
                "year",
                "全部年份",
                [(f"{year}", f"{year} 年", years[year]) for year in sorted(years, reverse=True)],
            ),
            self.filter("method", "全部", self.choices("method", amounts["method"])),
            self.filter("validity", "全部", self.choices("validity", validity_amounts(amounts))),
        ]

    def amounts(self) -> tuple[Amounts, Counter[int]]:
        """How many have each value, and each year, under what is chosen in the other filters."""
        if self.worded is None:
            return self.counted.amounts, self.counted.years
        found = {name: self.worded.amounts(name.removesuffix("_id")) for name in COUNTED}
        return found, self.worded.amounts("year")

    def filter(self, name: str, everything: str, rows: list[tuple[str, str, int]]) -> Filter:
        """A filter, with its chosen value marked."""
        chosen = str(self.form.chosen().get(name, ""))
        options = [Option(*row, is_chosen=row[0] == chosen) for row in rows]
        return Filter(name, str(self.form.fields[name].label), everything, options)

    def choices(self, name: str, amounts: Counter[Any]) -> list[tuple[str, str, int]]:
        """The values of a filter without a tree."""
        values = self.form.fields[name].choices  # type: ignore[attr-defined]
        return [(value, label, amounts[value]) for value, label in values if value]

    def branches(self, name: str, amounts: Amounts) -> list[tuple[str, str, int]]:
        """The values of a filter with a tree: what is in use or has pages, below what is above."""
        tree = self.names[name]
        totals = rolled_up(tree, amounts[f"{name}_id"])
        ways = {
            key: way_up(tree, key)[::-1] for key in tree if key in self.in_use[name] or totals[key]
        }
        place = {key: number for number, key in enumerate(tree)}
        order = sorted(ways, key=lambda key: [place[node.key] for node in ways[key]])
        return [
            (tree[key].value, INDENT * (len(ways[key]) - 1) + tree[key].label, totals[key])
            for key in order
        ]


Rows = tuple[tuple[Any, ...], ...]


def vocabularies() -> tuple[Rows, Rows]:
    """The agencies and the columns: key, value, name, what is above it, whether it is in use."""
    agencies = Agency.objects.values_list(
        "pk", "code", "short_name", "name", "parent_id", "dissolved_on"
    )
    columns = Category.objects.values_list("pk", "slug", "name", "parent_id", "is_active")
    return (
        tuple(
            (key, code, short or name, above, dissolved_on is None)
            for key, code, short, name, above, dissolved_on in agencies
        ),
        tuple(columns),
    )


def trees(agencies: Rows, columns: Rows) -> tuple[dict[str, Tree], dict[str, set[int]]]:
    """Both as trees, and which of them are in use."""
    rows = {"agency": agencies, "category": columns}
    return (
        {name: {row[0]: Node(*row[:4]) for row in some} for name, some in rows.items()},
        {name: {row[0] for row in some if row[4]} for name, some in rows.items()},
    )


def validity_amounts(amounts: dict[str, Counter[Any]]) -> Counter[Any]:
    """How many pages have each validity, and each of the two lists."""
    found = Counter(amounts["validity"])
    for name, (_, values) in VALIDITY_LISTS.items():
        found[name] = sum(amounts["validity"][value] for value in values)
    return found
