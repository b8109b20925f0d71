"""A list as HTML: its rows and numbers cost more in a template than all the rest of a page."""

from collections.abc import Iterable
from datetime import datetime
from html import escape
from typing import Any, Protocol

from django.core.paginator import Page
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import get_current_timezone

from disclosure.pages.models import Validity

VALID = Validity.VALID.value
NOTHING_PUBLIC = "这里还没有公开的信息。"


class Listed(Protocol):
    """A page as far as a row prints it."""

    @property
    def path(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def validity(self) -> str: ...
    @property
    def publisher_name(self) -> str: ...
    @property
    def index_number(self) -> str: ...
    @property
    def document_number(self) -> str: ...
    @property
    def published_at(self) -> datetime: ...


def rows_html(pages: Iterable[Listed]) -> SafeString:
    """One list item for each page."""
    here = get_current_timezone()
    rows = [row_html(page, page.published_at.astimezone(here)) for page in pages]
    return mark_safe("\n".join(rows))  # noqa: S308 - each row escapes its values


def row_html(page: Listed, at: datetime) -> str:
    """Title, validity where it does not simply hold, publisher, numbers and day."""
    validity = document = ""
    if page.validity != VALID:
        validity = f' <span class="tag">{escape(Validity(page.validity).label)}</span>'
    if page.document_number:
        document = f"<span>{escape(page.document_number)}</span>"
    return (
        f'<li><a href="{escape(page.path)}">{escape(page.title)}</a>{validity}'
        f'<p class="quiet">{escape(page.publisher_name)}<span>{escape(page.index_number)}</span>'
        f'{document}<time datetime="{at.isoformat()}">{at.date()}</time></p></li>'
    )


def list_html(
    rows: "Page[Any]", query: str, *, empty: str = NOTHING_PUBLIC, cap: int | None = None
) -> SafeString:
    """How many there are, one page of them and the numbers of the others.

    `query` is that of the list. What is listed are only the newest of more where `cap` tells how
    many.
    """
    if not rows:
        told = f'<p class="total">共 0 条</p>\n<div class="empty">{escape(empty)}</div>'
    else:
        told = (
            f'<p class="total">{total(rows, cap)}</p>\n'
            f'<ol class="rows" start="{rows.start_index()}">\n'
            f"{rows_html(rows.object_list)}\n</ol>\n{numbers_html(rows, query)}"
        )
    return mark_safe(told)  # noqa: S308 - rows, numbers and the empty list's words are escaped


def total(rows: "Page[Any]", cap: int | None) -> str:
    """How many there are, and which page of them this is."""
    pages = rows.paginator.num_pages
    told = f"共 {rows.paginator.count} 条"
    if cap:
        told = f"{cap} 条以上，列出最新的 {cap} 条，更早的请选择年份等条件"
    return f"{told}，第 {rows.number} 页／共 {pages} 页" if pages > 1 else told


def numbers_html(rows: "Page[Any]", query: str) -> SafeString:
    """Links to the other pages of a list, beside its query; nothing for a single page."""
    if not rows.has_other_pages():
        return SafeString("")
    asked = escape(f"{query}&") if query else ""
    here = rows.number
    links = [link(asked, one, here) for one in rows.paginator.get_elided_page_range(here)]
    if rows.has_previous():
        links.insert(0, f'<a href="?{asked}page={here - 1}" rel="prev">上一页</a>')
    if rows.has_next():
        links.append(f'<a href="?{asked}page={here + 1}" rel="next">下一页</a>')
    told = "\n".join(links)
    return mark_safe(  # noqa: S308 - numbers, and a query that is escaped
        f'<nav class="page-numbers" aria-label="分页">\n{told}\n</nav>'
    )


def link(asked: str, number: int | str, here: int) -> str:
    """A number, the current one, or a gap; `asked` is the escaped query before it."""
    if number == here:
        return f'<span aria-current="page">{number}</span>'
    if not isinstance(number, int):
        return '<span class="gap">…</span>'
    return f'<a href="?{asked}page={number}" aria-label="第 {number} 页">{number}</a>'
