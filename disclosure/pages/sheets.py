"""The catalogue on paper: 编目 with the four fields that the law names (条例 Art. 12)."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models.functions import Left
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from disclosure.pages.forms import CatalogueFilter
from disclosure.pages.models import Page, PageQuerySet
from disclosure.pages.search.facets import trees

ROWS = 500  # a browser prints some twenty A4 sheets of it at once
OPENING = 80  # characters of the text where nobody wrote a summary


@require_safe
def catalogue_print(request: HttpRequest) -> HttpResponse:
    """The filtered catalogue as a sheet: 索引号, 名称, 内容概述, 生成日期."""
    form = CatalogueFilter(request.GET)
    paginator = Paginator(printed(form), ROWS)
    page = paginator.get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "tags": form.tags(),
        "rows": page,
        "total": paginator.count,
        "opening": OPENING,
        "query": form.without(""),
    }
    return render(request, "pages/catalogue_print.html", context)


def printed(form: CatalogueFilter) -> PageQuerySet:
    """The pages that pass the filters, newest first, with what the sheet prints of each."""
    rows = Page.objects.all().chosen(form.selection(trees()))
    if (ids := form.found()) is not None:
        rows = rows.filter(pk__in=ids)
    lean = rows.only("path", "index_number", "title", "summary", "written_on")
    return lean.annotate(opening=Left("text", OPENING))
