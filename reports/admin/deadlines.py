"""Deadlines that a locality sets earlier than the law, kept by its supervisors."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import ForeignKey, QuerySet
from django.http import HttpRequest

from disclosure.agencies.access import NoSecondLog, person, works_anywhere
from disclosure.agencies.models import Role
from disclosure.agencies.permissions import agencies_for
from disclosure.workflow.log import record
from reports.models import LocalDeadline


@admin.register(LocalDeadline)
class LocalDeadlineAdmin(NoSecondLog, admin.ModelAdmin):
    """公布期限: whoever supervises an agency sets the days for it and those below."""

    list_display = ("year", "agency", "covers", "due_on", "source")
    list_display_links = ("year", "agency")
    list_filter = ("year",)
    fields = ("agency", "year", "covers", "due_on", "source")

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Supervisors."""
        return works_anywhere(request, Role.SUPERVISOR)

    def is_supervisor(self, request: HttpRequest, row: LocalDeadline | None) -> bool:
        """Of the agency that set the day; of any where no row is asked for."""
        if row is None:
            return works_anywhere(request, Role.SUPERVISOR)
        mine = agencies_for(person(request), Role.SUPERVISOR)
        return mine.filter(pk=row.agency_id).exists()

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Its supervisors."""
        return self.is_supervisor(request, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Supervisors."""
        return self.is_supervisor(request, None)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Its supervisors."""
        return self.is_supervisor(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Its supervisors."""
        return self.is_supervisor(request, obj)

    def get_queryset(self, request: HttpRequest) -> QuerySet[LocalDeadline]:
        """Those of agencies that the person supervises."""
        mine = agencies_for(person(request), Role.SUPERVISOR)
        return super().get_queryset(request).filter(agency__in=mine).select_related("agency")

    def formfield_for_foreignkey(
        self, db_field: "ForeignKey[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> forms.ModelChoiceField | None:
        """Only agencies that the person supervises can be chosen."""
        kwargs["queryset"] = agencies_for(person(request), Role.SUPERVISOR).current()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: LocalDeadline, form: Any, change: bool) -> None:
        """Save, and log the day that was set."""
        super().save_model(request, obj, form, change)
        note("deadline.set", request, obj)

    def delete_model(self, request: HttpRequest, obj: LocalDeadline) -> None:
        """Log what is removed, then remove it."""
        note("deadline.removed", request, obj)
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[LocalDeadline]) -> None:
        """One by one, so that each is logged."""
        for row in queryset:
            self.delete_model(request, row)


def note(action: str, request: HttpRequest, row: LocalDeadline) -> None:
    """Record what became of a deadline."""
    record(
        action,
        on=row,
        by=person(request),
        agency_code=row.agency.code,
        year=row.year,
        covers=row.covers,
        due_on=row.due_on,
        source=row.source,
    )
