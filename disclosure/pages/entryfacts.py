"""What is known of an entry before its page is read: one narrow statement for each request.

It tells whether a reader's copy still holds (`validators.py`), and what else the page needs.
"""

import json
from functools import cache
from typing import Any, NamedTuple

from django.db import connection
from django.http import HttpRequest

from disclosure.pages.models import Page
from disclosure.pages.statements import HAS_YEAR, as_moment, prepared

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
    "  AND gone.published_at <= COALESCE(newer.published_at, '9999-12-30'))"
    " FROM pages_page"
    " LEFT JOIN pages_page older ON older.id = ({older})"
    " LEFT JOIN pages_page newer ON newer.id = ({newer})"
    " WHERE pages_page.path = %s AND pages_page.kind = 'entry'"
)
# What a page is made of, but for its plain text and what only withdrawn ones have.
LEFT_OUT = ("text", "withdrawn_at", "changed_at", "withdrawal_kind", "withdrawal_reason")
NAMES = [f.attname for f in Page._meta.concrete_fields if f.attname not in LEFT_OUT]
PAGE = f"SELECT {', '.join(NAMES)} FROM pages_page WHERE id = %s"  # noqa: S608 - our own columns


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


@cache
def statement(vendor: str) -> str:
    """What is asked of a database for the path of an entry."""
    return FACTS.format(
        older=NEIGHBOUR.format(sign="<", way="DESC"),
        newer=NEIGHBOUR.format(sign=">", way="ASC"),
        has_year=HAS_YEAR[vendor],
    )


def entry_facts(path: str) -> Facts | None:
    """What is known of the entry at an address; None where no entry stands."""
    found = prepared(statement(connection.vendor), [path])
    if not found:
        return None
    told = len(Facts._fields) - 1
    return Facts._make((*found[0][:told], found[0][told:]))


def known_facts(request: HttpRequest, number: str) -> Facts | None:
    """The facts of an entry, asked once in a request: its time and its ETag are of one state."""
    known: dict[str, Facts | None] = request.__dict__.setdefault("entry_facts", {})
    if number not in known:
        known[number] = entry_facts(f"/catalogue/{number}/")
    return known[number]


def entry_page(pk: int) -> Page | None:
    """The page without its plain text, which nobody prints; None when it has gone meanwhile."""
    found = prepared(PAGE, [pk])
    if not found:
        return None
    page = Page.from_db(connection.alias, NAMES, found[0])
    page.data = json.loads(found[0][NAMES.index("data")])
    page.published_at = as_moment(page.published_at)
    page.updated_at = as_moment(page.updated_at)
    return page
