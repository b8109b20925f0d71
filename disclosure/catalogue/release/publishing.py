"""The one door between desk and public: releases, each one transaction.

may they → state → Page → outbox → Event, in this order.
"""

import io
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from disclosure.agencies.models import Role, User
from disclosure.agencies.permissions import require
from disclosure.catalogue.actions import content_digest, digest_of, facts_of, log
from disclosure.catalogue.checks import never_public
from disclosure.catalogue.contents import keep_content
from disclosure.catalogue.models import Attachment, Edition, Entry, Origin, Rendition
from disclosure.catalogue.models.reviews import next_step
from disclosure.catalogue.models.validity import ENDED, validity_on
from disclosure.catalogue.models.windows import Windows, shut_until
from disclosure.catalogue.models.writers import own_work
from disclosure.catalogue.release.pagedata import Beside, put_up
from disclosure.catalogue.release.publichistory import changed_before, hide_earlier
from disclosure.catalogue.reviewing import check_seen
from disclosure.lib.dates import months_later, to_minute
from disclosure.pages.models import Method
from disclosure.workflow.states import (
    PUBLISH,
    SCHEDULE,
    SUPERSEDE,
    UNSCHEDULE,
    State,
    Transition,
    WrongState,
    move,
)

# What tells whether an edition is still as somebody was shown it.
LOOKED_AT = ("state", "submitted_digest", "release_at", "release_refusal", "published_by")
HOLDING_FIELDS = ("validity", "validity_basis", "review_on")
WITHDRAWAL_FIELDS = ("withdrawn_at", "withdrawal_reason", "withdrawal_note", "successor")


class NotPublic(Exception):
    """The entry must never have a page; the sentence says why."""


class OutsideWindow(Exception):
    """The agency lets nothing out at that time; `opening` is when it does next."""

    def __init__(self, sentence: str, opening: datetime) -> None:
        super().__init__(sentence)
        self.opening = opening


def may_publish(
    edition: Edition,
    by: User,
    *,
    now: datetime | None = None,
    files: Sequence[Attachment] | None = None,
) -> None:
    """Raise PermissionDenied or WrongState, with the sentence to show, unless they may.

    Asked again when a scheduled time has come: what held when it was set may hold no more.
    Who holds the `lock_for_release` of the edition gives the `files` attached to it.
    """
    agency = edition.entry.agency
    require(by, Role.PUBLISHER, agency)
    if edition.state != State.CLEARED:
        raise WrongState(f"状态为“{State(edition.state).label}”，不能发布。")
    if own := own_work(edition, by, "发布"):
        raise PermissionDenied(own)
    if edition.submitted_digest != said_now(edition, files):
        raise WrongState("稿件在提交后被改动，请退回后重新提交。")
    if agency.dissolved_on and agency.dissolved_on < timezone.localdate(now):
        raise WrongState(f"“{agency}”已撤销，不能再发布新信息。")
    step = next_step(edition) if edition.state == State.CLEARED else None
    if step:
        raise WrongState(f"审查环节在通过之后改变，还须办理{step.name}，请退回后重新提交。")


def said_now(edition: Edition, files: Sequence[Attachment] | None) -> str:
    """The digest of what an edition says; who holds its `lock_for_release` gives its files."""
    if files is None:
        return content_digest(edition)
    return digest_of(edition, facts_of(edition.entry), files)


def why_not(edition: Edition, by: User) -> str:
    """Why a person cannot publish an edition now, whatever the hour; empty if they can."""
    if edition.state != State.CLEARED:
        return f"状态为“{State(edition.state).label}”，不能发布。"
    try:
        may_publish(edition, by)
    except (PermissionDenied, WrongState) as refusal:
        return str(refusal)
    return never_public(edition.intended_entry())


def in_window(edition: Edition, at: datetime) -> None:
    """Raise OutsideWindow, with the next time that is possible, unless the agency is open then."""
    if opening := shut_until(edition.entry.agency_id, at):
        told = to_minute(opening)
        window = Windows().of(edition.entry.agency_id)
        raise OutsideWindow(
            f"{to_minute(at)} 不在发布时段（{window}）内，下一个可以发布的时间是 {told}。",
            opening,
        )


def time_of(edition: Edition) -> str:
    """When an edition goes out by itself and who said so, in words; "未定时" when it does not."""
    if edition.release_at is None or not edition.is_scheduled:
        return "未定时"
    return f"{edition.published_by}已定于 {to_minute(edition.release_at)} 发布"


def check_timed(edition: Edition, timed: str) -> None:
    """Refuse to replace another time than the page showed, see `time_of`. Raises WrongState."""
    if edition.state == State.CLEARED and timed not in ("", time_of(edition)):
        raise WrongState(
            f"您打开之后，发布时间有变动：{time_of(edition)}。要取代这一安排的，请核对后再确认一次。"
        )


def check_shown(edition: Edition, seen: str, timed: str = "") -> None:
    """Lock what is to be released, and refuse unless its page showed what holds now.

    Raises WrongState.
    """
    locked = lock_for_release(edition)
    check_seen(locked, seen, "发布")
    check_timed(locked, timed)


def lock_for_release(edition: Edition) -> Edition:
    """Lock an edition, its entry first as everywhere; its row as it is now.

    The edition that was given knows its entry as it is now.
    """
    Entry.objects.select_for_update().values_list("pk").get(pk=edition.entry_id)
    rows = Edition.objects.select_for_update(of=("self",)).only("entry", *LOOKED_AT)
    locked = rows.select_related("entry__agency", "entry__category").get(pk=edition.pk)
    edition.entry = locked.entry
    return locked


@transaction.atomic
def publish(
    edition: Edition,
    *,
    by: User,
    reason: str = "",
    seen: str = "",
    timed: str = "",
    now: datetime | None = None,
) -> None:
    """Release a cleared edition: the live one is superseded, the page is replaced.

    Outside the agency's window it takes a reason. `seen` is the digest of what was shown, `timed`
    the time that was (`time_of`).
    Raises PermissionDenied (no publisher, or a writer), NotPublic, OutsideWindow, WrongState.
    """
    at = now or timezone.now()
    check_shown(edition, seen, timed)
    files = attached(edition)
    may_publish(edition, by, now=at, files=files)
    said: dict[str, Any] = {}
    try:
        in_window(edition, at)
    except OutsideWindow:
        if not reason.strip():
            raise
        said = {"reason": f"在发布时段以外发布：{reason.strip()}"}
    release(edition, by=by, at=at, files=files, **said)


@transaction.atomic
def schedule(
    edition: Edition,
    *,
    by: User,
    at: datetime,
    seen: str = "",
    timed: str = "",
    now: datetime | None = None,
) -> None:
    """Let a cleared edition wait for its time; the worker releases it in this person's name.

    Raises what `publish` raises, and WrongState for a time that has passed.
    """
    if at <= (now or timezone.now()):
        raise WrongState("定时发布的时间必须晚于现在。")
    check_shown(edition, seen, timed)
    in_window(edition, at)
    set_time(edition, by=by, at=at)


@transaction.atomic
def hand_over(edition: Edition, *, by: User, now: datetime | None = None) -> None:
    """Leave a cleared edition to the worker, to be released at once or when the window opens."""
    at = now or timezone.now()
    at = shut_until(edition.entry.agency_id, at) or at
    set_time(edition, by=by, at=at)


def set_time(edition: Edition, *, by: User, at: datetime) -> None:
    """Write the time and who answers for it; a time set before is named in the log."""
    may_publish(edition, by)
    if reason := never_public(edition.intended_entry()):
        raise NotPublic(reason)
    former = edition.release_at if edition.published_by_id else None
    move(edition, SCHEDULE, release_at=at, published_by=by, release_refusal="")
    action = "edition.rescheduled" if former else "edition.scheduled"
    log(action, edition, by, at=at, **({"former": former} if former else {}))


@transaction.atomic
def unschedule(edition: Edition, *, by: User) -> None:
    """Take the time of a scheduled edition away; it waits for a publisher again."""
    require(by, Role.PUBLISHER, edition.entry.agency)
    if edition.published_by_id is None:
        raise WrongState("该稿件没有设定定时发布，无需取消。")
    former = edition.release_at
    move(edition, UNSCHEDULE, release_at=None, published_by=None, release_refusal="")
    log("edition.unscheduled", edition, by, former=former)


@transaction.atomic(savepoint=False)
def release(
    edition: Edition,
    *,
    by: User | None,
    at: datetime,
    first: datetime | None = None,
    step: Transition = PUBLISH,
    files: Sequence[Attachment] | None = None,
    **said: Any,
) -> None:
    """Make a cleared edition the live one; whoever calls has asked whether they may.

    They hold its `lock_for_release`, and found that it says what was submitted. `first` is the
    publication time printed on an imported page, `step` the transition where it is not the usual
    one, `files` what is attached, where that was read, `said` what else to log.
    Raises WrongState for a time that is not the system's (伪造发稿日期: 国办秘函〔2019〕19号).
    """
    check_time(edition, at, first)
    before = changed_before(edition, edition.entry)
    entry = edition.intended_entry()
    if reason := never_public(entry):
        raise NotPublic(reason)
    if entry.live_edition:
        move(entry.live_edition, SUPERSEDE)
    if edition.hides_previous or entry.withdrawn_at:
        hide_earlier(edition)  # what was taken down must not come back as a past edition
    said_of = {"published_by": by, "release_refusal": "", "entry_before": before}
    move(edition, step, published_at=first or at, **said_of)
    is_first = entry.live_edition is None
    entry.live_edition = edition
    entry.first_published_at = entry.first_published_at or first or at
    stand_again(entry)
    hold(entry, edition, timezone.localdate(at))
    changed = ["live_edition", "first_published_at", *WITHDRAWAL_FIELDS, *edition.entry_changes]
    entry.save(update_fields=[*changed, *HOLDING_FIELDS])
    files = attached(edition) if files is None else files
    beside = Beside.holding([edition], files, made_files(entry, edition))
    put_up(entry, beside, is_first=is_first)
    log("edition.published", edition, by, at=at, digest=said_now(edition, files), **said)


def check_time(edition: Edition, at: datetime, first: datetime | None) -> None:
    """Refuse a time of publication that does not come from the system; imports show theirs."""
    if first and edition.origin != Origin.IMPORTED:
        raise WrongState("发布时间由系统记录，只有导入的页面保留原来的发布时间。")
    if first and first > at:
        raise WrongState(f"原页面的发布时间 {to_minute(first)} 晚于现在，请核对导入的页面。")


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


def attached(edition: Edition) -> list[Attachment]:
    """The files of an edition with their contents."""
    return list(edition.attachments.select_related("blob"))


def make_renditions(entry: Entry, edition: Edition) -> None:
    """Make the files of an open entry once; they are kept, so that the page can be rebuilt."""
    if entry.method == Method.ACTIVE and not edition.renditions.exists():
        made_files(entry, edition)


def made_files(entry: Entry, edition: Edition) -> list[Rendition]:
    """The files of an open entry, made of an edition that has none yet."""
    if entry.method != Method.ACTIVE:
        return []
    edition.entry, made = entry, []
    for position, data in enumerate(entry.behaviour.renditions(edition), 1):
        # A purge drops all files of a text that changed, also one that never held the data: made
        # again it is the same to the byte, and the entry could not be released without it.
        blob = keep_content(io.BytesIO(data.content), data.content_type, may_return=True)
        made.append(Rendition(edition=edition, blob=blob, name=data.name, position=position))
    return Rendition.objects.bulk_create(made)
