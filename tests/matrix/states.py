"""An edition in every state in which somebody may find it."""

from datetime import timedelta

from django.core.files.base import ContentFile
from django.utils import timezone

from disclosure.catalogue import actions
from disclosure.catalogue.attachments import add_attachment
from disclosure.catalogue.models import Edition, WithdrawalReason
from disclosure.catalogue.release import publishing, withdrawing
from tests.factories import clear, make_draft


def draft(agency, author, publisher):
    edition = make_draft(agency=agency, by=author, body="<p>请拨打 13800138000 联系。</p>")
    add_attachment(edition, name="说明.txt", file=ContentFile("说明".encode()), by=author)
    return edition


def submitted(agency, author, publisher):
    edition = draft(agency, author, publisher)
    actions.submit(edition, by=author, reason="依法公开")
    return edition


def cleared(agency, author, publisher):
    return clear(submitted(agency, author, publisher))


def scheduled(agency, author, publisher):
    edition = cleared(agency, author, publisher)
    publishing.schedule(edition, by=publisher, at=timezone.now() + timedelta(days=3))
    return edition


def published(agency, author, publisher):
    edition = cleared(agency, author, publisher)
    publishing.publish(edition, by=publisher)
    return edition


def superseded(agency, author, publisher):
    old = published(agency, author, publisher)
    new = actions.begin_correction(fresh(old).entry, by=author)
    actions.save_draft(new, by=author, version=new.lock_version, change_note="更正电话")
    actions.submit(new, by=author, reason="依法公开")
    publishing.publish(clear(new), by=publisher)
    return old


def correction(agency, author, publisher):
    """A draft beside a live page."""
    old = published(agency, author, publisher)
    new = actions.begin_correction(fresh(old).entry, by=author)
    actions.save_draft(new, by=author, version=new.lock_version, change_note="更正电话")
    return new


def withdrawn(agency, author, publisher):
    edition = published(agency, author, publisher)
    reason = WithdrawalReason.ERROR
    withdrawing.withdraw(fresh(edition).entry, by=publisher, reason=reason)
    return edition


def discarded(agency, author, publisher):
    edition = draft(agency, author, publisher)
    actions.discard(edition, by=author, reason="重复")
    return edition


STATES = {
    one.__name__: one
    for one in (
        draft, submitted, cleared, scheduled, published, superseded, correction, withdrawn,
        discarded,
    )
}  # fmt: skip


def fresh(edition):
    return Edition.objects.select_related("entry__agency").get(pk=edition.pk)
