"""What the desk's front page warns of: things that somebody has to see to before they go wrong."""

from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone

from disclosure.agencies.models import Role, User
from disclosure.catalogue.addresses import edition_url
from disclosure.catalogue.calendars import notice_missing
from disclosure.catalogue.models import Edition, EmergencyRelease
from disclosure.catalogue.models.workerbeat import is_silent, last_beat
from disclosure.lib.dates import to_minute
from disclosure.workflow.log import subject_of
from disclosure.workflow.models import Event

MOST = 10
MOST_READ = 200
TIMINGS = ("edition.scheduled", "edition.rescheduled", "edition.postponed")


@dataclass(frozen=True)
class Alert:
    """One warning: a sentence, and where to see to it."""

    sentence: str
    url: str = ""
    link: str = ""


def alerts(user: User, now: datetime) -> list[Alert]:
    """The warnings for a person."""
    today = timezone.localdate(now)
    return [
        *worker_alerts(user, now),
        *refused_alerts(user),
        *postponed_alerts(user),
        *emergency_alerts(user),
        *calendar_alerts(user, today),
    ]


def worker_alerts(user: User, now: datetime) -> list[Alert]:
    """Scheduled editions wait, and no worker has ticked (for publishers and who runs the site)."""
    if not Edition.objects.for_user(user, Role.PUBLISHER).scheduled().exists():
        return []
    if not is_silent(now):
        return []
    last = last_beat()
    since = f"自 {to_minute(last)} 起" if last else "一直"
    return [
        Alert(f"后台进程{since}没有运行，定时发布的信息不会自动发布，请通知管理员启动 run_worker。")
    ]


def refused_alerts(user: User) -> list[Alert]:
    """What this person scheduled and could not be released."""
    rows = Edition.objects.refused().filter(published_by=user).select_related("entry")
    return [
        Alert(
            f"“{edition.title}”的定时发布未能进行：{edition.release_refusal}",
            edition_url(edition),
            "查看",
        )
        for edition in rows[:MOST]
    ]


def postponed_alerts(user: User) -> list[Alert]:
    """What this person scheduled and now waits for the agency's window instead of its time."""
    rows = Edition.objects.scheduled().filter(published_by=user).select_related("entry")
    waiting = {subject_of(one): one for one in rows.order_by("release_at")[:MOST_READ]}
    turns = Event.objects.filter(subject__in=waiting, action__in=TIMINGS).order_by("pk")
    last = dict(turns.values_list("subject", "action")) if waiting else {}
    moved = [one for name, one in waiting.items() if last.get(name) == "edition.postponed"]
    return [
        Alert(
            f"“{edition.title}”没有在原定时间发布：当时不在发布时段内，已顺延到 "
            f"{to_minute(edition.release_at)}。",
            edition_url(edition),
            "查看",
        )
        for edition in moved[:MOST]
        if edition.release_at
    ]


def emergency_alerts(user: User) -> list[Alert]:
    """How many emergency releases still owe a review, for supervisors of their agencies."""
    if not user.is_superuser and not user.memberships.filter(role=Role.SUPERVISOR).exists():
        return []
    rows = EmergencyRelease.objects.for_user(user, Role.SUPERVISOR)
    total, owed = rows.count(), rows.owed().count()
    if not total:
        return []
    objected = rows.objected().count()
    told = f"紧急发布共 {total} 条，其中 {owed} 条尚未补审"
    told += f"（{objected} 条有异议，等待撤下或者更正）。" if objected else "。"
    return [Alert(told, reverse("admin:catalogue_emergency_register"), "查看紧急发布")]


def calendar_alerts(user: User, today: date) -> list[Alert]:
    """From November on: next year's holidays are not entered (for who runs the site)."""
    year = notice_missing(today) if user.is_superuser else None
    if year is None:
        return []
    told = f"{year} 年的放假通知还没有录入，涉及 {year} 年的工作日期限都是暂定的。"
    url = reverse("admin:catalogue_specialday_enter")
    return [Alert(told, f"{url}?year={year}", f"录入 {year} 年放假通知")]
