"""The index on PostgreSQL: a tsvector of characters and pairs beside each narrow row.

It knows no positions (PostgreSQL keeps 256 of a lexeme at most), so a phrase of several lexemes is
looked at again in the flat text of the rows that hold them all.
"""

from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction

from disclosure.lib import tokens
from disclosure.pages.search.documents import EVERY, Document
from disclosure.pages.search.engine import COLUMNS, Hit
from disclosure.pages.search.places import DELETE, STORED, TABLE, at_free_places, in_the_way, values
from disclosure.pages.search.planning import expect, is_cheap_in_order, one_of, quoted, spans
from disclosure.pages.search.query import Query, Row, Term, is_exact

ADD = (
    f"INSERT INTO {TABLE} ({', '.join(STORED)}, lexemes) VALUES"  # noqa: S608
    f" ({'%s, ' * len(STORED)} array_to_tsvector(%s::text[]))"
)
FIND = (
    f"SELECT {', '.join(COLUMNS)} FROM {TABLE} WHERE {{where}}"  # noqa: S608
    " ORDER BY position DESC LIMIT %s"
)
COUNT = f"SELECT count(*) FROM {TABLE} WHERE {{where}}"  # noqa: S608
# Neither knows what unpacking a tsvector costs, and compiling takes longer than the query.
NEVER_USED = ("enable_seqscan", "jit")
IN_HEAD = "t"  # begins the lexemes of title and numbers a second time
PHRASE_ANYWHERE = "(strpos(head, %s) > 0 OR strpos(about, %s) > 0 OR strpos(body, %s) > 0)"
PHRASE_IN_HEAD = "(strpos(head, %s) > 0)"
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

    def find(self, query: Query, *, limit: int, in_head: bool = False) -> list[Hit]:
        """The newest pages that fit."""
        with transaction.atomic(), connection.cursor() as cursor:
            expected = expect(cursor, query, IN_HEAD if in_head else "")
            if is_cheap_in_order(query, expected, limit):
                return newest(cursor, conditions(query, in_head=in_head), limit, in_order=True)
            for span in spans(cursor, query, expected, limit):
                where = conditions(query.filtered(span.tokens), in_head=in_head)
                hits = newest(cursor, where, limit)
                if len(hits) == limit and hits[-1].position >= span.first:
                    return hits
            return newest(cursor, conditions(query, in_head=in_head), limit)

    def count(self, query: Query) -> int:
        """How many fit."""
        where, given = conditions(query)
        with transaction.atomic(), connection.cursor() as cursor:
            return int(answer(cursor, COUNT.format(where=where), given)[0][0])


def newest(cursor: Any, condition: Condition, limit: int, *, in_order: bool = False) -> list[Hit]:
    """The newest pages of a condition, read in their order or taken from the index."""
    where, given = condition
    rows = answer(cursor, FIND.format(where=where), [*given, limit], in_order=in_order)
    return [Hit(*row) for row in rows]


def answer(cursor: Any, statement: str, given: list[Any], *, in_order: bool = False) -> list[Any]:
    """The rows of a statement, in one of two ways, see `planning`."""
    off = NEVER_USED if in_order else (*NEVER_USED, "enable_indexscan")
    cursor.execute("; ".join(f"SET LOCAL {one} = off" for one in off))
    cursor.execute(statement, given)
    rows: list[Any] = cursor.fetchall()
    cursor.execute("; ".join(f"SET LOCAL {one} = DEFAULT" for one in off))
    return rows


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
