"""Figures that the system knows: proposed, taken over with their source, never written unasked."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from disclosure.catalogue.actions import EditConflict
from disclosure.catalogue.models import Edition
from disclosure.pages.models import Category, Page
from disclosure.workflow.models import Event
from reports.actions import create_report, declare_nothing, save_table, take_over
from reports.figures import values_of
from reports.findings import findings
from reports.models import Confirmation
from reports.prefill import proposals
from tests.factories import make_category, make_entry

pytestmark = pytest.mark.django_db
MADE, REPEALED, IN_FORCE = (
    ("active", "2.1.2", column) for column in ("made", "repealed", "in_force")
)


@pytest.fixture
def regulations(category):
    return Category.objects.filter(slug="regulations").first() or make_category(slug="regulations")


@pytest.fixture
def report(agency, clerk, category):
    return create_report(agency, year=2024, by=clerk)


@pytest.fixture
def edition(report):
    return report.entry.open_edition()


def document(agency, category, written_on, **fields):
    """A public document in the column of normative documents."""
    entry = make_entry(agency=agency, category=category, written_on=written_on)
    Page.objects.filter(path=entry.path).update(**fields)
    return entry


def by_cell(edition, table="active"):
    return {one.cell: one for one in proposals(edition, table)}


def test_documents_of_the_catalogue_are_counted_by_year(edition, agency, regulations):
    document(agency, regulations, date(2024, 1, 1))
    document(agency, regulations, date(2024, 12, 31))
    document(agency, regulations, date(2023, 5, 1))
    document(agency, regulations, date(2020, 5, 1), validity="repealed", ends_on=date(2024, 6, 30))
    document(agency, regulations, date(2020, 5, 1), validity="expired", ends_on=date(2025, 1, 1))
    found = by_cell(edition)
    assert (found[MADE].value, found[REPEALED].value, found[IN_FORCE].value) == (2, 1, 4)
    assert len(found[MADE].pages) == 2
    assert "本年制发的规范性文件" in found[MADE].source


def test_other_agencies_columns_and_drafts_do_not_count(edition, agency, other_agency, regulations):
    document(other_agency, regulations, date(2024, 1, 1))
    document(agency, make_category(), date(2024, 1, 1))
    assert by_cell(edition)[MADE].value == 0


def test_carried_over_requests_come_from_last_years_report(agency, clerk, report, edition):
    before = create_report(agency, year=2023, by=clerk).entry.open_edition()
    save_table(before, table="requests", typed={("3.4", "natural"): "40"}, by=clerk)
    found = by_cell(edition, "requests")
    assert found["requests", "3.2", "natural"].value == 40
    assert found["requests", "3.2", "natural"].source.startswith("2023年度报告「结转下年度")


def test_documents_in_force_follow_once_made_and_repealed_are_filled(
    agency, clerk, report, edition
):
    before = create_report(agency, year=2023, by=clerk).entry.open_edition()
    save_table(before, table="active", typed={("2.1.1", "in_force"): "30"}, by=clerk)
    cell = ("active", "2.1.1", "in_force")
    assert cell not in by_cell(edition)
    typed = {("2.1.1", "made"): "5", ("2.1.1", "repealed"): "2"}
    save_table(edition, table="active", typed=typed, by=clerk)
    assert by_cell(edition)[cell].value == 33


def test_taking_over_writes_the_chosen_cells_and_logs_their_source(
    edition, agency, clerk, regulations
):
    document(agency, regulations, date(2024, 1, 1))
    take_over(edition, table="active", keys=["|".join(MADE)], by=clerk, version=0)
    values = values_of(edition)
    assert (values[MADE], values[IN_FORCE]) == (1, None)
    assert by_cell(edition)[MADE].is_taken
    (said,) = Event.objects.get(action="report.prefilled").data["cells"]
    assert (
        said == "「行政规范性文件」「本年制发件数」列：空白→1（目录中公开的本年制发的规范性文件）"
    )


def test_taking_over_an_older_version_is_refused(edition, clerk):
    Edition.objects.filter(pk=edition.pk).update(lock_version=3)
    with pytest.raises(EditConflict):
        take_over(edition, table="active", keys=["|".join(MADE)], by=clerk, version=0)


def test_desk_proposes_with_the_list_and_takes_over(
    client, clerk, report, edition, agency, regulations
):
    entry = document(agency, regulations, date(2024, 1, 1))
    client.force_login(clerk)
    table = reverse("admin:reports_annualreport_table", args=[report.pk, "active"])
    page = client.get(table).content.decode()
    assert "可以代填的数据" in page
    assert entry.path in page
    url = reverse("admin:reports_annualreport_prefill", args=[report.pk, "active"])
    response = client.post(url, {"cell": "|".join(MADE), "lock_version": 0}, follow=True)
    assert "已代填 1 格" in response.content.decode()
    assert values_of(edition)[MADE] == 1
    response = client.post(url, {"lock_version": 1}, follow=True)
    assert "没有选择" in response.content.decode()


@pytest.mark.parametrize("page", ["prefill", "nothing"])
def test_strangers_and_publishers_cannot_write(client, outsider, publisher, report, page):
    url = reverse(f"admin:reports_annualreport_{page}", args=[report.pk, "active"])
    data = {"cell": "|".join(MADE), "lock_version": 0}
    client.force_login(outsider)
    assert client.post(url, data).status_code == 404
    client.force_login(publisher)
    assert client.post(url, data).status_code == 403
    assert values_of(report.entry.open_edition())[MADE] is None


def test_nothing_to_report_fills_blanks_only_and_is_a_recorded_fact(edition, clerk):
    typed = {("4.1", "upheld"): "2"}
    save_table(edition, table="disputes", typed=typed, by=clerk)
    changed = declare_nothing(edition, table="disputes", by=clerk)
    values = {cell: value for cell, value in values_of(edition).items() if cell[0] == "disputes"}
    assert len(changed) == 14
    assert values.pop(("disputes", "4.1", "upheld")) == 2
    assert set(values.values()) == {Decimal(0)}
    assert values_of(edition)[MADE] is None
    assert Event.objects.get(action="report.nothing_declared").data["cells"] == 14


def test_desk_declares_nothing_and_then_offers_it_no_more(client, clerk, report):
    client.force_login(clerk)
    url = reverse("admin:reports_annualreport_nothing", args=[report.pk, "disputes"])
    page = client.post(url, {"lock_version": 0}, follow=True).content.decode()
    assert "15 个空白格填为 0" in page
    assert "声明无情况" not in page


def test_figure_that_is_not_as_counted_is_in_doubt_until_a_reason_is_recorded(
    client, edition, agency, clerk, regulations
):
    def doubts():
        return [one for one in findings(edition) if one.rule == "C-1"]

    document(agency, regulations, date(2024, 1, 1))
    assert doubts() == []  # nothing is filled in yet
    save_table(edition, table="active", typed={("2.1.2", "made"): "5"}, by=clerk)
    (doubt,) = doubts()
    assert (doubt.severity, doubt.left, doubt.right) == ("warn", 5, 1)
    assert "目录中公开的本年制发的规范性文件为1，相差4" in doubt.message
    client.force_login(clerk)
    report = edition.entry.annual_report
    confirm = reverse("admin:reports_annualreport_confirm", args=[report.pk])
    client.post(confirm, {"check_id": doubt.check, "reason": "四件不予公开"})
    assert Confirmation.objects.get().reason == "四件不予公开"
    desk = client.get(reverse("admin:reports_annualreport_change", args=[report.pk]))
    assert "确认：四件不予公开" in desk.content.decode()
    save_table(edition, table="active", typed={("2.1.2", "made"): "1"}, by=clerk)
    assert doubts() == []


def test_taking_over_counts_the_findings_anew(edition, agency, clerk, regulations):
    document(agency, regulations, date(2024, 1, 1))
    save_table(edition, table="active", typed={("2.1.2", "made"): "5"}, by=clerk)
    report = edition.entry.annual_report
    report.refresh_from_db()
    before = report.doubts
    take_over(edition, table="active", keys=["|".join(MADE)], by=clerk, version=1)
    report.refresh_from_db()
    assert report.doubts == before - 1
