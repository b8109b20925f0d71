"""What stands beside an edition: its state, what one may do, what happened, its versions."""

from typing import Any

from django.urls import reverse

from disclosure.agencies.models import User
from disclosure.catalogue.addresses import edition_url, step_url
from disclosure.catalogue.models import Edition, Review
from disclosure.catalogue.permissions import tasks_for, waits_for
from disclosure.catalogue.proof.timeline import Sitting, days, sees_access, standing_of, timeline

TURNS = ("edition.returned", "edition.recalled", "edition.submitted")


def reviews_of(edition: Edition) -> list[tuple[Review, bool]]:
    """The decisions about an edition, newest first, each with whether it still holds."""
    rows = edition.reviews.select_related("reviewer")
    return [(review, review.holds_for(edition)) for review in rows]


def panel(edition: Edition, user: User) -> dict[str, Any]:
    """Context of `admin/catalogue/edition/panel.html` and `…/history.html`, for any kind."""
    tasks = tasks_for(edition, user)
    happened = timeline(edition.entry, with_access=sees_access(user, edition.entry))
    return {
        "edition": edition,
        "entry": edition.entry,
        "waits": waits_for(edition),
        "returned": why_returned(edition, happened),
        "steps": [(task, step_url(edition, task.verb)) for task in tasks],
        "preview_url": reverse("admin:catalogue_edition_preview", args=[edition.pk]),
        "timeline": happened,
        "days": days(happened),
        "proof": standing_of(edition),
        "record_url": reverse("admin:catalogue_edition_record", args=[edition.pk]),
        "reviews": reviews_of(edition),
        "versions": versions_of(edition),
        "opened": opened_beside(edition),
    }


def why_returned(edition: Edition, happened: list[Sitting]) -> str:
    """The reason for which a draft came back, until it is handed in again."""
    turns = (one.line for one in happened if one.line.edition == edition.number)
    last = next((line for line in turns if line.action in TURNS), None)
    is_back = edition.is_draft and last is not None and last.action == "edition.returned"
    return last.why if is_back and last else ""


def versions_of(edition: Edition) -> list[tuple[Edition, str, bool, bool]]:
    """All versions, newest first: where one reads it, and which two the form offers to compare."""
    rows = list(edition.entry.editions.order_by("-number"))
    older = [row.pk for row in rows if row.number < edition.number]
    pair = (older[0], edition.pk) if older else (edition.pk, rows[0].pk)
    return [
        (
            row,
            reverse("admin:catalogue_edition_version", args=[row.pk]),
            row.pk == pair[0],
            row.pk == pair[1],
        )
        for row in rows
    ]


def opened_beside(edition: Edition) -> tuple[Edition, str] | None:
    """Another version of the entry that is being written or reviewed, and where."""
    opened = edition.entry.open_edition()
    if opened is None or opened.pk == edition.pk:
        return None
    return opened, edition_url(opened)
