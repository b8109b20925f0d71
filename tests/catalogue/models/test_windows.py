"""Release windows: working days, holidays, inheritance, and what happens outside."""

from datetime import datetime, time, timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse

from disclosure.agencies.models import Role
from disclosure.catalogue.alerts import postponed_alerts
from disclosure.catalogue.calendars import load_calendar
from disclosure.catalogue.models import Edition, ReleaseWindow, SpecialDay
from disclosure.catalogue.models.windows import HORIZON, Windows, shut_until
from disclosure.catalogue.release import publishing, releasing
from disclosure.lib.dates import LOCAL
from disclosure.workflow.models import Event
from disclosure.workflow.states import State
from tests.factories import make_agency, make_cleared, make_member


def moment(*parts):
    return datetime(*parts, tzinfo=LOCAL)


@pytest.fixture
def calendar(db):
    load_calendar()


@pytest.fixture
def window(agency, calendar):
    return ReleaseWindow.objects.create(agency=agency, opens=time(8, 30), closes=time(17, 30))


@pytest.fixture
def cleared(agency, clerk, category):
    return make_cleared(agency=agency, by=clerk, category=category)


@pytest.mark.parametrize(
    ("asked", "opens"),
    [
        (moment(2026, 11, 25, 8, 29), moment(2026, 11, 25, 8, 30)),
        (moment(2026, 11, 25, 8, 30), None),
        (moment(2026, 11, 25, 17, 30), None),
        (moment(2026, 11, 25, 17, 31), moment(2026, 11, 26, 8, 30)),
        (moment(2026, 11, 28, 10, 0), moment(2026, 11, 30, 8, 30)),
        (moment(2026, 9, 30, 18, 0), moment(2026, 10, 8, 8, 30)),
        (moment(2026, 10, 10, 9, 0), None),  # a Saturday that is worked
    ],
)
def test_window_of_working_days(window, asked, opens):
    assert shut_until(window.agency_id, asked) == opens


def test_window_of_holidays(window):
    window.days_off, window.off_opens, window.off_closes = "open", time(9), time(16)
    window.save()
    assert shut_until(window.agency_id, moment(2026, 10, 1, 10, 0)) is None
    assert shut_until(window.agency_id, moment(2026, 10, 1, 8, 0)) == moment(2026, 10, 1, 9, 0)
    assert shut_until(window.agency_id, moment(2026, 10, 1, 17, 0)) == moment(2026, 10, 2, 9, 0)


def test_window_of_the_nearest_agency_above_holds_below(window, agency, other_agency):
    child = make_agency(parent=agency)
    grandchild = make_agency(parent=child)
    assert Windows().of(grandchild.pk) == window
    assert Windows().of(other_agency.pk) is None
    own = ReleaseWindow.objects.create(agency=child)
    assert Windows().of(grandchild.pk) == own


def test_database_refuses_hours_that_end_before_they_begin(window):
    for wrong in ({"closes": time(8)}, {"days_off": "open"}, {"off_opens": time(9)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ReleaseWindow.objects.update(**wrong)


def test_schedule_outside_is_refused_with_the_next_time(cleared, publisher, window):
    with pytest.raises(publishing.OutsideWindow, match="2099-12-07 08:30") as caught:
        publishing.schedule(cleared, by=publisher, at=moment(2099, 12, 5, 9))
    assert caught.value.opening == moment(2099, 12, 7, 8, 30)


def test_publishing_outside_takes_a_reason_that_is_recorded(cleared, publisher, window):
    night = moment(2026, 11, 25, 22)
    with pytest.raises(publishing.OutsideWindow, match="不在发布时段"):
        publishing.publish(cleared, by=publisher, now=night)
    publishing.publish(cleared, by=publisher, reason="台风预警", now=night)
    reason = Event.objects.get(action="edition.published").data["reason"]
    assert reason == "在发布时段以外发布：台风预警"


def test_window_that_never_opens_is_refused_and_stops_no_worker(
    cleared, publisher, agency, calendar
):
    at = moment(2026, 11, 25, 9)
    publishing.hand_over(cleared, by=publisher, now=at)
    ReleaseWindow.objects.create(agency=agency)
    days = [at.date() + timedelta(days=step) for step in range(HORIZON + 1)]
    SpecialDay.objects.filter(date__in=days).delete()
    SpecialDay.objects.bulk_create(SpecialDay(date=day, kind="off", name="错录") for day in days)
    assert releasing.release_due(at) == []
    assert "40 天内没有可以发布的时间" in Edition.objects.get().release_refusal


def test_worker_waits_for_a_window_that_was_set_meanwhile(cleared, publisher, agency, calendar):
    at = moment(2026, 11, 28, 9)
    publishing.schedule(cleared, by=publisher, at=at, now=moment(2026, 11, 20))
    ReleaseWindow.objects.create(agency=agency)
    assert releasing.release_due(at) == []
    assert releasing.release_due(at) == []
    assert Event.objects.filter(action="edition.postponed").count() == 1
    opens = moment(2026, 11, 30, 8, 30)
    assert releasing.release_due(opens) == [cleared]
    assert "late_seconds" not in Event.objects.get(action="edition.published").data


def test_who_set_the_time_is_told_that_the_release_waits(
    cleared, publisher, agency, calendar, django_capture_on_commit_callbacks
):
    publisher.email = "publisher@example.cn"
    publisher.save()
    at = moment(2026, 11, 28, 9)
    publishing.schedule(cleared, by=publisher, at=at, now=moment(2026, 11, 20))
    ReleaseWindow.objects.create(agency=agency)
    assert postponed_alerts(publisher) == []
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        releasing.release_due(at)
        releasing.release_due(at)
    assert [letter.to for letter in mail.outbox] == [["publisher@example.cn"]]
    assert "原定 2026-11-28 09:00 发布" in mail.outbox[0].body
    assert "顺延到 2026-11-30 08:30" in mail.outbox[0].body
    (alert,) = postponed_alerts(publisher)
    assert alert.sentence.endswith("已顺延到 2026-11-30 08:30。")
    assert postponed_alerts(make_member(agency, Role.PUBLISHER)) == []
    again = moment(2026, 12, 1, 9)
    publishing.schedule(Edition.objects.get(), by=publisher, at=again, now=moment(2026, 11, 29))
    assert postponed_alerts(publisher) == []


def test_desk_asks_for_a_reason_outside_only(client, cleared, publisher, window, time_machine):
    url = reverse("admin:catalogue_edition_step", args=[cleared.pk, "publish"])
    client.force_login(publisher)
    time_machine.move_to(moment(2026, 11, 25, 10), tick=False)
    assert "在发布时段以外" not in client.get(url).text
    client.logout()
    time_machine.move_to(moment(2026, 11, 28, 10), tick=False)
    client.force_login(publisher)
    assert "下一个可以发布的时间是 2026-11-30 08:30" in client.get(url).text
    assert "不在发布时段" in client.post(url).text
    assert Edition.objects.get().state == State.CLEARED
    client.post(url, {"reason": "台风预警须立即发布"})
    assert Edition.objects.get().state == State.PUBLISHED


def test_windows_are_set_by_who_runs_the_site_and_logged(client, administrator, publisher, agency):
    url = reverse("admin:catalogue_releasewindow_add")
    data = {"agency": agency.pk, "opens": "08:30", "closes": "17:30", "days_off": "closed"}
    client.force_login(publisher)
    assert client.post(url, data).status_code == 403
    client.force_login(administrator)
    assert "结束时间必须晚于" in client.post(url, data | {"closes": "08:00"}).text
    client.post(url, data)
    row = ReleaseWindow.objects.get()
    client.post(reverse("admin:catalogue_releasewindow_delete", args=[row.pk]), {"post": "yes"})
    actions = Event.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["window.set", "window.removed"]
