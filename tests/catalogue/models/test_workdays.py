"""Working days, checked against the notices of 2024 to 2026."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command

from disclosure.catalogue.calendars import enter_notice, load_calendar
from disclosure.catalogue.models import SpecialDay
from disclosure.catalogue.models.workdays import (
    DayKind,
    is_settled,
    is_workday,
    workday_after,
    workdays_between,
)
from disclosure.lib.notices import NoticeDay
from disclosure.workflow.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def calendar():
    load_calendar()


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2024, 2, 9), True),  # 除夕, encouraged but no day off in 2024
        (date(2024, 2, 12), False),
        (date(2024, 2, 18), True),  # a Sunday, made up
        (date(2024, 9, 14), True),
        (date(2025, 1, 26), True),
        (date(2025, 10, 8), False),
        (date(2025, 10, 11), True),
        (date(2026, 2, 14), True),
        (date(2026, 2, 23), False),
        (date(2026, 10, 10), True),
        (date(2026, 11, 25), True),
        (date(2026, 11, 28), False),
    ],
)
def test_day_is_worked_as_announced(calendar, day, works):
    assert is_workday(day) is works


def test_twenty_workdays_span_a_spring_festival(calendar):
    # Nine days off, two Saturdays made up.
    assert workday_after(date(2026, 2, 6), 20) == date(2026, 3, 12)
    assert workdays_between(date(2026, 2, 6), date(2026, 3, 12)) == 20


def test_workday_after_and_between_agree(calendar):
    first = date(2025, 9, 20)
    for count in range(40):
        assert workdays_between(first, workday_after(first, count)) == count
    assert workdays_between(first, first - timedelta(days=3)) == 0


def test_workday_after_refuses_to_count_backwards(calendar):
    with pytest.raises(ValueError, match="负"):
        workday_after(date(2026, 1, 1), -1)


def test_term_into_a_year_without_notice_is_counted_and_provisional(calendar):
    assert workday_after(date(2026, 12, 25), 20) == date(2027, 1, 25)
    assert not is_settled(date(2026, 12, 25), date(2027, 1, 25))
    assert is_settled(date(2026, 12, 25), date(2026, 12, 31))


def test_empty_calendar_knows_weekends_and_the_days_that_never_move():
    assert not is_workday(date(2035, 10, 2))
    assert not is_workday(date(2035, 10, 7))
    assert is_workday(date(2035, 10, 8))


def test_counting_reads_the_calendar_once(calendar, django_assert_num_queries):
    with django_assert_num_queries(1):
        workday_after(date(2026, 1, 1), 200)
    with django_assert_num_queries(1):
        workdays_between(date(2025, 1, 1), date(2026, 12, 31))


def test_second_load_changes_nothing(calendar):
    assert load_calendar() == 0
    years = set(SpecialDay.objects.values_list("date__year", flat=True))
    assert years == set(range(2004, 2031))


def test_load_leaves_a_year_that_was_entered_by_hand(administrator):
    days = [NoticeDay(date(2026, 1, 1), is_work=False, name="元旦")]
    enter_notice(2026, days, source="国办发明电〔2025〕7号", by=administrator)
    load_calendar()
    assert SpecialDay.objects.of_year(2026).count() == 1


def test_notice_takes_the_place_of_the_provisional_days(calendar, administrator):
    days = [
        NoticeDay(date(2027, 1, 1), is_work=False, name="元旦"),
        NoticeDay(date(2027, 1, 2), is_work=True, name="元旦"),
    ]
    enter_notice(2027, days, source="国办发明电〔2026〕1号", by=administrator)
    assert is_workday(date(2027, 1, 2))
    assert not SpecialDay.objects.of_year(2027).filter(is_provisional=True).exists()
    assert is_settled(date(2027, 1, 1), date(2027, 12, 31))
    assert Event.objects.get(action="calendar.entered").data["year"] == 2027


def test_command_loads_the_calendar(capsys):
    call_command("load_vocabularies")
    assert "工作日历新增" in capsys.readouterr().out
    assert SpecialDay.objects.filter(kind=DayKind.WORK).count() == 150
