"""Drafts that save themselves, in a real browser."""

import pytest
from django.urls import reverse

from reports.actions import create_report, save_section, save_table
from reports.figures import values_of
from reports.sections import html_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_report_saves_itself_while_two_clerks_fill_in_one_table(
    staff, live_server, report_2025, clerk
):
    edition = report_2025.entry.open_edition()
    page = staff.sign_in(clerk)
    page.goto(live_server.url + table_url(report_2025))
    page.fill("#cell-3\\.1-natural", "12")
    save_table(edition, table="requests", typed={("3.2", "natural"): "3"}, by=clerk)
    page.wait_for_selector(".autosave:has-text('已自动保存')")
    values = values_of(edition)
    assert values["requests", "3.1", "natural"] == 12
    assert values["requests", "3.2", "natural"] == 3
    assert page.input_value("#cell-3\\.2-natural") == "3"  # the colleague's figure came in
    page.fill("#cell-3\\.1-total", "很多")
    page.wait_for_selector(".autosave:has-text('1 格除外')")
    assert page.evaluate("document.activeElement.id") == "cell-3.1-total"
    assert page.locator("td:has(#cell-3\\.1-total) .told").count() == 1
    page.fill("#cell-3\\.1-total", "13")
    page.wait_for_selector("td:has(#cell-3\\.1-total) .sum.off")
    assert "T3-A" in page.inner_text("[data-fresh=findings]")
    assert [one for one in page.complaints if "Autosave" not in one] == []


def test_section_saves_itself_and_shows_what_a_colleague_wrote(
    staff, live_server, report_2025, clerk
):
    edition = report_2025.entry.open_edition()
    page = staff.sign_in(clerk)
    page.goto(live_server.url + section_url(report_2025))
    page.click(".ProseMirror[contenteditable=true]")
    page.keyboard.type("本年工作如下。")
    page.wait_for_selector(".autosave:has-text('已自动保存')")
    assert html_of(edition, "overview") == "<p>本年工作如下。</p>"
    save_section(edition, key="overview", html="<p>同事所写。</p>", by=clerk)
    page.keyboard.type("又一句。")
    page.wait_for_selector(".theirs:has-text('同事所写')")
    assert html_of(edition, "overview") == "<p>同事所写。</p>"
    page.click("button:has-text('保存') >> nth=0")
    page.wait_for_url("**/change/")
    assert html_of(edition, "overview") == "<p>本年工作如下。又一句。</p>"


def test_autosave_tells_when_the_session_is_over(staff, live_server, report_2025, clerk):
    page = staff.sign_in(clerk)
    page.goto(live_server.url + table_url(report_2025))
    page.context.clear_cookies()
    page.fill("#cell-3\\.1-natural", "12")
    page.wait_for_selector(".autosave.wrong:has-text('没有自动保存')")
    assert page.input_value("#cell-3\\.1-natural") == "12"


@pytest.fixture
def report_2025(agency, clerk, category):
    return create_report(agency, year=2025, by=clerk)


def table_url(report):
    return reverse("admin:reports_annualreport_table", args=[report.pk, "requests"])


def section_url(report):
    return reverse("admin:reports_annualreport_section", args=[report.pk, "overview"])
