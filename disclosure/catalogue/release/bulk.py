"""Releasing many editions by one action: each is all or nothing, and a report names every one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.utils import timezone

from disclosure.agencies.models import User
from disclosure.catalogue.models import Edition
from disclosure.catalogue.release.publishing import (
    NotPublic,
    OutsideWindow,
    hand_over,
    publish,
    schedule,
    why_not,
)
from disclosure.workflow.states import WrongState

MOST_AT_ONCE = 50  # more than a request has time for: the worker takes them
MOST = 500
REFUSALS = (PermissionDenied, NotPublic, OutsideWindow, WrongState)


@dataclass(frozen=True)
class Outcome:
    """What became of one edition, or would become of it: a refusal says why not.

    `is_timed`: it goes out by itself at its time, and is left alone unless that is chosen.
    """

    edition: Edition
    refusal: str = ""
    is_timed: bool = False


def look_ahead(editions: Sequence[Edition], *, by: User) -> list[Outcome]:
    """What would go out and what not, and why; nothing is done."""
    return [Outcome(one, why_not(one, by), one.is_scheduled) for one in editions]


def release_many(
    editions: Sequence[Edition],
    *,
    by: User,
    at: datetime | None = None,
    reason: str = "",
    timed_too: bool = False,
    now: datetime | None = None,
) -> list[Outcome]:
    """Release each, or schedule each for `at`; more than fifty are handed to the worker.

    What has its time already keeps it unless `timed_too`.
    """
    moment = now or timezone.now()
    return [
        one(edition, by=by, at=at, reason=reason, now=moment, many=is_many(editions))
        if timed_too or not edition.is_scheduled
        else Outcome(edition, is_timed=True)
        for edition in editions
    ]


def is_many(editions: Sequence[Edition]) -> bool:
    """Whether there are more than one request releases."""
    return len(editions) > MOST_AT_ONCE


def one(
    edition: Edition, *, by: User, at: datetime | None, reason: str, now: datetime, many: bool
) -> Outcome:
    """One edition in its own transaction; what is refused stays as it was."""
    try:
        if at:
            schedule(edition, by=by, at=at, now=now)
        elif many:
            hand_over(edition, by=by, now=now)
        else:
            publish(edition, by=by, reason=reason, now=now)
    except REFUSALS as refusal:
        return Outcome(edition, str(refusal))
    except (DatabaseError, OSError) as fault:
        return Outcome(edition, f"系统故障，没有写入，请稍后重试：{fault}")
    return Outcome(edition)
