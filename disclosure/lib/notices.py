"""Reading the yearly notice on holidays (国办发明电) as it is published, from a pasted text."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

WEEKDAYS = "一二三四五六日"
POINT = (
    r"(?:(?P<year{n}>\d{{4}})年)?(?:(?P<month{n}>\d{{1,2}})月)?(?P<day{n}>\d{{1,2}})日"
    r"(?P<said{n}>\([^)]*\))?"
)
SPAN = re.compile(POINT.format(n=1) + r"(?:\s*[至—-]+\s*" + POINT.format(n=2) + r")?")
HEADING = re.compile(r"^\s*[一二三四五六七八九十]*[、.]?\s*(?P<name>[^:、。0-9]{2,12}):")
TOTAL = re.compile(r"共\s*(\d+)\s*天")


@dataclass(frozen=True, order=True)
class NoticeDay:
    """One day of a notice: off, or worked in exchange."""

    on: date
    is_work: bool
    name: str


@dataclass
class Notice:
    """What a notice says, and every sentence that contradicts itself."""

    days: list[NoticeDay] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def read_notice(text: str, year: int) -> Notice:
    """The days of a year's notice; weekdays and totals that it prints are checked.

    >>> read_notice("元旦：1月1日（周四）至3日放假，共3天。1月4日（周日）上班。", 2026).days[3]
    NoticeDay(on=datetime.date(2026, 1, 4), is_work=True, name='元旦')
    """
    notice, name = Notice(), ""
    plain = unicodedata.normalize("NFKC", text).replace("星期", "周").replace("周天", "周日")
    for line in plain.splitlines():
        heading = HEADING.match(line)
        name = heading["name"].strip() if heading else name
        for sentence in line[heading.end() if heading else 0 :].split("。"):
            read_sentence(sentence, name, year, notice)
    repeated = {day.on for day in notice.days if sum(day.on == o.on for o in notice.days) > 1}
    notice.faults += [f"{day:%Y-%m-%d} 出现了两次，请核对。" for day in sorted(repeated)]
    notice.days.sort()
    return notice


def read_sentence(sentence: str, name: str, year: int, notice: Notice) -> None:
    """Add what one sentence says: days off or days of work."""
    is_work = "上班" in sentence and "放假" not in sentence
    if not (name and (is_work or "放假" in sentence)):
        return
    found = []
    month = 0
    for match in SPAN.finditer(sentence):
        month = int(match["month1"] or month)
        try:
            found += list(days_of(match, year, month, notice))
        except ValueError:
            notice.faults.append(f"“{match.group()}”不是有效的日期，请核对。")
        month = int(match["month2"] or month)
    total = TOTAL.search(sentence)
    if total and int(total[1]) != len(found) and "连休" not in sentence:
        notice.faults.append(f"{name}写明共 {total[1]} 天，列出的是 {len(found)} 天，请核对。")
    notice.days += [NoticeDay(day, is_work, name) for day in found]


def days_of(match: re.Match[str], year: int, month: int, notice: Notice) -> Iterator[date]:
    """Every day of a span. Raises ValueError for days that no calendar has."""
    first = last = date(int(match["year1"] or year), month, int(match["day1"]))
    check_weekday(first, match["said1"], notice)
    if match["day2"]:
        last = date(int(match["year2"] or year), int(match["month2"] or month), int(match["day2"]))
        check_weekday(last, match["said2"], notice)
    if not timedelta(0) <= last - first <= timedelta(days=15):
        notice.faults.append(f"“{match.group()}”的起止日期不合理，请核对。")
        return
    for step in range((last - first).days + 1):
        yield first + timedelta(days=step)


def check_weekday(day: date, said: str | None, notice: Notice) -> None:
    """A weekday that is printed beside a day has to be the day's: else it is another year's."""
    printed = re.search(f"周([{WEEKDAYS}])", said or "")
    real = WEEKDAYS[day.weekday()]
    if printed and printed[1] != real:
        notice.faults.append(
            f"{day:%Y-%m-%d} 是周{real}，通知写的是周{printed[1]}：年份可能选错了。"
        )
