"""Released files on disk: written after the commit, gone before a withdrawal commits."""

import hashlib
import io
import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from disclosure.lib import blobs
from disclosure.pages import files
from disclosure.pages.actions import FileData, put_files
from disclosure.pages.models import Outbox, Page
from tests.factories import make_entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def data(settings):
    digest, size = blobs.put(Path(settings.PRIVATE_ROOT), io.BytesIO(b"abc"))
    return FileData(digest, "附件 1.txt", size, "text/plain")


@pytest.fixture
def page(db):
    make_entry()
    return Page.objects.get()


def test_file_is_written_after_the_commit_only(page, data, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        put_files(page, (data,))
        target = files.public_path(page.files.get().path)
        assert not target.exists()
    for callback in callbacks:
        callback()
    assert target.read_bytes() == b"abc"


def test_file_that_stays_says_what_is_new_beside_one_that_comes(page, data):
    put_files(page, (data,))
    other = replace(data, name="附件 2.txt", position=1)
    put_files(page, (replace(data, description="办事流程"), other))
    rows = page.files.values_list("name", "description", "position")
    assert list(rows) == [("附件 1.txt", "办事流程", 0), ("附件 2.txt", "", 1)]
    assert list(Outbox.objects.values_list("path", flat=True)) == [
        *(f"/files/{data.digest}/附件 1.txt" for _ in range(2)),  # it is not on disk yet
        f"/files/{data.digest}/附件 2.txt",
    ]


def test_file_shown_by_another_page_stays(page, data, django_capture_on_commit_callbacks):
    make_entry()
    other = Page.objects.exclude(pk=page.pk).get()
    with django_capture_on_commit_callbacks(execute=True):
        put_files(page, (data,))
        put_files(other, (data,))
    target = files.public_path(page.files.get().path)
    put_files(page, ())
    assert target.exists()
    put_files(other, ())
    assert not target.exists()


def test_reconcile_writes_what_a_crash_left(page, data):
    put_files(page, (data,))
    assert files.reconcile() == 1
    assert files.public_path(page.files.get().path).exists()
    assert files.reconcile() == 0


def test_reconcile_never_writes_what_was_taken_down_meanwhile(page, data):
    put_files(page, (data,))
    path = page.files.get().path
    put_files(page, ())
    files.reconcile()
    assert not files.public_path(path).exists()
    assert not Outbox.objects.filter(done_at=None).exists()


@pytest.fixture
def shown(page, data, django_capture_on_commit_callbacks):
    """A released file on disk."""
    with django_capture_on_commit_callbacks(execute=True):
        put_files(page, (data,))
    return files.public_path(page.files.get().path)


def test_writer_that_comes_late_never_brings_back_what_was_taken_down(
    page, data, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks() as late:
        put_files(page, (data,))
    target = files.public_path(page.files.get().path)
    put_files(page, ())
    for callback in late:
        callback()
    assert not target.exists()


def test_file_of_two_pages_taken_down_together_goes(
    page, data, shown, django_capture_on_commit_callbacks
):
    make_entry()
    other = Page.objects.exclude(pk=page.pk).get()
    put_files(other, (data,))
    # Each transaction still sees the row of the other: neither may hide the file at once.
    with django_capture_on_commit_callbacks(execute=True):
        files.take_down(page.files.get())
        files.take_down(other.files.get())
        page.files.all().delete()
        other.files.all().delete()
    assert not shown.exists()


def test_sweep_finds_nothing_where_all_agrees(shown):
    assert files.sweep() == 0
    assert shown.exists()


def test_sweep_writes_what_has_a_row_and_no_file(shown, caplog):
    shown.unlink()
    assert files.sweep() == 1
    assert shown.read_bytes() == b"abc"
    assert "does not agree" in caplog.text


def test_sweep_hides_what_has_a_file_and_no_row(shown):
    strays = [shown.parent / "别的.txt", shown.parent.parent / ("0" * 64) / "附件.txt"]
    for stray in strays:
        stray.parent.mkdir(exist_ok=True)
        stray.write_bytes(b"stray")
        os.utime(stray, (0, 0))
    assert files.sweep() == 2
    assert not any(stray.exists() for stray in strays)
    assert not strays[1].parent.exists()
    assert shown.exists()


@pytest.mark.parametrize("content", [b"abcd", b"abd"])
def test_sweep_restores_what_was_overwritten(shown, content):
    shown.write_bytes(content)
    assert files.sweep() == 1
    assert shown.read_bytes() == b"abc"
    assert files.sweep() == 0


@pytest.fixture
def reads(monkeypatch):
    """How often a content was read."""
    done = []
    real = hashlib.file_digest

    def digest(*args):
        done.append(args)
        return real(*args)

    monkeypatch.setattr(hashlib, "file_digest", digest)
    return done


def later(**passed):
    return timezone.now() + timedelta(**passed)


def test_a_file_that_was_changed_since_the_last_sweep_is_found_at_once(shown, reads):
    shown.write_bytes(b"abd")
    os.utime(shown, (0, 0))  # whoever changes it may set this time
    assert files.sweep(since=later(minutes=-9), now=later(minutes=1)) == 1
    assert shown.read_bytes() == b"abc"


def test_another_size_is_found_without_reading(shown, reads):
    shown.write_bytes(b"abcd")
    since = later(days=1)
    assert files.sweep(since=since, now=since) == 1
    assert (shown.read_bytes(), reads) == (b"abc", [])


def test_every_content_is_read_once_a_day(shown, reads):
    """Also one that the disk changed without noting it: all this lies behind its last change."""
    shown.write_bytes(b"abd")
    start, rounds = later(hours=1), []
    for number in range(files.TURNS):
        since = start + timedelta(seconds=number * files.ROUND)
        rounds.append(files.sweep(since=since, now=since + timedelta(seconds=files.ROUND)))
    assert (sum(rounds), len(reads)) == (1, 1)
    assert shown.read_bytes() == b"abc"


def test_a_worker_that_rested_for_long_does_not_read_everything(shown):
    since = later(hours=1)
    wanted = files.chosen(since, since + timedelta(days=30))
    digests = [f"{number:08x}" for number in range(files.TURNS)]
    assert sum(wanted(one, shown) for one in digests) == files.MOST_TURNS


def test_sweep_removes_what_lies_elsewhere_than_public_files_do(shown):
    folder = shown.parent.parent
    strays = [folder / "x.txt", folder / "x" / "sub" / "y", shown.parent / "sub" / "y"]
    for stray in strays:
        stray.parent.mkdir(parents=True, exist_ok=True)
        stray.write_bytes(b"stray")
    assert files.sweep() == 0, "what is young may be half written"
    for path in [*folder.rglob("sub"), *strays]:
        os.utime(path, (0, 0))
    assert files.sweep() == 3
    assert not any(stray.exists() for stray in strays)
    assert shown.read_bytes() == b"abc"


def test_sweep_follows_no_link_out_of_the_folder(shown, tmp_path):
    kept = tmp_path / "kept.txt"
    kept.write_bytes(b"kept")
    link = shown.parent.parent / "link"
    link.symlink_to(tmp_path)
    os.utime(link, (0, 0), follow_symlinks=False)
    assert files.sweep() == 1
    assert (kept.exists(), link.is_symlink()) == (True, False)


def test_sweep_leaves_what_is_being_written_now(shown):
    half = shown.parent / "tmp1234"
    half.write_bytes(b"half")
    assert files.sweep() == 0
    assert half.exists()


def test_file_whose_content_is_lost_is_told_and_does_not_stop_the_rest(
    page, data, shown, settings, caplog
):
    shown.unlink()
    blobs.path(Path(settings.PRIVATE_ROOT), data.digest).unlink()
    assert files.sweep() == 1
    put_files(page, (data,))
    assert files.reconcile() == 0
    assert "not as its rows say" in caplog.text
