"""The catalogue as its template takes it: the pages, and each filter's values with their counts."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import Any

from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from disclosure.pages.counted import Amounts, Counted, Remembered, current_version
from disclosure.pages.forms import CatalogueFilter
from disclosure.pages.lists import Row, named, numbered
from disclosure.pages.models import VALIDITY_LISTS
from disclosure.pages.names import names
from disclosure.pages.search.facets import rolled_up
from disclosure.pages.search.keeping import LIMIT
from disclosure.pages.search.results import CAP

# The filters in their order, what their empty value is called, and the column that each counts.
FILTERS = {
    "agency": ("全部机构", "agency_id"),
    "category": ("全部栏目", "category_id"),
    "year": ("全部年份", "month"),
    "theme": ("全部主题", "theme_id"),
    "genre": ("全部体裁", "genre_id"),
    "method": ("全部", "method"),
    "validity": ("全部", "validity"),
}
COUNTED = tuple(column for _, column in FILTERS.values() if column != "month")


@dataclass(frozen=True)
class Option:
    """A value of a filter with the number of pages that choosing it would show."""

    value: str
    label: str
    count: int


class Options:
    """The values of a filter; they are the same whichever of them is chosen."""

    def __init__(self, rows: list[Option]) -> None:
        self.rows = rows
        self.html = "\n".join(
            f'<option value="{escape(one.value)}">{escape(one.label)}（{one.count}）</option>'
            for one in rows
        )


@dataclass(frozen=True)
class Filter:
    """A filter of the catalogue; `everything` is what its empty value is called."""

    name: str
    label: str
    everything: str
    values: Options
    chosen: str

    @property
    def options(self) -> list[Option]:
        """Its values."""
        return self.values.rows

    @property
    def options_html(self) -> SafeString:
        """The same as HTML, the chosen one marked."""
        start = f'<option value="{escape(self.chosen)}"'
        html = self.values.html.replace(f"{start}>", f"{start} selected>", 1)
        return mark_safe(html)  # noqa: S308 - each option escapes its values


filter_options: Remembered[Options] = Remembered(500)
filter_forms: Remembered[SafeString] = Remembered(200)


class CataloguePage:
    """What was asked of the catalogue, counted when it is looked at."""

    def __init__(self, form: CatalogueFilter) -> None:
        self.form = form
        self.version = current_version()
        self.names = names(self.version.mark)
        self.counted = Counted(form.selection(self.names), COUNTED, self.version)
        self.worded = form.worded(self.names)

    def context(self) -> dict[str, Any]:
        """The filters, what is chosen, what was not understood and whether there is more."""
        return {
            "tags": self.form.tags(self.names),
            "faults": list(self.form.errors),
            "filter_form": self.filter_form(),
            "cap": CAP,
            "is_capped": self.worded is not None and self.worded.is_capped,
            "most_at_home": LIMIT,
        }

    def pages(self) -> "Paginator[Row]":
        """The numbered pages: of all that pass the filters, or of the newest with the words."""
        if self.worded is None:
            return numbered(self.counted)
        return named([hit.page_id for hit in self.worded.hits[:CAP]])

    @cached_property
    def amounts(self) -> Amounts:
        """How many have each value of a column, under what is chosen in the other filters."""
        if self.worded is None:
            return self.counted.amounts
        return {column: self.worded.amounts(column.removesuffix("_id")) for column in COUNTED}

    @cached_property
    def years(self) -> Counter[int]:
        """How many are of each year, under what is chosen in the other filters."""
        return self.counted.years if self.worded is None else self.worded.amounts("year")

    def filter_form(self) -> SafeString:
        """The form of the filters, made anew when a number or a name in it has changed.

        Which pages hold a word changes while the numbers stay: then it is made anew each time.
        """
        if self.worded is not None:
            return self.rendered()
        key = (self.version, tuple(self.form.chosen().items()))
        return filter_forms.get(key, self.rendered)

    def rendered(self) -> SafeString:
        """The form as HTML."""
        context = {"filters": self.filters(), "words": self.form.chosen().get("q", "")}
        return render_to_string("includes/filters.html", context)

    def filters(self) -> list[Filter]:
        """Every filter, each value counted under what is chosen in the others."""
        return [self.filter(name, *told) for name, told in FILTERS.items()]

    def filter(self, name: str, everything: str, column: str) -> Filter:
        """A filter; what is chosen stays among its values when the others leave nothing of it."""
        chosen, options = str(self.form.chosen().get(name, "")), self.options(name, column)
        if chosen and all(one.value != chosen for one in options.rows):
            options = Options([*options.rows, *self.without_pages(name, chosen)])
        label = str(self.form.base_fields[name].label)
        return Filter(name, label, everything, options, chosen)

    def without_pages(self, name: str, value: str) -> list[Option]:
        """A value that is not offered for want of pages; none where there is no such value."""
        if name == "year":
            return [Option(value, f"{value} 年", 0)]
        nodes = self.names.trees[name].values()
        return [Option(value, node.label, 0) for node in nodes if node.value == value]

    def options(self, name: str, column: str) -> Options:
        """The values of a filter, made anew when a number or a name among them has changed."""
        if self.worded is not None:
            return Options(self.offered(name))
        key = (self.version.mark, self.counted.key(column))
        return filter_options.get(key, lambda: Options(self.offered(name)))

    def offered(self, name: str) -> list[Option]:
        """The values of a filter in their order."""
        if name == "year":
            return [
                Option(f"{year}", f"{year} 年", self.years[year])
                for year in sorted(self.years, reverse=True)
            ]
        if name == "method":
            return self.choices(name, self.amounts["method"])
        if name == "validity":
            return self.choices(name, validity_amounts(self.amounts["validity"]))
        return self.branches(name)

    def choices(self, name: str, amounts: Counter[Any]) -> list[Option]:
        """The values of a filter without a tree."""
        values = self.form.base_fields[name].choices  # type: ignore[attr-defined]
        return [Option(value, label, amounts[value]) for value, label in values if value]

    def branches(self, name: str) -> list[Option]:
        """The values of a filter with a tree: what is in use or has pages, below what is above."""
        totals = rolled_up(self.names.trees[name], self.amounts[f"{name}_id"])
        offered = self.names.in_use.get(name, ())
        return [
            Option(value, label, totals[key])
            for key, value, label in self.names.ordered[name]
            if key in offered or totals[key]
        ]


def validity_amounts(amounts: Counter[Any]) -> Counter[Any]:
    """How many pages have each validity, and each of the two lists."""
    found = Counter(amounts)
    for name, (_, values) in VALIDITY_LISTS.items():
        found[name] = sum(amounts[value] for value in values)
    return found
