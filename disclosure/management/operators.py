"""Who runs an import: the account of `--by`, or else whoever is logged in to the machine."""

import getpass

from django.core.management.base import CommandError

from disclosure.agencies.models import User


def account_named(username: str) -> User | None:
    """The account, or None where no name is given. Raises CommandError for one that is unknown."""
    if not username:
        return None
    user = User.objects.filter(username=username).first()
    if user is None:
        raise CommandError(f"没有账号“{username}”。")
    return user


def operator_name(by: User | None) -> str:
    """Whom the log names."""
    return by.username if by else getpass.getuser()
