"""The page of results as its template takes it: rows, pages, filters and orders with addresses."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from disclosure.pages.forms import SearchForm
from disclosure.pages.names import names
from disclosure.pages.search.facets import Choice
from disclosure.pages.search.results import CAP, RELEVANCE, Results


@dataclass(frozen=True)
class Link:
    """A value of a filter or an order, with the address that chooses it."""

    label: str
    query: str
    is_chosen: bool = False
    count: int = 0
    depth: int = 1


def search_page(form: SearchForm) -> dict[str, Any]:
    """Everything that the template prints."""
    chosen = form.chosen()
    asked = {name for name in chosen if name not in ("order", "exact")}
    context: dict[str, Any] = {"form": form, "q": form.typed(), "asked": asked}
    context["form_errors"] = [str(form.fields[name].label) for name in form.errors if name != "q"]
    if not asked:
        return context | {"tags": []}
    called = names()
    return context | {"tags": form.tags(called)} | found(form, form.results(called))


def found(form: SearchForm, results: Results) -> dict[str, Any]:
    """What was found, and what can be asked next."""
    page = results.paginator.get_page(form.data.get("page"))
    return {
        "page": page,
        "rows": results.rows(list(page.object_list)),
        "total": results.total,
        "cap": CAP,
        "counts_all": results.counts_all,
        "is_capped": results.is_capped,
        "query": form.address(),
        "exact_query": form.address(exact="1"),
        "all_query": form.address(**dict.fromkeys(results.chosen, "")),
        "orders": orders(form, results),
        "facets": [
            (facet, links(form, facet.name, facet.first), links(form, facet.name, facet.rest))
            for facet in results.facets()
        ],
        "suggestions": [
            Link(one.label, suggested(form, results, one.typed, keeps=one.keeps_filters))
            for one in results.suggestions()
        ],
        "similar": results.similar(),
    }


def orders(form: SearchForm, results: Results) -> list[Link]:
    """The two orders."""
    is_ranked = results.order == RELEVANCE
    return [
        Link("按时间", form.address(order=""), is_chosen=not is_ranked),
        Link("按相关程度", form.address(order=RELEVANCE, exact=""), is_chosen=is_ranked),
    ]


def links(form: SearchForm, name: str, choices: Sequence[Choice]) -> list[Link]:
    """Values of a filter; choosing the chosen one again takes it away."""
    chosen, without = str(form.chosen().get(name, "")), form.address(**{name: ""})
    before = f"{without}&" if without else ""  # spelt once: there are hundreds of values
    return [
        Link(
            one.label,
            without if one.value == chosen else before + urlencode({name: one.value}),
            is_chosen=one.value == chosen,
            count=one.count,
            depth=min(one.depth, 4),
        )
        for one in choices
    ]


def suggested(form: SearchForm, results: Results, typed: str, *, keeps: bool) -> str:
    """The address of a suggestion."""
    cleared = {} if keeps else dict.fromkeys(results.chosen, "")
    return form.address(q=typed, **cleared)
