"""What machines read: the feed of new pages and the sitemap of all."""

from datetime import datetime

from django.contrib.syndication.views import Feed
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse_lazy
from django.utils.feedgenerator import Atom1Feed

from disclosure.pages.context import texts
from disclosure.pages.models import Page

NEWEST = 30
SITEMAP_SIZE = 20_000  # addresses in one file; the protocol allows 50,000


class NewestFeed(Feed):
    """The newest pages as Atom."""

    feed_type = Atom1Feed
    link = reverse_lazy("pages:home")
    description_template = None

    def title(self) -> str:
        """The site's name."""
        return str(texts().name)

    def subtitle(self) -> str:
        """What the feed holds."""
        return "最新公开的政府信息"

    def items(self) -> list[Page]:
        """The newest pages, without their articles."""
        return list(Page.objects.entries().lean()[:NEWEST])

    def item_title(self, item: Page) -> str:
        """The title."""
        return item.title

    def item_description(self, item: Page) -> str:
        """The summary, else where it comes from."""
        return item.summary or f"{item.publisher_name} {item.index_number}"

    def item_pubdate(self, item: Page) -> datetime:
        """The first publication."""
        return item.published_at

    def item_updateddate(self, item: Page) -> datetime:
        """The last edition."""
        return item.updated_at

    def item_author_name(self, item: Page) -> str:
        """The agency as then named."""
        return item.publisher_name


def addresses() -> "Paginator[Page]":
    """Every public page in files of a bearable size, oldest first so that files stay the same."""
    rows = Page.objects.entries().order_by("pk").only("path", "updated_at")
    return Paginator(rows, SITEMAP_SIZE)


def sitemap_index(request: HttpRequest) -> HttpResponse:
    """The list of sitemap files."""
    context = {
        "numbers": addresses().page_range,
        "root": request.build_absolute_uri("/"),
    }
    return render(request, "pages/sitemap_index.xml", context, content_type="application/xml")


def sitemap(request: HttpRequest, number: int) -> HttpResponse:
    """One file of addresses."""
    pages = addresses()
    if number not in pages.page_range:
        raise Http404
    context = {
        "pages": pages.page(number),
        "root": request.build_absolute_uri("/")[:-1],
    }
    return render(request, "pages/sitemap.xml", context, content_type="application/xml")
