"""What machines read: the feed of new pages and the sitemap of all."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from xml.sax.xmlreader import AttributesImpl

from django.contrib.syndication.views import Feed, add_domain
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse, reverse_lazy
from django.utils.feedgenerator import Atom1Feed, rfc3339_date
from django.utils.html import escape
from django.utils.xmlutils import SimplerXMLGenerator

from disclosure.pages.context import texts
from disclosure.pages.filterfaults import told
from disclosure.pages.forms import SearchForm
from disclosure.pages.models import Page
from disclosure.pages.names import names
from disclosure.pages.site.addresses import (
    SITEMAP_SIZE,
    lists_in_sitemap,
    report_lists_in_sitemap,
    sitemap_numbers,
)

NEWEST = 30
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"  # RFC 6721


class AtomWithTombstones(Atom1Feed):
    """Atom that also says which entries were taken down, so that readers drop their copies."""

    def root_attributes(self) -> dict[str, Any]:
        """With the namespace of RFC 6721."""
        attributes: dict[str, Any] = super().root_attributes()
        return attributes | {"xmlns:at": TOMBSTONES}

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        """One element for each withdrawn entry: which, when and why."""
        super().add_root_elements(handler)
        for ref, when, why in self.feed["deleted"]:
            known = AttributesImpl({"ref": ref, "when": rfc3339_date(when)})
            handler.startElement("at:deleted-entry", known)
            handler.addQuickElement("at:comment", why)
            handler.endElement("at:deleted-entry")

    def latest_post_date(self) -> datetime:
        """A withdrawal is news as well: without it, readers would be told that nothing changed."""
        times: list[datetime] = [when for _, when, _ in self.feed["deleted"]]
        if self.items:
            times.append(super().latest_post_date())
        return max(times, default=NEVER)  # not the present: the feed of today is that of yesterday


class PagesFeed(Feed):
    """Pages as Atom."""

    feed_type: type[Atom1Feed] = Atom1Feed
    description_template = None

    def subtitle(self, obj: Any = None) -> str:
        """What the feed holds."""
        return "最新公开的政府信息"

    def item_title(self, item: Page) -> str:
        """The title."""
        return item.title

    def item_description(self, item: Page) -> str:
        """The summary, else where it comes from, as the HTML that Atom takes it for."""
        return escape(item.summary or f"{item.publisher_name} {item.index_number}")

    def item_pubdate(self, item: Page) -> datetime:
        """The first publication."""
        return item.published_at

    def item_updateddate(self, item: Page) -> datetime:
        """The last edition."""
        return item.updated_at

    def item_author_name(self, item: Page) -> str:
        """The agency as then named."""
        return item.publisher_name


def comment(page: Page) -> str:
    """What a tombstone says: no title where nothing of the entry may be quoted."""
    named = f"《{page.title}》" if page.title else ""
    return f"{named}索引号 {page.index_number} 已撤下：{page.withdrawal_reason}"


class NewestFeed(PagesFeed):
    """The newest pages as Atom, and the withdrawn ones as tombstones (RFC 6721)."""

    feed_type = AtomWithTombstones
    link = reverse_lazy("pages:home")

    def title(self) -> str:
        """The site's name."""
        return str(texts().name)

    def items(self) -> list[Page]:
        """The newest pages, without their articles."""
        return list(Page.objects.entries().lean()[:NEWEST])

    def get_object(self, request: HttpRequest) -> HttpRequest:
        """The request, for the addresses of what is no item."""
        return request

    def feed_extra_kwargs(self, obj: HttpRequest) -> dict[str, Any]:
        """Ids, times and reasons of the last withdrawn entries; ids are those of the items."""
        rows = Page.objects.withdrawn().lean()[:NEWEST]
        host, is_secure = obj.get_host(), obj.is_secure()
        return {
            "deleted": [
                (add_domain(host, page.path, is_secure), page.withdrawn_at, comment(page))
                for page in rows
            ]
        }


class SearchFeed(PagesFeed):
    """A saved search: its newest hits."""

    def get_object(self, request: HttpRequest) -> SearchForm:
        """What is looked for, filters included."""
        return SearchForm(request.GET)

    def title(self, obj: SearchForm) -> str:
        """The site's name and the words."""
        return f"{texts().name}：检索“{obj.typed()}”"

    def subtitle(self, obj: Any = None) -> str:
        """Which filters were left out, where a reader typed the address."""
        return told(obj) or super().subtitle(obj)

    def link(self, obj: SearchForm) -> str:
        """The page of results."""
        return f"{reverse('pages:search')}?{obj.address()}"

    def feed_url(self, obj: SearchForm) -> str:
        """Where a reader that keeps this feed asks again: with its words and filters."""
        return f"{reverse('pages:search_feed')}?{obj.address()}"

    def items(self, obj: SearchForm) -> list[Page]:
        """The newest pages that fit."""
        return obj.results(names()).newest(NEWEST)


def sitemap_index(request: HttpRequest) -> HttpResponse:
    """The list of sitemap files."""
    context = {"numbers": sitemap_numbers(), "root": request.build_absolute_uri("/")}
    return render(request, "pages/sitemap_index.xml", context, content_type="application/xml")


def sitemap_lists(request: HttpRequest) -> HttpResponse:
    """The addresses of lists: where to begin, columns, agencies, years and months."""
    return addresses(request, [{"path": path} for path in lists_in_sitemap()])


def sitemap_reports(request: HttpRequest) -> HttpResponse:
    """The addresses of lists of annual reports."""
    return addresses(request, [{"path": path} for path in report_lists_in_sitemap()])


def sitemap(request: HttpRequest, number: int) -> HttpResponse:
    """The addresses of some entries."""
    first = (number - 1) * SITEMAP_SIZE
    rows = Page.objects.entries().filter(pk__gte=first, pk__lt=first + SITEMAP_SIZE)
    pages = list(rows.order_by("pk").only("path", "updated_at")) if number > 0 else []
    if not pages:
        raise Http404
    return addresses(request, pages)


def addresses(request: HttpRequest, pages: Sequence[Page | dict[str, str]]) -> HttpResponse:
    """One file of addresses; lists do not say when they changed, as that is read with them."""
    context = {"pages": pages, "root": request.build_absolute_uri("/")[:-1]}
    return render(request, "pages/sitemap.xml", context, content_type="application/xml")


def robots(request: HttpRequest) -> HttpResponse:
    """What robots may read: all but the desk and searches; and where the sitemap is."""
    lines = ["User-agent: *", "Disallow: /admin/", "Disallow: /search/", "Disallow: /views/"]
    lines.append(f"Sitemap: {request.build_absolute_uri(reverse('pages:sitemap_index'))}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
