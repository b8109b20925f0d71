"""Who has filed: in time, late, not at all; own subordinates only; constant in queries."""

import csv
import io
from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from disclosure.agencies.models import Membership, Role
from disclosure.catalogue.models import Edition, Entry
from reports.actions import create_report, save_table
from reports.board import board
from tests.factories import make_agency, make_report, make_user, release_report

pytestmark = pytest.mark.django_db
BOARD = "admin:reports_annualreport_board"
TODAY = date(2025, 2, 10)


@pytest.fixture
def city():
    return make_agency(name="云岚市人民政府办公室", code="002668001")


@pytest.fixture
def office(city, agency):
    """The agency of the cast, below the city."""
    agency.parent = city
    agency.save()
    return agency


@pytest.fixture
def supervisor(city):
    user = make_user(username="supervisor")
    Membership.objects.create(user=user, agency=city, role=Role.SUPERVISOR, with_subordinates=True)
    return user


def lines(user, year=2024, **kwargs):
    found = board(user, year, today=TODAY, **kwargs)
    return {line.agency.code: line for line in found.lines}


def published(report, on):
    """Released, and first public on a day."""
    entry = Entry.objects.filter(pk=report.entry_id)
    entry.update(first_published_at=datetime(on.year, on.month, on.day, 4, tzinfo=UTC))


def test_agency_without_a_report_is_late_and_gets_a_letter(supervisor, office):
    line = lines(supervisor)[office.code]
    assert (line.state, line.days_late, line.is_missing) == ("未开始", 10, True)
    letter = line.letter(2024)
    assert letter.startswith("云岚市政务服务中心：")
    assert "应于2025年1月31日前公布，已逾期10天，目前状态为“未开始”" in letter


@pytest.mark.parametrize(
    ("on", "late"), [(date(2025, 1, 31), 0), (date(2025, 2, 3), 3), (date(2025, 1, 2), 0)]
)
def test_day_of_publication_decides(supervisor, office, clerk, publisher, category, on, late):
    report = make_report(office, by=clerk, year=2024)
    release_report(report, clerk, publisher)
    published(report, on)
    line = lines(supervisor)[office.code]
    assert (line.published_on, line.days_late, line.is_missing) == (on, late, False)
    assert line.state == "已发布"
    found = board(supervisor, 2024, today=TODAY)
    assert (found.in_time, found.late, found.missing) == (int(not late), int(bool(late)), 1)


def test_faults_and_doubts_of_the_draft_are_shown(supervisor, office, clerk, category):
    report = create_report(office, year=2024, by=clerk)
    edition = report.entry.open_edition()
    typed = {("3.1", "natural"): "2", ("3.1", "total"): "3"}
    save_table(edition, table="requests", typed=typed, by=clerk)
    line = lines(supervisor)[office.code]
    assert line.state == "草稿"
    assert line.report.open_faults == 3  # T3-A in two columns, T3-C in one row
    assert line.report.doubts >= 3
    edition = Edition.objects.get(pk=edition.pk)
    save_table(
        edition,
        table="requests",
        typed=dict.fromkeys(typed, ""),
        by=clerk,
    )
    assert lines(supervisor)[office.code].report.open_faults == 0


def test_other_agencies_and_dissolved_ones_are_not_shown(supervisor, office, other_agency):
    gone = make_agency(parent=office.parent, dissolved_on=date(2020, 1, 1))
    assert set(lines(supervisor)) == {office.code, office.parent.code}
    assert gone.code not in lines(supervisor)
    assert set(lines(supervisor, parent=office.parent.code)) == {office.code}


def test_page_is_for_supervisors(client, supervisor, clerk, office):
    client.force_login(clerk)
    assert client.get(reverse(BOARD)).status_code == 403
    client.force_login(supervisor)
    page = client.get(reverse(BOARD), {"year": "2024"}).content.decode()
    assert "尚未公布 <strong>2</strong>" in page
    assert "催办函" in page
    index = client.get(reverse("admin:index")).content.decode()
    assert reverse(BOARD) in index


@pytest.mark.parametrize("year", ["1999", "abcd", "²⁰²⁴", "9999", "99999"])
def test_year_that_means_nothing_is_no_error(client, supervisor, office, year):
    client.force_login(supervisor)
    assert client.get(reverse(BOARD), {"year": year}).status_code == 200


def test_export_holds_the_lines(client, supervisor, office):
    client.force_login(supervisor)
    response = client.get(reverse(BOARD), {"year": "2024", "format": "csv"})
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert {row["机构代码"] for row in rows} == {office.code, office.parent.code}
    assert {row["应公布"] for row in rows} == {"2025-01-31"}


def test_board_costs_a_constant_number_of_queries(
    supervisor, office, clerk, category, django_assert_num_queries
):
    create_report(office, year=2024, by=clerk)
    with django_assert_num_queries(6):
        [line.letter(2024) for line in board(supervisor, 2024).lines]
    for _ in range(20):
        make_agency(parent=office.parent)
    with django_assert_num_queries(6):
        told = [line.letter(2024) for line in board(supervisor, 2024).lines]
    assert len(told) == 22


def test_a_government_itself_has_until_the_end_of_march(supervisor, office):
    government = make_agency(name="云岚市人民政府", parent=office.parent)
    township = make_agency(name="云岚市湖港镇人民政府", parent=office.parent)
    found = lines(supervisor)
    assert found[government.code].due_on == date(2025, 3, 31)
    assert found[government.code].days_late == 0
    assert found[township.code].due_on == date(2025, 1, 31)
