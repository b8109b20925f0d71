"""Working days: weekdays, but for the holidays and make-up days that the State Council announces.

Terms of law count working days (条例 Art. 26, 33); each year's days come with a 国办发明电.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from django.db import models
from django.db.models import Q

SATURDAY = 5
# The same day every year (全国年节及纪念日放假办法, 国务院令第795号); for years without any row.
FIXED = ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3))


class DayKind(models.TextChoices):
    """What is special about a day."""

    OFF = "off", "放假"
    WORK = "work", "调休上班"


class SpecialDayQuerySet(models.QuerySet["SpecialDay"]):
    """Special days as the calendar reads them."""

    def of_year(self, year: int) -> Self:
        """The days of a calendar year."""
        return self.filter(date__year=year)


class SpecialDay(models.Model):
    """特殊日期: a day that is not what its weekday says."""

    date = models.DateField("日期", unique=True)
    kind = models.CharField("类型", max_length=10, choices=DayKind)
    name = models.CharField("节日", max_length=30, help_text="例如 春节。")
    source = models.CharField(
        "依据", max_length=100, blank=True, help_text="通知的发文字号，例如 国办发明电〔2025〕7号。"
    )
    is_provisional = models.BooleanField(
        "暂定", default=False, help_text="当年的放假通知尚未公布，仅按法定节假日推算。"
    )

    objects = SpecialDayQuerySet.as_manager()

    class Meta:
        verbose_name = "放假和调休日期"
        verbose_name_plural = "放假和调休日期"
        ordering = ("-date",)
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=DayKind.values), name="catalogue_specialday_kind_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.date:%Y-%m-%d} {self.name}{self.get_kind_display()}"


@dataclass(frozen=True)
class Calendar:
    """The special days of a few whole years, read once."""

    kinds: dict[date, str]
    years: frozenset[int]  # those that have rows
    settled: frozenset[int]  # those whose notice was entered

    @classmethod
    def over(cls, first: date, last: date) -> Self:
        """The calendar of every year from `first` to `last`: one query."""
        rows = list(
            SpecialDay.objects.filter(
                date__gte=date(first.year, 1, 1), date__lte=date(last.year, 12, 31)
            ).values_list("date", "kind", "is_provisional")
        )
        return cls(
            kinds={day: kind for day, kind, _ in rows},
            years=frozenset(day.year for day, _, _ in rows),
            settled=frozenset(day.year for day, _, provisional in rows if not provisional),
        )

    def is_workday(self, day: date) -> bool:
        """Whether people work on a day of these years."""
        if kind := self.kinds.get(day):
            return kind == DayKind.WORK
        if day.year not in self.years and (day.month, day.day) in FIXED:
            return False
        return day.weekday() < SATURDAY

    def workday_after(self, day: date, count: int) -> date:
        """The working day that is `count` working days after a day, which does not count."""
        while count:
            day += timedelta(days=1)
            count -= self.is_workday(day)
        return day

    def workdays_between(self, first: date, last: date) -> int:
        """How many working days lie after `first` up to and including `last`."""
        span = range(1, (last - first).days + 1)
        return sum(self.is_workday(first + timedelta(days=step)) for step in span)

    def is_settled(self, first: date, last: date) -> bool:
        """Whether the notice of every year between the days was entered; else days are 暂定."""
        return all(year in self.settled for year in range(first.year, last.year + 1))


def is_workday(day: date) -> bool:
    """Whether people work on a day: one query."""
    return Calendar.over(day, day).is_workday(day)


def workday_after(day: date, count: int) -> date:
    """The working day that is `count` working days after a day: one query.

    The day itself does not count, as terms are counted in law. Raises ValueError below zero.
    """
    if count < 0:
        raise ValueError(f"工作日数不能为负：{count}")
    return Calendar.over(day, day + timedelta(days=2 * count + 60)).workday_after(day, count)


def workdays_between(first: date, last: date) -> int:
    """How many working days lie after `first` up to and including `last`: one query."""
    return Calendar.over(first, last).workdays_between(first, last)


def is_settled(first: date, last: date) -> bool:
    """Whether working days between two days are certain, or 暂定 for want of a notice."""
    return Calendar.over(first, last).is_settled(first, last)
