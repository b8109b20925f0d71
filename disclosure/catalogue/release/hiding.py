"""Keeping a past edition out of every public view, and showing it again; each one transaction."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from disclosure.agencies.models import Role, User
from disclosure.agencies.permissions import require
from disclosure.catalogue.actions import log
from disclosure.catalogue.models import Edition, Entry
from disclosure.catalogue.models.writers import own_work
from disclosure.catalogue.release.pagedata import public_page
from disclosure.pages.actions import put_page
from disclosure.workflow.states import State, WrongState


def hide(edition: Edition, *, by: User, reason: str) -> None:
    """Let neither the text of a past edition nor a difference from or to it be read in public.

    Raises PermissionDenied, WrongState.
    """
    set_hidden(edition, hidden=True, by=by, reason=reason)


def unhide(edition: Edition, *, by: User, reason: str) -> None:
    """Undo it. Who wrote in the edition may not: another person has to look at it.

    Raises PermissionDenied, WrongState.
    """
    if own := own_work(edition, by, "重新公开"):
        raise PermissionDenied(own)
    set_hidden(edition, hidden=False, by=by, reason=reason)


@transaction.atomic
def set_hidden(edition: Edition, *, hidden: bool, by: User, reason: str) -> None:
    """Change the mark, write the page anew, and note it with its reason."""
    require(by, Role.PUBLISHER, edition.entry.agency)
    if not reason.strip():
        raise WrongState("请填写原因，原因将记入操作日志。")
    entry = Entry.objects.select_for_update().get(pk=edition.entry_id)
    rows = Edition.objects.filter(pk=edition.pk, state=State.SUPERSEDED, is_hidden=not hidden)
    if not rows.update(is_hidden=hidden):
        raise WrongState("只有历史版本可以办理，或者已有他人办理，请刷新后再试。")
    edition.is_hidden = hidden
    put_page(public_page(entry))
    log("edition.hidden" if hidden else "edition.unhidden", edition, by, reason=reason)
