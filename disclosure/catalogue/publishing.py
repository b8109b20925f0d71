"""The one door between desk and public: releases, each one transaction.

may they → state → Page → outbox → Event, in this order.
"""

import io
import logging
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from disclosure.agencies.models import Role, User
from disclosure.agencies.permissions import require
from disclosure.catalogue.actions import content_digest, log
from disclosure.catalogue.checks import never_public
from disclosure.catalogue.models import Blob, Edition, Entry, Rendition
from disclosure.catalogue.pagedata import put_up
from disclosure.catalogue.validity import ENDED, validity_on
from disclosure.lib import blobs
from disclosure.lib.dates import months_later
from disclosure.pages.models import Method
from disclosure.workflow.states import PUBLISH, SCHEDULE, SUPERSEDE, WrongState, move

logger = logging.getLogger(__name__)

HOLDING_FIELDS = ("validity", "validity_basis", "review_on")
WITHDRAWAL_FIELDS = ("withdrawn_at", "withdrawal_reason", "withdrawal_note", "successor")


class NotPublic(Exception):
    """The entry must never have a page; the sentence says why."""


def may_publish(edition: Edition, by: User) -> None:
    """Raise PermissionDenied or WrongState, with the sentence to show, unless they may."""
    require(by, Role.PUBLISHER, edition.entry.agency)
    if edition.author_id == by.pk:
        raise PermissionDenied("撰写人不能发布自己的稿件，请由另一位发布人员发布。")
    if edition.submitted_digest != content_digest(edition):
        raise WrongState("稿件在提交后被改动，请退回后重新提交。")


@transaction.atomic
def publish(edition: Edition, *, by: User, now: datetime | None = None) -> None:
    """Release a cleared edition: the live one is superseded, the page is replaced.

    Raises PermissionDenied (no publisher, or the author), NotPublic, WrongState.
    """
    may_publish(edition, by)
    release(edition, by=by, at=now or timezone.now())


@transaction.atomic
def schedule(edition: Edition, *, by: User, at: datetime, now: datetime | None = None) -> None:
    """Let a cleared edition wait for its time; the worker releases it in this person's name.

    Raises what `publish` raises, and WrongState for a time that has passed.
    """
    may_publish(edition, by)
    if at <= (now or timezone.now()):
        raise WrongState("定时发布的时间必须晚于现在。")
    if reason := never_public(edition.entry):
        raise NotPublic(reason)
    move(edition, SCHEDULE, release_at=at, published_by=by)
    log("edition.scheduled", edition, by, at=at)


def release_due(now: datetime | None = None) -> list[Edition]:
    """Release every edition whose time has come, each in a transaction of its own.

    One that cannot be released, or that another worker released first, does not stop the rest.
    """
    released = []
    for edition in Edition.objects.due(now).select_related("entry__agency", "published_by"):
        try:
            release(edition, by=edition.published_by, at=now or timezone.now())
        except (WrongState, NotPublic) as refusal:
            logger.warning("%s was not released: %s", edition, refusal)
        else:
            released.append(edition)
    return released


@transaction.atomic
def release(
    edition: Edition,
    *,
    by: User | None,
    at: datetime,
    first: datetime | None = None,
    **said: str,
) -> None:
    """Make a cleared edition the live one; whoever calls has asked whether they may.

    `first` is the publication time printed on an imported page, `said` what else to log.
    """
    edition.entry = Entry.objects.select_for_update().get(pk=edition.entry_id)
    entry = edition.intended_entry()
    if reason := never_public(entry):
        raise NotPublic(reason)
    if entry.live_edition:
        move(entry.live_edition, SUPERSEDE)
    move(edition, PUBLISH, published_at=first or at, published_by=by)
    entry.live_edition = edition
    entry.first_published_at = entry.first_published_at or first or at
    stand_again(entry)
    hold(entry, edition, timezone.localdate(at))
    changed = ["live_edition", "first_published_at", *WITHDRAWAL_FIELDS, *edition.entry_changes]
    entry.save(update_fields=[*changed, *HOLDING_FIELDS])
    make_renditions(entry, edition)
    put_up(entry)
    log("edition.published", edition, by, at=at, digest=content_digest(edition), **said)


def hold(entry: Entry, edition: Edition, today: date) -> None:
    """Let the entry say from its first day on what its dates say; and when to review it."""
    if "validity" in edition.entry_changes:
        entry.validity_basis = ""  # an edition that states the validity is its own basis
    dates = {"effective_on": entry.effective_on, "ends_on": entry.ends_on}
    entry.validity = validity_on(today, entry.validity, **dates)
    months = entry.category.review_months
    if months and entry.review_on is None and entry.validity not in ENDED:
        entry.review_on = months_later(today, months)


def stand_again(entry: Entry) -> None:
    """Take back what a withdrawal said of the entry; the caller saves WITHDRAWAL_FIELDS."""
    entry.withdrawn_at, entry.withdrawal_reason, entry.withdrawal_note = None, "", ""
    entry.successor = None


def make_renditions(entry: Entry, edition: Edition) -> None:
    """Make the files of an open entry once; they are kept, so that the page can be rebuilt."""
    if entry.method != Method.ACTIVE or edition.renditions.exists():
        return
    edition.entry = entry
    for position, data in enumerate(entry.behaviour.renditions(edition), 1):
        digest, size = blobs.put(Path(settings.PRIVATE_ROOT), io.BytesIO(data.content))
        # A file like one that was erased is clean when it is made from a clean text.
        values = {"size": size, "content_type": data.content_type, "erased_at": None}
        blob, _ = Blob.objects.update_or_create(digest=digest, defaults=values)
        Rendition.objects.create(edition=edition, blob=blob, name=data.name, position=position)
