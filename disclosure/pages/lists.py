"""Numbered pages of a list: an index alone finds the ids, then their narrow rows are read."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple, overload

from django.core.paginator import Paginator

from disclosure.pages.counted import Counted
from disclosure.pages.selection import Selection
from disclosure.pages.statements import as_moment, as_value, prepared, rows

PAGE_SIZE = 20
Ask = Callable[[str, Sequence[Any]], list[tuple[Any, ...]]]

# COALESCE: of a bare column SQLite's driver would make a moment by a function of Python's.
ROWS = (
    "SELECT id, path, title, validity, publisher_name, index_number, document_number,"
    " COALESCE(published_at, published_at)"
    " FROM pages_page WHERE id IN ({ids}) ORDER BY published_at DESC, id DESC"
)
IDS = (
    "SELECT id FROM pages_page WHERE kind = 'entry'{conditions}"
    " ORDER BY published_at {way}, id {way} LIMIT {size} OFFSET {skipped}"
)
NAMED = "SELECT id FROM pages_page WHERE kind = 'entry' AND id IN ({ids})"


class Row(NamedTuple):
    """What a list prints of a page."""

    pk: int
    path: str
    title: str
    validity: str
    publisher_name: str
    index_number: str
    document_number: str
    published_at: datetime


class Rows(Sequence[Row], ABC):
    """The rows of a list, of which only the asked are read."""

    @overload
    def __getitem__(self, key: int) -> Row: ...
    @overload
    def __getitem__(self, key: slice) -> Sequence[Row]: ...
    def __getitem__(self, key: int | slice) -> Row | Sequence[Row]:
        if isinstance(key, int):
            return self[key : key + 1][0]
        start, stop, _ = key.indices(len(self))
        return self.read(start, stop - start) if stop > start else []

    @abstractmethod
    def read(self, start: int, size: int) -> list[Row]:
        """So many rows from one on, both within the total."""


class Found(Rows):
    """The pages of entries that were counted, newest first.

    A deep page costs what a shallow one does: the months with their numbers say in which ones its
    rows lie, and only those are gone through, from the nearer end.
    """

    def __init__(self, counted: Counted) -> None:
        self.counted = counted

    def __len__(self) -> int:
        return self.counted.total

    def read(self, start: int, size: int) -> list[Row]:
        """So many rows from one on, both within the total."""
        first, last, passed, inside = window(self.counted.months, start, start + size)
        selection = replace(self.counted.selection, months=(last, first))
        newer, older = start - passed, inside - (start - passed) - size
        ids, values = ids_of(selection, size, min(newer, older), is_backwards=older < newer)
        # Without filters any values are answered by the same plan.
        return read(ids, values, ask=rows if selection.asked() else prepared)


def ids_of(
    selection: Selection, size: int, skipped: int, *, is_backwards: bool = False
) -> tuple[str, list[Any]]:
    """The statement, and its values, for the ids of some pages: an index alone answers it."""
    conditions, values = "", []
    for name in selection.asked():
        wanted = sorted(getattr(selection, name))
        conditions += f" AND {name} IN ({', '.join(['%s'] * len(wanted)) or 'NULL'})"
        values += wanted
    if selection.months:
        conditions += " AND published_at >= %s AND published_at < %s"
        values += map(as_value, selection.window().values())
    way = "ASC" if is_backwards else "DESC"
    return IDS.format(conditions=conditions, way=way, size=size, skipped=skipped), values


def window(months: list[tuple[int, int]], start: int, stop: int) -> tuple[int, int, int, int]:
    """Where the rows from `start` to before `stop` lie among months, newest first, with amounts.

    The month of the first row, that of the last, how many rows are newer than the first month, and
    how many are in these months together.

    >>> window([(201605, 3), (201604, 5), (201603, 4)], 4, 9)
    (201604, 201603, 3, 9)
    """
    passed = inside = 0
    first = 0
    for month, amount in months:
        if not first and passed + amount > start:
            first = month
        if not first:
            passed += amount
            continue
        inside += amount
        if passed + inside >= stop:
            return first, month, passed, inside
    raise ValueError(f"rows {start} to {stop} are not among {passed + inside}")


class Named(Rows):
    """The pages of entries with some ids, newest first as these; none withdrawn this moment."""

    def __init__(self, ids: Sequence[int]) -> None:
        self.ids = ids

    def __len__(self) -> int:
        return len(self.ids)

    def read(self, start: int, size: int) -> list[Row]:
        """So many rows from one on, both within the total."""
        wanted = self.ids[start : start + size]
        return read(NAMED.format(ids=", ".join(["%s"] * len(wanted))), wanted, ask=prepared)


def read(ids: str, values: Sequence[Any], *, ask: Ask) -> list[Row]:
    """The rows whose ids a statement tells."""
    found = ask(ROWS.format(ids=ids), values)
    return [Row._make((*row[:-1], as_moment(row[-1]))) for row in found]


def numbered(counted: Counted) -> "Paginator[Row]":
    """The numbered pages of what was counted."""
    return Paginator(Found(counted), PAGE_SIZE)


def named(ids: Sequence[int]) -> "Paginator[Row]":
    """The numbered pages of what was found."""
    return Paginator(Named(ids), PAGE_SIZE)
