"""The admin site: its front page shows what waits for the person, not a list of tables."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.auth.views import PasswordChangeView
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from disclosure.agencies.access import note_access, person
from disclosure.agencies.accounts import OwnPasswordForm
from disclosure.agencies.models import User
from disclosure.catalogue.alerts import alerts
from disclosure.catalogue.waiting import todo_of, waiting


def todo(request: HttpRequest) -> str:
    """How much waits for whoever is signed in."""
    return todo_of(request.user) if isinstance(request.user, User) else ""


class OwnPasswordView(PasswordChangeView):
    """The stock page, with a row in the access log beside the Event of the form."""

    def form_valid(self, form: Any) -> Any:
        """Note from where."""
        done = super().form_valid(form)
        note_access(self.request, "user.password_changed", on=person(self.request))
        return done


class DeskSite(AdminSite):
    """工作台."""

    site_title = "政府信息公开工作台"
    index_title = "工作台"
    enable_nav_sidebar = False
    empty_value_display = "—"

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """The site's own name, and how much waits for the person; counted only when printed."""
        return super().each_context(request) | {
            "site_header": settings.SITE_NAME,
            "todo": SimpleLazyObject(lambda: todo(request)),
        }

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """What waits for me first, the tables below."""
        warned = {"alerts": alerts(person(request), timezone.now())}
        return super().index(request, waiting(request) | warned | (extra_context or {}))

    def password_change(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """The stock page with the form that makes the password one's own."""
        return OwnPasswordView.as_view(
            form_class=OwnPasswordForm,
            success_url=reverse("admin:password_change_done"),
            template_name="admin/registration/password_change.html",
            extra_context={**self.each_context(request), **(extra_context or {})},
        )(request)

    def password_change_done(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """Straight to the desk."""
        messages.success(request, "密码已修改。")
        return HttpResponseRedirect(reverse("admin:index"))
