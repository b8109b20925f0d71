"""The search index: FTS5 on SQLite, a tsvector on PostgreSQL; this module hides which.

Chinese is searched by characters, not by a dictionary. Both tables hold one row for each entry
page, keyed by the page, and are kept by `put_page` in its transaction.
"""

from django.db import connection

from disclosure.lib import tokens
from disclosure.pages.models import Page

TABLE = "pages_search"

REMOVE = {
    "sqlite": f"DELETE FROM {TABLE} WHERE rowid = %s",  # noqa: S608 - constant name
    "postgresql": f"DELETE FROM {TABLE} WHERE page_id = %s",  # noqa: S608
}
ADD = {
    "sqlite": f"INSERT INTO {TABLE} (rowid, content) VALUES (%s, %s)",  # noqa: S608
    "postgresql": f"INSERT INTO {TABLE} VALUES (%s, array_to_tsvector(%s::text[]))",  # noqa: S608
}
FIND = {
    "sqlite": f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH %s LIMIT %s",  # noqa: S608
    "postgresql": (
        f"SELECT page_id FROM {TABLE} WHERE lexemes @@ %s::tsquery LIMIT %s"  # noqa: S608
    ),
}
LIMIT = 10_000  # more hits than anybody pages through; refined together with the counters


def searchable(page: Page) -> str:
    """Everything of a page that a search looks at, as one text."""
    parts = (
        page.title, page.index_number, page.document_number, page.publisher_name, page.agency.name,
        page.keywords, page.summary, page.text,
    )  # fmt: skip
    return "\n".join(part for part in parts if part)


def index(page: Page) -> None:
    """Put a page into the index, or renew it there."""
    unindex(page)
    text = searchable(page)
    sqlite = connection.vendor == "sqlite"
    content = tokens.fts5_text(text) if sqlite else tokens.lexemes(text)
    with connection.cursor() as cursor:
        cursor.execute(ADD[connection.vendor], [page.pk, content])


def unindex(page: Page) -> None:
    """Take a page out of the index."""
    with connection.cursor() as cursor:
        cursor.execute(REMOVE[connection.vendor], [page.pk])


def forget() -> None:
    """Drop what the index still holds of rows that were changed or removed.

    FTS5 marks old words as deleted and keeps them until its segments are merged.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {TABLE} ({TABLE}) VALUES ('optimize')")  # noqa: S608


def find(query: str) -> list[int] | None:
    """The ids of the pages in which every word of the query occurs; None for an empty query."""
    if connection.vendor == "sqlite":
        expression = tokens.fts5_query(query)
    else:
        expression = " & ".join(quoted(lexeme) for lexeme in tokens.query_lexemes(query))
    if not expression:
        return None
    with connection.cursor() as cursor:
        cursor.execute(FIND[connection.vendor], [expression, LIMIT])
        return [row[0] for row in cursor.fetchall()]


def quoted(lexeme: str) -> str:
    """A lexeme as a literal of PostgreSQL's tsquery."""
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


def is_indexed(page: Page) -> bool:
    """Whether the index holds a row for the page."""
    key = "rowid" if connection.vendor == "sqlite" else "page_id"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {TABLE} WHERE {key} = %s", [page.pk])  # noqa: S608
        return cursor.fetchone() is not None
