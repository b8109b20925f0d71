"""The list of annual reports and the addresses of their desk."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from disclosure.agencies.access import NoSecondLog, person, works_anywhere
from disclosure.agencies.models import Role
from disclosure.catalogue.models import Edition
from disclosure.workflow.states import State
from reports.actions import ReportRefused, create_report
from reports.admin import board, desk, localrows, rollup, tables, workbooks
from reports.forms import NewReportForm
from reports.models import AnnualReport


@admin.register(AnnualReport)
class AnnualReportAdmin(NoSecondLog, admin.ModelAdmin):
    """年度报告: one row for each agency and year."""

    list_display = ("titled", "agency_label", "state_shown", "form_title", "published")
    list_display_links = None
    list_filter = ("year",)
    list_per_page = 30
    search_fields = ("agency__name", "agency__short_name", "year")
    search_help_text = "按机构名称或年度搜索。"
    show_full_result_count = False

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whoever works in an agency."""
        return works_anywhere(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Own agencies only."""
        if obj is None:
            return works_anywhere(request)
        return AnnualReport.objects.for_user(person(request)).filter(pk=obj.pk).exists()

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Editors."""
        return works_anywhere(request, Role.EDITOR)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The desk's own views decide."""
        return self.has_view_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody: drafts are discarded, pages withdrawn."""
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[AnnualReport]:
        """Own agencies, with the state of the newest edition."""
        newest = Edition.objects.filter(entry=OuterRef("entry")).order_by("-number")
        rows = AnnualReport.objects.for_user(person(request)).select_related("agency", "entry")
        return rows.annotate(newest_state=Subquery(newest.values("state")[:1]))

    @admin.display(description="报告", ordering="year")
    def titled(self, report: AnnualReport) -> SafeString:
        """The report, leading to its desk."""
        url = reverse("admin:reports_annualreport_change", args=[report.pk])
        return format_html('<a href="{}">{} 年度报告</a>', url, report.year)

    @admin.display(description="机构", ordering="agency__code")
    def agency_label(self, report: AnnualReport) -> str:
        """Whose it is."""
        return report.agency.label

    @admin.display(description="状态")
    def state_shown(self, report: AnnualReport) -> SafeString:
        """The state of the newest edition as a mark."""
        if report.entry.withdrawn_at:
            return format_html('<span class="state state-withdrawn">{}</span>', "已撤下")
        state = State(report.newest_state)  # type: ignore[attr-defined]
        return format_html('<span class="state state-{}">{}</span>', state, state.label)

    @admin.display(description="表式")
    def form_title(self, report: AnnualReport) -> str:
        """Which form it is written in."""
        return report.form.title

    @admin.display(description="首次发布", empty_value="—")
    def published(self, report: AnnualReport) -> Any:
        """When it was first released."""
        return report.entry.first_published_at

    def get_urls(self) -> list[URLPattern]:
        """The desk's pages beside the stock list."""
        wrap = self.admin_site.admin_view
        own: list[tuple[str, Callable[..., HttpResponseBase], str]] = [
            ("board/", board.report_board, "board"),
            ("<int:pk>/change/", desk.report_desk, "change"),
            ("<int:pk>/about/", desk.report_about, "about"),
            ("<int:pk>/section/<slug:key>/", desk.report_section, "section"),
            ("<int:pk>/confirm/", desk.report_confirm, "confirm"),
            ("<int:pk>/table/<slug:key>/", tables.report_table, "table"),
            ("<int:pk>/table/<slug:key>/prefill/", tables.report_prefill, "prefill"),
            ("<int:pk>/table/<slug:key>/nothing/", tables.report_nothing, "nothing"),
            ("<int:pk>/table/<slug:key>/rows/", localrows.report_rows, "rows"),
            ("<int:pk>/rollup/", rollup.report_rollup, "rollup"),
            ("<int:pk>/workbook/", workbooks.report_workbook, "workbook"),
            ("<int:pk>/import/", workbooks.report_import, "import"),
        ]
        named = [
            path(route, wrap(view), name=f"reports_annualreport_{name}")
            for route, view, name in own
        ]
        return [*named, *super().get_urls()]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Choose agency and year; the scheme follows."""
        if not self.has_add_permission(request):
            raise PermissionDenied("只有编辑可以新建年度报告。")
        form = NewReportForm(request.POST or None, user=person(request))
        if request.method == "POST" and form.is_valid():
            try:
                report = create_report(
                    form.cleaned_data["agency"], year=form.cleaned_data["year"], by=person(request)
                )
                return redirect("admin:reports_annualreport_change", report.pk)
            except ReportRefused as error:
                form.add_error(None, str(error))
        context = self.admin_site.each_context(request)
        context |= {"title": "新建年度报告", "form": form, "opts": self.opts}
        return render(request, "admin/reports/annualreport/new.html", context)
