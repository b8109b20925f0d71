"""Taken down for personal data and put up again, by the person who may, as readers meet it."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.files.base import ContentFile

from disclosure.catalogue import actions
from disclosure.catalogue.addresses import edition_url
from disclosure.catalogue.attachments import add_attachment
from disclosure.catalogue.release import publishing
from disclosure.pages.models import Page
from tests.factories import clear, make_draft

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TITLE = "低保对象公示"


def no_faults(page):
    return [one["id"] for one in Axe().run(page).response["violations"]] == []


def test_withdrawn_for_personal_data_and_restored(
    staff, live_server, agency, clerk, publisher, category
):
    draft = make_draft(agency=agency, by=clerk, category=category, title=TITLE)
    add_attachment(draft, name="名单.txt", file=ContentFile("名单".encode()), by=clerk)
    actions.submit(draft, by=clerk)
    publishing.publish(clear(draft), by=publisher)
    public = Page.objects.get()
    addresses = [live_server.url + public.path, live_server.url + public.files.get().path]

    page = staff.sign_in(publisher)
    assert [page.request.get(one).status for one in addresses] == [200, 200]
    page.goto(live_server.url + edition_url(draft))
    page.get_by_role("link", name="撤下", exact=True).click()
    page.get_by_label("涉及个人信息").check()
    assert no_faults(page)
    page.get_by_role("button", name="确认撤下").click()
    page.get_by_text("可以随时恢复公开").wait_for()
    assert [page.request.get(one).status for one in addresses] == [410, 404]
    assert page.goto(addresses[0]).status == 410
    assert (page.get_by_text(TITLE).count(), no_faults(page)) == (0, True)

    page.goto(live_server.url + edition_url(draft))
    page.get_by_role("link", name="恢复公开", exact=True).click()
    page.get_by_label("原因").fill("经核实不含个人信息")
    page.get_by_role("button", name="确认恢复公开").click()
    page.get_by_text("已恢复公开").wait_for()
    assert [page.request.get(one).status for one in addresses] == [200, 200]
