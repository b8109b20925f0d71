"""An entry with a telephone number everywhere, and the two persons who purge it."""

import io

import pytest
from django.db import connection, transaction

from disclosure.agencies.models import Role
from disclosure.catalogue import actions, attachments
from disclosure.catalogue.erasure import erasing
from disclosure.catalogue.erasure.purging import Plan
from disclosure.catalogue.models import Attachment, Entry, WithdrawalReason
from disclosure.catalogue.models.erasures import Ground
from disclosure.catalogue.release import publishing, withdrawing
from disclosure.workflow import guard
from tests.factories import clear, make_draft, make_member

SECRET = "13800138000"
NAME = "名单13800138000.txt"
SCOPE = {"ground": Ground.PROTECTION, "note": "当事人来函要求删除。"}


@pytest.fixture
def guarded(db):
    guard.install(connection)
    yield
    guard.remove(connection)


@pytest.fixture
def second(agency):
    return make_member(agency, Role.SECRECY, username="second", email="second@example.org")


@pytest.fixture
def secret_draft(agency, clerk, category):
    edition = make_draft(
        agency=agency,
        by=clerk,
        category=category,
        title=f"公示（{SECRET}）",
        body="<p>电话<strong>138</strong>0013<em>8000</em>，甲。</p>",
        keywords="１３８００１３８０００ 公示",
    )
    file = io.BytesIO(f"电话 {SECRET}".encode())
    attachments.add_attachment(edition, by=clerk, name=NAME, file=file)
    edition.refresh_from_db()
    return edition


@pytest.fixture
def secret_live(secret_draft, clerk, publisher):
    actions.submit(secret_draft, by=clerk, reason="惩戒公示")
    clear(secret_draft)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(transaction, "on_commit", lambda run, **kwargs: run())
        publishing.publish(secret_draft, by=publisher)
    return Entry.objects.get(pk=secret_draft.entry_id)


@pytest.fixture
def secret_withdrawn(secret_live, publisher):
    note = f"含电话 {SECRET}"
    withdrawing.withdraw(secret_live, by=publisher, reason=WithdrawalReason.PRIVACY)
    # Notes are looked through today; older ones may hold what they should not.
    Entry.objects.filter(pk=secret_live.pk).update(withdrawal_note=note)
    return Entry.objects.get(pk=secret_live.pk)


def digest_of(entry):
    return Attachment.objects.filter(edition__entry=entry).first().blob_id


def ask(entry, by, **scope):
    scope = {"pieces": [SECRET], "files": [digest_of(entry)]} | scope
    return erasing.request_erasure(entry, by=by, **SCOPE | scope)


def confirm(erasure, by):
    erasing.confirm_erasure(erasure, by=by, seen=Plan(erasure).digest)
