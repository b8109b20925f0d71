"""Two at once, and a worker killed in the middle: nothing half released, nothing twice."""

import io
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import connection, transaction

from disclosure.agencies.models import Role
from disclosure.catalogue import actions
from disclosure.catalogue.attachments import add_attachment
from disclosure.catalogue.models import Edition, Entry, Review
from disclosure.catalogue.models.reviews import Decision, LegalGround
from disclosure.catalogue.release import publishing, rebuilding, releasing
from disclosure.catalogue.reviewing import review
from disclosure.lib import blobs
from disclosure.pages import files
from disclosure.pages.models import Outbox, Page, PublicFile
from disclosure.workflow.log import chain_faults
from disclosure.workflow.models import ChainHead, Event
from disclosure.workflow.states import State, WrongState
from tests.factories import clear, make_cleared, make_draft, make_member
from tests.workers import database_url, environment, wait_until, worker

pytestmark = pytest.mark.django_db(transaction=True)


def make_due(agency, clerk, publisher, category, count=1):
    """Cleared editions with an attachment each, due now."""
    for number in range(count):
        edition = make_draft(agency=agency, by=clerk, category=category)
        content = io.BytesIO(f"附件 {number}".encode())
        add_attachment(edition, by=clerk, name="附件.txt", file=content)
        actions.submit(edition, by=clerk)
        publishing.hand_over(clear(edition), by=publisher)


@pytest.fixture
def env(tmp_path):
    """Works on the stores of this test: see `stores` in the cast."""
    return environment(tmp_path, database_url())


def at_once(*acts):
    """Run each in a thread with a connection of its own, all from the same moment."""
    barrier = threading.Barrier(len(acts))

    def run(act):
        try:
            barrier.wait(timeout=20)
            return act()
        except (WrongState, PermissionDenied) as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def published_events():
    return Event.objects.filter(action="edition.published").count()


def assert_whole(count=1):
    """Every edition is out exactly once, with its page and file, and the log is unbroken."""
    assert set(Edition.objects.values_list("state", flat=True)) == {State.PUBLISHED}
    assert published_events() == Page.objects.count() == PublicFile.objects.count() == count
    assert [rebuilding.fault(entry) for entry in rebuilding.released()] == [""] * count
    assert not Outbox.objects.filter(done_at=None).exists()
    assert files.sweep() == 0
    assert list(chain_faults()) == []


def test_of_two_publishers_at_once_exactly_one_releases(agency, clerk, category):
    edition = make_cleared(agency=agency, by=clerk, category=category)
    people = [make_member(agency, Role.PUBLISHER) for _ in range(2)]
    outcomes = at_once(
        *(
            lambda by=by: publishing.publish(Edition.objects.get(pk=edition.pk), by=by)
            for by in people
        )
    )
    assert sorted(isinstance(one, WrongState) for one in outcomes) == [False, True]
    assert published_events() == Page.objects.count() == 1
    assert list(chain_faults()) == []


def test_of_two_reviewers_at_once_exactly_one_decides(agency, clerk, category):
    edition = make_draft(agency=agency, by=clerk, category=category)
    actions.submit(edition, by=clerk)
    people = [make_member(agency, Role.SECRECY) for _ in range(2)]

    def decide(by):
        review(
            edition, by=by, decision=Decision.APPROVED, legal_ground=LegalGround.NONE, position=1
        )

    outcomes = at_once(*(lambda by=by: decide(by) for by in people))
    assert sorted(isinstance(one, WrongState) for one in outcomes) == [False, True]
    assert Review.objects.count() == 1
    assert Event.objects.filter(action="edition.cleared").count() == 1


def test_of_two_workers_at_once_each_edition_goes_out_once(agency, clerk, publisher, category):
    make_due(agency, clerk, publisher, category, count=4)
    released = at_once(releasing.release_due, releasing.release_due)
    assert sum(len(one) for one in released) == 4
    assert not Event.objects.filter(action="edition.release_refused").exists()
    assert_whole(4)


def test_of_worker_and_publisher_at_once_exactly_one_releases(agency, clerk, publisher, category):
    make_due(agency, clerk, publisher, category)
    other = make_member(agency, Role.PUBLISHER)
    at_once(
        releasing.release_due,
        lambda: publishing.publish(Edition.objects.get(), by=other),
    )
    assert not Edition.objects.refused().exists()
    assert_whole()


def test_worker_killed_before_its_commit_leaves_nothing(
    agency, clerk, publisher, category, env, tmp_path
):
    make_due(agency, clerk, publisher, category)
    with transaction.atomic():
        # The end of the chain is what a release takes last: everything else is written by then.
        ChainHead.objects.select_for_update().get()
        with worker(env, tmp_path / "log") as process:
            wait_until(lambda: waits_for_us(tmp_path / "log"))
            process.kill()
            process.wait()
    assert Edition.objects.get().state == State.CLEARED
    assert not Page.objects.exists()
    assert not Outbox.objects.exists()
    assert published_events() == 0
    call_command("run_worker", once=True)
    assert_whole()


def waits_for_us(log):
    """Whether the worker waits for what we hold: a row, on SQLite the whole file."""
    if connection.vendor == "sqlite":
        return b"worker began" in log.read_bytes()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks"
            " WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
        )
        return cursor.fetchone()[0] > 0


def test_worker_killed_between_commit_and_file_is_mended_by_the_next(
    agency, clerk, publisher, category, env, tmp_path, settings
):
    make_due(agency, clerk, publisher, category)
    attachment = Edition.objects.get().attachments.get()
    blob = blobs.path(Path(settings.PRIVATE_ROOT), attachment.blob_id)
    blob.rename(tmp_path / "kept")
    os.mkfifo(blob)  # whoever opens it to read waits for ever
    with worker(env, tmp_path / "log") as process:
        wait_until(lambda: Edition.objects.get().state == State.PUBLISHED)
        process.kill()
        process.wait()
    blob.unlink()
    (tmp_path / "kept").rename(blob)
    file = files.public_path(PublicFile.objects.get().path)
    assert not file.exists()
    assert Outbox.objects.filter(done_at=None).count() == 1
    call_command("run_worker", once=True)
    assert file.read_text() == "附件 0"
    assert_whole()


def test_worker_killed_amid_many_is_finished_by_the_next(
    agency, clerk, publisher, category, env, tmp_path
):
    make_due(agency, clerk, publisher, category, count=12)
    with worker(env, tmp_path / "log") as process:
        wait_until(lambda: published_events() >= 2)
        process.kill()
        process.wait()
    out = Entry.objects.live()
    assert [page.path for page in Page.objects.order_by("pk")] == [
        entry.path for entry in out.order_by("live_edition__published_at", "pk")
    ]
    call_command("run_worker", once=True)
    assert_whole(12)
