"""The rows of a list as HTML: twenty of them cost more in a template than all the rest."""

from collections.abc import Iterable

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime

from disclosure.pages.models import Page, Validity

ROW = (
    '<li><a href="{path}">{title}</a>{validity}'
    '<p class="quiet">{publisher}<span>{index_number}</span>{document_number}'
    '<time datetime="{moment}">{day}</time></p></li>'
)
NOTHING = SafeString("")


def rows_html(pages: Iterable[Page]) -> SafeString:
    """One list item for each page."""
    return format_html_join("\n", "{}", ((row_html(page),) for page in pages))


def row_html(page: Page) -> SafeString:
    """Title, validity where it does not simply hold, publisher, numbers and day."""
    at = localtime(page.published_at)
    holds = page.validity == Validity.VALID
    number = page.document_number
    return format_html(
        ROW,
        path=page.path,
        title=page.title,
        validity=NOTHING
        if holds
        else format_html(' <span class="tag">{}</span>', page.get_validity_display()),
        publisher=page.publisher_name,
        index_number=page.index_number,
        document_number=format_html("<span>{}</span>", number) if number else NOTHING,
        moment=at.isoformat(),
        day=f"{at:%Y-%m-%d}",
    )
