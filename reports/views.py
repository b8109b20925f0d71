"""Annual reports as the public finds them: by year and agency."""

from collections.abc import Iterable
from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from disclosure.pages.models import Page, PageQuerySet


def released() -> PageQuerySet:
    """The pages of released reports, newest report year first."""
    rows = Page.objects.entries().filter(data__year__isnull=False).select_related("agency")
    return rows.defer("article", "text").order_by("-data__year", "agency__code")


def by_year(pages: Iterable[Page]) -> list[tuple[int, list[Page]]]:
    """Pages grouped by report year."""
    return [(year, list(rows)) for year, rows in groupby(pages, lambda page: page.data["year"])]


@require_safe
def report_list(request: HttpRequest) -> HttpResponse:
    """All reports by year."""
    return render(request, "reports/report_list.html", {"groups": by_year(released())})


@require_safe
def report_year(request: HttpRequest, year: int) -> HttpResponse:
    """The reports of one year."""
    groups = by_year(released().filter(data__year=year))
    if not groups:
        raise Http404(f"{year} 年度还没有公开的年度报告。")
    return render(request, "reports/report_list.html", {"groups": groups, "year": year})
