"""What the counters say of a selection: how many, in which months, and how many of each value."""

import threading
from collections import Counter, OrderedDict
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from django.db import connection
from django.utils.functional import cached_property

from disclosure.pages.counters import CELL, SMALL, SUMS, bits
from disclosure.pages.selection import Selection

Amounts = dict[str, Counter[Any]]  # by column, then by value
Answer = TypeVar("Answer")


class Counted:
    """A selection with its numbers; `columns` are those whose values are counted, beside months."""

    def __init__(self, selection: Selection, columns: tuple[str, ...] = ()) -> None:
        self.selection, self.columns = selection, ("month", *columns)

    @cached_property
    def amounts(self) -> Amounts:
        """By column and value: how many pages have it and fit the selection in all other columns.

        Two small statements, the second only when something changed since it was last asked.
        """
        key = (self.version, self.selection, self.columns)
        return remembered.get(key, lambda: read(self.selection, self.columns))

    @cached_property
    def version(self) -> tuple[Any, ...]:
        """What is different whenever the counters say something else."""
        return version()

    @cached_property
    def months(self) -> list[tuple[int, int]]:
        """The months of the selection that have pages, newest first, with how many."""
        found = self.amounts["month"].items()
        return sorted((row for row in found if self.selection.has(row[0])), reverse=True)

    @cached_property
    def total(self) -> int:
        """How many pages the selection has."""
        return sum(amount for _, amount in self.months)

    @cached_property
    def years(self) -> Counter[int]:
        """How many pages each year has, whatever months are selected."""
        found: Counter[int] = Counter()
        for month, amount in self.amounts["month"].items():
            found[month // 100] += amount
        return found


class Remembered(Generic[Answer]):
    """Answers of this process by all that they depend on; the longest unused go first."""

    def __init__(self, most: int) -> None:
        self.most, self.lock = most, threading.Lock()
        self.answers: OrderedDict[Any, Answer] = OrderedDict()

    def get(self, key: Any, make: Callable[[], Answer]) -> Answer:
        """What was made for a key before, else what is made now."""
        with self.lock:
            if key in self.answers:
                self.answers.move_to_end(key)
                return self.answers[key]
        answer = make()
        with self.lock:
            self.answers[key] = answer
            while len(self.answers) > self.most:
                self.answers.popitem(last=False)
        return answer

    def forget(self) -> None:
        """Begin anew, on another database."""
        with self.lock:
            self.answers.clear()


remembered: Remembered[Amounts] = Remembered(500)
VERSION = (
    "SELECT (SELECT folds FROM pages_countstate WHERE id = 1), COUNT(*), MAX(id)"
    " FROM pages_countchange"
)


def version() -> tuple[Any, ...]:
    """What is different whenever the counters say something else: changes are only ever added."""
    with connection.cursor() as cursor:
        cursor.execute(VERSION)
        found: tuple[Any, ...] = cursor.fetchone()
        return found


def read(selection: Selection, columns: tuple[str, ...]) -> Amounts:
    """The numbers from sums and open changes, in one statement that sees one state of both."""
    parts, params = [], []
    for column in columns:
        for table in ("pages_pagecount", "pages_countchange"):
            where, values = conditions(selection, column, is_sum=table == "pages_pagecount")
            params += values
            number, word = ("0", column) if column in SMALL else (column, "''")
            parts.append(
                f"SELECT '{column}', {number}, {word}, CAST(SUM(amount) AS bigint)"  # noqa: S608
                f" FROM {table} WHERE {where} GROUP BY {column}"
            )
    found: Amounts = {column: Counter() for column in columns}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), params)
        for column, number, word, amount in cursor.fetchall():
            found[column][word or number] += amount
    return {column: +amounts for column, amounts in found.items()}


def conditions(selection: Selection, column: str, *, is_sum: bool) -> tuple[str, list[Any]]:
    """The conditions on all columns but the counted one, and their values."""
    names = [name for name in selection.asked() if name != column]
    where, values = ["1 = 1"], []
    for name in names:
        wanted = sorted(getattr(selection, name))
        where.append(f"{name} IN ({', '.join(['%s'] * len(wanted)) or 'NULL'})")
        values += wanted
    if selection.months and column != "month":
        names.append("month")
        where.append("month BETWEEN %s AND %s")
        values += selection.months
    if is_sum:
        told = bits({column, *names})
        where.append(f"told = {told if told in SUMS else CELL}")
    return " AND ".join(where), values
