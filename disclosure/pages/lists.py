"""Numbered pages of a list: an index alone finds the ids, then their narrow rows are read."""

from collections.abc import Sequence
from typing import overload

from django.core.paginator import Paginator
from django.utils.functional import cached_property

from disclosure.pages.models import Page, PageQuerySet
from disclosure.pages.selection import Selection

PAGE_SIZE = 20


class Found(Sequence[Page]):
    """The pages of entries of a selection, newest first, of which only the asked ones are read."""

    def __init__(self, selection: Selection) -> None:
        self.selection = selection

    @cached_property
    def total(self) -> int:
        """How many there are."""
        return self.rows().count()

    def rows(self) -> PageQuerySet:
        """All of them."""
        return Page.objects.all().chosen(self.selection)

    def __len__(self) -> int:
        return self.total

    @overload
    def __getitem__(self, key: int) -> Page: ...
    @overload
    def __getitem__(self, key: slice) -> Sequence[Page]: ...
    def __getitem__(self, key: int | slice) -> Page | Sequence[Page]:
        if isinstance(key, int):
            return self[key : key + 1][0]
        start, stop, _ = key.indices(self.total)
        return list(self.rows()[start:stop].narrow())


def numbered(selection: Selection, ids: list[int] | None = None) -> "Paginator[Page]":
    """The numbered pages of a selection; of the ids only, where words were looked for."""
    if ids is None:
        return Paginator(Found(selection), PAGE_SIZE)
    rows = Page.objects.all().chosen(selection).filter(pk__in=ids)
    return Paginator(rows.lean(), PAGE_SIZE)
