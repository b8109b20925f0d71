"""Whether a reader's copy of an entry's page still holds: told by one narrow query."""

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response

from disclosure.pages.context import texts
from disclosure.pages.entryfacts import Facts
from disclosure.pages.names import Names


def unless_known(
    request: HttpRequest, facts: Facts, names: Names, make: Callable[[], HttpResponse]
) -> HttpResponseBase:
    """The answer that is made, or 304 where the reader has it already.

    A report shows figures of another page, and is compared as a whole by the middleware.
    """
    if facts.is_report or settings.DEBUG:
        return make()
    return unless_held(request, entry_etag(request, facts, names), make)


def unless_held(
    request: HttpRequest, etag: str, make: Callable[[], HttpResponseBase]
) -> HttpResponseBase:
    """The answer that is made with an ETag, or 304 where the reader holds that one."""
    response = get_conditional_response(request, etag=etag) or make()
    response.headers.setdefault("ETag", etag)
    return response


def entry_etag(request: HttpRequest, facts: Facts, names: Names) -> str:
    """The validator of an entry's page, print page included.

    The number of views does not count: it is as old as the reader's copy.
    """
    shown = facts._replace(mark=None, changed=()), *printed_names(facts, names)
    told = (build(), request.build_absolute_uri("/"), request.path, *shown)
    return f'"{hashlib.sha256(repr(told).encode()).hexdigest()[:40]}"'


def printed_names(facts: Facts, names: Names) -> tuple[object, ...]:
    """What the page prints that publication does not freeze."""
    agency, column = names.agencies[facts.agency_id], names.categories[facts.category_id]
    return (
        agency.name, agency.short_name, agency.code, agency.shows_earlier_editions,
        column.name, column.slug, column.description, column.keywords, column.column_type,
        str(names.themes.get(facts.theme_id or 0)), str(names.genres.get(facts.genre_id or 0)),
    )  # fmt: skip


@cache
def build() -> str:
    """What the program itself adds to every page, as a digest: it changes with an upgrade."""
    digest = hashlib.sha256(repr(getattr(staticfiles_storage, "manifest_hash", "")).encode())
    digest.update(repr(vars(texts())).encode())
    root = Path(settings.BASE_DIR)
    for folder, ending in (("templates", "html"), ("disclosure", "py"), ("reports", "py")):
        for file in sorted((root / folder).rglob(f"*.{ending}")):
            digest.update(file.read_bytes())
    return digest.hexdigest()
