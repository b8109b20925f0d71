"""The public pages in a real browser: reachable, readable, printable, nothing found by axe."""

import io
import subprocess

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from playwright.sync_api import expect

from disclosure.catalogue.models import Entry
from disclosure.pages.counting import Counts

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = [
    "/",
    "/catalogue/",
    "/catalogue/print/",
    "/catalogue.csv?year=20x4&validity=x",
    "/columns/guide/",
    "/reports/",
    "/reports/agencies/002668063/",
    "/reports/2024/compare/",
    "/agencies/",
    "/search/",
    "/search/?q=预算&order=relevance&method=active",
    "/search/?q=公开+预算书",
    "/api/",
    "/none/",
]


@pytest.fixture
def demo(db):
    call_command("load_demo", stdout=io.StringIO())


@pytest.fixture
def report_path(demo) -> str:
    return Entry.objects.get(annual_report__year=2016).path


@pytest.fixture
def console(page):
    """What the console says; a violated Content-Security-Policy is told there."""
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing(live_server, page, report_path, width):
    page.set_viewport_size({"width": width, "height": 900})
    for path in [*PAGES, report_path, f"{report_path}print/"]:
        page.goto(live_server.url + path)
        found = Axe().run(page).response["violations"]
        assert [(path, one["id"], one["nodes"][0]["html"]) for one in found] == []


def test_dark_mode_has_enough_contrast(live_server, page, report_path):
    page.emulate_media(color_scheme="dark")
    for path in ["/", "/catalogue/", "/reports/agencies/002668063/", report_path]:
        page.goto(live_server.url + path)
        found = Axe().run(page).response["violations"]
        assert [(path, one["id"], one["nodes"][0]["html"]) for one in found] == []


def test_nothing_is_cut_off_at_320_px_or_at_200_percent_text(live_server, page, report_path):
    for path in [*PAGES, report_path]:
        page.goto(live_server.url + path)
        for width, scale in ((320, "100%"), (640, "200%")):
            page.set_viewport_size({"width": width, "height": 800})
            page.evaluate("scale => document.documentElement.style.fontSize = scale", scale)
            assert page.evaluate("document.documentElement.scrollWidth") == width, (path, scale)


def test_strict_policy_is_kept(live_server, page, report_path, console):
    for path in ["/", "/catalogue/", report_path]:
        page.goto(live_server.url + path)
    assert console == []


def test_pages_read_without_javascript(live_server, browser, report_path):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/catalogue/")
    page.get_by_label("机构", exact=True).select_option("002668899")
    page.get_by_role("button", name="查询").click()
    page.get_by_role("link", name="台州市人民政府行政服务中心2016年度").click()
    assert page.locator(".statistics td.number").count() == 65
    context.close()


def test_keyboard_reaches_the_content_first(live_server, page, demo):
    page.goto(live_server.url)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_senior_mode_is_remembered(live_server, page, demo):
    page.goto(live_server.url)
    page.get_by_role("button", name="长者模式").click()
    page.goto(f"{live_server.url}/catalogue/")
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "20px"


@pytest.mark.poppler
def test_report_prints_to_a4_with_repeated_header(live_server, page, report_path, tmp_path):
    page.goto(f"{live_server.url}{report_path}print/")
    sheet = tmp_path / "sheet.pdf"
    page.pdf(path=sheet, prefer_css_page_size=True)
    text = subprocess.run(
        ["pdftotext", "-layout", sheet, "-"], capture_output=True, check=True, text=True
    ).stdout
    assert text.count("统计指标") >= 2
    assert f"{live_server.url}{report_path}" in text.replace("\n", "")
    assert "打印日期" in text
    assert "站内检索" not in text


def test_reading_is_counted_once_and_staff_are_not(live_server, page, report_path, monkeypatch):
    monkeypatch.setattr("disclosure.pages.counting.counts", Counts())  # none of other tests
    monkeypatch.setattr("disclosure.pages.counting.FLUSH_SECONDS", -1)
    monkeypatch.setattr("disclosure.pages.counting.is_robot", lambda agent: False)
    with page.expect_response("**/views/") as answered:
        page.goto(live_server.url + report_path)
    assert answered.value.status == 204
    page.goto(live_server.url + "/catalogue/")
    session = "x" * 32  # a shorter one is no session, and taken away
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    with page.expect_response("**/views/"):
        page.goto(live_server.url + report_path)
    expect(page.locator("[data-views]")).to_have_text("1")
