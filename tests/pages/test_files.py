"""Released files on disk: written after the commit, gone before a withdrawal commits."""

import io
from pathlib import Path

import pytest

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
