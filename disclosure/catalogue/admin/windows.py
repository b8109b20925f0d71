"""发布时段 of each agency, set by who runs the site."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from disclosure.agencies.access import NoSecondLog, RemovesOneByOne, SuperuserOnly, person
from disclosure.catalogue.models import ReleaseWindow
from disclosure.workflow.log import record


@admin.register(ReleaseWindow)
class ReleaseWindowAdmin(SuperuserOnly, NoSecondLog, RemovesOneByOne, admin.ModelAdmin):
    """Binds the agencies below that have none of their own; without any, every hour is open."""

    list_display = ("agency", "opens", "closes", "days_off", "off_opens", "off_closes")
    list_select_related = ("agency",)
    autocomplete_fields = ("agency",)
    fieldsets = (
        (
            None,
            {
                "fields": ("agency", ("opens", "closes"), "days_off", ("off_opens", "off_closes")),
                "description": "没有自己的时段的机构沿用最近的上级机构；都没有的，随时可以发布。",
            },
        ),
    )

    def save_model(self, request: HttpRequest, obj: ReleaseWindow, form: Any, change: bool) -> None:
        """Save and note it."""
        super().save_model(request, obj, form, change)
        note_window("window.set", request, obj)

    def delete_model(self, request: HttpRequest, obj: ReleaseWindow) -> None:
        """Note it, then remove it."""
        note_window("window.removed", request, obj)
        super().delete_model(request, obj)


def note_window(action: str, request: HttpRequest, window: ReleaseWindow) -> None:
    """Record what became of a window."""
    code = window.agency.code
    record(action, on=window, by=person(request), agency_code=code, window=str(window))
