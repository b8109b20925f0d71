"""What is due at the desk: published entries that end or are to be reviewed, closed ones too.

Closed information is to be assessed again at regular intervals (条例 Art. 18); what is out of date
is to be put right in time (条例 Art. 12).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db.models import F, Q
from django.utils import timezone

from disclosure.agencies.models import User
from disclosure.catalogue.models import Edition, EditionQuerySet
from disclosure.catalogue.permissions import WAITING
from disclosure.lib.dates import months_later
from disclosure.pages.models import Method, Validity

DAYS = 30  # how far ahead the front page looks
HORIZONS = (30, 90, 180, 365)


@dataclass(frozen=True)
class DueKind:
    """One list: its words, which editions are in it, and the column of the day it goes by."""

    name: str
    label: str
    rows: Callable[[EditionQuerySet, date, int], EditionQuerySet]
    day: str


def live(rows: EditionQuerySet) -> EditionQuerySet:
    """The editions that the public reads."""
    return rows.filter(live_entry__isnull=False, entry__withdrawn_at=None)


def expired(rows: EditionQuerySet, today: date, days: int) -> EditionQuerySet:
    """Past their date and not looked at since."""
    seen = Q(entry__reviewed_on__gte=F("entry__ends_on"), entry__reviewed_on__isnull=False)
    past = live(rows).filter(entry__ends_on__lte=today).exclude(seen)
    return past.exclude(entry__validity=Validity.REPEALED)


def expiring(rows: EditionQuerySet, today: date, days: int) -> EditionQuerySet:
    """Their date comes within the days."""
    until = today + timedelta(days=days)
    return live(rows).filter(entry__ends_on__gt=today, entry__ends_on__lte=until)


def to_review(rows: EditionQuerySet, today: date, days: int) -> EditionQuerySet:
    """Published, with a day of review that has come or comes within the days."""
    return live(rows).filter(entry__review_on__lte=today + timedelta(days=days))


def closed(rows: EditionQuerySet, today: date, days: int) -> EditionQuerySet:
    """Not published for good reason, which is to be assessed again (条例 Art. 18)."""
    horizon = today + timedelta(days=days)
    old = months_later(horizon, -settings.CLOSED_REVIEW_MONTHS)
    due = Q(entry__review_on__lte=horizon)
    due |= Q(entry__review_on=None, entry__created_at__date__lte=old)
    return rows.newest().filter(due, entry__method=Method.CLOSED, state__in=WAITING)


KINDS = (
    DueKind("expired", "已到期", expired, "entry__ends_on"),
    DueKind("expiring", "即将到期", expiring, "entry__ends_on"),
    DueKind("review", "需要复查", to_review, "entry__review_on"),
    DueKind("closed", "不予公开，需要再评估", closed, "entry__review_on"),
)
BY_NAME = {kind.name: kind for kind in KINDS}


def due(
    kind: DueKind,
    user: User,
    *,
    days: int = DAYS,
    agency: int | None = None,
    today: date | None = None,
) -> EditionQuerySet:
    """The editions of own agencies that are due in this way, the longest due first."""
    rows = Edition.objects.for_user(user)
    if agency is not None:
        rows = rows.filter(entry__agency=agency)
    return kind.rows(rows, today or timezone.localdate(), days).order_by(kind.day, "pk")


def due_counts(
    user: User, *, days: int = DAYS, agency: int | None = None, today: date | None = None
) -> list[tuple[DueKind, int]]:
    """How many are due in each way."""
    return [
        (kind, due(kind, user, days=days, agency=agency, today=today).count()) for kind in KINDS
    ]
