"""The catalogue as its template takes it: the pages, and each filter's values with their counts."""

from collections import Counter
from dataclasses import dataclass
from functools import cache, cached_property
from html import escape
from typing import Any

from django.core.paginator import Paginator
from django.http import QueryDict
from django.urls import reverse

from disclosure.lib.xlsxlines import MOST_ROWS
from disclosure.pages.counted import Amounts, Counted, Remembered, Version
from disclosure.pages.filterfaults import faults_html
from disclosure.pages.forms import CatalogueFilter
from disclosure.pages.frames import Frame
from disclosure.pages.listhtml import list_html
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
    def html(self) -> str:
        """Its values to choose from, the chosen one marked."""
        start = f'<option value="{escape(self.chosen)}"'
        options = self.values.html.replace(f"{start}>", f"{start} selected>", 1)
        return (
            f'<p><label for="f-{self.name}">{self.label}</label>\n'
            f'<select id="f-{self.name}" name="{self.name}">\n'
            f'<option value="">{self.everything}</option>\n{options}\n</select></p>'
        )


CATALOGUE = Frame(
    "pages/catalogue_list.html", "open", "amount", "filters", "chosen", "faults", "tools", "list"
)
FILTER_FORM = Frame("includes/filters.html", "words", "filters")
NOTHING_FITS = "没有符合条件的信息。可以去掉一些条件，或换一个关键词。"
MOST_IN_EXCEL = MOST_ROWS - 1  # entries below the heading of a sheet
filter_options: Remembered[Options] = Remembered(500)
filter_forms: Remembered[str] = Remembered(200)


class CataloguePage:
    """What was asked of the catalogue, counted when it is looked at."""

    def __init__(self, form: CatalogueFilter, version: Version) -> None:
        self.form, self.version = form, version
        self.names = names(self.version.mark)
        self.counted = Counted(form.selection(self.names), COUNTED, self.version)
        self.worded = form.worded(self.names)

    def places(self, asked: QueryDict, number: str | None) -> dict[str, str]:
        """The HTML of a numbered page by its places; `asked` is the query beside the number."""
        tags, rows = self.form.tags(self.names), self.pages().get_page(number)
        return {
            "open": "" if tags else " open",
            "amount": f"（已选 {len(tags)} 项）" if tags else "",
            "filters": self.filter_form(),
            "chosen": chosen_html(tags, reverse("pages:catalogue_list")),
            "faults": faults_html(self.form),
            "tools": self.tools_html(rows.paginator.count, asked) if rows else "",
            "list": list_html(
                rows, asked.urlencode(), empty=NOTHING_FITS, cap=CAP if self.is_capped else None
            ),
        }

    @property
    def is_capped(self) -> bool:
        """Whether only the newest of more are listed."""
        return self.worded is not None and self.worded.is_capped

    def tools_html(self, total: int, asked: QueryDict) -> str:
        """What can be done with so many entries: sheets of what is asked.

        Buttons, not links: a copy of the site on disk has no answer to them.
        """
        these = "些信息" if self.is_capped else f" {total} 条"
        values = [
            f'<input type="hidden" name="{escape(name)}" value="{escape(str(value))}">'
            for name, value in asked.items()
            if name not in self.form.errors  # they are left out here, and refused there
        ]
        sheets = sheet_buttons(has_excel=total <= MOST_IN_EXCEL)
        limit = f'<p class="quiet">有关键词的，打印和导出至多取最新的 {LIMIT} 条。</p>'
        told = [
            f'<form method="get" class="list-tools" aria-label="取用这{these}">', *values, sheets,
            limit if self.is_capped else "", "</form>",
        ]  # fmt: skip
        return "\n".join(filter(None, told))

    def pages(self) -> "Paginator[Row]":
        """The numbered pages: of all that pass the filters, or of the newest with the words."""
        if self.worded is None:
            return numbered(self.counted)
        return named([hit.page_id for hit in self.worded.counted])

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

    def filter_form(self) -> str:
        """The form of the filters, made anew when a number or a name in it has changed.

        Which pages hold a word changes while the numbers stay: then it is made anew each time.
        """
        if self.worded is not None:
            return self.rendered()
        key = (self.version, tuple(self.form.chosen().items()))
        return filter_forms.get(key, self.rendered)

    def rendered(self) -> str:
        """The form as HTML."""
        words = escape(self.form.chosen().get("q", ""))
        filters = "\n".join(one.html for one in self.filters())
        return FILTER_FORM.filled({"words": words, "filters": filters})

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


def chosen_html(tags: list[dict[str, str]], nothing: str) -> str:
    """What is chosen, each with the way to go on without it, and the address without all."""
    if not tags:
        return ""
    items = [
        f'<li><a href="?{escape(tag["without"])}" aria-label="去掉条件 {escape(words)}">'
        f'{escape(words)}<span aria-hidden="true">×</span></a></li>'
        for tag in tags
        for words in (f"{tag['label']}：{tag['value']}",)
    ]
    everything = f'<li><a href="{escape(nothing)}">全部清除</a></li>'
    return "\n".join(('<ul class="chosen" aria-label="已选条件">', *items, everything, "</ul>"))


@cache
def sheet_buttons(*, has_excel: bool) -> str:
    """What the entries can be had as."""
    ways = {"catalogue_print": "打印目录（编目）", "catalogue_csv": "导出 CSV"}
    ways |= {"catalogue_xlsx": "导出 Excel"} if has_excel else {}
    return "\n".join(
        f'<button type="submit" class="button" formaction="{reverse(f"pages:{name}")}">'
        f"{words}</button>"
        for name, words in ways.items()
    )


def validity_amounts(amounts: Counter[Any]) -> Counter[Any]:
    """How many pages have each validity, and each of the two lists."""
    found = Counter(amounts)
    for name, (_, values) in VALIDITY_LISTS.items():
        found[name] = sum(amounts[value] for value in values)
    return found
