"""Releases whose time has come: each once, in a transaction of its own; none lost in silence."""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from disclosure.agencies.models import User
from disclosure.catalogue.actions import log
from disclosure.catalogue.mailing import tell_postponed, tell_releaser
from disclosure.catalogue.models import Edition
from disclosure.catalogue.models.windows import shut_until
from disclosure.catalogue.release.publishing import (
    NotPublic,
    attached,
    lock_for_release,
    may_publish,
    release,
)
from disclosure.workflow.states import WrongState

logger = logging.getLogger(__name__)

LATE = timedelta(seconds=60)


def due_ids(now: datetime | None = None) -> list[int]:
    """The editions whose time has come, the longest waiting first."""
    rows = Edition.objects.due(now).order_by("release_at", "pk")
    return list(rows.values_list("pk", flat=True))


def release_due(now: datetime | None = None) -> list[Edition]:
    """Release every edition whose time has come; one that cannot be does not stop the rest."""
    made = [release_one(pk, now) for pk in due_ids(now)]
    return [edition for edition in made if edition]


def release_one(pk: int, now: datetime | None = None) -> Edition | None:
    """Release one due edition in the name of who scheduled it.

    None when there is nothing to do any more (somebody was faster), when its agency's window is
    shut, or when it cannot be released: that is recorded once, and it waits for a person.
    """
    at = now or timezone.now()
    edition = due(pk, at)
    if edition is None or edition.release_at is None:
        return None
    by = edition.published_by
    assert isinstance(by, User)  # noqa: S101 - what is due was scheduled by somebody
    late, version = at - edition.release_at, edition.lock_version
    try:
        if opening := shut_until(edition.entry.agency_id, at):
            postpone(edition, opening)
            return None
        with transaction.atomic():
            lock_for_release(edition)
            files = attached(edition)
            may_publish(edition, by, now=at, files=files)
            release(edition, by=by, at=at, files=files, **lateness(edition, late))
    except (PermissionDenied, IntegrityError, NotPublic, WrongState) as reason:
        refuse(pk, version, reason, at)
        return None
    if late > LATE:
        logger.warning("%s was released %d s late", edition.entry, late.total_seconds())
    return edition


def due(pk: int, at: datetime) -> Edition | None:
    """The edition as it is now, if its time has come and nobody has released it."""
    rows = Edition.objects.due(at).select_related("entry__agency", "published_by")
    return rows.filter(pk=pk).first()


def lateness(edition: Edition, late: timedelta) -> dict[str, Any]:
    """What the log says of a release that came more than a minute after its time."""
    if late <= LATE:
        return {}
    seconds = int(late.total_seconds())
    return {"scheduled_for": edition.release_at, "late_seconds": seconds}


@transaction.atomic
def postpone(edition: Edition, opening: datetime) -> None:
    """Wait for the agency's window, which was changed or missed: logged once, with both times."""
    former = edition.release_at
    if former is None or not claim(edition, release_at=opening):
        return
    logger.info("%s waits for its window until %s", edition.entry, opening)
    log("edition.postponed", edition, None, former=former, at=opening)
    tell_postponed(edition, former, opening)


@transaction.atomic
def refuse(pk: int, version: int, reason: Exception, at: datetime) -> None:
    """Record once why a due edition was not released, and tell who scheduled it.

    Nothing when somebody else released or changed it meanwhile: then there was no refusal.
    """
    said = str(reason)
    if isinstance(reason, IntegrityError):
        said = "数据库的约束不允许发布这份稿件，请退回后核对作者、状态和公开方式。"
    edition = due(pk, at)
    if edition is None or edition.lock_version != version:
        return
    if claim(edition, release_refusal=said[:500]):
        log("edition.release_refused", edition, None, reason=said, at=edition.release_at)
        tell_releaser(edition, said)
        logger.warning("%s was not released: %s", edition.entry, reason)


def claim(edition: Edition, **changes: object) -> bool:
    """Change a due edition if it is still as it was read."""
    version = edition.lock_version
    rows = Edition.objects.scheduled().filter(pk=edition.pk, lock_version=version)
    return bool(rows.update(lock_version=version + 1, **changes))
