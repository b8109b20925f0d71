"""Filling the calendar of working days: from the library at first, then from each year's notice."""

import tomllib
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import chinese_calendar
from django.db import transaction

from disclosure.agencies.models import User
from disclosure.catalogue.models.workdays import DayKind, SpecialDay
from disclosure.lib.notices import NoticeDay
from disclosure.workflow.log import record

STATUTORY = Path(__file__).parent / "data" / "statutory.toml"
LIBRARY = "历年国务院办公厅放假通知"
NAMES = {str(one.value): str(one.chinese) for one in chinese_calendar.Holiday}


@transaction.atomic
def load_calendar() -> int:
    """Add the days of every year that has none yet; how many were added.

    Days that were entered or changed by hand stay as they are.
    """
    there = set(SpecialDay.objects.values_list("date__year", "is_provisional"))
    settled = {year for year, is_provisional in there if not is_provisional}
    began = {year for year, _ in there}
    known = [row for row in announced() if row.date.year not in settled]
    years = {row.date.year for row in known}
    SpecialDay.objects.filter(is_provisional=True, date__year__in=years).delete()
    guessed = [row for row in statutory() if row.date.year not in began | years]
    return len(SpecialDay.objects.bulk_create([*known, *guessed]))


def announced() -> Iterable[SpecialDay]:
    """The days of past notices, as the library keeps them."""
    for kind, days in (
        (DayKind.OFF, chinese_calendar.holidays),
        (DayKind.WORK, chinese_calendar.workdays),
    ):
        for day, name in days.items():
            yield SpecialDay(date=day, kind=kind, name=NAMES[name], source=LIBRARY)


def statutory() -> Iterable[SpecialDay]:
    """The statutory holidays of years whose notice is not known: 暂定."""
    for row in tomllib.loads(STATUTORY.read_text("utf-8"))["days"]:
        for day in row["on"]:
            yield SpecialDay(
                date=day,
                kind=DayKind.OFF,
                name=row["name"],
                source="全国年节及纪念日放假办法",
                is_provisional=True,
            )


@transaction.atomic
def enter_notice(year: int, days: Iterable[NoticeDay], *, source: str, by: User) -> int:
    """Write a year's notice in place of whatever stood for that year; how many days it has."""
    rows = [
        SpecialDay(
            date=day.on,
            kind=DayKind.WORK if day.is_work else DayKind.OFF,
            name=day.name,
            source=source,
        )
        for day in days
    ]
    SpecialDay.objects.of_year(year).delete()
    SpecialDay.objects.filter(date__in=[row.date for row in rows]).delete()
    SpecialDay.objects.bulk_create(rows)
    first = SpecialDay.objects.of_year(year).order_by("date")[0]
    told = [f"{row.date:%Y-%m-%d} {row.get_kind_display()}" for row in rows]
    record("calendar.entered", on=first, by=by, year=year, source=source, days=told)
    return len(rows)


def notice_missing(today: date) -> int | None:
    """The year to come if it is time to enter its notice (issued in autumn) and nobody has."""
    year = today.year + 1
    if today.month < 11:
        return None
    rows = SpecialDay.objects.of_year(year).filter(is_provisional=False)
    return None if rows.exists() else year
