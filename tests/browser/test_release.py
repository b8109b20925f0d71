"""Releasing at the desk in a real browser: many at once, in an emergency, and the notice's page."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from disclosure.agencies.models import Role
from disclosure.catalogue import actions
from disclosure.catalogue.models import EmergencyRelease, SpecialDay
from disclosure.pages.models import Page
from tests.factories import make_cleared, make_draft, make_member
from tests.lib.test_notices import NOTICE_2026

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def is_well(page):
    """Axe finds nothing, the policy was kept, and a narrow screen needs no scrolling sideways."""
    page.set_viewport_size({"width": 320, "height": 700})
    wide = page.evaluate("document.documentElement.scrollWidth")
    page.set_viewport_size({"width": 1280, "height": 720})
    assert wide <= 320, f"{page.url}: {wide} px"
    assert page.complaints == []
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"][:90]) for one in found] == []
    page.complaints.clear()  # axe itself tries inline styles


def test_many_are_listed_confirmed_and_reported(
    staff, live_server, agency, clerk, publisher, category
):
    for title in ("关于节水的通知", "关于供暖的通知"):
        make_cleared(agency=agency, by=clerk, category=category, title=title)
    make_draft(agency=agency, by=clerk, category=category, title="没有提交的草稿")
    page = staff.sign_in(publisher)
    page.goto(live_server.url + reverse("admin:catalogue_edition_changelist"))
    page.locator("#action-toggle").check()
    page.locator("select[name=action]").select_option("publish_selected")
    page.get_by_role("button", name="执行").click()
    page.get_by_text("状态为“草稿”，不能发布").wait_for()
    is_well(page)
    page.get_by_role("button", name="确认发布 2 条").click()
    page.get_by_text("已发布（2 条）").wait_for()
    is_well(page)
    assert Page.objects.count() == 2


def test_emergency_is_released_reviewed_after_and_seen_by_the_supervisor(
    staff, live_server, agency, clerk, reviewer, category
):
    edition = make_draft(agency=agency, by=clerk, category=category, title="台风红色预警")
    actions.submit(edition, by=clerk)
    officer = make_member(agency, Role.EMERGENCY, username="officer", name="应急甲")
    page = staff.sign_in(officer)
    page.goto(live_server.url + reverse("admin:catalogue_edition_change", args=[edition.pk]))
    page.get_by_role("link", name="紧急发布", exact=True).click()
    page.get_by_label("依据").select_option("20-12")
    page.get_by_label("理由").fill("台风红色预警须在一小时内告知公众")
    is_well(page)
    page.get_by_role("button", name="确认紧急发布").click()
    page.get_by_text("跳过的环节仍须补审").wait_for()

    page = staff.sign_in(make_member(agency, Role.SUPERVISOR, username="supervisor"))
    page.get_by_role("link", name="查看紧急发布").click()
    page.get_by_role("cell", name="等待保密审查").wait_for()
    is_well(page)

    page = staff.sign_in(reviewer)
    page.locator(".desk-card", has_text="紧急发布后补审").get_by_role("link").click()
    page.get_by_role("link", name="补审", exact=True).click()
    page.get_by_label("通过").check()
    page.get_by_label("法律依据").select_option("none")
    is_well(page)
    page.get_by_role("button", name="确认补审").click()
    page.get_by_text("的补审结论已记录").wait_for()
    assert EmergencyRelease.objects.get().settled_at is not None


def test_notice_is_pasted_checked_and_written(staff, live_server, administrator):
    page = staff.sign_in(administrator)
    page.goto(live_server.url + reverse("admin:catalogue_specialday_enter"))
    page.get_by_label("年度").fill("2026")
    page.get_by_label("发文字号").fill("国办发明电〔2025〕7号")
    page.get_by_label("通知内容").fill(NOTICE_2026)
    page.get_by_role("button", name="核对日期").click()
    page.get_by_text("读出的日期（39 天）").wait_for()
    is_well(page)
    page.get_by_role("button", name="确认写入").click()
    page.get_by_text("已录入 2026 年放假通知").wait_for()
    assert SpecialDay.objects.count() == 39
