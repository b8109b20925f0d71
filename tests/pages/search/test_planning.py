"""Whichever way the newest pages are read, they are the newest of all that fit."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import make_aware

from bench import searchcorpus
from disclosure.lib.tokens import day_tokens
from disclosure.pages.models import SearchRow
from disclosure.pages.search import engine, planning
from disclosure.pages.search.documents import (
    filter_token,
    first_position,
    position,
    published_on,
)
from disclosure.pages.search.query import parse

pytestmark = pytest.mark.django_db
MUCH, NOTHING = 1e9, 0.0
WAYS = {  # what each way of reading costs, so that one of them is taken
    "in order": {"IN_ORDER": NOTHING},
    "all from the index": {"IN_ORDER": MUCH, "SPAN": MUCH},
    "newest days": {"IN_ORDER": MUCH, "SPAN": NOTHING, "OF_SPAN": NOTHING, "SPARE": 0.2},
}


@pytest.fixture
def corpus(db):
    searchcorpus.load()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return [searchcorpus.readable(row["query"]) for row in searchcorpus.read("queries.json")]


def newest(query, limit):
    return [hit.position for hit in engine().find(query, limit=limit)]


def within_years(queries):
    """A part of the queries, each within every year."""
    years = SearchRow.objects.values_list("year", flat=True).distinct()
    return [one.filtered((f"xye0x{year}",)) for one in queries[::9] for year in years]


def test_newest_are_the_newest_of_all_in_whichever_way(corpus, monkeypatch):
    queries = [*corpus, *within_years(corpus)]
    every = [newest(query, SearchRow.objects.count()) for query in queries]
    assert every == [sorted(found, reverse=True) for found in every]
    for way, costs in WAYS.items():
        for name, value in costs.items():
            monkeypatch.setattr(planning, name, value)
        for query, found in zip(queries, every, strict=True):
            assert [newest(query, 1), newest(query, 3)] == [found[:1], found[:3]], (way, query)
        with CaptureQueriesContext(connection) as asked:
            [newest(query, 3) for query in corpus[:50]]
        looks_up_days = any("OFFSET" in one["sql"] for one in asked.captured_queries)
        assert looks_up_days == (connection.vendor == "postgresql" and way == "newest days")


def test_planner_is_asked_once_a_minute(corpus, monkeypatch):
    def estimates():
        with CaptureQueriesContext(connection) as asked:
            newest(corpus[0], 3)
        return sum("EXPLAIN" in one["sql"] for one in asked.captured_queries)

    asks = connection.vendor == "postgresql"
    assert [estimates(), estimates()] == [asks, 0]
    monkeypatch.setattr(planning, "BELIEVED", 0)
    assert estimates() == asks
    monkeypatch.undo()
    assert estimates() == 0
    monkeypatch.setattr(planning, "MOST_BELIEVED", 1)
    assert estimates() == asks


def test_day_of_a_position_is_that_of_the_reader():
    for day in (date(2016, 1, 1), date(2016, 12, 31)):
        for at in (datetime(day.year, day.month, day.day, *clock) for clock in ((0, 0), (23, 59))):
            place = position(make_aware(at), 7)
            assert published_on(place) == day
            assert first_position(day) <= place


def test_no_page_of_the_year_before_stands_after_the_first_position_of_a_year():
    last = position(make_aware(datetime(2015, 12, 31, 23, 59, 59)), (1 << 20) - 1)
    assert last < first_position(date(2016, 1, 1))


def test_year_is_found_among_the_filters():
    query = parse("预算").filtered(("xag0x2015", "xag0x2016"), ("xye0x2014",))
    assert planning.year_of(query) == 2014
    for other in ("xye0xnone", "xye0x20145", "xag0x2014"):
        assert planning.year_of(parse("预算").filtered((other,))) == 0


def test_every_day_of_a_span_is_covered_by_few_tokens():
    for first in (date(2015, 1, 1) + timedelta(days=7 * n) for n in range(110)):
        for length in (0, 15, 16, 31, 120, 150, 400, 900):
            days = [first + timedelta(days=n) for n in range(length + 1)]
            for by_day in (0, 16):
                found = set(planning.covering(days[0], days[-1], by_day=by_day))
                assert all(found & tokens_of(day) for day in days), (first, length)
                years = days[-1].year - days[0].year + 1
                assert len(found) <= by_day + planning.MONTHS + years


def tokens_of(day):
    """What the index holds of a page that was published on a day."""
    return {*day_tokens(day.year, day.month, day.day), filter_token("year", day.year)}
