"""Pages by cursor: where the last one ended, and the address of the next.

A cursor is the moment and the number of the last row, so a row that is added or taken away
between two answers makes none be left out and none come twice.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol, Self, TypeVar

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
Row_co = TypeVar("Row_co", covariant=True)


class Rows(Protocol[Row_co]):
    """What a slice can be read from: the rows of a query, or a list."""

    def __getitem__(self, key: slice, /) -> Iterable[Row_co]: ...


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


def older(rows: PageQuerySet, cursor: str | None) -> PageQuerySet:
    """The rows of a list, newest publication first, that stand after a cursor; all without one."""
    if not cursor:
        return rows
    place = Place.read(cursor)
    rows = rows.filter(published_at__lte=place.at)
    return rows.filter(Q(published_at__lt=place.at) | Q(pk__lt=place.pk))


def later(rows: PageQuerySet, cursor: str | None) -> PageQuerySet:
    """The rows of a list, first change first, that stand after a cursor; all without one."""
    if not cursor:
        return rows
    place = Place.read(cursor)
    rows = rows.filter(changed_at__gte=place.at)
    return rows.filter(Q(changed_at__gt=place.at) | Q(pk__gt=place.pk))


def published(page: Page) -> str:
    """Where a page stands in a list by publication, as a cursor."""
    return Place(page.published_at, page.pk).cursor()


def changed(page: Page) -> str:
    """Where a page stands in a list by change, as a cursor."""
    return Place(page.changed_at, page.pk).cursor()


def page_of(
    rows: Rows[Row], limit: int, cursor: Callable[[Row], str]
) -> tuple[list[Row], str | None]:
    """The first `limit` rows, and the cursor of the last of them where there are more.

    >>> page_of(["a", "b", "c"], 2, str), page_of(["a", "b"], 2, str)
    ((['a', 'b'], 'b'), (['a', 'b'], None))
    """
    found = list(rows[: limit + 1])
    return found[:limit], cursor(found[limit - 1]) if len(found) > limit else None


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
