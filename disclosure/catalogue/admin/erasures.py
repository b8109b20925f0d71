"""The register of purges, for supervisors to read and take away."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.safestring import SafeString

from disclosure.agencies.access import person
from disclosure.agencies.admin.logs import READ_ONLY_FORM, ForSupervisors
from disclosure.agencies.models import Role
from disclosure.catalogue.admin.events import in_lines
from disclosure.catalogue.models import Erasure
from disclosure.lib.csvlines import BOM, csv_line
from disclosure.lib.dates import to_minute
from disclosure.lib.downloads import CSV, as_file
from disclosure.workflow.payloads import ERASED

HEAD = ("申请时间", "索引号", "机构", "法律依据", "说明", "状态", "申请人", "确认人", "确认时间",
        "完成时间", "取消原因", "涉及版次", "清除处数", "文件摘要", "清除的操作记录")  # fmt: skip


@admin.register(Erasure)
class ErasureAdmin(ForSupervisors, admin.ModelAdmin):
    """清除记录: never the data itself."""

    list_display = (
        "requested_at", "entry", "agency", "ground", "state", "requested_by", "confirmed_by",
        "done_at",
    )  # fmt: skip
    list_filter = ("state", "ground")
    search_fields = ("entry__index_number", "note")
    date_hierarchy = "requested_at"
    list_select_related = ("entry__agency", "requested_by", "confirmed_by")
    list_per_page = 50
    show_full_result_count = False
    fields = (
        "entry", "state", "ground", "note", "requested_by", "requested_at", "confirmed_by",
        "confirmed_at", "done_at", "outcome", "proved",
    )  # fmt: skip
    change_form_template = READ_ONLY_FORM
    change_list_template = "admin/catalogue/erasure/change_list.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Erasure]:
        """Those of supervised agencies."""
        return Erasure.objects.for_user(person(request), Role.SUPERVISOR)

    @admin.display(description="机构", ordering="entry__agency")
    def agency(self, erasure: Erasure) -> str:
        """Whose entry it is."""
        return erasure.entry.agency.label

    def get_fields(self, request: HttpRequest, obj: Erasure | None = None) -> Any:
        """The persons as text for whoever may not open their accounts."""
        names = [str(name) for name in self.fields]
        if person(request).is_superuser:
            return names
        plain = {"requested_by": "asker", "confirmed_by": "confirmer"}
        return [plain.get(name, name) for name in names]

    @admin.display(description="申请人")
    def asker(self, erasure: Erasure) -> str:
        """Who asked for it."""
        return str(erasure.requested_by)

    @admin.display(description="确认人")
    def confirmer(self, erasure: Erasure) -> str:
        """Who confirmed it, if anybody."""
        return str(erasure.confirmed_by or "-")

    @admin.display(description="清除记录")
    def proved(self, erasure: Erasure) -> SafeString:
        """Digests and counts of what is gone, in words."""
        return in_lines(ERASED, erasure.proof)

    def get_urls(self) -> list[URLPattern]:
        """The export before the stock addresses."""
        view = self.admin_site.admin_view(self.export)
        return [path("export/", view, name="catalogue_erasure_export"), *super().get_urls()]

    def export(self, request: HttpRequest) -> HttpResponse:
        """The whole register as CSV."""
        if not self.has_view_permission(request):
            raise PermissionDenied("只有监督人员可以导出清除记录，请联系管理员。")
        rows = self.get_queryset(request).select_related(*self.list_select_related)
        content = "".join([BOM, csv_line(HEAD), *map(csv_line, map(line, rows))])
        return as_file(HttpResponse(content, content_type=CSV), "erasures.csv")


def line(erasure: Erasure) -> Iterator[str]:
    """A purge as a line of the register."""
    proof = erasure.proof
    yield moment(erasure.requested_at)
    yield str(erasure.entry)
    yield str(erasure.entry.agency)
    yield erasure.get_ground_display()
    yield erasure.note
    yield erasure.get_state_display()
    yield str(erasure.requested_by)
    yield str(erasure.confirmed_by or "")
    yield moment(erasure.confirmed_at)
    yield moment(erasure.done_at)
    yield erasure.outcome
    yield "、".join(str(one["number"]) for one in proof.get("editions", ()))
    yield str(proof.get("places", ""))
    yield " ".join(one["digest"] for one in proof.get("files", ()))
    yield " ".join(map(str, proof.get("events", ())))


def moment(at: datetime | None) -> str:
    """A time as the desk prints it."""
    return to_minute(at) if at else ""
