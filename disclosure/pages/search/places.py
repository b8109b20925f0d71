"""The narrow rows that both databases keep: their columns, and a free place in their order."""

from typing import Any

from disclosure.pages.search.documents import Document

TABLE = "pages_searchrow"
STORED = tuple(Document.__dataclass_fields__)
TAKEN = f"SELECT 1 FROM {TABLE} WHERE position = %s"  # noqa: S608 - constant name
ADD = f"INSERT INTO {TABLE} ({', '.join(STORED)}) VALUES ({', '.join(['%s'] * len(STORED))})"  # noqa: S608
DELETE = f"DELETE FROM {TABLE} WHERE page_id = %s"  # noqa: S608


def free_place(cursor: Any, position: int) -> int:
    """The position, or the next one free: two pages of one place in one minute give way."""
    while True:
        cursor.execute(TAKEN, [position])
        if cursor.fetchone() is None:
            return position
        position += 1


def values(document: Document, position: int) -> list[Any]:
    """The columns of a row."""
    given = vars(document) | {"position": position}
    return [given[name] for name in STORED]
