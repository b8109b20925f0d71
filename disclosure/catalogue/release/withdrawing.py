"""Taking a live entry down, and putting it up again; each one transaction."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from disclosure.agencies.models import Role, User
from disclosure.agencies.permissions import require
from disclosure.catalogue.actions import log
from disclosure.catalogue.checks import never_public
from disclosure.catalogue.mailing import tell_releaser
from disclosure.catalogue.models import Entry
from disclosure.catalogue.models.withdrawals import OUTCOMES, WithdrawalReason
from disclosure.catalogue.release.pagedata import put_up
from disclosure.catalogue.release.publishing import WITHDRAWAL_FIELDS, NotPublic, stand_again
from disclosure.lib.personal import personal_data
from disclosure.workflow.states import UNSCHEDULE, WrongState, move


class WithdrawalRefused(Exception):
    """The withdrawal cannot be made as asked; the sentence says what to do."""


@transaction.atomic
def withdraw(
    entry: Entry,
    *,
    by: User,
    reason: WithdrawalReason,
    note: str = "",
    successor: Entry | None = None,
    now: datetime | None = None,
) -> None:
    """Take a live entry down: notice, redirect or gone, as the reason demands; files go at once.

    Raises WrongState when there is nothing live, WithdrawalRefused for a successor that cannot
    stand in its place and for personal data in the note.
    """
    require(by, Role.PUBLISHER, entry.agency)
    entry, successor = locked(entry, successor)
    if not entry.is_live or entry.live_edition is None:
        raise WrongState("该条目没有公开的页面，无需撤下。")
    if fault := successor_fault(entry, reason, successor) or note_fault(note):
        raise WithdrawalRefused(fault)
    entry.withdrawn_at, entry.withdrawal_reason = now or timezone.now(), reason
    entry.withdrawal_note, entry.successor = note, successor
    entry.save(update_fields=WITHDRAWAL_FIELDS)
    put_up(entry)
    stop_waiting(entry, by)
    said = {"successor": successor.index_number} if successor else {}
    log("entry.withdrawn", entry.live_edition, by, reason=reason, note=note, **said)


def stop_waiting(entry: Entry, by: User) -> None:
    """Take the time of a scheduled correction away: nobody shall find the page up again."""
    opened = entry.open_edition()
    if opened is None or opened.published_by is None:
        return
    former, reason = opened.release_at, "条目已撤下，请核对后重新设定时间"
    tell_releaser(opened, reason)
    move(opened, UNSCHEDULE, release_at=None, published_by=None, release_refusal="")
    log("edition.unscheduled", opened, by, former=former, reason=reason)


def locked(entry: Entry, successor: Entry | None) -> tuple[Entry, Entry | None]:
    """Both rows as they are now, locked in one order, so that two withdrawals cannot cross."""
    wanted = {entry.pk, successor.pk} if successor else {entry.pk}
    rows = Entry.objects.select_for_update().filter(pk__in=wanted).order_by("pk")
    found = {row.pk: row for row in rows}
    return found[entry.pk], found[successor.pk] if successor else None


def successor_fault(entry: Entry, reason: WithdrawalReason, successor: Entry | None) -> str:
    """Why an entry cannot stand in the place of another; "" when it can.

    Only a public entry may be led to: so no redirect leads to a redirect, and none in a circle.
    """
    if not OUTCOMES[reason].needs_successor:
        return f"撤下原因为“{reason.label}”时不转到其他信息，请清空替代信息。" if successor else ""
    if successor is None:
        return f"撤下原因为“{reason.label}”时，必须指明替代或者并入的信息，请填写其索引号。"
    if successor.pk == entry.pk:
        return "替代信息不能是被撤下的信息本身，请填写另一条信息的索引号。"
    if not successor.is_live:
        return f"{successor.index_number} 没有公开，不能转到它，请填写一条正在公开的信息。"
    return ""


def note_fault(note: str) -> str:
    """Why a note cannot be shown to the public; "" when it can (条例 Art. 15)."""
    if not (found := personal_data(note)):
        return ""
    told = "、".join(f"{one.kind}“{one.mask}”" for one in found)
    return f"说明将向公众显示，其中有{told}，请删去后再办理。"


@transaction.atomic
def restore(entry: Entry, *, by: User, reason: str) -> None:
    """Undo a withdrawal, whatever its reason: the live edition's page and files stand again."""
    require(by, Role.PUBLISHER, entry.agency)
    entry = Entry.objects.select_for_update().get(pk=entry.pk)
    if entry.live_edition is None or entry.withdrawn_at is None:
        raise WrongState("该条目没有被撤下，无需恢复。")
    if not reason.strip():
        raise WrongState("恢复公开必须填写原因。")
    if fault := never_public(entry):
        raise NotPublic(fault)
    if entry.erasures.open().exists():
        raise WrongState("该条目有在办的清除申请，办完或者取消之后才能恢复公开。")
    undone = entry.withdrawal_reason
    stand_again(entry)
    entry.save(update_fields=WITHDRAWAL_FIELDS)
    put_up(entry)
    log("entry.restored", entry.live_edition, by, reason=reason, undone=undone)
