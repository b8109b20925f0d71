"""An end of the log that is kept elsewhere finds what the log alone cannot show."""

import json
from contextlib import contextmanager

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from disclosure.workflow import guard
from disclosure.workflow.heads import HeadCheck, current_head
from disclosure.workflow.log import chain_faults, event_digest, record
from disclosure.workflow.models import ChainHead, Event

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("guarded")]


@pytest.fixture
def log(agency, clerk):
    return [record("agency.changed", on=agency, by=clerk, step=step) for step in range(4)]


@pytest.fixture
def kept(log, tmp_path):
    file = tmp_path / "head.json"
    call_command("export_log_head", str(file))
    return file


@contextmanager
def owner():
    """Whoever owns the database takes the guard off, and puts it on again."""
    guard.remove(connection)
    yield
    guard.install(connection)


@owner()
def cut(count):
    """Cut the tail as somebody would who owns the database: rows and end together."""
    rows = Event.objects.order_by("pk")
    Event.objects.filter(pk__in=[row.pk for row in rows[count:]]).delete()
    last = Event.objects.order_by("pk").last()
    ChainHead.objects.update(digest=last.digest, length=count)


@owner()
def rewrite():
    """Take the first row out and forge every digest after it, and the end with them."""
    Event.objects.filter(pk=Event.objects.earliest("pk").pk).delete()
    previous, length = "", 0
    for event in Event.objects.order_by("pk"):
        event.previous = previous
        previous, length = event_digest(event), length + 1
        Event.objects.filter(pk=event.pk).update(previous=event.previous, digest=previous)
    ChainHead.objects.update(digest=previous, length=length)


def test_kept_head_is_in_the_untouched_log(kept, capsys, agency):
    record("agency.changed", on=agency, by=None)
    call_command("verify_log", head=[kept])
    assert "包含给出的 1 个末端" in capsys.readouterr().out


def test_export_is_an_event_and_says_where_the_log_ended(kept, log):
    said = json.loads(kept.read_text("utf-8"))
    event = Event.objects.latest("pk")
    assert event.action == "log.head_exported"
    assert (said["count"], said["last_id"], said["digest"]) == (4, log[3].pk, log[3].digest)
    assert event.data["checksum"] == said["checksum"]


def test_cut_tail_with_its_end_is_found_only_by_a_kept_head(kept):
    cut(3)
    assert list(chain_faults()) == []
    call_command("verify_log")
    with pytest.raises(CommandError, match="末尾被截去"):
        call_command("verify_log", head=[kept])


def test_rewritten_log_is_found_by_a_kept_head(kept):
    rewrite()
    assert list(chain_faults()) == []
    with pytest.raises(CommandError, match="被改动、删除或插入过"):
        call_command("verify_log", head=[kept])


def test_rewritten_log_is_found_by_a_head_in_the_log_itself(kept):
    rewrite()
    with pytest.raises(CommandError, match="日志中记下的末端"):
        call_command("verify_log")


def test_inserted_row_before_a_kept_head_is_found(kept, log):
    first = Event.objects.get(pk=log[0].pk)
    with owner():
        Event.objects.filter(pk=first.pk).delete()
    with pytest.raises(CommandError, match="被改动、删除或插入过"):
        call_command("verify_log", head=[kept])


def test_changed_file_is_refused(kept):
    kept.write_text(kept.read_text("utf-8").replace('"count": 4', '"count": 3'), "utf-8")
    with pytest.raises(CommandError, match="校验值不符"):
        call_command("verify_log", head=[kept])


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"site": 1, "count": "x"}'])
def test_file_that_is_no_head_is_refused(log, tmp_path, text):
    file = tmp_path / "other.json"
    file.write_text(text)
    with pytest.raises(CommandError, match="无法读取末端文件"):
        call_command("verify_log", head=[file])


def test_export_does_not_overwrite_an_earlier_head(kept):
    with pytest.raises(CommandError, match="已存在"):
        call_command("export_log_head", str(kept))
    assert Event.objects.filter(action="log.head_exported").count() == 1


def test_export_refuses_an_end_that_does_not_fit(log):
    ChainHead.objects.update(length=9)
    with pytest.raises(CommandError, match="没有导出"):
        call_command("export_log_head")


def test_head_of_an_empty_log_is_in_every_log(db, agency):
    check = HeadCheck([("空", current_head("甲"))])
    record("agency.changed", on=agency, by=None)
    assert [*chain_faults(check.visit), *check.faults()] == []


def test_missing_file_is_named(log, tmp_path):
    with pytest.raises(CommandError, match="无法读取末端文件"):
        call_command("verify_log", head=[tmp_path / "none.json"])
