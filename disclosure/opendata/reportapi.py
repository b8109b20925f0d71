"""Annual reports, and the cells of their statutory tables (条例 Art. 50)."""

from collections.abc import Iterator
from itertools import islice

from django.http import HttpRequest, StreamingHttpResponse
from ninja import Query, Router
from ninja.errors import HttpError

from disclosure.lib.csvlines import BOM, csv_line
from disclosure.opendata.csvlists import ALSO_CSV, csv_answer, csv_list
from disclosure.opendata.paging import (
    DEFAULT_LIMIT,
    DEFAULT_REPORTS,
    MAX_REPORTS,
    in_batches,
    next_address,
    older,
    page_of,
    published,
)
from disclosure.opendata.params import CellsAsked, ReportsAsked
from disclosure.opendata.refusals import REFUSALS, strict
from disclosure.opendata.selecting import reports
from disclosure.opendata.shapes import Cell, Cells, Report, Reports, site_address
from disclosure.pages.models import Page
from reports.opendata import COLUMNS, Source, rows
from reports.schemes import all_schemes

router = Router(tags=["年度报告"])


@router.get(
    "/reports",
    response={200: Reports} | REFUSALS,
    summary="年度报告",
    openapi_extra=ALSO_CSV,
)
@strict
def list_reports(
    request: HttpRequest, asked: Query[ReportsAsked]
) -> Reports | StreamingHttpResponse:
    """公开的年度报告及其文件，最近发布的在先；`year` 是报告年度。"""
    pages, site = older(reports(asked.agency, asked.year), asked.cursor), site_address(request)
    pages = pages.prefetch_related("files")
    if asked.format == "csv":
        chosen = islice(in_batches(pages, MAX_REPORTS), asked.limit)
        return csv_answer("reports", csv_list(Report, (Report.of(page, site) for page in chosen)))
    found, cursor = page_of(pages, asked.limit or DEFAULT_LIMIT, published)
    return Reports(
        items=[Report.of(page, site) for page in found],
        next=next_address(request, cursor),
    )


@router.get(
    "/cells",
    response={200: Cells} | REFUSALS,
    summary="统计数据",
    openapi_extra=ALSO_CSV,
)
@strict
def list_cells(request: HttpRequest, asked: Query[CellsAsked]) -> Cells | StreamingHttpResponse:
    """年度报告统计表中的数据，一格一项；一页是若干份报告中合乎条件的全部各格，可能一格也没有。"""
    check_table(asked)
    pages = older(reports(asked.agency, asked.year), asked.cursor)
    if asked.format == "csv":
        chosen = islice(in_batches(pages, MAX_REPORTS), asked.limit)
        return csv_answer("cells", csv_cells(chosen, asked))
    found, cursor = page_of(pages, asked.limit or DEFAULT_REPORTS, published)
    return Cells(
        items=[Cell.of(row) for page in found for row in cells(page, asked)],
        next=next_address(request, cursor),
    )


def check_table(asked: CellsAsked) -> None:
    """Refuse a form or table that there is none of, with a sentence and 404."""
    forms = {one.key: {table.key for table in one.tables} for one in all_schemes()}
    if asked.scheme and asked.scheme not in forms:
        raise HttpError(404, f"没有“{asked.scheme}”这个表式，只有 {'、'.join(forms)}。")
    tables = forms[asked.scheme] if asked.scheme else set().union(*forms.values())
    if asked.table and asked.table not in tables:
        raise HttpError(404, f"没有代码为“{asked.table}”的表，只有 {'、'.join(sorted(tables))}。")


def csv_cells(pages: Iterator[Page], asked: CellsAsked) -> Iterator[str]:
    """The lines of a file of cells."""
    yield BOM + csv_line(COLUMNS)
    for page in pages:
        yield from map(csv_line, cells(page, asked))


def cells(page: Page, asked: CellsAsked) -> Iterator[tuple[str, ...]]:
    """The cells of a report that were asked for, as COLUMNS names their values."""
    source = Source(page.agency.code, page.publisher_name, page.data)
    wanted = [(place, value) for name, place in FILTERS if (value := getattr(asked, name))]
    return (row for row in rows(source) if all(row[place] == value for place, value in wanted))


FILTERS = [(name, COLUMNS.index(name)) for name in ("scheme", "table", "row", "column")]
