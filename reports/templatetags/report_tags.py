"""What the page of a released report shows beside its frozen article."""

from typing import Any

from django import template

from disclosure.pages.models import Page
from reports.trends import compared

register = template.Library()


@register.inclusion_tag("reports/includes/last_year.html")
def last_year(page: Page) -> dict[str, Any]:
    """The main figures beside those of last year's public report; nothing where there is none."""
    return {"page": page, "trends": compared(page)}
