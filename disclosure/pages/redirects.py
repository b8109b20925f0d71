"""Addresses of an old site: whoever follows one arrives at the page that took its place."""

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.views.defaults import page_not_found

from disclosure.lib.text import local_address
from disclosure.pages.models import Page, PageKind


def moved_or_missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Where the address leads now, else that there is nothing: one query for each miss."""
    asked = request.get_full_path()
    rows = Page.objects.filter(kind=PageKind.REDIRECT, path=local_address(asked))
    target = rows.values_list("target", flat=True).first()
    if target and request.method in ("GET", "HEAD"):
        return HttpResponsePermanentRedirect(target)
    return page_not_found(request, exception)
