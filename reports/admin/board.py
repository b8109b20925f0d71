"""The board of supervisors: who has filed, who is late, what is wrong."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from disclosure.agencies.access import note_access, person, works_anywhere
from disclosure.agencies.models import Agency, Role
from disclosure.agencies.permissions import agencies_for
from disclosure.lib.downloads import CSV, as_file
from reports.board import board, csv_lines
from reports.models import AnnualReport
from reports.schemes import all_schemes

YEARS_SHOWN = 12


def report_board(request: HttpRequest) -> HttpResponseBase:
    """The board of `?year=`, by default the last year; `?format=csv` downloads it."""
    if not works_anywhere(request, Role.SUPERVISOR):
        raise PermissionDenied("只有监督人员可以查看公布情况，请联系管理员。")
    last = timezone.localdate().year - 1
    first = max(all_schemes()[0].first_year, last - YEARS_SHOWN)
    years = range(last, first - 1, -1)
    given = request.GET.get("year", "")
    year = int(given) if given in map(str, years) else last
    parent = request.GET.get("parent", "")
    found = board(person(request), year, parent=parent)
    if found and request.GET.get("format") == "csv":
        note_access(request, "report.board_exported", title=f"{year} 年度")
        content = "".join(csv_lines(found))
        return as_file(HttpResponse(content, content_type=CSV), f"annual-reports-{year}.csv")
    context = admin.site.each_context(request) | {
        "title": f"{year} 年度报告公布情况",
        "opts": AnnualReport._meta,
        "board": found,
        "rows": [(line, line.letter(year)) for line in found.lines] if found else [],
        "year": year,
        "years": years,
        "parent": parent,
        "parents": parents(request),
    }
    return render(request, "admin/reports/annualreport/board.html", context)


def parents(request: HttpRequest) -> list[Agency]:
    """The agencies above those that the person looks after."""
    mine = agencies_for(person(request), Role.SUPERVISOR).current()
    return list(Agency.objects.filter(pk__in=mine.values("parent")).order_by("code"))
