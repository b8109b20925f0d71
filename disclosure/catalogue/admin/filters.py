"""Filters of the list of entries: only what the person works with."""

from django.contrib.admin import ModelAdmin, SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest

from disclosure.agencies.access import person
from disclosure.agencies.permissions import agencies_for
from disclosure.catalogue.models import Edition
from disclosure.pages.models import Category
from disclosure.workflow.states import State

Choices = list[tuple[str, str]]


class StateFilter(SimpleListFilter):
    """By state; withdrawn counts as one."""

    title = "状态"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> Choices:
        """States of the newest edition of an entry."""
        return [(state.value, state.label) for state in State if state != State.SUPERSEDED] + [
            ("withdrawn", "已撤下")
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Edition]) -> QuerySet[Edition]:
        """Rows in the state."""
        if self.value() == "withdrawn":
            return queryset.filter(entry__withdrawn_at__isnull=False)
        return queryset.filter(state=self.value()) if self.value() else queryset


class CategoryFilter(SimpleListFilter):
    """By column."""

    title = "栏目"
    parameter_name = "category"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> Choices:
        """Columns in use."""
        return [(str(row.pk), row.name) for row in Category.objects.shown()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Edition]) -> QuerySet[Edition]:
        """Rows of the column."""
        value = self.value() or ""
        return queryset.filter(entry__category_id=int(value)) if value.isdecimal() else queryset


class AgencyFilter(SimpleListFilter):
    """By agency, own ones only."""

    title = "机构"
    parameter_name = "agency"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> Choices:
        """Agencies in which the person works."""
        return [(str(row.pk), row.label) for row in agencies_for(person(request))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Edition]) -> QuerySet[Edition]:
        """Rows of the agency."""
        value = self.value() or ""
        return queryset.filter(entry__agency_id=int(value)) if value.isdecimal() else queryset
