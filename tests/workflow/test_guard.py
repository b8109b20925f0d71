"""The log is append-only in the database itself."""

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from disclosure.workflow import guard
from disclosure.workflow.log import record, record_access
from disclosure.workflow.models import Access, Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def guarded(db, clerk):
    guard.install(connection)
    record("edition.created", on=clerk, by=clerk, said="甲")
    record_access("attachment.downloaded", on=clerk, by=clerk, address=None)


@pytest.mark.parametrize("model", [Event, Access])
@pytest.mark.parametrize("change", ["update", "delete"])
def test_rows_are_neither_changed_nor_removed(guarded, model, change):
    rows = model.objects.all()
    with pytest.raises(DatabaseError, match="操作日志只能追加"), transaction.atomic():
        rows.update(actor="x") if change == "update" else rows.delete()
    assert model.objects.count() == 1
    assert not model.objects.filter(actor="x").exists()


def replaced(model, *, key: str) -> str:
    """A statement that would put a changed copy of the only row in its place."""
    columns = [field.column for field in model._meta.fields]
    told = ", ".join(
        f"'forged' AS {name}" if name == "actor" else f"-{name}" if name == key else name
        for name in columns
    )
    names, table = ", ".join(columns), model._meta.db_table
    rows = f"INTO {table} ({names}) SELECT {told} FROM {table}"
    if connection.vendor == "sqlite":
        return f"INSERT OR REPLACE {rows}"
    conflict = "digest" if key else "id"
    return f"INSERT {rows} ON CONFLICT ({conflict}) DO UPDATE SET actor = 'forged'"


@pytest.mark.parametrize(("model", "key"), [(Event, ""), (Access, ""), (Event, "id")])
def test_rows_are_not_replaced(guarded, model, key):
    """By the id, and (with another id) by the digest."""
    with (
        pytest.raises(DatabaseError, match="操作日志只能追加"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(replaced(model, key=key))
    assert model.objects.count() == 1
    assert not model.objects.filter(actor="forged").exists()


@pytest.mark.parametrize("statement", ["TRUNCATE {}", "TRUNCATE {} CASCADE", "DELETE FROM {}"])
@pytest.mark.parametrize("model", [Event, Access])
def test_a_table_is_not_emptied_whole(guarded, model, statement):
    if connection.vendor == "sqlite":
        statement = "DELETE FROM {}"  # all that SQLite has
    with (
        pytest.raises(DatabaseError, match="操作日志只能追加"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(model._meta.db_table))
    assert model.objects.count() == 1


def test_what_refuses_truncating_can_be_taken_off_alone(guarded):
    guard.let_truncate(connection)
    assert guard.is_guarded(connection) == (connection.vendor != "postgresql")
    with pytest.raises(DatabaseError, match="操作日志只能追加"), transaction.atomic():
        Event.objects.all().delete()


def test_a_guard_that_is_switched_off_is_missed(guarded):
    assert guard.is_guarded(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE workflow_event DISABLE TRIGGER workflow_event_no_delete")
        else:
            cursor.execute("DROP TRIGGER workflow_event_no_delete")
    assert not guard.is_guarded(connection)


def test_what_refuses_replacing_can_be_taken_off_alone(guarded):
    guard.let_replace(connection)
    assert guard.is_guarded(connection) == (connection.vendor != "sqlite")
    with pytest.raises(DatabaseError, match="操作日志只能追加"), transaction.atomic():
        Event.objects.all().delete()


def test_rows_are_added_as_before(guarded, clerk):
    record("edition.saved", on=clerk, by=clerk)
    assert Event.objects.count() == 2


def test_a_missing_guard_is_told(guarded, capsys):
    call_command("verify_log")
    assert "触发器" not in capsys.readouterr().err
    guard.remove(connection)
    assert not guard.is_guarded(connection)
    with pytest.raises(CommandError, match="没有阻止修改日志的触发器"):
        call_command("verify_log")
    assert "操作日志完整" in capsys.readouterr().out


def test_installing_twice_is_as_once(guarded):
    guard.install(connection)
    assert guard.is_guarded(connection)


EMPTY = {"subject_title": "", "data": {}, "salt": "", "erased_at": timezone.now()}
PARTIAL = [{name: value for name, value in EMPTY.items() if name != left_out} for left_out in EMPTY]
OTHERS = {
    "at": timezone.now(),
    "actor": "x",
    "actor_name": "x",
    "action": "x",
    "subject": "x",
    "agency_code": "x",
    "payload_digest": "x",
    "previous": "x",
    "digest": "x",
    "id": 99,
}


def test_an_erasure_of_the_payload_is_let_through(guarded):
    Event.objects.update(**EMPTY)
    Access.objects.update(subject_title="", erased_at=timezone.now())
    event = Event.objects.get()
    assert (event.subject_title, event.data, event.salt) == ("", {}, "")
    assert Access.objects.get().subject_title == ""


@pytest.mark.parametrize("change", PARTIAL)
def test_half_an_erasure_is_refused(guarded, change):
    with pytest.raises(DatabaseError, match="操作日志只能追加"), transaction.atomic():
        Event.objects.update(**change)


@pytest.mark.parametrize("column", OTHERS)
def test_an_erasure_that_changes_another_column_is_refused(guarded, column):
    with pytest.raises(DatabaseError, match="操作日志只能追加"), transaction.atomic():
        Event.objects.update(**EMPTY | {column: OTHERS[column]})
    assert Event.objects.get().erased_at is None


def test_every_column_is_guarded(guarded):
    assert {field.column for field in Event._meta.fields} == {*EMPTY, *OTHERS}


@pytest.mark.parametrize("field", ["actor", "action", "subject", "address", "at"])
def test_an_access_erased_with_another_change_is_refused(guarded, field):
    change = {"address": "192.0.2.1", "at": timezone.now()}.get(field, "x")
    with pytest.raises(DatabaseError, match="操作日志只能追加"), transaction.atomic():
        Access.objects.update(**{"subject_title": "", "erased_at": timezone.now(), field: change})


def test_what_was_erased_is_erased_for_good(guarded):
    Event.objects.update(**EMPTY)
    for change in ({"erased_at": None}, {"subject_title": "x"}, EMPTY):
        with pytest.raises(DatabaseError, match="操作日志只能追加"), transaction.atomic():
            Event.objects.update(**change)
    with pytest.raises(DatabaseError, match="操作日志只能追加"), transaction.atomic():
        Event.objects.all().delete()
