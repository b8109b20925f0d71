"""The numbers of the pages of a list, for templates."""

from typing import Any

from django import template
from django.core.paginator import Page
from django.template.context import Context
from django.utils.safestring import SafeString

from disclosure.pages.listhtml import numbers_html

register = template.Library()


@register.simple_tag(takes_context=True)
def page_numbers(context: Context, rows: "Page[Any]") -> SafeString:
    """Links to the pages of `rows`, beside the `query` of the list; nothing for a single page."""
    return numbers_html(rows, context.get("query") or "")
