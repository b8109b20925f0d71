"""The page on which a year's notice is entered, and the warning that it is missing."""

from datetime import date, datetime

import pytest
from django.urls import reverse

from disclosure.catalogue.alerts import alerts
from disclosure.catalogue.calendars import load_calendar, notice_missing
from disclosure.catalogue.models import SpecialDay
from disclosure.lib.dates import LOCAL
from disclosure.workflow.models import Event
from tests.lib.test_notices import NOTICE_2026

pytestmark = pytest.mark.django_db
NOVEMBER = datetime(2026, 11, 1, 9, tzinfo=LOCAL)
ENTER = "admin:catalogue_specialday_enter"
NOTICE = {"year": "2026", "source": "国办发明电〔2025〕7号", "text": NOTICE_2026}


def test_notice_is_shown_before_it_is_written(client, administrator):
    client.force_login(administrator)
    text = client.post(reverse(ENTER), NOTICE).text
    assert "读出的日期（39 天）" in text
    assert not SpecialDay.objects.exists()
    client.post(reverse(ENTER), NOTICE | {"confirm": "1"})
    assert SpecialDay.objects.of_year(2026).count() == 39
    assert Event.objects.filter(action="calendar.entered").count() == 1


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"year": "2025"}, "年份可能选错了"),
        ({"text": "各单位做好值班工作。"}, "没有读到放假日期"),
        ({"source": ""}, "必填"),
        ({"year": "abc"}, "整数"),
    ],
)
def test_notice_that_cannot_be_right_is_not_written(client, administrator, changed, said):
    client.force_login(administrator)
    response = client.post(reverse(ENTER), NOTICE | changed | {"confirm": "1"})
    assert said in response.text
    assert not SpecialDay.objects.exists()


def test_notice_is_for_who_runs_the_site(client, publisher):
    client.force_login(publisher)
    assert client.get(reverse(ENTER)).status_code == 403
    assert client.get(reverse("admin:catalogue_specialday_changelist")).status_code == 403


def test_single_day_is_changed_and_removed_with_its_trace(client, administrator):
    client.force_login(administrator)
    day = {"date": "2026-12-30", "kind": "off", "name": "临时放假", "source": ""}
    client.post(reverse("admin:catalogue_specialday_add"), day)
    row = SpecialDay.objects.get()
    client.post(reverse("admin:catalogue_specialday_delete", args=[row.pk]), {"post": "yes"})
    actions = Event.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["calendar.changed", "calendar.removed"]


def test_missing_notice_is_warned_of_from_november_on(administrator, publisher):
    load_calendar()
    assert notice_missing(date(2026, 10, 31)) is None
    assert notice_missing(date(2026, 11, 1)) == 2027
    assert notice_missing(date(2025, 12, 1)) is None
    assert [alert.link for alert in alerts(administrator, NOVEMBER)] == ["录入 2027 年放假通知"]
    assert alerts(publisher, NOVEMBER) == []


def test_front_page_shows_the_warning(client, administrator, time_machine):
    time_machine.move_to("2026-11-02 10:00:00+08:00", tick=False)
    client.force_login(administrator)
    assert "2027 年的放假通知还没有录入" in client.get(reverse("admin:index")).text
