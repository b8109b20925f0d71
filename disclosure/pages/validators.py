"""Whether a reader's copy of an entry's page still holds: told by one narrow query."""

import hashlib
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import connection
from django.db.models import Max, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest

from disclosure.pages.context import texts
from disclosure.pages.models import Page, PageKind, PageQuerySet

# What the page prints that publication does not freeze.
NAMES = (
    "agency__name", "agency__short_name", "agency__code", "agency__shows_earlier_editions",
    "category__name", "category__slug", "category__description", "category__keywords",
    "category__column_type", "category__parent__name", "theme__name", "theme__parent__name",
    "genre__name",
)  # fmt: skip

CHANGED = (
    "changed_at", "agency__changed_at", "category__changed_at", "category__parent__changed_at",
    "theme__changed_at", "theme__parent__changed_at", "genre__changed_at",
)  # fmt: skip
TIMES = len(CHANGED) + 4

ANY_PATH = "/any/"


def entry_etag(request: HttpRequest, number: str) -> str | None:
    """The validator of an entry's page, print page included; None where there is no entry.

    The number of views does not count: it is as old as the reader's copy. A report shows figures
    of another page, and is compared as a whole by the middleware.
    """
    facts = known_facts(request, number)
    if facts is None or settings.DEBUG:
        return None
    told = (build(), request.scheme, request.get_host(), request.path, *facts[:-TIMES])
    return f'"{hashlib.sha256(repr(told).encode()).hexdigest()[:40]}"'


def known_facts(request: HttpRequest, number: str) -> tuple[Any, ...] | None:
    """The facts of an entry, asked once in a request: its time and its ETag are of one state."""
    path = f"/catalogue/{number}/"
    known: dict[str, tuple[Any, ...] | None] = request.__dict__.setdefault("entry_facts", {})
    if path not in known:
        known[path] = entry_facts(path)
    return known[path]


def entry_facts(path: str) -> tuple[Any, ...] | None:
    """All that the page of an entry depends on, its neighbours included: one query.

    The last TIMES columns say when each of that was changed.
    """
    statement, params = facts_query()
    with connection.cursor() as cursor:
        cursor.execute(statement, [path if value == ANY_PATH else value for value in params])
        found: tuple[Any, ...] | None = cursor.fetchone()
        return found


@cache
def facts_query() -> tuple[str, tuple[Any, ...]]:
    """That query, put into words once: this takes longer than the answer. ANY_PATH is the path."""
    rows = Page.objects.filter(path=ANY_PATH, kind=PageKind.ENTRY, data__year__isnull=True)
    same = Page.objects.entries().filter(agency=OuterRef("agency"))
    older, newer = same.around(OuterRef("published_at"), OuterRef("pk"))
    replaced = Page.objects.filter(target=OuterRef("path"), withdrawn_at__isnull=False)
    last = replaced.order_by().values("target").annotate(last=Max("withdrawn_at"))
    facts = rows.annotate(
        older_digest=first(older, "digest"),
        newer_digest=first(newer, "digest"),
        replaced_at=Subquery(last.values("last")),
        older_at=first(older, "published_at"),
        newer_at=first(newer, "published_at"),
        older_changed=first(older, "changed_at"),
        newer_changed=first(newer, "changed_at"),
        replaced_changed=newest(replaced, "target"),
        gone_changed=newest(withdrawn_between(), "agency"),
    ).values_list(
        "digest", *NAMES, "older_digest", "newer_digest", "replaced_at", *CHANGED,
        "older_changed", "newer_changed", "replaced_changed", "gone_changed",
    )  # fmt: skip
    statement, params = facts.query.sql_with_params()
    return statement, tuple(params)


def withdrawn_between() -> PageQuerySet:
    """What was withdrawn between an entry's neighbours, and so was one of them."""
    rows = Page.objects.filter(agency=OuterRef("agency"), withdrawn_at__isnull=False)
    return rows.filter(
        kind__in=[kind for kind in PageKind if kind != PageKind.ENTRY],
        published_at__gte=Coalesce(OuterRef("older_at"), Value(datetime(1, 1, 2, tzinfo=UTC))),
        published_at__lte=Coalesce(OuterRef("newer_at"), Value(datetime(9999, 12, 30, tzinfo=UTC))),
    )


def newest(rows: PageQuerySet, name: str) -> Subquery:
    """When any of the rows was changed last; they are alike in one column."""
    grouped = rows.order_by().values(name)
    return Subquery(grouped.annotate(changed=Max("changed_at")).values("changed"))


def first(rows: PageQuerySet, name: str) -> Subquery:
    """One column of the first of the rows."""
    return Subquery(rows.values(name)[:1])


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
