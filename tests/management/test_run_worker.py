"""The worker: ticks, tells that it lives, survives a database that went away, stops when told."""

import hashlib
import io
import os
import signal
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.urls import reverse
from django.utils import timezone

from disclosure.catalogue import uploads
from disclosure.catalogue.alerts import alerts
from disclosure.catalogue.models import Edition, WorkerBeat
from disclosure.catalogue.models.workerbeat import SILENCE, beat
from disclosure.catalogue.release import publishing
from disclosure.lib import blobs
from disclosure.management.commands import run_worker
from disclosure.pages import files
from disclosure.pages.actions import FileData, put_files
from disclosure.pages.models import Page
from disclosure.workflow.states import State
from tests.factories import make_cleared

# The worker closes connections that have grown old: not inside the transaction of a test.
pytestmark = pytest.mark.django_db(transaction=True)
CONTENT = b"public"


@pytest.fixture
def due(agency, clerk, publisher, category):
    edition = make_cleared(agency=agency, by=clerk, category=category)
    publishing.hand_over(edition, by=publisher)
    return edition


@pytest.fixture
def page_file(due, settings):
    """A public file on disk."""
    digest, size = blobs.put(Path(settings.PRIVATE_ROOT), io.BytesIO(CONTENT))
    call_command("run_worker", once=True)
    put_files(Page.objects.get(), (FileData(digest, "附件.txt", size, "text/plain"),))
    path = files.public_path(Page.objects.get().files.get().path)
    assert path.read_bytes() == CONTENT
    return path


def test_once_releases_what_is_due_and_beats(due):
    call_command("run_worker", once=True)
    assert Edition.objects.get().state == State.PUBLISHED
    assert timezone.now() - WorkerBeat.objects.get().at < timedelta(seconds=10)


def test_database_that_is_away_is_waited_for(due, monkeypatch, caplog):
    def away(now):
        raise OperationalError("the server is restarting")

    monkeypatch.setattr(run_worker, "beat", away)
    worker = run_worker.Worker()
    assert not worker.tick()
    assert "does not answer" in caplog.text
    with pytest.raises(CommandError, match="没有应答"):
        call_command("run_worker", once=True)
    monkeypatch.undo()
    assert worker.tick()
    assert Edition.objects.get().state == State.PUBLISHED


def test_full_disk_does_not_keep_the_others_waiting(
    due, agency, clerk, publisher, monkeypatch, caplog
):
    other = make_cleared(agency=agency, by=clerk)
    publishing.hand_over(other, by=publisher)

    def made_files(entry, edition):
        if edition.pk == due.pk:
            raise OSError("no space left on device")
        return []

    monkeypatch.setattr(publishing, "made_files", made_files)
    assert run_worker.Worker().tick()
    states = dict(Edition.objects.values_list("pk", "state"))
    assert states == {due.pk: State.CLEARED, other.pk: State.PUBLISHED}
    assert "no space left" in caplog.text
    monkeypatch.undo()
    run_worker.Worker().tick()
    assert Edition.objects.filter(state=State.PUBLISHED).count() == 2


def test_sigterm_ends_the_worker_with_0(due):
    before = {name: signal.getsignal(name) for name in (signal.SIGTERM, signal.SIGINT)}
    timer = threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGTERM))
    timer.start()
    try:
        call_command("run_worker", seconds=0.1)
    finally:
        timer.cancel()
        for name, handler in before.items():
            signal.signal(name, handler)
    assert Edition.objects.get().state == State.PUBLISHED


def test_worker_reads_only_files_that_changed_since_one_last_ran(page_file, monkeypatch):
    def unread(*args):
        raise AssertionError("a file was read that nobody changed")

    beat(timezone.now() + timedelta(days=1))  # behind the last change that the disk notes
    monkeypatch.setattr(hashlib, "file_digest", unread)
    assert run_worker.Worker().tick()
    monkeypatch.undo()
    beat(timezone.now())
    page_file.write_bytes(page_file.read_bytes()[::-1])
    assert run_worker.Worker().tick()
    assert page_file.read_bytes() == CONTENT


def test_worker_removes_uploads_that_nobody_confirmed(db, settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path
    old, new = (uploads.kept(uploads.keep(io.BytesIO(one))) for one in (b"old", b"new"))
    day_ago = time.time() - uploads.KEPT.total_seconds() - 1
    os.utime(old, (day_ago, day_ago))
    assert run_worker.Worker().tick()
    assert (old.exists(), new.exists()) == (False, True)


def test_worker_that_is_told_to_stop_begins_no_further_release(due):
    worker = run_worker.Worker()
    worker.stop.set()
    worker.tick()
    assert Edition.objects.get().state == State.CLEARED


def test_silent_worker_is_warned_of_while_something_waits(due, publisher, clerk):
    now = timezone.now()
    assert "没有运行" in alerts(publisher, now)[0].sentence
    assert alerts(clerk, now) == []
    beat(now - SILENCE)
    assert alerts(publisher, now) == []
    beat(now - SILENCE - timedelta(seconds=1))
    assert "没有运行" in alerts(publisher, now)[0].sentence
    run_worker.Worker().tick()
    assert alerts(publisher, now + timedelta(hours=1)) == []


def test_healthz_tells_staff_of_the_worker_and_strangers_nothing(client, publisher, due):
    assert client.get("/healthz").json() == {"database": True, "storage": True}
    client.force_login(publisher)
    response = client.get(reverse("healthz"))
    assert response.status_code == 200
    assert response.json()["worker"] == {
        "last_tick": None,
        "scheduled": 1,
        "overdue": 1,
        "silent": True,
    }
    beat(timezone.now())
    assert client.get("/healthz").json()["worker"]["silent"] is False
