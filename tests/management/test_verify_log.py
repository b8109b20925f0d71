"""The log is proved by a command that fails when one record was touched."""

import pytest
from django.core.management import CommandError, call_command

from disclosure.workflow.models import Event
from tests.factories import make_entry


def test_verify_log_tells_the_last_digest(db, capsys):
    make_entry()
    call_command("verify_log")
    assert Event.objects.latest("pk").digest in capsys.readouterr().out


def test_verify_log_fails_when_a_record_was_changed(db):
    make_entry()
    event = Event.objects.order_by("pk")[1]
    Event.objects.filter(pk=event.pk).update(actor_name="别人")
    with pytest.raises(CommandError, match="核验未通过"):
        call_command("verify_log")
