"""Which pages a list shows, in the words that its index and the counters both understand."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.timezone import get_current_timezone, localtime

DIMENSIONS = ("month", "agency_id", "category_id", "theme_id", "genre_id", "method", "validity")


@dataclass(frozen=True)
class Selection:
    """The wanted values of each column, None for all; months are numbers like 201605, inclusive."""

    agency_id: frozenset[int] | None = None
    category_id: frozenset[int] | None = None
    theme_id: frozenset[int] | None = None
    genre_id: frozenset[int] | None = None
    method: frozenset[str] | None = None
    validity: frozenset[str] | None = None
    months: tuple[int, int] | None = None

    def asked(self) -> tuple[str, ...]:
        """The columns, apart from the month, that are not open."""
        return tuple(name for name in DIMENSIONS[1:] if getattr(self, name) is not None)

    def filters(self, names: tuple[str, ...] | None = None) -> dict[str, Any]:
        """The lookups of those columns, of all by default; a single value is asked for by `=`."""
        found: dict[str, Any] = {}
        for name in self.asked() if names is None else names:
            values = sorted(getattr(self, name))
            found |= {name: values[0]} if len(values) == 1 else {f"{name}__in": values}
        return found

    def has(self, month: int) -> bool:
        """Whether pages of a month are wanted."""
        return self.months is None or self.months[0] <= month <= self.months[1]

    def window(self) -> dict[str, datetime]:
        """The lookups of the wanted months."""
        return within(*self.months) if self.months else {}


def month_of(moment: datetime) -> int:
    """The month of a moment in local time: 2016-05-04 → 201605."""
    day = localtime(moment)
    return day.year * 100 + day.month


def begins(month: int) -> datetime:
    """When a month begins in local time."""
    return datetime(month // 100, month % 100, 1, tzinfo=get_current_timezone())


def after(month: int) -> int:
    """The month after.

    >>> after(201605), after(201612)
    (201606, 201701)
    """
    return month + 1 if month % 100 < 12 else month + 89


def within(first: int, last: int) -> dict[str, datetime]:
    """The lookups of pages published from the first month to the last."""
    return {"published_at__gte": begins(first), "published_at__lt": begins(after(last))}


def year_months(year: int) -> tuple[int, int]:
    """The months of a year.

    >>> year_months(2016)
    (201601, 201612)
    """
    return year * 100 + 1, year * 100 + 12
