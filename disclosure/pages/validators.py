"""Whether a reader's copy of an entry's page still holds: told by one narrow query."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import connection
from django.db.models import Max, OuterRef, Subquery
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

ANY_PATH = "/any/"


def entry_etag(request: HttpRequest, number: str) -> str | None:
    """The validator of an entry's page, print page included; None where there is no entry.

    The number of views does not count: it is as old as the reader's copy. A report shows figures
    of another page, and is compared as a whole by the middleware.
    """
    facts = entry_facts(f"/catalogue/{number}/")
    if facts is None or settings.DEBUG:
        return None
    told = (build(), request.scheme, request.get_host(), request.path, *facts)
    return f'"{hashlib.sha256(repr(told).encode()).hexdigest()[:40]}"'


def entry_facts(path: str) -> tuple[Any, ...] | None:
    """All that the page of an entry depends on, its neighbours included: one query."""
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
    ).values_list("digest", *NAMES, "older_digest", "newer_digest", "replaced_at")
    statement, params = facts.query.sql_with_params()
    return statement, tuple(params)


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
