"""Taking down: what each reason makes of the address, who may, and how it is undone."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from disclosure.catalogue import actions
from disclosure.catalogue.models import Entry, WithdrawalReason
from disclosure.catalogue.models.withdrawals import LEADING_ON, OUTCOMES
from disclosure.catalogue.release import publishing, rebuilding, releasing
from disclosure.catalogue.release.withdrawing import WithdrawalRefused, restore, withdraw
from disclosure.pages import search
from disclosure.pages.models import Page, PageKind
from disclosure.workflow.log import chain_faults
from disclosure.workflow.models import Event
from disclosure.workflow.states import WrongState
from tests.factories import clear, make_entry


@pytest.fixture
def live(agency, clerk, category):
    return make_entry(agency=agency, by=clerk, category=category, title="关于公布办事指南的通知")


@pytest.fixture
def successor(agency, category):
    return make_entry(agency=agency, category=category, title="关于公布新办事指南的通知")


def page_of(entry) -> Page:
    return Page.objects.get(path=entry.path)


def take_down(entry, reason, by, other):
    withdraw(entry, by=by, reason=reason, successor=other if reason in LEADING_ON else None)
    return Entry.objects.get(pk=entry.pk)


@pytest.mark.parametrize("reason", WithdrawalReason)
def test_every_reason_has_an_outcome_that_the_page_shows(live, successor, publisher, reason):
    page = page_of(take_down(live, reason, publisher, successor))
    assert page.kind == OUTCOMES[reason].kind
    assert (page.withdrawal_kind, page.article, page.text) == (reason, "", "")
    assert page.target == (successor.path if reason in LEADING_ON else "")
    assert page.pk not in search.find("办事指南")


@pytest.mark.parametrize("reason", WithdrawalReason)
def test_page_agrees_with_the_entry_and_comes_back_unchanged(live, successor, publisher, reason):
    before = page_of(live)
    entry = take_down(live, reason, publisher, successor)
    assert rebuilding.fault(entry) == ""
    restore(entry, by=publisher, reason="撤错了")
    entry.refresh_from_db()
    assert page_of(live).digest == before.digest
    assert (entry.successor, entry.first_published_at) == (None, before.published_at)


def test_privacy_leaves_neither_title_nor_note(live, publisher):
    withdraw(live, by=publisher, reason=WithdrawalReason.PRIVACY, note="名单过于详细")
    page = page_of(live)
    assert (page.title, page.withdrawal_reason) == ("", "涉及个人信息")
    assert (page.index_number, page.summary, page.keywords) == (live.index_number, "", "")


def test_notice_says_reason_and_note(live, publisher):
    withdraw(live, by=publisher, reason=WithdrawalReason.ERROR, note="数据有误")
    assert page_of(live).withdrawal_reason == "误发布：数据有误"


@pytest.mark.parametrize("reason", LEADING_ON)
def test_redirect_needs_a_successor(live, publisher, reason):
    with pytest.raises(WithdrawalRefused, match="必须指明"):
        withdraw(live, by=publisher, reason=reason)
    assert page_of(live).kind == PageKind.ENTRY


def test_notice_refuses_a_successor(live, successor, publisher):
    with pytest.raises(WithdrawalRefused, match="不转到其他信息"):
        withdraw(live, by=publisher, reason=WithdrawalReason.ERROR, successor=successor)


def test_redirect_refuses_itself_and_what_is_not_public(live, successor, publisher):
    reason = WithdrawalReason.MERGED
    with pytest.raises(WithdrawalRefused, match="本身"):
        withdraw(live, by=publisher, reason=reason, successor=live)
    withdraw(successor, by=publisher, reason=WithdrawalReason.ERROR)
    with pytest.raises(WithdrawalRefused, match="没有公开"):
        withdraw(live, by=publisher, reason=reason, successor=successor)


def test_redirects_cannot_go_in_a_circle(live, successor, publisher):
    take_down(live, WithdrawalReason.SUPERSEDED, publisher, successor)
    with pytest.raises(WithdrawalRefused, match="没有公开"):
        take_down(successor, WithdrawalReason.SUPERSEDED, publisher, live)


def test_redirect_becomes_a_notice_when_its_successor_goes_and_leads_on_again(
    live, successor, publisher
):
    entry = take_down(live, WithdrawalReason.SUPERSEDED, publisher, successor)
    withdraw(successor, by=publisher, reason=WithdrawalReason.PRIVACY)
    page = page_of(live)
    assert (page.kind, page.target) == (PageKind.TOMBSTONE, "")
    assert page.successor_number == successor.index_number
    assert rebuilding.fault(Entry.objects.get(pk=entry.pk)) == ""
    restore(successor, by=publisher, reason="已隐去")
    assert page_of(live).target == successor.path


def test_database_keeps_reason_and_successor_together(live, successor, publisher):
    withdraw(live, by=publisher, reason=WithdrawalReason.ERROR)
    rows = Entry.objects.filter(pk=live.pk)
    for fields in ({"successor": successor}, {"withdrawal_reason": "merged"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(withdrawal_reason="merged", successor=live)


def test_note_with_personal_data_is_refused(live, publisher):
    with pytest.raises(WithdrawalRefused, match=r"手机号码“138\*\*\*\*8000”"):
        withdraw(live, by=publisher, reason=WithdrawalReason.ERROR, note="请联系 13800138000")
    assert page_of(live).kind == PageKind.ENTRY


def test_new_edition_puts_a_redirected_entry_up_again(live, successor, publisher, clerk):
    first = live.first_published_at
    entry = take_down(live, WithdrawalReason.MERGED, publisher, successor)
    draft = actions.begin_correction(entry, by=clerk)
    actions.save_draft(draft, by=clerk, version=0, change_note="单独公开")
    actions.submit(draft, by=clerk)
    publishing.publish(clear(draft), by=publisher)
    page, entry = page_of(live), Entry.objects.get(pk=live.pk)
    assert (page.kind, page.published_at, page.withdrawn_at) == ("entry", first, None)
    assert (entry.is_live, entry.successor) == (True, None)


def test_undo_is_told_with_what_it_undid(live, successor, publisher):
    entry = take_down(live, WithdrawalReason.MERGED, publisher, successor)
    with pytest.raises(WrongState, match="原因"):
        restore(entry, by=publisher, reason=" ")
    restore(entry, by=publisher, reason="并错了")
    undone, done = Event.objects.all()[:2]
    assert (undone.action, undone.data["undone"]) == ("entry.restored", "merged")
    assert (done.action, done.data["successor"]) == ("entry.withdrawn", successor.index_number)
    assert list(chain_faults()) == []


def test_withdrawing_and_restoring_are_for_publishers_of_the_agency(live, clerk, outsider, agency):
    for user in (clerk, outsider):
        with pytest.raises(PermissionDenied):
            withdraw(live, by=user, reason=WithdrawalReason.ERROR)
        with pytest.raises(PermissionDenied):
            restore(live, by=user, reason="试")


def test_successor_may_belong_to_another_agency(live, publisher, other_agency):
    other = make_entry(agency=other_agency)
    take_down(live, WithdrawalReason.MERGED, publisher, other)
    assert page_of(live).target == other.path


def test_named_finds_by_number_address_and_title(live, successor):
    rows = Entry.objects.live()
    for text in (live.index_number, f" {live.index_number} ", f"https://a.cn{live.path}"):
        assert list(rows.named(text)) == [live]
    assert set(rows.named("办事指南")) == {live, successor}
    assert not rows.named("没有这一条").exists()


def test_a_correction_that_waits_for_its_time_does_not_put_the_page_up_again(
    live, clerk, publisher
):
    draft = actions.begin_correction(live, by=clerk)
    version = draft.lock_version
    actions.save_draft(draft, by=clerk, version=version, change_note="更正", title="更正后的通知")
    actions.submit(draft, by=clerk)
    at = timezone.now() + timedelta(days=1)
    publishing.schedule(clear(draft), by=publisher, at=at)
    take_down(live, WithdrawalReason.PRIVACY, publisher, None)
    assert releasing.release_due(at) == []
    assert page_of(live).kind == PageKind.GONE
    told = Event.objects.get(action="edition.unscheduled")
    assert told.data["reason"].startswith("条目已撤下")
