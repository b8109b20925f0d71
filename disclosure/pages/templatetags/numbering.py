"""The numbers of the pages of a list, with the addresses behind them."""

from html import escape
from typing import Any

from django import template
from django.core.paginator import Page
from django.template.context import Context
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_tag(takes_context=True)
def page_numbers(context: Context, rows: "Page[Any]") -> SafeString | str:
    """Links to the pages of `rows`, beside the `query` of the list; nothing for a single page."""
    if not rows.has_other_pages():
        return ""
    asked = escape(f"{context['query']}&") if context.get("query") else ""
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
