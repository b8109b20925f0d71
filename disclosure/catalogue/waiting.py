"""The front page of the desk: what waits for this person."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse

from disclosure.agencies.access import person
from disclosure.agencies.models import Role, User
from disclosure.agencies.permissions import agencies_for
from disclosure.catalogue.addresses import edition_url, step_url
from disclosure.catalogue.due import due_counts
from disclosure.catalogue.models import Edition, EmergencyRelease, Erasure
from disclosure.catalogue.models.erasures import CONFIRMERS, Stage
from disclosure.catalogue.models.reviews import Plans, ReviewStep, next_step, refusal
from disclosure.catalogue.proof.register import READERS
from disclosure.workflow.models import Event
from disclosure.workflow.states import State

LINES = 10
MOST = 200  # of each kind; nobody reads more of them at a time
REVIEWERS = (Role.REVIEWER, Role.SECRECY)
TURNS = ("edition.returned", "edition.recalled", "edition.submitted")


@dataclass(frozen=True)
class Pile:
    """What lies on the desk of one kind: the lines, and whether more were left unread."""

    lines: list[Any] = field(default_factory=list)
    is_more: bool = False

    def __str__(self) -> str:
        """How many, as the desk prints it."""
        return f"{len(self.lines)}+" if self.is_more else str(len(self.lines))


@dataclass(frozen=True)
class Desk:
    """All that waits for one person."""

    returned: Pile
    drafts: Pile
    reviews: Pile
    owed: Pile
    releases: Pile
    erasures: Pile
    scheduled: Pile

    @property
    def todo(self) -> str:
        """How much waits for the person to act; empty when nothing does."""
        piles = (self.returned, self.reviews, self.owed, self.releases, self.erasures)
        total = sum(len(pile.lines) for pile in piles)
        more = "+" if any(pile.is_more for pile in piles) else ""
        return f"{total}{more}" if total or more else ""


def desk_of(user: User) -> Desk:
    """What waits for a person; who holds no role pays one query."""
    roles = roles_of(user)
    mine, back = drafts_of(user), {}
    if mine.lines:
        back = returned(mine.lines)
    return Desk(
        returned=Pile([(e, edition_url(e), back[e.pk]) for e in mine.lines if e.pk in back]),
        drafts=Pile(
            [(e, edition_url(e)) for e in mine.lines if e.pk not in back], is_more=mine.is_more
        ),
        reviews=to_review(user) if roles.intersection(REVIEWERS) else Pile(),
        owed=to_review_after(user) if roles.intersection(REVIEWERS) else Pile(),
        releases=pile(releases(user)) if Role.PUBLISHER in roles else Pile(),
        erasures=pile(to_confirm(user)) if roles.intersection(CONFIRMERS) else Pile(),
        scheduled=pile(scheduled(user)) if Role.PUBLISHER in roles else Pile(),
    )


def waiting(request: HttpRequest) -> dict[str, Any]:
    """Context of the front page: lists of editions with where to open them; `?all=1` shows all."""
    user = person(request)
    desk, roles = desk_of(user), roles_of(user)
    most = MOST if "all" in request.GET else LINES
    return {
        "returned": desk.returned.lines,
        "drafts": desk.drafts.lines[:most],
        "reviews": [(e, edition_url(e), step.name) for e, step in desk.reviews.lines[:most]],
        "releases": [(e, edition_url(e)) for e in desk.releases.lines[:most]],
        "scheduled": [(e, edition_url(e)) for e in desk.scheduled.lines[:most]],
        "piles": desk,
        "shown": most,
        "todo": desk.todo,
        "owed": [
            (row, edition_url(row.edition), step.name) for row, step in desk.owed.lines[:most]
        ],
        "published": [(e, edition_url(e)) for e in published(user)[:LINES]],
        "is_reviewer": bool(roles.intersection(REVIEWERS)),
        "is_publisher": Role.PUBLISHER in roles,
        "is_supervisor": Role.SUPERVISOR in roles,
        "is_editor": Role.EDITOR in roles,
        "reads_register": bool(roles.intersection(READERS)),
        "erasures": [
            (one, step_url(newest_of(one), "erasure")) for one in desk.erasures.lines[:LINES]
        ],
        "due": due_counts(user),
        "list_url": reverse("admin:catalogue_edition_changelist"),
        "add_url": reverse("admin:catalogue_edition_add"),
    }


def roles_of(user: User) -> set[str]:
    """The roles that a person holds in some agency; who runs the site holds all."""
    if user.is_superuser:
        return set(Role.values)
    return set(user.memberships.values_list("role", flat=True))


def pile(rows: Any) -> Pile:
    """Rows up to a bound, one query."""
    found = list(rows[: MOST + 1])
    return Pile(found[:MOST], len(found) > MOST)


def drafts_of(user: User) -> Pile:
    """What this person is writing."""
    return pile(newest(user).filter(author=user, state=State.DRAFT))


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


def to_review(user: User) -> Pile:
    """What this person may review now, the longest waiting first: the plans are read once."""
    plans = Plans()
    found: list[tuple[Edition, ReviewStep]] = []
    mine = {role: agencies_for(user, role).values_list("pk", flat=True) for role in REVIEWERS}
    agencies = {role: set(ids) for role, ids in mine.items()}
    rows = newest(user, *REVIEWERS).filter(state=State.SUBMITTED).prefetch_related("reviews")
    handed_in = pile(rows.order_by("updated_at"))
    for edition in handed_in.lines:
        approved = [one for one in edition.reviews.all() if one.holds_for(edition)]
        step = next_step(edition, plans, approved)
        if step is None or edition.entry.agency_id not in agencies[step.role]:
            continue
        if not refusal(step, edition, user, approved):
            found.append((edition, step))
    return Pile(found, handed_in.is_more)


def to_review_after(user: User) -> Pile:
    """What went out in an emergency and this person may review now, the longest waiting first."""
    found: list[tuple[EmergencyRelease, ReviewStep]] = []
    mine = {role: set(agencies_for(user, role).values_list("pk", flat=True)) for role in REVIEWERS}
    rows = EmergencyRelease.objects.for_user(user, *REVIEWERS).owed()
    rows = rows.exclude(released_by=user).select_related("edition__entry__agency")
    owed = pile(rows.order_by("released_at"))
    for row in owed.lines:
        step = row.next_owed()
        if step is None or row.edition.entry.agency_id not in mine[step.role]:
            continue
        if not refusal(step, row.edition, user):
            found.append((row, step))
    return Pile(found, owed.is_more)


def releases(user: User) -> Any:
    """What this person may publish now, and what could not be released at its time."""
    rows = newest(user, Role.PUBLISHER).filter(state=State.CLEARED)
    rows = rows.filter(Q(published_by=None) | ~Q(release_refusal=""))
    return rows.exclude(author=user).order_by("updated_at")


def scheduled(user: User) -> Any:
    """What goes out by itself in the agencies for which this person releases, the next first."""
    return newest(user, Role.PUBLISHER).scheduled().order_by("release_at")


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
    return (
        newest(user)
        .filter(state=State.PUBLISHED, entry__withdrawn_at=None)
        .order_by("-published_at")
    )
