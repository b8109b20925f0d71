"""Lists and entries are found by indexes, however many pages there are."""

import re
from datetime import timedelta

import pytest
from django.db import connection

from disclosure.pages.actions import page_digest
from disclosure.pages.entryfacts import statement
from disclosure.pages.lists import ROWS, ids_of
from disclosure.pages.models import Page
from disclosure.pages.selection import Selection
from tests.factories import make_agency, make_category, make_genre, make_theme
from tests.pages.pagerows import FIRST, page_data

pytestmark = pytest.mark.django_db
PAGES = 12_000
USED = {  # by the index: how often, at the least
    "pages_agency_listed": 2,  # the older and the newer neighbour
    "pages_target": 2,  # what leads here, and when that was changed
    "pages_agency_withdrawn": 1,  # what was withdrawn between the neighbours
}


@pytest.fixture
def one_of_many():
    """A page among so many that the database knows of it."""
    agencies = [make_agency() for _ in range(60)]
    themes, genres = [make_theme() for _ in range(37)], [make_genre() for _ in range(53)]
    columns = [make_category() for _ in range(31)]  # no two of an agency in turn of the same
    rows = [
        page_data(
            agencies[n % 60],
            columns[n % 31],
            at=FIRST + timedelta(hours=8 * n),
            theme_id=themes[n % 37].pk,
            genre_id=genres[n % 53].pk,
        )
        for n in range(PAGES)
    ]
    pages = [
        # Ids of their own: what a sequence gave does not come back, and sitemaps are named by ids.
        Page(pk=number, **row.values(), digest=page_digest(row))
        for number, row in enumerate(rows, 1)
    ]
    Page.objects.bulk_create(pages)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE pages_page")
    return Page.objects.get(path=rows[PAGES // 2].path)


def plan(statement, values) -> str:
    """How the database answers."""
    explain = {"postgresql": "EXPLAIN ", "sqlite": "EXPLAIN QUERY PLAN "}[connection.vendor]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # So little of a page is written that all of them are read in a moment.
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute(explain + statement, values)
        return "\n".join(str(row[-1]) for row in cursor.fetchall())


def test_ids_come_from_a_covering_index(one_of_many):
    agency, column = frozenset({one_of_many.agency_id}), frozenset({one_of_many.category_id})
    theme, genre = frozenset({one_of_many.theme_id}), frozenset({one_of_many.genre_id})
    year = (201601, 201612)
    for index, selection in [
        ("pages_listed", Selection()),
        ("pages_listed", Selection(months=year)),
        ("pages_listed", Selection(method=frozenset({"active"}))),
        ("pages_listed", Selection(validity=frozenset({"valid"}))),
        ("pages_agency_listed", Selection(agency_id=agency)),
        ("pages_agency_listed", Selection(agency_id=agency, months=year)),
        ("pages_category_listed", Selection(category_id=column)),
        ("pages_theme_listed", Selection(theme_id=theme)),
        ("pages_theme_listed", Selection(theme_id=theme, months=year)),
        ("pages_genre_listed", Selection(genre_id=genre)),
        ("pages_genre_listed", Selection(genre_id=genre, months=year)),
        ("pages_genre_listed", Selection(genre_id=genre, method=frozenset({"active"}))),
    ]:
        for is_backwards in (False, True):
            told = plan(*ids_of(selection, 20, 20, is_backwards=is_backwards))
            wanted = {
                "postgresql": rf"Index Only Scan (Backward )?using {index} ",
                "sqlite": rf"USING COVERING INDEX {index} ",
            }[connection.vendor]
            assert re.search(wanted, told), (selection, told)
            assert "Sort" not in told, (selection, told)
            assert "TEMP B-TREE" not in told, (selection, told)


def test_rows_are_read_by_their_keys_without_a_join(one_of_many):
    ids, values = ids_of(Selection(), 20, 20)
    told = plan(ROWS.format(ids=ids), values)
    assert "agencies" not in told
    assert not re.search(r"Seq Scan on pages_page|SCAN pages_page(?! AS)(?! USING)", told), told
    assert re.search(
        r"Index Scan using pages_page_pkey|SEARCH pages_page USING INTEGER PRIMARY KEY", told
    ), told


def test_facts_of_an_entry_come_from_indexes(one_of_many):
    told = plan(statement(connection.vendor), [one_of_many.path])
    found = {name: len(re.findall(rf"\b{name}\b", told)) for name in USED}
    assert all(found[name] >= times for name, times in USED.items()), told
    assert "pages_changed" not in told, "all pages are gone through by the time of their change"
    assert "pages_agency_changed" not in told
