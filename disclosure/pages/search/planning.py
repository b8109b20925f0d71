"""How PostgreSQL is asked for the newest pages: we choose what is read, its planner cannot.

It does not know what unpacking a tsvector costs, nor that only the newest hits are wanted. There
are three ways: read the newest rows in their order, until enough of them fit; fetch every hit that
the index names; or let the index name the hits of the newest days alone, for every page has the
token of the day on which it was published.
"""

import re
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from typing import Any

from disclosure.lib import tokens
from disclosure.pages.search.documents import EVERY, filter_token, first_position, published_on
from disclosure.pages.search.places import TABLE
from disclosure.pages.search.query import Query

PART = f"SELECT 1 FROM {TABLE} WHERE lexemes @@ %s::tsquery"  # noqa: S608
ESTIMATE = f"EXPLAIN (FORMAT JSON) SELECT 1 FROM {TABLE}"  # noqa: S608
BACK = (
    f"SELECT position, (SELECT max(position) FROM {TABLE} WHERE position < %s) FROM {TABLE}"  # noqa: S608
    " WHERE position < %s ORDER BY position DESC OFFSET %s LIMIT 1"
)
MOST_LEXEMES, MOST_WAYS = 8, 20  # of a word, whose frequencies are looked up
# What is read costs, beside a hit that the index names: a row in order, a page of the newest days
# whose hits the index names, and looking up which days those are.
IN_ORDER, OF_SPAN, SPAN = 8, 0.25, 1800
SPARE = 1.3  # times as many days as should hold enough hits
WIDER = 4  # times as many again, if they do not
DAYS, MONTHS = 16, 4  # tokens of one month, of one year: more are slower than all of it
LOOKS = 40_000  # at a token of a day: each is looked at for every page of the span
DECEMBER = 12
OF_YEAR = re.compile(filter_token("year", "") + tokens.YEAR)
NEVER = (1 << 63) - 1  # a position after all pages
BELIEVED, MOST_BELIEVED = 60, 20_000  # seconds, and lexemes
Lexemes = list[list[str]]  # of a word or filter: one of the lists holds, all of its tsqueries do


@dataclass(frozen=True)
class Expected:
    """How many pages there are in the year that is asked for, or in all; how many of them fit."""

    pages: float
    hits: float

    def read_for(self, limit: int) -> float:
        """How many of the newest pages hold so many hits."""
        return min(self.pages, limit * self.pages / self.hits)


@dataclass(frozen=True)
class Span:
    """The pages from a position on: each has one of the tokens, which others may have too."""

    first: int
    tokens: tuple[str, ...]


@dataclass(frozen=True)
class Way:
    """How a query is asked: in the order of the rows, or of the index from a position on."""

    query: Query
    first: int | None = None
    in_order: bool = False

    def has_all(self, found: int, last: int, limit: int) -> bool:
        """Whether so many pages, down to the last, are the newest of all that fit."""
        return self.first is None or (found == limit and last >= self.first)


def ways(cursor: Any, query: Query, expected: Expected, limit: int) -> Iterator[Way]:
    """The ways to the newest pages, the cheapest first; the last of them has all that fit."""
    if is_cheap_in_order(query, expected, limit):
        yield Way(query, in_order=True)
        return
    for span in spans(cursor, query, expected, limit):
        yield Way(query.filtered(span.tokens), span.first)
    yield Way(query)


def is_cheap_in_order(query: Query, expected: Expected, limit: int) -> bool:
    """Whether reading the newest rows one by one is cheapest."""
    if year_of(query):
        return False  # all that is newer would be read first
    in_order = expected.read_for(limit) * IN_ORDER
    return in_order < min(expected.hits, cost_of_span(expected, limit))


def cost_of_span(expected: Expected, limit: int) -> float:
    """What it costs to have the hits of the newest days from the index."""
    return SPAN + SPARE * (expected.read_for(limit) * OF_SPAN + limit)


def spans(cursor: Any, query: Query, expected: Expected, limit: int) -> Iterator[Span]:
    """The newest days that should hold so many hits, wider and wider while that is cheap."""
    year = year_of(query)
    end = first_position(date(year + 1, 1, 1)) if year else NEVER
    pages = ceil(expected.read_for(limit) * SPARE)
    cost = cost_of_span(expected, limit)
    while cost < expected.hits and pages < expected.pages:
        cursor.execute(BACK, [end, end, pages])
        if not (row := cursor.fetchone()):
            return
        first, last = row
        # Two pages of one minute give way to each other, perhaps into the next day.
        days = published_on(first) - timedelta(days=1), published_on(last)
        yield Span(first, covering(*days, by_day=min(DAYS, LOOKS // pages)))
        pages, cost = pages * WIDER, cost * WIDER


def year_of(query: Query) -> int:
    """The year to which a query is limited, or 0."""
    found = [OF_YEAR.fullmatch(*group) for group in query.groups if len(group) == 1]
    return next((int(one["year"]) for one in found if one), 0)


def covering(first: date, last: date, *, by_day: int) -> tuple[str, ...]:
    """Tokens of which every page has one that was published on these days.

    Where that takes more than so many tokens of days, or MONTHS of months, all of the month or
    year is covered.

    >>> covering(date(2016, 12, 30), date(2017, 5, 1), by_day=16)
    ('d20161230', 'd20161231', 'xye0x2017')
    >>> covering(date(2016, 10, 3), date(2016, 11, 1), by_day=16)
    ('d201610', 'd201611')
    >>> covering(date(2015, 8, 30), date(2016, 2, 1), by_day=16)
    ('xye0x2015', 'xye0x2016')
    """
    days = min(last, next_month(first) - timedelta(days=1)).day - first.day + 1
    first = first.replace(day=1) if days > by_day else first
    months = (last.month if last.year == first.year else DECEMBER) - first.month + 1
    first = first.replace(month=1, day=1) if months > MONTHS else first
    found = []
    while first <= last:
        if first.day > 1:
            found.append(f"d{first:%Y%m%d}")
            first += timedelta(days=1)
        elif first.month > 1:
            found.append(f"d{first:%Y%m}")
            first = next_month(first)
        else:
            found.append(filter_token("year", first.year))
            first = date(first.year + 1, 1, 1)
    return tuple(found)


def next_month(day: date) -> date:
    """The first day of the month after a day."""
    return date(day.year + day.month // DECEMBER, day.month % DECEMBER + 1, 1)


class Statistics:
    """How many pages have a lexeme, as the planner believes; asked for each of them once."""

    def __init__(self) -> None:
        self.rows: dict[str, float] = {}
        self.total = 1.0
        self.began = time.monotonic()

    def is_believed(self) -> bool:
        """Whether the planner need not be asked again, nor too much is remembered."""
        return time.monotonic() - self.began < BELIEVED and len(self.rows) < MOST_BELIEVED

    def look_up(self, cursor: Any, queries: Iterable[Query], sign: str = "") -> None:
        """All that is to be known of some queries: one statement at most, whatever they hold."""
        parts = [lexemes for query in queries for lexemes in looked_up(query, sign)]
        asked = [quoted(EVERY), *(one for lexemes in parts for row in lexemes for one in row)]
        missing = [one for one in dict.fromkeys(asked) if one not in self.rows]
        if missing:
            cursor.execute(" UNION ALL ".join([ESTIMATE, *[PART] * len(missing)]), missing)
            plan = cursor.fetchone()[0][0]["Plan"]
            self.total, *rows = (max(1.0, float(one["Plan Rows"])) for one in plan["Plans"])
            self.rows |= zip(missing, rows, strict=True)

    def expected(self, query: Query, sign: str = "") -> Expected:
        """What is to be expected of a query of which all was looked up."""
        year, pages, hits = one_of((filter_token("year", year_of(query)),)), self.total, self.total
        for lexemes in looked_up(query, sign):
            # The lexemes of one phrase stand together: it is as frequent as its rarest one.
            found = sum(min(self.rows[one] for one in row) for row in lexemes)
            hits *= min(1.0, found / self.total)
            if lexemes == [[year]]:
                pages = min(self.total, found)
        return Expected(pages, max(hits, 1.0))


latest: list[Statistics] = []


def statistics() -> Statistics:
    """Those of this process and minute. They choose how is read, never what is found."""
    if not latest or not latest[-1].is_believed():
        latest[:] = [Statistics()]
    return latest[-1]


def looked_up(query: Query, sign: str) -> list[Lexemes]:
    """For each word and filter the ways in which it is found, each as tsqueries that all hold."""
    words = [
        [[quoted(sign + one) for one in tokens.needed(row)[:MOST_LEXEMES]] for row in rows]
        for rows in (term.rows[:MOST_WAYS] for term in query.required)
    ]
    return [*words, *([[one_of(group)]] for group in query.groups)]


def one_of(group: tuple[str, ...]) -> str:
    """A tsquery for any of some tokens."""
    return f"({' | '.join(map(quoted, group))})"


def quoted(lexeme: str) -> str:
    """A lexeme of a tsquery."""
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"
