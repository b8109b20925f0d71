"""Log-in, failed log-in, lock-out and log-out in the access log.

Axes already listens to Django's signals of authentication; its handler is the seam that it offers,
so that we connect none of our own.
"""

from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from disclosure.agencies.access import address_of
from disclosure.agencies.models import User
from disclosure.workflow.log import UNKNOWN, record_access

UNKNOWN_TITLE = "不存在的账号"


class SessionHandler(AxesDatabaseHandler):  # type: ignore[misc]  # Axes has no types
    """What Axes does, and one row of the access log for each attempt."""

    def user_logged_in(self, sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
        """Note who came in."""
        super().user_logged_in(sender, request, user, **kwargs)
        record_access("session.login", on=user, by=user, address=address_of(request))

    def user_logged_out(
        self, sender: Any, request: HttpRequest, user: User | None, **kwargs: Any
    ) -> None:
        """Note who left; a session that had ended already leaves nothing to note."""
        super().user_logged_out(sender, request, user, **kwargs)
        if user is not None:
            record_access("session.logout", on=user, by=user, address=address_of(request))

    def user_login_failed(
        self,
        sender: Any,
        credentials: dict[str, Any],
        request: HttpRequest | None = None,
        **kwargs: Any,
    ) -> None:
        """Note which account was tried, and whether it is locked now."""
        super().user_login_failed(sender, credentials, request, **kwargs)
        if request is None:
            return
        locked = getattr(request, "axes_locked_out", False)
        action = "session.locked" if locked else "session.failed"
        note_attempt(request, action, str(credentials.get("username") or ""))


def note_attempt(request: HttpRequest, action: str, username: str) -> None:
    """The account if there is one, else a mark: people type passwords into the wrong field."""
    user = account(username)
    title = "" if user else UNKNOWN_TITLE
    record_access(action, on=user, by=user, address=address_of(request), title=title)


def account(username: str) -> User | None:
    """Whose name was typed. PostgreSQL cannot even be asked for a name with a zero byte."""
    if not username or "\0" in username:
        return None
    return User.objects.filter(username=username[:150]).first()


def counted_name(request: HttpRequest | None, credentials: dict[str, Any] | None) -> str:
    """The name under which Axes counts failures: of an unknown account a digest only."""
    posted = request.POST.get("username", "") if request is not None else ""
    typed = str((credentials or {}).get("username") or posted)
    if account(typed):
        return typed
    return f"{UNKNOWN}-{salted_hmac('axes.username', typed).hexdigest()[:16]}"
