"""What is due at the desk, and how a review is recorded."""

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from disclosure.agencies.models import Role
from disclosure.catalogue.due import BY_NAME, due, due_counts
from disclosure.catalogue.models import Entry, WithdrawalReason
from disclosure.catalogue.models.validity import ReviewResult
from disclosure.catalogue.release import withdrawing
from disclosure.catalogue.release.lasting import ValidityRefused, change_validity, recheck
from disclosure.pages.models import Method, Page, Validity
from disclosure.workflow.models import Event
from disclosure.workflow.states import WrongState
from tests.factories import make_category, make_cleared, make_draft, make_entry, make_member

TODAY = date(2026, 6, 1)
DAY = timedelta(days=1)
LIST = "/admin/catalogue/edition/due/"


@pytest.fixture
def live(agency, clerk, category):
    return make_entry(agency=agency, by=clerk, category=category, title="值班办法")


@pytest.fixture
def closed(agency, clerk, category):
    fields = {"method": Method.CLOSED, "closed_reason": "条例第十六条：内部事务信息"}
    return make_cleared(agency=agency, by=clerk, category=category, title="内部值班表", **fields)


def say(entry, **fields):
    Entry.objects.filter(pk=entry.pk).update(**fields)


def kinds(user, **wanted) -> set[str]:
    """The names of the lists in which something is due."""
    return {kind.name for kind, count in due_counts(user, today=TODAY, **wanted) if count}


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({}, set()),
        ({"ends_on": TODAY}, {"expired"}),
        ({"ends_on": TODAY, "validity": "repealed"}, set()),
        ({"ends_on": TODAY, "reviewed_on": TODAY}, set()),
        ({"ends_on": TODAY, "reviewed_on": TODAY - DAY}, {"expired"}),
        ({"ends_on": TODAY + DAY}, {"expiring"}),
        ({"ends_on": TODAY + 30 * DAY}, {"expiring"}),
        ({"ends_on": TODAY + 31 * DAY}, set()),
        ({"review_on": TODAY - DAY}, {"review"}),
        ({"review_on": TODAY + 30 * DAY}, {"review"}),
        ({"review_on": TODAY + 31 * DAY}, set()),
    ],
)
def test_published_entries_are_due_by_their_dates(live, clerk, fields, found):
    say(live, **fields)
    assert kinds(clerk) == found


def test_further_ahead_more_is_due(live, clerk):
    say(live, ends_on=TODAY + 90 * DAY)
    assert (kinds(clerk), kinds(clerk, days=90)) == (set(), {"expiring"})


def test_withdrawn_and_foreign_entries_are_not_due(live, clerk, publisher, outsider):
    say(live, ends_on=TODAY)
    assert kinds(outsider) == set()
    withdrawing.withdraw(live, by=publisher, reason=WithdrawalReason.REPEALED)
    assert kinds(clerk) == set()


def test_closed_entries_are_assessed_again(closed, clerk, settings):
    settings.CLOSED_REVIEW_MONTHS = 12
    at = timezone.make_aware(datetime(2025, 7, 2, 9))
    say(closed.entry, created_at=at)
    assert kinds(clerk) == set()
    say(closed.entry, created_at=at - DAY)
    assert list(due(BY_NAME["closed"], clerk, today=TODAY)) == [closed]
    say(closed.entry, review_on=TODAY + 60 * DAY)
    assert kinds(clerk) == set()


def test_release_sets_the_day_of_review_by_the_column(agency):
    ruled, free = make_category(review_months=24), make_category()
    entry = make_entry(agency=agency, category=ruled)
    today = timezone.localdate()
    assert entry.review_on.year == today.year + 2
    assert make_entry(agency=agency, category=free).review_on is None
    own = make_entry(agency=agency, category=ruled, review_on=TODAY + 900 * DAY)
    assert own.review_on == TODAY + 900 * DAY


def test_review_is_recorded_with_the_next_day(live, clerk):
    say(live, review_on=TODAY)
    before = Page.objects.get().digest
    recheck(
        live.live_edition, by=clerk, result=ReviewResult.KEEP, note="仍然适用",
        next_on=TODAY + 365 * DAY, today=TODAY,
    )  # fmt: skip
    live.refresh_from_db()
    assert (live.reviewed_on, live.review_on) == (TODAY, TODAY + 365 * DAY)
    event = Event.objects.first()
    assert (event.action, event.data["result"]) == ("entry.rechecked", "keep")
    assert (kinds(clerk), Page.objects.get().digest) == (set(), before)


def test_what_ought_to_be_repealed_is_due_until_it_is(live, clerk, publisher):
    recheck(live.live_edition, by=clerk, result=ReviewResult.REPEAL, note="已过时", today=TODAY)
    assert kinds(clerk) == {"review"}
    change_validity(
        live, by=publisher, validity=Validity.REPEALED, ends_on=TODAY, today=TODAY,
        basis="云政发〔2026〕1号", reason="已过时",
    )  # fmt: skip
    assert kinds(clerk) == set()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"note": " "}, "写明情况"),
        ({"next_on": None}, "下次复查日期"),
        ({"next_on": TODAY}, "晚于今天"),
    ],
)
def test_review_refuses_what_is_incomplete(live, clerk, fields, said):
    told = {"result": ReviewResult.KEEP, "note": "仍然适用", "next_on": TODAY + DAY}
    with pytest.raises(ValidityRefused, match=said):
        recheck(live.live_edition, by=clerk, today=TODAY, **told | fields)
    assert Entry.objects.get().reviewed_on is None


def test_review_is_for_own_editors_and_for_what_is_out_or_closed(
    live, closed, clerk, outsider, agency
):
    told = {"result": ReviewResult.KEEP, "note": "仍然适用", "next_on": TODAY + DAY, "today": TODAY}
    for user in (outsider, make_member(agency, Role.SUPERVISOR)):
        with pytest.raises(PermissionDenied):
            recheck(live.live_edition, by=user, **told)
    recheck(closed, by=clerk, **told)
    with pytest.raises(WrongState, match="无需复查"):
        recheck(make_draft(agency=agency, by=clerk), by=clerk, **told)


def test_recheck_step_asks_and_records(client, clerk, closed):
    client.force_login(clerk)
    url = reverse("admin:catalogue_edition_step", args=[closed.pk, "recheck"])
    assert "继续不予公开" in client.get(url).text
    assert "请填写下次复查日期" in client.post(url, {"result": "keep", "note": "仍属内部事务"}).text
    data = {"result": "keep", "note": "仍属内部事务", "next_on": "2099-01-01"}
    assert client.post(url, data).status_code == 302
    detail = reverse("admin:catalogue_edition_change", args=[closed.pk])
    assert "仍属内部事务，下次 2099-01-01" in client.get(detail).text


def test_due_list_leads_to_the_entry_and_the_front_page_to_the_list(client, clerk, live):
    say(live, ends_on=date(2020, 1, 1))
    client.force_login(clerk)
    assert f'href="{LIST}?kind=expired">已到期（1）' in client.get("/admin/").text
    text = client.get(f"{LIST}?kind=expired").text
    assert reverse("admin:catalogue_edition_change", args=[live.live_edition_id]) in text
    assert "值班办法" in text
    assert "没有即将到期的信息" in client.get(f"{LIST}?kind=expiring").text


def test_due_list_filters_by_own_agency_and_survives_nonsense(client, clerk, live, other_agency):
    say(live, ends_on=date(2020, 1, 1))
    client.force_login(clerk)
    assert "值班办法" in client.get(f"{LIST}?kind=expired&agency={live.agency_id}").text
    for query in ("kind=zz", "days=x", "page=x", f"agency={other_agency.pk}"):
        response = client.get(f"{LIST}?{query}")
        assert (response.status_code, "值班办法" in response.text) == (200, True)


def test_due_list_is_for_staff_of_an_agency(client, outsider, live):
    assert client.get(LIST).status_code == 302
    say(live, ends_on=date(2020, 1, 1))
    client.force_login(outsider)
    assert "值班办法" not in client.get(LIST).text


@pytest.mark.parametrize("count", [2, 12])
def test_due_list_costs_a_constant_number_of_queries(
    client, administrator, agency, category, count, django_assert_max_num_queries
):
    for _ in range(count):
        say(make_entry(agency=agency, category=category), ends_on=date(2020, 1, 1))
    client.force_login(administrator)
    with django_assert_max_num_queries(22):
        client.get(LIST)


def test_editor_sets_the_day_of_review_in_the_form(client, clerk, agency, category):
    client.force_login(clerk)
    data = {
        "title": "值班办法", "agency": agency.pk, "category": category.pk, "method": "active",
        "validity": "valid", "review_on": "2030-01-01", "body": "<p>正文</p>", "lock_version": 0,
    }  # fmt: skip
    assert client.post("/admin/catalogue/edition/add/", data).status_code == 302
    assert Entry.objects.get().review_on == date(2030, 1, 1)
