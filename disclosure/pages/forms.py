"""What a reader may ask of the lists: filters, words, a page."""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self
from urllib.parse import urlencode

from django import forms

from disclosure.pages import search
from disclosure.pages.counted import Remembered
from disclosure.pages.models import VALIDITY_LISTS, Method, Validity
from disclosure.pages.names import Names, first
from disclosure.pages.search.engine import ATTRIBUTES
from disclosure.pages.search.facets import groups
from disclosure.pages.search.query import parse
from disclosure.pages.search.results import Results
from disclosure.pages.selection import Selection, year_months

VALIDITY_WORDS = {name: words for name, (words, _) in VALIDITY_LISTS.items()}
VALIDITY_WORDS |= {value.value: value.label for value in Validity}


class Fields(dict[str, forms.Field]):
    """The fields of a form: none is changed, so that all forms have the same ones.

    Copying them, as Django does, takes longer than reading what was asked with them.
    """

    def __deepcopy__(self, memo: object) -> Self:
        return self


class CatalogueFilter(forms.Form):
    """The filters of the catalogue list; what is not understood is told and left out."""

    not_filters: tuple[str, ...] = ()  # what is no removable tag

    q = forms.CharField(label="关键词", max_length=200, required=False, strip=True)
    agency = forms.CharField(label="机构", max_length=18, required=False)
    category = forms.SlugField(label="栏目", required=False)
    theme = forms.CharField(label="主题", max_length=10, required=False)
    genre = forms.CharField(label="体裁", max_length=10, required=False)
    year = forms.IntegerField(label="年份", min_value=1949, max_value=2100, required=False)
    method = forms.ChoiceField(
        label="公开方式", choices=[("", "全部"), *Method.choices[:2]], required=False
    )
    validity = forms.ChoiceField(
        label="有效性", choices=[("", "全部"), *VALIDITY_WORDS.items()], required=False
    )

    def chosen(self) -> dict[str, Any]:
        """The filters that are set and understood, by name."""
        return self.understood.copy()

    @cached_property
    def understood(self) -> dict[str, Any]:
        """The same, found out once."""
        self.is_valid()  # cleans
        return {name: value for name, value in self.cleaned_data.items() if value}

    def selection(self, names: Names) -> Selection:
        """The pages that pass every chosen filter but the words; a value counts what is below."""
        chosen = self.chosen()
        wanted: dict[str, Any] = {
            column: names.below(name, chosen[name])
            for name, column in ATTRIBUTES.items()
            if name in chosen
        }
        if "method" in chosen:
            wanted["method"] = frozenset([chosen["method"]])
        if "validity" in chosen:
            wanted["validity"] = validities(chosen["validity"])
        months = year_months(chosen["year"]) if "year" in chosen else None
        return Selection(**wanted, months=months)

    def filters(self) -> dict[str, Any]:
        """What is chosen apart from the words and how they are answered."""
        left_out = {"q", *self.not_filters}
        return {name: value for name, value in self.chosen().items() if name not in left_out}

    def found(self, names: Names) -> list[int] | None:
        """The ids of the newest pages with the words and filters; None when no word was typed."""
        if not self.has_words():
            return None
        return search.find(self.chosen()["q"], *groups(self.filters(), names.trees))

    def worded(self, names: Names) -> Results | None:
        """The newest pages with the words within the filters; None when no word was typed."""
        if not self.has_words():
            return None
        return Results(self.chosen()["q"], self.filters(), names.trees)

    def has_words(self) -> bool:
        """Whether anything to look for was typed."""
        typed = self.chosen().get("q")
        return bool(typed and parse(typed))

    def tags(self, names: Names) -> list[dict[str, str]]:
        """What is chosen, as removable tags: the filter, its value in words, the query without."""
        words: dict[str, Callable[[Any], object]] = {
            "agency": lambda code: first(names.agencies, code=code),
            "category": lambda slug: first(names.categories, slug=slug),
            "theme": lambda code: first(names.themes, code=code),
            "genre": lambda code: first(names.genres, code=code),
            "method": lambda value: Method(value).label,
            "validity": VALIDITY_WORDS.__getitem__,
        }
        return [
            {
                "without": self.without(name),
                "label": str(self.fields[name].label),
                "value": str(words.get(name, str)(value) or f"{value}（不存在）"),
            }
            for name, value in self.chosen().items()
            if name not in self.not_filters
        ]

    def without(self, *names: str) -> str:
        """The query string when some filters are taken away."""
        return urlencode({key: value for key, value in self.chosen().items() if key not in names})


CatalogueFilter.base_fields = Fields(CatalogueFilter.base_fields)
kept: Remembered[CatalogueFilter] = Remembered(200)


def asked(data: Mapping[str, Any]) -> CatalogueFilter:
    """The filters of an address, cleaned and for reading only: all threads may see the same ones.

    Making a form takes as long as the rows of a list.
    """
    values = {name: data.get(name, "") for name in CatalogueFilter.base_fields}
    return kept.get(tuple(values.values()), lambda: cleaned(CatalogueFilter(values)))


def cleaned(form: CatalogueFilter) -> CatalogueFilter:
    """A form that knows what is chosen in it."""
    form.is_valid()
    return form


@dataclass(frozen=True)
class ValidityList:
    """One of the lists of a column: its words, its query, how many, and whether it is shown."""

    name: str
    query: str
    count: int
    is_chosen: bool


def validity_lists(amounts: Mapping[str, Counter[Any]], chosen: str) -> list[ValidityList]:
    """The lists 现行有效 and 废止和失效 of a column; none where everything holds."""
    counts = {
        name: sum(amounts["validity"][value] for value in values)
        for name, (_, values) in VALIDITY_LISTS.items()
    }
    if not counts["ended"]:
        return []
    return [
        ValidityList(words, f"?validity={name}", counts[name], chosen == name)
        for name, (words, _) in VALIDITY_LISTS.items()
    ]


class SearchForm(CatalogueFilter):
    """What a search asks for. Words of any length are cut, never refused."""

    not_filters = ("q", "order", "exact")

    q = forms.CharField(required=False, strip=True)
    order = forms.ChoiceField(
        label="排序", choices=[("", "按时间"), ("relevance", "按相关程度")], required=False
    )
    exact = forms.BooleanField(label="统计总数", required=False)

    def typed(self) -> str:
        """The words."""
        return visible(self.data.get("q", "")).strip()

    @cached_property
    def understood(self) -> dict[str, Any]:
        """What is set and understood; the words are always understood."""
        self.is_valid()  # cleans
        words = {"q": self.typed()} if self.typed() else {}
        chosen = self.cleaned_data.items()
        return words | {name: value for name, value in chosen if value and name != "q"}

    def results(self, names: Names) -> Results:
        """What is found."""
        chosen = self.chosen()
        order, exact = chosen.get("order", ""), chosen.get("exact", False)
        return Results(self.typed(), self.filters(), names.trees, order=order, exact=exact)

    def address(self, **changes: str) -> str:
        """The query string with some values changed, "" taking one away; from the first page."""
        values = {name: "1" if value is True else value for name, value in self.chosen().items()}
        return urlencode({name: value for name, value in (values | changes).items() if value})


SearchForm.base_fields = Fields(SearchForm.base_fields)


def visible(typed: str) -> str:
    """What was typed, with a blank for each character that no feed or database takes."""
    return re.sub(r"[\x00-\x1f\x7f-\x9f\ufffe\uffff]", " ", typed)


def validities(wanted: str) -> frozenset[str]:
    """One validity, or those of one of the two lists."""
    _, values = VALIDITY_LISTS.get(wanted, ("", (wanted,)))
    return frozenset(str(value) for value in values)
