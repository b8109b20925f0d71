"""Django's command, told by the log: who runs the site is a role too."""

from typing import Any

from django.contrib.auth.management.commands import createsuperuser

from disclosure.agencies.models import User
from disclosure.agencies.roles import SWITCHES, switched
from disclosure.workflow.log import record


class Command(createsuperuser.Command):
    """The stock command with an Event for the account that it made."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it and note it; no transaction waits while a person types."""
        known = set(User.objects.values_list("pk", flat=True))
        super().handle(*args, **options)
        for user in User.objects.exclude(pk__in=known).filter(is_superuser=True):
            record("user.created", on=user, by=None, changes=switched({}, user, SWITCHES))
