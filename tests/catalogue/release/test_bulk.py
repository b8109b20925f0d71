"""Releasing many by one action: asked first, each all or nothing, every one reported."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from disclosure.catalogue.models import Edition, ReleaseWindow
from disclosure.catalogue.release import bulk, releasing
from disclosure.pages.models import Page
from disclosure.workflow.states import State
from tests.factories import make_cleared, make_draft

LIST = reverse("admin:catalogue_edition_changelist")


@pytest.fixture
def cleared(agency, clerk, category):
    return [make_cleared(agency=agency, by=clerk, category=category) for _ in range(3)]


@pytest.fixture
def draft(agency, clerk, category):
    return make_draft(agency=agency, by=clerk, category=category, title="没有提交的草稿")


def chosen(editions, **more):
    pks = [edition.pk for edition in editions]
    return {"action": "publish_selected", "_selected_action": pks} | more


def test_action_asks_before_it_releases(client, publisher, cleared, draft):
    client.force_login(publisher)
    text = client.post(LIST, chosen([*cleared, draft])).text
    assert "下列 3 条将发布" in text
    assert "timed_too" not in text
    assert "状态为“草稿”，不能发布" in text
    assert not Page.objects.exists()


def test_action_releases_each_and_reports(client, publisher, cleared, draft):
    client.force_login(publisher)
    text = client.post(LIST, chosen([*cleared, draft], confirm="1")).text
    assert "已发布（3 条）" in text
    assert "没有发布（1 条）" in text
    assert Page.objects.count() == 3
    assert all(page.path in text for page in Page.objects.all())


def test_action_schedules_all_for_one_time(client, publisher, cleared):
    client.force_login(publisher)
    at = {"confirm": "1", "at_0": "2099-01-05", "at_1": "09:00"}
    assert "已设定 2099-01-05 09:00 发布（3 条）" in client.post(LIST, chosen(cleared, **at)).text
    assert Edition.objects.scheduled().count() == 3


@pytest.fixture
def timed(client, publisher, cleared):
    client.force_login(publisher)
    at = {"confirm": "1", "at_0": "2099-01-05", "at_1": "09:00"}
    client.post(LIST, chosen(cleared[:1], **at))
    return Edition.objects.scheduled().get()


def test_action_sets_apart_what_has_its_time(client, cleared, timed):
    text = client.post(LIST, chosen(cleared)).text
    assert "下列 2 条将发布" in text
    assert "到时自动发布的（1 条）" in text
    assert text.count("2099-01-05 09:00 发布") == 1
    assert "已定时间的也一并办理" in text


def test_action_leaves_what_has_its_time(client, cleared, timed):
    text = client.post(LIST, chosen(cleared, confirm="1")).text
    assert "已发布（2 条）" in text
    assert "到时自动发布的（1 条）" in text
    assert Edition.objects.scheduled().get() == timed


def test_action_releases_what_has_its_time_when_that_is_chosen(client, cleared, timed):
    text = client.post(LIST, chosen(cleared, confirm="1", timed_too="on")).text
    assert "已发布（3 条）" in text
    assert not Edition.objects.scheduled().exists()


def test_action_on_nothing_but_what_has_its_time_asks_for_the_choice(client, timed):
    text = client.post(LIST, chosen([timed])).text
    assert "都不能发布" not in text
    assert "timed_too" in text
    assert "到时自动发布的（1 条）" in client.post(LIST, chosen([timed], confirm="1")).text
    assert Edition.objects.scheduled().get() == timed


def test_action_with_a_time_that_has_passed_asks_again(client, publisher, cleared):
    client.force_login(publisher)
    at = {"confirm": "1", "at_0": "2001-01-05", "at_1": "09:00"}
    assert "必须晚于现在" in client.post(LIST, chosen(cleared, **at)).text
    assert not Edition.objects.scheduled().exists()


def test_action_is_not_for_editors_nor_for_other_agencies(client, clerk, outsider, cleared):
    for person in (clerk, outsider):
        client.force_login(person)
        client.post(LIST, chosen(cleared, confirm="1"))
    assert not Page.objects.exists()


def test_own_writing_is_named_and_stays(cleared, publisher):
    Edition.objects.filter(pk=cleared[0].pk).update(author=publisher)
    editions = Edition.objects.select_related("entry__agency").order_by("pk")
    outcomes = bulk.release_many(list(editions), by=publisher)
    assert ["自己的稿件" in one.refusal for one in outcomes] == [True, False, False]
    assert Page.objects.count() == 2


def test_more_than_one_request_can_do_is_left_to_the_worker(publisher, cleared, monkeypatch):
    monkeypatch.setattr(bulk, "MOST_AT_ONCE", 2)
    outcomes = bulk.release_many(cleared, by=publisher)
    assert [one.refusal for one in outcomes] == ["", "", ""]
    assert not Page.objects.exists()
    assert len(releasing.release_due()) == 3
    assert Page.objects.count() == 3


def test_action_says_that_the_worker_does_it(client, publisher, cleared, monkeypatch):
    monkeypatch.setattr(bulk, "MOST_AT_ONCE", 2)
    client.force_login(publisher)
    assert "将交给后台进程" in client.post(LIST, chosen(cleared)).text
    assert "已交后台进程发布" in client.post(LIST, chosen(cleared, confirm="1")).text
    assert Edition.objects.due(timezone.now()).count() == 3


def test_action_refuses_more_than_its_most(client, publisher, cleared, monkeypatch):
    monkeypatch.setattr("disclosure.catalogue.admin.releases.MOST", 2)
    client.force_login(publisher)
    assert "一次最多办理 2 条" in client.post(LIST, chosen(cleared), follow=True).text


def test_outside_the_window_each_is_refused_without_a_reason(cleared, publisher, agency):
    now = timezone.localtime().replace(hour=23)
    ReleaseWindow.objects.create(agency=agency)
    outcomes = bulk.release_many(cleared, by=publisher, now=now)
    assert all("不在发布时段" in one.refusal for one in outcomes)
    outcomes = bulk.release_many(cleared, by=publisher, now=now, reason="台风预警")
    assert [one.refusal for one in outcomes] == ["", "", ""]
    assert Edition.objects.filter(state=State.PUBLISHED).count() == 3


def test_bulk_schedule_outside_the_window_is_refused(cleared, publisher, agency):
    ReleaseWindow.objects.create(agency=agency)
    night = timezone.localtime().replace(hour=23) + timedelta(days=1)
    outcomes = bulk.release_many(cleared, by=publisher, at=night)
    assert all("下一个可以发布的时间" in one.refusal for one in outcomes)


def test_many_outside_the_window_wait_for_its_opening(cleared, publisher, agency, monkeypatch):
    monkeypatch.setattr(bulk, "MOST_AT_ONCE", 2)
    now = timezone.localtime().replace(hour=23)
    ReleaseWindow.objects.create(agency=agency)
    outcomes = bulk.release_many(cleared, by=publisher, now=now)
    assert [one.refusal for one in outcomes] == ["", "", ""]
    assert all(one.release_at > now for one in Edition.objects.scheduled())
