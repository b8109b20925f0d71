"""Annual reports as the public finds them: by year and agency."""

from itertools import groupby
from operator import attrgetter
from typing import Any
from urllib.parse import quote

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from disclosure.agencies.models import Agency
from disclosure.lib.downloads import CSV, as_file
from disclosure.pages.models import REPORT_YEAR, Page, PageQuerySet
from reports.comparison import comparison, main_series, released_reports
from reports.opendata import Source, csv_lines, json_lines
from reports.trends import trends

PAGE_SIZE = 50
DATA_KINDS = {
    "csv": (csv_lines, CSV),
    "json": (json_lines, "application/json; charset=utf-8"),
}


def released(year: int | None = None) -> PageQuerySet:
    """The pages of released reports, of a year or of all, newest report year first."""
    rows = Page.objects.reports(year).select_related("agency")
    return rows.defer("article", "text").order_by("-data__year", "agency__code", "pk")


def listed(request: HttpRequest, rows: PageQuerySet) -> dict[str, Any]:
    """One numbered page of reports under the headings of their years."""
    lean = rows.annotate(report_year=REPORT_YEAR).defer("article", "text", "data")
    paginator = Paginator(lean, PAGE_SIZE)
    page = paginator.get_page(request.GET.get("page"))
    groups = groupby(page, attrgetter("report_year"))
    return {
        "groups": [(year, list(pages)) for year, pages in groups],
        "rows": page,
        "total": paginator.count,
        "years": years(),
    }


def years() -> list[tuple[int, int]]:
    """The years of which reports are public, newest first, with how many there are."""
    rows = released().order_by().annotate(report_year=REPORT_YEAR).values_list("report_year")
    return list(rows.annotate(count=Count("pk")).order_by("-report_year"))


@require_safe
def report_list(request: HttpRequest) -> HttpResponse:
    """All reports by year."""
    return render(request, "reports/report_list.html", listed(request, released()))


@require_safe
def report_year(request: HttpRequest, year: int) -> HttpResponse:
    """The reports of one year."""
    context = listed(request, released(year))
    if not context["total"]:
        raise Http404(f"{year} 年度还没有公开的年度报告。")
    return render(request, "reports/report_list.html", context | {"year": year})


@require_safe
def report_data(request: HttpRequest, kind: str) -> StreamingHttpResponse:
    """Every cell of every released report, or of those of `?year=`, as CSV or JSON."""
    year = request.GET.get("year", "")
    rows = released(int(year) if year.isdecimal() else None)
    sources = (source_of(page) for page in rows.iterator(chunk_size=200))
    writes, content_type = DATA_KINDS[kind]
    response = StreamingHttpResponse(writes(sources), content_type=content_type)
    return as_file(response, f"annual-reports.{kind}")


def source_of(page: Page) -> Source:
    """A released page as open data."""
    return Source(page.agency.code, page.publisher_name, page.data)


@require_safe
def compare(request: HttpRequest, year: int) -> HttpResponse:
    """One figure of a year over all agencies, or those below `?parent=`; by default requests."""
    parent = request.GET.get("parent", "")
    reports = released_reports(year, parent)
    choices = main_series({report.scheme for report in reports})
    if not choices:
        raise Http404(f"{year} 年度还没有可以比较的年度报告。")
    wanted = request.GET.get("series", "")
    series = next((one for one in choices if one.key == wanted), choices[0])
    found = comparison(series, reports)
    paginator = Paginator(found.agencies, PAGE_SIZE)
    page = paginator.get_page(request.GET.get("page"))
    context = {
        "year": year,
        "parent": Agency.objects.filter(code=parent).first() if parent else None,
        "parents": Agency.objects.filter(children__annual_reports__year=year).distinct(),
        "choices": choices,
        "comparison": found,
        "rows": page,
        "query": f"series={series.key}&parent={quote(parent)}",
    }
    return render(request, "reports/compare.html", context)


@require_safe
def agency_trends(request: HttpRequest, code: str) -> HttpResponse:
    """The main figures of an agency over the years, drawn and as a table."""
    agency = get_object_or_404(Agency, code=code)
    pages = list(released().of_agency(agency))
    if not pages:
        raise Http404("该机构还没有公开的年度报告。")
    found, reasons = trends(pages)
    years = [(point.year, point.path) for point in found[0].points] if found else []
    context = {"agency": agency, "trends": found, "reasons": reasons, "years": years}
    return render(request, "reports/agency_trends.html", context)
