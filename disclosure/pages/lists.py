"""Numbered pages of a list: an index alone finds the ids, then their narrow rows are read."""

from collections.abc import Sequence
from dataclasses import replace
from typing import overload

from django.core.paginator import Paginator

from disclosure.pages.counted import Counted
from disclosure.pages.models import PRINTED, Page

PAGE_SIZE = 20


class Found(Sequence[Page]):
    """The pages of entries that were counted, newest first, of which only the asked are read.

    A deep page costs what a shallow one does: the months with their numbers say in which ones its
    rows lie, and only those are gone through, from the nearer end.
    """

    def __init__(self, counted: Counted) -> None:
        self.counted = counted

    def __len__(self) -> int:
        return self.counted.total

    @overload
    def __getitem__(self, key: int) -> Page: ...
    @overload
    def __getitem__(self, key: slice) -> Sequence[Page]: ...
    def __getitem__(self, key: int | slice) -> Page | Sequence[Page]:
        if isinstance(key, int):
            return self[key : key + 1][0]
        start, stop, _ = key.indices(len(self))
        return self.read(start, stop - start) if stop > start else []

    def read(self, start: int, size: int) -> list[Page]:
        """So many rows from one on, both within the total."""
        first, last, passed, inside = window(self.counted.months, start, start + size)
        selection = replace(self.counted.selection, months=(last, first))
        rows = Page.objects.all().chosen(selection)
        offset = start - passed
        if offset <= inside - offset - size:
            return list(rows[offset : offset + size].narrow())
        offset = inside - offset - size
        return list(rows.reverse()[offset : offset + size].narrow())


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


class Named(Sequence[Page]):
    """The pages of entries with some ids, in their order, of which only the asked are read."""

    def __init__(self, ids: Sequence[int]) -> None:
        self.ids = ids

    def __len__(self) -> int:
        return len(self.ids)

    @overload
    def __getitem__(self, key: int) -> Page: ...
    @overload
    def __getitem__(self, key: slice) -> Sequence[Page]: ...
    def __getitem__(self, key: int | slice) -> Page | Sequence[Page]:
        if isinstance(key, int):
            return self[key : key + 1][0]
        rows = Page.objects.entries().only(*PRINTED).in_bulk(self.ids[key])
        return [rows[one] for one in self.ids[key] if one in rows]


def numbered(counted: Counted) -> "Paginator[Page]":
    """The numbered pages of what was counted."""
    return Paginator(Found(counted), PAGE_SIZE)


def named(ids: Sequence[int]) -> "Paginator[Page]":
    """The numbered pages of what was found."""
    return Paginator(Named(ids), PAGE_SIZE)
