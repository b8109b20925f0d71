"""Annual reports as the public finds them: by year, in numbered pages, at a constant cost."""

import pytest
from django.urls import reverse

from disclosure.agencies.models import Role
from disclosure.pages.names import names
from tests.factories import make_agency, make_member, make_report, release_report

pytestmark = pytest.mark.django_db
QUERIES = 4  # when anything changed, years, count, rows


def released(year, agency=None):
    agency = agency or make_agency()
    editor, publisher = make_member(agency, Role.EDITOR), make_member(agency, Role.PUBLISHER)
    return release_report(make_report(agency, by=editor, year=year), editor, publisher)


def test_reports_stand_under_their_years_newest_first(citizen, category):
    old, new, other = released(2016), released(2022), released(2022)
    page = citizen.get("/reports/").content.decode()
    assert page.index("2022 年度（2）") < page.index("2016 年度（1）")
    assert page.index(new.path) < page.index(other.path) < page.index(old.path)


def test_one_year_alone(citizen, category):
    old, new = released(2016), released(2022)
    page = citizen.get(reverse("reports:report_year", args=[2016])).content.decode()
    assert old.path in page
    assert new.path not in page
    assert citizen.get("/reports/2017/").status_code == 404


def test_no_report_yet(citizen, db):
    assert "还没有公开的年度报告" in citizen.get("/reports/").content.decode()


def test_long_lists_come_in_numbered_pages(citizen, category, monkeypatch):
    monkeypatch.setattr("reports.views.PAGE_SIZE", 2)
    entries = [released(2022) for _ in range(3)]
    first, second = (citizen.get(f"/reports/?page={n}").content.decode() for n in (1, 2))
    assert [entry.path in first for entry in entries] == [True, True, False]
    assert [entry.path in second for entry in entries] == [False, False, True]
    assert 'aria-label="分页"' in first


def test_list_costs_a_constant_number_of_queries(citizen, category, django_assert_num_queries):
    released(2022)
    names()  # read once for each change of them
    with django_assert_num_queries(QUERIES):
        citizen.get("/reports/")
    for year in (2021, 2022, 2023):
        released(year)
    names()  # read once for each change of them
    with django_assert_num_queries(QUERIES):
        citizen.get("/reports/")
