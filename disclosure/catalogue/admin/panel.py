"""What stands beside an edition: its state, what one may do, what happened, its versions."""

from typing import Any

from django.urls import reverse

from disclosure.agencies.models import User
from disclosure.catalogue.addresses import step_url
from disclosure.catalogue.models import Edition, Review
from disclosure.catalogue.permissions import tasks_for, waits_for
from disclosure.catalogue.timeline import days, sees_access, standing_of, timeline


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
        "steps": [(task, step_url(edition, task.verb)) for task in tasks],
        "preview_url": reverse("admin:catalogue_edition_preview", args=[edition.pk]),
        "timeline": happened,
        "days": days(happened),
        "proof": standing_of(edition),
        "record_url": reverse("admin:catalogue_edition_record", args=[edition.pk]),
        "reviews": reviews_of(edition),
        "versions": [
            (version, reverse("admin:catalogue_edition_version", args=[version.pk]))
            for version in edition.entry.editions.select_related("author").order_by("-number")
        ],
    }
