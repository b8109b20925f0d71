"""Corrections as readers and staff see them, in a real browser."""

import subprocess

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from disclosure.catalogue import actions
from disclosure.catalogue.models import Edition
from disclosure.catalogue.release import publishing
from tests.factories import clear, make_entry

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TABLE = "<table><tr><th>阶段</th><th>时间</th></tr><tr><td>登记</td><td>6月{}日</td></tr></table>"
BODY = "<p>现将有关事项通知如下。</p><p>办理时间为每日9时至{}时。</p>" + TABLE


@pytest.fixture
def entry(agency, clerk, publisher, category):
    """Corrected twice, in an agency that shows earlier editions."""
    agency.shows_earlier_editions = True
    agency.save(update_fields=["shows_earlier_editions"])
    entry = make_entry(agency=agency, by=clerk, category=category, body=BODY.format(11, 12))
    for number, body in enumerate((BODY.format(12, 12), BODY.format(12, 15)), 1):
        draft = actions.begin_correction(entry, by=clerk)
        fields = {"body": body, "change_note": f"第{number}次更正。"}
        actions.save_draft(draft, by=clerk, version=draft.lock_version, **fields)
        actions.submit(draft, by=clerk)
        publishing.publish(clear(draft), by=publisher)
        entry.refresh_from_db()
    return entry


def faults(page):
    found = Axe().run(page).response["violations"]
    return [(page.url, one["id"], one["nodes"][0]["html"]) for one in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_pages_of_the_past(live_server, page, entry, scheme):
    page.emulate_media(color_scheme=scheme)
    for width in (320, 768, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        for path in ("", "changes/", "editions/1/"):
            page.goto(f"{live_server.url}{entry.path}{path}")
            assert faults(page) == []
            assert page.evaluate("document.documentElement.scrollWidth") == width


def test_reader_finds_what_changed_without_javascript(live_server, browser, entry):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(live_server.url + entry.path)
    assert page.locator(".corrections li").all_inner_texts()[0].endswith("第2次更正。")
    page.get_by_role("link", name="看每次改了什么").click()
    change = page.locator(".correction").first.locator(".changes li")
    assert "表1 第 2 行「登记」「时间」列" in change.inner_text()
    assert change.locator("del").inner_text() == "删6月12日"
    assert change.locator("ins").inner_text() == "增6月15日"
    page.get_by_role("link", name="第 1 版", exact=True).click()
    assert "公开的第 1 版，不是现行版本" in page.get_by_role("note").inner_text()
    page.get_by_role("link", name="现行版本", exact=True).click()
    assert page.url == live_server.url + entry.path
    context.close()


def test_marks_differ_by_shape_without_colours(live_server, page, entry):
    page.goto(f"{live_server.url}{entry.path}changes/")
    page.emulate_media(forced_colors="active")
    line = "tag => getComputedStyle(document.querySelector(tag)).textDecorationLine"
    assert page.evaluate(line, "ins") == "underline"
    assert page.evaluate(line, "del") == "line-through"


@pytest.mark.poppler
def test_changes_are_printed_with_their_words(live_server, page, entry, tmp_path):
    page.goto(f"{live_server.url}{entry.path}changes/")
    sheet = tmp_path / "sheet.pdf"
    page.pdf(path=sheet, prefer_css_page_size=True)
    text = subprocess.run(
        ["pdftotext", "-layout", sheet, "-"], capture_output=True, check=True, text=True
    ).stdout
    for told in ("第2次更正。", "6月12日", "6月15日", "删", "增"):
        assert told in text
    assert "站内检索" not in text


def test_clerk_compares_two_versions_and_begins_anew_from_the_first(
    staff, live_server, entry, clerk
):
    first, second, _ = Edition.objects.order_by("number")
    page = staff.sign_in(clerk)
    page.goto(live_server.url + reverse("admin:catalogue_edition_version", args=[second.pk]))
    assert faults(page) == []
    page.get_by_label("以第 1 版为旧的一方").check()
    page.get_by_label("以第 3 版为新的一方").check()
    page.get_by_role("button", name="比较所选两版").click()
    page.get_by_text("共 2 处不同").wait_for()
    assert faults(page) == []
    page.get_by_role("link", name="表格 1 处").click()
    assert page.url.endswith("#change-cells")
    page.goto(live_server.url + reverse("admin:catalogue_edition_version", args=[first.pk]))
    page.get_by_role("link", name="以此版为基础新建草稿").click()
    confirm = page.get_by_role("button", name="确认以此版为基础新建草稿")
    confirm.wait_for()
    assert faults(page) == []
    confirm.click()
    page.get_by_text("已复制为新的草稿").wait_for()
    assert Edition.objects.get(number=4).body == first.body


def test_strict_policy_is_kept_on_the_pages_of_the_past(staff, live_server, entry, clerk):
    first, second, live = Edition.objects.order_by("number")
    page = staff.sign_in(clerk)
    for path in (
        f"{entry.path}changes/",
        f"{entry.path}editions/1/",
        reverse("admin:catalogue_edition_version", args=[second.pk]),
        reverse("admin:catalogue_edition_compare", args=[live.pk, first.pk]),
    ):
        assert page.goto(live_server.url + path).status == 200
    assert page.complaints == []
