"""The sum of the agencies below: who is in, who is missing, what differs, and taking it over."""

import csv
import io

import pytest
from django.urls import reverse

from disclosure.agencies.models import Role
from disclosure.catalogue.models import Edition
from disclosure.workflow.models import Event
from reports.actions import adopt_sums, create_report, save_table
from reports.figures import values_of
from reports.findings import findings
from reports.rollup import rollup
from tests.factories import make_agency, make_member, make_report, release_report

pytestmark = pytest.mark.django_db
NEW = ("requests", "3.1", "natural")


@pytest.fixture
def report(agency, clerk, category):
    return create_report(agency, year=2024, by=clerk)


@pytest.fixture
def edition(report):
    return report.entry.open_edition()


def below(agency, number, *, year=2024, publish=True):
    """An agency below with a report in which so many requests came in and were granted."""
    child = make_agency(parent=agency)
    editor, publisher = make_member(child, Role.EDITOR), make_member(child, Role.PUBLISHER)
    report = make_report(child, by=editor, year=year)
    edition = report.entry.open_edition()
    columns = ("natural", "total")
    typed = {(code, key): str(number) for code in ("3.1", "3.3.1", "3.3.7") for key in columns}
    save_table(edition, table="requests", typed=typed, by=editor)
    if publish:
        release_report(report, editor, publisher)
    return child


def test_released_reports_of_the_year_are_summed_and_the_others_named(agency, report, edition):
    first, second = below(agency, 3), below(agency, 4)
    draft = below(agency, 100, publish=False)
    other_year = below(agency, 100, year=2023)
    below(make_agency(), 1000)
    found = rollup(report, edition)
    assert {one.pk for one in found.included} == {first.pk, second.pk}
    assert {one.pk for one in found.missing} == {draft.pk, other_year.pk}
    sums = {one.cell: one.sum for one in found.cells}
    assert sums[NEW] == 7
    assert sums["requests", "3.2", "natural"] == 0
    assert len(sums) == 200


def test_differences_are_told_only_where_something_is_filled(agency, clerk, report, edition):
    below(agency, 3)
    typed = {("3.1", "natural"): "5", ("3.1", "total"): "3"}
    save_table(edition, table="requests", typed=typed, by=clerk)
    found = rollup(report, edition)
    told = {one.cell: one.difference for one in found.cells if one.difference}
    assert told == {NEW: "+2"}
    assert (found.differing, found.blank) == (1, 198)


def test_taking_over_fills_blank_cells_only_and_names_the_agencies(agency, clerk, report, edition):
    child = below(agency, 3)
    save_table(edition, table="requests", typed={("3.1", "natural"): "5"}, by=clerk)
    assert adopt_sums(edition, by=clerk, version=1) == 199
    values = values_of(edition)
    assert (values[NEW], values["requests", "3.1", "total"]) == (5, 3)
    assert Event.objects.get(action="report.rolled_up").data["agencies"] == [child.name]


def test_desk_shows_and_takes_over(client, agency, clerk, report, edition):
    client.force_login(clerk)
    url = reverse("admin:reports_annualreport_rollup", args=[report.pk])
    change = reverse("admin:reports_annualreport_change", args=[report.pk])
    assert url not in client.get(change).content.decode()
    make_agency(parent=agency, short_name="城东所")
    assert url in client.get(change).content.decode()
    page = client.get(url).content.decode()
    assert "城东所" in page
    assert "无法汇总" in page
    below(agency, 3)
    assert "用合计填入 200 个空白格" in client.get(url).content.decode()
    page = client.post(url, {"lock_version": 0}, follow=True).content.decode()
    assert "已用下级合计填入 200 个空白格" in page
    page = client.post(url, {"lock_version": 0}, follow=True).content.decode()
    assert Edition.objects.get(pk=edition.pk).lock_version == 1
    response = client.get(url, {"format": "csv"})
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert len(rows) == 1 + 200 + 2
    assert rows[-1][0] == "未公布"


def test_strangers_see_nothing_and_publishers_do_not_write(
    client, outsider, publisher, agency, report
):
    below(agency, 3)
    url = reverse("admin:reports_annualreport_rollup", args=[report.pk])
    client.force_login(outsider)
    assert client.get(url).status_code == 404
    client.force_login(publisher)
    assert client.get(url).status_code == 200
    assert client.post(url, {"lock_version": 0}).status_code == 403


def test_sum_costs_a_constant_number_of_queries(agency, report, edition, django_assert_num_queries):
    below(agency, 3)
    with django_assert_num_queries(4):
        rollup(report, edition)
    for number in range(3):
        below(agency, number)
    with django_assert_num_queries(4):
        rollup(report, edition)


def test_a_figure_smaller_than_the_sum_below_is_in_doubt(agency, clerk, edition):
    below(agency, 3)
    below(agency, 4)
    typed = {("3.1", "natural"): "5", ("3.3.1", "natural"): "9", ("3.1", "total"): "7"}
    save_table(edition, table="requests", typed=typed, by=clerk)
    (told,) = [one for one in findings(edition) if one.check == "P-1"]
    assert told.severity == "warn"
    assert (told.cells, told.left, told.right) == ((NEW,), 5, 7)
    assert "1个数据小于已公布的2个下级机构的合计" in told.message
    assert "为5，下级合计7，少2" in told.message
    save_table(edition, table="requests", typed={("3.1", "natural"): "7"}, by=clerk)
    assert "P-1" not in [one.check for one in findings(edition)]
