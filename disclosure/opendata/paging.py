"""Pages by cursor: where the last one ended, and the address of the next.

A cursor is the moment and the number of the last row, so a row that is added or taken away
between two answers makes none be left out and none come twice.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Self, TypeVar

from django.db.models import Q
from django.http import HttpRequest

from disclosure.pages.models import Page, PageQuerySet

DEFAULT_LIMIT = 50
MAX_LIMIT = 200
DEFAULT_REPORTS = 20  # reports whose cells make one page: a report has two hundred or so
MAX_REPORTS = 100
BATCH = 500  # rows that a CSV file takes from the database at a time
CURSOR = r"^[0-9]{1,16}\.[0-9]{1,18}$"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)

Row = TypeVar("Row")


@dataclass(frozen=True)
class Place:
    """A place in a list that is ordered by a moment, then by the number of the row."""

    at: datetime
    pk: int

    @classmethod
    def read(cls, cursor: str) -> Self:
        """The place that a cursor of the form CURSOR names.

        >>> Place.read("1500000.7")
        Place(at=datetime.datetime(1970, 1, 1, 0, 0, 1, 500000, tzinfo=datetime.timezone.utc), pk=7)
        """
        micros, pk = cursor.split(".")
        return cls(EPOCH + int(micros) * MICROSECOND, int(pk))

    def cursor(self) -> str:
        """The place in words that `read` understands.

        >>> Place(datetime(1970, 1, 1, 0, 0, 1, 500000, tzinfo=UTC), 7).cursor()
        '1500000.7'
        """
        return f"{(self.at - EPOCH) // MICROSECOND}.{self.pk}"


def older(rows: PageQuerySet, place: Place) -> PageQuerySet:
    """The rows of a list, newest publication first, that stand after a place."""
    rows = rows.filter(published_at__lte=place.at)
    return rows.filter(Q(published_at__lt=place.at) | Q(pk__lt=place.pk))


def later(rows: PageQuerySet, place: Place) -> PageQuerySet:
    """The rows of a list, first change first, that stand after a place."""
    rows = rows.filter(changed_at__gte=place.at)
    return rows.filter(Q(changed_at__gt=place.at) | Q(pk__gt=place.pk))


def published(page: Page) -> Place:
    """Where a page stands in a list by publication."""
    return Place(page.published_at, page.pk)


def changed(page: Page) -> Place:
    """Where a page stands in a list by change."""
    return Place(page.changed_at, page.pk)


def cut(rows: list[Row], limit: int) -> tuple[list[Row], Row | None]:
    """The first `limit` of limit + 1 rows, and the last of them where there are more.

    >>> cut([1, 2, 3], 2), cut([1, 2], 2)
    (([1, 2], 2), ([1, 2], None))
    """
    return rows[:limit], rows[limit - 1] if len(rows) > limit else None


def in_batches(rows: PageQuerySet, size: int | None = None) -> Iterator[Page]:
    """Every row of a list, newest publication first, in short queries of so many rows."""
    size = size or BATCH
    batch = list(rows[:size])
    while batch:
        yield from batch
        more = len(batch) == size
        batch = list(older(rows, published(batch[-1]))[:size]) if more else []


def next_address(request: HttpRequest, cursor: str | None) -> str | None:
    """The address of the next page: this one's with another cursor; None after the last."""
    if cursor is None:
        return None
    query = request.GET.copy()
    query["cursor"] = cursor
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
