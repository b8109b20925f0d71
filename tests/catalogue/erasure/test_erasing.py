"""What a purge takes away, and what is left: nothing of it, and the record."""

import io
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.sessions.backends.db import SessionStore
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from disclosure.catalogue import actions, attachments
from disclosure.catalogue.checks.inspecting import inspected
from disclosure.catalogue.erasure import erasing
from disclosure.catalogue.erasure.purging import Plan
from disclosure.catalogue.models import (
    Attachment,
    Blob,
    Edition,
    Entry,
    Erasure,
    Inspection,
)
from disclosure.catalogue.models.erasures import Stage
from disclosure.catalogue.release import publishing, withdrawing
from disclosure.lib import blobs
from disclosure.lib.pieces import MARK
from disclosure.lib.uploads import BadUpload
from disclosure.pages.models import Page
from disclosure.workflow import guard
from disclosure.workflow.digests import first_digest
from disclosure.workflow.log import chain_faults, record_access
from disclosure.workflow.models import Access, ChainHead, Event
from disclosure.workflow.states import WrongState
from tests.factories import clear, make_entry
from tests.purges import NAME, SCOPE, SECRET, ask, confirm, digest_of
from tests.traces import database_files, traces

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.django_db(transaction=True)
def test_nothing_is_left_of_what_was_erased(guarded, settings, secret_withdrawn, publisher, second):
    attachment = Attachment.objects.get()
    record_access("attachment.downloaded", on=attachment, by=second, address=None)
    before = traces(SECRET, settings)
    assert {"catalogue_edition", "catalogue_entry", "workflow_event", "workflow_access"} <= before
    confirm(ask(secret_withdrawn, publisher), second)
    assert traces(SECRET, settings) == set()
    assert traces("１３８００１３８０００", settings) == set()
    assert list(chain_faults()) == []
    call_command("rebuild_pages", check=True)


@pytest.mark.django_db(transaction=True)
def test_an_sqlite_file_holds_nothing_of_it_either(secret_withdrawn, publisher, second):
    def standing():
        return [one.name for one in database_files() if SECRET.encode() in one.read_bytes()]

    erasure = ask(secret_withdrawn, publisher)
    assert bool(standing()) == bool(database_files())
    confirm(erasure, second)
    assert standing() == []


def test_the_rest_of_the_text_stays(secret_withdrawn, publisher, second):
    confirm(ask(secret_withdrawn, publisher), second)
    edition = Edition.objects.get()
    assert edition.title == f"公示（{MARK}）"
    assert edition.keywords == f"{MARK} 公示"
    assert edition.body.startswith(f"<p>电话<strong>{MARK}</strong>")
    assert edition.body.endswith("，甲。</p>")
    assert Attachment.objects.get().name == f"名单{MARK}.txt"
    assert Page.objects.get().title == ""  # gone for the sake of personal data: nothing is quoted


def test_the_record_keeps_digests_and_not_the_data(secret_withdrawn, publisher, second):
    before = actions.content_digest(Edition.objects.get())
    file = digest_of(secret_withdrawn)
    confirm(ask(secret_withdrawn, publisher), second)
    erasure = Erasure.objects.get()
    assert (erasure.state, erasure.pieces) == (Stage.DONE, "")
    assert [one["before"] for one in erasure.proof["editions"]] == [before]
    assert [one["digest"] for one in erasure.proof["files"]] == [file]
    event = Event.objects.get(action="entry.erased")
    assert event.actor == second.username
    assert set(event.data["events"]) == set(
        Event.objects.filter(erased_at__isnull=False).values_list("pk", flat=True)
    )
    assert Blob.objects.get(pk=file).erased_at


def test_a_whole_edition_goes(guarded, settings, secret_withdrawn, publisher, second):
    whole = {"pieces": [], "editions": [1], "with_titles": True}
    confirm(ask(secret_withdrawn, publisher, **whole), second)
    edition = Edition.objects.get()
    assert (edition.title, edition.body) == (MARK, f"<p>{MARK}</p>")
    assert traces(SECRET, settings) == set()
    assert list(chain_faults()) == []


def test_a_title_stays_unless_it_is_asked_for(secret_withdrawn, publisher, second):
    confirm(ask(secret_withdrawn, publisher, pieces=[], editions=[1]), second)
    edition = Edition.objects.get()
    assert SECRET in edition.title
    assert edition.keywords == MARK


@pytest.mark.parametrize("hides", [True, False])
def test_earlier_editions_are_purged_while_a_clean_one_is_live(
    guarded, settings, secret_live, clerk, publisher, second, hides
):
    clean = actions.begin_correction(secret_live, by=clerk)
    attachments.remove_attachment(clean.attachments.get(), by=clerk)
    clean.refresh_from_db()
    fields = {"title": "公示", "body": "<p>甲。</p>", "keywords": "", "change_note": "更正"}
    fields["hides_previous"] = hides
    actions.save_draft(clean, by=clerk, version=clean.lock_version, **fields)
    actions.submit(clean, by=clerk, reason="差别随后清除")
    clear(clean)
    publishing.publish(clean, by=publisher)
    before = Page.objects.get().digest
    confirm(ask(Entry.objects.get(), publisher), second)
    assert traces(SECRET, settings) == set()
    assert (Page.objects.get().digest == before) == hides, "the difference is purged with it"
    assert list(chain_faults()) == []
    call_command("rebuild_pages", check=True)


def test_the_same_file_cannot_be_uploaded_again(
    settings, secret_withdrawn, publisher, second, clerk
):
    confirm(ask(secret_withdrawn, publisher), second)
    digest = digest_of(secret_withdrawn)
    new = actions.begin_correction(Entry.objects.get(), by=clerk)
    assert not new.attachments.exists()
    with pytest.raises(BadUpload, match="依法清除"):
        file = io.BytesIO(f"电话 {SECRET}".encode())
        attachments.add_attachment(new, by=clerk, name="再来.txt", file=file)
    assert not blobs.exists(settings.PRIVATE_ROOT, digest)


def test_what_was_erased_may_be_public_again_without_it(secret_withdrawn, publisher, second):
    confirm(ask(secret_withdrawn, publisher), second)
    withdrawing.restore(Entry.objects.get(), by=publisher, reason="已清除")
    page = Page.objects.get()
    assert (page.title, page.files.count()) == (f"公示（{MARK}）", 0)
    call_command("rebuild_pages", check=True)


def test_two_files_do_not_get_the_same_name(secret_draft, clerk, publisher, second):
    file = io.BytesIO("另一份".encode())
    attachments.add_attachment(secret_draft, by=clerk, name=f"名单{MARK}.txt", file=file)
    other = io.BytesIO("又一份".encode())
    attachments.add_attachment(secret_draft, by=clerk, name="名单138-0013-8000.txt", file=other)
    confirm(ask(secret_draft.entry, publisher), second)
    names = set(secret_draft.attachments.values_list("name", flat=True))
    assert names == {f"名单{MARK}.txt", f"名单{MARK}2.txt", f"名单{MARK}3.txt"}


def found_in(attachment):
    ((_, inside),) = inspected([attachment])
    return inside.finds


def test_what_was_found_in_a_file_is_not_remembered(secret_draft, publisher, second):
    attachment = secret_draft.attachments.get()
    assert found_in(attachment)
    confirm(ask(secret_draft.entry, publisher), second)
    assert found_in(secret_draft.attachments.get()) == []
    assert not Inspection.objects.exists()


def test_the_plan_shows_each_place_without_the_data(secret_withdrawn, publisher):
    plan = Plan(erasing.wished(secret_withdrawn, by=publisher, pieces=[SECRET], **SCOPE))
    shown = {change.where: change.shown for change in plan.changes}
    assert shown["第 1 版：标题"] == f"公示（{MARK}）"
    assert shown["第 1 版：正文"] == f"电话{MARK}，甲。"
    assert shown["撤下说明"] == f"含电话 {MARK}"


def test_an_open_draft_cannot_write_the_data_back(secret_withdrawn, publisher, second, clerk):
    new = actions.begin_correction(secret_withdrawn, by=clerk)
    version = new.lock_version
    confirm(ask(secret_withdrawn, publisher), second)
    with pytest.raises(actions.EditConflict):
        actions.save_draft(new, by=clerk, version=version, title=f"公示 {SECRET}")


KILLED = """
import os, signal, sys, django
django.setup()
from disclosure.agencies.models import User
from disclosure.catalogue.erasure import erasing
from disclosure.catalogue.models import Erasure
from disclosure.catalogue.erasure.purging import Plan
from disclosure.lib import blobs
remove = blobs.remove
def die(root, digest):
    remove(root, digest)
    os.kill(os.getpid(), signal.SIGKILL)
blobs.remove = die
erasure = Erasure.objects.get()
user = User.objects.get(username=sys.argv[1])
erasing.confirm_erasure(erasure, by=user, seen=Plan(erasure).digest)
"""


def surroundings(settings):
    """What another process needs to work on the database and the stores of the test."""
    known = connection.settings_dict
    url = f"sqlite:///{known['NAME']}"
    if connection.vendor == "postgresql":
        port = known["PORT"] or 5432
        url = (
            f"postgres://{known['USER']}:{known['PASSWORD']}@{known['HOST']}:{port}/{known['NAME']}"
        )
    stores = {"PRIVATE_ROOT": settings.PRIVATE_ROOT, "PUBLIC_ROOT": settings.PUBLIC_ROOT}
    own = {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "disclosure.settings"}
    return (
        os.environ | {"DEVELOPMENT": "1"} | own | {key: str(path) for key, path in stores.items()}
    )


@pytest.mark.django_db(transaction=True)
def test_a_process_killed_before_the_commit_is_mended(
    guarded, settings, secret_withdrawn, publisher, second
):
    erasure, digest = ask(secret_withdrawn, publisher), digest_of(secret_withdrawn)
    command = [sys.executable, "-c", KILLED, second.username]
    killed = subprocess.run(
        command, check=False, env=surroundings(settings), capture_output=True, cwd=ROOT
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    erasure.refresh_from_db()
    assert (erasure.state, erasure.confirmed_by) == (Stage.CONFIRMED, second)
    assert not blobs.exists(settings.PRIVATE_ROOT, digest)
    assert SECRET in Edition.objects.get().title
    call_command("run_worker", once=True)
    assert Erasure.objects.get().state == Stage.DONE
    assert traces(SECRET, settings) == set()
    assert list(chain_faults()) == []
    assert erasing.finish_confirmed() == 0


def test_no_page_is_restored_while_a_purge_is_asked_for(secret_withdrawn, publisher, second):
    erasure = ask(secret_withdrawn, publisher)
    erasing.approve(erasure, by=second, seen=Plan(erasure).digest)
    with pytest.raises(WrongState, match="在办的清除申请"):
        withdrawing.restore(Entry.objects.get(), by=publisher, reason="误撤")
    assert erasing.finish_confirmed() == 1
    assert SECRET not in Edition.objects.get().title


def test_events_older_than_payload_digests_are_sealed(
    guarded, settings, secret_draft, publisher, second
):
    guard.remove(connection)
    old = Event.objects.order_by("pk").last()
    digest = first_digest(old)
    changes = {"salt": "", "payload_digest": "", "digest": digest}
    Event.objects.filter(pk=old.pk).update(**changes)
    ChainHead.objects.update(digest=digest)
    guard.install(connection)
    erasure = ask(secret_draft.entry, publisher)
    assert Plan(erasure).old_events == 1
    confirm(erasure, second)
    assert list(Event.objects.get(action="entry.erased").data["seals"]) == [str(old.pk)]
    assert traces(SECRET, settings) == set()
    assert list(chain_faults()) == []


def test_those_who_may_confirm_are_told_without_the_title(
    secret_withdrawn, publisher, second, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        ask(secret_withdrawn, publisher)
    assert [letter.to for letter in mail.outbox] == [["second@example.org"]]
    assert secret_withdrawn.index_number in mail.outbox[0].subject
    assert SECRET not in mail.outbox[0].subject + mail.outbox[0].body


def test_other_entries_keep_their_log(secret_withdrawn, publisher, second):
    other = make_entry()
    edition = actions.begin_correction(other, by=other.live_edition.author)
    actions.save_draft(
        edition, by=edition.author, version=edition.lock_version, title=f"另一公示 {SECRET}"
    )
    confirm(ask(secret_withdrawn, publisher), second)
    edition.refresh_from_db()
    assert edition.title == f"另一公示 {SECRET}"
    rows = Event.objects.filter(subject=f"catalogue.edition:{edition.pk}")
    assert rows.exists()
    assert not rows.filter(erased_at__isnull=False).exists()


def test_downloads_of_a_removed_file_are_forgotten_too(secret_withdrawn, clerk, publisher, second):
    new = actions.begin_correction(secret_withdrawn, by=clerk)
    attachment = new.attachments.get()
    access = record_access("attachment.downloaded", on=attachment, by=clerk, address=None)
    attachments.remove_attachment(attachment, by=clerk)
    confirm(ask(secret_withdrawn, publisher), second)
    access.refresh_from_db()
    assert (access.subject_title, access.erased_at is None) == ("", False)


def test_names_of_files_in_the_access_log_go_with_a_whole_edition(
    guarded, settings, secret_withdrawn, clerk, publisher, second
):
    Edition.objects.update(title="公示")
    edition, other = Edition.objects.get(), make_entry().live_edition
    download = {"on": edition, "by": clerk, "address": None, "title": NAME}
    named = record_access("attachment.downloaded", **download)
    removed = record_access("attachment.downloaded", **download | {"title": "张某某的诊断.pdf"})
    seen = record_access("edition.previewed", on=edition, by=clerk, address=None)
    foreign = record_access("attachment.downloaded", **download | {"on": other})
    confirm(ask(secret_withdrawn, publisher, pieces=[], editions=[1]), second)
    rows = [Access.objects.get(pk=row.pk) for row in (named, removed, seen, foreign)]
    assert [row.subject_title for row in rows] == ["", "", "公示", NAME]
    assert list(chain_faults()) == []


def test_strings_go_from_the_access_log(secret_withdrawn, clerk, publisher, second):
    known = {"by": clerk, "address": None}
    edition = Edition.objects.get()
    named = record_access("attachment.downloaded", on=edition, title="证138 0013 8000.pdf", **known)
    asked = record_access("log.exported", title=f"{SECRET}，2026", **known)
    kept = record_access("log.exported", title="2026", **known)
    confirm(ask(secret_withdrawn, publisher), second)
    rows = [Access.objects.get(pk=row.pk) for row in (named, asked, kept)]
    assert [row.subject_title for row in rows] == ["", "", "2026"]


def test_a_plan_asks_for_no_attachment_of_other_entries(secret_withdrawn, publisher):
    with CaptureQueriesContext(connection) as asked:
        assert Plan(erasing.wished(secret_withdrawn, by=publisher, pieces=[SECRET])).accesses == []
    assert not [
        one["sql"]
        for one in asked
        if 'FROM "catalogue_attachment"' in one["sql"] and "WHERE" not in one["sql"]
    ]


def test_unread_messages_go_after_the_commit(
    secret_withdrawn, publisher, second, django_capture_on_commit_callbacks
):
    store = SessionStore()
    store["_messages"] = f"“公示（{SECRET}）”已保存。"
    store.save()
    with django_capture_on_commit_callbacks(execute=True):
        confirm(ask(secret_withdrawn, publisher), second)
        assert "_messages" in SessionStore(store.session_key)
    assert "_messages" not in SessionStore(store.session_key)


@pytest.mark.django_db
def test_every_table_is_looked_at():
    """The dump of these tests reads all of them, whatever is added."""
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
    assert {model._meta.db_table for model in apps.get_models()} <= there
