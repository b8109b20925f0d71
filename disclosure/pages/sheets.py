"""The filtered catalogue to take home: on paper, as CSV, as a workbook.

On paper it is the 编目 with the four fields that the law names (条例 Art. 12). A file does not say
what was left out of its filters, so one that is not understood is refused.
"""

from typing import Any

from django.core.paginator import Paginator
from django.db.models.functions import Left
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from disclosure.lib.downloads import CSV, EXCEL, as_file
from disclosure.pages import cataloguepage
from disclosure.pages.filterfaults import Fault, faults, faults_html, unknown
from disclosure.pages.forms import CatalogueFilter
from disclosure.pages.listfile import LISTED, CatalogueTable, csv_lines, workbook
from disclosure.pages.models import Page, PageQuerySet
from disclosure.pages.names import Names, names
from disclosure.pages.search.keeping import LIMIT
from disclosure.pages.views import unlisted

ROWS = 500  # a browser prints some twenty A4 sheets of it at once
OPENING = 80  # characters of the text where nobody wrote a summary


@require_safe
def catalogue_print(request: HttpRequest) -> HttpResponse:
    """The catalogue as a sheet: 索引号, 名称, 内容概述, 生成日期."""
    form = CatalogueFilter(request.GET)
    called = names()
    paginator = Paginator(printed(chosen(form, called)), ROWS)
    page = paginator.get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "tags": form.tags(called),
        "faults": faults_html(form),
        "rows": page,
        "total": paginator.count,
        "is_cut": form.has_words() and paginator.count >= LIMIT,
        "opening": OPENING,
        "query": form.without(),
    }
    return unlisted(render(request, "pages/catalogue_print.html", context))


@require_safe
def catalogue_csv(request: HttpRequest) -> HttpResponseBase:
    """What the list shows, as CSV: sent while it is read, however long it is."""
    form = CatalogueFilter(request.GET)
    called = names()
    if wrong := not_understood(form, called):
        return refused(request, form, wrong)
    lines = csv_lines(LISTED, table(request, form, called).rows())
    return unlisted(as_file(StreamingHttpResponse(lines, content_type=CSV), "catalogue.csv"))


@require_safe
def catalogue_xlsx(request: HttpRequest) -> HttpResponseBase:
    """What the list shows, as a workbook sent while it is read; as CSV where no sheet holds it."""
    form = CatalogueFilter(request.GET)
    called = names()
    if wrong := not_understood(form, called):
        return refused(request, form, wrong)
    wanted = table(request, form, called)
    if wanted.pages.count() > cataloguepage.MOST_IN_EXCEL:
        return redirect(f"{reverse('pages:catalogue_csv')}?{request.GET.urlencode()}")
    pieces = workbook(LISTED, wanted.rows())
    return unlisted(as_file(StreamingHttpResponse(pieces, content_type=EXCEL), "catalogue.xlsx"))


def not_understood(form: CatalogueFilter, called: Names) -> list[Fault]:
    """Filters for which there is no file."""
    return [*faults(form), *unknown(form, called)]


def refused(request: HttpRequest, form: CatalogueFilter, wrong: list[Fault]) -> HttpResponse:
    """No file, but which filters are not understood, and the way back without them."""
    context = {"faults": wrong, "query": form.without(*(one.name for one in wrong))}
    return unlisted(render(request, "pages/catalogue_refused.html", context, status=400))


def table(request: HttpRequest, form: CatalogueFilter, called: Names) -> CatalogueTable:
    """The pages that pass the filters, as a table."""
    root = request.build_absolute_uri("/")[:-1]
    return CatalogueTable(chosen(form, called), LISTED, root=root)


def chosen(form: CatalogueFilter, called: Names) -> PageQuerySet:
    """The pages that pass the filters, newest first."""
    return Page.objects.all().chosen(form.selection(called), form.found(called))


def printed(rows: PageQuerySet) -> PageQuerySet:
    """What the sheet prints of each row, nothing else is read."""
    lean = rows.only("path", "index_number", "title", "summary", "written_on")
    return lean.annotate(opening=Left("text", OPENING))
