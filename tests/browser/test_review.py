"""From the author's hand to the public through two reviews, each by somebody else."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from disclosure.agencies.models import Role
from disclosure.catalogue.models import Edition, ReviewStep
from disclosure.catalogue.models.reviews import ReviewKind
from disclosure.workflow.states import State
from tests.factories import make_draft, make_member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def steps(agency):
    kinds = [("初审", ReviewKind.CONTENT), ("保密审查", ReviewKind.SECRECY)]
    for position, (name, kind) in enumerate(kinds, 1):
        ReviewStep.objects.create(agency=agency, position=position, name=name, kind=kind)


def open_from_front(page, live_server, heading, title):
    """The first thing after the log-in."""
    page.goto(live_server.url + reverse("admin:index"))
    card = page.locator(".desk-card", has=page.get_by_role("heading", name=heading))
    card.get_by_role("link", name=title).click()


def decide(page, decision, note=""):
    page.get_by_role("link", name="审查", exact=True).click()
    page.get_by_label(decision, exact=True).check()
    assert [one["id"] for one in Axe().run(page).response["violations"]] == []
    page.get_by_label("意见").fill(note)
    page.get_by_role("button", name="确认审查").click()


def test_written_returned_mended_reviewed_twice_and_published(
    staff, live_server, steps, agency, clerk, publisher, category
):
    checker = make_member(agency, Role.REVIEWER, name="初审甲")
    guard = make_member(agency, Role.SECRECY, name="保密甲")
    draft = make_draft(agency=agency, by=clerk, category=category)
    page = staff.sign_in(clerk)
    page.goto(live_server.url + reverse("admin:catalogue_edition_step", args=[draft.pk, "submit"]))
    page.get_by_role("button", name="确认提交").click()
    page.get_by_text("等待初审").wait_for()

    staff.sign_in(checker)
    open_from_front(page, live_server, "等待我审查", draft.title)
    decide(page, "退回", "请写明联系方式")
    page.get_by_text("审查结论已记录").wait_for()

    staff.sign_in(clerk)
    open_from_front(page, live_server, "退回给我的", draft.title)
    page.locator("[contenteditable=true]").fill("现将有关事项公布如下。联系方式见指南。")
    page.get_by_role("button", name="保存草稿").click()
    page.get_by_text("已保存").first.wait_for()
    page.goto(live_server.url + reverse("admin:catalogue_edition_step", args=[draft.pk, "submit"]))
    page.get_by_role("button", name="确认提交").click()

    staff.sign_in(checker)
    open_from_front(page, live_server, "等待我审查", draft.title)
    decide(page, "通过")
    page.get_by_text("等待保密审查").wait_for()

    staff.sign_in(guard)
    open_from_front(page, live_server, "等待我审查", draft.title)
    page.get_by_role("link", name="审查", exact=True).click()
    assert "初审：通过，初审甲" in page.inner_text(".review-part .reviews")
    page.get_by_label("通过", exact=True).check()
    page.get_by_role("button", name="确认审查").click()
    page.get_by_text("保密审查必须选择法律依据").wait_for()
    page.get_by_label("法律依据").select_option("none")
    page.get_by_role("button", name="确认审查").click()
    page.get_by_text("等待发布人员发布").wait_for()

    staff.sign_in(publisher)
    open_from_front(page, live_server, "等待我发布", draft.title)
    page.get_by_role("link", name="发布", exact=True).click()
    page.get_by_role("button", name="确认发布").click()
    page.get_by_text("已发布。").first.wait_for()
    edition = Edition.objects.select_related("entry").get(pk=draft.pk)
    assert edition.state == State.PUBLISHED
    page.goto(live_server.url + edition.entry.path)
    assert "联系方式见指南" in page.inner_text("article")
