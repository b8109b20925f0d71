"""What stands beside an edition: its state, what one may do, what happened, its versions."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from disclosure.agencies.models import User
from disclosure.catalogue.addresses import step_url
from disclosure.catalogue.models import Edition, WithdrawalReason
from disclosure.catalogue.permissions import tasks_for, waits_for
from disclosure.workflow.models import Event
from disclosure.workflow.words import words_for


@dataclass(frozen=True)
class Happening:
    """An Event as staff read it."""

    at: datetime
    who: str
    what: str
    why: str


def happening(event: Event) -> Happening:
    """An Event in plain words: who did what, and why."""
    data = event.data
    reason = data.get("reason", "")
    if event.action == "entry.withdrawn":
        note = data.get("note", "")
        reason = "：".join(filter(None, [dict(WithdrawalReason.choices).get(reason, ""), note]))
    if event.action.startswith("attachment."):
        reason = data.get("name") or "、".join(data.get("names", []))
    what = words_for(event.action)
    if data.get("edition", 1) > 1:
        what += f"（第 {data['edition']} 版）"
    return Happening(event.at, event.actor_name or event.actor, what, reason)


def timeline(edition: Edition) -> list[Happening]:
    """What happened to the entry in all its editions, newest first."""
    ids = edition.entry.editions.values_list("pk", flat=True)
    subjects = [f"catalogue.edition:{pk}" for pk in ids]
    return [happening(event) for event in Event.objects.filter(subject__in=subjects)[:100]]


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
        "versions": [
            (version, reverse("admin:catalogue_edition_version", args=[version.pk]))
            for version in edition.entry.editions.select_related("author").order_by("-number")
        ],
    }
