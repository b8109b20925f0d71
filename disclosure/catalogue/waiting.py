"""The front page of the desk: what waits for this person."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from disclosure.agencies.access import person
from disclosure.agencies.models import Role, User
from disclosure.agencies.permissions import agencies_for
from disclosure.catalogue.addresses import edition_url, step_url
from disclosure.catalogue.due import due_counts
from disclosure.catalogue.erasures import CONFIRMERS, Stage
from disclosure.catalogue.models import Edition, Erasure
from disclosure.catalogue.reviews import Plans, ReviewStep, next_step, refusal
from disclosure.workflow.models import Event
from disclosure.workflow.states import State

LINES = 10
MOST = 200  # handed in and not decided; nobody reads more of them at a time
REVIEWERS = (Role.REVIEWER, Role.SECRECY)
TURNS = ("edition.returned", "edition.recalled", "edition.submitted")


def waiting(request: HttpRequest) -> dict[str, Any]:
    """Context of the front page: lists of editions with where to open them."""
    user = person(request)
    mine = list(newest(user).filter(author=user, state=State.DRAFT)[:50])
    back = returned(mine)
    return {
        "returned": [(e, edition_url(e), back[e.pk]) for e in mine if e.pk in back],
        "drafts": [(e, edition_url(e)) for e in mine if e.pk not in back][:LINES],
        "reviews": [(e, edition_url(e), step.name) for e, step in to_review(user)[:LINES]],
        "is_reviewer": user.is_superuser or any(holds_anywhere(user, role) for role in REVIEWERS),
        "releases": [(e, edition_url(e)) for e in releases(user)[:LINES]],
        "erasures": [
            (one, step_url(newest_of(one), "erasure")) for one in to_confirm(user)[:LINES]
        ],
        "published": [(e, edition_url(e)) for e in published(user)[:LINES]],
        "is_publisher": user.is_superuser or holds_anywhere(user, Role.PUBLISHER),
        "is_supervisor": user.is_superuser or holds_anywhere(user, Role.SUPERVISOR),
        "is_editor": user.is_superuser or holds_anywhere(user, Role.EDITOR),
        "due": due_counts(user),
        "list_url": reverse("admin:catalogue_edition_changelist"),
        "add_url": reverse("admin:catalogue_edition_add"),
    }


def holds_anywhere(user: User, role: Role) -> bool:
    """Whether a person holds the role in some agency."""
    return user.memberships.filter(role=role).exists()


def newest(user: User, *roles: Role) -> Any:
    """Editions of own agencies as the front page prints them, last written first."""
    rows = Edition.objects.for_user(user, *roles)
    return rows.select_related("entry__agency", "entry__category", "author").defer("body")


def returned(drafts: list[Edition]) -> dict[int, str]:
    """Of these drafts, the ones whose last turn was a return, with the reason given."""
    by_subject = {f"catalogue.edition:{draft.pk}": draft.pk for draft in drafts}
    turns = Event.objects.filter(subject__in=by_subject, action__in=TURNS).order_by("pk")
    last = {by_subject[turn.subject]: turn for turn in turns}
    return {
        pk: turn.data.get("reason", "")
        for pk, turn in last.items()
        if turn.action == "edition.returned"
    }


def to_review(user: User) -> list[tuple[Edition, ReviewStep]]:
    """What this person may review now, the longest waiting first: the plans are read once."""
    plans, found = Plans(), []
    mine = {role: agencies_for(user, role).values_list("pk", flat=True) for role in REVIEWERS}
    agencies = {role: set(ids) for role, ids in mine.items()}
    rows = newest(user, *REVIEWERS).filter(state=State.SUBMITTED).prefetch_related("reviews")
    for edition in rows.order_by("updated_at")[:MOST]:
        approved = [one for one in edition.reviews.all() if one.holds_for(edition)]
        step = next_step(edition, plans, approved)
        if step is None or edition.entry.agency_id not in agencies[step.role]:
            continue
        if not refusal(step, edition, user, approved):
            found.append((edition, step))
    return found


def releases(user: User) -> Any:
    """What this person may publish now."""
    rows = newest(user, Role.PUBLISHER).filter(state=State.CLEARED, published_by=None)
    return rows.exclude(author=user).order_by("updated_at")


def to_confirm(user: User) -> Any:
    """Purges that others asked for and this person may confirm, the oldest first."""
    rows = Erasure.objects.for_user(user, *CONFIRMERS).filter(state=Stage.REQUESTED)
    rows = rows.exclude(requested_by=user).select_related("entry__agency", "requested_by")
    return rows.order_by("requested_at")


def newest_of(erasure: Erasure) -> Edition:
    """The edition on whose page a purge is confirmed."""
    return erasure.entry.editions.order_by("-number")[0]


def published(user: User) -> Any:
    """What own agencies published last."""
    return newest(user).filter(state=State.PUBLISHED).order_by("-published_at")
