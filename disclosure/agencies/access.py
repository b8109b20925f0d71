"""Who sees which part of the desk: mixins that ask memberships, not Django's permissions."""

from collections.abc import Callable
from functools import wraps
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.db import models
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from disclosure.agencies.models import Membership, Role, User
from disclosure.workflow.log import record_access
from disclosure.workflow.models import Access


def person(request: HttpRequest) -> User:
    """The member of staff behind a request of the desk, where nobody is anonymous."""
    user = request.user
    assert isinstance(user, User)  # noqa: S101 - admin_view has sent strangers to the log-in
    return user


def hidden(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """The view, or 404 to whoever is not signed in: what is not public is not even admitted."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def works_anywhere(request: HttpRequest, *roles: Role) -> bool:
    """Whether a person holds one of the roles (any when none is named) in some agency."""
    user = request.user
    if not isinstance(user, User) or not user.is_active:
        return False
    held = roles_held(request)
    return user.is_superuser or bool(held & set(roles) if roles else held)


def roles_held(request: HttpRequest) -> frozenset[str]:
    """The roles that a person holds in some agency: read once, asked for by every menu entry."""
    known: Any = request
    if not hasattr(known, "_roles_held"):
        rows = Membership.objects.filter(user=person(request))
        known._roles_held = frozenset(rows.values_list("role", flat=True))
    return known._roles_held  # type: ignore[no-any-return]


def note_access(
    request: HttpRequest, action: str, *, on: models.Model | None = None, title: str = ""
) -> Access:
    """A row of the access log for whoever is signed in."""
    by, address = person(request), address_of(request)
    return record_access(action, on=on, by=by, address=address, title=title)


def address_of(request: HttpRequest) -> str | None:
    """Where a request came from: behind PROXY_COUNT proxies, what the outermost of them saw.

    Each proxy appends to X-Forwarded-For; what stands further left, anybody could have written.
    """
    hops = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    count = settings.PROXY_COUNT
    given = hops[-count] if 0 < count <= len(hops) else request.META.get("REMOTE_ADDR", "")
    try:
        return str(ip_address(given.strip()))
    except ValueError:
        return None


class SuperuserOnly:
    """For ModelAdmin: the people who run the site, and nobody else."""

    def is_allowed(self, request: HttpRequest) -> bool:
        """Whether this person runs the site."""
        return request.user.is_active and request.user.is_superuser

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.is_allowed(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.is_allowed(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.is_allowed(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.is_allowed(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.is_allowed(request)


class ReadOnly(SuperuserOnly):
    """For ModelAdmin: looked at, never written."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class RemovesOneByOne:
    """For ModelAdmin: rows chosen in the list are removed singly, so that each is logged."""

    delete_model: Callable[[HttpRequest, Any], None]

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
        """What the stock action does with one statement."""
        for row in queryset:
            self.delete_model(request, row)


class NoSecondLog:
    """For ModelAdmin: what happens is told by our own chained log."""

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Nothing."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Nothing."""
