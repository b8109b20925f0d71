"""Entries: the list, the changes since a moment, and one with its text."""

from itertools import islice

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.http import http_date
from ninja import Query, Router, Status
from ninja.errors import HttpError

from disclosure.opendata.csvlists import ALSO_CSV, csv_answer, csv_list
from disclosure.opendata.paging import (
    DEFAULT_LIMIT,
    changed,
    in_batches,
    later,
    next_address,
    older,
    page_of,
    published,
)
from disclosure.opendata.params import ChangesAsked, EntriesAsked, RowNumber
from disclosure.opendata.refusals import REFUSALS, strict
from disclosure.opendata.selecting import SETTLED, changes, entries, named
from disclosure.opendata.shapes import Changes, Entries, Entry, FullEntry, Withdrawn, site_address
from disclosure.pages.models import Page

router = Router(tags=["条目"])


@router.get(
    "/entries", response={200: Entries} | REFUSALS, summary="目录条目", openapi_extra=ALSO_CSV
)
@strict
def list_entries(
    request: HttpRequest, asked: Query[EntriesAsked]
) -> Entries | StreamingHttpResponse:
    """公开的条目，最近发布的在先；筛选条件可以合用。"""
    rows, site = older(entries(asked), asked.cursor), site_address(request)
    if asked.format == "csv":
        chosen = islice(in_batches(rows), asked.limit)
        return csv_answer("entries", csv_list(Entry, (Entry.of(page, site) for page in chosen)))
    pages, cursor = page_of(rows, asked.limit or DEFAULT_LIMIT, published)
    return Entries(
        items=[Entry.of(page, site) for page in pages],
        next=next_address(request, cursor),
    )


@router.get("/changes", response={200: Changes} | REFUSALS, summary="条目的变动")
@strict
def list_changes(request: HttpRequest, asked: Query[ChangesAsked]) -> Changes:
    """某一时间以来发布、更正、改变有效性和撤下的条目，先变动的在先；撤下的没有内容。"""
    as_of = timezone.now() - SETTLED
    rows = later(changes(asked.changed_since, as_of, asked.agency), asked.cursor)
    pages, cursor = page_of(rows, asked.limit or DEFAULT_LIMIT, changed)
    site = site_address(request)
    return Changes(
        items=[Withdrawn.of(page) if page.withdrawn_at else Entry.of(page, site) for page in pages],
        next=next_address(request, cursor),
        as_of=as_of,
    )


@router.get(
    "/entries/{int:number}",
    response={200: FullEntry, 410: Withdrawn} | REFUSALS,
    summary="一个条目的全文",
)
@strict
def get_entry(
    request: HttpRequest,
    response: HttpResponse,
    number: RowNumber,
) -> Status[FullEntry] | Status[Withdrawn]:
    """一个条目的全部内容和文件，`number` 是它的 `id`；已撤下的返回 410。"""
    page = named(Page.objects.told()).filter(pk=number).first()
    if page is None:
        raise HttpError(404, f"没有编号为 {number} 的公开条目。")
    response["Last-Modified"] = http_date(page.changed_at.timestamp())
    if page.withdrawn_at:
        return Status(410, Withdrawn.of(page))
    return Status(200, FullEntry.of(page, site_address(request)))
