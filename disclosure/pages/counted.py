"""What the counters say of a selection: how many, in which months, and how many of each value."""

import threading
from collections import Counter, OrderedDict
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Generic, NamedTuple, TypeVar

from django.utils.functional import cached_property

from disclosure.pages.counters import CELL, SMALL, SUMS, bits
from disclosure.pages.selection import Selection
from disclosure.pages.statements import prepared, rows

Amounts = dict[str, Counter[Any]]  # by column, then by value
Answer = TypeVar("Answer")


class Version(NamedTuple):
    """What is different whenever the counters, or names, say something else: both only go on."""

    mark: int | None  # of the names, see namestate.py
    folds: int | None
    changes: int
    newest: int | None

    @property
    def counts(self) -> tuple[int | None, ...]:
        """What is different whenever the counters say something else."""
        return self[1:]


class Counted:
    """A selection with its numbers; `columns` are those whose values are counted, beside months."""

    def __init__(
        self,
        selection: Selection,
        columns: tuple[str, ...] = (),
        version: Version | None = None,
    ) -> None:
        self.selection, self.columns = selection, ("month", *columns)
        self.version = version or current_version()

    @cached_property
    def amounts(self) -> Amounts:
        """By column and value: how many pages have it and fit the selection in all other columns.

        One small statement for what is not remembered: the values of one column are the same
        whichever of them is selected.
        """
        keys = {column: self.key(column) for column in self.columns}
        found = {column: remembered.recall(key) for column, key in keys.items()}
        missing = tuple(column for column, amounts in found.items() if amounts is None)
        if missing:
            for column, amounts in read(self.selection, missing).items():
                found[column] = remembered.keep(keys[column], amounts)
        return {column: amounts for column, amounts in found.items() if amounts is not None}

    def key(self, column: str) -> tuple[Any, ...]:
        """All that the amounts of a column depend on."""
        name = "months" if column == "month" else column
        is_asked = getattr(self.selection, name) is not None
        others = replace(self.selection, **{name: None}) if is_asked else self.selection
        return (self.version.counts, column, others)

    @cached_property
    def months(self) -> list[tuple[int, int]]:
        """The months of the selection that have pages, newest first, with how many."""
        found = self.amounts["month"].items()
        if self.selection.months is None:
            return list(found)
        return [row for row in found if self.selection.has(row[0])]

    @cached_property
    def total(self) -> int:
        """How many pages the selection has."""
        if self.selection.months is None:
            return self.amounts["month"].total()
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
        answer = self.recall(key)
        return self.keep(key, make()) if answer is None else answer

    def recall(self, key: Any) -> Answer | None:
        """What was made for a key before, if it is still known."""
        with self.lock:
            if key in self.answers:
                self.answers.move_to_end(key)
            return self.answers.get(key)

    def keep(self, key: Any, answer: Answer) -> Answer:
        """Remember what was made for a key."""
        with self.lock:
            self.answers[key] = answer
            while len(self.answers) > self.most:
                self.answers.popitem(last=False)
        return answer

    def forget(self) -> None:
        """Begin anew, on another database."""
        with self.lock:
            self.answers.clear()


remembered: Remembered[Counter[Any]] = Remembered(2000)
VERSION = (
    "SELECT (SELECT mark FROM pages_namestate WHERE id = 1),"
    " (SELECT folds FROM pages_countstate WHERE id = 1), COUNT(*), MAX(id){more}"
    " FROM pages_countchange"
)


def current_version() -> Version:
    """One narrow statement."""
    return Version(*prepared(VERSION.format(more=""), ())[0])


def read(selection: Selection, columns: tuple[str, ...]) -> Amounts:
    """The numbers from sums and open changes, in one statement that sees one state of both.

    Newest months, and last values, first.
    """
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
    for column, number, word, amount in rows(" UNION ALL ".join(parts), params):
        found[column][word or number] += amount
    return {
        column: Counter(dict(sorted((+amounts).items(), reverse=True)))
        for column, amounts in found.items()
    }


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
