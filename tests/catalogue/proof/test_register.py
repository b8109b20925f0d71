"""保密审查登记表: every release of a period, as an inspector wants it."""

import io
import subprocess
from dataclasses import replace
from datetime import date, timedelta

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from disclosure.agencies.models import Role
from disclosure.catalogue import actions
from disclosure.catalogue.models import Edition
from disclosure.catalogue.models.reviews import Decision, LegalGround
from disclosure.catalogue.proof.register import BadPeriod, register
from disclosure.catalogue.proof.registerfile import pdf_parts, returns_of, tables, workbook_bytes
from disclosure.catalogue.reviewing import review
from disclosure.workflow.log import record
from disclosure.workflow.models import Access, ChainHead
from tests.factories import make_cleared, make_draft, make_entry, make_member

pytestmark = pytest.mark.django_db
PAGE = "/admin/catalogue/review/register/"


@pytest.fixture
def supervisor(agency):
    return make_member(agency, Role.SUPERVISOR, username="supervisor", name="监督甲")


@pytest.fixture
def today():
    return timezone.localdate()


def test_line_names_everybody_and_everything(agency, clerk, today):
    entry = make_entry(agency=agency, by=clerk, document_number="云办发〔2026〕1号")
    line = register([agency], today, today).lines[0]
    decided = line.reviews[0]
    assert (line.index_number, line.document_number) == (entry.index_number, "云办发〔2026〕1号")
    assert (line.author, line.method, line.how) == ("编辑甲", "主动公开", "正常")
    assert line.digest == entry.live_edition.submitted_digest[:12]
    assert (decided.decision, decided.ground) == ("通过", LegalGround.NONE.label)
    assert decided.holds


def test_totals_count_releases_returns_and_grounds(agency, clerk, reviewer, today):
    make_entry(agency=agency, by=clerk)
    edition = make_draft(agency=agency, by=clerk)
    actions.submit(edition, by=clerk)
    review(edition, by=reviewer, decision=Decision.RETURNED, note="缺页")
    sheet = register([agency], today, today)
    assert dict(sheet.totals) == {"发布": 1, "其中紧急发布": 0, "其中导入": 0, "退回": 1}
    assert sheet.grounds == ((LegalGround.NONE.label, 1),)
    assert sheet.log_digest == ChainHead.objects.get().digest


def test_return_by_the_button_is_counted_and_listed(agency, clerk, publisher, reviewer, today):
    by_review = make_draft(agency=agency, by=clerk)
    actions.submit(by_review, by=clerk)
    review(by_review, by=reviewer, decision=Decision.RETURNED, note="缺页")
    by_button = make_cleared(agency=agency, by=clerk)
    actions.send_back(by_button, by=publisher, reason="日期有误")
    sheet = register([agency], today, today)
    assert dict(sheet.totals)["退回"] == 2
    told = [(one.title, one.step, one.note, one.by) for one in sheet.returns]
    assert told == [
        (by_review.title, "保密审查", "缺页", str(reviewer)),
        (by_button.title, "退回", "日期有误", publisher.name),
    ]


def test_who_approved_and_then_sent_back_with_the_button_is_listed(agency, clerk, reviewer, today):
    edition = make_draft(agency=agency, by=clerk)
    actions.submit(edition, by=clerk)
    ground = LegalGround.NONE
    review(edition, by=reviewer, decision=Decision.APPROVED, legal_ground=ground)
    edition.refresh_from_db()
    actions.send_back(edition, by=reviewer, reason="再看一遍")
    assert [one.note for one in register([agency], today, today).returns] == ["再看一遍"]


def test_returns_are_on_every_form_of_the_sheet(
    client, agency, other_agency, clerk, publisher, supervisor, today
):
    edition = make_cleared(agency=agency, by=clerk)
    actions.send_back(edition, by=publisher, reason="日期有误")
    client.force_login(supervisor)
    assert "日期有误" in client.get(PAGE, {"since": today, "until": today}).text
    sheet = register([agency], today, today)
    page = openpyxl.load_workbook(io.BytesIO(workbook_bytes(sheet))).active
    assert "日期有误" in [cell.value for row in page.iter_rows() for cell in row]
    assert [len(table) for table in returns_of(sheet, 1)] == [1]
    assert register([other_agency], today, today).returns == ()


def test_other_agencies_and_other_days_are_left_out(agency, other_agency, clerk, today):
    make_entry(agency=agency, by=clerk)
    yesterday = today - timedelta(days=1)
    assert register([other_agency], today, today).lines == ()
    assert register([agency], yesterday, yesterday).lines == ()


def test_check_value_stays_while_the_lines_stay(agency, clerk, supervisor, today):
    make_entry(agency=agency, by=clerk)
    one = register([agency], today, today)
    later = timezone.now() + timedelta(days=30)
    record("session.login", on=supervisor, by=supervisor)  # the log goes on
    again = register([agency], today, today, now=later)
    assert one.log_digest != again.log_digest
    assert one.check == again.check


def test_check_value_changes_with_line_period_and_agencies(agency, other_agency, clerk, today):
    make_entry(agency=agency, by=clerk)
    yesterday = today - timedelta(days=1)
    checks = [
        register([agency], today, today).check,
        register([agency], yesterday, today).check,
        register([agency, other_agency], today, today).check,
    ]
    Edition.objects.update(title="别的标题")
    checks.append(register([agency], today, today).check)
    assert len(set(checks)) == 4


@pytest.mark.pango
@pytest.mark.poppler
def test_screen_pdf_and_workbook_agree_in_the_check_value(client, agency, clerk, supervisor, today):
    make_entry(agency=agency, by=clerk)
    client.force_login(supervisor)
    query = {"since": today, "until": today}
    shown = client.get(PAGE, query).context["sheet"].check
    book = openpyxl.load_workbook(io.BytesIO(client.get(PAGE, query | {"format": "xlsx"}).content))
    pdf = client.get(PAGE, query | {"format": "pdf"}).content
    told = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    assert f"校验值 {shown}" in [cell.value for (cell, *_) in book.active.iter_rows()]
    assert shown in told.stdout.decode()


@pytest.mark.parametrize(
    ("since", "until"),
    [(date(2026, 2, 1), date(2026, 1, 1)), (date(2024, 1, 1), date(2026, 1, 1))],
)
def test_period_that_is_none_is_refused(agency, since, until):
    with pytest.raises(BadPeriod):
        register([agency], since, until)


def test_register_asks_a_constant_number_of_questions(
    agency, clerk, publisher, today, django_assert_num_queries
):
    for _ in range(3):
        make_entry(agency=agency, by=clerk)
    for _ in range(2):
        actions.send_back(make_cleared(agency=agency, by=clerk), by=publisher, reason="重写")
    with django_assert_num_queries(8):
        assert len(register([agency], today, today).lines) == 3


def test_workbook_computes_nothing(agency, clerk, today):
    make_entry(agency=agency, by=clerk, title="=1+1")
    content = workbook_bytes(register([agency], today, today))
    page = openpyxl.load_workbook(io.BytesIO(content)).active
    assert page["B4"].value == "'=1+1"
    assert page["B4"].data_type == "s"


def test_register_is_shown_to_its_readers_only(client, agency, clerk, outsider, supervisor):
    entry = make_entry(agency=agency, by=clerk)
    publisher = make_member(agency, Role.PUBLISHER)
    secrecy = make_member(agency, Role.SECRECY)
    for user in (supervisor, publisher, secrecy):
        client.force_login(user)
        assert entry.index_number in client.get(PAGE).text
    client.force_login(outsider)
    assert entry.index_number not in client.get(PAGE).text
    client.force_login(clerk)
    assert client.get(PAGE).status_code == 403
    client.logout()
    assert client.get(PAGE).status_code == 302


def test_register_of_another_agency_cannot_be_chosen(client, other_agency, supervisor):
    client.force_login(supervisor)
    query = {"agency": other_agency.pk, "since": "2026-01-01", "until": "2026-01-31"}
    response = client.get(PAGE, query)
    assert response.context["sheet"] is None
    assert "agency" in response.context["form"].errors


@pytest.mark.parametrize("since", ["", "gestern", "0001-01-01", "9999-12-31"])
def test_register_with_a_bad_day_says_so(client, supervisor, since):
    client.force_login(supervisor)
    response = client.get(PAGE, {"since": since, "until": "2026-01-31"})
    assert response.status_code == 200
    assert response.context["sheet"] is None


def test_download_of_the_workbook_is_noted(client, agency, clerk, supervisor, today):
    make_entry(agency=agency, by=clerk)
    client.force_login(supervisor)
    response = client.get(PAGE, {"since": today, "until": today, "format": "xlsx"})
    assert (
        openpyxl.load_workbook(io.BytesIO(response.content))
        .active["A1"]
        .value.startswith("保密审查登记表")
    )
    assert Access.objects.get(action="register.exported").actor == "supervisor"


@pytest.mark.pango
@pytest.mark.poppler
def test_pdf_is_a4_across(client, agency, clerk, supervisor, today):
    make_entry(agency=agency, by=clerk)
    client.force_login(supervisor)
    response = client.get(PAGE, {"since": today, "until": today, "format": "pdf"})
    told = subprocess.run(
        ["pdfinfo", "-"], input=response.content, capture_output=True, check=True
    ).stdout.decode()
    assert "841.89 x 595.276 pts (A4)" in told
    assert "保密审查登记表" in told


def test_front_page_leads_to_the_register(client, supervisor):
    client.force_login(supervisor)
    text = client.get("/admin/").text
    assert reverse("admin:catalogue_register") in text
    assert reverse("admin:catalogue_log") in text


def test_long_register_is_printed_in_parts_that_leave_nothing_out(agency, clerk, today):
    make_entry(agency=agency, by=clerk)
    sheet = register([agency], today, today)
    long = replace(sheet, lines=sheet.lines * 650)
    printed = [
        number
        for part in range(1, pdf_parts(long) + 1)
        for table in tables(long, part)
        for number, _ in table
    ]
    assert pdf_parts(long) == 3
    assert printed == list(range(1, 651))
    assert tables(replace(sheet, lines=()), 1) == [[]]


def test_period_with_too_many_releases_is_refused(agency, clerk, today, monkeypatch):
    monkeypatch.setattr("disclosure.catalogue.proof.register.MOST", 1)
    for _ in range(2):
        make_entry(agency=agency, by=clerk)
    with pytest.raises(BadPeriod, match="超过 1 件"):
        register([agency], today, today)
