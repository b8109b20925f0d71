"""The index on PostgreSQL: a tsvector of characters and pairs beside each narrow row.

It knows no positions (PostgreSQL keeps 256 of a lexeme at most), so a phrase of several lexemes is
looked at again in the flat text of the rows that hold them all.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.db import connection

from disclosure.lib import tokens
from disclosure.pages.search.documents import EVERY, Document
from disclosure.pages.search.engine import ATTRIBUTES, COLUMNS, NARROW, Amounts, Hit, counter
from disclosure.pages.search.places import DELETE, STORED, TABLE, at_free_places, in_the_way, values
from disclosure.pages.search.planning import Way, one_of, quoted, statistics, ways
from disclosure.pages.search.query import Query, Row, Term, is_exact

ADD = (
    f"INSERT INTO {TABLE} ({', '.join(STORED)}, lexemes) VALUES"  # noqa: S608
    f" ({'%s, ' * len(STORED)} array_to_tsvector(%s::text[]))"
)
FIND = (
    f"SELECT {{columns}} FROM {TABLE} WHERE {{where}}"  # noqa: S608
    " ORDER BY position DESC LIMIT %s"
)
AMOUNTS = (
    f"SELECT {{columns}}, count(*), min(position) FROM (SELECT position, {{columns}} FROM {TABLE}"  # noqa: S608
    " WHERE {where} ORDER BY position DESC LIMIT %s) AS newest GROUP BY 1"
)
COUNT = f"SELECT count(*) FROM {TABLE} WHERE {{where}}"  # noqa: S608
# Neither knows what unpacking a tsvector costs, and compiling takes longer than the query.
NEVER_USED = ("enable_seqscan", "jit")
IN_HEAD = "t"  # begins the lexemes of title and numbers a second time
PHRASE_ANYWHERE = "(strpos(head, %s) > 0 OR strpos(about, %s) > 0 OR strpos(body, %s) > 0)"
PHRASE_IN_HEAD = "(strpos(head, %s) > 0)"
POSITION = COLUMNS.index("position")
Condition = tuple[str, list[str]]


class PostgresEngine:
    """A tsvector with GIN."""

    def index(self, documents: Sequence[Document]) -> None:
        """Put pages in, each at its position; two of one place in one minute give way."""
        indexed, occupied = in_the_way(documents)
        for page_id in indexed:
            self.remove(page_id)
        placed = at_free_places(documents, occupied)
        with connection.cursor() as cursor:
            cursor.executemany(ADD, [[*values(one), lexemes(one)] for one in placed])

    def remove(self, page_id: int) -> None:
        """Take a page out."""
        with connection.cursor() as cursor:
            cursor.execute(DELETE, [page_id])

    def find(
        self,
        query: Query,
        *,
        limit: int,
        in_head: bool = False,
        columns: Sequence[str] = NARROW,
    ) -> list[Hit]:
        """The newest pages that fit."""
        believed, sign, rows = statistics(), IN_HEAD if in_head else "", []
        with connection.cursor() as cursor:
            believed.look_up(cursor, [query], sign)
            for way in ways(cursor, query, believed.expected(query, sign), limit):
                wanted = reading(FIND, way, limit, in_head=in_head, columns=columns)
                [rows] = answers(cursor, [wanted])
                if rows and way.has_all(len(rows), rows[-1][POSITION], limit):
                    break
        return [Hit(*row) for row in rows]

    def count(self, query: Query) -> int:
        """How many fit."""
        where, given = conditions(query)
        with connection.cursor() as cursor:
            [[row]] = answers(cursor, [Reading(COUNT.format(where=where), given)])
        return int(row[0])

    def amounts(self, asked: Mapping[str, Query], *, limit: int) -> Amounts:
        """How many of the newest pages have each value: all are counted in one go."""
        believed, found = statistics(), Amounts()
        with connection.cursor() as cursor:
            believed.look_up(cursor, asked.values())
            waiting = {
                name: ways(cursor, query, believed.expected(query), limit)
                for name, query in asked.items()
            }
            while waiting:
                now = {name: next(one) for name, one in waiting.items()}
                readings = [
                    reading(AMOUNTS, way, limit, columns=[ATTRIBUTES.get(name, name)])
                    for name, way in now.items()
                ]
                for (name, way), rows in zip(now.items(), answers(cursor, readings), strict=True):
                    total = sum(count for _, count, _ in rows)
                    if way.has_all(total, min((last for *_, last in rows), default=0), limit):
                        found[name] = counter((value, count) for value, count, _ in rows)
                        del waiting[name]
        return found


class Reading(NamedTuple):
    """A statement with its values, and whether rows are read in their order, see `planning`."""

    statement: str
    values: list[Any]
    in_order: bool = False


def reading(
    form: str, way: Way, limit: int, *, columns: Sequence[str], in_head: bool = False
) -> Reading:
    """What is asked in a way."""
    where, given = conditions(way.query, in_head=in_head)
    return Reading(
        form.format(where=where, columns=", ".join(columns)), [*given, limit], way.in_order
    )


def answers(cursor: Any, readings: Iterable[Reading]) -> list[list[Any]]:
    """The rows of each reading, all in one go; the settings hold for this and no longer."""
    statements, given = [], []
    for one in readings:
        off = NEVER_USED if one.in_order else (*NEVER_USED, "enable_indexscan")
        statements += [f"SET LOCAL {name} = off" for name in off]
        statements += [one.statement, *(f"SET LOCAL {name} = DEFAULT" for name in off)]
        given += one.values
    cursor.execute("; ".join(statements), given)
    found = [cursor.fetchall()] if cursor.description else []
    while cursor.nextset():
        found += [cursor.fetchall()] if cursor.description else []
    return found


def lexemes(document: Document) -> list[str]:
    """What the tsvector of a page holds."""
    head = of_lines(document.head)
    rest = of_lines(document.about) | of_lines(document.body)
    return sorted(head | rest | {IN_HEAD + one for one in head} | set(document.facts.split()))


def of_lines(text: str) -> set[str]:
    """The lexemes of flat lines; no pair reaches across two of them."""
    return {one for line in text.split("\n") for one in tokens.lexemes(tokens.unflat(line))}


def conditions(query: Query, *, in_head: bool = False) -> Condition:
    """The WHERE of a query: one tsquery for the index, and a second look at each phrase."""
    sign = IN_HEAD if in_head else ""
    wanted = [any_of(term, sign) for term in query.required]
    wanted += [one_of(group) for group in query.groups]
    wanted = wanted or [quoted(EVERY)]
    wanted += [f"!{any_of(term)}" for term in query.excluded if is_plain(term)]
    second = [look(term, in_head=in_head) for term in query.required if not is_plain(term)]
    second += [unlike(look(term)) for term in query.excluded if not is_plain(term)]
    where = " AND ".join(["lexemes @@ %s::tsquery", *(sql for sql, _ in second)])
    return where, [" & ".join(wanted), *(value for _, values in second for value in values)]


def is_plain(term: Term) -> bool:
    """Whether the lexemes alone tell whether it occurs."""
    return all(map(is_exact, term.rows))


def any_of(term: Term, sign: str = "") -> str:
    """A tsquery that every page with the term passes."""
    return f"({' | '.join(all_of(row, sign) for row in term.rows)})"


def all_of(row: Row, sign: str = "") -> str:
    """A tsquery that every page with the row of units passes."""
    return f"({' & '.join(quoted(sign + one) for one in tokens.needed(row))})"


def look(term: Term, *, in_head: bool = False) -> Condition:
    """Whether one of the rows of a term really occurs."""
    parts, values = [], []
    for row in term.rows:
        if is_exact(row):
            parts.append("lexemes @@ %s::tsquery")
            values.append(all_of(row, IN_HEAD if in_head else ""))
        else:
            phrase = PHRASE_IN_HEAD if in_head else PHRASE_ANYWHERE
            parts.append(phrase)
            values += [tokens.flat(row)] * phrase.count("%s")
    return f"({' OR '.join(parts)})", values


def unlike(condition: Condition) -> Condition:
    """The opposite."""
    return f"NOT {condition[0]}", condition[1]
