"""The log to read: supervisors their own agencies' part, superusers all of it."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from disclosure.agencies.access import ReadOnly, person, works_anywhere
from disclosure.agencies.models import Role
from disclosure.agencies.oversight import scope_of
from disclosure.workflow.families import Family, actions_of
from disclosure.workflow.models import Access, Event
from disclosure.workflow.words import ACTIONS, words_for

READ_ONLY_FORM = "admin/read_only_form.html"  # what nobody changes has no history


class ForSupervisors(ReadOnly):
    """Read by supervisors and superusers."""

    def is_allowed(self, request: HttpRequest) -> bool:
        """Whether the person supervises an agency or runs the site."""
        return works_anywhere(request, Role.SUPERVISOR)

    @admin.display(description="操作", ordering="action")
    def what(self, row: Event | Access) -> str:
        """The action in words."""
        return words_for(row.action)

    @admin.display(description="对象名称", ordering="subject_title")
    def titled(self, row: Event | Access) -> str:
        """What it was done to, unless that was erased."""
        return "（内容已依法清除）" if row.erased_at else row.subject_title


class ActionFilter(admin.SimpleListFilter):
    """By what was done."""

    title = "操作"
    parameter_name = "action"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Every action in words."""
        return list(ACTIONS.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Event]) -> QuerySet[Event]:
        """The rows of the chosen action."""
        return queryset.filter(action=self.value()) if self.value() else queryset


class OpeningFilter(ActionFilter):
    """By what was opened or tried; what only Events tell is left out."""

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The actions of the access log in words."""
        opened = [*actions_of(Family.SESSION), *actions_of(Family.READING)]
        return [(action, words_for(action)) for action in opened]


class EventAdmin(ForSupervisors, admin.ModelAdmin):
    """操作记录, without its data: the app that has words for them adds and registers it."""

    change_form_template = READ_ONLY_FORM
    list_display = ("at", "actor_name", "what", "titled", "agency_code")
    list_filter = (ActionFilter,)
    search_fields = ("actor", "actor_name", "subject_title")
    date_hierarchy = "at"
    list_per_page = 50
    show_full_result_count = False
    fields: ClassVar[tuple[str, ...]] = (
        "at", "actor", "actor_name", "what", "subject", "titled", "agency_code", "previous",
        "digest",
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Event]:
        """Own agencies' part, and what concerns their staff."""
        scope = scope_of(person(request))
        rows = super().get_queryset(request)
        return rows.filter(scope.events()) if scope else rows


@admin.register(Access)
class AccessAdmin(ForSupervisors, admin.ModelAdmin):
    """访问记录."""

    change_form_template = READ_ONLY_FORM
    list_display = ("at", "actor", "what", "titled", "address")
    list_filter = (OpeningFilter,)
    search_fields = ("actor", "subject_title", "address")
    search_help_text = "按账号、对象名称或来源地址搜索。"
    date_hierarchy = "at"
    fields = ("at", "actor", "address", "what", "subject", "titled")
    list_per_page = 50
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Access]:
        """What the staff of own agencies opened, also those who have left."""
        scope = scope_of(person(request))
        rows = super().get_queryset(request)
        return rows.filter(scope.accesses()) if scope else rows
