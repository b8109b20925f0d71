"""The one door: what gets through it, and what never does."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from disclosure.agencies.actions import rename_agency
from disclosure.agencies.models import Role
from disclosure.catalogue import actions
from disclosure.catalogue.models import Edition, Entry, WithdrawalReason
from disclosure.catalogue.release import pagedata, publishing, rebuilding, withdrawing
from disclosure.pages import search
from disclosure.pages.models import Method, Page
from disclosure.workflow.models import Event
from disclosure.workflow.states import State, WrongState
from tests.factories import clear, make_category, make_cleared, make_draft, make_entry, make_member


@pytest.fixture
def cleared(agency, clerk, category):
    return make_cleared(agency=agency, by=clerk, category=category, title="关于公布办事指南的通知")


@pytest.fixture
def live(cleared, publisher):
    publishing.publish(cleared, by=publisher)
    return Entry.objects.get(pk=cleared.entry_id)


def test_publish_puts_up_the_page(live, citizen):
    page = Page.objects.get()
    assert (page.path, page.title) == (
        f"/catalogue/{live.index_number}/",
        "关于公布办事指南的通知",
    )
    assert page.pk in search.find("办事指南")


def test_publish_refuses_the_author(cleared, clerk, agency):
    clerk.memberships.create(agency=agency, role=Role.PUBLISHER)
    with pytest.raises(PermissionDenied, match="自己的稿件"):
        publishing.publish(cleared, by=clerk)
    assert not Page.objects.exists()


def test_publish_refuses_an_editor(cleared, second_clerk):
    with pytest.raises(PermissionDenied, match="发布"):
        publishing.publish(cleared, by=second_clerk)


def test_publish_refuses_a_publisher_of_another_agency(cleared, outsider):
    with pytest.raises(PermissionDenied):
        publishing.publish(cleared, by=outsider)


def test_publish_refuses_a_draft(publisher, agency, clerk, category):
    draft = make_draft(agency=agency, by=clerk, category=category)
    with pytest.raises(WrongState):
        publishing.publish(draft, by=publisher)
    assert not Page.objects.exists()


def test_publish_refuses_an_edition_changed_since_it_was_submitted(cleared, publisher):
    Edition.objects.filter(pk=cleared.pk).update(body="<p>换过的正文</p>")
    with pytest.raises(WrongState, match="改动"):
        publishing.publish(Edition.objects.get(pk=cleared.pk), by=publisher)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"is_secret": True}, "涉密"),
        ({"method": Method.CLOSED, "closed_reason": "内部事务信息"}, "不予公开"),
    ],
)
def test_publish_refuses_what_must_never_be_public(
    agency, clerk, publisher, category, fields, said
):
    edition = make_cleared(agency=agency, by=clerk, category=category, **fields)
    with pytest.raises(publishing.NotPublic, match=said):
        publishing.publish(edition, by=publisher)
    assert not Page.objects.exists()


def test_database_refuses_a_live_secret(live):
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.filter(pk=live.pk).update(is_secret=True)


def test_on_request_entry_shows_metadata_without_text(agency, clerk, publisher, category):
    edition = make_cleared(agency=agency, by=clerk, category=category, method=Method.ON_REQUEST)
    publishing.publish(edition, by=publisher)
    page = Page.objects.get()
    assert (page.method, page.article, page.text) == ("on_request", "", "")


def test_second_edition_supersedes_and_keeps_the_first_publication_time(live, clerk, publisher):
    first = live.first_published_at
    draft = actions.begin_correction(live, by=clerk)
    actions.save_draft(draft, by=clerk, version=0, title="更正后的通知", change_note="更正标题")
    actions.submit(draft, by=clerk)
    clear(draft)
    publishing.publish(draft, by=publisher, now=timezone.now() + timedelta(days=1))
    live.refresh_from_db()
    page = Page.objects.get()
    assert live.first_published_at == first == page.published_at < page.updated_at
    assert (page.title, page.change_note) == ("更正后的通知", "更正标题")
    states = live.editions.order_by("number").values_list("state", flat=True)
    assert list(states) == [State.SUPERSEDED, State.PUBLISHED]


def test_live_page_stays_while_its_next_edition_is_written(live, clerk):
    before = Page.objects.get().digest
    draft = actions.begin_correction(live, by=clerk)
    actions.save_draft(draft, by=clerk, version=0, title="尚未发布的标题")
    assert Page.objects.get().digest == before


def test_withdraw_refuses_an_editor(live, clerk):
    with pytest.raises(PermissionDenied):
        withdrawing.withdraw(live, by=clerk, reason=WithdrawalReason.ERROR)


def test_withdraw_refuses_twice(live, publisher):
    withdrawing.withdraw(live, by=publisher, reason=WithdrawalReason.ERROR)
    with pytest.raises(WrongState, match="无需撤下"):
        withdrawing.withdraw(live, by=publisher, reason=WithdrawalReason.ERROR)


def test_restore_puts_the_same_page_up_again(live, publisher):
    before = Page.objects.get().digest
    withdrawing.withdraw(live, by=publisher, reason=WithdrawalReason.ERROR)
    withdrawing.restore(live, by=publisher, reason="撤错了")
    assert Page.objects.get().digest == before


def test_restore_needs_a_reason(live, publisher):
    withdrawing.withdraw(live, by=publisher, reason=WithdrawalReason.ERROR)
    with pytest.raises(WrongState, match="原因"):
        withdrawing.restore(live, by=publisher, reason="")


def test_renamed_agency_keeps_its_name_on_published_pages(live, administrator):
    today = timezone.localdate()
    rename_agency(live.agency, name="云岚市政务服务管理办公室", on=today, by=administrator)
    live = Entry.objects.get(pk=live.pk)
    assert pagedata.public_page(live).publisher_name == "市政务服务中心"


def test_publishing_and_withdrawing_are_logged(live, publisher):
    withdrawing.withdraw(live, by=publisher, reason=WithdrawalReason.ERROR)
    assert list(Event.objects.values_list("action", flat=True)[:2]) == [
        "entry.withdrawn",
        "edition.published",
    ]


# The index of SQLite is a table of its own.
INDEXED_APART = {"sqlite": 1, "postgresql": 0}[connection.vendor]


def test_first_release_costs_few_statements(
    cleared, publisher, clerk, agency, category, django_assert_num_queries
):
    with django_assert_num_queries(21 + INDEXED_APART):
        publishing.publish(cleared, by=publisher)
    second = make_cleared(agency=agency, by=clerk, category=category)
    with django_assert_num_queries(21 + INDEXED_APART):
        publishing.publish(second, by=publisher)


def test_correction_costs_few_statements(live, clerk, publisher, django_assert_num_queries):
    draft = actions.begin_correction(live, by=clerk)
    actions.save_draft(draft, by=clerk, version=draft.lock_version, change_note="补充联系电话")
    actions.submit(draft, by=clerk)
    correction = clear(draft)
    with django_assert_num_queries(32 + 3 * INDEXED_APART):
        publishing.publish(correction, by=publisher)


def test_failed_release_leaves_nothing_behind(cleared, publisher, monkeypatch):
    def fail(*args, **kwargs):
        raise OSError("disk full")

    monkeypatch.setattr(search, "index", fail)
    with pytest.raises(OSError, match="disk full"):
        publishing.publish(cleared, by=publisher)
    assert not Page.objects.exists()
    assert Edition.objects.get(pk=cleared.pk).state == State.CLEARED


def test_only_live_entries_are_live(live, publisher):
    other = make_entry()
    withdrawing.withdraw(live, by=publisher, reason=WithdrawalReason.ERROR)
    assert list(Entry.objects.live()) == [other]


def test_publisher_reaches_subordinates_only_when_the_role_says_so(agency, other_agency):
    other_agency.parent = agency
    other_agency.save()
    near, far = make_member(agency, Role.PUBLISHER), make_member(agency, Role.PUBLISHER)
    far.memberships.update(with_subordinates=True)
    with pytest.raises(PermissionDenied):
        publishing.publish(make_cleared(agency=other_agency), by=near)
    publishing.publish(make_cleared(agency=other_agency), by=far)


def test_schedule_refuses_a_time_that_has_passed(cleared, publisher):
    with pytest.raises(WrongState, match="晚于现在"):
        publishing.schedule(cleared, by=publisher, at=timezone.now())


def test_schedule_refuses_the_author(cleared, clerk, agency):
    clerk.memberships.create(agency=agency, role=Role.PUBLISHER)
    with pytest.raises(PermissionDenied):
        publishing.schedule(cleared, by=clerk, at=timezone.now() + timedelta(hours=1))


def test_change_of_the_entry_waits_for_the_release_of_its_correction(live, clerk, publisher):
    other = make_category(name="财政预算决算", slug="budgets")
    draft = actions.begin_correction(live, by=clerk)
    changes = {"category_id": other.pk, "validity": "repealed", "ends_on": date(2026, 1, 1)}
    actions.save_draft(draft, by=clerk, version=0, change_note="废止", **changes)
    assert Entry.objects.get(pk=live.pk).category != other
    assert rebuilding.fault(Entry.objects.get(pk=live.pk)) == ""
    actions.submit(draft, by=clerk)
    publishing.publish(clear(draft), by=publisher)
    page = Page.objects.get()
    assert (page.category, page.validity, page.ends_on) == (other, "repealed", date(2026, 1, 1))
    assert Entry.objects.get(pk=live.pk).validity == "repealed"
