"""The seam between what is asked and where it is looked up."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from disclosure.pages.search.documents import Document
from disclosure.pages.search.query import Query


class ServerFails(Exception):
    """The search server does not answer, or not as it should."""


class Hit(NamedTuple):
    """A page that was found, with what facets look at; and with its texts, where they are read."""

    page_id: int
    position: int
    agency_id: int
    category_id: int
    theme_id: int | None
    genre_id: int | None
    year: int
    method: str
    validity: str
    head: str = ""
    about: str = ""


COLUMNS = Hit._fields
# Without the texts, which lie apart from the row on a disk: only ranking looks at them.
NARROW = COLUMNS[: COLUMNS.index("head")]
# The column of a filter, where it is called otherwise.
ATTRIBUTES = {name: f"{name}_id" for name in ("agency", "category", "theme", "genre")}
Amounts = dict[str, Counter[Any]]  # by filter, then by value


class Engine(Protocol):
    """An index. Whatever the engine, the same query finds the same pages in the same order."""

    def index(self, documents: Sequence[Document]) -> None:
        """Put pages in, or renew them."""

    def remove(self, page_id: int) -> None:
        """Take a page out; one that is not there is no fault."""

    def find(
        self,
        query: Query,
        *,
        limit: int,
        in_head: bool = False,
        columns: Sequence[str] = NARROW,
    ) -> list[Hit]:
        """The newest pages that fit, newest first; with in_head by title and numbers alone.

        `columns` is NARROW or COLUMNS.
        """

    def count(self, query: Query) -> int:
        """How many pages fit, exactly."""

    def amounts(self, asked: Mapping[str, Query], *, limit: int) -> Amounts:
        """For each filter: how many of the newest pages that fit its query have each value."""


def counter(counts: Iterable[tuple[Any, int]]) -> Counter[Any]:
    """Values with how many have them; having none is no value."""
    return Counter({value: count for value, count in counts if value is not None})
