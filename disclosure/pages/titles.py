"""Titles by month, whole: as lists for people and as scripts that look them up without a server.

A browser that reads files from a disk may fetch nothing but scripts, so the index is scripts. A
month is cut into parts, so that none grows with the catalogue.
"""

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localtime
from django.views.decorators.http import require_safe

from disclosure.pages.counted import Counted
from disclosure.pages.listhtml import rows_html
from disclosure.pages.lists import Found, Row
from disclosure.pages.selection import Selection
from disclosure.pages.site.addresses import PART, parts

LAST_YEAR = 9999


@require_safe
def title_search(request: HttpRequest) -> HttpResponse:
    """A form that a script answers, and every month that has titles, newest first."""
    years: dict[int, list[dict[str, int]]] = {}
    for month, amount in Counted(Selection()).months:
        known = {"month": month % 100, "amount": amount, "parts": parts(amount)}
        years.setdefault(month // 100, []).append(known)
    return render(request, "pages/title_search.html", {"years": years})


@require_safe
def title_list(request: HttpRequest, year: int, month: int, part: int = 1) -> HttpResponse:
    """The titles of a part of a month."""
    context = title_part(year, month, part)
    context |= {"rows_html": rows_html(context["rows"]), "start": (part - 1) * PART + 1}
    return render(request, "pages/title_list.html", context)


@require_safe
def title_script(request: HttpRequest, year: int, month: int, part: int) -> HttpResponse:
    """The same titles as a script that hands them to `static/js/titles.js`."""
    rows = [told(page) for page in title_part(year, month, part)["rows"]]
    text = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
    script = f"disclosureTitles({text});\n"
    return HttpResponse(script, content_type="text/javascript; charset=utf-8")


def title_part(year: int, month: int, part: int) -> dict[str, Any]:
    """The rows of a part of a month, newest first, and how many parts there are."""
    if year > LAST_YEAR or not 1 <= month <= 12:
        raise Http404
    chosen = year * 100 + month
    found = Found(Counted(Selection(months=(chosen, chosen))))
    last = parts(len(found))
    if not 1 <= part <= last:
        raise Http404
    rows = found[(part - 1) * PART : part * PART]
    return {
        "year": year, "month": month, "part": part, "total": len(found), "rows": rows,
        "parts": range(1, last + 1),
    }  # fmt: skip


def told(page: Row) -> list[str]:
    """What the script shows of a page: address, title, publisher, index number, day."""
    day = f"{localtime(page.published_at):%Y-%m-%d}"
    return [page.path, page.title, page.publisher_name, page.index_number, day]
