"""Agencies and columns: the names that entries refer to."""

from operator import attrgetter

from django.http import HttpRequest, StreamingHttpResponse
from ninja import Query, Router

from disclosure.agencies.models import Agency as AgencyRow
from disclosure.opendata.csvlists import ALSO_CSV, csv_answer, csv_list
from disclosure.opendata.paging import DEFAULT_LIMIT, next_address, page_of
from disclosure.opendata.params import AgenciesAsked, CategoriesAsked
from disclosure.opendata.refusals import REFUSALS, strict
from disclosure.opendata.shapes import Agencies, Agency, Categories, Category, site_address
from disclosure.pages.models import Category as CategoryRow

router = Router(tags=["机构和栏目"])


@router.get(
    "/agencies",
    response={200: Agencies} | REFUSALS,
    summary="机构",
    openapi_extra=ALSO_CSV,
)
@strict
def list_agencies(
    request: HttpRequest, asked: Query[AgenciesAsked]
) -> Agencies | StreamingHttpResponse:
    """公开信息的机构，包括已撤销的，按代码排列。"""
    rows = AgencyRow.objects.select_related("parent", "successor").prefetch_related("names")
    rows, site = rows.order_by("code"), site_address(request)
    if asked.cursor:
        rows = rows.filter(code__gt=asked.cursor)
    if asked.format == "csv":
        chosen = (Agency.of(one, site) for one in rows[: asked.limit])
        return csv_answer("agencies", csv_list(Agency, chosen))
    found, cursor = page_of(rows, asked.limit or DEFAULT_LIMIT, attrgetter("code"))
    return Agencies(
        items=[Agency.of(one, site) for one in found],
        next=next_address(request, cursor),
    )


@router.get(
    "/categories",
    response={200: Categories} | REFUSALS,
    summary="栏目",
    openapi_extra=ALSO_CSV,
)
@strict
def list_categories(
    request: HttpRequest, asked: Query[CategoriesAsked]
) -> Categories | StreamingHttpResponse:
    """公开的栏目，按 slug 排列；`parent` 是上级栏目。"""
    rows = CategoryRow.objects.shown().select_related("parent").order_by("slug")
    site = site_address(request)
    if asked.cursor:
        rows = rows.filter(slug__gt=asked.cursor)
    if asked.format == "csv":
        chosen = (Category.of(one, site) for one in rows[: asked.limit])
        return csv_answer("categories", csv_list(Category, chosen))
    found, cursor = page_of(rows, asked.limit or DEFAULT_LIMIT, attrgetter("slug"))
    return Categories(
        items=[Category.of(one, site) for one in found],
        next=next_address(request, cursor),
    )
