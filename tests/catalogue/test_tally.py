"""The supervisors' counts: withdrawals by reason, corrections and expiries, by agency."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from disclosure.agencies.models import Role
from disclosure.catalogue import actions
from disclosure.catalogue.models import Entry, WithdrawalReason
from disclosure.catalogue.release import publishing
from disclosure.catalogue.release.lasting import renew_validity
from disclosure.catalogue.release.withdrawing import restore, withdraw
from disclosure.catalogue.tally import COLUMNS, tally
from disclosure.workflow.models import Event
from tests.factories import clear, make_draft, make_entry, make_member
from tests.purges import SECRET, ask, confirm

TABLE = "/admin/catalogue/edition/tally/"


@pytest.fixture
def supervisor(agency):
    return make_member(agency, Role.SUPERVISOR, username="supervisor")


@pytest.fixture
def happened(agency, clerk, publisher, category):
    """One withdrawal for error, undone; one for privacy; a correction; an expiry."""
    first, second, third = (
        make_entry(agency=agency, by=clerk, category=category) for _ in range(3)
    )
    withdraw(first, by=publisher, reason=WithdrawalReason.ERROR)
    restore(first, by=publisher, reason="撤错了")
    withdraw(second, by=publisher, reason=WithdrawalReason.PRIVACY)
    draft = actions.begin_correction(third, by=clerk)
    actions.save_draft(draft, by=clerk, version=0, change_note="改错字")
    actions.submit(draft, by=clerk)
    publishing.publish(clear(draft), by=publisher)
    Entry.objects.filter(pk=third.pk).update(ends_on=date(2020, 1, 1))
    renew_validity()


def counted(user, first=None, last=None) -> dict[str, dict[str, int]]:
    """By agency and column, what is not zero."""
    today = timezone.localdate()
    lines = tally(user, first=first or today, last=last or today)
    return {
        line.agency.code: {
            label: n for label, n in zip(COLUMNS.values(), line.cells, strict=True) if n
        }
        for line in lines
    }


def test_tally_counts_by_reason_and_names_what_was_undone(happened, supervisor, agency):
    assert counted(supervisor)[agency.code] == {
        "误发布": 1, "涉及个人信息": 1, "撤下合计": 2, "恢复公开": 1,
        "更正后发布": 1, "到期失效": 1,
    }  # fmt: skip


def erase_log():
    """Empty every payload, as purges do with those that hold the data."""
    gone = {"subject_title": "", "data": {}, "salt": "", "erased_at": timezone.now()}
    Event.objects.update(**gone)


def test_the_kind_of_reason_is_counted_after_an_erasure(
    secret_withdrawn, publisher, second, supervisor, agency
):
    withdrawn = Event.objects.get(action="entry.withdrawn")
    confirm(ask(secret_withdrawn, publisher, pieces=[], editions=[1]), second)
    withdrawn.refresh_from_db()
    assert (withdrawn.data, withdrawn.erased_at is None) == ({}, False)
    assert counted(supervisor)[agency.code] == {"涉及个人信息": 1, "撤下合计": 1}


def test_a_reason_that_is_no_kind_does_not_outlive_an_erasure(secret_withdrawn, publisher, second):
    """Withdrawals were once given a reason in free text."""
    withdrawn = Event.objects.get(action="entry.withdrawn")
    Event.objects.filter(pk=withdrawn.pk).update(data={"reason": f"含电话 {SECRET}"})
    confirm(ask(secret_withdrawn, publisher), second)
    assert "withdrawals" not in Event.objects.get(action="entry.erased").data


def test_corrections_are_counted_by_the_database(happened, supervisor, agency):
    with CaptureQueriesContext(connection) as asked:
        assert counted(supervisor)[agency.code]["更正后发布"] == 1
    read = [one["sql"] for one in asked if '"catalogue_edition"' in one["sql"]]
    assert len(read) == 1 and "COUNT(" in read[0] and "workflow_event" in read[0]


def test_reasons_add_up_to_the_withdrawals_after_an_erasure(happened, supervisor, agency):
    erase_log()
    assert counted(supervisor)[agency.code] == {
        "原因已清除": 2, "撤下合计": 2, "恢复公开": 1, "更正后发布": 1, "到期失效": 1,
    }  # fmt: skip


def test_first_release_of_a_revived_entry_is_no_correction(agency, clerk, publisher, supervisor):
    draft = make_draft(agency=agency, by=clerk)
    actions.discard(draft, by=clerk, reason="写错了")
    again = actions.begin_correction(draft.entry, by=clerk)
    actions.submit(again, by=clerk)
    publishing.publish(clear(again), by=publisher)
    assert again.number == 2
    assert counted(supervisor)[agency.code] == {}


def test_tally_counts_both_ends_of_its_period_and_nothing_outside(happened, supervisor, agency):
    today, day = timezone.localdate(), timedelta(days=1)
    assert counted(supervisor, today - day, today)[agency.code]["撤下合计"] == 2
    assert counted(supervisor, today - day, today - day)[agency.code] == {}
    assert counted(supervisor, today + day, today + day)[agency.code] == {}


def test_tally_shows_only_agencies_that_are_supervised(happened, supervisor, agency, other_agency):
    make_entry(agency=other_agency)
    assert list(counted(supervisor)) == [agency.code]
    assert counted(make_member(other_agency, Role.SUPERVISOR)) == {other_agency.code: {}}


def test_tally_table_and_its_file(client, happened, supervisor, agency):
    client.force_login(supervisor)
    assert "涉及个人信息" in client.get(TABLE).text
    text = client.get(f"{TABLE}?format=csv").content.decode("utf-8-sig")
    head, line = text.splitlines()[:2]
    row = dict(zip(head.split(","), line.split(","), strict=True))
    assert (row["机构代码"], row["误发布"], row["撤下合计"]) == (agency.code, "1", "2")


def test_tally_table_says_what_is_wrong_with_a_period(client, supervisor):
    client.force_login(supervisor)
    text = client.get(f"{TABLE}?first=2026-02-01&last=2026-01-01").text
    assert "结束日期不能早于开始日期" in text
    assert client.get(f"{TABLE}?first=x&format=csv").status_code == 200


def test_tally_table_is_for_supervisors(client, clerk, supervisor):
    client.force_login(clerk)
    assert client.get(TABLE).status_code == 403
    assert "撤下与清理统计" not in client.get("/admin/").text
    client.force_login(supervisor)
    assert "撤下与清理统计" in client.get("/admin/").text
