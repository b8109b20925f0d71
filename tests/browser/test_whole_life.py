"""An entry after its reviews: out at its time, corrected in public, taken down, put back."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from disclosure.catalogue import actions
from disclosure.catalogue.addresses import edition_url, step_url
from disclosure.catalogue.attachments import add_attachment
from disclosure.catalogue.models import Edition, Entry
from disclosure.workflow.log import chain_faults
from tests.factories import clear, make_draft, make_genre, make_theme

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def schedule(page, edition, base):
    """Tomorrow morning, as a publisher types it."""
    page.goto(base + step_url(edition, "publish"))
    tomorrow = timezone.localdate() + timedelta(days=1)
    page.get_by_label("日期").fill(f"{tomorrow:%Y-%m-%d}")
    page.get_by_label("时间").fill("09:00")
    page.get_by_role("button", name="确认发布").click()
    page.get_by_text(f"定时于 {tomorrow:%Y-%m-%d} 09:00 发布").first.wait_for()


def morning_comes(edition):
    """The time of the release is now; the worker does its round."""
    Edition.objects.filter(pk=edition.pk).update(release_at=timezone.now())
    call_command("run_worker", once=True)


def correct(page, edition, base):
    """A clerk begins a correction, writes it and hands it in; where it is written."""
    page.goto(base + step_url(edition, "correct"))
    page.get_by_role("button", name="确认更正").click()
    page.locator("[contenteditable=true]").fill("咨询电话改为 0000-8800109。")
    page.get_by_label("更新说明").fill("更正咨询电话")
    page.get_by_role("button", name="保存草稿").click()
    page.get_by_text("已保存").first.wait_for()
    new = Entry.objects.get().open_edition()
    page.goto(base + step_url(new, "submit"))
    if page.get_by_label("情况说明").count():
        page.get_by_label("情况说明").fill("依法公开")
    page.get_by_role("button", name="确认提交").click()
    page.get_by_text("等待保密审查").first.wait_for()
    return new


def take(page, edition, base, verb, button, **typed):
    page.goto(base + step_url(edition, verb))
    for label, text in typed.items():
        page.get_by_label(label).fill(text)
    page.get_by_role("button", name=button).click()


def test_scheduled_corrected_taken_down_and_put_back(
    staff, live_server, agency, clerk, publisher, category
):
    base = live_server.url
    draft = make_draft(
        agency=agency, by=clerk, category=category, body="<p>咨询电话 0000-8800108。</p>",
        theme=make_theme(), genre=make_genre(),
    )  # fmt: skip
    add_attachment(draft, name="办事指南.txt", file=ContentFile("指南".encode()), by=clerk)
    actions.submit(draft, by=clerk, reason="依法公开")
    edition = clear(draft)
    page = staff.sign_in(publisher)
    schedule(page, edition, base)
    path = base + Entry.objects.get().path
    assert page.request.get(path).status == 404
    morning_comes(edition)
    assert "8800108" in page.request.get(path).text()

    staff.sign_in(clerk)
    new = correct(page, edition, base)
    assert "8800108" in page.request.get(path).text(), "the live page stays as it is"
    clear(Edition.objects.get(pk=new.pk))
    staff.sign_in(publisher)
    take(page, new, base, "publish", "确认发布")
    page.get_by_text("已发布。").first.wait_for()
    page.goto(path)
    assert "8800109" in page.inner_text("article")
    page.get_by_role("link", name="看每次改了什么").first.click()
    assert "更正咨询电话" in page.inner_text("main")

    entry = Entry.objects.get()
    file = base + reverse(
        "pages:file", args=[entry.live_edition.attachments.get().blob_id, "办事指南.txt"]
    )
    assert page.request.get(file).status == 200
    page.goto(base + step_url(entry.live_edition, "withdraw"))
    page.get_by_label("涉及个人信息").check()
    page.get_by_role("button", name="确认撤下").click()
    page.get_by_text("可以随时恢复公开").wait_for()
    assert [page.request.get(one).status for one in (path, file)] == [410, 404]
    take(page, entry.live_edition, base, "restore", "确认恢复公开", 原因="核实不含个人信息")
    page.get_by_text("已恢复公开").wait_for()
    assert [page.request.get(one).status for one in (path, file)] == [200, 200]
    page.goto(base + edition_url(Edition.objects.get(pk=new.pk)))
    assert "恢复公开" in page.inner_text(".record")
    assert list(chain_faults()) == []
    assert staff.complaints == []
