"""What the desk's front page warns of: things that somebody has to see to before they go wrong."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from disclosure.agencies.models import User
from disclosure.catalogue.calendars import notice_missing


@dataclass(frozen=True)
class Alert:
    """One warning: a sentence, and where to see to it."""

    sentence: str
    url: str = ""
    link: str = ""


def alerts(user: User, today: date) -> list[Alert]:
    """The warnings for a person."""
    return [*calendar_alerts(user, today)]


def calendar_alerts(user: User, today: date) -> list[Alert]:
    """From November on: next year's holidays are not entered (for who runs the site)."""
    year = notice_missing(today) if user.is_superuser else None
    if year is None:
        return []
    told = f"{year} 年的放假通知还没有录入，涉及 {year} 年的工作日期限都是暂定的。"
    url = reverse("admin:catalogue_specialday_enter")
    return [Alert(told, f"{url}?year={year}", f"录入 {year} 年放假通知")]
