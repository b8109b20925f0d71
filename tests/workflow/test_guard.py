"""The log is append-only in the database itself."""

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from disclosure.workflow import guard
from disclosure.workflow.log import record, record_access
from disclosure.workflow.models import Access, Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def guarded(db, clerk):
    guard.install(connection)
    record("edition.created", on=clerk, by=clerk)
    record_access("attachment.downloaded", on=clerk, by=clerk, address=None)


@pytest.mark.parametrize("model", [Event, Access])
@pytest.mark.parametrize("change", ["update", "delete"])
def test_rows_are_neither_changed_nor_removed(guarded, model, change):
    rows = model.objects.all()
    with pytest.raises(DatabaseError, match="操作日志只能追加"), transaction.atomic():
        rows.update(actor="x") if change == "update" else rows.delete()
    assert model.objects.count() == 1
    assert not model.objects.filter(actor="x").exists()


def test_rows_are_added_as_before(guarded, clerk):
    record("edition.saved", on=clerk, by=clerk)
    assert Event.objects.count() == 2


def test_a_missing_guard_is_told(guarded, capsys):
    call_command("verify_log")
    assert "触发器" not in capsys.readouterr().err
    guard.remove(connection)
    assert not guard.is_guarded(connection)
    call_command("verify_log")
    assert "没有阻止修改日志的触发器" in capsys.readouterr().err


def test_installing_twice_is_as_once(guarded):
    guard.install(connection)
    assert guard.is_guarded(connection)
