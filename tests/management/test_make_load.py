"""Entries for measuring: exactly as many, found as often as promised, the same every time."""

import io

import pytest
from django.core.management import CommandError, call_command

from disclosure.catalogue.entryfile import importer
from disclosure.catalogue.models import Entry
from disclosure.management import load
from disclosure.pages import search
from disclosure.pages.models import Page, SearchRow
from disclosure.workflow.log import chain_faults
from disclosure.workflow.models import Event
from tests.factories import make_entry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def development(settings):
    settings.DEVELOPMENT = True


def make(count, **options):
    out = io.StringIO()
    call_command("make_load", count, stdout=out, **options)
    return out.getvalue()


def test_make_load_makes_exactly_so_many_entries_with_pages_and_an_unbroken_log(client):
    assert "已写入 60 条" in make(60, agencies=7)
    assert Entry.objects.filter(live_edition__isnull=False).count() == 60
    assert Page.objects.entries().count() == SearchRow.objects.count() == 60
    assert Page.objects.values("agency").distinct().count() == 7
    years = Page.objects.dates("published_at", "year")
    assert (years[0].year, years[len(years) - 1].year) == (2010, 2011)
    assert list(chain_faults()) == []
    assert client.get(Page.objects.entries()[0].path).status_code == 200


def test_make_load_uses_words_as_often_as_it_says():
    make(60)
    # The texts of entries that are open on request only (19, 39, 59) are not public.
    found = {word: len(search.find(word)) for word in (load.COMMON, load.TENTH, load.RARE)}
    assert found == {load.COMMON: 60 * 4 // 5 - 3, load.TENTH: 6, load.RARE: 1}


def test_make_load_goes_on_where_it_stopped_and_makes_the_same_every_time(monkeypatch):
    monkeypatch.setattr(importer, "BATCH", 10)
    make(20)
    events = Event.objects.count()
    assert "已写入 10 条" in make(30) and "此前已有 30 条" in make(30)
    assert (Entry.objects.count(), Event.objects.count()) == (30, events + 1)
    first = next(load.rows(1, seed=1, owners=load.agencies(200), with_tables=False))
    again = next(load.rows(1, seed=1, owners=load.agencies(200), with_tables=False))
    other = next(load.rows(1, seed=2, owners=load.agencies(200), with_tables=False))
    assert first == again != other


def test_make_load_makes_pages_as_long_as_an_annual_report():
    make(2, tables=True)
    article = Page.objects.entries()[0].article
    assert 15_000 < len(article.encode()) < 30_000
    assert article.count("<tr>") == 60


def test_make_load_refuses_a_server_and_a_database_with_other_entries(settings):
    make_entry()
    with pytest.raises(CommandError, match="已有 1 个其他条目"):
        make(1)
    assert "已写入 1 条" in make(1, add=True)
    settings.DEVELOPMENT = False
    with pytest.raises(CommandError, match="只能在开发环境"):
        make(1, add=True)


@pytest.mark.parametrize(("count", "agencies"), [(0, 1), (1, 0), (1, 201)])
def test_make_load_refuses_numbers_out_of_range(count, agencies):
    with pytest.raises(CommandError, match="超出范围"):
        make(count, agencies=agencies)
