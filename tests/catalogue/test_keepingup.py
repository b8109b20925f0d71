"""Columns that are to be updated at intervals: which are late, and who is told."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from disclosure.agencies.models import Agency
from disclosure.catalogue.keepingup import kept_columns
from disclosure.pages.models import Page
from tests.factories import make_category, make_entry

LIST = "/admin/catalogue/edition/columns/"


@pytest.fixture
def notices():
    return make_category(name="通知公告", update_days=30)


@pytest.fixture
def today():
    return timezone.localdate()


def state_of(agency, today):
    (row,) = kept_columns([agency], today=today)
    return row.last, row.due, row.days_late, row.is_late


def test_column_without_interval_is_not_listed(agency, category, clerk):
    make_entry(agency=agency, by=clerk, category=category)
    assert kept_columns([agency]) == []


def test_empty_column_is_late_without_a_day(agency, notices, today):
    assert state_of(agency, today) == (None, None, 0, True)


@pytest.mark.parametrize(("after", "late"), [(0, 0), (30, 0), (31, 1), (90, 60)])
def test_column_is_late_from_the_day_after_its_interval(agency, notices, clerk, today, after, late):
    make_entry(agency=agency, by=clerk, category=notices)
    due = today + timedelta(days=30)
    assert state_of(agency, today + timedelta(days=after)) == (today, due, late, late > 0)


def test_entry_below_and_correction_count_for_the_column(agency, notices, clerk, today):
    below = make_category(name="公示", parent=notices)
    make_entry(agency=agency, by=clerk, category=below)
    longago = timezone.make_aware(datetime(2020, 1, 1, 12))
    Page.objects.update(published_at=longago)
    assert state_of(agency, today)[0] == today
    Page.objects.update(updated_at=longago)
    assert state_of(agency, today)[0] == timezone.localdate(longago)


def test_other_agencies_do_not_keep_a_column_up(agency, other_agency, notices, clerk, today):
    make_entry(agency=agency, by=clerk, category=notices)
    rows = kept_columns([agency, other_agency], today=today)
    assert [(row.agency, row.is_late) for row in rows] == [(other_agency, True), (agency, False)]


def test_list_shows_what_is_late_and_the_front_page_leads_to_it(client, agency, notices, clerk):
    client.force_login(clerk)
    assert f'href="{LIST}?late=on">栏目更新逾期（1）' in client.get("/admin/").text
    assert "还没有内容</strong>" in client.get(f"{LIST}?late=on").text
    make_entry(agency=agency, by=clerk, category=notices)
    assert f'href="{LIST}">栏目更新逾期（0）' in client.get("/admin/").text
    assert "没有逾期的栏目" in client.get(f"{LIST}?late=on").text
    assert "按期" in client.get(LIST).text


def test_list_is_of_own_agencies_and_survives_nonsense(client, clerk, other_agency, notices):
    client.force_login(clerk)
    for query in ("", f"agency={other_agency.pk}", "agency=x&page=x"):
        response = client.get(f"{LIST}?{query}")
        assert (response.status_code, other_agency.label in response.text) == (200, False)


def test_list_says_where_intervals_are_set(client, clerk, agency):
    client.force_login(clerk)
    assert "没有栏目设有更新周期" in client.get(LIST).text


@pytest.mark.parametrize("count", [1, 12])
def test_list_costs_a_constant_number_of_queries(
    client, administrator, category, notices, count, django_assert_max_num_queries
):
    for number in range(count):
        agency = Agency.objects.create(name=f"第{number}局", code=f"77{number:07}")
        make_entry(agency=agency, category=notices)
    client.force_login(administrator)
    with django_assert_max_num_queries(16):
        assert client.get(LIST).status_code == 200
