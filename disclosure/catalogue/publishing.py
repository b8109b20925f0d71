"""The one door between desk and public: publish and withdraw, each one transaction.

may they → state → Page → outbox → Event, in this order.
"""

import io
import logging
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from disclosure.agencies.models import Role, User
from disclosure.agencies.permissions import require
from disclosure.catalogue.actions import content_digest, log
from disclosure.catalogue.checks import never_public
from disclosure.catalogue.models import (
    Attachment,
    Blob,
    Edition,
    Entry,
    Rendition,
    WithdrawalReason,
)
from disclosure.lib import blobs
from disclosure.pages.actions import FileData, PageData, put_page
from disclosure.pages.models import Method, PageKind
from disclosure.workflow.states import PUBLISH, SCHEDULE, SUPERSEDE, WrongState, move

logger = logging.getLogger(__name__)

WITHDRAWAL_FIELDS = ("withdrawn_at", "withdrawal_reason", "withdrawal_note")


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
    entry.withdrawn_at, entry.withdrawal_reason, entry.withdrawal_note = None, "", ""
    changed = ["live_edition", "first_published_at", *WITHDRAWAL_FIELDS, *edition.entry_changes]
    entry.save(update_fields=changed)
    make_renditions(entry, edition)
    put_page(page_data(entry, edition))
    log("edition.published", edition, by, at=at, digest=content_digest(edition), **said)


@transaction.atomic
def withdraw(
    entry: Entry,
    *,
    by: User,
    reason: WithdrawalReason,
    note: str = "",
    now: datetime | None = None,
) -> None:
    """Take a live entry down: the page says so with number, title, date and reason; files go.

    Raises WrongState when there is nothing live.
    """
    require(by, Role.PUBLISHER, entry.agency)
    entry = Entry.objects.select_for_update().get(pk=entry.pk)
    if entry.live_edition is None or entry.withdrawn_at:
        raise WrongState("该条目没有公开的页面，无需撤下。")
    entry.withdrawn_at, entry.withdrawal_reason = now or timezone.now(), reason
    entry.withdrawal_note = note
    entry.save(update_fields=WITHDRAWAL_FIELDS)
    put_page(tombstone_data(entry, entry.live_edition))
    log("entry.withdrawn", entry.live_edition, by, reason=reason, note=note)


@transaction.atomic
def restore(entry: Entry, *, by: User, reason: str) -> None:
    """Undo a withdrawal: the live edition's page stands again."""
    require(by, Role.PUBLISHER, entry.agency)
    entry = Entry.objects.select_for_update().get(pk=entry.pk)
    if entry.live_edition is None or entry.withdrawn_at is None:
        raise WrongState("该条目没有被撤下，无需恢复。")
    if not reason.strip():
        raise WrongState("恢复公开必须填写原因。")
    if fault := never_public(entry):
        raise NotPublic(fault)
    entry.withdrawn_at, entry.withdrawal_reason, entry.withdrawal_note = None, "", ""
    entry.save(update_fields=WITHDRAWAL_FIELDS)
    put_page(page_data(entry, entry.live_edition))
    log("entry.restored", entry.live_edition, by, reason=reason)


def public_page(entry: Entry) -> PageData:
    """The page that an entry has in public today, made from its editions."""
    assert entry.live_edition is not None  # noqa: S101 - callers ask for published entries only
    made = tombstone_data if entry.withdrawn_at else page_data
    return made(entry, entry.live_edition)


def page_data(entry: Entry, edition: Edition) -> PageData:
    """The page of an edition; requests-only entries show metadata without text and files."""
    is_open = entry.method == Method.ACTIVE
    rendered = entry.behaviour.render(edition) if is_open else None
    return PageData(
        path=entry.path,
        title=edition.title,
        agency_id=entry.agency_id,
        category_id=entry.category_id,
        theme_id=edition.theme_id,
        genre_id=edition.genre_id,
        method=entry.method,
        publisher_name=edition.publisher_name,
        joint_issuers=edition.joint_issuers,
        published_at=entry.first_published_at or timezone.now(),
        updated_at=edition.published_at or timezone.now(),
        index_number=entry.index_number,
        document_number=edition.document_number,
        source=edition.source,
        written_on=edition.written_on,
        change_note=edition.change_note,
        validity=entry.validity,
        effective_on=entry.effective_on,
        ends_on=entry.ends_on,
        keywords=edition.keywords,
        summary=edition.summary,
        article=rendered.html if rendered else "",
        text=rendered.text if rendered else "",
        data=rendered.data if rendered else {},
        files=(*attached(edition), *made(edition)) if is_open else (),
    )


def attached(edition: Edition) -> tuple[FileData, ...]:
    """The edition's attachments as the public side takes them."""
    return tuple(map(file_data, edition.attachments.select_related("blob")))


def made(edition: Edition) -> tuple[FileData, ...]:
    """The files that were made from the edition when it was released."""
    rows = edition.renditions.select_related("blob")
    return tuple(replace(file_data(row), is_rendition=True) for row in rows)


def file_data(file: Attachment | Rendition) -> FileData:
    """A named file of an edition as plain data."""
    blob = file.blob
    return FileData(blob.digest, file.name, blob.size, blob.content_type, file.position)


def make_renditions(entry: Entry, edition: Edition) -> None:
    """Make the files of an open entry once; they are kept, so that the page can be rebuilt."""
    if entry.method != Method.ACTIVE or edition.renditions.exists():
        return
    edition.entry = entry
    for position, data in enumerate(entry.behaviour.renditions(edition), 1):
        digest, size = blobs.put(Path(settings.PRIVATE_ROOT), io.BytesIO(data.content))
        blob, _ = Blob.objects.get_or_create(
            digest=digest, defaults={"size": size, "content_type": data.content_type}
        )
        Rendition.objects.create(edition=edition, blob=blob, name=data.name, position=position)


def tombstone_data(entry: Entry, edition: Edition) -> PageData:
    """What stands in place of a withdrawn page: number, title, date and reason."""
    label = WithdrawalReason(entry.withdrawal_reason).label
    return PageData(
        path=entry.path,
        kind=PageKind.TOMBSTONE,
        title=edition.title,
        agency_id=entry.agency_id,
        category_id=entry.category_id,
        method=entry.method,
        publisher_name=edition.publisher_name,
        published_at=entry.first_published_at or timezone.now(),
        updated_at=entry.withdrawn_at or timezone.now(),
        index_number=entry.index_number,
        withdrawn_at=entry.withdrawn_at,
        withdrawal_reason=f"{label}：{entry.withdrawal_note}" if entry.withdrawal_note else label,
    )
