"""The narrow rows that both databases keep: their columns, and a free place in their order."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Q

from disclosure.pages.models import SearchRow
from disclosure.pages.search.documents import Document

TABLE = "pages_searchrow"
STORED = tuple(Document.__dataclass_fields__)
ADD = f"INSERT INTO {TABLE} ({', '.join(STORED)}) VALUES ({', '.join(['%s'] * len(STORED))})"  # noqa: S608
DELETE = f"DELETE FROM {TABLE} WHERE page_id = %s"  # noqa: S608


def in_the_way(documents: Sequence[Document]) -> tuple[list[int], list[int]]:
    """The pages among these that are indexed already, and the wanted positions of other pages.

    One query.
    """
    pages = {one.page_id for one in documents}
    wanted = [one.position for one in documents]
    rows = SearchRow.objects.filter(Q(page__in=pages) | Q(position__in=wanted))
    there = list(rows.values_list("position", "page_id"))
    indexed = [page_id for _, page_id in there if page_id in pages]
    return indexed, [place for place, page_id in there if page_id not in pages]


def at_free_places(documents: Sequence[Document], occupied: Iterable[int]) -> list[Document]:
    """The documents at their positions, or the next ones free: two of one minute give way.

    `occupied` are those that they want and other pages have.
    """
    taken, placed = set(occupied), []
    for document in documents:
        place = document.position
        while place in taken or (place != document.position and is_taken(place)):
            place += 1
        taken.add(place)
        placed.append(replace(document, position=place))
    return placed


def is_taken(position: int) -> bool:
    """Whether a row stands at a position."""
    return SearchRow.objects.filter(position=position).exists()


def values(document: Document) -> list[Any]:
    """The columns of a row."""
    return [getattr(document, name) for name in STORED]
