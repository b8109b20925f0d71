"""The desk of annual reports: works, stranger, wrong agency, wrong role, bad input."""

import io
from datetime import UTC, datetime

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from disclosure.catalogue import actions
from disclosure.catalogue.models import Edition
from disclosure.workflow.models import Access, Event
from disclosure.workflow.states import State
from reports.actions import create_report, save_table
from reports.figures import values_of
from reports.findings import findings
from reports.models import AnnualReport, Confirmation
from reports.sections import mark
from tests.factories import make_category

pytestmark = pytest.mark.django_db
PAGES = ["change", "table", "section", "workbook", "import"]


@pytest.fixture
def report(agency, clerk, category):
    return create_report(agency, year=2016, by=clerk)


@pytest.fixture
def edition(report):
    return report.entry.open_edition()


@pytest.fixture
def desk(client, clerk):
    client.force_login(clerk)
    return client


def url(report, page="change"):
    keys = {"table": ["statistics"], "section": ["overview"]}
    return reverse(f"admin:reports_annualreport_{page}", args=[report.pk, *keys.get(page, [])])


def told(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def send_table(desk, report, edition, follow=True, **cells):
    data = {f"cell-{code}-count": text for code, text in cells.items()}
    return desk.post(url(report, "table"), data, follow=follow)


# --- Who ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES)
def test_desk_opens_for_an_editor_of_the_agency(desk, report, page):
    assert desk.get(url(report, page)).status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_desk_sends_a_stranger_to_the_log_in(client, report, page):
    response = client.get(url(report, page))
    assert response.status_code == 302
    assert "/admin/login/" in response["Location"]


@pytest.mark.parametrize("page", PAGES)
def test_desk_does_not_exist_for_another_agency(client, outsider, report, page):
    client.force_login(outsider)
    assert client.get(url(report, page)).status_code == 404


def test_publisher_reads_but_does_not_write(client, publisher, report, edition):
    client.force_login(publisher)
    assert client.get(url(report)).status_code == 200
    assert send_table(client, report, edition, follow=False, **{"1.1": "5"}).status_code == 403
    assert client.post(url(report, "section"), {"html": "x"}).status_code == 403
    assert client.get(url(report, "import")).status_code == 403


def test_list_shows_only_own_reports(client, desk, report, outsider):
    address = reverse("admin:reports_annualreport_changelist")
    assert "2016 年度报告" in desk.get(address).content.decode()
    client.force_login(outsider)
    assert "2016 年度报告" not in client.get(address).content.decode()


# --- Begin --------------------------------------------------------------------------------------


def test_new_report_needs_agency_and_year_only(desk, agency, category):
    response = desk.post(
        reverse("admin:reports_annualreport_add"), {"agency": agency.pk, "year": 2016}
    )
    report = AnnualReport.objects.get()
    assert response["Location"] == url(report)
    assert report.scheme == "gk2014"
    title = "云岚市政务服务中心2016年度政府信息公开工作年度报告"
    assert report.entry.open_edition().title == title


def test_second_report_of_a_year_is_refused(desk, report, agency):
    address = reverse("admin:reports_annualreport_add")
    response = desk.post(address, {"agency": agency.pk, "year": 2016})
    assert "已经存在" in response.content.decode()
    assert AnnualReport.objects.count() == 1


def test_new_report_offers_own_agencies_and_years_of_known_schemes(desk, agency, other_agency):
    make_category(slug="reports")
    form = desk.get(reverse("admin:reports_annualreport_add")).context["form"]
    assert list(form.fields["agency"].queryset) == [agency]
    assert {year for year, _ in form.fields["year"].choices} == set(
        range(2014, timezone.localdate().year)
    )


def test_report_of_a_foreign_agency_cannot_be_begun(desk, other_agency, category):
    address = reverse("admin:reports_annualreport_add")
    desk.post(address, {"agency": other_agency.pk, "year": 2016})
    assert not AnnualReport.objects.exists()


# --- The grid -----------------------------------------------------------------------------------


def test_table_keeps_blank_apart_from_zero(desk, report, edition):
    send_table(desk, report, edition, **{"1.1": "1026条", "1.2.1": "0", "4.1": ""})
    values = values_of(edition)
    assert [values["statistics", code, "count"] for code in ("1.1", "1.2.1", "4.1")] == [
        1026,
        0,
        None,
    ]


def test_table_names_every_wrong_cell_and_writes_nothing(desk, report, edition):
    response = send_table(desk, report, edition, **{"1.1": "很多", "2.1": "-3", "3.1": "7"})
    html = response.content.decode()
    assert "「主动公开政府信息数」" in html
    assert "不应为负数" in html
    assert 'value="很多"' in html
    assert set(values_of(edition).values()) == {None}


def test_table_tells_the_second_of_two_clerks_and_keeps_what_was_typed(
    desk, report, edition, clerk
):
    save_table(edition, table="statistics", typed={("1.1", "count"): "1"}, by=clerk)
    response = desk.post(url(report, "table"), {"cell-1.1-count": "2"}, follow=True)
    html = response.content.decode()
    assert "同事已改为“1”，您填的是“2”" in html
    assert 'value="2"' in html
    assert values_of(edition)["statistics", "1.1", "count"] == 1
    desk.post(url(report, "table"), {"cell-1.1-count": "2", "seen": response.context["seen"]})
    assert values_of(edition)["statistics", "1.1", "count"] == 2


def test_table_shows_sums_and_findings_beside_the_cells(desk, report, edition):
    response = send_table(desk, report, edition, **{"8.3": "5", "8.3.1": "1", "8.3.2": "3"})
    html = response.content.decode()
    assert "分项合计 4" in html
    assert "G-05" in html


def test_table_of_no_such_key_is_404(desk, report):
    address = reverse("admin:reports_annualreport_table", args=[report.pk, "none"])
    assert desk.get(address).status_code == 404


# --- Sections, metadata, confirmations ----------------------------------------------------------


def test_section_is_sanitised_and_saved(desk, report, edition):
    data = {"html": "<p>正文<script>1</script></p>", "seen": mark("")}
    desk.post(url(report, "section"), data)
    assert edition.sections.get(key="overview").html == "<p>正文</p>"


def test_section_conflict_shows_both_texts(desk, report, edition, clerk):
    seen = mark("")
    desk.post(url(report, "section"), {"html": "<p>甲写的</p>", "seen": seen})
    response = desk.post(url(report, "section"), {"html": "<p>乙写的</p>", "seen": seen})
    html = response.content.decode()
    assert "甲写的" in html
    assert "乙写的" in html
    assert edition.sections.get(key="overview").html == "<p>甲写的</p>"


def test_about_is_saved(desk, report, edition):
    data = {"title": edition.title, "written_on": "2017-03-01", "source": "办公室"}
    desk.post(url(report, "about"), data | {"lock_version": edition.lock_version})
    edition.refresh_from_db()
    assert (str(edition.written_on), edition.source) == ("2017-03-01", "办公室")


def test_about_names_what_is_wrong(desk, report, edition):
    response = desk.post(url(report, "about"), {"title": "", "lock_version": 0}, follow=True)
    assert "标题" in told(response)[0]


def test_about_in_conflict_keeps_what_was_typed_and_tells_what_is_stored(desk, report, edition):
    stale = edition.lock_version
    data = {"title": edition.title, "lock_version": stale}
    desk.post(url(report, "about"), data | {"source": "甲办公室"})
    response = desk.post(url(report, "about"), data | {"source": "乙办公室"})
    assert response.context["about"]["source"].value() == "乙办公室"
    assert "信息来源为“甲办公室”" in told(response)[-1]
    edition.refresh_from_db()
    assert edition.source == "甲办公室"
    again = data | {"source": "乙办公室", "lock_version": edition.lock_version}
    desk.post(url(report, "about"), again)
    edition.refresh_from_db()
    assert edition.source == "乙办公室"


def test_about_of_a_report_that_is_no_draft_is_for_reading(desk, report, edition, clerk):
    assert not desk.get(url(report)).context["about"].fields["title"].disabled
    Edition.objects.filter(pk=edition.pk).update(state=State.SUBMITTED)
    assert desk.get(url(report)).context["about"].fields["title"].disabled


def test_history_speaks_in_words(desk, report, edition):
    data = {"html": "<p>一切正常。</p>", "seen": mark("")}
    desk.post(url(report, "section"), data)
    done = [event.what for event in desk.get(url(report)).context["timeline"]]
    assert done == ["保存章节", "新建"]


def test_published_in_time_stays_in_time(report, edition):
    assert "F4" in [finding.check for finding in findings(edition)]
    edition.entry.first_published_at = datetime(2017, 3, 20, 9, tzinfo=UTC)
    assert "F4" not in [finding.check for finding in findings(edition)]


def test_finding_is_confirmed_with_a_reason_until_the_figures_change(desk, report, edition, clerk):
    typed = {("8.3", "count"): "5", ("8.3.1", "count"): "1", ("8.3.2", "count"): "3"}
    save_table(edition, table="statistics", typed=typed, by=clerk)
    assert severity_of(edition, "G-05") == "confirm"
    desk.post(url(report, "confirm"), {"check_id": "G-05", "reason": "一人借调"})
    assert severity_of(edition, "G-05") == "warn"
    again = {("8.3", "count"): "6"}
    save_table(edition, table="statistics", typed=again, by=clerk)
    assert severity_of(edition, "G-05") == "confirm"


def severity_of(edition, rule) -> str:
    found = edition.entry.behaviour.problems(edition)
    return next(problem.severity for problem in found if problem.rule == rule)


def test_confirmation_needs_a_reason(desk, report):
    desk.post(url(report, "confirm"), {"check_id": "G-05", "reason": ""})
    assert not Confirmation.objects.exists()


# --- The workbook -------------------------------------------------------------------------------


def workbook(desk, report, **figures) -> SimpleUploadedFile:
    """The downloaded template with figures typed beside their labels."""
    content = b"".join(desk.get(url(report, "workbook")).streaming_content)
    book = openpyxl.load_workbook(io.BytesIO(content))
    for row in book.worksheets[0].iter_rows(min_row=5):
        for label, value in figures.items():
            if label in str(row[0].value):
                row[2].value = value
    file = io.BytesIO()
    book.save(file)
    return SimpleUploadedFile("统计表.xlsx", file.getvalue())


def test_workbook_download_is_noted(desk, report):
    workbook(desk, report)
    assert Access.objects.filter(action="report.workbook").count() == 1


def test_import_previews_and_then_confirms(desk, report, edition):
    file = workbook(desk, report, 政务微信公开政府信息数=63)
    preview = desk.post(url(report, "import"), {"file": file})
    assert preview.context["counts"] == {"new": 1, "changed": 0, "same": 57, "wrong": 0}
    assert set(values_of(edition).values()) == {None}
    desk.post(url(report, "import"), {"confirm": "1"})
    assert values_of(edition)["statistics", "1.2.4", "count"] == 63
    assert Event.objects.first().action == "report.imported"


def test_import_with_one_wrong_cell_offers_no_confirmation(desk, report, edition):
    file = workbook(desk, report, 政务微信公开政府信息数="六十三", 收到申请数=2)
    html = desk.post(url(report, "import"), {"file": file}).content.decode()
    assert "确认导入" not in html
    assert "阿拉伯数字" in html
    desk.post(url(report, "import"), {"confirm": "1"})
    assert set(values_of(edition).values()) == {None}


def test_import_confirmed_after_somebody_saved_is_refused(desk, report, edition, clerk):
    desk.post(url(report, "import"), {"file": workbook(desk, report, 收到申请数=2)})
    save_table(edition, table="statistics", typed={("1.1", "count"): "9"}, by=clerk)
    response = desk.post(url(report, "import"), {"confirm": "1"}, follow=True)
    assert "另一位同事" in told(response)[0]
    assert values_of(edition)["statistics", "3.1", "count"] is None


def test_confirmation_without_a_preview_is_refused(desk, report):
    response = desk.post(url(report, "import"), {"confirm": "1"}, follow=True)
    assert "没有待确认的导入" in told(response)[0]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"MZ\x90", "不是 Excel"),
        (b"PK\x03\x04x", "已损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "xls"),
    ],
)
def test_import_refuses_what_is_no_workbook_with_one_sentence(desk, report, content, said):
    file = SimpleUploadedFile("a.xlsx", content + b"\0" * 50)
    html = desk.post(url(report, "import"), {"file": file}).content.decode()
    assert said in html
    assert "确认导入" not in html


def test_submitted_report_is_not_imported_into(desk, report, edition, clerk):
    actions.save_draft(edition, by=clerk, version=0, written_on="2017-03-01")
    actions.submit(edition, by=clerk, reason="试")
    response = desk.get(url(report, "import"), follow=True)
    assert "不能导入" in told(response)[0]
