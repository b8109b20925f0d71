"""Attachments are reachable exactly while their page is, whatever address somebody guesses."""

import io
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import transaction

from disclosure.catalogue import actions
from disclosure.catalogue.attachments import add_attachment, remove_attachment
from disclosure.catalogue.models import Blob, Edition, Entry
from disclosure.catalogue.release import publishing, withdrawing
from disclosure.pages import files
from disclosure.pages.models import PublicFile
from tests.factories import clear, make_draft

pytestmark = pytest.mark.django_db(transaction=True)


def attach(edition, name, content, by):
    return add_attachment(edition, by=by, name=name, file=io.BytesIO(content))


def address(digest, name):
    return f"/files/{digest}/{quote(name)}"


@pytest.fixture
def draft(agency, clerk, category):
    edition = make_draft(agency=agency, by=clerk, category=category)
    attach(edition, "附件一.txt", "第一版内容".encode(), clerk)
    return edition


@pytest.fixture
def url(draft):
    attachment = draft.attachments.get()
    return address(attachment.blob_id, attachment.name)


@pytest.fixture
def live(draft, clerk, publisher):
    actions.submit(draft, by=clerk)
    publishing.publish(clear(draft), by=publisher)
    return Entry.objects.get()


def status(client, url):
    """The answer's status; a file that is sent is read to its end and closed."""
    response = client.get(url)
    if response.streaming:
        assert response.getvalue()
    response.close()
    return response.status_code


def reachable(client, url, name="附件一.txt"):
    """Whether Django serves it; nginx, which looks on the disk, always agrees."""
    on_disk = files.public_path(f"/files/{url.split('/')[2]}/{name}").exists()
    assert status(client, url) == (200 if on_disk else 404)
    return on_disk


def test_file_comes_and_goes_with_its_page(citizen, draft, url, clerk, publisher):
    assert not reachable(citizen, url)
    actions.submit(draft, by=clerk)
    cleared = clear(draft)
    assert not reachable(citizen, url)
    publishing.publish(cleared, by=publisher)
    assert reachable(citizen, url)
    entry = Entry.objects.get()
    withdrawing.withdraw(entry, by=publisher, reason="privacy")
    assert not reachable(citizen, url)
    withdrawing.restore(entry, by=publisher, reason="已核实")
    assert reachable(citizen, url)


def test_file_that_a_reader_has_is_not_sent_again(citizen, live, url, publisher):
    sent = citizen.get(url, HTTP_IF_NONE_MATCH='"other"')
    assert (sent.status_code, sent.getvalue().decode()) == (200, "第一版内容")
    tag = {"HTTP_IF_NONE_MATCH": sent["ETag"]}
    again = citizen.get(url, **tag)
    assert (again.status_code, again.content) == (304, b"")
    withdrawing.withdraw(live, by=publisher, reason="privacy")
    assert citizen.get(url, **tag).status_code == 404


def test_file_is_gone_before_its_withdrawal_commits(live, url, publisher):
    path = files.public_path(PublicFile.objects.get().path)
    with transaction.atomic():
        withdrawing.withdraw(live, by=publisher, reason="privacy")
        assert not path.exists()


def test_file_is_not_there_before_its_release_commits(draft, clerk, publisher):
    actions.submit(draft, by=clerk)
    cleared = clear(draft)
    with transaction.atomic():
        publishing.publish(cleared, by=publisher)
        path = files.public_path(PublicFile.objects.get().path)
        assert not path.exists()
    assert path.exists()


def test_withdrawal_that_fails_shows_its_file_again_after_a_sweep(live, publisher):
    path = files.public_path(PublicFile.objects.get().path)
    with pytest.raises(RuntimeError), transaction.atomic():
        withdrawing.withdraw(live, by=publisher, reason="privacy")
        raise RuntimeError
    assert not path.exists()
    assert files.sweep() == 1
    assert path.exists()


def test_attachments_of_drafts_and_superseded_editions_cannot_be_guessed(
    citizen, live, url, clerk, publisher
):
    draft = actions.begin_correction(live, by=clerk)
    remove_attachment(draft.attachments.get(), by=clerk)
    draft.refresh_from_db()
    new = attach(draft, "附件二.txt", "第二版内容".encode(), clerk)
    new_url = address(new.blob_id, new.name)
    assert (status(citizen, url), status(citizen, new_url)) == (200, 404)
    version = Edition.objects.get(pk=draft.pk).lock_version
    actions.save_draft(draft, by=clerk, version=version, change_note="换附件")
    actions.submit(draft, by=clerk)
    publishing.publish(clear(draft), by=publisher)
    assert (status(citizen, url), status(citizen, new_url)) == (404, 200)


def test_other_digests_and_names_do_not_exist(citizen, live, draft, clerk, agency):
    secret = attach(make_draft(agency=agency, by=clerk), "附件一.txt", b"not released", clerk)
    shown = PublicFile.objects.get()
    assert Blob.objects.filter(pk=secret.blob_id).exists()
    for digest, name in (
        (secret.blob_id, shown.name),
        (shown.digest, "附件二.txt"),
        (shown.digest[:-1], shown.name),
        (shown.digest.upper(), shown.name),
        ("0" * 64, shown.name),
    ):
        assert status(citizen, address(digest, name)) == 404


@pytest.mark.parametrize(
    "path",
    [
        "/files/../../private/{fold}/{digest}",
        "/files/..%2f..%2fprivate%2f{fold}/{digest}",
        "/files/%2e%2e/%2e%2e%2fprivate%2f{fold}%2f{digest}",
        "/files/{shown}/../{digest}/附件一.txt",
        "/files/{shown}/..%2f{digest}%2f附件一.txt",
        "/files//etc/passwd",
        "/files/{shown}/",
        "/files/{shown}/%00",
        "/files/.healthz/x",
    ],
)
def test_paths_that_climb_find_nothing(citizen, live, clerk, agency, settings, path):
    secret = attach(make_draft(agency=agency, by=clerk), "附件一.txt", b"not released", clerk)
    digest, shown = secret.blob_id, PublicFile.objects.get().digest
    assert (Path(settings.PRIVATE_ROOT) / digest[:2] / digest).exists()
    asked = path.format(fold=digest[:2], digest=digest, shown=shown)
    assert status(citizen, asked) in (400, 404)
