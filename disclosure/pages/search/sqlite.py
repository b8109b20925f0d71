"""The index on SQLite: FTS5 over overlapping pairs of characters, asked for phrases.

The table stores no text (it is taken out again with the very tokens that it was given, which
SearchRow keeps); its rowid is the position, so that the newest rows are read first.
"""

from collections.abc import Mapping, Sequence

from django.db import connection

from disclosure.lib import tokens
from disclosure.pages.search.documents import EVERY, Document
from disclosure.pages.search.engine import ATTRIBUTES, NARROW, Amounts, Hit, counter
from disclosure.pages.search.places import ADD, DELETE, at_free_places, in_the_way, values
from disclosure.pages.search.places import TABLE as ROWS
from disclosure.pages.search.query import Query, Row, Term

TABLE = "pages_search"
BREAK = "x0x"  # stands between two parts, so that no phrase reaches across
GIVE = f"INSERT INTO {TABLE} (rowid, head, rest, facts) VALUES (%s, %s, %s, %s)"  # noqa: S608
INDEXED = f"SELECT position, head, about, body, facts FROM {ROWS} WHERE page_id = %s"  # noqa: S608
TAKE = f"INSERT INTO {TABLE} ({TABLE}, rowid, head, rest, facts) VALUES ('delete', %s, %s, %s, %s)"  # noqa: S608
NEWEST = f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH %s ORDER BY rowid DESC LIMIT %s"  # noqa: S608
FIND = (
    f"SELECT {{columns}} FROM {ROWS} WHERE position IN ({NEWEST})"  # noqa: S608
    " ORDER BY position DESC"
)
AMOUNTS = f"SELECT {{column}}, count(*) FROM {ROWS} WHERE position IN ({NEWEST}) GROUP BY 1"  # noqa: S608
COUNT = f"SELECT count(*) FROM {TABLE} WHERE {TABLE} MATCH %s"  # noqa: S608


class SqliteEngine:
    """FTS5."""

    def index(self, documents: Sequence[Document]) -> None:
        """Put pages in, each at its position; two of one place in one minute give way."""
        indexed, occupied = in_the_way(documents)
        for page_id in indexed:
            self.remove(page_id)
        # In their order: FTS5 writes what it has gathered out whenever a rowid goes back.
        placed = sorted(at_free_places(documents, occupied), key=lambda one: one.position)
        with connection.cursor() as cursor:
            cursor.executemany(ADD, [values(one) for one in placed])
            cursor.executemany(
                GIVE,
                [
                    spelt_row(one.position, one.head, one.about, one.body, one.facts)
                    for one in placed
                ],
            )

    def remove(self, page_id: int) -> None:
        """Take a page out with the tokens that it was put in with."""
        with connection.cursor() as cursor:
            cursor.execute(INDEXED, [page_id])
            if row := cursor.fetchone():
                cursor.execute(TAKE, spelt_row(*row))
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
        with connection.cursor() as cursor:
            asked = FIND.format(columns=", ".join(columns))
            cursor.execute(asked, [expression(query, in_head=in_head), limit])
            return [Hit(*row) for row in cursor.fetchall()]

    def count(self, query: Query) -> int:
        """How many fit."""
        with connection.cursor() as cursor:
            cursor.execute(COUNT, [expression(query)])
            return int(cursor.fetchone()[0])

    def amounts(self, asked: Mapping[str, Query], *, limit: int) -> Amounts:
        """How many of the newest pages have each value."""
        found = {}
        with connection.cursor() as cursor:
            for name, query in asked.items():
                column = ATTRIBUTES.get(name, name)
                cursor.execute(AMOUNTS.format(column=column), [expression(query), limit])
                found[name] = counter(cursor.fetchall())
        return found


def merge() -> None:
    """Write the index anew without what was taken out: until then its tokens lie in the file."""
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {TABLE} ({TABLE}) VALUES ('optimize')")  # noqa: S608


def spelt_row(position: int, head: str, about: str, body: str, facts: str) -> list[int | str]:
    """What FTS5 is given of a row, to keep or to forget."""
    return [position, spelt(head), spelt(f"{about}\n{body}"), facts]


def spelt(text: str) -> str:
    """Flat lines as the tokens that FTS5 splits at blanks."""
    parts = [" ".join(tokens.pieces(tokens.unflat(line))) for line in text.split("\n")]
    return f" {BREAK} ".join(parts)


def expression(query: Query, *, in_head: bool = False) -> str:
    """A query in the language of FTS5.

    >>> from disclosure.pages.search.query import parse
    >>> expression(parse("预算表 -法"))
    '({head rest facts} : ("预算 算表")) NOT (("法" *))'
    """
    scope = "{head}" if in_head else "{head rest facts}"
    wanted = [f"({scope} : {any_of(term)})" for term in query.required]
    wanted += [f"(facts : ({' OR '.join(map(quoted, group))}))" for group in query.groups]
    wanted = wanted or [f"(facts : {quoted(EVERY)})"]
    unwanted = [f" NOT ({any_of(term)})" for term in query.excluded]
    return " AND ".join(wanted) + "".join(unwanted)


def any_of(term: Term) -> str:
    """One of the rows of a term."""
    return f"({' OR '.join(map(phrase, term.rows))})"


def phrase(row: Row) -> str:
    """A row of units as a phrase of pairs; a last character outside a pair may begin any pair."""
    found, ends_chinese = tokens.pieces(row), tokens.IS_CJK.match(row[-1])
    if ends_chinese and len(row) > 1 and tokens.IS_CJK.match(row[-2]):
        return quoted(" ".join(found[:-1]))
    return quoted(" ".join(found)) + (" *" if ends_chinese else "")


def quoted(text: str) -> str:
    """A string of FTS5."""
    return '"' + text.replace('"', '""') + '"'
