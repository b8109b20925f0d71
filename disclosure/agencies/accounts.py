"""Accounts: whose password it is, and the trace of who changed what about them."""

from typing import Any

from django.contrib.auth.forms import (
    AdminPasswordChangeForm,
    AdminUserCreationForm,
    PasswordChangeForm,
)
from django.http import HttpRequest

from disclosure.agencies.models import User
from disclosure.workflow.log import record


class OwnPasswordForm(PasswordChangeForm):
    """A person chooses a password: from now on it is their own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[
            "new_password1"
        ].help_text = (
            "至少 10 位，含大写字母、小写字母、数字、其他符号中的三种；不要用姓名、账号或常见密码。"
        )

    def clean(self) -> dict[str, Any]:
        """A password that somebody else gave is not kept."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("old_password") and data["old_password"] == data.get("new_password1"):
            self.add_error("new_password1", "新密码不能与原密码相同。")
        return data

    def save(self, commit: bool = True) -> User:
        """Keep it and note it."""
        self.user.must_change_password = False
        user = super().save(commit=commit)
        record("user.password_changed", on=user, by=user)
        return user


class NewUserForm(AdminUserCreationForm):
    """A new account: its password is to be changed at first log-in."""

    usable_password = None  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.is_staff = True
        self.instance.must_change_password = True


class ResetPasswordForm(AdminPasswordChangeForm):
    """A password given by the administrator: to be changed at the next log-in."""

    usable_password = None

    def save(self, commit: bool = True) -> Any:
        """Set it with the flag."""
        self.user.must_change_password = True
        return super().save(commit=commit)


def note(action: str, user: User, request: HttpRequest, **data: Any) -> None:
    """An Event about an account."""
    by = request.user if isinstance(request.user, User) else None
    record(action, on=user, by=by, **data)
