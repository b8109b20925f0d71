"""The main figures of an agency over the years: public ones only, breaks told, nothing joined."""

from decimal import Decimal

import pytest

from disclosure.catalogue.models import WithdrawalReason
from disclosure.catalogue.release import withdrawing
from disclosure.lib.numbers import change
from disclosure.pages.models import Page
from disclosure.pages.names import names
from reports.trends import trends
from reports.views import released
from tests.factories import make_report, release_report

pytestmark = pytest.mark.django_db


@pytest.fixture
def years(agency, clerk, publisher, category):
    """Reports of 2018, 2020, 2021 and 2022 are public: three forms."""

    def make(year):
        return release_report(make_report(agency, by=clerk, year=year), clerk, publisher)

    return {year: make(year) for year in (2018, 2020, 2021, 2022)}


def told(key):
    found, _ = trends(released())
    return next(trend for trend in found if trend.series.key == key)


def put(entry, cell, value):
    """Another figure in a public report."""
    page = Page.objects.get(path=entry.path)
    for one in page.data["cells"]:
        if (one["table"], one["row"], one["column"]) == cell:
            one["value"] = value
    page.save()


def test_series_runs_over_the_forms_with_changes_between_following_years(years):
    put(years[2018], ("statistics", "3.1", "count"), "7")
    put(years[2020], ("requests", "3.1", "total"), "12")
    put(years[2021], ("requests", "3.1", "total"), "9")
    put(years[2022], ("requests", "3.1", "total"), None)
    points = told("received").points
    assert [(one.year, one.shown, one.change) for one in points] == [
        (2018, "7", ""),
        (2020, "12", ""),  # there is no report for 2019: nothing to compare with
        (2021, "9", "−3"),
        (2022, "—", ""),
    ]
    assert [one.height > 0 for one in points] == [True, True, True, False]


def test_figures_that_only_one_form_has_are_not_joined(years):
    assert [one.value for one in told("published_items").points] == [0, None, None, None]
    assert [one.value for one in told("rules_in_force").points] == [None, None, 0, 0]


def test_breaks_between_the_forms_are_told(years):
    _, reasons = trends(released())
    assert len(reasons) == 2
    _, reasons = trends(released().filter(data__year__gte=2021))
    assert reasons == []


@pytest.mark.parametrize(
    ("now", "before", "shown"),
    [(5, 3, "+2"), (3, 5, "−2"), (3, 3, "持平"), (None, 3, ""), (3, None, "")],
)
def test_change_in_words(now, before, shown):
    numbers = [None if one is None else Decimal(one) for one in (now, before)]
    assert change(*numbers) == shown


def test_page_shows_table_and_drawing(citizen, agency, years):
    page = citizen.get(f"/reports/agencies/{agency.code}/").content.decode()
    assert "收到申请数（件）" in page
    assert page.count("<svg") == page.count("<figure")
    assert years[2021].path in page
    assert "不能比较" in page


def test_withdrawn_report_is_not_shown(citizen, agency, years, publisher):
    for entry in years.values():
        withdrawing.withdraw(entry, by=publisher, reason=WithdrawalReason.ERROR)
    assert citizen.get(f"/reports/agencies/{agency.code}/").status_code == 404


def test_unknown_agency_has_no_page(citizen, agency):
    assert citizen.get("/reports/agencies/none/").status_code == 404
    assert citizen.get(f"/reports/agencies/{agency.code}/").status_code == 404


def test_page_costs_a_constant_number_of_queries(
    citizen, agency, clerk, publisher, category, django_assert_num_queries
):
    url = f"/reports/agencies/{agency.code}/"
    release_report(make_report(agency, by=clerk, year=2021), clerk, publisher)
    names()  # read once for each change of them
    with django_assert_num_queries(3):
        citizen.get(url)
    release_report(make_report(agency, by=clerk, year=2022), clerk, publisher)
    names()  # read once for each change of them
    with django_assert_num_queries(3):
        citizen.get(url)
