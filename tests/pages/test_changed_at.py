"""When a page changed: it moves with what the public reads, and with nothing else."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from disclosure.catalogue import actions
from disclosure.catalogue.models import Entry, WithdrawalReason
from disclosure.catalogue.release import publishing, rebuilding
from disclosure.catalogue.release.lasting import change_validity
from disclosure.catalogue.release.withdrawing import restore, withdraw
from disclosure.pages.models import Page, PageKind, Validity
from tests.factories import clear, make_category, make_entry

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
def entry(agency, category):
    """A public entry whose page was last changed long ago."""
    entry = make_entry(agency=agency, category=category)
    Page.objects.update(changed_at=LONG_AGO)
    return entry


def changed_at(entry) -> datetime:
    return Page.objects.get(path=entry.path).changed_at


def test_rebuild_of_the_same_page_leaves_it(entry):
    rebuilding.rebuild(entry)
    assert changed_at(entry) == LONG_AGO


def test_correction_moves_it(entry, clerk, publisher):
    draft = actions.begin_correction(entry, by=clerk)
    version = draft.lock_version
    actions.save_draft(draft, by=clerk, version=version, title="新标题", change_note="更正标题")
    draft.refresh_from_db()
    actions.submit(draft, by=clerk)
    publishing.publish(clear(draft), by=publisher)
    assert changed_at(entry) > LONG_AGO


def test_withdrawal_and_its_undoing_move_it(entry, publisher):
    withdraw(entry, by=publisher, reason=WithdrawalReason.ERROR)
    withdrawn = changed_at(entry)
    restore(entry, by=publisher, reason="撤错了")
    assert LONG_AGO < withdrawn < changed_at(entry)


def test_change_of_validity_moves_it(entry, publisher):
    change_validity(
        entry,
        by=publisher,
        validity=Validity.REPEALED,
        basis="云政办〔2020〕1号",
        reason="废止",
        ends_on=date.today(),
    )
    assert changed_at(entry) > LONG_AGO


def test_another_column_moves_it(entry):
    Entry.objects.filter(pk=entry.pk).update(category=make_category())
    rebuilding.rebuild(entry)
    assert changed_at(entry) > LONG_AGO


def test_successor_taken_down_moves_the_page_that_led_to_it(entry, agency, category, publisher):
    successor = make_entry(agency=agency, category=category)
    withdraw(entry, by=publisher, reason=WithdrawalReason.SUPERSEDED, successor=successor)
    Page.objects.update(changed_at=LONG_AGO)
    withdraw(successor, by=publisher, reason=WithdrawalReason.ERROR)
    assert Page.objects.get(path=entry.path).kind == PageKind.TOMBSTONE
    assert changed_at(entry) > LONG_AGO


@pytest.mark.django_db(transaction=True)
def test_old_rows_changed_when_withdrawn_else_with_their_last_edition(
    entry, agency, category, publisher
):
    gone = make_entry(agency=agency, category=category)
    withdraw(gone, by=publisher, reason=WithdrawalReason.PRIVACY)
    migrate([("pages", "0015_unwritten_paths")])
    migrate(MigrationExecutor(connection).loader.graph.leaf_nodes())
    live, notice = (Page.objects.get(path=one.path) for one in (entry, gone))
    assert (live.changed_at, notice.changed_at) == (live.updated_at, notice.withdrawn_at)


def migrate(targets):
    MigrationExecutor(connection).migrate(targets)
