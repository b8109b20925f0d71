"""How long an entry holds: dates take effect by themselves, decisions without a new edition."""

from datetime import date, timedelta
from itertools import product

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from disclosure.catalogue import actions
from disclosure.catalogue.actions import content_digest
from disclosure.catalogue.checks import problems
from disclosure.catalogue.models import Entry, WithdrawalReason
from disclosure.catalogue.models.validity import validity_on
from disclosure.catalogue.release import publishing, rebuilding
from disclosure.catalogue.release.lasting import ValidityRefused, change_validity, renew_validity
from disclosure.catalogue.release.withdrawing import restore, withdraw
from disclosure.management.commands.run_worker import Worker
from disclosure.pages.models import Page, PageKind, Validity
from disclosure.workflow.models import Event
from disclosure.workflow.states import WrongState
from tests.factories import clear, make_draft, make_entry

TODAY = date(2026, 6, 1)
DAY = timedelta(days=1)
TEXTS = {"basis": "云政发〔2026〕1号", "reason": "已有新规定"}


@pytest.fixture
def live(agency, clerk, category):
    return make_entry(agency=agency, by=clerk, category=category)


def held(**fields) -> Entry:
    """A released entry whose row says this, whatever its dates say."""
    entry = make_entry()
    Entry.objects.filter(pk=entry.pk).update(**fields)
    return Entry.objects.get(pk=entry.pk)


@pytest.mark.parametrize(
    ("validity", "dates", "after"),
    [
        ("valid", {"ends_on": TODAY}, "expired"),
        ("valid", {"ends_on": TODAY + DAY}, "valid"),
        ("amended", {"ends_on": TODAY}, "expired"),
        ("repealed", {"ends_on": TODAY}, "repealed"),
        ("pending", {"effective_on": TODAY}, "valid"),
        ("pending", {"effective_on": TODAY + DAY}, "pending"),
        ("valid", {"effective_on": TODAY + DAY}, "pending"),
        ("pending", {"effective_on": TODAY - DAY, "ends_on": TODAY}, "expired"),
        ("valid", {}, "valid"),
    ],
)
@pytest.mark.django_db
def test_dates_take_effect_on_entry_and_page(validity, dates, after):
    entry = held(validity=validity, **dates)
    renewed = renew_validity(TODAY)
    entry.refresh_from_db()
    assert entry.validity == after
    assert [one.pk for one in renewed] == ([entry.pk] if validity != after else [])
    assert renew_validity(TODAY) == []
    if renewed:
        assert Page.objects.get().validity == after
        assert rebuilding.fault(entry) == ""


@pytest.mark.django_db
def test_query_and_rule_find_the_same(agency, category):
    dates = (None, TODAY - DAY, TODAY, TODAY + DAY)
    wrong = set()
    for validity, begins, ends in product(Validity, dates, dates):
        if begins and ends and ends < begins:
            continue
        entry = held(validity=validity, effective_on=begins, ends_on=ends)
        if validity_on(TODAY, validity, effective_on=begins, ends_on=ends) != validity:
            wrong.add(entry.pk)
    assert set(Entry.objects.out_of_time(TODAY).values_list("pk", flat=True)) == wrong


@pytest.mark.django_db
def test_what_dates_do_is_logged_as_the_system_s_doing():
    held(ends_on=TODAY)
    renew_validity(TODAY)
    event = Event.objects.first()
    assert (event.action, event.actor, event.data["was"]) == ("entry.expired", "system", "valid")


def test_worker_lets_dates_take_effect(transactional_db, live):
    Entry.objects.filter(pk=live.pk).update(ends_on=date(2020, 1, 1))
    Worker().work()
    assert Page.objects.get().validity == "expired"


@pytest.mark.django_db
def test_drafts_keep_what_was_written():
    draft = make_draft(ends_on=TODAY)
    renew_validity(TODAY)
    draft.entry.refresh_from_db()
    assert draft.entry.validity == "valid"


def test_withdrawn_entry_expires_under_its_notice_and_is_restored_so(live, publisher):
    withdraw(live, by=publisher, reason=WithdrawalReason.ERROR)
    Entry.objects.filter(pk=live.pk).update(ends_on=TODAY)
    renew_validity(TODAY)
    assert Page.objects.get().kind == PageKind.TOMBSTONE
    restore(live, by=publisher, reason="撤错了")
    assert Page.objects.get().validity == "expired"


@pytest.mark.django_db
def test_release_says_at_once_what_the_dates_say():
    make_entry(ends_on=date(2020, 1, 1))
    assert Page.objects.get().validity == "expired"


def test_day_that_comes_does_not_void_a_review_in_progress(live, clerk, publisher):
    Entry.objects.filter(pk=live.pk).update(ends_on=TODAY)
    draft = actions.begin_correction(live, by=clerk)
    actions.save_draft(draft, by=clerk, version=0, change_note="改错字")
    actions.submit(draft, by=clerk)
    clear(draft)
    renew_validity(TODAY)
    draft.refresh_from_db()
    assert draft.submitted_digest == content_digest(draft)
    publishing.publish(draft, by=publisher)
    assert Page.objects.get().validity == "expired"


def test_change_of_validity_reaches_entry_page_and_log(live, publisher):
    edition = live.live_edition
    change_validity(
        live, by=publisher, validity=Validity.REPEALED, ends_on=TODAY, today=TODAY, **TEXTS
    )
    page, live = Page.objects.get(), Entry.objects.get(pk=live.pk)
    assert (page.validity, page.ends_on) == ("repealed", TODAY)
    assert page.validity_basis == live.validity_basis == "云政发〔2026〕1号"
    assert (live.live_edition, rebuilding.fault(live)) == (edition, "")
    event = Event.objects.first()
    assert (event.action, event.data["was"]) == ("entry.validity_changed", "valid")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"validity": Validity.REPEALED}, "必须填写失效或废止日期"),
        ({"validity": Validity.REPEALED, "ends_on": TODAY + DAY}, "还没有到"),
        ({"validity": Validity.PENDING}, "必须填写生效日期"),
        ({"validity": Validity.PENDING, "effective_on": TODAY}, "今天应为“有效”"),
        ({"validity": Validity.VALID, "ends_on": TODAY}, "今天应为“失效”"),
        ({"validity": Validity.AMENDED, "effective_on": TODAY, "ends_on": TODAY - DAY}, "早于"),
        ({"validity": Validity.AMENDED, "basis": " "}, "必须填写依据"),
        ({"validity": Validity.AMENDED, "reason": " "}, "必须填写原因"),
        ({"validity": Validity.AMENDED, "basis": "本人 13800138000"}, "手机号码"),
    ],
)
def test_change_of_validity_refuses_contradictions(live, publisher, fields, said):
    with pytest.raises(ValidityRefused, match=said):
        change_validity(live, by=publisher, today=TODAY, **TEXTS | fields)
    assert Page.objects.get().validity == "valid"


def test_change_of_validity_is_for_publishers_and_for_what_is_public(live, publisher, clerk):
    with pytest.raises(PermissionDenied):
        change_validity(live, by=clerk, validity=Validity.AMENDED, **TEXTS)
    withdraw(live, by=publisher, reason=WithdrawalReason.ERROR)
    with pytest.raises(WrongState, match="没有公开"):
        change_validity(live, by=publisher, validity=Validity.AMENDED, **TEXTS)


def test_edition_that_states_the_validity_needs_no_other_basis(live, clerk, publisher):
    change_validity(live, by=publisher, validity=Validity.AMENDED, **TEXTS)
    draft = actions.begin_correction(live, by=clerk)
    actions.save_draft(draft, by=clerk, version=0, change_note="全文公布", validity="valid")
    actions.submit(draft, by=clerk)
    publishing.publish(clear(draft), by=publisher)
    assert (Page.objects.get().validity, Page.objects.get().validity_basis) == ("valid", "")


def test_validity_step_begins_with_what_holds_and_changes_it(client, publisher, live):
    client.force_login(publisher)
    url = reverse("admin:catalogue_edition_step", args=[live.live_edition_id, "validity"])
    assert 'value="valid"' in client.get(url).text
    data = TEXTS | {"validity": "repealed", "ends_on": "2020-01-01"}
    assert client.post(url, data).status_code == 302
    text = client.get(live.path).text
    for shown in ("废止", "自 2020-01-01 起", "云政发〔2026〕1号", "仅供查阅"):
        assert shown in text
    assert "云政发〔2026〕1号" in client.get(f"{live.path}print/").text


def test_validity_step_says_what_is_refused_and_is_not_for_editors(client, publisher, clerk, live):
    url = reverse("admin:catalogue_edition_step", args=[live.live_edition_id, "validity"])
    client.force_login(publisher)
    assert "必须填写失效或废止日期" in client.post(url, TEXTS | {"validity": "repealed"}).text
    client.force_login(clerk)
    assert client.post(url, TEXTS | {"validity": "amended"}).status_code == 403


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"validity": "expired", "ends_on": TODAY + DAY}, "还没有到"),
        ({"validity": "valid", "ends_on": TODAY}, "今天应为“失效”"),
        ({"validity": "valid", "effective_on": TODAY}, ""),
    ],
)
@pytest.mark.django_db
def test_draft_whose_validity_contradicts_its_dates_is_warned(fields, said):
    draft = make_draft(**fields)
    found = [one for one in problems(draft, today=TODAY) if one.field == "validity"]
    assert [(one.severity, said in one.message) for one in found] == [("warn", True)] * bool(said)
