"""Django's command, told by the log: a password given by the operator is a reset."""

from typing import Any

from django.contrib.auth.management.commands import changepassword

from disclosure.agencies.models import User
from disclosure.workflow.log import record


class Command(changepassword.Command):
    """The stock command with an Event for the account whose password it set."""

    def handle(self, *args: Any, **options: Any) -> str | None:
        """Set it and note it, if it was set; no transaction waits while a person types."""
        before = dict(User.objects.values_list("pk", "password"))
        done = super().handle(*args, **options)
        for user in User.objects.all():
            if before.get(user.pk) != user.password:
                record("user.password_reset", on=user, by=None)
        return done
