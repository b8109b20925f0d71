"""Dates and moments as Chinese sites print them."""

import calendar
import re
import unicodedata
from datetime import date, datetime
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Asia/Shanghai")
DAY = r"(?P<year>\d{4})\s*[-/.年]\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})\s*日?"
DATE = re.compile(DAY)
MOMENT = re.compile(
    DAY + r"[T\s]*(?P<hour>\d{1,2})\s*[:时]\s*(?P<minute>\d{1,2})(?:\s*[:分]\s*\d*)?"
)


def to_minute(at: datetime) -> str:
    """A moment as pages and sentences print it: the local minute.

    >>> to_minute(datetime(2026, 12, 1, 1, 5, tzinfo=ZoneInfo("UTC")))
    '2026-12-01 09:05'
    """
    return f"{at.astimezone(LOCAL):%Y-%m-%d %H:%M}"


class NotADate(ValueError):
    """A text is no date; the sentence gives it and what was expected."""

    def __init__(self, text: str, expected: str) -> None:
        super().__init__(f"“{text.strip()[:40]}”不是有效的日期，应写作 {expected}。")


def read_date(text: str) -> date:
    """The day that a text names. Raises NotADate.

    >>> read_date("2017年5月4日"), read_date("２０１７-05-04"), read_date("2017/5/4")
    (datetime.date(2017, 5, 4), datetime.date(2017, 5, 4), datetime.date(2017, 5, 4))
    """
    found = DATE.fullmatch(unicodedata.normalize("NFKC", text).strip())
    try:
        if found:
            return date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        pass
    raise NotADate(text, "2017-05-04")


def read_moment(text: str) -> datetime:
    """The local minute that a text names, blanks after the colon or not. Raises NotADate.

    >>> read_moment("2017-05-04 08: 36").isoformat()
    '2017-05-04T08:36:00+08:00'
    """
    found = MOMENT.fullmatch(unicodedata.normalize("NFKC", text).strip())
    try:
        if found:
            parts = (int(found[name]) for name in ("year", "month", "day", "hour", "minute"))
            year, month, day, hour, minute = parts
            return datetime(year, month, day, hour, minute, tzinfo=LOCAL)
    except ValueError:
        pass
    raise NotADate(text, "2017-05-04 08:36")


def in_words(day: date) -> str:
    """A day as documents write it.

    >>> in_words(date(2017, 5, 4))
    '2017年5月4日'
    """
    return f"{day.year}年{day.month}月{day.day}日"


def months_later(day: date, months: int) -> date:
    """The same day some months later, or the last of that month when it has no such day.

    >>> months_later(date(2026, 1, 31), 1), months_later(date(2026, 5, 4), 24)
    (datetime.date(2026, 2, 28), datetime.date(2028, 5, 4))
    """
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))
