"""Who may purge what, and when it is refused."""

import io
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from disclosure.agencies.models import Membership, Role
from disclosure.catalogue import actions, attachments
from disclosure.catalogue.erasure import erasing
from disclosure.catalogue.erasure.erasing import ErasureRefused
from disclosure.catalogue.erasure.purging import Plan
from disclosure.catalogue.models import Erasure
from disclosure.catalogue.models.erasures import DAYS, Stage
from disclosure.catalogue.release import publishing
from disclosure.workflow.models import Event
from disclosure.workflow.states import WrongState
from tests.factories import clear, make_draft, make_member
from tests.purges import SECRET, ask, confirm


def test_a_live_edition_is_refused(secret_live, publisher):
    with pytest.raises(ErasureRefused, match="先以“涉及个人信息”撤下"):
        ask(secret_live, publisher)


def test_a_live_file_is_refused(secret_live, publisher):
    with pytest.raises(ErasureRefused, match="正随页面公开"):
        ask(secret_live, publisher, pieces=[])


def test_a_submitted_edition_is_refused(secret_draft, clerk, publisher):
    actions.submit(secret_draft, by=clerk, reason="惩戒公示")
    with pytest.raises(ErasureRefused, match="退回或者撤回"):
        ask(secret_draft.entry, publisher)


def test_what_is_not_there_is_refused(secret_withdrawn, publisher):
    with pytest.raises(ErasureRefused, match="没有找到"):
        ask(secret_withdrawn, publisher, pieces=["查无此人"], files=[])


@pytest.mark.parametrize("note", [f"删除 {SECRET}", "删除 13900139000", " "])
def test_a_note_that_holds_data_is_refused(secret_withdrawn, publisher, note):
    with pytest.raises(ErasureRefused):
        ask(secret_withdrawn, publisher, note=note)
    assert not Erasure.objects.exists()


def test_a_piece_of_one_character_is_refused(secret_withdrawn, publisher):
    with pytest.raises(ErasureRefused, match="太短"):
        ask(secret_withdrawn, publisher, pieces=["甲"])


def test_nobody_confirms_their_own_request(secret_withdrawn, publisher):
    erasure = ask(secret_withdrawn, publisher)
    with pytest.raises(PermissionDenied, match="不能确认自己"):
        confirm(erasure, publisher)
    assert Erasure.objects.get().state == Stage.REQUESTED


def test_a_superuser_alone_cannot_do_both(secret_withdrawn, administrator):
    erasure = ask(secret_withdrawn, administrator)
    with pytest.raises(PermissionDenied, match="不能确认自己"):
        confirm(erasure, administrator)


def test_the_database_holds_the_two_persons_apart(secret_withdrawn, publisher):
    erasure = ask(secret_withdrawn, publisher)
    confirmed = {"state": Stage.CONFIRMED, "confirmed_at": timezone.now()}
    for by in (publisher, None):
        with pytest.raises(IntegrityError), transaction.atomic():
            Erasure.objects.filter(pk=erasure.pk).update(**confirmed, confirmed_by=by)


def test_the_database_keeps_no_data_of_a_closed_request(secret_withdrawn, publisher):
    erasure = ask(secret_withdrawn, publisher)
    with pytest.raises(IntegrityError), transaction.atomic():
        changes = {"state": Stage.CANCELLED, "outcome": "误"}
        Erasure.objects.filter(pk=erasure.pk).update(**changes)


@pytest.mark.parametrize("role", list(Role))
def test_only_publishers_and_secrecy_reviewers_ask(secret_withdrawn, agency, role):
    by = make_member(agency, role)
    if role in (Role.PUBLISHER, Role.SECRECY):
        assert ask(secret_withdrawn, by).state == Stage.REQUESTED
    else:
        with pytest.raises(PermissionDenied):
            ask(secret_withdrawn, by)


@pytest.mark.parametrize("role", list(Role))
def test_only_those_and_supervisors_confirm(secret_withdrawn, agency, publisher, role):
    erasure, by = ask(secret_withdrawn, publisher), make_member(agency, role)
    if role in (Role.PUBLISHER, Role.SECRECY, Role.SUPERVISOR):
        confirm(erasure, by)
        assert Erasure.objects.get().state == Stage.DONE
    else:
        with pytest.raises(PermissionDenied):
            confirm(erasure, by)


def test_another_agency_neither_asks_nor_confirms(secret_withdrawn, publisher, outsider):
    with pytest.raises(PermissionDenied):
        ask(secret_withdrawn, outsider)
    erasure = ask(secret_withdrawn, publisher)
    with pytest.raises(PermissionDenied):
        confirm(erasure, outsider)


def test_one_request_at_a_time(secret_withdrawn, publisher, second):
    ask(secret_withdrawn, publisher)
    with pytest.raises(ErasureRefused, match="在办"):
        ask(secret_withdrawn, second)


def test_a_request_is_cancelled_with_a_reason_and_forgets_its_words(
    secret_withdrawn, publisher, second
):
    erasure = ask(secret_withdrawn, publisher)
    for reason in ("", f"不是 {SECRET}"):
        with pytest.raises(ErasureRefused):
            erasing.cancel_erasure(erasure, by=second, reason=reason)
    erasing.cancel_erasure(erasure, by=second, reason="字词写错，重新申请。")
    erasure.refresh_from_db()
    assert (erasure.state, erasure.pieces) == (Stage.CANCELLED, "")
    with pytest.raises(WrongState):
        confirm(erasure, second)


@pytest.mark.django_db(transaction=True)
def test_a_request_expires(secret_withdrawn, publisher, second):
    erasure = ask(secret_withdrawn, publisher, now=timezone.now() - timedelta(days=DAYS, seconds=1))
    with pytest.raises(WrongState, match="重新申请"):
        confirm(erasure, second)
    call_command("run_worker", once=True)
    erasure.refresh_from_db()
    assert (erasure.state, erasure.pieces) == (Stage.CANCELLED, "")
    assert Event.objects.filter(action="erasure.expired").exists()


def test_a_request_lasts_until_its_last_second(secret_withdrawn, publisher):
    ask(
        secret_withdrawn,
        publisher,
        now=timezone.now() - timedelta(days=DAYS) + timedelta(minutes=1),
    )
    assert erasing.expire_requests() == 0


def test_what_changed_since_it_was_shown_is_not_confirmed(
    secret_withdrawn, publisher, second, clerk
):
    erasure = ask(secret_withdrawn, publisher)
    seen = Plan(erasure).digest
    actions.begin_correction(secret_withdrawn, by=clerk)
    with pytest.raises(WrongState, match="有变化"):
        erasing.confirm_erasure(erasure, by=second, seen=seen)


def test_a_file_of_another_entry_is_named_and_refused(
    secret_withdrawn, agency, clerk, category, publisher
):
    other = make_draft(agency=agency, by=clerk, category=category)
    file = io.BytesIO(f"电话 {SECRET}".encode())
    attachments.add_attachment(other, by=clerk, name="表.txt", file=file)
    with pytest.raises(ErasureRefused, match=f"其他条目：条目 {other.entry_id}"):
        ask(secret_withdrawn, publisher)
    assert ask(secret_withdrawn, publisher, with_shared=True).pk


def test_a_shared_file_of_another_agency_needs_a_role_there(
    secret_withdrawn, other_agency, publisher, second
):
    other = make_draft(agency=other_agency)
    file = io.BytesIO(f"电话 {SECRET}".encode())
    attachments.add_attachment(other, by=other.author, name="表.txt", file=file)
    with pytest.raises(PermissionDenied, match="湖港镇"):
        ask(secret_withdrawn, publisher, with_shared=True)
    Membership.objects.create(user=publisher, agency=other_agency, role=Role.PUBLISHER)
    erasure = ask(secret_withdrawn, publisher, with_shared=True)
    with pytest.raises(PermissionDenied, match="湖港镇"):
        confirm(erasure, second)


def test_a_shared_file_that_is_public_elsewhere_is_refused(
    secret_withdrawn, agency, clerk, publisher
):
    other = make_draft(agency=agency, by=clerk)
    file = io.BytesIO(f"电话 {SECRET}".encode())
    attachments.add_attachment(other, by=clerk, name="表.txt", file=file)
    other.refresh_from_db()
    actions.submit(other, by=clerk, reason="惩戒公示")
    publishing.publish(clear(other), by=publisher)
    with pytest.raises(ErasureRefused, match="正在公开"):
        ask(secret_withdrawn, publisher, with_shared=True)
