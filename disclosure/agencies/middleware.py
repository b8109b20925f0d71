"""A person whose password was given by somebody else changes it before anything else."""

from collections.abc import Callable
from functools import cache

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse


@cache
def desk() -> str:
    """Where the desk begins; every reader's request asks."""
    return reverse("admin:index")


class PasswordChangeMiddleware:
    """Send a signed-in person to the password form until the password is their own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(desk()) and self.must_change(request):
            messages.warning(request, "首次登录或密码被重置后，请先修改密码。")
            return HttpResponseRedirect(reverse("admin:password_change"))
        return self.get_response(request)

    @staticmethod
    def must_change(request: HttpRequest) -> bool:
        """Whether the person has to go to the form and is not there yet."""
        allowed = {reverse(f"admin:{name}") for name in ("password_change", "logout", "jsi18n")}
        user = request.user
        return user.is_authenticated and user.must_change_password and request.path not in allowed
