"""The site's addresses and an empty answer behind the same middleware."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def empty(request: HttpRequest) -> HttpResponse:
    """Nothing at all: no database, no template."""
    return HttpResponse()


urlpatterns = [path("bench/empty", empty), path("", include("disclosure.urls"))]
