"""What the two databases see differently in statements that are written by hand.

Django puts a query into words anew each time, which takes longer than the answer: what readers ask
again and again is written by hand, and comes back as the driver gives it.
"""

import sqlite3
from collections.abc import Callable, Hashable, Iterable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, TypeVar

from django.db import connection
from django.http import HttpRequest
from psycopg import Cursor

Answer = TypeVar("Answer")
# Whether `data` of a page holds the year of an annual report.
HAS_YEAR = {
    "sqlite": "JSON_TYPE(pages_page.data, '$.year') IS NOT NULL",
    "postgresql": "JSONB_EXISTS(pages_page.data, 'year')",
}


def rows(statement: str, values: Iterable[Any]) -> list[tuple[Any, ...]]:
    """All rows of an answer."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.cursor = connection.connection.cursor(SQLiteCursor)
        return fetched(cursor, statement, values)


def prepared(statement: str, values: Iterable[Any]) -> list[tuple[Any, ...]]:
    """All rows of an answer to what is asked in the same words each time.

    PostgreSQL then plans it once in the life of a connection, which takes longer than the answer;
    not for what is planned by its values.
    """
    if connection.vendor == "sqlite":
        return rows(statement, values)
    with connection.cursor() as cursor:
        cursor.cursor = Cursor(connection.connection)  # Django's own puts values into words
        return fetched(cursor, statement, values)


class SQLiteCursor(sqlite3.Cursor):
    """Takes %s for a value as Django's own does, which looks for it with a pattern each time."""

    def execute(self, statement: str, values: Any = (), /) -> "SQLiteCursor":
        """Execute a statement."""
        return super().execute(in_marks(statement), values)


@lru_cache(500)
def in_marks(statement: str) -> str:
    """A statement as SQLite takes it."""
    return statement.replace("%s", "?")


def fetched(cursor: Any, statement: str, values: Iterable[Any]) -> list[tuple[Any, ...]]:
    """All rows that a cursor has for a statement."""
    cursor.execute(statement, list(values))
    found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def asked_once(request: HttpRequest, what: Hashable, ask: Callable[[], Answer]) -> Answer:
    """What was asked before in a request, else what is asked now: all of it is of one state."""
    answers: dict[Hashable, Answer] = request.__dict__.setdefault("asked_once", {})
    if what not in answers:
        answers[what] = ask()
    return answers[what]


def as_value(moment: datetime) -> Any:
    """A moment as a value of a statement."""
    return connection.ops.adapt_datetimefield_value(moment)


def as_moment(value: datetime | str) -> datetime:
    """A moment as it comes back: SQLite keeps it in UTC, does not say so, and computes with words.

    >>> as_moment("2026-01-02 03:04:05.678")
    datetime.datetime(2026, 1, 2, 3, 4, 5, 678000, tzinfo=datetime.timezone.utc)
    """
    found = datetime.fromisoformat(value) if isinstance(value, str) else value
    return found if found.tzinfo else found.replace(tzinfo=UTC)
