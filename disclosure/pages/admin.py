"""Value lists for the people who run the site, and what an agency's change means for pages."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from disclosure.agencies.access import NoSecondLog, SuperuserOnly, person
from disclosure.agencies.admin.agency import AgencyAdmin
from disclosure.agencies.models import Agency
from disclosure.pages.models import Category, Genre, Theme
from disclosure.pages.site.touching import hide_past
from disclosure.workflow.log import record

admin.site.unregister(Agency)


@admin.register(Agency)
class PublicAgencyAdmin(AgencyAdmin):
    """机构, whose pages follow."""

    def save_model(self, request: HttpRequest, obj: Agency, form: Any, change: bool) -> None:
        """Save; editions of the past that are shown no longer are gone at once."""
        super().save_model(request, obj, form, change)
        if not obj.shows_earlier_editions and "shows_earlier_editions" in form.changed_data:
            hide_past(obj)


class VocabularyAdmin(SuperuserOnly, NoSecondLog, admin.ModelAdmin):
    """A value list: rows are switched off, never deleted."""

    list_filter = ("is_active",)
    list_per_page = 50

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody: what once was published under it keeps its name."""
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save and note it."""
        super().save_model(request, obj, form, change)
        action = f"{obj._meta.model_name}.{'changed' if change else 'created'}"
        record(action, on=obj, by=person(request), fields=sorted(form.changed_data))


@admin.register(Category)
class CategoryAdmin(VocabularyAdmin):
    """栏目."""

    list_display = ("name", "slug", "parent", "statutory_item", "update_days", "is_active")
    list_select_related = ("parent",)
    search_fields = ("name", "slug")


@admin.register(Theme)
class ThemeAdmin(VocabularyAdmin):
    """主题分类."""

    list_display = ("code", "name", "parent", "is_active")
    list_select_related = ("parent",)
    search_fields = ("name", "code")


@admin.register(Genre)
class GenreAdmin(VocabularyAdmin):
    """体裁."""

    list_display = ("code", "name", "is_numbered", "is_active")
    search_fields = ("name", "code")
