"""Last year's report as the desk, the checks and the submission know it."""

import pytest
from django.urls import reverse

from disclosure.catalogue import actions
from disclosure.catalogue.models import Edition
from disclosure.catalogue.release import publishing
from reports.actions import create_report, save_section, save_table
from reports.findings import findings
from reports.models import AnnualReport
from reports.years import last_year
from tests.factories import clear

pytestmark = pytest.mark.django_db


def write(report, by, **typed):
    """Fill 三 with `code=number` in the column of natural persons."""
    edition = report.entry.open_edition()
    cells = {(code.replace("_", "."), "natural"): text for code, text in typed.items()}
    save_table(edition, table="requests", typed=cells, by=by)
    return Edition.objects.get(pk=edition.pk)


@pytest.fixture
def before(agency, clerk, category):
    report = create_report(agency, year=2023, by=clerk)
    write(report, clerk, **{"3_4": "40"})
    return report


@pytest.fixture
def report(agency, clerk, category):
    return create_report(agency, year=2024, by=clerk)


def found(report, *checks):
    rows = findings(report.entry.open_edition())
    return [one.check for one in rows if one.check in checks]


def test_first_report_of_an_agency_has_no_last_year(report):
    assert last_year(report) is None
    assert found(report, "X-1") == []


def test_draft_of_last_year_counts_until_something_is_released(before, report, clerk):
    write(report, clerk, **{"3_2": "38"})
    assert found(report, "X-1") == ["X-1"]
    write(report, clerk, **{"3_2": "40"})
    assert found(report, "X-1") == []


def test_released_edition_counts_even_while_it_is_being_corrected(before, report, clerk, publisher):
    edition = before.entry.open_edition()
    edition.written_on = edition.created_at.date()
    edition.save(update_fields=["written_on"])
    for section in edition.sections.all():
        save_section(edition, key=section.key, html="<p>无</p>", by=clerk)
    # 3.4 alone breaks T3-A, which no confirmation lets pass: the other side is filled in.
    edition = write(before, clerk, **{"3_1": "40"})
    actions.submit(edition, by=clerk, reason="试验")
    publishing.publish(clear(edition), by=publisher)
    actions.begin_correction(before.entry, by=clerk)
    write(before, clerk, **{"3_4": "41", "3_1": "41"})
    assert last_year(report).figures["requests", "3.4", "natural"] == 40


def test_another_agency_is_not_last_year(other_agency, outsider, before, category):
    other = create_report(other_agency, year=2024, by=outsider)
    assert last_year(other) is None


def test_desk_shows_last_year_and_the_difference_beside_the_cell(client, before, report, clerk):
    write(report, clerk, **{"3_4": "38"})
    client.force_login(clerk)
    url = reverse("admin:reports_annualreport_table", args=[report.pk, "requests"])
    page = client.get(url).content.decode()
    assert "上年 40，−2" in page
    assert page.count('class="last"') == 1


def test_before_is_the_year_before_only(agency, clerk, category, before):
    later = create_report(agency, year=2025, by=clerk)
    assert later.before() is None
    assert AnnualReport.objects.count() == 2
