"""A parent's report beside the sum of the reports below it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from disclosure.agencies.access import note_access, person
from disclosure.lib.downloads import CSV, as_file
from reports.actions import adopt_sums
from reports.admin.desk import REFUSALS, desk_context, newest_edition, number, visible_report
from reports.rollup import csv_lines, rollup


def report_rollup(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show the sums and differences; POST fills the blank cells; `?format=csv` downloads."""
    report = visible_report(request, pk)
    edition = newest_edition(report)
    if request.method == "POST":
        version = number(request.POST.get("lock_version", ""))
        try:
            filled = adopt_sums(edition, by=person(request), version=version)
        except REFUSALS as error:
            messages.error(request, str(error))
        else:
            messages.success(request, f"已用下级合计填入 {filled} 个空白格，已填的数字没有改动。")
        return redirect("admin:reports_annualreport_rollup", pk)
    found = rollup(report, edition)
    if request.GET.get("format") == "csv":
        note_access(request, "report.rollup_exported", on=edition)
        content = "".join(csv_lines(found))
        return as_file(HttpResponse(content, content_type=CSV), f"rollup-{report.year}.csv")
    context = desk_context(request, report, edition, "下级机构汇总") | {"rollup": found}
    return render(request, "admin/reports/annualreport/rollup.html", context)
