"""The log is proved by a command that fails when one record was touched."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from disclosure.workflow import guard
from disclosure.workflow.models import Event
from tests.factories import make_entry

pytestmark = pytest.mark.usefixtures("guarded")


def test_verify_log_tells_the_last_digest(db, capsys):
    make_entry()
    call_command("verify_log")
    assert Event.objects.latest("pk").digest in capsys.readouterr().out


def test_verify_log_fails_when_a_record_was_changed(db):
    make_entry()
    event = Event.objects.order_by("pk")[1]
    guard.remove(connection)
    Event.objects.filter(pk=event.pk).update(actor_name="别人")
    guard.install(connection)
    with pytest.raises(CommandError, match="核验未通过") as told:
        call_command("verify_log")
    at = timezone.localtime(event.at)
    assert f"（{at:%Y-%m-%d %H:%M} 别人 提交 {event.subject}）" in str(told.value)
