"""What stands beside an edition: its state, what one may do, what happened, its versions."""

from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils import timezone

from disclosure.agencies.models import User
from disclosure.catalogue.addresses import step_url
from disclosure.catalogue.models import Edition, Review, WithdrawalReason
from disclosure.catalogue.permissions import tasks_for, waits_for
from disclosure.catalogue.validity import ReviewResult
from disclosure.pages.models import Validity
from disclosure.workflow.log import subject_of
from disclosure.workflow.models import Event
from disclosure.workflow.words import words_for

MOST_EVENTS = 300
ERASED = "内容已依法清除"


@dataclass(frozen=True)
class Happening:
    """An Event as staff read it."""

    at: datetime
    who: str
    what: str
    why: str


def happening(event: Event) -> Happening:
    """An Event in plain words: who did what, and why."""
    if event.erased_at:
        what = words_for(event.action)
        return Happening(event.at, event.actor_name or event.actor, what, ERASED)
    data = event.data
    reason = data.get("reason", "")
    if event.action == "entry.withdrawn":
        note = data.get("note", "")
        reason = "：".join(filter(None, [dict(WithdrawalReason.choices).get(reason, ""), note]))
        if number := data.get("successor"):
            reason += f"，转到 {number}"
    if event.action == "entry.validity_changed":
        reason = f"{Validity(data['validity']).label}，依据 {data['validity_basis']}：{reason}"
    if event.action == "entry.rechecked":
        reason = f"{ReviewResult(data['result']).label}：{reason}，下次 {data['next_on']}"
    if event.action.startswith("attachment."):
        reason = data.get("name") or "、".join(data.get("names", []))
    what = words_for(event.action)
    if data.get("edition", 1) > 1:
        what += f"（第 {data['edition']} 版）"
    return Happening(event.at, event.actor_name or event.actor, what, reason)


def timeline(edition: Edition) -> list[Happening]:
    """What happened to the entry in all its editions, newest first."""
    ids = edition.entry.editions.values_list("pk", flat=True)
    subjects = [f"catalogue.edition:{pk}" for pk in ids] + [subject_of(edition.entry)]
    events = Event.objects.filter(subject__in=subjects)[:MOST_EVENTS]
    return [joined(list(sitting)) for _, sitting in groupby(map(happening, events), same_sitting)]


def same_sitting(one: Happening) -> tuple[object, ...]:
    """What a draft that saves itself repeats while one person writes it on one day."""
    return one.who, one.what, one.why, timezone.localdate(one.at)


def joined(sitting: list[Happening]) -> Happening:
    """What one person did over and over, as one line with its last time."""
    last = sitting[0]
    count = len(sitting)
    return replace(last, what=f"{last.what}（{count} 次）") if count > 1 else last


def reviews_of(edition: Edition) -> list[tuple[Review, bool]]:
    """The decisions about an edition, newest first, each with whether it still holds."""
    rows = edition.reviews.select_related("reviewer")
    return [(review, review.holds_for(edition)) for review in rows]


def panel(edition: Edition, user: User) -> dict[str, Any]:
    """Context of `admin/catalogue/edition/panel.html` and `…/history.html`, for any kind."""
    tasks = tasks_for(edition, user)
    return {
        "edition": edition,
        "entry": edition.entry,
        "waits": waits_for(edition),
        "steps": [(task, step_url(edition, task.verb)) for task in tasks],
        "preview_url": reverse("admin:catalogue_edition_preview", args=[edition.pk]),
        "timeline": timeline(edition),
        "reviews": reviews_of(edition),
        "versions": [
            (version, reverse("admin:catalogue_edition_version", args=[version.pk]))
            for version in edition.entry.editions.select_related("author").order_by("-number")
        ],
    }
