"""Filters and rows of a page of results as HTML: there are hundreds of values on it."""

from functools import lru_cache
from html import escape
from urllib.parse import urlencode

from django.utils.timezone import localtime

from disclosure.pages.listhtml import VALID
from disclosure.pages.models import Validity
from disclosure.pages.search.facets import Choice, Facet
from disclosure.pages.search.results import InFile, Row

DEEPEST = 4  # level of a tree that is still set in


def facet_html(facet: Facet, without: str, chosen: str, *, is_open: bool) -> str:
    """A filter with its values; `without` is the query when it is taken away."""
    before = escape(f"{without}&") if without else ""

    def listed(choices: tuple[Choice, ...]) -> str:
        items = [
            value_html(one, before, without if one.value == chosen else None, facet.name)
            for one in choices
        ]
        return "\n".join(("<ul>", *items, "</ul>"))

    rest = facet.rest
    more = (
        f"\n<details>\n<summary>其余 {len(rest)} 项</summary>\n{listed(rest)}\n</details>"
        if rest
        else ""
    )
    return (
        f"<details{' open' if is_open else ''}>\n<summary>{facet.label}</summary>\n"
        f"{listed(facet.first)}{more}\n</details>"
    )


def value_html(one: Choice, before: str, without: str | None, name: str) -> str:
    """A value with the way to choose it, or to take it away where there is a query without it."""
    start, middle = parts(name, one.value, one.label, min(one.depth, DEEPEST))
    if without is not None:
        return (
            f'{start}{escape(without)}" aria-current="true">{escape(one.label)}'
            f'<span class="quiet">（{one.amount}）</span></a></li>'
        )
    return f"{start}{before}{middle}{one.amount}）</span></a></li>"


@lru_cache(5000)
def parts(name: str, value: str, label: str, depth: int) -> tuple[str, str]:
    """What is the same of a value on every page: before the other filters, and after them."""
    return (
        f'<li class="depth-{depth}"><a href="?',
        f'{escape(urlencode({name: value}))}">{escape(label)}<span class="quiet">（',
    )


def link(query: str, label: str, *, is_chosen: bool) -> str:
    """A link to another question."""
    here = ' aria-current="true"' if is_chosen else ""
    return f'<a href="?{escape(query)}"{here}>{label}</a>'


def row_html(row: Row) -> str:
    """A found page: title, the words around the hits, files, and what lists say of it."""
    page, at = row.page, localtime(row.page.published_at)
    validity = document = snippet = ""
    if page.validity != VALID:
        validity = f'\n<span class="tag">{escape(Validity(page.validity).label)}</span>'
    if row.snippet:
        snippet = f'\n<p class="snippet">{row.snippet}</p>'
    if row.document_number:
        document = f"<span>{row.document_number}</span>"
    return (
        f'<li>\n<a href="{escape(page.path)}">{row.title}</a>{validity}{snippet}'
        f"{''.join(map(file_html, row.files))}\n"
        f'<p class="quiet">{escape(page.publisher_name)}<span>{row.index_number}</span>'
        f'{document}<time datetime="{at.isoformat()}">{at.date()}</time></p>\n</li>'
    )


def file_html(file: InFile) -> str:
    """A file in which a word stands."""
    return (
        f'\n<p class="snippet"><a href="{escape(file.path)}">附件：{escape(file.name)}</a>'
        f"　{file.snippet}</p>"
    )
