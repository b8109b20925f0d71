"""操作记录 with what each carries, in words."""

from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from disclosure.agencies.admin.logs import EventAdmin
from disclosure.catalogue.proof.wording import ERASED_NOTE, details
from disclosure.workflow.models import Event


@admin.register(Event)
class ToldEventAdmin(EventAdmin):
    """操作记录."""

    fields = ("at", "actor", "actor_name", "what", "subject", "titled", "agency_code",
              "content", "previous", "digest")  # fmt: skip

    @admin.display(description="内容")
    def content(self, event: Event) -> SafeString | str:
        """The data, each with its name."""
        return ERASED_NOTE if event.erased_at else in_lines(event.action, event.data)


def in_lines(action: str, data: Mapping[str, Any]) -> SafeString:
    """What an Event of this action carries, a line for each of its data."""
    return format_html_join("", "<div>{}：{}</div>", details(action, data))
