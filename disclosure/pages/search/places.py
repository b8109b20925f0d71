"""The narrow rows that both databases keep: their columns, and a free place in their order."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from disclosure.pages.models import SearchRow
from disclosure.pages.search.documents import Document

TABLE = "pages_searchrow"
STORED = tuple(Document.__dataclass_fields__)
ADD = f"INSERT INTO {TABLE} ({', '.join(STORED)}) VALUES ({', '.join(['%s'] * len(STORED))})"  # noqa: S608
DELETE = f"DELETE FROM {TABLE} WHERE page_id = %s"  # noqa: S608


def indexed(documents: Sequence[Document]) -> list[int]:
    """The pages among these that are in the index already: one query."""
    rows = SearchRow.objects.filter(page__in=[one.page_id for one in documents])
    return list(rows.values_list("page_id", flat=True))


def at_free_places(documents: Sequence[Document]) -> list[Document]:
    """The documents at their positions, or the next ones free: two of one minute give way."""
    wanted = [one.position for one in documents]
    rows = SearchRow.objects.filter(position__in=wanted).values_list("position", flat=True)
    taken, placed = set(rows), []
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
