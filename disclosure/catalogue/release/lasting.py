"""How long a public entry holds: by its dates, by decision, and by review."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from disclosure.agencies.models import Role, User
from disclosure.agencies.permissions import require
from disclosure.catalogue.actions import log
from disclosure.catalogue.models import Edition, Entry
from disclosure.catalogue.models.validity import ENDED, ReviewResult, dates_fault, validity_on
from disclosure.catalogue.permissions import BY_VERB, demand
from disclosure.catalogue.release.pagedata import public_page
from disclosure.catalogue.release.withdrawing import note_fault
from disclosure.pages.actions import put_page
from disclosure.pages.models import Validity
from disclosure.workflow.states import WrongState

BY_DATE = {
    Validity.EXPIRED: "entry.expired",
    Validity.VALID: "entry.in_force",
    Validity.PENDING: "entry.pending",
}


class ValidityRefused(Exception):
    """The validity cannot be as asked; the sentence says what to do."""


def renew_validity(today: date | None = None) -> list[Entry]:
    """Let every released entry say what its dates say today; each in its own transaction."""
    today = today or timezone.localdate()
    found = Entry.objects.out_of_time(today).values_list("pk", flat=True)
    return [entry for pk in list(found) if (entry := renew_one(pk, today))]


@transaction.atomic
def renew_one(pk: int, today: date) -> Entry | None:
    """Entry and page of one; None when another worker was faster."""
    entry = Entry.objects.select_for_update().get(pk=pk)
    now = validity_on(today, entry.validity, effective_on=entry.effective_on, ends_on=entry.ends_on)
    if now == entry.validity or entry.live_edition is None:
        return None
    was, entry.validity = entry.validity, now
    entry.save(update_fields=["validity"])
    put_page(public_page(entry))
    log(BY_DATE[now], entry.live_edition, None, was=was, day=today)
    return entry


@transaction.atomic
def change_validity(
    entry: Entry,
    *,
    by: User,
    validity: Validity,
    basis: str,
    reason: str,
    effective_on: date | None = None,
    ends_on: date | None = None,
    today: date | None = None,
) -> None:
    """Say of a public entry that it holds, or no longer, without a new edition.

    `basis` is the number of the document that decides it, shown to the public. Raises WrongState
    when the entry is not public, ValidityRefused with the sentence to show.
    """
    require(by, Role.PUBLISHER, entry.agency)
    entry = Entry.objects.select_for_update().get(pk=entry.pk)
    if not entry.is_live or entry.live_edition is None:
        raise WrongState("该条目没有公开的页面，不能改变有效性。")
    dates = {"effective_on": effective_on, "ends_on": ends_on}
    today = today or timezone.localdate()
    if fault := dates_fault(today, validity, **dates) or words_fault(basis, reason):
        raise ValidityRefused(fault)
    was = entry.validity
    wanted = {"validity": validity, "validity_basis": basis.strip(), **dates}
    if all(getattr(entry, name) == value for name, value in wanted.items()):
        raise ValidityRefused("有效性、日期和依据都没有改变，无需办理。")
    for name, value in wanted.items():
        setattr(entry, name, value)
    if validity in ENDED:
        entry.review_on = None  # nothing is left to be reviewed
    entry.save(update_fields=[*wanted, "review_on"])
    put_page(public_page(entry))
    log("entry.validity_changed", entry.live_edition, by, reason=reason, was=was, **wanted)


def words_fault(basis: str, reason: str) -> str:
    """What is missing in basis and reason, or must not be public; "" when nothing."""
    if not reason.strip():
        return "改变有效性必须填写原因。"
    if not basis.strip():
        return "改变有效性必须填写依据，例如作出决定的文件的文号或者索引号。"
    return note_fault(basis)


@transaction.atomic
def recheck(
    edition: Edition,
    *,
    by: User,
    result: ReviewResult,
    note: str,
    next_on: date | None = None,
    today: date | None = None,
) -> None:
    """Record what a review (复查) came to, and when the next one is due.

    What ought to be repealed stays due until its validity is changed. Raises WrongState when
    there is nothing to review, ValidityRefused for a missing note or day.
    """
    task, today = BY_VERB["recheck"], today or timezone.localdate()
    demand(task, edition, by)
    entry = Entry.objects.select_for_update().get(pk=edition.entry_id)
    edition.entry = entry
    if not task.fits(edition):
        raise WrongState("该条目既没有公开，也不是不予公开的信息，无需复查。")
    if not note.strip():
        raise ValidityRefused("复查必须写明情况。")
    if next_on is None and result != ReviewResult.REPEAL:
        raise ValidityRefused("请填写下次复查日期。")
    if next_on and next_on <= today:
        raise ValidityRefused("下次复查日期必须晚于今天。")
    entry.reviewed_on, entry.review_on = today, next_on or today
    entry.save(update_fields=["reviewed_on", "review_on"])
    log("entry.rechecked", edition, by, result=result, reason=note, next_on=entry.review_on)
