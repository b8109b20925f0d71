"""The front page of the desk: what waits for this person."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse

from disclosure.agencies.access import person
from disclosure.agencies.models import Role, User
from disclosure.agencies.permissions import Reach, agencies_for
from disclosure.catalogue.addresses import edition_url, step_url
from disclosure.catalogue.due import due_counts
from disclosure.catalogue.keepingup import kept_columns
from disclosure.catalogue.models import Edition, EmergencyRelease, Erasure
from disclosure.catalogue.models.entries import EditionQuerySet
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
    """All that waits for one person; a pile is read when somebody asks for it.

    For a bare count the same rows are read without what their lines print.
    """

    reach: Reach
    is_bare: bool = False

    @property
    def todo(self) -> str:
        """How much waits for the person to act; empty when nothing does."""
        mine = (self.returned, self.reviews, self.owed)
        piles = (*mine, self.objections, self.releases, self.erasures)
        total = sum(len(pile.lines) for pile in piles)
        more = "+" if any(pile.is_more for pile in piles) else ""
        return f"{total}{more}" if total or more else ""

    @cached_property
    def mine(self) -> Pile:
        """What this person is writing."""
        return pile(self.newest().filter(author=self.reach.user, state=State.DRAFT))

    @cached_property
    def back(self) -> dict[int, str]:
        """Of these drafts, the ones that were returned, with the reason."""
        return returned(self.mine.lines) if self.mine.lines else {}

    @cached_property
    def returned(self) -> Pile:
        """What was returned to this person: the edition, its page, the reason."""
        lines = [e for e in self.mine.lines if e.pk in self.back]
        return Pile([(e, edition_url(e), self.back[e.pk]) for e in lines])

    @cached_property
    def drafts(self) -> Pile:
        """The other drafts."""
        lines = [e for e in self.mine.lines if e.pk not in self.back]
        return Pile([(e, edition_url(e)) for e in lines], is_more=self.mine.is_more)

    @cached_property
    def reviews(self) -> Pile:
        """What this person may review now, the longest waiting first: the plans are read once."""
        if not self.reach.has(*REVIEWERS):
            return Pile()
        plans = Plans()
        found: list[tuple[Edition, ReviewStep | None]] = []
        rows = self.newest(*REVIEWERS).filter(state=State.SUBMITTED)
        rows = rows.prefetch_related("reviews", "writings")
        handed_in = pile(rows.order_by("updated_at"))
        for edition in handed_in.lines:
            step = next_step(edition, plans)
            if self.may_decide(step, edition):
                found.append((edition, step))
        return Pile(found, handed_in.is_more)

    @cached_property
    def owed(self) -> Pile:
        """What went out in an emergency and this person may review now, the oldest first."""
        if not self.reach.has(*REVIEWERS):
            return Pile()
        found: list[tuple[EmergencyRelease, ReviewStep | None]] = []
        rows = EmergencyRelease.objects.awaiting().exclude(released_by=self.reach.user)
        rows = self.reach.scoped(rows, *REVIEWERS, agency="edition__entry__agency")
        rows = rows.select_related("edition__entry__agency")
        rows = rows.prefetch_related("edition__reviews", "edition__writings")
        owed = pile(rows.order_by("released_at"))
        for row in owed.lines:
            step = row.next_owed()
            if self.may_decide(step, row.edition):
                found.append((row, step))
        return Pile(found, owed.is_more)

    @cached_property
    def objections(self) -> Pile:
        """What is out and should not be, says a later review: for publishers, the oldest first."""
        if not self.reach.has(Role.PUBLISHER):
            return Pile()
        rows = EmergencyRelease.objects.objected()
        rows = self.reach.scoped(rows, Role.PUBLISHER, agency="edition__entry__agency")
        return pile(rows.select_related("edition__entry__agency").order_by("released_at"))

    def may_decide(self, step: ReviewStep | None, edition: Edition) -> bool:
        """Whether a step is this person's to decide."""
        if step is None or not self.reach.holds(step.role, edition.entry.agency_id):
            return False
        return not refusal(step, edition, self.reach.user)

    @cached_property
    def releases(self) -> Pile:
        """What this person may publish now, and what could not be released at its time."""
        if not self.reach.has(Role.PUBLISHER):
            return Pile()
        rows = self.newest(Role.PUBLISHER).filter(state=State.CLEARED)
        rows = rows.filter(Q(published_by=None) | ~Q(release_refusal=""))
        return pile(rows.not_by(self.reach.user).order_by("updated_at"))

    @cached_property
    def scheduled(self) -> Pile:
        """What goes out by itself where this person releases, the next first."""
        if not self.reach.has(Role.PUBLISHER):
            return Pile()
        return pile(self.newest(Role.PUBLISHER).scheduled().order_by("release_at"))

    @cached_property
    def erasures(self) -> Pile:
        """Purges that others asked for and this person may confirm, the oldest first."""
        if not self.reach.has(*CONFIRMERS):
            return Pile()
        rows = Erasure.objects.filter(state=Stage.REQUESTED).exclude(requested_by=self.reach.user)
        rows = self.reach.scoped(rows, *CONFIRMERS).select_related("entry__agency", "requested_by")
        return pile(rows.order_by("requested_at"))

    def newest(self, *roles: Role) -> EditionQuerySet:
        """Editions of own agencies, last written first, with what is needed of them."""
        rows = self.reach.scoped(Edition.objects.all(), *roles)
        if self.is_bare:
            return rows.select_related("entry").only("author", "submitted_digest", "entry__agency")
        return rows.select_related("entry__agency", "entry__category", "author").defer("body")


def desk_of(user: User) -> Desk:
    """What waits for a person, as the front page prints it."""
    return Desk(Reach.of(user))


def todo_of(user: User) -> str:
    """How much waits for a person; who holds no role pays one query more than nothing."""
    return Desk(Reach.of(user), is_bare=True).todo


def waiting(request: HttpRequest) -> dict[str, Any]:
    """Context of the front page: lists of editions with where to open them; `?all=1` shows all."""
    user = person(request)
    desk = desk_of(user)
    has = desk.reach.has
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
        "objections": [(row, edition_url(row.edition)) for row in desk.objections.lines[:most]],
        "published": [(e, edition_url(e)) for e in published(desk)[:LINES]],
        "is_reviewer": has(*REVIEWERS),
        "is_publisher": has(Role.PUBLISHER),
        "is_supervisor": has(Role.SUPERVISOR),
        "is_editor": has(Role.EDITOR),
        "reads_register": has(*READERS),
        "erasures": [
            (one, step_url(newest_of(one), "erasure")) for one in desk.erasures.lines[:LINES]
        ],
        "due": due_counts(user),
        "late_columns": sum(row.is_late for row in kept_columns(agencies_for(user).current())),
        "list_url": reverse("admin:catalogue_edition_changelist"),
        "add_url": reverse("admin:catalogue_edition_add"),
    }


def pile(rows: Any) -> Pile:
    """Rows up to a bound, one query."""
    found = list(rows[: MOST + 1])
    return Pile(found[:MOST], len(found) > MOST)


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


def newest_of(erasure: Erasure) -> Edition:
    """The edition on whose page a purge is confirmed."""
    return erasure.entry.editions.order_by("-number")[0]


def published(desk: Desk) -> EditionQuerySet:
    """What own agencies published last."""
    rows = desk.newest().filter(state=State.PUBLISHED, entry__withdrawn_at=None)
    return rows.order_by("-published_at")
