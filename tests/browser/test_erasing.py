"""A withdrawn page is purged by two persons: one asks, the other confirms from the front page."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from disclosure.agencies.models import Role
from disclosure.catalogue.models import Edition, WithdrawalReason
from disclosure.catalogue.release import withdrawing
from tests.factories import make_entry, make_member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NAME = "申请人王某某"


@pytest.fixture
def withdrawn(agency, clerk, category, publisher):
    entry = make_entry(agency=agency, by=clerk, category=category, body=f"<p>{NAME}。</p>")
    withdrawing.withdraw(entry, by=publisher, reason=WithdrawalReason.PRIVACY)
    return entry


def is_sound(page):
    assert page.complaints == []
    assert [one["id"] for one in Axe().run(page).response["violations"]] == []
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.set_viewport_size({"width": 1280, "height": 900})
    page.complaints.clear()  # those of axe itself


def test_asked_for_by_one_and_confirmed_by_another(
    staff, live_server, withdrawn, agency, publisher
):
    edition = Edition.objects.get()
    page = staff.sign_in(publisher)
    page.goto(live_server.url + reverse("admin:catalogue_edition_version", args=[edition.pk]))
    page.get_by_role("link", name="申请清除个人信息").click()
    page.get_by_label("法律依据").select_option("pipl-47")
    page.get_by_label("说明").fill("当事人来函要求删除。")
    page.get_by_label("要清除的字词").fill(NAME)
    page.get_by_role("button", name="查看将要清除的内容").click()
    page.get_by_text("第 1 版：正文").wait_for()
    is_sound(page)
    page.get_by_role("button", name="申请清除上列内容").click()
    page.get_by_text("等待另一位同事").wait_for()

    staff.sign_in(make_member(agency, Role.SUPERVISOR, name="监督甲"))
    page.get_by_role("link", name=withdrawn.index_number).click()
    page.get_by_text("第 1 版：正文").wait_for()
    is_sound(page)
    page.get_by_label("索引号").fill(withdrawn.index_number)
    page.get_by_role("button", name="确认清除").click()
    page.get_by_text("已清除，操作记录中留有").wait_for()
    page.get_by_text("（已依法清除）").first.wait_for()
    assert NAME not in page.content()
    assert page.complaints == []
