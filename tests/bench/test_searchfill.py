"""Pages made for measuring the search are found like any other, the copies too."""

import pytest
from django.utils.timezone import localtime

from bench import searchfill
from disclosure.management.load import COMMON, TENTH
from disclosure.pages.models import Page, SearchRow
from disclosure.pages.search import documents, engine
from disclosure.pages.search.query import parse

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages(monkeypatch):
    monkeypatch.setattr(searchfill, "settle", lambda: None)  # VACUUM wants no transaction
    searchfill.fill(50, made=20)
    return list(Page.objects.order_by("pk"))


def test_fill_makes_as_many_pages_as_asked_each_later_than_the_one_before(pages):
    times = [page.published_at for page in pages]
    assert len({page.path for page in pages}) == 50
    assert times == sorted(times)
    assert SearchRow.objects.count() == 50


def test_copies_are_found_by_word(pages):
    assert len(engine().find(parse(TENTH), limit=100)) == 5
    assert engine().count(parse(COMMON)) == 40


def test_copies_are_found_by_their_own_year_only(pages):
    year = localtime(pages[-1].published_at).year
    token = documents.filter_token("year", year)
    found = {hit.page_id for hit in engine().find(parse("").filtered((token,)), limit=100)}
    assert found == {page.pk for page in pages if localtime(page.published_at).year == year}
    assert set(SearchRow.objects.filter(year=year).values_list("page_id", flat=True)) == found


def test_copies_stand_where_the_index_would_put_them(pages):
    rows = SearchRow.objects.order_by("page_id").values_list("position", flat=True)
    assert list(rows) == [documents.position(page.published_at, page.pk) for page in pages]
