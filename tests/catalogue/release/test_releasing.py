"""Scheduled releases: once, at their time, never late or refused in silence."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from disclosure.agencies.actions import dissolve_agency
from disclosure.agencies.models import Role
from disclosure.catalogue import actions
from disclosure.catalogue.alerts import alerts
from disclosure.catalogue.models import Edition, Entry, ReviewStep
from disclosure.catalogue.models.reviews import ReviewKind
from disclosure.catalogue.release import publishing, releasing
from disclosure.pages.models import Page
from disclosure.workflow.models import Event
from disclosure.workflow.states import State, WrongState
from tests.factories import make_cleared, make_member

HOUR = timedelta(hours=1)


@pytest.fixture
def cleared(agency, clerk, category):
    return make_cleared(agency=agency, by=clerk, category=category, title="关于办事指南的通知")


@pytest.fixture
def at():
    return timezone.now() + HOUR


@pytest.fixture
def scheduled(cleared, publisher, at):
    publishing.schedule(cleared, by=publisher, at=at)
    return cleared


def events(action):
    return Event.objects.filter(action=action)


def test_scheduled_edition_waits_for_its_time_and_goes_out_once(scheduled, publisher, at):
    assert releasing.release_due(at - timedelta(seconds=1)) == []
    assert releasing.release_due(at) == [scheduled]
    assert releasing.release_due(at) == []
    assert Page.objects.get().published_at == at
    assert Edition.objects.get().published_by == publisher
    assert events("edition.published").count() == 1


@pytest.mark.parametrize("again", [publishing.publish, publishing.schedule])
def test_time_that_a_colleague_set_after_the_row_was_read_stands(cleared, publisher, at, again):
    shown, stale = publishing.time_of(cleared), Edition.objects.get(pk=cleared.pk)
    publishing.schedule(cleared, by=publisher, at=at)
    said = {"at": at + HOUR} if again is publishing.schedule else {}
    with pytest.raises(WrongState, match=f"发布时间有变动：{publisher}已定于"):
        again(stale, by=publisher, timed=shown, **said)
    assert Edition.objects.get().release_at == at


def test_one_that_is_out_meanwhile_is_not_said_to_have_another_time(cleared, publisher, at):
    publishing.schedule(cleared, by=publisher, at=at)
    shown, stale = publishing.time_of(cleared), Edition.objects.get(pk=cleared.pk)
    releasing.release_due(at)
    with pytest.raises(WrongState, match="无法发布"):
        publishing.publish(stale, by=publisher, timed=shown)


def test_row_and_rows_agree_on_what_goes_out_by_itself(scheduled, agency, clerk, at):
    make_cleared(agency=agency, by=clerk, title="未定时的通知")
    assert [one for one in Edition.objects.all() if one.is_scheduled] == [scheduled]
    dissolve_agency(agency, on=timezone.localdate(at) - timedelta(days=1), by=None)
    releasing.release_due(at)
    assert not Edition.objects.scheduled().exists()
    assert not any(one.is_scheduled for one in Edition.objects.all())


def test_returned_edition_is_not_released_at_its_old_time(scheduled, publisher, at):
    actions.send_back(scheduled, by=publisher, reason="标题有误")
    assert releasing.release_due(at) == []


def test_late_release_says_how_late(scheduled, at, caplog, client, publisher):
    releasing.release_due(at + timedelta(minutes=5))
    data = events("edition.published").get().data
    assert data["late_seconds"] == 300
    assert "300 s late" in caplog.text
    client.force_login(publisher)
    url = reverse("admin:catalogue_edition_change", args=[scheduled.pk])
    assert "比预定时间晚 5 分 0 秒" in client.get(url).text


def test_release_within_a_minute_is_not_late(scheduled, at):
    releasing.release_due(at + timedelta(seconds=60))
    assert "late_seconds" not in events("edition.published").get().data


def make_publisher_leave(edition):
    edition.published_by.memberships.all().delete()


def make_agency_dissolved(edition):
    dissolve_agency(edition.entry.agency, on=timezone.localdate() - 9 * 24 * HOUR, by=None)


def make_secret(edition):
    Entry.objects.filter(pk=edition.entry_id).update(is_secret=True)
    edition.refresh_from_db()
    digest = actions.content_digest(edition)
    Edition.objects.filter(pk=edition.pk).update(submitted_digest=digest)
    edition.reviews.update(digest=digest)


def make_changed(edition):
    Edition.objects.filter(pk=edition.pk).update(body="<p>换过的正文</p>")


def make_step(edition):
    agency = edition.entry.agency
    for position, kind in enumerate(("secrecy", "content"), 1):
        ReviewStep.objects.create(
            agency=agency, position=position, name=ReviewKind(kind).label, kind=kind
        )


@pytest.mark.parametrize(
    ("happens", "said"),
    [
        (make_publisher_leave, "没有“发布”角色"),
        (make_agency_dissolved, "已撤销"),
        (make_secret, "涉密信息不得发布"),
        (make_changed, "提交后被改动"),
        (make_step, "还须办理内容审核"),
    ],
)
def test_what_cannot_be_released_is_refused_once_and_told(
    scheduled, publisher, at, happens, said, django_capture_on_commit_callbacks, settings
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    type(publisher).objects.filter(pk=publisher.pk).update(email="publisher@example.org")
    happens(scheduled)
    with django_capture_on_commit_callbacks(execute=True):
        assert releasing.release_due(at) == []
        assert releasing.release_due(at + HOUR) == []
    assert not Page.objects.exists()
    assert said in events("edition.release_refused").get().data["reason"]
    assert said in Edition.objects.get().release_refusal
    assert [letter.to for letter in mail.outbox] == [["publisher@example.org"]]
    assert said in alerts(publisher, at)[0].sentence


def test_what_was_refused_is_listed_for_every_publisher(client, scheduled, agency, at):
    make_publisher_leave(scheduled)
    releasing.release_due(at)
    client.force_login(make_member(agency, Role.PUBLISHER))
    assert "定时发布未能进行" in client.get(reverse("admin:index")).text


def test_one_that_is_refused_does_not_stop_the_rest(scheduled, agency, clerk, publisher, at):
    other = make_cleared(agency=agency, by=clerk)
    publishing.schedule(other, by=publisher, at=at + timedelta(seconds=1))
    make_changed(scheduled)
    assert releasing.release_due(at + HOUR) == [other]


def test_refused_edition_goes_out_when_it_is_scheduled_anew(scheduled, publisher, at):
    publisher.memberships.update(role=Role.EDITOR)
    releasing.release_due(at)
    publisher.memberships.update(role=Role.PUBLISHER)
    edition = Edition.objects.get()
    publishing.schedule(edition, by=publisher, at=at + HOUR)
    assert edition.release_refusal == ""
    assert releasing.release_due(at + HOUR) == [edition]


def test_time_is_changed_and_cancelled_with_their_trace(scheduled, publisher, at):
    publishing.schedule(scheduled, by=publisher, at=at + HOUR)
    assert events("edition.rescheduled").get().data["former"] is not None
    assert releasing.release_due(at) == []
    publishing.unschedule(scheduled, by=publisher)
    assert releasing.release_due(at + HOUR) == []
    assert events("edition.unscheduled").count() == 1
    with pytest.raises(WrongState, match="没有设定"):
        publishing.unschedule(scheduled, by=publisher)


def test_only_publishers_cancel(scheduled, clerk, outsider):
    for person in (clerk, outsider):
        with pytest.raises(PermissionDenied):
            publishing.unschedule(scheduled, by=person)


def test_steps_at_the_desk_change_and_cancel(client, scheduled, publisher, clerk):
    def url(verb):
        return reverse("admin:catalogue_edition_step", args=[scheduled.pk, verb])

    client.force_login(clerk)
    assert client.post(url("unschedule")).status_code == 403
    client.force_login(publisher)
    client.post(url("reschedule"), {"at_0": "2099-01-01", "at_1": "09:00"})
    assert Edition.objects.get().release_at.year == 2099
    assert (
        "必须晚于现在"
        in client.post(url("reschedule"), {"at_0": "2001-01-01", "at_1": "09:00"}).text
    )
    client.post(url("unschedule"))
    assert Edition.objects.get().release_at is None
    assert "现在不能取消定时" in client.post(url("unschedule"), follow=True).text


def test_rescheduling_shows_the_present_time(client, scheduled, publisher, at):
    client.force_login(publisher)
    response = client.get(
        reverse("admin:catalogue_edition_step", args=[scheduled.pk, "reschedule"])
    )
    local = timezone.localtime(at)
    assert f"现在定于 {local:%Y-%m-%d %H:%M} 发布" in response.text
    assert f'name="at_0" value="{local:%Y-%m-%d}"' in response.text
    assert f'name="at_1" value="{local:%H:%M}"' in response.text


def test_front_page_lists_what_is_scheduled_to_those_who_may_release(
    client, agency, scheduled, publisher, clerk, outsider, at
):
    made = make_member(agency, Role.PUBLISHER)
    for person in (publisher, made):
        client.force_login(person)
        text = client.get("/admin/").text
        assert "已定时发布（1）" in text
        assert f"{timezone.localtime(at):%Y-%m-%d %H:%M} 发布" in text
        assert "待办" not in text
    outsider.memberships.create(agency=outsider.memberships.first().agency, role=Role.SECRECY)
    for person in (clerk, outsider):
        client.force_login(person)
        assert "已定时发布" not in client.get("/admin/").text


def test_front_page_lists_what_could_not_go_out_as_work_to_do(client, scheduled, publisher, at):
    Edition.objects.update(release_refusal="时段已过")
    client.force_login(publisher)
    assert "已定时发布" not in client.get("/admin/").text


def test_a_person_who_is_faster_than_the_worker_leaves_no_refusal(scheduled, agency, at):
    stale = releasing.due(scheduled.pk, at)
    publishing.publish(Edition.objects.get(), by=make_member(agency, Role.PUBLISHER))
    releasing.refuse(stale.pk, stale.lock_version, WrongState("x"), at)
    assert not events("edition.release_refused").exists()
    assert Edition.objects.get().state == State.PUBLISHED


def test_publish_refuses_a_dissolved_agency(cleared, publisher):
    make_agency_dissolved(cleared)
    with pytest.raises(WrongState, match="已撤销"):
        publishing.publish(Edition.objects.get(), by=publisher)
