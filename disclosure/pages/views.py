"""What the public sees; every view reads only what is released."""

from collections.abc import Callable
from dataclasses import replace
from itertools import chain
from typing import Any, TypeVar

from django.conf import settings
from django.core.paginator import Paginator
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    JsonResponse,
    QueryDict,
)
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.http import quote_etag
from django.utils.safestring import SafeString
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from disclosure.agencies.models import Agency
from disclosure.pages import counting, files, jsonld
from disclosure.pages.cataloguepage import CATALOGUE, CataloguePage
from disclosure.pages.counted import Counted
from disclosure.pages.dating import version_of
from disclosure.pages.editions import PageEdition, corrections, earlier_edition
from disclosure.pages.entryfacts import Facts, known_facts, known_page
from disclosure.pages.entryhtml import ENTRY, neighbours, places
from disclosure.pages.forms import SearchForm, asked, validities, validity_lists
from disclosure.pages.listhtml import NOTHING_PUBLIC, list_html
from disclosure.pages.lists import numbered
from disclosure.pages.models import (
    VALIDITY_LISTS,
    Category,
    Page,
    PageKind,
    PageQuerySet,
    PublicFile,
    entry_path,
)
from disclosure.pages.names import first, names
from disclosure.pages.searchpage import SEARCH, search_page
from disclosure.pages.selection import Selection, year_months
from disclosure.pages.validators import unless_held, unless_known

NEWEST = 8
YEARS = range(1949, 2101)
Answer = TypeVar("Answer", bound=HttpResponseBase)


def listed(
    request: HttpRequest, pages: "Paginator[Any]", empty: str = NOTHING_PUBLIC
) -> dict[str, SafeString]:
    """One numbered page of a list, as the templates take it; `empty` is said where it has none."""
    page = pages.get_page(request.GET.get("page"))
    return {"list": list_html(page, rest_of(request).urlencode(), empty=empty)}


def rest_of(request: HttpRequest) -> QueryDict:
    """What is asked of a list beside the number of the page."""
    query = request.GET.copy()
    query.pop("page", None)
    return query


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The four statutory entries (国办公开办函〔2019〕61号), then what is new."""
    columns = Category.objects.shown().filter(parent=None)
    newest = Page.objects.entries().lean()[:NEWEST]
    return render(request, "pages/home.html", {"columns": columns, "newest": newest})


@require_safe
def column(request: HttpRequest, slug: str) -> HttpResponse:
    """A column with its sub-columns; the guide adds contact data (条例 Art. 12)."""
    version = version_of(request)
    called = names(version.mark)
    category = first(called.categories, slug=slug)
    if category is None or not category.is_active:
        raise Http404
    wanted = Selection(category_id=called.below("category", slug))
    chosen = request.GET.get("validity", "")
    counted = Counted(wanted, ("validity",), version)
    context = {
        "category": category,
        "children": called.children(category),
        "guide": Agency.objects.current().exclude(phone="") if slug == "guide" else None,
        "lists": validity_lists(counted.amounts, chosen),
    }
    if chosen in VALIDITY_LISTS:
        counted = Counted(replace(wanted, validity=validities(chosen)), version=version)
    context |= listed(request, numbered(counted), "本栏目还没有公开的信息。")
    return render(request, "pages/column.html", context)


@require_safe
def catalogue_list(request: HttpRequest) -> HttpResponse:
    """The catalogue with its filters."""
    page = CataloguePage(asked(request.GET), version_of(request))
    return CATALOGUE.response(page.places(rest_of(request), request.GET.get("page")))


def years() -> list[int]:
    """The years in which anything was published, newest first."""
    return sorted(Counted(Selection()).years, reverse=True)


@require_safe
def archive_year(request: HttpRequest, year: int) -> HttpResponse:
    """What was published in a year."""
    if year not in YEARS:
        raise Http404
    wanted = Selection(months=year_months(year))
    counted = Counted(wanted, version=version_of(request))
    months = sorted(month % 100 for month, _ in counted.months)
    context = {"year": year, "months": months, "years": sorted(counted.years, reverse=True)}
    return render(request, "pages/archive_year.html", context | listed(request, numbered(counted)))


@require_safe
def archive_month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """What was published in a month."""
    if year not in YEARS or not 1 <= month <= 12:
        raise Http404
    wanted = Selection(months=(year * 100 + month, year * 100 + month))
    pages = numbered(Counted(wanted, version=version_of(request)))
    context = {"year": year, "month": month}
    return render(request, "pages/archive_month.html", context | listed(request, pages))


@require_safe
def agency_list(request: HttpRequest) -> HttpResponse:
    """Every agency that publishes here."""
    agencies = Agency.objects.select_related("parent", "successor").prefetch_related("names")
    return render(request, "pages/agency_list.html", {"agencies": agencies})


@require_safe
def agency_detail(request: HttpRequest, code: str) -> HttpResponse:
    """An agency's shelf: who it is, how to reach it, what it published."""
    agency = get_object_or_404(Agency.objects.select_related("parent", "successor"), code=code)
    wanted = Selection(agency_id=frozenset([agency.pk]))
    pages = numbered(Counted(wanted, version=version_of(request)))
    context = {"agency": agency} | listed(request, pages, "本机构还没有公开的信息。")
    return render(request, "pages/agency_detail.html", context)


@require_safe
def entry_detail(request: HttpRequest, number: str) -> HttpResponseBase:
    """A published entry, its notice of withdrawal, or where it went."""
    return read_entry(request, number, detailed)


@require_safe
def entry_print(request: HttpRequest, number: str) -> HttpResponseBase:
    """The sheet: metadata, article, address and date at the foot."""
    return read_entry(request, number, printed)


def read_entry(
    request: HttpRequest, number: str, shown: Callable[[HttpRequest, Page, Facts], HttpResponse]
) -> HttpResponseBase:
    """An entry as it is shown, unless the reader has that already, or what stands in its place."""
    facts = known_facts(request, number)
    if facts is None:
        return stand_in(request, public_page(number))

    def answer() -> HttpResponse:
        page = known_page(request, number)
        if page is None:  # withdrawn this very moment
            return stand_in(request, public_page(number))
        called.put_into(page)
        return shown(request, page, facts)

    called = names(facts.mark)
    return unless_known(request, facts, called, answer)


def detailed(request: HttpRequest, page: Page, facts: Facts) -> HttpResponse:
    """The page of an entry."""
    released = released_files(page) if facts.has_files else {"files": [], "renditions": []}
    site = request.build_absolute_uri("/")[:-1]
    told = jsonld.described(page, chain.from_iterable(released.values()), site)
    more = {
        "is_report": facts.is_report,
        "corrections": corrections_of(page, facts),
        "replaced": replaced_by(page) if facts.replaced_at else (),
    }
    html = places(page, f"{site}{page.path}", more | released, jsonld.script(told))
    return ENTRY.response(html | {"neighbours": neighbours(facts)})


def replaced_by(page: Page) -> PageQuerySet:
    """Withdrawn entries in whose place this one stands, the last first.

    In this order SQLite goes through what was withdrawn, in any other through all pages.
    """
    rows = Page.objects.leading_to(page).only("path", "index_number")
    return rows.order_by("-withdrawn_at")


def printed(request: HttpRequest, page: Page, facts: Facts) -> HttpResponse:
    """The sheet of an entry."""
    context = {"page": page, "corrections": corrections_of(page, facts)}
    context |= released_files(page) if facts.has_files else {}
    return unlisted(render(request, "pages/entry_print.html", context))


def corrections_of(page: Page, facts: Facts) -> list[PageEdition]:
    """The releases of an entry after the first, newest first."""
    if not facts.has_corrections:
        return []
    return corrections(PageEdition.objects.filter(page=page.pk).lean())


def stand_in(request: HttpRequest, page: Page) -> HttpResponse:
    """What answers in place of an entry that is not there: where it went, or the notice.

    No store may keep the redirect: a withdrawal can be undone.
    """
    if page.kind != PageKind.REDIRECT:
        return notice(request, page)
    response = HttpResponsePermanentRedirect(page.target)
    response["Cache-Control"] = "no-cache"
    return response


def notice(request: HttpRequest, page: Page) -> HttpResponse:
    """The notice of withdrawal; 410 where nothing of the entry may be quoted."""
    status = 410 if page.kind == PageKind.GONE else 200
    response = render(request, "pages/tombstone.html", {"page": page}, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def entry_notice(request: HttpRequest, number: str) -> HttpResponse:
    """The notice of a withdrawn entry at an address of its own, also when its own leads on."""
    page = public_page(number)
    if page.withdrawn_at is None:
        raise Http404
    return notice(request, page)


def public_page(number: str) -> Page:
    """The page at an index number's address, in one SELECT."""
    rows = Page.objects.select_related("agency", "category__parent", "theme__parent", "genre")
    return get_object_or_404(rows, path=entry_path(number))


def released_files(page: Page) -> dict[str, list[PublicFile]]:
    """What is attached, and the files made from the text itself."""
    rows = list(PublicFile.objects.filter(page=page.pk))
    return {
        "files": [row for row in rows if not row.is_rendition],
        "renditions": [row for row in rows if row.is_rendition],
    }


@require_safe
def entry_changes(request: HttpRequest, number: str) -> HttpResponse:
    """What each correction of an entry changed, newest first."""
    page = public_page(number)
    history = list(page.history.defer("article", "facts"))
    if page.kind != PageKind.ENTRY or not history:
        raise Http404
    context = {
        "page": page,
        "corrections": corrections(history),
        "first": history[-1],
        "shows_changes": any(one.changes for one in history),
        "earlier": [one for one in history if one.is_earlier],
    }
    return unlisted(render(request, "pages/entry_changes.html", context))


@require_safe
def entry_edition(request: HttpRequest, number: str, edition: int) -> HttpResponse:
    """An edition that was public before, where the agency shows such; no files."""
    page = public_page(number)
    earlier = earlier_edition(page, edition)
    if page.kind != PageKind.ENTRY or earlier is None:
        raise Http404
    context = {"page": page, "edition": earlier}
    return unlisted(render(request, "pages/entry_edition.html", context))


def unlisted(response: Answer) -> Answer:
    """An answer that search engines leave out: the entry's own page is the one to find."""
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def search_results(request: HttpRequest) -> HttpResponse:
    """Search over titles, numbers, text and attachments."""
    return SEARCH.response(search_page(SearchForm(request.GET)))


@require_safe
def site_map(request: HttpRequest) -> HttpResponse:
    """The site map for people."""
    context = {
        "columns": Category.objects.shown().filter(parent=None).prefetch_related("children"),
        "agencies": Agency.objects.current(),
        "years": years(),
    }
    return render(request, "pages/site_map.html", context)


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement."""
    return render(request, "pages/accessibility.html")


@require_safe
def file(request: HttpRequest, digest: str, name: str) -> HttpResponseBase:
    """A released attachment; nginx serves it before this view is asked."""
    if "\0" in digest + name:  # PostgreSQL refuses to be asked
        raise Http404
    row = PublicFile.objects.filter(digest=digest, name=name).first()
    if row is None or not (path := files.public_path(row.path)).is_file():
        raise Http404
    content_type = row.content_type

    def sent() -> FileResponse:
        return FileResponse(
            path.open("rb"), as_attachment=True, filename=name, content_type=content_type
        )

    return unless_held(request, quote_etag(digest), sent)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def views(request: HttpRequest) -> HttpResponse:
    """The beacon of a read page, and how often it was read: the page itself does not say it.

    GET answers `{"views": number}` for `?path=`; 404 where no entry stands. Staff and robots do
    not count.
    """
    if request.method != "POST":
        count = counting.views_of(request.GET.get("path", "")[:200])
        if count is None:
            raise Http404
        return JsonResponse({"views": count})
    path = request.POST.get("path", "")
    is_staff = settings.SESSION_COOKIE_NAME in request.COOKIES
    if not is_staff and not counting.is_robot(request.headers.get("User-Agent", "")):
        counting.count(path[:200])
    return HttpResponse(status=204)
