"""An edition in every state in which somebody may find it."""

from datetime import timedelta

from django.core.files.base import ContentFile
from django.utils import timezone

from disclosure.agencies.models import Role
from disclosure.catalogue import actions
from disclosure.catalogue.attachments import add_attachment
from disclosure.catalogue.erasure.erasing import request_erasure
from disclosure.catalogue.models import Edition, WatchedWord, WithdrawalReason
from disclosure.catalogue.models.emergencies import EmergencyGround
from disclosure.catalogue.models.erasures import Ground
from disclosure.catalogue.release import hiding, publishing, withdrawing
from disclosure.catalogue.release.emergency import release_in_emergency
from tests.factories import clear, make_draft, make_member

PHONE = "13800138000"
BODY = f"<p>请拨打 {PHONE} 联系，截止目前已受理三件。</p>"


def draft(agency, author, publisher):
    WatchedWord.objects.get_or_create(word="截止目前", defaults={"suggestion": "截至目前"})
    edition = make_draft(agency=agency, by=author, body=BODY)
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


def hidden(agency, author, publisher):
    """A past edition that readers do not see any more."""
    old = superseded(agency, author, publisher)
    hiding.hide(fresh(old), by=publisher, reason="含有电话")
    return old


def emergency(agency, author, publisher):
    """Out before its reviews, which are owed."""
    edition = submitted(agency, author, publisher)
    by = make_member(agency, Role.EMERGENCY)
    reason = "台风红色预警须在一小时内告知公众"
    release_in_emergency(fresh(edition), by=by, ground=EmergencyGround.EVENT, reason=reason)
    return edition


def to_be_purged(agency, author, publisher):
    """Taken down, and a publisher asked for a purge."""
    edition = withdrawn(agency, author, publisher)
    asked = {"ground": Ground.PRIVACY, "note": "当事人来函", "pieces": [PHONE]}
    request_erasure(fresh(edition).entry, by=publisher, **asked)
    return edition


def discarded(agency, author, publisher):
    edition = draft(agency, author, publisher)
    actions.discard(edition, by=author, reason="重复")
    return edition


STATES = {
    one.__name__: one
    for one in (
        draft, submitted, cleared, scheduled, published, superseded, correction, withdrawn,
        discarded, hidden, emergency, to_be_purged,
    )
}  # fmt: skip


def fresh(edition):
    return Edition.objects.select_related("entry__agency").get(pk=edition.pk)
