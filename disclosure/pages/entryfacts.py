"""What is known of an entry: one statement for each request, narrow where the reader has a copy.

It tells whether a reader's copy still holds (`validators.py`), and what else the page needs.
"""

import json
from functools import cache
from typing import Any, NamedTuple, cast

from django.db import connection
from django.http import HttpRequest

from disclosure.pages.models import Method, Page, Validity, entry_path
from disclosure.pages.statements import HAS_YEAR, as_moment, asked_once, prepared

NEIGHBOUR = (
    "SELECT id FROM pages_page one WHERE one.kind = 'entry'"
    " AND one.agency_id = pages_page.agency_id"
    " AND (one.published_at, one.id) {sign} (pages_page.published_at, pages_page.id)"
    " ORDER BY one.published_at {way}, one.id {way} LIMIT 1"
)
# The last two are one that leads here, and a neighbour of before. COALESCE keeps the databases from
# going through all pages by the time of their change until one fits.
FACTS = (
    "SELECT pages_page.id, pages_page.digest, pages_page.agency_id, pages_page.category_id,"
    " pages_page.theme_id, pages_page.genre_id, older.path, older.title, newer.path, newer.title,"
    " (SELECT MAX(gone.withdrawn_at) FROM pages_page gone"
    "  WHERE gone.target = pages_page.path AND NOT gone.target = ''),"
    " EXISTS (SELECT 1 FROM pages_publicfile WHERE page_id = pages_page.id),"
    " EXISTS (SELECT 1 FROM pages_pageedition WHERE page_id = pages_page.id AND number > 1),"
    " {has_year}, (SELECT mark FROM pages_namestate WHERE id = 1),"
    " pages_page.changed_at, older.changed_at, newer.changed_at,"
    " (SELECT MAX(COALESCE(gone.changed_at, gone.withdrawn_at)) FROM pages_page gone"
    "  WHERE gone.target = pages_page.path AND NOT gone.target = ''),"
    " (SELECT MAX(COALESCE(gone.changed_at, gone.withdrawn_at)) FROM pages_page gone"
    "  WHERE gone.agency_id = pages_page.agency_id"
    "  AND gone.withdrawn_at IS NOT NULL AND gone.kind <> 'entry'"
    "  AND gone.published_at >= COALESCE(older.published_at, '0001-01-02')"
    "  AND gone.published_at <= COALESCE(newer.published_at, '9999-12-30')){more}"
    " FROM pages_page"
    " LEFT JOIN pages_page older ON older.id = ({older})"
    " LEFT JOIN pages_page newer ON newer.id = ({newer})"
    " WHERE pages_page.path = %s AND pages_page.kind = 'entry'"
)
# What a page is made of, but for its plain text and what only withdrawn ones have.
LEFT_OUT = ("text", "withdrawn_at", "changed_at", "withdrawal_kind", "withdrawal_reason")
NAMES = [f.attname for f in Page._meta.concrete_fields if f.attname not in LEFT_OUT]
WITH_PAGE = "".join(f", pages_page.{name}" for name in NAMES)


class Facts(NamedTuple):
    """All that the page of an entry depends on, its article being told by the digest."""

    pk: int
    digest: str
    agency_id: int
    category_id: int
    theme_id: int | None
    genre_id: int | None
    older_path: str | None
    older_title: str | None
    newer_path: str | None
    newer_title: str | None
    replaced_at: Any  # as the driver gives it
    has_files: bool
    has_corrections: bool
    is_report: bool  # which shows figures of another page
    mark: int | None  # of the names
    changed: tuple[Any, ...]  # when all that was changed but the names, as the driver gives it


COPY = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE")
METHODS: dict[str, str] = dict(Method.choices)
VALIDITIES: dict[str, str] = dict(Validity.choices)


class ReadPage:
    """A page for reading only: what its columns say, without what a model needs to be saved.

    Making a model takes as long as all other HTML around the article. `names.put_into` adds the
    agency, the column, the theme and the genre.
    """

    id: int
    method: str
    validity: str
    theme = genre = None
    get_absolute_url = Page.get_absolute_url
    notice_url, print_url, changes_url = Page.notice_url, Page.print_url, Page.changes_url
    published_minute, published_day = Page.published_minute, Page.published_day

    def __init__(self, row: tuple[Any, ...]) -> None:
        told = dict(zip(NAMES, row, strict=True))
        vars(self).update(told)
        self.pk = self.id
        self.data = json.loads(told["data"])
        self.published_at = as_moment(told["published_at"])
        self.updated_at = as_moment(told["updated_at"])

    def get_method_display(self) -> str:
        """公开方式 in words."""
        return METHODS[self.method]

    def get_validity_display(self) -> str:
        """有效性 in words."""
        return VALIDITIES[self.validity]


@cache
def statement(vendor: str, more: str = "") -> str:
    """What is asked of a database for the path of an entry, with more of its columns."""
    return FACTS.format(
        older=NEIGHBOUR.format(sign="<", way="DESC"),
        newer=NEIGHBOUR.format(sign=">", way="ASC"),
        has_year=HAS_YEAR[vendor],
        more=more,
    )


class Known(NamedTuple):
    """An entry with its page, or without where that may not be needed."""

    facts: Facts
    page: Page | None


def known_entry(path: str, *, with_page: bool) -> Known | None:
    """What is known of the entry at an address; None where no entry stands."""
    found = prepared(statement(connection.vendor, WITH_PAGE if with_page else ""), [path])
    if not found:
        return None
    told, end = len(Facts._fields) - 1, -len(NAMES) if with_page else None
    facts = Facts._make((*found[0][:told], found[0][told:end]))
    return Known(facts, page_of(found[0][end:]) if with_page else None)


def known(request: HttpRequest, number: str) -> Known | None:
    """The same, asked once in a request: its time and its ETag are of one state.

    Who has a copy may not need the page again.
    """
    path, has_copy = entry_path(number), any(name in request.META for name in COPY)
    return asked_once(request, path, lambda: known_entry(path, with_page=not has_copy))


def known_facts(request: HttpRequest, number: str) -> Facts | None:
    """The facts of an entry; None where no entry stands."""
    found = known(request, number)
    return found.facts if found else None


def known_page(request: HttpRequest, number: str) -> Page | None:
    """The page without its plain text, which nobody prints; None when it has gone meanwhile."""
    found = known(request, number)
    if found and not found.page:  # the copy does not hold
        found = known_entry(entry_path(number), with_page=True)
    return found.page if found else None


def page_of(row: tuple[Any, ...]) -> Page:
    """A page of its columns as the driver gives them: what it is read for, a `Page` has as well."""
    return cast("Page", ReadPage(row))
