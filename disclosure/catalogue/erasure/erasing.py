"""Purging personal data that must not exist any more: one person asks, another confirms.

Published editions are otherwise never changed. What stays is digests and the record of the purge.
"""

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from disclosure.agencies.models import Agency, Role, User
from disclosure.agencies.permissions import holds
from disclosure.agencies.unread import forget_messages
from disclosure.catalogue.actions import content_digest
from disclosure.catalogue.checks.inspecting import forget_inspections
from disclosure.catalogue.erasure.freetexts import write
from disclosure.catalogue.erasure.purging import Plan, unreferenced
from disclosure.catalogue.mailing import tell_confirmers
from disclosure.catalogue.models import Blob, Edition, Entry, Erasure
from disclosure.catalogue.models.erasures import CONFIRMERS, DAYS, REQUESTERS, Stage
from disclosure.catalogue.release.pagedata import public_page
from disclosure.catalogue.release.publishing import make_renditions
from disclosure.lib import blobs
from disclosure.lib.databasefile import shed_old_pages
from disclosure.lib.personal import personal_data
from disclosure.lib.pieces import SHORTEST, Pieces
from disclosure.pages import files, search
from disclosure.pages.actions import put_page
from disclosure.workflow.log import record
from disclosure.workflow.payloads import ERASED, erase_payloads
from disclosure.workflow.states import OPEN_STATES, WrongState

logger = logging.getLogger(__name__)


class ErasureRefused(Exception):
    """A purge that cannot be asked for or done as it stands; the sentence says why."""


def may(by: User, roles: Sequence[Role], agencies: Iterable[Agency]) -> None:
    """Raise PermissionDenied, with the sentence to show, unless they hold a role in each agency."""
    for agency in agencies:
        if not any(holds(by, role, agency) for role in roles):
            names = "、".join(role.label for role in roles)
            raise PermissionDenied(f"清除需要“{agency}”的{names}角色，请联系本机构管理员。")


def wished(entry: Entry, *, by: User, now: datetime | None = None, **scope: Any) -> Erasure:
    """A request that is not made yet, to show what it would take away.

    `scope`: ground, note, pieces (strings), editions (numbers), with_titles, files (digests),
    with_shared.
    """
    scope["pieces"] = "\n".join(scope.get("pieces", ()))
    return Erasure(entry=entry, requested_by=by, requested_at=now or timezone.now(), **scope)


@transaction.atomic
def request_erasure(
    entry: Entry, *, by: User, now: datetime | None = None, **scope: Any
) -> Erasure:
    """Ask another person to purge what `scope` names, see `wished`.

    Raises PermissionDenied (no publisher or secrecy reviewer), ErasureRefused with every reason.
    """
    entry = Entry.objects.select_for_update().get(pk=entry.pk)
    may(by, REQUESTERS, [entry.agency])
    expire_requests(now, of=entry)
    erasure = wished(entry, by=by, now=now, **scope)
    if entry.erasures.open().exists():
        raise ErasureRefused("该条目已有一项清除申请在办，请先办理或者取消。")
    check_words(erasure)
    check_plan(Plan(erasure), by, REQUESTERS)
    erasure.save()
    log("erasure.requested", erasure, by, now)
    tell_confirmers(erasure)
    return erasure


def check_words(erasure: Erasure) -> None:
    """Refuse a note that holds what is to go, and pieces too short to mean anything."""
    if not erasure.note.strip():
        raise ErasureRefused("请写明清除的理由。")
    refuse_data(erasure.note, erasure)
    short = [one for one in erasure.strings if len(one) < SHORTEST]
    if short:
        raise ErasureRefused(f"“{short[0]}”太短，至少写 {SHORTEST} 个字，以免误删其他文字。")


def refuse_data(said: str, erasure: Erasure) -> None:
    """Refuse a sentence for the record that says the data itself."""
    if personal_data(said) or Pieces.of(erasure.strings).stand_in(said):
        raise ErasureRefused("说明将永久保存，不能写入个人信息或者要清除的字词，请改写。")


def check_plan(plan: Plan, by: User, roles: Sequence[Role]) -> None:
    """Refuse what cannot be done now, and what reaches into agencies that are not theirs."""
    if reasons := list(plan.refusals()):
        raise ErasureRefused(" ".join(reasons))
    may(by, roles, {other.agency for other in plan.others})


def log(action: str, erasure: Erasure, by: User | None, now: datetime | None, **data: Any) -> None:
    """Record an Event about the entry; what it says is no personal data."""
    agency_code = erasure.entry.agency.code
    data = erasure.summary() | data
    record(action, on=erasure.entry, by=by, agency_code=agency_code, now=now, **data)


def confirm_erasure(erasure: Erasure, *, by: User, seen: str, now: datetime | None = None) -> None:
    """Confirm what another person asked for, and purge it. `seen` is the digest of the plan shown.

    The decision is committed before anything is destroyed: after a crash the worker finishes it.
    Raises PermissionDenied (the same person, or no role), ErasureRefused, WrongState.
    """
    approve(erasure, by=by, seen=seen, now=now)
    finish(erasure, now=now)


@transaction.atomic
def approve(erasure: Erasure, *, by: User, seen: str, now: datetime | None = None) -> None:
    """Write down that a second person confirmed exactly what they saw."""
    now = now or timezone.now()
    fresh = locked(erasure, Stage.REQUESTED)
    may(by, CONFIRMERS, [fresh.entry.agency])
    if fresh.requested_by_id == by.pk:
        raise PermissionDenied("申请人不能确认自己的清除申请，请由另一位同事确认。")
    if fresh.expires_at <= now:
        raise WrongState(f"申请已超过 {DAYS} 天，不能再确认；仍需清除的，请重新申请。")
    plan = Plan(fresh)
    check_plan(plan, by, CONFIRMERS)
    if plan.digest != seen:
        raise WrongState("您打开之后，要清除的内容有变化；请核对下面新的清单后再确认。")
    fresh.state, fresh.confirmed_by, fresh.confirmed_at = Stage.CONFIRMED, by, now
    fresh.save(update_fields=["state", "confirmed_by", "confirmed_at"])
    log("erasure.confirmed", fresh, by, now)


def locked(erasure: Erasure, stage: Stage) -> Erasure:
    """The request and its entry, held until the end of the transaction. Raises WrongState."""
    entry = Entry.objects.select_for_update().get(pk=erasure.entry_id)
    fresh = Erasure.objects.select_for_update().get(pk=erasure.pk)
    if fresh.state != stage:
        raise WrongState(f"清除申请的状态为“{fresh.get_state_display()}”，请刷新后再看。")
    fresh.entry = entry
    return fresh


@transaction.atomic
def cancel_erasure(erasure: Erasure, *, by: User, reason: str, now: datetime | None = None) -> None:
    """Give a request up, by whoever asked or might confirm; the strings in it are forgotten."""
    fresh = locked(erasure, Stage.REQUESTED)
    may(by, CONFIRMERS, [fresh.entry.agency])
    if not reason.strip():
        raise ErasureRefused("取消必须填写原因。")
    refuse_data(reason, fresh)
    close(fresh, reason)
    log("erasure.cancelled", fresh, by, now, reason=reason)


def close(erasure: Erasure, outcome: str) -> None:
    """End a request that was not confirmed."""
    erasure.state, erasure.outcome, erasure.pieces = Stage.CANCELLED, outcome, ""
    erasure.save(update_fields=["state", "outcome", "pieces"])


@transaction.atomic
def expire_requests(now: datetime | None = None, *, of: Entry | None = None) -> int:
    """End the requests that nobody confirmed in time; how many there were."""
    rows = Erasure.objects.overdue(now or timezone.now()).select_for_update()
    overdue = list(rows.filter(entry=of) if of else rows)
    for erasure in overdue:
        close(erasure, f"{DAYS} 天内无人确认")
        log("erasure.expired", erasure, None, now)
    return len(overdue)


def finish_confirmed() -> int:
    """Finish what was confirmed and a crash left undone; how many."""
    done = 0
    for erasure in Erasure.objects.filter(state=Stage.CONFIRMED):
        try:
            finish(erasure)
        except (WrongState, ErasureRefused) as refusal:
            logger.warning("erasure %s was not finished: %s", erasure.pk, refusal)
        else:
            done += 1
    return done


@transaction.atomic
def finish(erasure: Erasure, *, now: datetime | None = None) -> None:
    """Purge what was confirmed: texts, files, pages, log; contents go before the commit.

    It may be done again after a crash at any place. Raises WrongState, ErasureRefused.
    """
    now = now or timezone.now()
    fresh = locked(erasure, Stage.CONFIRMED)
    plan = Plan(fresh)
    if reasons := [one for one in plan.refusals() if not plan.is_empty]:
        raise ErasureRefused(" ".join(reasons))
    editions = [(edition, content_digest(edition)) for edition in plan.touched]
    write(plan.changes)
    close_drafts(plan)
    gone = plan.digests | renew_renditions(plan)
    Blob.objects.filter(digest__in=gone).update(erased_at=now)
    forget_inspections(gone)
    renew_page(plan, gone)
    kept = {"withdrawals": plan.withdrawals} if plan.withdrawals else {}
    told = kept | erase_payloads(plan.events, plan.accesses, now=now)
    fresh.proof = {
        "editions": [proof(edition, before) for edition, before in editions],
        "files": list(Blob.objects.filter(digest__in=gone).values("digest", "size")),
        "places": len(plan.changes),
    } | told
    fresh.state, fresh.done_at = Stage.DONE, now
    summary = fresh.summary()
    fresh.pieces = ""
    fresh.save(update_fields=["state", "done_at", "pieces", "proof"])
    agency_code = fresh.entry.agency.code
    data = summary | fresh.proof
    record(ERASED, on=fresh.entry, by=fresh.confirmed_by, agency_code=agency_code, now=now, **data)
    transaction.on_commit(partial(shed_old_pages, connection), robust=True)
    for digest in gone:
        blobs.remove(Path(settings.PRIVATE_ROOT), digest)


def proof(edition: Edition, before: str) -> dict[str, Any]:
    """The digests of an edition's content before and after."""
    return {"number": edition.number, "before": before, "after": content_digest(edition)}


def close_drafts(plan: Plan) -> None:
    """Whoever has a draft open is told that it changed, instead of writing the data back."""
    ids = [edition.pk for edition in plan.touched if edition.state in OPEN_STATES]
    Edition.objects.filter(pk__in=ids).update(lock_version=F("lock_version") + 1)


def renew_renditions(plan: Plan) -> set[str]:
    """Drop files made from texts that changed, make those of the live edition again; which go."""
    old = {row.blob_id for row in plan.renditions}
    ids = {row.edition_id for row in plan.renditions}
    for row in plan.renditions:
        row.delete()
    live = plan.entry.live_edition
    if live and live.pk in ids:
        make_renditions(plan.entry, Edition.objects.get(pk=live.pk))
    return unreferenced(old)


def renew_page(plan: Plan, gone: set[str]) -> None:
    """Make all that the public side derives from the entry again, and what lies about of it."""
    entry = Entry.objects.get(pk=plan.entry.pk)
    if entry.live_edition:
        put_page(public_page(entry))
    kept = {row.blob_id for row in plan.entry_attachments}
    for digest in gone | kept:
        files.forget(digest)
    search.forget()
    transaction.on_commit(forget_messages, robust=True)  # it walks through all sessions
