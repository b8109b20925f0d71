"""Taking a live entry down, and putting it up again; each one transaction."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from disclosure.agencies.models import Role, User
from disclosure.agencies.permissions import require
from disclosure.catalogue.actions import log
from disclosure.catalogue.checks import never_public
from disclosure.catalogue.models import Entry, WithdrawalReason
from disclosure.catalogue.pagedata import page_data, tombstone_data
from disclosure.catalogue.publishing import WITHDRAWAL_FIELDS, NotPublic
from disclosure.pages.actions import put_page
from disclosure.workflow.states import WrongState


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
