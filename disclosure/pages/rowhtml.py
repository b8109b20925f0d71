"""The rows of a list as HTML: twenty of them cost more in a template than all the rest."""

from collections.abc import Iterable
from datetime import datetime
from html import escape
from typing import Protocol

from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import get_current_timezone

from disclosure.pages.models import Validity

VALID = Validity.VALID.value


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
